"""What the quick way reads of a header: each fact with the elements it depends on, as in `app.dicom.headers.header`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from pydicom.datadict import dictionary_VR
from pydicom.dataset import Dataset

from app.dicom.files.attribute import TEXT_VRS, number, text, texts
from app.dicom.frames.marks import (
    B_VALUE,
    COMPONENT,
    DIRECTION,
    ECHO_TIME,
    IMAGE_TYPE,
    MARK_TAGS,
    MARKS,
    TIME,
    Mark,
    echo_time,
    figure,
    plain_value,
    special_marks,
)
from app.dicom.frames.multiframe import frame_count, frame_places
from app.dicom.frames.place import FARTHEST_MM, FramePlace, position_of, positive, rescale_of, slice_location_of
from app.dicom.frames.plane import Position
from app.dicom.headers.fact import (
    Fact,
    decimals,
    integer_fact,
    text_fact,
    triples,
    upper_fact,
    word_lists,
    words,
    written_fact,
)
from app.dicom.headers.header import (
    LUT_SEQUENCES,
    StudyFacts,
    high_bit_of,
    pixel_format,
    plain_vois_of,
    study_facts,
)
from app.dicom.series import PixelFormat
from app.imaging.window import Voi, VoiFunction, Window

FOREIGN = (
    "SharedFunctionalGroupsSequence",
    "PerFrameFunctionalGroupsSequence",
    "DirectoryRecordSequence",
    "ConcatenationUID",
)
"""(5200,9229), (5200,9230), (0004,1220), (0020,9161): whoever has one is left to the slow way."""

STUDY = Fact[StudyFacts](
    (
        "StudyInstanceUID",
        "StudyDate",
        "StudyTime",
        "StudyDescription",
        "AccessionNumber",
        "InstitutionName",
        "PatientName",
        "PatientID",
        "PatientBirthDate",
        "PatientSex",
        "PatientAge",
    ),
    study_facts,
)
SERIES_UID = text_fact("SeriesInstanceUID")
SERIES_NUMBER = integer_fact("SeriesNumber")
SERIES_DESCRIPTION = written_fact("SeriesDescription")
MODALITY = upper_fact("Modality")
BODY_PART = upper_fact("BodyPartExamined")
VIEW = upper_fact("ViewPosition")
ACQUISITION_TIME = text_fact("AcquisitionTime")
SOP_INSTANCE_UID = text_fact("SOPInstanceUID")
SOP_CLASS_UID = text_fact("SOPClassUID")
INSTANCE_NUMBER = integer_fact("InstanceNumber")
ROWS, COLUMNS = integer_fact("Rows"), integer_fact("Columns")


def _image_type(header: Dataset) -> tuple[str, ...]:
    return texts(header, "ImageType")


def _kvp(header: Dataset) -> float | None:
    return positive(number(header, "KVP"))


def _frames(header: Dataset) -> int:
    return frame_count(header)


def _kvps(raws: Sequence[bytes]) -> Sequence[float | None] | None:
    found = decimals(raws)
    # A fact that is None is asked again, so this is for good values alone.
    return None if found is None else [positive(one) for one in found]


IMAGE_TYPE_VALUES = Fact(("ImageType",), _image_type, word_lists)
KVP = Fact(("KVP",), _kvp, _kvps)
FRAMES = Fact(("NumberOfFrames",), _frames)


def _place(header: Dataset) -> FramePlace:
    (place,) = frame_places(header, 1)
    return place


PLACE = Fact(("ImageOrientationPatient", "PixelSpacing", "SliceThickness"), _place)
"""All but position and rescale, which may differ from slice to slice."""


def _positions(raws: Sequence[bytes]) -> Sequence[Position] | None:
    found = triples(raws)
    if found is None:
        return None
    largest, least = max(map(max, found)), min(map(min, found))
    return found if least >= -FARTHEST_MM and largest <= FARTHEST_MM else None


POSITION = Fact[Position | None](("ImagePositionPatient",), position_of, _positions)


def _locations(raws: Sequence[bytes]) -> Sequence[float] | None:
    found = decimals(raws)
    return found if found is not None and max(map(abs, found)) <= FARTHEST_MM else None


SLICE_LOCATION = Fact[float | None](("SliceLocation",), slice_location_of, _locations)


def _rescales(
    slopes: Sequence[bytes], intercepts: Sequence[bytes], _scalings: Sequence[bytes]
) -> Sequence[tuple[float, float]] | None:
    factors, offsets = decimals(slopes), decimals(intercepts)
    if factors is None or offsets is None:
        return None
    return [(factor or 1.0, offset or 0.0) for factor, offset in zip(factors, offsets, strict=True)]


RESCALE = Fact(("RescaleSlope", "RescaleIntercept", "DoseGridScaling"), rescale_of, _rescales)


def _pixels(header: Dataset) -> PixelFormat:
    return pixel_format(header, ())


PIXELS = Fact(
    (
        "SamplesPerPixel",
        "PhotometricInterpretation",
        "BitsAllocated",
        "BitsStored",
        "PixelRepresentation",
        "ModalityLUTSequence",
    ),
    _pixels,
)
"""All but the rescale."""

HIGH_BIT = Fact(("HighBit", "BitsStored", "BitsAllocated"), high_bit_of)


def _vois(header: Dataset) -> tuple[Voi, ...]:
    return plain_vois_of(header) or ()


def _windows(
    centres: Sequence[bytes], widths: Sequence[bytes], names: Sequence[bytes], functions: Sequence[bytes]
) -> Sequence[tuple[Voi, ...]] | None:
    middles, sizes, said = decimals(centres), decimals(widths), words(names)
    if middles is None or sizes is None or said is None or min(sizes) < 1 or any(functions):
        return None
    return [
        (Window(centre, width, VoiFunction.LINEAR, name),)
        for centre, width, name in zip(middles, sizes, said, strict=True)
    ]


VOIS = Fact(("WindowCenter", "WindowWidth", "WindowCenterWidthExplanation", "VOILUTFunction"), _vois, _windows)


def _has_tables(header: Dataset) -> bool:
    return plain_vois_of(header) is None


HAS_TABLES = Fact(LUT_SEQUENCES, _has_tables)


def _mark_fact(mark: Mark) -> Fact[str] | None:
    """Value of a mark, or None where files with one frame cannot have it."""
    if mark in _SPECIAL_MARKS:
        return _SPECIAL_MARKS[mark]
    if not mark.keyword:
        return None

    def of(header: Dataset) -> str:
        def read(keyword: str) -> str:
            return text(header, keyword)

        return plain_value(read, mark)

    def at_once(raws: Sequence[bytes]) -> Sequence[str] | None:
        said = words(raws)
        return [figure(one) for one in said] if said is not None and mark.is_number else said

    return Fact((mark.keyword,), of, at_once if dictionary_VR(mark.keyword) in TEXT_VRS else None)


def _special(mark: Mark, *keywords: str, with_private: bool = False) -> Fact[str]:
    def of(header: Dataset) -> str:
        return special_marks(header)[mark]

    private = tuple((tag.group, tag.element) for tag in MARK_TAGS) if with_private else ()
    return Fact((*keywords, "Manufacturer") if with_private else keywords, of, private=private)


def _echo_times(raws: Sequence[bytes]) -> Sequence[str] | None:
    said = words(raws)
    return None if said is None else [echo_time(one) for one in said]


def _moments(stamps: Sequence[bytes], dates: Sequence[bytes], times: Sequence[bytes]) -> Sequence[str] | None:
    if any(stamps) or not _MOMENTS.fullmatch(b"\n".join(map(b" ".join, zip(dates, times, strict=True)))):
        return None
    return [(date + time.rstrip(b" ")).decode("ascii") for date, time in zip(dates, times, strict=True)]


_MOMENTS = re.compile(rb"(?:[0-9]{8} [0-9]{6}\.[0-9]{1,6} *\n?)+")
"""Dates with times of full length, one per line; such a moment is both put together."""


_SPECIAL_MARKS = {
    IMAGE_TYPE: _special(IMAGE_TYPE, "ImageType"),
    COMPONENT: _special(COMPONENT, "ComplexImageComponent", with_private=True),
    B_VALUE: _special(B_VALUE, "DiffusionBValue", with_private=True),
    DIRECTION: _special(DIRECTION, "DiffusionGradientOrientation", with_private=True),
    ECHO_TIME: replace(_special(ECHO_TIME, "EchoTime"), at_once=_echo_times),
    TIME: replace(_special(TIME, "AcquisitionDateTime", "AcquisitionDate", "AcquisitionTime"), at_once=_moments),
}

MARK_FACTS = tuple(_mark_fact(mark) for mark in MARKS)
"""One per mark; None where files with one frame have none."""

FACTS: tuple[Fact[Any], ...] = (
    STUDY,
    SERIES_UID,
    SERIES_NUMBER,
    SERIES_DESCRIPTION,
    MODALITY,
    BODY_PART,
    VIEW,
    ACQUISITION_TIME,
    SOP_INSTANCE_UID,
    SOP_CLASS_UID,
    INSTANCE_NUMBER,
    ROWS,
    COLUMNS,
    IMAGE_TYPE_VALUES,
    KVP,
    FRAMES,
    PLACE,
    POSITION,
    SLICE_LOCATION,
    RESCALE,
    PIXELS,
    HIGH_BIT,
    VOIS,
    HAS_TABLES,
    *(fact for fact in MARK_FACTS if fact is not None),
)
"""All of them."""
