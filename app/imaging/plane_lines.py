"""Where one plane cuts the picture of another."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from app.imaging.plane_frame import PlaneFrame
from app.imaging.slices import OBLIQUE_FROM_DEGREES

PARALLEL_COSINE = math.cos(math.radians(OBLIQUE_FROM_DEGREES))
"""Of the angle between two planes up to which they count as parallel: they scroll together and draw no line."""


@dataclass(frozen=True)
class Line:
    """A straight piece of a line in a picture; both ends are fractional (row, column)."""

    start: tuple[float, float]
    end: tuple[float, float]


def are_parallel(normal_lps: npt.ArrayLike, other_lps: npt.ArrayLike) -> bool:
    """Whether planes with these unit normals count as parallel, also seen from the other side."""
    return abs(float(np.asarray(normal_lps) @ np.asarray(other_lps))) >= PARALLEL_COSINE


def line_through(picture: PlaneFrame, point_lps_mm: npt.ArrayLike, normal_lps: npt.ArrayLike) -> Line | None:
    """Find where a plane cuts all of a picture.

    Parameters
    ----------
    picture
        Where the picture lies.
    point_lps_mm, normal_lps
        (3,) a point of the plane and its unit normal.

    Returns
    -------
    Line | None
        From edge to edge of the picture; None where they are parallel, or it passes by.
    """
    crossing = _crossing(picture, np.asarray(point_lps_mm, np.float64), np.asarray(normal_lps, np.float64))
    if crossing is None:
        return None
    return _ends(picture, *crossing, _inside(picture, *crossing))


def reference_line(picture: PlaneFrame, other: PlaneFrame) -> Line | None:
    """Find where another picture, as far as it reaches, cuts a picture."""
    crossing = _crossing(picture, np.array(other.origin_lps_mm), other.normal_lps)
    if crossing is None:
        return None
    low, high = _inside(picture, *crossing)
    other_low, other_high = _inside(other, *crossing)
    return _ends(picture, *crossing, (max(low, other_low), min(high, other_high)))


def _crossing(
    picture: PlaneFrame, point: npt.NDArray[np.float64], normal: npt.NDArray[np.float64]
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]] | None:
    """Find a point and the unit direction of the line in which two planes meet, in LPS mm."""
    own = picture.normal_lps
    if are_parallel(own, normal):
        return None
    (x, y, z), (u, v, w) = own.tolist(), normal.tolist()
    direction = np.array([y * w - z * v, z * u - x * w, x * v - y * u])
    direction /= np.linalg.norm(direction)
    # From a point of the picture within the picture until the other plane is met.
    start = np.array(picture.origin_lps_mm)
    towards = normal - float(normal @ own) * own
    start = start + towards * (float((point - start) @ normal) / float(towards @ normal))
    return start, direction


def _inside(
    picture: PlaneFrame, start: npt.NDArray[np.float64], direction: npt.NDArray[np.float64]
) -> tuple[float, float]:
    """Find from where to where a line is over a picture, in mm from its start; the first is larger where it is not."""
    at, step = picture.to_pixel(start), picture.to_pixel(start + direction) - picture.to_pixel(start)
    low, high = -math.inf, math.inf
    for place, move, length in zip(at.tolist(), step.tolist(), picture.shape_px, strict=True):
        edges = (-0.5 - place, length - 0.5 - place)
        if abs(move) < 1e-9:
            if edges[0] > 0 or edges[1] < 0:
                return math.inf, -math.inf
            continue
        first, last = sorted(edge / move for edge in edges)
        low, high = max(low, first), min(high, last)
    return low, high


def _ends(
    picture: PlaneFrame,
    start: npt.NDArray[np.float64],
    direction: npt.NDArray[np.float64],
    between: tuple[float, float],
) -> Line | None:
    low, high = between
    if low >= high:
        return None
    (first, second), (third, fourth) = (picture.to_pixel(start + direction * way).tolist() for way in between)
    return Line((first, second), (third, fourth))
