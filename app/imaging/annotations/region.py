"""Which pixels of a picture belong to a region.

A pixel counts when its centre lies inside the figure or on its outline. "On" is up to a millionth of a pixel, so that
rounding on turned planes decides nothing. Where an outline crosses itself, what it goes round an even number of times
is outside.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from app.imaging.annotations.annotation import Annotation, Kind
from app.imaging.annotations.figure import axis_directions, half_axes
from app.imaging.plane_frame import PlaneFrame

ON_OUTLINE_PX = 1e-6
"""Distance up to which a centre lies on the outline."""

_Floats: TypeAlias = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Patch:
    """The part of a picture around a region.

    Parameters
    ----------
    rows, columns
        Of the picture; may be empty.
    inside
        (rows, columns) bool, which pixels of the part belong to the region.
    """

    rows: slice
    columns: slice
    inside: npt.NDArray[np.bool_]

    @property
    def count(self) -> int:
        """Pixels of the region that lie on the picture."""
        return int(np.count_nonzero(self.inside))


def region_pixels(annotation: Annotation, frame: PlaneFrame) -> Patch:
    """Find the pixels of a region.

    Parameters
    ----------
    annotation
        A region.
    frame
        Of the picture. The region is taken straight along its normal: where the picture lies in another plane the
        answer has no meaning, see `app.imaging.annotations.place.is_parallel`.
    """
    if not annotation.is_region:
        raise ValueError(f"{annotation.kind.value} has no inside")
    around = bounds(annotation, frame)
    if annotation.kind is Kind.ELLIPSE:
        return _of_spans(around, *_ellipse_spans(annotation, frame, around))
    if annotation.kind is Kind.RECTANGLE:
        return _of_spans(around, *_rectangle_spans(annotation, frame, around))
    return Patch(around[0], around[1], _polygon(frame.to_pixel(annotation.places), around))


def bounds(annotation: Annotation, frame: PlaneFrame) -> tuple[slice, slice]:
    """Find the rows and columns of a picture that hold the pixels of a region."""
    places = frame.to_pixel(annotation.places)
    low, high = places.min(axis=0), places.max(axis=0)
    if annotation.kind in (Kind.ELLIPSE, Kind.RECTANGLE):
        axes = places[1:] - places[0]
        reach = np.linalg.norm(axes, axis=0) if annotation.kind is Kind.ELLIPSE else np.abs(axes).sum(axis=0)
        low, high = places[0] - reach, places[0] + reach
    first = np.clip(np.ceil(low - ON_OUTLINE_PX), 0, frame.shape_px).astype(int)
    stop = np.clip(np.floor(high + ON_OUTLINE_PX) + 1, first, frame.shape_px).astype(int)
    return slice(int(first[0]), int(stop[0])), slice(int(first[1]), int(stop[1]))


def _of_spans(around: tuple[slice, slice], low: _Floats, high: _Floats) -> Patch:
    """Fill from the column ``low`` to the column ``high`` (both count) of every row; NaN fills nothing."""
    rows, columns = around
    at = np.arange(columns.start, columns.stop)
    return Patch(rows, columns, (at >= low[:, np.newaxis]) & (at <= high[:, np.newaxis]))


def _along_axes(annotation: Annotation, frame: PlaneFrame, rows: slice) -> tuple[list[tuple[_Floats, float]], _Floats]:
    """Where pixels are along the two axes of a figure, and how far it reaches along them.

    Returns
    -------
    places
        Of each axis: mm from the centre of column 0 of every row, and mm per column.
    reach_mm
        (2,), with the width of the outline.
    """
    first, second = half_axes(annotation)
    tie_mm = ON_OUTLINE_PX * min(frame.pixel_mm)
    reach_mm = np.array([np.linalg.norm(first), np.linalg.norm(second)]) + tie_mm
    steps = frame.steps_lps_mm
    start = np.array(frame.origin_lps_mm) - annotation.places[0]
    at = np.arange(rows.start, rows.stop)
    places = [
        (np.asarray(start @ axis + at * (steps[:, 0] @ axis), dtype=np.float64), float(steps[:, 1] @ axis))
        for axis in axis_directions(annotation)
    ]
    return places, reach_mm


def _ellipse_spans(annotation: Annotation, frame: PlaneFrame, around: tuple[slice, slice]) -> tuple[_Floats, _Floats]:
    """Columns between which each row lies in an ellipse: where (x / a)² + (y / b)² is 1 at most."""
    ((x, x_step), (y, y_step)), reach_mm = _along_axes(annotation, frame, around[0])
    x, x_step, y, y_step = x / reach_mm[0], x_step / reach_mm[0], y / reach_mm[1], y_step / reach_mm[1]
    square = x_step**2 + y_step**2
    middle = -(x * x_step + y * y_step) / square
    # What is left at the column nearest to the centre, free of the cancelling of a discriminant.
    off = (x + middle * x_step) ** 2 + (y + middle * y_step) ** 2
    with np.errstate(invalid="ignore"):
        half = np.sqrt((1 - off) / square)
    return middle - half, middle + half


def _rectangle_spans(annotation: Annotation, frame: PlaneFrame, around: tuple[slice, slice]) -> tuple[_Floats, _Floats]:
    """Columns between which each row lies in a rectangle of any direction."""
    axes, reach_mm = _along_axes(annotation, frame, around[0])
    low = np.full(around[0].stop - around[0].start, -np.inf)
    high = np.full_like(low, np.inf)
    width_mm = (around[1].stop + 1) * max(frame.pixel_mm)
    for (at, step), reach in zip(axes, reach_mm.tolist(), strict=True):
        if abs(step) * width_mm < ON_OUTLINE_PX**2:
            # The rows run along this side: all of a row is inside, or none.
            low[np.abs(at + step * around[1].start) > reach] = np.nan
            continue
        ends = np.stack([(-reach - at) / step, (reach - at) / step])
        low, high = np.maximum(low, ends.min(axis=0)), np.minimum(high, ends.max(axis=0))
    return low, high


def _polygon(at: _Floats, around: tuple[slice, slice]) -> npt.NDArray[np.bool_]:
    """Fill a closed outline (points, 2) of rows and columns by the even-odd rule, with the centres on the outline."""
    rows, columns = around
    origin = np.array([rows.start, columns.start])
    shape = rows.stop - rows.start, columns.stop - columns.start
    if 0 in shape:
        return np.zeros(shape, np.bool_)
    starts = at - origin
    ends = np.roll(starts, -1, axis=0)
    # A side belongs to its upper end, not to its lower one: a corner between two rows is counted once.
    low, high = np.minimum(starts, ends)[:, 0], np.maximum(starts, ends)[:, 0]
    side, row = _whole_between(np.ceil(low), np.ceil(high) - 1, shape[0])
    crossing = _crossing(starts, ends, side, row, 0)
    toggles = np.zeros((shape[0], shape[1] + 1), np.uint8)
    np.bitwise_xor.at(toggles, (row, np.clip(np.ceil(crossing), 0, shape[1]).astype(np.intp)), np.uint8(1))
    inside = np.bitwise_xor.accumulate(toggles, axis=1)[:, :-1].astype(np.bool_)
    steep = np.abs(ends - starts)[:, 0] >= np.abs(ends - starts)[:, 1]
    _mark_outline(inside, starts[steep], ends[steep], axis=0)
    _mark_outline(inside, starts[~steep], ends[~steep], axis=1)
    return inside


def _mark_outline(inside: npt.NDArray[np.bool_], starts: _Floats, ends: _Floats, *, axis: int) -> None:
    """Mark the centres that lie on sides, which run mostly along an axis of the picture."""
    low, high = np.minimum(starts, ends)[:, axis], np.maximum(starts, ends)[:, axis]
    side, along = _whole_between(np.ceil(low - ON_OUTLINE_PX), np.floor(high + ON_OUTLINE_PX), inside.shape[axis])
    across = _crossing(starts, ends, side, along, axis)
    nearest = np.rint(across)
    on = (np.abs(across - nearest) <= ON_OUTLINE_PX) & (nearest >= 0) & (nearest < inside.shape[1 - axis])
    places = (along[on], nearest[on].astype(np.intp))
    inside[places if axis == 0 else places[::-1]] = True


def _whole_between(first: _Floats, last: _Floats, length: int) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """List the whole numbers from first to last of every side that are from 0 to ``length`` - 1.

    Returns
    -------
    side, number
        One of each per whole number.
    """
    low = np.clip(first, 0, length).astype(np.intp)
    counts = np.clip(last, -1, length - 1).astype(np.intp) - low + 1
    counts = np.maximum(counts, 0)
    side = np.repeat(np.arange(len(counts)), counts)
    before = np.cumsum(counts) - counts
    return side, low[side] + np.arange(len(side)) - before[side]


def _crossing(
    starts: _Floats, ends: _Floats, side: npt.NDArray[np.intp], along: npt.NDArray[np.intp], axis: int
) -> _Floats:
    """Where sides are across an axis, at whole numbers along it."""
    start, end = starts[side], ends[side]
    step = end[:, axis] - start[:, axis]
    share = np.divide(along - start[:, axis], step, out=np.zeros(len(side)), where=step != 0)
    share = np.clip(share, 0.0, 1.0)
    return np.asarray(start[:, 1 - axis] + share * (end - start)[:, 1 - axis], dtype=np.float64)
