"""The image and mask files of a case: 8 bit grey as PNG, everything else as NIfTI with its geometry."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
import SimpleITK

from ai.errors import TrainingDataError
from ai.itk_image import itk_affine, to_itk
from ai.volume import Affine, BoolMask, SpacingKind, Volume, Voxels
from ai.words import say

PICTURE, VOLUME = "image.png", "image.nii.gz"

_SHEAR_TOLERANCE = 1e-4
"""Cosine between index axes from which they are not at right angles; NIfTI has no place for that."""


def image_name(volume: Volume) -> str:
    """Name of the file that holds a volume without loss: a picture of 8 bits is a PNG."""
    is_picture = volume.voxels.dtype == np.uint8 and volume.shape[0] == 1 and not volume.axes_known
    return PICTURE if is_picture else VOLUME


def write_image(volume: Volume, folder: Path) -> Path:
    """Write a grey volume into a case folder.

    Returns
    -------
    Path
        The file, named by `image_name`.

    Raises
    ------
    TrainingDataError
        Where the grid has no place in the file.
    OSError
        Where it cannot be written.
    """
    path = folder / image_name(volume)
    if path.name == PICTURE:
        _write_png(volume.voxels[0], path)
    else:
        _write_nifti(volume.voxels, file_affine(volume), path)
    return path


def require_grid(volume: Volume) -> None:
    """Refuse a volume whose grid has no place in the file: missing, uneven or tilted slices.

    Raises
    ------
    ai.errors.GeometryError
        Where the slices are not even.
    TrainingDataError
        Where they are tilted.
    """
    if image_name(volume) == VOLUME:
        file_affine(volume)


def write_mask(mask: BoolMask, volume: Volume, path: Path) -> None:
    """Write a mask on the grid of its volume: 0 and 255 in a PNG, 0 and 1 in a NIfTI file; raises as `write_image`."""
    if mask.shape != volume.shape:
        raise ValueError(f"the mask {mask.shape} is not on the grid of the volume {volume.shape}")
    if path.suffix == ".png":
        _write_png(np.where(mask[0], 255, 0).astype(np.uint8), path)
    else:
        _write_nifti(mask.astype(np.uint8), file_affine(volume), path)


def read_pixels(path: Path, pixel_mm: tuple[float, float] | None = None) -> tuple[Voxels, Affine]:
    """Read an image file of a case.

    Parameters
    ----------
    path
        ``.png`` or ``.nii.gz``.
    pixel_mm
        (row spacing, column spacing) of a picture; None counts pixels.

    Returns
    -------
    voxels
        (slices, rows, columns), dtype of the file; one slice for a picture.
    affine_lps
        (4, 4), (slice, row, column, 1) -> LPS mm.

    Raises
    ------
    TrainingDataError
        Where the file cannot be read.
    """
    if path.suffix == ".png":
        return _read_png(path)[np.newaxis], picture_affine(pixel_mm)
    try:
        image = SimpleITK.ReadImage(str(path))
    except RuntimeError as error:
        raise _unreadable(path) from error
    if image.GetDimension() != 3 or image.GetNumberOfComponentsPerPixel() != 1:
        raise _unreadable(path)
    return SimpleITK.GetArrayFromImage(image), itk_affine(image)


def read_shape(path: Path) -> tuple[int, ...]:
    """Read (slices, rows, columns) from the head of an image file of a case, without its pixels.

    Raises
    ------
    TrainingDataError
        Where it cannot be read.

    References
    ----------
    PNG, 3rd edition, 11.2.1 (IHDR is the first chunk: width and height, each four bytes).
    """
    if path.suffix == ".png":
        try:
            with path.open("rb") as file:
                head = file.read(24)
        except OSError as error:
            raise _unreadable(path) from error
        if len(head) < 24 or head[12:16] != b"IHDR":
            raise _unreadable(path)
        return 1, int.from_bytes(head[20:24], "big"), int.from_bytes(head[16:20], "big")
    reader = SimpleITK.ImageFileReader()
    reader.SetFileName(str(path))
    try:
        reader.ReadImageInformation()
    except RuntimeError as error:
        raise _unreadable(path) from error
    if reader.GetDimension() != 3:
        raise _unreadable(path)
    return tuple(reader.GetSize()[::-1])


def read_mask(path: Path) -> BoolMask:
    """Read a mask file of a case: (slices, rows, columns) bool.

    Raises
    ------
    TrainingDataError
        Where it cannot be read, or holds more than 0 and one other value.
    """
    values, _ = read_pixels(path)
    mask = values != 0
    if mask.any() and np.ptp(values[mask]) != 0:
        raise TrainingDataError(
            say(
                "The mask {file} of case {case} holds more than one value besides 0.",
                file=path.name,
                case=path.parent.parent.name,
            ),
            say("Write one mask file per structure."),
        )
    return np.asarray(mask, dtype=np.bool_)


def picture_affine(pixel_mm: tuple[float, float] | None) -> Affine:
    """Affine of a picture whose axes in the patient are unknown: rows along y, columns along x."""
    row_mm, column_mm = pixel_mm or (1.0, 1.0)
    return np.array([[0, 0, column_mm, 0], [0, row_mm, 0, 0], [1, 0, 0, 0], [0, 0, 0, 1]], dtype=np.float64)


def file_affine(volume: Volume) -> Affine:
    """Affine that the file carries; refuses a grid that NIfTI has no place for."""
    if not volume.axes_known:
        slices_mm, rows_mm, columns_mm = volume.spacing_mm
        affine = picture_affine((rows_mm, columns_mm))
        affine[2, 0] = slices_mm
        return affine
    volume.require_uniform(say("A training case"))
    steps = volume.affine_lps[:3, :3] / np.linalg.norm(volume.affine_lps[:3, :3], axis=0)
    if np.abs(steps.T @ steps - np.eye(3)).max() > _SHEAR_TOLERANCE:
        raise TrainingDataError(say("A training case needs slices at right angles to their stack; these are tilted."))
    return volume.affine_lps


def _write_png(pixels: npt.NDArray[np.uint8], path: Path) -> None:
    path.write_bytes(cv2.imencode(".png", np.ascontiguousarray(pixels))[1].tobytes())


def _write_nifti(voxels: Voxels, affine_lps: Affine, path: Path) -> None:
    """Write and read back: on a full disk the writer does not always tell."""
    supported = voxels.astype(np.float32) if voxels.dtype == np.float16 else voxels
    try:
        SimpleITK.WriteImage(to_itk(supported, affine_lps), str(path), useCompression=True, compressionLevel=1)
        back = SimpleITK.GetArrayFromImage(SimpleITK.ReadImage(str(path)))
    except RuntimeError as error:
        raise OSError(f"{path.name} could not be written completely") from error
    expected = np.nan_to_num(supported, nan=0, posinf=0, neginf=0) if supported.dtype.kind == "f" else supported
    if not np.array_equal(back, expected):
        raise OSError(f"{path.name} could not be written completely")


def _read_png(path: Path) -> npt.NDArray[np.uint8]:
    try:
        picture = cv2.imdecode(np.fromfile(path, dtype=np.uint8), cv2.IMREAD_UNCHANGED)
    except (OSError, cv2.error) as error:
        raise _unreadable(path) from error
    if picture is None or picture.ndim != 2 or picture.dtype != np.uint8:
        raise _unreadable(path)
    return np.asarray(picture, dtype=np.uint8)


def _unreadable(path: Path) -> TrainingDataError:
    return TrainingDataError(
        say("The file {file} of case {case} cannot be read.", file=path.name, case=path.parent.name),
        say("Import the case again from its source."),
    )


def spacing_kind_of(modality: str, *, has_spacing: bool) -> SpacingKind:
    """Tell what the millimetres of a picture mean: those of a radiograph are measured on the detector."""
    if not has_spacing:
        return SpacingKind.UNKNOWN
    return SpacingKind.DETECTOR if modality in ("CR", "DX", "RG", "MG") else SpacingKind.PATIENT
