"""Whether a face could be made out of a case: the head in a volume of thin slices is a portrait."""

from __future__ import annotations

from enum import StrEnum

from ai.volume import SpacingKind, Volume

_HEAD_PARTS = """
BRAIN CSPINE EAR EYE FACE HEAD HEADNECK IAC JAW MANDIBLE MAXILLA MOUTH NECK NOSE ORBIT PAROTID PITUITARY SCALP SELLA
SINUS SKULL TMJ WHOLEBODY ZYGOMA
"""
HEAD_PARTS = frozenset(_HEAD_PARTS.split())
"""(0018,0015) Body Part Examined, PS3.16 Annex L, of scans whose field may hold the face; letters only."""

TOMOGRAPHY = frozenset({"CT", "MR", "PT", "NM", "CBCT"})

SMALLEST_FACE_MM = 60.0
"""Extent along every axis below which no face is in the field: eyes to mouth are some 65 mm in an adult."""

FEWEST_SLICES = 8
"""A surface out of fewer slices is not one that anybody would know."""


class Face(StrEnum):
    """What is known of a face in the field."""

    NOT_LOOKED = ""
    """Written before this was asked."""
    NO = "no"
    POSSIBLE = "possible"
    """The head is in the field, and the volume is fine enough."""
    UNKNOWN = "unknown"
    """The volume is fine enough, and its files do not say what part of the body it is."""


def face_of(volume: Volume) -> Face:
    """Tell whether a face could be made out of a volume; by what its files say of the body part, not by its pixels."""
    if volume.modality not in TOMOGRAPHY and volume.modality:
        return Face.NO
    if volume.shape[0] < FEWEST_SLICES or volume.spacing_kind is SpacingKind.UNKNOWN:
        return Face.NO
    extent_mm = (count * step for count, step in zip(volume.shape, volume.spacing_mm, strict=True))
    if min(extent_mm) < SMALLEST_FACE_MM:
        return Face.NO
    part = "".join(letter for letter in volume.body_part.upper() if letter.isalpha())
    if not part:
        return Face.UNKNOWN
    is_head = part in HEAD_PARTS or any(word in part for word in ("HEAD", "BRAIN", "SKULL", "FACE", "BODY"))
    return Face.POSSIBLE if is_head else Face.NO
