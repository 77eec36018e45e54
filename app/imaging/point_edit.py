"""A point under the hand: where it is on a plane, where a press sets it, where a drag takes it."""

from __future__ import annotations

from ai.inference.results import Point
from app.imaging.box_edit import BoxCut
from app.imaging.cut_stack import CutStack
from app.imaging.point_on_plane import point_on_plane


def cut_point(stack: CutStack, index: int, at: Point) -> BoxCut | None:
    """Find a point on a plane in the form of a cut box; None where another plane shows it."""
    corners = point_on_plane(stack, index, at)
    return None if corners is None else BoxCut(corners, ())


def marked_point(stack: CutStack, index: int, row: float, column: float) -> Point | None:
    """Make a point of a press on a plane: it lies in that plane, also where the plane runs askew.

    Parameters
    ----------
    stack, index
        The plane; of a slab the one in its middle, for what is seen may lie anywhere in it.
    row, column
        Of the picture as shown.

    Returns
    -------
    Point or None
        (slice, row, column) index; None beside the volume, and in a gap where nothing is known.
    """
    at = stack.voxel_at(index, row, column)
    return at if _is_inside(at, stack.volume.shape) else None


def moved_point(at: Point, by: Point, shape: tuple[int, int, int]) -> Point | None:
    """Move a point within its plane; None where it would leave the volume.

    Parameters
    ----------
    at, by
        (slice, row, column) index: where it was, how far the hand went.
    shape
        (slices, rows, columns) of the volume.
    """
    moved = at[0] + by[0], at[1] + by[1], at[2] + by[2]
    return moved if _is_inside(moved, shape) else None


def _is_inside(at: Point, shape: tuple[int, int, int]) -> bool:
    """Whether a point lies on a voxel; what is no number lies nowhere."""
    return all(-0.5 <= place <= side - 0.5 for place, side in zip(at, shape, strict=True))
