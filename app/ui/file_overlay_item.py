"""Overlays of the file over the picture: graphics and regions that its maker drew."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter, QTransform
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from app.dicom.display.overlay import OverlayPlane
from app.imaging.cut_turn import Turn
from app.imaging.screen import ScreenGeometry

_NO_TURN = Turn()

OPACITY = 0.8
"""Of white: anatomy under a region can still be seen."""


class FileOverlayItem(QGraphicsItem):
    """All overlay planes of one slice as one thin white layer, in index coordinates under a transform."""

    def __init__(self) -> None:
        super().__init__()
        self._planes: tuple[OverlayPlane, ...] = ()
        self._turn = _NO_TURN
        self._image = QImage()
        self._geometry: ScreenGeometry | None = None
        self.setOpacity(OPACITY)
        self.setVisible(False)
        # Painted once per slice and place; a window drag then costs no more than one blit.
        self.setCacheMode(QGraphicsItem.CacheMode.DeviceCoordinateCache)

    def show_planes(self, planes: tuple[OverlayPlane, ...], turn: Turn = _NO_TURN) -> None:
        """Draw other overlays, turned on the screen as the picture is; ``()`` for a slice without any."""
        if (planes is self._planes and turn == self._turn) or (not planes and not self._planes):
            return
        self._planes, self._turn = planes, turn
        self.setVisible(bool(planes))
        if planes:
            marked = turn.apply(np.logical_or.reduce([plane.bits for plane in planes]))
            pixels = np.where(marked, np.uint32(0xFFFFFFFF), np.uint32(0))
            rows, columns = pixels.shape
            self._image = QImage(
                pixels.tobytes(), columns, rows, 4 * columns, QImage.Format.Format_ARGB32_Premultiplied
            ).copy()
        self.update()

    def show_geometry(self, geometry: ScreenGeometry | None, ratio: float) -> None:
        """Follow the picture; ``ratio`` is device pixels per pixel of the widget."""
        self.prepareGeometryChange()
        self._geometry = geometry
        if geometry is None:
            return
        x, y = geometry.to_screen(0.0, 0.0)
        self.setTransform(
            QTransform(geometry.column_scale / ratio, 0.0, 0.0, geometry.row_scale / ratio, x / ratio, y / ratio)
        )

    def boundingRect(self) -> QRectF:
        """Return the picture, in index coordinates: the first pixel has its middle at 0."""
        if self._geometry is None:
            return QRectF()
        return QRectF(-0.5, -0.5, self._geometry.columns, self._geometry.rows)

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Draw the layer; smooth where it shrinks, so that thin lines fade and do not break."""
        if self._geometry is None or self._image.isNull():
            return
        shrinks = min(self._geometry.column_scale, self._geometry.row_scale) < 1.0
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, shrinks)
        painter.drawImage(self.boundingRect(), self._image)
