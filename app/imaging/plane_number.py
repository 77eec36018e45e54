"""Which plane of a stack runs nearest to a point of the patient."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from app.imaging.cut_stack import CutStack
from app.imaging.true_place import to_index


def plane_number(stack: CutStack, point_lps_mm: npt.ArrayLike) -> int | None:
    """Find the plane.

    Parameters
    ----------
    stack
        Planes one after the other.
    point_lps_mm
        (3,) float64, LPS mm.

    Returns
    -------
    int or None
        From 0; None where the point lies beyond the first or the last plane by more than half a step.
    """
    if stack.is_source:
        at = float(to_index(stack.volume, point_lps_mm)[0])
    else:
        first = np.asarray(stack.frame(0).origin_lps_mm)
        way = np.asarray(stack.frame(stack.count - 1).origin_lps_mm) - first
        length = float(way @ way)
        at = 0.0 if length == 0 else float((np.asarray(point_lps_mm) - first) @ way) / length * (stack.count - 1)
    number = round(at) if math.isfinite(at) else -1
    return number if 0 <= number < stack.count else None
