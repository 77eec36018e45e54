"""What the mouse does with the crosshair: move the point, move one plane, turn the planes."""

from __future__ import annotations

import math

from PySide6.QtCore import QObject, QPointF, Qt, Signal

from app.ui.crosshair_item import CrossGrip, CrosshairItem, CrossPart
from app.ui.mouse_drag import Drag, Pointer


class CrosshairMouse(QObject):
    """Turns gestures on the crosshair into requests.

    Parameters
    ----------
    item
        What is drawn.

    Signals
    -------
    point_moved(float, float)
        (row, column) index of the picture that all panes are to look at.
    line_moved(int, float, float)
        Pane whose plane is to run through a (row, column) index of this picture.
    turned(float)
        Degrees, clockwise, that the planes of the other panes are to be turned by.
    reset_requested()
        Double click: the planes are to lie along the patient again.
    """

    point_moved = Signal(float, float)
    line_moved = Signal(int, float, float)
    turned = Signal(float)
    reset_requested = Signal()

    is_drawing = False

    def __init__(self, item: CrosshairItem, parent: QObject) -> None:
        super().__init__(parent)
        self._item = item

    def hover(self, pointer: Pointer | None) -> Qt.CursorShape | None:
        """Show what the cursor is over; as `app.ui.mouse_drag.Holdable`."""
        grip = None if pointer is None else self._item.grip_at(pointer.position)
        self._item.show_hover(grip)
        return None if grip is None else grip.cursor

    def press(self, pointer: Pointer, *, is_double: bool) -> Drag | None:
        """Take hold of the point, a line or a handle; a double click asks for straight planes."""
        grip = self._item.grip_at(pointer.position)
        if grip is None:
            return None
        if is_double:
            self.reset_requested.emit()
            return Drag()
        return CrosshairDrag(pointer, grip, self)

    def jump(self, pointer: Pointer) -> None:
        """Ask for the pixel under the cursor."""
        self.point_moved.emit(pointer.row, pointer.column)

    def drag_point(self, pointer: Pointer) -> Drag:
        """Begin a drag of the point to wherever the cursor is."""
        return CrosshairDrag(pointer, None, self)


class CrosshairDrag(Drag):
    """Moves the point or a plane, or turns the planes about the point."""

    def __init__(self, pointer: Pointer, grip: CrossGrip | None, mouse: CrosshairMouse) -> None:
        self.cursor = Qt.CursorShape.SizeAllCursor if grip is None else grip.cursor
        self._mouse = mouse
        self._grip = grip
        self._angle = 0.0 if grip is None else _angle(grip.centre, pointer.position)

    def move(self, pointer: Pointer) -> None:
        """Tell what the movement asks for."""
        grip = self._grip
        if grip is None or grip.part is CrossPart.CENTRE:
            self._mouse.point_moved.emit(pointer.row, pointer.column)
        elif grip.part is CrossPart.LINE:
            self._mouse.line_moved.emit(grip.number, pointer.row, pointer.column)
        else:
            angle = _angle(grip.centre, pointer.position)
            # The shorter way round: the angle jumps where it passes half a turn.
            way = (angle - self._angle + 180.0) % 360.0 - 180.0
            self._angle = angle
            if way:
                self._mouse.turned.emit(way)


def _angle(centre: QPointF, position: QPointF) -> float:
    """Degrees clockwise from the right."""
    return math.degrees(math.atan2(position.y() - centre.y(), position.x() - centre.x()))
