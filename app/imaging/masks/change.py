"""What an edit changed in a mask, small enough that every one of them can be kept.

A change holds the exclusive or of before and after. Done twice it undoes itself, so that undo and redo are one thing,
and what did not change compresses to nothing: a stroke takes some hundred bytes, not a copy of a volume.
"""

from __future__ import annotations

import math
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ai.inference.results import Labelled
from app.imaging.masks.region import Box, Index, box_of, low_of

_LEVEL = 1
"""Of zlib: the quickest; runs of zeros gain nothing by more."""


@dataclass(frozen=True)
class Change:
    """One edit.

    Parameters
    ----------
    low, shape
        The block that it lies in, (slice, row, column) of its first voxel, and (slices, rows, columns).
    packed
        Exclusive or of before and after, uint8 in C order, compressed.
    voxels
        How many differ.
    """

    low: Index
    shape: Index
    packed: bytes
    voxels: int

    @property
    def box(self) -> Box:
        """Where the block lies in the grid."""
        slices, rows, columns = (slice(low, low + side) for low, side in zip(self.low, self.shape, strict=True))
        return slices, rows, columns

    def apply(self, labelled: Labelled) -> None:
        """Do the edit or, where it is done, undo it.

        Parameters
        ----------
        labelled
            (slices, rows, columns) bool or uint8, writable: changed in place.
        """
        differences = self._differences()
        # A truth value has one bit, whatever a file may say.
        labelled.view(np.uint8)[self.box] ^= differences & 1 if labelled.dtype == np.bool_ else differences

    def touched(self) -> npt.NDArray[np.bool_]:
        """(slices, rows, columns) bool of the block: which voxels differ."""
        touched: npt.NDArray[np.bool_] = self._differences() != 0
        return touched

    def _differences(self) -> npt.NDArray[np.uint8]:
        # Of one piece from the start: pieces would be joined under the lock that all threads share.
        unpacked = zlib.decompress(self.packed, bufsize=max(math.prod(self.shape), 1))
        return np.frombuffer(unpacked, np.uint8).reshape(self.shape)


def merged(changes: Sequence[Change]) -> Change | None:
    """Make one edit of several that were done one after the other; None where they undo each other.

    Parameters
    ----------
    changes
        Of one mask, in any order: what differs twice does not differ.
    """
    if len(changes) < 2:
        return changes[0] if changes else None
    low = np.min([each.low for each in changes], axis=0)
    high = np.max([np.add(each.low, each.shape) for each in changes], axis=0)
    differences = np.zeros(high - low, np.uint8)
    for each in changes:
        part = tuple(
            slice(first - start, first - start + side)
            for first, start, side in zip(each.low, low, each.shape, strict=True)
        )
        differences[part] ^= each._differences()
    first, second, third = low.tolist()
    return change_between(np.zeros_like(differences), differences, (first, second, third))


def change_between(before: Labelled, after: Labelled, low: Index = (0, 0, 0)) -> Change | None:
    """Compare two states of a block; None where they are alike.

    Parameters
    ----------
    before, after
        (slices, rows, columns), both bool or both uint8.
    low
        Where the block begins in its grid.
    """
    if before.shape != after.shape or before.dtype != after.dtype:
        raise ValueError("two states of one block are of one shape and dtype")
    differs = before != after
    box = box_of(differs)
    if box is None:
        return None
    differences = before[box].view(np.uint8) ^ after[box].view(np.uint8)
    first, second, third = (start + more for start, more in zip(low, low_of(box), strict=True))
    slices, rows, columns = differences.shape
    return Change(
        (first, second, third),
        (slices, rows, columns),
        zlib.compress(np.ascontiguousarray(differences).data, _LEVEL),
        int(np.count_nonzero(differs)),
    )
