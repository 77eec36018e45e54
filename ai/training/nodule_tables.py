"""Tables of the nodule marks' card, made from the films: by the recipe, and again by ``python -m ai evaluate``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import torch
from torch import Tensor

from ai.device import choose_device
from ai.inference.detect import reading_of
from ai.library.card import ModelCard
from ai.networks.build import load_members
from ai.networks.spot_finder import SpotFinder, SpotMaps
from ai.progress import Progress, part, silent
from ai.training.case_picture import CasePicture, Ring, worst_and_spread
from ai.training.froc import LEAST_REACH_MM
from ai.training.jsrt import FOLDS, PIXEL_MM, Film, fold_of, read_films
from ai.training.nodule_films import Nodule, read_nodules
from ai.training.nodule_member import INPUT, SIDE_PX, finder, grid_of_input
from ai.training.nodule_robustness import Held, robustness, some_of
from ai.training.nodule_score import (
    MOST_SHOWN,
    FilmMarks,
    in_words,
    score_films,
    sensitivities,
    summary,
    worst,
    worst_first,
)
from ai.training.radiograph_augment import augment
from ai.training.reference import AS_THEY_ARE, OTHER_MACHINE, REFUSED, STRENGTH, Cases, seen_of, with_statistics
from ai.training.strangers import strange_films

TRIED_FOLDS = (1, 2)
"""Folds that settings were tried on, by a member of the other three: the card tells the others apart."""

ROBUSTNESS = "robustness"
"""Key of the card's ``metrics``: marks and refusals against the strength of a change."""


def score_held_out(
    finders: Mapping[int, SpotFinder],
    films: Sequence[Film],
    nodules: Sequence[Nodule | None],
    *,
    device: str = "auto",
    progress: Progress = silent,
) -> list[FilmMarks]:
    """Score every film of a fold by the members that never saw it: ``finders`` are by the fold they were kept from."""
    numbers, where = fold_of(films), choose_device(device)
    scores: list[FilmMarks] = []
    for done, (fold, network) in enumerate(finders.items()):
        own = [index for index, number in enumerate(numbers) if number == fold]
        scores += score_films(
            network.to(where),
            [films[index] for index in own],
            [nodules[index] for index in own],
            grid_of_input(),
            fold=fold,
            progress=part(progress, done / len(finders), (done + 1) / len(finders)),
        )
        network.cpu()
    return scores


def mark_tables(scores: Sequence[FilmMarks]) -> dict[str, Any]:
    """Make the tables of marks and films."""
    untried = [film for film in scores if film.fold not in TRIED_FOLDS]
    return {
        **summary(scores),
        "on_folds_that_nothing_was_tried_on": sensitivities(untried),
        "worst_films": worst(scores),
    }


def curves(
    card: ModelCard,
    finders: Mapping[int, SpotFinder],
    films: Sequence[Film],
    nodules: Sequence[Nodule | None],
    *,
    first: SpotFinder,
    progress: Progress = silent,
) -> dict[str, object]:
    """Change some films of each fold and make the table of what is still marked; by statistics of ``first``."""
    numbers, reading = fold_of(films), reading_of(card)
    held = [
        Held(films[index], nodules[index], network)
        for fold, network in finders.items()
        for index in some_of([index for index, number in enumerate(numbers) if number == fold])
    ]
    return robustness(card, held, gate=first, threshold=reading.score_threshold, progress=progress)


def film_cases(card: ModelCard, films: Sequence[Film]) -> Cases:
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


def evaluate_nodules(
    card: ModelCard, data: Path, *, device: str = "auto", progress: Progress = silent
) -> dict[str, object]:
    """Make the tables of a pack again from its films, see `ai.training.card_tables`."""
    films = read_films(data)
    nodules = read_nodules(data, films)
    finders = finders_of(card)
    first = finder([maps_of(next(iter(finders.values())))[0]])
    scores = score_held_out(finders, films, nodules, device=device, progress=part(progress, 0, 0.3))
    counted, _ = with_statistics(card, (first,), film_cases(card, films), progress=part(progress, 0.3, 0.6))
    told = curves(card, finders, films, nodules, first=first, progress=part(progress, 0.6, 1))
    return {**mark_tables(scores), REFUSED: counted.metrics[REFUSED], ROBUSTNESS: told}


def pictures_of_marks(
    card: ModelCard, data: Path, *, device: str = "auto", progress: Progress = silent
) -> Iterator[CasePicture]:
    """Draw held-out films with their marks and nodules, the most obvious nodules that were missed first."""
    films = read_films(data)
    nodules, by_case = read_nodules(data, films), {film.case: film for film in films}
    scores = score_held_out(finders_of(card), films, nodules, device=device, progress=progress)
    shown = reading_of(card).score_threshold
    for score in worst_and_spread(worst_first(scores)):
        marks = score.marks
        rings = [
            Ring((row / PIXEL_MM, column / PIXEL_MM), LEAST_REACH_MM / PIXEL_MM, f"{value:.2f}")
            for (row, column), value in zip(marks.places_mm[:MOST_SHOWN], marks.scores[:MOST_SHOWN], strict=True)
            if value >= shown
        ]
        if score.nodule is not None:
            radius = max(score.nodule.size_mm / 2, LEAST_REACH_MM) / PIXEL_MM
            rings.append(Ring(score.nodule.centre_px, radius, is_truth=True))
        plane = by_case[score.case].volume().voxels[0]
        yield CasePicture(score.case, in_words(score), plane, rings=rings)


def finders_of(card: ModelCard) -> dict[int, SpotFinder]:
    """Take a pack apart: by fold the members that never saw it, as its seeds tell."""
    (network,) = load_members(card)
    assert isinstance(network, SpotFinder)
    members: dict[int, list[SpotMaps]] = {}
    for member, seed in zip(maps_of(network), card.metrics["seeds"], strict=True):
        members.setdefault(seed % FOLDS, []).append(member)
    return {fold: finder(own) for fold, own in members.items()}


def maps_of(network: SpotFinder) -> list[SpotMaps]:
    """List the members of a network."""
    return [member for member in network.members if isinstance(member, SpotMaps)]
