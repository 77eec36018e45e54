"""What the buttons do with a picture: one small class per tool, and the wheel."""

from __future__ import annotations

import math

from PySide6.QtCore import Qt, SignalInstance

from app.ui.mouse_drag import Drag, Pointer
from app.ui.region_item import RegionItem

ZOOM_PER_PX = 1.0 / 180.0
"""Upward drag of so many pixels enlarges by e."""

WHEEL_ZOOM = 1.15
"""One notch of the wheel with Ctrl."""

FAST_SLICES = 10
"""Slices per notch of the wheel with Shift."""

SCROLL_PX = 8.0
"""Pixels of a scroll drag per slice."""

NOTCH = 120
"""One notch of a wheel, in Qt's eighths of a degree."""


class WindowDrag(Drag):
    """Horizontal: width; vertical: centre. The receiver knows how much a pixel is worth."""

    cursor = Qt.CursorShape.SizeAllCursor
    outlives_picture = True

    def __init__(self, pointer: Pointer, dragged: SignalInstance) -> None:
        self._last = pointer.position
        self._dragged = dragged

    def move(self, pointer: Pointer) -> None:
        """Tell how far the cursor went since the last time."""
        step = pointer.position - self._last
        self._last = pointer.position
        self._dragged.emit(step.x(), step.y())


class PanDrag(Drag):
    """Keeps the point that was pressed under the cursor."""

    cursor = Qt.CursorShape.ClosedHandCursor
    outlives_picture = True

    def __init__(self, pointer: Pointer, requested: SignalInstance) -> None:
        self._row, self._column = pointer.row, pointer.column
        self._requested = requested

    def move(self, pointer: Pointer) -> None:
        """Tell which point has to come to the middle of the pane."""
        geometry = pointer.geometry
        row, column = geometry.to_index(geometry.pane_width_px / 2, geometry.pane_height_px / 2)
        self._requested.emit(row + self._row - pointer.row, column + self._column - pointer.column)


class ZoomDrag(Drag):
    """Up enlarges, down makes smaller, around the point that was pressed."""

    cursor = Qt.CursorShape.SizeVerCursor
    outlives_picture = True

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


class ScrollDrag(Drag):
    """Down goes on, up goes back."""

    cursor = Qt.CursorShape.SizeVerCursor
    outlives_picture = True

    def __init__(self, pointer: Pointer, requested: SignalInstance) -> None:
        self._from_y = pointer.position.y()
        self._requested = requested

    def move(self, pointer: Pointer) -> None:
        """Tell the slices gone over, and keep what is less than one."""
        steps = int((pointer.position.y() - self._from_y) / SCROLL_PX)
        if steps:
            self._from_y += steps * SCROLL_PX
            self._requested.emit(steps)


class RegionDrag(Drag):
    """Draws a rectangle."""

    def __init__(self, pointer: Pointer, drawn: RegionItem, chosen: SignalInstance) -> None:
        self._start = self._last = pointer
        self._drawn = drawn
        self._chosen = chosen

    def move(self, pointer: Pointer) -> None:
        """Show the rectangle from where the button was pressed to the cursor."""
        self._last = pointer
        self._drawn.show_region(self._start.position, pointer.position)

    def end(self, pointer: Pointer | None) -> None:
        """Take the rectangle away and tell its opposite corners, (row, column) index each."""
        self._drawn.show_region(None, None)
        if pointer is not None:
            start, last = self._start, self._last
            self._chosen.emit((start.row, start.column), (last.row, last.column))


class WheelSteps:
    """Turns of the wheel as whole notches; touchpads send fractions of one."""

    def __init__(self) -> None:
        self._rest = 0

    def add(self, angle: int) -> int:
        """Add a turn in eighths of a degree; returns notches, positive towards the reader (on through the slices)."""
        if self._rest * angle < 0:
            self._rest = 0
        self._rest += angle
        notches = int(self._rest / NOTCH)
        self._rest -= notches * NOTCH
        return -notches
