"""A volume on another grid."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from ai.progress import Progress, silent
from ai.volume import Volume
from ai.words import say
from app.imaging.budget import require_bytes
from app.imaging.lerp import outside_value
from app.imaging.plane_frame import PlaneFrame, Vector
from app.imaging.plane_sampler import Interpolation, PlaneSampler
from app.imaging.reslice import filled
from app.imaging.slice_places import slice_places
from app.imaging.untilt import upright_grid

_PURPOSE = say("Resampling")

_WHOLE = 1e-6
"""Steps by which the far end may miss a whole number of them by rounding."""


def resampled(
    volume: Volume,
    grid: Volume,
    *,
    interpolation: Interpolation = Interpolation.LINEAR,
    fill: float | None = None,
    may_use_bytes: int | None = None,
    progress: Progress = silent,
) -> Volume:
    """Bring a volume onto the grid of another one.

    Parameters
    ----------
    volume
        Grey, with known places of its slices.
    grid
        Any with known places of its slices; its voxels do not matter.
    interpolation
        `Interpolation.NEAREST` for labels.
    fill
        What stands where ``volume`` has no value; None for its smallest value.
    may_use_bytes
        Memory that the result may take; None asks for nothing.
    progress
        Called once per slice.

    Returns
    -------
    Volume
        Values of ``volume`` in its dtype, rounded, at the places of ``grid``.

    Raises
    ------
    GeometryError
        Where places of slices are unknown, or the volume is in colour.
    ai.errors.MemoryShort
        Before anything was allocated.
    """
    sampler = PlaneSampler(volume, _PURPOSE)
    require_bytes(math.prod(grid.shape) * volume.voxels.dtype.itemsize, may_use_bytes, _PURPOSE)
    value = outside_value(volume.voxels, None) if fill is None else fill
    frames = slice_frames(grid)
    voxels = np.empty(grid.shape, volume.voxels.dtype)
    for index, frame in enumerate(frames):
        progress(index / len(frames), say("Resampling, slice {index} of {count}", index=index + 1, count=len(frames)))
        voxels[index] = filled(sampler.sample(frame, interpolation), volume, value)
    return replace(
        volume,
        voxels=voxels,
        affine_lps=grid.affine_lps,
        geometry_fault=grid.geometry_fault,
        slice_positions_mm=grid.slice_positions_mm,
        places_known=grid.places_known,
    )


def isotropic(
    volume: Volume,
    spacing_mm: float | None = None,
    *,
    interpolation: Interpolation = Interpolation.LINEAR,
    fill: float | None = None,
    may_use_bytes: int | None = None,
    progress: Progress = silent,
) -> Volume:
    """Resample to equal spacing in the three directions of the grid; a tilt of the gantry is corrected on the way.

    Parameters
    ----------
    volume, interpolation, fill, may_use_bytes, progress
        As for `resampled`.
    spacing_mm
        None for the smallest spacing of the volume.

    Returns
    -------
    Volume
        From the first to the last voxel centre of the source, at most a step short of it.

    Raises
    ------
    GeometryError, MemoryShort
        As for `resampled`.
    """
    places = slice_places(volume, _PURPOSE)
    upright = upright_grid(volume)
    step = min(places.usual_mm, *volume.spacing_mm[1:]) if spacing_mm is None else spacing_mm
    if not step > 0:
        raise ValueError(f"the spacing must be above 0 mm, got {spacing_mm}")
    _, row_mm, column_mm = upright.spacing_mm
    lengths_mm = (places.along_mm[-1], row_mm * (upright.shape[1] - 1), column_mm * (upright.shape[2] - 1))
    shape = tuple(math.floor(length / step + _WHOLE) + 1 for length in lengths_mm)
    affine = np.array(upright.affine_lps)
    affine[:3, :3] *= step / np.linalg.norm(affine[:3, :3], axis=0)
    grid = Volume(np.broadcast_to(np.zeros(1, np.uint8), shape), affine)
    return resampled(
        volume, grid, interpolation=interpolation, fill=fill, may_use_bytes=may_use_bytes, progress=progress
    )


def slice_frames(grid: Volume) -> tuple[PlaneFrame, ...]:
    """Give the plane of every slice, at its true place.

    Raises
    ------
    GeometryError
        Where the places are unknown.
    """
    places = slice_places(grid, _PURPOSE)
    _, row_mm, column_mm = grid.spacing_mm
    down, right = grid.affine_lps[:3, 1] / row_mm, grid.affine_lps[:3, 2] / column_mm
    per_mm = places.normal_lps + places.drift_lps
    shape = (grid.shape[1], grid.shape[2])
    origins = places.origin_lps_mm + np.outer(places.along_mm, per_mm)
    return tuple(
        PlaneFrame(_vector(origin), _vector(right), _vector(down), (row_mm, column_mm), shape) for origin in origins
    )


def _vector(values: npt.NDArray[np.float64]) -> Vector:
    x, y, z = values.tolist()
    return x, y, z
