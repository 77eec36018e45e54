"""The box that a model asks for, where the plane cuts it: its lines, what they can be moved by, and what to do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from app.imaging.grid_box import FaceLine, Pixel
from app.imaging.screen import ScreenGeometry
from app.ui.halo_text import TextBlock, TextStyle
from app.ui.kept_picture import pane_of
from app.ui.picture_colours import AI, AMBER, FACE, HALO, LIGHT, PLATE

_HANDLE_PX = 4.0
_REACH_PX = 8.0
"""How near a line or its handle is taken hold of."""

_GAP_PX = 6.0
_HINT_LINES = 3
"""Of the words in the corners, below which the hint stands."""

_PLATE_PX = 5.0


@dataclass(frozen=True)
class BoxHint:
    """What is said over the picture.

    Parameters
    ----------
    todo
        What the reader can do now; empty in panes that are not worked in.
    size
        Of the box, in mm; empty while there is none.
    refusal
        Why the model would not take it; empty where it would.
    """

    todo: str
    size: str = ""
    refusal: str = ""


@dataclass(frozen=True)
class BoxGrip:
    """What is under the cursor.

    Parameters
    ----------
    faces
        One line, or the two that meet in a corner; none where the box is moved as a whole.
    cursor
        That tells of it.
    """

    faces: tuple[FaceLine, ...]
    cursor: Qt.CursorShape


class BoxPromptItem(QGraphicsItem):
    """Scene coordinates are those of the pane."""

    def __init__(self) -> None:
        super().__init__()
        self._lines: tuple[FaceLine, ...] = ()
        self._hint: BoxHint | None = None
        self._geometry: ScreenGeometry | None = None
        self._ratio = 1.0
        self._font = QFont()
        self._pane = QRectF()
        self._blocks: tuple[tuple[TextBlock, QRectF, bool], ...] = ()
        self.setVisible(False)

    @property
    def hint(self) -> BoxHint | None:
        """What is said."""
        return self._hint

    @property
    def outline(self) -> QPolygonF:
        """Corners in pixels of the widget."""
        return QPolygonF([self._at(line.start) for line in self._lines])

    @property
    def handles(self) -> tuple[tuple[FaceLine, QPointF], ...]:
        """Middles of the lines, in pixels of the widget."""
        return tuple((line, self._at(line.middle)) for line in self._lines)

    def show_box(self, lines: Sequence[FaceLine], hint: BoxHint | None) -> None:
        """Draw a box and say what to do; without a hint nothing is drawn."""
        self._lines, self._hint = tuple(lines), hint
        self.setVisible(hint is not None)
        self._place()

    def show_geometry(self, geometry: ScreenGeometry | None, ratio: float, font: QFont) -> None:
        """Follow the picture; ``ratio`` is device pixels per pixel of the widget."""
        if (geometry, ratio, font) == (self._geometry, self._ratio, self._font):
            return
        self.prepareGeometryChange()
        self._geometry, self._ratio, self._font = geometry, ratio, QFont(font)
        self._pane = pane_of(geometry, ratio)
        self._place()

    def grip_at(self, position: QPointF) -> BoxGrip | None:
        """Find what is under a position of the pane: a corner or a line, else the inside."""
        if self._hint is None or not self._lines:
            return None
        near = [line for line in self._lines if self._distance(line, position) <= _REACH_PX]
        if len(near) > 1 and len({line.axis for line in near[:2]}) == 2:
            return BoxGrip((near[0], near[1]), self._corner_cursor(position))
        if near:
            way = self._at(near[0].end) - self._at(near[0].start)
            lies = abs(way.x()) >= abs(way.y())
            return BoxGrip((near[0],), Qt.CursorShape.SizeVerCursor if lies else Qt.CursorShape.SizeHorCursor)
        if self.outline.containsPoint(position, Qt.FillRule.OddEvenFill):
            return BoxGrip((), Qt.CursorShape.SizeAllCursor)
        return None

    def _corner_cursor(self, position: QPointF) -> Qt.CursorShape:
        away = position - self.outline.boundingRect().center()
        falls = away.x() * away.y() > 0
        return Qt.CursorShape.SizeFDiagCursor if falls else Qt.CursorShape.SizeBDiagCursor

    def _distance(self, line: FaceLine, position: QPointF) -> float:
        """Pixels of the widget from a line between its ends."""
        start, end = self._at(line.start), self._at(line.end)
        way, to = end - start, position - start
        squared = QPointF.dotProduct(way, way)
        share = 0.0 if squared == 0 else min(max(QPointF.dotProduct(to, way) / squared, 0.0), 1.0)
        return QLineF(start + way * share, position).length()

    def _at(self, pixel: Pixel) -> QPointF:
        if self._geometry is None:
            return QPointF()
        x, y = self._geometry.to_screen(*pixel)
        return QPointF(x / self._ratio, y / self._ratio)

    def _place(self) -> None:
        """Find where words stand: the size over the box, what to do at the lower edge."""
        hint = self._hint
        blocks: list[tuple[TextBlock, QRectF, bool]] = []
        if hint is not None and self._geometry is not None:
            longest = max(self._pane.width() - 4 * _GAP_PX, 1.0)
            top = self._pane.top() + _HINT_LINES * QFontMetricsF(self._font).lineSpacing()
            for words, colour in ((hint.refusal, AMBER), (hint.todo, LIGHT)):
                if words:
                    block = self._block(words, colour, longest)
                    anchor = QPointF(self._pane.center().x(), top)
                    rectangle = block.rectangle(anchor, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignHCenter)
                    blocks.append((block, rectangle, True))
                    top = rectangle.bottom() + _GAP_PX
            if self._lines and hint.size:
                block = self._block(hint.size, self._colour, longest)
                blocks.append((block, self._beside_box(block, [each for _, each, _ in blocks]), False))
        self._blocks = tuple(blocks)
        self.update()

    def _beside_box(self, block: TextBlock, taken: Sequence[QRectF]) -> QRectF:
        """Words over the box, or else under it, or within it: where there is room."""
        box, height = self.outline.boundingRect(), block.size.height()
        left = min(max(box.left(), self._pane.left()), self._pane.right() - block.size.width())
        within = max(box.top(), self._pane.top()) + _GAP_PX
        tops = (box.top() - height - _GAP_PX, box.bottom() + _GAP_PX, within)
        places = [QRectF(QPointF(round(left), round(top)), block.size) for top in tops]
        for place in places:
            if self._pane.contains(place) and not any(place.intersects(other) for other in taken):
                return place
        return places[-1]

    def _block(self, words: str, colour: QColor, longest: float) -> TextBlock:
        style = TextStyle(self._font, colour, Qt.AlignmentFlag.AlignHCenter, longest)
        return TextBlock(_wrapped(words, self._font, longest), style, self._ratio)

    @property
    def _colour(self) -> QColor:
        return AMBER if self._hint is not None and self._hint.refusal else AI

    def boundingRect(self) -> QRectF:
        """Return the whole pane."""
        return self._pane

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Draw lines with a rim, handles, and words on a plate."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._lines:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            for pen in (QPen(HALO, 3.5), QPen(self._colour, 1.5)):
                pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
                painter.setPen(pen)
                painter.drawPolygon(self.outline)
            painter.setBrush(FACE)
            painter.setPen(QPen(self._colour, 1.5))
            for _, at in self.handles:
                painter.drawRect(QRectF(at.x() - _HANDLE_PX, at.y() - _HANDLE_PX, 2 * _HANDLE_PX, 2 * _HANDLE_PX))
        for block, rectangle, has_plate in self._blocks:
            if has_plate:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(PLATE)
                painter.drawRoundedRect(rectangle.adjusted(-_PLATE_PX, 0.0, _PLATE_PX, 0.0), 3.0, 3.0)
            block.draw(painter, rectangle)


def _wrapped(words: str, font: QFont, longest: float) -> tuple[str, ...]:
    """Break words into lines that fit."""
    metrics, lines = QFontMetricsF(font), [""]
    for word in words.split(" "):
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and metrics.horizontalAdvance(longer) > longest:
            lines.append(word)
        else:
            lines[-1] = longer
    return tuple(lines)
