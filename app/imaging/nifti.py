"""Volumes and masks as NIfTI files with exact geometry."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from ai.volume import BoolMask, Volume
from ai.words import say
from app.errors import ExportError
from app.imaging.grid_write import write_grid

SUFFIXES = (".nii.gz", ".nii")
"""Endings that tell SimpleITK to write NIfTI."""


def write_nifti(volume: Volume, path: Path) -> None:
    """Write a volume in real units, every voxel at its point of the patient.

    Parameters
    ----------
    volume
        Grey, of evenly spaced slices. Where its axes are unknown the direction is the identity and the header says so.
    path
        Ends in ``.nii.gz`` or ``.nii``; replaced when the new file is complete.

    Raises
    ------
    GeometryError
        Where the slices do not form a regular grid.
    ExportError
        Where the file cannot be written; nothing is left behind.
    """
    require_nifti_name(path)
    write_grid(volume.voxels, volume, path)


def write_mask_nifti(mask: BoolMask, volume: Volume, path: Path) -> None:
    """Write a mask as 0 and 1 on the grid of its volume.

    Parameters
    ----------
    mask
        (slices, rows, columns) bool, on the grid of ``volume``.
    volume, path
        As for `write_nifti`.

    Raises
    ------
    GeometryError, ExportError
        As for `write_nifti`.
    """
    if mask.shape != volume.shape:
        raise ValueError(f"the mask {mask.shape} is not on the grid of the volume {volume.shape}")
    require_nifti_name(path)
    write_grid(mask.astype(np.uint8), volume, path)


def require_nifti_name(path: Path) -> None:
    """Refuse a file name that would give another format, before long work begins."""
    if not path.name.lower().endswith(SUFFIXES):
        raise ExportError(
            say("{file} does not end in .nii.gz or .nii.", file=path.name), say("Give the file one of these endings.")
        )
