"""The three directions of a stack of planes: along the patient, along the slices, or turned."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ai.volume import Volume
from app.imaging.cut import Cut, Direction, rotation_about
from app.imaging.slice_places import normal_of
from app.imaging.slices import OBLIQUE_FROM_DEGREES

_AXES: dict[Direction, npt.NDArray[np.float64]] = {
    # (normal, down, right) as rows, in LPS: the patient's right is left in the picture, the front is up (axial) or left
    # (sagittal), the head is up; planes go from feet to head, from front to back, from right to left.
    Direction.AXIAL: np.array([[0.0, 0.0, 1.0], [0.0, 1.0, 0.0], [1.0, 0.0, 0.0]]),
    Direction.CORONAL: np.array([[0.0, 1.0, 0.0], [0.0, 0.0, -1.0], [1.0, 0.0, 0.0]]),
    Direction.SAGITTAL: np.array([[1.0, 0.0, 0.0], [0.0, 0.0, -1.0], [0.0, 1.0, 0.0]]),
}

_OPPOSITE = -1 + 1e-9
"""Cosine from which two directions are opposite: no shortest way leads from one to the other."""


@dataclass(frozen=True, eq=False)
class CutAxes:
    """Directions of a stack of planes.

    Parameters
    ----------
    normal_lps, down_lps, right_lps
        (3,) unit vectors at right angles: from plane to plane, down and right in the picture.
    order
        Which axis of the source grid, 0 slices, 1 rows, 2 columns, runs nearest to normal, down and right.
    flips
        Whether each of them runs against it.
    follows_grid
        Whether the directions are those of the grid: no value between voxels is needed where it is even.
    is_oblique
        Whether the reader turned these planes.
    """

    normal_lps: npt.NDArray[np.float64]
    down_lps: npt.NDArray[np.float64]
    right_lps: npt.NDArray[np.float64]
    order: tuple[int, int, int]
    flips: tuple[bool, bool, bool]
    follows_grid: bool
    is_oblique: bool = False


def cut_axes(volume: Volume, cut: Cut) -> CutAxes:
    """Choose the directions of the planes of a cut.

    Within 10 degrees of the patient's axes the planes of the patient are those of the grid, beyond they are true. The
    reader's turn comes on top.
    """
    grid = grid_axes(volume)
    if not cut.is_mpr:
        return CutAxes(grid[0], grid[1], grid[2], (0, 1, 2), (False, False, False), True)
    wanted = _AXES[cut.direction]
    order, angle_degrees = _nearest(grid, wanted)
    signs = np.sign([float(grid[source] @ wanted[to]) for to, source in enumerate(order)])
    follows = angle_degrees <= OBLIQUE_FROM_DEGREES
    axes = grid[list(order)] * signs[:, None] if follows else wanted
    turned = cut.axes.matrix @ axes[0] if cut.is_oblique else axes[0]
    # Planes that the others are turned about stay as they are, voxel by voxel.
    is_oblique = not np.allclose(turned, axes[0], atol=1e-6)
    if is_oblique:
        follows = False
        axes = axes @ _shortest_turn(axes[0], turned, axes[1]).T
    first, second, third = (bool(sign < 0) for sign in signs)
    return CutAxes(axes[0], axes[1], axes[2], order, (first, second, third), follows, is_oblique)


def grid_axes(volume: Volume) -> npt.NDArray[np.float64]:
    """Return the unit normal of the slices, from the first to the last, and the directions down and right, as rows.

    Rows and columns of a file may miss the right angle by their rounding; down is made to stand on right.
    """
    right = volume.affine_lps[:3, 2] / np.linalg.norm(volume.affine_lps[:3, 2])
    down = volume.affine_lps[:3, 1] - right * float(volume.affine_lps[:3, 1] @ right)
    return np.stack([normal_of(volume.affine_lps), down / np.linalg.norm(down), right])


def _nearest(grid: npt.NDArray[np.float64], wanted: npt.NDArray[np.float64]) -> tuple[tuple[int, int, int], float]:
    """Find which axis of the grid runs along each wanted one, and the largest angle between them in degrees."""
    cosines = np.abs(wanted @ grid.T)
    first, second, third = max(
        itertools.permutations(range(3)), key=lambda each: sum(cosines[to, each[to]] for to in range(3))
    )
    smallest = min(cosines[0, first], cosines[1, second], cosines[2, third])
    return (first, second, third), math.degrees(math.acos(min(float(smallest), 1.0)))


def _shortest_turn(
    normal: npt.NDArray[np.float64], turned: npt.NDArray[np.float64], spare: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
    """Give the rotation of the shortest way from one normal to another.

    So the picture depends on its own normal alone: a plane that only the lines of the others turn in does not spin.
    Where the normals are opposite any way is the shortest; it then goes about ``spare``.
    """
    cosine = float(np.clip(normal @ turned, -1.0, 1.0))
    if cosine <= _OPPOSITE:
        return rotation_about(spare, math.pi)
    axis = np.cross(normal, turned)
    sine = float(np.linalg.norm(axis))
    return rotation_about(axis / sine, math.atan2(sine, cosine))
