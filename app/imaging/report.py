"""What stands in the printed report, before anybody draws it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ai.inference.provenance import Gate, GateVerdict, Provenance
from ai.inference.results import ModelResult
from ai.volume import Volume
from ai.words import joined, say
from app.imaging.finding_rows import VERDICT_WORDS, FindingRow, finding_rows
from app.imaging.notice import NOTICE
from app.imaging.units import unit_words

_VERDICTS = {
    GateVerdict.OK: say("The scan is what the model was made for."),
    GateVerdict.WARN: say("The scan may not be what the model was made for."),
    GateVerdict.REFUSE: say("The scan is not what the model was made for."),
}

OVERRIDDEN = say("The model refused this scan and was run in spite of it.")


@dataclass(frozen=True, eq=False)
class ReportPicture:
    """A picture with everything drawn over it.

    Parameters
    ----------
    pixels
        (rows, columns, 3) uint8 RGB.
    caption
        "Slice 41 of 120".
    """

    pixels: npt.NDArray[np.uint8]
    caption: str = ""


_BY_PERSON = say("Drawn by a person, not verified by a physician.")


@dataclass(frozen=True)
class Patient:
    """Whom a report is about: no more than what tells two patients apart.

    Parameters
    ----------
    name, id
        (0010,0010) as it is read aloud, (0010,0020).
    """

    name: str
    id: str


@dataclass(frozen=True, eq=False)
class Report:
    """One page.

    Parameters
    ----------
    patient
        None where names are hidden.
    series
        What was looked at: "CT Thorax 1.0".
    pictures
        In the order of reading.
    rows
        (finding, value, remark) for the table.
    model
        "Lung lobes 1.2 (lung-lobes-1.2.0), weights ab12…".
    gate
        Sentences of the gate.
    notes
        Sentences of the model.
    standing
        "Draft of a model, not verified by a physician."
    notice
        The line that stands in every export.
    is_by_person
        Whether a person drew it, and no model took part.
    """

    patient: Patient | None
    series: str
    pictures: tuple[ReportPicture, ...]
    rows: tuple[tuple[str, str, str], ...]
    model: str
    gate: tuple[str, ...]
    notes: tuple[str, ...]
    standing: str
    notice: str = NOTICE
    is_by_person: bool = False


def report_of(
    result: ModelResult,
    volume: Volume,
    *,
    patient: Patient | None,
    series: str,
    pictures: tuple[ReportPicture, ...],
    accepted: bool = False,
) -> Report:
    """Put together a report.

    Parameters
    ----------
    result, volume
        A result and the volume that it was made from.
    patient, series, pictures
        As in `Report`.
    accepted
        Whether a person accepted all of it.
    """
    provenance = result.provenance
    standing = (
        _BY_PERSON
        if provenance.is_by_person
        else (
            say("Result of a model, accepted by a person, not verified by a physician.")
            if accepted
            else say("Draft of a model, not verified by a physician.")
        )
    )
    return Report(
        patient,
        series,
        pictures,
        tuple(_table_row(row) for row in finding_rows(result, volume)),
        _model(provenance),
        () if provenance.is_by_person else _gate(provenance.gate),
        result.notes,
        standing,
        is_by_person=provenance.is_by_person,
    )


def _model(provenance: Provenance) -> str:
    if provenance.is_by_person:
        return say("none, drawn by a person")
    named = {"model": provenance.model_id, "version": provenance.model_version}
    if provenance.rules:
        return say("{model} {version}, made of fixed rules, nothing was learned", **named)
    return say("{model} {version}, weights {weights}", weights=provenance.weights_sha256[:12], **named)


def _gate(gate: Gate) -> tuple[str, ...]:
    overridden = (OVERRIDDEN,) if gate.overridden else ()
    return (_VERDICTS[gate.verdict], *overridden, *gate.reasons)


def _table_row(row: FindingRow) -> tuple[str, str, str]:
    """Word a row: finding, value, remark."""
    slices = "" if row.first_slice is None else say("slice {number}", number=row.first_slice)
    if row.first_slice is not None and row.last_slice not in (None, row.first_slice):
        slices = say("slices {first} to {last}", first=row.first_slice, last=row.last_slice)
    if row.kind == "class":
        return row.title, _verdict(row), joined((_score(row), slices), ", ")
    if row.kind in ("box", "point"):
        return row.title, _score(row), joined((slices, row.note), ", ")
    unit = unit_words(row.unit)
    value = f"{row.value:.3g}{unit}" if row.kind == "measurement" else f"{row.value:,.0f}{unit}"
    interval = (
        ""
        if row.low is None or row.high is None
        else say("{low} to {high}", low=f"{row.low:.3g}", high=f"{row.high:.3g}")
    )
    return row.title, value, joined((interval, slices, row.note), ", ")


def _verdict(row: FindingRow) -> str:
    return next(words for verdict, words in VERDICT_WORDS.items() if verdict.value == row.verdict)


def _score(row: FindingRow) -> str:
    if row.probability is None and row.score is None:
        return ""
    if row.probability is None:
        return say("score {score} (no probability)", score=f"{row.score:.2f}")
    return say("probability {percent} %", percent=f"{100 * row.probability:.0f}")
