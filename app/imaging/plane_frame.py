"""A picture plane anywhere in the patient."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Vector: TypeAlias = tuple[float, float, float]
"""(x, y, z) in LPS."""

Part: TypeAlias = tuple[slice, slice]
"""Rows and columns of a picture, each from a start to a stop."""

LARGEST_SIDE_PX = 32768
"""Longest side of a plane; a wrong number must not fill the memory."""

_RIGHT_ANGLE = 1e-3
"""Cosine between the sides from which they are no right angle; the rounding of orientations in files stays below."""


@dataclass(frozen=True)
class PlaneFrame:
    """Where the pixels of a picture lie in the patient.

    Parameters
    ----------
    origin_lps_mm
        Centre of the pixel at the top left.
    right_lps, down_lps
        Unit vectors at right angles: along a row, down a column.
    pixel_mm
        (row spacing, column spacing): the first one is vertical, PS3.3 10.7.1.3.
    shape_px
        (rows, columns).
    """

    origin_lps_mm: Vector
    right_lps: Vector
    down_lps: Vector
    pixel_mm: tuple[float, float]
    shape_px: tuple[int, int]

    def __post_init__(self) -> None:
        right, down = np.array(self.right_lps, dtype=np.float64), np.array(self.down_lps, dtype=np.float64)
        lengths = np.array([np.linalg.norm(right), np.linalg.norm(down)])
        if not (np.isfinite(self.origin_lps_mm).all() and np.allclose(lengths, 1.0, atol=_RIGHT_ANGLE)):
            raise ValueError("a plane needs a finite origin and sides that are unit vectors")
        if abs(float(right @ down)) > _RIGHT_ANGLE:
            raise ValueError("the sides of a plane must stand at right angles")
        if not (np.isfinite(self.pixel_mm).all() and min(self.pixel_mm) > 0):
            raise ValueError(f"the spacing of a plane must be above 0, got {self.pixel_mm}")
        if not (min(self.shape_px) >= 1 and max(self.shape_px) <= LARGEST_SIDE_PX):
            raise ValueError(f"a plane has 1 to {LARGEST_SIDE_PX} rows and columns, got {self.shape_px}")

    @property
    def normal_lps(self) -> npt.NDArray[np.float64]:
        """(3,) unit vector into the picture, away from the viewer: right × down."""
        # Written out: numpy's own takes twenty times as long for two vectors, and lines are drawn in every movement.
        (x, y, z), (u, v, w) = self.right_lps, self.down_lps
        normal = np.array([y * w - z * v, z * u - x * w, x * v - y * u])
        return np.asarray(normal / np.linalg.norm(normal), dtype=np.float64)

    @property
    def steps_lps_mm(self) -> npt.NDArray[np.float64]:
        """(3, 2): mm from a row to the next, from a column to the next."""
        return np.stack(
            [np.array(self.down_lps) * self.pixel_mm[0], np.array(self.right_lps) * self.pixel_mm[1]], axis=1
        )

    @property
    def corners_lps_mm(self) -> npt.NDArray[np.float64]:
        """(4, 3) centres of the pixels at the corners."""
        rows, columns = self.shape_px
        corners = np.array(list(itertools.product((0, rows - 1), (0, columns - 1))), dtype=np.float64)
        return np.asarray(np.array(self.origin_lps_mm) + corners @ self.steps_lps_mm.T, dtype=np.float64)

    def to_lps_mm(self, pixel: npt.ArrayLike) -> npt.NDArray[np.float64]:
        """(..., 2) index (row, column), may be fractional and lie outside -> (..., 3) LPS mm."""
        at = np.asarray(pixel, dtype=np.float64)
        return np.asarray(np.array(self.origin_lps_mm) + at @ self.steps_lps_mm.T, dtype=np.float64)

    def to_pixel(self, point_lps_mm: npt.ArrayLike) -> npt.NDArray[np.float64]:
        """(..., 3) LPS mm -> (..., 2) fractional (row, column) of the foot of the perpendicular on the plane."""
        away = np.asarray(point_lps_mm, dtype=np.float64) - np.array(self.origin_lps_mm)
        sides = np.stack([self.down_lps, self.right_lps], axis=1)
        return np.asarray(away @ sides / np.array(self.pixel_mm), dtype=np.float64)

    def part(self, part: Part) -> PlaneFrame:
        """Give the frame of a part of the picture."""
        rows, columns = part
        x, y, z = self.to_lps_mm((rows.start, columns.start)).tolist()
        shape_px = (rows.stop - rows.start, columns.stop - columns.start)
        return replace(self, origin_lps_mm=(x, y, z), shape_px=shape_px)

    def moved(self, by_mm: float) -> PlaneFrame:
        """Give the parallel plane so many mm along the normal."""
        x, y, z = (np.array(self.origin_lps_mm) + self.normal_lps * by_mm).tolist()
        return replace(self, origin_lps_mm=(x, y, z))
