"""Cleaning of structures in 3D: the one part that a structure has."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import SimpleITK

from ai.volume import BoolMask


def largest_part(mask: BoolMask) -> BoolMask:
    """Keep the largest part whose voxels touch by their faces; an empty mask stays empty.

    Parameters
    ----------
    mask
        (slices, rows, columns) bool.
    """
    box = box_of(mask)
    if box is None:
        return mask.copy()
    parts = SimpleITK.ConnectedComponent(SimpleITK.GetImageFromArray(mask[box].astype(np.uint8)))
    sizes = np.bincount(SimpleITK.GetArrayViewFromImage(parts).ravel())
    sizes[0] = 0
    result = np.zeros_like(mask)
    result[box] = SimpleITK.GetArrayViewFromImage(parts) == int(sizes.argmax())
    return result


def box_of(mask: npt.NDArray[np.bool_]) -> tuple[slice, slice, slice] | None:
    """Smallest block of (slices, rows, columns) that holds a mask; None for an empty one."""
    slices = np.flatnonzero(mask.any(axis=(1, 2)))
    if not slices.size:
        return None
    rows, columns = np.flatnonzero(mask.any(axis=(0, 2))), np.flatnonzero(mask.any(axis=(0, 1)))
    return (
        slice(int(slices[0]), int(slices[-1]) + 1),
        slice(int(rows[0]), int(rows[-1]) + 1),
        slice(int(columns[0]), int(columns[-1]) + 1),
    )
