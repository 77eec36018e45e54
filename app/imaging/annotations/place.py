"""Where annotations are: in the patient, on a picture, in a stack of slices."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from ai.volume import Volume
from app.imaging.annotations.annotation import Annotation, DrawnOn
from app.imaging.annotations.figure import extent
from app.imaging.cut import Cut
from app.imaging.cut_stack import CutStack, cut_stack
from app.imaging.plane_frame import PlaneFrame, Vector

_TIE = 1e-6
"""Part of a step by which something may miss half a step through rounding: then two planes show it, never none."""

PARALLEL_DEGREES = 0.1
"""Angle up to which two planes are parallel."""


def distances_mm(places: npt.ArrayLike, frame: PlaneFrame) -> npt.NDArray[np.float64]:
    """Compute how far places (..., 3) lie behind a plane (negative: before it), along its normal."""
    away = np.asarray(places, dtype=np.float64) - np.array(frame.origin_lps_mm)
    return np.asarray(away @ frame.normal_lps, dtype=np.float64)


def onto_plane(place: npt.ArrayLike, frame: PlaneFrame) -> npt.NDArray[np.float64]:
    """Move places (..., 3) straight onto a plane."""
    places = np.asarray(place, dtype=np.float64)
    return places - distances_mm(places, frame)[..., np.newaxis] * frame.normal_lps


def centre_of(annotation: Annotation) -> Vector:
    """Return the middle of an annotation, LPS mm; also what a view should jump to."""
    places = extent(annotation)
    x, y, z = ((places.min(axis=0) + places.max(axis=0)) / 2).tolist()
    return x, y, z


def is_on(annotation: Annotation, frame: PlaneFrame, step_mm: float) -> bool:
    """Whether all of an annotation lies within half a step of a plane.

    Parameters
    ----------
    annotation
        Any.
    frame
        The plane that is shown.
    step_mm
        To the next plane that can be shown. What lies half way between two planes is on both.
    """
    away = np.abs(distances_mm(extent(annotation), frame)).max()
    return bool(away <= step_mm * (0.5 + _TIE))


def picture_points(annotation: Annotation, frame: PlaneFrame, step_mm: float) -> npt.NDArray[np.float64] | None:
    """Find the points of an annotation on a picture.

    Returns
    -------
    npt.NDArray[np.float64] or None
        (points, 2) row and column; None where the plane does not show it, see `is_on`.
    """
    return frame.to_pixel(annotation.places) if is_on(annotation, frame, step_mm) else None


def is_parallel(annotation: Annotation, frame: PlaneFrame) -> bool:
    """Whether a plane is parallel to the one that an annotation was drawn on, seen from either side."""
    cosine = abs(float(annotation.drawn_on.frame.normal_lps @ frame.normal_lps))
    return cosine >= math.cos(math.radians(PARALLEL_DEGREES))


def drawn_on(stack: CutStack, index: int) -> DrawnOn:
    """Tell what plane an annotation is drawn on that is begun on plane ``index`` of a stack."""
    return DrawnOn(stack.frame(index), stack.cut, index)


def slice_of(annotation: Annotation, volume: Volume) -> int:
    """Find the slice of the source grid, from 0, that is nearest to the middle of an annotation."""
    return cut_stack(volume, Cut()).index_at(centre_of(annotation))
