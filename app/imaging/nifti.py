"""Volumes and masks as NIfTI files with exact geometry."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from ai.inference.results import Structure
from ai.volume import BoolMask, Volume
from ai.words import say
from app.errors import ExportError
from app.imaging.atomic import atomic_path
from app.imaging.grid_write import write_grid
from app.imaging.label_map import label_map
from app.imaging.labels import display_title, structure_colour

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


def write_label_nifti(structures: Sequence[Structure], volume: Volume, path: Path) -> None:
    """Write structures as one map of numbers, with the table of their names beside it.

    ``NAME.nii.gz`` holds 0 for background and k for the k-th structure; ``NAME-labels.txt`` names and colours them in
    the form that ITK-SNAP reads.

    Parameters
    ----------
    structures
        On the grid of ``volume``; no two of them share a voxel.
    volume, path
        As for `write_nifti`.

    Raises
    ------
    GeometryError
        As for `write_nifti`.
    ExportError
        Where structures share voxels, or a file cannot be written.
    """
    require_nifti_name(path)
    if not structures:
        raise ExportError(
            say("The result marks no structure, so there is nothing to write."), say("Run a model that segments.")
        )
    labelled = label_map(structures)
    if labelled is None:
        raise ExportError(
            say("Some structures share voxels, or there are more than 255, so one map of numbers cannot hold them."),
            say("Export as DICOM segmentation, or run 'lightbox predict', which writes a file per structure."),
        )
    if labelled.shape != volume.shape:
        raise ValueError(f"the structures {labelled.shape} are not on the grid of the volume {volume.shape}")
    write_grid(labelled, volume, path)
    with atomic_path(labels_path(path)) as temporary:
        temporary.write_text(labels_table(structures, axes_known=volume.axes_known), encoding="utf-8")


def labels_path(path: Path) -> Path:
    """Name the table of a label map: ``NAME.nii.gz`` -> ``NAME-labels.txt``."""
    suffix = next(suffix for suffix in SUFFIXES if path.name.lower().endswith(suffix))
    return path.with_name(f"{path.name[: -len(suffix)]}-labels.txt")


def labels_table(structures: Sequence[Structure], *, axes_known: bool) -> str:
    """Write the table of a label map: number, red, green, blue, opacity, visible, mesh, name."""
    lines = ["# ITK-SnAP Label Description File", '    0     0    0    0        0  0  0    "Clear Label"']
    for number, structure in enumerate(structures, start=1):
        red, green, blue = structure.colour or structure_colour(structure.label.name, number - 1)
        title = display_title(structure.label, axes_known=axes_known).replace('"', "'")
        lines.append(f'{number:5d} {red:5d}{green:5d}{blue:5d}        1  1  1    "{title}"')
    return "\n".join(lines) + "\n"


def require_nifti_name(path: Path) -> None:
    """Refuse a file name that would give another format, before long work begins."""
    if not path.name.lower().endswith(SUFFIXES):
        raise ExportError(
            say("{file} does not end in .nii.gz or .nii.", file=path.name), say("Give the file one of these endings.")
        )
