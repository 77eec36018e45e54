"""Lookup tables of (0028,3000) Modality and (0028,3010) VOI LUT Sequence; PS3.3 C.11.1.1 and C.11.2.1.1."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from pydicom.dataset import Dataset

from app.dicom.files.attribute import number, numbers, raw_value, text

FULL_TABLE = 1 << 16
"""Entries of a table whose descriptor says 0: the count does not fit into its 16 bits."""


@dataclass(frozen=True, eq=False)
class LookupTable:
    """One item of a LUT sequence.

    Parameters
    ----------
    first_value
        Input that takes the first entry; smaller inputs take it too, larger ones than the table take the last entry.
    entries
        (n,) uint16, output values.
    bits
        Bits of the output.
    explanation
        (0028,3003) LUT Explanation, or (0028,3004) Modality LUT Type, or ``""``.
    """

    first_value: int
    entries: npt.NDArray[np.uint16]
    bits: int
    explanation: str = ""

    def apply(self, values: npt.NDArray[Any]) -> npt.NDArray[np.uint16]:
        """Look up values of any shape, clamped to the table."""
        index = np.clip(values.astype(np.int64) - self.first_value, 0, len(self.entries) - 1)
        return self.entries[index]


def lookup_table(item: Dataset, *, inputs: tuple[float, float]) -> LookupTable | None:
    """Read an item; None where it is empty or damaged.

    Parameters
    ----------
    item
        With (0028,3002) LUT Descriptor and (0028,3006) LUT Data.
    inputs
        Smallest and largest value that can come in: they settle whether the first input of the table is signed,
        whatever VR the writer chose.
    """
    descriptor = numbers(item, "LUTDescriptor")
    if len(descriptor) != 3 or descriptor[0] is None or descriptor[1] is None or descriptor[2] is None:
        return None
    count = int(descriptor[0]) & 0xFFFF or FULL_TABLE
    entries = table_words(item, "LUTData", count, int(descriptor[2]))
    if entries is None:
        return None
    name = text(item, "LUTExplanation") or text(item, "ModalityLUTType")
    return LookupTable(_first_value(int(descriptor[1]), inputs), entries, _bits(entries, int(descriptor[2])), name)


def _first_value(word: int, inputs: tuple[float, float]) -> int:
    """Read the 16 bits of a first value as signed or not: as what can come in, PS3.3 C.11.1.1 and C.11.2.1.1."""
    plain = word & 0xFFFF
    signed = plain - (1 << 16) if plain >= 1 << 15 else plain
    low, high = inputs
    if low <= plain <= high:
        return plain
    # Neither lies within: the sign of the inputs decides.
    return signed if low < 0 else plain


def _bits(entries: npt.NDArray[np.uint16], described: int) -> int:
    """Bits of the output: as described where the entries agree, else what they show."""
    largest = int(entries.max())
    if not 1 <= described <= 16 or largest >= 1 << described:
        return max(largest.bit_length(), 8)
    # Said 16 and means 8: as it stands the whole table would be black.
    return 8 if described == 16 and 0 < largest <= 255 else described


def table_words(dataset: Dataset, keyword: str, count: int, bits: int) -> npt.NDArray[np.uint16] | None:
    """Entries of a table, 8 or 16 bits each; None where there are fewer than announced.

    Parameters
    ----------
    dataset
        That holds the table.
    keyword
        Of the attribute: OW, OB or US, whatever the writer chose.
    count, bits
        Entries that its descriptor announces, and bits of each.

    Returns
    -------
    numpy.ndarray or None
        (count,) uint16.
    """
    data = raw_value(dataset, keyword)
    if isinstance(data, bytes):
        if len(data) < count:
            return None
        little = dataset.original_encoding[1] is not False
        if len(data) >= 2 * count:
            return np.frombuffer(data, "<u2" if little else ">u2", count).astype(np.uint16)
        # 8 bit entries are packed two to a word, PS3.3 C.11.1.1.1; the byte order of the words is that of the file.
        packed = np.frombuffer(data if little else swapped_pairs(data), np.uint8)
        return packed[:count].astype(np.uint16)
    values = (number(dataset, keyword),) if isinstance(data, int | float) else numbers(dataset, keyword)
    whole = [int(value) & 0xFFFF for value in values if value is not None]
    if len(whole) != len(values):
        return None
    if bits <= 8 and len(whole) < count <= 2 * len(whole):
        # Two 8 bit entries in every word, the first one in the low byte.
        return np.array(whole, "<u2").view(np.uint8)[:count].astype(np.uint16)
    return np.array(whole[:count], dtype=np.uint16) if len(whole) >= count else None


def swapped_pairs(data: bytes) -> bytes:
    """Exchange the two bytes of every word: 8 bit values in the words of a big endian file; PS3.5 8.2 and A.3.

    An odd last byte stays.
    """
    even = len(data) // 2 * 2
    return np.frombuffer(data[:even], np.uint16).byteswap().tobytes() + data[even:]
