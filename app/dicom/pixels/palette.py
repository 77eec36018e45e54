"""Palettes of PALETTE COLOR images, plain and segmented; PS3.3 C.7.6.3.1.5, C.7.6.3.1.6 and C.7.9."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from pydicom.dataset import Dataset

from ai.words import say
from app.dicom.files.attribute import integer, numbers, raw_value, text
from app.dicom.pixels.lookup_table import FULL_TABLE, swapped_pairs, table_words
from app.errors import DicomReadError

CHANNELS = ("Red", "Green", "Blue")

DISCRETE, LINEAR, INDIRECT = 0, 1, 2
"""Opcodes of the segments of a segmented palette, PS3.3 C.7.9.2."""

SEGMENT_LIMIT = FULL_TABLE
"""Segments that are followed; every honest one gives at least one of the 65,536 entries."""


SEGMENTED_BYTES = 16 * FULL_TABLE
"""Bytes of segmented data that are looked at, four times as many as a table without any saving needs."""


@dataclass(frozen=True, eq=False)
class Palette:
    """What colour a stored value has.

    Parameters
    ----------
    first_value
        Stored value that takes the first colour; smaller ones take it too, larger ones than the table the last.
    colours
        (n, 3) uint8, RGB.
    """

    first_value: int
    colours: npt.NDArray[np.uint8]

    def apply(self, stored: npt.NDArray[Any]) -> npt.NDArray[np.uint8]:
        """Colour stored values of shape (rows, columns), integers; gives (rows, columns, 3) RGB."""
        if stored.dtype.itemsize > 2 or not stored.dtype.isnative:
            return self._coloured(stored)
        # One colour for every value that there can be: a look-up is quicker than the clamping of each pixel.
        patterns = np.arange(1 << (8 * stored.dtype.itemsize), dtype=f"u{stored.dtype.itemsize}")
        return np.take(self._coloured(patterns.view(stored.dtype)), stored.view(patterns.dtype), axis=0)

    def _coloured(self, stored: npt.NDArray[Any]) -> npt.NDArray[np.uint8]:
        place = np.clip(stored.astype(np.int64) - self.first_value, 0, len(self.colours) - 1)
        return np.take(self.colours, place, axis=0)


def palette_of(header: Dataset) -> Palette:
    """Read the palette of a PALETTE COLOR image.

    Parameters
    ----------
    header
        With (0028,1101) to (0028,1103) Palette Color Lookup Table Descriptor, and (0028,1201) to (0028,1203) Data or
        (0028,1221) to (0028,1223) Segmented Data, of red, green and blue.

    Raises
    ------
    app.errors.DicomReadError
        Where it is absent or damaged.
    """
    signed = integer(header, "PixelRepresentation") == 1
    tables = [_channel(header, channel, signed=signed) for channel in CHANNELS]
    # The three agree, C.7.6.3.1.5; where a writer gave them different ranges each is clamped to its own.
    first = min(table.first for table in tables)
    end = max(table.first + len(table.entries) for table in tables)
    values = np.arange(first, end)
    wide = max(int(table.entries.max()) for table in tables) > 255
    colours = np.empty((end - first, 3), np.uint8)
    for channel, table in enumerate(tables):
        entries = table.entries[np.clip(values - table.first, 0, len(table.entries) - 1)]
        # Entries of 16 bits show by their upper byte; where none uses it, the writer meant 8 bits.
        colours[:, channel] = entries >> (max(table.bits, 9) - 8) if wide else entries
    return Palette(first, colours)


def supplemental_warning(header: Dataset) -> str:
    """Word that a grey image has colours for some of its values, which are not shown; ``""`` where it has none.

    Supplemental Palette Color Lookup Tables of (0008,9205) Pixel Presentation COLOR or MIXED, PS3.3 C.7.6.19.
    """
    presentation = text(header, "PixelPresentation").upper()
    if presentation not in ("COLOR", "MIXED") or "RedPaletteColorLookupTableDescriptor" not in header:
        return ""
    return say("The file has colours for some of its values; they are shown in grey.")


@dataclass(frozen=True, eq=False)
class _Channel:
    first: int
    entries: npt.NDArray[np.uint16]
    bits: int


def _channel(header: Dataset, channel: str, *, signed: bool) -> _Channel:
    described = numbers(header, f"{channel}PaletteColorLookupTableDescriptor")
    if len(described) != 3 or described[0] is None or described[1] is None or described[2] is None:
        raise _damaged()
    count = int(described[0]) & 0xFFFF or FULL_TABLE
    # The first value is signed where the pixels are, whatever VR the writer chose, C.7.6.3.1.5.
    first = int(described[1]) & 0xFFFF
    if signed and first >= 1 << 15:
        first -= 1 << 16
    bits = int(described[2])
    if not 1 <= bits <= 16:
        raise _damaged()
    entries = table_words(header, f"{channel}PaletteColorLookupTableData", count, bits)
    if entries is None:
        entries = _expanded(header, f"Segmented{channel}PaletteColorLookupTableData", count, bits)
    return _Channel(first, entries, _used_bits(entries, bits))


def _used_bits(entries: npt.NDArray[np.uint16], bits: int) -> int:
    """Bits of the entries: as described, unless an entry is larger."""
    return bits if int(entries.max()) < 1 << max(bits, 8) else 16


def _expanded(header: Dataset, keyword: str, count: int, bits: int) -> npt.NDArray[np.uint16]:
    data = raw_value(header, keyword)
    if not isinstance(data, bytes) or not data:
        raise _damaged()
    data = data[:SEGMENTED_BYTES]
    little = header.original_encoding[1] is not False
    if bits > 8:
        words = np.frombuffer(data[: len(data) // 2 * 2], "<u2" if little else ">u2")
    else:
        # 8 bit elements lie in words of the byte order of the file, PS3.5 A.3.
        words = np.frombuffer(data if little else swapped_pairs(data), np.uint8)
    return expand_segments(words.tolist(), count, bytes_each=words.itemsize)


def expand_segments(data: Sequence[int], count: int, *, bytes_each: int) -> npt.NDArray[np.uint16]:
    """Expand segmented palette data, PS3.3 C.7.9.2.

    Parameters
    ----------
    data
        Opcodes, lengths and values as they follow each other.
    count
        Entries of the table; what the segments give beyond is dropped.
    bytes_each
        Size of an element of ``data``: 1 or 2.

    Returns
    -------
    numpy.ndarray
        (count,) uint16.

    Raises
    ------
    app.errors.DicomReadError
        Where the segments contradict the rule or give fewer entries.
    """
    reader = _Segments(data, count, bytes_each)
    reader.read_all()
    if len(reader.entries) < count:
        raise _damaged()
    return np.array(reader.entries[:count], np.uint16)


class _Segments:
    """Walks over segments; never gives much more than the entries that are wanted, whatever the lengths say."""

    def __init__(self, data: Sequence[int], count: int, bytes_each: int) -> None:
        self.entries: list[int] = []
        self._data, self._count, self._bytes_each = data, count, bytes_each
        self._starts: set[int] = set()
        self._followed = 0

    def read_all(self) -> None:
        at = 0
        # One element may be left: padding to an even length.
        while at + 2 < len(self._data) and len(self.entries) < self._count:
            self._starts.add(at)
            at = self._indirect(at) if self._data[at] == INDIRECT else self._direct(at)

    def _direct(self, at: int) -> int:
        """Append the segment at a place, and tell where the next one starts."""
        self._followed += 1
        if self._followed > SEGMENT_LIMIT:
            raise _damaged()
        opcode, length = self._data[at], self._data[at + 1]
        at += 2
        if opcode == DISCRETE:
            # C.7.9.2.1: the entries as they are.
            if at + length > len(self._data):
                raise _damaged()
            self.entries.extend(self._data[at : at + length])
            return at + length
        if opcode != LINEAR or not self.entries or at >= len(self._data):
            raise _damaged()
        # C.7.9.2.2: from the entry before, which is not repeated, to the one that is given.
        start, end = self.entries[-1], self._data[at]
        self.entries.extend(np.rint(np.linspace(start, end, length + 1)[1:]).astype(int).tolist())
        return at + 1

    def _indirect(self, at: int) -> int:
        """C.7.9.2.3: repeat segments that stand before, none of them indirect."""
        parts = 4 // self._bytes_each
        if at + 2 + parts > len(self._data):
            raise _damaged()
        bits = 8 * self._bytes_each
        offset = sum(part << (bits * place) for place, part in enumerate(self._data[at + 2 : at + 2 + parts]))
        # The standard counts bytes, some writers count elements: only one of them is the start of a segment.
        source = offset // self._bytes_each
        source = source if self._may_repeat(source) else offset
        for _ in range(self._data[at + 1]):
            if len(self.entries) >= self._count:
                break
            if not self._may_repeat(source):
                raise _damaged()
            source = self._direct(source)
        return at + 2 + parts

    def _may_repeat(self, at: int) -> bool:
        return at in self._starts and self._data[at] != INDIRECT


def _damaged() -> DicomReadError:
    return DicomReadError(
        say("The colour palette of the image is damaged."), say("Fetch the file again from its source.")
    )
