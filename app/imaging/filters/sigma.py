"""Lee's sigma filter: averages only those neighbours that noise alone could make differ."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

import cv2
import numpy as np
import numpy.typing as npt

from ai.progress import Progress, silent
from ai.volume import BoolMask
from ai.words import template
from app.imaging.filters.filter import Filter, Parameter, Values
from app.imaging.filters.pairs import pairs
from app.imaging.filters.tiles import Tile, in_tiles
from app.imaging.noise import noise_sd
from app.imaging.window import RealPlane

_TILE = (256, 1024)
"""Rows and columns that are worked on at once: what a processor keeps close by. Measured best."""

_COST_NS = 0.18
"""Of a pixel of the square, on two cores."""

_Change: TypeAlias = tuple[npt.NDArray[np.float32], npt.NDArray[np.uint8]]
"""Mean difference of the like pixels of a square to that in the middle, and how many they are, itself included."""


def sigma(plane: RealPlane, *, size_px: int, limit: float, progress: Progress = silent) -> RealPlane:
    """Average the pixels of a square whose values are at most so far from that in the middle.

    Where only few are, the pixel is taken for a speck and becomes the mean of the four beside it.

    Parameters
    ----------
    plane
        (rows, columns), uint8, uint16, int16, float32 or float64, without NaN; beyond the border its last pixels go on.
    size_px
        Side of the square, odd.
    limit
        Largest difference, in the unit of the plane; >= 0.
    progress
        Called for tiles.

    Returns
    -------
    RealPlane
        Same shape, float32. Sums of integers are exact.

    Notes
    -----
    A speck is what has, itself included, no more than half as many like it as the square is wide: 3 in 7 x 7, 2 in
    5 x 5, 1 in 3 x 3.

    References
    ----------
    Lee, Digital image smoothing and the sigma filter, Computer Vision, Graphics, and Image Processing 24 (1983)
    255-269.
    """
    reach = size_px // 2
    values, limit = _signed(plane, limit, size_px)
    around = cv2.copyMakeBorder(values, reach, reach, reach, reach, cv2.BORDER_REPLICATE)
    result = np.empty(plane.shape, np.float32)

    def average(tiles: Iterator[Tile]) -> None:
        for rows, columns in tiles:
            # In one piece, so that all its rows are one line.
            part = np.ascontiguousarray(
                around[rows.start : rows.stop + 2 * reach, columns.start : columns.stop + 2 * reach]
            )
            change, count = _mean_change(part, reach, limit)
            _without_specks(change, count, part, reach)
            np.add(plane[rows, columns], change, out=result[rows, columns], casting="unsafe")

    in_tiles(average, plane.shape, _TILE, progress)
    return result


def _signed(plane: RealPlane, limit: float, size_px: int) -> tuple[RealPlane, float]:
    """Values whose differences OpenCV takes, with a limit that no difference can jump over.

    16 bit hold them where the sum of all differences within the limit fits in; what does not fit of a difference is cut
    off at 32,767, which is still beyond the limit.
    """
    if plane.dtype.kind == "f":
        return plane, float(plane.dtype.type(limit))
    whole = float(np.floor(limit))
    if plane.dtype != np.uint8 and whole * size_px**2 <= np.iinfo(np.int16).max:
        # The same differences: half of the range is below zero then.
        return (plane ^ 0x8000).view(np.int16) if plane.dtype == np.uint16 else plane, whole
    if plane.dtype == np.uint8:
        return plane.astype(np.int16), min(whole, 255.0)
    return plane.astype(np.float32), whole


def _mean_change(around: RealPlane, reach: int, limit: float) -> _Change:
    """Compare what is in a square; (rows, columns) without the border. Two pixels are like each other both ways."""
    values = around.reshape(-1)
    sums = np.zeros(values.shape, values.dtype)
    counts = np.ones(values.shape, np.uint8)
    changes, likes = np.empty_like(values), np.empty_like(counts)
    if values.dtype.kind == "f":
        below = float(np.nextafter(values.dtype.type(-limit), values.dtype.type(-np.inf)))
    else:
        below = -limit - 1
    for each in pairs(reach, around.shape):
        change, like = changes[: each.count], likes[: each.count]
        cv2.subtract(values[each.there], values[each.here], change)
        cv2.inRange(change, -limit, limit, like)
        cv2.threshold(change, limit, 0, cv2.THRESH_TOZERO_INV, change)
        cv2.threshold(change, below, 0, cv2.THRESH_TOZERO, change)
        sums[each.here] += change
        sums[each.there] -= change
        # 255, for those that are alike, is -1 in 8 bit.
        counts[each.here] -= like
        counts[each.there] -= like
    inside = np.s_[reach:-reach, reach:-reach]
    count = counts.reshape(around.shape)[inside]
    return np.divide(sums.reshape(around.shape)[inside], count, dtype=np.float32), count


def _without_specks(
    change: npt.NDArray[np.float32], count: npt.NDArray[np.uint8], around: RealPlane, reach: int
) -> None:
    """Make pixels with few like them the mean of the four beside them, in place."""
    # In one line: numpy takes its time to find them in two directions.
    rows, columns = np.divmod(np.flatnonzero(count <= reach), count.shape[1])
    if len(rows):
        y, x = rows + reach, columns + reach
        beside = sum(around[y + down, x + along].astype(np.float64) for down, along in _BESIDE)
        change[rows, columns] = beside / len(_BESIDE) - around[y, x]


_BESIDE = ((-1, 0), (1, 0), (0, -1), (0, 1))


def _work(plane: RealPlane, values: Values, counted: BoolMask | None, progress: Progress) -> RealPlane:
    limit = values["noise"] * noise_sd(plane, counted)
    return sigma(plane, size_px=int(values["size"]), limit=limit, progress=progress)


def _cost_ns(values: Values, slices: int) -> float:
    return _COST_NS * values["size"] ** 2


SIGMA = Filter(
    name="sigma",
    title="Sigma (Lee)",
    hint="Averages only what noise alone could make differ: specks go, fine edges stay",
    badge=template("Sigma {size:.0f}×{size:.0f}, {noise:.1f}× noise"),
    parameters=(
        Parameter("size", "Size", "px", 3, 9, 2, 5, on_steps=True, hint="Side of the square that is averaged"),
        Parameter(
            "noise",
            "Values",
            "× noise",
            0.5,
            10.0,
            0.1,
            2.0,
            hint="How far values may differ and still be averaged, in standard deviations of the picture's noise",
        ),
    ),
    work=_work,
    cost_ns=_cost_ns,
)
