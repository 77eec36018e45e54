"""Slices of a volume file turned as radiologists look at them: rows to the left or back, columns to the back or feet.

A volume file may count its voxels in any direction; a pane shows rows from top to bottom as they stand. The slices stay
those of the file, only the order of rows, columns and slices changes, so every voxel keeps its place in the patient.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ai.volume import Affine, BoolMask, Voxels

_SIDES = (
    ((0.0, 1.0, 0.0), (0.0, 0.0, -1.0)),
    ((1.0, 0.0, 0.0), (0.0, 0.0, -1.0)),
    ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0)),
)
"""Where right and bottom of a picture lie, LPS, by the axis of the patient that its normal follows: sagittal slices are
seen from the left, coronal ones from the front, axial ones from the feet."""


@dataclass(frozen=True)
class Turn:
    """How a grid is turned, in this order.

    Parameters
    ----------
    swaps
        Whether rows become columns.
    flips
        Whether (slices, rows, columns) are then counted from the other end.
    """

    swaps: bool = False
    flips: tuple[bool, bool, bool] = (False, False, False)

    @property
    def is_none(self) -> bool:
        """Whether everything stays as it is."""
        return self == Turn()

    @property
    def inverse(self) -> Turn:
        """The turn that brings back what was turned."""
        flips_slices, flips_down, flips_right = self.flips
        return Turn(self.swaps, (flips_slices, flips_right, flips_down)) if self.swaps else self


def upright_turn(affine_lps: Affine) -> Turn:
    """Choose the turn that brings slices upright.

    Parameters
    ----------
    affine_lps
        (4, 4), (slice, row, column, 1) -> LPS mm, with directions of the patient.
    """
    steps = affine_lps[:3, :3] / np.linalg.norm(affine_lps[:3, :3], axis=0)
    through, down, right = steps[:, 0], steps[:, 1], steps[:, 2]
    axis = int(np.argmax(np.abs(np.cross(right, down))))
    to_right, to_bottom = (np.array(side) for side in _SIDES[axis])
    swaps = bool(abs(down @ to_right) > abs(right @ to_right))
    if swaps:
        down, right = right, down
    flips_down, flips_right = bool(down @ to_bottom < 0), bool(right @ to_right < 0)
    normal = np.cross(-right if flips_right else right, -down if flips_down else down)
    return Turn(swaps, (bool(through @ normal < 0), flips_down, flips_right))


def turned_shape(shape: tuple[int, int, int], turn: Turn) -> tuple[int, int, int]:
    """(slices, rows, columns) after a turn."""
    slices, rows, columns = shape
    return (slices, columns, rows) if turn.swaps else shape


def turned_view(voxels: Voxels, turn: Turn) -> Voxels:
    """Look at (slices, rows, columns[, 3]) in another order; the memory stays as it is, and is shared."""
    turned = voxels.swapaxes(1, 2) if turn.swaps else voxels
    slices, rows, columns = (slice(None, None, -1 if flips else 1) for flips in turn.flips)
    return turned[slices, rows, columns]


def turned_mask(mask: BoolMask, turn: Turn) -> BoolMask:
    """Return a turned copy of a mask, (slices, rows, columns) bool, contiguous."""
    return np.ascontiguousarray(turned_view(mask, turn))


def turned_affine(affine_lps: Affine, shape: tuple[int, int, int], turn: Turn) -> Affine:
    """Return the affine of the turned grid.

    Parameters
    ----------
    affine_lps
        (4, 4), before.
    shape
        (slices, rows, columns) before.
    turn
        From `upright_turn`.
    """
    turned = np.array(affine_lps)
    if turn.swaps:
        turned[:, [1, 2]] = turned[:, [2, 1]]
    for axis, (flips, count) in enumerate(zip(turn.flips, turned_shape(shape, turn), strict=True)):
        if flips:
            turned[:, 3] += turned[:, axis] * (count - 1)
            turned[:, axis] *= -1
    return turned


def source_slice(index: int, count: int, turn: Turn) -> int:
    """Tell which slice of the file a slice of the turned grid is, both from 0."""
    return count - 1 - index if turn.flips[0] else index


def turn_voxels(voxels: Voxels, turn: Turn) -> Voxels:
    """Turn voxels within their own memory, one slice at a time.

    Parameters
    ----------
    voxels
        (slices, rows, columns[, 3]), contiguous and writable; its content is changed.

    Returns
    -------
    Voxels
        The turned ones, contiguous.
    """
    flips_slices, flips_down, flips_right = turn.flips
    slices, rows, columns = voxels.shape[:3]
    if turn.swaps or flips_down or flips_right:
        lines = voxels.reshape(slices, -1)
        for number in range(slices):
            plane = voxels[number].swapaxes(0, 1) if turn.swaps else voxels[number]
            plane = plane[:: -1 if flips_down else 1, :: -1 if flips_right else 1]
            lines[number] = plane.reshape(-1)
        if turn.swaps:
            voxels = voxels.reshape(slices, columns, rows, *voxels.shape[3:])
    if flips_slices:
        for first, last in zip(range(slices // 2), range(slices - 1, 0, -1), strict=False):
            kept = voxels[first].copy()
            voxels[first], voxels[last] = voxels[last], kept
    return voxels
