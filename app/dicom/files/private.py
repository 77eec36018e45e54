"""Private elements of the makers, found by the name that reserves their block; PS3.5 7.8.1."""

from __future__ import annotations

import struct
from dataclasses import dataclass

from pydicom.dataset import Dataset
from pydicom.multival import MultiValue
from pydicom.sequence import Sequence

from app.dicom.files.attribute import PYDICOM_FAULTS, plain, quiet_pydicom, text

BLOCKS = range(0x10, 0x20)
"""Where makers put their blocks; PS3.5 allows up to 0xFF, no maker goes beyond these."""


@dataclass(frozen=True)
class PrivateTag:
    """A private element.

    Parameters
    ----------
    group, element
        The group, and the last two digits of the element: 0x0019, 0x0C for (0019,xx0C).
    creator
        Start of the name that reserves the block, in capitals.
    maker
        Word in (0008,0070) Manufacturer that lets an element count where the name was removed, in capitals.
    """

    group: int
    element: int
    creator: str
    maker: str


def private_value(dataset: Dataset, tag: PrivateTag) -> object:
    """Value of a private element; bytes where its representation is unknown; None where absent or damaged."""
    for block in BLOCKS:
        key = (tag.group << 16) | (block << 8) | tag.element
        if key not in dataset:
            continue
        if not _is_of(dataset, tag, block):
            continue
        try:
            with quiet_pydicom():
                value: object = dataset[key].value
        except PYDICOM_FAULTS:
            return None
        return value
    return None


def private_text(dataset: Dataset, tag: PrivateTag) -> str:
    r"""Value of a private element as one line of text, several values joined by a backslash; ``""`` if absent."""
    value = private_value(dataset, tag)
    if value is None:
        return ""
    if isinstance(value, bytes):
        # Implicit VR does not tell the representation: text, or a double as in (2001,1003).
        return _text_of(value)
    return plain("\\".join(map(str, value)) if isinstance(value, MultiValue | list) else str(value))


def private_numbers(dataset: Dataset, tag: PrivateTag, *, code: str) -> tuple[float, ...]:
    """Finite numbers of a private element.

    Parameters
    ----------
    code
        Letter of `struct` for values that come as bytes: ``f``, ``d``, ``H``.
    """
    value = private_value(dataset, tag)
    if isinstance(value, bytes):
        size = struct.calcsize(f"<{code}")
        # Two bytes of a whole number may look like a letter; a real number hardly looks like text.
        if value and len(value) % size == 0 and (code == "H" or not _is_text(value)):
            return _finite(struct.unpack(f"<{len(value) // size}{code}", value))
        value = _text_of(value).split("\\")
    parts = value if isinstance(value, MultiValue | list | tuple) else [value]
    try:
        return _finite(tuple(float(str(part)) for part in parts))
    except ValueError:
        return ()


def sequence_at(dataset: Dataset, tag: int) -> tuple[Dataset, ...]:
    """Items of a private sequence by its whole tag; ``()`` where it is absent or no sequence."""
    if tag not in dataset:
        return ()
    try:
        with quiet_pydicom():
            value = dataset[tag].value
    except PYDICOM_FAULTS:
        return ()
    return tuple(value) if isinstance(value, Sequence) else ()


def _finite(values: tuple[float, ...]) -> tuple[float, ...]:
    return values if all(abs(value) < float("inf") for value in values) else ()


def _is_of(dataset: Dataset, tag: PrivateTag, block: int) -> bool:
    creator = (tag.group << 16) | block
    if creator in dataset:
        try:
            with quiet_pydicom():
                return plain(str(dataset[creator].value)).upper().startswith(tag.creator)
        except PYDICOM_FAULTS:
            return False
    return block == BLOCKS.start and tag.maker in text(dataset, "Manufacturer").upper()


def _is_text(value: bytes) -> bool:
    return all(32 <= byte < 127 for byte in value.rstrip(b"\0 "))


def _text_of(value: bytes) -> str:
    return plain(value.rstrip(b"\0 ").decode("ascii", errors="replace")) if _is_text(value) else ""
