"""Text that can be read on black lung and on white bone: light letters with a dark rim, drawn once and kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter

from app.ui.picture_colours import RIM as RIM_COLOUR

_NEAR_OPACITY = 150 / 255
"""Of the rim; eight shifted copies make it opaque next to the letters."""

_FAR_OPACITY = 45 / 255
"""A second rim fades into the picture, so that thin letters hold on white bone."""

_NEAR = tuple(QPointF(x, y) for x in (-1.0, 0.0, 1.0) for y in (-1.0, 0.0, 1.0) if (x, y) != (0.0, 0.0))
_FAR = tuple(QPointF(x, y) for x, y in ((-2, 0), (2, 0), (0, -2), (0, 2), (-2, -1), (2, -1), (-2, 1), (2, 1)))

RIM = 3.0
"""Space around the letters of a block, in pixels of the widget."""


@dataclass(frozen=True)
class TextStyle:
    """How a block of lines looks.

    Parameters
    ----------
    font
        Of all lines.
    colour
        Of the letters.
    alignment
        ``AlignLeft``, ``AlignRight`` or ``AlignHCenter``.
    longest_px
        Longer lines end in an ellipsis; in pixels of the widget.
    """

    font: QFont
    colour: QColor
    alignment: Qt.AlignmentFlag
    longest_px: float


class TextBlock:
    """A few lines of text as a small picture.

    Parameters
    ----------
    lines
        From top to bottom.
    style
        How they look.
    ratio
        Device pixels per pixel of the widget.
    """

    def __init__(self, lines: Sequence[str], style: TextStyle, ratio: float) -> None:
        metrics = QFontMetricsF(style.font)
        self.colour = style.colour
        self.lines = tuple(metrics.elidedText(line, Qt.TextElideMode.ElideRight, style.longest_px) for line in lines)
        advances = [metrics.horizontalAdvance(line) for line in self.lines]
        height = metrics.lineSpacing() * len(self.lines)
        self.size = QSizeF(max(advances, default=0.0) + 2 * RIM, height + 2 * RIM)
        self._starts = self._line_starts(advances, metrics, style.alignment)
        self._image = self._canvas(ratio)
        shade = self._canvas(ratio)
        painter = QPainter(shade)
        self._write(painter, style.font, RIM_COLOUR)
        painter.end()
        painter = QPainter(self._image)
        # Shifting a picture of the letters costs a tenth of drawing them again.
        for opacity, shifts in ((_FAR_OPACITY, _FAR), (_NEAR_OPACITY, _NEAR)):
            painter.setOpacity(opacity)
            for shift in shifts:
                painter.drawImage(shift, shade)
        painter.setOpacity(1.0)
        self._write(painter, style.font, style.colour)
        painter.end()

    def _write(self, painter: QPainter, font: QFont, colour: QColor) -> None:
        """Write the lines in one colour."""
        painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
        painter.setFont(font)
        painter.setPen(colour)
        for line, start in zip(self.lines, self._starts, strict=True):
            painter.drawText(start, line)

    def _line_starts(
        self, advances: Sequence[float], metrics: QFontMetricsF, alignment: Qt.AlignmentFlag
    ) -> tuple[QPointF, ...]:
        """Find where the baseline of every line begins."""
        share = {Qt.AlignmentFlag.AlignLeft: 0.0, Qt.AlignmentFlag.AlignHCenter: 0.5}.get(alignment, 1.0)
        room = self.size.width() - 2 * RIM
        height = metrics.lineSpacing()
        return tuple(
            QPointF(RIM + (room - advance) * share, RIM + metrics.ascent() + number * height)
            for number, advance in enumerate(advances)
        )

    def _canvas(self, ratio: float) -> QImage:
        """Make an empty picture of the size of the block."""
        image = QImage(
            max(round(self.size.width() * ratio), 1),
            max(round(self.size.height() * ratio), 1),
            QImage.Format.Format_ARGB32_Premultiplied,
        )
        image.setDevicePixelRatio(ratio)
        image.fill(Qt.GlobalColor.transparent)
        return image

    def rectangle(self, anchor: QPointF, alignment: Qt.AlignmentFlag) -> QRectF:
        """Find where the block lies if ``anchor`` is its edge or corner named by ``alignment`` (middle by default)."""
        width, height = self.size.width(), self.size.height()
        left = anchor.x() - width / 2
        if alignment & Qt.AlignmentFlag.AlignLeft:
            left = anchor.x()
        elif alignment & Qt.AlignmentFlag.AlignRight:
            left = anchor.x() - width
        top = anchor.y() - height / 2
        if alignment & Qt.AlignmentFlag.AlignTop:
            top = anchor.y()
        elif alignment & Qt.AlignmentFlag.AlignBottom:
            top = anchor.y() - height
        return QRectF(round(left), round(top), width, height)

    def draw(self, painter: QPainter, rectangle: QRectF) -> None:
        """Draw the block at the place that `rectangle` gave."""
        painter.drawImage(rectangle.topLeft(), self._image)
