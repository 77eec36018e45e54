"""Image files that are no DICOM: which kinds there are, told by their content, and what is to be read of one."""

from __future__ import annotations

import math
import zlib
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from ai.volume import SpacingKind

START_BYTES = 1024
"""So much of the start of a file tells its kind, compressed or not."""

LARGEST_STEP_MM, SMALLEST_STEP_MM = 1000.0, 0.0002
"""A pixel beyond these is no picture of a patient, nor of a slice under the microscope."""

_NIFTI_MAGICS = {348: (344, (b"n+1", b"ni1")), 540: (4, (b"n+2", b"ni2"))}
"""Length of the header → where its magic word stands, and which there are; nifti1.h, nifti2.h."""

_INFLATED_BYTES = 600


class ImageKind(Enum):
    """Kinds of files, with the word for the reader."""

    NIFTI = "NIfTI"
    NRRD = "NRRD"
    PNG = "PNG"
    JPEG = "JPEG"
    TIFF = "TIFF"

    @property
    def is_picture(self) -> bool:
        """Whether it is of no patient's space: pixels without place, direction and true size."""
        return self in (ImageKind.PNG, ImageKind.JPEG, ImageKind.TIFF)


SUFFIXES = (".nii", ".nii.gz", ".nrrd", ".nhdr", ".png", ".jpg", ".jpeg", ".jpe", ".tif", ".tiff")
"""Usual endings; the content decides."""


@dataclass(frozen=True)
class PixelSize:
    """How large the pixels of a picture are, as a person or the file tells.

    Parameters
    ----------
    row_mm, column_mm
        Distance between rows and between columns.
    slice_mm
        Distance between pages, or None where unknown.
    kind
        ``PATIENT`` or ``DETECTOR``.
    """

    row_mm: float
    column_mm: float
    slice_mm: float | None = None
    kind: SpacingKind = SpacingKind.PATIENT

    def __post_init__(self) -> None:
        for step in (self.row_mm, self.column_mm, self.slice_mm):
            if step is not None and not is_step(step):
                raise ValueError(f"a pixel size is {SMALLEST_STEP_MM} to {LARGEST_STEP_MM} mm, got {step}")


@dataclass(frozen=True)
class KnownFacts:
    """What is known of an image besides its file, as in `ai.volume.Volume`; ``""`` and None leave it to the file."""

    modality: str = ""
    body_part: str = ""
    view: str = ""
    patient_position: str = ""
    unit: str = ""
    bones_bright: bool | None = None
    derived: bool | None = None


@dataclass(frozen=True)
class ImageFile:
    """What is to be read.

    Parameters
    ----------
    path, kind
        The file.
    place
        Which of its volumes, from 0.
    size
        Size of the pixels where a person told it; None leaves it to the file.
    told
        What a picture says of its resolution, which is often meant for a printer: a proposal, never used by itself.
    known
        What somebody else knows of it: the case of a dataset that it is the image of.
    is_case
        Whether it is the image of a case: masks that a person draws on it are kept in the dataset, not beside the
        settings.
    """

    path: Path
    kind: ImageKind
    place: int = 0
    size: PixelSize | None = None
    told: PixelSize | None = None
    known: KnownFacts = KnownFacts()
    is_case: bool = False

    @property
    def lacks_size(self) -> bool:
        """Whether only a person can tell the size of its pixels, and none has."""
        return self.kind.is_picture and self.size is None


def is_step(step_mm: float) -> bool:
    """Whether a distance of pixels is plausible."""
    return math.isfinite(step_mm) and SMALLEST_STEP_MM <= step_mm <= LARGEST_STEP_MM


def kind_of(start: bytes) -> ImageKind | None:
    """Tell the kind of a file by its first `START_BYTES`; None where it is none of these.

    A DICOM file may begin like a TIFF (PS3.10 7.1 leaves its preamble to others): ask for DICOM first.
    """
    if start.startswith(b"\x89PNG\r\n\x1a\n"):
        return ImageKind.PNG
    if start.startswith(b"\xff\xd8\xff"):
        return ImageKind.JPEG
    if start.startswith((b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")):
        return ImageKind.TIFF
    if start.startswith(b"NRRD000"):
        return ImageKind.NRRD
    return ImageKind.NIFTI if _is_nifti(_inflated(start)) else None


def _is_nifti(start: bytes) -> bool:
    lengths = {int.from_bytes(start[:4], "little"), int.from_bytes(start[:4], "big")}
    for length, (at, magics) in _NIFTI_MAGICS.items():
        if length in lengths:
            return start[at : at + 3] in magics
    return False


def _inflated(start: bytes) -> bytes:
    """Inflate the start of a gzip stream, RFC 1952; anything else as it is."""
    if not start.startswith(b"\x1f\x8b"):
        return start
    try:
        return zlib.decompressobj(16 + zlib.MAX_WBITS).decompress(start, _INFLATED_BYTES)
    except zlib.error:
        return b""
