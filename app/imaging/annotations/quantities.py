"""Lengths, angles and areas of annotations, in the units of the affine."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from app.imaging.annotations.annotation import Annotation, Kind
from app.imaging.annotations.figure import half_axes

_ALONG_DEGREES = 25.0
"""Two lines that both lie this near to the way from one to the other run along it; see `cobb_degrees`."""

_PAIRS = 1 << 16
"""Pairs of sides that are looked at together: what is between them stays in the processor's cache."""


def length(annotation: Annotation) -> float:
    """Length of a `Kind.LENGTH`, from its first to its last point."""
    return _distance(*annotation.places)


def axes(annotation: Annotation) -> tuple[float, float]:
    """(longer, shorter) axis of a `Kind.BIDIRECTIONAL`, whichever of them was drawn first."""
    start, end, short_start, short_end = annotation.places
    both = _distance(start, end), _distance(short_start, short_end)
    return max(both), min(both)


def angle_degrees(annotation: Annotation) -> float:
    """Angle at the vertex of a `Kind.ANGLE`, 0 to 180 degrees; 0 where an arm has no length."""
    first, vertex, second = annotation.places
    return _between_degrees(first - vertex, second - vertex)


def cobb_degrees(annotation: Annotation) -> float:
    """Angle between the two lines of a `Kind.COBB`, 0 to 180 degrees, however they were drawn.

    Endplates lie across the spine: each line is taken in the direction that crosses the way from the middle of one line
    to the middle of the other from the same side, so that a curve of more than 90 degrees is told as such. Two lines
    that both run within 25 degrees of that way are taken along it.
    """
    start, end, other_start, other_end = annotation.places
    first, second = end - start, other_end - other_start
    way = (other_start + other_end - start - end) / 2
    normal = annotation.drawn_on.frame.normal_lps
    towards = np.cross(normal, way)
    if all(_undirected_degrees(line, way) <= _ALONG_DEGREES for line in (first, second)):
        towards = way
    first, second = (-line if line @ towards < 0 else line for line in (first, second))
    degrees = _between_degrees(first, second)
    # Lines that lie on each other have no way between them.
    return degrees if np.linalg.norm(way) > 0 else min(degrees, 180.0 - degrees)


def area(annotation: Annotation) -> float:
    """Area of a region: of the figure itself, not of its pixels; without meaning where it `crosses_itself`."""
    if annotation.kind in (Kind.ELLIPSE, Kind.RECTANGLE):
        first, second = (float(np.linalg.norm(axis)) for axis in half_axes(annotation))
        return first * second * (math.pi if annotation.kind is Kind.ELLIPSE else 4.0)
    return abs(_signed_area(_in_plane_mm(annotation)))


def crosses_itself(annotation: Annotation) -> bool:
    """Whether the outline of a polygon or freehand region crosses itself: then its area has no plain meaning."""
    if annotation.kind not in (Kind.POLYGON, Kind.FREEHAND):
        return False
    return _crosses(_in_plane_mm(annotation))


def _in_plane_mm(annotation: Annotation) -> npt.NDArray[np.float64]:
    """(points, 2) mm in the plane, from its origin."""
    frame = annotation.drawn_on.frame
    return frame.to_pixel(annotation.places) * frame.pixel_mm


def _signed_area(at_mm: npt.NDArray[np.float64]) -> float:
    # Sums near the origin lose nothing by rounding.
    y, x = (at_mm - at_mm[0]).T
    return float(x @ np.roll(y, -1) - y @ np.roll(x, -1)) / 2


def _crosses(at: npt.NDArray[np.float64]) -> bool:
    """Whether two sides of a closed outline (n, 2) that are no neighbours cross."""
    starts, ends = at, np.roll(at, -1, axis=0)
    count = len(at)
    numbers = np.arange(count)
    block = max(_PAIRS // count, 1)
    for first in range(0, count, block):
        here = slice(first, first + block)
        start, end = starts[here, np.newaxis], ends[here, np.newaxis]
        cross = (_turn(start, end, starts) * _turn(start, end, ends) < 0) & (
            _turn(starts, ends, start) * _turn(starts, ends, end) < 0
        )
        apart = (numbers[here, np.newaxis] - numbers) % count
        if (cross & (apart > 1) & (apart < count - 1)).any():
            return True
    return False


def _turn(
    start: npt.NDArray[np.float64], end: npt.NDArray[np.float64], point: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
    """On which side of a line points lie, by the sign."""
    along, away = end - start, point - start
    return np.asarray(along[..., 0] * away[..., 1] - along[..., 1] * away[..., 0], dtype=np.float64)


def _distance(start: npt.NDArray[np.float64], end: npt.NDArray[np.float64]) -> float:
    return float(np.linalg.norm(end - start))


def _between_degrees(first: npt.NDArray[np.float64], second: npt.NDArray[np.float64]) -> float:
    # atan2 is exact for small angles, where acos is not.
    return math.degrees(math.atan2(float(np.linalg.norm(np.cross(first, second))), float(first @ second)))


def _undirected_degrees(first: npt.NDArray[np.float64], second: npt.NDArray[np.float64]) -> float:
    degrees = _between_degrees(first, second)
    return min(degrees, 180.0 - degrees)
