"""The mouse on the line between original and lens."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal, SignalInstance

from app.ui.mouse_drag import Drag, Pointer
from app.ui.split_item import SplitItem


class SplitMouse(QObject):
    """Turns gestures on the line into requests.

    Parameters
    ----------
    item
        What is drawn.

    Signals
    -------
    moved(float)
        Share of the pane's width that is to show the original.
    """

    moved = Signal(float)

    is_drawing = False

    def __init__(self, item: SplitItem, parent: QObject) -> None:
        super().__init__(parent)
        self._item = item

    def hover(self, pointer: Pointer | None) -> Qt.CursorShape | None:
        """Show whether a press would grip the line; as `app.ui.mouse_drag.Holdable`."""
        is_held = pointer is not None and self._item.holds(pointer.position)
        self._item.show_hover(is_held)
        return SplitDrag.cursor if is_held else None

    def press(self, pointer: Pointer, *, is_double: bool) -> Drag | None:
        """Take hold of the line."""
        return SplitDrag(self.moved) if self._item.holds(pointer.position) else None


class SplitDrag(Drag):
    """Moves the line."""

    cursor = Qt.CursorShape.SplitHCursor
    outlives_picture = True

    def __init__(self, moved: SignalInstance) -> None:
        self._moved = moved

    def move(self, pointer: Pointer) -> None:
        """Tell which share of the pane's width is left of the cursor."""
        self._moved.emit(pointer.position.x() / pointer.pane_width)
