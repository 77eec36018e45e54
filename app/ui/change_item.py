"""What a person changed in a mask, over the picture: added is tinted, removed is hatched."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QPainter, QPainterPath, QPen, QPolygonF, QTransform
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from app.imaging.contours import Polyline
from app.imaging.screen import ScreenGeometry
from app.ui.kept_picture import KeptPicture, index_to_pane, pane_of
from app.ui.picture_colours import ADDED, REMOVED

_TINT = 0.45
"""Opacity of what was added: the picture is seen through it."""

_LINE_WIDTH = 1.25


@dataclass(frozen=True, eq=False)
class Changed:
    """What differs on a plane.

    Parameters
    ----------
    added, removed
        Closed lines, (row, column) index, around what only the mask now has, and what only that of the model has.
    """

    added: tuple[Polyline, ...] = ()
    removed: tuple[Polyline, ...] = ()


NOTHING_CHANGED = Changed()
"""A plane as the model left it."""


class ChangeItem(QGraphicsItem):
    """Scene coordinates are those of the pane."""

    def __init__(self) -> None:
        super().__init__()
        self.changed = NOTHING_CHANGED
        self._geometry: ScreenGeometry | None = None
        self._ratio = 1.0
        self._pane = QRectF()
        self._to_pane = QTransform()
        self._picture = KeptPicture()
        self.setVisible(False)

    def show_changed(self, changed: Changed) -> None:
        """Draw what differs."""
        if changed is not self.changed:
            self.changed = changed
            self.setVisible(bool(changed.added or changed.removed))
            self._picture.drop()
            self.update()

    def show_geometry(self, geometry: ScreenGeometry | None, ratio: float) -> None:
        """Follow the picture; ``ratio`` is device pixels per pixel of the widget."""
        if (geometry, ratio) == (self._geometry, self._ratio):
            return
        self.prepareGeometryChange()
        self._geometry, self._ratio = geometry, ratio
        self._pane, self._to_pane = pane_of(geometry, ratio), index_to_pane(geometry, ratio)
        self._picture.drop()
        self.update()

    def boundingRect(self) -> QRectF:
        """Return the whole pane."""
        return self._pane

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Draw it, or what it looked like before where nothing differs."""
        if self._geometry is not None:
            self._picture.paint(painter, self._pane, self._ratio, self._draw)

    def _draw(self, painter: QPainter) -> None:
        """Draw in pixels of the pane, so that hatching is as fine at every zoom."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for lines, colour, style in (
            (self.changed.added, ADDED, Qt.BrushStyle.SolidPattern),
            (self.changed.removed, REMOVED, Qt.BrushStyle.BDiagPattern),
        ):
            path = self._to_pane.map(_path(lines))
            inside = QBrush(colour, style)
            if style is Qt.BrushStyle.SolidPattern:
                tint = inside.color()
                tint.setAlphaF(_TINT)
                inside.setColor(tint)
            painter.fillPath(path, inside)
            painter.strokePath(path, QPen(colour, _LINE_WIDTH))


def _path(lines: tuple[Polyline, ...]) -> QPainterPath:
    """Make a path of closed lines; holes stay open by the even-odd rule."""
    path = QPainterPath()
    path.setFillRule(Qt.FillRule.OddEvenFill)
    for line in lines:
        path.addPolygon(QPolygonF([QPointF(column, row) for row, column in line.tolist()]))
        path.closeSubpath()
    return path
