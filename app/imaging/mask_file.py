"""A mask in a NIfTI or NRRD file, for a volume whose grid it must be on."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from ai.training.dataset.exact_grid import is_same_grid
from ai.volume import BoolMask, Volume
from ai.words import say
from app.errors import VolumeFileError
from app.imaging.volume_file import read_volume


def read_mask_file(path: Path, volume: Volume) -> BoolMask:
    """Read a mask: everything above 0.

    Parameters
    ----------
    path
        As `app.imaging.volume_file.read_volume` takes it.
    volume
        Whose mask it is. A file whose slices, rows or columns run the other way round is turned, by whole steps only.

    Returns
    -------
    numpy.ndarray
        (slices, rows, columns) bool on the grid of the volume.

    Raises
    ------
    VolumeFileError
        Where it is on another grid, or holds more than one value besides 0.
    """
    read = read_volume(path)
    values, affine = _in_order_of(read, volume)
    if values.shape != volume.shape or not is_same_grid(volume.affine_lps, affine, volume.shape, axes_known=True):
        raise VolumeFileError(
            say("The mask {file} is not on the grid of the series.", file=path.name),
            say("Resample it onto the series first; a dataset keeps voxels as they are."),
        )
    mask: BoolMask = np.asarray(values > 0)
    if mask.any() and np.ptp(values[mask]) != 0:
        raise VolumeFileError(
            say("The mask {file} holds more than one value besides 0.", file=path.name),
            say("Write one mask file per structure."),
        )
    return mask


def _in_order_of(read: Volume, volume: Volume) -> tuple[np.ndarray, np.ndarray]:
    """Turn the axes of a file into the order and direction of a volume; values and (4, 4) affine."""
    steps = np.linalg.inv(volume.affine_lps[:3, :3]) @ read.affine_lps[:3, :3]
    axes = [int(np.argmax(np.abs(row))) for row in steps]
    if sorted(axes) != [0, 1, 2] or read.voxels.ndim != 3:
        return read.voxels, read.affine_lps
    values = read.voxels.transpose(axes)
    affine = read.affine_lps.copy()
    affine[:3, :3] = read.affine_lps[:3, axes]
    for axis in range(3):
        if steps[axis, axes[axis]] < 0:
            affine[:3, 3] += affine[:3, axis] * (values.shape[axis] - 1)
            affine[:3, axis] *= -1
            values = np.flip(values, axis)
    return values, affine
