"""Order of the slices of a series in space, and what is wrong with it; PS3.3 C.7.6.2.1.1."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from app.dicom.header import Header
from app.dicom.multiframe import FRAMES_IN_SEVERAL_STACKS, FramePlace
from app.dicom.plane import Orientation, normal_of, same_direction
from app.dicom.regularity import SAME_PLACE_MM, judge_grid
from app.dicom.series import Series, SliceFacts
from app.dicom.stacks import Stack, location_of, rank_of, split

WITHOUT_POSITION = "The images carry no position in the patient; they follow each other by their numbers."
WITHOUT_SPACING = "The images carry no pixel spacing, so nothing can be measured in them."
FRAMES_TURNED = "The frames of the file point in different directions."


def order_series(headers: Sequence[Header]) -> tuple[Series, ...]:
    """Turn the images of one SeriesInstanceUID of one patient into stacks in geometric order.

    Parameters
    ----------
    headers
        All images of the series, in any order, at least one.

    Returns
    -------
    tuple of Series
        One per stack, by the smallest instance number.
    """
    stacks = split(headers)
    series = [_frames_in_order(stack) if stack.headers[0].instance.frames > 1 else _in_order(stack) for stack in stacks]
    return tuple(sorted(series, key=lambda one: min(instance.instance_number or 0 for instance in one.instances)))


def _in_order(stack: Stack) -> Series:
    """Sort a stack of single-frame files."""
    first = stack.headers[0]
    orientation = first.instance.orientation
    if orientation is None or first.instance.position_lps_mm is None:
        headers = sorted(stack.headers, key=rank_of)
        unplaced = (WITHOUT_POSITION,) if len(headers) > 1 else ()
        return _series(stack, headers, [_facts(one, at) for at, one in enumerate(headers)], unplaced)
    headers = sorted(stack.headers, key=lambda one: (location_of(one, orientation), rank_of(one)))
    facts = [_facts(one, at, location=location_of(one, orientation)) for at, one in enumerate(headers)]
    warnings: tuple[str, ...] = ()
    if not stack.fault:
        positions = np.array([header.instance.position_lps_mm for header in headers], dtype=np.float64)
        warnings = _judge(positions, orientation, first.instance.pixel_spacing_mm)
    return _series(stack, headers, facts, warnings)


def _frames_in_order(stack: Stack) -> Series:
    """Sort the frames of one file; PS3.3 C.7.6.16.2.3 and C.7.6.16.2.4 place them."""
    header = stack.headers[0]
    places = header.places
    orientation = places[0].orientation
    in_file_order = [_facts(header, 0, frame=frame) for frame in range(len(places))]
    if header.frames_fault or orientation is None:
        fault = header.frames_fault or WITHOUT_POSITION
        return _series(stack, [header], in_file_order, (fault,))
    if not all(place.orientation and same_direction(place.orientation, orientation) for place in places):
        return _series(stack, [header], in_file_order, (FRAMES_TURNED,))
    positions = np.array([place.position_lps_mm for place in places], dtype=np.float64)
    locations = positions @ normal_of(orientation)
    by_place = np.argsort(locations, kind="stable")
    if (np.diff(locations[by_place]) <= SAME_PLACE_MM).any():
        return _series(stack, [header], in_file_order, (FRAMES_IN_SEVERAL_STACKS,))
    facts = [_facts(header, 0, frame=frame, location=float(locations[frame])) for frame in by_place.tolist()]
    warnings = _judge(positions[by_place], orientation, header.instance.pixel_spacing_mm)
    return _series(stack, [header], facts, warnings)


def _judge(
    positions: npt.NDArray[np.float64], orientation: Orientation, spacing: tuple[float, float] | None
) -> tuple[str, ...]:
    verdict = judge_grid(positions, normal_of(orientation), pixel_mm=min(spacing) if spacing else None)
    without = (WITHOUT_SPACING,) if spacing is None and len(positions) > 1 else ()
    return (*verdict.warnings, *without)


def _series(stack: Stack, headers: Sequence[Header], facts: Sequence[SliceFacts], warnings: tuple[str, ...]) -> Series:
    first = headers[0]
    return Series(
        uid=first.series_uid,
        number=first.series_number,
        description=first.series_description,
        modality=first.modality,
        body_part=first.body_part,
        instances=tuple(header.instance for header in headers),
        warnings=(*warnings, *stack.warnings),
        geometry_fault=warnings[0] if warnings else stack.fault,
        part=stack.part,
        slices=tuple(facts),
    )


def _facts(header: Header, at: int, *, frame: int = 0, location: float | None = None) -> SliceFacts:
    place: FramePlace = header.places[frame]
    return SliceFacts(
        instance=at,
        frame=frame,
        position_lps_mm=place.position_lps_mm,
        location_mm=location,
        instance_number=header.instance.instance_number,
        thickness_mm=place.thickness_mm,
        kvp=header.kvp,
        acquisition_time=header.acquisition_time,
    )
