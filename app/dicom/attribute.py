"""Attributes of a pydicom dataset as plain values; a value that cannot be read counts as absent."""

from __future__ import annotations

import logging
import math
import struct
import unicodedata
import warnings
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from pydicom import config
from pydicom.dataset import Dataset
from pydicom.errors import BytesLengthException, InvalidDicomError
from pydicom.multival import MultiValue
from pydicom.valuerep import PersonName

PYDICOM_FAULTS = (
    AttributeError,
    BytesLengthException,
    InvalidDicomError,
    LookupError,
    NotImplementedError,
    OSError,
    EOFError,
    OverflowError,
    RecursionError,
    RuntimeError,
    TypeError,
    ValueError,
    struct.error,
    zlib.error,
)
"""What pydicom raises on damaged files, partly only when a value is asked for, not when it is read."""

TEXT_LIMIT = 1024
"""Characters of a text that are kept; the longest short text of PS3.5 6.2 (ST) has as many."""

_BIDI_CONTROLS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Characters that turn the reading direction of what follows; a name must not rearrange the text beside it."""

# pydicom quotes values of the file in its messages, and values may be those of a patient.
logging.getLogger("pydicom").addHandler(logging.NullHandler())
logging.getLogger("pydicom").propagate = False
# Values that break PS3.5 are judged here, one by one; pydicom need not judge them a first time.
config.settings.reading_validation_mode = config.IGNORE


@contextmanager
def quiet_pydicom() -> Iterator[None]:
    """Drop pydicom's warnings: they quote values, and what matters of them is found again and said in words."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def raw_value(dataset: Dataset, keyword: str) -> object:
    """Value of an attribute, or None where it is absent, empty or cannot be decoded."""
    try:
        value: object = dataset.get(keyword)
    except PYDICOM_FAULTS:
        return None
    return value


def text(dataset: Dataset, keyword: str) -> str:
    r"""Text of an attribute on one line, several values joined by a backslash; ``""`` if absent."""
    value = raw_value(dataset, keyword)
    if value is None:
        return ""
    try:
        joined = "\\".join(str(part) for part in value) if isinstance(value, MultiValue) else str(value)
    except PYDICOM_FAULTS:
        return ""
    return plain(joined)


def texts(dataset: Dataset, keyword: str) -> tuple[str, ...]:
    """Every value of a multi-valued text."""
    joined = text(dataset, keyword)
    return tuple(part.strip() for part in joined.split("\\")) if joined else ()


def plain(value: str) -> str:
    """Text without control characters and turns of direction, cut to a sensible length."""
    kept = "".join(
        " " if unicodedata.category(character) in ("Cc", "Cs") else character
        for character in value[: 4 * TEXT_LIMIT]
        if character not in _BIDI_CONTROLS
    )
    return " ".join(kept.split())[:TEXT_LIMIT]


def person(dataset: Dataset, keyword: str) -> str:
    """Name of a person for reading, "Family, Given Middle (山田 太郎)"; PS3.5 6.2.1.

    The first component group is written with a comma; an ideographic group follows in brackets.
    """
    value = raw_value(dataset, keyword)
    if value is None:
        return ""
    try:
        name = value if isinstance(value, PersonName) else PersonName(str(value))
        alphabetic, ideographic = str(name.alphabetic), str(name.ideographic)
    except PYDICOM_FAULTS:
        return text(dataset, keyword)
    family, given, middle, prefix, suffix = (*alphabetic.split("^"), "", "", "", "", "")[:5]
    first = " ".join(part.strip() for part in (prefix, given, middle, suffix) if part.strip())
    shown = ", ".join(part for part in (family.strip(), first) if part)
    other = " ".join(part.strip() for part in ideographic.split("^") if part.strip())
    if other and shown:
        shown = f"{shown} ({other})"
    return plain(shown or other)


def numbers(dataset: Dataset, keyword: str) -> tuple[float | None, ...]:
    """Every value of a numeric attribute; None in the place of one that is no finite number."""
    value = raw_value(dataset, keyword)
    if value is None:
        return ()
    parts: Sequence[object] = value if isinstance(value, MultiValue | list | tuple) else (value,)
    return tuple(_finite(part) for part in parts)


def vector(dataset: Dataset, keyword: str, length: int) -> tuple[float, ...] | None:
    """Return a numeric attribute of exactly so many finite values, else None."""
    values = numbers(dataset, keyword)
    if len(values) != length:
        return None
    finite = tuple(value for value in values if value is not None)
    return finite if len(finite) == length else None


def number(dataset: Dataset, keyword: str) -> float | None:
    """First value of a numeric attribute, or None."""
    values = numbers(dataset, keyword)
    return values[0] if values else None


def integer(dataset: Dataset, keyword: str) -> int | None:
    """First value of an attribute as a whole number, or None where it is none."""
    value = number(dataset, keyword)
    return int(value) if value is not None and value == int(value) else None


def items(dataset: Dataset, keyword: str) -> tuple[Dataset, ...]:
    """Items of a sequence, or ``()``."""
    value = raw_value(dataset, keyword)
    if value is None or isinstance(value, str | bytes | int | float):
        return ()
    try:
        return tuple(item for item in value if isinstance(item, Dataset))  # type: ignore[attr-defined]
    except PYDICOM_FAULTS:
        return ()


def _finite(value: object) -> float | None:
    try:
        # Text with a decimal comma or words is no number, PS3.5 6.2 (DS).
        result = float(value)  # type: ignore[arg-type]
    except PYDICOM_FAULTS:
        return None
    return result if math.isfinite(result) else None
