"""Where the centres of a block's voxels lie along a direction."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from ai.volume import Affine
from app.imaging.masks.region import Index

ROUNDING = 1e-6
"""Share of a voxel by which rounding moves a plane."""

_ALL = slice(None)


class Centres:
    """The voxels of a block, seen from a point of the patient.

    Scalar products with a fixed vector are sums of one term per axis, so that nothing of a block's size is kept.

    Parameters
    ----------
    low, high
        First and last voxel of the block, (slice, row, column).
    affine_lps
        (4, 4), (slice, row, column, 1) -> LPS mm.
    from_lps_mm
        (3,), the point.
    """

    def __init__(
        self,
        low: npt.NDArray[np.intp],
        high: npt.NDArray[np.intp],
        affine_lps: Affine,
        from_lps_mm: npt.NDArray[np.float64],
    ) -> None:
        self.low: Index = (int(low[0]), int(low[1]), int(low[2]))
        self._steps = affine_lps[:3, :3]
        self._away = affine_lps[:3, 3] - from_lps_mm
        self._sides = [np.arange(first, last + 1, dtype=np.float64) for first, last in zip(low, high, strict=True)]

    @property
    def shape(self) -> Index:
        """(slices, rows, columns)."""
        slices, rows, columns = (len(side) for side in self._sides)
        return slices, rows, columns

    def along(self, vector: npt.NDArray[np.float64], some: slice = _ALL) -> npt.NDArray[np.float64]:
        """Scalar products with a vector, (slices, rows, columns) mm; of some slices of the block."""
        share = vector @ self._steps
        slices, rows, columns = (part * side for part, side in zip(share, self._sides, strict=True))
        onward = slices[some, np.newaxis, np.newaxis] + float(vector @ self._away)
        return np.asarray(onward + (rows[:, np.newaxis] + columns))

    def cut_by(self, normal: npt.NDArray[np.float64], some: slice = _ALL) -> npt.NDArray[np.bool_]:
        """Say which voxels the plane through the point cuts: one of two between whose centres it lies half-way."""
        half_mm = half_thickness_mm(normal, self._steps)
        off = self.along(normal, some)
        cut: npt.NDArray[np.bool_] = (off >= -half_mm * (1 + ROUNDING)) & (off < half_mm * (1 - ROUNDING))
        return cut


def half_thickness_mm(normal: npt.NDArray[np.float64], steps: npt.NDArray[np.float64]) -> float:
    """Give how far a plane may lie from the centre of a voxel that it cuts.

    Parameters
    ----------
    normal
        (3,) unit vector.
    steps
        (3, 3), columns: LPS mm from a slice, a row, a column to the next.
    """
    return float(np.abs(normal @ steps).sum()) / 2
