"""Voxels that a tool touches: a small block of a grid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Index: TypeAlias = tuple[int, int, int]
"""(slice, row, column) of a voxel."""

Box: TypeAlias = tuple[slice, slice, slice]
"""Part of a grid, one range per axis."""


@dataclass(frozen=True, eq=False)
class Region:
    """Some voxels of a grid.

    Parameters
    ----------
    low
        First voxel of the block.
    inside
        (slices, rows, columns) bool of the block.
    """

    low: Index
    inside: npt.NDArray[np.bool_]

    @property
    def box(self) -> Box:
        """Where the block lies in the grid."""
        slices, rows, columns = (slice(low, low + side) for low, side in zip(self.low, self.inside.shape, strict=True))
        return slices, rows, columns


def box_of(mask: npt.NDArray[np.bool_]) -> Box | None:
    """Give the smallest box around what is marked; None where nothing is.

    Parameters
    ----------
    mask
        (slices, rows, columns) bool.
    """
    slices = _span(mask.any(axis=(1, 2)))
    if slices is None:
        return None
    plane = np.asarray(mask[slices].any(axis=0))
    rows, columns = _span(plane.any(axis=1)), _span(plane.any(axis=0))
    return None if rows is None or columns is None else (slices, rows, columns)


def widened(box: Box, by: Index, shape: tuple[int, ...]) -> Box:
    """Widen a box by so many voxels along each axis, as far as the grid goes."""
    slices, rows, columns = (
        slice(max(0, part.start - more), min(side, part.stop + more))
        for part, more, side in zip(box, by, shape, strict=True)
    )
    return slices, rows, columns


def low_of(box: Box) -> Index:
    """Give the first voxel of a box."""
    return box[0].start, box[1].start, box[2].start


def _span(marked: np.bool_ | npt.NDArray[np.bool_]) -> slice | None:
    """From the first that is marked to the last."""
    places = np.flatnonzero(marked)
    return slice(int(places[0]), int(places[-1]) + 1) if places.size else None


def merged(regions: Sequence[Region]) -> Region:
    """Make one region of several, at least one."""
    low = [min(each.low[axis] for each in regions) for axis in range(3)]
    high = [max(each.low[axis] + each.inside.shape[axis] for each in regions) for axis in range(3)]
    inside = np.zeros([stop - start for start, stop in zip(low, high, strict=True)], np.bool_)
    for each in regions:
        first = [at - start for at, start in zip(each.low, low, strict=True)]
        where = tuple(slice(at, at + side) for at, side in zip(first, each.inside.shape, strict=True))
        inside[where] |= each.inside
    return Region((low[0], low[1], low[2]), inside)
