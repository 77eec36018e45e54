"""What a reader types to find a study: words, modalities, dates, in any order; all of them must fit.

"ct 2024-03 chest" are three terms. Digits that could be read in two ways (20240312 is a day, and may be a patient's
number) fit in either. Words in quotation marks are never anything but words.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from app.index.folding import spellings, words_of

LONGEST_QUERY = 200
"""Characters of a query that are read."""

MOST_TERMS = 12
"""Terms of a query that are looked at."""

FIRST_DAY, LAST_DAY = 10000101, 99991231

MODALITIES = frozenset(
    (
        *("CT", "MR", "CR", "DX", "US", "PT", "NM", "MG", "XA", "RF", "IO", "PX", "BI", "BMD", "DMS", "ECG", "EPS"),
        *("ES", "GM", "IVOCT", "IVUS", "LS", "OCT", "OP", "OPT", "RG", "RTDOSE", "RTIMAGE", "SM", "TG", "XC", "AR"),
    )
)
"""Modalities of pictures, PS3.3 C.7.3.1.1.1; of other letters a name may begin."""

_SPOKEN = {
    "MRI": ("MR",),
    "MRT": ("MR",),
    "PET": ("PT",),
    "XR": ("CR", "DX"),
    "XRAY": ("CR", "DX"),
    "DR": ("DX", "CR"),
    "DSA": ("XA",),
}
"""What people call modalities."""


@dataclass(frozen=True)
class Days:
    """A span of days, YYYYMMDD as numbers, both ends within."""

    first: int
    last: int

    @property
    def is_one(self) -> bool:
        """Whether it is a single day: then it may be a day of birth, too."""
        return self.first == self.last


@dataclass(frozen=True)
class Term:
    """One thing that must fit, in any of its readings.

    Parameters
    ----------
    words
        Folded words, one of which a study must hold, be it in the middle of another one.
    whole
        A word that it must hold as a whole.
    modalities
        One of which it must have.
    otherwise
        The word instead, where no study has any of these modalities: "sm" are slides, or the start of a name. ``""``
        for none.
    days
        Spans, in one of which its date must lie, or its patient's day of birth where the span is a day.
    uid
        Its Study Instance UID.
    of_patient
        Whether a day may be that of the patient's birth.
    """

    words: tuple[str, ...] = ()
    whole: str = ""
    modalities: tuple[str, ...] = ()
    otherwise: str = ""
    days: tuple[Days, ...] = ()
    uid: str = ""
    of_patient: bool = True


_TOKEN = re.compile(r'"([^"]*)"?|(\S+)')
_YEAR = r"(?:1[89]|20)\d\d"
_WRITTEN = re.compile(rf"({_YEAR})(?:[-/.]?(\d\d)(?:[-/.]?(\d\d))?)?")
_UNFINISHED = re.compile(r"(\d{4}(?:[-/.]\d\d)?)[-/.]\d?")
_GERMAN = re.compile(rf"(?:(\d\d?)\.)?(\d\d?)\.({_YEAR})")
_SLASHED = re.compile(rf"(?:(\d\d?)/)?(\d\d?)/({_YEAR})")
_RANGE = re.compile(r"(.*?)(?:\.\.\.?|…)(.*)")
_UID = re.compile(r"\d+(?:\.\d+){4,}")


def parse(text: str) -> tuple[Term, ...]:
    """Read a query.

    Returns
    -------
    tuple of Term
        All of which must fit; none where the text says nothing.
    """
    return tuple(_terms(text[:LONGEST_QUERY]))[:MOST_TERMS]


def without_patient(terms: Iterable[Term]) -> tuple[Term, ...] | None:
    """Read terms so that no answer tells whether there is a patient of some name, number or day of birth.

    Returns
    -------
    tuple of Term or None
        Modalities and dates of studies; None where there is a word among them, which may be a name.
    """
    kept = tuple(replace(term, whole="", otherwise="", of_patient=False) for term in terms)
    return None if any(term.words or term.uid for term in kept) else kept


def _terms(text: str) -> Iterator[Term]:
    for quoted, bare in _TOKEN.findall(text):
        if quoted or not bare:
            yield from _word_terms(quoted)
        elif days := days_of(bare):
            # Digits alone may be a number of a patient; as a part of longer numbers years are everywhere.
            yield Term(whole=bare if bare.isdigit() else "", days=days)
        elif _UID.fullmatch(bare):
            yield Term(uid=bare)
        elif modalities := modalities_of(bare):
            yield Term(modalities=modalities, otherwise="".join(words_of(bare)))
        else:
            yield from _word_terms(bare)


def _word_terms(text: str) -> Iterator[Term]:
    """Each word must be there; one with an umlaut in any of its spellings."""
    for part in text.split():
        ways = [words_of(spelling) for spelling in spellings(part)]
        for readings in zip(*ways, strict=False):
            yield Term(words=tuple(dict.fromkeys(readings)))


def modalities_of(text: str) -> tuple[str, ...]:
    """Modalities that a word means: "ct", "mri", "pet/ct" is no one word for one; ``()`` if none."""
    name = text.upper().replace("-", "")
    return (name,) if name in MODALITIES else _SPOKEN.get(name, ())


def days_of(text: str) -> tuple[Days, ...]:
    """Read a date, a month, a year or a range of these: 2024, 2024-03, 20240312, 12.03.2024, 2024-01..2024-03.

    Returns
    -------
    tuple of Days
        Several where the order of day and month is open (3/4/2024); ``()`` where it is no date.
    """
    between = _RANGE.fullmatch(text)
    if between is None:
        return _date(text)
    start, end = between.groups()
    if not (start or end):
        return ()
    starts = _date(start) if start else (Days(FIRST_DAY, FIRST_DAY),)
    ends = _date(end) if end else (Days(LAST_DAY, LAST_DAY),)
    if not starts or not ends:
        return ()
    first, last = min(each.first for each in starts), max(each.last for each in ends)
    return (Days(first, last),) if first <= last else ()


def _date(text: str) -> tuple[Days, ...]:
    if found := _WRITTEN.fullmatch(text):
        return _spans(found[1], found[2], found[3])
    if found := _UNFINISHED.fullmatch(text):
        # Somebody is typing: what was found by the year stays until the month is there.
        return _date(found[1])
    if found := _GERMAN.fullmatch(text):
        return _spans(found[3], found[2], found[1])
    if found := _SLASHED.fullmatch(text):
        readings = {*_spans(found[3], found[2], found[1])}
        if found[1] is not None:
            readings |= {*_spans(found[3], found[1], found[2])}
        return tuple(sorted(readings, key=_first))
    return ()


def _spans(year: str, month: str | None, day: str | None) -> tuple[Days, ...]:
    """Span of a year, a month or a day; ``()`` where the calendar has none."""
    whole = int(year) * 10000
    if month is None:
        return (Days(whole + 101, whole + 1231),)
    if not 1 <= int(month) <= 12:
        return ()
    whole += int(month) * 100
    length = monthrange(int(year), int(month))[1]
    if day is None:
        return (Days(whole + 1, whole + length),)
    return (Days(whole + int(day), whole + int(day)),) if 1 <= int(day) <= length else ()


def _first(days: Days) -> int:
    return days.first
