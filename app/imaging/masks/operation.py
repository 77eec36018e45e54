"""What is done to a mask as a whole by one click."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum

from ai.progress import Progress, silent
from ai.volume import BoolMask, Volume
from app.imaging.masks.between import filled_between
from app.imaging.masks.form import Spacing, islands_from, largest_island, smoothed, with_margin, without_holes
from app.imaging.masks.grid_facts import has_millilitres, is_even

LEAST_MM = 1.0
"""Margin of a click where pixels are smaller; one pixel where they are larger."""

_SMOOTHING_PX = 1.0
"""Standard deviation of the smoothing, in pixels of the slices."""


class Operation(Enum):
    """One of them."""

    FILL_HOLES = "fill holes"
    LARGEST = "largest island"
    SMOOTH = "smooth"
    GROW = "grow"
    SHRINK = "shrink"
    ISLANDS = "small islands"
    BETWEEN = "between slices"
    RESET = "as the model left it"

    @property
    def measures(self) -> bool:
        """Whether it needs true distances between slices."""
        return self in (Operation.SMOOTH, Operation.GROW, Operation.SHRINK)


@dataclass(frozen=True)
class Amounts:
    """How much of it; each stays from one mask to the next.

    Parameters
    ----------
    margin_mm
        That a mask grows or shrinks by, above 0; None for `margin_mm` of its grid.
    smooth_mm
        Standard deviation of the smoothing, above 0; None for a pixel of its slices.
    least_ml
        Parts below it are taken away, above 0.
    """

    margin_mm: float | None = None
    smooth_mm: float | None = None
    least_ml: float = 1.0

    def __post_init__(self) -> None:
        for each in (self.margin_mm, self.smooth_mm, self.least_ml):
            if each is not None and not (math.isfinite(each) and each > 0):
                raise ValueError(f"an amount is above 0, got {each}")


USUAL = Amounts()
"""What fits the grid."""


def margin_mm(spacing_mm: Spacing, amounts: Amounts = USUAL) -> float:
    """Tell by how much a click grows or shrinks."""
    return max(LEAST_MM, *spacing_mm[1:]) if amounts.margin_mm is None else amounts.margin_mm


def smooth_mm(spacing_mm: Spacing, amounts: Amounts = USUAL) -> float:
    """Tell by how much a click smooths."""
    return _SMOOTHING_PX * max(spacing_mm[1:]) if amounts.smooth_mm is None else amounts.smooth_mm


def operated(
    operation: Operation,
    mask: BoolMask,
    spacing_mm: Spacing,
    *,
    original: BoolMask,
    amounts: Amounts = USUAL,
    progress: Progress = silent,
) -> BoolMask:
    """Do it.

    Parameters
    ----------
    operation
        What.
    mask
        (slices, rows, columns).
    spacing_mm
        Of the grid.
    original
        What the model left, on the same grid.
    amounts
        How much.
    progress
        Called for every few slices where these can be done one after the other.

    Returns
    -------
    BoolMask
        (slices, rows, columns).
    """
    if operation is Operation.RESET:
        return original
    if not mask.any():
        return mask
    if operation is Operation.FILL_HOLES:
        return without_holes(mask, progress=progress)
    if operation is Operation.LARGEST:
        return largest_island(mask, progress=progress)
    if operation is Operation.ISLANDS:
        return islands_from(mask, spacing_mm, amounts.least_ml, progress=progress)
    if operation is Operation.SMOOTH:
        return smoothed(mask, spacing_mm, smooth_mm(spacing_mm, amounts), progress=progress)
    if operation is Operation.BETWEEN:
        return filled_between(mask, spacing_mm, progress=progress)
    way = margin_mm(spacing_mm, amounts)
    return with_margin(mask, spacing_mm, way if operation is Operation.GROW else -way, progress=progress)


def can_operate(operation: Operation, volume: Volume) -> bool:
    """Whether an operation makes sense on a grid: distances need even slices, and what lies between two needs three."""
    if operation is Operation.BETWEEN:
        return volume.shape[0] > 2 and is_even(volume)
    if operation is Operation.ISLANDS:
        return has_millilitres(volume) and is_even(volume)
    return not operation.measures or volume.shape[0] == 1 or is_even(volume)
