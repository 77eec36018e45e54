"""The mouse picking a place of a mask: where it grows from, or which part is meant."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal

from app.ui.mouse_drag import Drag, Pointer


class PickMouse(QObject):
    """Turns clicks into places, and the wheel into more or less; changes nothing by itself.

    Signals
    -------
    picked(float, float, bool)
        A (row, column) index of the picture was clicked, fractional; with Shift.
    turned(int)
        The wheel, while it is lent: notches away from the reader (positive) or towards.
    """

    picked = Signal(float, float, bool)
    turned = Signal(int)

    is_drawing = False

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._picks = False
        self.takes_wheel = False
        """Whether the wheel is for this."""

    def show(self, *, picks: bool, takes_wheel: bool) -> None:
        """Take whether a press picks, and whether the wheel without a key is for what was picked."""
        self._picks, self.takes_wheel = picks, picks and takes_wheel

    def hover(self, pointer: Pointer | None) -> Qt.CursorShape | None:
        """Show that a press picks; as `app.ui.mouse_drag.Holdable`."""
        is_over = self._picks and pointer is not None and pointer.is_on_picture
        return Qt.CursorShape.CrossCursor if is_over else None

    def press(self, pointer: Pointer, *, is_double: bool) -> Drag | None:
        """Pick; the second press of a double click picks nothing else."""
        if not self._picks or not pointer.is_on_picture:
            return None
        if not is_double:
            self.picked.emit(pointer.row, pointer.column, pointer.shift)
        return Drag()
