"""Changes of annotations by hand: every one gives a new value, in the plane that the old one lies in."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from app.imaging.annotations.annotation import LARGEST_COUNT, OUTLINES, Annotation, Kind, points_of
from app.imaging.annotations.figure import SHORTEST_MM, axis_directions, half_axes
from app.imaging.annotations.place import onto_plane
from app.imaging.cut import rotation_about

PULL_SHARE = 1 / 8
"""Part of a freehand outline to either side of a handle that follows when it is pulled."""

_CORNER_SIGNS = ((-1, -1), (1, -1), (1, 1), (-1, 1))
"""On which side of the first and second axis the corners of a rectangle lie, in the order of its handles."""

_SIDES = ((1, -1), (0, 1), (1, 1), (0, -1))
"""Axis, and which of its ends, of the middles of the sides behind each corner."""

_Vector = npt.NDArray[np.float64]


def move_handle(annotation: Annotation, handle: int, to: npt.ArrayLike) -> Annotation:
    """Put one handle elsewhere.

    Of an ellipse the opposite end stays, of a rectangle the opposite corner or side. The axes of a bidirectional
    measurement stay at right angles and crossed: when an end of the long one moves, the short one turns with it; when
    an end of the short one moves, it slides along the long one. Of a freehand outline the part around the handle
    follows.

    Parameters
    ----------
    annotation
        Any.
    handle
        From 0, in the order of `app.imaging.annotations.figure.handles`.
    to
        (3,) LPS mm; what lies off the plane of the annotation is moved straight onto it.
    """
    place = onto_plane(to, annotation.drawn_on.frame)
    kind = annotation.kind
    if kind is Kind.ELLIPSE:
        return _with_axis_end(annotation, handle % 2, 1 if handle < 2 else -1, place)
    if kind is Kind.RECTANGLE and handle >= 4:
        return _with_axis_end(annotation, *_SIDES[handle - 4], place)
    if kind is Kind.RECTANGLE:
        return _with_corner(annotation, _CORNER_SIGNS[handle], place)
    if kind is Kind.BIDIRECTIONAL:
        return _with_long_end(annotation, handle, place) if handle < 2 else _with_short_end(annotation, handle, place)
    if kind is Kind.FREEHAND:
        return _pulled(annotation, handle, place)
    places = annotation.places
    places[handle] = place
    return replace(annotation, points=points_of(places))


def moved(annotation: Annotation, by_mm: npt.ArrayLike) -> Annotation:
    """Move the whole by (3,) LPS mm, as far as that lies in its plane."""
    step = np.asarray(by_mm, dtype=np.float64)
    normal = annotation.drawn_on.frame.normal_lps
    step = step - (step @ normal) * normal
    return replace(annotation, points=points_of(annotation.places + step))


def turned(annotation: Annotation, degrees: float) -> Annotation:
    """Turn the whole about its centre, clockwise on the picture that it was drawn on."""
    places = annotation.places
    centre = places[0] if annotation.kind in (Kind.ELLIPSE, Kind.RECTANGLE) else places.mean(axis=0)
    # The normal points into the picture: right-handed about it is clockwise for the viewer.
    turn = rotation_about(annotation.drawn_on.frame.normal_lps, float(np.radians(degrees)))
    return replace(annotation, points=points_of(centre + (places - centre) @ turn.T))


def with_vertex(annotation: Annotation, after: int, at: npt.ArrayLike) -> Annotation:
    """Add a point to an outline, behind its point number ``after``."""
    if annotation.kind not in OUTLINES or len(annotation.points) >= LARGEST_COUNT:
        raise ValueError("only outlines take more points, and no more than they can hold")
    place = onto_plane(at, annotation.drawn_on.frame)
    return replace(annotation, points=points_of(np.insert(annotation.places, after + 1, place, axis=0)))


def can_lose_vertex(annotation: Annotation) -> bool:
    """Whether an outline keeps an inside when a point is taken out."""
    return annotation.kind in OUTLINES and len(annotation.points) > 3


def without_vertex(annotation: Annotation, index: int) -> Annotation:
    """Take a point out of an outline; see `can_lose_vertex`."""
    if not can_lose_vertex(annotation):
        raise ValueError("an outline keeps three points")
    return replace(annotation, points=points_of(np.delete(annotation.places, index, axis=0)))


def nearest_side(annotation: Annotation, place: npt.ArrayLike) -> int:
    """Find the side of an outline that is nearest to a place: the number of the point that it starts at."""
    frame = annotation.drawn_on.frame
    starts = frame.to_pixel(annotation.places) * frame.pixel_mm
    sides = np.roll(starts, -1, axis=0) - starts
    away = frame.to_pixel(place) * frame.pixel_mm - starts
    squares = (sides * sides).sum(axis=1)
    share = np.divide((away * sides).sum(axis=1), squares, out=np.zeros(len(sides)), where=squares > 0)
    nearest = away - np.clip(share, 0.0, 1.0)[:, np.newaxis] * sides
    return int((nearest * nearest).sum(axis=1).argmin())


def _with_axis_end(annotation: Annotation, axis: int, sign: int, place: _Vector) -> Annotation:
    """Put an end of an axis elsewhere along it; the opposite end stays."""
    axes = list(half_axes(annotation))
    direction = axis_directions(annotation)[axis] * sign
    fixed = annotation.places[0] - sign * axes[axis]
    half = direction * (float((place - fixed) @ direction) / 2)
    axes[axis] = sign * half
    return _figure(annotation, fixed + half, axes[0], axes[1])


def _with_corner(annotation: Annotation, signs: tuple[int, int], place: _Vector) -> Annotation:
    """Put a corner of a rectangle elsewhere; the opposite corner stays."""
    first, second = half_axes(annotation)
    fixed = annotation.places[0] - signs[0] * first - signs[1] * second
    halves = [direction * (float((place - fixed) @ direction) / 2) for direction in axis_directions(annotation)]
    return _figure(annotation, fixed + halves[0] + halves[1], signs[0] * halves[0], signs[1] * halves[1])


def _figure(annotation: Annotation, centre: _Vector, first: _Vector, second: _Vector) -> Annotation:
    return replace(annotation, points=points_of(np.stack([centre, centre + first, centre + second])))


def _with_long_end(annotation: Annotation, handle: int, place: _Vector) -> Annotation:
    """Move an end of the long axis; the short one keeps its place along it, its length and its right angle."""
    start, end, short_start, short_end = annotation.places
    along, across = _directions(annotation)
    length = float(np.linalg.norm(end - start))
    share = float((short_start - start) @ along) / length if length > SHORTEST_MM else 0.5
    reach = [float((each - start) @ across) for each in (short_start, short_end)]
    ends = [place, end] if handle == 0 else [start, place]
    way = ends[1] - ends[0]
    new_length = float(np.linalg.norm(way))
    if new_length > SHORTEST_MM:
        normal = annotation.drawn_on.frame.normal_lps
        side = 1.0 if across @ np.cross(normal, along) >= 0 else -1.0
        along = way / new_length
        across = side * np.cross(normal, along)
    foot = ends[0] + share * way
    return replace(annotation, points=points_of(np.stack([*ends, foot + reach[0] * across, foot + reach[1] * across])))


def _with_short_end(annotation: Annotation, handle: int, place: _Vector) -> Annotation:
    """Move an end of the short axis; the whole of it slides along the long one, which it does not leave."""
    start, end, short_start, short_end = annotation.places
    along, across = _directions(annotation)
    reach = [float((each - start) @ across) for each in (short_start, short_end)]
    wanted = float((place - start) @ across)
    reach[handle - 2] = min(wanted, 0.0) if handle == 2 else max(wanted, 0.0)
    at = min(max(float((place - start) @ along), 0.0), float(np.linalg.norm(end - start)))
    foot = start + at * along
    return replace(
        annotation, points=points_of(np.stack([start, end, foot + reach[0] * across, foot + reach[1] * across]))
    )


def _directions(annotation: Annotation) -> tuple[_Vector, _Vector]:
    """Return unit vectors along the long axis, and along the short one from its start to its end."""
    start, end, short_start, short_end = annotation.places
    frame = annotation.drawn_on.frame
    along = end - start
    if np.linalg.norm(along) <= SHORTEST_MM:
        along = np.array(frame.right_lps)
    along = along / np.linalg.norm(along)
    across = np.cross(frame.normal_lps, along)
    return along, -across if (short_end - short_start) @ across < 0 else across


def _pulled(annotation: Annotation, handle: int, place: _Vector) -> Annotation:
    """Move a point of an outline, and what is near it along the outline by a share that falls off smoothly."""
    places = annotation.places
    sides = np.linalg.norm(np.roll(places, -1, axis=0) - places, axis=1)
    around = float(sides.sum())
    along = np.concatenate([[0.0], np.cumsum(sides)[:-1]])
    away = np.abs(along - along[handle])
    away = np.minimum(away, around - away)
    reach = max(around * PULL_SHARE, SHORTEST_MM)
    share = np.where(away < reach, (1 + np.cos(np.pi * np.minimum(away / reach, 1.0))) / 2, 0.0)
    share[handle] = 1.0
    return replace(annotation, points=points_of(places + share[:, np.newaxis] * (place - places[handle])))
