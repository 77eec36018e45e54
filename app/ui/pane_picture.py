"""The pane as a picture for export, with the notice in it."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter
from PySide6.QtWidgets import QWidget

_STRIP_PX = 26
"""Height of the strip under the picture that holds the notice, logical pixels: it covers nothing of the picture."""


def pane_picture(pane: QWidget, notice: str) -> npt.NDArray[np.uint8]:
    """Grab a pane as it is on the screen and write a notice under it.

    Returns
    -------
    npt.NDArray[np.uint8]
        (rows, columns, 3) RGB in device pixels.
    """
    grabbed = pane.grab().toImage()
    ratio = grabbed.devicePixelRatio()
    strip = round(_STRIP_PX * ratio)
    picture = QImage(grabbed.width(), grabbed.height() + strip, QImage.Format.Format_RGB888)
    picture.fill(QColor("black"))
    grabbed.setDevicePixelRatio(1)
    painter = QPainter(picture)
    painter.drawImage(0, 0, grabbed)
    font = QFont(pane.font())
    font.setPixelSize(round(13 * ratio))
    painter.setFont(font)
    painter.setPen(QColor("white"))
    place = QRectF(0, grabbed.height(), grabbed.width(), strip)
    painter.drawText(place, Qt.AlignmentFlag.AlignCenter, notice)
    painter.end()
    rows = np.frombuffer(picture.constBits(), np.uint8).reshape(picture.height(), picture.bytesPerLine())
    return rows[:, : 3 * picture.width()].reshape(picture.height(), picture.width(), 3).copy()
