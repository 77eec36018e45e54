"""A box in the patient where a model shall look, along the axes of the patient or of a scan. No torch here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from ai.prepare.directions import axes_towards
from ai.volume import Volume

Vector: TypeAlias = tuple[float, float, float]
"""(x, y, z), LPS, mm."""

Spans: TypeAlias = tuple[tuple[int, int], tuple[int, int], tuple[int, int]]
"""(first, stop) of indices along (slices, rows, columns)."""

_TOUCH = 1e-3
"""Of a voxel: a box that reaches no further into it was drawn along its border."""


@dataclass(frozen=True)
class PlacedBox:
    """A box in patient mm.

    Parameters
    ----------
    corner_lps_mm
        One corner.
    edges_lps_mm
        The three edges that begin there.
    """

    corner_lps_mm: Vector
    edges_lps_mm: tuple[Vector, Vector, Vector]

    def __post_init__(self) -> None:
        edges = np.array(self.edges_lps_mm, np.float64)
        if not (np.isfinite(self.corner_lps_mm).all() and np.isfinite(edges).all() and np.linalg.det(edges) != 0):
            raise ValueError("a box has a finite corner and three edges that span a space")

    @classmethod
    def upright(cls, x: float, y: float, z: float, dx: float, dy: float, dz: float) -> PlacedBox:
        """Make a box along the patient's axes: its corner of the smallest coordinates, and its sides."""
        return cls((x, y, z), ((dx, 0.0, 0.0), (0.0, dy, 0.0), (0.0, 0.0, dz)))

    @classmethod
    def along_grid(cls, volume: Volume, low: Vector, high: Vector) -> PlacedBox:
        """Make a box along the axes of a scan.

        Parameters
        ----------
        volume
            The scan.
        low, high
            Opposite corners, (slice, row, column) index; voxel k reaches from k - 0.5 to k + 0.5.
        """
        edges = volume.affine_lps[:3, :3] * (np.array(high) - np.array(low))
        return cls(_vector(volume.to_lps_mm(low)), (_vector(edges[:, 0]), _vector(edges[:, 1]), _vector(edges[:, 2])))

    @property
    def sides_mm(self) -> Vector:
        """Lengths of the edges, in their order."""
        return _vector(np.linalg.norm(np.array(self.edges_lps_mm), axis=1))

    @property
    def sides_xyz_mm(self) -> Vector:
        """Lengths of the edges that run nearest to the patient's x, y and z."""
        axes, _ = axes_towards(_affine(self), "LPS")
        sides = self.sides_mm
        return sides[axes[0]], sides[axes[1]], sides[axes[2]]

    @property
    def corners_lps_mm(self) -> npt.NDArray[np.float64]:
        """(8, 3)."""
        bits = np.array([[number >> axis & 1 for axis in range(3)] for number in range(8)], np.float64)
        return np.asarray(np.array(self.corner_lps_mm) + bits @ np.array(self.edges_lps_mm), np.float64)

    def spans_in(self, volume: Volume) -> Spans | None:
        """Give the block of voxels of a scan that the box reaches into; None where it lies beside the scan."""
        indices = volume.to_index(self.corners_lps_mm)
        first = np.maximum(np.ceil(indices.min(0) - 0.5 + _TOUCH), 0).astype(int)
        stop = np.minimum(np.floor(indices.max(0) + 0.5 - _TOUCH) + 1, volume.shape).astype(int)
        if (first >= stop).any():
            return None
        slices, rows, columns = ((int(low), int(high)) for low, high in zip(first, stop, strict=True))
        return slices, rows, columns

    def index_corners(self, volume: Volume) -> tuple[Vector, Vector]:
        """Lowest and highest (slice, row, column) index on the grid of a scan, fractional."""
        indices = volume.to_index(self.corners_lps_mm)
        return _vector(indices.min(0)), _vector(indices.max(0))


def _affine(box: PlacedBox) -> npt.NDArray[np.float64]:
    affine = np.eye(4)
    affine[:3, :3] = np.array(box.edges_lps_mm).T
    return affine


def _vector(values: npt.NDArray[np.float64]) -> Vector:
    x, y, z = values.tolist()
    return x, y, z
