"""What the quick way reads of a header: each fact with the elements it depends on; `app.dicom.header` says the same."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from pydicom.dataset import Dataset

from app.dicom.attribute import number, text, texts
from app.dicom.fact import Fact, decimal, integer_fact, text_fact, triple, upper_fact, word, written_fact
from app.dicom.header import (
    LUT_SEQUENCES,
    StudyFacts,
    high_bit_of,
    pixel_format,
    plain_vois_of,
    study_facts,
)
from app.dicom.marks import (
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
    file_marks,
    plain_value,
)
from app.dicom.multiframe import frame_count, frame_places
from app.dicom.place import FARTHEST_MM, FramePlace, position_of, positive, rescale_of
from app.dicom.plane import Position
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


IMAGE_TYPE_VALUES = Fact(("ImageType",), _image_type)
KVP = Fact(("KVP",), _kvp)
FRAMES = Fact(("NumberOfFrames",), _frames)


def _place(header: Dataset) -> FramePlace:
    (place,) = frame_places(header, 1)
    return place


PLACE = Fact(("ImageOrientationPatient", "PixelSpacing", "SliceThickness"), _place)
"""All but position and rescale, which may differ from slice to slice."""


def _position_at_once(raw: bytes) -> Position | None:
    values = triple(raw)
    return values if values is not None and max(map(abs, values)) <= FARTHEST_MM else None


POSITION = Fact[Position | None](("ImagePositionPatient",), position_of, _position_at_once)


def _rescale_at_once(slope: bytes, intercept: bytes, scaling: bytes) -> tuple[float, float] | None:
    factor, offset = decimal(slope), decimal(intercept)
    return None if factor is None or offset is None else (factor or 1.0, offset or 0.0)


RESCALE = Fact(("RescaleSlope", "RescaleIntercept", "DoseGridScaling"), rescale_of, _rescale_at_once)


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


def _vois_at_once(centre: bytes, width: bytes, name: bytes, function: bytes) -> tuple[Voi, ...] | None:
    middle, size, said = decimal(centre), decimal(width), word(name)
    if middle is None or size is None or size < 1 or said is None or function:
        return None
    return (Window(middle, size, VoiFunction.LINEAR, said),)


VOIS = Fact(("WindowCenter", "WindowWidth", "WindowCenterWidthExplanation", "VOILUTFunction"), _vois, _vois_at_once)


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

    def at_once(raw: bytes) -> str | None:
        said = word(raw)
        return None if said is None else figure(said) if mark.is_number else said

    return Fact((mark.keyword,), of, at_once)


def _special(mark: Mark, *keywords: str, with_private: bool = False) -> Fact[str]:
    number = MARKS.index(mark)

    def of(header: Dataset) -> str:
        return file_marks(header)[number]

    private = tuple((tag.group, tag.element) for tag in MARK_TAGS) if with_private else ()
    return Fact((*keywords, "Manufacturer") if with_private else keywords, of, private=private)


def _echo_time_at_once(raw: bytes) -> str | None:
    said = word(raw)
    return None if said is None else echo_time(said)


def _moment_at_once(stamp: bytes, date: bytes, time: bytes) -> str | None:
    clock, _, part = time.rstrip(b" ").partition(b".")
    if stamp or not (len(date) == 8 and len(clock) == 6 and date.isdigit() and clock.isdigit() and part.isdigit()):
        return None
    return f"{date.decode('ascii')}{clock.decode('ascii')}.{part.decode('ascii')}"


_SPECIAL_MARKS = {
    IMAGE_TYPE: _special(IMAGE_TYPE, "ImageType"),
    COMPONENT: _special(COMPONENT, "ComplexImageComponent", with_private=True),
    B_VALUE: _special(B_VALUE, "DiffusionBValue", with_private=True),
    DIRECTION: _special(DIRECTION, "DiffusionGradientOrientation", with_private=True),
    ECHO_TIME: replace(_special(ECHO_TIME, "EchoTime"), at_once=_echo_time_at_once),
    TIME: replace(_special(TIME, "AcquisitionDateTime", "AcquisitionDate", "AcquisitionTime"), at_once=_moment_at_once),
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
    RESCALE,
    PIXELS,
    HIGH_BIT,
    VOIS,
    HAS_TABLES,
    *(fact for fact in MARK_FACTS if fact is not None),
)
"""All of them."""
