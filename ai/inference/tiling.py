"""Where the windows of a network lie on a picture that is larger than they are. No torch here."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from ai.library.grid_spec import GridSpec

Size: TypeAlias = tuple[int, int, int]
"""(slices, rows, columns)."""


@dataclass(frozen=True)
class Tiling:
    """Where the windows lie on a picture.

    Parameters
    ----------
    source
        (slices, rows, columns) of the picture.
    before
        Planes of padding in front along each axis; the rest of the padding lies behind.
    patch
        Size of a window.
    starts
        Along each axis, the first planes of the windows on the padded picture, ascending.
    """

    source: Size
    before: Size
    patch: Size
    starts: tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...]]

    @property
    def padded(self) -> Size:
        """(slices, rows, columns) that the windows cover."""
        slices, rows, columns = (start[-1] + side for start, side in zip(self.starts, self.patch, strict=True))
        return slices, rows, columns

    @property
    def axis(self) -> int:
        """Axis along which the sums roll: that in which they are smallest."""
        share = [self.patch[axis] / self.padded[axis] for axis in range(3)]
        return share.index(min(share))

    @property
    def count(self) -> int:
        """Number of windows."""
        return math.prod(len(starts) for starts in self.starts)

    @property
    def held(self) -> int:
        """Voxels of the rolling sums, per class and member."""
        return math.prod(self.padded) // self.padded[self.axis] * self.patch[self.axis]

    def corners(self) -> Iterator[Size]:
        """First voxels of the windows, those that begin on the same plane of `axis` one after the other."""
        first, *others = sorted(range(3), key=self._other_than_axis)
        for start in itertools.product(self.starts[first], *(self.starts[axis] for axis in others)):
            corner = [0, 0, 0]
            for axis, value in zip((first, *others), start, strict=True):
                corner[axis] = value
            yield corner[0], corner[1], corner[2]

    def _other_than_axis(self, axis: int) -> bool:
        return axis != self.axis


def tile(source: Size, grid: GridSpec) -> Tiling:
    """Lay windows on a picture.

    Parameters
    ----------
    source
        (slices, rows, columns) of the prepared picture.
    grid
        For ``patch``, ``overlap`` and ``blend``. No patch: one window over everything, or over one slice after the
        other where the network sees slices.

    References
    ----------
    ``monai.data.utils.dense_patch_slices``: whole steps, the last window is moved back to the edge. nnU-Net's
    ``compute_steps_for_sliding_window`` (``"gaussian-even"``): as many windows, spread evenly.
    """
    whole = source if grid.dimensions == 3 else (1, *source[1:])
    wished = whole if not grid.patch else grid.patch if grid.dimensions == 3 else (1, *grid.patch)
    patch, before, starts = [], [], []
    for axis, (side, extent) in enumerate(zip(wished, source, strict=True)):
        padded = max(side, extent)
        one_slice = grid.dimensions == 2 and axis == 0
        step = 1.0 if one_slice else side * (1 - grid.overlap)
        spread = _even if grid.blend == "gaussian-even" else _whole_steps
        patch.append(side)
        before.append((padded - extent) // 2)
        starts.append(spread(padded, side, step))
    return Tiling(source, triple(before), triple(patch), (starts[0], starts[1], starts[2]))


def _whole_steps(extent: int, side: int, step: float) -> tuple[int, ...]:
    whole = max(1, int(step)) if extent > side else side
    count = math.ceil((extent - side) / whole) + 1
    return tuple(min(index * whole, extent - side) for index in range(count))


def _even(extent: int, side: int, step: float) -> tuple[int, ...]:
    count = math.ceil((extent - side) / step) + 1
    return tuple(round((extent - side) / max(1, count - 1) * index) for index in range(count))


def triple(values: Sequence[int]) -> Size:
    """(slices, rows, columns) of a list."""
    slices, rows, columns = values
    return slices, rows, columns
