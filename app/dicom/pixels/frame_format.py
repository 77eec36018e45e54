"""How the frames of a file are written: size, samples, bits; PS3.3 C.7.6.3.1."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
from pydicom.uid import UID

from ai.words import joined, say
from app.dicom.files.attribute import integer, text
from app.dicom.files.dicom_file import DicomFile
from app.dicom.frames.multiframe import frame_count
from app.dicom.pixels.codecs import decodes
from app.dicom.pixels.colour import COLOUR, YBR_SUBSAMPLED, samples_per_row
from app.errors import DicomReadError

Frame: TypeAlias = npt.NDArray[Any]
"""(rows, columns) stored values as integers or floats, or (rows, columns, 3) uint8 RGB."""

NATIVE = {
    "1.2.840.10008.1.2": "<",
    "1.2.840.10008.1.2.1": "<",
    "1.2.840.10008.1.2.1.99": "<",
    "1.2.840.10008.1.2.2": ">",
}
"""Uncompressed transfer syntaxes with their byte order, PS3.5 A.1 to A.3 and A.5."""

DEFLATED_FRAMES = "1.2.840.10008.1.2.8.1"
"""Deflated Image Frame Compression, PS3.5 A.4.12: frames as in little endian, each deflated by itself."""

FLOATS = {"FloatPixelData": 32, "DoubleFloatPixelData": 64}
"""Pixel data of real numbers and their bits, PS3.3 C.7.6.24 and C.7.6.25."""

GREY = frozenset({"MONOCHROME1", "MONOCHROME2", ""})
"""Photometric interpretations of one sample that is a brightness."""

LONGEST_CODE = 16
"""Characters of a code string, PS3.5 6.2 (CS); what is longer is other text of a damaged file."""

DAMAGED = say("Fetch the file again from its source.")


@dataclass(frozen=True)
class FrameFormat:
    """What the header says of the frames.

    Parameters
    ----------
    rows, columns, frames
        (0028,0010), (0028,0011), (0028,0008).
    samples, photometric, planar
        (0028,0002), (0028,0004) in capitals, (0028,0006) is 1.
    allocated, stored, high_bit, signed
        (0028,0100), (0028,0101), (0028,0102) or what it has to be where it cannot be believed, (0028,0103) is 1.
    is_float
        The pixels are real numbers of ``allocated`` bits.
    padded_rows
        Rows of an odd number of columns end with a pair that is half used, where pixels share colours.
    """

    rows: int
    columns: int
    frames: int = 1
    samples: int = 1
    photometric: str = "MONOCHROME2"
    planar: bool = False
    allocated: int = 16
    stored: int = 16
    high_bit: int = 15
    signed: bool = False
    is_float: bool = False
    padded_rows: bool = False

    @property
    def shape(self) -> tuple[int, int]:
        """(rows, columns)."""
        return self.rows, self.columns

    @property
    def bits(self) -> int:
        """Of one uncompressed frame."""
        per_row = self.columns
        if self.samples == 3:
            per_row = samples_per_row(self.columns, self.photometric, padded=self.padded_rows)
        return self.rows * per_row * self.allocated

    @property
    def is_grey_words(self) -> bool:
        """Whether a frame is grey, or indices of a palette, in integers of 16 bits."""
        return self.samples == 1 and self.allocated == 16 and not self.is_float


def format_of(file: DicomFile) -> FrameFormat:
    """Read the format of a file with pixel data.

    Raises
    ------
    app.errors.DicomReadError
        When frames of this kind cannot be decoded.
    """
    header, pixels = file.header, file.pixels
    if pixels is None:
        raise DicomReadError(say("The file has no pixel data."), DAMAGED)
    is_float = pixels.keyword in FLOATS
    allocated = FLOATS[pixels.keyword] if is_float else integer(header, "BitsAllocated") or 16
    stored = allocated if is_float else integer(header, "BitsStored") or allocated
    high_bit = integer(header, "HighBit")
    if high_bit is None or not stored - 1 <= high_bit < allocated:
        high_bit = stored - 1
    told = FrameFormat(
        rows=integer(header, "Rows") or 0,
        columns=integer(header, "Columns") or 0,
        frames=frame_count(header),
        samples=integer(header, "SamplesPerPixel") or 1,
        photometric=text(header, "PhotometricInterpretation").upper(),
        planar=integer(header, "PlanarConfiguration") == 1,
        allocated=allocated,
        stored=stored,
        high_bit=high_bit,
        signed=integer(header, "PixelRepresentation") == 1,
        is_float=is_float,
    )
    _require_known(told, file.transfer_syntax)
    if told.photometric not in YBR_SUBSAMPLED or told.columns % 2 == 0:
        return told
    padded = FrameFormat(**{**vars(told), "padded_rows": True})
    return padded if (pixels.length or 0) >= padded.frames * padded.bits // 8 else told


def _require_known(told: FrameFormat, transfer_syntax: str) -> None:
    syntax = UID(transfer_syntax)
    if syntax not in NATIVE and syntax != DEFLATED_FRAMES and not decodes(syntax):
        raise DicomReadError(
            _unknown_syntax(syntax), say("Export it again uncompressed, or as JPEG, JPEG-LS, JPEG 2000 or RLE.")
        )
    if told.is_float and (syntax not in NATIVE or told.samples != 1):
        raise DicomReadError(say("The image holds compressed or coloured real numbers, which cannot be read here."))
    if not 0 < told.stored <= told.allocated <= 64:
        raise DicomReadError(
            say(
                "The header contradicts itself: {stored} bits stored in {allocated} bits.",
                stored=told.stored,
                allocated=told.allocated,
            ),
            DAMAGED,
        )
    if told.rows < 1 or told.columns < 1:
        raise DicomReadError(say("The header does not say how many rows and columns the image has."), DAMAGED)
    known = (told.samples == 1 and told.photometric in GREY | {"PALETTE COLOR"}) or (
        told.samples == 3 and told.photometric in COLOUR
    )
    if not known:
        raise DicomReadError(
            say(
                "The image has {samples} samples per pixel of the kind “{kind}”, which cannot be shown.",
                samples=told.samples,
                kind=told.photometric[:LONGEST_CODE] or say("not said"),
            )
        )


def _unknown_syntax(syntax: UID) -> str:
    if syntax.name != syntax:
        name: str = joined((f"“{syntax.name}”", f"({syntax})"))
    else:
        # What is no UID may be any text of a damaged file.
        name = str(syntax) if syntax.is_valid else say("of an unreadable name")
    return say("The image is compressed in the transfer syntax {name}, which cannot be read here.", name=name)


def without_unused_bits(words: Frame, told: FrameFormat, *, out: Frame | None = None) -> Frame:
    """Words of the file → values: drop what lies above and below the stored bits, extend the sign; PS3.5 8.1.1.

    Parameters
    ----------
    words
        Integers of ``told.allocated`` bits, of any shape and byte order.
    told
        The format.
    out
        Memory of ``words`` if the values may take their place.
    """
    kind = f"{words.dtype.byteorder}{'i' if told.signed else 'u'}{words.itemsize}"
    values = words.view(kind)
    above, beside = told.allocated - 1 - told.high_bit, told.allocated - told.stored
    if not above and not beside:
        return values
    target = out.view(kind) if out is not None else np.empty(values.shape, kind)
    np.left_shift(values, above, out=target)
    np.right_shift(target, beside, out=target)
    return target
