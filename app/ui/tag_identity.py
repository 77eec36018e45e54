"""Which values of a table of tags tell who the patient is, be it under a tag of its maker."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from app.dicom.tags import TagRow
from app.index.folding import words_of

_PATIENT_GROUP = 0x0010
_NUMBERS = frozenset((0x00080050, 0x00200010, 0x00401001))
"""Accession Number, Study ID, Requested Procedure ID: numbers that lead to a patient."""

_TOLD_AGAIN = frozenset(("PN", "LO", "SH", "LT", "ST", "UC", "UT", "DA"))
"""Value representations of what is looked for elsewhere: names, numbers and dates, no sex, age or weight."""

_SHORTEST_PART = 4
"""Letters and digits of what is looked for within longer values; less of them is everywhere."""

_SHORTEST_WORD = 3
"""Letters of a part of a name that is looked for as a word; those that are not Latin say as much with one."""


@dataclass(frozen=True)
class Identity:
    """What a file tells of its patient, as it may be told again elsewhere in it; all without accents and punctuation.

    Parameters
    ----------
    texts
        Whole values in one piece: "mullereva", "pat0047", "19580412".
    names
        Parts of names.
    """

    texts: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()

    def is_in(self, row: TagRow) -> bool:
        """Whether an element tells who the patient is, or repeats it.

        In elements of makers, about which nobody knows what they hold, also parts of names and values of any length
        count.
        """
        if is_personal(row):
            return True
        words = words_of(row.value)
        whole = "".join(words)
        if any(len(text) >= _SHORTEST_PART and text in whole for text in self.texts):
            return True
        is_private = bool(row.tag >> 16 & 1)
        return is_private and (whole in self.texts or not self.names.isdisjoint(words))


def is_personal(row: TagRow) -> bool:
    """Whether an element is one of those that tell who somebody is."""
    return row.tag >> 16 == _PATIENT_GROUP or row.vr == "PN" or row.tag in _NUMBERS


def identity_of(rows: Iterable[TagRow]) -> Identity:
    """Gather from all elements of a file what tells who the patient is."""
    texts: set[str] = set()
    names: set[str] = set()
    for row in rows:
        if not is_personal(row) or row.vr not in _TOLD_AGAIN:
            continue
        for value in row.value.split("\\"):
            words = words_of(value)
            texts.add("".join(words))
            if row.vr == "PN":
                names.update(word for word in words if len(word) >= _SHORTEST_WORD or not word.isascii())
                # Each writing of a name by itself, and the family name last.
                for writing in value.split("="):
                    family, _, others = writing.partition("^")
                    texts.add("".join(words_of(writing)))
                    texts.add("".join(words_of(f"{others} {family}")))
            elif row.vr == "DA" and len(value) == 8:
                texts |= {value[6:] + value[4:6] + value[:4], value[4:] + value[:4]}
    return Identity(frozenset(texts - {""}), frozenset(names))
