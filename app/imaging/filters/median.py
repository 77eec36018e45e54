"""Median filter: every pixel becomes the middle value of a square around it; takes out specks, keeps edges."""

from __future__ import annotations

from itertools import product

import cv2
import numpy as np

from ai.progress import Progress, silent
from ai.volume import BoolMask
from app.imaging.filters.filter import Filter, Parameter, Values
from app.imaging.window import RealPlane

_SHORT_CUT_PX = 5
"""Sizes up to this have an exact fast way in OpenCV for 16 bit and float32; above it takes 8 bit only."""

_BLOCK_BYTES = 1 << 20
"""Working memory of a block: what a core keeps close by. Measured best from 0.1 to 2 MB."""

_BLOCK_COLUMNS = 256

_COST_NS = 1.5
_SELECTION_COST_NS = 0.25
"""Of one value that takes part in one round of the selection."""


def median(plane: RealPlane, *, size_px: int, progress: Progress = silent) -> RealPlane:
    """Take the middle value of a square of pixels around each.

    Parameters
    ----------
    plane
        (rows, columns), uint8, uint16, int16, float32 or float64, without NaN; beyond the border its last pixels go on.
    size_px
        Side of the square, odd.
    progress
        Called for every block of a large square.

    Returns
    -------
    RealPlane
        Same shape and dtype; exact: every value is one of the plane.
    """
    if plane.dtype == np.uint8 or (size_px <= _SHORT_CUT_PX and plane.dtype != np.float64):
        middle: RealPlane = cv2.medianBlur(np.ascontiguousarray(plane), size_px)
        return middle
    return _selected(plane, size_px, progress)


def _selected(plane: RealPlane, size_px: int, progress: Progress) -> RealPlane:
    """Find the median by forgetful selection, all pixels of a block at once.

    Of any half of the values and two more, neither the smallest nor the largest can be the median: both are forgotten,
    the next value joins, until one is left. Minimum and maximum of whole arrays are the only steps, which numpy does
    many pixels at a time.
    """
    reach = size_px // 2
    rows, columns = plane.shape
    around = cv2.copyMakeBorder(plane, reach, reach, reach, reach, cv2.BORDER_REPLICATE)
    shifts = tuple(product(range(size_px), repeat=2))
    kept = size_px * size_px // 2 + 2
    width = min(columns, _BLOCK_COLUMNS)
    height = max(_BLOCK_BYTES // (kept * width * plane.dtype.itemsize), 1)
    stack = np.empty((kept, min(height, rows), width), plane.dtype)
    spare = np.empty((kept // 2, *stack.shape[1:]), plane.dtype)
    middle = np.empty_like(plane)
    for top, left in product(range(0, rows, height), range(0, columns, width)):
        progress(top / rows, "")
        bottom, right = min(top + height, rows), min(left + width, columns)
        part = stack[:, : bottom - top, : right - left]
        room = spare[:, : bottom - top, : right - left]
        for number, (down, along) in enumerate(shifts[:kept]):
            part[number] = around[top + down : bottom + down, left + along : right + along]
        for first, (down, along) in enumerate(shifts[kept:]):
            _part_extremes(part[first:], room)
            # The smallest, in front, is left behind; the next value takes the place of the largest.
            part[-1] = around[top + down : bottom + down, left + along : right + along]
        _part_extremes(part[-3:], room)
        middle[top:bottom, left:right] = part[-2]
    return middle


def _part_extremes(stack: RealPlane, room: RealPlane) -> None:
    """Bring the smallest value of every pixel to the front of a stack and the largest to its end.

    Parameters
    ----------
    stack
        (values, rows, columns), at least 2 values; sorted in place as far as that needs.
    room
        (at least half as many values, rows, columns), overwritten.
    """
    count = len(stack)
    half = count // 2
    _order(stack[:half], stack[count - half :], room[:half])
    # The smaller half now has the smallest, the larger half the largest; a lone middle value belongs to both.
    low = high = count - half
    while low > 1:
        half = low // 2
        _order(stack[:half], stack[low - half : low], room[:half])
        low -= half
    while high > 1:
        half = high // 2
        _order(stack[count - high : count - high + half], stack[count - half :], room[:half])
        high -= half


def _order(smaller: RealPlane, larger: RealPlane, room: RealPlane) -> None:
    """Exchange pairs of values where they are the wrong way round."""
    np.minimum(smaller, larger, out=room)
    np.maximum(smaller, larger, out=larger)
    smaller[...] = room


def _work(plane: RealPlane, values: Values, counted: BoolMask | None, progress: Progress) -> RealPlane:
    return median(plane, size_px=int(values["size"]), progress=progress)


def _cost_ns(values: Values) -> float:
    size = values["size"]
    return _COST_NS if size <= _SHORT_CUT_PX else _SELECTION_COST_NS * size**3


MEDIAN = Filter(
    name="median",
    title="Median",
    hint="Takes out specks and keeps edges",
    badge="Median {size:.0f}×{size:.0f}",
    parameters=(
        Parameter(
            "size", "Size", "px", 3, 9, 2, 3, on_steps=True, hint="Side of the square whose middle value is taken"
        ),
    ),
    work=_work,
    cost_ns=_cost_ns,
)
