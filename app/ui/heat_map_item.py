"""A heat map over the picture: its own cells, never smoothed."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QTransform
from PySide6.QtWidgets import QGraphicsItem, QSizePolicy, QStyleOptionGraphicsItem, QWidget

from ai.inference.results import Heatmap
from app.imaging.heat_map_plane import heat_colours, is_signed, limit_of
from app.imaging.screen import ScreenGeometry
from app.ui.kept_picture import KeptPicture, index_to_pane, pane_of
from app.ui.theme import Token, now

_STEPS = 128
"""Colours of the legend."""


class HeatMapItem(QGraphicsItem):
    """The cells of one plane. Scene coordinates are those of the pane."""

    def __init__(self) -> None:
        super().__init__()
        self._image: QImage | None = None
        self._opacity = 1.0
        self._geometry: ScreenGeometry | None = None
        self._ratio = 1.0
        self._pane = QRectF()
        self._to_pane = QTransform()
        self._picture = KeptPicture()
        self.setVisible(False)

    def show_cells(self, rgba: npt.NDArray[np.uint8] | None, opacity: float) -> None:
        """Draw other cells: (rows, columns, 4) uint8 as `app.imaging.heat_map_plane.heat_rgba`; None draws none."""
        self._image = None if rgba is None else _image(rgba)
        self._opacity = opacity
        self.setVisible(rgba is not None)
        self._picture.drop()
        self.update()

    def show_geometry(self, geometry: ScreenGeometry | None, ratio: float) -> None:
        """Follow the picture; ``ratio`` is device pixels per pixel of the widget."""
        if (geometry, ratio) == (self._geometry, self._ratio):
            return
        self.prepareGeometryChange()
        self._geometry, self._ratio = geometry, ratio
        self._pane, self._to_pane = pane_of(geometry, ratio), index_to_pane(geometry, ratio)
        self._picture.drop()
        self.update()

    def boundingRect(self) -> QRectF:
        """Return the whole pane."""
        return self._pane

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Draw the cells, or what they looked like before where nothing differs."""
        if self._geometry is not None and self._image is not None:
            self._picture.paint(painter, self._pane, self._ratio, self._draw)

    def _draw(self, painter: QPainter) -> None:
        image = self._image
        if image is None:
            return
        painter.setTransform(self._to_pane, combine=True)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
        painter.setOpacity(self._opacity)
        # Pixel k reaches from k - 0.5 to k + 0.5.
        painter.drawImage(QRectF(-0.5, -0.5, image.width(), image.height()), image)


class HeatLegend(QWidget):
    """The colours of a heat map from its smallest to its largest value."""

    def __init__(self, heat: Heatmap, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        limit = limit_of(heat)
        low = -limit if is_signed(heat) else 0.0
        values = np.linspace(low, limit, _STEPS, dtype=np.float32)
        self._image = _image(heat_colours(heat, values)[np.newaxis])
        self.ends = (low, limit)
        """Values at both ends."""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Ask for a thin line."""
        return QSize(120, 10)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the colours on black, as they lie over a picture."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), "black")
        painter.drawImage(self.rect(), self._image)
        painter.setPen(now(Token.EDGE))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()


def _image(rgba: npt.NDArray[np.uint8]) -> QImage:
    """Make an image that holds its pixels itself."""
    rows, columns = rgba.shape[:2]
    pixels = np.ascontiguousarray(rgba)
    return QImage(pixels.data, columns, rows, 4 * columns, QImage.Format.Format_RGBA8888).copy()
