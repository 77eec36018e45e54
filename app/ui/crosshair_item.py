"""Lines that other panes draw over a picture: the crosshair with what can be gripped of it, and the reference line."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from app.imaging.plane_lines import Line
from app.imaging.screen import ScreenGeometry
from app.ui.pane_colours import pane_colour
from app.ui.picture_colours import POINT, THIN_HALO
from app.ui.plane_marks import NO_MARKS, CrossLine, PlaneMarks

GAP_PX = 14.0
"""Around the point, free of lines: what is looked at must be seen. In pixels of the widget."""

HANDLE_SHARE = 0.3
"""Of the shorter side of the pane, from the point to the handles that turn."""

HANDLE_PX = 4.5

_CENTRE_REACH_PX = 12.0
_LINE_REACH_PX = 5.0
_HANDLE_REACH_PX = 10.0
_LEAST_ARM_PX = 40.0
"""Handles nearer to the point than this would be in its way."""

_MARGIN_PX = 12.0
"""Between a handle and the rim of the pane."""

_SLAB_STRENGTH = 0.7
_STRAIGHT_PX = 0.5

_TICK_PX = 7.0
"""Half length of the small cross that stands for the point where no line runs through it."""


class CrossPart(Enum):
    """What of the crosshair is held."""

    CENTRE = "centre"
    LINE = "line"
    HANDLE = "handle"


@dataclass(frozen=True)
class CrossGrip:
    """A part of the crosshair that the cursor is over.

    Parameters
    ----------
    part
        Which part.
    number
        The pane whose line it is; -1 for the point.
    centre
        Of the crosshair, in pixels of the widget.
    angle_degrees
        Of the line, clockwise from the right.
    """

    part: CrossPart
    number: int
    centre: QPointF
    angle_degrees: float = 0.0

    @property
    def cursor(self) -> Qt.CursorShape:
        """Cursor over it: across a line, a hand over a handle."""
        if self.part is CrossPart.CENTRE:
            return Qt.CursorShape.SizeAllCursor
        if self.part is CrossPart.HANDLE:
            return Qt.CursorShape.PointingHandCursor
        turned = self.angle_degrees % 180
        if 22.5 <= turned < 67.5:
            return Qt.CursorShape.SizeBDiagCursor
        if 67.5 <= turned < 112.5:
            return Qt.CursorShape.SizeHorCursor
        return Qt.CursorShape.SizeFDiagCursor if 112.5 <= turned < 157.5 else Qt.CursorShape.SizeVerCursor


class CrosshairItem(QGraphicsItem):
    """Crosshair and reference line of one picture. Scene coordinates are those of the pane's widget."""

    def __init__(self) -> None:
        super().__init__()
        self._marks = NO_MARKS
        self._geometry: ScreenGeometry | None = None
        self._ratio = 1.0
        self._pane = QRectF()
        self._hover: CrossGrip | None = None
        self.setVisible(False)

    @property
    def marks(self) -> PlaneMarks:
        """What is drawn."""
        return self._marks

    @property
    def centre(self) -> QPointF | None:
        """Where the point is, in pixels of the widget; None without a crosshair."""
        return None if self._marks.centre is None or self._geometry is None else self._point(self._marks.centre)

    def line_of(self, number: int) -> QLineF | None:
        """Return the line of a pane as drawn, also its reference line; None where it has none."""
        for each in self._marks.lines:
            if each.number == number:
                return self._line(each.line)
        return next((self._line(line) for other, line in self._marks.references if other == number), None)

    def handles_of(self, number: int) -> tuple[QPointF, ...]:
        """Return where the line of a pane can be turned, in pixels of the widget."""
        return next((self._handles(each) for each in self._marks.lines if each.number == number), ())

    def show_marks(self, marks: PlaneMarks, geometry: ScreenGeometry | None, ratio: float) -> None:
        """Draw other lines, or the same elsewhere; ``ratio`` is device pixels per pixel of the widget."""
        if (marks, geometry, ratio) == (self._marks, self._geometry, self._ratio):
            return
        self.prepareGeometryChange()
        self._marks, self._geometry, self._ratio = marks, geometry, ratio
        if geometry is not None:
            self._pane = QRectF(0.0, 0.0, geometry.pane_width_px / ratio, geometry.pane_height_px / ratio)
        self.setVisible(geometry is not None and marks != NO_MARKS)
        self.update()

    def show_hover(self, grip: CrossGrip | None) -> None:
        """Make what the cursor is over stand out."""
        if grip != self._hover:
            self._hover = grip
            self.update()

    def grip_at(self, position: QPointF) -> CrossGrip | None:
        """Find what is under a position of the pane: the point before handles, these before lines."""
        centre = self.centre
        if centre is None or not self.isVisible():
            return None
        if QLineF(centre, position).length() <= _CENTRE_REACH_PX:
            return CrossGrip(CrossPart.CENTRE, -1, centre)
        for each in self._marks.lines:
            if any(QLineF(at, position).length() <= _HANDLE_REACH_PX for at in self._handles(each)):
                return CrossGrip(CrossPart.HANDLE, each.number, centre, self._angle(each))
        for each in self._marks.lines:
            if _distance(self._line(each.line), position) <= _LINE_REACH_PX:
                return CrossGrip(CrossPart.LINE, each.number, centre, self._angle(each))
        return None

    def _point(self, pixel: tuple[float, float]) -> QPointF:
        if self._geometry is None:
            raise ValueError("nothing is drawn without a geometry")
        x, y = self._geometry.to_screen(*pixel)
        return QPointF(x / self._ratio, y / self._ratio)

    def _line(self, line: Line) -> QLineF:
        return QLineF(self._point(line.start), self._point(line.end))

    def _angle(self, cross: CrossLine) -> float:
        line = self._line(cross.line)
        return math.degrees(math.atan2(line.dy(), line.dx()))

    def _handles(self, cross: CrossLine) -> tuple[QPointF, ...]:
        """Find places for the two handles, within the pane and away from the point."""
        centre, line = self.centre, self._line(cross.line)
        length = line.length()
        if not cross.can_turn or centre is None or length == 0 or not self._pane.contains(centre):
            return ()
        x, y = line.dx() / length, line.dy() / length
        # The plane of the other pane runs through the middle of its voxels, the point lies anywhere in one.
        beside = (line.y1() - centre.y()) * x - (line.x1() - centre.x()) * y
        foot = centre + QPointF(-y, x) * beside
        arm = min(self._pane.width(), self._pane.height()) * HANDLE_SHARE
        inside = self._pane.adjusted(_MARGIN_PX, _MARGIN_PX, -_MARGIN_PX, -_MARGIN_PX)
        places: list[QPointF] = []
        for sign in (1.0, -1.0):
            way = min(arm, _way_out(foot, sign * x, sign * y, inside))
            if way >= _LEAST_ARM_PX:
                places.append(QPointF(foot.x() + sign * x * way, foot.y() + sign * y * way))
        return tuple(places)

    def boundingRect(self) -> QRectF:
        """Return the whole pane."""
        return self._pane

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Draw every line twice: a dark rim, then the colour of its pane; the point stays free."""
        if self._geometry is None:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for number, line in self._marks.references:
            self._draw(painter, self._line(line), pane_colour(number), 1.25)
        centre = self.centre
        if centre is None:
            return
        hover = self._hover
        for each in self._marks.lines:
            colour = pane_colour(each.number)
            is_held = hover is not None and hover.number == each.number and hover.part is not CrossPart.CENTRE
            faint = QColor(colour)
            faint.setAlphaF(_SLAB_STRENGTH)
            for face in each.slab:
                self._draw(painter, self._line(face), faint, 1.0, style=Qt.PenStyle.DashLine)
            for part in _without_middle(self._line(each.line), centre, GAP_PX):
                self._draw(painter, part, colour, 2.25 if is_held else 1.25)
            for at in self._handles(each):
                painter.setPen(QPen(THIN_HALO, 1.5))
                painter.setBrush(colour)
                radius = HANDLE_PX + (2.0 if is_held and hover is not None and hover.part is CrossPart.HANDLE else 0.0)
                painter.drawEllipse(at, radius, radius)
        if len(self._marks.lines) < 2:
            for tick in (QPointF(_TICK_PX, 0.0), QPointF(0.0, _TICK_PX)):
                self._draw(painter, QLineF(centre - tick, centre + tick), POINT, 1.25)
        if hover is not None and hover.part is CrossPart.CENTRE:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            for pen in (QPen(THIN_HALO, 3.5), QPen(POINT, 1.5)):
                painter.setPen(pen)
                painter.drawEllipse(centre, _CENTRE_REACH_PX, _CENTRE_REACH_PX)

    def _draw(
        self,
        painter: QPainter,
        line: QLineF,
        colour: QColor,
        width: float,
        *,
        style: Qt.PenStyle = Qt.PenStyle.SolidLine,
    ) -> None:
        line = _crisp(line, self._ratio)
        for pen in (QPen(THIN_HALO, width + 1.75), QPen(colour, width, style)):
            pen.setCapStyle(Qt.PenCapStyle.FlatCap)
            painter.setPen(pen)
            painter.drawLine(line)


def _crisp(line: QLineF, ratio: float) -> QLineF:
    """Put a line along the pixels of the screen onto their middle: between two of them it would be grey and wide."""
    if abs(line.dx()) < _STRAIGHT_PX:
        x = (math.floor((line.x1() + line.x2()) / 2 * ratio) + 0.5) / ratio
        return QLineF(x, line.y1(), x, line.y2())
    if abs(line.dy()) < _STRAIGHT_PX:
        y = (math.floor((line.y1() + line.y2()) / 2 * ratio) + 0.5) / ratio
        return QLineF(line.x1(), y, line.x2(), y)
    return line


def _without_middle(line: QLineF, centre: QPointF, gap: float) -> tuple[QLineF, ...]:
    """Cut a gap around a point out of a line."""
    length = line.length()
    if length == 0:
        return ()
    x, y = line.dx() / length, line.dy() / length
    along = (centre.x() - line.x1()) * x + (centre.y() - line.y1()) * y
    away = abs((centre.x() - line.x1()) * y - (centre.y() - line.y1()) * x)
    if away >= gap or not -gap < along < length + gap:
        return (line,)
    half = math.sqrt(gap * gap - away * away)
    first, last = along - half, along + half
    parts: list[QLineF] = []
    if first > 0:
        parts.append(QLineF(line.p1(), QPointF(line.x1() + x * first, line.y1() + y * first)))
    if last < length:
        parts.append(QLineF(QPointF(line.x1() + x * last, line.y1() + y * last), line.p2()))
    return tuple(parts)


def _way_out(start: QPointF, x: float, y: float, inside: QRectF) -> float:
    """Tell how far one can go from a point in a direction within a rectangle."""
    ways = [math.inf]
    for place, step, low, high in (
        (start.x(), x, inside.left(), inside.right()),
        (start.y(), y, inside.top(), inside.bottom()),
    ):
        if abs(step) > 1e-9:
            ways.append(((high if step > 0 else low) - place) / step)
    return max(min(ways), 0.0)


def _distance(line: QLineF, position: QPointF) -> float:
    """Compute how far a position is from a line."""
    squared = line.dx() ** 2 + line.dy() ** 2
    if squared == 0:
        return QLineF(line.p1(), position).length()
    share = ((position.x() - line.x1()) * line.dx() + (position.y() - line.y1()) * line.dy()) / squared
    return QLineF(line.pointAt(min(max(share, 0.0), 1.0)), position).length()
