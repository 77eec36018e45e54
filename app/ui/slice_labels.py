"""Corner text, orientation letters, scale bar, warning strip, badge of the lens and the loading mark over a picture."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from app.ui.halo_text import LIGHT, TextBlock, TextStyle
from app.ui.slice_text import EMPTY_PANE, PaneText, ScaleBar

MARGIN = 8.0
"""Between text and the rim of the pane, in pixels of the widget."""

CORNER_SHARE = 0.36
"""Of the pane's width that a corner may take, so that letter and scale bar have the middle."""

_TEXT_PER_PANE = 1 / 52
"""Height of the letters by the shorter side of the pane."""

_TEXT_LIMITS_PX = (10.0, 16.0)

_SMALL_PANE_PX = 260.0
"""Shorter side from which only the first line of each corner is shown."""

_SMALL_CORNER_SHARE = 0.41
"""`CORNER_SHARE` of such a pane: the bar stands above the one line that is left."""

_BADGE_GAP = 4.0
"""Between the patient's corner and the badge of the lens."""

_AMBER = QColor(255, 200, 100)
_STRIP = QColor(64, 44, 8, 225)
_AI = QColor(150, 215, 255)
_QUIET = QColor(165, 165, 165)
_BAR_RIM = QPen(QColor(0, 0, 0, 170), 4.0, Qt.PenStyle.SolidLine, Qt.PenCapStyle.SquareCap)
_BAR_LINE = QPen(LIGHT, 1.5, Qt.PenStyle.SolidLine, Qt.PenCapStyle.SquareCap)

_Top = Qt.AlignmentFlag.AlignTop
_Bottom = Qt.AlignmentFlag.AlignBottom
_Left = Qt.AlignmentFlag.AlignLeft
_Right = Qt.AlignmentFlag.AlignRight
_Centre = Qt.AlignmentFlag.AlignHCenter


def text_height_px(pane: QRectF) -> float:
    """Choose the height of the letters for a pane, in pixels of the widget."""
    low, high = _TEXT_LIMITS_PX
    return min(max(round(min(pane.width(), pane.height()) * _TEXT_PER_PANE), low), high)


