"""Export: what is written, and what a full disk does."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

import app.actions.export as export_module
from ai.inference.results import ModelResult
from ai.progress import Progress
from app.actions.export_kind import ExportKind
from app.dicom.export.authorship import Standing
from app.errors import ExportError
from app.imaging.annotations.annotation import Annotation, DrawnOn, Kind, new_id, points_of
from app.imaging.cut import Cut, Direction
from app.imaging.cut_stack import cut_stack
from app.imaging.report import Patient, Report
from app.imaging.window import Window
from app.state.annotation_marks import mark_of
from app.state.review import FindingId, FindingKind, Review
from app.state.session import series_key


def test_png_is_the_picture(actions, tmp_path: Path) -> None:
    pixels = np.zeros((20, 30, 3), np.uint8)
    pixels[:, :10, 0] = 200
    actions.export.png(pixels, tmp_path / "a.png")
    read = cv2.imread(str(tmp_path / "a.png"))
    assert np.array_equal(read[..., ::-1], pixels)


@pytest.mark.parametrize("name", ["seg", "sr"])
def test_a_result_is_handed_to_its_writer(
    actions, session, make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    written: list[tuple[object, object, Path]] = []

    def write(result: object, opened: object, path: Path, **_: object) -> None:
        written.append((result, opened, path))

    monkeypatch.setattr(export_module, f"write_{name}", write)
    session.set_opened(make.opened())
    actions.export.write(ExportKind[name.upper()], tmp_path / "a.dcm")
    assert written == []  # nothing to write yet
    assert not actions.export.can_export_result()
    session.add_result(make.result(session.opened.volume))
    session.move_caliper("cardiothoracic_ratio", 0, (0.0, 40.0, 10.0), (0.0, 40.0, 22.0))
    actions.export.write(ExportKind[name.upper()], tmp_path / "a.dcm")
    assert written == [(session.result, session.opened, tmp_path / "a.dcm")]
    assert session.result.measurements[0].value == pytest.approx(0.3)


def test_a_full_disk_is_told_and_nothing_is_lost(
    actions, session, errors, make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise ExportError("The disk is full.", "Free some space.")

    monkeypatch.setattr(export_module, "write_seg", full)
    session.set_opened(make.opened())
    session.add_result(make.result(session.opened.volume))
    before = (session.opened, session.result, session.layers)
    actions.export.write(ExportKind.SEG, tmp_path / "a.dcm")
    assert [str(error) for error in errors] == ["The disk is full. Free some space."]
    assert (session.opened, session.result, session.layers) == before


PLAIN_KINDS = (
    (ExportKind.SEG, "write_seg"),
    (ExportKind.SR, "write_sr"),
    (ExportKind.PARAMETRIC_MAP, "write_pms"),
    (ExportKind.RTSTRUCT, "write_rtstruct"),
    (ExportKind.LABELS, "labels_file"),
    (ExportKind.FINDINGS, "findings_file"),
)


@pytest.mark.parametrize(("kind", "writer"), PLAIN_KINDS)
def test_every_kind_has_its_writer_and_says_whether_it_was_accepted(
    actions, session, make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: ExportKind, writer: str
) -> None:
    told: list[Standing] = []

    def write(*_: object, standing: Standing, **__: object) -> None:
        told.append(standing)

    monkeypatch.setattr(export_module, writer, write)
    actions.export.write(kind, tmp_path / kind.value)
    session.set_opened(make.opened())
    actions.export.write(kind, tmp_path / kind.value)
    assert told == []
    session.add_result(make.result(session.opened.volume))
    actions.export.write(kind, tmp_path / kind.value)
    key = series_key(session.opened.series)
    first, *others = session.reading_of(session.opened).findings
    session.set_reviews(key, {first: Review.ACCEPTED})
    actions.export.write(kind, tmp_path / kind.value)
    session.set_reviews(key, dict.fromkeys(others, Review.ACCEPTED))
    actions.export.write(kind, tmp_path / kind.value)
    assert told == [Standing.DRAFT, Standing.DRAFT, Standing.ACCEPTED]


def test_what_was_rejected_is_not_exported(
    actions, session, make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[ModelResult] = []

    def write(result: ModelResult, *_: object, **__: object) -> None:
        written.append(result)

    monkeypatch.setattr(export_module, "write_seg", write)
    session.set_opened(make.opened())
    session.add_result(make.result(session.opened.volume))
    lung = next(each for each in session.reading_of(session.opened).findings if each.kind is FindingKind.STRUCTURE)
    session.set_reviews(series_key(session.opened.series), {lung: Review.REJECTED})
    actions.export.write(ExportKind.SEG, tmp_path / "a.dcm")
    assert [structure.label.name for structure in written[0].structures] == ["heart"]


def test_only_what_is_there_can_be_exported(actions, session, make) -> None:
    def can() -> set[ExportKind]:
        return {kind for kind in ExportKind if actions.export.can_export(kind)}

    assert can() == set()
    session.set_opened(make.opened())
    assert can() == {ExportKind.CAPTURE}
    result = make.result(session.opened.volume)
    session.add_result(result)
    assert can() == set(ExportKind) - {ExportKind.GSPS}
    bare = tuple(replace(each, probability=None) for each in result.structures)
    session.add_result(replace(result, structures=bare))
    assert can() == set(ExportKind) - {ExportKind.GSPS, ExportKind.PARAMETRIC_MAP}
    session.add_result(replace(result, structures=(), measurements=(), notes=()))
    assert can() == {ExportKind.CAPTURE, ExportKind.FINDINGS, ExportKind.REPORT}


def test_findings_and_labels_are_written(actions, session, errors, make, tmp_path: Path) -> None:
    session.set_opened(make.opened())
    session.add_result(make.result(session.opened.volume))
    actions.export.write(ExportKind.FINDINGS, tmp_path / "a.csv")
    text = (tmp_path / "a.csv").read_text(encoding="utf-8-sig")
    assert "Cardiothoracic ratio,0.5" in text
    assert "draft" in text
    # The masks of this result overlap.
    actions.export.write(ExportKind.LABELS, tmp_path / "a.nii.gz")
    assert "share voxels" in errors[0].message


def test_the_picture_is_handed_over_with_its_slice_and_models(
    actions, session, make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[dict[str, object]] = []

    def write(*_: object, **options: object) -> None:
        told.append(options)

    monkeypatch.setattr(export_module, "write_sc", write)
    pixels = np.zeros((4, 4, 3), np.uint8)
    actions.export.capture(pixels, tmp_path / "a.dcm")
    session.set_opened(make.opened(make.series(modality="CT", slices=3)))
    session.add_result(make.result(session.opened.volume))
    view = session.panes.active
    view.update(index=2)
    actions.export.capture(pixels, tmp_path / "a.dcm")
    view.update(cut=Cut(Direction.CORONAL), overlay_hidden=True)
    actions.export.capture(pixels, tmp_path / "a.dcm")
    assert [list(each["slices"]) for each in told] == [[2], [0, 1, 2]]
    assert [len(each["results"]) for each in told] == [1, 0]


def test_what_was_rejected_is_not_handed_over_with_the_picture(
    actions, session, make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[tuple[ModelResult, ...]] = []

    def write(*_: object, results: tuple[ModelResult, ...], **options: object) -> None:
        told.append(results)

    monkeypatch.setattr(export_module, "write_sc", write)
    session.set_opened(make.opened())
    session.add_result(make.result(session.opened.volume))
    (result,) = session.results
    rejected = FindingId(result.provenance.model_id, FindingKind.STRUCTURE, 0)
    session.set_reviews(series_key(session.opened.series), {rejected: Review.REJECTED})
    actions.export.capture(np.zeros((4, 4, 3), np.uint8), tmp_path / "a.dcm")
    assert [each.structures for each in told[0]] == [result.structures[1:]]


def test_the_report_hides_the_name_where_names_are_hidden(actions, session, make, tmp_path: Path) -> None:
    written: list[Report] = []

    def write(report: Report, path: Path, *, progress: Progress) -> None:
        progress(1.0, path.name)
        written.append(report)

    pixels = np.zeros((4, 4, 3), np.uint8)
    actions.export.report(pixels, tmp_path / "a.pdf", write)
    opened = make.opened()
    session.set_studies((make.study(opened.series),), ())
    session.set_opened(opened)
    session.add_result(make.result(session.opened.volume))
    actions.export.report(pixels, tmp_path / "a.pdf", write)
    session.privacy.set_on(True)
    actions.export.report(pixels, tmp_path / "a.pdf", write)
    shown, hidden = written
    assert shown.patient == Patient("Example, Anna", "P1")
    assert hidden.patient is None


def test_annotations_go_with_the_window_and_what_was_left_out_is_told(
    actions, session, make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[tuple[int, dict[str, object]]] = []
    left_out = [0, 1, 3]

    def write(drawn: list[object], *_: object, **options: object) -> int:
        told.append((len(drawn), options))
        return left_out.pop(0)

    monkeypatch.setattr(export_module, "write_gsps", write)
    sentences: list[str] = []
    actions.export.noted.connect(sentences.append)
    actions.export.write(ExportKind.GSPS, tmp_path / "a.dcm")
    opened = make.opened()
    session.set_opened(opened)
    frame = cut_stack(opened.volume, Cut()).frame(0)
    points = points_of(frame.to_lps_mm(np.array([(5.0, 6.0), (9.0, 9.0)])))
    mark = mark_of(None, opened.series)
    session.annotations.add(Annotation(new_id(), Kind.LENGTH, points, DrawnOn(frame, Cut(), 0), mark))
    assert actions.export.can_export(ExportKind.GSPS)
    session.panes.active.update(inverted=True, voi=Window(1.0, 2.0))
    for _ in range(3):
        actions.export.write(ExportKind.GSPS, tmp_path / "a.dcm")
    assert [count for count, _ in told] == [1, 1, 1]
    assert (told[0][1]["voi"], told[0][1]["inverted"]) == (Window(1.0, 2.0), True)
    assert len(sentences) == 2
    assert sentences[1].startswith("3 annotations lie on no slice")


def test_what_needs_a_picture_is_no_plain_kind() -> None:
    with pytest.raises(ValueError, match="picture of the pane"):
        export_module._work(ExportKind.CAPTURE)
