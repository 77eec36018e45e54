"""Boxes round what was found, and points on it, with label and score, over the picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen, QPolygonF, QTransform
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from app.imaging.contours import Polyline
from app.imaging.labels import Colour
from app.imaging.screen import ScreenGeometry
from app.state.review import FindingId
from app.ui.halo_text import TextBlock, TextStyle
from app.ui.kept_picture import KeptPicture, index_to_pane, pane_of
from app.ui.picture_colours import HALO
from app.ui.point_mark import draw_point, room_of

_LINE_PX = 1.75
_SELECTED_PX = 3.0
_DASHES = (4.0, 2.5)
_GAP_PX = 2.0
"""Between a box and its words."""

_TRIES = 12
"""Places that are tried for words before they lie over others."""

_LONGEST_PX = 320.0


@dataclass(frozen=True, eq=False)
class Box:
    """A box where the plane cuts it, or a point.

    Parameters
    ----------
    finding
        Which one.
    corners
        Closed, (row, column) index; one alone is a point.
    words
        "Nodule 0.87".
    colour
        Of line and words.
    draft, selected
        Dashed until a person accepts it; drawn thicker while the reader looks at it.
    cautions
        Lines below the words: what the model gets wrong.
    """

    finding: FindingId
    corners: Polyline
    words: str
    colour: Colour
    draft: bool
    selected: bool
    cautions: tuple[str, ...] = ()


class DetectionItem(QGraphicsItem):
    """All boxes of one plane. Scene coordinates are those of the pane."""

    def __init__(self) -> None:
        super().__init__()
        self._boxes: tuple[Box, ...] = ()
        self._geometry: ScreenGeometry | None = None
        self._ratio = 1.0
        self._font = QFont()
        self._pane = QRectF()
        self._to_pane = QTransform()
        self._placed: tuple[tuple[Box, QPolygonF, TextBlock, QRectF], ...] = ()
        self._picture = KeptPicture()
        self.setVisible(False)

    @property
    def boxes(self) -> tuple[Box, ...]:
        """What is drawn."""
        return self._boxes

    @property
    def outlines(self) -> tuple[QPolygonF, ...]:
        """Boxes, and points, in pixels of the widget."""
        return tuple(polygon for _, polygon, _, _ in self._placed)

    @property
    def label_rectangles(self) -> tuple[QRectF, ...]:
        """Where words stand."""
        return tuple(rectangle for _, _, _, rectangle in self._placed)

    def show_boxes(self, boxes: Sequence[Box]) -> None:
        """Draw these."""
        if boxes or self._boxes:
            self._boxes = tuple(boxes)
            self.setVisible(bool(boxes))
            self._place()

    def show_geometry(self, geometry: ScreenGeometry | None, ratio: float, font: QFont) -> None:
        """Follow the picture; ``ratio`` is device pixels per pixel of the widget."""
        if (geometry, ratio, font) == (self._geometry, self._ratio, self._font):
            return
        self.prepareGeometryChange()
        self._geometry, self._ratio, self._font = geometry, ratio, QFont(font)
        self._pane, self._to_pane = pane_of(geometry, ratio), index_to_pane(geometry, ratio)
        self._place()

    def _place(self) -> None:
        """Find where boxes and words lie: words above their box, else where there is room."""
        placed: list[tuple[Box, QPolygonF, TextBlock, QRectF]] = []
        taken: list[QRectF] = []
        for box in self._boxes if self._geometry is not None else ():
            polygon = self._to_pane.map(QPolygonF([QPointF(column, row) for row, column in box.corners.tolist()]))
            style = TextStyle(self._font, QColor(*box.colour), Qt.AlignmentFlag.AlignLeft, _LONGEST_PX)
            block = TextBlock((box.words, *box.cautions), style, self._ratio)
            room = polygon.boundingRect() if polygon.count() > 1 else room_of(polygon.at(0))
            rectangle = self._words_place(room, block, taken)
            taken.append(rectangle)
            placed.append((box, polygon, block, rectangle))
        self._placed = tuple(placed)
        self._picture.drop()
        self.update()

    def _words_place(self, box: QRectF, block: TextBlock, taken: Sequence[QRectF]) -> QRectF:
        height, width = block.size.height(), block.size.width()
        left = max(min(box.left(), self._pane.right() - width), self._pane.left())
        above, below = box.top() - height - _GAP_PX, box.bottom() + _GAP_PX
        tops = [place for try_ in range(_TRIES // 2) for place in (above - try_ * height, below + try_ * height)]
        found = [QRectF(left, top, width, height) for top in tops]
        inside = [each for each in found if self._pane.top() <= each.top() and each.bottom() <= self._pane.bottom()]
        free = (each for each in inside if not any(each.intersects(other) for other in taken))
        return next(free, inside[0] if inside else QRectF(left, max(self._pane.top(), box.top()), width, height))

    def boundingRect(self) -> QRectF:
        """Return the whole pane."""
        return self._pane

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Draw everything, or what it looked like before where nothing differs."""
        if self._geometry is not None:
            self._picture.paint(painter, self._pane, self._ratio, self._draw)

    def _draw(self, painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for box, polygon, _, _ in self._placed:
            if box.selected and polygon.count() > 1:
                painter.setPen(QPen(HALO, _SELECTED_PX + 2.0))
                painter.drawPolygon(polygon)
            pen = QPen(QColor(*box.colour), _SELECTED_PX if box.selected else _LINE_PX)
            pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
            pen.setCapStyle(Qt.PenCapStyle.FlatCap)
            if box.draft:
                pen.setDashPattern(list(_DASHES))
            if polygon.count() == 1:
                draw_point(painter, polygon.at(0), pen)
                continue
            painter.setPen(pen)
            painter.drawPolygon(polygon)
        for _, _, block, rectangle in self._placed:
            block.draw(painter, rectangle)
