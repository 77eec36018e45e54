"""How a network's grid lies on the source grid: exact, and with it every way back."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import torch

from ai.prepare.resample import Sampling, Samplings, resample
from ai.progress import Progress, silent
from ai.volume import Affine

Triple: TypeAlias = tuple[int, int, int]
"""Of (slices, rows, columns)."""

Span: TypeAlias = tuple[int, int]
"""(first, stop) of indices along one axis."""

Region: TypeAlias = tuple[Span, Span, Span]
"""A block of the source grid, (first, stop) along its (slices, rows, columns)."""

_CLOSE = 1e-6
"""Of a voxel: what rounding of numbers may add to a place."""


@dataclass(frozen=True)
class Resampling:
    """A step of the way: interpolation along (slices, rows, columns)."""

    axes: Samplings

    @property
    def shape(self) -> Triple:
        """(slices, rows, columns) behind the step."""
        return self.axes[0].size_to, self.axes[1].size_to, self.axes[2].size_to


@dataclass(frozen=True)
class Padding:
    """A step of the way: voxels set before and after along (slices, rows, columns); less than 0 cuts off."""

    before: Triple
    after: Triple

    @property
    def adds(self) -> bool:
        """Whether anything is set that is no part of the scan."""
        return max(*self.before, *self.after) > 0


Step: TypeAlias = Resampling | Padding


@dataclass(frozen=True)
class _Axis:
    """One axis of the network's grid: index behind the turning = ``scale`` x network index + ``offset``.

    ``low`` and ``high`` are the first and last network indices that show the scan, not its padding; ``seen`` are the
    indices behind the turning that the network sees.
    """

    size: int
    scale: float
    offset: float
    low: int
    high: int
    seen: Span


@dataclass(frozen=True)
class Way:
    """Geometry of one scan on its way to a network: cut out, turned, resampled, padded. Made by `ai.prepare.grid.plan`.

    The network's grid is always (slices, rows, columns), its axes those of the contract.

    Parameters
    ----------
    source_shape
        (slices, rows, columns) of the volume.
    region
        The part of it that is read; all of it unless told.
    axes
        Which axis of the source each axis of the network's grid is.
    flipped
        Whether it runs the other way, one per axis of the network's grid.
    steps
        In order.
    restore_order
        Of the interpolation back to the source, one per axis of the network's grid: 1 linear, 0 nearest.
    """

    source_shape: Triple
    region: Region
    axes: Triple
    flipped: tuple[bool, bool, bool]
    steps: tuple[Step, ...] = ()
    restore_order: Triple = (1, 1, 1)

    @property
    def turned_shape(self) -> Triple:
        """(slices, rows, columns) of the region behind the turning."""
        sizes = tuple(stop - first for first, stop in self.region)
        return sizes[self.axes[0]], sizes[self.axes[1]], sizes[self.axes[2]]

    @property
    def shape(self) -> Triple:
        """(slices, rows, columns) of the network's grid."""
        slices, rows, columns = (axis.size for axis in self._along)
        return slices, rows, columns

    @property
    def cell(self) -> tuple[float, float, float]:
        """Steps of the network's grid in voxels of the source, along the network's axes."""
        slices, rows, columns = (axis.scale for axis in self._along)
        return slices, rows, columns

    @cached_property
    def source_of_network(self) -> Affine:
        """(4, 4) float64: (slice, row, column, 1) index of the network's grid -> index on the source grid."""
        affine = np.zeros((4, 4))
        affine[3, 3] = 1
        for number, axis in enumerate(self._along):
            source = self.axes[number]
            first, stop = self.region[source]
            sign = -1 if self.flipped[number] else 1
            affine[source, number] = sign * axis.scale
            affine[source, 3] = stop - 1 - axis.offset if self.flipped[number] else first + axis.offset
        affine.flags.writeable = False
        return affine

    @cached_property
    def seen(self) -> Region:
        """The part of the source grid that the network sees: what a fit cuts off is missing."""
        spans: list[Span] = [(0, 0)] * 3
        for number, axis in enumerate(self._along):
            first, stop = self.region[self.axes[number]]
            low, high = axis.seen
            spans[self.axes[number]] = (
                (stop - high, stop - low) if self.flipped[number] else (first + low, first + high)
            )
        return spans[0], spans[1], spans[2]

    @cached_property
    def shown(self) -> Region:
        """The part of the network's grid that shows the scan, not its padding."""
        slices, rows, columns = ((axis.low, axis.high + 1) for axis in self._along)
        return slices, rows, columns

    @cached_property
    def back(self) -> Samplings:
        """From `shown` to `seen`, both in the axes of the network's grid, mirrored axes turned back."""
        slices, rows, columns = (self._back(number) for number in range(3))
        return slices, rows, columns

    def to_source_points(self, points: npt.ArrayLike) -> npt.NDArray[np.float64]:
        """(..., 3) index on the network's grid -> (..., 3) index on the source grid, both fractional."""
        affine = self.source_of_network
        result: npt.NDArray[np.float64] = np.asarray(points, np.float64) @ affine[:3, :3].T + affine[:3, 3]
        return result

    def to_network_points(self, points: npt.ArrayLike) -> npt.NDArray[np.float64]:
        """(..., 3) index on the source grid -> (..., 3) index on the network's grid, both fractional."""
        affine = np.linalg.inv(self.source_of_network)
        result: npt.NDArray[np.float64] = np.asarray(points, np.float64) @ affine[:3, :3].T + affine[:3, 3]
        return result

    def to_source_box(
        self, low: npt.ArrayLike, high: npt.ArrayLike
    ) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
        """Opposite corners (..., 3) on the network's grid -> lowest and highest corner (..., 3) on the source grid.

        Voxel k reaches from k - 0.5 to k + 0.5 on both grids.
        """
        first, second = self.to_source_points(low), self.to_source_points(high)
        return np.minimum(first, second), np.maximum(first, second)

    def to_source(self, outputs: torch.Tensor, *, outside: float = 0.0, progress: Progress = silent) -> torch.Tensor:
        """Put outputs of the network on the source grid, linear.

        All channels at source size may be more than a computer holds: go through them one by one where only one is
        needed at a time, and take `ai.prepare.labels.labels_to_source` for labels that exclude each other.

        Parameters
        ----------
        outputs
            (slices, rows, columns) or (channels, slices, rows, columns) on the network's grid, any float.
        outside
            What stands where the network did not look.
        progress
            Called between the channels.

        Returns
        -------
        torch.Tensor
            As ``outputs`` with `source_shape`, float32, on the same device.
        """
        if tuple(outputs.shape[-3:]) != self.shape:
            raise ValueError(f"outputs are on the grid {tuple(outputs.shape[-3:])}, the network's is {self.shape}")
        channels = outputs.reshape(-1, *self.shape)
        result = channels.new_full((len(channels), *self.source_shape), outside, dtype=torch.float32)
        for number, channel in enumerate(channels):
            progress(number / len(channels), "")
            self.on_source(result[number]).copy_(resample(self.cut_to_shown(channel).float(), self.back))
        return result.reshape(*outputs.shape[:-3], *self.source_shape)

    def cut_to_shown(self, outputs: torch.Tensor) -> torch.Tensor:
        """View of (..., slices, rows, columns) on the network's grid without the padding."""
        for number, (first, stop) in enumerate(self.shown):
            outputs = outputs.narrow(outputs.ndim - 3 + number, first, stop - first)
        return outputs

    def on_source(self, whole: torch.Tensor) -> torch.Tensor:
        """View of what the network sees of (slices, rows, columns) on the source grid, in the network's axes.

        Axes that run the other way stay as they are: `back` turns them.
        """
        for axis, (first, stop) in enumerate(self.seen):
            whole = whole.narrow(axis, first, stop - first)
        return whole.permute(self.axes)

    @cached_property
    def _along(self) -> tuple[_Axis, _Axis, _Axis]:
        slices, rows, columns = (self._followed(number) for number in range(3))
        return slices, rows, columns

    def _followed(self, number: int) -> _Axis:
        """Follow the steps along one axis."""
        whole = size = self.turned_shape[number]
        scale, offset, low, high = 1.0, 0.0, 0, size - 1
        seen_low, seen_high = -0.5, size - 0.5
        for step in self.steps:
            if isinstance(step, Padding):
                before, after = step.before[number], step.after[number]
                size += before + after
                offset -= scale * before
                low, high = max(low + before, 0), min(high + before, size - 1)
                if before < 0:
                    seen_low = max(seen_low, offset - scale / 2)
                if after < 0:
                    seen_high = min(seen_high, offset + scale * (size - 0.5))
                continue
            sampling = step.axes[number]
            if low > 0 or high < size - 1:
                # Some of it is padding: new voxels count as the scan where their centres lie on it.
                first = (low - 0.5 - sampling.offset) / sampling.scale
                last = (high + 0.5 - sampling.offset) / sampling.scale
                low = min(max(math.ceil(first - _CLOSE), 0), sampling.size_to - 1)
                high = max(min(math.floor(last + _CLOSE), sampling.size_to - 1), low)
            else:
                low, high = 0, sampling.size_to - 1
            offset += scale * sampling.offset
            scale *= sampling.scale
            size = sampling.size_to
        first_seen, stop_seen = math.ceil(seen_low - _CLOSE), math.floor(seen_high + _CLOSE) + 1
        return _Axis(size, scale, offset, low, high, (max(first_seen, 0), min(stop_seen, whole)))

    def _back(self, number: int) -> Sampling:
        axis = self._along[number]
        first, stop = axis.seen
        size_from, size_to = axis.high - axis.low + 1, stop - first
        place = (first - axis.offset) / axis.scale - axis.low  # of the first voxel seen
        step = 1 / axis.scale
        if self.flipped[number]:
            place, step = place + step * (size_to - 1), -step
        return Sampling(size_from, size_to, step, place, self.restore_order[number])
