"""One picture at the size of the screen: its values at the visible pixels, and their grey."""

from __future__ import annotations

from PySide6.QtGui import QImage

from app.imaging.screen import Plane, Quality, Sampler, ScreenGeometry, ScreenValues
from app.imaging.window import Voi


class ScreenPicture:
    """A slice, or what the lens made of it, kept sampled so that another window touches the visible pixels only."""

    def __init__(self) -> None:
        self._plane: Plane | None = None
        self._sampler: Sampler | None = None
        self._values: ScreenValues | None = None
        self._pixels: Plane | None = None
        self._shown: Plane | None = None
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

    def apply(self, voi: Voi | None, *, inverted: bool) -> None:
        """Make `image` of the sampled values with a window; a colour picture has none."""
        grey = self._pixels
        form = QImage.Format.Format_RGB888
        if grey is not None and grey.ndim == 2:
            grey = None if voi is None or self._values is None else self._values.grey(voi, inverted=inverted)
            form = QImage.Format.Format_Grayscale8
        if grey is None or not grey.size:
            self.image = QImage()
            return
        # The image shares the array's memory; _shown keeps it alive as long as the image.
        self._shown = grey
        self.image = QImage(grey.data, grey.shape[1], grey.shape[0], grey.strides[0], form)
