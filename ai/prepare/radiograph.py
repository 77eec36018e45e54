"""A radiograph as the network's input, and the network's output back on the source grid.

Used by inference and training alike, so that a model always sees pictures made the same way.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import cv2
import numpy as np
import numpy.typing as npt

from ai.errors import InputMismatch
from ai.library.card import InputSpec
from ai.volume import Volume
from ai.words import say

FloatPlane: TypeAlias = npt.NDArray[np.float32]
"""(rows, columns), float32."""

FloatPlanes: TypeAlias = npt.NDArray[np.float32]
"""(channels, rows, columns), float32."""

# Directions a frontal radiograph is turned to before the network sees it: along a row to the patient's left, along a
# column to the feet (the film as it hangs on a light box), as LPS unit vectors.
_HANGING_ROW_LPS = np.array([1.0, 0.0, 0.0])
_HANGING_COLUMN_LPS = np.array([0.0, 0.0, -1.0])


@dataclass(frozen=True)
class Placement:
    """How the network's square lies on the source picture; undone by `restore`.

    Parameters
    ----------
    source_shape
        (rows, columns) of the source picture.
    transposed, flipped_rows, flipped_columns
        What was done to hang it, in this order.
    pad_before
        (rows, columns) of border put before the hung picture to make it square.
    square_px
        Side of that square, source pixels.
    """

    source_shape: tuple[int, int]
    transposed: bool
    flipped_rows: bool
    flipped_columns: bool
    pad_before: tuple[int, int]
    square_px: int


def prepare_radiograph(volume: Volume, spec: InputSpec, *, hang: bool = True) -> tuple[FloatPlane, Placement]:
    """Turn a radiograph or another single picture into the network's input picture.

    Hung by its patient axes (as stored where they are unknown or ``hang`` is False), bones made bright, padded to a
    square with its darkest value, resized by area or bilinear to ``spec.size_px``, clipped and standardised.

    Parameters
    ----------
    volume
        One slice, grey.
    spec
        The model's contract.
    hang
        Whether to turn it as a frontal radiograph hangs on a light box; a slice of another plane stays as stored.

    Returns
    -------
    FloatPlane
        ``spec.size_px``, mean 0, standard deviation 1.
    Placement
        For `restore`.

    Raises
    ------
    InputMismatch
        When the picture holds one single value or the volume is not one grey slice.
    """
    if volume.shape[0] != 1 or volume.is_colour:
        raise InputMismatch(
            say("The model reads one grey picture at a time."), say("Open the picture as its own series.")
        )
    plane = volume.voxels[0].astype(np.float32)
    if not np.isfinite(plane).all():
        plane = np.nan_to_num(plane, nan=float(np.nanmin(plane)) if np.isfinite(plane).any() else 0.0)
    if volume.bones_bright is False:
        plane = plane.max() - plane
    transposed, flip_rows, flip_columns = _hanging(volume) if hang else (False, False, False)
    hung = plane.T if transposed else plane
    hung = hung[:: -1 if flip_rows else 1, :: -1 if flip_columns else 1]
    rows, columns = hung.shape
    side = max(rows, columns)
    before = ((side - rows) // 2, (side - columns) // 2)
    square = np.ascontiguousarray(hung)
    if rows != columns:
        low = np.float32(np.percentile(hung, spec.clip_percentiles[0]))
        square = np.full((side, side), low, dtype=np.float32)
        square[before[0] : before[0] + rows, before[1] : before[1] + columns] = hung
    placement = Placement((plane.shape[0], plane.shape[1]), transposed, flip_rows, flip_columns, before, side)
    shrinks = side > max(spec.size_px)
    resized = cv2.resize(square, spec.size_px[::-1], interpolation=cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR)
    return standardise(np.asarray(resized, dtype=np.float32), spec.clip_percentiles), placement


def standardise(plane: FloatPlane, clip_percentiles: tuple[float, float]) -> FloatPlane:
    """Clip to percentiles, then to mean 0 and standard deviation 1.

    Raises
    ------
    InputMismatch
        When the clipped picture holds one single value.
    """
    low, high = np.percentile(plane, clip_percentiles)
    clipped = np.clip(plane, low, high)
    deviation = float(clipped.std())
    if deviation <= 1e-6 * max(1.0, abs(float(high))):
        raise InputMismatch(
            say("The picture is one even grey: there is nothing to mark."), say("Check the exposure and series.")
        )
    result: FloatPlane = ((clipped - clipped.mean()) / deviation).astype(np.float32)
    return result


def restore(planes: FloatPlanes, placement: Placement) -> FloatPlanes:
    """Put the network's output planes back on the source picture, bilinear, half-pixel centres kept.

    Parameters
    ----------
    planes
        (channels, rows, columns) on the network's grid.
    placement
        From `prepare_radiograph`.

    Returns
    -------
    FloatPlanes
        (channels, *source_shape).
    """
    hung_shape = placement.source_shape[::-1] if placement.transposed else placement.source_shape
    top, left = placement.pad_before
    side = placement.square_px
    restored = np.empty((planes.shape[0], *placement.source_shape), dtype=np.float32)
    for channel, plane in enumerate(planes):
        square = cv2.resize(np.ascontiguousarray(plane), (side, side), interpolation=cv2.INTER_LINEAR)
        hung = square[top : top + hung_shape[0], left : left + hung_shape[1]]
        hung = hung[:: -1 if placement.flipped_rows else 1, :: -1 if placement.flipped_columns else 1]
        restored[channel] = hung.T if placement.transposed else hung
    return restored


def place_mask(mask: npt.NDArray[np.bool_], placement: Placement, size_px: tuple[int, int]) -> npt.NDArray[np.bool_]:
    """Put a mask of the source picture on the network's grid; what `restore` undoes.

    Parameters
    ----------
    mask
        (rows, columns) bool on the source picture.
    placement
        From `prepare_radiograph`.
    size_px
        (rows, columns) of the network's grid.

    Returns
    -------
    array
        ``size_px`` bool: set where the structure covers at least half of the pixel.
    """
    hung = mask.T if placement.transposed else mask
    hung = hung[:: -1 if placement.flipped_rows else 1, :: -1 if placement.flipped_columns else 1]
    top, left = placement.pad_before
    square = np.zeros((placement.square_px, placement.square_px), dtype=np.float32)
    square[top : top + hung.shape[0], left : left + hung.shape[1]] = hung
    shrinks = placement.square_px > max(size_px)
    share = cv2.resize(square, size_px[::-1], interpolation=cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR)
    result: npt.NDArray[np.bool_] = np.asarray(share) >= 0.5
    return result


def _hanging(volume: Volume) -> tuple[bool, bool, bool]:
    """Whether to transpose, then flip rows, then flip columns, so that the picture hangs like a film."""
    if not volume.axes_known:
        return False, False, False
    directions = volume.affine_lps[:3, :3] / np.linalg.norm(volume.affine_lps[:3, :3], axis=0)
    down, along = directions[:, 1], directions[:, 2]  # index directions: rows count down a column, columns along a row
    transposed = abs(float(down @ _HANGING_COLUMN_LPS)) < abs(float(along @ _HANGING_COLUMN_LPS))
    if transposed:
        down, along = along, down
    return transposed, float(down @ _HANGING_COLUMN_LPS) < 0, float(along @ _HANGING_ROW_LPS) < 0
