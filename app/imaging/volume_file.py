"""Volumes in NIfTI and NRRD files: read and written by the ending of their name."""

from __future__ import annotations

from pathlib import Path

from ai.volume import Volume
from ai.words import say
from app.errors import ExportError, VolumeFileError
from app.imaging.grid_write import NRRD_SUFFIX, write_grid
from app.imaging.nifti import SUFFIXES as NIFTI_SUFFIXES
from app.imaging.nifti_read import read_nifti_grid
from app.imaging.nrrd import read_nrrd_grid
from app.imaging.stored_grid import as_volume

SUFFIXES = (*NIFTI_SUFFIXES, NRRD_SUFFIX)
"""Endings of volume files."""

_NRRD_HEADER_SUFFIX = ".nhdr"
"""Ending of an NRRD header whose voxels stand in a file beside it; read, never written."""


def is_volume_file(path: Path) -> bool:
    """Whether a path ends like a volume file that is read."""
    return path.name.lower().endswith((*SUFFIXES, _NRRD_HEADER_SUFFIX))


def require_volume_name(path: Path) -> None:
    """Refuse a file name that would give another format, before long work begins."""
    if not path.name.lower().endswith(SUFFIXES):
        raise ExportError(
            say("{file} does not end in .nii.gz, .nii or .nrrd.", file=path.name),
            say("Give the file one of these endings."),
        )


def read_volume(path: Path, *, place: int | None = None, may_use_bytes: int | None = None) -> Volume:
    """Read a NIfTI or NRRD file.

    Parameters
    ----------
    path
        Ends in one of `SUFFIXES`, or in ``.nhdr``.
    place
        Which of several volumes of the file, from 0; needed where there are several.
    may_use_bytes
        Memory that the voxels may take; None asks for nothing.

    Returns
    -------
    Volume
        Values as they stand in the file, scaled as it says, NaN kept; a sheared grid has its fault in words. The
        modality is unknown, the unit too unless the file is one of our own.

    Raises
    ------
    VolumeFileError
        As one sentence: not such a file, incomplete, of a kind that is not read, several volumes.
    ai.errors.MemoryShort
        Before anything was allocated.
    """
    name = path.name.lower()
    if name.endswith((NRRD_SUFFIX, _NRRD_HEADER_SUFFIX)):
        return as_volume(read_nrrd_grid(path, place=place, may_use_bytes=may_use_bytes))
    if name.endswith(NIFTI_SUFFIXES):
        return as_volume(read_nifti_grid(path, place=place, may_use_bytes=may_use_bytes))
    raise VolumeFileError(
        say("{file} does not end in .nii.gz, .nii or .nrrd.", file=path.name), say("Choose such a file.")
    )


def write_volume(volume: Volume, path: Path, *, more: str = "") -> None:
    """Write a volume in real units, every voxel at its point of the patient, and read it back.

    Parameters
    ----------
    volume
        Grey, of evenly spaced slices at right angles.
    path
        Ends in one of `SUFFIXES`; replaced when the new file is complete.
    more
        What was done to the voxels, for the file's note.

    Raises
    ------
    GeometryError
        Where the slices do not form a regular grid.
    ExportError
        Where the file cannot be written; nothing is left behind.
    """
    require_volume_name(path)
    write_grid(volume.voxels, volume, path, more=more)
