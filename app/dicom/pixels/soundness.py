"""Is a compressed frame plainly sound? Such a frame may be decoded in this process, any other only in quarantine."""

from __future__ import annotations

import struct
from dataclasses import dataclass

from app.dicom.files.codestream import RLE
from app.dicom.pixels import jpeg2000_soundness, jpeg_soundness

SOUND_SYNTAXES = frozenset((*jpeg_soundness.PROCESSES, *jpeg2000_soundness.SYNTAXES, RLE))
"""Transfer syntaxes whose frames can be told to be sound."""

MOST_PIXELS = 1 << 26
"""Of a frame that counts as sound, eight times a large mammogram: more is decoded where memory has a limit."""

RLE_HEADER = struct.Struct("<16L")
"""PS3.5 G.5: number of segments, then the offsets of up to 15."""

RLE_RUN = 128
"""Most bytes that two bytes of a segment stand for, PS3.5 G.3.1."""


@dataclass(frozen=True)
class Announced:
    """What the header of a file says of each of its frames.

    Parameters
    ----------
    rows, columns
        (0028,0010), (0028,0011).
    samples
        (0028,0002) Samples per Pixel.
    bits
        (0028,0100) Bits Allocated.
    """

    rows: int
    columns: int
    samples: int
    bits: int

    @property
    def pixels(self) -> int:
        """Of one frame."""
        return self.rows * self.columns


def can_hold(frame: bytes, transfer_syntax: str, announced: Announced) -> bool:
    """Whether a frame has enough bytes for its pixels; where not, decoders of JPEG fill the picture with grey.

    Parameters
    ----------
    frame, transfer_syntax, announced
        As for `is_sound`.
    """
    process = jpeg_soundness.PROCESSES.get(transfer_syntax)
    most = None if process is None else jpeg_soundness.MOST_PIXELS_PER_BYTE.get(process)
    return most is None or len(frame) * most >= announced.pixels


def is_sound(frame: bytes, transfer_syntax: str, announced: Announced) -> bool:
    """Whether a frame has the structure of its syntax, from the first marker to the last, and fits its header.

    No frame is damaged for being not sound: it may be of a rare kind. Nothing is decoded here.

    Parameters
    ----------
    frame
        All fragments of one frame.
    transfer_syntax
        UID, PS3.6 A.1.
    announced
        What the header says of it.
    """
    if not 0 < announced.pixels <= MOST_PIXELS:
        return False
    facts = (announced.rows, announced.columns), announced.samples, announced.bits
    process = jpeg_soundness.PROCESSES.get(transfer_syntax)
    if process is not None:
        return jpeg_soundness.is_sound_jpeg(frame, process, *facts)
    if transfer_syntax in jpeg2000_soundness.SYNTAXES:
        return jpeg2000_soundness.is_sound_jpeg_2000(frame, *facts)
    return transfer_syntax == RLE and _is_sound_rle(frame, announced)


def _is_sound_rle(frame: bytes, announced: Announced) -> bool:
    """PS3.5 Annex G: one segment per byte of a pixel, each with enough bytes for its pixels."""
    if len(frame) < RLE_HEADER.size:
        return False
    count, *offsets = RLE_HEADER.unpack_from(frame)
    if count != announced.samples * announced.bits // 8 or not 1 <= count <= len(offsets):
        return False
    starts = offsets[:count]
    if starts[0] != RLE_HEADER.size or any(offsets[count:]):
        return False
    least = 2 * (announced.pixels // RLE_RUN)
    ends = [*starts[1:], len(frame)]
    return all(end - start >= least and end > start for start, end in zip(starts, ends, strict=True))
