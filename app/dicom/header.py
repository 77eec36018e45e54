"""What the headers of one file say, as plain values: the material that a scan groups and sorts."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pydicom.dataset import Dataset
from pydicom.uid import UID

from app.dicom.attribute import integer, number, person, text, texts
from app.dicom.codestream import truncated
from app.dicom.dicom_file import DicomFile
from app.dicom.multiframe import FramePlace, frame_count, frame_places, frames_fault, positive, spacing_of
from app.dicom.series import Instance, PixelFormat
from app.dicom.sop_class import kind_of
from app.errors import DicomReadError

LARGEST_SIDE = 65535
"""(0028,0010) Rows and (0028,0011) Columns are 16 bit numbers."""


@dataclass(frozen=True)
class StudyFacts:
    """Patient and study of a file; the fields of `app.dicom.series.Study` without its series."""

    uid: str
    date: str
    time: str
    description: str
    accession_number: str
    institution: str
    patient_name: str
    patient_id: str
    patient_birth_date: str
    patient_sex: str
    patient_age: str

    @property
    def key(self) -> tuple[str, str, str, str]:
        """Tells studies apart: two patients never share one, even under the same UID."""
        return self.uid, self.patient_id.casefold(), self.patient_name.casefold(), self.patient_birth_date


@dataclass(frozen=True)
class Header:
    """One image file as its header describes it.

    Parameters
    ----------
    instance
        The file.
    study
        Patient and study.
    series_uid, series_number, series_description, modality, body_part
        As in `app.dicom.series.Series`.
    places
        One per frame, in the order of the file.
    frames_fault
        Why the frames of this file are no single stack in space, or ``""``.
    image_type
        (0008,0008) Image Type.
    view
        (0018,5101) View Position, or ``""``.
    kvp, acquisition_time
        (0018,0060) or None, (0008,0032) or ``""``.
    marks
        What may tell images at the same position apart: (words for the reader, value), in the order of trial.
    """

    instance: Instance
    study: StudyFacts
    series_uid: str
    series_number: int | None
    series_description: str
    modality: str
    body_part: str
    places: tuple[FramePlace, ...]
    frames_fault: str = ""
    image_type: tuple[str, ...] = ()
    view: str = ""
    kvp: float | None = None
    acquisition_time: str = ""
    marks: tuple[tuple[str, str], ...] = ()

    @property
    def is_localizer(self) -> bool:
        """Whether (0008,0008) Image Type calls it a localizer (scout)."""
        return "LOCALIZER" in self.image_type[2:]


def header_of(file: DicomFile) -> Header:
    """Plain values of the header of an image.

    Raises
    ------
    app.errors.DicomReadError
        When the file holds no image, or its header contradicts itself.
    """
    header = file.header
    sop_class = text(header, "SOPClassUID") or text(header.file_meta, "MediaStorageSOPClassUID")
    _require_image(file, sop_class)
    rows, columns = integer(header, "Rows") or 0, integer(header, "Columns") or 0
    if not (0 < rows <= LARGEST_SIDE and 0 < columns <= LARGEST_SIDE):
        raise DicomReadError("The file does not say how many rows and columns its image has.")
    count = frame_count(header)
    _require_room(file, rows, columns, count)
    _require_all_pixels(file)
    places = frame_places(header, count)
    first = places[0]
    modality = text(header, "Modality").upper()
    return Header(
        instance=Instance(
            path=file.path,
            sop_instance_uid=text(header, "SOPInstanceUID"),
            sop_class_uid=sop_class,
            transfer_syntax_uid=file.transfer_syntax,
            instance_number=integer(header, "InstanceNumber"),
            frames=count,
            rows=rows,
            columns=columns,
            position_lps_mm=first.position_lps_mm,
            orientation=first.orientation,
            pixel_spacing_mm=first.pixel_spacing_mm or spacing_of(header, "PixelSpacing"),
            pixels=_pixel_format(file, places),
        ),
        study=study_facts(header),
        series_uid=text(header, "SeriesInstanceUID"),
        series_number=integer(header, "SeriesNumber"),
        series_description=text(header, "SeriesDescription"),
        modality=modality,
        body_part=text(header, "BodyPartExamined").upper(),
        places=places,
        frames_fault=frames_fault(header, modality, places),
        image_type=texts(header, "ImageType"),
        view=text(header, "ViewPosition").upper(),
        kvp=positive(number(header, "KVP")),
        acquisition_time=text(header, "AcquisitionTime"),
        marks=_marks(file),
    )


def _require_image(file: DicomFile, sop_class: str) -> None:
    if not sop_class and not file.has_meta and "Rows" not in file.header:
        # Without preamble nothing else shows that these bytes are DICOM at all.
        raise DicomReadError("This is not a DICOM file.", "Choose a DICOM file or a folder that holds some.")
    if kind := kind_of(sop_class):
        raise DicomReadError(f"This file is of the kind “{kind}”, not an image.")
    if "Rows" not in file.header and file.pixels is None:
        name = UID(sop_class).name if sop_class else ""
        if name and not re.fullmatch(r"[\d.]+", name) and "Image Storage" not in name:
            raise DicomReadError(f"This file is of the kind “{name}”, not an image.")
    if file.pixels is None:
        raise DicomReadError("The file has no pixel data, or ends before them.", "Fetch it again from its source.")


def _require_all_pixels(file: DicomFile) -> None:
    """Refuse a file that was cut off within uncompressed pixels: the missing rows would be shown as tissue or air."""
    pixels = file.pixels
    if pixels is None or pixels.length is None or file.content is not None:
        return
    if pixels.available < pixels.length:
        raise truncated(100 * pixels.available / pixels.length)


def _require_room(file: DicomFile, rows: int, columns: int, count: int) -> None:
    """Refuse a frame count that the file is too small for: such a lie would cost memory further on."""
    if file.pixels is None or count == 1:
        return
    least = count if file.pixels.length is None else count * rows * columns // 8
    if least > max(file.pixels.available, file.pixels.length or 0) + 1:
        raise DicomReadError(f"The file announces {count} frames and is far too small for them.")


def _pixel_format(file: DicomFile, places: tuple[FramePlace, ...]) -> PixelFormat:
    header = file.header
    is_float = file.pixels is not None and file.pixels.keyword != "PixelData"
    allocated = integer(header, "BitsAllocated") or 16
    return PixelFormat(
        samples=integer(header, "SamplesPerPixel") or 1,
        photometric=text(header, "PhotometricInterpretation").upper(),
        bits_allocated=allocated,
        bits_stored=integer(header, "BitsStored") or allocated,
        signed=integer(header, "PixelRepresentation") == 1,
        is_float=is_float,
        rescales=tuple(dict.fromkeys((place.slope, place.intercept) for place in places)),
        has_modality_lut="ModalityLUTSequence" in header,
    )


def study_facts(header: Dataset) -> StudyFacts:
    """Patient and study of a data set."""
    return StudyFacts(
        uid=text(header, "StudyInstanceUID"),
        date=text(header, "StudyDate"),
        time=text(header, "StudyTime"),
        description=text(header, "StudyDescription"),
        accession_number=text(header, "AccessionNumber"),
        institution=text(header, "InstitutionName"),
        patient_name=person(header, "PatientName"),
        patient_id=text(header, "PatientID"),
        patient_birth_date=text(header, "PatientBirthDate"),
        patient_sex=text(header, "PatientSex"),
        patient_age=text(header, "PatientAge"),
    )


def _marks(file: DicomFile) -> tuple[tuple[str, str], ...]:
    header = file.header
    return (
        ("echo time {} ms", _figure(file, "EchoTime")),
        ("echo {}", _figure(file, "EchoNumbers")),
        ("b-value {}", _figure(file, "DiffusionBValue")),
        ("inversion time {} ms", _figure(file, "InversionTime")),
        ("time position {}", _figure(file, "TemporalPositionIdentifier")),
        ("{}", " ".join(texts(header, "ImageType")[2:])),
        ("frame reference time {} ms", _figure(file, "FrameReferenceTime")),
        ("trigger time {} ms", _figure(file, "TriggerTime")),
        ("acquisition {}", _figure(file, "AcquisitionNumber")),
        ("diffusion direction {}", text(header, "DiffusionGradientOrientation")),
        ("acquired at {}", text(header, "AcquisitionTime")),
    )


def _figure(file: DicomFile, keyword: str) -> str:
    """Write a number as short text, so that 5, 5.0 and 5.000 are one echo; other text as it is."""
    value = number(file.header, keyword)
    return text(file.header, keyword) if value is None else f"{value:g}"
