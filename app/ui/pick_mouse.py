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
        self._picks = self._is_lent = False

    @property
    def takes_wheel(self) -> bool:
        """Whether the wheel without a key is for what was picked."""
        return self._picks and self._is_lent

    def show(self, *, picks: bool) -> None:
        """Take whether a press picks."""
        self._picks = picks

    def lend_wheel(self, is_lent: bool) -> None:
        """Take the wheel where a press picks, or give it back."""
        self._is_lent = is_lent

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
