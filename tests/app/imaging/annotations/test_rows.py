"""Measurements as a table: every number with its unit, nothing that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
import json

import numpy as np
import pytest

from app.imaging.annotations.annotation import Kind
from app.imaging.annotations.measuring import measure
from app.imaging.annotations.rows import NOTICE, measurement_rows, to_csv, to_json_rows
from app.imaging.cut import Cut, Direction, Slab
from app.imaging.cut_stack import cut_stack
from app.imaging.slab import Projection

SOURCE = Cut()


@pytest.fixture
def rows(phantoms):
    def make(kind: Kind, pixels, *, cut: Cut = SOURCE, text: str = "", padding=None, number: int = 1):
        voxels = np.zeros(phantoms.grid.shape, np.int16)
        voxels[:, 10, 10] = -2000
        volume = phantoms.volume(voxels=voxels)
        drawn = phantoms.draw(kind, pixels, cut_stack(volume, cut), text=text)
        measured = measure(drawn, volume, padding=padding)
        words = {"series_number": 4, "series_description": "CT; thorax, „fein“"}
        return measurement_rows(drawn, measured, number=number, slice_index=3, **words)

    return make


def test_one_row_per_number(rows) -> None:
    (row,) = rows(Kind.LENGTH, [(1, 1), (7, 9)], text="Node")
    assert (row.kind, row.quantity, row.unit, row.slice, row.plane, row.label) == (
        "Length",
        "Length",
        "mm",
        4,
        "",
        "Node",
    )
    assert row.value == pytest.approx(5.8)
    region = rows(Kind.RECTANGLE, [(10, 10), (10, 12), (12, 10)], padding=(-2000.0, -2000.0))
    assert [(each.quantity, each.unit) for each in region] == [
        ("Area", "mm²"),
        ("Mean", "HU"),
        ("SD", "HU"),
        ("Minimum", "HU"),
        ("Maximum", "HU"),
        ("Pixels", ""),
    ]
    assert {each.note for each in region} == {"1 pixel of padding left out"}
    (mark,) = rows(Kind.TEXT, [(5, 5)], text="Here")
    assert (mark.quantity, mark.value, mark.label) == ("", None, "Here")


def test_planes_of_the_patient_are_named(rows) -> None:
    slab = Cut(Direction.CORONAL, slab=Slab(Projection.MAXIMUM, 10.0))
    (row,) = rows(Kind.LENGTH, [(1, 1), (5, 9)], cut=slab)
    assert (row.slice, row.plane) == (None, "Coronal, 10 mm MIP")


def test_csv_and_json_say_the_same(rows) -> None:
    table = (
        *rows(Kind.LENGTH, [(1, 1), (7, 9)], text='say "x", then\nnext'),
        *rows(Kind.TEXT, [(5, 5)], text="=HYPERLINK(1)", number=2),
    )
    lines = list(csv.reader(io.StringIO(to_csv(table), newline="")))
    names, first, second, notice = lines
    assert names[:5] == ["number", "kind", "quantity", "value", "unit"]
    assert float(first[3]) == table[0].value
    assert first[-1] == 'say "x", then\nnext'
    assert first[names.index("series_description")] == "CT; thorax, „fein“"
    assert second[-1] == "'=HYPERLINK(1)"
    assert second[3] == ""
    assert notice == [NOTICE]
    document = json.loads(to_json_rows(table))
    assert document["notice"] == NOTICE
    assert document["measurements"][0]["value"] == table[0].value
    assert document["measurements"][1]["label"] == "=HYPERLINK(1)"
    for sign in "+-@\t":
        assert "'" + sign in to_csv(rows(Kind.TEXT, [(5, 5)], text=f"{sign}x"))
