"""What a compressed frame says of itself, read before any decoder sees it: its size, and whether it is whole."""

from __future__ import annotations

import struct

from ai.words import say
from app.errors import DicomReadError

ITEM_TAG = b"\xfe\xff\x00\xe0"
"""(FFFE,E000) Item, PS3.5 A.4: starts every fragment of encapsulated pixel data."""

DELIMITER_TAG = b"\xfe\xff\xdd\xe0"
"""(FFFE,E0DD) Sequence Delimitation Item: ends it."""

START_OF_FRAME = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC} | {0xF7}
"""JPEG markers SOF0 to SOF15 (ISO 10918-1 B.1.1.3) and SOF55 of JPEG-LS (ISO 14495-1 C.1.1)."""

WITHOUT_LENGTH = frozenset(range(0xD0, 0xD8)) | {0x01}
"""JPEG markers that stand alone: restart markers and TEM."""

JPEG_BASELINE, JPEG_2000, RLE = "1.2.840.10008.1.2.4.50", "1.2.840.10008.1.2.4.91", "1.2.840.10008.1.2.5"
"""Transfer syntaxes that a stream is guessed to be, PS3.6 A.1."""

JPEG_BY_MARKER = {
    0xC0: JPEG_BASELINE,
    0xC1: "1.2.840.10008.1.2.4.51",
    0xC3: "1.2.840.10008.1.2.4.57",
    0xF7: "1.2.840.10008.1.2.4.81",
}
"""Kind of JPEG by its frame marker; of the two syntaxes of one process the more general one."""


def truncated(percent: float) -> DicomReadError:
    """Build the error of a file that ends too early.

    Parameters
    ----------
    percent
        Of the pixel data that are there.
    """
    # Never 100 %, or the sentence would contradict itself.
    return DicomReadError(
        say("The file ends after {percent} % of its pixel data.", percent=min(int(percent), 99)),
        say("Fetch it again from its source."),
    )


def frame_size(frame: bytes) -> tuple[int, int] | None:
    """(rows, columns) that a JPEG, JPEG-LS or JPEG 2000 frame announces, or None where it has no such header."""
    if frame[:2] == b"\xff\xd8":
        return _jpeg_size(frame)
    start = frame[:256].find(b"\xff\x4f\xff\x51")
    if start < 0 or len(frame) < start + 24:
        return None
    # ISO 15444-1 A.5.1: Lsiz, Rsiz, then size and offset of the reference grid.
    width, height, left, top = struct.unpack_from(">4L", frame, start + 8)
    return height - top, width - left


def sample_bits(frame: bytes) -> tuple[int, bool] | None:
    """(bits of a sample, whether it is signed) in a JPEG, JPEG-LS or JPEG 2000 frame, or None without such a header."""
    if frame[:2] == b"\xff\xd8":
        at = _start_of_frame(frame)
        return (frame[at + 4], False) if at is not None else None
    start = frame[:256].find(b"\xff\x4f\xff\x51")
    if start < 0 or len(frame) < start + 43:
        return None
    # ISO 15444-1 A.5.1, Ssiz of the first component: the sign, then the bits less one.
    return (frame[start + 42] & 0x7F) + 1, bool(frame[start + 42] & 0x80)


def guess_syntax(value: bytes) -> str:
    """Transfer syntax of encapsulated pixel data, where the file lost its meta information.

    Parameters
    ----------
    value
        Start of the pixel data, from the Basic Offset Table item on; PS3.5 A.4.
    """
    if len(value) < 8 or value[:4] != ITEM_TAG:
        return RLE
    (table,) = struct.unpack_from("<L", value, 4)
    frame = value[16 + table :]
    if frame[:2] == b"\xff\xd8":
        sof = _start_of_frame(frame)
        return JPEG_BY_MARKER.get(frame[sof + 1], JPEG_BASELINE) if sof is not None else JPEG_BASELINE
    return JPEG_2000 if frame[:4] == b"\xff\x4f\xff\x51" else RLE


def _jpeg_size(frame: bytes) -> tuple[int, int] | None:
    at = _start_of_frame(frame)
    if at is None:
        return None
    rows, columns = struct.unpack_from(">HH", frame, at + 5)
    return rows, columns


def _start_of_frame(frame: bytes) -> int | None:
    """Where the marker of the frame header stands, with room for the size behind it."""
    at = 2
    while at + 9 <= len(frame):
        if frame[at] != 0xFF:
            return None
        marker = frame[at + 1]
        if marker == 0xFF:
            at += 1
        elif marker in START_OF_FRAME:
            return at
        elif marker in WITHOUT_LENGTH:
            at += 2
        else:
            at += 2 + int(struct.unpack_from(">H", frame, at + 2)[0])
    return None
