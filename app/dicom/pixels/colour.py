"""Samples of colour images → 8 bit RGB; PS3.3 C.7.6.3.1.2 and C.7.6.3.1.3, PS3.5 8.1.1 and 8.2."""

from __future__ import annotations

import struct
from typing import Any, TypeAlias

import imagecodecs
import numpy as np
import numpy.typing as npt

Samples: TypeAlias = npt.NDArray[Any]
"""(rows, columns, 3), unsigned integers of 8, 16 or 32 bits, in the colour space of the file."""

Rgb: TypeAlias = npt.NDArray[np.uint8]
"""(rows, columns, 3), uint8."""

YBR_FULL = frozenset({"YBR_FULL", "YBR_FULL_422"})
"""Luminance and two colour differences over the whole range of values."""

YBR_PARTIAL = frozenset({"YBR_PARTIAL_422", "YBR_PARTIAL_420"})
"""The same with black at 16 of 256 and white at 235."""

YBR_SUBSAMPLED = frozenset({"YBR_FULL_422", "YBR_PARTIAL_422"})
"""Two pixels side by side share their colour differences; uncompressed that makes two samples per pixel."""

YBR_OF_JPEG_2000 = frozenset({"YBR_ICT", "YBR_RCT"})
"""Transformations inside a JPEG 2000 stream, which every decoder takes back: its samples are RGB."""

COLOUR = frozenset({"RGB"}) | YBR_FULL | YBR_PARTIAL | YBR_OF_JPEG_2000
"""Photometric interpretations of three samples that become RGB."""

FULL_TO_RGB = ((1.0, 0.0, 1.402), (1.0, -0.344136, -0.714136), (1.0, 1.772, 0.0))
"""Y, Cb, Cr → R, G, B: the inverse of the equations of YBR_FULL in C.7.6.3.1.2."""

PARTIAL_TO_RGB = ((1.164384, 0.0, 1.596027), (1.164384, -0.391762, -0.812968), (1.164384, 2.017232, 0.0))
"""The same for YBR_PARTIAL, whose luminance starts at 16 and covers 219 of 255 steps."""

PARTIAL_BLACK = 16
"""Luminance of black in YBR_PARTIAL with 8 bits."""

RGB_IDS = (b"RGB", b"rgb")
"""Component names in the frame header of a JPEG whose components are red, green and blue."""

STANDALONE_MARKERS = frozenset({0x01, 0xFF, *range(0xD0, 0xD9)})
"""JPEG markers without a length behind them, ISO 10918-1 B.1.1.3."""

FRAME_MARKERS = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
"""SOF0 to SOF15, ISO 10918-1 B.1.1.3."""

START_OF_SCAN, APP0, APP14 = 0xDA, 0xE0, 0xEE


def samples_per_row(columns: int, photometric: str, *, padded: bool = False) -> int:
    """Count the samples of all kinds in one uncompressed row.

    Parameters
    ----------
    columns
        (0028,0011).
    photometric
        One of `COLOUR`.
    padded
        Whether rows of an odd number of columns hold a last pair that is half used; the standard allows only even
        numbers, so writers differ.
    """
    if photometric in YBR_SUBSAMPLED:
        return 2 * (columns + columns % 2) if padded else 2 * columns
    return 3 * columns


