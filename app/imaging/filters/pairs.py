"""Pairs of neighbours in a tile: what two pixels are to each other is found once for both."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product


@dataclass(frozen=True)
class Pairs:
    """All pixels of a tile with those that lie so far below and to the right of them.

    Parameters
    ----------
    down, along
        Distance in rows and columns.
    here, there
        The ones and the others, in the line that the rows of the tile make one after the other. Pairs that leave a row
        on one side and enter the next one are those of border pixels.
    """

    down: int
    along: int
    here: slice
    there: slice

    @property
    def count(self) -> int:
        """How many there are."""
        return int(self.here.stop - self.here.start)


def pairs(reach: int, shape: tuple[int, int]) -> Iterator[Pairs]:
    """Give half of the neighbours in a square: the other half are the same pairs from the other end.

    Parameters
    ----------
    reach
        Half of the square, without its middle.
    shape
        (rows, columns) of the tile with a border as wide as ``reach``. Pairs without a pixel inside the border may be
        left out.
    """
    rows, columns = shape
    for down, along in product(range(reach + 1), range(-reach, reach + 1)):
        if (down, along) > (0, 0):
            apart = down * columns + along
            start, stop = (reach - down) * columns, min((rows - reach) * columns, rows * columns - apart)
            yield Pairs(down, along, slice(start, stop), slice(start + apart, stop + apart))
