"""One picture at the size of the screen: its values at the visible pixels, and their grey."""

from __future__ import annotations

import numpy as np
from PySide6.QtGui import QImage

from app.imaging.screen import Plane, Quality, Sampler, ScreenGeometry
from app.imaging.screen_pixels import Rgb32Plane, Rgb32Table, ScreenValues, write_rgb32
from app.imaging.window import Voi


class ScreenPicture:
    """A slice, or what the lens made of it, kept sampled so that another window touches the visible pixels only.

    The picture is kept as 32-bit pixels: measured at 1920 x 1080, Qt blits them in a third of the time that it takes to
    convert 8-bit grey, and a table of 32 bits is looked up as fast as one of 8.
    """

    def __init__(self) -> None:
        self._plane: Plane | None = None
        self._sampler: Sampler | None = None
        self._values: ScreenValues | None = None
        self._pixels: Plane | None = None
        self._shown: Rgb32Plane = np.zeros((0, 0), np.uint32)
        self.image = QImage()

    @property
    def has_plane(self) -> bool:
        """Whether there is something to show."""
        return self._plane is not None

    def show_plane(self, plane: Plane | None) -> None:
        """Take another picture, (rows, columns) or (rows, columns, 3) uint8."""
        if plane is not self._plane:
            self._plane = plane
            self._sampler = None if plane is None else Sampler(plane)

    def sample(self, geometry: ScreenGeometry | None, quality: Quality) -> None:
        """Find the values of the visible pixels; none without geometry."""
        self._values = self._pixels = None
        if self._sampler is not None and geometry is not None:
            self._pixels = self._sampler.sample(geometry, quality)
            self._values = ScreenValues(self._pixels)

    def apply(self, voi: Voi | None, *, inverted: bool, colours: Rgb32Table | None = None) -> None:
        """Make `image` of the sampled values with a window and colours of its levels; a colour picture has neither."""
        pixels, values = self._pixels, self._values
        if pixels is None or values is None or not pixels.size or (pixels.ndim == 2 and voi is None):
            self.image = QImage()
            return
        self._make_room(*pixels.shape[:2])
        if voi is None or pixels.ndim == 3:
            write_rgb32(self._shown, pixels)
        else:
            values.write_rgb32(self._shown, voi, inverted=inverted, colours=colours)

    def _make_room(self, rows: int, columns: int) -> None:
        """Give the image its size; its memory is kept as long as that stays, fresh memory costs more than a window."""
        if self._shown.shape != (rows, columns):
            self._shown = np.empty((rows, columns), np.uint32)
            self.image = QImage()
        if self.image.isNull():
            # The image shares the array's memory; _shown keeps it alive as long as the image.
            self.image = QImage(self._shown.data, columns, rows, self._shown.strides[0], QImage.Format.Format_RGB32)