class SliceLabels(QGraphicsItem):
    """Everything that is written over a picture. Scene coordinates are those of the pane's widget."""

    def __init__(self) -> None:
        super().__init__()
        self._pane = QRectF()
        self._ratio = 1.0
        self._font = QFont()
        self._text = EMPTY_PANE
        self._bar: ScaleBar | None = None
        self._placed: list[tuple[TextBlock, QRectF]] = []
        self._corners: list[QRectF] = []
        self._strip = QRectF()
        self._badge = QRectF()
        self._bar_line: tuple[QPointF, QPointF] | None = None
        self._kept: dict[tuple[object, ...], TextBlock] = {}

    @property
    def font(self) -> QFont:
        """Of the words, sized for the pane."""
        return self._font

    @property
    def occupied(self) -> tuple[QRectF, ...]:
        """Where text stands that nothing else may cover."""
        return tuple(self._corners)

    @property
    def written(self) -> tuple[str, ...]:
        """Lines as they stand in the pane, shortened where they had no room."""
        return tuple(line for block, _ in self._placed for line in block.lines)

    @property
    def bar_length_px(self) -> float | None:
        """Length of the scale bar as drawn, in pixels of the widget."""
        return None if self._bar_line is None else self._bar_line[1].x() - self._bar_line[0].x()

    def show_pane(self, pane: QRectF, ratio: float, font: QFont) -> None:
        """Take the size of the pane, device pixels per pixel of the widget, and the font of the window."""
        self.prepareGeometryChange()
        self._pane = pane
        self._ratio = ratio
        self._font = QFont(font)
        self._font.setPixelSize(round(text_height_px(pane)))
        self._kept.clear()

    def show_text(self, text: PaneText, bar: ScaleBar | None) -> None:
        """Write other words; ``bar`` is in pixels of the widget, None without a picture."""
        self._text = text
        self._bar = bar
        self._lay_out()
        self.update()

    def warning_at(self, position: QPointF) -> str:
        """Return all warnings in full where the strip is under ``position``, else nothing."""
        return "\n".join(self._text.warnings) if self._strip.contains(position) else ""

    def _lay_out(self) -> None:
        """Find the place of every block."""
        old, self._kept = self._kept, {}
        self._placed = []
        self._corners = []
        pane = self._pane
        top = self._lay_out_strip(old)
        corners = self._text.corners
        inner = QRectF(pane.left() + MARGIN, top + MARGIN, pane.width() - 2 * MARGIN, pane.height() - top - 2 * MARGIN)
        used = self._corner(old, corners.top_left, inner.topLeft(), _Left | _Top)
        self._corners.append(used)
        below = QPointF(inner.left(), used.bottom() + _BADGE_GAP if corners.top_left else inner.top())
        self._badge = self._corner(old, self._badge_lines(), below, _Left | _Top, _AMBER)
        self._corners.append(self._badge)
        used = self._corner(old, corners.top_right, inner.topRight(), _Right | _Top)
        self._corners.append(used)
        below = QPointF(inner.right(), used.bottom() if corners.top_right else inner.top())
        self._corners.append(self._corner(old, self._text.ai_lines, below, _Right | _Top, _AI))
        self._corners.append(self._corner(old, corners.bottom_left, inner.bottomLeft(), _Left | _Bottom))
        self._corners.append(self._corner(old, corners.bottom_right, inner.bottomRight(), _Right | _Bottom))
        self._lay_out_letters(old, inner)
        self._lay_out_bar(old, inner)
        if self._text.middle:
            block = self._block(old, (self._text.middle,), _QUIET, _Centre, pane.width() - 2 * MARGIN)
            self._placed.append((block, block.rectangle(pane.center(), _Centre)))
        self._corners = [used for used in self._corners if not used.isEmpty()]

    def _badge_lines(self) -> tuple[str, ...]:
        """Break lines of the badge at their dots where the corner is too narrow: no word of it may be left out."""
        metrics, room = QFontMetricsF(self._font), self._pane.width() * CORNER_SHARE
        broken: list[str] = []
        for line in self._text.lens_lines:
            broken += [line] if metrics.horizontalAdvance(line) <= room else line.split(" · ")
        return tuple(broken)

    def _lay_out_strip(self, old: dict[tuple[object, ...], TextBlock]) -> float:
        """Place the first warning over the whole width; returns where the rest of the pane begins."""
        self._strip = QRectF()
        warnings = self._text.warnings
        if not warnings:
            return self._pane.top()
        more = f"  (+{len(warnings) - 1} more)" if len(warnings) > 1 else ""
        room = self._pane.width() - 2 * MARGIN
        metrics = QFontMetricsF(self._font)
        first = metrics.elidedText(warnings[0], Qt.TextElideMode.ElideRight, room - metrics.horizontalAdvance(more))
        block = self._block(old, (first + more,), _AMBER, _Left, room)
        self._strip = QRectF(self._pane.left(), self._pane.top(), self._pane.width(), block.size.height() + 4.0)
        at = block.rectangle(QPointF(self._strip.left() + MARGIN, self._strip.center().y()), _Left)
        self._placed.append((block, at))
        self._corners.append(self._strip)
        return self._strip.bottom()

    def _lay_out_letters(self, old: dict[tuple[object, ...], TextBlock], inner: QRectF) -> None:
        """Place the orientation letters in the middle of the four sides."""
        letters = self._text.letters
        middle = inner.center()
        for letter, anchor, alignment in (
            (letters.left, QPointF(inner.left(), middle.y()), _Left),
            (letters.right, QPointF(inner.right(), middle.y()), _Right),
            (letters.top, QPointF(middle.x(), inner.top()), _Top | _Centre),
            (letters.bottom, QPointF(middle.x(), inner.bottom()), _Bottom | _Centre),
        ):
            if letter:
                block = self._block(old, (letter,), LIGHT, _Centre, inner.width(), letter=True)
                self._placed.append((block, block.rectangle(anchor, alignment)))
                self._corners.append(self._placed[-1][1])

    def _lay_out_bar(self, old: dict[tuple[object, ...], TextBlock], inner: QRectF) -> None:
        """Place the scale bar above the lower letter."""
        self._bar_line = None
        if self._bar is None:
            return
        letter_height = QFontMetricsF(self._letter_font()).lineSpacing()
        y = round(inner.bottom() - letter_height - 6.0) + 0.5
        half = self._bar.length_px / 2
        middle = inner.center().x()
        self._bar_line = (QPointF(middle - half, y), QPointF(middle + half, y))
        block = self._block(old, (self._bar.text,), LIGHT, _Centre, inner.width() * (1 - 2 * CORNER_SHARE) + MARGIN)
        at = block.rectangle(QPointF(middle, y - 5.0), _Bottom | _Centre)
        self._placed.append((block, at))
        self._corners.append(at.united(QRectF(middle - half, y - 5.0, 2 * half, 10.0)))

    def _corner(
        self,
        old: dict[tuple[object, ...], TextBlock],
        lines: Sequence[str],
        anchor: QPointF,
        alignment: Qt.AlignmentFlag,
        colour: QColor = LIGHT,
    ) -> QRectF:
        """Place a block of lines into a corner; returns its rectangle, empty without lines."""
        if not lines:
            return QRectF(anchor, anchor)
        share = CORNER_SHARE
        if min(self._pane.width(), self._pane.height()) < _SMALL_PANE_PX:
            lines = lines[-1:] if alignment & _Bottom else lines[:1]
            share = _SMALL_CORNER_SHARE
        side = _Right if alignment & _Right else _Left
        block = self._block(old, lines, colour, side, self._pane.width() * share)
        at = block.rectangle(anchor, alignment)
        self._placed.append((block, at))
        return at

    def _block(
        self,
        old: dict[tuple[object, ...], TextBlock],
        lines: Sequence[str],
        colour: QColor,
        alignment: Qt.AlignmentFlag,
        longest_px: float,
        *,
        letter: bool = False,
    ) -> TextBlock:
        """Take the block as it was drawn before, else draw it: most words stay while a window is dragged."""
        key = (tuple(lines), colour.rgba(), alignment, longest_px, letter)
        block = old.get(key)
        if block is None:
            font = self._letter_font() if letter else self._font
            block = TextBlock(lines, TextStyle(font, colour, alignment, longest_px), self._ratio)
        self._kept[key] = block
        return block

    def _letter_font(self) -> QFont:
        """Make the larger font of the orientation letters."""
        font = QFont(self._font)
        font.setPixelSize(round(self._font.pixelSize() * 1.25))
        font.setWeight(QFont.Weight.DemiBold)
        return font

    def boundingRect(self) -> QRectF:
        """Return the whole pane."""
        return self._pane

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Draw strip, bar and all blocks."""
        if not self._strip.isEmpty():
            painter.fillRect(self._strip, _STRIP)
        if not self._badge.isEmpty():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(_STRIP)
            painter.drawRoundedRect(self._badge.adjusted(-2.0, 0.0, 2.0, 0.0), 4.0, 4.0)
        if self._bar_line is not None:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            start, end = self._bar_line
            tick = QPointF(0.0, 4.0)
            for pen in (_BAR_RIM, _BAR_LINE):
                painter.setPen(pen)
                painter.drawLine(start, end)
                painter.drawLine(start - tick, start + tick)
                painter.drawLine(end - tick, end + tick)
        for block, at in self._placed:
            block.draw(painter, at)
