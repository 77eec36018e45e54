"""Where one frame lies and how its values become modality values, read from whatever data set holds it."""

from __future__ import annotations

from dataclasses import dataclass

from pydicom.dataset import Dataset

from app.dicom.files.attribute import number, numbers, vector
from app.dicom.frames.plane import Orientation, Position, unit_orientation

FARTHEST_MM = 1e6
"""A position beyond a kilometre is damage; such numbers also overflow further on."""

LEAST_SPACING_MM = 1e-4
"""Tenth of a micrometre: below the finest microscope pixels."""

MOST_SPACING_MM = 1e4
"""Ten metres: above any pixel or slice."""


@dataclass(frozen=True, slots=True)
class FramePlace:
    """Where one frame lies and how its values become modality values.

    Parameters
    ----------
    position_lps_mm, orientation, pixel_spacing_mm, thickness_mm
        (0020,0032), (0020,0037), (0028,0030), (0018,0050); None if absent or damaged.
    slope, intercept
        (0028,1053), (0028,1052); 1 and 0 if absent or damaged.
    marks
        Values of `app.dicom.frames.marks.MARKS` where the frame has its own, or ``()``: then those of its file hold.
    """

    position_lps_mm: Position | None = None
    orientation: Orientation | None = None
    pixel_spacing_mm: tuple[float, float] | None = None
    thickness_mm: float | None = None
    slope: float = 1.0
    intercept: float = 0.0
    marks: tuple[str, ...] = ()


def rescale_of(dataset: Dataset | None) -> tuple[float, float]:
    """(0028,1053) Rescale Slope and (0028,1052) Rescale Intercept, PS3.3 C.11.1; (1, 0) where absent or damaged.

    A dose has (3004,000E) Dose Grid Scaling in the place of the slope, PS3.3 C.8.8.3.
    """
    if dataset is None:
        return 1.0, 0.0
    slope, intercept = number(dataset, "RescaleSlope"), number(dataset, "RescaleIntercept")
    if slope is None:
        slope = number(dataset, "DoseGridScaling")
    # A slope of zero would make every value equal: no writer means it.
    return slope or 1.0, intercept or 0.0


def spacing_of(dataset: Dataset | None, keyword: str) -> tuple[float, float] | None:
    """(row spacing, column spacing) in mm where both are sensible lengths, PS3.3 10.7.1.3, else None."""
    values = numbers(dataset, keyword) if dataset is not None else ()
    if len(values) != 2:
        return None
    rows, columns = positive(values[0]), positive(values[1])
    return None if rows is None or columns is None else (rows, columns)


def position_of(dataset: Dataset | None, keyword: str = "ImagePositionPatient") -> Position | None:
    """(0020,0032) Image Position (Patient) in LPS mm, or None."""
    values = vector(dataset, keyword, 3) if dataset is not None else None
    if values is None or max(map(abs, values)) > FARTHEST_MM:
        return None
    return values[0], values[1], values[2]


def orientation_of(dataset: Dataset | None, keyword: str = "ImageOrientationPatient") -> Orientation | None:
    """(0020,0037) Image Orientation (Patient), or None."""
    return unit_orientation(vector(dataset, keyword, 6)) if dataset is not None else None


def slice_location_of(dataset: Dataset) -> float | None:
    """(0020,1041) Slice Location in mm, PS3.3 C.7.6.2.1.2, or None.

    Its origin is the choice of the maker: a number to be read, never to be reckoned with.
    """
    value = number(dataset, "SliceLocation")
    return value if value is not None and abs(value) <= FARTHEST_MM else None


def positive(value: float | None) -> float | None:
    """Return the value where it is a length in mm, else None."""
    return value if value is not None and LEAST_SPACING_MM <= value <= MOST_SPACING_MM else None
