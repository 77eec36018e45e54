"""The mouse that says what belongs to a structure: strokes, or clicks."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal

from app.state.tool import Tool
from app.ui.mouse_drag import Drag, Pointer


class ProposalMouse(QObject):
    """Turns presses into strokes or clicks; marks nothing by itself.

    Signals
    -------
    stroke_begun(float, float, bool)
        At a (row, column) index of the picture, fractional; with Shift: over what does not belong.
    stroke_moved(float, float)
        It goes on to another.
    stroke_ended()
        It is over.
    clicked(float, float, bool)
        As ``stroke_begun``, for a model that takes points.
    """

    stroke_begun = Signal(float, float, bool)
    stroke_moved = Signal(float, float)
    stroke_ended = Signal()
    clicked = Signal(float, float, bool)

    is_drawing = False

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._tool: Tool | None = None

    def show(self, tool: Tool | None) -> None:
        """Take what a press does; None where it says nothing."""
        self._tool = tool

    def hover(self, pointer: Pointer | None) -> Qt.CursorShape | None:
        """Show what a press does; as `app.ui.mouse_drag.Holdable`."""
        if self._tool is None or pointer is None or not pointer.is_on_picture:
            return None
        return Qt.CursorShape.CrossCursor

    def press(self, pointer: Pointer, *, is_double: bool) -> Drag | None:
        """Begin a stroke, or take a click."""
        if self._tool is None or not pointer.is_on_picture:
            return None
        if self._tool is Tool.POINTS:
            self.clicked.emit(pointer.row, pointer.column, pointer.shift)
            return Drag()
        self.stroke_begun.emit(pointer.row, pointer.column, pointer.shift)
        return StrokeDrag(self)


class StrokeDrag(Drag):
    """A stroke from press to release."""

    follows_at_once = True

    def __init__(self, mouse: ProposalMouse) -> None:
        self._mouse = mouse

    def move(self, pointer: Pointer) -> None:
        """Go on to the cursor."""
        self._mouse.stroke_moved.emit(pointer.row, pointer.column)

    def end(self, pointer: Pointer | None) -> None:
        """End the stroke."""
        self._mouse.stroke_ended.emit()
