"""What a person's mask shows: usual segments with their codes, and own words with a code of our own."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from ai.library.card import Code, Label
from ai.words import say

LOCAL_SCHEME = "99LIGHTBOX"
"""Private coding scheme, PS3.16 8.2: 99 and a name. For what a reader calls by words of his own."""

ANATOMICAL = Code("91723000", "SCT", "Anatomical Structure")
ABNORMAL = Code("49755003", "SCT", "Morphologically Abnormal Structure")
"""Categories of CID 7150, PS3.16."""

LONGEST_TITLE = 64
"""Characters of (0062,0005) Segment Label and of (0008,0104) Code Meaning, VR LO, PS3.5 6.2."""

_SLUG, _DIGEST = 9, 6
"""Characters of a code of our own: with a hyphen the 16 of (0008,0100) Code Value, VR SH."""

_LONGEST_NAME = 40


@dataclass(frozen=True)
class UsualSegment:
    """A segment that is often drawn.

    Parameters
    ----------
    title
        For the reader.
    code
        (0062,000F) Segmented Property Type Code.
    category
        (0062,0003) Segmented Property Category Code.
    is_paired
        Whether there is a right and a left one.
    """

    title: str
    code: Code
    category: Code
    is_paired: bool = False


def _abnormal(title: str, value: str, meaning: str) -> UsualSegment:
    return UsualSegment(title, Code(value, "SCT", meaning), ABNORMAL)


def _organ(title: str, value: str, meaning: str, *, is_paired: bool = False) -> UsualSegment:
    return UsualSegment(title, Code(value, "SCT", meaning), ANATOMICAL, is_paired)


USUAL_SEGMENTS = (
    # CID 7194 Morphologically Abnormal Structure Segmentation Property Types.
    _abnormal(say("Tumour"), "108369006", "Neoplasm"),
    _abnormal(say("Metastasis"), "14799000", "Neoplasm, Secondary"),
    _abnormal(say("Nodule"), "27925004", "Nodule"),
    _abnormal(say("Lesion"), "52988006", "Lesion"),
    _abnormal(say("Brain lesion"), "52988006", "Lesion"),
    _abnormal(say("Mass"), "4147007", "Mass"),
    _abnormal(say("Cyst"), "367643001", "Cyst"),
    _abnormal(say("Oedema"), "79654002", "Edema"),
    _abnormal(say("Necrosis"), "6574001", "Necrosis"),
    _abnormal(say("Haemorrhage"), "50960005", "Hemorrhage"),
    # CID 7192 Anatomical Structure Segmentation Property Types.
    _organ(say("Lymph node"), "59441001", "Lymph Node"),
    _organ(say("Lung"), "39607008", "Lung", is_paired=True),
    _organ(say("Heart"), "80891009", "Heart"),
    _organ(say("Aorta"), "15825003", "Aorta"),
    _organ(say("Liver"), "10200004", "Liver"),
    _organ(say("Spleen"), "78961009", "Spleen"),
    _organ(say("Pancreas"), "15776009", "Pancreas"),
    _organ(say("Kidney"), "64033007", "Kidney", is_paired=True),
    _organ(say("Adrenal gland"), "23451007", "Adrenal gland", is_paired=True),
    _organ(say("Bladder"), "89837001", "Bladder"),
    _organ(say("Prostate"), "41216001", "Prostate"),
    _organ(say("Uterus"), "35039007", "Uterus"),
    _organ(say("Breast"), "76752008", "Breast", is_paired=True),
    _organ(say("Brain"), "12738006", "Brain"),
    _organ(say("Hippocampus"), "5366008", "Hippocampus", is_paired=True),
    _organ(say("Eye"), "81745001", "Eye", is_paired=True),
    _organ(say("Vertebra"), "51282000", "Vertebra"),
    _organ(say("Femur"), "71341001", "Femur", is_paired=True),
)
"""Offered for a new mask; codes of CID 7192 and CID 7194, PS3.16."""


def category_of(code: Code) -> Code:
    """Tell the category of CID 7150 that a structure belongs to: anatomy, unless it is known as a finding."""
    known = (
        each.category for each in USUAL_SEGMENTS if (each.code.value, each.code.scheme) == (code.value, code.scheme)
    )
    return next(known, ANATOMICAL)


def local_code(title: str) -> Code:
    """Make a code of our own for words that no scheme knows; the same words give the same code.

    Parameters
    ----------
    title
        As the reader says it.
    """
    slug = _slug(title).replace("_", "").upper()[:_SLUG] or "MASK"
    digest = hashlib.sha256(title.strip().casefold().encode()).hexdigest()[:_DIGEST].upper()
    return Code(f"{slug}-{digest}", LOCAL_SCHEME, title.strip()[:LONGEST_TITLE])


def own_label(title: str, code: Code | None, side: str, *, taken: Collection[str] = ()) -> Label:
    """Make the label of a person's mask.

    Parameters
    ----------
    title
        As the reader says it; at least one character that is no space.
    code
        Of a usual segment; None for a code of our own.
    side
        ``"right"``, ``"left"`` (of the patient) or ``""``.
    taken
        Stable names of other masks of the series.
    """
    title = " ".join(title.split())[:LONGEST_TITLE]
    if not title:
        raise ValueError("a mask has a name")
    stem = _slug(title) or "mask"
    name, number = stem, 1
    while name in taken:
        number += 1
        name = f"{stem}_{number}"
    return Label(name, title, code or local_code(title), side)


def _slug(title: str) -> str:
    """Letters, digits and _ of ASCII alone."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().casefold()
    words = "".join(letter if letter.isalnum() else " " for letter in plain).split()
    return "_".join(words)[:_LONGEST_NAME].strip("_")


def usual_in(text: str, titles: Sequence[str]) -> UsualSegment | None:
    """Find the usual segment that words name: "Tumour 2" is a tumour; findings come before organs ("liver cyst").

    Parameters
    ----------
    text
        By the reader.
    titles
        Of `USUAL_SEGMENTS`, in the language that the reader writes in.

    Returns
    -------
    UsualSegment or None
        The one with the longest name; None where the words name none.
    """
    said = f" {' '.join(text.casefold().split())} "
    found = [
        (each.category == ABNORMAL, len(title), -number, each)
        for number, (each, title) in enumerate(zip(USUAL_SEGMENTS, titles, strict=True))
        if f" {title.casefold()} " in said
    ]
    return max(found, key=_rank)[3] if found else None


def _rank(found: tuple[bool, int, int, UsualSegment]) -> tuple[bool, int, int]:
    return found[:3]
