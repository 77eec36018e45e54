"""What is done to a mask as a whole by one click."""

from __future__ import annotations

from enum import Enum

from ai.volume import BoolMask, Volume
from app.imaging.masks.between import filled_between
from app.imaging.masks.form import Spacing, largest_island, smoothed, with_margin, without_holes
from app.imaging.masks.grid_facts import is_even

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
    BETWEEN = "between slices"
    RESET = "as the model left it"

    @property
    def measures(self) -> bool:
        """Whether it needs true distances between slices."""
        return self in (Operation.SMOOTH, Operation.GROW, Operation.SHRINK)


def margin_mm(spacing_mm: Spacing) -> float:
    """Tell by how much a click grows or shrinks."""
    return max(LEAST_MM, *spacing_mm[1:])


def operated(operation: Operation, mask: BoolMask, spacing_mm: Spacing, *, original: BoolMask) -> BoolMask:
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
        return without_holes(mask)
    if operation is Operation.LARGEST:
        return largest_island(mask)
    if operation is Operation.SMOOTH:
        return smoothed(mask, spacing_mm, _SMOOTHING_PX * max(spacing_mm[1:]))
    if operation is Operation.BETWEEN:
        return filled_between(mask, spacing_mm)
    way = margin_mm(spacing_mm)
    return with_margin(mask, spacing_mm, way if operation is Operation.GROW else -way)


def can_operate(operation: Operation, volume: Volume) -> bool:
    """Whether an operation makes sense on a grid: distances need even slices, and what lies between two needs three."""
    if operation is Operation.BETWEEN:
        return volume.shape[0] > 2 and is_even(volume)
    return not operation.measures or volume.shape[0] == 1 or is_even(volume)
