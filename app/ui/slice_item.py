"""The picture itself, original and lens: keeps the values of the visible pixels, so that another window is cheap."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from app.imaging.screen import Plane, Quality, ScreenGeometry
from app.imaging.screen_pixels import Rgb32Table
from app.imaging.window import Voi
from app.ui.screen_picture import ScreenPicture

REST_PAYS_UNTIL_PX = 1_500_000
"""Pictures up to this size are averaged fast enough to do it in every movement; larger ones wait until it rests."""


class SliceItem(QGraphicsItem):
    """One slice, painted one to one in device pixels over a black pane.

    Scene coordinates are those of the pane's widget. The values at screen size are sampled when slice, zoom or pan
    change; a window is then applied to these only. With a lens the same is done with the filtered picture, and of both
    only what can be seen.
    """

    def __init__(self) -> None:
        super().__init__()
        self._original = ScreenPicture()
        self._filtered = ScreenPicture()
        self._lens_from_px: int | None = None
        self._lens_voi: Voi | None = None
        self._geometry: ScreenGeometry | None = None
        self._colours: Rgb32Table | None = None
        self._ratio = 1.0
        self._quality = Quality.REST

    @property
    def is_coarse(self) -> bool:
        """Whether the picture was sampled fast and deserves a better one now that it rests."""
        return self._quality is Quality.DRAG

    def show_plane(self, plane: Plane | None) -> None:
        """Take another slice, (rows, columns) or (rows, columns, 3) uint8; None for a slice that is not decoded."""
        self._original.show_plane(plane)

    def show_filtered(self, plane: Plane | None, from_px: int | None, voi: Voi | None = None) -> None:
        """Take another picture of the lens.

        Parameters
        ----------
        plane
            (rows, columns) as the slice, or None without a lens.
        from_px
            Device pixel of the pane from which on it is shown; left of it is the original. None shows it nowhere.
        voi
            What it is shown with; None for the window of the original.
        """
        self._filtered.show_plane(plane)
        self._lens_voi = voi
        self._lens_from_px = None if plane is None else from_px

    def show_colours(self, colours: Rgb32Table | None) -> None:
        """Take other colours for the levels of a grey picture, from the next window on; None for grey."""
        self._colours = colours

    def show_geometry(self, geometry: ScreenGeometry | None, ratio: float) -> None:
        """Take another place for the picture; ``ratio`` is device pixels per pixel of the widget."""
        self.prepareGeometryChange()
        self._geometry = geometry
        self._ratio = ratio

    def sample(self, *, moving: bool) -> None:
        """Find the values of the visible pixels again, after another plane or place.

        Parameters
        ----------
        moving
            Whether more is to come: large pictures are then sampled fast, and `is_coarse` tells.
        """
        geometry = self._geometry
        if geometry is not None and self._original.has_plane:
            large = geometry.rows * geometry.columns > REST_PAYS_UNTIL_PX
            smaller = min(geometry.row_scale, geometry.column_scale) < 1.0
            self._quality = Quality.DRAG if moving and large and smaller else Quality.REST
        for picture, is_seen in self._pictures():
            picture.sample(geometry if is_seen else None, self._quality)

    def apply(self, voi: Voi | None, *, inverted: bool) -> None:
        """Show the sampled values with a window; a colour picture has none."""
        self.change_window(voi, inverted=inverted)
        self.update()

    def change_window(self, voi: Voi | None, *, inverted: bool) -> QRectF:
        """Do as `apply` does; returns what the caller has to paint again, in pixels of the widget."""
        self._original.apply(voi, inverted=inverted, colours=self._colours)
        self._filtered.apply(self._lens_voi or voi, inverted=inverted, colours=self._colours)
        if self._geometry is None:
            return QRectF()
        left, top, right, bottom = self._geometry.visible_px
        ratio = self._ratio
        return QRectF(left / ratio, top / ratio, max(right - left, 0) / ratio, max(bottom - top, 0) / ratio)

    def _pictures(self) -> tuple[tuple[ScreenPicture, bool], tuple[ScreenPicture, bool]]:
        """Pair original and filtered picture with whether anything of them can be seen."""
        start = self._lens_from_px
        return (self._original, start is None or start > 0), (self._filtered, start is not None)

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
        images = [picture.image for picture, is_seen in self._pictures() if is_seen and not picture.image.isNull()]
        if not images:
            painter.fillRect(0, 0, width + 1, height + 1, Qt.GlobalColor.black)
            painter.restore()
            return
        left, top, _, _ = geometry.visible_px
        right, bottom = left + images[0].width(), top + images[0].height()
        # One more pixel to the right and below: panes of fractional ratio may end within a device pixel.
        for rest in (
            QRect(0, 0, width + 1, top),
            QRect(0, bottom, width + 1, height + 1 - bottom),
            QRect(0, top, left, bottom - top),
            QRect(right, top, width + 1 - right, bottom - top),
        ):
            painter.fillRect(rest, Qt.GlobalColor.black)
        # The part right of the line is cut out, not painted over: the picture is blitted once at every pixel.
        start = right if self._lens_from_px is None else min(max(self._lens_from_px, left), right)
        for picture, begin, end in ((self._original, left, start), (self._filtered, start, right)):
            if end > begin and not picture.image.isNull():
                painter.drawImage(begin, top, picture.image, begin - left, 0, end - begin, bottom - top)
        painter.restore()
