"""How an annotation grows under the mouse, from the first press to the value that is kept."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from app.imaging.annotations.annotation import (
    LARGEST_COUNT,
    OUTLINES,
    POINT_COUNTS,
    Annotation,
    DrawnOn,
    Kind,
    SeriesMark,
    new_id,
    points_of,
)
from app.imaging.annotations.figure import extent
from app.imaging.annotations.place import onto_plane
from app.imaging.labels import YELLOW, Colour

LAST_STAGE = {
    Kind.LENGTH: 1,
    Kind.ANGLE: 2,
    Kind.COBB: 3,
    Kind.BIDIRECTIONAL: 1,
    Kind.ELLIPSE: 1,
    Kind.RECTANGLE: 1,
    Kind.ARROW: 1,
    Kind.TEXT: 0,
    Kind.POINT: 0,
}
"""Stage after which a kind is complete; outlines go on until the reader closes them."""

SHORT_SHARE = 0.5
"""Length of the short axis beside the long one until the reader draws it."""

SMALLEST_PX = 0.5
"""What is smaller was a click, no drawing."""

FREEHAND_PX = 0.2
"""How far the kept outline may be from the drawn one: a hand is no more exact."""


def began(
    kind: Kind,
    at: npt.ArrayLike,
    drawn_on: DrawnOn,
    mark: SeriesMark,
    *,
    order: int = 0,
    colour: Colour = YELLOW,
) -> Annotation:
    """Begin an annotation with all its points at one place, (3,) LPS mm in the plane of ``drawn_on``."""
    place = onto_plane(at, drawn_on.frame)
    points = points_of(np.repeat(place[np.newaxis], POINT_COUNTS.get(kind, 3), axis=0))
    return Annotation(new_id(), kind, points, drawn_on, mark, order, colour=colour)


def grown(annotation: Annotation, stage: int, to: npt.ArrayLike) -> Annotation:
    """Draw on: put what comes next at a place, and what comes after it there too.

    Parameters
    ----------
    annotation
        As `began` or an earlier stage gave it.
    stage
        How many places are fixed already: 1 after the first press. An angle goes from one end to the vertex (1) to the
        other end (2); a Cobb angle from the start to the end of one line (1) to the start (2) and end (3) of the other;
        ellipse and rectangle from corner to corner of the box around them; an outline takes its point number ``stage``.
        A text or point has stage 0 only: its place.
    to
        (3,) LPS mm.
    """
    place = onto_plane(to, annotation.drawn_on.frame)
    places, kind = annotation.places, annotation.kind
    if kind in (Kind.ELLIPSE, Kind.RECTANGLE):
        return _boxed(annotation, place)
    if kind is Kind.BIDIRECTIONAL:
        return _crossed(annotation, place)
    if kind in OUTLINES:
        fixed = places[: min(stage, LARGEST_COUNT - 1)]
        missing = max(3 - len(fixed), 1)
        return replace(annotation, points=points_of(np.concatenate([fixed, np.repeat(place[np.newaxis], missing, 0)])))
    places[stage:] = place
    return replace(annotation, points=points_of(places))


def finished(annotation: Annotation) -> Annotation | None:
    """Keep what was drawn.

    Returns
    -------
    Annotation or None
        Points on top of each other are one, a freehand outline has as few as tell its shape. None where there is too
        little to keep: a press without a movement, an outline without an inside.
    """
    if annotation.kind in (Kind.TEXT, Kind.POINT):
        return annotation
    at = annotation.drawn_on.frame.to_pixel(extent(annotation))
    size = np.ptp(at, axis=0)
    if size.max() < SMALLEST_PX:
        return None
    if annotation.kind in (Kind.ELLIPSE, Kind.RECTANGLE) and size.min() < SMALLEST_PX:
        return None
    if annotation.kind not in OUTLINES:
        return annotation
    kept = np.flatnonzero(np.linalg.norm(at - np.roll(at, 1, axis=0), axis=1) > SMALLEST_PX / 10)
    if annotation.kind is Kind.FREEHAND:
        kept = kept[_telling(at[kept])]
    return replace(annotation, points=points_of(annotation.places[kept])) if len(kept) >= 3 else None


def _boxed(annotation: Annotation, place: npt.NDArray[np.float64]) -> Annotation:
    """Let a figure fill the box from where it was begun to a place, along the sides of the picture."""
    centre, first, second = annotation.places
    start = 3 * centre - first - second
    frame = annotation.drawn_on.frame
    row, column = frame.to_pixel(place) - frame.to_pixel(start)
    down, right = frame.steps_lps_mm.T
    half_right, half_down = right * column / 2, down * row / 2
    middle = start + half_right + half_down
    return replace(annotation, points=points_of(np.stack([middle, middle + half_right, middle + half_down])))


def _crossed(annotation: Annotation, place: npt.NDArray[np.float64]) -> Annotation:
    """Draw the long axis, and a short one across its middle."""
    start = annotation.places[0]
    middle = (start + place) / 2
    across = np.cross(annotation.drawn_on.frame.normal_lps, place - start) * SHORT_SHARE / 2
    return replace(annotation, points=points_of(np.stack([start, place, middle - across, middle + across])))


def _telling(at: npt.NDArray[np.float64]) -> npt.NDArray[np.intp]:
    """Choose the points (n, 2) of a closed outline that tell its shape, after Douglas and Peucker."""
    if len(at) < 4:
        return np.arange(len(at))
    far = int(np.linalg.norm(at - at[0], axis=1).argmax())
    closed = np.concatenate([at, at[:1]])
    kept = {0, far}
    parts = [(0, far), (far, len(at))]
    while parts:
        first, last = parts.pop()
        if last - first < 2:
            continue
        away = _from_line(closed[first + 1 : last], closed[first], closed[last])
        if away.max() > FREEHAND_PX:
            middle = first + 1 + int(away.argmax())
            kept.add(middle)
            parts += [(first, middle), (middle, last)]
    return np.array(sorted(kept), dtype=np.intp)


def _from_line(
    at: npt.NDArray[np.float64], start: npt.NDArray[np.float64], end: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
    """Compute how far points (n, 2) are from a piece of a line."""
    way, away = end - start, at - start
    square = float(way @ way)
    share = np.clip(away @ way / square, 0.0, 1.0) if square > 0 else np.zeros(len(at))
    return np.asarray(np.linalg.norm(away - share[:, np.newaxis] * way, axis=1), dtype=np.float64)
