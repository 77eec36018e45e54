"""The rectangle that is being dragged over a picture."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from app.ui.picture_colours import AMBER, HALO


class RegionItem(QGraphicsItem):
    """Scene coordinates are those of the pane's widget."""

    def __init__(self) -> None:
        super().__init__()
        self.rectangle = QRectF()
        """In pixels of the widget; empty while nothing is dragged."""

    def show_region(self, corner: QPointF | None, other: QPointF | None) -> None:
        """Show the rectangle between two corners; None for none."""
        self.prepareGeometryChange()
        self.rectangle = QRectF() if corner is None or other is None else QRectF(corner, other).normalized()

    def boundingRect(self) -> QRectF:
        """Return the rectangle with its line."""
        return QRectF() if self.rectangle.isNull() else self.rectangle.adjusted(-3.0, -3.0, 3.0, 3.0)

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Draw a dashed line with a rim."""
        if self.rectangle.isNull():
            return
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for pen in (QPen(HALO, 3.0), QPen(AMBER, 1.2, Qt.PenStyle.DashLine)):
            painter.setPen(pen)
            painter.drawRect(self.rectangle)
