"""Corner text, orientation letters, scale bar, warning strip, badge of the lens and the loading mark over a picture."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple, TypeAlias

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from app.ui.halo_text import RIM, TextBlock, TextStyle
from app.ui.picture_colours import AI, AMBER, HALO, LIGHT, QUIET, STRIP
from app.ui.slice_text import PaneText, ScaleBar

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

_DOT = " · "
"""Between the parts of a line; where one may be broken."""

_BADGE_GAP = 4.0
"""Between the patient's corner and the badge of the lens."""

_BAR_RIM = QPen(HALO, 4.0, Qt.PenStyle.SolidLine, Qt.PenCapStyle.SquareCap)
_BAR_LINE = QPen(LIGHT, 1.5, Qt.PenStyle.SolidLine, Qt.PenCapStyle.SquareCap)

_Top = Qt.AlignmentFlag.AlignTop
_Bottom = Qt.AlignmentFlag.AlignBottom
_Left = Qt.AlignmentFlag.AlignLeft
_Right = Qt.AlignmentFlag.AlignRight
_Centre = Qt.AlignmentFlag.AlignHCenter
_TOP_LEFT, _TOP_RIGHT = _Top | _Left, _Top | _Right
_BOTTOM_LEFT, _BOTTOM_RIGHT = _Bottom | _Left, _Bottom | _Right
_TOP_CENTRE = _Top | _Centre
_BOTTOM_CENTRE = _Bottom | _Centre


_Placed: TypeAlias = dict[tuple[object, ...], tuple[TextBlock, QRectF]]
"""Blocks with their place, by what they say, how and where: most stay while a window is dragged."""


class _Look(NamedTuple):
    """How a block of words looks; longer lines end in an ellipsis, letters of orientation are larger."""

    colour: QColor
    longest_px: float
    is_letter: bool = False


