"""Attributes of a pydicom dataset as plain values; a value that cannot be read counts as absent."""

from __future__ import annotations

import math
import struct
import unicodedata
import zlib
from collections.abc import Sequence

from pydicom import config
from pydicom.charset import default_encoding
from pydicom.datadict import dictionary_VR
from pydicom.dataelem import RawDataElement
from pydicom.dataset import Dataset
from pydicom.errors import BytesLengthException, InvalidDicomError
from pydicom.multival import MultiValue

from app.dicom.files.charset import codec_of, decode
from app.imaging.silence import mute, quiet_readers

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

TEXT_VRS = frozenset(
    ("AE", "AS", "CS", "DA", "DS", "DT", "IS", "LO", "LT", "PN", "SH", "ST", "TM", "UC", "UI", "UR", "UT")
)
"""Value representations whose values are text in the file, PS3.5 6.2."""

_BIDI_CONTROLS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Characters that turn the reading direction of what follows; a name must not rearrange the text beside it."""

# pydicom quotes values of the file in its messages, and values may be those of a patient.
mute("pydicom")
# Values that break PS3.5 are judged here, one by one; pydicom need not judge them a first time.
config.settings.reading_validation_mode = config.IGNORE


quiet_pydicom = quiet_readers
"""Context in which pydicom's warnings are dropped: they quote values, and what matters of them is said in words."""


def raw_value(dataset: Dataset, keyword: str) -> object:
    """Value of an attribute, or None where it is absent, empty or cannot be decoded."""
    try:
        element: object = dataset.get_item(keyword)
        if element is None:
            return None
        # pydicom judges a value when it is asked for, not when it is read.
        with quiet_pydicom():
            value: object = dataset.get(keyword)
    except PYDICOM_FAULTS:
        return None
    return value


def text(dataset: Dataset, keyword: str) -> str:
    r"""Text of an attribute on one line, several values joined by a backslash; ``""`` if absent."""
    written = _written(dataset, keyword)
    if written is not None:
        return plain(joined(written))
    value = raw_value(dataset, keyword)
    if value is None:
        return ""
    try:
        with quiet_pydicom():
            # Several binary numbers of a file come as a list, those of text as a MultiValue.
            return plain("\\".join(map(str, value)) if isinstance(value, MultiValue | list) else str(value))
    except PYDICOM_FAULTS:
        return ""


def joined(written: str) -> str:
    r"""Text as it stands in a file without the padding of its values, PS3.5 6.2."""
    return "\\".join(part.strip(" \0") for part in written.split("\\"))


def _written(dataset: Dataset, keyword: str) -> str | None:
    """Text of an attribute as it stands in the file, or None where it does not come from one or is no text."""
    try:
        element: object = dataset.get_item(keyword)
        if not isinstance(element, RawDataElement) or element.value is None:
            return None
        vr = dictionary_VR(element.tag) if element.VR in (None, "UN") else element.VR
    except PYDICOM_FAULTS:
        return None
    if vr not in TEXT_VRS:
        return None
    raw = element.value[: 16 * TEXT_LIMIT]
    codecs = () if raw.isascii() and b"\x1b" not in raw else codecs_of(dataset)
    return decode(raw, codecs, is_name=vr == "PN")


def codecs_of(dataset: Dataset) -> tuple[str, ...]:
    """Codecs of (0008,0005) Specific Character Set of a data set, or those that an item has from its parent."""
    terms = _written(dataset, "SpecificCharacterSet")
    if terms is None and (value := raw_value(dataset, "SpecificCharacterSet")) is not None:
        terms = "\\".join(value) if isinstance(value, MultiValue) else str(value)
    if terms is not None:
        return tuple(codec_of(term) for term in terms.split("\\"))
    # An item without its own set: pydicom has noted the codecs of its parent.
    told = dataset.original_character_set
    names = (told,) if isinstance(told, str) else tuple(told)
    return tuple("" if name == default_encoding else name for name in names)


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
    written = _written(dataset, keyword)
    if written is None:
        value = raw_value(dataset, keyword)
        if value is None:
            return ""
        try:
            with quiet_pydicom():
                written = str(value[0]) if isinstance(value, MultiValue) and value else str(value)
        except PYDICOM_FAULTS:
            return ""
    return readable_name(written)


def readable_name(written: str) -> str:
    """Write a value of PN, of several the first, as `person` does."""
    first_name = joined(written).split("\\")[0]
    alphabetic, ideographic, phonetic = (*first_name.split("="), "", "", "")[:3]
    family, given, middle, prefix, suffix = (*alphabetic.split("^"), "", "", "", "", "")[:5]
    first = _spaced((prefix, given, middle, suffix))
    shown = ", ".join(part for part in (family.strip(), first) if part)
    other = _spaced(ideographic.split("^"))
    if other and shown:
        return plain(f"{shown} ({other})")
    return plain(shown or other or _spaced(phonetic.split("^")))


def _spaced(parts: Sequence[str]) -> str:
    return " ".join(part.strip() for part in parts if part.strip())


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
