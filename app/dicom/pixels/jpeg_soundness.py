"""The structure of a JPEG or JPEG-LS stream from its first marker to its last, without decoding it.

References
----------
ISO/IEC 10918-1 Annex B (JPEG), ISO/IEC 14495-1 Annex C (JPEG-LS); PS3.5 8.2.1 to 8.2.3.
"""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass, field
from enum import Enum

SOI, EOI = b"\xff\xd8", b"\xff\xd9"
DHT, DQT, DRI, SOS, COM, LSE = 0xC4, 0xDB, 0xDD, 0xDA, 0xFE, 0xF8
APPLICATION = frozenset(range(0xE0, 0xF0))

TABLES = {0: 64, 1: 128}
"""Bytes of a quantization table by its precision, B.2.4.1."""

TAIL = 64
"""Bytes at the end among which the last marker must be; writers pad with zeros, more than the one that is allowed."""

PADDING = b"\x00\xff"
"""What writers make frames even with."""


class Process(Enum):
    """Coding process, and which frame marker it has."""

    BASELINE = 0xC0
    EXTENDED = 0xC1
    LOSSLESS = 0xC3
    JPEG_LS = 0xF7


PROCESSES: dict[str, Process] = {
    "1.2.840.10008.1.2.4.50": Process.BASELINE,
    "1.2.840.10008.1.2.4.51": Process.EXTENDED,
    "1.2.840.10008.1.2.4.57": Process.LOSSLESS,
    "1.2.840.10008.1.2.4.70": Process.LOSSLESS,
    "1.2.840.10008.1.2.4.80": Process.JPEG_LS,
    "1.2.840.10008.1.2.4.81": Process.JPEG_LS,
}
"""Transfer syntax UID (PS3.6 A.1) → process."""

FRAME_MARKERS = {
    Process.BASELINE: frozenset({0xC0}),
    # A baseline stream is an extended one that uses less.
    Process.EXTENDED: frozenset({0xC0, 0xC1}),
    Process.LOSSLESS: frozenset({0xC3}),
    Process.JPEG_LS: frozenset({0xF7}),
}

SAMPLES_PER_BYTE = {Process.BASELINE: 256, Process.EXTENDED: 256, Process.LOSSLESS: 8}
"""What no stream exceeds: 64 samples of a DCT block need a bit for DC and one for the end of the block, a lossless
sample needs a bit. JPEG-LS has no such bound, as its runs have none."""

MOST_PIXELS_PER_BYTE = {Process.BASELINE: 512, Process.EXTENDED: 512, Process.LOSSLESS: 8}
"""What no stream of any kind exceeds that goes by these syntaxes: also in progressive ones, each DC takes a bit."""

PRECISIONS = {0xC0: range(8, 9), 0xC1: range(8, 13, 4), 0xC3: range(2, 17), 0xF7: range(2, 17)}
"""Bits of a sample by frame marker, Table B.2 and ISO 14495-1 Table C.1."""

_SCAN_END = re.compile(rb"\xff[\x01-\xcf\xd8-\xfe]")
"""A marker that is no restart; within a JPEG scan 0xFF is followed by 0, B.1.1.5."""

_SCAN_END_LS = re.compile(rb"\xff[\x80-\xcf\xd8-\xfe]")
"""As before; in JPEG-LS 0xFF is followed by a zero bit, ISO 14495-1 A.1."""


class _NotSoundError(ValueError):
    """The stream breaks a rule of its syntax, or is of a kind that is not looked at."""


@dataclass
class _Seen:
    """What the segments so far have defined."""

    quantization: set[int] = field(default_factory=set)
    huffman: set[tuple[int, int]] = field(default_factory=set)
    components: dict[int, int] = field(default_factory=dict)
    marker: int = 0
    precision: int = 0
    scanned: list[int] = field(default_factory=list)
    entropy_bytes: int = 0


def is_sound_jpeg(frame: bytes, process: Process, size: tuple[int, int], samples: int, bits: int) -> bool:
    """Whether a frame is a plainly sound stream of a process.

    Parameters
    ----------
    frame
        From SOI on.
    process
        That the transfer syntax names.
    size
        (rows, columns) that the header of the file says.
    samples, bits
        (0028,0002) and (0028,0100); a sample may have less bits than are allocated.
    """
    try:
        seen = _walk(frame, process, (*size, samples, bits))
    except (ValueError, struct.error, IndexError):
        return False
    if sorted(seen.scanned) != sorted(seen.components):
        return False
    values = size[0] * size[1] * (1 if process in (Process.BASELINE, Process.EXTENDED) else samples)
    most = SAMPLES_PER_BYTE.get(process)
    return most is None or seen.entropy_bytes * most >= values


