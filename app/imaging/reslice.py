"""A picture on any plane through a volume, at the true places of its slices."""

from __future__ import annotations

import numpy as np

from ai.volume import Volume, Voxels
from app.imaging.lerp import to_dtype
from app.imaging.plane_frame import PlaneFrame
from app.imaging.plane_sampler import Interpolation, PlaneSampler, Samples


def reslice(
    volume: Volume, frame: PlaneFrame, *, fill: float, interpolation: Interpolation = Interpolation.LINEAR
) -> Voxels:
    """Sample a volume on a plane.

    Parameters
    ----------
    volume
        Grey, with known places of its slices. Uneven slices stand where they truly are, slices sheared by a tilted
        gantry too; in a gap of more than `app.imaging.slice_places.LARGEST_STEPS` steps nothing is interpolated.
    frame
        The plane.
    fill
        What stands where there is no value; see `app.imaging.lerp.outside_value`.
    interpolation
        Linear in the three directions of the grid, or the nearest voxel.

    Returns
    -------
    Voxels
        (rows, columns), dtype of the volume, whole values rounded; a value next to NaN is NaN.

    Raises
    ------
    GeometryError
        Where the places of the slices are unknown, or the volume is in colour.
    """
    return filled(PlaneSampler(volume).sample(frame, interpolation), volume, fill)


def filled(samples: Samples, volume: Volume, fill: float) -> Voxels:
    """Turn samples into values of the dtype of the volume, ``fill`` where there are none."""
    plane = to_dtype(samples.values, volume.voxels.dtype)
    if samples.known is not None:
        np.copyto(plane, np.asarray(fill).astype(plane.dtype), where=~samples.known)
    return plane
