"""A scan as the network's input, as the contract's `ai.library.grid_spec.GridSpec` says, with the exact way back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch

from ai.errors import InputMismatch
from ai.library.grid_spec import GridSpec
from ai.prepare.directions import axes_towards
from ai.prepare.intensity import scale_values, to_channels
from ai.prepare.resample import Sampling, resample, same_first_voxel, same_space
from ai.prepare.way import Padding, Region, Resampling, Step, Triple, Way
from ai.progress import Progress, part, silent
from ai.volume import SpacingKind, Volume, Voxels
from ai.words import say

THICK_RATIO = 3.0
"""An axis over this many times as coarse as the finest is thick, as nnU-Net counts."""


@dataclass(frozen=True, eq=False)
class Prepared:
    """What the network sees.

    Parameters
    ----------
    tensor
        (channels, slices, rows, columns) float32; copies of a grey picture share their memory, so never write into it.
    way
        How its grid lies on the source grid.
    dimensions
        2 or 3, of the network.
    """

    tensor: torch.Tensor
    way: Way
    dimensions: int

    @property
    def batch(self) -> torch.Tensor:
        """View as the network takes it: (1, channels, slices, rows, columns), or (slices, channels, rows, columns)."""
        return self.tensor.movedim(1, 0) if self.dimensions == 2 else self.tensor[None]


def plan(volume: Volume, spec: GridSpec, *, region: Region | None = None) -> Way:
    """Decide how a scan comes to the network's grid; nothing is computed yet.

    Parameters
    ----------
    volume
        Grey, on a regular grid.
    spec
        The contract.
    region
        The part of the source grid that is read; None for all.

    Raises
    ------
    InputMismatch
        When the scan lacks what the contract needs: grey values, known axes, a known spacing, enough voxels.
    ai.errors.GeometryError
        When the slices form no regular grid.
    """
    if volume.is_colour:
        raise InputMismatch(say("The model reads grey pictures; this one is in colour."))
    volume.require_uniform(say("The AI model"))
    region = region or _whole(volume.shape)
    if spec.crop_zeros:
        region = _without_zeros(volume.voxels, region)
    axes, flipped = _turning(volume, spec)
    sizes = tuple(stop - first for first, stop in region)
    shape = (sizes[axes[0]], sizes[axes[1]], sizes[axes[2]])
    steps: list[Step] = []
    spacing_mm = volume.spacing_mm
    turned_mm = np.array([spacing_mm[axis] for axis in axes])
    wanted_mm = np.where(np.array(spec.spacing_mm) > 0, spec.spacing_mm, turned_mm)
    if any(spec.spacing_mm) and volume.spacing_kind is SpacingKind.UNKNOWN:
        raise InputMismatch(
            say("The model needs the size of a voxel in millimetres, and this file does not tell it."),
            say("Open the original images, whose files hold their spacing."),
        )
    thick = _thick_axis(turned_mm, wanted_mm) if spec.thick_order >= 0 and any(spec.spacing_mm) else None
    orders = [spec.thick_order if axis == thick else spec.order for axis in range(3)]
    if any(spec.spacing_mm):
        samplings = [_respaced(shape[k], turned_mm[k], wanted_mm[k], spec.centres, orders[k]) for k in range(3)]
        steps.append(Resampling((samplings[0], samplings[1], samplings[2])))
    steps += _fitted(_behind(shape, steps), spec)
    steps += _filled_up(_behind(shape, steps), spec)
    back = [0 if axis == thick and spec.thick_order == 0 else 1 for axis in range(3)]
    way = Way(volume.shape, region, axes, flipped, tuple(steps), (back[0], back[1], back[2]))
    if any(first >= stop for first, stop in way.seen):
        raise InputMismatch(
            say("Of this scan nothing is left when it is cut to the shape that the model reads."),
            say("Choose a series of the usual proportions."),
        )
    return way


def prepare(
    volume: Volume,
    spec: GridSpec,
    *,
    device: torch.device,
    way: Way | None = None,
    progress: Progress = silent,
) -> Prepared:
    """Make the network's input of a scan.

    Parameters
    ----------
    volume
        Grey, on a regular grid.
    spec
        The contract.
    device
        Where the tensor is made.
    way
        From `plan`, where it was asked before; None plans the whole volume.
    progress
        Called once per piece.

    Raises
    ------
    InputMismatch
        As `plan`; or when the values of the scan cannot be scaled.
    ai.errors.GeometryError
        As `plan`.
    """
    if way is None:
        way = plan(volume, spec)
    values = _turned(volume.voxels, way, device, part(progress, 0, 0.3))
    late = 0 if spec.intensity_first else _before_padding(way.steps)
    values = _carried(values, way.steps[:late], spec.pad_value, part(progress, 0.3, 0.6))
    values = scale_values(values, spec.intensity, volume, progress=part(progress, 0.6, 0.8))
    values = _carried(values, way.steps[late:], spec.pad_value, part(progress, 0.8, 1))
    return Prepared(to_channels(values, spec.intensity, spec.channels), way, spec.dimensions)


def to_network(
    voxels: Voxels, way: Way, *, device: torch.device, fill: float = 0.0, progress: Progress = silent
) -> torch.Tensor:
    """Carry any array on the source grid to the network's grid; only the geometry of `prepare`.

    Parameters
    ----------
    voxels
        (slices, rows, columns) on the source grid, any real dtype.
    way
        From `plan`.
    device
        Where the tensor is made.
    fill
        What stands outside the picture.
    progress
        Called once per piece.

    Returns
    -------
    torch.Tensor
        ``way.shape``, float32.
    """
    turned = _turned(voxels, way, device, part(progress, 0, 0.5))
    return _carried(turned, way.steps, fill, part(progress, 0.5, 1))


def _whole(shape: Triple) -> Region:
    return (0, shape[0]), (0, shape[1]), (0, shape[2])


def _without_zeros(voxels: Voxels, region: Region) -> Region:
    """Cut a block down to the smallest that holds all values but 0; all of it where there are none."""
    inside = voxels[tuple(slice(*span) for span in region)] != 0
    spans = []
    for axis, (first, _) in enumerate(region):
        found = np.flatnonzero(inside.any(axis=tuple(other for other in range(3) if other != axis)))
        if not len(found):
            return region
        spans.append((first + int(found[0]), first + int(found[-1]) + 1))
    return spans[0], spans[1], spans[2]


def _turning(volume: Volume, spec: GridSpec) -> tuple[Triple, tuple[bool, bool, bool]]:
    """Which axis of the source each axis of the network is, and whether it runs the other way."""
    if not spec.orientation:
        return spec.axes, (False, False, False)
    if not volume.axes_known:
        if volume.shape[0] == 1:  # as `ai.prepare.radiograph`: a single picture without directions stays as stored
            return (0, 1, 2), (False, False, False)
        raise InputMismatch(
            say("The model needs to know how the patient lies in the scan, and this file does not tell it."),
            say("Open the original images, whose files hold their directions."),
        )
    return axes_towards(volume.affine_lps, spec.orientation)


def _thick_axis(turned_mm: npt.NDArray[np.float64], wanted_mm: npt.NDArray[np.float64]) -> int | None:
    """Return the one axis over `THICK_RATIO` times as coarse as the finest, in the source's or the wanted spacing."""
    for spacing_mm in (turned_mm, wanted_mm):
        if spacing_mm.max() / spacing_mm.min() > THICK_RATIO:
            coarsest = np.flatnonzero(spacing_mm == spacing_mm.max())
            return int(coarsest[0]) if len(coarsest) == 1 else None
    return None