class _Spot(NamedTuple):
    """Where a block of words stands: the corner or edge of it that ``alignment`` names is at ``anchor``."""

    anchor: QPointF
    alignment: Qt.AlignmentFlag


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
        self._letter_font = QFont()
        self._text = PaneText()
        self._bar: ScaleBar | None = None
        self._placed: _Placed = {}
        self._before: _Placed = {}
        self._fixed: _Placed = {}
        self._tone: _Placed = {}
        self._inner = QRectF()
        self._corners: list[QRectF] = []
        self._strip = QRectF()
        self._badge = QRectF()
        self._bar_line: tuple[QPointF, QPointF] | None = None

    @property
    def font(self) -> QFont:
        """Of the words, sized for the pane."""
        return self._font

    @property
    def occupied(self) -> tuple[QRectF, ...]:
        """Where text stands that nothing else may cover."""
        tone = QRectF()
        for _, at in self._tone.values():
            tone = tone.united(at)
        return tuple(self._corners) if tone.isEmpty() else (*self._corners, tone)

    @property
    def written(self) -> tuple[str, ...]:
        """Lines as they stand in the pane, shortened where they had no room."""
        return tuple(line for block, _ in self._blocks() for line in block.lines)

    @property
    def _is_small(self) -> bool:
        """Whether only one line of each corner has room."""
        return min(self._pane.width(), self._pane.height()) < _SMALL_PANE_PX

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
        self._letter_font = QFont(self._font)
        self._letter_font.setPixelSize(round(self._font.pixelSize() * 1.25))
        self._letter_font.setWeight(QFont.Weight.DemiBold)
        self._fixed, self._tone = {}, {}

    def show_text(self, text: PaneText, bar: ScaleBar | None) -> None:
        """Write other words; ``bar`` is in pixels of the widget, None without a picture."""
        only_tone = (bar, _without_tone(text)) == (self._bar, _without_tone(self._text))
        self._text = text
        self._bar = bar
        if not only_tone or not self._fixed:
            self._before, self._placed = self._fixed, {}
            self._lay_out()
            self._fixed = self._placed
        self._write_tone()
        self.update()

    def show_window(self, line: str) -> QRectF:
        """Write another window, where one is written; returns what the caller has to paint again."""
        corners = self._text.corners
        if not corners.bottom_left:
            return QRectF()
        self._text = replace(self._text, corners=replace(corners, bottom_left=(*corners.bottom_left[:-1], line)))
        before = self._tone
        self._write_tone()
        dirty = QRectF()
        for key, (_, at) in (*before.items(), *self._tone.items()):
            if (key in before) != (key in self._tone):
                dirty = dirty.united(at)
        return dirty

    def warning_at(self, position: QPointF) -> str:
        """Return all warnings in full where the strip is under ``position``, else nothing."""
        return "\n".join(self._text.warnings) if self._strip.contains(position) else ""

    def _lay_out(self) -> None:
        """Find the place of every block."""
        self._corners = []
        pane = self._pane
        top = self._lay_out_strip()
        corners = self._text.corners
        inner = QRectF(pane.left() + MARGIN, top + MARGIN, pane.width() - 2 * MARGIN, pane.height() - top - 2 * MARGIN)
        self._inner = inner
        used = self._corner(corners.top_left, _Spot(inner.topLeft(), _TOP_LEFT))
        self._corners.append(used)
        below = QPointF(inner.left(), used.bottom() + _BADGE_GAP if corners.top_left else inner.top())
        # Badges are whole in small panes, too: each line of them says something that the picture alone would hide.
        self._badge = self._whole(self._broken(self._text.lens_lines), _Spot(below, _TOP_LEFT), AMBER)
        self._corners.append(self._badge)
        used = self._corner(corners.top_right, _Spot(inner.topRight(), _TOP_RIGHT))
        self._corners.append(used)
        below = QPointF(inner.right(), used.bottom() if corners.top_right else inner.top())
        self._corners.append(self._whole(self._broken(self._text.ai_lines), _Spot(below, _TOP_RIGHT), AI))
        self._corners.append(self._corner(corners.bottom_right, _Spot(inner.bottomRight(), _BOTTOM_RIGHT)))
        self._lay_out_letters(inner)
        self._lay_out_bar(inner)
        if self._text.middle:
            look = _Look(QUIET, pane.width() - 2 * MARGIN)
            self._put((self._text.middle,), _Spot(pane.center(), _Centre), look)
        self._corners = [used for used in self._corners if not used.isEmpty()]

    def _write_tone(self) -> None:
        """Write the lower left corner; what it says as before is kept."""
        self._before, self._placed = self._tone, {}
        self._lay_out_tone()
        self._tone = self._placed

    def _lay_out_tone(self) -> None:
        """Place the lower left corner, its last line apart: that is the window, and all that a drag of it writes."""
        lines = self._text.corners.bottom_left
        step = QFontMetricsF(self._font).lineSpacing()
        left, bottom = self._inner.left(), self._inner.bottom()
        last = lines[-1:]
        if not self._is_small:
            # Both stand where one block of all lines would: level with the corner on the right.
            others, last = self._broken(lines[:-1]), self._broken(last)
            count = len(others) + len(last)
            top = round(bottom - step * count - 2 * RIM)
            self._whole(others, _Spot(QPointF(left, top), _TOP_LEFT))
            bottom = math.floor(top + step * count + 2 * RIM)
            self._whole(last, _Spot(QPointF(left, bottom), _BOTTOM_LEFT))
        else:
            self._corner(last, _Spot(QPointF(left, bottom), _BOTTOM_LEFT))

    def _blocks(self) -> tuple[tuple[TextBlock, QRectF], ...]:
        """List all blocks with their places."""
        return (*self._fixed.values(), *self._tone.values())

    def _broken(self, lines: Sequence[str]) -> tuple[str, ...]:
        """Break lines at their dots where a corner is too narrow for them: no word and no number may be left out."""
        metrics, room = QFontMetricsF(self._font), self._corner_width
        broken: list[str] = []
        for line in lines:
            row = ""
            for part in line.split(_DOT):
                longer = f"{row}{_DOT}{part}" if row else part
                if row and metrics.horizontalAdvance(longer) > room:
                    broken.append(row)
                    longer = part
                row = longer
            broken.append(row)
        return tuple(broken)

    def _shortened(self, line: str) -> str:
        """Leave the last parts of a line out where there is room for one line only: half a number would be a lie."""
        metrics, parts = QFontMetricsF(self._font), line.split(_DOT)
        while len(parts) > 1 and metrics.horizontalAdvance(_DOT.join(parts)) > self._corner_width:
            parts.pop()
        return _DOT.join(parts)

    def _lay_out_strip(self) -> float:
        """Place the first warning over the whole width; returns where the rest of the pane begins."""
        self._strip = QRectF()
        warnings = self._text.warnings
        if not warnings:
            return self._pane.top()
        count = QCoreApplication.translate("PaneText", "(+{count} more)").format(count=len(warnings) - 1)
        more = f"  {count}" if len(warnings) > 1 else ""
        room = self._pane.width() - 2 * MARGIN
        metrics = QFontMetricsF(self._font)
        first = metrics.elidedText(warnings[0], Qt.TextElideMode.ElideRight, room - metrics.horizontalAdvance(more))
        height = metrics.lineSpacing() + 2 * RIM + 4.0
        self._strip = QRectF(self._pane.left(), self._pane.top(), self._pane.width(), height)
        start = QPointF(self._strip.left() + MARGIN, self._strip.center().y())
        self._put((first + more,), _Spot(start, _Left), _Look(AMBER, room))
        self._corners.append(self._strip)
        return self._strip.bottom()

    def _lay_out_letters(self, inner: QRectF) -> None:
        """Place the orientation letters in the middle of the four sides."""
        letters = self._text.letters
        middle = inner.center()
        for letter, spot in (
            (letters.left, _Spot(QPointF(inner.left(), middle.y()), _Left)),
            (letters.right, _Spot(QPointF(inner.right(), middle.y()), _Right)),
            (letters.top, _Spot(QPointF(middle.x(), inner.top()), _TOP_CENTRE)),
            (letters.bottom, _Spot(QPointF(middle.x(), inner.bottom()), _BOTTOM_CENTRE)),
        ):
            if letter:
                self._corners.append(self._put((letter,), spot, _Look(LIGHT, inner.width(), is_letter=True)))

    def _lay_out_bar(self, inner: QRectF) -> None:
        """Place the scale bar above the lower letter."""
        self._bar_line = None
        if self._bar is None:
            return
        letter_height = QFontMetricsF(self._letter_font).lineSpacing()
        y = round(inner.bottom() - letter_height - 6.0) + 0.5
        half = self._bar.length_px / 2
        middle = inner.center().x()
        self._bar_line = (QPointF(middle - half, y), QPointF(middle + half, y))
        above = _Spot(QPointF(middle, y - 5.0), _BOTTOM_CENTRE)
        room = inner.width() * (1 - 2 * CORNER_SHARE) + MARGIN
        at = self._put((self._bar.text,), above, _Look(LIGHT, room))
        self._corners.append(at.united(QRectF(middle - half, y - 5.0, 2 * half, 10.0)))

    @property
    def _corner_width(self) -> float:
        """Longest line of a corner, in pixels of the widget."""
        return self._pane.width() * (_SMALL_CORNER_SHARE if self._is_small else CORNER_SHARE)

    def _corner(self, lines: Sequence[str], spot: _Spot) -> QRectF:
        """Place a block of lines into a corner, of a small pane the outermost one; returns its rectangle."""
        if not lines:
            return QRectF(spot.anchor, spot.anchor)
        if not self._is_small:
            return self._whole(self._broken(lines), spot)
        return self._whole((self._shortened(lines[-1] if spot.alignment & _Bottom else lines[0]),), spot)

    def _whole(self, lines: Sequence[str], spot: _Spot, colour: QColor = LIGHT) -> QRectF:
        """Place all lines into a corner, also of a small pane; returns their rectangle, empty without lines."""
        if not lines:
            return QRectF(spot.anchor, spot.anchor)
        return self._put(lines, spot, _Look(colour, self._corner_width))

    def _put(self, lines: Sequence[str], spot: _Spot, look: _Look) -> QRectF:
        """Place a block: as it was drawn before, else anew; returns its rectangle."""
        key = (tuple(lines), spot.anchor.x(), spot.anchor.y(), spot.alignment, look.colour.rgba(), look.longest_px)
        placed = self._before.get(key)
        if placed is None:
            side = next((side for side in (_Left, _Right) if spot.alignment & side), _Centre)
            font = self._letter_font if look.is_letter else self._font
            block = TextBlock(lines, TextStyle(font, look.colour, side, look.longest_px), self._ratio)
            placed = (block, block.rectangle(spot.anchor, spot.alignment))
        self._placed[key] = placed
        return placed[1]

    def boundingRect(self) -> QRectF:
        """Return the whole pane."""
        return self._pane

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Draw strip, bar and all blocks."""
        if not self._strip.isEmpty():
            painter.fillRect(self._strip, STRIP)
        if not self._badge.isEmpty():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(STRIP)
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
        for block, at in self._blocks():
            block.draw(painter, at)


def _without_tone(text: PaneText) -> PaneText:
    """Leave out the corner that a drag of the window changes."""
    return replace(text, corners=replace(text.corners, bottom_left=()))
