"""Median filter: every pixel becomes the middle value of a square around it; takes out specks, keeps edges."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from ai.progress import Progress, silent
from ai.volume import BoolMask
from ai.words import template
from app.imaging.filters.filter import Filter, Parameter, Through, Values
from app.imaging.filters.median_network import selected_median
from app.imaging.filters.neighbours import odd_reach
from app.imaging.window import RealPlane

_SHORT_CUT_PX = 5
"""Sizes up to this have an exact fast way in OpenCV for 16 bit and float32; above it takes 8 bit only."""

_COST_NS = 0.7
_NETWORK_COST_NS = (0.17, 0.5)
"""Of a value of the square, and of one of the cube."""


def median(planes: RealPlane | Sequence[RealPlane], *, size_px: int, progress: Progress = silent) -> RealPlane:
    """Take the middle value of a square of pixels around each, in one plane or in several.

    Parameters
    ----------
    planes
        (rows, columns), uint8, uint16, int16, float32 or float64, without NaN; beyond the border its last pixels go on.
        Or an odd number of these, all alike: what is in front of the middle one, itself, and what is behind.
    size_px
        Side of the square, odd, >= 3.
    progress
        Called for every strip of a large square.

    Returns
    -------
    RealPlane
        (rows, columns), same dtype; exact: every value is one of those that came in.
    """
    several = [planes] if isinstance(planes, np.ndarray) and planes.ndim == 2 else list(planes)
    dtype = several[0].dtype
    if len(several) == 1 and (dtype == np.uint8 or (size_px <= _SHORT_CUT_PX and dtype != np.float64)):
        middle: RealPlane = cv2.medianBlur(np.ascontiguousarray(several[0]), size_px)
        return middle
    return selected_median(several, size_px, progress)


def _work(plane: RealPlane, values: Values, counted: BoolMask | None, progress: Progress) -> RealPlane:
    return median(plane, size_px=int(values["size"]), progress=progress)


def _reach(values: Values, slice_px: float) -> int:
    return odd_reach(values["size"], slice_px)


def _work_through(planes: Sequence[RealPlane], values: Values, slice_px: float, progress: Progress) -> RealPlane:
    return median(planes, size_px=int(values["size"]), progress=progress)


def _cost_ns(values: Values, slices: int) -> float:
    size = values["size"]
    if slices == 1:
        return _COST_NS if size <= _SHORT_CUT_PX else _NETWORK_COST_NS[0] * size**2
    return _NETWORK_COST_NS[1] * size**2 * slices


MEDIAN = Filter(
    name="median",
    title="Median",
    hint="Takes out specks and keeps edges",
    badge=template("Median {size:.0f}×{size:.0f}"),
    parameters=(
        Parameter(
            "size", "Size", "px", 3, 9, 2, 3, on_steps=True, hint="Side of the square whose middle value is taken"
        ),
    ),
    work=_work,
    cost_ns=_cost_ns,
    through=Through(_reach, _work_through),
)
