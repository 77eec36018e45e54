"""Frames of one file: functional groups of enhanced objects, dose grids, mosaics, cine; PS3.3 C.7.6.16 and C.8.8.3."""

from __future__ import annotations

from dataclasses import replace

from pydicom.dataset import Dataset

from ai.words import say
from app.dicom.files.attribute import integer, items, number, raw_value, text
from app.dicom.frames.frame_grid import dose_places, mosaic_places, nuclear_places
from app.dicom.frames.frame_marks import FrameMarks
from app.dicom.frames.mosaic import is_mosaic, mosaic_of
from app.dicom.frames.place import FramePlace, orientation_of, position_of, positive, rescale_of, spacing_of

FRAMES_IN_TIME = say("The frames follow each other in time, not in space.")
FRAMES_WITHOUT_PLACE = say("The frames carry no position in the patient.")
FRAMES_ARE_TILES = say("The frames are tiles of one large picture, not slices of a volume.")

MOSAIC_UNKNOWN = say("The tiles of this mosaic cannot be told apart.")

CINE_MODALITIES = frozenset({"US", "XA", "RF", "IVUS", "ES", "GM", "XC", "OP", "EC"})
"""Modalities whose frames are moments where the file does not place them."""

TIMED_NUCLEAR = frozenset({"DYNAMIC", "GATED", "GATED TOMO"})
"""Third value of (0008,0008) Image Type of nuclear medicine whose frames are moments, PS3.3 C.8.4.9.1.1.3."""


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

    @property
    def shared(self) -> Dataset | None:
        """Item of (5200,9229), or None."""
        return self._shared[0] if self._shared else None

    def own(self, frame: int) -> Dataset | None:
        """Item of (5200,9230) of a frame, from 0, or None."""
        return self._per_frame[frame] if frame < len(self._per_frame) else None

    def describes(self, frame: int) -> bool:
        """Whether the file says anything of a frame: some hold fewer items than frames."""
        return not self._per_frame or frame < len(self._per_frame)

    def macro(self, frame: int, keyword: str) -> Dataset | None:
        """First item of a macro's sequence for a frame (from 0), else that of all frames, else None."""
        own = self.own(frame)
        if own is not None and keyword in own and (found := items(own, keyword)):
            return found[0]
        if self._shared and (common := items(self._shared[0], keyword)):
            return common[0]
        return None

    def place(self, frame: int) -> FramePlace:
        """Geometry and rescale of a frame, from 0."""
        measures = self.macro(frame, "PixelMeasuresSequence")
        slope, intercept = rescale_of(self.macro(frame, "PixelValueTransformationSequence"))
        position = position_of(self.macro(frame, "PlanePositionSequence"))
        orientation = orientation_of(self.macro(frame, "PlaneOrientationSequence"))
        if position is None and orientation is None:
            # Volumes of ultrasound lie in the space of their transducer, PS3.3 C.8.24.6.
            position = position_of(self.macro(frame, "PlanePositionVolumeSequence"), "ImagePositionVolume")
            volume = self.macro(frame, "PlaneOrientationVolumeSequence")
            orientation = orientation_of(volume, "ImageOrientationVolume")
        return FramePlace(
            position_lps_mm=position if self.describes(frame) else None,
            orientation=orientation,
            pixel_spacing_mm=spacing_of(measures, "PixelSpacing"),
            thickness_mm=positive(number(measures, "SliceThickness")) if measures else None,
            slope=slope,
            intercept=intercept,
        )


def frame_places(header: Dataset, count: int) -> tuple[FramePlace, ...]:
    """Geometry, rescale and marks of every frame of a file.

    Parameters
    ----------
    header
        The file before its pixel data.
    count
        Frames of the file; the tiles where it is a mosaic.
    """
    groups = FunctionalGroups(header)
    if groups.present:
        marks = FrameMarks(header, groups.shared)
        return tuple(replace(groups.place(frame), marks=marks.of(groups.own(frame))) for frame in range(count))
    first = _classic_place(header)
    layout = mosaic_of(header)
    if layout is not None:
        return mosaic_places(layout, first)
    if is_mosaic(header):
        # Slices side by side have no common position.
        first = replace(first, position_lps_mm=None)
    if count == 1:
        return (first,)
    placed = dose_places(header, first, count) or nuclear_places(header, first, count)
    # A position of the whole file is that of the first frame at best; the others have none.
    return placed or (replace(first, position_lps_mm=None, thickness_mm=None),) * count


def frames_fault(header: Dataset, modality: str, places: tuple[FramePlace, ...]) -> str:
    """Sentence that says why the frames of one file have no places in space, or ``""``."""
    if is_mosaic(header) and mosaic_of(header) is None:
        return MOSAIC_UNKNOWN
    if len(places) < 2:
        return ""
    if is_tiled(header):
        return FRAMES_ARE_TILES
    if all(place.position_lps_mm is not None and place.orientation is not None for place in places):
        return ""
    timed = any(raw_value(header, keyword) not in (None, "") for keyword in ("FrameTime", "FrameTimeVector"))
    nuclear = modality == "NM" and text(header, "ImageType").upper().split("\\")[2:3] != []
    if nuclear and text(header, "ImageType").upper().split("\\")[2] in TIMED_NUCLEAR:
        return FRAMES_IN_TIME
    return FRAMES_IN_TIME if timed or modality in CINE_MODALITIES else FRAMES_WITHOUT_PLACE


def is_tiled(header: Dataset) -> bool:
    """Whether the frames are tiles of a slide, PS3.3 C.8.12.4.1.1 and C.7.6.17.3."""
    organised = text(header, "DimensionOrganizationType").upper()
    return organised.startswith("TILED") or "TotalPixelMatrixColumns" in header


def frame_count(header: Dataset) -> int:
    """(0028,0008) Number of Frames; 1 if absent or damaged."""
    value = integer(header, "NumberOfFrames")
    return value if value is not None and value > 0 else 1


def _classic_place(header: Dataset) -> FramePlace:
    slope, intercept = rescale_of(header)
    return FramePlace(
        position_lps_mm=position_of(header),
        orientation=orientation_of(header),
        pixel_spacing_mm=spacing_of(header, "PixelSpacing"),
        thickness_mm=positive(number(header, "SliceThickness")),
        slope=slope,
        intercept=intercept,
    )
