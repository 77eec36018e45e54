"""A scan turned so that its axes point up, back and left as well as they can, and its coarse picture. No voxel moves.

Rules that were written for one way of lying are then right for every stack: reversed, sagittal, coronal or oblique ones
give the very same arrays, so that the result cannot depend on how the slices were stored.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import permutations
from typing import Any, TypeAlias

import cv2
import numpy as np
import numpy.typing as npt

from ai.volume import Affine, BoolMask, Volume

UP_BACK_LEFT = np.array([[0.0, 0.0, 1.0], [0.0, 1.0, 0.0], [1.0, 0.0, 0.0]])
"""LPS unit vectors of the three axes of an oriented array, as columns: to the head, to the back, to the left."""

Floats: TypeAlias = npt.NDArray[np.float32]
"""(up, back, left), float32."""

Block: TypeAlias = tuple[slice, slice, slice]
"""Of a picture: from where to where along (up, back, left)."""

Places: TypeAlias = npt.NDArray[np.intp]
"""(n,) for each voxel along one axis the cell of the coarse picture that holds it."""


@dataclass(frozen=True, eq=False)
class Oriented:
    """Order and sense of a grid's axes by which they point up, back and left.

    Parameters
    ----------
    axes
        Which source axis each of (up, back, left) is.
    flipped
        Of these, whether its index grows the other way in the source.
    affine_lps
        (4, 4) float64, (up, back, left, 1) index -> LPS mm.
    shape
        Voxels along (up, back, left).
    """

    axes: tuple[int, int, int]
    flipped: tuple[bool, bool, bool]
    affine_lps: Affine
    shape: tuple[int, int, int]

    @classmethod
    def of(cls, volume: Volume) -> Oriented:
        """Find the order in which the axes of a volume lie closest to those of the patient."""
        steps = volume.affine_lps[:3, :3] / np.array(volume.spacing_mm)
        along = steps.T @ UP_BACK_LEFT  # cosines: source axis, wanted direction
        axes = max(permutations(range(3)), key=lambda order: sum(abs(along[order[i], i]) for i in range(3)))
        flipped = [bool(along[axis, direction] < 0) for direction, axis in enumerate(axes)]
        affine = np.eye(4)
        affine[:3, 3] = volume.affine_lps[:3, 3]
        for direction, axis in enumerate(axes):
            step = volume.affine_lps[:3, axis]
            affine[:3, direction] = -step if flipped[direction] else step
            if flipped[direction]:
                affine[:3, 3] += step * (volume.shape[axis] - 1)
        first, second, third = axes
        shape = (volume.shape[first], volume.shape[second], volume.shape[third])
        return cls((first, second, third), (flipped[0], flipped[1], flipped[2]), affine, shape)

    def view(self, array: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """(slices, rows, columns) of the source -> a view of it as (up, back, left)."""
        turned = array.transpose(self.axes)
        first, second, third = (slice(None, None, -1 if flipped else 1) for flipped in self.flipped)
        return turned[first, second, third]

    @property
    def spacing_mm(self) -> tuple[float, float, float]:
        """Distance between neighbours along (up, back, left)."""
        up, back, left = np.linalg.norm(self.affine_lps[:3, :3], axis=0)
        return float(up), float(back), float(left)


@dataclass(frozen=True, eq=False)
class Cells:
    """How an oriented grid is cut into coarse cells: whole voxels go to each, as evenly as their number allows.

    Parameters
    ----------
    grid
        What is cut.
    shape
        Cells along (up, back, left).
    first
        Index of the first cell of the arrays that are spoken of, where they are a block of the picture.
    """

    grid: Oriented
    shape: tuple[int, int, int]
    first: tuple[int, int, int] = (0, 0, 0)

    @classmethod
    def about(cls, grid: Oriented, cell_mm: float) -> Cells:
        """Cut into cells of at most about ``cell_mm``; a coarser axis keeps its voxels."""
        counts = [
            max(1, -(-count // max(1, int(cell_mm / step))))
            for count, step in zip(grid.shape, grid.spacing_mm, strict=True)
        ]
        return cls(grid, (counts[0], counts[1], counts[2]))

    @property
    def spacing_mm(self) -> tuple[float, float, float]:
        """Sides of a cell along (up, back, left)."""
        up, back, left = (
            step * count / cells
            for step, count, cells in zip(self.grid.spacing_mm, self.grid.shape, self.shape, strict=True)
        )
        return up, back, left

    def block(self, box: Block) -> Cells:
        """Speak of a block of the picture."""
        return replace(self, first=(box[0].start, box[1].start, box[2].start))

    @property
    def millilitres(self) -> float:
        """Volume of a cell."""
        share = float(np.prod(self.grid.shape)) / float(np.prod(self.shape))
        return abs(float(np.linalg.det(self.grid.affine_lps[:3, :3]))) * share / 1000

    def places(self, axis: int) -> Places:
        """Cell of each voxel along an axis."""
        count, cells = self.grid.shape[axis], self.shape[axis]
        result: Places = ((np.arange(count) + 0.5) * cells / count).astype(np.intp)
        return result

    def to_lps_mm(self, index: npt.ArrayLike) -> npt.NDArray[np.float64]:
        """(..., 3) index of cells, may be fractional -> (..., 3) LPS mm."""
        share = np.array(self.grid.shape) / np.array(self.shape)
        voxel = (np.asarray(index, dtype=np.float64) + self.first + 0.5) * share - 0.5
        result: npt.NDArray[np.float64] = voxel @ self.grid.affine_lps[:3, :3].T + self.grid.affine_lps[:3, 3]
        return result

    def mean_of(self, planes: npt.NDArray[Any], *, low: float, high: float) -> Floats:
        """Mean of the voxels of every cell of one layer.

        Parameters
        ----------
        planes
            (voxels up, back, left) of the layer.
        low, high
            Values are clipped to these before.

        Returns
        -------
        Floats
            (back, left) float32.
        """
        flat = np.clip(planes, low, high).astype(np.float32).mean(axis=0)
        return np.asarray(cv2.resize(flat, self.shape[:0:-1], interpolation=cv2.INTER_AREA), dtype=np.float32)

    def any_of(self, plane: BoolMask) -> BoolMask:
        """(voxels back, left) bool of one layer -> (back, left) whether any voxel of a cell is set."""
        rows, columns = (np.searchsorted(self.places(axis), np.arange(self.shape[axis])) for axis in (1, 2))
        result: BoolMask = np.logical_or.reduceat(np.logical_or.reduceat(plane, rows, axis=0), columns, axis=1)
        return result
