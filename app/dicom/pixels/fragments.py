"""Encapsulated pixel data: which fragments make which frame; PS3.5 A.4.

(7FE0,0001) Extended Offset Table is not needed: where it stands, each frame is one fragment (PS3.3 C.7.6.3.1.8).
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias

from ai.words import say
from app.dicom.files.codestream import ITEM_TAG, truncated
from app.errors import DicomReadError

Reader: TypeAlias = Callable[[int, int], bytes]
"""First byte and number of bytes → the bytes, fewer where the value ends."""

HELD_BYTES = 64 << 20
"""Pixel data up to this size are read at once; of larger ones each frame when it is asked for."""

FRAGMENT_LIMIT = 4_000_000
"""More fragments than that no honest file has."""

DAMAGED = say("Fetch the file again from its source.")

HEAD_BYTES = 12
"""Bytes of a fragment that tell whether a stream starts there."""

STREAM_STARTS = (
    b"\xff\xd8\xff",
    b"\xff\x4f\xff\x51",
    b"\x00\x00\x00\x0cjP  ",
    b"\x00\x00\x00\x0cJXL ",
    b"\xff\x0a",
)
"""JPEG and JPEG-LS, JPEG 2000 with and without file format, JPEG XL likewise."""


@dataclass(frozen=True)
class Fragment:
    """One item of encapsulated pixel data.

    Parameters
    ----------
    item
        Where its item tag stands, from the first byte behind the Basic Offset Table.
    start, length
        Its bytes, from the start of the pixel data value.
    starts_stream
        Whether it begins like a compressed frame.
    """

    item: int
    start: int
    length: int
    starts_stream: bool


class EncapsulatedFrames:
    """The compressed frames of a file.

    Parameters
    ----------
    read
        Gives bytes of the pixel data value: first one, how many.
    available
        Bytes from the start of the value to the end of the file.
    frames
        (0028,0008) Number of Frames.

    Raises
    ------
    app.errors.DicomReadError
        When the pixel data end too early, or hold fewer frames than announced.

    Attributes
    ----------
    warning
        A sentence where there are more frames than announced, else ``""``.
    """

    def __init__(self, read: Reader, available: int, frames: int) -> None:
        if available <= HELD_BYTES:
            read = _reader(read(0, available))
        self._read = read
        table, fragments = _fragments(read, available)
        self._groups, found = group(fragments, frames, table)
        self.warning = ""
        if found > frames:
            self.warning = more_frames(found, frames)

    def frame(self, number: int) -> bytes:
        """All bytes of a frame, from 0."""
        pieces = [self._read(fragment.start, fragment.length) for fragment in self._groups[number]]
        return pieces[0] if len(pieces) == 1 else b"".join(pieces)


def more_frames(held: int, announced: int) -> str:
    """Say that a file holds more frames than it announces."""
    if announced == 1:
        return say("The file holds {held} frames and announces one frame; the others are not shown.", held=held)
    return say(
        "The file holds {held} frames and announces {announced} frames; the others are not shown.",
        held=held,
        announced=announced,
    )


def group(
    fragments: tuple[Fragment, ...], frames: int, table: tuple[int, ...] = ()
) -> tuple[tuple[tuple[Fragment, ...], ...], int]:
    """Tell which fragments make which frame.

    Parameters
    ----------
    fragments
        In the order of the file.
    frames
        How many are announced.
    table
        Basic Offset Table: where the frames start, as `Fragment.item`; often absent, at times wrong.

    Returns
    -------
    groups
        The fragments of each announced frame.
    found
        How many frames there seem to be.

    Raises
    ------
    app.errors.DicomReadError
        When there are fewer frames than announced, or nothing tells them apart.
    """
    starts = [number for number, fragment in enumerate(fragments) if fragment.starts_stream]
    by_item = {fragment.item: number for number, fragment in enumerate(fragments)}
    told = [by_item[offset] for offset in table if offset in by_item]
    table_holds = len(told) == len(table) > 0 and told[0] == 0 and all(a < b for a, b in pairwise(told))
    if starts and starts[0] == 0 and len(starts) >= frames:
        # The streams themselves cannot lie.
        first = starts
    elif table_holds and len(told) >= frames:
        first = told
    elif len(fragments) == frames:
        first = list(range(frames))
    elif frames == 1:
        first = [0]
    else:
        held = max(len(starts), len(told) if table_holds else 0) or len(fragments)
        if held < frames:
            raise DicomReadError(
                say("The file announces {announced} frames and holds {held}.", announced=frames, held=held), DAMAGED
            )
        raise DicomReadError(
            say(
                "The file holds {pieces} pieces of {frames} compressed frames, and nothing tells them apart.",
                pieces=len(fragments),
                frames=frames,
            ),
            DAMAGED,
        )
    ends = [*first[1:], len(fragments)]
    groups = tuple(fragments[a:b] for a, b in zip(first, ends, strict=True))
    return groups[:frames], len(groups)


def _reader(value: bytes) -> Reader:
    def read(at: int, count: int) -> bytes:
        return value[at : at + count]

    return read


def _fragments(read: Reader, size: int) -> tuple[tuple[int, ...], tuple[Fragment, ...]]:
    """Walk over the items: the Basic Offset Table, then the fragments up to the delimiter."""
    at, behind_table = 0, 0
    table: tuple[int, ...] = ()
    found: list[Fragment] = []
    while len(found) < FRAGMENT_LIMIT:
        head = read(at, 8 + HEAD_BYTES)
        if len(head) < 8 or head[:4] != ITEM_TAG:
            break
        (length,) = struct.unpack_from("<L", head, 4)
        if at + 8 + length > size:
            raise truncated(100 * size / (at + 8 + length))
        if at == 0:
            behind_table = 8 + length
            entries = read(8, length)
            table = struct.unpack(f"<{length // 4}L", entries[: length // 4 * 4])
        elif length:
            found.append(Fragment(at - behind_table, at + 8, length, _starts_stream(head[8:])))
        at += 8 + length
    if not found:
        raise DicomReadError(say("The file ends before its pixel data."), DAMAGED)
    return table, tuple(found)


def _starts_stream(head: bytes) -> bool:
    if head.startswith(STREAM_STARTS):
        return True
    # An RLE frame starts with the number of its segments and the place of the first one, PS3.5 G.5.
    return len(head) >= 8 and head[1:4] == bytes(3) and 1 <= head[0] <= 15 and head[4:8] == b"\x40\0\0\0"
