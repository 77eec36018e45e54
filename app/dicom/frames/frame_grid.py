"""Frames that one rule of the file places: dose grids, reconstructed nuclear medicine, mosaics."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from pydicom.dataset import Dataset

from app.dicom.files.attribute import items, number, numbers, text, texts, vector
from app.dicom.frames import marks as m
from app.dicom.frames.mosaic import MosaicLayout
from app.dicom.frames.place import FARTHEST_MM, MOST_SPACING_MM, FramePlace, orientation_of, position_of
from app.dicom.frames.plane import normal_of

AXIAL_COSINE = 0.999
"""Cosine between the normal and the long axis of the body from which a slice is transverse (2.5 degrees)."""

RECONSTRUCTED = frozenset({"RECON TOMO", "RECON GATED TOMO"})
"""Third value of (0008,0008) Image Type of nuclear medicine whose frames are slices, PS3.3 C.8.4.9.1.1.3."""

FRAME_VECTORS = (
    (m.ENERGY_WINDOW, "EnergyWindowVector"),
    (m.DETECTOR, "DetectorVector"),
    (m.TIME_SLOT, "TimeSlotVector"),
    (m.ACQUISITION, "RRIntervalVector"),
    (m.TIME_POSITION, "PhaseVector"),
)
"""(0054,0010), (0054,0020), (0054,0070), (0054,0060), (0054,0030): one number per frame, PS3.3 C.8.4.8."""


def dose_places(header: Dataset, first: FramePlace, count: int) -> tuple[FramePlace, ...] | None:
    """Places of the frames of a dose grid, PS3.3 C.8.8.3.2; None where the file does not tell.

    Parameters
    ----------
    header
        With (3004,000C) Grid Frame Offset Vector.
    first
        Place of the first frame.
    count
        Frames of the file.
    """
    offsets = vector(header, "GridFrameOffsetVector", count)
    if offsets is None or first.position_lps_mm is None or first.orientation is None:
        return None
    if max(map(abs, offsets)) > FARTHEST_MM:
        return None
    normal = normal_of(first.orientation)
    # Relative where the first one is zero: mm along the normal of the first frame.
    if offsets[0] == 0:
        return tuple(_shifted(first, normal * offset) for offset in offsets)
    # Otherwise z coordinates in the patient, which only transverse frames can have.
    if abs(normal[2]) < AXIAL_COSINE:
        return None
    upwards = np.array([0.0, 0.0, 1.0])
    return tuple(_shifted(first, upwards * (offset - offsets[0])) for offset in offsets)


def nuclear_places(header: Dataset, first: FramePlace, count: int) -> tuple[FramePlace, ...] | None:
    """Places of the frames of reconstructed nuclear medicine, PS3.3 C.8.4.15; None for projections and moments."""
    if text(header, "Modality").upper() not in ("NM", "PT") or texts(header, "ImageType")[2:3] == ():
        return None
    if texts(header, "ImageType")[2] not in RECONSTRUCTED:
        return None
    # The sign tells whether slices are stacked behind the first one, along its normal, or in front of it.
    step = number(header, "SpacingBetweenSlices")
    detector = next(iter(items(header, "DetectorInformationSequence")), None)
    if detector is not None:
        first = replace(
            first,
            position_lps_mm=position_of(detector) or first.position_lps_mm,
            orientation=orientation_of(detector) or first.orientation,
        )
    if first.position_lps_mm is None or first.orientation is None or not step or abs(step) > MOST_SPACING_MM:
        return None
    slices = _frame_vector(header, "SliceVector", count) or tuple(float(index + 1) for index in range(count))
    normal = normal_of(first.orientation)
    marks = nuclear_marks(header, count)
    return tuple(
        replace(_shifted(first, normal * step * (number - 1)), marks=own)
        for number, own in zip(slices, marks, strict=True)
    )


def nuclear_marks(header: Dataset, count: int) -> tuple[tuple[str, ...], ...]:
    """Values of `MARKS` of every frame, from the vectors that (0028,0009) Frame Increment Pointer may point to."""
    common = m.file_marks(header)
    index_of = {mark: index for index, mark in enumerate(m.MARKS)}
    found = {mark: _frame_vector(header, keyword, count) for mark, keyword in FRAME_VECTORS}
    result = []
    for frame in range(count):
        values = list(common)
        for mark, vector_values in found.items():
            if vector_values is not None:
                values[index_of[mark]] = f"{vector_values[frame]:g}"
        result.append(tuple(values))
    return tuple(result)


def mosaic_places(layout: MosaicLayout, first: FramePlace) -> tuple[FramePlace, ...]:
    """Places of the tiles of a mosaic."""
    positions = layout.positions_lps_mm
    if positions is None or max(abs(part) for position in positions for part in position) > FARTHEST_MM:
        return (replace(first, position_lps_mm=None),) * layout.tiles
    return tuple(replace(first, position_lps_mm=position) for position in positions)


def _frame_vector(header: Dataset, keyword: str, count: int) -> tuple[float, ...] | None:
    values: Sequence[float | None] = numbers(header, keyword)
    finite = tuple(value for value in values if value is not None)
    return finite if len(finite) == len(values) == count else None


def _shifted(first: FramePlace, shift: np.ndarray) -> FramePlace:
    x, y, z = (np.array(first.position_lps_mm) + shift).tolist()
    return replace(first, position_lps_mm=(x, y, z))
