"""Qt's pictures as arrays, for code that knows no Qt."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QImage


def rgb_pixels(image: QImage) -> npt.NDArray[np.uint8]:
    """Copy a picture.

    Returns
    -------
    npt.NDArray[np.uint8]
        (rows, columns, 3) RGB in device pixels.
    """
    rgb = image.convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(rgb.constBits(), np.uint8).reshape(rgb.height(), rgb.bytesPerLine())
    return rows[:, : 3 * rgb.width()].reshape(rgb.height(), rgb.width(), 3).copy()
