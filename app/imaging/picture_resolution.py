"""What a picture says of the size of its pixels: resolution for a printer, or what ImageJ knew of the scan."""

from __future__ import annotations

import re

from PIL import ImageFile, TiffImagePlugin

from app.imaging.image_source import PixelSize, is_step

_DESCRIPTION = 270
"""Tag of TIFF 6.0."""

_X_RESOLUTION, _Y_RESOLUTION, _RESOLUTION_UNIT = 282, 283, 296

_UNIT_MM = {2: 25.4, 3: 10.0}
"""Millimetres in the unit of resolution: inch, centimetre."""

_IMAGEJ_MM = {
    "mm": 1.0, "millimeter": 1.0, "cm": 10.0, "centimeter": 10.0, "inch": 25.4, "in": 25.4,
    "um": 1e-3, "µm": 1e-3, "micron": 1e-3, "\\u00b5m": 1e-3,
}  # fmt: skip

_SCREEN_DPI = frozenset({0, 1, 72, 96})
"""Resolutions that programs write where they know none."""


def told_size(image: ImageFile.ImageFile, *, swaps: bool) -> PixelSize | None:
    """Size of a pixel by the resolution that a file names; None where it says nothing of use.

    Parameters
    ----------
    image
        Its head.
    swaps
        Whether its orientation makes columns of rows.
    """
    steps = _tiff_steps(image) if isinstance(image, TiffImagePlugin.TiffImageFile) else _dpi_steps(image)
    if steps is None:
        return None
    column_mm, row_mm, slice_mm = steps
    if not (is_step(column_mm) and is_step(row_mm)):
        return None
    if swaps:
        column_mm, row_mm = row_mm, column_mm
    return PixelSize(row_mm, column_mm, slice_mm if slice_mm is not None and is_step(slice_mm) else None)


def _dpi_steps(image: ImageFile.ImageFile) -> tuple[float, float, float | None] | None:
    dpi = image.info.get("dpi")
    if not isinstance(dpi, tuple) or len(dpi) != 2 or any(round(float(each)) in _SCREEN_DPI for each in dpi):
        return None
    return 25.4 / float(dpi[0]), 25.4 / float(dpi[1]), None


def _tiff_steps(image: TiffImagePlugin.TiffImageFile) -> tuple[float, float, float | None] | None:
    """(column, row, slice) steps in mm, of the tags of resolution or of what ImageJ wrote into the description."""
    tags = image.tag_v2
    try:
        across, down = float(tags[_X_RESOLUTION]), float(tags[_Y_RESOLUTION])
    except (KeyError, TypeError, ValueError, ArithmeticError):
        return None
    if not (across > 0 and down > 0):
        return None
    description = str(tags.get(_DESCRIPTION, ""))
    if description.startswith("ImageJ="):
        facts = dict(re.findall(r"^(\w+)=(.*?)\s*$", description[:4096], re.MULTILINE))
        unit_mm = _IMAGEJ_MM.get(facts.get("unit", "").lower())
        if unit_mm is None:
            return None
        spacing = re.fullmatch(r"[\d.]{1,12}", facts.get("spacing", ""))
        try:
            slice_mm = float(spacing[0]) * unit_mm if spacing is not None else None
        except ValueError:
            slice_mm = None
        return unit_mm / across, unit_mm / down, slice_mm
    unit_mm = _UNIT_MM.get(int(tags.get(_RESOLUTION_UNIT, 2)))
    if unit_mm is None or round(across * 25.4 / unit_mm) in _SCREEN_DPI:
        return None
    return unit_mm / across, unit_mm / down, None
