"""Kinds of pictures by their modality: which differences a person may overrule, and which no person can."""

from __future__ import annotations

from collections.abc import Collection

RADIOGRAPHS = frozenset({"CR", "DX", "RG", "RF", "XA", "MG", "IO", "PX"})
"""Defined Terms of (0008,0060) Modality, PS3.3 C.7.3.1.1.1, for pictures that X-rays throw on a detector."""

_KINDS = (RADIOGRAPHS, *(frozenset(each) for each in ({"CT", "XA"}, {"MR"}, {"PT"}, {"NM", "ST"}, {"US", "IVUS"})))
"""Modalities that may stand for each other: a film is DX in one house and RF in the next, a rotation of XA is read as a
CT. What stands in none (OT, SC, a file without) may be a picture of any kind, which a person sees."""


def is_another_kind(found: str, wanted: Collection[str]) -> bool:
    """Whether a picture is of another kind than any that is wanted, so that nobody can say it were one of them.

    Parameters
    ----------
    found
        (0008,0060) Modality of the picture; ``""`` where it does not tell.
    wanted
        Modalities that a model takes; none for any.
    """
    known = [kind for kind in _KINDS if found in kind]
    told = [each for each in wanted if any(each in kind for kind in _KINDS)]
    if not known or len(told) < len(wanted) or not wanted:
        return False
    return not any(each in kind for kind in known for each in wanted)


def are_radiographs(wanted: Collection[str]) -> bool:
    """Whether nothing but radiographs is wanted: of those a series is no stack, but several pictures."""
    return bool(wanted) and RADIOGRAPHS.issuperset(wanted)
