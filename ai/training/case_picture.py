"""Pictures of held-out cases with what a model drew and what the reference says; for eyes, never for the repository.

What the model drew is orange and whole, the reference green and thin.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias, TypeVar

import cv2
import numpy as np
import numpy.typing as npt

from ai.volume import BoolMask

T = TypeVar("T")

WORST, SPREAD = 5, 5
"""Cases of a model that are drawn: the worst, and others evenly from the second worst on to the best."""

LEAST_SIDE_PX = 512
"""Smaller pictures are enlarged, so that lines are thin on them."""

_FOUND, _TRUTH, _WORDS = (0, 140, 255), (90, 220, 90), (255, 255, 255)
"""Blue, green, red."""

_FONT, _LETTERS = cv2.FONT_HERSHEY_SIMPLEX, 0.45

_LINE_PX, _LETTER_PX, _EDGE_PX = 17, 9, 6
"""Height of a line, width of the widest usual letter, and what is left free round the words."""

Canvas: TypeAlias = npt.NDArray[np.uint8]
"""(rows, columns, 3) uint8; blue, green, red."""


@dataclass(frozen=True)
class Ring:
    """A mark: (row, column) index of its centre, fractional, and its radius in pixels, with words beside it."""

    centre: tuple[float, float]
    radius_px: float
    words: str = ""
    is_truth: bool = False


@dataclass(frozen=True, eq=False)
class CasePicture:
    """One plane of a case.

    Parameters
    ----------
    name
        Public name of the case, and of the file.
    words
        What is said of it, above the picture.
    plane
        (rows, columns) of any numbers; shown from the lowest to the highest.
    found, truth
        (rows, columns) masks that the model drew, and those of the reference.
    rings
        Marks.
    """

    name: str
    words: str
    plane: npt.NDArray[np.generic]
    found: Sequence[BoolMask] = ()
    truth: Sequence[BoolMask] = ()
    rings: Sequence[Ring] = ()


def worst_and_spread(ranked: Sequence[T]) -> list[T]:
    """Choose of cases, the worst first: the worst, and some evenly over the others."""
    others = ranked[WORST:]
    count = min(SPREAD, len(others))
    return [*ranked[:WORST], *(others[number * len(others) // count] for number in range(count))]


def drawn(picture: CasePicture) -> Canvas:
    """Draw a case."""
    values = np.asarray(picture.plane, np.float32)
    low, high = float(values.min()), float(values.max())
    grey = ((values - low) / max(high - low, 1e-6) * 255).astype(np.uint8)
    factor = max(1, -(-LEAST_SIDE_PX // max(grey.shape)))
    size = grey.shape[1] * factor, grey.shape[0] * factor
    canvas = cv2.cvtColor(cv2.resize(grey, size, interpolation=cv2.INTER_LINEAR), cv2.COLOR_GRAY2BGR)
    for masks, colour in ((picture.truth, _TRUTH), (picture.found, _FOUND)):
        for mask in masks:
            large = cv2.resize(mask.astype(np.uint8), size, interpolation=cv2.INTER_NEAREST)
            outlines, _ = cv2.findContours(large, cv2.RETR_LIST, cv2.CHAIN_APPROX_NONE)
            cv2.drawContours(canvas, outlines, -1, colour, 1)
    for ring in picture.rings:
        row, column = (round((place + 0.5) * factor) for place in ring.centre)
        radius = round(ring.radius_px * factor)
        colour = _TRUTH if ring.is_truth else _FOUND
        cv2.circle(canvas, (column, row), radius, colour, 1 if ring.is_truth else 2, cv2.LINE_AA)
        cv2.putText(canvas, ring.words, (column + radius + 3, row), _FONT, _LETTERS, colour, 1, cv2.LINE_AA)
    whole: Canvas = np.concatenate([_band(picture.words, canvas.shape[1]), np.asarray(canvas, np.uint8)])
    return whole


def _band(words: str, columns: int) -> Canvas:
    """Write words on black, in as many lines as they need."""
    lines = textwrap.wrap(words, max(1, (columns - 2 * _EDGE_PX) // _LETTER_PX)) or [""]
    band = np.zeros((len(lines) * _LINE_PX + _EDGE_PX, columns, 3), np.uint8)
    for number, line in enumerate(lines, start=1):
        cv2.putText(band, line, (_EDGE_PX, number * _LINE_PX), _FONT, _LETTERS, _WORDS, 1, cv2.LINE_AA)
    return band


def write_pictures(pictures: Iterable[CasePicture], folder: Path) -> tuple[Path, ...]:
    """Write PNG files, in their order; what lies in the folder stays beside them."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for number, picture in enumerate(pictures, start=1):
        path = folder / f"{number:02}-{picture.name}.png"
        path.write_bytes(cv2.imencode(".png", drawn(picture))[1].tobytes())
        written.append(path)
    return tuple(written)
