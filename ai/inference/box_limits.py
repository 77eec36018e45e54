"""Models that read a box round one structure: which box they were made for, and what speaks against one. No torch here.

The figures stand in ``reference`` of the card.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ai.library.card import ModelCard
from ai.library.prompt_spec import BOX
from ai.prepare.directions import axes_towards
from ai.prepare.placed_box import PlacedBox, Vector
from ai.volume import Volume
from ai.words import Sentence, say

LARGEST_BOX_MM = "largest_box_mm"
"""Longest side of the box of a model that was never shown more than that."""

SMALLEST_BOX_MM = "smallest_box_mm"
"""Shortest sides along the patient's x, y and z: less than that never held the whole structure."""

USUAL_BOX_MM = "usual_box_mm"
"""Sides along the patient's x, y and z of the boxes that it was shown."""

_ROUNDING_MM = 0.05
"""A side is told in whole millimetres: none is refused for less."""


def needs_box(card: ModelCard, volume: Volume) -> bool:
    """Whether a person must say where to look: the model takes a box, or the scan is larger than it may be shown."""
    if card.prompts is not None and BOX in card.prompts.takes:
        return True
    limit = card.reference.get(LARGEST_BOX_MM)
    return limit is not None and max(_whole_mm(volume)) > limit + _ROUNDING_MM


def usual_sides_mm(card: ModelCard, volume: Volume) -> Vector | None:
    """Sides of the usual box of a model along the (slices, rows, columns) of a scan; None where the card has none."""
    usual = card.reference.get(USUAL_BOX_MM)
    if usual is None:
        return None
    axes, _ = axes_towards(volume.affine_lps, "LPS")
    sides = [0.0, 0.0, 0.0]
    for length, axis in zip(usual, axes, strict=True):
        sides[axis] = float(length)
    return sides[0], sides[1], sides[2]


def usual_box(card: ModelCard, volume: Volume) -> PlacedBox:
    """Make a box of the usual size in the middle of a scan, to ask beforehand what a run would be like."""
    limit = float(card.reference.get(LARGEST_BOX_MM, np.inf))
    whole = _whole_mm(volume)
    sides = usual_sides_mm(card, volume) or whole
    half = [min(side, own, limit) / mm / 2 for side, own, mm in zip(sides, whole, volume.spacing_mm, strict=True)]
    middle = [(size - 1) / 2 for size in volume.shape]
    low, high = ([at + sign * by for at, by in zip(middle, half, strict=True)] for sign in (-1, 1))
    return PlacedBox.along_grid(volume, (low[0], low[1], low[2]), (high[0], high[1], high[2]))


def whole_box(card: ModelCard, volume: Volume) -> PlacedBox | None:
    """Give the whole scan as the box of a model that needs one, as a test on cropped scans does; else None."""
    if not needs_box(card, volume):
        return None
    last = [size - 0.5 for size in volume.shape]
    return PlacedBox.along_grid(volume, (-0.5, -0.5, -0.5), (last[0], last[1], last[2]))


def box_faults(card: ModelCard, volume: Volume, box: PlacedBox | None) -> Iterator[Sentence]:
    """Say what speaks against looking into a box, or at the whole scan where there is none."""
    if box is not None and box.spans_in(volume) is None:
        yield say("The box lies beside the scan.")
    limit = card.reference.get(LARGEST_BOX_MM)
    found = max(_whole_mm(volume) if box is None else box.sides_mm)
    if limit is not None and found > limit + _ROUNDING_MM:
        yield say(
            "{model} reads a box of at most {limit:.0f} mm a side round the one structure that it marks; this is "
            "{found:.0f} mm long.",
            model=card.title,
            limit=limit,
            found=found,
        )
    least = card.reference.get(SMALLEST_BOX_MM)
    sides = None if box is None else box.sides_xyz_mm
    if sides is not None and least is not None:
        short = [side for side, wanted in zip(sides, least, strict=True) if side < wanted - _ROUNDING_MM]
        if short:
            yield say(
                "{model} needs a box that holds the whole structure, at least {across:.0f} × {deep:.0f} × {high:.0f} "
                "mm (right-left, front-back, up-down); this is {x:.0f} × {y:.0f} × {z:.0f} mm.",
                model=card.title,
                across=least[0],
                deep=least[1],
                high=least[2],
                x=sides[0],
                y=sides[1],
                z=sides[2],
            )


def _whole_mm(volume: Volume) -> Vector:
    slices, rows, columns = (size * mm for size, mm in zip(volume.shape, volume.spacing_mm, strict=True))
    return slices, rows, columns
