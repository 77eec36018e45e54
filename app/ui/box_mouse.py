"""The mouse on boxes and points: a corner, a side or all of one is moved, and new ones are drawn."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, QPointF, Qt, Signal

from app.imaging.box_edit import drawn_box, resized, shifted
from app.imaging.cut_stack import CutStack
from app.imaging.point_edit import marked_point, moved_point
from app.ui.box_item import BoxGrip, BoxItem
from app.ui.mouse_drag import Drag, Pointer


@dataclass(frozen=True, eq=False)
class BoxPlane:
    """Where the hand works.

    Parameters
    ----------
    stack, index
        The plane.
    draws, marks
        Whether a press beside everything draws a box, or marks a point.
    """

    stack: CutStack
    index: int
    draws: bool = False
    marks: bool = False


class BoxMouse(QObject):
    """Turns gestures on boxes into requests; changes none by itself.

    Parameters
    ----------
    item
        What can be held.

    Signals
    -------
    picked(object)
        `FindingId` of the box that was pressed, None beside all.
    dragged(object, object, object)
        `FindingId` of the box, None for a new one; opposite corners by now, (slice, row, column) index.
    released(bool)
        The drag is over; False where the picture went meanwhile.
    """

    picked = Signal(object)
    dragged = Signal(object, object, object)
    released = Signal(bool)

    is_drawing = False

    def __init__(self, item: BoxItem, parent: QObject) -> None:
        super().__init__(parent)
        self._item = item
        self._plane: BoxPlane | None = None

    @property
    def plane(self) -> BoxPlane | None:
        """Where the hand works; None where it does not."""
        return self._plane

    def show(self, plane: BoxPlane | None) -> None:
        """Take where the hand works; None where boxes are not edited."""
        self._plane = plane
        if plane is None:
            self._item.show_hover(None)

    def hover(self, pointer: Pointer | None) -> Qt.CursorShape | None:
        """Show which part the cursor is over; as `app.ui.mouse_drag.Holdable`."""
        if self._plane is None:
            return None
        grip = None if pointer is None else self._item.grip_at(pointer.position)
        self._item.show_hover(grip)
        if grip is not None:
            return _cursor(grip, self._item)
        works = self._plane.draws or self._plane.marks
        draws = pointer is not None and works and pointer.is_on_picture
        return Qt.CursorShape.CrossCursor if draws else None

    def press(self, pointer: Pointer, *, is_double: bool) -> Drag | None:
        """Take hold of the part under the cursor, or begin a box."""
        plane = self._plane
        if plane is None:
            return None
        grip = self._item.grip_at(pointer.position)
        if grip is not None:
            self.picked.emit(grip.box.finding)
            return BoxDrag(self, plane, grip, pointer, _cursor(grip, self._item))
        if plane.draws and pointer.is_on_picture:
            self.picked.emit(None)
            return NewBoxDrag(self, plane, pointer)
        if plane.marks and pointer.is_on_picture:
            self.picked.emit(None)
            return NewPointDrag(self, plane, pointer)
        return None


class BoxDrag(Drag):
    """Moves sides of a box, or all of it."""

    def __init__(
        self, mouse: BoxMouse, plane: BoxPlane, grip: BoxGrip, pointer: Pointer, cursor: Qt.CursorShape
    ) -> None:
        self.cursor = cursor
        self._mouse = mouse
        self._plane = plane
        self._grip = grip
        self._from = pointer

    def move(self, pointer: Pointer) -> None:
        """Tell where the box has to be."""
        stack, index, box = self._plane.stack, self._plane.index, self._grip.box
        start = stack.voxel_at(index, self._from.row, self._from.column)
        end = stack.voxel_at(index, pointer.row, pointer.column)
        by = end[0] - start[0], end[1] - start[1], end[2] - start[2]
        if any(each != each for each in by):
            return  # over a gap, where nothing is known
        shape = stack.volume.shape
        if box.low == box.high:
            at = moved_point(box.low, by, shape)
            if at is not None:
                self._mouse.dragged.emit(box.finding, at, at)
            return
        if self._grip.faces:
            low, high = resized(box.low, box.high, self._grip.faces, by, shape)
        else:
            low, high = shifted(box.low, box.high, by, shape)
        self._mouse.dragged.emit(box.finding, low, high)

    def end(self, pointer: Pointer | None) -> None:
        """Let go."""
        self._mouse.released.emit(pointer is not None)


class NewBoxDrag(Drag):
    """Draws a box from a corner to the one across."""

    def __init__(self, mouse: BoxMouse, plane: BoxPlane, pointer: Pointer) -> None:
        self._mouse = mouse
        self._plane = plane
        self._from = pointer

    def move(self, pointer: Pointer) -> None:
        """Tell the box so far."""
        start = self._from.row, self._from.column
        box = drawn_box(self._plane.stack, self._plane.index, start, (pointer.row, pointer.column))
        if box is not None:
            self._mouse.dragged.emit(None, *box)

    def end(self, pointer: Pointer | None) -> None:
        """Let go."""
        self._mouse.released.emit(pointer is not None)


class NewPointDrag(Drag):
    """Marks a point where the button goes down; until it comes up again the point goes with the hand."""

    follows_at_once = True  # a click marks as well

    def __init__(self, mouse: BoxMouse, plane: BoxPlane, pointer: Pointer) -> None:
        self._mouse = mouse
        self._plane = plane
        self.move(pointer)

    def move(self, pointer: Pointer) -> None:
        """Tell where the point is so far."""
        at = marked_point(self._plane.stack, self._plane.index, pointer.row, pointer.column)
        if at is not None:
            self._mouse.dragged.emit(None, at, at)

    def end(self, pointer: Pointer | None) -> None:
        """Let go."""
        self._mouse.released.emit(pointer is not None)


def _cursor(grip: BoxGrip, item: BoxItem) -> Qt.CursorShape:
    """Choose the cursor over a part: its arrow points where the part can go."""
    if not grip.faces:
        return Qt.CursorShape.SizeAllCursor
    points = list(item.handles_of(grip.box.finding).values())
    count = max(len(points), 1)
    middle = QPointF(sum(each.x() for each in points) / count, sum(each.y() for each in points) / count)
    way = grip.at - middle
    if len(grip.faces) > 1:
        falls = way.x() * way.y() > 0
        return Qt.CursorShape.SizeFDiagCursor if falls else Qt.CursorShape.SizeBDiagCursor
    return Qt.CursorShape.SizeHorCursor if abs(way.x()) > abs(way.y()) else Qt.CursorShape.SizeVerCursor
