"""What the reader said of a structure, and what is proposed, as colour over the picture."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter, QTransform
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from app.imaging.screen import ScreenGeometry
from app.ui.kept_picture import index_to_pane, pane_of

PROPOSED, SAID_INSIDE, SAID_OUTSIDE = 1, 2, 3
"""Values of what is drawn; 0 for nothing."""

_COLOURS = np.array([(0, 0, 0, 0), (255, 200, 100, 96), (110, 225, 140, 210), (245, 110, 110, 210)], np.uint16)
"""(red, green, blue, opacity): amber for what waits, green for what belongs, red for what does not."""


class ProposalItem(QGraphicsItem):
    """Scene coordinates are those of the pane."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: npt.NDArray[np.uint8] | None = None
        """(rows, columns) of a part of the picture; None where nothing of it is on the plane."""
        self.first: tuple[int, int] = (0, 0)
        """Pixel at which that part begins."""
        self._image: QImage | None = None
        self._pane = QRectF()
        self._to_pane = QTransform()
        self.setVisible(False)

    def show_plane(self, shown: npt.NDArray[np.uint8] | None, first: tuple[int, int] = (0, 0)) -> None:
        """Draw other values."""
        if shown is None and self.shown is None:
            return
        self.shown, self.first = shown, first
        self._image = None if shown is None else _image_of(shown)
        self.setVisible(shown is not None)
        self.update()

    def show_geometry(self, geometry: ScreenGeometry | None, ratio: float) -> None:
        """Follow the picture; ``ratio`` is device pixels per pixel of the widget."""
        self.prepareGeometryChange()
        self._pane, self._to_pane = pane_of(geometry, ratio), index_to_pane(geometry, ratio)

    def boundingRect(self) -> QRectF:
        """Return the whole pane."""
        return self._pane

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Draw every pixel as large as it is."""
        if self._image is None:
            return
        row, column = self.first
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
        painter.setTransform(self._to_pane, True)
        target = QRectF(column - 0.5, row - 0.5, self._image.width(), self._image.height())
        painter.drawImage(target, self._image)


def _image_of(shown: npt.NDArray[np.uint8]) -> QImage:
    """Colour values; Qt wants the colours multiplied by their opacity."""
    rgba = _COLOURS.copy()
    rgba[:, :3] = rgba[:, :3] * rgba[:, 3:] // 255
    pixels = np.ascontiguousarray(rgba.astype(np.uint8)[shown])
    height, width = shown.shape
    return QImage(pixels.data, width, height, 4 * width, QImage.Format.Format_RGBA8888_Premultiplied).copy()
