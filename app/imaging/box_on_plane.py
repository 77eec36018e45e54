"""Where a plane cuts a box: what of a detection is drawn on a picture."""

from __future__ import annotations

import itertools
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from ai.inference.results import Point
from app.imaging.contours import Polyline
from app.imaging.cut_stack import CutStack
from app.imaging.true_place import to_lps_mm

Corners: TypeAlias = npt.NDArray[np.float64]
"""(8, 3) LPS mm."""

_CORNERS = np.array(list(itertools.product((0, 1), repeat=3)), dtype=np.float64)
_EDGES = np.array([(a, b) for a, b in itertools.combinations(range(8), 2) if abs(_CORNERS[a] - _CORNERS[b]).sum() == 1])


def box_on_plane(stack: CutStack, index: int, low: Point, high: Point) -> Polyline | None:
    """Cut a box with a plane of a stack.

    Parameters
    ----------
    stack, index
        Which plane, from 0; of a slab the one in its middle.
    low, high
        Opposite corners of the box, (slice, row, column) index on the grid of the volume.

    Returns
    -------
    Polyline or None
        Three to six corners of a convex figure, (row, column) index of the picture as shown; None where the plane does
        not cut the box.
    """
    if stack.is_source:
        if not low[0] <= index <= high[0]:
            return None
        sides = ((low[1], low[2]), (low[1], high[2]), (high[1], high[2]), (high[1], low[2]))
        return np.array([stack.pixel_of((float(index), row, column)) for row, column in sides])
    frame = stack.frame(index)
    low_index, high_index = np.array(low), np.array(high)
    corners: Corners = to_lps_mm(stack.volume, low_index + _CORNERS * (high_index - low_index))
    away = (corners - np.array(frame.origin_lps_mm)) @ frame.normal_lps
    start, end = away[_EDGES[:, 0]], away[_EDGES[:, 1]]
    # An edge that lies in the plane ends in edges that cross it.
    crosses = (start <= 0) != (end <= 0)
    if not crosses.any():
        return None
    share = (start[crosses] / (start[crosses] - end[crosses]))[:, np.newaxis]
    first, second = corners[_EDGES[crosses, 0]], corners[_EDGES[crosses, 1]]
    points = frame.to_pixel(first + share * (second - first))
    around = points - points.mean(axis=0)
    ordered: Polyline = points[np.argsort(np.arctan2(around[:, 0], around[:, 1]))]
    return ordered
