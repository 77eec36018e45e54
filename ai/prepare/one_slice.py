"""One slice of a series as a scan of its own, for models that read one picture."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ai.errors import InputMismatch
from ai.volume import Volume
from ai.words import say


def take_slice(volume: Volume, index: int) -> Volume:
    """Take one slice with its place in the patient; its voxels are a view, nothing is copied.

    Parameters
    ----------
    volume
        A series; its slices are right even where they form no regular grid, so that such a fault does not go with one.
    index
        Of the slice, from 0.

    Returns
    -------
    Volume
        (1, rows, columns[, 3]), the ``source_id`` kept.

    Raises
    ------
    InputMismatch
        When there is no such slice.
    """
    count = volume.shape[0]
    if not 0 <= index < count:
        raise InputMismatch(
            say("There is no slice {number}; the series has {count}.", number=index + 1, count=count),
            say("Choose one of its slices."),
        )
    step, down, right = volume.affine_lps[:3, :3].T
    along = float(index)
    if volume.places_known and volume.slice_positions_mm is not None:
        normal = np.cross(down, right) / np.linalg.norm(np.cross(down, right))
        along = (volume.slice_positions_mm[index] - volume.slice_positions_mm[0]) / abs(float(step @ normal))
    affine = volume.affine_lps.copy()
    affine[:3, 3] += step * along
    return replace(
        volume,
        voxels=volume.voxels[index : index + 1],
        affine_lps=affine,
        geometry_fault="",
        slice_positions_mm=None,
        places_known=False,
    )