def native_samples(
    flat: npt.NDArray[Any], shape: tuple[int, int], photometric: str, *, planar: bool, padded: bool = False
) -> Samples:
    """Arrange the samples of one uncompressed frame by pixel.

    Parameters
    ----------
    flat
        (rows * `samples_per_row`,) in the order of the file.
    shape
        (rows, columns).
    photometric
        One of `COLOUR`.
    planar
        (0028,0006) Planar Configuration is 1: all red first, C.7.6.3.1.3. Says nothing where pixels share samples.
    padded
        As for `samples_per_row`.

    Returns
    -------
    numpy.ndarray
        (rows, columns, 3) of the dtype of ``flat``.
    """
    rows, columns = shape
    if photometric in YBR_SUBSAMPLED:
        # C.7.6.3.1.2: two Y, then the Cb and Cr that they share.
        width = columns + columns % 2 if padded else rows * columns
        height = rows if padded else 1
        pairs = np.zeros((height, (width + 1) // 2, 4), flat.dtype)
        pairs.reshape(-1)[: flat.size] = flat
        full = np.empty((height, pairs.shape[1], 2, 3), flat.dtype)
        full[..., 0] = pairs[..., :2]
        full[..., 1:] = pairs[..., np.newaxis, 2:]
        pixels = full.reshape(height, -1, 3)[:, : columns if padded else rows * columns]
        return np.ascontiguousarray(pixels).reshape(rows, columns, 3)
    if planar:
        return np.ascontiguousarray(np.moveaxis(flat.reshape(3, rows, columns), 0, 2))
    return flat.reshape(rows, columns, 3)


def rgb_of(samples: Samples, photometric: str, bits_stored: int) -> Rgb:
    """Convert samples of a colour space and depth to 8 bit RGB.

    Parameters
    ----------
    samples
        (rows, columns, 3), whole numbers from 0, without junk above their stored bits.
    photometric
        One of `COLOUR`.
    bits_stored
        (0028,0101).
    """
    if photometric in YBR_FULL:
        return _from_ybr(samples, FULL_TO_RGB, bits_stored, black=0)
    if photometric in YBR_PARTIAL:
        return _from_ybr(samples, PARTIAL_TO_RGB, bits_stored, black=PARTIAL_BLACK)
    if samples.dtype == np.uint8 and bits_stored >= 8:
        return samples
    if bits_stored < 8:
        return (samples.astype(np.uint16) * 255 // ((1 << bits_stored) - 1)).astype(np.uint8)
    return np.right_shift(samples, bits_stored - 8).astype(np.uint8)


def _from_ybr(samples: Samples, matrix: tuple[tuple[float, ...], ...], bits_stored: int, *, black: int) -> Rgb:
    values = samples.astype(np.float32)
    if bits_stored != 8:
        values *= 256 / (1 << bits_stored)
    values -= np.array((black, 128, 128), np.float32)
    rgb = values @ np.array(matrix, np.float32).T
    np.rint(rgb, out=rgb)
    return np.clip(rgb, 0, 255, out=rgb).astype(np.uint8)


def jpeg_photometric(stream: bytes, tagged: str) -> str:
    """Find the colour space of the components of a JPEG stream; the stream is right where the header contradicts it.

    Parameters
    ----------
    stream
        A JPEG frame of three components.
    tagged
        (0028,0004) Photometric Interpretation, which decides where the stream does not say.

    Returns
    -------
    str
        ``RGB``, ``YBR_FULL``, or ``tagged``.

    References
    ----------
    Adobe Technical Note 5116 (APP14: colour transform 0 or 1); JFIF 1.02 (APP0: always YCbCr); PS3.5 8.2.1.
    """
    at, jfif = 2, False
    while at + 4 <= len(stream) and stream[at] == 0xFF:
        marker = stream[at + 1]
        if marker in STANDALONE_MARKERS:
            at += 1 if marker == 0xFF else 2
            continue
        (length,) = struct.unpack_from(">H", stream, at + 2)
        content = stream[at + 4 : at + 2 + length]
        if marker == APP14 and content[:5] == b"Adobe" and len(content) >= 12:
            return "YBR_FULL" if content[11] == 1 else "RGB"
        if marker == APP0 and content[:4] == b"JFIF":
            jfif = True
        if marker in FRAME_MARKERS and content[6::3] in RGB_IDS:
            return "RGB"
        if marker == START_OF_SCAN:
            break
        at += 2 + length
    return "YBR_FULL" if jfif else tagged


def jpeg_rgb(stream: bytes, tagged: str) -> Rgb:
    """Decode a JPEG of 8 bits and three components (baseline or extended) straight to RGB.

    Parameters
    ----------
    stream, tagged
        As for `jpeg_photometric`.

    Raises
    ------
    RuntimeError, ValueError
        When the codec refuses the stream.
    """
    space = imagecodecs.JPEG8.CS.RGB if jpeg_photometric(stream, tagged) == "RGB" else imagecodecs.JPEG8.CS.YCbCr
    rgb: Rgb = imagecodecs.jpeg8_decode(stream, colorspace=space, outcolorspace=imagecodecs.JPEG8.CS.RGB)
    return rgb
