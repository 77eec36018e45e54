"""The recipe of ``cxr-anatomy``: lungs, heart and clavicles on frontal chest radiographs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import torch

from ai.inference.plausibility import Range
from ai.library.card import ModelCard, Reading, Weights
from ai.library.library import SHIPPED
from ai.library.pack import write_card
from ai.networks.second_look import SecondLook
from ai.plain import to_plain
from ai.progress import Progress, part, silent
from ai.training.anatomy_member import (
    INPUT,
    LABELS,
    PHASES,
    SECOND_LOOKS,
    member_architecture,
    train_member,
)
from ai.training.anatomy_score import FilmScore, plausible_ranges, ratio_residuals
from ai.training.anatomy_tables import overlap_tables, score_members, with_tables
from ai.training.golden import write_golden
from ai.training.heart_level import HEART, heart_levels, set_level
from ai.training.jsrt import FOLDS, Film, fold_of, read_films, split_sha256
from ai.training.member import write_member
from ai.training.metrics import conformal_half_width

MODEL_ID = "cxr-anatomy"
MODEL_VERSION = "0.4.0"

RETRAIN = "python -m ai train cxr-anatomy --data FOLDER"

READING = Reading(
    intended_use="Outlines of lungs, heart and clavicles on upright frontal chest radiographs of adults, and the "
    "cardiothoracic ratio as a proposal that the reader checks and corrects. Research use only.",
    not_for="Diagnosis, children, lateral, supine or portable films, films after lung surgery. Not a medical device.",
    licence="Weights trained on the SCR masks of the JSRT films: research and education only, no commercial use, no "
    "redistribution of the data. The code is Apache-2.0, these weights are not.",
    training_data="JSRT chest films (199 of 247) with the SCR reference masks; Shiraishi, AJR 2000; van Ginneken, Med "
    "Image Anal 2006.",
    population="Digitised PA films of adults from 13 Japanese and one US institution, 1990s; 124 with a lung nodule, "
    "75 without.",
    limits=(
        "Films of other machines, portable films and consolidated lungs were only imitated, see the "
        "robustness table; no such films were at hand to test it.",
        "Contours come from 512 x 512 pixels: thin clavicle ends are rounded, and clavicles are what it draws worst, "
        "though each is looked at again by a network of its own. That one looks where the first found something: a "
        "clavicle that the first missed, or took for a rib, it cannot bring back.",
        "The interval of the cardiothoracic ratio holds for films like JSRT's. The range of the members beside it says "
        "how far they differ, not where the truth lies.",
        "A consolidated or cut-off lung is drawn too small where it is white; the ratio then misleads without a "
        "warning.",
        "On films of large patients, where heart and bone are hardly darker or brighter than what lies beside them, "
        "borders come out ragged: the worst held-out film lost the lower left part of the heart and a clavicle.",
        "Clavicles differ most at their inner end, where the reference often ends sooner.",
        "Nothing is drawn where the members disagree on lungs or heart; a mirrored film is only warned of.",
    ),
)


def train_pack(
    data: Path,
    *,
    work: Path,
    output: Path | None = None,
    folds: int = 2,
    effort: float = 1.0,
    device: str = "auto",
    others: Mapping[str, Path] | None = None,
    progress: Progress = silent,
) -> ModelCard:
    """Train, score and write the pack: every held-out fold gives one member and the scores of its films.

    Parameters
    ----------
    data
        Folder of the JSRT films and their masks, see `ai.training.jsrt`.
    work
        Takes the checkpoints; a run that was stopped goes on there.
    output
        Folder that takes ``cxr-anatomy-VERSION/``; the shipped models' unless told.
    folds
        How many of the five folds are held out in turn.
    effort
        Times as many epochs in every phase as `PHASES` says; another effort has checkpoints of its own.
    device
        "auto" takes a GPU where there is one.
    others
        Name and folder of pictures that the model was not made for, whose refusals are counted.
    progress
        Called once per step and film.

    Returns
    -------
    ModelCard
        Of the pack written.
    """
    films = read_films(data)
    numbers = fold_of(films)
    folder = (SHIPPED if output is None else output) / f"{MODEL_ID}-{MODEL_VERSION}"
    folder.mkdir(parents=True, exist_ok=True)
    networks: list[SecondLook] = []
    for fold in range(folds):
        share = part(progress, fold / folds * 0.89, (fold + 1) / folds * 0.89)
        seen = [film for film, number in zip(films, numbers, strict=True) if number != fold]
        own = work / (f"fold{fold}" if effort == 1 else f"fold{fold}-effort{effort:g}")
        network = train_member(seen, seed=fold, folder=own, effort=effort, device=device, progress=share)
        networks.append(network.cpu())
    names = [label.name for label in LABELS]
    levels = heart_levels(networks, films, names, INPUT, progress=part(progress, 0.89, 0.9))
    for network, level in zip(networks, levels, strict=True):
        set_level(network, names.index(HEART), level)
    members = [write_member(network, folder / f"member{fold}.safetensors") for fold, network in enumerate(networks)]
    card = _card(folder, tuple(members), effort, films, levels)
    scores = score_members(networks, films, card, progress=part(progress, 0.9, 0.92))
    ranges = plausible_ranges(films, progress=part(progress, 0.92, 0.93))
    card = _with_scores(card, scores, ranges)
    card = with_tables(card, networks, films, others=others, progress=part(progress, 0.93, 0.99))
    write_card(card)
    write_golden(card)
    progress(1.0, f"Wrote {card.key}")
    return card


def _card(
    folder: Path, members: tuple[Weights, ...], effort: float, films: Sequence[Film], levels: Sequence[float]
) -> ModelCard:
    retrain = f"{RETRAIN} --folds {len(members)}" + ("" if effort == 1 else f" --effort {effort:g}")
    return ModelCard(
        id=MODEL_ID,
        version=MODEL_VERSION,
        title="Chest X-ray anatomy",
        task="chest-anatomy",
        labels=LABELS,
        input=INPUT,
        architecture=member_architecture(SECOND_LOOKS),
        members=members,
        threshold=0.5,
        reading=READING,
        metrics={
            "protocol": f"{len(members)} of {FOLDS} folds held out in turn, each film one person; every film is scored "
            "by the one member that never saw it, weights rounded to float16 as shipped. The shipped ensemble averages "
            "the members and was not scored itself. Length and settings of the training were fixed before any score "
            "of this version was made; that structures are looked at again and how, and the heart drawn from "
            "another probability on, was decided by held-out films of the first folds. A member's level of the heart "
            "was chosen on the films of the other folds, each as the member saw it that never had.",
            "split_sha256": split_sha256(films),
            "seeds": list(range(len(members))),
            "torch": torch.__version__.split("+")[0],
            "phases": [to_plain(replace(phase, epochs=round(effort * phase.epochs))) for phase in PHASES],
            "second_looks": [to_plain(replace(look, steps=round(effort * look.steps))) for look in SECOND_LOOKS],
            "heart_level_of_each_member": list(levels),
            "retrain": retrain,
        },
        reference={},
        parent="",
        folder=folder,
    )


def _with_scores(card: ModelCard, scores: Sequence[FilmScore], ranges: Sequence[Range]) -> ModelCard:
    residuals = ratio_residuals(scores)
    return replace(
        card,
        metrics={**card.metrics, **overlap_tables(scores)},
        reference={
            "cardiothoracic_half_width": round(conformal_half_width(residuals), 4),
            "cardiothoracic_note": f"95 % interval from {len(residuals)} held-out JSRT films; "
            "films of other machines may differ more.",
            "plausible_ranges": [to_plain(item) for item in ranges],
        },
    )
