"""What a model says as rows, in CSV and in the printed report; and drawn over a slice."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import numpy as np
import pytest

from ai.inference.provenance import Gate, GateVerdict, Provenance
from ai.inference.results import Caliper, Classification, Detection, Measurement, ModelResult, Structure, Verdict
from ai.library.card import Code, Label
from ai.volume import SpacingKind, Volume
from app.imaging.finding_rows import FindingRow, finding_rows, findings_csv
from app.imaging.outlined import outlined, telling_slice
from app.imaging.report import OVERRIDDEN, Patient, ReportPicture, report_of

SHAPE = (4, 10, 12)
LUNG = Label("right_lung", "Right lung", Code("39607008", "SCT", "Lung"), "right")
NODULE = Label("nodule", "=Nodule", Code("27925004", "SCT", "Nodule"))


@pytest.fixture
def volume() -> Volume:
    affine = np.diag([2.0, 0.5, 0.25, 1.0])
    return Volume(np.zeros(SHAPE, np.int16), affine, modality="CT", spacing_kind=SpacingKind.PATIENT)


@pytest.fixture
def result(volume: Volume) -> ModelResult:
    mask = np.zeros(SHAPE, dtype=bool)
    mask[1:3, 2:7, 3:9] = True
    return ModelResult(
        (Structure(LUNG, mask),),
        (
            Measurement(
                "width", "Width", 12.345, "mm", (11.0, 13.0), "95 %", (Caliper("w", (2.0, 1.0, 1.0), (2.0, 1.0, 9.0)),)
            ),
        ),
        ("A note.",),
        Provenance(
            "lungs",
            "1.2.0",
            "ab" * 32,
            "cd" * 32,
            Gate(GateVerdict.REFUSE, ("Too thick.",), overridden=True),
            (),
            "cpu",
            1.0,
            "0.1.0",
            volume.source_id,
        ),
        (
            Classification(NODULE, 0.8, 0.625, (0.5, 0.7), 0.2, Verdict.YES),
            Classification(LUNG, 0.3, None, None, 0.5, Verdict.NOT_SURE),
        ),
        (Detection(NODULE, 0.9, None, (0.5, 1.5, 2.5), (2.5, 4.5, 6.5)),),
    )


def test_rows_hold_every_finding_with_its_numbers(result: ModelResult, volume: Volume) -> None:
    width, first, second, box, lung = finding_rows(result, volume)
    assert (width.kind, width.value, width.unit, width.low, width.high) == ("measurement", 12.345, "mm", 11.0, 13.0)
    assert (width.first_slice, width.note) == (3, "95 %")
    assert (first.probability, first.score, first.threshold, first.verdict) == (0.625, 0.8, 0.2, "yes")
    assert (first.low, first.high, first.code, first.scheme) == (0.5, 0.7, "27925004", "SCT")
    assert (second.probability, second.score, second.verdict) == (None, 0.3, "not sure")
    assert (box.first_slice, box.last_slice, box.box) == (2, 3, "1.5 4.5 2.5 6.5")
    # 2 x 5 x 6 voxels of 2 x 0.5 x 0.25 mm.
    assert (lung.value, lung.unit, lung.first_slice, lung.last_slice) == (pytest.approx(0.015), "ml", 2, 3)
    assert {row.model for row in (width, first, second, box, lung)} == {"lungs 1.2.0"}
    assert {row.state for row in (width, first, second, box, lung)} == {"draft, refusal overridden"}


@pytest.mark.parametrize("fault", ["detector", "uneven"])
def test_volumes_are_told_only_where_they_are_known(result: ModelResult, volume: Volume, fault: str) -> None:
    change = (
        {"spacing_kind": SpacingKind.DETECTOR} if fault == "detector" else {"geometry_fault": "A slice is missing."}
    )
    lung = finding_rows(result, replace(volume, **change))[-1]
    assert (lung.value, lung.unit) == (60.0, "voxels")


def test_csv_is_read_back_and_disarmed(result: ModelResult, volume: Volume) -> None:
    rows = list(csv.reader(io.StringIO(findings_csv(finding_rows(result, volume, state="accepted")))))
    assert rows[0] == list(FindingRow.__dataclass_fields__)
    assert len(rows) == 7
    assert rows[2][2] == "'=Nodule"
    assert rows[1][3] == "12.345"
    assert rows[-1] == ["Research use only, not for diagnosis"]


def test_a_model_of_one_slice_says_which(result: ModelResult, volume: Volume) -> None:
    read = replace(result, provenance=replace(result.provenance, slice_index=1))
    assert finding_rows(read, volume)[1].first_slice == 2


def test_the_report_says_all_in_words(result: ModelResult, volume: Volume) -> None:
    picture = ReportPicture(np.zeros((4, 4, 3), np.uint8), "Slice 1 of 4")
    report = report_of(result, volume, patient=Patient("Doe, Jane", "P1"), series="CT Chest", pictures=(picture,))
    assert report.rows == (
        ("Width", "12.3 mm", "11 to 13, slice 3, 95 %"),
        ("=Nodule", "yes", "probability 62 %"),
        ("Right lung", "not sure", "score 0.30 (no probability)"),
        ("=Nodule", "score 0.90 (no probability)", "slices 2 to 3"),
        ("Right lung", "0 ml", "slices 2 to 3"),
    )
    assert report.gate == ("The scan is not what the model was made for.", OVERRIDDEN, "Too thick.")
    assert report.model == "lungs 1.2.0, weights abababababab"
    assert report.standing.startswith("Draft of a model")
    accepted = report_of(result, volume, patient=None, series="", pictures=(), accepted=True)
    assert accepted.standing.startswith("Result of a model, accepted")


def test_the_telling_slice_shows_most(result: ModelResult) -> None:
    mask = np.zeros(SHAPE, dtype=bool)
    mask[1, :3, :3], mask[2, :4, :4] = True, True
    other = np.zeros(SHAPE, dtype=bool)
    other[1, 8, 8] = True
    both = replace(result, structures=(Structure(LUNG, mask), Structure(NODULE, other)))
    # Two structures on slice 1 outweigh the larger one on slice 2.
    assert telling_slice(both, 4) == 1
    assert telling_slice(replace(both, structures=both.structures[:1]), 4) == 2
    nothing = replace(result, structures=())
    assert telling_slice(nothing, 4) == 2  # the middle of the box, 1.5, rounded to even
    assert telling_slice(replace(nothing, detections=()), 4) == 2
    bare = replace(nothing, detections=(), measurements=())
    assert telling_slice(bare, 5) == 2
    assert telling_slice(replace(bare, provenance=replace(bare.provenance, slice_index=3)), 5) == 3


def test_outlines_run_around_what_is_marked(result: ModelResult) -> None:
    grey = np.full(SHAPE[1:], 50, np.uint8)
    lines = replace(result, detections=(), measurements=())
    drawn = outlined(grey, lines, 1)
    changed = (drawn != 50).any(axis=2)
    assert changed.any()
    assert not changed[4:5, 5:7].any()
    assert not changed[:1].any()
    assert (outlined(grey, lines, 0) == 50).all()
    assert (grey == 50).all()


def test_boxes_and_lines_stand_on_their_slices(result: ModelResult) -> None:
    colour = np.zeros((*SHAPE[1:], 3), np.uint8)
    bare = replace(result, structures=())
    assert outlined(colour, replace(bare, measurements=()), 1).any()
    assert not outlined(colour, replace(bare, measurements=()), 0).any()
    assert outlined(colour, replace(bare, detections=()), 2).any()
    assert not outlined(colour, replace(bare, detections=()), 1).any()
    assert not colour.any()


def test_an_edited_structure_says_so_in_table_and_report(result: ModelResult, volume: Volume) -> None:
    edited = replace(result, structures=(replace(result.structures[0], edited=True),))
    row = next(each for each in finding_rows(edited, volume) if each.kind == "structure")
    assert row.note == "Edited by a person"
    assert not next(each for each in finding_rows(result, volume) if each.kind == "structure").note
    report = report_of(edited, volume, patient=None, series="CT", pictures=())
    assert any("Edited by a person" in remark for _, _, remark in report.rows)
