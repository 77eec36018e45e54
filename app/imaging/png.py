"""Pictures as PNG files."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from ai.words import say
from app.errors import ExportError
from app.imaging.atomic import atomic_path


def write_png(pixels: npt.NDArray[np.uint8], path: Path) -> None:
    """Write a picture without loss.

    Parameters
    ----------
    pixels
        (rows, columns) grey or (rows, columns, 3) RGB, uint8.
    path
        Ends in ``.png``; replaced when the new file is complete.

    Raises
    ------
    ExportError
        Where the file cannot be written; nothing is left behind.
    """
    if pixels.dtype != np.uint8 or pixels.ndim not in (2, 3) or (pixels.ndim == 3 and pixels.shape[2] != 3):
        raise ValueError(f"pixels must be (rows, columns[, 3]) uint8, got {pixels.shape} {pixels.dtype}")
    require_png_name(path)
    # OpenCV wants blue first.
    ordered = np.ascontiguousarray(pixels if pixels.ndim == 2 else pixels[..., ::-1])
    encoded = cv2.imencode(".png", ordered)[1]
    with atomic_path(path) as temporary:
        temporary.write_bytes(encoded.tobytes())


def require_png_name(path: Path) -> None:
    """Refuse a file name that promises another format, before long work begins."""
    if path.suffix.lower() != ".png":
        raise ExportError(say("{file} does not end in .png.", file=path.name), say("Give the file this ending."))
