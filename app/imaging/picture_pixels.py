"""The pixels of one page of a picture, in all the ways in which PNG, JPEG and TIFF store them.

References
----------
TIFF Revision 6.0, 1992. ISO/IEC 15948 (PNG).
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image, ImageFile, TiffImagePlugin

from ai.volume import Voxels
from ai.words import say
from app.imaging.image_source import ImageKind

_BITS = 258
"""Tag of TIFF 6.0."""

_GREY, _COLOUR = ("1", "L", "I", "F", "I;16", "I;16L", "I;16B"), ("RGB", "RGBX", "CMYK", "YCbCr", "LAB", "HSV")
_WITH_ALPHA = {"LA": "LA", "La": "LA", "RGBA": "RGBA", "RGBa": "RGBA", "PA": "RGBA"}


def may_be_colour(image: ImageFile.ImageFile) -> bool:
    """Whether a page may hold colour; pixels of equal red, green and blue turn out grey."""
    return image.mode not in _GREY and image.mode not in ("LA", "La")


def page_pixels(path: Path, image: ImageFile.ImageFile, kind: ImageKind, said: Counter[str]) -> Voxels:
    """Decode the page that a reader stands at, not turned yet.

    Parameters
    ----------
    path, image, kind
        The file, and its reader.
    said
        Takes the sentences that only the pixels showed.

    Returns
    -------
    Voxels
        (rows, columns) of any depth, or (rows, columns, 3) RGB uint8.
    """
    bits = _bits(path, image, kind)
    plane = _deep_png(path) if kind is ImageKind.PNG and _is_deep(image, bits) else _plane(image, said)
    if plane.ndim == 3 and plane.dtype != np.uint8:
        plane = (plane >> 8).astype(np.uint8)
    if plane.ndim == 3 and bits > 8:
        said[say("Its {bits} bits per colour are shown with 8.", bits=bits)] += 1
    return plane


def _plane(image: Image.Image, said: Counter[str]) -> Voxels:
    """Decode a page: (rows, columns) of any depth or (rows, columns, 3) uint8."""
    image.load()
    # A copy has the size of what was loaded, which that of a TIFF is not where it lies on its side.
    image = image.copy()
    mode = image.mode
    if mode == "P":
        mode = "RGBA" if "transparency" in image.info else "RGB"
        return _without_alpha(np.asarray(image.convert(mode)), said)
    if mode in _WITH_ALPHA:
        return _without_alpha(np.asarray(image.convert(_WITH_ALPHA[mode])), said)
    if mode in _COLOUR:
        return np.asarray(image if mode == "RGB" else image.convert("RGB"))
    if mode not in _GREY:
        raise ValueError(f"mode {mode} is not read")
    if mode == "1":
        return np.asarray(image.convert("L"))
    return _native(np.asarray(image))


def _native(values: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Bring values into the byte order of this machine, and 32 bits into 16 where they fit."""
    values = values.astype(values.dtype.newbyteorder("="), copy=False)
    if values.dtype == np.int32:
        low, high = int(values.min()), int(values.max())
        for narrow in (np.uint16, np.int16):
            if np.iinfo(narrow).min <= low and high <= np.iinfo(narrow).max:
                return values.astype(narrow)
    return values


def _without_alpha(values: npt.NDArray[Any], said: Counter[str]) -> Voxels:
    """Lay (rows, columns, 2 or 4) on black, as the pane around it is."""
    if values.shape[2] == 3:
        return values
    alpha = values[..., -1]
    colours = values[..., 0] if values.shape[2] == 2 else values[..., :3]
    if (alpha == 255).all():
        return colours
    said[say("Transparent parts of the picture are shown black.")] += 1
    share = alpha if colours.ndim == 2 else alpha[..., np.newaxis]
    darkened: Voxels = (colours.astype(np.uint16) * share + 127) // 255
    return darkened.astype(np.uint8)


def _is_deep(image: ImageFile.ImageFile, bits: int) -> bool:
    """Whether Pillow would read 16 bits as 8."""
    return bits > 8 and image.mode not in _GREY


def _deep_png(path: Path) -> Voxels:
    """Decode a PNG of 16 bits in colour or with transparency, which Pillow would cut to 8.

    Returns
    -------
    Voxels
        (rows, columns) uint16 where it is grey, else (rows, columns, 3) RGB uint16.
    """
    decoded = cv2.imdecode(np.fromfile(path, dtype=np.uint8), cv2.IMREAD_UNCHANGED)
    if decoded is None or decoded.ndim != 3 or decoded.dtype != np.uint16:
        raise ValueError("no PNG of 16 bits")
    # OpenCV gives blue first.
    colours: Voxels = decoded[..., 2::-1]
    return grey_if_equal(colours)


def grey_if_equal(colours: Voxels) -> Voxels:
    """(rows, columns) where red, green and blue are the same everywhere: a grey picture saved in colour."""
    red = colours[..., 0]
    equal = np.array_equal(red, colours[..., 1]) and np.array_equal(red, colours[..., 2])
    return np.ascontiguousarray(red) if equal else colours


def _bits(path: Path, image: ImageFile.ImageFile, kind: ImageKind) -> int:
    """Bits of one sample as stored."""
    if isinstance(image, TiffImagePlugin.TiffImageFile):
        told = image.tag_v2.get(_BITS, (8,))
        return max(int(bits) for bits in (told if isinstance(told, tuple) else (told,)))
    if kind is ImageKind.PNG:
        with path.open("rb") as file:
            # Byte 24: bit depth in the first chunk, IHDR; ISO/IEC 15948, 11.2.2.
            return int(file.read(25)[24])
    return 8
