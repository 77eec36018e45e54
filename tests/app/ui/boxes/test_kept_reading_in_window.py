"""Boxes, answers and flags outlive the program; nothing in their file names the patient."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt

import app.main as main_module
from ai.inference.provenance import BoxOrigin
from ai.library.card import Code, Label
from app.main import Viewer
from app.state.kept_reading import KeptReading, from_text, to_text
from app.state.labelling import Answer, LabelList
from app.state.read_state import ReadState
from app.state.series_key import series_key
from tests.app.ui.boxes.scene import (
    FIRST,
    MODEL,
    OWN,
    Ctrl,
    Shift,
    at,
    box,
    boxes_of,
    drag,
    edit,
    handle,
    press,
    settle,
)


@pytest.fixture
def scan(make, tmp_path):
    return make.scan(tmp_path / "ct", slices=15)


@pytest.fixture
def again(qtbot, runner, worker, library, monkeypatch, tmp_path, scan):
    """Start the program once more on the same files; the old one just stops."""
    monkeypatch.setattr(main_module, "JobRunner", lambda parent: runner)
    held: list[Viewer] = []

    def start() -> Viewer:
        viewer = Viewer(worker, library, settings_path=tmp_path / "settings.toml")
        held.append(viewer)
        qtbot.addWidget(viewer.window)
        viewer.window.show()
        qtbot.waitExposed(viewer.window)
        viewer.window.activateWindow()
        qtbot.waitUntil(viewer.window.isActiveWindow)
        viewer.actions.opening.open_paths([scan])
        qtbot.waitUntil(viewer.window.pane.isVisible)
        qtbot.waitUntil(lambda: bool(viewer.session.opened.filled.all()) and len(viewer.session.opened.filled) == 15)
        settle(qtbot, viewer)
        return viewer

    yield start
    for viewer in held:
        viewer.window.close()


def file_of(tmp_path: Path) -> Path:
    (path,) = (tmp_path / "reading").glob("*.json")
    return path


def test_after_a_crash_boxes_answers_and_flags_come_back(qtbot, again, make, tmp_path: Path) -> None:
    before = again()
    boxes_of(qtbot, before, make)
    edit(qtbot, before)
    grip = handle(before, FIRST, (1, False), (2, False))
    drag(qtbot, before, grip, grip + QPoint(5, 5), grip + QPoint(10, 10))
    press(qtbot, before, Qt.Key.Key_B)
    drag(qtbot, before, at(before, 2, 40), at(before, 4, 42), at(before, 9, 46))
    before.actions.review.select(FIRST)
    settle(qtbot, before)
    press(qtbot, before, Qt.Key.Key_G, Ctrl)
    before.session.editing.labelling.ask(LabelList((Label("mass", "Mass", Code("", "", "")),)))
    before.actions.labels.toggle()
    before.actions.labels.answer(1)
    corrected, own = box(before), box(before, OWN)
    assert (corrected.origin, own.origin) == (BoxOrigin.CORRECTED, BoxOrigin.PERSON)
    # No close: a second later it is on the disk.
    qtbot.waitUntil(lambda: len(list((tmp_path / "reading").glob("*.json"))) == 1, timeout=5000)
    qtbot.waitUntil(lambda: from_text(file_of(tmp_path).read_text("utf-8")).answers.of("mass") is Answer.YES)
    text = file_of(tmp_path).read_text("utf-8")
    opened = before.session.opened.series
    for secret in ("Example", "Anna", "ID-", opened.uid, opened.instances[0].sop_instance_uid, "20260312"):
        assert secret not in text
    after = again()
    qtbot.waitUntil(lambda: box(after, OWN) == own)
    key = series_key(after.session.opened.series)
    assert after.session.editing.labelling.answers_of(key).of("mass") is Answer.YES
    assert box(after) is None
    boxes_of(qtbot, after, make)
    assert box(after) == corrected
    assert after.actions.read.state_of(FIRST) is ReadState.FLAGGED
    # The model's own boxes are had back in full.
    after.actions.boxes.toggle()
    after.actions.boxes.restore()
    assert (box(after).score, box(after).origin) == (0.9, BoxOrigin.MODEL)


def test_after_a_crash_points_are_where_they_were(qtbot, again, tmp_path: Path) -> None:
    before = again()
    before.actions.boxes.choose_class("Carina")
    press(qtbot, before, Qt.Key.Key_P, Ctrl | Shift)
    qtbot.waitUntil(lambda: before.window.pane.canvas.boxing.plane is not None)
    settle(qtbot, before)
    qtbot.mouseClick(before.window.pane.canvas.viewport(), Qt.MouseButton.LeftButton, pos=at(before, 20, 30))
    settle(qtbot, before)
    point = box(before, OWN)
    assert point.is_point
    qtbot.waitUntil(lambda: len(list((tmp_path / "reading").glob("*.json"))) == 1, timeout=5000)
    # The file is written within a second; nothing is closed.
    qtbot.waitUntil(lambda: from_text(file_of(tmp_path).read_text("utf-8")).own == (point,), timeout=5000)
    after = again()
    qtbot.waitUntil(lambda: box(after, OWN) == point)


def test_corrections_wait_for_the_very_same_boxes(qtbot, again, make, tmp_path: Path) -> None:
    before = again()
    boxes_of(qtbot, before, make)
    edit(qtbot, before)
    grip = handle(before, FIRST, (1, False), (2, False))
    drag(qtbot, before, grip, grip + QPoint(5, 5), grip + QPoint(10, 10))
    before.window.close()
    kept = from_text(file_of(tmp_path).read_text("utf-8"))
    assert [each.model_id for each in kept.corrected] == [MODEL]
    after = again()
    result = make.result(after.session.opened.volume, MODEL, structures=(), measurements=(), notes=())
    other = replace(box(before), origin=BoxOrigin.MODEL, score=0.7)
    after.session.add_result(replace(result, detections=(other,)))
    settle(qtbot, after)
    assert box(after) == other


def test_undoing_all_removes_the_file_and_a_damaged_one_is_set_aside(qtbot, again, tmp_path: Path) -> None:
    before = again()
    edit(qtbot, before)
    drag(qtbot, before, at(before, 2, 40), at(before, 4, 42), at(before, 9, 46))
    before.window.close()
    path = file_of(tmp_path)
    damaged = json.loads(path.read_text("utf-8"))
    damaged["own"][0]["low"] = "far"
    path.write_text(json.dumps(damaged), "utf-8")
    after = again()
    assert after.session.results == ()
    assert path.with_suffix(".damaged").exists()
    edit(qtbot, after)
    drag(qtbot, after, at(after, 2, 40), at(after, 4, 42), at(after, 9, 46))
    qtbot.waitUntil(path.exists, timeout=5000)
    press(qtbot, after, Qt.Key.Key_Z, Ctrl)
    qtbot.waitUntil(lambda: not path.exists(), timeout=5000)


def test_the_form_of_the_file_is_read_back_as_it_was() -> None:
    kept = KeptReading((3, 4, 5))
    assert from_text(to_text(kept)) == kept
    assert kept.is_empty
    with pytest.raises(ValueError, match="version"):
        from_text(to_text(replace(kept, version=2)))
