"""The values of a pane's pixels → grey, and pixels as a screen keeps them."""

from __future__ import annotations

from typing import Any, TypeAlias

import cv2
import numpy as np
import numpy.typing as npt

from app.imaging.screen import Plane
from app.imaging.voi import WHITE, apply_table, apply_voi, has_table
from app.imaging.window import GreyPlane, Voi, VoiFunction, Window

Rgb32Plane: TypeAlias = npt.NDArray[np.uint32]
"""(rows, columns) of 0xffRRGGBB: pixels as a screen keeps them, which are blitted without a conversion."""

Rgb32Table: TypeAlias = npt.NDArray[np.uint32]
"""(256,) of 0xffRRGGBB: the colours of the levels from black to white."""

_BAND_PX = 1 << 17
"""Pixels that are looked up at a time: of more OpenCV gives a share to another thread, and the window would wait until
that gets its turn, which takes milliseconds while a model keeps the processor busy."""

_OPAQUE = np.uint32(0xFF000000)
_GREY_TO_RGB = np.uint32(0x00010101)


class ScreenValues:
    """The values of what is visible, kept so that another window touches no more pixels than the screen has.

    Parameters
    ----------
    values
        (rows, columns) at screen size, from `Sampler.sample`.
    """

    def __init__(self, values: Plane) -> None:
        self._values = values
        self._limits = (0, -1)
        self._rgb_table: Rgb32Plane | None = None
        if has_table(values.dtype) and values.size:
            self._limits = int(values.min()), int(values.max())

    def grey(self, voi: Voi, *, inverted: bool) -> GreyPlane:
        """Turn the values into grey.

        Parameters
        ----------
        voi, inverted
            As for `app.imaging.voi.apply_voi`.

        Returns
        -------
        GreyPlane
            (rows, columns), uint8, contiguous. Equal to `apply_voi`; for float values up to the rounding of ties.
        """
        values = self._values
        if not values.size:
            return np.zeros(values.shape, np.uint8)
        if has_table(values.dtype):
            patterns, greys = self._reached(voi, inverted=inverted)
            table = np.zeros(1 << 8 * values.dtype.itemsize, np.uint8)
            table[patterns] = greys
            return apply_table(values, table)
        if isinstance(voi, Window) and voi.function is not VoiFunction.SIGMOID:
            grey = _linear_grey(values, voi)
            if grey is not None:
                return WHITE - grey if inverted else grey
        return apply_voi(values, voi, inverted=inverted)

    def write_rgb32(self, out: Rgb32Plane, voi: Voi, *, inverted: bool, colours: Rgb32Table | None = None) -> None:
        """Write the grey into the pixels of a screen, in one pass for values of 16 bits.

        Parameters
        ----------
        out
            (rows, columns) of the values, contiguous; overwritten.
        voi, inverted
            As for `grey`, which gives the same levels.
        colours
            Of the levels, from `app.imaging.colour_map.ColourMap.rgb32`; None for grey. Costs nothing: the levels go
            through a table anyway.
        """
        values = self._values
        if not values.size:
            return
        if not has_table(values.dtype) or values.dtype.itemsize == 1:
            write_rgb32(out, self.grey(voi, inverted=inverted), colours)
            return
        patterns, greys = self._reached(voi, inverted=inverted)
        if self._rgb_table is None:
            self._rgb_table = np.zeros(1 << 16, np.uint32)
        # Entries that no value reaches keep what they held: nobody looks them up.
        self._rgb_table[patterns] = greys * _GREY_TO_RGB | _OPAQUE if colours is None else colours[greys]
        # OpenCV names no unsigned 32 bits; the table's bits are copied, whatever they mean.
        table, rows = self._rgb_table.view(np.int32), max(_BAND_PX // values.shape[1], 1)
        for row in range(0, values.shape[0], rows):
            band = slice(row, row + rows)
            cv2.LUT(values[band].view(np.uint16), table, dst=out[band].view(np.int32))

    def _reached(self, voi: Voi, *, inverted: bool) -> tuple[npt.NDArray[np.unsignedinteger[Any]], GreyPlane]:
        """Compute the grey of every value between the least and the largest: usual pictures need 4,096 of 65,536.

        Returns
        -------
        tuple
            The bit patterns of the values, (n,) of the values' size, and their grey, (n,) uint8.
        """
        dtype = self._values.dtype
        low, high = self._limits
        reached = np.arange(low, high + 1).astype(dtype)
        return reached.view(f"u{dtype.itemsize}"), apply_voi(reached[None], voi, inverted=inverted)[0]


def write_rgb32(out: Rgb32Plane, plane: npt.NDArray[np.uint8], colours: Rgb32Table | None = None) -> None:
    """Write grey, (rows, columns), or colour, (rows, columns, 3) RGB, uint8, into the pixels of a screen.

    Parameters
    ----------
    out
        (rows, columns), contiguous; overwritten.
    plane
        What is shown.
    colours
        Of the levels of a grey plane; None for grey.
    """
    if colours is not None and plane.ndim == 2:
        # OpenCV names no unsigned 32 bits; the table's bits are copied, whatever they mean.
        cv2.LUT(plane, colours.view(np.int32), dst=out.view(np.int32))
        return
    code = cv2.COLOR_GRAY2BGRA if plane.ndim == 2 else cv2.COLOR_RGB2BGRA
    # Blue is the lowest byte of 0xffRRGGBB, on every processor that Python's wheels are built for.
    cv2.cvtColor(plane, code, dst=out.view(np.uint8).reshape(*out.shape, 4))


def eight_bit_colour(plane: Plane) -> npt.NDArray[np.uint8]:
    """Bring a colour picture to what a screen shows.

    Parameters
    ----------
    plane
        (rows, columns, 3) RGB; uint8, or uint16 of which the upper byte is kept.

    Returns
    -------
    npt.NDArray[np.uint8]
        (rows, columns, 3); the plane itself where it has 8 bits.
    """
    if plane.dtype == np.uint8:
        return plane
    if plane.dtype == np.uint16:
        return (plane >> 8).astype(np.uint8)
    raise ValueError(f"colour has 8 or 16 bits per channel, got {plane.dtype}")


def _linear_grey(values: Plane, window: Window) -> GreyPlane | None:
    """Apply a straight window to float values in one pass; None for a window that is a threshold."""
    centre, width = window.centre, window.width
    if window.function is VoiFunction.LINEAR and width >= 1.0:
        # PS3.3 C.11.2.1.2.1: c - 0.5 and w - 1.
        centre, width = centre - 0.5, width - 1.0
    if width == 0.0:
        return None
    slope = 255.0 / width
    return cv2.addWeighted(values, slope, values, 0.0, 127.5 - centre * slope, dtype=cv2.CV_8U).view(np.uint8)
