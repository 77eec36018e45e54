"""Handles of the box that is edited, and the rectangle that is drawn; the boxes themselves are `DetectionItem`'s."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPen, QPolygonF, QTransform
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from ai.inference.results import Point
from app.imaging.box_edit import BoxCut, Face
from app.imaging.screen import ScreenGeometry
from app.state.review import FindingId
from app.ui.caliper_item import REACH_PX
from app.ui.kept_picture import index_to_pane, pane_of
from app.ui.picture_colours import HALO, HELD, LIGHT, PLATE
from app.ui.point_mark import draw_point

_HANDLE_PX = 3.5
"""Half side of a handle."""

_HELD_PX = 5.0
_LINE_REACH_PX = 5.0
_EDGE_FROM_PX = 36.0
"""A side that is shorter has no handle in its middle: those of its corners are near enough."""

_SHARE = 3.0
"""A handle reaches no further than this part of the shortest side: the inside of a small box can still be held."""

_DASHES = (4.0, 3.0)


@dataclass(frozen=True, eq=False)
class HeldBox:
    """A box of the plane that can be held.

    Parameters
    ----------
    finding
        Which one.
    low, high
        Opposite corners, (slice, row, column) index.
    cut
        Where the plane cuts it; of a point one corner.
    selected
        Whether keys work on it: it has handles, and can be held by its inside.
    """

    finding: FindingId
    low: Point
    high: Point
    cut: BoxCut
    selected: bool


@dataclass(frozen=True, eq=False)
class BoxGrip:
    """What of a box the cursor is over.

    Parameters
    ----------
    box
        Which one.
    faces
        That a drag moves; none for the whole box.
    at
        Where its handle is, in pixels of the widget.
    """

    box: HeldBox
    faces: tuple[Face, ...]
    at: QPointF

    def is_same(self, other: BoxGrip | None) -> bool:
        """Whether another grip is on the same part."""
        return other is not None and (self.box.finding, self.faces) == (other.box.finding, other.faces)


class BoxItem(QGraphicsItem):
    """Scene coordinates are those of the pane's widget."""

    def __init__(self) -> None:
        super().__init__()
        self._boxes: tuple[HeldBox, ...] = ()
        self._hover: BoxGrip | None = None
        self._draft: BoxCut | None = None
        self._words = ""
        self._geometry: ScreenGeometry | None = None
        self._ratio = 1.0
        self._font = QFont()
        self._pane = QRectF()
        self._to_pane = QTransform()
        self.setVisible(False)

    @property
    def boxes(self) -> tuple[HeldBox, ...]:
        """What can be held."""
        return self._boxes

    @property
    def draft_words(self) -> str:
        """Size of what is under the hand; ``""`` for nothing."""
        return self._words

    def show_boxes(self, boxes: Sequence[HeldBox], draft: BoxCut | None, words: str) -> None:
        """Take what can be held, and what is under the hand with its size."""
        self._boxes, self._draft, self._words = tuple(boxes), draft, words
        self.setVisible(bool(boxes) or draft is not None)
        self.update()

    def show_geometry(self, geometry: ScreenGeometry | None, ratio: float, font: QFont) -> None:
        """Follow the picture; ``ratio`` is device pixels per pixel of the widget."""
        if (geometry, ratio, font) != (self._geometry, self._ratio, self._font):
            self.prepareGeometryChange()
            self._geometry, self._ratio, self._font = geometry, ratio, QFont(font)
            self._pane, self._to_pane = pane_of(geometry, ratio), index_to_pane(geometry, ratio)
            self.update()

    def show_hover(self, grip: BoxGrip | None) -> None:
        """Make the handle under the cursor stand out."""
        self._hover = grip
        self.update()

    def grip_at(self, position: QPointF) -> BoxGrip | None:
        """Find what is under a position: handles and points first, then lines, then the inside of the selected box."""
        if self._geometry is None or not self.isVisible():
            return None
        best: tuple[float, BoxGrip] | None = None
        # The selected one last: of two at the same place it wins.
        for box in sorted(self._boxes, key=_is_selected):
            polygon = self._polygon(box.cut)
            if polygon.count() == 1:
                distance = QLineF(polygon.at(0), position).length()
                if distance <= REACH_PX and (best is None or distance <= best[0]):
                    best = distance, BoxGrip(box, (), polygon.at(0))
                continue
            shortest = min(QLineF(*ends).length() for ends in _sides(polygon))
            reach = min(REACH_PX, shortest / _SHARE)
            for at, faces in self._handles(box, polygon):
                distance = QLineF(at, position).length()
                if distance <= reach and (best is None or distance <= best[0]):
                    best = distance, BoxGrip(box, faces, at)
            middle = polygon.boundingRect().center()
            beside = min(_distance(ends, position) for ends in _sides(polygon))
            inside = box.selected and polygon.containsPoint(position, Qt.FillRule.OddEvenFill)
            if beside <= _LINE_REACH_PX and (best is None or beside + REACH_PX <= best[0]):
                best = beside + REACH_PX, BoxGrip(box, (), middle)
            elif inside and best is None:
                best = 3 * REACH_PX, BoxGrip(box, (), middle)
        return None if best is None else best[1]

    def handles_of(self, finding: FindingId) -> dict[tuple[Face, ...], QPointF]:
        """Tell where the handles of a box are, by the faces that they move."""
        return {
            faces: at
            for box in self._boxes
            if box.finding == finding
            for at, faces in self._handles(box, self._polygon(box.cut))
        }

    def _handles(self, box: HeldBox, polygon: QPolygonF) -> list[tuple[QPointF, tuple[Face, ...]]]:
        faces = box.cut.faces
        if polygon.count() == 1:
            return [(polygon.at(0), ())]
        sides = _sides(polygon)
        corners = [(sides[number][0], (faces[number - 1], faces[number])) for number in range(len(sides))]
        middles = [
            (QLineF(*ends).center(), (face,))
            for ends, face in zip(sides, faces, strict=True)
            if QLineF(*ends).length() >= _EDGE_FROM_PX
        ]
        return [*middles, *corners]

    def _polygon(self, cut: BoxCut) -> QPolygonF:
        return self._to_pane.map(QPolygonF([QPointF(column, row) for row, column in cut.corners.tolist()]))

    def boundingRect(self) -> QRectF:
        """Return the whole pane."""
        return self._pane

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Draw the handles of the selected box and of the one under the cursor, and what is drawn."""
        if self._geometry is None:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._draft is not None:
            self._draw_draft(painter, self._polygon(self._draft))
        hovered = None if self._hover is None else self._hover.box.finding
        for box in self._boxes:
            if box.selected or box.finding == hovered:
                polygon = self._polygon(box.cut)
                if polygon.count() == 1:
                    continue  # a handle would cover what it points at
                for at, faces in self._handles(box, polygon):
                    is_held = self._hover is not None and (box.finding, faces) == (hovered, self._hover.faces)
                    side = _HELD_PX if is_held else _HANDLE_PX
                    painter.setPen(QPen(HALO, 1.5))
                    painter.setBrush(HELD if is_held else LIGHT)
                    painter.drawRect(QRectF(at.x() - side, at.y() - side, 2 * side, 2 * side))

    def _draw_draft(self, painter: QPainter, polygon: QPolygonF) -> None:
        """Draw the rectangle, or the point, under the hand with its size beside the lower right corner."""
        painter.setBrush(Qt.BrushStyle.NoBrush)
        line = QPen(HELD, 1.4)
        line.setDashPattern(list(_DASHES))
        for pen in (QPen(HALO, 3.0), line):
            painter.setPen(pen)
            if polygon.count() > 1:
                painter.drawPolygon(polygon)
        if polygon.count() == 1:
            draw_point(painter, polygon.at(0), QPen(HELD, 1.4))
        if not self._words:
            return
        painter.setFont(self._font)
        metrics = QFontMetricsF(self._font)
        width, height = metrics.horizontalAdvance(self._words) + 8.0, metrics.height() + 2.0
        corner = polygon.boundingRect().bottomRight()
        left = min(corner.x() + 8.0, self._pane.right() - width)
        place = QRectF(left, min(corner.y() + 6.0, self._pane.bottom() - height), width, height)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(PLATE)
        painter.drawRoundedRect(place, 4.0, 4.0)
        painter.setPen(LIGHT)
        painter.drawText(place, int(Qt.AlignmentFlag.AlignCenter), self._words)


def _is_selected(box: HeldBox) -> bool:
    return box.selected


def _sides(polygon: QPolygonF) -> list[tuple[QPointF, QPointF]]:
    """List the sides, each from its corner to the next."""
    corners = [polygon.at(number) for number in range(polygon.count())]
    return list(zip(corners, corners[1:] + corners[:1], strict=True))


def _distance(ends: tuple[QPointF, QPointF], position: QPointF) -> float:
    """Measure from a side to a position."""
    line = QLineF(*ends)
    length = line.length()
    if length == 0:
        return QLineF(ends[0], position).length()
    away = position - ends[0]
    share = (away.x() * line.dx() + away.y() * line.dy()) / (length * length)
    return QLineF(line.pointAt(min(max(share, 0.0), 1.0)), position).length()
