"""Masks from values: of a range of the scan, or of another series that holds a mask as an image."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ai.progress import Progress, silent
from ai.volume import BoolMask, Volume
from ai.words import say
from app.errors import MaskSourceError
from app.imaging.masks.kinship import Kinship
from app.imaging.plane_sampler import Interpolation
from app.imaging.resample import resampled

MOST_VALUES = 12
"""Different values that a series of labels may have to be listed; more of them are the greys of a picture."""


@dataclass(frozen=True)
class ValueCount:
    """How often a value stands in a series."""

    value: float
    voxels: int


def value_counts(volume: Volume, *, progress: Progress = silent) -> tuple[ValueCount, ...] | None:
    """Count the values of a series that are not 0.

    Parameters
    ----------
    volume
        Grey.
    progress
        Called once per slice.

    Returns
    -------
    tuple of ValueCount or None
        By value; None where there are more than `MOST_VALUES`.

    Raises
    ------
    MaskSourceError
        For a series in colour, or one of zeros alone.
    """
    _require_grey(volume)
    counts: dict[float, int] = {}
    for index, plane in enumerate(volume.voxels):
        progress(index / volume.shape[0], say("Counting values"))
        values, found = np.unique(plane[_is_marked(plane)], return_counts=True)
        if len(values) > MOST_VALUES:
            return None
        for value, count in zip(values.tolist(), found.tolist(), strict=True):
            counts[float(value)] = counts.get(float(value), 0) + count
        if len(counts) > MOST_VALUES:
            return None
    if not counts:
        raise MaskSourceError(
            say("The chosen series holds nothing but zeros, so there is no mask in it."),
            say("Choose another series, or begin with an empty mask."),
        )
    return tuple(ValueCount(value, counts[value]) for value in sorted(counts))


def of_values(volume: Volume, values: Sequence[float] | None, *, progress: Progress = silent) -> BoolMask:
    """Mark where a series has certain values.

    Parameters
    ----------
    volume
        Grey.
    values
        Which; None for any but 0.

    Returns
    -------
    BoolMask
        (slices, rows, columns).

    Raises
    ------
    MaskSourceError
        For a series in colour, or where nothing has such a value.
    """
    _require_grey(volume)
    mask = np.zeros(volume.shape, np.bool_)
    for index, plane in enumerate(volume.voxels):
        progress(index / volume.shape[0], say("Taking the mask over"))
        mask[index] = _is_marked(plane) if values is None else np.isin(plane, np.asarray(values, plane.dtype))
    if not mask.any():
        raise MaskSourceError(
            say("No voxel of the chosen series has such a value, so there is no mask in it."),
            say("Choose other values, or begin with an empty mask."),
        )
    return mask


def of_range(volume: Volume, low: float, high: float, *, progress: Progress = silent) -> BoolMask:
    """Mark where a scan has values from one to another, both included.

    Parameters
    ----------
    volume
        Grey.
    low, high
        In the unit of the scan, in either order.

    Returns
    -------
    BoolMask
        (slices, rows, columns).

    Raises
    ------
    MaskSourceError
        For a scan in colour, or where nothing has such a value.
    """
    _require_grey(volume)
    low, high = min(low, high), max(low, high)
    mask = np.zeros(volume.shape, np.bool_)
    for index, plane in enumerate(volume.voxels):
        progress(index / volume.shape[0], say("Marking values"))
        mask[index] = (plane >= low) & (plane <= high)
    if not mask.any():
        raise MaskSourceError(
            say(
                "No voxel of the scan has a value from {low:g} to {high:g}, so nothing was marked.", low=low, high=high
            ),
            say("Choose a wider range, or begin with an empty mask."),
        )
    return mask


def onto(mask: BoolMask, source: Volume, target: Volume, related: Kinship, *, progress: Progress = silent) -> BoolMask:
    """Bring a mask onto the grid of another series: as it is, or by the nearest voxel.

    Parameters
    ----------
    mask
        (slices, rows, columns) on the grid of ``source``.
    source, target
        Where from and where to.
    related
        What `app.imaging.masks.kinship.kinship` says of them.

    Returns
    -------
    BoolMask
        (slices, rows, columns) on the grid of ``target``.

    Raises
    ------
    MaskSourceError
        Where nothing of the mask lies on the grid.
    """
    if related is Kinship.SAME_GRID:
        return mask
    labels = Volume(
        mask.view(np.uint8),
        source.affine_lps,
        slice_positions_mm=source.slice_positions_mm,
        geometry_fault=source.geometry_fault,
        places_known=source.places_known,
    )
    found: BoolMask = (
        resampled(labels, target, interpolation=Interpolation.NEAREST, fill=0, progress=progress).voxels != 0
    )
    if not found.any():
        raise MaskSourceError(
            say("Nothing of the chosen mask lies on the slices of the open series."),
            say("Choose another series, or begin with an empty mask."),
        )
    return found


def _is_marked(plane: np.ndarray[tuple[int, ...], np.dtype[np.generic]]) -> BoolMask:
    """Tell what is neither 0 nor no number at all."""
    marked: BoolMask = plane != 0
    return marked if plane.dtype.kind != "f" else marked & ~np.isnan(plane.astype(np.float64))


def _require_grey(volume: Volume) -> None:
    if volume.is_colour:
        raise MaskSourceError(
            say("The series is in colour: a colour picture has no values that a mask could be made of."),
            say("Choose a series in grey values, or begin with an empty mask."),
        )
