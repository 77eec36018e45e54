"""The headers of the images that a result was made from, ready to be referenced by our own objects."""

from __future__ import annotations

import logging
import re
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

import numpy as np
from pydicom import config
from pydicom.datadict import dictionary_VR, tag_for_keyword
from pydicom.dataelem import DataElement
from pydicom.dataset import Dataset
from pydicom.uid import generate_uid
from pydicom.valuerep import DS, validate_value

from ai.progress import Progress, silent
from ai.volume import SpacingKind
from ai.words import say
from app.dicom.files.attribute import items, text
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
name is added by `SourceImages.complete`; nobody misses the physician's on a draft."""

DEIDENTIFICATION = ("PatientIdentityRemoved", "DeidentificationMethod", "LongitudinalTemporalInformationModified")
"""What the source says of its de-identification, PS3.3 C.7.1.1 and C.7.2.1."""

UNTOLD_METHOD = "Not told by the source images"
"""(0012,0063) where the source says that it is de-identified, but not how."""

OWN_DATES = (
    "InstanceCreationDate",
    "ContentDate",
    "DateOfSecondaryCapture",
    "PresentationCreationDate",
    "StructureSetDate",
)
OWN_TIMES = (
    "InstanceCreationTime",
    "ContentTime",
    "TimeOfSecondaryCapture",
    "PresentationCreationTime",
    "StructureSetTime",
)
"""When our own objects were made."""

KEPT_WHERE_KNOWN = (
    "IssuerOfPatientID",
    "PatientAge",
    "PatientSize",
    "PatientWeight",
    *DEIDENTIFICATION,
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
    "Laterality",
)
"""What our objects repeat of patient, study and acquisition; anything else of the file stays behind."""

LATERALITY_WANTED = ("OT", "PR")
"""(0008,0060) of our parametric maps, pictures and presentation states; in our other objects it has no place."""

