"""Frames that are not compressed, from bytes or bits to values; PS3.5 8.1 and 8.2."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from ai.words import say
from app.dicom.files.codestream import truncated
from app.dicom.files.dicom_file import DicomFile
from app.dicom.files.file_bytes import read_into
from app.dicom.pixels.colour import native_samples, rgb_of
from app.dicom.pixels.fragments import more_frames
from app.dicom.pixels.frame_format import DAMAGED, Frame, FrameFormat, without_unused_bits
from app.dicom.pixels.lookup_table import swapped_pairs
from app.errors import DicomReadError

WHOLE_BYTES = frozenset({8, 16, 32, 64})
"""Bits of samples that numpy has a type for."""


class NativeFrames:
    """The frames of a file in a native transfer syntax.

    Parameters
    ----------
    file, told
        The file and its format.
    byte_order
        ``<`` or ``>``.

    Raises
    ------
    app.errors.DicomReadError
        When the file is shorter than it says.

    Attributes
    ----------
    warning
        A sentence where there are more frames than announced, else ``""``.
    """

    def __init__(self, file: DicomFile, told: FrameFormat, byte_order: str) -> None:
        self._file = file
        self._told = told
        self._byte_order = byte_order
        self.warning = ""
        announced = self._announced_bytes()
        held = 8 * announced // told.bits
        if held > told.frames and 8 * announced - held * told.bits < 16:
            self.warning = more_frames(held, told.frames)

    def frame(self, number: int, offered: npt.NDArray[np.int16] | None = None) -> Frame:
        """Decode a frame, as `app.dicom.pixels.decode.FrameDecoder.frame` says."""
        told, file = self._told, self._file
        first_bit = number * told.bits
        start, size = first_bit // 8, (first_bit + told.bits + 7) // 8 - first_bit // 8
        if offered is not None and offered.shape == told.shape and told.is_grey_words and self._byte_order == "<":
            assert file.pixels is not None
            if file.content is None and read_into(file.path, file.pixels.offset + start, offered):
                return without_unused_bits(offered, told, out=offered)
        # Bytes in the words of a big endian file stand in pairs, second one first, PS3.5 8.2 and A.3.
        in_pairs = (
            self._byte_order == ">" and told.allocated <= 8 and file.pixels is not None and file.pixels.vr == "OW"
        )
        before = start % 2 if in_pairs else 0
        data = file.read_pixels(start - before, size + before + (size + before) % 2 if in_pairs else size)
        if in_pairs:
            data = swapped_pairs(data)[before : before + size]
        if len(data) < size:
            raise truncated(100 * 8 * (start + len(data)) / (told.frames * told.bits))
        return native_frame(data, told, self._byte_order, skip_bits=first_bit % 8)

    def _announced_bytes(self) -> int:
        """Compare what the header announces with what the file holds, before anything is allocated."""
        pixels = self._file.pixels
        assert pixels is not None
        expected = (self._told.frames * self._told.bits + 7) // 8
        if pixels.length is None:
            raise DicomReadError(say("The file says that its pixels are not compressed, and they are."), DAMAGED)
        if pixels.length > pixels.available:
            raise truncated(100 * pixels.available / pixels.length)
        if pixels.length < expected:
            share = 100 * pixels.length // expected
            raise DicomReadError(say("The file holds {share} % of the pixel data it announces.", share=share), DAMAGED)
        return pixels.length


def native_frame(data: bytes, told: FrameFormat, byte_order: str, *, skip_bits: int = 0) -> Frame:
    """Bytes of one frame → values.

    Parameters
    ----------
    data
        Long enough for ``told.bits``.
    told
        The format.
    byte_order
        ``<`` or ``>``.
    skip_bits
        Bits of the first byte that belong to the frame before.

    Returns
    -------
    numpy.ndarray
        (rows, columns), or (rows, columns, 3) uint8 RGB; may be read-only.
    """
    if told.is_float:
        return np.frombuffer(data, f"{byte_order}f{told.allocated // 8}", told.rows * told.columns).reshape(told.shape)
    if told.allocated in WHOLE_BYTES:
        words = np.frombuffer(data, f"{byte_order}u{told.allocated // 8}", told.bits // told.allocated)
    else:
        words = _packed(data, told, skip_bits)
    values = without_unused_bits(words, told) if told.allocated > 1 else words
    if told.samples == 1:
        return values.reshape(told.shape)
    samples = native_samples(values, told.shape, told.photometric, planar=told.planar, padded=told.padded_rows)
    return rgb_of(samples, told.photometric, told.stored)


def _packed(data: bytes, told: FrameFormat, skip_bits: int) -> Frame:
    """Values of an odd number of bits: they follow each other across bytes and rows, lowest bit first; PS3.5 8.1.1."""
    bits = np.unpackbits(np.frombuffer(data, np.uint8), bitorder="little")[skip_bits:][: told.bits]
    if told.allocated == 1:
        return bits
    itemsize = next(size for size in sorted(WHOLE_BYTES) if size > told.allocated) // 8
    cells = np.zeros((told.bits // told.allocated, 8 * itemsize), np.uint8)
    cells[:, : told.allocated] = bits.reshape(-1, told.allocated)
    return np.packbits(cells, bitorder="little").view(f"<u{itemsize}")
