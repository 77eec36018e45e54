"""What a model says as a DICOM Structured Report: Comprehensive SR with the content of TID 1500, PS3.16.

Where a point lies between the images it is a Comprehensive 3D SR, which alone may tell places in the patient.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from highdicom.coding_schemes import CodingSchemeIdentificationItem
from highdicom.sr import (
    Comprehensive3DSR,
    ComprehensiveSR,
    DeviceObserverIdentifyingAttributes,
    MeasurementReport,
    ObservationContext,
    ObserverContext,
    RelationshipTypeValues,
    TextContentItem,
)
from pydicom.dataset import Dataset
from pydicom.sr.codedict import codes
from pydicom.uid import generate_uid

from ai.inference.provenance import Provenance
from ai.inference.results import ModelResult
from ai.library.card import Code
from ai.progress import Progress, part, silent
from ai.words import say
from app.dicom.export.authorship import (
    LONG_STRING,
    MANUFACTURER,
    NO_SERIAL_NUMBER,
    REFUSED_BY_HIGHDICOM,
    Standing,
    coded,
    gate_sentences,
    model_as_equipment,
    series_description,
    standing_of,
)
from app.dicom.export.source_images import source_images
from app.dicom.export.sr_findings import class_comments, classification_groups, detection_groups
from app.dicom.export.sr_measurements import OWN_SCHEME, empty_group, measurement_groups
from app.dicom.export.sr_points import lies_in_space
from app.dicom.series_load import OpenSeries
from app.errors import ExportError
from app.imaging.atomic import atomic_path

SERIES_NUMBER = 9002
"""(0020,0011) of our reports, behind our segmentations."""

PROCEDURES = {
    "CR": Code("168537006", "SCT", "Plain radiography"),
    "DX": Code("168537006", "SCT", "Plain radiography"),
    "RG": Code("168537006", "SCT", "Plain radiography"),
    "CT": Code("77477000", "SCT", "Computed tomography"),
    "MR": Code("113091000", "SCT", "Magnetic resonance imaging"),
}
"""Procedure Reported (121058, DCM) by (0008,0060) Modality, CID 100."""

ANY_PROCEDURE = Code("363679005", "SCT", "Imaging")
"""The same for any other modality."""


def write_sr(
    result: ModelResult,
    opened: OpenSeries,
    path: Path,
    *,
    standing: Standing = Standing.DRAFT,
    progress: Progress = silent,
) -> None:
    """Write what a model says in numbers and words: measurements, classes, boxes, each with its algorithm.

    A draft is preliminary. Nothing is ever verified: a verified document names the physician who did it, and nobody
    signs in here.

    Parameters
    ----------
    result
        Made from ``opened``. Without findings its notes are reported, e.g. why no ratio could be measured.
    opened
        The open series. Its files are read again for patient, study and references.
    path
        Where to write; replaced whole or not at all.
    standing
        Whether a person accepted it.

    Raises
    ------
    app.errors.ExportError
        When there is nothing to report, the disk is full or the source cannot be referenced.
    app.errors.DicomReadError
        When a source file is gone.

    References
    ----------
    PS3.3 A.35.3 Comprehensive SR, A.35.13 Comprehensive 3D SR; PS3.16 TID 1500, TID 1501, TID 300, TID 310, TID 1410,
    TID 1411.
    """
    if not (result.measurements or result.classifications or result.detections or result.notes):
        raise ExportError(
            say("The result has no measurement and no finding, so there is nothing to report."),
            say("Run a model that measures, classifies or detects."),
        )
    standing = standing_of(result, standing)
    images = source_images(opened, progress=part(progress, 0.0, 0.8))
    progress(0.8, say("Writing the report"))
    try:
        report = _document(result, opened, images.headers, standing)
    except REFUSED_BY_HIGHDICOM as error:
        raise ExportError(
            say("The headers of the open images are not of a kind that a structured report can refer to."),
            say("Keep the result as result.json instead (lightbox predict)."),
        ) from error
    images.complete(report)
    with atomic_path(path) as temporary:
        report.save_as(temporary, enforce_file_format=True)
    progress(1.0, say("The report is written"))


def _document(
    result: ModelResult, opened: OpenSeries, images: Sequence[Dataset], standing: Standing
) -> ComprehensiveSR | Comprehensive3DSR:
    provenance = result.provenance
    groups = [
        *measurement_groups(result, opened),
        *classification_groups(result, opened),
        *detection_groups(result, opened),
    ]
    content = MeasurementReport(
        observation_context=ObservationContext(observer_device_context=_observer(provenance)),
        procedure_reported=coded(PROCEDURES.get(opened.volume.modality, ANY_PROCEDURE)),
        imaging_measurements=groups or [empty_group(result, opened)],
        title=codes.DCM.ImagingMeasurementReport,
    )
    # TID 1500 may be extended by further items; the reader meets these before the numbers.
    items = content[0].ContentSequence
    for words in _comments(result, standing):
        items.insert(len(items) - 1, _comment(words))
    in_space = any(each.is_point and lies_in_space(each.low, opened) for each in result.detections)
    kind = Comprehensive3DSR if in_space else ComprehensiveSR
    return kind(
        evidence=images,
        content=content[0],
        series_instance_uid=generate_uid(prefix=None),
        series_number=SERIES_NUMBER,
        sop_instance_uid=generate_uid(prefix=None),
        instance_number=1,
        manufacturer=MANUFACTURER,
        is_complete=True,
        is_final=standing is not Standing.DRAFT,
        is_verified=False,
        contributing_equipment=[model_as_equipment(provenance)],
        coding_schemes=[
            CodingSchemeIdentificationItem(
                designator=OWN_SCHEME,
                name="Measurements and findings of Lightbox",
                responsible_organization=MANUFACTURER,
            )
        ],
        series_description=series_description(provenance, standing),
        manufacturer_model_name=MANUFACTURER,
        software_versions=provenance.app_version,
        device_serial_number=NO_SERIAL_NUMBER,
    )


def _observer(provenance: Provenance) -> ObserverContext:
    """Name the observer, TID 1004: the program with this model, or alone where a person drew with it.

    A person as observer (TID 1003) would need a name, and nobody signs in here.
    """
    named = f"{provenance.model_id} {provenance.model_version}"
    return ObserverContext(
        observer_type=codes.DCM.Device,
        observer_identifying_attributes=DeviceObserverIdentifyingAttributes(
            # The same model gives the same UID everywhere; it says nothing of the machine.
            uid=generate_uid(entropy_srcs=[provenance.model_id, provenance.model_version, provenance.weights_sha256]),
            name=MANUFACTURER if provenance.is_by_person else named[:LONG_STRING],
            manufacturer_name=MANUFACTURER,
            model_name=f"{MANUFACTURER} {provenance.app_version}",
        ),
    )


def _comments(result: ModelResult, standing: Standing) -> list[str]:
    """Sentences for the reader: the notice, the notes, what each interval covers."""
    intervals = [
        f"{measurement.title}: {measurement.value:.3g}, interval {measurement.interval[0]:.3g} to "
        f"{measurement.interval[1]:.3g}. {measurement.interval_note}".strip()
        for measurement in result.measurements
        if measurement.interval is not None
    ]
    return [
        standing.sentence_about(result),
        *gate_sentences(result.provenance),
        *result.notes,
        *intervals,
        *class_comments(result),
    ]


def _comment(words: str) -> TextContentItem:
    return TextContentItem(name=codes.DCM.Comment, value=words, relationship_type=RelationshipTypeValues.CONTAINS)
