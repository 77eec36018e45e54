"""What the tags of a picture leave open of its kind, for an answer of its own; the gate goes by the look alone.

A machine writes Modality by itself, so a slice of a CT is no MR whatever it looks like. Body Part Examined is often
chosen by hand: it speaks only where it names another region of the body.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ai.library.router_kinds import BRAIN_MR, CHEST_CT, CHEST_FILM, HIPPOCAMPUS_MR, KINDS, SOMETHING_ELSE
from ai.volume import Volume

_MODALITIES: Mapping[str, frozenset[str]] = {
    CHEST_FILM: frozenset({"CR", "DX", "RG"}),
    CHEST_CT: frozenset({"CT"}),
    BRAIN_MR: frozenset({"MR"}),
    HIPPOCAMPUS_MR: frozenset({"MR"}),
}

_SAY_NOTHING = frozenset({"", "OT", "HC"})
"""Modality (0008,0060) of captured and printed pictures: they may show anything."""

_HEAD = ("HEAD", "BRAIN", "SKULL")
_TRUNK = ("CHEST", "THORAX", "LUNG", "HEART", "MEDIASTINUM", "ABDOMEN", "LIVER")
_ELSEWHERE = (
    "BREAST",
    "PELVIS",
    "HIP",
    "KNEE",
    "ANKLE",
    "FOOT",
    "LEG",
    "SHOULDER",
    "ELBOW",
    "WRIST",
    "HAND",
    "PROSTATE",
)
"""Words in Body Part Examined (0018,0015), PS3.16 Annex L; a spine may lie in any of them."""

_REGIONS: Mapping[str, tuple[str, ...]] = {
    CHEST_FILM: _TRUNK,
    CHEST_CT: _TRUNK,
    BRAIN_MR: _HEAD,
    HIPPOCAMPUS_MR: _HEAD,
}


def open_kinds(volume: Volume) -> tuple[str, ...]:
    """Kinds of `KINDS` that the tags do not exclude, in their order; something else is always among them."""
    return tuple(kind for kind in KINDS if kind == SOMETHING_ELSE or not _is_excluded(kind, volume))


def among(kinds: Sequence[str], probabilities: Sequence[float]) -> tuple[float, ...]:
    """Share the probabilities of `KINDS` among some of them.

    Parameters
    ----------
    kinds
        From `open_kinds`.
    probabilities
        By the look, in the order of `KINDS`; their sum is 1.
    """
    kept = [value if kind in kinds else 0.0 for kind, value in zip(KINDS, probabilities, strict=True)]
    total = sum(kept)
    if total <= 0:
        return tuple(float(kind == SOMETHING_ELSE) for kind in KINDS)
    return tuple(value / total for value in kept)


def _is_excluded(kind: str, volume: Volume) -> bool:
    modality, body_part = volume.modality.upper(), volume.body_part.upper()
    if modality not in _SAY_NOTHING and modality not in _MODALITIES[kind]:
        return True
    own = _REGIONS[kind]
    others = [word for region in (_HEAD, _TRUNK, _ELSEWHERE) if region is not own for word in region]
    return any(word in body_part for word in others) and not any(word in body_part for word in own)
