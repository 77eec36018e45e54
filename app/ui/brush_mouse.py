"""The mouse as a brush on a mask."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, QRectF, Qt, Signal

from app.ui.brush_item import BrushItem, ring_around
from app.ui.mouse_drag import Drag, Pointer


@dataclass(frozen=True)
class BrushPen:
    """What a press paints with.

    Parameters
    ----------
    radius_px
        (rows, columns) of the picture.
    erases
        Whether it clears.
    ratio
        Device pixels per pixel of the widget.
    """

    radius_px: tuple[float, float]
    erases: bool
    ratio: float


class BrushMouse(QObject):
    """Turns presses and movements into strokes; paints nothing by itself.

    Parameters
    ----------
    item
        Where the ring is drawn.

    Signals
    -------
    pressed(float, float, bool)
        A stroke begins at a (row, column) index of the picture, fractional; with Shift, so that the brush erases and
        the eraser marks.
    moved(float, float)
        It goes on to another.
    released()
        It is over.
    """

    pressed = Signal(float, float, bool)
    moved = Signal(float, float)
    released = Signal()

    is_drawing = False

    def __init__(self, item: BrushItem, parent: QObject) -> None:
        super().__init__(parent)
        self._item = item
        self._pen: BrushPen | None = None
        self._pointer: Pointer | None = None

    def show(self, pen: BrushPen | None) -> None:
        """Take what a press paints with; None where it paints nothing."""
        if pen != self._pen:
            self._pen = pen
            self._show_ring()

    def hover(self, pointer: Pointer | None) -> Qt.CursorShape | None:
        """Show the ring; as `app.ui.mouse_drag.Holdable`."""
        self._pointer = pointer
        self._show_ring()
        is_over = pointer is not None and pointer.is_on_picture and self._pen is not None
        return Qt.CursorShape.BlankCursor if is_over else None

    def press(self, pointer: Pointer, *, is_double: bool) -> Drag | None:
        """Begin a stroke."""
        if self._pen is None or not pointer.is_on_picture:
            return None
        self.pressed.emit(pointer.row, pointer.column, pointer.shift)
        return BrushDrag(self)

    def follow(self, pointer: Pointer) -> None:
        """Go on with a stroke."""
        self._pointer = pointer
        self._show_ring()
        self.moved.emit(pointer.row, pointer.column)

    def _show_ring(self) -> None:
        pen, pointer = self._pen, self._pointer
        if pen is None or pointer is None or not pointer.is_on_picture:
            self._item.show_ring(QRectF())
            return
        geometry = pointer.geometry
        height, width = (
            2 * radius * scale / pen.ratio
            for radius, scale in zip(pen.radius_px, (geometry.row_scale, geometry.column_scale), strict=True)
        )
        erases = pen.erases is not pointer.shift
        self._item.show_ring(ring_around(pointer.position, width, height), erases=erases)


class BrushDrag(Drag):
    """A stroke from press to release."""

    cursor = Qt.CursorShape.BlankCursor
    follows_at_once = True

    def __init__(self, mouse: BrushMouse) -> None:
        self._mouse = mouse

    def move(self, pointer: Pointer) -> None:
        """Paint on to the cursor."""
        self._mouse.follow(pointer)

    def end(self, pointer: Pointer | None) -> None:
        """End the stroke."""
        self._mouse.released.emit()
