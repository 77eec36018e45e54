"""The start of our objects for which no library has a class: patient, study, series, equipment; PS3.3 C.7, C.12."""

from __future__ import annotations

from datetime import datetime
from importlib.metadata import version

from pydicom.dataset import FileDataset, FileMetaDataset
from pydicom.uid import PYDICOM_IMPLEMENTATION_UID, UID, generate_uid

from app.dicom.export.authorship import MANUFACTURER, NO_SERIAL_NUMBER
from app.dicom.export.source_images import EMPTY_WHERE_UNKNOWN, NAMES_LEFT_OUT, SourceImages

COPIED = (
    *EMPTY_WHERE_UNKNOWN,
    *NAMES_LEFT_OUT,
    "StudyInstanceUID",
    "IssuerOfPatientID",
    "PatientAge",
    "PatientSize",
    "PatientWeight",
    "StudyDescription",
)
"""Of patient and study."""


def plain_object(
    images: SourceImages,
    *,
    sop_class_uid: str,
    modality: str,
    series_number: int,
    description: str,
    transfer_syntax_uid: str,
) -> FileDataset:
    """Begin an object in a series of its own, in the study and of the patient of the source.

    Parameters
    ----------
    images
        The source.
    sop_class_uid, modality, series_number, description, transfer_syntax_uid
        (0008,0016), (0008,0060), (0020,0011), (0008,103E), (0002,0010).
    """
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = UID(sop_class_uid)
    meta.MediaStorageSOPInstanceUID = generate_uid(prefix=None)
    meta.TransferSyntaxUID = UID(transfer_syntax_uid)
    meta.ImplementationClassUID = PYDICOM_IMPLEMENTATION_UID
    document = FileDataset("", {}, file_meta=meta, preamble=bytes(128))
    document.SpecificCharacterSet = "ISO_IR 192"
    document.SOPClassUID = meta.MediaStorageSOPClassUID
    document.SOPInstanceUID = meta.MediaStorageSOPInstanceUID
    first = images.headers[0]
    for keyword in COPIED:
        if keyword in first:
            setattr(document, keyword, first[keyword].value)
    # Local, as the times of the study are; `SourceImages.complete` writes them anew where the source tells its zone.
    now = datetime.now()
    document.InstanceCreationDate, document.InstanceCreationTime = now.strftime("%Y%m%d"), now.strftime("%H%M%S.%f")
    document.Modality = modality
    document.SeriesInstanceUID = generate_uid(prefix=None)
    document.SeriesNumber = series_number
    document.SeriesDescription = description
    document.InstanceNumber = 1
    document.Manufacturer = document.ManufacturerModelName = MANUFACTURER
    document.DeviceSerialNumber = NO_SERIAL_NUMBER
    document.SoftwareVersions = version("lightbox")
    return document
