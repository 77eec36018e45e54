"""One DICOM file: is it one, its header, and where its pixel data lie; the pixels themselves are not read here."""

from __future__ import annotations

import io
import math
import stat
import struct
import zlib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO, cast

from pydicom.dataelem import RawDataElement
from pydicom.dataset import Dataset
from pydicom.filereader import read_dataset, read_partial
from pydicom.uid import (
    DeflatedExplicitVRLittleEndian,
    ExplicitVRBigEndian,
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
)

from ai.words import say
from app.dicom.files.attribute import PYDICOM_FAULTS, integer, quiet_pydicom, text
from app.dicom.files.codestream import guess_syntax
from app.dicom.files.header_bytes import LARGEST_VALUE, HeaderBytes
from app.dicom.files.memory import require_memory
from app.errors import DicomReadError

PREAMBLE_BYTES = 128
"""PS3.10 7.1: 128 bytes of anything, then "DICM"."""

PIXEL_KEYWORDS = {0x7FE00008: "FloatPixelData", 0x7FE00009: "DoubleFloatPixelData", 0x7FE00010: "PixelData"}
"""The top-level elements that hold the pixels, PS3.3 C.7.6.3, C.7.6.24, C.7.6.25."""

UNDEFINED_LENGTH = 0xFFFFFFFF
"""PS3.5 7.1.1: the length of encapsulated pixel data."""

DEFLATE_HEADER_LIMIT = 16 << 20
"""Bytes inflated to find the header: far more than a header has, far less than a bomb wants."""

DEFLATE_RATIO_LIMIT = 1100
"""Deflate cannot shrink data more than about 1032 times, so a file that claims more is broken."""

STREAM_START = 1 << 16
"""Bytes of compressed pixels that are looked at to tell their kind."""

START_VRS = frozenset({"UL", "OB", "UI", "SH", "AE", "CS", "DA", "TM", "DT", "LO", "PN", "SQ", "ST", "US", "UT"})
"""Value representations (PS3.5 6.2) of the first elements of groups 0002 and 0008."""


@dataclass(frozen=True)
class PixelElement:
    """Where the pixel data of a file lie.

    Parameters
    ----------
    keyword
        ``PixelData``, ``FloatPixelData`` or ``DoubleFloatPixelData``.
    vr
        ``OB``, ``OW``, ...; ``""`` in implicit VR.
    offset
        First byte of the value, in the file or in the inflated content.
    length
        Bytes that the file announces, or None where encapsulated (undefined length).
    available
        Bytes that follow ``offset``.
    """

    keyword: str
    vr: str
    offset: int
    length: int | None
    available: int


@dataclass(frozen=True, eq=False)
class DicomFile:
    """A DICOM file with its header read.

    Parameters
    ----------
    path
        The file.
    header
        Every top-level element before the pixel data. Callers never write into it.
    transfer_syntax
        (0002,0010), or what the encoding showed where the file has no meta information.
    has_meta
        Whether the file told its transfer syntax.
    pixels
        Where the pixel data lie, or None where there are none.
    content
        Inflated bytes of a deflated file, else None.
    size, modified_ns
        Bytes of the file and the time of its last change, when it was opened.
    passed_over
        Tag, value representation (``""`` in implicit VR) and length of elements too long to be read with the header.
    """

    path: Path
    header: Dataset
    transfer_syntax: str
    has_meta: bool
    pixels: PixelElement | None
    content: bytes | None = None
    size: int = 0
    modified_ns: int = 0
    passed_over: tuple[tuple[int, str, int], ...] = ()

    def read_pixels(self, start: int, count: int) -> bytes:
        """Bytes of the pixel data value; fewer than asked where the file ends.

        Parameters
        ----------
        start
            First byte, from the start of the value.
        count
            How many.
        """
        if self.pixels is None:
            return b""
        offset = self.pixels.offset + start
        if self.content is not None:
            return self.content[offset : offset + count]
        try:
            with self.path.open("rb", buffering=0) as file:
                file.seek(offset)
                pieces = []
                # One call may return less than asked (2 GiB at most on Linux).
                while count > 0 and (piece := file.read(count)):
                    pieces.append(piece)
                    count -= len(piece)
        except OSError as error:
            raise DicomReadError(
                say("The file cannot be read: {reason}.", reason=error.strerror or str(error))
            ) from error
        return pieces[0] if len(pieces) == 1 else b"".join(pieces)


class NotDicomError(DicomReadError):
    """The file is something else than DICOM."""

    def __init__(self) -> None:
        super().__init__(say("This is not a DICOM file."), say("Choose a DICOM file or a folder that holds some."))


def open_dicom(path: Path, *, for_pixels: bool = True) -> DicomFile:
    """Read the header of a file.

    Parameters
    ----------
    path
        A regular file; anything else (FIFO, device, socket, folder) is refused without opening it.
    for_pixels
        Whether the pixels will be read too. False inflates only the start of a deflated file (PS3.5 A.5).

    Raises
    ------
    NotDicomError
        When the content does not look like DICOM.
    app.errors.DicomReadError
        When it cannot be read.
    """
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise DicomReadError(
                say("This is not a regular file."), say("Choose a DICOM file or a folder that holds some.")
            )
        with path.open("rb") as file:
            found = _parse(path, file, status.st_size, for_pixels=for_pixels)
            return replace(found, size=status.st_size, modified_ns=status.st_mtime_ns)
    except OSError as error:
        raise DicomReadError(
            say("The file cannot be read: {reason}.", reason=error.strerror or say("input error"))
        ) from error


def looks_like_dicom(start: bytes) -> bool:
    """Whether the first 132 bytes or more of a file are those of a DICOM file, with or without PS3.10 preamble."""
    if start[PREAMBLE_BYTES : PREAMBLE_BYTES + 4] == b"DICM":
        return True
    return len(start) >= 8 and _starts_with_element(start)


