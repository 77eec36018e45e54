"""The recipe of ``cxr-nodule``: marks where a frontal chest radiograph may show a nodule; a second reader."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import torch
from torch import Tensor, nn

from ai.device import choose_device
from ai.errors import TrainingDataError
from ai.inference.detect import DETECTION_KEY, BoxReading
from ai.inference.picture_score import PICTURE_KEY, PictureReading
from ai.library.card import DETECTION, Architecture, Code, InputSpec, Label, ModelCard, Reading, Weights
from ai.library.grid_spec import GridSpec, IntensityStep
from ai.library.library import SHIPPED
from ai.library.pack import REFERENCE_FILE, write_card
from ai.networks.build import build
from ai.networks.spot_finder import SpotFinder, SpotMaps
from ai.networks.weights import read_weights, write_weights
from ai.plain import to_plain
from ai.progress import Progress, part, silent
from ai.training.golden import write_golden
from ai.training.jsrt import FOLDS, Film, fold_of, read_films, split_sha256
from ai.training.loop import Batch, Schedule, train
from ai.training.nodule_crops import CropDrawer, CropPlan
from ai.training.nodule_films import NoduleFilms, load_films, read_nodules
from ai.training.nodule_robustness import Held, robustness, some_of
from ai.training.nodule_score import (
    MOST_SHOWN,
    FilmMarks,
    Readings,
    readings,
    score_films,
    sensitivities,
    summary,
    worst,
)
from ai.training.radiograph_augment import augment
from ai.training.reference import AS_THEY_ARE, OTHER_MACHINE, STRENGTH, Cases, seen_of, with_statistics
from ai.training.spot_loss import spot_loss
from ai.training.strangers import strange_films

NODULE = Code("427359005", "SCT", "Solitary nodule of lung")

LABELS = (Label("nodule", "Nodule?", NODULE),)

OF_FILM = Label("nodule_present", "Nodule present", NODULE)

SIDE_PX = 512

CLIP = (0.5, 99.5)
"""Percentiles of a film that become 0 and 1."""

INPUT = InputSpec(
    modalities=("CR", "DX", "RG"),
    body_parts=("CHEST", "THORAX", "LUNG"),
    views=("PA", "AP"),
    size_px=(0, 0),
    clip_percentiles=CLIP,
    minimum_size_px=SIDE_PX,
    grid=GridSpec(
        dimensions=2,
        orientation="PIL",
        fit="pad",
        size=(SIDE_PX, SIDE_PX),
        shrink="area",
        intensity=(
            IntensityStep("invert"),
            IntensityStep("percentile", (("low", CLIP[0]), ("high", CLIP[1]), ("clip", 1.0))),
        ),
        activation="none",
    ),
)
"""0.7 mm a pixel of a film of 36 cm."""

APART_PX = 21.5
"""15 mm on the training films: two marks closer than that are one."""

FILTERS, BLOCKS = (16, 32, 64, 96), (1, 2, 2, 2)

CANDIDATES = 60
"""Marks of a film that are scored, of which few are shown."""

MODEL_ID = "cxr-nodule"
MODEL_VERSION = "0.2.0"

RETRAIN = "python -m ai train cxr-nodule --data FOLDER"

TRIED_FOLDS = (1, 2)
"""Folds that settings were tried on, by a member of the other three: the card tells the others apart."""

PLAN = CropPlan()
STEPS = 1600
SEEDS = 3
"""Members of each fold: wrong marks differ from seed to seed, nodules do not."""
LEARNING_RATE = 2e-3
EMA_DECAY = 0.995

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


def train_member(
    films: NoduleFilms, seen: Tensor, *, seed: int, folder: Path, progress: Progress = silent
) -> nn.Module:
    """Train one member on the films of these numbers; goes on where ``folder`` holds a checkpoint."""
    torch.manual_seed(seed)
    layout = torch.channels_last  # a third faster on processors
    network: nn.Module = SpotMaps(FILTERS, BLOCKS).to(films.device).to(memory_format=layout)
    drawer = CropDrawer(films, seen, PLAN)

    def batch(generator: torch.Generator) -> Batch:
        crops = drawer.draw(generator)
        return crops.contrast.contiguous(memory_format=layout), crops.target

    schedule = Schedule(steps=STEPS, learning_rate=LEARNING_RATE, ema_decay=EMA_DECAY, seed=seed)
    return train(network, batch, spot_loss, schedule, folder=folder, progress=progress)


def train_pack(
    data: Path, *, work: Path, output: Path | None = None, folds: int = FOLDS, progress: Progress = silent
) -> ModelCard:
    """Train, score and write the pack: every held-out fold gives `SEEDS` members and the scores of its films.

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
    arrays = load_films(films, nodules, _grid(), device=device, progress=part(progress, 0, 0.02))
    members: list[SpotMaps] = []
    scores: list[FilmMarks] = []
    for fold in range(folds):
        share = part(progress, 0.02 + fold / folds * 0.83, 0.02 + (fold + 1) / folds * 0.83)
        seen = torch.tensor([index for index, number in enumerate(numbers) if number != fold])
        for number in range(SEEDS):
            seed = fold + FOLDS * number
            told = part(share, 0.95 * number / SEEDS, 0.95 * (number + 1) / SEEDS)
            network = train_member(arrays, seen, seed=seed, folder=work / f"seed{seed}", progress=told)
            members.append(_as_shipped(network))
        own = [index for index, number in enumerate(numbers) if number == fold]
        scores += score_films(
            finder(members[-SEEDS:]).to(device),
            [films[index] for index in own],
            [nodules[index] for index in own],
            _grid(),
            fold=fold,
            progress=part(share, 0.95, 1),
        )
    folder = (SHIPPED if output is None else output) / f"{MODEL_ID}-{MODEL_VERSION}"
    folder.mkdir(parents=True, exist_ok=True)
    ensemble = finder(members)
    path = folder / "members.safetensors"
    weights = Weights(path.name, write_weights(ensemble, path))
    read_weights(ensemble, path)
    card = _card(folder, weights, folds, scores, films)
    first = finder(members[:1])  # its layers have the same names in the ensemble, and it looks many times as fast
    card, content = with_statistics(card, (first,), _cases(card, films), progress=part(progress, 0.85, 0.93))
    (folder / REFERENCE_FILE).write_bytes(content)
    held = [
        Held(films[index], nodules[index], finder(members[fold * SEEDS : (fold + 1) * SEEDS]))
        for fold in range(folds)
        for index in some_of([index for index, number in enumerate(numbers) if number == fold])
    ]
    shown = readings(scores).threshold
    table = robustness(card, held, gate=first, threshold=shown, progress=part(progress, 0.93, 0.99))
    card = dataclasses.replace(card, metrics={**card.metrics, "robustness": table})
    write_card(card)
    write_golden(card)
    progress(1.0, f"Wrote {card.key}")
    return card


