"""What of a study is no picture: reports, contours, plans, presentation states, documents, images without pixels."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from pydicom.dataelem import RawDataElement
from pydicom.uid import UID

from ai.words import joined, say
from app.dicom.files.attribute import integer, items, quiet_pydicom, text
from app.dicom.files.dicom_file import DicomFile
from app.dicom.files.sop_class import INDEX_CLASS, kind_of
from app.dicom.headers.header import StudyFacts, study_facts
from app.dicom.series import Study, StudyObject
from app.errors import DicomReadError

IMAGE_WITHOUT_PIXELS = say("Image without pixel data")

_OWN_NAMES = (
    "SeriesDescription",
    "ContentLabel",
    "StructureSetLabel",
    "RTPlanLabel",
    "DocumentTitle",
    "ContentDescription",
    "HangingProtocolName",
)
"""(0008,103E), (0070,0080), (3006,0002), (300A,0002), (0042,0010), (0070,0081), (0072,0002): the first that says it."""


@dataclass(frozen=True)
class FoundObject:
    """A file that is no picture, and the study it belongs to."""

    facts: StudyObject
    study: StudyFacts


def is_index(file: DicomFile) -> bool:
    """Whether a file is a DICOMDIR, an index of other files."""
    return sop_class_of(file) == INDEX_CLASS or "DirectoryRecordSequence" in file.header


def sop_class_of(file: DicomFile) -> str:
    """(0008,0016) SOP Class UID, else (0002,0002) Media Storage SOP Class UID."""
    return text(file.header, "SOPClassUID") or text(file.header.file_meta, "MediaStorageSOPClassUID")


def object_of(file: DicomFile) -> FoundObject | None:
    """Describe a file that is no picture; None where it is one, or nothing that can be described."""
    sop_class = sop_class_of(file)
    kind = kind_of(sop_class)
    if not kind and file.pixels is None:
        kind = _kind_without_pixels(file, sop_class)
    if not kind:
        return None
    header = file.header
    return FoundObject(
        StudyObject(
            path=file.path,
            kind=kind,
            sop_class_uid=sop_class,
            sop_instance_uid=text(header, "SOPInstanceUID"),
            series_uid=text(header, "SeriesInstanceUID"),
            series_number=integer(header, "SeriesNumber"),
            description=_description(file),
            modality=text(header, "Modality").upper(),
        ),
        study_facts(header),
    )


def _kind_without_pixels(file: DicomFile, sop_class: str) -> str:
    """Words for a file without pixel data of a class that is not listed; ``""`` where it seems cut off."""
    if "SOPClassUID" not in file.header or "StudyInstanceUID" not in file.header or not _is_whole(file):
        return ""
    name = UID(sop_class).name
    if "Image Storage" in name or "Rows" in file.header:
        return IMAGE_WITHOUT_PIXELS
    if name == sop_class:
        return say("Object of a private kind")
    return name.removesuffix(" Storage")


def _is_whole(file: DicomFile) -> bool:
    """Whether the last element of a file without pixels ends where the file ends: then nothing was cut off."""
    if file.content is not None:
        return True
    with quiet_pydicom():
        last: object = file.header.get_item(list(file.header.keys())[-1])
    return not isinstance(last, RawDataElement) or last.value_tell + last.length == file.size


def _description(file: DicomFile) -> str:
    for keyword in _OWN_NAMES:
        if value := text(file.header, keyword):
            return value
    # The title of a report, PS3.3 C.17.3.
    for concept in items(file.header, "ConceptNameCodeSequence"):
        return text(concept, "CodeMeaning")
    return ""


def nothing_to_see(studies: Iterable[Study]) -> DicomReadError:
    """Say what was found where there is no picture among it."""
    kinds = Counter(each.kind for study in studies for each in study.objects)
    count = sum(kinds.values())
    hint = say("Choose the folder that holds the images of the study too.")
    if count == 1:
        (kind,) = kinds
        return DicomReadError(say("There is no picture to show: the file is of the kind “{kind}”.", kind=kind), hint)
    words = joined((joined((kind, f"({number})")) for kind, number in kinds.most_common()), ", ")
    sentence = say(
        "There is no picture to show: the {count} files are of these kinds: {kinds}.", count=count, kinds=words
    )
    return DicomReadError(sentence, hint)
