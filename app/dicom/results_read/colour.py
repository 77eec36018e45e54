"""Colours of other makers, PS3.3 C.10.7.1.1."""

from __future__ import annotations

from highdicom.color import CIELabColor
from pydicom.dataset import Dataset

from app.dicom.files.attribute import numbers
from app.imaging.labels import Colour

_LARGEST_WORD, _LARGEST_BYTE = 65535, 255


def lab_colour(dataset: Dataset) -> Colour | None:
    """(0062,000D) Recommended Display CIELab Value as sRGB, or None where there is none."""
    words = numbers(dataset, "RecommendedDisplayCIELabValue")
    if len(words) != 3 or not all(word is not None and 0 <= word <= _LARGEST_WORD for word in words):
        return None
    red, green, blue = CIELabColor.from_dicom_value([int(word) for word in words if word is not None]).to_rgb()
    return int(red), int(green), int(blue)


def rgb_colour(dataset: Dataset, keyword: str) -> Colour | None:
    """(3006,002A) ROI Display Color: red, green, blue from 0 to 255; None where there is none."""
    parts = numbers(dataset, keyword)
    if len(parts) != 3 or not all(part is not None and 0 <= part <= _LARGEST_BYTE for part in parts):
        return None
    red, green, blue = (int(part) for part in parts if part is not None)
    return red, green, blue
