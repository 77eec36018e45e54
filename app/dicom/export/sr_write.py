"""Measurements as a DICOM Structured Report: Comprehensive SR with the content of TID 1500, PS3.16."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from highdicom.coding_schemes import CodingSchemeIdentificationItem
from highdicom.sr import (
    AlgorithmIdentification,
    CodedConcept,
    ComprehensiveSR,
    CoordinatesForMeasurement,
    DeviceObserverIdentifyingAttributes,
    FindingSite,
    GraphicTypeValues,
    MeasurementProperties,
    MeasurementReport,
    MeasurementsAndQualitativeEvaluations,
    ObservationContext,
    ObserverContext,
    RelationshipTypeValues,
    SourceImageForMeasurementGroup,
    SourceImageForRegion,
    TextContentItem,
    TrackingIdentifier,
)
from highdicom.sr import Measurement as NumericItem
from pydicom.dataset import Dataset
from pydicom.sr.codedict import codes
from pydicom.uid import generate_uid

from ai.inference.results import Caliper, Measurement, ModelResult, Provenance
from ai.library.card import Code
from ai.progress import Progress, part, silent
from ai.words import say
from app.dicom.export.authorship import (
    LONG_STRING,
    MANUFACTURER,
    NO_SERIAL_NUMBER,
    REFUSED_BY_HIGHDICOM,
    coded,
    model_as_equipment,
    parameters,
    series_description,
)
from app.dicom.export.source_images import source_images
from app.dicom.series_load import OpenSeries
from app.errors import ExportError
from app.imaging.atomic import atomic_path
from app.imaging.notice import NOTICE

SERIES_NUMBER = 9002
"""(0020,0011) of our reports, behind our segmentations."""

OWN_SCHEME = "99LIGHTBOX"
"""Private coding scheme, PS3.16 8.2: 99 and a name. For concepts that neither DICOM, SNOMED CT nor LOINC code."""

CARDIOTHORACIC_RATIO = Code("CTR", OWN_SCHEME, "Cardiothoracic ratio")
"""Own code. PS3.16 has the ratio of areas and of circumferences for the foetal heart only (CID 12279); the ratio of
diameters on a radiograph must not be filed under those."""

CONCEPTS = {"cardiothoracic_ratio": (CARDIOTHORACIC_RATIO, Code("80891009", "SCT", "Heart"))}
"""`ai.inference.results.Measurement.name` -> what is measured, and where."""

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

PIXEL_CENTRE = 0.5
"""SCOORD counts from the corner of the first pixel, PS3.3 C.18.6.1.2; our indices count from its centre."""

UNCERTAINTY_DIGITS = 9
"""Decimals of a difference that mean something; the rest is the binary rounding of two decimal numbers."""


@dataclass(frozen=True)
class _Frame:
    """A frame of the source as SR refers to it."""

    sop_class_uid: str
    sop_instance_uid: str
    numbers: list[int] | None


def write_sr(result: ModelResult, opened: OpenSeries, path: Path, *, progress: Progress = silent) -> None:
    """Write the measurements of a result with their intervals, lines and algorithm.

    The document is preliminary and unverified: nobody has accepted it.

    Parameters
    ----------
    result
        Made from ``opened``. Without measurements its notes are reported, e.g. why no ratio could be measured.
    opened
        The open series. Its files are read again for patient, study and references.
    path
        Where to write; replaced whole or not at all.

    Raises
    ------
    app.errors.ExportError
        When there is nothing to report, the disk is full or the source cannot be referenced.
    app.errors.DicomReadError
        When a source file is gone.

    References
    ----------
    PS3.3 A.35.3 Comprehensive SR; PS3.16 TID 1500, TID 1501, TID 300, TID 310.
    """
    if not result.measurements and not result.notes:
        raise ExportError(
            say("The result has no measurement, so there is nothing to report."), say("Run a model that measures.")
        )
    images = source_images(opened, progress=part(progress, 0.0, 0.8))
    progress(0.8, say("Writing the report"))
    try:
        report = _document(result, opened, images.headers)
    except REFUSED_BY_HIGHDICOM as error:
        raise ExportError(
            say("The headers of the open images are not of a kind that a structured report can refer to."),
            say("Keep the result as result.json instead (lightbox predict)."),
        ) from error
    images.name_patient(report)
    with atomic_path(path) as temporary:
        report.save_as(temporary, enforce_file_format=True)
    progress(1.0, say("The report is written"))


def _document(result: ModelResult, opened: OpenSeries, images: Sequence[Dataset]) -> ComprehensiveSR:
    provenance = result.provenance
    content = MeasurementReport(
        observation_context=ObservationContext(observer_device_context=_observer(provenance)),
        procedure_reported=coded(PROCEDURES.get(opened.volume.modality, ANY_PROCEDURE)),
        imaging_measurements=_groups(result, opened),
        title=codes.DCM.ImagingMeasurementReport,
    )
    # TID 1500 may be extended by further items; the reader meets these before the numbers.
    items = content[0].ContentSequence
    for words in _comments(result):
        items.insert(len(items) - 1, _comment(words))
    return ComprehensiveSR(
        evidence=images,
        content=content[0],
        series_instance_uid=generate_uid(prefix=None),
        series_number=SERIES_NUMBER,
        sop_instance_uid=generate_uid(prefix=None),
        instance_number=1,
        manufacturer=MANUFACTURER,
        is_complete=True,
        is_final=False,
        is_verified=False,
        contributing_equipment=[model_as_equipment(provenance)],
        coding_schemes=[
            CodingSchemeIdentificationItem(
                designator=OWN_SCHEME, name="Measurements of Lightbox", responsible_organization=MANUFACTURER
            )
        ],
        series_description=series_description(provenance),
        manufacturer_model_name=MANUFACTURER,
        software_versions=provenance.app_version,
        device_serial_number=NO_SERIAL_NUMBER,
    )


def _observer(provenance: Provenance) -> ObserverContext:
    """Name the observer, TID 1004: the program with this model."""
    return ObserverContext(
        observer_type=codes.DCM.Device,
        observer_identifying_attributes=DeviceObserverIdentifyingAttributes(
            # The same model gives the same UID everywhere; it says nothing of the machine.
            uid=generate_uid(entropy_srcs=[provenance.model_id, provenance.model_version, provenance.weights_sha256]),
            name=f"{provenance.model_id} {provenance.model_version}"[:LONG_STRING],
            manufacturer_name=MANUFACTURER,
            model_name=f"{MANUFACTURER} {provenance.app_version}",
        ),
    )


def _comments(result: ModelResult) -> list[str]:
    """Sentences for the reader: the notice, the notes, what each interval covers."""
    intervals = [
        f"{measurement.title}: {measurement.value:.3g}, interval {measurement.interval[0]:.3g} to "
        f"{measurement.interval[1]:.3g}. {measurement.interval_note}".strip()
        for measurement in result.measurements
        if measurement.interval is not None
    ]
    reasons = result.provenance.gate.reasons
    return [f"{NOTICE}. Draft of a model, not verified by a physician.", *reasons, *result.notes, *intervals]


def _comment(words: str) -> TextContentItem:
    return TextContentItem(name=codes.DCM.Comment, value=words, relationship_type=RelationshipTypeValues.CONTAINS)


def _groups(result: ModelResult, opened: OpenSeries) -> list[MeasurementsAndQualitativeEvaluations]:
    """One Measurement Group (TID 1501) per measurement; one without numbers where there is none."""
    provenance = result.provenance
    algorithm = AlgorithmIdentification(
        name=provenance.model_id,
        version=provenance.model_version,
        parameters=[f"{name}={value}" for name, value in parameters(result).items()],
        family=codes.DCM.ArtificialIntelligence,
        manufacturer=MANUFACTURER,
    )
    groups = []
    for measurement in result.measurements:
        _, site = CONCEPTS.get(measurement.name, (None, None))
        groups.append(
            MeasurementsAndQualitativeEvaluations(
                tracking_identifier=_tracking(f"{provenance.model_id} {measurement.name}"),
                algorithm_id=algorithm,
                finding_sites=None if site is None else [FindingSite(coded(site))],
                measurements=[_number(measurement, opened)],
                source_images=_group_sources(measurement.calipers, opened),
            )
        )
    if not groups:
        groups.append(
            MeasurementsAndQualitativeEvaluations(
                tracking_identifier=_tracking(provenance.model_id),
                algorithm_id=algorithm,
                source_images=_group_sources((), opened),
            )
        )
    return groups


def _tracking(words: str) -> TrackingIdentifier:
    return TrackingIdentifier(uid=generate_uid(prefix=None), identifier=words)


def _number(measurement: Measurement, opened: OpenSeries) -> NumericItem:
    """Write the number with its uncertainty (TID 310) and the lines it was taken from (TID 320)."""
    meaning = "no units" if measurement.unit == "1" else measurement.unit
    unit = CodedConcept(value=measurement.unit, scheme_designator="UCUM", meaning=meaning)
    properties = None
    if measurement.interval is not None:
        low, high = measurement.interval
        properties = MeasurementProperties(
            upper_measurement_uncertainty=round(high - measurement.value, UNCERTAINTY_DIGITS),
            lower_measurement_uncertainty=round(measurement.value - low, UNCERTAINTY_DIGITS),
        )
        for item in properties:
            # TID 310: the unit of an uncertainty is that of the number; highdicom writes "no units" always.
            item.MeasuredValueSequence[0].MeasurementUnitsCodeSequence = [unit]
    concept, _ = CONCEPTS.get(measurement.name, (Code(measurement.name, OWN_SCHEME, measurement.title), None))
    lines = [_line(caliper, opened) for caliper in measurement.calipers]
    return NumericItem(
        name=coded(concept),
        value=measurement.value,
        unit=unit,
        properties=properties,
        referenced_coordinates=lines or None,
    )


def _line(caliper: Caliper, opened: OpenSeries) -> CoordinatesForMeasurement:
    """(column, row) points on the frame of the caliper's start, PS3.3 C.18.6."""
    frame = _frame(opened, round(caliper.start[0]))
    points = [(end[2] + PIXEL_CENTRE, end[1] + PIXEL_CENTRE) for end in (caliper.start, caliper.end)]
    return CoordinatesForMeasurement(
        graphic_type=GraphicTypeValues.POLYLINE,
        graphic_data=np.array(points, dtype=np.float64),
        source_image=SourceImageForRegion(frame.sop_class_uid, frame.sop_instance_uid, frame.numbers),
    )


def _group_sources(calipers: Sequence[Caliper], opened: OpenSeries) -> list[SourceImageForMeasurementGroup]:
    """Frames that a measurement was taken from: those with its lines, else all."""
    count = opened.volume.shape[0]
    indices = sorted({round(caliper.start[0]) for caliper in calipers}) or range(count)
    frames = [_frame(opened, index) for index in indices]
    return [
        SourceImageForMeasurementGroup(frame.sop_class_uid, frame.sop_instance_uid, frame.numbers) for frame in frames
    ]


def _frame(opened: OpenSeries, index: int) -> _Frame:
    """Find the source of a slice; the frame number counts from 1 and is left out for a single-frame image."""
    facts = opened.series.slices[index]
    instance = opened.series.instances[facts.instance]
    numbers = [facts.frame + 1] if instance.frames > 1 else None
    return _Frame(instance.sop_class_uid, instance.sop_instance_uid, numbers)
