"""Mean filter: every pixel becomes the mean of a square around it."""

from __future__ import annotations

import cv2

from ai.progress import Progress
from ai.volume import BoolMask
from app.imaging.filters.filter import Filter, Parameter, Values
from app.imaging.window import RealPlane

_COST_NS = 2.5


def mean(plane: RealPlane, *, size_px: int) -> RealPlane:
    """Average a square of pixels around each.

    Parameters
    ----------
    plane
        (rows, columns), uint8, uint16, int16, float32 or float64; beyond the border its last pixels go on.
    size_px
        Side of the square, odd.

    Returns
    -------
    RealPlane
        Same shape and dtype. Integers are the exact mean, rounded to the nearest; no ties, since the area is odd.
    """
    square, border = (size_px, size_px), cv2.BORDER_REPLICATE
    if plane.dtype.kind == "f":
        averaged: RealPlane = cv2.blur(plane, square, borderType=border)
        return averaged
    # Sums in whole numbers: what OpenCV divides itself is one off now and then in large squares of 16 bit.
    sums: RealPlane = cv2.boxFilter(plane, cv2.CV_32S, square, normalize=False, borderType=border)
    area = size_px * size_px
    sums += area // 2
    sums //= area
    return sums.astype(plane.dtype)


def _work(plane: RealPlane, values: Values, counted: BoolMask | None, progress: Progress) -> RealPlane:
    return mean(plane, size_px=int(values["size"]))


def _cost_ns(values: Values) -> float:
    return _COST_NS


MEAN = Filter(
    name="mean",
    title="Mean",
    hint="Smooths evenly: less noise, softer edges",
    badge="Mean {size:.0f}×{size:.0f}",
    parameters=(
        Parameter("size", "Size", "px", 3, 31, 2, 3, on_steps=True, hint="Side of the square that is averaged"),
    ),
    work=_work,
    cost_ns=_cost_ns,
)
