"""The recipe of ``cxr-nodule``: marks where a frontal chest radiograph may show a nodule; a second reader."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch

from ai.device import choose_device
from ai.errors import TrainingDataError
from ai.inference.detect import DETECTION_KEY, BoxReading
from ai.inference.picture_score import PICTURE_KEY, PictureReading
from ai.library.card import DETECTION, Code, Label, ModelCard, Reading, Weights
from ai.library.library import SHIPPED
from ai.library.pack import REFERENCE_FILE, write_card
from ai.networks.spot_finder import SpotFinder
from ai.plain import to_plain
from ai.progress import Progress, part, silent
from ai.training.golden import write_golden
from ai.training.jsrt import FOLDS, Film, fold_of, read_films, split_sha256
from ai.training.member import write_member
from ai.training.nodule_films import NoduleFilms, load_films, read_nodules
from ai.training.nodule_member import (
    INPUT,
    architecture,
    as_shipped,
    finder,
    grid_of_input,
    schedule_facts,
    seeds_of,
    train_member,
)
from ai.training.nodule_score import MOST_SHOWN, FilmMarks, Readings, readings
from ai.training.nodule_tables import ROBUSTNESS, TRIED_FOLDS, curves, film_cases, maps_of, mark_tables, score_held_out
from ai.training.reference import with_statistics

NODULE = Code("427359005", "SCT", "Solitary nodule of lung")

LABELS = (Label("nodule", "Nodule?", NODULE),)

OF_FILM = Label("nodule_present", "Nodule present", NODULE)

MODEL_ID = "cxr-nodule"
MODEL_VERSION = "0.2.0"

RETRAIN = "python -m ai train cxr-nodule --data FOLDER"

READING = Reading(
    intended_use="Marks places on upright frontal chest radiographs of adults where a lung nodule may lie, and tells "
    "how likely a film holds one. For a second look after the reader's own, on request only. Research use only.",
    not_for="Diagnosis, a first reading, ruling anything out, children, lateral, supine or portable films, films after "
    "lung surgery, telling benign from malignant. Not a medical device.",
    licence="Weights trained on the JSRT films with the SCR masks: research and education only, no commercial use, no "
    "redistribution of the data. The code is Apache-2.0, these weights are not.",
    training_data="JSRT chest films (199 of 247) with the places of their nodules and the SCR lung masks; Shiraishi, "
    "AJR 2000; van Ginneken, Med Image Anal 2006. Made-up nodules were drawn into training films.",
    population="Digitised PA films of adults from 13 Japanese and one US institution, 1990s; 124 with one lung nodule "
    "proven by CT, 75 without. Never more than one nodule a film.",
    limits=(
        "Five films of eight have a nodule here, far more than in practice: elsewhere the probabilities are too high.",
        "Nodules behind heart, spine and diaphragm were not taught and are not marked.",
        "Very subtle nodules are mostly missed, see the table by subtlety; nodules under 5 mm were never seen.",
        "Wrong marks lie mostly on crossings of ribs and vessels, the hila and ends of ribs.",
        "Films of other machines were only imitated by augmentation (exposure, sharpness, noise), not tested.",
    ),
)


def train_pack(
    data: Path, *, work: Path, output: Path | None = None, folds: int = FOLDS, progress: Progress = silent
) -> ModelCard:
    """Train, score and write the pack: every held-out fold gives some members and the scores of its films.

    Parameters
    ----------
    data
        Folder of the JSRT films, their masks and ``cases.csv``, see `ai.training.nodule_films`.
    work
        Takes the checkpoints; a run that was stopped goes on there.
    output
        Folder that takes ``cxr-nodule-VERSION/``; the shipped models' unless told.
    folds
        How many of the five folds are held out in turn; two at least, since calibrations are judged by other folds.

    Returns
    -------
    ModelCard
        Of the pack written.

    Raises
    ------
    TrainingDataError
        When the films or their table are not whole, or one fold is to be held out.
    """
    if folds < 2:
        raise TrainingDataError("At least two folds must be held out.", "Calibrations are judged by other folds.")
    films = read_films(data)
    nodules = read_nodules(data, films)
    numbers = fold_of(films)
    device = choose_device()
    arrays = load_films(films, nodules, grid_of_input(), device=device, progress=part(progress, 0, 0.02))
    finders: dict[int, SpotFinder] = {}
    for fold in range(folds):
        share = part(progress, 0.02 + fold / folds * 0.8, 0.02 + (fold + 1) / folds * 0.8)
        finders[fold] = _of_fold(arrays, numbers, fold, work=work, progress=share)
    folder = (SHIPPED if output is None else output) / f"{MODEL_ID}-{MODEL_VERSION}"
    folder.mkdir(parents=True, exist_ok=True)
    members = [member for network in finders.values() for member in maps_of(network)]
    weights = write_member(finder(members), folder / "members.safetensors")
    scores = score_held_out(finders, films, nodules, progress=part(progress, 0.82, 0.87))
    card = _card(folder, weights, folds, scores, films)
    first = finder(members[:1])  # its layers have the same names in the ensemble, and it looks many times as fast
    card, content = with_statistics(card, (first,), film_cases(card, films), progress=part(progress, 0.87, 0.93))
    (folder / REFERENCE_FILE).write_bytes(content)
    table = curves(card, finders, films, nodules, first=first, progress=part(progress, 0.93, 0.99))
    card = dataclasses.replace(card, metrics={**card.metrics, ROBUSTNESS: table})
    write_card(card)
    write_golden(card)
    progress(1.0, f"Wrote {card.key}")
    return card


def _of_fold(films: NoduleFilms, numbers: Sequence[int], fold: int, *, work: Path, progress: Progress) -> SpotFinder:
    """Train the members that never see a fold."""
    seen = torch.tensor([index for index, number in enumerate(numbers) if number != fold])
    members = []
    seeds = seeds_of(fold)
    for number, seed in enumerate(seeds):
        share = part(progress, number / len(seeds), (number + 1) / len(seeds))
        members.append(as_shipped(train_member(films, seen, seed=seed, folder=work / f"seed{seed}", progress=share)))
    return finder(members)


def _reference(found: Readings) -> dict[str, Any]:
    boxes = BoxReading(
        score_threshold=found.threshold,
        overlap=0.5,
        most=MOST_SHOWN,
        first_centre=0.5,
        first_label=0,
        scores=found.marks,
        misses=found.misses,
    )
    return {DETECTION_KEY: to_plain(boxes), PICTURE_KEY: to_plain(PictureReading(OF_FILM, found.picture))}


def _card(folder: Path, weights: Weights, folds: int, scores: Sequence[FilmMarks], films: Sequence[Film]) -> ModelCard:
    seeds = [seed for fold in range(folds) for seed in seeds_of(fold)]
    return ModelCard(
        id=MODEL_ID,
        version=MODEL_VERSION,
        title="Chest X-ray nodule marks",
        task=DETECTION,
        labels=LABELS,
        input=INPUT,
        architecture=architecture(len(seeds)),
        members=(weights,),
        threshold=0.5,
        reading=READING,
        metrics={
            "protocol": f"{folds} of {FOLDS} folds held out in turn, each film one person; every film is scored by "
            f"the {len(seeds_of(0))} members that never saw it, weights rounded to float16 as shipped. A mark hits "
            "when its centre lies within half the nodule's size or 10 mm of the nodule's; all other marks, on any "
            "film, are false. Nodules outside the SCR lung masks are left out, marks on them are false. Lungs are "
            "found by the members themselves. The shipped ensemble averages the maps of all members and was not "
            "scored itself. Length and settings of a member were fixed before by a few trials of members of three "
            f"folds, looked at on the films of folds {TRIED_FOLDS}; the others, on which nothing was tried, are told "
            "apart. One member a fold (0.1.0) found 69.6 % at 2 and 80.0 % at 5; that wrong marks should be averaged "
            "away over seeds was decided after these figures, the number of seeds before any other was seen. The "
            "thresholds are those of this curve. Calibrations are judged by fits of the other folds; those shipped "
            "are fitted on all.",
            "split_sha256": split_sha256(films),
            "seeds": seeds,
            "torch": torch.__version__.split("+")[0],
            "schedule": schedule_facts(),
            "retrain": f"{RETRAIN} --folds {folds}",
            **mark_tables(scores),
        },
        reference=_reference(readings(scores)),
        parent="",
        folder=folder,
        on_request=True,
    )
