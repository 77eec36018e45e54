"""Order of the slices of a series in space, and what is wrong with it; PS3.3 C.7.6.2.1.1."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from ai.words import say
from app.dicom.frames.plane import Orientation, normal_of
from app.dicom.headers.frozen import frozen
from app.dicom.headers.header import Header
from app.dicom.series import Instance, Series, SliceFacts
from app.dicom.stacking.picture import Picture
from app.dicom.stacking.regularity import judge_grid
from app.dicom.stacking.stacks import Stack, split, stands_alone

WITHOUT_POSITION = say("The images carry no position in the patient; they follow each other by their numbers.")
WITHOUT_SPACING = say("The images carry no pixel spacing, so nothing can be measured in them.")


def order_series(headers: Sequence[Header]) -> tuple[Series, ...]:
    """Turn the images of one SeriesInstanceUID of one patient into stacks in geometric order.

    Parameters
    ----------
    headers
        All images of the series, in any order, at least one.

    Returns
    -------
    tuple of Series
        One per stack, by the smallest instance number; volumes of one fourth axis in its order.
    """
    series = [_in_order(stack) for stack in split(headers)]
    first: dict[str, int] = {}
    for one in series:
        key, number = _together(one), _first_number(one)
        first[key] = min(number, first.get(key, number))
    order = sorted(range(len(series)), key=lambda at: (first[_together(series[at])], at))
    return tuple(series[at] for at in order)


def _together(series: Series) -> str:
    return series.axis.stack if series.axis else f"{id(series)}"


def _first_number(series: Series) -> int:
    return min(instance.instance_number or 0 for instance in series.instances)


def _in_order(stack: Stack) -> Series:
    first = stack.pictures[0]
    orientation = first.directions
    if not stack.is_placed:
        return _unplaced(stack)
    positions = np.array([picture.position for picture in stack.pictures], dtype=np.float64)
    heights = positions @ normal_of(orientation)
    order = np.argsort(heights).tolist()
    if not (np.diff(heights[order]) > 0).all():
        order.sort(key=lambda at: (heights[at], stack.pictures[at].rank))
    pictures = [stack.pictures[at] for at in order]
    warnings: tuple[str, ...] = ()
    if not stack.fault:
        warnings = _judge(positions[order], orientation, first.spacing)
    return _series(stack, pictures, heights[order].tolist(), warnings)


def _unplaced(stack: Stack) -> Series:
    """Pictures that follow each other by number: cine, radiographs, tiles, pictures without a position."""
    pictures = sorted(stack.pictures, key=lambda picture: picture.rank)
    faults = {picture.header.frames_fault for picture in pictures}
    if len(faults) == 1 and "" not in faults:
        warnings = tuple(faults)
    else:
        warnings = (WITHOUT_POSITION,) if len(pictures) > 1 else ()
    return _series(stack, pictures, [None] * len(pictures), warnings)


def _judge(
    positions: npt.NDArray[np.float64], orientation: Orientation, spacing: tuple[float, float] | None
) -> tuple[str, ...]:
    verdict = judge_grid(positions, normal_of(orientation), pixel_mm=min(spacing) if spacing else None)
    without = (WITHOUT_SPACING,) if spacing is None and len(positions) > 1 else ()
    return (*verdict.warnings, *without)


def _series(
    stack: Stack, pictures: Sequence[Picture], heights: Sequence[float | None], warnings: tuple[str, ...]
) -> Series:
    first = pictures[0].header
    numbers: dict[int, int] = {}
    at = [numbers.setdefault(id(picture.header), len(numbers)) for picture in pictures]
    # The first picture of every file, in the order of the files.
    leading = dict(zip(reversed(at), reversed(pictures), strict=True))
    instances = tuple(_instance(leading[number]) for number in range(len(numbers)))
    return Series(
        uid=first.series_uid,
        number=first.series_number,
        description=first.series_description,
        modality=first.modality,
        body_part=first.body_part,
        instances=instances,
        warnings=(*warnings, *stack.warnings),
        geometry_fault=warnings[0] if warnings else stack.fault,
        part=stack.part,
        slices=_slices(pictures, at, heights),
        axis=stack.axis,
    )


def _instance(picture: Picture) -> Instance:
    """Take the file with the geometry of its first frame in the stack, which may be another one than in the file."""
    instance = picture.header.instance
    if picture.frame == 0 or stands_alone(picture.header):
        return instance
    return replace(
        instance,
        position_lps_mm=picture.position,
        orientation=picture.orientation,
        pixel_spacing_mm=picture.spacing,
    )


def _slices(pictures: Sequence[Picture], at: Sequence[int], heights: Sequence[float | None]) -> tuple[SliceFacts, ...]:
    """Facts of pictures; ``at`` are the numbers of their files."""
    headers = [picture.header for picture in pictures]
    places = [picture.place for picture in pictures]
    facts = frozen(
        SliceFacts,
        at,
        [picture.frame for picture in pictures],
        [place.position_lps_mm for place in places],
        heights,
        [header.instance.instance_number for header in headers],
        [place.thickness_mm for place in places],
        [header.kvp for header in headers],
        [header.acquisition_time for header in headers],
        [header.slice_location_mm for header in headers],
    )
    return tuple(facts)
