"""The mouse on annotations: draws new ones with a pen, takes hold of those that are there."""

from __future__ import annotations

from PySide6.QtCore import QLineF, QObject, QPointF, Qt, Signal

from app.imaging.annotations.annotation import Annotation, Kind
from app.imaging.annotations.edit import move_handle, moved
from app.imaging.plane_frame import PlaneFrame
from app.ui.annotation_draw import CLOSE_PX, Drawing, Pen
from app.ui.annotation_item import AnnotationItem
from app.ui.annotation_scene import AnnotationGrip, Shown
from app.ui.mouse_drag import Drag, Pointer


class AnnotationMouse(QObject):
    """Turns presses and movements over a picture into annotations; changes none by itself.

    Parameters
    ----------
    item
        Where they are drawn.

    Signals
    -------
    drawn(Annotation)
        A new one is complete.
    changed(Annotation)
        One is dragged: its value by now.
    change_ended()
        The drag is over.
    picked(str)
        Id of the one that was pressed; ``""`` for none.
    opened(str)
        Id of the one that was double-clicked.
    """

    drawn = Signal(object)
    changed = Signal(object)
    change_ended = Signal()
    picked = Signal(str)
    opened = Signal(str)

    def __init__(self, item: AnnotationItem, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._item = item
        self._pen: Pen | None = None
        self._frame: PlaneFrame | None = None
        self._shown: tuple[Shown, ...] = ()
        self._selected = ""
        self._drawing: Drawing | None = None
        self._grip: AnnotationGrip | None = None
        self._pressed: Pointer | None = None
        self._was_dragged = False

    @property
    def is_drawing(self) -> bool:
        """Whether an annotation is begun and not complete."""
        return self._drawing is not None

    def show(self, shown: tuple[Shown, ...], selected: str, frame: PlaneFrame | None, pen: Pen | None) -> None:
        """Take what is on the plane, and what a press begins; None where it begins nothing.

        On another plane, or with another pen, what was begun is let go.
        """
        if self._drawing is not None and (pen is None or self._pen is None or _differ(pen, self._pen)):
            self._drawing = None
        if frame != self._frame and self._pressed is not None:
            # What is held stays where it was pulled to on its own plane.
            self._grip = None
        self._shown, self._selected, self._frame, self._pen = shown, selected, frame, pen
        self._draw()

    def hover(self, pointer: Pointer | None) -> Qt.CursorShape | None:
        """Show what is under the cursor, or go on with what is drawn; as `app.ui.mouse_drag.Holdable`."""
        if pointer is not None and self._drawing is not None:
            self.move(pointer)
            return Qt.CursorShape.CrossCursor
        grip = self._item.grip_at(pointer.position) if pointer is not None and self._item.isVisible() else None
        if grip is not None and grip.is_label and self._pen is not None:
            # Words lie on the picture that is measured: with a tool that draws they are in nobody's way.
            grip = None
        self._grip = grip
        self._item.show_hover(grip)
        if grip is not None:
            is_moved = grip.handle is None and not grip.is_label
            return Qt.CursorShape.SizeAllCursor if is_moved else Qt.CursorShape.PointingHandCursor
        begins = pointer is not None and self._pen is not None and pointer.is_on_picture
        return Qt.CursorShape.CrossCursor if begins else None

    def press(self, pointer: Pointer, *, is_double: bool) -> Drag | None:
        """Begin or go on with a drawing, or take hold of one; a double click closes or opens."""
        self._was_dragged = False
        cursor = self.hover(pointer) or Qt.CursorShape.CrossCursor
        if self._drawing is not None:
            self._drawing.press(*pointer.inside, closes=self._is_at_start(pointer))
            self._conclude()
            if is_double:
                self.close()
        elif self._grip is not None and is_double:
            self.opened.emit(self._grip.annotation.id)
            return Drag()
        elif self._grip is not None:
            self.picked.emit(self._grip.annotation.id)
        elif self._pen is not None and pointer.is_on_picture:
            self._drawing = Drawing(self._pen, pointer.row, pointer.column)
            self._conclude()
        else:
            if self._selected:
                self.picked.emit("")
            return None
        self._pressed = pointer
        return AnnotationDrag(self, cursor)

    def move(self, pointer: Pointer) -> None:
        """Follow the cursor with what is drawn or held."""
        if self._pressed is not None:
            self._was_dragged |= pointer.is_away_from(self._pressed)
        if self._drawing is not None:
            row, column = pointer.inside
            self._drawing.move(row, column, pressed=self._pressed is not None)
            self._draw()
        elif self._grip is not None and self._pressed is not None and self._was_dragged:
            self._drag(self._grip, self._pressed, pointer)

    def release(self, pointer: Pointer | None) -> None:
        """End a press; without a pointer the picture went meanwhile."""
        held, self._pressed = self._pressed, None
        if self._drawing is not None and pointer is not None:
            self._drawing.release(*pointer.inside, dragged=self._was_dragged)
            self._conclude()
        elif held is not None and self._was_dragged:
            self.change_ended.emit()

    def close(self) -> None:
        """Complete an outline with its corners so far."""
        if self._drawing is not None:
            self._drawing.close()
            self._conclude()

    def step_back(self) -> None:
        """Take the last corner of a polygon back."""
        if self._drawing is not None:
            self._drawing.step_back()
            self._draw()

    def cancel(self) -> bool:
        """Let go what is drawn; tells whether there was anything."""
        was_drawing, self._drawing, self._pressed = self.is_drawing, None, None
        self._draw()
        return was_drawing

    def _drag(self, grip: AnnotationGrip, pressed: Pointer, pointer: Pointer) -> None:
        """Tell what the drag makes of the annotation as it was when it was pressed."""
        frame = self._frame
        if frame is None or grip.is_label:
            return
        if grip.handle is None:
            by = frame.to_lps_mm((pointer.row, pointer.column)) - frame.to_lps_mm((pressed.row, pressed.column))
            self.changed.emit(moved(grip.annotation, by))
        else:
            self.changed.emit(move_handle(grip.annotation, grip.handle, frame.to_lps_mm(pointer.inside)))

    def _conclude(self) -> None:
        """Tell of a drawing that is complete."""
        drawing = self._drawing
        if drawing is not None and drawing.is_done:
            self._drawing = None
            kept: Annotation | None = drawing.result
            if kept is not None:
                self.drawn.emit(kept)
        self._draw()

    def _draw(self) -> None:
        shown, selected = self._shown, self._selected
        if self._drawing is not None:
            draft = self._drawing.annotation
            shown, selected = (*shown, Shown(draft)), draft.id
        self._item.show_annotations(shown, selected, self._frame)

    def _is_at_start(self, pointer: Pointer) -> bool:
        """Whether the cursor is at the first corner of the polygon that is drawn."""
        if self._drawing is None or self._drawing.annotation.kind is not Kind.POLYGON:
            return False
        handles = self._item.handle_points(self._drawing.annotation.id)
        return bool(handles) and QLineF(handles[0], QPointF(pointer.position)).length() <= CLOSE_PX


class AnnotationDrag(Drag):
    """A press on an annotation, or for a new one."""

    follows_at_once = True

    def __init__(self, mouse: AnnotationMouse, cursor: Qt.CursorShape) -> None:
        self.cursor = cursor
        self._mouse = mouse

    def move(self, pointer: Pointer) -> None:
        """Follow the cursor with what is drawn or held."""
        self._mouse.move(pointer)

    def end(self, pointer: Pointer | None) -> None:
        """Let go."""
        self._mouse.release(pointer)


def _differ(pen: Pen, other: Pen) -> bool:
    """Whether what was begun with one cannot go on with the other."""
    return (pen.kind, pen.drawn_on, pen.mark) != (other.kind, other.drawn_on, other.mark)
