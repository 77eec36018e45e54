"""Where a plane shows a point: of every stack one plane does, the nearest."""

from __future__ import annotations

import numpy as np

from ai.inference.results import Point
from app.imaging.contours import Polyline
from app.imaging.cut_stack import CutStack
from app.imaging.true_place import to_lps_mm


def slice_of_point(at: Point, count: int) -> int:
    """Tell which of ``count`` slices, from 0, is nearest to a point."""
    return min(max(round(at[0]), 0), count - 1)


def point_on_plane(stack: CutStack, index: int, at: Point) -> Polyline | None:
    """Find a point of the volume on a plane of a stack.

    Parameters
    ----------
    stack, index
        Which plane, from 0; of a slab the one in its middle.
    at
        (slice, row, column) index on the grid of the volume.

    Returns
    -------
    Polyline or None
        (1, 2) row and column of the picture as shown; None where another plane is nearer. What lies in the last voxels
        beyond the first or last plane is on that one: nothing that is listed may be on no plane.
    """
    if stack.is_source:
        is_shown = slice_of_point(at, stack.count) == index
    else:
        is_shown = stack.index_at(to_lps_mm(stack.volume, at)) == index
    return np.array([stack.pixel_of(at)]) if is_shown else None
