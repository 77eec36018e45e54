"""A picture of a pane with a sentence on a strip below it."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFont, QImage, QPainter

from app.ui.picture_colours import HELD


def with_notice(shown: QImage, notice: str, font: QFont) -> QImage:
    """Add a black strip with ``notice`` below a picture, in its device pixels; the result is RGB32 of ratio 1."""
    shown = shown.convertToFormat(QImage.Format.Format_RGB32)
    ratio = shown.devicePixelRatio()
    font = QFont(font)
    font.setPixelSize(round(14 * ratio))
    strip = round(26 * ratio)
    result = QImage(shown.width(), shown.height() + strip, QImage.Format.Format_RGB32)
    result.fill(Qt.GlobalColor.black)
    shown.setDevicePixelRatio(1.0)
    painter = QPainter(result)
    painter.drawImage(0, 0, shown)
    painter.setFont(font)
    painter.setPen(HELD)
    painter.drawText(QRect(0, shown.height(), shown.width(), strip), Qt.AlignmentFlag.AlignCenter, notice)
    painter.end()
    return result
