"""Which part of a plane shows a part of a grid."""

from __future__ import annotations

import numpy as np

from app.imaging.box_on_plane import box_on_plane
from app.imaging.cut_stack import CutStack
from app.imaging.masks.region import Box
from app.imaging.plane_frame import Part


def part_on_plane(stack: CutStack, index: int, box: Box) -> Part | None:
    """Find the pixels of a plane that may show voxels of a part of the grid.

    Parameters
    ----------
    stack, index
        Which plane, from 0.
    box
        Part of the grid of its volume, not empty.

    Returns
    -------
    Part | None
        As shown; None where the plane shows none of them.
    """
    # Of planes between voxels the nearest one is shown: less than a voxel away.
    beyond = 0 if stack.is_source else 1
    low, high = (
        tuple(float(place) for place in places)
        for places in ([each.start - beyond for each in box], [each.stop - 1 + beyond for each in box])
    )
    corners = box_on_plane(stack, index, (low[0], low[1], low[2]), (high[0], high[1], high[2]))
    if corners is None:
        return None
    last = np.array(stack.shape_px) - 1
    start = np.clip(np.floor(corners.min(axis=0)), 0, last).astype(np.intp).tolist()
    stop = np.clip(np.ceil(corners.max(axis=0)), 0, last).astype(np.intp).tolist()
    return slice(start[0], stop[0] + 1), slice(start[1], stop[1] + 1)


def widened_part(part: Part, by: tuple[int, int], shape_px: tuple[int, int]) -> Part:
    """Widen a part by so many rows and columns, as far as the picture goes."""
    rows, columns = (
        slice(max(0, each.start - more), min(side, each.stop + more))
        for each, more, side in zip(part, by, shape_px, strict=True)
    )
    return rows, columns
