"""The ring of the brush under the cursor, as large as what it touches on the plane."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from app.ui.picture_colours import HALO

_DASHES = (4.0, 3.0)
_CROSS_PX = 2.5
_SMALLEST_PX = 1.5


class BrushItem(QGraphicsItem):
    """Scene coordinates are those of the pane's widget."""

    def __init__(self) -> None:
        super().__init__()
        self.ring = QRectF()
        """In pixels of the widget; empty while there is no brush under the cursor."""
        self._erases = False

    def show_ring(self, ring: QRectF, *, erases: bool = False) -> None:
        """Show a ring, dashed where it erases; an empty one for none."""
        if ring != self.ring:
            self.prepareGeometryChange()
        self.ring, self._erases = ring, erases
        self.setVisible(not ring.isEmpty())
        self.update()

    def boundingRect(self) -> QRectF:
        """Return the ring with its line."""
        if self.ring.isEmpty():
            return QRectF()
        margin = 3.0 + _CROSS_PX
        return self.ring.adjusted(-margin, -margin, margin, margin)

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Draw the ring with a rim, and where its middle is."""
        if self.ring.isEmpty():
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        line = QPen(Qt.GlobalColor.white, 1.4)
        if self._erases:
            line.setDashPattern(list(_DASHES))
        middle = self.ring.center()
        across, down = QPointF(_CROSS_PX, 0.0), QPointF(0.0, _CROSS_PX)
        is_large = min(self.ring.width(), self.ring.height()) > 4 * _CROSS_PX
        for pen in (QPen(HALO, 3.0), line):
            painter.setPen(pen)
            painter.drawEllipse(self.ring)
            if is_large:
                painter.drawLine(middle - across, middle + across)
                painter.drawLine(middle - down, middle + down)


def ring_around(middle: QPointF, width: float, height: float) -> QRectF:
    """Give the rectangle of a ring, never so small that it is not seen."""
    width, height = max(width, 2 * _SMALLEST_PX), max(height, 2 * _SMALLEST_PX)
    return QRectF(middle.x() - width / 2, middle.y() - height / 2, width, height)
