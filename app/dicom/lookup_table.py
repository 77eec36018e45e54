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
    entries = _entries(item, count)
    bits = int(descriptor[2])
    if entries is None or not 1 <= bits <= 16:
        return None
    name = text(item, "LUTExplanation") or text(item, "ModalityLUTType")
    return LookupTable(first, entries, bits, name)


def _entries(item: Dataset, count: int) -> npt.NDArray[np.uint16] | None:
    data = raw_value(item, "LUTData")
    if isinstance(data, bytes):
        # 8 bit entries are packed two to a word, PS3.3 C.11.1.1.1; the byte order is that of the file.
        if len(data) < count:
            return None
        little = item.original_encoding[1] is not False
        wide = np.uint8 if len(data) < 2 * count else np.dtype("<u2" if little else ">u2")
        return np.frombuffer(data, wide, count).astype(np.uint16)
    values = (number(item, "LUTData"),) if isinstance(data, int | float) else numbers(item, "LUTData")
    whole = [int(value) & 0xFFFF for value in values if value is not None]
    if len(whole) != len(values) or len(whole) < count:
        return None
    return np.array(whole[:count], dtype=np.uint16)
