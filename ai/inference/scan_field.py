"""Models that read a scan as a whole, in one field round its middle: is a scan too short or too long for it? No torch.

What is refused and doubted here needs the spacing and the directions of the scan, which the grid asks for anyway.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ai.library.card import ModelCard
from ai.prepare.directions import axes_towards
from ai.prepare.placed_box import Vector
from ai.volume import SpacingKind, Volume
from ai.words import Sentence, say

ORIENTATION = "SPL"
"""Slices from the feet up, rows to the back, columns to the left, as an axial stack of DICOM lies."""

SMALLEST_SCAN_MM = "smallest_scan_mm"
"""Key of a card's ``reference``: shortest lengths along `ORIENTATION` of the scans that it was taught on."""

LEAST_SHARE = 0.5
"""Of these lengths, which a scan must have."""

_ROUNDING_MM = 0.05

_ALONG = (say("up-down"), say("front-back"), say("right-left"))


def along_grid_mm(volume: Volume) -> tuple[Vector, Vector]:
    """Spacing and length in mm along `ORIENTATION`; an oblique axis counts for the one that it is closest to."""
    axes, _ = axes_towards(volume.affine_lps, ORIENTATION)
    first, second, third = (volume.spacing_mm[axis] for axis in axes)
    slices, rows, columns = (volume.shape[axis] * volume.spacing_mm[axis] for axis in axes)
    return (first, second, third), (slices, rows, columns)


def field_faults(card: ModelCard, volume: Volume) -> Iterator[Sentence]:
    """Say along which axis a scan is too short."""
    least = card.reference.get(SMALLEST_SCAN_MM)
    if least is None or not _tells_all(volume):
        return
    for along, found, taught in zip(_ALONG, along_grid_mm(volume)[1], least, strict=True):
        if found < LEAST_SHARE * taught - _ROUNDING_MM:
            yield say(
                "{model} was taught on scans of at least {taught:.0f} mm {along}; this one has {found:.0f} mm.",
                model=card.title,
                taught=taught,
                along=along,
                found=found,
            )


def field_doubts(card: ModelCard, volume: Volume) -> Iterator[Sentence]:
    """Say along which axis only the middle of a scan is read."""
    grid = card.input.grid
    if SMALLEST_SCAN_MM not in card.reference or grid is None or not grid.size or not _tells_all(volume):
        return
    spacing, lengths = along_grid_mm(volume)
    wanted = np.where(np.array(grid.spacing_mm) > 0, grid.spacing_mm, spacing)
    for along, found, side, mm in zip(_ALONG, lengths, grid.size, wanted, strict=True):
        if found > (side + 1) * mm:
            yield say(
                "The scan is {found:.0f} mm long {along}; {model} reads the middle {field:.0f} mm of it.",
                found=found,
                along=along,
                model=card.title,
                field=side * mm,
            )


def _tells_all(volume: Volume) -> bool:
    return volume.axes_known and volume.spacing_kind is not SpacingKind.UNKNOWN and not volume.geometry_fault