LARGEST_OFFSET_HOURS = 14
"""From UTC; no place on Earth is farther."""

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
    timezone
        (0008,0201) Timezone Offset From UTC, or None.
    method_codes
        (0012,0064) De-identification Method Code Sequence.
    """

    headers: tuple[Dataset, ...]
    patient_name: str
    timezone: timezone | None = None
    method_codes: tuple[Dataset, ...] = ()

    def complete(self, document: Dataset) -> None:
        """Write into one of our objects, once it is built, what the library that built it does not copy.

        The name; how the source was de-identified, so that our object is neither more nor less so; and, where the
        source tells its timezone, that, with our own times in it: (0008,0201) holds for all times of an object, those
        of the study included, PS3.3 C.12.1.1.8.
        """
        _put(document, "PatientName", self.patient_name)
        first = self.headers[0]
        if "Laterality" not in document and document.Modality in LATERALITY_WANTED:
            # (0020,0060), PS3.3 C.7.3.1, type 2C: of paired parts; empty is unknown.
            _put(document, "Laterality", first.get("Laterality"))
        for keyword in DEIDENTIFICATION:
            if keyword in first:
                _put(document, keyword, first[keyword].value)
        if self.method_codes:
            _put(document, "DeidentificationMethodCodeSequence", deepcopy(list(self.method_codes)))
        elif first.get("PatientIdentityRemoved") == "YES" and "DeidentificationMethod" not in first:
            # Type 1C, PS3.3 C.7.1.1: one of the two has to say how.
            _put(document, "DeidentificationMethod", UNTOLD_METHOD)
        if self.timezone is None:
            return
        now = datetime.now(self.timezone)
        _put(document, "TimezoneOffsetFromUTC", now.strftime("%z"))
        for keywords, form in ((OWN_DATES, "%Y%m%d"), (OWN_TIMES, "%H%M%S.%f")):
            for keyword in keywords:
                if keyword in document:
                    _put(document, keyword, now.strftime(form))


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
    offset: timezone | None = None
    method_codes: tuple[Dataset, ...] = ()
    if opened.series.image is not None:
        raise ExportError(
            say(
                "A DICOM object refers to DICOM images; the open series is a {kind} file.",
                kind=opened.series.image.kind.value,
            ),
            say("Open the DICOM images of this study and repeat the work on them."),
        )
    instances = opened.series.instances
    if any(facts.frame >= instances[facts.instance].frames for facts in opened.series.slices):
        raise ExportError(
            say(
                "The open slices are tiles of one larger picture (a mosaic); a DICOM object cannot refer to each of "
                "them."
            ),
            say("Export as NIfTI or PNG instead."),
        )
    count = len(instances)
    for index, instance in enumerate(opened.series.instances):
        progress(index / count, say("Reading the headers of the source"))
        header = open_dicom(instance.path, for_pixels=False).header
        images.append(_source_image(header, opened, index))
        name = name or text(header, "PatientName")
        offset = offset or _timezone(header)
        method_codes = method_codes or _method_codes(header)
    return SourceImages(tuple(images), name if _is_valid("PatientName", name) else "", offset, method_codes)


def require_place(opened: OpenSeries) -> None:
    """Refuse what frames of an object of ours cannot point at: slices without a place in space, several multi-frames.

    Raises
    ------
    app.errors.ExportError
        With what to do instead.
    """
    hint = say("Export as NIfTI instead.")
    count = len(opened.series.instances)
    if count > 1 and any(instance.frames > 1 for instance in opened.series.instances):
        raise ExportError(
            say(
                "The series is spread over {count} multi-frame images; a DICOM object of ours can refer to one.",
                count=count,
            ),
            hint,
        )
    if opened.volume.shape[0] > 1 and any(facts.position_lps_mm is None for facts in opened.series.slices):
        raise ExportError(
            say(
                "The open series does not say where its slices lie in the patient, which a DICOM object over several "
                "slices needs."
            ),
            hint,
        )


def _put(document: Dataset, keyword: str, value: object) -> None:
    """Write a value as an element of its own: highdicom puts those of the source into our objects, not copies."""
    tag = tag_for_keyword(keyword)
    if tag is not None:
        document[tag] = DataElement(tag, dictionary_VR(tag), value)


def _timezone(header: Dataset) -> timezone | None:
    """(0008,0201) Timezone Offset From UTC, "+0100", or None."""
    found = re.fullmatch(r"([+-])(\d\d)(\d\d)", text(header, "TimezoneOffsetFromUTC"))
    if found is None or int(found[2]) > LARGEST_OFFSET_HOURS or int(found[3]) >= 60:
        return None
    offset = timedelta(hours=int(found[2]), minutes=int(found[3]))
    return timezone(-offset if found[1] == "-" else offset)


def _method_codes(header: Dataset) -> tuple[Dataset, ...]:
    """(0012,0064) De-identification Method Code Sequence, its codes alone."""
    codes = []
    for item in items(header, "DeidentificationMethodCodeSequence"):
        code = Dataset()
        for keyword in ("CodeValue", "CodingSchemeDesignator", "CodeMeaning"):
            value = text(item, keyword)
            if value and _is_valid(keyword, value):
                setattr(code, keyword, value)
        if len(code) == 3:
            codes.append(code)
    return tuple(codes)


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
        if not all(keyword in image for keyword in FUNCTIONAL_GROUPS):
            _add_groups(image, opened, index)
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
    if not any(keyword in image for keyword in ("ImagePositionPatient", *FUNCTIONAL_GROUPS)):
        # A space without a place in it says nothing, and asks for a slice thickness that projections do not have.
        return
    if _is_valid("FrameOfReferenceUID", frame_of_reference) and frame_of_reference:
        image.FrameOfReferenceUID = frame_of_reference
    elif "ImagePositionPatient" in image:
        # Some anonymised files lose it. The positions are there, so that the series has one frame is all it says.
        image.FrameOfReferenceUID = generate_uid(entropy_srcs=[opened.series.uid, "frame of reference"])


def _add_groups(image: Dataset, opened: OpenSeries, index: int) -> None:
    """Write the planes of the frames as functional groups, where the file tells them in another way.

    So do dose grids by (3004,000C) Grid Frame Offset Vector and nuclear tomograms by their detector, PS3.3 C.8.8.3 and
    C.8.4.8.
    """
    own = [facts for facts in opened.series.slices if facts.instance == index]
    frames = opened.series.instances[index].frames
    places = {facts.frame: facts.position_lps_mm for facts in own if facts.position_lps_mm is not None}
    if opened.volume.spacing_kind is not SpacingKind.PATIENT or len(places) != frames:
        return
    step_mm, row_mm, column_mm = opened.volume.spacing_mm
    axes = opened.volume.affine_lps[:3, [2, 1]] / np.array([column_mm, row_mm])
    plane, measures, shared = Dataset(), Dataset(), Dataset()
    plane.ImageOrientationPatient = [DS(value, auto_format=True) for value in axes.T.ravel().tolist()]
    measures.PixelSpacing = [DS(value, auto_format=True) for value in (row_mm, column_mm)]
    measures.SliceThickness = DS(own[0].thickness_mm or step_mm, auto_format=True)
    shared.PlaneOrientationSequence, shared.PixelMeasuresSequence = [plane], [measures]
    image.SharedFunctionalGroupsSequence = [shared]
    groups = []
    for frame in range(frames):
        place, group = Dataset(), Dataset()
        place.ImagePositionPatient = [DS(value, auto_format=True) for value in places[frame]]
        group.PlanePositionSequence = [place]
        groups.append(group)
    image.PerFrameFunctionalGroupsSequence = groups


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
