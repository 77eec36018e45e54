"""A uniform volume along the patient's planes, in the radiological convention."""

from __future__ import annotations

import itertools
import math
from dataclasses import replace
from enum import Enum

import numpy as np
import numpy.typing as npt

from ai.errors import GeometryError
from ai.volume import Affine, Volume, Voxels
from ai.words import say
from app.imaging.resample import resampled
from app.imaging.slices import OBLIQUE_FROM_DEGREES


class Plane(Enum):
    """A plane of the patient."""

    AXIAL = "axial"
    CORONAL = "coronal"
    SAGITTAL = "sagittal"


_AXES: dict[Plane, tuple[npt.NDArray[np.float64], ...]] = {
    # (slice, row, column) directions in LPS. The patient's right is left in the picture, the front is up (axial) or
    # left (sagittal), the head is up; slices go from feet to head, from front to back, from right to left.
    Plane.AXIAL: (np.array([0.0, 0.0, 1.0]), np.array([0.0, 1.0, 0.0]), np.array([1.0, 0.0, 0.0])),
    Plane.CORONAL: (np.array([0.0, 1.0, 0.0]), np.array([0.0, 0.0, -1.0]), np.array([1.0, 0.0, 0.0])),
    Plane.SAGITTAL: (np.array([1.0, 0.0, 0.0]), np.array([0.0, 0.0, -1.0]), np.array([0.0, 1.0, 0.0])),
}

_PURPOSE = say("Reconstruction in other planes")

_LARGEST_VOXELS = 1 << 31
"""An oblique grid of many thin slices grows when it is turned; beyond this the reconstruction is refused."""


def reformat(volume: Volume, plane: Plane) -> Volume:
    """Turn a volume so that its slices lie in a plane of the patient.

    Within 10 degrees of the patient's axes the voxels are only permuted and flipped: values stay as they are and the
    affine tells the small angle that is left. Beyond, they are resampled linearly onto the patient's axes.

    Parameters
    ----------
    volume
        Grey, of evenly spaced slices, with known axes.
    plane
        Which plane.

    Returns
    -------
    Volume
        With the same patient positions, unit and ``source_id``; a view of the voxels where nothing is resampled.

    Raises
    ------
    GeometryError
        Where the slices are not evenly spaced, the axes of the patient are unknown, or there is one slice only.
    """
    volume.require_uniform(_PURPOSE)
    if not volume.axes_known:
        raise GeometryError(
            say("{purpose} needs the patient's orientation, which this image does not tell.", purpose=_PURPOSE),
            say("Look at the image as it was taken."),
        )
    if volume.shape[0] == 1:
        raise GeometryError(
            say("{purpose} needs a stack of slices; this series has one.", purpose=_PURPOSE),
            say("Look at the image as it was taken."),
        )
    axes = _AXES[plane]
    order, angle_degrees = _nearest_axes(volume.affine_lps, axes)
    if angle_degrees <= OBLIQUE_FROM_DEGREES:
        return _permuted(volume, axes, order)
    return _resampled(volume, axes, order)


def _nearest_axes(affine_lps: Affine, axes: tuple[npt.NDArray[np.float64], ...]) -> tuple[tuple[int, ...], float]:
    """Find which index axis runs along each wanted axis, and the largest angle between such a pair in degrees."""
    steps = affine_lps[:3, :3] / np.linalg.norm(affine_lps[:3, :3], axis=0)
    cosines = np.abs(np.array(axes) @ steps)
    order = max(itertools.permutations(range(3)), key=lambda each: sum(cosines[to, each[to]] for to in range(3)))
    smallest = min(cosines[to, order[to]] for to in range(3))
    return order, math.degrees(math.acos(min(smallest, 1.0)))


def _permuted(volume: Volume, axes: tuple[npt.NDArray[np.float64], ...], order: tuple[int, ...]) -> Volume:
    """Permute and flip the index axes; the voxels stay a view."""
    affine = volume.affine_lps
    voxels: Voxels = volume.voxels.transpose(*order, *range(3, volume.voxels.ndim))
    turned = np.eye(4)
    turned[:3, 3] = affine[:3, 3]
    for to, source in enumerate(order):
        step = affine[:3, source]
        if step @ axes[to] < 0:
            voxels = np.flip(voxels, axis=to)
            turned[:3, 3] += step * (volume.shape[source] - 1)
            step = -step
        turned[:3, to] = step
    return replace(volume, voxels=voxels, affine_lps=turned)


def _resampled(volume: Volume, axes: tuple[npt.NDArray[np.float64], ...], order: tuple[int, ...]) -> Volume:
    """Resample linearly onto a grid along the axes that holds all of the volume, with the spacing of the source."""
    if volume.is_colour:
        raise GeometryError(say("{purpose} at an angle needs grey values; this series is in colour.", purpose=_PURPOSE))
    corners = volume.to_lps_mm(list(itertools.product(*((0, length - 1) for length in volume.shape))))
    along = corners @ np.array(axes).T
    spacing_mm = np.array([volume.spacing_mm[source] for source in order])
    start = along.min(axis=0)
    # A corner that lies on a voxel up to rounding must not cost one more slice of padding.
    shape = np.ceil((along.max(axis=0) - start) / spacing_mm - 1e-6).astype(int) + 1
    if math.prod(shape.tolist()) > _LARGEST_VOXELS:
        raise GeometryError(say("{purpose} of this series would not fit into memory.", purpose=_PURPOSE))
    affine = np.eye(4)
    affine[:3, :3] = np.array(axes).T * spacing_mm
    affine[:3, 3] = start @ np.array(axes)
    nothing = np.broadcast_to(np.zeros(1, np.uint8), shape.tolist())
    return resampled(volume, Volume(nothing, affine))
