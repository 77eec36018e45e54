"""The mouse on the calipers of the models: an end is moved, or the whole line."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal, SignalInstance

from ai.inference.results import Point
from app.imaging.screen import ScreenGeometry
from app.ui.caliper_item import CaliperItem, Grip, Part
from app.ui.mouse_drag import Drag, Pointer


class CaliperMouse(QObject):
    """Turns gestures on calipers into requests.

    Parameters
    ----------
    item
        What is drawn.

    Signals
    -------
    moved(str, int, object, object)
        Name of the measurement, which of its lines, and both ends as (slice, row, column) index of what is shown.
    released()
        The drag is over.
    """

    moved = Signal(str, int, object, object)
    released = Signal()

    is_drawing = False

    def __init__(self, item: CaliperItem, parent: QObject) -> None:
        super().__init__(parent)
        self._item = item

    def hover(self, pointer: Pointer | None) -> Qt.CursorShape | None:
        """Show which part the cursor is over; as `app.ui.mouse_drag.Holdable`."""
        grip = self._grip_at(pointer)
        self._item.show_hover(grip)
        return None if grip is None else _cursor(grip)

    def press(self, pointer: Pointer, *, is_double: bool) -> Drag | None:
        """Take hold of the part under the cursor."""
        grip = self._grip_at(pointer)
        return None if grip is None else CaliperDrag(pointer, grip, self.moved, self.released)

    def _grip_at(self, pointer: Pointer | None) -> Grip | None:
        is_shown = pointer is not None and self._item.isVisible()
        return self._item.grip_at(pointer.position) if pointer is not None and is_shown else None


class CaliperDrag(Drag):
    """Moves an end of a caliper, or all of it. A horizontal line stays horizontal unless Shift is held."""

    def __init__(self, pointer: Pointer, grip: Grip, moved: SignalInstance, released: SignalInstance) -> None:
        self.cursor = _cursor(grip)
        self._grip = grip
        self._moved = moved
        self._released = released
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

    def end(self, pointer: Pointer | None) -> None:
        """Tell that the line was let go."""
        self._released.emit()


def _cursor(grip: Grip) -> Qt.CursorShape:
    """Choose the cursor over a part of a caliper."""
    if grip.part is Part.LINE:
        return Qt.CursorShape.SizeAllCursor
    return Qt.CursorShape.SizeHorCursor if grip.is_horizontal else Qt.CursorShape.SizeAllCursor


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
