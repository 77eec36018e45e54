"""The box in which a model that needs one is taught and scored: as a reader would draw it. No torch here.

A scan that the model may read whole is read whole, as `ai.inference.box_limits.needs_box` decides when it is run. Of a
larger one the model sees a box of its usual size in the middle of the masks, or as much more as they need. Its place
comes from the truth, as it comes from the reader later; scores say nothing of finding the place.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from ai.inference.box_limits import LARGEST_BOX_MM, needs_box, usual_box, usual_sides_mm
from ai.library.card import ModelCard
from ai.prepare.placed_box import PlacedBox, Vector
from ai.volume import BoolMask, Volume

MARGIN_MM = 3.0
"""Least room between the masks and the sides: about what the smallest crops of the shipped recipe have."""


def teaching_box(card: ModelCard, volume: Volume, masks: Iterable[BoolMask]) -> PlacedBox | None:
    """Say where a model looks in a case.

    Parameters
    ----------
    card
        The model.
    volume
        The scan of the case.
    masks
        Of its structures, (slices, rows, columns) bool on the grid of the scan.

    Returns
    -------
    PlacedBox | None
        None where the model reads the whole scan. No side is longer than the model may read: of larger structures the
        rest lies outside and is missed.
    """
    if not needs_box(card, volume):
        return None
    marked = [mask for mask in masks if mask.any()]
    if not marked:
        return usual_box(card, volume)
    there = [np.flatnonzero(np.any([_along(mask, axis) for mask in marked], axis=0)) for axis in range(3)]
    usual = usual_sides_mm(card, volume) or (0.0, 0.0, 0.0)
    longest = float(card.reference.get(LARGEST_BOX_MM, np.inf))
    low, high = [], []
    for indices, side, mm in zip(there, usual, volume.spacing_mm, strict=True):
        middle = (int(indices[0]) + int(indices[-1])) / 2
        own_mm = (int(indices[-1]) - int(indices[0]) + 1) * mm + 2 * MARGIN_MM
        half = min(max(own_mm, side), longest) / mm / 2
        low.append(middle - half)
        high.append(middle + half)
    return PlacedBox.along_grid(volume, _vector(low), _vector(high))


def _along(mask: BoolMask, axis: int) -> BoolMask:
    """(side,) whether anything lies in each plane."""
    return np.asarray(mask.any(axis=tuple(other for other in range(3) if other != axis)), np.bool_)


def _vector(values: Sequence[float]) -> Vector:
    first, second, third = values
    return first, second, third
