"""What would be marked by growing from a place: shown until the reader takes it or gives it up."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from PySide6.QtCore import QObject, Signal

from ai.volume import BoolMask
from app.imaging.masks.grow import OnPlane
from app.imaging.masks.region import Index, Region

GROWTH_RADII_MM = (5.0, 8.0, 10.0, 15.0, 20.0, 25.0, 30.0, 40.0, 50.0, 60.0, 80.0, 100.0)
"""Beyond which nothing grows. Measured on one core on a grid of 0.7 x 0.7 x 1 mm: 40 ms for 50 mm, 350 for 100."""


@dataclass(frozen=True)
class GrowthChoice:
    """How to grow, as the reader set it.

    Parameters
    ----------
    radius_mm
        One of `GROWTH_RADII_MM`.
    is_ball
        Over all slices around, not only on the plane.
    """

    radius_mm: float = 20.0
    is_ball: bool = True


@dataclass(frozen=True, eq=False)
class Growth:
    """What grew from a place.

    Parameters
    ----------
    seed, plane
        From where, and on which plane of the patient it lies; the seed as `app.imaging.masks.grow` has it.
    shape
        (slices, rows, columns) of the grid.
    middle
        Value of the tissue at the seed.
    steps
        Tolerances to choose from.
    tolerance
        How far values may be from the middle.
    region
        What grew; None where nothing is alike, or as long as it grows.
    """

    seed: Index
    plane: OnPlane
    shape: tuple[int, int, int]
    middle: float
    steps: tuple[float, ...]
    tolerance: float
    region: Region | None = None

    @cached_property
    def voxels(self) -> int:
        """How many grew."""
        return 0 if self.region is None else int(np.count_nonzero(self.region.inside))

    @cached_property
    def mask(self) -> BoolMask:
        """(slices, rows, columns), what grew; memory is taken only where something did."""
        mask = np.zeros(self.shape, np.bool_)
        if self.region is not None:
            mask[self.region.box] = self.region.inside
        return mask


class MaskGrowth(QObject):
    """Holder of what grew; `app.actions.grow_mask` changes it.

    Signals
    -------
    growth_changed()
        Something else grew, or nothing any more; or it is to grow otherwise.
    """

    growth_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._choice = GrowthChoice()
        self._growth: Growth | None = None

    @property
    def choice(self) -> GrowthChoice:
        """How to grow; it stays from one mask to the next."""
        return self._choice

    @property
    def growth(self) -> Growth | None:
        """What grew; None for nothing."""
        return self._growth

    def set_choice(self, choice: GrowthChoice) -> None:
        """Grow otherwise."""
        if choice != self._choice:
            self._choice = choice
            self.growth_changed.emit()

    def show(self, growth: Growth) -> None:
        """Show what grew."""
        self._growth = growth
        self.growth_changed.emit()

    def clear(self) -> None:
        """Show nothing."""
        if self._growth is not None:
            self._growth = None
            self.growth_changed.emit()
