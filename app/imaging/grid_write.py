"""Voxels into NIfTI and NRRD files with exact geometry, read back before they get their name."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import SimpleITK

from ai.errors import GeometryError
from ai.itk_image import to_itk
from ai.volume import Affine, Volume, Voxels
from ai.words import say
from app.errors import ExportError, VolumeFileError
from app.imaging.atomic import atomic_path, no_space
from app.imaging.nifti_read import read_nifti_grid
from app.imaging.nrrd import read_nrrd_grid
from app.imaging.stored_grid import note_of

NRRD_SUFFIX = ".nrrd"
"""Ending that tells SimpleITK to write NRRD."""

_NOTE_LENGTH = 79
"""Characters of NIfTI's ``descrip``, which ends with a zero byte."""

_PURPOSE = say("Conversion")

_TOLERANCE_MM = 1e-3
"""Largest shift of a corner after reading back: NIfTI keeps its geometry in single precision, good for about 1e-4 mm
at the far end of a long scan; a voxel is hundreds of times larger."""

_SHEAR_TOLERANCE = 1e-4
"""Cosine between index axes from which they are not at right angles; NIfTI's quaternion has no place for that."""


def write_grid(voxels: Voxels, volume: Volume, path: Path, *, more: str = "") -> None:
    """Write, read back and compare, then give the file its name.

    Parameters
    ----------
    voxels
        (slices, rows, columns), on the grid of ``volume``.
    volume
        Of evenly spaced slices at right angles. Where its axes are unknown the direction is the identity and the note
        says so.
    path
        Its ending chooses NIfTI or NRRD.
    more
        What was done to the voxels, for the file's note.

    Raises
    ------
    GeometryError
        Where the slices do not form a regular grid.
    ExportError
        Where the file cannot be written; nothing is left behind.
    """
    if voxels.ndim != 3:
        raise ExportError(
            say("Conversion needs one value per voxel; this series is in colour."),
            say("Save its pictures with 'lightbox render' instead."),
        )
    volume.require_uniform(_PURPOSE)
    affine = file_affine(volume)
    _require_right_angles(affine)
    voxels = _supported(voxels)
    image = to_itk(voxels, affine)
    note = note_of(volume, more)
    if path.name.lower().endswith(NRRD_SUFFIX):
        image.SetMetaData("note", note)
    else:
        image.SetMetaData("ITK_FileNotes", note[:_NOTE_LENGTH])
    with atomic_path(path) as temporary:
        try:
            # zlib's fastest level: half the time of the usual one for a tenth more bytes.
            SimpleITK.WriteImage(image, str(temporary), useCompression=True, compressionLevel=1)
        except RuntimeError as error:
            raise _incomplete(path, voxels.nbytes) from error
        del image
        if not _is_same(temporary, voxels, affine):
            raise _incomplete(path, voxels.nbytes)


def file_affine(volume: Volume) -> Affine:
    """Return the affine that a file of this volume carries: its own, or the identity where its axes are unknown."""
    if volume.axes_known:
        return volume.affine_lps
    affine = np.eye(4)
    # Only lengths are known: column steps along x, row steps along y, slices along z.
    affine[:3, :3] = np.diag(volume.spacing_mm[::-1])[:, ::-1]
    return affine


def _is_same(path: Path, voxels: Voxels, affine_lps: Affine) -> bool:
    """Whether a file holds the voxels at their points; a full disk shows here, as the writer does not always tell."""
    try:
        read = read_nrrd_grid if path.name.lower().endswith(NRRD_SUFFIX) else read_nifti_grid
        back = read(path)
    except VolumeFileError:
        return False
    if back.voxels.dtype != voxels.dtype or back.voxels.shape != voxels.shape:
        return False
    if not np.array_equal(back.voxels, voxels, equal_nan=voxels.dtype.kind == "f"):
        return False
    far = np.array([[0, 0, 0, 1], [*(length - 1 for length in voxels.shape), 1]]).T
    return bool(np.abs((back.affine_lps - affine_lps) @ far).max() <= _TOLERANCE_MM)


def _incomplete(path: Path, size_bytes: int) -> ExportError:
    """Say why a file is not complete: the disk has no space, or something else."""
    if shutil.disk_usage(path.parent).free < size_bytes:
        return no_space(path)
    return ExportError(
        say("{file} could not be written completely; nothing was written.", file=path.name), say("Try another folder.")
    )


def _require_right_angles(affine_lps: Affine) -> None:
    """Refuse a sheared grid, which the file could not carry."""
    steps = affine_lps[:3, :3] / np.linalg.norm(affine_lps[:3, :3], axis=0)
    if np.abs(steps.T @ steps - np.eye(3)).max() > _SHEAR_TOLERANCE:
        raise GeometryError(
            say("{purpose} needs slices at right angles to their stack; these are tilted.", purpose=_PURPOSE),
            say("The slices themselves can be read as they are."),
        )


def _supported(voxels: Voxels) -> Voxels:
    """Return the voxels in a dtype that SimpleITK writes, without changing a value."""
    if voxels.dtype == np.bool_:
        return voxels.astype(np.uint8)
    if voxels.dtype == np.float16:
        return voxels.astype(np.float32)
    return voxels
