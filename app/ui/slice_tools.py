"""What the mouse does with a picture: one small class per mode. Modes tell; they change nothing themselves."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import QPointF, Qt, SignalInstance

from ai.inference.results import Point
from app.imaging.screen import ScreenGeometry
from app.ui.caliper_item import Grip, Part
from app.ui.region_item import RegionItem

CLICK_PX = 3.0
"""A button released nearer than this to where it was pressed was a click; nothing moves before."""

ZOOM_PER_PX = 1.0 / 180.0
"""Upward drag of so many pixels enlarges by e."""

WHEEL_ZOOM = 1.15
"""One notch of the wheel with Ctrl."""

FAST_SLICES = 10
"""Slices per notch of the wheel with Shift."""

SCROLL_PX = 8.0
"""Pixels of a scroll drag per slice."""

_NOTCH = 120
"""One notch of a wheel, in Qt's eighths of a degree."""


@dataclass(frozen=True)
class Pointer:
    """The cursor at one moment.

    Parameters
    ----------
    position
        In pixels of the widget.
    row, column
        Index of the picture under it, fractional; may lie outside.
    geometry
        Where the picture lay then.
    shift
        Whether Shift is held.
    pane_width
        Of the pane, in pixels of the widget.
    """

    position: QPointF
    row: float
    column: float
    geometry: ScreenGeometry
    shift: bool = False
    pane_width: float = 1.0


class MouseMode(Protocol):
    """A drag from press to release."""

    cursor: Qt.CursorShape

    def move(self, pointer: Pointer) -> None:
        """Tell what the movement to ``pointer`` asks for."""


class WindowDrag:
    """Horizontal: width; vertical: centre. The receiver knows how much a pixel is worth."""

    cursor = Qt.CursorShape.SizeAllCursor

    def __init__(self, pointer: Pointer, dragged: SignalInstance) -> None:
        self._last = pointer.position
        self._dragged = dragged

    def move(self, pointer: Pointer) -> None:
        """Tell how far the cursor went since the last time."""
        step = pointer.position - self._last
        self._last = pointer.position
        self._dragged.emit(step.x(), step.y())


class PanDrag:
    """Keeps the point that was pressed under the cursor."""

    cursor = Qt.CursorShape.ClosedHandCursor

    def __init__(self, pointer: Pointer, requested: SignalInstance) -> None:
        self._row, self._column = pointer.row, pointer.column
        self._requested = requested

    def move(self, pointer: Pointer) -> None:
        """Tell which point has to come to the middle of the pane."""
        geometry = pointer.geometry
        row, column = geometry.to_index(geometry.pane_width_px / 2, geometry.pane_height_px / 2)
        self._requested.emit(row + self._row - pointer.row, column + self._column - pointer.column)


class ZoomDrag:
    """Up enlarges, down makes smaller, around the point that was pressed."""

    cursor = Qt.CursorShape.SizeVerCursor

    def __init__(self, pointer: Pointer, requested: SignalInstance) -> None:
        self._row, self._column = pointer.row, pointer.column
        self._y = pointer.position.y()
        self._requested = requested

    def move(self, pointer: Pointer) -> None:
        """Tell the factor since the last time."""
        factor = math.exp((self._y - pointer.position.y()) * ZOOM_PER_PX)
        self._y = pointer.position.y()
        if factor != 1.0:
            self._requested.emit(factor, self._row, self._column)


class ScrollDrag:
    """Down goes on, up goes back."""

    cursor = Qt.CursorShape.SizeVerCursor

    def __init__(self, pointer: Pointer, requested: SignalInstance) -> None:
        self._from_y = pointer.position.y()
        self._requested = requested

    def move(self, pointer: Pointer) -> None:
        """Tell the slices gone over, and keep what is less than one."""
        steps = int((pointer.position.y() - self._from_y) / SCROLL_PX)
        if steps:
            self._from_y += steps * SCROLL_PX
            self._requested.emit(steps)


class CaliperDrag:
    """Moves an end of a caliper, or all of it. A horizontal line stays horizontal unless Shift is held."""

    def __init__(self, pointer: Pointer, grip: Grip, moved: SignalInstance) -> None:
        self.cursor = cursor_of(grip)
        self._grip = grip
        self._moved = moved
        self._from = (pointer.row, pointer.column)

    def move(self, pointer: Pointer) -> None:
        """Tell where both ends have to be."""
        grip = self._grip
        by_row, by_column = pointer.row - self._from[0], pointer.column - self._from[1]
        start, end = grip.start, grip.end
        if grip.part is Part.LINE:
            by_row, by_column = _within(by_row, by_column, (start, end), pointer.geometry)
            start, end = _shifted(start, by_row, by_column), _shifted(end, by_row, by_column)
        else:
            held = start if grip.part is Part.START else end
            if grip.is_horizontal and not pointer.shift:
                by_row = 0.0
            by_row, by_column = _within(by_row, by_column, (held,), pointer.geometry)
            held = _shifted(held, by_row, by_column)
            start, end = (held, end) if grip.part is Part.START else (start, held)
        self._moved.emit(grip.measurement, grip.index, start, end)


class SplitDrag:
    """Moves the line between original and lens."""

    cursor = Qt.CursorShape.SplitHCursor

    def __init__(self, moved: SignalInstance) -> None:
        self._moved = moved

    def move(self, pointer: Pointer) -> None:
        """Tell which share of the pane's width is left of the cursor."""
        self._moved.emit(pointer.position.x() / pointer.pane_width)


class RegionDrag:
    """Draws a rectangle."""

    cursor = Qt.CursorShape.CrossCursor

    def __init__(self, pointer: Pointer, drawn: RegionItem) -> None:
        self._start = self._last = pointer
        self._drawn = drawn

    def move(self, pointer: Pointer) -> None:
        """Show the rectangle from where the button was pressed to the cursor."""
        self._last = pointer
        self._drawn.show_region(self._start.position, pointer.position)

    def end(self) -> tuple[tuple[float, float], tuple[float, float]]:
        """Take the rectangle away; returns opposite corners, (row, column) index each."""
        self._drawn.show_region(None, None)
        return (self._start.row, self._start.column), (self._last.row, self._last.column)


def cursor_of(grip: Grip) -> Qt.CursorShape:
    """Choose the cursor over a part of a caliper."""
    if grip.part is Part.LINE:
        return Qt.CursorShape.SizeAllCursor
    return Qt.CursorShape.SizeHorCursor if grip.is_horizontal else Qt.CursorShape.SizeAllCursor


class WheelSteps:
    """Turns of the wheel as whole notches; touchpads send fractions of one."""

    def __init__(self) -> None:
        self._rest = 0

    def add(self, angle: int) -> int:
        """Add a turn in eighths of a degree; returns notches, positive towards the reader (on through the slices)."""
        if self._rest * angle < 0:
            self._rest = 0
        self._rest += angle
        notches = int(self._rest / _NOTCH)
        self._rest -= notches * _NOTCH
        return -notches


def _shifted(point: Point, by_row: float, by_column: float) -> Point:
    """Move a (slice, row, column) point within its slice."""
    return point[0], point[1] + by_row, point[2] + by_column


def _within(
    by_row: float, by_column: float, points: tuple[Point, ...], geometry: ScreenGeometry
) -> tuple[float, float]:
    """Shorten a shift so that points stay on the picture."""
    rows, columns = [point[1] for point in points], [point[2] for point in points]
    by_row = min(max(by_row, -0.5 - min(rows)), geometry.rows - 0.5 - max(rows))
    by_column = min(max(by_column, -0.5 - min(columns)), geometry.columns - 0.5 - max(columns))
    return by_row, by_column