def _respaced(size: int, from_mm: float, to_mm: float, centres: str, order: int) -> Sampling:
    if centres == "first-voxel":
        new_size = max(1, round((size - 1) * from_mm / to_mm + 1))
        return same_first_voxel(size, new_size, to_mm / from_mm, order=order)
    shrink = "triangle" if centres == "half-pixel-smooth" else "sample"
    return same_space(size, max(1, round(size * from_mm / to_mm)), order=order, shrink=shrink)


def _fitted(shape: Triple, spec: GridSpec) -> Iterator[Step]:
    """Bring (slices, rows, columns) to the size of the contract."""
    if spec.fit == "free":
        return
    size = _whole_size(shape, spec.size)
    along = range(3 - spec.dimensions, 3)
    if spec.fit == "centre":
        yield from _centred(shape, size)
        return
    if spec.fit in ("pad", "crop-pad"):
        pick = max if spec.fit == "pad" else min
        cell = pick(shape[axis] / size[axis] for axis in along)
        square = [max(1, round(cell * size[axis])) if axis in along else shape[axis] for axis in range(3)]
        step = _centred(shape, (square[0], square[1], square[2]))
        yield from step
        shape = (square[0], square[1], square[2])
    samplings = [same_space(shape[axis], size[axis], order=spec.order, shrink=spec.shrink) for axis in range(3)]
    yield Resampling((samplings[0], samplings[1], samplings[2]))


