"""An outline over the picture while it is drawn: what is fixed, what follows the cursor, its corners."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF, QTransform
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from app.imaging.contours import Polyline
from app.imaging.masks.live_wire import Place
from app.ui.picture_colours import AMBER, FACE, HALO, HELD

_CORNER_PX = 2.5
"""Half a side of the square at a corner."""

_FIRST_PX = 4.0
"""Of the first one, where a click closes the outline."""

_MARGIN_PX = 6.0
_DASHES = (4.0, 3.0)


@dataclass(frozen=True, eq=False)
class MaskDraft:
    """An outline that is begun.

    Parameters
    ----------
    line, tail
        (points, 2) row and column: what is fixed, and from there to the cursor.
    corners
        (row, column) each, the first one first.
    clears
        Whether a press that closes it would clear the inside.
    closes
        Whether the cursor is at the first corner.
    """

    line: Polyline
    tail: Polyline
    corners: tuple[Place, ...]
    clears: bool = False
    closes: bool = False


class MaskDraftItem(QGraphicsItem):
    """Scene coordinates are those of the pane's widget."""

    def __init__(self) -> None:
        super().__init__()
        self.line = QPolygonF()
        """What is fixed, in pixels of the widget; empty while nothing is drawn."""
        self.tail = QPolygonF()
        self.corners = QPolygonF()
        self._clears = self._closes = False
        self.setVisible(False)

    def show_draft(self, draft: MaskDraft | None, to_pane: QTransform | None = None) -> None:
        """Show what is drawn; None for nothing.

        Parameters
        ----------
        draft
            In indices of the picture.
        to_pane
            How (column, row) indices come into the pane.
        """
        if draft is None and self.line.isEmpty():
            return
        self.prepareGeometryChange()
        if draft is None or to_pane is None:
            self.line, self.tail, self.corners = QPolygonF(), QPolygonF(), QPolygonF()
        else:
            self.line, self.tail = (to_pane.map(_polygon(each)) for each in (draft.line, draft.tail))
            self.corners = to_pane.map(QPolygonF([QPointF(column, row) for row, column in draft.corners]))
            self._clears, self._closes = draft.clears, draft.closes
        self.setVisible(not self.line.isEmpty())
        self.update()

    def boundingRect(self) -> QRectF:
        """Return the lines with their corners."""
        if self.line.isEmpty():
            return QRectF()
        around = self.line.boundingRect().united(self.tail.boundingRect())
        return around.adjusted(-_MARGIN_PX, -_MARGIN_PX, _MARGIN_PX, _MARGIN_PX)

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Draw lines with a rim, dashed where the inside would be cleared, and thin what is not fixed."""
        if self.line.isEmpty():
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        fixed, loose = QPen(HELD, 1.6), QPen(HELD, 1.0)
        for pen in (fixed, loose):
            pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
            if self._clears:
                pen.setDashPattern(list(_DASHES))
        for line, pen in ((self.tail, loose), (self.line, fixed)):
            painter.setPen(QPen(HALO, pen.widthF() + 1.8))
            painter.drawPolyline(line)
            painter.setPen(pen)
            painter.drawPolyline(line)
        painter.setPen(QPen(HELD, 1.2))
        for number, corner in enumerate(self.corners.toList()):
            half = _CORNER_PX if number else _FIRST_PX
            painter.setBrush(AMBER if self._closes and not number else FACE)
            painter.drawRect(QRectF(corner.x() - half, corner.y() - half, 2 * half, 2 * half))


def _polygon(line: Polyline) -> QPolygonF:
    """Make a polygon: x is the column, y the row."""
    return QPolygonF([QPointF(column, row) for row, column in line.tolist()])
