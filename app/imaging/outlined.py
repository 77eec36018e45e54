"""Findings drawn over a slice without a window, for pictures that go into files."""

from __future__ import annotations

from typing import TypeAlias

import cv2
import numpy as np
import numpy.typing as npt

from ai.inference.results import ModelResult
from app.imaging.contours import contours
from app.imaging.label_map import marked_planes
from app.imaging.labels import structure_colour

Rgb: TypeAlias = npt.NDArray[np.uint8]
"""(rows, columns, 3), uint8."""

_LINE_SHARE = 400
"""Pixels of the longer side per pixel of a line's width."""

_RING_WIDTHS = 5
"""Radius of the ring round a point, in widths of a line."""

_SHIFT = 4
"""Bits behind the point of OpenCV's coordinates."""


def telling_slice(result: ModelResult, count: int) -> int:
    """Choose the slice, from 0, that shows most of a result: of what is marked, else of its best box, its lines.

    Parameters
    ----------
    result
        Of a model.
    count
        Slices; the middle one where the result says nothing of slices.
    """
    if result.structures:
        marked = marked_planes(result.structures)
        if marked.any():
            # As many structures as possible, and of such slices the one that shows most of them.
            return int(np.lexsort((marked.sum(axis=0), (marked > 0).sum(axis=0)))[-1])
    places = [box.centre[0] for box in result.detections[:1]]
    places += [caliper.start[0] for measurement in result.measurements for caliper in measurement.calipers]
    if places:
        return min(max(round(places[0]), 0), count - 1)
    read = result.provenance.slice_index
    return count // 2 if read is None else read


def outlined(picture: npt.NDArray[np.uint8], result: ModelResult, index: int) -> Rgb:
    """Draw outlines, boxes, points and lines of a result over a picture of a slice.

    Parameters
    ----------
    picture
        (rows, columns) grey or (rows, columns, 3) RGB, uint8, on the grid of the source.
    result
        On that grid.
    index
        The slice, from 0.

    Returns
    -------
    Rgb
        A new picture.
    """
    drawn = np.ascontiguousarray(
        np.repeat(picture[..., np.newaxis], 3, axis=2) if picture.ndim == 2 else picture.copy()
    )
    width = max(round(max(drawn.shape[:2]) / _LINE_SHARE), 1)
    for number, structure in enumerate(result.structures):
        colour = structure_colour(structure.label.name, number)
        for line in contours(structure.plane(index)):
            _polyline(drawn, line, colour, width, closed=True)
    for number, box in enumerate(result.detections):
        if box.is_point:
            if round(box.low[0]) == index:
                _ring(drawn, box.low[1:], structure_colour(box.label.name, number), width)
        elif box.low[0] <= index <= box.high[0]:
            (top, left), (bottom, right) = box.low[1:], box.high[1:]
            corners = np.array([(top, left), (top, right), (bottom, right), (bottom, left)])
            _polyline(drawn, corners, structure_colour(box.label.name, number), width, closed=True)
    lines = (caliper for measurement in result.measurements for caliper in measurement.calipers)
    for number, caliper in enumerate(lines):
        if round(caliper.start[0]) == index:
            ends = np.array([caliper.start[1:], caliper.end[1:]])
            _polyline(drawn, ends, structure_colour("", number), width, closed=False)
    return drawn


def _ring(picture: Rgb, at: tuple[float, float], colour: tuple[int, int, int], width: int) -> None:
    """Draw a ring round a (row, column) point."""
    row, column = (round(place * (1 << _SHIFT)) for place in at)
    cv2.circle(picture, (column, row), _RING_WIDTHS * width << _SHIFT, colour, width, cv2.LINE_AA, _SHIFT)


def _polyline(
    picture: Rgb, line: npt.NDArray[np.float64], colour: tuple[int, int, int], width: int, *, closed: bool
) -> None:
    """Draw a line of (row, column) points."""
    points = np.rint(line[:, ::-1] * (1 << _SHIFT)).astype(np.int32)[:, None, :]
    cv2.polylines(picture, [points], closed, colour, width, cv2.LINE_AA, _SHIFT)
