"""Volumes and masks as NIfTI files with exact geometry, read back before they get their name."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import SimpleITK

from ai.errors import GeometryError
from ai.itk_image import itk_affine, to_itk
from ai.volume import Affine, BoolMask, SpacingKind, Volume, Voxels
from app.errors import ExportError
from app.imaging.atomic import atomic_path, no_space

SUFFIXES = (".nii.gz", ".nii")
"""Endings that tell SimpleITK to write NIfTI."""

_PURPOSE = "Conversion"

_TOLERANCE_MM = 1e-3
"""Largest shift of a corner after reading back: NIfTI keeps its geometry in single precision, good for about 1e-4 mm
at the far end of a long scan; a voxel is hundreds of times larger."""

_SHEAR_TOLERANCE = 1e-4
"""Cosine between index axes from which they are not at right angles; NIfTI's quaternion has no place for that."""


@dataclass(frozen=True, eq=False)
class NiftiImage:
    """What a NIfTI file holds.

    Parameters
    ----------
    voxels
        (slices, rows, columns), dtype of the file.
    affine_lps
        (4, 4), (slice, row, column, 1) -> LPS mm.
    note
        The header's ``descrip``.
    """

    voxels: Voxels
    affine_lps: Affine
    note: str


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
    if volume.is_colour:
        raise ExportError(
            "Conversion needs one value per voxel; this series is in colour.",
            "Save its pictures with 'lightbox render' instead.",
        )
    _write(_supported(volume.voxels), volume, path)


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
    _write(mask.astype(np.uint8), volume, path)


def read_nifti(path: Path) -> NiftiImage:
    """Read a NIfTI file back.

    Raises
    ------
    ExportError
        Where the file is not complete.
    """
    try:
        image = SimpleITK.ReadImage(str(path))
    except RuntimeError as error:
        raise ExportError(f"{path.name} cannot be read back.", "Write it again.") from error
    note = image.GetMetaData("ITK_FileNotes") if image.HasMetaDataKey("ITK_FileNotes") else ""
    return NiftiImage(SimpleITK.GetArrayFromImage(image), itk_affine(image), note)


def file_affine(volume: Volume) -> Affine:
    """Return the affine that a file of this volume carries: its own, or the identity where its axes are unknown."""
    if volume.axes_known:
        return volume.affine_lps
    affine = np.eye(4)
    # Only lengths are known: column steps along x, row steps along y, slices along z.
    affine[:3, :3] = np.diag(volume.spacing_mm[::-1])[:, ::-1]
    return affine


def require_nifti_name(path: Path) -> None:
    """Refuse a file name that would give another format, before long work begins."""
    if not path.name.lower().endswith(SUFFIXES):
        raise ExportError(f"{path.name} does not end in .nii.gz or .nii.", "Give the file one of these endings.")


def _write(voxels: Voxels, volume: Volume, path: Path) -> None:
    """Write, read back and compare, then give the file its name."""
    require_nifti_name(path)
    volume.require_uniform(_PURPOSE)
    affine = file_affine(volume)
    _require_right_angles(affine)
    image = to_itk(voxels, affine)
    image.SetMetaData("ITK_FileNotes", _note(volume))
    with atomic_path(path) as temporary:
        try:
            # zlib's fastest level: half the time of the usual one for a tenth more bytes.
            SimpleITK.WriteImage(image, str(temporary), useCompression=True, compressionLevel=1)
        except RuntimeError as error:
            raise _incomplete(path, voxels.nbytes) from error
        if not _is_same(temporary, voxels, affine):
            raise _incomplete(path, voxels.nbytes)


def _is_same(path: Path, voxels: Voxels, affine_lps: Affine) -> bool:
    """Whether a file holds the voxels at their points; a full disk shows here, as the writer does not always tell."""
    try:
        back = read_nifti(path)
    except ExportError:
        return False
    # The reader shows what is no number as 0; in the file it stands as it is.
    expected = np.where(np.isfinite(voxels), voxels, 0) if voxels.dtype.kind == "f" else voxels
    if not np.array_equal(back.voxels, expected):
        return False
    far = np.array([[0, 0, 0, 1], [*(length - 1 for length in voxels.shape), 1]]).T
    return bool(np.abs((back.affine_lps - affine_lps) @ far).max() <= _TOLERANCE_MM)


def _incomplete(path: Path, size_bytes: int) -> ExportError:
    """Say why a file is not complete: the disk has no space, or something else."""
    if shutil.disk_usage(path.parent).free < size_bytes:
        return no_space(path)
    return ExportError(f"{path.name} could not be written completely; nothing was written.", "Try another folder.")


def _require_right_angles(affine_lps: Affine) -> None:
    """Refuse a sheared grid, which the file could not carry."""
    steps = affine_lps[:3, :3] / np.linalg.norm(affine_lps[:3, :3], axis=0)
    if np.abs(steps.T @ steps - np.eye(3)).max() > _SHEAR_TOLERANCE:
        raise GeometryError(
            f"{_PURPOSE} needs slices at right angles to their stack; these are tilted.",
            "The slices themselves can be read as they are.",
        )


def _supported(voxels: Voxels) -> Voxels:
    """Return the voxels in a dtype that SimpleITK writes, without changing a value."""
    if voxels.dtype == np.bool_:
        return voxels.astype(np.uint8)
    if voxels.dtype == np.float16:
        return voxels.astype(np.float32)
    return voxels


def _note(volume: Volume) -> str:
    """Word the header's ``descrip``, at most 79 characters: unit, and what is unknown."""
    parts = ["Lightbox, not for diagnosis"]
    if volume.unit:
        parts.append(volume.unit)
    if not volume.axes_known:
        parts.append("patient axes unknown")
    if volume.spacing_kind is SpacingKind.UNKNOWN:
        parts.append("spacing unknown")
    elif volume.spacing_kind is SpacingKind.DETECTOR:
        parts.append("detector mm")
    return "; ".join(parts)
