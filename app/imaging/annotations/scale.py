"""What a millimetre of an image is worth: honest units, and the reader's own calibration."""

from __future__ import annotations

import math
from dataclasses import dataclass

from ai.volume import SpacingKind, Volume
from ai.words import joined, say
from app.imaging.annotations.annotation import LARGEST_MM, SeriesMark
from app.imaging.probe import number

CALIBRATED = say("calibrated by the reader")
"""Stands beside every length that rests on a calibration."""

_NOTES = {
    SpacingKind.PATIENT: "",
    SpacingKind.DETECTOR: say("detector plane"),
    SpacingKind.UNKNOWN: say("no pixel spacing in the file"),
}

_CM2 = 100.0
"""Square millimetres in a square centimetre; smaller areas are told in mm²."""


@dataclass(frozen=True)
class Calibration:
    """A length that the reader knows, drawn on an image.

    Parameters
    ----------
    mark
        The series; where ``image`` is empty all of it, else that image alone: on projections every film is magnified in
        its own way.
    drawn
        Length as the affine of the volume tells it: pixels, or mm on the detector.
    known_mm
        What it truly is.
    """

    mark: SeriesMark
    drawn: float
    known_mm: float

    def __post_init__(self) -> None:
        if not all(math.isfinite(length) and 0 < length <= LARGEST_MM for length in (self.drawn, self.known_mm)):
            raise ValueError("a calibration needs two lengths above 0")

    @property
    def factor(self) -> float:
        """True mm per unit of the affine."""
        return self.known_mm / self.drawn


@dataclass(frozen=True)
class Scale:
    """How lengths of the affine are told.

    Parameters
    ----------
    factor
        What they are multiplied by.
    unit
        ``"mm"`` or ``"px"``.
    note
        What must be known besides: "detector plane", "no pixel spacing in the file", `CALIBRATED`; or ``""``.
    """

    factor: float = 1.0
    unit: str = "mm"
    note: str = ""

    def length(self, drawn: float) -> float:
        """Turn a length of the affine into one of ``unit``."""
        return drawn * self.factor

    def area(self, drawn: float) -> float:
        """Turn an area of the affine into one of ``unit``²."""
        return drawn * self.factor**2

    @property
    def is_calibrated(self) -> bool:
        """Whether the reader's own calibration tells the lengths, not the file."""
        return self.note == CALIBRATED

    @property
    def suffix(self) -> str:
        """The note as it follows a value: " (detector plane)"."""
        return joined((" (", self.note, ")"), "") if self.note else ""

    def length_text(self, drawn: float) -> str:
        """Word a length of the affine: "12.3 mm", "12.3 mm (detector plane)", "40.0 px (no pixel spacing ...)"."""
        return joined((f"{number(self.length(drawn), decimals=1)} {self.unit}", self.suffix), "")

    def area_text(self, drawn: float) -> str:
        """Word an area of the affine: "41.2 mm²", "3.14 cm²", "400.0 px² (no pixel spacing in the file)"."""
        area = self.area(drawn)
        if self.unit == "mm" and area >= _CM2:
            return joined((f"{number(area / _CM2, decimals=2)} cm²", self.suffix), "")
        return joined((f"{number(area, decimals=1)} {self.unit}²", self.suffix), "")


def scale_of(volume: Volume, calibration: Calibration | None = None) -> Scale:
    """Tell how lengths on a volume are worth telling.

    Parameters
    ----------
    volume
        Whose affine the lengths come from.
    calibration
        Of this image; it overrides what the file tells.
    """
    if calibration is not None:
        return Scale(calibration.factor, "mm", CALIBRATED)
    unit = "px" if volume.spacing_kind is SpacingKind.UNKNOWN else "mm"
    return Scale(1.0, unit, _NOTES[volume.spacing_kind])


def calibrated(mark: SeriesMark, volume: Volume, drawn: float, known_mm: float) -> Calibration:
    """Make a calibration from a drawn line.

    Parameters
    ----------
    mark
        Of the image that the line was drawn on.
    volume
        Whose affine tells the length. On projections the calibration holds for that image alone.
    drawn
        Length of the line, from `app.imaging.annotations.quantities.length`.
    known_mm
        What the reader says it is.
    """
    if volume.spacing_kind is not SpacingKind.DETECTOR:
        mark = SeriesMark(mark.study, mark.series, mark.part)
    return Calibration(mark, drawn, known_mm)
