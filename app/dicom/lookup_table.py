"""Lookup tables of (0028,3000) Modality and (0028,3010) VOI LUT Sequence; PS3.3 C.11.1.1 and C.11.2.1.1."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from pydicom.dataset import Dataset

from app.dicom.attribute import number, numbers, raw_value, text

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


def lookup_table(item: Dataset, *, signed: bool) -> LookupTable | None:
    """Read an item; None where it is empty or damaged.

    Parameters
    ----------
    item
        With (0028,3002) LUT Descriptor and (0028,3006) LUT Data.
    signed
        Whether the input values can be negative: then the first input is too, whatever VR the writer chose.
    """
    descriptor = numbers(item, "LUTDescriptor")
    if len(descriptor) != 3 or descriptor[0] is None or descriptor[1] is None or descriptor[2] is None:
        return None
    count = int(descriptor[0]) & 0xFFFF or FULL_TABLE
    first = int(descriptor[1])
    if signed and first >= 1 << 15:
        first -= 1 << 16
    bits = int(descriptor[2])
    entries = table_words(item, "LUTData", count, bits)
    if entries is None or not 1 <= bits <= 16:
        return None
    name = text(item, "LUTExplanation") or text(item, "ModalityLUTType")
    return LookupTable(first, entries, bits, name)


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
