"""The line between original and lens, with a handle to drag."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from app.ui.picture_colours import AMBER, FACE

GRIP_PX = 6.0
"""So near to the line the cursor grips it, in pixels of the widget."""

_HANDLE_PX = 11.0
"""Radius of the handle."""

_HANDLE_AT = 0.72
"""Share of the pane's height: below the middle, where the side letters and most findings are not."""


class SplitItem(QGraphicsItem):
    """Scene coordinates are those of the pane's widget."""

    def __init__(self) -> None:
        super().__init__()
        self._pane = QRectF()
        self._x: float | None = None
        self._is_hovered = False

    @property
    def x_px(self) -> float | None:
        """Where the line stands, in pixels of the widget; None where there is none."""
        return self._x

    @property
    def handle(self) -> QPointF:
        """Middle of the handle."""
        return QPointF(self._x or 0.0, self._pane.top() + self._pane.height() * _HANDLE_AT)

    def show_line(self, pane: QRectF, x_px: float | None) -> None:
        """Stand at ``x_px`` of the pane, in pixels of the widget; None takes the line away."""
        if (pane, x_px) != (self._pane, self._x):
            self.prepareGeometryChange()
            self._pane, self._x = pane, x_px
            self.setVisible(x_px is not None)
            self.update()

    def show_hover(self, is_hovered: bool) -> None:
        """Show that a press would grip the line."""
        if is_hovered != self._is_hovered:
            self._is_hovered = is_hovered
            self.update()

    def holds(self, position: QPointF) -> bool:
        """Whether a press at ``position`` grips line or handle."""
        if self._x is None:
            return False
        way = position - self.handle
        return abs(position.x() - self._x) <= GRIP_PX or way.x() ** 2 + way.y() ** 2 <= _HANDLE_PX**2

    def boundingRect(self) -> QRectF:
        """Return the strip of line and handle."""
        x, reach = self._x or 0.0, _HANDLE_PX + 2.0
        return QRectF(x - reach, self._pane.top(), 2 * reach, self._pane.height())

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Draw the line one pixel wide, and the handle with two arrows."""
        if self._x is None:
            return
        top, bottom = self._pane.top(), self._pane.bottom()
        painter.fillRect(QRectF(self._x, top, 1.0, bottom - top), AMBER)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(AMBER, 2.0 if self._is_hovered else 1.2))
        painter.setBrush(FACE)
        painter.drawEllipse(self.handle, _HANDLE_PX - 1.0, _HANDLE_PX - 1.0)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(AMBER)
        for side in (-1.0, 1.0):
            tip = self.handle + QPointF(side * 7.0, 0.0)
            base = self.handle + QPointF(side * 2.5, 0.0)
            painter.drawPolygon(QPolygonF([tip, base + QPointF(0.0, -4.0), base + QPointF(0.0, 4.0)]))
