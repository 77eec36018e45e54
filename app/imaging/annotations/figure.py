"""The lines, handles and axes of an annotation, in the patient."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from app.imaging.annotations.annotation import OUTLINES, Annotation, Kind

Places: TypeAlias = npt.NDArray[np.float64]
"""(n, 3), float64, LPS mm."""

ELLIPSE_SIDES = 128
"""Straight pieces that an ellipse is drawn with; 0.03 % of its radius off at most."""

SHORTEST_MM = 1e-6
"""An axis below this has no direction."""


@dataclass(frozen=True, eq=False)
class Stroke:
    """A line to draw.

    Parameters
    ----------
    places
        (n, 3) LPS mm.
    closed
        Whether the last point joins the first.
    """

    places: Places
    closed: bool = False


def strokes(annotation: Annotation) -> tuple[Stroke, ...]:
    """List the lines of an annotation: of an arrow from tail to tip, none of a text or point."""
    places, kind = annotation.places, annotation.kind
    if kind in (Kind.TEXT, Kind.POINT):
        return ()
    if kind is Kind.ARROW:
        return (Stroke(places[::-1]),)
    if kind in (Kind.COBB, Kind.BIDIRECTIONAL):
        return Stroke(places[:2]), Stroke(places[2:])
    if kind is Kind.ELLIPSE:
        first, second = half_axes(annotation)
        angles = np.linspace(0, 2 * np.pi, ELLIPSE_SIDES, endpoint=False)[:, np.newaxis]
        return (Stroke(places[0] + np.cos(angles) * first + np.sin(angles) * second, closed=True),)
    if kind is Kind.RECTANGLE:
        return (Stroke(corners(annotation), closed=True),)
    return (Stroke(places, closed=kind in OUTLINES),)


@lru_cache(maxsize=2048)
def extent(annotation: Annotation) -> Places:
    """List the places that decide where an annotation is: all of its lines, or its points; read-only.

    Kept for more annotations than a series has: all are asked at every plane that is new, and in turn, so that keeping
    one too few would keep none.
    """
    lines = strokes(annotation)
    places = np.concatenate([line.places for line in lines]) if lines else annotation.places
    places.setflags(write=False)
    return places


def handles(annotation: Annotation) -> Places:
    """List what the reader can take hold of; `app.imaging.annotations.edit.move_handle` counts in this order.

    Returns
    -------
    Places
        The points of the annotation; of an ellipse the four ends of its axes (first, second, then opposite of each), of
        a rectangle its four corners, then the middles of the sides behind each corner.
    """
    places = annotation.places
    if annotation.kind is Kind.ELLIPSE:
        first, second = half_axes(annotation)
        return np.asarray(places[0] + np.stack([first, second, -first, -second]), dtype=np.float64)
    if annotation.kind is Kind.RECTANGLE:
        at = corners(annotation)
        return np.concatenate([at, (at + np.roll(at, -1, axis=0)) / 2])
    return places


def half_axes(annotation: Annotation) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Return the two half axes of an ellipse or rectangle, (3,) mm each, from the centre outwards."""
    centre, first, second = annotation.places
    return first - centre, second - centre


def axis_directions(annotation: Annotation) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Return unit vectors along the axes of an ellipse or rectangle; of one without size those of the picture."""
    frame = annotation.drawn_on.frame
    first, second = half_axes(annotation)
    lengths = float(np.linalg.norm(first)), float(np.linalg.norm(second))
    if lengths[0] >= max(lengths[1], SHORTEST_MM):
        along = first / lengths[0]
        return along, _signed(np.cross(frame.normal_lps, along), second)
    if lengths[1] >= SHORTEST_MM:
        along = second / lengths[1]
        return _signed(np.cross(along, frame.normal_lps), first), along
    right = np.array(frame.right_lps) / np.linalg.norm(frame.right_lps)
    return right, np.cross(frame.normal_lps, right)


def corners(annotation: Annotation) -> Places:
    """List the four corners of a rectangle around its centre."""
    first, second = half_axes(annotation)
    around = np.stack([-first - second, first - second, first + second, second - first])
    return np.asarray(annotation.places[0] + around, dtype=np.float64)


def _signed(direction: npt.NDArray[np.float64], like: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Turn a direction round where it points against another vector."""
    return -direction if direction @ like < 0 else direction
