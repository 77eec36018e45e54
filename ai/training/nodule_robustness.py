"""What spoils the marks: held-out films turned, scaled, noisy, coarse or exposed in another way; what is refused."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

import cv2
import numpy as np
import numpy.typing as npt
from torch import nn

from ai.inference.statistics import glimpses, pooled, read_reference, statistics_of
from ai.library.card import ModelCard
from ai.library.grid_spec import GridSpec
from ai.progress import Progress, silent
from ai.training.jsrt import Film
from ai.training.nodule_films import Nodule
from ai.training.nodule_score import MOST_SHOWN, marks_of
from ai.volume import Volume

EACH_FOLD = 4
"""Films of a fold that are changed, spread evenly."""

Plane: TypeAlias = npt.NDArray[np.uint8]

Change: TypeAlias = Callable[[Plane, float], Plane]

Moves: TypeAlias = Callable[[float], tuple[float, float]]
"""Strength -> turn in degrees and factor, of changes that move the nodule."""


@dataclass(frozen=True, eq=False)
class Held:
    """A film, its nodule, and the member that never saw it."""

    film: Film
    nodule: Nodule | None
    network: nn.Module


def robustness(
    card: ModelCard,
    held: Sequence[Held],
    *,
    gate: nn.Module,
    threshold: float,
    progress: Progress = silent,
) -> dict[str, object]:
    """Table of the card: nodules hit and false marks at the shown threshold against strength, and what is refused.

    Parameters
    ----------
    card
        With its statistics, whose file lies in its folder.
    held
        Films with their members.
    gate
        The shipped network, whose statistics they are.
    threshold
        Score from which marks are shown.
    progress
        Called once per kind of change.
    """
    statistics, grid = statistics_of(card), card.input.grid
    if statistics is None or grid is None:
        raise ValueError("the card has no statistics or no grid")
    reference = read_reference(card, statistics)
    device = next(gate.parameters()).device
    table: dict[str, object] = {"films": len(held)}
    for done, (name, strengths) in enumerate(CHANGES.items()):
        for strength in strengths or (0.0,):
            progress(done / len(CHANGES), f"Changing films: {name} {strength:g}")
            hits = nodules = wrong = refused = 0
            for each in held:
                volume, nodule = _changed(each, name, strength)
                hit, false = _count(each.network, volume, nodule, grid, threshold)
                hits, wrong = hits + hit, wrong + false
                nodules += nodule is not None and nodule.in_lungs
                row = pooled(gate, statistics.layer, glimpses(volume, grid, device=device))
                refused += int(reference.distance(row[np.newaxis])[0] > statistics.threshold)
            table[f"{name} {strength:g}" if strengths else name] = {
                "hit": f"{hits} of {nodules}",
                "false_marks_per_film": round(wrong / len(held), 2),
                "refused": f"{refused} of {len(held)}",
            }
    return table


def some_of(films: Sequence[int]) -> list[int]:
    """At most `EACH_FOLD` of the numbers of a fold's films, spread evenly."""
    count = min(EACH_FOLD, len(films))
    return [films[number * len(films) // count] for number in range(count)]


def _count(
    network: nn.Module, volume: Volume, nodule: Nodule | None, grid: GridSpec, threshold: float
) -> tuple[bool, int]:
    marks, _ = marks_of(network, volume, nodule, grid)
    shown = marks.scores[:MOST_SHOWN] >= threshold
    hits = marks.hits[:MOST_SHOWN]
    return bool((shown & hits).any()), int((shown & ~hits).sum())


def _changed(held: Held, name: str, strength: float) -> tuple[Volume, Nodule | None]:
    volume, nodule = held.film.volume(), held.nodule
    plane = np.asarray(volume.voxels[0], np.uint8)
    if name in _MOVES:
        degrees, factor = _MOVES[name](strength)
        rows, columns = plane.shape
        matrix = cv2.getRotationMatrix2D(((columns - 1) / 2, (rows - 1) / 2), degrees, factor)
        plane = np.asarray(cv2.warpAffine(plane, matrix, (columns, rows), borderMode=cv2.BORDER_REPLICATE), np.uint8)
        if nodule is not None:
            row, column = nodule.centre_px
            column, row = (float(each) for each in matrix @ np.array([column, row, 1.0]))
            nodule = replace(nodule, centre_px=(row, column), size_mm=nodule.size_mm * factor)
    else:
        plane = _CHANGES[name](plane, strength)
    return replace(volume, voxels=np.ascontiguousarray(plane)[np.newaxis]), nodule


def _same(plane: Plane, strength: float) -> Plane:
    return plane


def _turned(degrees: float) -> tuple[float, float]:
    return degrees, 1.0


def _scaled(factor: float) -> tuple[float, float]:
    return 0.0, factor


def _noisy(plane: Plane, share: float) -> Plane:
    noise = np.random.default_rng(0).standard_normal(plane.shape)
    noisy: Plane = np.clip(plane + share * plane.std() * noise, 0, 255).astype(np.uint8)
    return noisy


def _coarse(plane: Plane, pixels: float) -> Plane:
    side = round(plane.shape[0] / pixels)
    small = cv2.resize(plane, (side, side), interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.resize(small, plane.shape[::-1], interpolation=cv2.INTER_LINEAR), np.uint8)


def _gamma(plane: Plane, exponent: float) -> Plane:
    return np.asarray(255 * (plane / 255.0) ** exponent, np.uint8)


def _cut_window(plane: Plane, percent: float) -> Plane:
    low, high = np.percentile(plane, (percent, 100 - percent))
    cut: Plane = np.clip((plane - low) / max(high - low, 1.0) * 255, 0, 255).astype(np.uint8)
    return cut


def _jpeg(plane: Plane, quality: float) -> Plane:
    _, content = cv2.imencode(".jpg", plane, [cv2.IMWRITE_JPEG_QUALITY, round(quality)])
    return np.asarray(cv2.imdecode(content, cv2.IMREAD_GRAYSCALE), np.uint8)


def _inverted(plane: Plane, strength: float) -> Plane:
    return 255 - plane


CHANGES: Mapping[str, tuple[float, ...]] = {
    "none": (),
    "turned_deg": (5, 10, 20),
    "scale": (0.7, 0.85, 1.2),
    "noise_sd_of_film": (0.1, 0.2, 0.4),
    "pixels_merged": (2, 4),
    "gamma": (0.5, 2),
    "window_cuts_percent": (5, 15),
    "jpeg_quality": (30, 10),
    "inverted": (1,),
}
"""Kinds of change and their strengths."""

_MOVES: Mapping[str, Moves] = {"turned_deg": _turned, "scale": _scaled}

_CHANGES: Mapping[str, Change] = {
    "none": _same,
    "noise_sd_of_film": _noisy,
    "pixels_merged": _coarse,
    "gamma": _gamma,
    "window_cuts_percent": _cut_window,
    "jpeg_quality": _jpeg,
    "inverted": _inverted,
}
