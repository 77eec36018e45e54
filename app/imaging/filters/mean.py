"""Mean filter: every pixel becomes the mean of a square around it."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from ai.progress import Progress
from ai.volume import BoolMask
from ai.words import template
from app.imaging.filters.filter import Filter, Parameter, Through, Values
from app.imaging.filters.neighbours import odd_reach
from app.imaging.window import RealPlane

_EXACT_PX = 7
"""Up to this size OpenCV divides 16 bit exactly; in larger squares it is one off now and then."""

_COST_NS = 0.8
_SLICE_COST_NS = 0.5


def mean(planes: RealPlane | Sequence[RealPlane], *, size_px: int) -> RealPlane:
    """Average a square of pixels around each, in one plane or in several.

    Parameters
    ----------
    planes
        (rows, columns), uint8, uint16, int16, float32 or float64; beyond the border its last pixels go on. Or up to 31
        of these, all alike: the slice itself with its neighbours.
    size_px
        Side of the square, odd, <= 31.

    Returns
    -------
    RealPlane
        (rows, columns), same dtype. Integers are the exact mean, rounded to the nearest; of two that are equally near,
        which only an even number of planes has, the larger one.
    """
    several = [planes] if isinstance(planes, np.ndarray) and planes.ndim == 2 else list(planes)
    first, square, border = several[0], (size_px, size_px), cv2.BORDER_REPLICATE
    is_whole = first.dtype.kind != "f"
    if len(several) == 1 and (not is_whole or size_px <= _EXACT_PX):
        averaged: RealPlane = cv2.blur(first, square, borderType=border)
        return averaged
    if not is_whole:
        return cv2.blur(np.mean(several, axis=0, dtype=np.float64), square, borderType=border).astype(first.dtype)
    # Sums in whole numbers, which hold 31 times 31 x 31 of 16 bit.
    if len(several) > 1:
        first = np.zeros(first.shape, np.int32)
        for each in several:
            first += each
    sums: RealPlane = cv2.boxFilter(first, cv2.CV_32S, square, normalize=False, borderType=border)
    count = size_px * size_px * len(several)
    sums += count // 2
    sums //= count
    return sums.astype(several[0].dtype)


def _work(plane: RealPlane, values: Values, counted: BoolMask | None, progress: Progress) -> RealPlane:
    return mean(plane, size_px=int(values["size"]))


def _reach(values: Values, slice_px: float) -> int:
    return odd_reach(values["size"], slice_px)


def _work_through(planes: Sequence[RealPlane], values: Values, slice_px: float, progress: Progress) -> RealPlane:
    return mean(planes, size_px=int(values["size"]))


def _cost_ns(values: Values, slices: int) -> float:
    return _COST_NS + _SLICE_COST_NS * slices


MEAN = Filter(
    name="mean",
    title="Mean",
    hint="Smooths evenly: less noise, softer edges",
    badge=template("Mean {size:.0f}×{size:.0f}"),
    parameters=(
        Parameter("size", "Size", "px", 3, 31, 2, 3, on_steps=True, hint="Side of the square that is averaged"),
    ),
    work=_work,
    cost_ns=_cost_ns,
    through=Through(_reach, _work_through),
)
