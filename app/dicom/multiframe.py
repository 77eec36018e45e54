"""Frames of one file: functional groups of enhanced objects, dose grids, cine; PS3.3 C.7.6.16 and C.8.8.3."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from pydicom.dataset import Dataset

from app.dicom.attribute import integer, items, number, numbers, raw_value, text, vector
from app.dicom.plane import Orientation, Position, unit_orientation

FRAMES_IN_TIME = "The frames follow each other in time, not in space."
FRAMES_WITHOUT_PLACE = "The frames carry no position in the patient."
FRAMES_IN_SEVERAL_STACKS = "The file holds several stacks of frames, which are shown one after the other."

CINE_MODALITIES = frozenset({"US", "XA", "RF", "IVUS", "ES", "GM", "XC", "OP", "EC"})
"""Modalities whose frames are moments where the file does not place them."""


@dataclass(frozen=True)
class FramePlace:
    """Where one frame lies and how its values become modality values.

    Parameters
    ----------
    position_lps_mm, orientation, pixel_spacing_mm, thickness_mm
        (0020,0032), (0020,0037), (0028,0030), (0018,0050); None if absent or damaged.
    slope, intercept
        (0028,1053), (0028,1052); 1 and 0 if absent or damaged.
    stack
        (0020,9056) Stack ID with what else tells one volume of the file from another, or ``""``.
    """

    position_lps_mm: Position | None = None
    orientation: Orientation | None = None
    pixel_spacing_mm: tuple[float, float] | None = None
    thickness_mm: float | None = None
    slope: float = 1.0
    intercept: float = 0.0
    stack: str = ""


class FunctionalGroups:
    """The macros of an enhanced multi-frame object, PS3.3 C.7.6.16.

    Parameters
    ----------
    header
        Data set with (5200,9229) Shared and (5200,9230) Per-Frame Functional Groups Sequence; neither need be there.
    """

    def __init__(self, header: Dataset) -> None:
        self._shared = items(header, "SharedFunctionalGroupsSequence")
        self._per_frame = items(header, "PerFrameFunctionalGroupsSequence")

    @property
    def present(self) -> bool:
        """Whether the object has functional groups at all."""
        return bool(self._shared or self._per_frame)

    def macro(self, frame: int, keyword: str) -> Dataset | None:
        """First item of a macro's sequence for a frame (from 0), else that of all frames, else None."""
        if frame < len(self._per_frame) and (own := items(self._per_frame[frame], keyword)):
            return own[0]
        if self._shared and (common := items(self._shared[0], keyword)):
            return common[0]
        return None

    def place(self, frame: int) -> FramePlace:
        """Geometry and rescale of a frame, from 0."""
        position = self.macro(frame, "PlanePositionSequence")
        orientation = self.macro(frame, "PlaneOrientationSequence")
        measures = self.macro(frame, "PixelMeasuresSequence")
        rescale = self.macro(frame, "PixelValueTransformationSequence")
        content = self.macro(frame, "FrameContentSequence")
        slope, intercept = rescale_of(rescale)
        return FramePlace(
            position_lps_mm=position_of(position),
            orientation=unit_orientation(vector(orientation, "ImageOrientationPatient", 6)) if orientation else None,
            pixel_spacing_mm=spacing_of(measures, "PixelSpacing"),
            thickness_mm=positive(number(measures, "SliceThickness")) if measures else None,
            slope=slope,
            intercept=intercept,
            stack=text(content, "StackID") if content else "",
        )


def frame_places(header: Dataset, count: int) -> tuple[FramePlace, ...]:
    """Geometry and rescale of every frame of a file.

    Parameters
    ----------
    header
        The file before its pixel data.
    count
        Frames of the file.
    """
    groups = FunctionalGroups(header)
    if groups.present:
        return tuple(groups.place(frame) for frame in range(count))
    first = _classic_place(header)
    if count == 1:
        return (first,)
    offsets = vector(header, "GridFrameOffsetVector", count)
    if offsets is not None and offsets[0] == 0 and first.position_lps_mm and first.orientation:
        # PS3.3 C.8.8.3.2: offsets along the normal of the first frame, in mm, relative where the first one is zero.
        row, column = np.array(first.orientation[:3]), np.array(first.orientation[3:])
        normal = np.cross(row, column)
        return tuple(_shifted(first, normal, offset) for offset in offsets)
    # A position of the whole file is that of the first frame at best; the others have none.
    without = FramePlace(None, first.orientation, first.pixel_spacing_mm, None, first.slope, first.intercept)
    return (without,) * count


def frames_fault(header: Dataset, modality: str, places: tuple[FramePlace, ...]) -> str:
    """Sentence that says why the frames of one file are no single stack in space, or ``""``; geometry comes later."""
    if len(places) < 2:
        return ""
    if any(place.position_lps_mm is None or place.orientation is None for place in places):
        timed = any(raw_value(header, keyword) not in (None, "") for keyword in ("FrameTime", "FrameTimeVector"))
        return FRAMES_IN_TIME if timed or modality in CINE_MODALITIES else FRAMES_WITHOUT_PLACE
    if len({place.stack for place in places}) > 1:
        return FRAMES_IN_SEVERAL_STACKS
    return ""


def frame_count(header: Dataset) -> int:
    """(0028,0008) Number of Frames; 1 if absent or damaged."""
    value = integer(header, "NumberOfFrames")
    return value if value is not None and value > 0 else 1


def rescale_of(dataset: Dataset | None) -> tuple[float, float]:
    """(0028,1053) Rescale Slope and (0028,1052) Rescale Intercept, PS3.3 C.11.1; (1, 0) where absent or damaged."""
    if dataset is None:
        return 1.0, 0.0
    slope, intercept = number(dataset, "RescaleSlope"), number(dataset, "RescaleIntercept")
    # A slope of zero would make every value equal: no writer means it.
    return slope or 1.0, intercept or 0.0


def spacing_of(dataset: Dataset | None, keyword: str) -> tuple[float, float] | None:
    """(row spacing, column spacing) in mm where both are positive, PS3.3 10.7.1.3, else None."""
    values = numbers(dataset, keyword) if dataset is not None else ()
    if len(values) != 2 or values[0] is None or values[1] is None or min(values[0], values[1]) <= 0:
        return None
    return values[0], values[1]


def position_of(dataset: Dataset | None) -> Position | None:
    """(0020,0032) Image Position (Patient) in LPS mm, or None."""
    values = vector(dataset, "ImagePositionPatient", 3) if dataset is not None else None
    return (values[0], values[1], values[2]) if values else None


def positive(value: float | None) -> float | None:
    """Return the value where it is a length, else None."""
    return value if value is not None and value > 0 else None


def _classic_place(header: Dataset) -> FramePlace:
    slope, intercept = rescale_of(header)
    return FramePlace(
        position_lps_mm=position_of(header),
        orientation=unit_orientation(vector(header, "ImageOrientationPatient", 6)),
        pixel_spacing_mm=spacing_of(header, "PixelSpacing"),
        thickness_mm=positive(number(header, "SliceThickness")),
        slope=slope,
        intercept=intercept,
    )


def _shifted(first: FramePlace, normal: np.ndarray, offset: float) -> FramePlace:
    x, y, z = (np.array(first.position_lps_mm) + offset * normal).tolist()
    return FramePlace(
        (x, y, z), first.orientation, first.pixel_spacing_mm, first.thickness_mm, first.slope, first.intercept
    )
