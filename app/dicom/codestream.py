"""What a compressed frame says of itself, read before any decoder sees it: its size, and whether it is whole."""

from __future__ import annotations

import struct

from app.errors import DicomReadError

ITEM_TAG = b"\xfe\xff\x00\xe0"
"""(FFFE,E000) Item, PS3.5 A.4: starts every fragment of encapsulated pixel data."""

DELIMITER_TAG = b"\xfe\xff\xdd\xe0"
"""(FFFE,E0DD) Sequence Delimitation Item: ends it."""

START_OF_FRAME = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC} | {0xF7}
"""JPEG markers SOF0 to SOF15 (ISO 10918-1 B.1.1.3) and SOF55 of JPEG-LS (ISO 14495-1 C.1.1)."""

WITHOUT_LENGTH = frozenset(range(0xD0, 0xD8)) | {0x01}
"""JPEG markers that stand alone: restart markers and TEM."""


def require_whole(value: bytes) -> None:
    """Check that no fragment of encapsulated pixel data is cut off; PS3.5 A.4.

    Parameters
    ----------
    value
        From the Basic Offset Table item to the end of the file.

    Raises
    ------
    app.errors.DicomReadError
        Where the file ends inside a fragment, or the value holds none.
    """
    at, fragment = 0, 0
    while at + 8 <= len(value) and value[at : at + 4] == ITEM_TAG:
        (length,) = struct.unpack_from("<L", value, at + 4)
        if at + 8 + length > len(value):
            share = 100 * len(value) / (at + 8 + length)
            raise truncated(share)
        at += 8 + length
        fragment += 1
    if fragment < 2:
        raise DicomReadError("The file ends before its pixel data.", "Fetch it again from its source.")


def truncated(percent: float) -> DicomReadError:
    """Build the error of a file that ends too early.

    Parameters
    ----------
    percent
        Of the pixel data that are there.
    """
    # Never 100 %, or the sentence would contradict itself.
    return DicomReadError(
        f"The file ends after {min(int(percent), 99)} % of its pixel data.", "Fetch it again from its source."
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


def _jpeg_size(frame: bytes) -> tuple[int, int] | None:
    at = 2
    while at + 9 <= len(frame):
        if frame[at] != 0xFF:
            return None
        marker = frame[at + 1]
        if marker == 0xFF:
            at += 1
        elif marker in START_OF_FRAME:
            rows, columns = struct.unpack_from(">HH", frame, at + 5)
            return rows, columns
        elif marker in WITHOUT_LENGTH:
            at += 2
        else:
            at += 2 + int(struct.unpack_from(">H", frame, at + 2)[0])
    return None
