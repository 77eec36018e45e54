"""A suspicion of words that are burned into the margins of a picture, where scanners and screens write names.

Nothing is read: rows of small marks of one height and one brightness on an even ground are what letters look like. It
misses words on top of anatomy, words larger or smaller than `LETTER_PX`, and single letters; it is no proof of their
absence.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias

import cv2
import numpy as np
import numpy.typing as npt

LETTER_PX = (6, 48)
"""Height of a letter."""

MARGIN_SHARE = 0.2
"""Part of each side that is looked at."""

FEWEST_LETTERS = 4
"""Marks in one row from which they are words; three in a row are found in anatomy."""

_STROKE_PX = 11
"""Strokes are thinner than this."""

_CONTRAST = 90
"""Grey, of 255, by which a letter stands out from its ground."""

_EVEN = 20.0
"""Standard deviation of the grey of the ground around a letter; anatomy varies more."""

_SAME_GREY = 40.0
"""Grey, of 255, by which the brightest pixels of the letters of a row may differ."""

_LEAST_GROUND_PX = 8
"""Pixels of ground around a letter from which its evenness means something."""

_GAP = 1.6
"""Heights of a letter that may lie between two."""

Picture: TypeAlias = npt.NDArray[np.uint8]
"""(rows, columns)."""

Mark: TypeAlias = tuple[int, int, int, int]
"""Left, top, width, height in pixels."""


def has_margin_text(plane: npt.NDArray[Any]) -> bool:
    """Tell whether a picture, (rows, columns) of any real type, seems to have words in its margins."""
    picture = _as_bytes(plane)
    if min(picture.shape) < 4 * LETTER_PX[0]:
        return False
    return _has_rows(picture) or _has_rows(255 - picture)


def _as_bytes(plane: npt.NDArray[Any]) -> Picture:
    if plane.dtype == np.uint8:
        return np.ascontiguousarray(plane)
    values = np.nan_to_num(plane.astype(np.float32), nan=0.0, posinf=0.0, neginf=0.0)
    low, high = float(values.min()), float(values.max())
    return np.asarray((values - low) * (255 / max(high - low, 1e-6)), dtype=np.uint8)


def _has_rows(picture: Picture) -> bool:
    """Look for rows of bright marks."""
    kernel = np.ones((_STROKE_PX, _STROKE_PX), dtype=np.uint8)
    strokes = np.asarray(cv2.morphologyEx(picture, cv2.MORPH_TOPHAT, kernel) > _CONTRAST, dtype=np.uint8)
    rows, columns = picture.shape
    high, wide = round(MARGIN_SHARE * rows), round(MARGIN_SHARE * columns)
    # What belongs to the middle is not cut in two by the border of the margin: it is left out as a whole below.
    _, labels, stats, _ = cv2.connectedComponentsWithStats(strokes, connectivity=8)
    marks = []
    for number, (left, top, width, height, area) in enumerate(stats.tolist()):
        if number == 0 or not _is_letter(width, height, area):
            continue
        is_margin = top + height <= high or top >= rows - high or left + width <= wide or left >= columns - wide
        if is_margin:
            marks.append((left, top, width, height))
    if len(marks) < FEWEST_LETTERS:
        return False
    ground = labels == 0
    return any(_is_even(picture, ground, row) for row in _rows(marks))


def _is_letter(width: int, height: int, area: int) -> bool:
    low, high = LETTER_PX
    return low <= height <= high and width <= 1.6 * height and area >= height and area <= 0.85 * width * height + 4


def _rows(marks: list[Mark]) -> list[list[Mark]]:
    """Chain marks of like height that stand beside each other on one line."""
    chains: list[list[Mark]] = []
    for mark in sorted(marks):
        left, top, _, height = mark
        for chain in chains:
            last_left, last_top, last_width, last_height = chain[-1]
            tall = max(height, last_height)
            is_like = min(height, last_height) >= 0.6 * tall
            is_level = abs((top + height) - (last_top + last_height)) <= 0.25 * tall
            gap = left - (last_left + last_width)
            if is_like and is_level and -0.2 * tall <= gap <= _GAP * tall:
                chain.append(mark)
                break
        else:
            chains.append([mark])
    return [chain for chain in chains if len(chain) >= FEWEST_LETTERS]


def _is_even(picture: Picture, ground: npt.NDArray[np.bool_], row: Sequence[Mark]) -> bool:
    """Whether the ground around most marks of a row is even, and the marks are of one brightness."""
    spreads, peaks = [], []
    for left, top, width, height in row:
        box = (slice(max(top - 2, 0), top + height + 2), slice(max(left - 2, 0), left + width + 2))
        # The soft border of a stroke belongs to it.
        around = cv2.erode(np.asarray(ground[box], dtype=np.uint8), np.ones((3, 3), dtype=np.uint8)) > 0
        peaks.append(float(picture[top : top + height, left : left + width].max()))
        if np.count_nonzero(around) >= _LEAST_GROUND_PX:
            spreads.append(float(picture[box][around].std()))
    return bool(spreads) and float(np.median(spreads)) <= _EVEN and max(peaks) - min(peaks) <= _SAME_GREY
