"""Compressed frames → values: imagecodecs first, pydicom where that fails, SimpleITK as the last resort.

Only frames that are plainly sound are decoded in the process of the viewer, with imagecodecs; all else is tried in
quarantine.
"""

from __future__ import annotations

import zlib

import numpy as np
import numpy.typing as npt

from ai.words import say
from app.dicom.files.attribute import PYDICOM_FAULTS
from app.dicom.files.codestream import RLE, frame_size, sample_bits
from app.dicom.files.dicom_file import DicomFile
from app.dicom.pixels.codecs import decode_frame, decode_rle
from app.dicom.pixels.colour import jpeg_photometric, jpeg_rgb, rgb_of
from app.dicom.pixels.fragments import EncapsulatedFrames
from app.dicom.pixels.frame_format import DAMAGED, DEFLATED_FRAMES, Frame, FrameFormat, without_unused_bits
from app.dicom.pixels.native_frames import native_frame
from app.dicom.pixels.other_decoders import with_itk, with_pydicom
from app.dicom.pixels.quarantine import Quarantine
from app.dicom.pixels.soundness import Announced, can_hold, is_sound
from app.dicom.pixels.stream_sign import with_sign
from app.errors import DicomReadError

JPEG = frozenset(f"1.2.840.10008.1.2.4.{number}" for number in (50, 51, 53, 55))
"""Transfer syntaxes of JPEG whose decoder converts colours itself."""

JPEG_XL = frozenset(f"1.2.840.10008.1.2.4.{number}" for number in (110, 111, 112))
"""Transfer syntaxes whose decoder gives RGB, whatever stands in the stream."""

JPEG_LOSSLESS = frozenset({"1.2.840.10008.1.2.4.57", "1.2.840.10008.1.2.4.70"})
"""Transfer syntaxes of JPEG whose markers tell the colour space, too."""


class CompressedFrames:
    """The frames of a file in an encapsulated transfer syntax; may be asked by several threads at once.

    Parameters
    ----------
    file, told
        The file and its format.
    quarantine
        Where frames that are not plainly sound are decoded; None where this is the process for them.

    Raises
    ------
    app.errors.DicomReadError
        When the file is shorter than it says.

    Attributes
    ----------
    warning
        A sentence where there are more frames than announced, else ``""``.
    """

    def __init__(self, file: DicomFile, told: FrameFormat, quarantine: Quarantine | None) -> None:
        self._file = file
        self._told = told
        self._quarantine = quarantine
        available = file.pixels.available if file.pixels is not None else 0
        self._encoded = EncapsulatedFrames(file.read_pixels, available, told.frames)
        self.warning = self._encoded.warning

    def frame(self, number: int, offered: npt.NDArray[np.int16] | None = None) -> Frame:
        """Decode a frame, as `app.dicom.pixels.decode.FrameDecoder.frame` says."""
        told, syntax = self._told, self._file.transfer_syntax
        stream = self._encoded.frame(number)
        if syntax == DEFLATED_FRAMES:
            return _inflated(stream, told)
        self._require_size(stream)
        announced = Announced(told.rows, told.columns, told.samples, told.allocated)
        if not can_hold(stream, syntax, announced):
            raise DicomReadError(
                say("Frame {number} of the image is far too small for its pixels.", number=number + 1), DAMAGED
            )
        if self._quarantine is None or is_sound(stream, syntax, announced):
            try:
                return _decoded(stream, told, syntax, offered)
            except (LookupError, RuntimeError, ValueError):
                # Other decoders may know better.
                pass
        if self._quarantine is not None:
            return self._quarantine.decode(self._file.path, number, announced)
        try:
            return with_pydicom(stream, told, syntax)
        except PYDICOM_FAULTS as error:
            second = with_itk(self._file, told, number)
            if second is None:
                raise DicomReadError(
                    say("Frame {number} of the image cannot be decoded.", number=number + 1), DAMAGED
                ) from error
            return second

    def _require_size(self, stream: bytes) -> None:
        """Refuse a stream of another size than the header says: it costs memory, and shows something else."""
        size = frame_size(stream)
        if size is not None and size != self._told.shape:
            raise DicomReadError(
                say(
                    "The compressed picture has {width} × {height} pixels, the header says {columns} × {rows}.",
                    width=size[1],
                    height=size[0],
                    columns=self._told.columns,
                    rows=self._told.rows,
                ),
                DAMAGED,
            )


def decode_sound(
    stream: bytes, told: FrameFormat, transfer_syntax: str, offered: npt.NDArray[np.int16] | None
) -> Frame | None:
    """Decode a frame that is plainly sound, or None where it is not, or of a rare kind.

    Parameters
    ----------
    stream
        All fragments of the frame.
    told, transfer_syntax
        What the header says.
    offered
        As for `app.dicom.pixels.decode.FrameDecoder.frame`.
    """
    announced = Announced(told.rows, told.columns, told.samples, told.allocated)
    if frame_size(stream) not in (None, told.shape) or not is_sound(stream, transfer_syntax, announced):
        return None
    try:
        return _decoded(stream, told, transfer_syntax, offered)
    except (LookupError, RuntimeError, ValueError):
        return None


def _inflated(stream: bytes, told: FrameFormat) -> Frame:
    """Decode a frame of Deflated Image Frame Compression, PS3.5 A.4.12; never more than the frame can be."""
    size = (told.bits + 7) // 8
    try:
        data = zlib.decompressobj(-zlib.MAX_WBITS).decompress(stream, size)
    except zlib.error as error:
        raise DicomReadError(say("The file is damaged: its compressed content cannot be read."), DAMAGED) from error
    if len(data) < size:
        share = 100 * len(data) // size
        raise DicomReadError(say("The file holds {share} % of the pixel data it announces.", share=share), DAMAGED)
    return native_frame(data, told, "<")


def _decoded(stream: bytes, told: FrameFormat, syntax: str, offered: npt.NDArray[np.int16] | None) -> Frame:
    """Decode with imagecodecs."""
    shape = (*told.shape, told.samples) if told.samples > 1 else told.shape
    usable = offered is not None and offered.shape == shape and told.is_grey_words
    words = offered.view(np.uint16) if usable and offered is not None else None
    if syntax == RLE:
        if told.allocated not in (8, 16, 32, 64):
            raise ValueError(f"RLE of {told.allocated} bits")
        values = decode_rle(stream, shape, told.allocated // 8, out=words)
        if told.samples > 1:
            return rgb_of(values, told.photometric, told.stored)
        return without_unused_bits(values, told, out=values)
    if told.samples == 1:
        values = decode_frame(stream, syntax, shape, out=words)
        bits = sample_bits(stream)
        depth, signed = bits if bits is not None else (told.stored, values.dtype.kind == "i")
        return with_sign(values, told, bits=depth, stream_signed=signed)
    if syntax in JPEG and told.allocated == 8:
        rgb: Frame = jpeg_rgb(stream, told.photometric)
        if rgb.shape != shape:
            raise ValueError(f"decoded shape {rgb.shape}, expected {shape}")
        return rgb
    photometric = "RGB" if syntax in JPEG_XL else told.photometric
    if syntax in JPEG_LOSSLESS:
        photometric = jpeg_photometric(stream, photometric)
    return rgb_of(decode_frame(stream, syntax, shape), photometric, told.stored)
