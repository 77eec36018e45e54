"""A fact: something that follows from a few elements of a header and from nothing else."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from pydicom.datadict import dictionary_VR
from pydicom.dataset import Dataset

from app.dicom.files.attribute import TEXT_LIMIT, integer, text

T = TypeVar("T")

AtOnce = Callable[..., Sequence[T] | None]
"""Values of many files as bytes, one list per keyword and ``b""`` if absent → the facts; None if one is not plain."""

CHARACTER_SET = "SpecificCharacterSet"
"""(0008,0005); comes with the elements of every fact."""

_WORD = bytes(code for code in range(0x21, 0x7E) if code != 0x5C)
"""Printable ASCII without space, backslash and tilde: in every character set of PS3.5 6.1 it means itself."""

_PADDED_WORDS = _WORD + b" \0\n"
"""Words with their padding, one per line."""

_DECIMAL = b"0123456789+-.eE "
"""All that a decimal string is made of, PS3.5 6.2 (DS)."""

_INTEGER = b"0123456789 "
"""All that an unsigned integer string is made of, PS3.5 6.2 (IS)."""

INTEGER_DIGITS = 12
"""Of an integer string, PS3.5 6.2 (IS)."""


@dataclass(frozen=True, eq=False)
class Fact(Generic[T]):
    """A value of the header, and all that it depends on.

    The slow way asks ``of`` with the whole header of a file. The quick way (`app.dicom.headers.quick_header`) asks it
    with a data set of nothing but the elements named here, once for every different content of these.

    Parameters
    ----------
    keywords
        Of every element that ``of`` looks at, besides the character set.
    of
        Header → value; absent and damaged elements have to be expected.
    at_once
        Optional, where all elements are short texts or US in the file: spares the data set.
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

    return Fact((keyword,), of, words)


def upper_fact(keyword: str) -> Fact[str]:
    """`text` of an element of ASCII alone, in capitals."""

    def of(header: Dataset) -> str:
        return text(header, keyword).upper()

    def at_once(raws: Sequence[bytes]) -> Sequence[str] | None:
        found = words(raws)
        return None if found is None else [one.upper() for one in found]

    return Fact((keyword,), of, at_once)


def written_fact(keyword: str) -> Fact[str]:
    """`text` of an element in the character set of the file."""

    def of(header: Dataset) -> str:
        return text(header, keyword)

    return Fact((keyword,), of)


def integer_fact(keyword: str) -> Fact[int | None]:
    """`integer` of an element of IS or US."""

    def of(header: Dataset) -> int | None:
        return integer(header, keyword)

    return Fact((keyword,), of, unsigned if dictionary_VR(keyword) == "US" else wholes)


def words(raws: Sequence[bytes]) -> list[str] | None:
    """Words of plain ASCII as `text` gives them."""
    return _lines(raws, _PADDED_WORDS)


def word_lists(raws: Sequence[bytes]) -> list[tuple[str, ...]] | None:
    r"""Words of plain ASCII with backslashes between them as `texts` gives them."""
    found = _lines(raws, _PADDED_WORDS + b"\\")
    return None if found is None else [tuple(one.split("\\")) if one else () for one in found]


def _lines(raws: Sequence[bytes], characters: bytes) -> list[str] | None:
    lines = b"\n".join(raws)
    if lines.translate(None, characters):
        return None
    found = [line.rstrip(" \0") for line in lines.decode("ascii").split("\n")]
    together = "".join(found)
    if len(found) != len(raws) or " " in together or "\0" in together or max(map(len, found)) > TEXT_LIMIT:
        return None
    return found


def decimals(raws: Sequence[bytes]) -> list[float] | None:
    """Plain decimal strings (PS3.5 6.2, DS), one per file."""
    if b"".join(raws).translate(None, _DECIMAL):
        return None
    try:
        found = list(map(float, raws))
    except ValueError:
        return None
    return found if all(map(math.isfinite, found)) else None


def triples(raws: Sequence[bytes]) -> list[tuple[float, float, float]] | None:
    """Three plain decimal strings per file."""
    if any(raw.count(b"\\") != 2 for raw in raws):
        return None
    found = decimals(b"\\".join(raws).split(b"\\"))
    return None if found is None else list(zip(found[::3], found[1::3], found[2::3], strict=True))


def unsigned(raws: Sequence[bytes]) -> list[int] | None:
    """Single numbers of 16 bits (PS3.5 6.2, US)."""
    if any(len(raw) != 2 for raw in raws):
        return None
    return [int.from_bytes(raw, "little") for raw in raws]


def wholes(raws: Sequence[bytes]) -> list[int] | None:
    """Plain unsigned integer strings (PS3.5 6.2, IS), one per file."""
    if b"".join(raws).translate(None, _INTEGER) or max(map(len, raws)) > INTEGER_DIGITS:
        return None
    try:
        return list(map(int, raws))
    except ValueError:
        return None
