"""What belongs to a structure, from strokes over what does and over what does not: a random walker round them.

A walker that starts at a voxel goes to a neighbour the more likely the more alike the two are; the voxel belongs where
it would reach a stroke inside before one outside. The chances solve a linear system of one unknown for each voxel
(Grady, IEEE Trans Pattern Anal Mach Intell 28:1768, 2006). It is solved by conjugate gradients, from coarse to fine:
each level begins with what the coarser one found.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import SimpleITK

from ai.progress import Progress, part, silent
from ai.volume import BoolMask, Voxels
from ai.words import say
from app.imaging.masks.form import Spacing
from app.imaging.masks.region import Box, Region, low_of, widened

MOST_VOXELS = 2_000_000
"""Of the part that is looked at in full; a larger one is made coarser first."""

INSIDE, OUTSIDE = 1, 2
"""Of `Seeds`; 0 where nobody said."""

_LEAST_MARGIN_MM = 8.0
_MARGIN_SHARE = 0.6
"""Of the length of the strokes: so much is looked at beside them."""

_COARSEST = 4_000
"""Voxels of the coarsest level."""

_SHARPNESS = 12.0
"""How strongly a difference keeps the walker away: of the mean square of all differences between neighbours."""

_SMOOTHED_MM = 0.7
"""Standard deviation of the smoothing before differences are taken, in pixels of the slices: noise is no edge."""

_LEAST_WEIGHT = 1e-5
"""So that no voxel is cut off."""

_RESIDUAL = 3e-6
"""Of a chance, root mean square over the voxels, at which a level is solved."""

_MOST_STEPS = 250
"""Of a level; what is still wrong then is far from every stroke."""

Seeds: TypeAlias = npt.NDArray[np.uint8]
"""(slices, rows, columns): `INSIDE`, `OUTSIDE` or 0."""

_Field: TypeAlias = npt.NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Strokes:
    """What the reader painted.

    Parameters
    ----------
    inside, outside
        Voxels that each stroke touched, in order; what is touched by both is of the later one's side.
    """

    inside: tuple[Region, ...] = ()
    outside: tuple[Region, ...] = ()

    @property
    def is_enough(self) -> bool:
        """Whether there is one of each."""
        return bool(self.inside and self.outside)


def part_round(strokes: Strokes, shape: tuple[int, int, int], spacing_mm: Spacing) -> Box:
    """Find the part of the grid that is looked at."""
    boxes = [each.box for each in (*strokes.inside, *strokes.outside)]
    slices, rows, columns = (
        slice(min(box[axis].start for box in boxes), max(box[axis].stop for box in boxes)) for axis in range(3)
    )
    sides = [(each.stop - each.start) * mm for each, mm in zip((slices, rows, columns), spacing_mm, strict=True)]
    margin = max(_LEAST_MARGIN_MM, _MARGIN_SHARE * max(sides) / 2)
    first, second, third = (math.ceil(margin / mm) for mm in spacing_mm)
    return widened((slices, rows, columns), (first, second, third), shape)


def seeds_in(strokes: Strokes, box: Box) -> Seeds:
    """Paint strokes into a block."""
    seeds = np.zeros([each.stop - each.start for each in box], np.uint8)
    low = low_of(box)
    for value, regions in ((OUTSIDE, strokes.outside), (INSIDE, strokes.inside)):
        for region in regions:
            first, second, third = (at - start for at, start in zip(region.low, low, strict=True))
            slices, rows, columns = region.inside.shape
            block = seeds[first : first + slices, second : second + rows, third : third + columns]
            block[region.inside] = value
    return seeds


def proposed(voxels: Voxels, strokes: Strokes, spacing_mm: Spacing, *, progress: Progress = silent) -> Region | None:
    """Propose what belongs to the structure.

    Parameters
    ----------
    voxels
        (slices, rows, columns) of the scan.
    strokes
        At least one inside and one outside.
    spacing_mm
        Of the grid.
    progress
        Called at every step; a cancel comes through it.

    Returns
    -------
    Region | None
        What hangs together with the strokes inside; None without strokes of both sides.
    """
    if not strokes.is_enough:
        return None
    shape = voxels.shape[0], voxels.shape[1], voxels.shape[2]
    box = part_round(strokes, shape, spacing_mm)
    seeds = seeds_in(strokes, box)
    chances = walked(voxels[box].astype(np.float32), seeds, spacing_mm, progress=part(progress, 0, 0.95))
    progress(0.95, say("Growing from the strokes"))
    inside = (chances > 0.5) | (seeds == INSIDE)
    inside[seeds == OUTSIDE] = False
    return Region(low_of(box), _hanging_together(inside, seeds == INSIDE))


def walked(values: _Field, seeds: Seeds, spacing_mm: Spacing, *, progress: Progress = silent) -> _Field:
    """Compute for each voxel the chance that a walker reaches the inside first.

    Parameters
    ----------
    values
        (slices, rows, columns) float32 of the scan.
    seeds
        Of the same shape.
    spacing_mm
        Of the grid.
    progress
        Called at every step.

    Returns
    -------
    _Field
        (slices, rows, columns) float32, 0 to 1.
    """
    progress(0.0, say("Growing from the strokes"))
    full = values.shape
    values = _smoothed(np.where(np.isfinite(values), values, np.float32(0)), spacing_mm)
    levels = [(values, seeds, spacing_mm)]
    while _voxels(levels[0]) > MOST_VOXELS:
        levels[0] = _coarser(*levels[0])
    while _voxels(levels[-1]) > _COARSEST and max(levels[-1][0].shape) > 8:
        levels.append(_coarser(*levels[-1]))
    chances = np.full(levels[-1][0].shape, 0.5, np.float32)
    costs = [_voxels(level) for level in reversed(levels)]
    for number, (field, marks, mm) in enumerate(reversed(levels)):
        done, now = sum(costs[:number]) / sum(costs), sum(costs[: number + 1]) / sum(costs)
        chances = _resized(chances, field.shape)
        chances = _solved(_weights(field, mm), marks, chances, progress=part(progress, done, now))
    return _resized(chances, full)


def _voxels(level: tuple[_Field, Seeds, Spacing]) -> int:
    return level[0].size


def _smoothed(values: _Field, spacing_mm: Spacing) -> _Field:
    """Blur by less than a pixel: along an axis that is coarser than the slices accordingly less."""
    image = SimpleITK.GetImageFromArray(values)
    image.SetSpacing(spacing_mm[::-1])
    sigma_mm = _SMOOTHED_MM * max(spacing_mm[1:])
    blurred = SimpleITK.DiscreteGaussian(image, [sigma_mm**2] * 3, maximumKernelWidth=9, useImageSpacing=True)
    result: _Field = SimpleITK.GetArrayFromImage(blurred)
    return result


def _coarser(values: _Field, seeds: Seeds, spacing_mm: Spacing) -> tuple[_Field, Seeds, Spacing]:
    """Halve the axes that are finest, as means; a coarse voxel that both sides touch is of none."""
    finest = min(mm for mm, side in zip(spacing_mm, values.shape, strict=True) if side > 1)
    factors = [2 if side > 1 and mm < 1.5 * finest else 1 for mm, side in zip(spacing_mm, values.shape, strict=True)]
    pads = [(0, -side % factor) for side, factor in zip(values.shape, factors, strict=True)]
    padded, marks = np.pad(values, pads, mode="edge"), np.pad(seeds, pads)
    blocks = [each for side, factor in zip(padded.shape, factors, strict=True) for each in (side // factor, factor)]
    mean: _Field = padded.reshape(blocks).mean(axis=(1, 3, 5), dtype=np.float32)
    inside, outside = ((marks == value).reshape(blocks).any(axis=(1, 3, 5)) for value in (INSIDE, OUTSIDE))
    coarse = np.zeros(mean.shape, np.uint8)
    coarse[inside & ~outside], coarse[outside & ~inside] = INSIDE, OUTSIDE
    slices, rows, columns = (mm * factor for mm, factor in zip(spacing_mm, factors, strict=True))
    return mean, coarse, (slices, rows, columns)


def _resized(field: _Field, shape: tuple[int, ...]) -> _Field:
    """Interpolate a coarser level on a finer one; both cover the same space from the first border on."""
    if field.shape == shape:
        return field
    image = SimpleITK.GetImageFromArray(field)
    scales = [
        1.0 if small == large else float(2 ** round(math.log2(large / small)))
        for small, large in zip(field.shape, shape, strict=True)
    ]
    image.SetSpacing(scales[::-1])
    image.SetOrigin([(scale - 1) / 2 for scale in reversed(scales)])
    grid = SimpleITK.Image([int(side) for side in reversed(shape)], SimpleITK.sitkFloat32)
    resampler = SimpleITK.ResampleImageFilter()
    resampler.SetReferenceImage(grid)
    resampler.SetInterpolator(SimpleITK.sitkLinear)
    resampler.UseNearestNeighborExtrapolatorOn()
    result: _Field = SimpleITK.GetArrayFromImage(resampler.Execute(image))
    return result


def _weights(values: _Field, spacing_mm: Spacing) -> tuple[_Field, _Field, _Field]:
    """Give how readily the walker goes between neighbours along (slices, rows, columns)."""
    differences = [np.diff(values, axis=axis) for axis in range(3)]
    count = sum(each.size for each in differences)
    usual = sum(float(np.square(each, dtype=np.float32).sum(dtype=np.float64)) for each in differences) / max(count, 1)
    finest = min(spacing_mm)
    weights = []
    for each, mm in zip(differences, spacing_mm, strict=True):
        alike = np.exp(np.square(each) * np.float32(-_SHARPNESS / usual if usual > 0 else 0.0))
        weights.append(((alike + np.float32(_LEAST_WEIGHT)) * np.float32((finest / mm) ** 2)).astype(np.float32))
    return weights[0], weights[1], weights[2]


def _solved(weights: tuple[_Field, _Field, _Field], seeds: Seeds, guess: _Field, *, progress: Progress) -> _Field:
    """Solve by conjugate gradients, preconditioned by the diagonal; strokes stay what they are."""
    free = (seeds == 0).astype(np.float32)
    found = guess * free + (seeds == INSIDE)
    degree = np.zeros(seeds.shape, np.float32)
    for axis, weight in enumerate(weights):
        before, after = _sides(axis)
        degree[before] += weight
        degree[after] += weight
    scratch = np.empty_like(degree)
    inverse = free / np.maximum(degree, np.float32(1e-20))
    residual = -_flow(weights, degree, found, scratch) * free
    ahead = residual * inverse
    direction = ahead.copy()
    before_dot = _dot(residual, ahead)
    limit = max(float(np.sum(degree * free, dtype=np.float64)), 1e-30) * _RESIDUAL**2
    for number in range(_MOST_STEPS):
        progress(number / _MOST_STEPS, say("Growing from the strokes"))
        if before_dot <= limit:
            break
        pushed = _flow(weights, degree, direction, scratch)
        pushed *= free
        length = np.float32(before_dot / max(_dot(direction, pushed), 1e-30))
        found += length * direction
        residual -= length * pushed
        np.multiply(residual, inverse, out=ahead)
        dot = _dot(residual, ahead)
        direction *= np.float32(dot / before_dot)
        direction += ahead
        before_dot = dot
    return np.asarray(np.clip(found, 0, 1), np.float32)


def _flow(weights: tuple[_Field, _Field, _Field], degree: _Field, field: _Field, scratch: _Field) -> _Field:
    """Apply the graph's Laplacian."""
    result = degree * field
    for axis, weight in enumerate(weights):
        if not weight.size:
            continue
        before, after = _sides(axis)
        moved = scratch[before]
        np.multiply(weight, field[after], out=moved)
        result[before] -= moved
        np.multiply(weight, field[before], out=moved)
        result[after] -= moved
    return result


def _sides(axis: int) -> tuple[tuple[slice, ...], tuple[slice, ...]]:
    """Voxels that have a neighbour further on along an axis, and these neighbours."""
    before, after = [slice(None)] * 3, [slice(None)] * 3
    before[axis], after[axis] = slice(0, -1), slice(1, None)
    return tuple(before), tuple(after)


def _dot(one: _Field, other: _Field) -> float:
    return float(np.dot(one.ravel(), other.ravel()))


def _hanging_together(mask: BoolMask, strokes: BoolMask) -> BoolMask:
    """Keep the parts that a stroke belongs to."""
    labelled = SimpleITK.GetArrayFromImage(
        SimpleITK.ConnectedComponent(SimpleITK.GetImageFromArray(mask.astype(np.uint8)))
    )
    kept = np.zeros(int(labelled.max(initial=0)) + 1, np.bool_)
    kept[labelled[strokes & mask]] = True
    kept[0] = False
    return np.asarray(kept[labelled])
