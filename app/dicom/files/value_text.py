"""The value of one element on one line: words, numbers, or how much of it there is.

References
----------
PS3.5 6.2 (value representations), 9 (unique identifiers).
"""

from __future__ import annotations

import struct

from pydicom.dataelem import DataElement, RawDataElement
from pydicom.dataset import Dataset
from pydicom.multival import MultiValue
from pydicom.uid import UID

from ai.words import joined as joined_words
from ai.words import say
from app.dicom.files.attribute import PYDICOM_FAULTS, TEXT_VRS, codecs_of, integer, joined, plain, quiet_pydicom
from app.dicom.files.charset import decode

MOST_NUMBERS = 32
"""Values of one element of numbers that are listed: a lookup table has 65,536."""

LONGEST_TEXT = 1024
"""Characters of a value."""

LONGEST_UID = 64
"""Characters of a UID, PS3.5 9; longer ones are other text of a damaged file."""

NO_BREAK_SPACE = "\u00a0"

_NUMBERS = {
    "US": "H",
    "SS": "h",
    "UL": "L",
    "SL": "l",
    "UV": "Q",
    "SV": "q",
    "FL": "f",
    "FD": "d",
    "AT": "HH",
}
"""Value representations of binary numbers, with their letters of `struct`."""


def value_text(dataset: Dataset, element: DataElement | RawDataElement, vr: str) -> str:
    """Write a value on one line.

    Parameters
    ----------
    dataset
        That holds it: its character set, and whether its pixels are signed.
    element
        As pydicom has it: read already, or as it stands in the file.
    vr
        Value representation; ``"UN"`` where nobody knows.

    Returns
    -------
    str
        Safe to show, cut where it is long; of what is no text or number how much it is; ``""`` of an empty one.
    """
    try:
        if isinstance(element, RawDataElement):
            raw = element.value
            return "" if not raw else _raw_text(dataset, bytes(raw), vr, is_little=element.is_little_endian)
        with quiet_pydicom():
            value = element.value
            if value is None or value == b"":
                return ""
            if isinstance(value, bytes):
                return byte_count(len(value))
            parts = list(value) if isinstance(value, MultiValue | list) else [value]
            return _cut("\\".join(str(part) for part in parts[:LONGEST_TEXT]), vr)
    except PYDICOM_FAULTS:
        return say("The value is damaged.")


def _raw_text(dataset: Dataset, raw: bytes, vr: str, *, is_little: bool) -> str:
    """Value as it stands in the file."""
    if vr in TEXT_VRS:
        codecs = () if raw.isascii() and b"\x1b" not in raw else codecs_of(dataset)
        return _cut(joined(decode(raw[: 16 * LONGEST_TEXT], codecs, is_name=vr == "PN")), vr)
    first = vr.split(" ")[0]
    if " or " in vr and "OW" in vr and len(raw) > 2 * MOST_NUMBERS:
        first = "OW"
    letters = _NUMBERS.get("SS" if vr == "US or SS" and integer(dataset, "PixelRepresentation") == 1 else first)
    if letters is not None:
        return _numbers(raw, letters, is_tag=vr == "AT", is_little=is_little)
    text = raw.rstrip(b"\0 ")
    if vr == "UN" and text and all(32 <= byte < 127 for byte in text[:LONGEST_TEXT]):
        # Implicit VR does not tell what the maker wrote; words are words.
        return _cut(text[: 2 * LONGEST_TEXT].decode("ascii", errors="replace"), vr)
    return byte_count(len(raw))


def _numbers(raw: bytes, letters: str, *, is_tag: bool, is_little: bool) -> str:
    size = struct.calcsize(f"<{letters}")
    count = len(raw) // size
    order = "<" if is_little else ">"
    values = list(struct.iter_unpack(order + letters, raw[: min(count, MOST_NUMBERS) * size]))
    texts = [
        f"({one[0]:04X},{one[1]:04X})" if is_tag else f"{one[0]:.9g}" if letters in "fd" else str(one[0])
        for one in values
    ]
    more = say("… ({count} values)", count=grouped(count)) if count > MOST_NUMBERS else ""
    return joined_words(("\\".join(texts), more))


def _cut(value: str, vr: str) -> str:
    """Text that is safe to show, cut, with what a UID stands for."""
    whole = plain(value)
    if vr == "UI" and 0 < len(whole) <= LONGEST_UID:
        name = UID(whole).name
        return whole if name == whole else f"{whole} ({name})"
    return f"{whole}…" if len(value) > len(whole) >= LONGEST_TEXT else whole


def byte_count(count: int) -> str:
    """Word a number of bytes: "5 000 bytes"."""
    return say("1 byte") if count == 1 else say("{count} bytes", count=grouped(count))


def grouped(count: int) -> str:
    """Digits in threes with a space that every language reads as such; a comma is a decimal one in many."""
    return f"{count:,}".replace(",", NO_BREAK_SPACE)
