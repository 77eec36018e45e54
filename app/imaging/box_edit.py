"""A box under the hand: which of its sides lie on a plane, and where they go."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ai.inference.results import Point
from ai.volume import Volume
from app.imaging.cut_stack import CutStack
from app.imaging.cut_turn import vector
from app.imaging.true_place import to_lps_mm

SMALLEST = 1.0
"""Voxels along each side, below which no hand makes a box smaller."""

_NEARLY = 1e-6
"""Share of a side by which rounding may put a corner beside it."""


@dataclass(frozen=True)
class Face:
    """One of the six faces of a box.

    Parameters
    ----------
    axis
        Of the grid that it lies across: 0 slices, 1 rows, 2 columns.
    is_high
        Whether it is the one with the greater index.
    """

    axis: int
    is_high: bool


@dataclass(frozen=True, eq=False)
class BoxCut:
    """Where a plane cuts a box, or shows a point: then there is one corner, and no edge.

    Parameters
    ----------
    corners
        (corners, 2) row, column of the picture as shown; closed.
    faces
        Of each edge, from its corner to the next: which face of the box it lies in.
    """

    corners: npt.NDArray[np.float64]
    faces: tuple[Face, ...]


def cut_box(stack: CutStack, index: int, corners: npt.NDArray[np.float64], low: Point, high: Point) -> BoxCut:
    """Tell which face each edge of a cut through a box lies in.

    Parameters
    ----------
    stack, index
        The plane.
    corners
        As `app.imaging.box_on_plane.box_on_plane` gives them.
    low, high
        Opposite corners of the box, (slice, row, column) index.
    """
    at = np.array([stack.voxel_at(index, row, column) for row, column in corners.tolist()])
    sides = np.array((low, high))
    size = sides[1] - sides[0]
    # A face that the plane lies in is cut by no edge of its own.
    axes = [axis for axis in range(3) if np.ptp(at[:, axis]) > _NEARLY * size[axis]]
    faces = []
    for start, end in zip(at, np.roll(at, -1, axis=0), strict=True):
        away = {
            Face(axis, bool(side)): max(abs(start[axis] - sides[side, axis]), abs(end[axis] - sides[side, axis]))
            / size[axis]
            for axis in axes
            for side in (0, 1)
        }
        faces.append(min(away, key=away.__getitem__))
    return BoxCut(corners, tuple(faces))


def resized(
    low: Point, high: Point, faces: Iterable[Face], by: Point, shape: tuple[int, int, int]
) -> tuple[Point, Point]:
    """Move some faces of a box; the others stay.

    A face stops at the edge of the volume and a voxel before the face across from it; one that lies beyond already is
    not moved further out.

    Parameters
    ----------
    low, high
        Opposite corners, (slice, row, column) index.
    faces
        Which.
    by
        How far the hand went, (slice, row, column) index.
    shape
        (slices, rows, columns) of the volume.
    """
    sides = np.array((low, high))
    before = sides.copy()
    for face in faces:
        axis = face.axis
        least = min(SMALLEST, before[1, axis] - before[0, axis])
        wanted = before[int(face.is_high), axis] + by[axis]
        if face.is_high:
            end = max(shape[axis] - 0.5, before[1, axis])
            sides[1, axis] = min(max(wanted, before[0, axis] + least), end)
        else:
            start = min(-0.5, before[0, axis])
            sides[0, axis] = max(min(wanted, before[1, axis] - least), start)
    return vector(sides[0]), vector(sides[1])


def shifted(low: Point, high: Point, by: Point, shape: tuple[int, int, int]) -> tuple[Point, Point]:
    """Move a whole box; it stops at the edge of the volume and keeps its size."""
    sides = np.array((low, high))
    least = np.minimum(-0.5 - sides[0], 0.0)
    most = np.maximum(np.array(shape) - 0.5 - sides[1], 0.0)
    sides += np.clip(np.array(by), least, most)
    return vector(sides[0]), vector(sides[1])


def drawn_box(
    stack: CutStack, index: int, start: tuple[float, float], end: tuple[float, float]
) -> tuple[Point, Point] | None:
    """Make a box of a rectangle that was drawn on a plane; it is one voxel deep.

    Parameters
    ----------
    stack, index
        The plane.
    start, end
        Opposite corners, (row, column) of the picture as shown.

    Returns
    -------
    tuple[Point, Point] or None
        Opposite corners, (slice, row, column) index; None for what is no box: thinner than a voxel, or beside the
        volume.
    """
    (top, left), (bottom, right) = start, end
    pixels = ((top, left), (top, right), (bottom, right), (bottom, left))
    at = np.array([stack.voxel_at(index, row, column) for row, column in pixels])
    if not np.isfinite(at).all():
        return None
    low, high = at.min(axis=0), at.max(axis=0)
    thin = high - low < SMALLEST
    if thin.sum() > 1:
        return None
    middle = np.rint((low + high) / 2)
    low, high = np.where(thin, middle - 0.5, low), np.where(thin, middle + 0.5, high)
    low, high = np.maximum(low, -0.5), np.minimum(high, np.array(stack.volume.shape) - 0.5)
    return (vector(low), vector(high)) if bool((high - low > 0).all()) else None


def ends_on(low: Point, high: Point, index: int, *, is_last: bool) -> tuple[Point, Point]:
    """Let a box begin, or end, with a slice; where it would be empty it has that slice alone."""
    first, last = index - 0.5, index + 0.5
    if is_last:
        return (min(low[0], first), *low[1:]), (last, *high[1:])
    return (first, *low[1:]), (max(high[0], last), *high[1:])


def sides_mm(volume: Volume, low: Point, high: Point) -> Point:
    """Measure a box along (slices, rows, columns), in mm of `Volume.spacing_kind`."""
    corners = np.array([low, *(tuple(high[a] if a == axis else low[a] for a in range(3)) for axis in range(3))])
    placed = to_lps_mm(volume, corners)
    return vector(np.linalg.norm(placed[1:] - placed[0], axis=1))
