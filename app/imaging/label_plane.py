"""A plane of numbers that structures share, copied bit by bit, and the box of each number on it."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from app.imaging.label_map import LARGEST_NUMBER

Box: TypeAlias = tuple[slice, slice]
"""Rows and columns."""

BLOCK_PX = 4096
"""So many pixels are copied at once. Across the slices of a large scan every one of them comes from another page of
memory; where a page is touched for the first time that takes microseconds each."""


class LabelPlane:
    """Numbers in one piece of memory, once all rows are copied.

    Parameters
    ----------
    values
        (rows, columns) uint8 or bool, perhaps a view with steps.
    """

    def __init__(self, values: npt.NDArray[np.uint8] | npt.NDArray[np.bool_]) -> None:
        self._source: npt.NDArray[np.uint8] = values.view(np.uint8)
        rows, columns = values.shape
        self.values: npt.NDArray[np.uint8] = np.zeros((rows, columns), np.uint8)
        """(rows, columns), 0 where nothing is copied yet."""
        self._copied = 0
        self._in_rows = np.zeros((LARGEST_NUMBER + 1, rows), np.bool_)
        self._in_columns = np.zeros((LARGEST_NUMBER + 1, columns), np.bool_)

    @property
    def is_whole(self) -> bool:
        """Whether all rows are copied."""
        return self._copied == len(self.values)

    def copy_more(self) -> None:
        """Copy some more rows, and note which numbers are in them."""
        rows, columns = self.values.shape
        start = self._copied
        self._copied = stop = min(rows, start + max(1, BLOCK_PX // max(columns, 1)))
        block = self.values[start:stop]
        block[:] = self._source[start:stop]
        self._in_rows[block, np.arange(start, stop)[:, None]] = True
        self._in_columns[block, np.arange(columns)] = True

    def box(self, number: int, *, margin: int = 0) -> Box | None:
        """Find the smallest box that holds a number and so many pixels around it; None where it is not."""
        rows, columns = np.flatnonzero(self._in_rows[number]), np.flatnonzero(self._in_columns[number])
        if not rows.size:
            return None
        return (
            slice(max(int(rows[0]) - margin, 0), min(int(rows[-1]) + 1 + margin, self.values.shape[0])),
            slice(max(int(columns[0]) - margin, 0), min(int(columns[-1]) + 1 + margin, self.values.shape[1])),
        )
