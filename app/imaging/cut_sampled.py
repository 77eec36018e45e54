"""Planes at an angle to the grid of a volume, or through uneven slices: values between voxels, at their true places."""

from __future__ import annotations

import itertools
import math
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from ai.progress import Progress
from ai.volume import Volume, Voxels
from app.imaging.cut import Cut
from app.imaging.cut_axes import CutAxes, grid_axes
from app.imaging.cut_grid import COARSE_PLANES, thinned_frame
from app.imaging.cut_turn import vector
from app.imaging.lerp import outside_value
from app.imaging.plane_frame import Part, PlaneFrame
from app.imaging.plane_sampler import Interpolation, PlaneSampler
from app.imaging.reslice import filled
from app.imaging.slab import oblique_slab
from app.imaging.true_place import to_lps_mm

LARGEST_PX = 600_000
"""Pixels of a plane: more are made larger, so that one is sampled well below the 50 ms that the window may be deaf."""

_NS_PER_SAMPLE = 60.0

_TIE = 1e-6
"""Steps by which a plane may miss the end of the volume by rounding."""


class SampledPlanes:
    """Planes that are sampled when they are looked at.

    Parameters
    ----------
    volume
        Grey, with known places of its slices.
    axes
        Directions of the planes.
    cut
        For its slab, and for the point that a turned plane runs through.
    """

    def __init__(self, volume: Volume, axes: CutAxes, cut: Cut) -> None:
        self.wants_columns = False
        self._volume = volume
        self._slab = cut.slab
        self._sampler = PlaneSampler(volume)
        self._fill: float | None = None
        self._others: dict[int, tuple[npt.NDArray[Any], PlaneSampler]] = {}
        self.first, self.origins_lps_mm = _laid(volume, axes, cut)

    def plane(self, index: int, thinning: int, progress: Progress) -> Voxels:
        """Return the values, of every so many rows and columns; the darkest one where there is none."""
        frame = thinned_frame(self._frame(index), thinning)
        if self._slab is None:
            return filled(self._sampler.sample(frame), self._volume, self._outside())
        thickness_mm, projection = self._slab.thickness_mm, self._slab.projection
        return oblique_slab(
            self._volume,
            frame,
            thickness_mm,
            projection,
            fill=self._outside(),
            most_planes=None if thinning == 1 else COARSE_PLANES,
            progress=progress,
        )

    def labels(
        self, values: npt.NDArray[Any], index: int, *, smooth: bool, part: Part | None = None
    ) -> npt.NDArray[Any]:
        """Return values of another array on the grid of the volume."""
        how = Interpolation.LINEAR if smooth else Interpolation.NEAREST
        frame = self._frame(index)
        samples = self._sampler_of(values).sample(frame if part is None else frame.part(part), how)
        plane = filled(samples, replace(self._volume, voxels=values), 0.0) if smooth else samples.values
        if samples.known is not None:
            plane[~samples.known] = 0
        return plane.astype(values.dtype, copy=False)

    def _sampler_of(self, values: npt.NDArray[Any]) -> PlaneSampler:
        """Return the sampler of an array: kept where the array has to be copied for it.

        Others cost no more than a look at the grid, and would keep every map alive that a mask in work ever had.
        """
        known = self._others.get(id(values))
        if known is not None:
            return known[1]
        stored = values.view(np.uint8) if values.dtype == np.bool_ else values
        sampler = PlaneSampler(replace(self._volume, voxels=stored))
        if not values.flags.c_contiguous:
            # The array is kept with its sampler, so that no other one can get its id.
            self._others[id(values)] = (values, sampler)
        return sampler

    def cost_ms(self, index: int) -> float:
        """Estimate how long a plane takes."""
        rows, columns = self.first.shape_px
        planes = 1
        if self._slab is not None:
            planes = math.ceil(self._slab.thickness_mm / min(self._volume.spacing_mm)) + 1
        return rows * columns * planes * _NS_PER_SAMPLE * 1e-6

    def sources(self, index: int) -> slice:
        """Tell which slices of the volume a plane needs: it cuts them all."""
        return slice(None)

    def _frame(self, index: int) -> PlaneFrame:
        return replace(self.first, origin_lps_mm=vector(self.origins_lps_mm[index]))

    def _outside(self) -> float:
        """Tell what stands where there is no value: about the smallest one, found among some of the voxels."""
        if self._fill is None:
            slices, rows, _ = self._volume.shape
            some = self._volume.voxels[:: max(slices // 24, 1), :: max(rows // 128, 1)]
            self._fill = outside_value(some, None)
        return self._fill


def _laid(volume: Volume, axes: CutAxes, cut: Cut) -> tuple[PlaneFrame, npt.NDArray[np.float64]]:
    """Lay planes through all of the volume; returns the first, and the first pixel of each as (count, 3) LPS mm."""
    ends = [(0, length - 1) for length in volume.shape]
    corners = to_lps_mm(volume, list(itertools.product(*ends)))
    directions = np.stack([axes.normal_lps, axes.down_lps, axes.right_lps])
    along = corners @ directions.T
    start, size_mm = along.min(axis=0), np.ptp(along, axis=0)
    pixel = _pixel_mm(volume, (float(size_mm[1]), float(size_mm[2])))
    rows, columns = (math.ceil(length / pixel - _TIE) + 1 for length in size_mm[1:].tolist())
    places = np.array(_places_mm(float(start[0]), float(size_mm[0]), _step_mm(volume, axes), axes, cut))
    origins = places[:, None] * directions[0] + start[1:] @ directions[1:]
    right, down = vector(axes.right_lps), vector(axes.down_lps)
    return PlaneFrame(vector(origins[0]), right, down, (pixel, pixel), (rows, columns)), origins


def _places_mm(first_mm: float, size_mm: float, step_mm: float, axes: CutAxes, cut: Cut) -> list[float]:
    """Choose the places along the normal; one of turned planes runs through the pivot exactly."""
    if axes.is_oblique:
        pivot = float(np.array(cut.axes.pivot_lps_mm) @ axes.normal_lps)
        before = math.floor((pivot - first_mm) / step_mm + _TIE)
        after = math.floor((first_mm + size_mm - pivot) / step_mm + _TIE)
        return [pivot + number * step_mm for number in range(-before, max(after, -before) + 1)]
    return [first_mm + number * step_mm for number in range(math.ceil(size_mm / step_mm - _TIE) + 1)]


def _step_mm(volume: Volume, axes: CutAxes) -> float:
    """Choose the distance of the planes: that of the voxels in the direction of the normal."""
    parts = (grid_axes(volume) @ axes.normal_lps) * np.array(_true_spacing_mm(volume))
    return float(np.linalg.norm(parts))


def _pixel_mm(volume: Volume, size_mm: tuple[float, float]) -> float:
    """Choose the side of square pixels: the smallest of the voxels, unless there would be too many."""
    pixel = min(_true_spacing_mm(volume))
    pixels = (size_mm[0] / pixel + 1) * (size_mm[1] / pixel + 1)
    return pixel * max(math.sqrt(pixels / LARGEST_PX), 1.0)


def _true_spacing_mm(volume: Volume) -> tuple[float, float, float]:
    """Return (slice, row, column) spacing; that of slices along their normal, also where a gantry was tilted."""
    _, row_mm, column_mm = volume.spacing_mm
    return float(volume.affine_lps[:3, 0] @ grid_axes(volume)[0]), row_mm, column_mm
