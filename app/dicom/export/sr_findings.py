"""Classes, boxes and points as groups of a structured report: TID 1501, TID 1410 and TID 1411, PS3.16.

A box is a closed line (SCOORD) on every slice that it crosses, in pixels of that image: readers that draw any region of
a report draw it, while boxes in the space of the patient (SCOORD3D) are drawn by few and cannot be told on a film. The
volumetric group (TID 1411) holds the lines of all slices together; a box on one slice is a planar group (TID 1410).
A point is a planar group with one POINT: see `app.dicom.export.sr_points`.
"""

from __future__ import annotations

import math

import numpy as np
from highdicom.sr import (
    CodedConcept,
    GraphicTypeValues,
    ImageRegion,
    MeasurementsAndQualitativeEvaluations,
    PlanarROIMeasurementsAndQualitativeEvaluations,
    QualitativeEvaluation,
    SourceImageForRegion,
    VolumetricROIMeasurementsAndQualitativeEvaluations,
)
from highdicom.sr import Measurement as NumericItem

from ai.inference.provenance import BoxOrigin
from ai.inference.results import Detection, ModelResult, Verdict
from ai.library.card import Code, Label
from app.dicom.export.authorship import LONG_STRING, coded
from app.dicom.export.source_frames import PIXEL_CENTRE, source_frame
from app.dicom.export.sr_measurements import OWN_SCHEME, algorithm_of, group_sources, tracking
from app.dicom.export.sr_points import point_region
from app.dicom.series_load import OpenSeries

CERTAINTY = Code("111013", "DCM", "Certainty of Finding")
"""The certainty that a device places upon a finding, 0 to 100 %, PS3.16 Annex D: the calibrated probability."""

RAW_SCORE = Code("SCORE", OWN_SCHEME, "Raw score of the model, no probability")
"""0 to 1; nobody else codes it."""

OPERATING_POINT = Code("THRESHOLD", OWN_SCHEME, "Operating point of the model")
"""0 to 1; of the probability, or of the score where there is none."""

VERDICT = Code("VERDICT", OWN_SCHEME, "Verdict of the model")

VERDICTS = {
    Verdict.YES: Code("52101004", "SCT", "Present"),
    Verdict.NO: Code("2667000", "SCT", "Absent"),
    Verdict.NOT_SURE: Code("82334004", "SCT", "Indeterminate"),
}
"""CID 240 Present-Absent, with what a person would say between them."""

ORIGIN = Code("ORIGIN", OWN_SCHEME, "Who marked the finding")
"""Told where it was not the model alone; PS3.16 names observers of a whole group only, a person among them by name."""

ORIGINS = {
    BoxOrigin.CORRECTED: Code("CORRECTED", OWN_SCHEME, "Marked by a model, corrected by a person"),
    BoxOrigin.PERSON: Code("PERSON", OWN_SCHEME, "Marked by a person"),
}

PERCENT = CodedConcept("%", "UCUM", "Percent")
RATIO = CodedConcept("1", "UCUM", "no units")

DIGITS = 6
"""Decimals of a score that mean something in single precision."""

_SHORT_STRING = 16
"""Characters of a value of VR SH, PS3.5 6.2."""


def classification_groups(result: ModelResult, opened: OpenSeries) -> list[MeasurementsAndQualitativeEvaluations]:
    """List one Measurement Group (TID 1501) per class: probability, raw score, operating point, verdict."""
    groups = []
    for each in result.classifications:
        groups.append(
            MeasurementsAndQualitativeEvaluations(
                tracking_identifier=tracking(_name(result, each.label)),
                algorithm_id=algorithm_of(result),
                finding_type=finding_code(each.label),
                measurements=[
                    *_scores(each.score, each.probability),
                    NumericItem(coded(OPERATING_POINT), round(each.threshold, DIGITS), RATIO),
                ],
                qualitative_evaluations=[QualitativeEvaluation(coded(VERDICT), coded(VERDICTS[each.verdict]))],
                source_images=group_sources((), opened, only=result.provenance.slice_index),
            )
        )
    return groups


def class_comments(result: ModelResult) -> list[str]:
    """Say the range of the members' probabilities or scores, for which there is no item."""
    return [
        f"{each.label.title}: {each.shown_value:.3g}, members {each.interval[0]:.3g} to {each.interval[1]:.3g}."
        for each in result.classifications
        if each.interval is not None
    ]


