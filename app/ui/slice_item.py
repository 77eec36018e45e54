"""The picture itself: keeps the values of the visible pixels, so that another window touches only these."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from app.imaging.screen import Plane, Quality, Sampler, ScreenGeometry, ScreenValues
from app.imaging.window import Voi

REST_PAYS_UNTIL_PX = 1_500_000
"""Pictures up to this size are averaged fast enough to do it in every movement; larger ones wait until it rests."""


class SliceItem(QGraphicsItem):
    """One slice, painted one to one in device pixels over a black pane.

    Scene coordinates are those of the pane's widget. The values at screen size are sampled when slice, zoom or pan
    change; a window is then applied to these only.
    """

    def __init__(self) -> None:
        super().__init__()
        self._plane: Plane | None = None
        self._sampler: Sampler | None = None
        self._geometry: ScreenGeometry | None = None
        self._ratio = 1.0
        self._values: ScreenValues | None = None
        self._pixels: Plane | None = None
        self._image = QImage()
        self._quality = Quality.REST

    @property
    def is_coarse(self) -> bool:
        """Whether the picture was sampled fast and deserves a better one now that it rests."""
        return self._quality is Quality.DRAG

    def show_plane(self, plane: Plane | None) -> None:
        """Take another slice, (rows, columns) or (rows, columns, 3) uint8; None for a slice that is not decoded."""
        self._plane = plane
        self._sampler = None if plane is None else Sampler(plane)

    def show_geometry(self, geometry: ScreenGeometry | None, ratio: float) -> None:
        """Take another place for the picture; ``ratio`` is device pixels per pixel of the widget."""
        self.prepareGeometryChange()
        self._geometry = geometry
        self._ratio = ratio

    def sample(self, *, moving: bool) -> None:
        """Find the values of the visible pixels again, after `show_plane` or `show_geometry`.

        Parameters
        ----------
        moving
            Whether more is to come: large pictures are then sampled fast, and `is_coarse` tells.
        """
        self._values = None
        if self._sampler is None or self._geometry is None or self._plane is None:
            self._pixels = None
            return
        geometry = self._geometry
        large = geometry.rows * geometry.columns > REST_PAYS_UNTIL_PX
        smaller = min(geometry.row_scale, geometry.column_scale) < 1.0
        self._quality = Quality.DRAG if moving and large and smaller else Quality.REST
        self._pixels = self._sampler.sample(geometry, self._quality)
        self._values = ScreenValues(self._pixels)

    def apply(self, voi: Voi | None, *, inverted: bool) -> None:
        """Show the sampled values with a window; a colour picture has none."""
        grey = self._pixels
        form = QImage.Format.Format_RGB888
        if grey is not None and grey.ndim == 2:
            grey = None if voi is None or self._values is None else self._values.grey(voi, inverted=inverted)
            form = QImage.Format.Format_Grayscale8
        if grey is None or not grey.size:
            self._image = QImage()
        else:
            # The image shares the array's memory; _shown keeps it alive as long as the image.
            self._shown = grey
            self._image = QImage(grey.data, grey.shape[1], grey.shape[0], grey.strides[0], form)
        self.update()

    def boundingRect(self) -> QRectF:
        """Return the whole pane: the item paints its own black."""
        if self._geometry is None:
            return QRectF()
        return QRectF(0.0, 0.0, self._geometry.pane_width_px / self._ratio, self._geometry.pane_height_px / self._ratio)

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Blit the picture one to one and blacken the rest."""
        geometry = self._geometry
        if geometry is None:
            return
        painter.save()
        painter.scale(1.0 / self._ratio, 1.0 / self._ratio)
        width, height = geometry.pane_width_px, geometry.pane_height_px
        if self._image.isNull():
            painter.fillRect(0, 0, width + 1, height + 1, Qt.GlobalColor.black)
            painter.restore()
            return
        left, top, _, _ = geometry.visible_px
        right, bottom = left + self._image.width(), top + self._image.height()
        # One more pixel to the right and below: panes of fractional ratio may end within a device pixel.
        for rest in (
            QRect(0, 0, width + 1, top),
            QRect(0, bottom, width + 1, height + 1 - bottom),
            QRect(0, top, left, bottom - top),
            QRect(right, top, width + 1 - right, bottom - top),
        ):
            painter.fillRect(rest, Qt.GlobalColor.black)
        painter.drawImage(left, top, self._image)
        painter.restore()
