"""The structure of a JPEG 2000 codestream from SOC to EOC, without decoding it.

References
----------
ISO/IEC 15444-1 Annex A, ISO/IEC 15444-15 (high throughput); PS3.5 8.2.4 and 8.2.14.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

SYNTAXES = frozenset(f"1.2.840.10008.1.2.4.{last}" for last in (90, 91, 201, 202, 203))
"""Transfer syntaxes of JPEG 2000 and of its high-throughput form, PS3.6 A.1."""

SOC, SOT, SOD, EOC = 0xFF4F, 0xFF90, 0xFF93, 0xFFD9
CAP, SIZ, COD, COC, QCD, QCC, TLM, PLM, PLT, CRG, COM, CPF = (
    *(0xFF50, 0xFF51, 0xFF52, 0xFF53, 0xFF5C, 0xFF5D),
    *(0xFF55, 0xFF57, 0xFF58, 0xFF63, 0xFF64, 0xFF59),
)

MAIN_MARKERS = frozenset({CAP, COD, COC, QCD, QCC, TLM, PLM, CRG, COM, CPF})
"""Segments of a main header that are looked at; packed headers, changes of progression and regions are rare."""

TILE_MARKERS = frozenset({COD, COC, QCD, QCC, PLT, COM})
"""Segments of a tile-part header."""

MOST_TILES = 1 << 12
MOST_LAYERS = 64
MOST_LEVELS = 16
SMALLEST_PRECINCT = 5
"""Limits far beyond what medical images use: each one multiplies what a decoder allocates before it sees data."""

TAIL = 64
"""Bytes behind the end: padding."""

PADDING = b"\x00\xff"
"""What writers make frames even with."""


class _NotSoundError(ValueError):
    """The stream breaks a rule of its syntax, or is of a kind that is not looked at."""


@dataclass
class _Seen:
    """Of the main header."""

    components: int
    tiles: int
    levels: int = -1
    quantized: bool = False
    parts: int = 0


def is_sound_jpeg_2000(frame: bytes, size: tuple[int, int], samples: int, bits: int) -> bool:
    """Whether a frame is a plainly sound codestream.

    Parameters
    ----------
    frame
        From SOC on.
    size
        (rows, columns) that the header of the file says.
    samples, bits
        (0028,0002) and (0028,0100); a sample may have less bits than are allocated.
    """
    try:
        _require(struct.unpack_from(">HH", frame) == (SOC, SIZ))
        seen, at = _read_size(frame, (*size, samples, bits))
        at = _read_header(frame, at, MAIN_MARKERS, seen)
        _require(seen.levels >= 0 and seen.quantized)
        _read_tile_parts(frame, at, seen)
    except (ValueError, struct.error, IndexError):
        return False
    return True


def _read_size(frame: bytes, announced: tuple[int, int, int, int]) -> tuple[_Seen, int]:
    """A.5.1: the reference grid, its tiles, and the components."""
    rows, columns, samples, bits = announced
    length, _, right, bottom, left, top, tile_width, tile_height, tile_left, tile_top, count = struct.unpack_from(
        ">HH8LH", frame, 4
    )
    _require((bottom - top, right - left, count) == (rows, columns, samples) and length == 38 + 3 * count)
    _require(0 < tile_width < 1 << 31 and 0 < tile_height < 1 << 31)
    _require(tile_left <= left < tile_left + tile_width and tile_top <= top < tile_top + tile_height)
    across = -(-(right - tile_left) // tile_width)
    down = -(-(bottom - tile_top) // tile_height)
    _require(across * down <= MOST_TILES)
    for depth, across_step, down_step in struct.iter_unpack("BBB", frame[42 : 42 + 3 * count]):
        _require((depth & 0x7F) + 1 <= bits and across_step == down_step == 1)
    _require(len(frame) > 42 + 3 * count)
    return _Seen(count, across * down), 4 + length


def _read_header(frame: bytes, at: int, allowed: frozenset[int], seen: _Seen) -> int:
    """Follow segments up to SOT or SOD; where that stands."""
    while True:
        marker, length = struct.unpack_from(">HH", frame, at)
        if marker in (SOT, SOD):
            return at
        body = frame[at + 4 : at + 2 + length]
        _require(marker in allowed and length >= 2 and len(body) == length - 2)
        if marker == COD:
            _read_coding(body, seen)
        elif marker == COC:
            _read_component_coding(body, seen)
        elif marker == QCD:
            _require(_is_quantization(body, seen))
            seen.quantized = True
        elif marker == QCC:
            _require(body[0] < seen.components and seen.components < 257 and _is_quantization(body[1:], seen))
        at += 2 + length


def _read_coding(body: bytes, seen: _Seen) -> None:
    """A.6.1."""
    style, order, layers, transform = struct.unpack_from(">BBHB", body)
    _require(style <= 7 and order <= 4 and 1 <= layers <= MOST_LAYERS and transform <= 1)
    _require(transform == 0 or seen.components == 3)
    seen.levels = _coding_levels(body[5:], with_precincts=bool(style & 1))


def _read_component_coding(body: bytes, seen: _Seen) -> None:
    """A.6.2."""
    _require(body[0] < seen.components < 257 and body[1] <= 1)
    _coding_levels(body[2:], with_precincts=bool(body[1]))


def _coding_levels(body: bytes, *, with_precincts: bool) -> int:
    """Table A.20: levels, size of code blocks, their style, the wavelet, precincts."""
    levels, width, height, style, wavelet = body[:5]
    _require(levels <= MOST_LEVELS and width <= 8 and height <= 8 and width + height <= 8 and wavelet <= 1)
    # Bit 6 is that of high throughput, ISO 15444-15 A.4.
    _require(style & 0x80 == 0)
    precincts = body[5:]
    _require(len(precincts) == (levels + 1 if with_precincts else 0))
    _require(all(each & 15 >= SMALLEST_PRECINCT and each >> 4 >= SMALLEST_PRECINCT for each in precincts))
    return levels


def _is_quantization(body: bytes, seen: _Seen) -> bool:
    """A.6.4: as many step sizes as the levels have subbands."""
    style, steps = body[0] & 31, len(body) - 1
    if style == 1:
        return steps == 2
    subbands = 3 * max(seen.levels, 0) + 1
    return style in (0, 2) and steps % (1 if style == 0 else 2) == 0 and steps // (1 if style == 0 else 2) >= subbands


def _read_tile_parts(frame: bytes, at: int, seen: _Seen) -> None:
    """A.4.2: tile parts follow each other up to EOC, and every tile has one."""
    with_data: set[int] = set()
    while True:
        (marker,) = struct.unpack_from(">H", frame, at)
        if marker == EOC:
            break
        length, tile, part_length, part, parts = struct.unpack_from(">HHLBB", frame, at + 2)
        _require(marker == SOT and length == 10 and tile < seen.tiles and (parts == 0 or part < parts))
        start = _read_header(frame, at + 12, TILE_MARKERS, seen) + 2
        _require(struct.unpack_from(">H", frame, start - 2) == (SOD,))
        if part_length == 0:
            # The last part reaches to the end of the stream.
            _require(frame[-TAIL:].rstrip(PADDING).endswith(b"\xff\xd9"))
            with_data.add(tile)
            _require(len(with_data) == seen.tiles)
            return
        _require(start <= at + part_length <= len(frame) - 2)
        at += part_length
        with_data.add(tile)
    _require(len(with_data) == seen.tiles and not frame[at + 2 :].rstrip(PADDING))


def _require(rule: bool) -> None:
    if not rule:
        raise _NotSoundError
