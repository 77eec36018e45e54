"""Points of the patient and voxels of a volume, at the true places of its slices."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from ai.volume import SpacingKind, Volume
from ai.words import say
from app.imaging.slice_places import slice_places

_PURPOSE = say("A place in the patient")


def are_places_known(volume: Volume) -> bool:
    """Whether points of the patient can be told: true mm, known axes, and slices whose places are known."""
    is_patient = volume.axes_known and volume.spacing_kind is SpacingKind.PATIENT
    return is_patient and (not volume.geometry_fault or volume.places_known)


def to_lps_mm(volume: Volume, index: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """Find points of a volume in the patient, also where its slices are uneven or sheared.

    Parameters
    ----------
    volume
        Any; where the places of its slices are unknown its affine is taken as it is.
    index
        (..., 3) slice, row, column; may be fractional and lie outside.

    Returns
    -------
    npt.NDArray[np.float64]
        (..., 3) LPS mm.
    """
    at = np.asarray(index, dtype=np.float64)
    if not _is_uneven(volume):
        return volume.to_lps_mm(at)
    places = slice_places(volume, _PURPOSE)
    along = _interpolated(at[..., 0], places.along_mm, places.usual_mm)
    in_plane = at[..., 1:] @ volume.affine_lps[:3, 1:3].T
    sideways = places.normal_lps + places.drift_lps
    return np.asarray(places.origin_lps_mm + in_plane + along[..., None] * sideways, dtype=np.float64)


def to_index(volume: Volume, point_lps_mm: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """Find voxels of a volume under points of the patient; the reverse of `to_lps_mm`.

    Parameters
    ----------
    volume
        Any.
    point_lps_mm
        (..., 3) LPS mm.

    Returns
    -------
    npt.NDArray[np.float64]
        (..., 3) fractional (slice, row, column); the slice is NaN in a gap where nothing is known.
    """
    points = np.asarray(point_lps_mm, dtype=np.float64)
    if not _is_uneven(volume):
        return volume.to_index(points)
    places = slice_places(volume, _PURPOSE)
    axes = np.array(volume.affine_lps[:3, :3])
    axes[:, 0] = places.normal_lps + places.drift_lps
    at = (points - places.origin_lps_mm) @ np.linalg.inv(axes).T
    at[..., 0] = places.indices_at(at[..., 0])
    return np.asarray(at, dtype=np.float64)


def _is_uneven(volume: Volume) -> bool:
    """Whether the affine alone does not tell where the slices are, and something else does."""
    return volume.slice_positions_mm is not None and (volume.places_known or not volume.geometry_fault)


def _interpolated(
    index: npt.NDArray[np.float64], along_mm: npt.NDArray[np.float64], usual_mm: float
) -> npt.NDArray[np.float64]:
    """Turn fractional slice indices into places; beyond the ends it goes on with their own steps."""
    count = len(along_mm)
    if count == 1:
        return np.asarray(index * usual_mm, dtype=np.float64)
    nodes = np.concatenate(
        [[2 * along_mm[0] - along_mm[1]], along_mm, [2 * along_mm[-1] - along_mm[-2]]], dtype=np.float64
    )
    return np.asarray(np.interp(index, np.arange(-1, count + 1), nodes), dtype=np.float64)