def architecture(members: int) -> Architecture:
    """Name the network of so many members, as a card has it."""
    arguments = {
        "filters": FILTERS,
        "blocks": BLOCKS,
        "members": members,
        "apart_px": APART_PX,
        "most": CANDIDATES,
    }
    return Architecture("spot-finder", tuple(arguments.items()))


def finder(members: Sequence[SpotMaps]) -> SpotFinder:
    """Put trained members into one network, in eval mode on the CPU."""
    network = build(architecture(len(members)))
    if not isinstance(network, SpotFinder):
        raise TypeError("the recipe names another network")
    for own, trained in zip(network.members, members, strict=True):
        own.load_state_dict(trained.state_dict())
    return network.eval()


def _grid() -> GridSpec:
    grid = INPUT.grid
    if grid is None:
        raise TypeError("the recipe names no grid")
    return grid


def _as_shipped(network: nn.Module) -> SpotMaps:
    """Round the weights to float16, so that the scores are of what is shipped."""
    member = SpotMaps(FILTERS, BLOCKS)
    rounded = {
        name: tensor.cpu().half().float() if tensor.is_floating_point() else tensor.cpu()
        for name, tensor in network.state_dict().items()
    }
    member.load_state_dict(rounded)
    return member.eval()


def _cases(card: ModelCard, films: Sequence[Film]) -> Cases:
    """Gather what the statistics of the input are made of, and what must be refused."""

    def plain(case: int) -> Iterator[Tensor]:
        yield from seen_of(card, films[case].volume())

    def imitated(case: int) -> Iterator[Tensor]:
        plane = cv2.resize(films[case].volume().voxels[0], (2 * SIDE_PX, 2 * SIDE_PX), interpolation=cv2.INTER_AREA)
        picture = torch.from_numpy(np.asarray(plane)).float()[None, None] / 255
        generator = torch.Generator().manual_seed(case)
        changed, _ = augment(picture, torch.zeros_like(picture), INPUT, generator, strength=STRENGTH)
        low, high = changed.amin(), changed.amax()
        yield (changed - low) / (high - low).clamp(min=1e-6)

    words = f"{len(films)} JSRT films, each as it is and once as another machine might have made it"
    looks = {AS_THEY_ARE: plain, OTHER_MACHINE: imitated}
    return Cases(fold_of(films), looks, words, False, strange_films(films))


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
    return ModelCard(
        id=MODEL_ID,
        version=MODEL_VERSION,
        title="Chest X-ray nodule marks",
        task=DETECTION,
        labels=LABELS,
        input=INPUT,
        architecture=architecture(folds * SEEDS),
        members=(weights,),
        threshold=0.5,
        reading=READING,
        metrics={
            "protocol": f"{folds} of {FOLDS} folds held out in turn, each film one person; every film is scored by "
            f"the {SEEDS} members that never saw it, weights rounded to float16 as shipped. A mark hits when its "
            "centre lies within half the nodule's size or 10 mm of the nodule's; all other marks, on any film, "
            "are false. Nodules outside the SCR lung masks are left out, marks on them are false. Lungs are found"
            " by the member itself. The shipped ensemble averages the maps of all members and was not scored "
            "itself. Length and settings of a member were fixed before by a few trials of members of three folds,"
            f" looked at on the films of folds {TRIED_FOLDS}; the others, on which nothing was tried, are told "
            "apart. One member a fold (0.1.0) found 69.6 % at 2 and 80.0 % at 5; that wrong marks should be "
            "averaged away over seeds was decided after these figures, the number of seeds before any other was "
            "seen. The thresholds are those of this curve. Calibrations are judged by fits of the other folds; those "
            "shipped are fitted on all.",
            "split_sha256": split_sha256(films),
            "seeds": [fold + FOLDS * number for fold in range(folds) for number in range(SEEDS)],
            "torch": torch.__version__.split("+")[0],
            "schedule": {
                "steps": STEPS,
                "learning_rate": LEARNING_RATE,
                "ema_decay": EMA_DECAY,
                **to_plain(PLAN),
            },
            "retrain": f"{RETRAIN} --folds {folds}",
            **summary(scores),
            "on_folds_that_nothing_was_tried_on": sensitivities(
                [film for film in scores if film.fold not in TRIED_FOLDS]
            ),
            "worst_films": worst(scores),
        },
        reference=_reference(readings(scores)),
        parent="",
        folder=folder,
        on_request=True,
    )
