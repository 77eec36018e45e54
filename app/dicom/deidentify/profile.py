"""What the Basic Application Level Confidentiality Profile does with every attribute: PS3.15 table E.1-1.

The table itself is kept by the library dicom-anonymizer, which takes it from the standard; what its codes mean for a
data set, its sequences and its private elements is decided here. Where the table leaves a choice (X/Z, X/D, ...) the
element stays, without its value: other readers may need it.
"""

from __future__ import annotations

from enum import Enum

from dicomanonymizer.dicom_anonymization_databases import dicomfields_2026c as table
from pydicom.datadict import dictionary_has_tag
from pydicom.tag import BaseTag

EDITION = "2026c"
"""Of the standard that the table is of."""


class Rule(Enum):
    """What is done with an attribute."""

    KEEP = "keep"
    REMOVE = "remove"
    """X."""
    EMPTY = "empty"
    """Z, X/Z."""
    DUMMY = "dummy"
    """D, Z/D, X/D, X/Z/D."""
    UID = "uid"
    """U: another UID, the same one for the same one in the whole job."""
    REFERENCES = "references"
    """X/Z/U*: a sequence of references whose UIDs are replaced."""


_RULES: dict[tuple[int, int], Rule] = {
    **dict.fromkeys(table.X_TAGS, Rule.REMOVE),
    **dict.fromkeys((*table.Z_TAGS, *table.X_Z_TAGS), Rule.EMPTY),
    **dict.fromkeys((*table.D_TAGS, *table.Z_D_TAGS, *table.X_D_TAGS, *table.X_Z_D_TAGS), Rule.DUMMY),
    **dict.fromkeys(table.U_TAGS, Rule.UID),
    **dict.fromkeys(table.X_Z_U_STAR_TAGS, Rule.REFERENCES),
}

_REPEATING_GROUPS = (0x5000, 0x6000)
"""Curves and overlays, PS3.5 7.6: their data and comments are X; what is left of them would describe nothing."""

_FREE_TEXT = frozenset({"LT", "ST", "UT"})
"""Paragraphs, PS3.5 6.2: whatever the table says, nobody knows what was typed there."""

_DATES = frozenset({"DA", "DT"})

_WITHOUT_MEANING = frozenset({"UN", "PN"})
"""Value representations of what nobody can judge, and of names."""

_PADDING_GROUP = 0xFFFC
"""(FFFC,FFFC) Data Set Trailing Padding: any bytes."""


def rule_of(tag: BaseTag, vr: str) -> Rule:
    """Tell what is done with an element.

    Parameters
    ----------
    tag
        Its tag. What is private, of a group length, of a curve or overlay, or unknown to the standard is removed.
    vr
        Its value representation. Of what the table does not name, names, dates and paragraphs are removed, and UIDs
        replaced; the rest is kept.
    """
    if tag.is_private or tag.element == 0 or tag.group == _PADDING_GROUP:
        return Rule.REMOVE
    if tag.group & 0xFF00 in _REPEATING_GROUPS or not dictionary_has_tag(tag):
        return Rule.REMOVE
    listed = _RULES.get((tag.group, tag.element))
    if listed is not None:
        return listed
    if vr in _FREE_TEXT or vr in _DATES or vr in _WITHOUT_MEANING:
        return Rule.REMOVE
    return Rule.UID if vr == "UI" else Rule.KEEP
