"""Measurements as rows of a table, for CSV and JSON."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields

from app.imaging.annotations.annotation import Annotation
from app.imaging.annotations.measuring import Measured

NOTICE = "Research use, not for diagnosis"
"""Stands in every export."""

_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
"""A cell of text that begins with one of these would be run by a spreadsheet."""


@dataclass(frozen=True)
class MeasurementRow:
    """One number of one annotation, or an annotation without a number.

    Parameters
    ----------
    number
        Of the annotation, from 1, in the order of creation.
    kind
        "Length", "Cobb angle", "Ellipse", ...
    quantity
        "Length", "Mean", "Area", ...; ``""`` without a number.
    value
        Not rounded; None without a number.
    unit
        "mm", "HU", ...
    note
        What the unit does not say: "detector plane", "no pixel spacing in the file", pixels left out.
    series_number, series_description
        (0020,0011) or None, (0008,103E).
    slice
        As the reader counts it, from 1; None for a plane that is no slice of the series.
    plane
        ``""`` for a slice as it was taken, else "Coronal", "Oblique sagittal", with the slab: "Coronal, 10 mm MIP".
    label
        The reader's words.
    """

    number: int
    kind: str
    quantity: str
    value: float | None
    unit: str
    note: str
    series_number: int | None
    series_description: str
    slice: int | None
    plane: str
    label: str


def measurement_rows(
    annotation: Annotation,
    measured: Measured,
    *,
    number: int,
    series_number: int | None,
    series_description: str,
    slice_index: int,
) -> tuple[MeasurementRow, ...]:
    """List the numbers of an annotation.

    Parameters
    ----------
    annotation, measured
        The annotation, and what `app.imaging.annotations.measuring.measure` says of it.
    number
        Of the annotation, from 1.
    series_number, series_description
        Of its series.
    slice_index
        From 0, of `app.imaging.annotations.place.slice_of`; told only for slices as they were taken.
    """
    cut = annotation.drawn_on.cut
    plane = ", ".join(filter(None, (cut.name, "" if cut.slab is None else cut.slab.words)))
    notes = "; ".join(measured.notes)

    def row(quantity: str, value: float | None, unit: str, note: str) -> MeasurementRow:
        return MeasurementRow(
            number,
            annotation.title,
            quantity,
            value,
            unit,
            note,
            series_number,
            series_description,
            None if cut.is_mpr else slice_index + 1,
            plane,
            annotation.text,
        )

    rows = tuple(
        row(each.name, each.value, each.unit, "; ".join(filter(None, (each.note, notes))))
        for each in measured.quantities
    )
    return rows or (row("", None, "", notes),)


def to_csv(rows: Iterable[MeasurementRow]) -> str:
    r"""Write rows as CSV, RFC 4180, lines end with ``\r\n``; text that a spreadsheet would run is disarmed."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([field.name for field in fields(MeasurementRow)])
    for row in rows:
        writer.writerow([cell(value) for value in asdict(row).values()])
    writer.writerow([NOTICE])
    return text.getvalue()


def to_json_rows(rows: Iterable[MeasurementRow]) -> str:
    """Write rows as a JSON document: ``{"notice": ..., "measurements": [{...}, ...]}``."""
    table = {"notice": NOTICE, "measurements": [asdict(row) for row in rows]}
    return json.dumps(table, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def cell(value: object) -> object:
    """Disarm a text that a spreadsheet would run; nothing is an empty cell."""
    if isinstance(value, str) and value.startswith(_FORMULA_SIGNS):
        return f"'{value}"
    return "" if value is None else value
