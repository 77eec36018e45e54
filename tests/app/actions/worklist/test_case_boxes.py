"""Boxes of a case: shown where they lie, kept as the read of the reader, agreed on."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from ai.errors import ReportableError
from ai.inference.results import Detection
from ai.training.dataset.boxes import Box
from ai.training.dataset.dataset import Dataset
from ai.training.dataset.reads import CaseState, read_of
from app.actions.actions import Actions
from app.actions.worklist import WorklistActions
from app.imaging.case_boxes import class_label
from app.imaging.case_labels import PERSON
from app.state.review import FindingId, FindingKind
from app.state.session import Session
from tests.ai.training.dataset.read_dataset import as_offered, boxed, flat, keys, read_boxes
from tests.app.actions.worklist.told import told

FIRST = FindingId(PERSON, FindingKind.DETECTION, 0)


@pytest.fixture
def marked(tmp_path: Path) -> Dataset:
    """Three films: with one box, two, and none."""
    boxes = ([flat("nodule", 2.25, 3.5)], [flat("nodule", 2, 2), flat("mass", 12, 9)], [])
    return boxed(tmp_path / "boxed", boxes)


def detections(session: Session) -> list[tuple[str, tuple, tuple]]:
    return [(each.label.name, each.low, each.high) for _, each in session.reading_of(session.opened).detections]


def draw(actions: Actions, low: tuple[float, float, float], high: tuple[float, float, float]) -> None:
    actions.boxes.drag(None, low, high)
    actions.boxes.release(True)


def test_boxes_of_the_case_lie_where_they_lie_in_the_file(
    work: WorklistActions, session: Session, tmp_path: Path
) -> None:
    given = Box("nodule", (1.5, 4.5, 6.25), (3.5, 9.5, 8.75))
    dataset = boxed(tmp_path / "tilted", [[given]], tilted=True)
    work.set_reader("Anna")
    work.open_dataset(dataset.folder)
    work.step(1)
    # A pane shows the rows of this file as columns.
    assert session.opened.volume.shape == (6, 18, 20)
    ((label, low, high),) = detections(session)
    assert label == "nodule"
    (record,) = dataset.cases[0].boxes
    here = sorted(tuple(session.opened.volume.to_lps_mm(np.array(each)).round(3)) for each in (low, high))
    there = sorted(tuple(np.round(each, 3)) for each in (record.low_lps_mm, record.high_lps_mm))
    middles = [np.mean(each, axis=0) for each in (here, there)]
    np.testing.assert_allclose(*middles, atol=2e-3)
    work.set_state(CaseState.COMPLETE)
    (anna,) = keys(dataset.folder, "Anna")
    (kept,) = read_of(dataset.cases[0].folder, anna).record.boxes
    assert (kept.label, kept.low, kept.high) == ("nodule", pytest.approx(given.low), pytest.approx(given.high))
    assert as_offered(dataset.folder).cases == dataset.cases


def test_boxes_are_corrected_and_kept_within_a_second(
    qtbot, work: WorklistActions, actions: Actions, marked: Dataset, session: Session
) -> None:
    work.cases._due.setInterval(20)
    work.set_reader("Anna")
    work.open_dataset(marked.folder)
    work.open(marked.cases[0].key)
    (anna,) = keys(marked.folder, "Anna")
    assert not read_of(marked.cases[0].folder, anna, ".png").record.boxes
    actions.boxes.toggle()
    assert [each.title for each in actions.boxes.classes.all()] == ["nodule", "mass"]
    draw(actions, (-0.5, 14, 4), (0.5, 19, 9))
    qtbot.waitUntil(lambda: read_of(marked.cases[0].folder, anna, ".png").record.boxes is not None)
    actions.boxes.choose_class("mass")
    kept = lambda: read_of(marked.cases[0].folder, anna, ".png").record.boxes  # noqa: E731
    wanted = (flat("nodule", 2.25, 3.5), Box("mass", (-0.5, 14, 4), (0.5, 19, 9)))
    qtbot.waitUntil(lambda: kept() == wanted)
    # A name that the dataset does not have is not taken.
    actions.boxes.choose_class("Pleural plaque")
    assert detections(session)[1][0] == "mass"
    session.selection.select(FIRST)
    actions.boxes.delete_selected()
    qtbot.waitUntil(lambda: kept() == wanted[1:])
    actions.annotate.undo()
    qtbot.waitUntil(lambda: kept() == wanted)
    assert as_offered(marked.folder).cases == marked.cases
    # Nothing of it is kept beside the settings, where the case of another dataset could find it.
    work.open(marked.cases[1].key)
    work.open(marked.cases[0].key)
    assert len(detections(session)) == 2


def test_no_box_left_is_an_answer(work: WorklistActions, actions: Actions, marked: Dataset, session: Session) -> None:
    work.set_reader("Anna")
    work.open_dataset(marked.folder)
    work.open(marked.cases[0].key)
    actions.boxes.toggle()
    session.selection.select(FIRST)
    actions.boxes.delete_selected()
    work.open(marked.cases[1].key)
    (anna,) = keys(marked.folder, "Anna")
    assert read_of(marked.cases[0].folder, anna, ".png").record.boxes == ()
    work.open(marked.cases[0].key)
    assert detections(session) == []
    # Closing everything is not deleting everything.
    assert len(read_of(marked.cases[1].folder, anna, ".png").record.boxes or ()) == 0
    work.open(marked.cases[1].key)
    session.clear()
    work.flush()
    assert read_of(marked.cases[1].folder, anna, ".png").record.boxes is None
    work.open(marked.cases[1].key)
    assert len(detections(session)) == 2


def test_a_complete_read_is_sealed(work: WorklistActions, actions: Actions, marked: Dataset, session: Session) -> None:
    work.set_reader("Anna")
    work.open_dataset(marked.folder)
    for number, count in ((0, 1), (2, 0)):
        work.open(marked.cases[number].key)
        actions.boxes.toggle()
        work.set_state(CaseState.COMPLETE)
        (anna,) = keys(marked.folder, "Anna")
        kept = read_of(marked.cases[number].folder, anna, ".png")
        assert (kept.is_complete, len(kept.record.boxes)) == (True, count)
        seen: list[ReportableError] = []
        actions.boxes.refused.connect(seen.append)
        assert not actions.boxes.can_edit(FIRST)
        draw(actions, (-0.5, 14, 4), (0.5, 19, 9))
        assert len(detections(session)) == count
        actions.boxes.done()
        actions.boxes.toggle()
        assert not session.editing.boxes.is_on
        assert ["is complete" in each.message for each in seen] == [True, True]
        assert not session.annotations.undo_words
        work.flush()
        assert read_of(marked.cases[number].folder, anna, ".png") == kept
        work.reopen()
        actions.boxes.toggle()
        assert session.editing.boxes.is_on
        actions.boxes.done()


def test_boxes_of_others_are_seen_after_and_the_case_settled(
    work: WorklistActions, actions: Actions, marked: Dataset, session: Session
) -> None:
    anna, bo = keys(marked.folder, "Anna", "Bo")
    case = marked.cases[0]
    read_boxes(marked, 0, bo, [flat("nodule", 2.25, 3.5), flat("mass", 14, 12)])
    work.set_reader("Anna")
    work.open_dataset(marked.folder)
    work.open(case.key)
    assert not work.double.can_show_others()
    work.set_state(CaseState.COMPLETE)
    work.double.show_others()
    assert [each.provenance.maker for each in session.results] == ["Your read, complete", f"Reader {bo[:6]}"]
    assert len(session.results[1].detections) == 2
    reads = {key: (case.folder / "reads" / key / "read.json").read_bytes() for key in (anna, bo)}
    work.double.settle(bo)
    assert [box.label for box in as_offered(marked.folder).cases[0].boxes] == ["nodule", "mass"]
    actions.boxes.toggle()
    session.selection.select(FindingId(PERSON, FindingKind.DETECTION, 1))
    actions.boxes.choose_class("nodule")
    draw(actions, (-0.5, 18, 2), (0.5, 22, 5))
    work.cases.keep()
    again = as_offered(marked.folder).cases[0]
    assert [box.label for box in again.boxes] == ["nodule", "nodule", "nodule"]
    assert again.boxes[2].low_index == (-0.5, 18, 2)
    assert again.record.origin == "human"
    assert work.list.row(case.key).agreed is not None
    assert {key: (case.folder / "reads" / key / "read.json").read_bytes() for key in (anna, bo)} == reads
    # Who reads it after that begins with nothing of it.
    work.set_reader("Cy")
    work.open(case.key)
    assert detections(session) == []
    compared = []
    work.double.compared.connect(compared.append)
    work.double.compare()
    assert compared[0].hidden == 1


def test_without_a_name_no_box_is_drawn(
    work: WorklistActions, actions: Actions, marked: Dataset, session: Session
) -> None:
    work.open_dataset(marked.folder)
    seen, refused = told(work), []
    actions.boxes.refused.connect(refused.append)
    work.open(marked.cases[0].key)
    actions.boxes.toggle()
    assert not session.editing.boxes.is_on
    assert seen[0] == refused[0].message
    assert "Give your name" in seen[0]


def test_a_box_of_a_model_is_in_no_read(work: WorklistActions, marked: Dataset, session: Session, make) -> None:
    work.set_reader("Anna")
    work.open_dataset(marked.folder)
    work.open(marked.cases[2].key)
    found = Detection(class_label("nodule"), 0.9, None, (-0.5, 2.0, 2.0), (0.5, 5.0, 5.0))
    result = make.result(session.opened.volume, "cxr-nodule", structures=(), measurements=(), detections=(found,))
    session.add_result(result)
    work.set_state(CaseState.COMPLETE)
    (anna,) = keys(marked.folder, "Anna")
    assert read_of(marked.cases[2].folder, anna, ".png").record.boxes == ()


def test_boxes_that_cannot_be_the_label_are_shown_compared_and_not_agreed_on(
    work: WorklistActions, marked: Dataset, session: Session, errors: list
) -> None:
    anna, bo = keys(marked.folder, "Anna", "Bo")
    case = marked.cases[0]
    read_boxes(marked, 0, bo, [flat("cyst", 2, 2), flat("nodule", 22, 18), flat("nodule", 1e6, 1e6)])
    work.set_reader("Anna")
    work.open_dataset(marked.folder)
    work.open(case.key)
    work.set_state(CaseState.COMPLETE)
    compared = []
    work.double.compared.connect(compared.append)
    work.double.compare()
    assert [each.name for each in compared[0].cases[0].boxes] == ["nodule", "mass", "cyst"]
    work.double.show_others()
    assert len(session.results[1].detections) == 3
    work.double.settle(bo)
    assert ["none of this dataset" in each.message for each in errors] == [True]
    assert not work.list.settling
    assert as_offered(marked.folder).cases == marked.cases
    # A file of a read that somebody damaged stands on its row, and nothing else breaks.
    (case.folder / "reads" / anna / "read.json").write_text("[]")
    work.reload()
    assert work.list.row(case.key).fault
    assert not work.double.can_settle()
    assert not work.double.can_show_others()
