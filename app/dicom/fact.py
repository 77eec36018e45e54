"""A fact: something that follows from a few elements of a header and from nothing else."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from pydicom.dataset import Dataset

from app.dicom.attribute import TEXT_LIMIT, integer, text

T = TypeVar("T")

AtOnce = Callable[..., T | None]
"""Bytes of the values of a fact's keywords, in their order and ``b""`` if absent → what the fact is, None if unsure."""

CHARACTER_SET = "SpecificCharacterSet"
"""(0008,0005); the elements of a fact need it where their texts may hold more than ASCII."""

_WORD = bytes(code for code in range(0x21, 0x7E) if code != 0x5C)
"""Printable ASCII without space, backslash and tilde: in every character set of PS3.5 6.1 it means itself."""

_DECIMAL = b"0123456789+-.eE "
"""All that a decimal string is made of, PS3.5 6.2 (DS)."""

INTEGER_DIGITS = 12
"""Of an integer string, PS3.5 6.2 (IS)."""


@dataclass(frozen=True)
class Fact(Generic[T]):
    """A value of the header, and all that it depends on.

    The slow way asks ``of`` with the whole header of a file. The quick way (`app.dicom.quick_header`) asks it with a
    data set of nothing but the elements named here, once for every different content of these.

    Parameters
    ----------
    keywords
        Of every element that ``of`` looks at.
    of
        Header → value; absent and damaged elements have to be expected.
    at_once
        Optional, where all elements are short texts in the file: spares the data set where these differ from file to
        file.
    private
        (group, last two hexadecimal digits of the element) of private elements that ``of`` looks at; the private
        creators of these groups come with them.
    """

    keywords: tuple[str, ...]
    of: Callable[[Dataset], T]
    at_once: AtOnce[T] | None = None
    private: tuple[tuple[int, int], ...] = ()


def text_fact(keyword: str) -> Fact[str]:
    """`text` of an element of ASCII alone: a UID, a code, a date, a time."""

    def of(header: Dataset) -> str:
        return text(header, keyword)

    return Fact((keyword,), of, word)


def upper_fact(keyword: str) -> Fact[str]:
    """`text` of an element of ASCII alone, in capitals."""

    def of(header: Dataset) -> str:
        return text(header, keyword).upper()

    return Fact((keyword,), of)


def written_fact(keyword: str) -> Fact[str]:
    """`text` of an element in the character set of the file."""

    def of(header: Dataset) -> str:
        return text(header, keyword)

    return Fact((keyword, CHARACTER_SET), of)


def integer_fact(keyword: str) -> Fact[int | None]:
    """`integer` of an element."""

    def of(header: Dataset) -> int | None:
        return integer(header, keyword)

    return Fact((keyword,), of, whole)


def word(raw: bytes) -> str | None:
    """One word of plain ASCII as `text` gives it, or None."""
    kept = raw.rstrip(b" \0")
    return None if kept.translate(None, _WORD) or len(kept) > TEXT_LIMIT else kept.decode("ascii")


def decimal(raw: bytes) -> float | None:
    """One plain decimal string (PS3.5 6.2, DS or IS), or None."""
    if raw.translate(None, _DECIMAL):
        return None
    try:
        value = float(raw)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def triple(raw: bytes) -> tuple[float, float, float] | None:
    """Three plain decimal strings, or None."""
    parts = raw.split(b"\\")
    if len(parts) != 3:
        return None
    x, y, z = decimal(parts[0]), decimal(parts[1]), decimal(parts[2])
    return None if x is None or y is None or z is None else (x, y, z)


def whole(raw: bytes) -> int | None:
    """One plain integer string (IS), or None."""
    digits = raw.strip(b" ")
    return int(digits) if digits.isdigit() and len(digits) <= INTEGER_DIGITS else None
