"""What a model says as rows of a table, for CSV and the printed report."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields

from ai.inference.provenance import BoxOrigin
from ai.inference.results import Classification, Detection, Measurement, ModelResult, Structure, Verdict
from ai.library.card import Code
from ai.volume import SpacingKind, Volume
from ai.words import say
from app.imaging.annotations.rows import cell
from app.imaging.edited_result import origin_words
from app.imaging.label_map import marked_planes
from app.imaging.labels import display_title
from app.imaging.notice import NOTICE
from app.imaging.point_on_plane import slice_of_point
from app.imaging.true_place import are_places_known, to_lps_mm

_MM3_PER_ML = 1000.0

VERDICT_WORDS = {Verdict.YES: say("yes"), Verdict.NO: say("no"), Verdict.NOT_SURE: say("not sure")}
"""For the reader."""


@dataclass(frozen=True)
class FindingRow:
    """One finding of a model.

    Parameters
    ----------
    kind
        "structure", "measurement", "class", "box", "point".
    name, title
        Stable name; words for the reader.
    value, unit
        Of a measurement; volume in ml of a structure where the voxels have millimetres of the patient, else their
        count (unit "voxels"); empty for classes, boxes and points.
    low, high
        Interval of ``value``, or of ``probability``.
    probability, score, threshold, verdict
        Of a class; the first two of a box or point. The score is no probability.
    first_slice, last_slice
        From 1, where it is seen; None for what belongs to no slice.
    box
        Of a box: "row row column column", edges as index on the source grid.
    point, point_lps_mm
        Of a point: "slice row column", index on the source grid from 0; "x y z" in the patient, where that is known.
    code, scheme
        What others call it.
    note
        What the interval covers; who changed a mask, a box or a point.
    model
        ID and version; empty for what a person drew.
    state
        "draft", "accepted" or "drawn by a person", and whether a refusal of the gate was overridden.
    """

    kind: str
    name: str
    title: str
    value: float | None = None
    unit: str = ""
    low: float | None = None
    high: float | None = None
    probability: float | None = None
    score: float | None = None
    threshold: float | None = None
    verdict: str = ""
    first_slice: int | None = None
    last_slice: int | None = None
    box: str = ""
    code: str = ""
    scheme: str = ""
    note: str = ""
    model: str = ""
    state: str = ""
    point: str = ""
    point_lps_mm: str = ""


def finding_rows(result: ModelResult, volume: Volume, *, state: str = "draft") -> tuple[FindingRow, ...]:
    """List what a model says: measurements, classes, boxes and points, structures.

    Parameters
    ----------
    result, volume
        A result and the volume that it was made from.
    state
        "draft" or "accepted".
    """
    provenance = result.provenance
    # A person is no model, and what he drew no draft of one.
    model = "" if provenance.is_by_person else f"{provenance.model_id} {provenance.model_version}"
    if provenance.is_by_person:
        state = "drawn by a person"
    told = f"{state}, refusal overridden" if provenance.gate.overridden else state
    counts = marked_planes(result.structures)
    return (
        *(_measurement(each, model, told) for each in result.measurements),
        *(_class(each, provenance.slice_index, model, told) for each in result.classifications),
        *(
            _point(each, volume, model, told) if each.is_point else _box(each, model, told)
            for each in result.detections
        ),
        *(
            _structure(each, counts[number].tolist(), volume, model, told)
            for number, each in enumerate(result.structures)
        ),
    )


def findings_csv(rows: Iterable[FindingRow]) -> str:
    r"""Write rows as CSV, RFC 4180, lines end with ``\r\n``; text that a spreadsheet would run is disarmed."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([field.name for field in fields(FindingRow)])
    for row in rows:
        writer.writerow([cell(value) for value in asdict(row).values()])
    writer.writerow([NOTICE])
    return text.getvalue()


def _measurement(each: Measurement, model: str, state: str) -> FindingRow:
    low, high = (None, None) if each.interval is None else each.interval
    slices = [round(caliper.start[0]) + 1 for caliper in each.calipers]
    return FindingRow(
        "measurement",
        each.name,
        each.title,
        each.value,
        each.unit,
        low,
        high,
        first_slice=min(slices, default=None),
        last_slice=max(slices, default=None),
        note=each.interval_note,
        model=model,
        state=state,
    )


def _class(each: Classification, slice_index: int | None, model: str, state: str) -> FindingRow:
    low, high = (None, None) if each.interval is None else each.interval
    read = None if slice_index is None else slice_index + 1
    code = each.label.code
    return FindingRow(
        "class",
        each.label.name,
        each.label.title,
        low=low,
        high=high,
        probability=each.probability,
        score=each.score,
        threshold=each.threshold,
        verdict=each.verdict.value,
        first_slice=read,
        last_slice=read,
        code=code.value,
        scheme=code.scheme,
        model=model,
        state=state,
    )


def _box(each: Detection, model: str, state: str) -> FindingRow:
    code: Code = each.label.code
    edges = (each.low[1], each.high[1], each.low[2], each.high[2])
    return FindingRow(
        "box",
        each.label.name,
        each.label.title,
        probability=each.probability,
        score=each.score,
        # Voxel k reaches from k - 0.5 to k + 0.5.
        first_slice=max(round(each.low[0] + 0.5), 0) + 1,
        last_slice=max(round(each.high[0] - 0.5), 0) + 1,
        box=" ".join(f"{edge:g}" for edge in edges),
        code=code.value,
        scheme=code.scheme,
        note=origin_words(each.origin),
        model="" if each.origin is BoxOrigin.PERSON else model,
        state=state,
    )


def _point(each: Detection, volume: Volume, model: str, state: str) -> FindingRow:
    code: Code = each.label.code
    seen = slice_of_point(each.low, volume.shape[0]) + 1
    place = to_lps_mm(volume, each.low).tolist() if are_places_known(volume) else ()
    return FindingRow(
        "point",
        each.label.name,
        each.label.title,
        probability=each.probability,
        score=each.score,
        first_slice=seen,
        last_slice=seen,
        code=code.value,
        scheme=code.scheme,
        note=origin_words(each.origin),
        model="" if each.origin is BoxOrigin.PERSON else model,
        state=state,
        point=" ".join(f"{at:.3f}" for at in each.low),
        point_lps_mm=" ".join(f"{at:.2f}" for at in place),
    )


def _structure(each: Structure, counts: list[int], volume: Volume, model: str, state: str) -> FindingRow:
    voxels = sum(counts)
    shown = [number for number, count in enumerate(counts, start=1) if count]
    has_volume = volume.spacing_kind is SpacingKind.PATIENT and not volume.geometry_fault and volume.shape[0] > 1
    slices_mm, rows_mm, columns_mm = volume.spacing_mm
    code = each.label.code
    return FindingRow(
        "structure",
        each.label.name,
        display_title(each.label, axes_known=volume.axes_known),
        voxels * slices_mm * rows_mm * columns_mm / _MM3_PER_ML if has_volume else float(voxels),
        "ml" if has_volume else "voxels",
        first_slice=shown[0] if shown else None,
        last_slice=shown[-1] if shown else None,
        code=code.value,
        scheme=code.scheme,
        note=say("Edited by a person") if each.edited else "",
        model=model,
        state=state,
    )