def detection_groups(
    result: ModelResult, opened: OpenSeries
) -> list[PlanarROIMeasurementsAndQualitativeEvaluations | VolumetricROIMeasurementsAndQualitativeEvaluations]:
    """List one group per box or point: its lines, its score and, where it is calibrated, its probability.

    A box that a person drew or corrected has no score; it says who marked it.
    """
    groups: list[
        PlanarROIMeasurementsAndQualitativeEvaluations | VolumetricROIMeasurementsAndQualitativeEvaluations
    ] = []
    for number, each in enumerate(result.detections, start=1):
        slices = () if each.is_point else box_slices(each, opened.volume.shape[0])
        regions = [_outline(each, index, opened) for index in slices]
        is_own = each.origin is BoxOrigin.PERSON
        numbers = None if each.score is None else _scores(each.score, each.probability)
        name = tracking(f"{f'reader {each.label.name}' if is_own else _name(result, each.label)} {number}")
        # No model stands behind what a person drew.
        algorithm = None if is_own else algorithm_of(result)
        said = [QualitativeEvaluation(coded(ORIGIN), coded(ORIGINS[each.origin]))] if each.origin in ORIGINS else None
        if each.is_point or len(regions) == 1:
            groups.append(
                PlanarROIMeasurementsAndQualitativeEvaluations(
                    tracking_identifier=name,
                    referenced_region=point_region(each.low, opened) if each.is_point else regions[0],
                    finding_type=finding_code(each.label),
                    algorithm_id=algorithm,
                    measurements=numbers,
                    qualitative_evaluations=said,
                )
            )
        else:
            groups.append(
                VolumetricROIMeasurementsAndQualitativeEvaluations(
                    tracking_identifier=name,
                    referenced_regions=regions,
                    finding_type=finding_code(each.label),
                    algorithm_id=algorithm,
                    measurements=numbers,
                    qualitative_evaluations=said,
                )
            )
    return groups


def box_slices(box: Detection, count: int) -> range:
    """List the slices whose centres lie in a box, or the one next to its middle, of ``count`` slices."""
    first, last = max(math.ceil(box.low[0]), 0), min(math.floor(box.high[0]), count - 1)
    if first <= last:
        return range(first, last + 1)
    middle = min(max(round(box.centre[0]), 0), count - 1)
    return range(middle, middle + 1)


def finding_code(label: Label) -> CodedConcept:
    """Code what a label says; its own name where it has no code that others know."""
    code = label.code
    if code.value and code.scheme and code.meaning:
        return coded(Code(code.value, code.scheme, code.meaning[:LONG_STRING]))
    return coded(Code(label.name[:_SHORT_STRING].upper(), OWN_SCHEME, label.title[:LONG_STRING]))


def _scores(score: float, probability: float | None) -> list[NumericItem]:
    """Tell the calibrated probability, where there is one, and what the network gave."""
    certain = [] if probability is None else [NumericItem(coded(CERTAINTY), round(100 * probability, DIGITS), PERCENT)]
    return [*certain, NumericItem(coded(RAW_SCORE), round(score, DIGITS), RATIO)]


def _name(result: ModelResult, label: Label) -> str:
    return f"{result.provenance.model_id} {label.name}"


def _outline(box: Detection, index: int, opened: OpenSeries) -> ImageRegion:
    """(column, row) corners on the frame of a slice, closed, counted from the corner of the first pixel."""
    _, rows, columns = opened.volume.shape
    top, bottom = (min(max(edge + PIXEL_CENTRE, 0.0), rows) for edge in (box.low[1], box.high[1]))
    left, right = (min(max(edge + PIXEL_CENTRE, 0.0), columns) for edge in (box.low[2], box.high[2]))
    corners = [(left, top), (right, top), (right, bottom), (left, bottom), (left, top)]
    frame = source_frame(opened, index)
    return ImageRegion(
        graphic_type=GraphicTypeValues.POLYLINE,
        graphic_data=np.array(corners, dtype=np.float64),
        source_image=SourceImageForRegion(frame.sop_class_uid, frame.sop_instance_uid, frame.numbers),
    )
