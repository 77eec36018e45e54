"""What an item draws, kept as a picture until something of it differs."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QTransform

from app.imaging.screen import ScreenGeometry


def pane_of(geometry: ScreenGeometry | None, ratio: float) -> QRectF:
    """Return the pane of a geometry, in pixels of the widget; empty without one."""
    if geometry is None:
        return QRectF()
    return QRectF(0.0, 0.0, geometry.pane_width_px / ratio, geometry.pane_height_px / ratio)


def index_to_pane(geometry: ScreenGeometry | None, ratio: float) -> QTransform:
    """Return how (column, row) indices come into the pane, in pixels of the widget."""
    if geometry is None:
        return QTransform()
    x, y = geometry.to_screen(0.0, 0.0)
    return QTransform(geometry.column_scale / ratio, 0.0, 0.0, geometry.row_scale / ratio, x / ratio, y / ratio)


class KeptPicture:
    """Lines over a picture are drawn once, and then only put there: while a window is dragged they stay as they are.

    Qt's own cache of an item is not used: when an item is updated and its place on the screen grows in the same frame,
    Qt paints the strip that came to it and nothing else. Seen: a measurement at the place where it lay before the pane
    was made larger.
    """

    def __init__(self) -> None:
        self._image: QImage | None = None

    @property
    def is_there(self) -> bool:
        """Whether it was drawn since it was dropped."""
        return self._image is not None

    def drop(self) -> None:
        """Draw anew when it is next painted."""
        self._image = None

    def paint(self, painter: QPainter, pane: QRectF, ratio: float, draw: Callable[[QPainter], None]) -> None:
        """Put the picture there, drawn before or now.

        Parameters
        ----------
        painter
            In pixels of the widget.
        pane
            All that is drawn lies inside.
        ratio
            Device pixels per pixel of the widget.
        draw
            Draws everything, in pixels of the widget.
        """
        if self._image is None or not self._fits(pane, ratio):
            self.make(pane, ratio, draw)
        if self._image is not None:
            painter.drawImage(pane.topLeft(), self._image)

    def make(self, pane: QRectF, ratio: float, draw: Callable[[QPainter], None]) -> None:
        """Draw anew, now and not when it is next painted; see `paint`."""
        width, height = round(pane.width() * ratio), round(pane.height() * ratio)
        if width <= 0 or height <= 0:
            self._image = None
            return
        image = QImage(width, height, QImage.Format.Format_ARGB32_Premultiplied)
        image.setDevicePixelRatio(ratio)
        image.fill(Qt.GlobalColor.transparent)
        inside = QPainter(image)
        inside.translate(-pane.topLeft())
        draw(inside)
        inside.end()
        self._image = image

    def patch(self, pane: QRectF, ratio: float, area: QRectF, draw: Callable[[QPainter], None]) -> bool:
        """Draw a part of the picture anew; see `paint`.

        Parameters
        ----------
        pane, ratio, draw
            As of the picture.
        area
            The part, in pixels of the widget.

        Returns
        -------
        bool
            Whether there is a picture of which it is a part.
        """
        image = self._image
        if image is None or not self._fits(pane, ratio):
            return False
        inside = QPainter(image)
        inside.translate(-pane.topLeft())
        inside.setClipRect(area)
        inside.setCompositionMode(QPainter.CompositionMode.CompositionMode_Clear)
        # Whatever of the edge the clip lets through is emptied before it is drawn.
        inside.fillRect(area.adjusted(-2.0, -2.0, 2.0, 2.0), Qt.GlobalColor.transparent)
        inside.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
        draw(inside)
        inside.end()
        return True

    def _fits(self, pane: QRectF, ratio: float) -> bool:
        image, size = self._image, (round(pane.width() * ratio), round(pane.height() * ratio))
        return image is not None and ((image.width(), image.height()), image.devicePixelRatio()) == (size, ratio)
