"""The header of a data element, of many files at once; PS3.5 7.1.2 and 7.1.3."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from app.dicom.headers.quick_rows import Longs, Rows

Heads: TypeAlias = npt.NDArray[np.uint64]
"""(n,) uint64: the first 8 bytes of elements, little endian: tag, then VR and short length, or a length of 32 bits."""

Mask: TypeAlias = npt.NDArray[np.bool_]
"""(n,) which files."""

HEAD_BYTES = 12
"""Largest header of an element: tag, VR, two empty bytes, length."""

UNDEFINED = 0xFFFFFFFF
"""PS3.5 7.1.1: the length of what ends with a delimiter."""

ITEM, ITEM_END, SEQUENCE_END = 0xFFFEE000, 0xFFFEE00D, 0xFFFEE0DD
"""Tags inside sequences, PS3.5 7.5."""


def vr_number(code: str) -> int:
    """Two letters as they stand in a head."""
    return int.from_bytes(code.encode("ascii"), "little")


SQ = vr_number("SQ")

SHORT_VRS = frozenset(
    map(
        vr_number,
        (
            *("AE", "AS", "AT", "CS", "DA", "DS", "DT", "FD", "FL", "IS", "LO"),
            *("LT", "PN", "SH", "SL", "SS", "ST", "TM", "UI", "UL", "US"),
        ),
    )
)
"""Value representations with a length of 16 bits."""

LONG_VRS = frozenset(map(vr_number, ("OB", "OD", "OF", "OL", "OV", "OW", "SQ", "SV", "UC", "UN", "UR", "UT", "UV")))
"""Value representations with a length of 32 bits behind two empty bytes."""

_TAG, _TAG_AND_VR = 0xFFFFFFFF, 0xFFFFFFFFFFFF


def tag_of(head: int) -> int:
    """Group and element as one number that grows as elements follow each other."""
    return (head & 0xFFFF) << 16 | head >> 16 & 0xFFFF


def vr_of(head: int) -> int:
    """Value representation of an element in explicit VR."""
    return head >> 32 & 0xFFFF


def like(heads: Heads, head: int, *, implicit: bool) -> Mask:
    """Which elements have the same tag, and the same VR if there is one."""
    bits = _TAG if implicit else _TAG_AND_VR
    same: Mask = (heads & bits) == (head & bits)
    return same


def foremost(heads: Heads, *, implicit: bool) -> int:
    """One head of those with the smallest tag."""
    tags = (heads & 0xFFFF) << 16 | heads >> 16 & 0xFFFF
    return int(heads[tags.argmin()])


def value_spans(rows: Rows, head: int, heads: Heads, at: Longs, *, implicit: bool) -> tuple[int, Longs] | None:
    """Bytes before the values of elements that are `like` ``head``, and the lengths of the values.

    Parameters
    ----------
    rows, at
        Where the elements stand.
    head, heads
        One of them, and all.
    implicit
        Whether they are in implicit VR.

    Returns
    -------
    tuple or None
        None for an unknown VR.
    """
    if implicit:
        return 8, (heads >> 32).astype(np.int64)
    vr = vr_of(head)
    if vr in SHORT_VRS:
        return 8, (heads >> 48).astype(np.int64)
    if vr in LONG_VRS:
        return 12, rows.halves[at + 8].astype(np.int64)
    return None
