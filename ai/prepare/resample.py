"""Interpolation along single axes: every resampling of a scan is three of these, one after the other.

An axis is described by where each new sample is taken (`Sampling`), so that one code serves both conventions of voxel
centres, nearest, linear and cubic interpolation, averaging before shrinking, and mirrored axes, on every device.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import torch

from ai.progress import Progress, part, silent
from ai.words import say

Taps: TypeAlias = tuple[npt.NDArray[np.int64], npt.NDArray[np.float64]]
"""Indices into the old axis and their weights, both (new samples, taps)."""

Samplings: TypeAlias = "tuple[Sampling, Sampling, Sampling]"
"""Of (slices, rows, columns)."""

_CHUNK_BYTES = 64 << 20
"""What is worked on at once: bounds what lies in memory beside the old and the new values."""

_POLE = math.sqrt(3.0) - 2.0
"""Of the filter that turns samples into coefficients of cubic B-splines."""

_FILTER_REACH = 14
"""Where that filter is cut off: the pole to this power is 1e-8."""

_CLOSE = 1e-6
"""Of a sample: what rounding of numbers may add to a place."""

_GAUSSIAN_REACH = 4.0
"""Standard deviations after which a Gaussian is cut off, as scipy does."""


@dataclass(frozen=True)
class Sampling:
    """Where the samples of a new axis are taken on the old one: old index = ``scale`` x new index + ``offset``.

    Parameters
    ----------
    size_from, size_to
        Samples of the old and of the new axis.
    scale, offset
        A negative scale mirrors the axis.
    order
        0 nearest, 1 linear, 3 cubic B-spline; beyond the ends the last sample goes on.
    shrink
        One of `ai.library.grid_spec.SHRINKS`; all but "sample" are linear.
    """

    size_from: int
    size_to: int
    scale: float
    offset: float
    order: int = 1
    shrink: str = "sample"

    @property
    def is_identity(self) -> bool:
        """Whether the new axis is the old one."""
        same_places = abs(self.offset) < 1e-3 and abs(self.scale - 1) * self.size_from < 1e-3
        return self.size_from == self.size_to and same_places


def same_space(size_from: int, size_to: int, *, order: int = 1, shrink: str = "sample") -> Sampling:
    """Let both axes cover the same space: half-pixel centres, as ``align_corners=False`` of torch."""
    scale = size_from / size_to
    return Sampling(size_from, size_to, scale, (scale - 1) / 2, order, shrink)


def same_first_voxel(size_from: int, size_to: int, scale: float, *, order: int = 1) -> Sampling:
    """Give the first samples of both axes one place; the steps are ``scale`` old ones."""
    return Sampling(size_from, size_to, scale, 0.0, order)


def taps(sampling: Sampling) -> Taps:
    """Which old samples make each new one."""
    if sampling.shrink == "area":
        return _area_taps(sampling)
    if sampling.shrink == "triangle" and sampling.scale > 1:
        return _triangle_taps(sampling)
    places = _places(sampling)
    if sampling.shrink == "gaussian":
        return _gaussian_taps(sampling, places)
    last = sampling.size_from - 1
    whole = sampling.order == 1 and bool((np.abs(places - np.rint(places)) < _CLOSE).all())  # mirrored, cut out
    if sampling.order == 0 or whole:
        nearest = np.clip(np.floor(places + 0.5), 0, last).astype(np.int64)
        return nearest[:, None], np.ones((len(places), 1))
    if sampling.order == 1:
        within = np.clip(places, 0, last)
        first = np.minimum(np.floor(within), max(last - 1, 0)).astype(np.int64)
        share = within - first
        return np.stack([first, np.minimum(first + 1, last)], 1), np.stack([1 - share, share], 1)
    return _cubic_taps(places, last)


def resample_axis(values: torch.Tensor, axis: int, sampling: Sampling, *, progress: Progress = silent) -> torch.Tensor:
    """Interpolate along one axis.

    Parameters
    ----------
    values
        Float, any number of axes.
    axis
        Which of them; 0 or more.
    sampling
        Where the new samples are taken.
    progress
        Called once per chunk.

    Returns
    -------
    torch.Tensor
        As ``values`` with ``sampling.size_to`` samples along ``axis``; ``values`` itself where nothing changes.
    """
    if values.shape[axis] != sampling.size_from:
        raise ValueError(f"axis {axis} has {values.shape[axis]} samples, the sampling is for {sampling.size_from}")
    if sampling.is_identity:
        return values
    index, weights = (torch.from_numpy(array) for array in taps(sampling))
    index, weights = index.to(values.device), weights.to(values.device, values.dtype)
    shape = [sampling.size_to if each == axis else size for each, size in enumerate(values.shape)]
    result = values.new_empty(shape)
    # Cut along another axis, the longest, so that pieces are many and none is small.
    across = max((each for each in range(values.ndim) if each != axis), key=values.shape.__getitem__)
    row_bytes = max(values.numel(), result.numel()) * values.element_size() // max(values.shape[across], 1)
    step = max(1, _CHUNK_BYTES // max(row_bytes, 1))
    for start in range(0, values.shape[across], step):
        progress(start / values.shape[across], say("Resampling the scan"))
        length = min(step, values.shape[across] - start)
        piece = values.narrow(across, start, length)
        result.narrow(across, start, length).copy_(_sampled(piece, axis, index, weights))
    return result


def resample(values: torch.Tensor, samplings: Samplings, *, progress: Progress = silent) -> torch.Tensor:
    """Interpolate along the last three axes.

    Cubic interpolation overshoots at edges; what comes out is clipped to the range of what went in (to that of each
    slice where slices are not interpolated cubically), as skimage and so nnU-Net do.

    Parameters
    ----------
    values
        (..., slices, rows, columns), float.
    samplings
        Of the three axes.
    progress
        Called once per chunk.
    """
    cubic = [axis for axis in range(3) if samplings[axis].order == 3 and not samplings[axis].is_identity]
    plain = [axis for axis in range(3) if axis not in cubic and not samplings[axis].is_identity]
    bounds = _bounds(values, cubic, plain) if cubic else None
    done = 0
    for axes in (cubic, plain):
        # What shrinks most goes first: less is left to do for the others.
        for axis in sorted(axes, key=lambda each: samplings[each].size_to / samplings[each].size_from):
            share = part(progress, done / 3, (done + 1) / 3)
            values = resample_axis(values, values.ndim - 3 + axis, samplings[axis], progress=share)
            done += 1
        if axes and axes is cubic and bounds is not None:
            values = values.clamp_(*bounds) if bounds[0].ndim == 0 else _clipped(values, bounds)
    return values


def _places(sampling: Sampling) -> npt.NDArray[np.float64]:
    """Where the new samples lie on the old axis."""
    return np.float64(sampling.scale) * np.arange(sampling.size_to, dtype=np.float64) + np.float64(sampling.offset)


def _bounds(values: torch.Tensor, cubic: Sequence[int], plain: Sequence[int]) -> tuple[torch.Tensor, torch.Tensor]:
    """Lowest and highest of all, or along the one axis that is interpolated otherwise."""
    if len(plain) != 1:
        return values.amin(), values.amax()
    others = [values.ndim - 3 + axis for axis in range(3) if axis != plain[0]]
    return values.amin(others, keepdim=True), values.amax(others, keepdim=True)


def _clipped(values: torch.Tensor, bounds: tuple[torch.Tensor, torch.Tensor]) -> torch.Tensor:
    torch.maximum(values, bounds[0], out=values)
    torch.minimum(values, bounds[1], out=values)
    return values


def _sampled(values: torch.Tensor, axis: int, index: torch.Tensor, weights: torch.Tensor) -> torch.Tensor:
    width = index.shape[1]
    if width == 1:
        return _taken(values, axis, index[:, 0])
    along = [1] * values.ndim
    along[axis] = -1
    if width > 2 and values.device.type == "cpu":
        # A processor multiplies matrices faster than it gathers dozens of times; cards would do it in TF32.
        matrix = values.new_zeros((index.shape[0], values.shape[axis])).scatter_add_(1, index, weights)
        product: torch.Tensor = torch.tensordot(values, matrix, dims=([axis], [1]))
        return product.movedim(-1, axis)
    result = _taken(values, axis, index[:, 0])
    result.mul_(weights[:, 0].reshape(along))
    for tap in range(1, width):
        result.addcmul_(_taken(values, axis, index[:, tap]), weights[:, tap].reshape(along))
    return result


def _taken(values: torch.Tensor, axis: int, index: torch.Tensor) -> torch.Tensor:
    if values.device.type == "cpu" and axis == values.ndim - 1:
        # Along the last axis of the processor's memory numpy is five times as fast.
        return torch.from_numpy(values.numpy().take(index.numpy(), axis=axis))
    return values.index_select(axis, index)


def _cubic_taps(places: npt.NDArray[np.float64], last: int) -> Taps:
    """Weights of samples: those of four B-splines on coefficients, each of which is a filter over samples.

    References
    ----------
    M. Unser, Splines: a perfect fit for signal and image processing, IEEE Signal Processing Magazine 16(6), 1999.
    """
    first = np.floor(places)
    share = places - first
    splines = np.stack(
        [
            (1 - share) ** 3 / 6,
            2 / 3 - share**2 + share**3 / 2,
            2 / 3 - (1 - share) ** 2 + (1 - share) ** 3 / 2,
            share**3 / 6,
        ],
        1,
    )
    steps = np.arange(-_FILTER_REACH, _FILTER_REACH + 1)
    filtered = math.sqrt(3.0) * _POLE ** np.abs(steps)
    weights = np.zeros((len(places), len(steps) + 3))
    for spline in range(4):
        weights[:, spline : spline + len(steps)] += splines[:, spline, None] * filtered
    index = first[:, None] - 1 - _FILTER_REACH + np.arange(weights.shape[1])
    return np.clip(index, 0, last).astype(np.int64), weights / weights.sum(1, keepdims=True)


def _triangle_taps(sampling: Sampling) -> Taps:
    middles = _places(sampling)
    first = np.ceil(middles - sampling.scale)
    index = first[:, None] + np.arange(math.floor(2 * sampling.scale) + 1)
    weights = np.maximum(0, 1 - np.abs(index - middles[:, None]) / sampling.scale)
    return _within(index, weights, sampling.size_from, whole=True)


def _area_taps(sampling: Sampling) -> Taps:
    new = np.arange(sampling.size_to)
    first = new * sampling.size_from // sampling.size_to
    stop = -(-(new + 1) * sampling.size_from // sampling.size_to)
    index = first[:, None] + np.arange(int((stop - first).max()))
    return _within(index, (index < stop[:, None]).astype(np.float64), sampling.size_from, whole=True)


def _gaussian_taps(sampling: Sampling, places: npt.NDArray[np.float64]) -> Taps:
    sigma = max(0.0, (sampling.scale - 1) / 2)
    reach = int(_GAUSSIAN_REACH * sigma + 0.5)
    steps = np.arange(-reach, reach + 1)
    kernel = np.exp(-0.5 * (steps / sigma) ** 2) if reach else np.ones(1)
    kernel /= kernel.sum()
    first = np.floor(places)
    share = (places - first)[:, None]
    weights = np.zeros((len(places), len(steps) + 1))
    weights[:, :-1] += (1 - share) * kernel
    weights[:, 1:] += share * kernel
    return _within(first[:, None] - reach + np.arange(weights.shape[1]), weights, sampling.size_from, whole=False)


def _within(
    index: npt.NDArray[np.floating] | npt.NDArray[np.integer],
    weights: npt.NDArray[np.float64],
    size: int,
    *,
    whole: bool,
) -> Taps:
    """Leave out what lies beyond the ends; ``whole`` shares its weight among the rest."""
    kept = np.where((index >= 0) & (index < size), weights, 0)
    if whole:
        kept /= kept.sum(1, keepdims=True)
    return np.clip(index, 0, size - 1).astype(np.int64), kept