def _starts_with_element(start: bytes) -> bool:
    """Whether a file without preamble starts with a plausible element of group 0002 or 0008."""
    explicit = start[4:6].decode("ascii", errors="replace") in START_VRS
    for order in "<>":
        group, element = struct.unpack_from(f"{order}HH", start)
        if group not in (0x0002, 0x0008) or element > 0x0070:
            continue
        if explicit:
            return True
        # Implicit VR is little endian only; its first element is short: a group length, a character set, a UID or text.
        (length,) = struct.unpack_from("<L", start, 4)
        if order == "<" and length <= 128 and length % 2 == 0:
            return True
    return False


def _parse(path: Path, file: BinaryIO, size: int, *, for_pixels: bool) -> DicomFile:
    start = file.read(PREAMBLE_BYTES + 4)
    if not looks_like_dicom(start):
        raise NotDicomError
    has_preamble = start[PREAMBLE_BYTES:] == b"DICM"
    file.seek(PREAMBLE_BYTES + 4 if has_preamble else 0)
    with quiet_pydicom():
        try:
            # Group 0002 alone, so that a deflated data set behind it is not inflated here.
            start_bytes = cast(BinaryIO, HeaderBytes(file))
            meta = read_dataset(start_bytes, False, True, stop_when=lambda tag, _vr, _length: tag.group != 0x0002)
        except PYDICOM_FAULTS as error:
            raise DicomReadError(
                say("The start of the file is damaged: its meta information cannot be read.")
            ) from error
        told = text(meta, "TransferSyntaxUID")
        if told == DeflatedExplicitVRLittleEndian:
            if for_pixels:
                require_memory(size, say("This file"))
            packed = file.read(size if for_pixels else DEFLATE_HEADER_LIMIT)
            return _parse_deflated(path, packed, for_pixels=for_pixels)
        file.seek(0)
        header, pixels, passed_over = _header(file, size)
    if told:
        syntax = told
    elif pixels is not None and pixels.length is None:
        file.seek(pixels.offset)
        syntax = guess_syntax(file.read(STREAM_START))
    elif header.original_encoding[1] is False:
        syntax = str(ExplicitVRBigEndian)
    else:
        syntax = str(ImplicitVRLittleEndian if header.original_encoding[0] else ExplicitVRLittleEndian)
    return DicomFile(path, header, syntax, bool(told), pixels, passed_over=passed_over)


def _header(file: BinaryIO, size: int) -> tuple[Dataset, PixelElement | None, tuple[tuple[int, str, int], ...]]:
    """Everything before the pixel data, where these lie, and what was passed over."""
    found: list[PixelElement] = []

    def at_pixels(tag: int, vr: str | None, length: int) -> bool:
        keyword = PIXEL_KEYWORDS.get(int(tag))
        if keyword is None:
            return False
        offset = file.tell()
        announced = None if length == UNDEFINED_LENGTH else length
        found.append(PixelElement(keyword, vr or "", offset, announced, max(0, size - offset)))
        return True

    try:
        header = read_partial(cast(BinaryIO, HeaderBytes(file)), at_pixels, defer_size=LARGEST_VALUE, force=True)
    except (*PYDICOM_FAULTS, MemoryError) as error:
        raise DicomReadError(say("The file is damaged: its header cannot be read.")) from error
    # Values that were passed over are none that anybody asks for; they must not be read when somebody does.
    passed_over: list[tuple[int, str, int]] = []
    for element in list(header.values()):
        if isinstance(element, RawDataElement) and element.value is None and element.length:
            passed_over.append((int(element.tag), element.VR or "", element.length))
            del header[element.tag]
    return header, found[-1] if found else None, tuple(passed_over)


def _parse_deflated(path: Path, packed: bytes, *, for_pixels: bool) -> DicomFile:
    """Inflate no more than the file can honestly hold, then read it as explicit VR little endian, PS3.5 A.5."""
    content = _inflate(packed, DEFLATE_HEADER_LIMIT)
    # pydicom tells explicit VR from the first element, as there is no meta information in the inflated part.
    header, pixels, passed_over = _header(io.BytesIO(content), len(content))
    if for_pixels and pixels is not None:
        length = min(pixels.length or 0, max(2 * _announced_bytes(header), DEFLATE_HEADER_LIMIT))
        wanted = pixels.offset + length
        if wanted > len(packed) * DEFLATE_RATIO_LIMIT:
            raise DicomReadError(say("The file is damaged: it announces more pixels than it can hold."))
        if wanted > len(content):
            require_memory(wanted, say("This image"))
            content = _inflate(packed, wanted)
        pixels = PixelElement(pixels.keyword, pixels.vr, pixels.offset, length, len(content) - pixels.offset)
    syntax = str(DeflatedExplicitVRLittleEndian)
    return DicomFile(path, header, syntax, True, pixels, content if for_pixels else b"", passed_over=passed_over)


def _announced_bytes(header: Dataset) -> int:
    """Size of the pixels by their rows, columns, samples, bits and frames; more than that nobody looks at."""
    factors = ("Rows", "Columns", "SamplesPerPixel", "BitsAllocated", "NumberOfFrames")
    return math.prod(max(integer(header, keyword) or 1, 1) for keyword in factors) // 8 + 1


def _inflate(packed: bytes, limit: int) -> bytes:
    try:
        # Raw deflate without zlib's header, PS3.5 A.5.
        return zlib.decompressobj(-zlib.MAX_WBITS).decompress(packed, limit)
    except zlib.error as error:
        raise DicomReadError(say("The file is damaged: its compressed content cannot be read.")) from error
