"""Graphics of structured reports on the source grid: lines, areas and points; PS3.3 C.18.6 and C.18.9."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from pydicom.dataset import Dataset

from ai.inference.results import Point
from app.dicom.files.attribute import items, numbers, text
from app.dicom.results_read.source_file import place_of_reference
from app.dicom.results_read.target_grid import TargetGrid
from app.imaging.contours import Polyline

PIXEL_CENTRE = 0.5
"""Coordinates of SCOORD count from the corner of the first pixel, PS3.3 C.18.6.1.2: its centre is 0.5, 0.5."""

ELLIPSE_SIDES = 128
"""Straight pieces that an ellipse is drawn with; 0.03 % of its radius off at most."""

CORNERS = 4

_Points = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Area:
    """A closed line on one slice, (points, 2) row and column index; the last point joins the first."""

    slice_index: int
    line: Polyline

    @property
    def box(self) -> tuple[float, float, float, float] | None:
        """(lowest row, lowest column, highest row, highest column) where it is an upright rectangle, else None."""
        if len(self.line) != CORNERS:
            return None
        low, high = self.line.min(axis=0), self.line.max(axis=0)
        at_edge = (np.isclose(self.line, low) | np.isclose(self.line, high)).all()
        turns = (~np.isclose(self.line, np.roll(self.line, -1, axis=0))).sum(axis=1)
        if not at_edge or (turns != 1).any():
            return None
        top, left, bottom, right = (float(edge) for edge in (*low, *high))
        return top, left, bottom, right


@dataclass(frozen=True, eq=False)
class Drawn:
    """What a graphic is on the source grid.

    Parameters
    ----------
    line
        (slice, row, column) points of an open line.
    area
        The closed line.
    points
        (slice, row, column) of points by themselves.
    """

    line: tuple[Point, ...] = ()
    area: Area | None = None
    points: tuple[Point, ...] = ()


def drawn(item: Dataset, target: TargetGrid, frame_of_reference: str) -> Drawn | None:
    """Place a content item of the type SCOORD or SCOORD3D.

    Parameters
    ----------
    item
        The content item.
    target
        The slices of the open series.
    frame_of_reference
        Of the open series.

    Returns
    -------
    Drawn or None
        None where it lies on other images, in another space, on no slice, or is of a kind that is not drawn.
    """
    kind = text(item, "GraphicType").upper()
    told = numbers(item, "GraphicData")
    if not told or any(value is None for value in told):
        return None
    values = np.array(told, dtype=np.float64)
    if text(item, "ValueType").upper() == "SCOORD3D":
        return _in_space(item, kind, values, target, frame_of_reference)
    index = _slice_of(item, target)
    if index is None or values.size % 2:
        return None
    points, is_closed = _outline(kind, values.reshape(-1, 2))
    if points is None:
        return None
    pixels = points[:, ::-1] - PIXEL_CENTRE
    return _made(kind, np.insert(pixels, 0, index, axis=1), is_closed=is_closed)


def _in_space(item: Dataset, kind: str, values: _Points, target: TargetGrid, frame_of_reference: str) -> Drawn | None:
    if not target.has_places or text(item, "ReferencedFrameOfReferenceUID") != frame_of_reference or values.size % 3:
        return None
    points, is_closed = _outline(kind, values.reshape(-1, 3))
    if points is None:
        return None
    heights = points @ target.normal
    own = target.heights_mm
    order = np.argsort(own)
    if len(own) == 1:
        indices = np.zeros(len(points))
        off = np.abs(heights - own[0])
    else:
        indices = np.interp(heights, own[order], order.astype(np.float64))
        off = np.abs(heights[:, None] - own[None]).min(axis=1)
    if off.max() > max(target.step_mm / 2, target.tolerance_mm):
        return None
    if is_closed:
        if np.ptp(heights) > 2 * target.tolerance_mm:
            return None
        indices = np.full(len(points), np.rint(indices.mean()))
    pixels = target.to_pixels(points, 0) if len(own) == 1 else _pixels(points, indices, target)
    return _made(kind, np.column_stack([indices, pixels]), is_closed=is_closed)


def _pixels(points: _Points, indices: _Points, target: TargetGrid) -> _Points:
    """(points, 2) row and column on the slice nearest to each point."""
    return np.stack(
        [target.to_pixels(point, int(index)) for point, index in zip(points, np.rint(indices), strict=True)]
    )


def _slice_of(item: Dataset, target: TargetGrid) -> int | None:
    """Slice of the image that a graphic was drawn on, the IMAGE item that it is SELECTED FROM; PS3.16 TID 320."""
    for child in items(item, "ContentSequence"):
        for reference in items(child, "ReferencedSOPSequence"):
            index = target.by_reference.get(place_of_reference(reference))
            if index is not None:
                return index
    return None


def _outline(kind: str, points: _Points) -> tuple[_Points | None, bool]:
    """Give the points of a line, and whether it is closed; None for what is not drawn."""
    if kind in ("POINT", "MULTIPOINT"):
        return points, False
    if kind in ("POLYLINE", "POLYGON"):
        is_closed = len(points) > CORNERS - 1 and bool(np.allclose(points[0], points[-1]))
        if is_closed:
            points = points[:-1]
        return (points, is_closed or kind == "POLYGON") if len(points) > 1 else (None, False)
    if kind == "CIRCLE" and len(points) == 2:
        centre, reach = points[0], float(np.linalg.norm(points[1] - points[0]))
        return _ellipse(centre, np.array([reach, 0.0]), np.array([0.0, reach])), True
    if kind == "ELLIPSE" and len(points) == CORNERS:
        centre = (points[0] + points[1]) / 2
        return _ellipse(centre, (points[1] - points[0]) / 2, (points[3] - points[2]) / 2), True
    return None, False


def _ellipse(centre: _Points, major: _Points, minor: _Points) -> _Points:
    turn = np.arange(ELLIPSE_SIDES) * (2 * np.pi / ELLIPSE_SIDES)
    found: _Points = centre + np.outer(np.cos(turn), major) + np.outer(np.sin(turn), minor)
    return found


def _made(kind: str, points: _Points, *, is_closed: bool) -> Drawn:
    if is_closed:
        return Drawn(area=Area(int(points[0, 0]), points[:, 1:]))
    places = tuple((float(index), float(row), float(column)) for index, row, column in points)
    return Drawn(points=places) if kind in ("POINT", "MULTIPOINT") else Drawn(line=places)
