"""What of a small block of a grid lies on a plane: only the pixels that the block reaches are looked at."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from app.imaging.grid_box import GridBox, PlaneIndices, faces_on_plane
from app.imaging.masks.region import Index


def block_on_plane(
    block: npt.NDArray[np.uint8], low: Index, plane: PlaneIndices, shape_px: tuple[int, int]
) -> tuple[npt.NDArray[np.uint8], tuple[int, int]] | None:
    """Show a block on a plane, the nearest voxel at every pixel.

    Parameters
    ----------
    block
        (slices, rows, columns).
    low
        Its first voxel on the grid.
    plane
        Which voxels lie under the plane.
    shape_px
        (rows, columns) of the picture.

    Returns
    -------
    tuple[NDArray, tuple[int, int]] | None
        (rows, columns) of a part of the picture, 0 where the block is not, and the first pixel of that part; None
        where the plane does not cut the block.
    """
    first = tuple(place - 0.5 for place in low)
    last = tuple(place + side for place, side in zip(first, block.shape, strict=True))
    lines = faces_on_plane(GridBox((first[0], first[1], first[2]), (last[0], last[1], last[2])), plane)
    if not lines:
        return None
    corners = np.array([line.start for line in lines])
    start = np.maximum(np.floor(corners.min(axis=0)), 0).astype(int)
    stop = np.minimum(np.ceil(corners.max(axis=0)) + 1, shape_px).astype(int)
    if (start >= stop).any():
        return None
    rows, columns = np.arange(start[0], stop[0]), np.arange(start[1], stop[1])
    found = np.ones((len(rows), len(columns)), np.bool_)
    places = []
    for axis in range(3):
        down, right = plane.steps[axis].tolist()
        at = plane.origin[axis] - low[axis] + down * rows[:, np.newaxis] + right * columns[np.newaxis, :]
        nearest = np.floor(at + 0.5).astype(np.intp)
        found &= (nearest >= 0) & (nearest < block.shape[axis])
        places.append(np.clip(nearest, 0, block.shape[axis] - 1))
    shown = np.where(found, block[places[0], places[1], places[2]], np.uint8(0))
    return shown, (int(start[0]), int(start[1]))


def joined_block(parts: list[tuple[Index, npt.NDArray[np.bool_], int]]) -> tuple[npt.NDArray[np.uint8], Index]:
    """Write regions over each other into one block, each with its value.

    Parameters
    ----------
    parts
        First voxel, (slices, rows, columns) bool, and value; at least one.
    """
    lows = [low for low, _, _ in parts]
    highs = [tuple(a + b for a, b in zip(low, inside.shape, strict=True)) for low, inside, _ in parts]
    first = [min(each[axis] for each in lows) for axis in range(3)]
    block = np.zeros([max(each[axis] for each in highs) - first[axis] for axis in range(3)], np.uint8)
    for low, inside, value in parts:
        where = tuple(
            slice(at - start, at - start + side) for at, start, side in zip(low, first, inside.shape, strict=True)
        )
        block[where][inside] = value
    return block, (first[0], first[1], first[2])
