"""The third step after scan and load: one slice of an open series as a picture."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import cv2
import numpy as np
import numpy.typing as npt

from ai.volume import Volume
from app.dicom.display.overlay import OverlayPlane, burned_in
from app.dicom.series_load import OpenSeries
from app.imaging.lens import Lens, apply_lens
from app.imaging.levels import default_voi
from app.imaging.screen_pixels import ScreenValues
from app.imaging.slices import fitted_size_px, take
from app.imaging.voi import apply_voi
from app.imaging.window import Presentation, Voi

Picture: TypeAlias = npt.NDArray[np.uint8]
"""(rows, columns) grey or (rows, columns, 3) RGB, uint8, row 0 at the top."""


@dataclass(frozen=True)
class Look:
    """How a slice is drawn.

    Parameters
    ----------
    voi
        Window or LUT; None in colour.
    lens
        Filters before the window, or None.
    overlays
        Drawn in white; on the grid of the slice.
    size_px
        (width, height) that the picture is fitted into with its true proportions, or None for its own pixels.
    """

    voi: Voi | None
    lens: Lens | None = None
    overlays: tuple[OverlayPlane, ...] = ()
    size_px: tuple[int, int] | None = None


def render(
    opened: OpenSeries,
    index: int,
    *,
    voi: Voi | None = None,
    overlays: bool = False,
    size_px: tuple[int, int] | None = None,
) -> Picture:
    """Draw a slice as its file wants it shown.

    Parameters
    ----------
    opened
        Of `app.dicom.series_load.load_series`, or of `open_series` with this slice as the first.
    index
        Slice, from 0.
    voi
        Window or LUT; None takes the file's first one, else the range of the values that are loaded. Says nothing in
        colour.
    overlays
        Whether the overlays of the file are drawn, in white.
    size_px
        (width, height) to fit into with the true proportions, black around; None for one pixel per stored pixel.

    Returns
    -------
    Picture
        (rows, columns) or, in colour, (rows, columns, 3), uint8.

    Raises
    ------
    IndexError
        When there is no such slice.
    ValueError
        When the slice is not loaded.
    """
    volume = opened.volume
    take(volume, index)
    if not opened.filled[index]:
        raise ValueError(f"slice {index} is not loaded: fill the series first, or open it with first={index}")
    if volume.is_colour:
        voi = None
    elif voi is None:
        voi = default_voi(volume, opened.presentation, index, filled=opened.filled)
    planes = opened.overlays.get(index, ()) if overlays else ()
    return drawn(volume, opened.presentation, index, Look(voi, overlays=planes, size_px=size_px))


def drawn(volume: Volume, presentation: Presentation, index: int, look: Look) -> Picture:
    """Draw a slice of any volume, be it of the file's own grid or of another."""
    plane, inverted = take(volume, index), presentation.inverted
    if look.lens is not None:
        plane = apply_lens(plane, look.lens.within(look.voi), padding=presentation.padding)
    if look.voi is None:
        pixels = np.ascontiguousarray(plane, dtype=np.uint8)
    elif look.lens is None:
        pixels = apply_voi(plane, look.voi, inverted=inverted)
    else:
        # As the window does it, so that the grey of values between whole numbers is the same to the last tie.
        pixels = ScreenValues(plane).grey(look.voi, inverted=inverted)
    if look.overlays:
        pixels = burned_in(pixels, look.overlays)
    return pixels if look.size_px is None else fitted(pixels, volume.spacing_mm[1:], look.size_px)


def fitted(pixels: Picture, pixel_mm: tuple[float, float], size_px: tuple[int, int]) -> Picture:
    """Scale a picture with its true proportions into the middle of a black one.

    Parameters
    ----------
    pixels
        (rows, columns[, 3]), uint8.
    pixel_mm
        (row spacing, column spacing), PS3.3 10.7.1.3.
    size_px
        (width, height).
    """
    width, height = size_px
    rows, columns = fitted_size_px((pixels.shape[0], pixels.shape[1]), pixel_mm, (height, width))
    shrinks = rows < pixels.shape[0] or columns < pixels.shape[1]
    # Area averaging where pixels are lost, or fine lines would come and go with the size.
    scaled = cv2.resize(pixels, (columns, rows), interpolation=cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR)
    framed = np.zeros((height, width, *pixels.shape[2:]), dtype=np.uint8)
    top, left = (height - rows) // 2, (width - columns) // 2
    framed[top : top + rows, left : left + columns] = scaled
    return framed