def _walk(frame: bytes, process: Process, announced: tuple[int, int, int, int]) -> _Seen:
    """Follow the segments from SOI to EOI."""
    _require(frame.startswith(SOI) and frame[-TAIL:].rstrip(PADDING).endswith(EOI))
    seen, at = _Seen(), len(SOI)
    while True:
        _require(frame[at] == 0xFF)
        while frame[at + 1] == 0xFF:
            at += 1
        code = frame[at + 1]
        if code == EOI[1]:
            # What stands behind the end is padding, or another picture.
            _require(not frame[at + 2 :].rstrip(PADDING))
            return seen
        (length,) = struct.unpack_from(">H", frame, at + 2)
        body = frame[at + 4 : at + 2 + length]
        _require(length >= 2 and len(body) == length - 2)
        at += 2 + length
        if code == SOS:
            _read_scan(body, seen, process)
            end = (_SCAN_END_LS if process is Process.JPEG_LS else _SCAN_END).search(frame, at)
            _require(end is not None and end.start() > at)
            assert end is not None
            seen.entropy_bytes += end.start() - at
            at = end.start()
        else:
            _read_segment(code, body, seen, (process, announced))


def _read_segment(code: int, body: bytes, seen: _Seen, expected: tuple[Process, tuple[int, int, int, int]]) -> None:
    process, announced = expected
    if code in FRAME_MARKERS[process]:
        _read_frame(code, body, seen, announced)
    elif code == DQT:
        _read_quantization(body, seen)
    elif code == DHT and process is not Process.JPEG_LS:
        _read_huffman(body, seen)
    elif code == DRI:
        _require(len(body) == 2 or (process is Process.JPEG_LS and len(body) in (2, 3, 4)))
    elif code == LSE and process is Process.JPEG_LS:
        # Preset coding parameters only: mapping tables and sizes beyond 16 bit are rare, ISO 14495-1 C.2.4.1.
        _require(len(body) == 11 and body[0] == 1)
    else:
        _require(code in APPLICATION or code == COM)


def _read_frame(code: int, body: bytes, seen: _Seen, announced: tuple[int, int, int, int]) -> None:
    """B.2.2: size, precision, and a triple per component."""
    rows, columns, samples, bits = announced
    precision, height, width, count = struct.unpack_from(">BHHB", body)
    _require(not seen.marker and not seen.scanned)
    _require((height, width, count) == (rows, columns, samples) and len(body) == 6 + 3 * count)
    _require(precision in PRECISIONS[code] and precision <= bits)
    seen.marker, seen.precision = code, precision
    for identifier, sampling, table in struct.iter_unpack("BBB", body[6:]):
        across, down = sampling >> 4, sampling & 15
        _require(identifier not in seen.components and 1 <= across <= 2 and 1 <= down <= 2 and table <= 3)
        # Only a DCT subsamples colours in practice.
        _require(code in (0xC0, 0xC1) or sampling == 0x11)
        seen.components[identifier] = table
    if count == 3:
        # Colours have no more samples than the brightness before them.
        _require(all(body[6 + 3 * index + 1] in (0x11, body[7]) for index in (1, 2)))


def _read_quantization(body: bytes, seen: _Seen) -> None:
    """B.2.4.1."""
    at = 0
    while at < len(body):
        precision, number = body[at] >> 4, body[at] & 15
        _require(precision in TABLES and number <= 3)
        values = body[at + 1 : at + 1 + TABLES[precision]]
        _require(len(values) == TABLES[precision])
        at += 1 + len(values)
        seen.quantization.add(number)


def _read_huffman(body: bytes, seen: _Seen) -> None:
    """B.2.4.2 and C.2: a number of codes per length that a binary tree has room for."""
    at = 0
    while at < len(body):
        kind, number = body[at] >> 4, body[at] & 15
        counts = body[at + 1 : at + 17]
        _require(kind <= 1 and number <= 3 and len(counts) == 16)
        total, room = sum(counts), 1
        for count in counts:
            room = 2 * room - count
            _require(room >= 0)
        values = body[at + 17 : at + 17 + total]
        _require(0 < total <= 256 and len(values) == total)
        # A difference has a category of 16 at most, F.1.2.1.1 and H.1.2.2.
        _require(kind == 1 or max(values) <= 16)
        at += 17 + total
        seen.huffman.add((kind, number))


def _read_scan(body: bytes, seen: _Seen, process: Process) -> None:
    """B.2.3 and ISO 14495-1 C.2.3: components that the frame has, tables that were defined, parameters in range."""
    count = body[0]
    _require(bool(seen.marker) and 1 <= count <= len(seen.components) and len(body) == 4 + 2 * count)
    first, last, approximation = body[1 + 2 * count :]
    for identifier, table in struct.iter_unpack("BB", body[1 : 1 + 2 * count]):
        _require(identifier in seen.components and identifier not in seen.scanned)
        seen.scanned.append(identifier)
        if process is Process.JPEG_LS:
            _require(table == 0)
            continue
        _require((0, table >> 4) in seen.huffman)
        if process is not Process.LOSSLESS:
            _require((1, table & 15) in seen.huffman and seen.components[identifier] in seen.quantization)
    if process is Process.JPEG_LS:
        # NEAR, interleave mode and point transform; planes one by one have a scan each.
        _require(first < 128 and last <= 2 and (count > 1 or last == 0) and (last > 0 or count == 1))
        _require(approximation == 0)
    elif process is Process.LOSSLESS:
        _require(1 <= first <= 7 and last == 0 and approximation < seen.precision)
    else:
        # Some writers of 12 bit streams leave the last coefficient 0; decoders of sequential scans do not ask.
        _require(first == 0 and last in (0, 63) and approximation == 0)


def _require(rule: bool) -> None:
    if not rule:
        raise _NotSoundError
