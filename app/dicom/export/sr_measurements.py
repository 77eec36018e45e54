"""Measurements as groups of a structured report: TID 1501 with TID 300 and TID 320, PS3.16."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from highdicom.sr import (
    AlgorithmIdentification,
    CodedConcept,
    CoordinatesForMeasurement,
    FindingSite,
    GraphicTypeValues,
    MeasurementProperties,
    MeasurementsAndQualitativeEvaluations,
    SourceImageForMeasurementGroup,
    SourceImageForRegion,
    TrackingIdentifier,
)
from highdicom.sr import Measurement as NumericItem
from pydicom.sr.codedict import codes
from pydicom.uid import generate_uid

from ai.inference.results import Caliper, Measurement, ModelResult
from ai.library.card import Code
from app.dicom.export.authorship import MANUFACTURER, coded, family_of, parameters
from app.dicom.export.source_frames import PIXEL_CENTRE, source_frame
from app.dicom.series_load import OpenSeries

OWN_SCHEME = "99LIGHTBOX"
"""Private coding scheme, PS3.16 8.2: 99 and a name. For concepts that neither DICOM, SNOMED CT nor LOINC code."""

CARDIOTHORACIC_RATIO = Code("CTR", OWN_SCHEME, "Cardiothoracic ratio")
"""Own code. PS3.16 has the ratio of areas and of circumferences for the foetal heart only (CID 12279); the ratio of
diameters on a radiograph must not be filed under those."""

VOLUME = Code("118565006", "SCT", "Volume")
ATTENUATION = Code("112031", "DCM", "Attenuation Coefficient")
LUNGS = Code("39607008", "SCT", "Lung")

LOW_ATTENUATION = Code("LAA950", OWN_SCHEME, "Share of lung voxels below -950 HU")
"""Own code. PS3.16 has no concept for the low attenuation area of a lung."""

CONCEPTS = {
    "cardiothoracic_ratio": (CARDIOTHORACIC_RATIO, Code("80891009", "SCT", "Heart")),
    "right_lung_volume": (VOLUME, Code("3341006", "SCT", "Right lung")),
    "left_lung_volume": (VOLUME, Code("44029006", "SCT", "Left lung")),
    "lungs_volume": (VOLUME, LUNGS),
    "lungs_mean_density": (ATTENUATION, LUNGS),
    "lungs_low_attenuation": (LOW_ATTENUATION, LUNGS),
}
"""`ai.inference.results.Measurement.name` -> what is measured, and where."""

MEANS = ("lungs_mean_density",)
"""Measurements that are a mean of many voxels, told as their derivation (TID 300)."""

UNIT_WORDS = {"1": "no units", "L": "liter", "%": "percent", "[hnsf'U]": "Hounsfield unit"}
"""UCUM unit -> its code meaning, CID 7181 and others of PS3.16; any other is written as it is."""

UNCERTAINTY_DIGITS = 9
"""Decimals of a difference that mean something; the rest is the binary rounding of two decimal numbers."""


def measurement_groups(result: ModelResult, opened: OpenSeries) -> list[MeasurementsAndQualitativeEvaluations]:
    """List one Measurement Group (TID 1501) per measurement."""
    groups = []
    if result.provenance.is_by_person:
        return _drawn_groups(result, opened)
    for measurement in result.measurements:
        _, site = CONCEPTS.get(measurement.name, (None, None))
        groups.append(
            MeasurementsAndQualitativeEvaluations(
                tracking_identifier=tracking(f"{result.provenance.model_id} {measurement.name}"),
                algorithm_id=algorithm_of(result),
                finding_sites=None if site is None else [FindingSite(coded(site))],
                measurements=[_number(measurement, opened)],
                source_images=group_sources(measurement.calipers, opened),
            )
        )
    return groups


def _drawn_groups(result: ModelResult, opened: OpenSeries) -> list[MeasurementsAndQualitativeEvaluations]:
    """List one group per mask that a person drew: what it shows, and its volume where voxels have one; no algorithm."""
    volumes = {each.name: each for each in result.measurements}
    drawn = [(each, volumes.get(f"{each.label.name}_volume")) for each in result.structures]
    return [
        MeasurementsAndQualitativeEvaluations(
            tracking_identifier=tracking(f"{structure.label.name}_volume"),
            finding_type=coded(structure.label.code),
            measurements=[] if measurement is None else [_number(measurement, opened, concept=VOLUME)],
            source_images=group_sources((), opened),
        )
        for structure, measurement in drawn
    ]


def empty_group(result: ModelResult, opened: OpenSeries) -> MeasurementsAndQualitativeEvaluations:
    """Return a group without numbers, for a report that has none: it names the images that were looked at."""
    return MeasurementsAndQualitativeEvaluations(
        tracking_identifier=tracking(result.provenance.model_id),
        algorithm_id=algorithm_of(result),
        source_images=group_sources((), opened, only=result.provenance.slice_index),
    )


def algorithm_of(result: ModelResult) -> AlgorithmIdentification:
    """Name the model, TID 4019."""
    provenance = result.provenance
    return AlgorithmIdentification(
        name=provenance.model_id,
        version=provenance.model_version,
        parameters=[f"{name}={value}" for name, value in parameters(result).items()],
        family=family_of(provenance),
        manufacturer=MANUFACTURER,
    )


def tracking(words: str) -> TrackingIdentifier:
    """Name a finding, with a UID of its own."""
    return TrackingIdentifier(uid=generate_uid(prefix=None), identifier=words)


def _number(measurement: Measurement, opened: OpenSeries, *, concept: Code | None = None) -> NumericItem:
    """Write the number with its uncertainty (TID 310) and the lines it was taken from (TID 320)."""
    meaning = UNIT_WORDS.get(measurement.unit, measurement.unit)
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
    if concept is None:
        concept, _ = CONCEPTS.get(measurement.name, (Code(measurement.name, OWN_SCHEME, measurement.title), None))
    lines = [_line(caliper, opened) for caliper in measurement.calipers]
    return NumericItem(
        name=coded(concept),
        value=measurement.value,
        unit=unit,
        derivation=codes.SCT.Mean if measurement.name in MEANS else None,
        properties=properties,
        referenced_coordinates=lines or None,
    )


def _line(caliper: Caliper, opened: OpenSeries) -> CoordinatesForMeasurement:
    """(column, row) points on the frame of the caliper's start, PS3.3 C.18.6."""
    frame = source_frame(opened, round(caliper.start[0]))
    points = [(end[2] + PIXEL_CENTRE, end[1] + PIXEL_CENTRE) for end in (caliper.start, caliper.end)]
    return CoordinatesForMeasurement(
        graphic_type=GraphicTypeValues.POLYLINE,
        graphic_data=np.array(points, dtype=np.float64),
        source_image=SourceImageForRegion(frame.sop_class_uid, frame.sop_instance_uid, frame.numbers),
    )


def group_sources(
    calipers: Sequence[Caliper], opened: OpenSeries, *, only: int | None = None
) -> list[SourceImageForMeasurementGroup]:
    """List the frames that something was taken from: those with its lines, or one slice, else all."""
    count = opened.volume.shape[0]
    looked_at = range(count) if only is None else [only]
    indices = sorted({round(caliper.start[0]) for caliper in calipers}) or looked_at
    frames = [source_frame(opened, index) for index in indices]
    return [
        SourceImageForMeasurementGroup(frame.sop_class_uid, frame.sop_instance_uid, frame.numbers) for frame in frames
    ]
