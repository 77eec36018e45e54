"""Overlays of the file over the picture: graphics and regions that its maker drew."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter, QTransform
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from app.dicom.display.overlay import OverlayPlane
from app.imaging.cut_turn import Turn
from app.imaging.screen import ScreenGeometry
from app.ui.kept_picture import KeptPicture, index_to_pane, pane_of

_NO_TURN = Turn()

OPACITY = 0.8
"""Of white: anatomy under a region can still be seen."""


class FileOverlayItem(QGraphicsItem):
    """All overlay planes of one slice as one thin white layer. Scene coordinates are those of the pane."""

    def __init__(self) -> None:
        super().__init__()
        self._planes: tuple[OverlayPlane, ...] = ()
        self._turn = _NO_TURN
        self._image = QImage()
        self._geometry: ScreenGeometry | None = None
        self.setOpacity(OPACITY)
        self.setVisible(False)
        self._pane = QRectF()
        self._to_pane = QTransform()
        self._ratio = 1.0
        # Painted once per slice and place; a window drag then costs no more than one blit.
        self._picture = KeptPicture()

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
        self._picture.drop()
        self.update()

    def show_geometry(self, geometry: ScreenGeometry | None, ratio: float) -> None:
        """Follow the picture; ``ratio`` is device pixels per pixel of the widget."""
        self.prepareGeometryChange()
        self._geometry, self._ratio = geometry, ratio
        self._picture.drop()
        self._pane, self._to_pane = pane_of(geometry, ratio), index_to_pane(geometry, ratio)
        self.update()

    def boundingRect(self) -> QRectF:
        """Return the whole pane."""
        return self._pane

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Draw the layer, or what it looked like before where nothing differs."""
        if self._geometry is not None and not self._image.isNull():
            self._picture.paint(painter, self._pane, self._ratio, self._draw)

    def _draw(self, painter: QPainter) -> None:
        """Draw the layer; smooth where it shrinks, so that thin lines fade and do not break."""
        geometry = self._geometry
        if geometry is None:
            return
        painter.setTransform(self._to_pane, combine=True)
        shrinks = min(geometry.column_scale, geometry.row_scale) < 1.0
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, shrinks)
        # The first pixel has its middle at 0.
        painter.drawImage(QRectF(-0.5, -0.5, geometry.columns, geometry.rows), self._image)
