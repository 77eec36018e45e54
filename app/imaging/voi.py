"""Modality values to grey as shown: the VOI functions of PS3.3 C.11.2, by formula and by table."""

from __future__ import annotations

import math
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from app.imaging.window import GreyPlane, RealPlane, Voi, VoiFunction, VoiLut, Window

WHITE = 255
"""Largest grey value of a screen with 8 bits per channel."""

_TABLE_PAYS_FROM = 1 << 16
"""Pixels from which building a table of 65,536 entries is cheaper than the formula at every pixel."""

_EXPONENT_LIMIT = 700.0
"""exp() of more overflows float64; the sigmoid is flat long before."""


def apply_voi(plane: RealPlane, voi: Voi, *, inverted: bool) -> GreyPlane:
    """Turn modality values into grey.

    Parameters
    ----------
    plane
        (rows, columns), any real dtype, modality values (HU for CT). NaN is shown as the smallest value is.
    voi
        Window or look-up table.
    inverted
        Whether small values are white. The caller joins the file's polarity with the reader's inversion, so that the
        picture is inverted once at most (PS3.3 C.11.6).

    Returns
    -------
    GreyPlane
        (rows, columns), uint8.

    References
    ----------
    PS3.3 C.11.2.1.1 (VOI LUT), C.11.2.1.2.1 (LINEAR), C.11.2.1.2.2 (general), C.11.2.1.3.1 and C.11.2.1.3.2 (SIGMOID,
    LINEAR_EXACT).
    """
    if has_table(plane.dtype) and plane.size >= _TABLE_PAYS_FROM:
        return apply_table(plane, grey_table(plane.dtype, voi, inverted=inverted))
    return _grey(plane, voi, inverted=inverted)


def has_table(dtype: np.dtype[Any]) -> bool:
    """Whether planes of this dtype can go through `grey_table`: integers of 8 or 16 bits in native byte order."""
    return dtype.kind in "iu" and dtype.itemsize <= 2 and dtype.isnative


def grey_table(dtype: np.dtype[Any], voi: Voi, *, inverted: bool) -> npt.NDArray[np.uint8]:
    """Build the grey of every value that an integer dtype can hold, once per window.

    Parameters
    ----------
    dtype
        8 or 16 bits, signed or not.
    voi, inverted
        As for `apply_voi`.

    Returns
    -------
    npt.NDArray[np.uint8]
        (256,) or (65536,), in the order of the value's bit pattern read as an unsigned number: for int16 the entry of
        -1 is the last one. Equal to the formula at every value.
    """
    if not has_table(dtype):
        raise ValueError(f"a grey table needs a native integer dtype of 8 or 16 bits, got {dtype}")
    patterns = np.arange(1 << (8 * dtype.itemsize), dtype=f"u{dtype.itemsize}")
    return _grey(patterns.view(dtype), voi, inverted=inverted)


def apply_table(plane: RealPlane, table: npt.NDArray[np.uint8]) -> GreyPlane:
    """Look up the grey of every pixel.

    Parameters
    ----------
    plane
        (rows, columns) of the dtype that the table was built for; may be a strided view.
    table
        From `grey_table`.

    Returns
    -------
    GreyPlane
        (rows, columns), uint8.
    """
    patterns = plane.view(f"u{plane.dtype.itemsize}")
    if table.size != 1 << (8 * plane.dtype.itemsize):
        raise ValueError(f"a table of {table.size} entries does not fit a plane of {plane.dtype}")
    return np.asarray(cv2.LUT(patterns, table), dtype=np.uint8)


def _grey(values: npt.NDArray[Any], voi: Voi, *, inverted: bool) -> npt.NDArray[np.uint8]:
    """Compute the grey by formula, in float64, rounded to the nearest level; any shape."""
    fraction = voi_fractions(values, voi)
    fraction *= WHITE
    np.rint(fraction, out=fraction)
    grey = fraction.astype(np.uint8)
    return WHITE - grey if inverted else grey


def voi_fractions(values: npt.NDArray[Any], voi: Voi) -> npt.NDArray[np.float64]:
    """Map values of any shape onto 0 (black) to 1 (white) before the polarity; a new array."""
    # Beyond the range of a float lies black or white all the same.
    with np.errstate(over="ignore", invalid="ignore"):
        return _looked_up(values, voi) if isinstance(voi, VoiLut) else _windowed(values, voi)


def voi_limits(voi: Voi) -> tuple[float, float] | None:
    """Tell between which values there is something to see: up to the first all are alike, and from the second on.

    Parameters
    ----------
    voi
        Window or look-up table.

    Returns
    -------
    tuple[float, float] | None
        low <= high, modality values; None for a table of one level. Those of a sigmoid, which has no ends, lie half a
        grey level from them.

    References
    ----------
    PS3.3 C.11.2.1.1, C.11.2.1.2.1, C.11.2.1.3.1, C.11.2.1.3.2.
    """
    if isinstance(voi, VoiLut):
        changes = np.flatnonzero(np.diff(voi.entries))
        return (float(voi.first_value + changes[0]), float(voi.first_value + changes[-1] + 1)) if changes.size else None
    centre, half = voi.centre, voi.width / 2
    if voi.function is VoiFunction.SIGMOID:
        half *= math.log(2 * WHITE - 1) / 2
    elif voi.function is VoiFunction.LINEAR and voi.width >= 1.0:
        # C.11.2.1.2.1: c - 0.5 and w - 1.
        centre, half = centre - 0.5, (voi.width - 1.0) / 2
    return centre - half, centre + half


def _windowed(values: npt.NDArray[Any], window: Window) -> npt.NDArray[np.float64]:
    """Map values onto 0 (black) to 1 (white) by a window; NaN gives 0."""
    if window.function is VoiFunction.SIGMOID:
        # C.11.2.1.3.1: 1 / (1 + exp(-4 (x - c) / w))
        exponent = values.astype(np.float64)
        exponent -= window.centre
        exponent *= -4.0 / window.width
        np.clip(exponent, -_EXPONENT_LIMIT, _EXPONENT_LIMIT, out=exponent)
        np.exp(exponent, out=exponent)
        exponent += 1.0
        np.reciprocal(exponent, out=exponent)
        return np.nan_to_num(exponent, copy=False, nan=0.0)
    centre, width = window.centre, window.width
    if window.function is VoiFunction.LINEAR and width >= 1.0:
        # C.11.2.1.2.1: c - 0.5 and w - 1. A width below 1 is outside the rule and is shown as LINEAR_EXACT.
        centre, width = centre - 0.5, width - 1.0
    if width == 0.0:
        # C.11.2.1.2.1, note: a window of width 1 is a threshold; the first test of the rule is "<=".
        return (values > centre).astype(np.float64)
    fraction = values.astype(np.float64)
    fraction -= centre
    fraction /= width
    fraction += 0.5
    np.clip(fraction, 0.0, 1.0, out=fraction)
    return fraction if values.dtype.kind in "iu" else np.nan_to_num(fraction, copy=False, nan=0.0)


def _looked_up(values: npt.NDArray[Any], lut: VoiLut) -> npt.NDArray[np.float64]:
    """Map values onto 0 (black) to 1 (white) by a table, PS3.3 C.11.2.1.1; values outside take the end entries."""
    position = values.astype(np.float64)
    position -= lut.first_value
    np.rint(position, out=position)
    np.clip(position, 0.0, lut.entries.size - 1.0, out=position)
    np.nan_to_num(position, copy=False, nan=0.0)
    return np.clip(lut.entries[position.astype(np.intp)], 0.0, 1.0)
