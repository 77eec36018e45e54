"""The median of every square or cube of pixels, by merging what neighbours have in common only once.

Adams, Fast median filters using separable sorting networks, ACM Transactions on Graphics 40 (2021) 70, shares work
between neighbours; here along the rows by windows that slide, along the columns by tiles of rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from ai.progress import Progress
from app.imaging.filters.network import Line, merging
from app.imaging.window import RealPlane

TILE_ROWS = 4
"""Rows of the picture whose medians are found together, from what their squares have in common."""

_STRIP_COLUMNS = 1024
_STRIP_PIXELS = 1 << 17
"""Pixels that take a step at once: enough that numpy's call costs little, few enough for the caches. Measured best."""


def selected_median(planes: Sequence[RealPlane], size_px: int, progress: Progress) -> RealPlane:
    """Take the middle value of a square of pixels in each of an odd number of planes.

    Parameters
    ----------
    planes
        (rows, columns) each, of one real dtype without NaN; beyond the border the last pixels go on.
    size_px
        Side of the square, odd, >= 3.
    progress
        Called for every strip.

    Returns
    -------
    RealPlane
        (rows, columns), same dtype; exact: every value is one of the planes.
    """
    reach = size_px // 2
    rows, columns = planes[0].shape
    tile = 2 if size_px == 3 else TILE_ROWS
    whole_rows = -(-rows // tile) * tile
    bottom = reach + whole_rows - rows + tile
    around = [cv2.copyMakeBorder(each, reach, bottom, reach, reach, cv2.BORDER_REPLICATE) for each in planes]
    middle = np.empty((whole_rows, columns), planes[0].dtype)
    workspace = _Workspace(planes[0].dtype)
    strip_rows = tile * max(_STRIP_PIXELS // (tile * min(columns, _STRIP_COLUMNS)), 1)
    for top in range(0, whole_rows, strip_rows):
        for left in range(0, columns, _STRIP_COLUMNS):
            progress(top / rows, "")
            part = middle[top : top + strip_rows, left : left + _STRIP_COLUMNS]
            strip = [each[top:, left : left + part.shape[1] + size_px - 1] for each in around]
            _Strip(strip, size_px, tile, part, workspace).fill()
    return middle[:rows]


class _Workspace:
    """Memory that is taken and given back like a stack: asking the system for it would cost more than the work."""

    def __init__(self, dtype: np.dtype[Any]) -> None:
        self._memory = np.empty(0, dtype)
        self._used = 0
        self._most = 0

    def take(self, count: int, length: int) -> npt.NDArray[Any]:
        """(count, length), with whatever was there."""
        end = self._used + count * length
        self._most = max(self._most, end)
        start, self._used = self._used, end
        if end > len(self._memory):
            # Only while the first strip finds out how much there will be.
            return np.empty((count, length), self._memory.dtype)
        return self._memory[start:end].reshape(count, length)

    @contextmanager
    def lent(self) -> Iterator[None]:
        """Give back at the end what is taken within."""
        used = self._used
        try:
            yield
        finally:
            self._used = used
            if used == 0 and self._most > len(self._memory):
                self._memory = np.empty(self._most, self._memory.dtype)


class _Strip:
    """Medians of some rows of the picture.

    Rows that have the same place in their tiles lie in memory one after the other, so that what is done to one tile is
    done to all in one call. Rows and columns together are one line of values; a window that slides off the end of a row
    into the next one gives values that nobody reads.
    """

    def __init__(
        self,
        around: Sequence[RealPlane],
        size_px: int,
        tile: int,
        middle: RealPlane,
        workspace: _Workspace,
    ) -> None:
        self._around = around
        self._size_px = size_px
        self._tile = tile
        self._middle = middle
        self._workspace = workspace
        self._tiles = len(middle) // tile
        self._columns = middle.shape[1] + size_px - 1
        self._length = self._tiles * self._columns
        # Tiles below the strip that its squares reach into.
        self._beyond = (size_px + tile - 2) // tile
        self._row_count = size_px * len(around)

    def fill(self) -> None:
        """Write the medians."""
        with self._workspace.lent():
            self._rows = self._sorted_rows()
            self._pairs = self._sorted_pairs()
            # Rows that the squares of all pixels of a tile have in common.
            first, last = self._tile - 1, self._size_px
            common = [line for place in range(first, last, 2) for line in self._at(place, 2)]
            total = self._size_px * self._row_count
            rank, known = total // 2, len(common)
            low, high = _possible(rank, known, total - known)
            counts = (2 * self._row_count,) * ((last - first) // 2)
            core = self._merged(counts, common, low, high) if len(counts) > 1 else common[low:high]
            self._narrow(core, rank - low, _Reach(first, last, self._tile, 0), total - known)

    def _sorted_rows(self) -> npt.NDArray[Any]:
        """(values, places): the values of the row of the square around every pixel, sorted, from all planes."""
        length = self._tile * (self._tiles + self._beyond) * self._columns
        size, workspace = self._size_px, self._workspace
        rows = workspace.take(self._row_count, length)
        with workspace.lent():
            found = rows if len(self._around) == 1 else workspace.take(self._row_count, length)
            values = workspace.take(1, length + size - 1)[0]
            values[length:] = 0
            places = values[:length].reshape(self._tile, -1, self._columns)
            for number, plane in enumerate(self._around):
                for place in range(self._tile):
                    end = place + self._tile * places.shape[1]
                    places[place] = plane[place : end : self._tile]
                self._slide(values, found[number * size : (number + 1) * size])
            if found is not rows:
                self._run((size,) * len(self._around), list(found), rows)
        return rows

    def _slide(self, values: Line, into: npt.NDArray[Any]) -> None:
        """Sort the values of a window at every place, from the sorted values of smaller windows."""
        with self._workspace.lent():
            self._windows(values, self._size_px, {1: values[None]}, into)

    def _windows(
        self, values: Line, count: int, known: dict[int, npt.NDArray[Any]], into: npt.NDArray[Any] | None = None
    ) -> npt.NDArray[Any]:
        if count not in known:
            half = 1 << (count - 1).bit_length() - 1
            length = len(values) - count + 1
            left = self._windows(values, half, known)[:, :length]
            right = self._windows(values, count - half, known)[:, half : half + length]
            known[count] = self._workspace.take(count, length) if into is None else into
            self._run((half, count - half), [*left, *right], known[count])
        return known[count]

    def _sorted_pairs(self) -> list[npt.NDArray[Any]]:
        """(values, places) of every second place of a tile: the values of two rows, sorted."""
        count = 2 * self._row_count
        along = (self._tiles + self._beyond) * self._columns
        pairs = [self._workspace.take(count, along) for _ in range(1, self._tile, 2)]
        for number, pair in enumerate(pairs):
            upper, lower = 2 * number + 1, 2 * number + 2
            # The row below the last one of a tile is the first one of the next tile.
            length = along - self._columns * (lower // self._tile)
            start = lower % self._tile * along + lower // self._tile * self._columns
            rows = [*self._rows[:, upper * along :][:, :length], *self._rows[:, start:][:, :length]]
            self._run((self._row_count, self._row_count), rows, pair[:, :length])
        return pairs

    def _at(self, place: int, rows: int) -> list[Line]:
        """Sorted values of one or two rows from a place of every tile on."""
        start = place // self._tile * self._columns
        if rows == 2:
            return list(self._pairs[place % self._tile // 2][:, start : start + self._length])
        start += place % self._tile * (self._tiles + self._beyond) * self._columns
        return list(self._rows[:, start : start + self._length])

    def _narrow(self, core: list[Line], rank: int, reach: _Reach, missing: int) -> None:
        """Add rows to what pixels have in common until each has its own square.

        Parameters
        ----------
        core
            Sorted values that can still be the median.
        rank
            Of the median among them and those that are missing.
        reach
            Rows that are in, and the pixels they are for.
        missing
            Number of values that are not in yet.
        """
        if reach.pixels == 1:
            self._middle[reach.first_pixel :: self._tile] = core[0].reshape(self._tiles, -1)[:, : self._middle.shape[1]]
            return
        for half in reach.halves():
            with self._workspace.lent():
                added = self._at(half.added, half.pixels)
                left = missing - len(added)
                low, high = _possible(rank, len(core) + len(added), left)
                narrower = self._merged((len(core), len(added)), [*core, *added], low, high)
                self._narrow(narrower, rank - low, half, left)

    def _merged(self, counts: tuple[int, ...], lines: list[Line], low: int, high: int) -> list[Line]:
        merged = self._workspace.take(high - low, self._length)
        self._run(counts, lines, merged, low)
        return list(merged)

    def _run(self, counts: tuple[int, ...], lines: Sequence[Line], into: npt.NDArray[Any], low: int = 0) -> None:
        network = merging(counts, low, low + len(into))
        with self._workspace.lent():
            network.run(lines, list(into), list(self._workspace.take(network.room, into.shape[1])))


@dataclass(frozen=True)
class _Reach:
    """Rows ``first`` to ``last``, not included, that the squares of some pixels of a tile have in common.

    Parameters
    ----------
    first, last
        From the first row of the square of the first pixel of the tile.
    pixels, first_pixel
        How many pixels below each other, and the first one.
    added
        First of the rows that came last; there are as many as pixels.
    """

    first: int
    last: int
    pixels: int
    first_pixel: int
    added: int = 0

    def halves(self) -> tuple[_Reach, _Reach]:
        """Have rows above for the upper half of the pixels, and rows below for the lower half."""
        half = self.pixels // 2
        above = self.first - half
        return (
            _Reach(above, self.last, half, self.first_pixel, above),
            _Reach(self.first, self.last + half, half, self.first_pixel + half, self.last),
        )


def _possible(rank: int, known: int, missing: int) -> tuple[int, int]:
    """Range of the ranks among the known values that one can have whose rank among all is ``rank``."""
    return max(rank - missing, 0), min(rank + 1, known)