def _whole_size(shape: Triple, size: Sequence[int]) -> Triple:
    """Complete a size of (rows, columns) by the number of slices there is."""
    whole = (shape[0], *size) if len(size) == 2 else tuple(size)
    return whole[0], whole[1], whole[2]


def _centred(shape: Triple, size: Triple) -> Iterator[Padding]:
    """Pad or cut each axis to a size: half of what is missing before, the middle kept."""
    before = [(size[k] - shape[k]) // 2 if size[k] >= shape[k] else -(shape[k] // 2 - size[k] // 2) for k in range(3)]
    after = [size[k] - shape[k] - before[k] for k in range(3)]
    if any(before) or any(after):
        yield Padding((before[0], before[1], before[2]), (after[0], after[1], after[2]))


def _filled_up(shape: Triple, spec: GridSpec) -> Iterator[Padding]:
    """Pad up to the sliding window or, where there is none, to a multiple that the network can halve."""
    wanted = list(shape)
    for axis in range(3 - spec.dimensions, 3):
        if spec.patch:
            wanted[axis] = max(shape[axis], spec.patch[axis - 3 + spec.dimensions])
        else:
            wanted[axis] = -(-shape[axis] // spec.multiple_of) * spec.multiple_of
    yield from _centred(shape, (wanted[0], wanted[1], wanted[2]))


def _behind(shape: Triple, steps: Sequence[Step]) -> Triple:
    """(slices, rows, columns) behind the steps."""
    for step in steps:
        if isinstance(step, Resampling):
            shape = step.shape
        else:
            slices, rows, columns = (sum(sides) for sides in zip(shape, step.before, step.after, strict=True))
            shape = (slices, rows, columns)
    return shape


def _before_padding(steps: Sequence[Step]) -> int:
    """Return the step before which values are scaled at the latest: padding is in scaled values."""
    return next((number for number, step in enumerate(steps) if isinstance(step, Padding) and step.adds), len(steps))


def _turned(voxels: Voxels, way: Way, device: torch.device, progress: Progress) -> torch.Tensor:
    """Cut out, permuted and flipped, float32 on the device; exact."""
    if voxels.shape != way.source_shape:
        raise ValueError(f"the way is for {way.source_shape}, not for {voxels.shape}")
    cut = voxels[tuple(slice(*span) for span in way.region)].transpose(way.axes)
    view = cut[tuple(slice(None, None, -1 if flip else 1) for flip in way.flipped)]
    result = np.empty(view.shape, np.float32)
    for index, plane in enumerate(view):
        progress(index / len(view), say("Turning the scan"))
        result[index] = plane
    if not np.issubdtype(voxels.dtype, np.integer):
        _fill_holes(result)
    return torch.from_numpy(result).to(device)


def _fill_holes(values: npt.NDArray[np.float32]) -> None:
    """Put the lowest value where there is none: one such voxel would spread over all that is computed of it."""
    lowest = min((float(plane[np.isfinite(plane)].min(initial=np.inf)) for plane in values), default=0.0)
    for plane in values:
        plane[~np.isfinite(plane)] = lowest if np.isfinite(lowest) else 0.0


def _carried(values: torch.Tensor, steps: Sequence[Step], fill: float, progress: Progress) -> torch.Tensor:
    for number, step in enumerate(steps):
        share = part(progress, number / len(steps), (number + 1) / len(steps))
        if isinstance(step, Resampling):
            values = resample(values, step.axes, progress=share)
        else:
            # The last axis comes first, as torch wants it.
            sides = [side for axis in (2, 1, 0) for side in (step.before[axis], step.after[axis])]
            values = torch.nn.functional.pad(values, sides, value=fill)
    return values
