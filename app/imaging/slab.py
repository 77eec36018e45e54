"""Slab projections: the largest, smallest or mean value over a thickness around a plane."""

from __future__ import annotations

import math
from enum import Enum
from typing import Any

import numpy as np
import numpy.typing as npt

from ai.progress import Progress, silent
from ai.volume import Volume, Voxels
from ai.words import say
from app.imaging.lerp import to_dtype, working_dtype
from app.imaging.plane_frame import PlaneFrame
from app.imaging.plane_sampler import PlaneSampler
from app.imaging.slice_places import slice_places

_TIE_MM = 1e-6
"""A layer that misses the edge of the slab by rounding still counts."""


class Projection(Enum):
    """What a slab shows of the values behind each other."""

    MAXIMUM = "MIP"
    MINIMUM = "MinIP"
    MEAN = "mean"


def layers_within(centre: int, thickness_mm: float, places_mm: npt.ArrayLike) -> range:
    """Choose the layers whose centres lie in a slab around one of them.

    Parameters
    ----------
    centre
        The layer in the middle, from 0.
    thickness_mm
        Of the slab, 0 or more.
    places_mm
        (layers,) ascending places of all layers: even ones, or `app.imaging.slice_places.SlicePlaces.along_mm`.

    Returns
    -------
    range
        At least ``centre`` itself.
    """
    if not thickness_mm >= 0:
        raise ValueError(f"the thickness of a slab must be 0 mm or more, got {thickness_mm}")
    places = np.asarray(places_mm, dtype=np.float64)
    near = np.flatnonzero(np.abs(places - places[centre]) <= thickness_mm / 2 + _TIE_MM)
    return range(int(near[0]), int(near[-1]) + 1)


def project(layers: Voxels, projection: Projection) -> Voxels:
    """Project a stack of layers along its first axis.

    Parameters
    ----------
    layers
        (layers, height, width), any real dtype: slices of a volume, or of a `app.imaging.layout.ColumnLayout`, where
        columns are as near to each other in memory as slices are here.
    projection
        What is shown; NaN counts in no largest or smallest value.

    Returns
    -------
    Voxels
        (height, width), dtype of the layers; float32 or float64 for a mean.
    """
    if projection is Projection.MEAN:
        return np.asarray(layers.mean(axis=0, dtype=np.float64).astype(working_dtype(layers.dtype)))
    floats = layers.dtype.kind == "f"
    if projection is Projection.MAXIMUM:
        return np.asarray((np.fmax if floats else np.maximum).reduce(layers, axis=0))
    return np.asarray((np.fmin if floats else np.minimum).reduce(layers, axis=0))


def slice_slab(volume: Volume, slice_index: int, thickness_mm: float, projection: Projection) -> Voxels:
    """Project the slices around one of them, at their true places.

    Parameters
    ----------
    volume
        Grey, with known places of its slices.
    slice_index
        The slice in the middle, from 0.
    thickness_mm
        Slices whose centre is within half of it count.
    projection
        What is shown.

    Returns
    -------
    Voxels
        (rows, columns), as `project` gives it.

    Raises
    ------
    GeometryError
        Where the places of the slices are unknown.
    """
    along = slice_places(volume, say("A slab of slices")).along_mm
    within = layers_within(slice_index, thickness_mm, along)
    return project(volume.voxels[within.start : within.stop], projection)


def oblique_slab(
    volume: Volume,
    frame: PlaneFrame,
    thickness_mm: float,
    projection: Projection,
    *,
    fill: float,
    most_planes: int | None = None,
    progress: Progress = silent,
) -> Voxels:
    """Project what lies around a plane at any angle.

    Planes are sampled across the thickness, no farther apart than the smallest spacing of the volume.

    Parameters
    ----------
    volume
        As for `app.imaging.reslice.reslice`.
    frame
        The plane in the middle.
    thickness_mm
        0 or more; 0 is the plane alone.
    projection
        What is shown; samples outside the volume and in wide gaps count nowhere.
    fill
        What stands where no plane has a value.
    most_planes
        Sampled at most, then farther apart: for a picture in a hurry.
    progress
        Called once per plane.

    Returns
    -------
    Voxels
        (rows, columns), dtype of the volume, rounded; float32 or float64 for a mean.

    Raises
    ------
    GeometryError
        As for `app.imaging.reslice.reslice`.
    """
    if not thickness_mm >= 0:
        raise ValueError(f"the thickness of a slab must be 0 mm or more, got {thickness_mm}")
    sampler = PlaneSampler(volume)
    offsets_mm = _offsets_mm(volume, frame, thickness_mm)
    if most_planes is not None and len(offsets_mm) > most_planes:
        offsets_mm = np.linspace(offsets_mm[0], offsets_mm[-1], most_planes)
    kept: npt.NDArray[Any] | None = None
    counts = np.zeros(frame.shape_px, np.int32)
    for number, offset_mm in enumerate(offsets_mm.tolist()):
        progress(number / len(offsets_mm), say("Plane {number} of {count}", number=number + 1, count=len(offsets_mm)))
        samples = sampler.sample(frame.moved(offset_mm))
        known = np.ones(frame.shape_px, np.bool_) if samples.known is None else samples.known
        if kept is None:
            kept = np.full(frame.shape_px, _neutral(projection), samples.values.dtype)
        _COMBINE[projection](kept, samples.values, out=kept, where=known)
        counts += known
    assert kept is not None
    if projection is Projection.MEAN:
        kept /= np.maximum(counts, 1).astype(kept.dtype)
    kept[counts == 0] = fill
    return kept if projection is Projection.MEAN else to_dtype(kept, volume.voxels.dtype)


_COMBINE: dict[Projection, np.ufunc] = {
    Projection.MAXIMUM: np.fmax,
    Projection.MINIMUM: np.fmin,
    Projection.MEAN: np.add,
}


def _neutral(projection: Projection) -> float:
    """Give the value that changes nothing when it is combined."""
    return {Projection.MAXIMUM: -math.inf, Projection.MINIMUM: math.inf, Projection.MEAN: 0.0}[projection]


def _offsets_mm(volume: Volume, frame: PlaneFrame, thickness_mm: float) -> npt.NDArray[np.float64]:
    """Places of the planes along the normal, the same to both sides, no farther out than the volume can be."""
    corners = volume.to_lps_mm([(0, 0, 0), volume.shape])
    if volume.slice_positions_mm is not None:
        corners = np.concatenate([corners, corners + np.ptp(volume.slice_positions_mm)])
    reach = float(np.linalg.norm(np.ptp(np.concatenate([corners, frame.corners_lps_mm]), axis=0)))
    half = min(thickness_mm / 2, 2 * reach)
    steps = math.ceil(2 * half / min(volume.spacing_mm) - _TIE_MM)
    return np.linspace(-half, half, steps + 1) if steps > 0 else np.zeros(1)
