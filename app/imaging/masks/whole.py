"""Changes of a whole mask that need more than the mask: values of the scan, another structure, a slice beside."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Protocol

import numpy as np

from ai.inference.results import Structure
from ai.progress import Progress, silent
from ai.volume import BoolMask, Volume
from app.imaging.masks.between import filled_between
from app.imaging.masks.grid_facts import is_even
from app.imaging.masks.operation import USUAL, Amounts, Operation, can_operate, operated
from app.imaging.masks.paint import Deed
from app.imaging.masks.region import Region


@dataclass(frozen=True, eq=False)
class Subject:
    """What is changed.

    Parameters
    ----------
    mask, original
        (slices, rows, columns) as it is, and as the model left it.
    volume
        The scan on the same grid.
    """

    mask: BoolMask
    original: BoolMask
    volume: Volume


class WholeChange(Protocol):
    """A change of a whole mask, as a reader asked for it."""

    def fits(self, volume: Volume) -> bool:
        """Whether it makes sense on the grid of a scan."""

    def after(self, subject: Subject, *, progress: Progress = silent) -> BoolMask:
        """Return (slices, rows, columns) as it becomes."""


@dataclass(frozen=True)
class OneClick:
    """A change by the mask and its grid alone.

    Parameters
    ----------
    operation, amounts
        What, and how much of it.
    """

    operation: Operation
    amounts: Amounts = USUAL

    def fits(self, volume: Volume) -> bool:
        """As `can_operate`."""
        return can_operate(self.operation, volume)

    def after(self, subject: Subject, *, progress: Progress = silent) -> BoolMask:
        """As `operated`."""
        return operated(
            self.operation,
            subject.mask,
            subject.volume.spacing_mm,
            original=subject.original,
            amounts=self.amounts,
            progress=progress,
        )


@dataclass(frozen=True)
class ValueRange:
    """Keep of a mask what has values of a range, or mark all of the scan that has.

    Parameters
    ----------
    lowest, highest
        Of the range, both included, in the unit of the scan.
    everywhere
        Whether the mask becomes all of the scan that has them; else what of it has.
    """

    lowest: float
    highest: float
    everywhere: bool = False

    def fits(self, volume: Volume) -> bool:
        """Colours have no order."""
        return not volume.is_colour

    def after(self, subject: Subject, *, progress: Progress = silent) -> BoolMask:
        """Compare slice by slice."""
        result = np.empty(subject.mask.shape, np.bool_)
        for index, plane in enumerate(subject.volume.voxels):
            progress(index / len(result), "")
            within = (plane >= self.lowest) & (plane <= self.highest)
            result[index] = within if self.everywhere else within & subject.mask[index]
        return result


@dataclass(frozen=True)
class Between:
    """Fill empty planes between marked ones.

    Parameters
    ----------
    axis
        Across which the planes lie: 0 for slices, 1 for rows, 2 for columns.
    """

    axis: int

    def fits(self, volume: Volume) -> bool:
        """Whether there is a plane between two, and all are at even distances."""
        return volume.shape[self.axis] > 2 and is_even(volume)

    def after(self, subject: Subject, *, progress: Progress = silent) -> BoolMask:
        """As `filled_between`."""
        return filled_between(subject.mask, subject.volume.spacing_mm, axis=self.axis, progress=progress)


@dataclass(frozen=True, eq=False)
class Fill:
    """Mark or clear a region that was found in the scan.

    Parameters
    ----------
    region, deed
        What, and what is done to it.
    intensity
        (lowest, highest) value of the scan beyond which nothing is touched; None for any.
    """

    region: Region
    deed: Deed
    intensity: tuple[float, float] | None = None

    def fits(self, volume: Volume) -> bool:
        """Colours have no order."""
        return self.intensity is None or not volume.is_colour

    def after(self, subject: Subject, *, progress: Progress = silent) -> BoolMask:
        """Mark or clear what may be touched."""
        result, box, wanted = subject.mask.copy(), self.region.box, self.region.inside
        progress(0.5, "")
        if self.intensity is not None:
            lowest, highest = self.intensity
            seen = subject.volume.voxels[box]
            wanted = wanted & (seen >= lowest) & (seen <= highest)
        result[box][wanted] = self.deed is Deed.MARK
        return result


class Combination(Enum):
    """How two structures become one."""

    ADD = "add"
    SUBTRACT = "subtract"
    INTERSECT = "intersect"
    COPY = "copy"


@dataclass(frozen=True, eq=False)
class Combine:
    """Take another structure into account.

    Parameters
    ----------
    how
        What becomes of both.
    other
        On the same grid; it stays as it is.
    """

    how: Combination
    other: Structure

    def fits(self, volume: Volume) -> bool:
        """Only structures of one grid have voxels in common."""
        return self.other.labelled.shape == volume.shape

    def after(self, subject: Subject, *, progress: Progress = silent) -> BoolMask:
        """Combine slice by slice."""
        result = subject.mask.copy()
        for index, plane in enumerate(result):
            progress(index / len(result), "")
            other = self.other.plane(index)
            if self.how is Combination.ADD:
                plane |= other
            elif self.how is Combination.SUBTRACT:
                plane &= ~other
            elif self.how is Combination.INTERSECT:
                plane &= other
            else:
                plane[:] = other
        return result


@dataclass(frozen=True)
class CopyPlane:
    """Put the mask of a plane of the grid onto another one, in place of what it has there.

    Parameters
    ----------
    axis
        Across which the planes lie: 0 for slices, 1 for rows, 2 for columns.
    source, target
        Their indices.
    """

    axis: int
    source: int
    target: int

    def fits(self, volume: Volume) -> bool:
        """Both are planes of the grid."""
        return all(0 <= each < volume.shape[self.axis] for each in (self.source, self.target))

    def after(self, subject: Subject, *, progress: Progress = silent) -> BoolMask:
        """Copy it."""
        result = subject.mask.copy()
        planes = np.moveaxis(result, self.axis, 0)
        planes[self.target] = planes[self.source]
        return result
