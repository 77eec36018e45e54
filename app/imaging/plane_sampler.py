"""Values of a volume on planes that cut it at any angle.

Every sample is the trilinear mean of the eight voxels around it. Along a picture the place in the grid grows evenly, so
it is counted in whole numbers of 1/2^n voxel: the upper bits are the voxel, the lower ones the weight. That makes the
work a few passes over blocks that stay in the processor's cache.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Any

import numpy as np
import numpy.typing as npt

from ai.errors import GeometryError
from ai.volume import Volume, Voxels
from ai.words import say
from app.imaging.lerp import working_dtype
from app.imaging.plane_frame import PlaneFrame
from app.imaging.slice_places import SlicePlaces, slice_places

_BLOCK_PX = 1 << 15
"""Pixels worked on at once: their intermediate values fit into the second level cache."""

_EDGE = 0.5
"""A voxel reaches half its step beyond its centre; there it shows its own value."""

_TIE = 1e-6
"""Voxels by which a sample may miss the outermost edge of the grid by rounding."""


class Interpolation(Enum):
    """How a value between voxels is found."""

    LINEAR = "linear"
    NEAREST = "nearest"
    """For labels: no value that was not there before."""


@dataclass(frozen=True, eq=False)
class Samples:
    """Values on a plane.

    Parameters
    ----------
    values
        (rows, columns); linear ones are float32 or float64 and not rounded, nearest ones have the dtype of the volume.
        Where nothing is known any number.
    known
        (rows, columns) bool, whether there is a value; None where there is one everywhere.
    """

    values: npt.NDArray[Any]
    known: npt.NDArray[np.bool_] | None


@dataclass(frozen=True, eq=False)
class _Workspace:
    """Memory for a block of (rows, columns); made once, as fresh memory costs more than the work in it.

    Parameters
    ----------
    fixed
        (3, rows, columns) int32, place along each axis of the grid times 2^bits.
    sums, index
        int32 or int64 and intp: position in memory, as it is added up and as numpy takes it.
    stored
        Voxels in their dtype.
    weights, values
        (3, rows, columns) and (4, rows, columns) floats.
    """

    fixed: npt.NDArray[np.int32]
    sums: npt.NDArray[Any]
    index: npt.NDArray[np.intp]
    stored: npt.NDArray[Any]
    weights: npt.NDArray[Any]
    values: npt.NDArray[Any]

    def first(self, rows: int) -> _Workspace:
        """Give the part for a lower block."""
        return _Workspace(
            self.fixed[:, :rows],
            self.sums[:rows],
            self.index[:rows],
            self.stored[:rows],
            self.weights[:, :rows],
            self.values[:, :rows],
        )


class PlaneSampler:
    """Samples one volume again and again.

    Parameters
    ----------
    volume
        Grey, with known places of its slices; they may be uneven, and sheared by a tilted gantry. Voxels that do not
        follow each other in memory are copied.
    purpose
        What for, as the start of the sentence that refuses it.

    Raises
    ------
    GeometryError
        Where the places of the slices are unknown, or the volume is in colour.
    """

    def __init__(self, volume: Volume, purpose: str = say("Reconstruction in other planes")) -> None:
        if volume.is_colour:
            raise GeometryError(
                say("{purpose} at an angle needs grey values; this series is in colour.", purpose=purpose)
            )
        places = slice_places(volume, purpose)
        self._uneven: SlicePlaces | None = None if volume.slice_positions_mm is None else places
        self._shape = volume.shape
        self._voxels: Voxels = np.ascontiguousarray(volume.voxels).reshape(-1)
        # Axis 0 counts mm along the normal where the slices are uneven, else slices.
        axes = np.array(volume.affine_lps[:3, :3])
        if self._uneven is not None:
            axes[:, 0] = places.normal_lps + places.drift_lps
        self._origin_lps_mm = places.origin_lps_mm
        self._to_grid = np.linalg.inv(axes)
        # int32 holds every place: the voxel in the upper bits, the weight in the lower ones.
        self._bits = tuple(30 - length.bit_length() for length in self._shape)

    def sample(self, frame: PlaneFrame, interpolation: Interpolation = Interpolation.LINEAR) -> Samples:
        """Take the values on a plane."""
        rows, columns = frame.shape_px
        linear = interpolation is Interpolation.LINEAR
        values = np.empty((rows, columns), working_dtype(self._voxels.dtype) if linear else self._voxels.dtype)
        known: npt.NDArray[np.bool_] | None = None
        start = self._to_grid @ (np.array(frame.origin_lps_mm) - self._origin_lps_mm)
        steps = self._to_grid @ frame.steps_lps_mm
        down = start[:, np.newaxis] + steps[:, :1] * np.arange(rows)
        right = steps[:, 1:] * np.arange(columns)
        height = min(max(_BLOCK_PX // columns, 1), rows)
        memory = self._workspace(height, columns)
        for top in range(0, rows, height):
            part = slice(top, min(top + height, rows))
            work = memory if part.stop - top == height else memory.first(part.stop - top)
            inside, covered = self._locate(down[:, part], right, work.fixed)
            if covered is not None or not inside:
                known = np.ones((rows, columns), np.bool_) if known is None else known
                known[part] = False if covered is None else covered
            if not inside:
                values[part] = 0
            elif linear:
                self._take_linear(work, values[part])
            else:
                self._take_nearest(work, values[part])
        return Samples(values, known)

    def _workspace(self, rows: int, columns: int) -> _Workspace:
        block, floats = (rows, columns), working_dtype(self._voxels.dtype)
        return _Workspace(
            np.empty((3, *block), np.int32),
            np.empty(block, np.int64 if self._voxels.size >= 1 << 31 else np.int32),
            np.empty(block, np.intp),
            np.empty(block, self._voxels.dtype),
            np.empty((3, *block), floats),
            np.empty((4, *block), floats),
        )

    def _locate(
        self, down: npt.NDArray[np.float64], right: npt.NDArray[np.float64], fixed: npt.NDArray[np.int32]
    ) -> tuple[bool, npt.NDArray[np.bool_] | None]:
        """Write the places of a block whose coordinates are (3, rows) plus (3, columns).

        Returns
        -------
        inside
            Whether any of it may lie in the grid; otherwise nothing was written.
        covered
            (rows, columns) bool, which of it does; None for all of it, or none.
        """
        masks = []
        for axis, (length, bits) in enumerate(zip(self._shape, self._bits, strict=True)):
            low, high = _range(down[axis], right[axis])
            last = max(((length - 1) << bits) - 1, 0)
            uneven = self._uneven if axis == 0 else None
            if uneven is None:
                if high < -_EDGE - _TIE or low > length - _EDGE + _TIE:
                    return False, None
                if low >= 0 and high <= length - 1:
                    rows, columns = (np.rint(each * (1 << bits)).astype(np.int32) for each in (down[axis], right[axis]))
                    np.add(rows[:, np.newaxis], columns, out=fixed[axis])
                    # The last voxel counts as the far end of the one before, which has a neighbour.
                    if low * (1 << bits) < 1 or high * (1 << bits) > last - 1:
                        np.clip(fixed[axis], 0, last, out=fixed[axis])
                    continue
            at = down[axis][:, np.newaxis] + right[axis]
            if uneven is not None:
                at = uneven.indices_at(at)
            # NaN, in a gap that is too wide, compares as False.
            masks.append((at >= -_EDGE - _TIE) & (at <= length - 1 + _EDGE + _TIE))
            at = np.clip(np.nan_to_num(at, copy=False), 0, length - 1) * (1 << bits)
            np.copyto(fixed[axis], np.minimum(np.rint(at), last), casting="unsafe")
        if not masks:
            return True, None
        covered = np.logical_and.reduce(masks)
        return True, None if covered.all() else covered

    def _take_nearest(self, work: _Workspace, target: npt.NDArray[Any]) -> None:
        for fixed, bits in zip(work.fixed, self._bits, strict=True):
            # Half a voxel up, so that cutting the weight off rounds.
            fixed += 1 << bits >> 1
        self._voxels.take(self._index(work), mode="wrap", out=target)

    def _take_linear(self, work: _Workspace, target: npt.NDArray[Any]) -> None:
        """Write the weighted mean of the eight voxels around every place; changes ``work.fixed``."""
        index = self._index(work)
        for fixed, bits, weight in zip(work.fixed, self._bits, work.weights, strict=True):
            fixed &= (1 << bits) - 1
            np.multiply(fixed, target.dtype.type(1 / (1 << bits)), out=weight, dtype=target.dtype, casting="unsafe")
        self._mix(work, index, axis=0, offset=0, at=0)
        np.copyto(target, work.values[0])

    def _mix(self, work: _Workspace, index: npt.NDArray[np.intp], *, axis: int, offset: int, at: int) -> None:
        """Write the mean along an axis and those after it into ``work.values[at]``; uses what follows there."""
        if axis == 3:
            # All positions are inside; "wrap" is the mode of numpy that looks least often.
            self._voxels[offset:].take(index, mode="wrap", out=work.stored)
            np.copyto(work.values[at], work.stored)
            return
        self._mix(work, index, axis=axis + 1, offset=offset, at=at)
        if self._shape[axis] == 1:
            return
        stride = int(np.prod(self._shape[axis + 1 :], dtype=np.int64))
        self._mix(work, index, axis=axis + 1, offset=offset + stride, at=at + 1)
        first, second = work.values[at], work.values[at + 1]
        second -= first
        second *= work.weights[axis]
        first += second

    def _index(self, work: _Workspace) -> npt.NDArray[np.intp]:
        """Position in memory of the voxel at or before every place."""
        sums, index = work.sums, work.index
        np.copyto(sums, work.fixed[0] >> self._bits[0])
        for axis in (1, 2):
            sums *= self._shape[axis]
            sums += work.fixed[axis] >> self._bits[axis]
        np.copyto(index, sums)
        return index


def _range(down: npt.NDArray[np.float64], right: npt.NDArray[np.float64]) -> tuple[float, float]:
    """Smallest and largest sum of an element of each; both grow or fall evenly."""
    return (
        float(min(down[0], down[-1]) + min(right[0], right[-1])),
        float(max(down[0], down[-1]) + max(right[0], right[-1])),
    )
