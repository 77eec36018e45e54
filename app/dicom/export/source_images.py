"""The headers of the images that a result was made from, ready to be referenced by our own objects."""

from __future__ import annotations

import logging
from copy import deepcopy
from dataclasses import dataclass

from pydicom import config
from pydicom.datadict import dictionary_VR
from pydicom.dataset import Dataset
from pydicom.uid import generate_uid
from pydicom.valuerep import DS, validate_value

from ai.progress import Progress, silent
from ai.volume import SpacingKind
from ai.words import say
from app.dicom.files.attribute import text
from app.dicom.files.dicom_file import open_dicom
from app.dicom.series_load import OpenSeries
from app.errors import ExportError

REQUIRED = ("StudyInstanceUID", "SeriesInstanceUID", "SOPInstanceUID", "SOPClassUID")
"""Without these nothing can be referenced, PS3.3 10.8."""

EMPTY_WHERE_UNKNOWN = (
    "PatientID",
    "PatientBirthDate",
    "PatientSex",
    "StudyDate",
    "StudyTime",
    "StudyID",
    "AccessionNumber",
)
"""Type 2 of the Patient and General Study modules, PS3.3 C.7.1.1 and C.7.2.1: present, empty where unknown."""

NAMES_LEFT_OUT = ("PatientName", "ReferringPhysicianName")
"""Of the same kind, but empty here: highdicom quotes a name it does not like in a warning and in its log. The patient's
name is added by `SourceImages.name_patient`; nobody misses the physician's on a draft."""

KEPT_WHERE_KNOWN = (
    "IssuerOfPatientID",
    "PatientAge",
    "PatientSize",
    "PatientWeight",
    "PatientIdentityRemoved",
    "DeidentificationMethod",
    "StudyDescription",
    "Modality",
    "Manufacturer",
    "ManufacturerModelName",
    "InstitutionName",
    "DeviceSerialNumber",
    "SoftwareVersions",
    "PositionReferenceIndicator",
    "LossyImageCompression",
    "NumberOfFrames",
    "PatientOrientation",
    "BodyPartExamined",
)
"""What our objects repeat of patient, study and acquisition; anything else of the file stays behind."""

PATIENT_SEXES = ("M", "F", "O")
"""Enumerated values of (0010,0040), PS3.3 C.7.1.1."""

FUNCTIONAL_GROUPS = ("SharedFunctionalGroupsSequence", "PerFrameFunctionalGroupsSequence")
"""Where a multi-frame image keeps its geometry, PS3.3 C.7.6.16."""


# It writes UIDs into its log, and those lead to a patient.
logging.getLogger("highdicom").addHandler(logging.NullHandler())
logging.getLogger("highdicom").propagate = False


@dataclass(frozen=True, eq=False)
class SourceImages:
    """What our own objects repeat of the open series.

    Parameters
    ----------
    headers
        One per `app.dicom.series.Series.instances`, in that order, without pixels.
    patient_name
        (0010,0010) as the file has it, ``""`` if unknown.
    """

    headers: tuple[Dataset, ...]
    patient_name: str

    def name_patient(self, document: Dataset) -> None:
        """Write (0010,0010) into one of our objects, once it is built."""
        document.PatientName = self.patient_name


def source_images(opened: OpenSeries, *, progress: Progress = silent) -> SourceImages:
    """Read the headers of the source again and keep what our own objects need, in valid form.

    A value that breaks its value representation (PS3.5 6.2) counts as unknown: it must not make an export fail, nor
    spread. Text becomes UTF-8, which every value can be written in.

    Parameters
    ----------
    opened
        The series that the result belongs to.

    Raises
    ------
    app.errors.DicomReadError
        When a file is gone or cannot be read any more.
    app.errors.ExportError
        When it has no identity that could be referenced.
    """
    images = []
    name = ""
    if opened.series.image is not None:
        raise ExportError(
            say(
                "A DICOM object refers to DICOM images; the open series is a {kind} file.",
                kind=opened.series.image.kind.value,
            ),
            say("Open the DICOM images of this study and repeat the work on them."),
        )
    count = len(opened.series.instances)
    for index, instance in enumerate(opened.series.instances):
        progress(index / count, say("Reading the headers of the source"))
        header = open_dicom(instance.path, for_pixels=False).header
        images.append(_source_image(header, opened, index))
        name = name or text(header, "PatientName")
    return SourceImages(tuple(images), name if _is_valid("PatientName", name) else "")


def _source_image(header: Dataset, opened: OpenSeries, index: int) -> Dataset:
    instance = opened.series.instances[index]
    image = Dataset()
    image.SpecificCharacterSet = "ISO_IR 192"
    for keyword in (*REQUIRED, *EMPTY_WHERE_UNKNOWN, *KEPT_WHERE_KNOWN):
        value = text(header, keyword)
        if value and _is_valid(keyword, value):
            setattr(image, keyword, value.split("\\") if "\\" in value else value)
        elif keyword in REQUIRED:
            raise ExportError(
                say("The open images have no valid {keyword}, so nothing can refer to them.", keyword=keyword),
                say("Export as NIfTI instead, or load the images again from their source."),
            )
        elif keyword in EMPTY_WHERE_UNKNOWN:
            setattr(image, keyword, None)
    for keyword in NAMES_LEFT_OUT:
        setattr(image, keyword, None)
    image.Rows, image.Columns = instance.rows, instance.columns
    _add_geometry(image, header, opened, index)
    return image


def _add_geometry(image: Dataset, header: Dataset, opened: OpenSeries, index: int) -> None:
    """Frame of Reference, plane and pixel spacing; PS3.3 C.7.4.1, C.7.6.2 and C.7.6.16."""
    instance = opened.series.instances[index]
    first = opened.series.instances[0]
    if instance.frames > 1:
        for keyword in FUNCTIONAL_GROUPS:
            if keyword in header:
                setattr(image, keyword, deepcopy(header[keyword].value))
    elif instance.position_lps_mm is not None and first.orientation is not None:
        image.ImagePositionPatient = [DS(value, auto_format=True) for value in instance.position_lps_mm]
        # One value for all: the scan let rounding differences pass, highdicom compares exactly.
        image.ImageOrientationPatient = [DS(value, auto_format=True) for value in first.orientation]
    spacing = first.pixel_spacing_mm
    if spacing is None and opened.volume.spacing_kind is not SpacingKind.UNKNOWN:
        spacing = opened.volume.spacing_mm[1:]
    if spacing is not None:
        image.PixelSpacing = [DS(value, auto_format=True) for value in spacing]
    thickness = text(header, "SliceThickness")
    image.SliceThickness = thickness if thickness and _is_valid("SliceThickness", thickness) else None
    frame_of_reference = text(header, "FrameOfReferenceUID")
    if _is_valid("FrameOfReferenceUID", frame_of_reference) and frame_of_reference:
        image.FrameOfReferenceUID = frame_of_reference
    elif "ImagePositionPatient" in image:
        # Some anonymised files lose it. The positions are there, so that the series has one frame is all it says.
        image.FrameOfReferenceUID = generate_uid(entropy_srcs=[opened.series.uid, "frame of reference"])


def _is_valid(keyword: str, value: str) -> bool:
    """Whether each value of the text keeps to its value representation, PS3.5 6.2."""
    if keyword == "PatientSex" and value not in PATIENT_SEXES:
        return False
    try:
        for part in value.split("\\"):
            validate_value(dictionary_VR(keyword), part, config.RAISE)
    except ValueError:
        return False
    return True
