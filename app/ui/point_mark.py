"""How a point is drawn: a ring that leaves free what it points at, with four ticks."""

from __future__ import annotations

from PySide6.QtCore import QLineF, QPointF, QRectF
from PySide6.QtGui import QPainter, QPen

from app.ui.picture_colours import HALO

RING_PX = 6.0
"""Radius of what the ring leaves free, in pixels of the widget at every zoom."""

REACH_PX = 11.0
"""From the middle to the end of a tick."""

_HALO_PX = 2.0


def room_of(at: QPointF) -> QRectF:
    """Return what a point takes on the picture: words keep clear of it."""
    return QRectF(at.x() - REACH_PX, at.y() - REACH_PX, 2 * REACH_PX, 2 * REACH_PX)


def draw_point(painter: QPainter, at: QPointF, pen: QPen) -> None:
    """Draw a point over a dark rim that keeps it seen on white.

    Parameters
    ----------
    painter
        Of the pane; its brush is none.
    at
        In pixels of the widget.
    pen
        Colour and width; its dashes are those of the ring.
    """
    solid = QPen(pen.color(), pen.widthF())
    radius = RING_PX + pen.widthF() / 2
    for ring, tick in ((QPen(HALO, pen.widthF() + _HALO_PX),) * 2, (pen, solid)):
        painter.setPen(ring)
        painter.drawEllipse(at, radius, radius)
        painter.setPen(tick)
        for x, y in ((1, 0), (-1, 0), (0, 1), (0, -1)):
            way = QPointF(x, y)
            painter.drawLine(QLineF(at + way * radius, at + way * REACH_PX))
