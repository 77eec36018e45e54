"""The lesson as a reader takes it: mouse and keys on every page, with a run that a test tells."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from ai.training.dataset.case import Task
from ai.training.held_out import LIST_FILE, held_out_folder
from ai.training.job_folder import CANCEL, PAUSE, JobFolder
from app.actions.teach import TeachActions
from app.jobs.runner import Lane
from app.state.model_list import ModelList
from app.ui.table import Table
from app.ui.teach_dialog import Page, TeachDialog
from tests.app.ui.teach_doubles import REPORT, Run, Shelf

Left = Qt.MouseButton.LeftButton


@pytest.fixture
def images(tmp_path: Path) -> Path:
    random = np.random.default_rng(0)
    for number, name in enumerate(("cat", "dog")):
        (tmp_path / "images" / name).mkdir(parents=True)
        for case in range(30):
            picture = random.integers(0, 120, (32, 32)) + 100 * number
            cv2.imwrite(str(tmp_path / "images" / name / f"{name}{case:02}.png"), picture.astype(np.uint8))
    (tmp_path / "images" / "cat" / "broken.png").write_bytes(b"no picture")
    return tmp_path / "images"


@pytest.fixture
def run() -> Run:
    return Run()


@pytest.fixture
def shelf(make) -> Shelf:
    return Shelf(make.card("cat-or-dog", title="Cat or dog"))


@pytest.fixture
def dialog(qtbot, keep, make, runner, run: Run, shelf: Shelf, tmp_path: Path) -> TeachDialog:
    models = ModelList(make.library(make.card()))
    models.refresh()
    teach = TeachActions(models, shelf, runner, folder=tmp_path / "teaching", spawn=run)
    teach._timer.setInterval(10)
    dialog = TeachDialog(teach, models)
    teach.setParent(dialog)
    models.setParent(dialog)
    keep(dialog)
    dialog.show()
    qtbot.waitExposed(dialog)
    return dialog


@pytest.fixture
def checked(qtbot, dialog: TeachDialog, images: Path) -> TeachDialog:
    qtbot.keyClicks(dialog.data.images.line, str(images))
    qtbot.mouseClick(dialog.data.check, Left)
    qtbot.waitUntil(dialog.next.isEnabled)
    return dialog


@pytest.fixture
def started(qtbot, checked: TeachDialog) -> TeachDialog:
    for _ in range(3):
        qtbot.mouseClick(checked.next, Left)
    assert checked.page is Page.RUN
    return checked


def said(page) -> str:
    return "\n".join(label.text() for label in page.findChildren(QLabel) if not label.isHidden())


def test_the_check_is_read_before_the_plan(qtbot, checked: TeachDialog) -> None:
    qtbot.waitUntil(lambda: "60 images (60 added)" in said(checked.data))  # words are shown by an event of their own
    text = said(checked.data)
    assert "the names tell no person" in text
    assert "broken.png" in text
    (counts,) = checked.data.findChildren(Table)
    assert [row[:2] for row in counts.rows] == [["cat", "30"], ["dog", "30"]]
    qtbot.mouseClick(checked.next, Left)
    assert checked.page is Page.SPLIT
    (parts,) = checked.split.findChildren(Table)
    assert sum(int(cell.split(" / ")[0]) for row in parts.rows for cell in row[1:]) == 60
    assert "The split is frozen: SHA-256" in said(checked.split)
    qtbot.mouseClick(checked.next, Left)
    assert checked.page is Page.PLAN
    plan = checked.plan.plan
    assert (plan.base, plan.scope) == ("cxr-anatomy-0.1.0", "probe")
    qtbot.mouseClick(checked.back, Left)
    qtbot.mouseClick(checked.back, Left)
    assert checked.page is Page.DATA


def test_nothing_goes_on_without_images(qtbot, dialog: TeachDialog, tmp_path: Path) -> None:
    assert not dialog.data.check.isEnabled()
    assert not dialog.next.isEnabled()
    qtbot.keyClicks(dialog.data.images.line, str(tmp_path / "none"))
    qtbot.mouseClick(dialog.data.check, Left)
    qtbot.waitUntil(dialog.error.isVisible)
    assert dialog.error.text()
    assert not dialog.next.isEnabled()


def test_pairs_ask_for_masks(qtbot, dialog: TeachDialog, tmp_path: Path) -> None:
    assert not dialog.data.masks.isVisible()
    dialog.data.pairs.click()
    assert dialog.data.masks.isVisible()
    qtbot.keyClicks(dialog.data.images.line, str(tmp_path))
    assert not dialog.data.check.isEnabled()
    qtbot.keyClicks(dialog.data.masks.line, str(tmp_path))
    assert dialog.data.check.isEnabled()
    dialog.data.flags.setText("lung")
    qtbot.mouseClick(dialog.data.check, Left)
    assert "lung=1" in dialog.error.text()


def test_an_import_has_progress_and_cancel(qtbot, dialog: TeachDialog, runner, images: Path) -> None:
    runner.held = True
    qtbot.keyClicks(dialog.data.images.line, str(images))
    qtbot.mouseClick(dialog.data.check, Left)
    qtbot.waitUntil(dialog.data.cancel.isVisible)
    assert dialog.data.bar.isVisible()
    assert not dialog.data.check.isEnabled()
    runner.release()
    qtbot.waitUntil(dialog.next.isEnabled)
    assert not dialog.data.cancel.isVisible()


def test_an_architecture_is_taught_whole(qtbot, checked: TeachDialog, run: Run) -> None:
    qtbot.mouseClick(checked.next, Left)
    qtbot.mouseClick(checked.next, Left)
    box = checked.plan.base
    number = box.findText("DenseNet-121, from random weights (6.9 million)")
    box.setCurrentIndex(number)
    box.activated.emit(number)
    assert checked.plan.plan.scope == "all"
    checked.plan.epochs.setValue(7)
    checked.plan.rate.setText("")
    assert not checked.next.isEnabled()
    checked.plan.rate.setText("0.002")
    qtbot.mouseClick(checked.next, Left)
    assert (run.config.architecture, run.config.base, run.config.epochs) == ("densenet121", "", 7)
    assert run.config.learning_rate == 0.002


def test_a_trial_ends_with_the_window_and_hinders_no_view(qtbot, checked: TeachDialog, runner, monkeypatch) -> None:
    ended: list[object] = []
    monkeypatch.setattr(runner, "cancel_key", ended.append)
    qtbot.mouseClick(checked.next, Left)
    qtbot.mouseClick(checked.next, Left)
    ended.clear()
    runner.held = True
    qtbot.mouseClick(checked.plan.forecast.button, Left)
    checked.plan.more.augmentation.preview_requested.emit()
    checked.plan.more.frozen.list_requested.emit()
    (_, one, measured), (_, other, drawn), (_, third, listed) = runner.started[-3:]
    assert one is other is third is Lane.ASIDE
    assert ended == []
    checked.close()
    assert set(ended) == {measured, drawn, listed}


def test_classes_of_scans_start_from_networks_of_scans(qtbot, checked: TeachDialog) -> None:
    prepared = checked._teach.prepared
    assert prepared is not None
    report = replace(prepared.report, task=Task.CLASSIFICATION, of_scans=True)
    checked._teach.prepared = replace(prepared, report=report)
    checked._teach.data_changed.emit()
    qtbot.waitUntil(lambda: checked.plan.base.itemData(0) == ("", "resnet10_3d"))
    names = [checked.plan.base.itemText(number) for number in range(checked.plan.base.count())]
    assert names[0] == "ResNet-10 in 3D, a quarter as wide, from random weights (0.9 million)"
    assert len(names) == 3
    qtbot.mouseClick(checked.next, Left)
    qtbot.mouseClick(checked.next, Left)
    assert checked.page is Page.PLAN
    assert (checked.plan.plan.architecture, checked.plan.plan.batch) == ("resnet10_3d", 4)
    assert checked.next.isEnabled()


def test_boxes_of_scans_start_from_a_network_of_scans(qtbot, checked: TeachDialog) -> None:
    prepared = checked._teach.prepared
    assert prepared is not None
    report = replace(prepared.report, task=Task.DETECTION, of_scans=True)
    checked._teach.prepared = replace(prepared, report=report)
    checked._teach.data_changed.emit()
    qtbot.waitUntil(lambda: checked.plan.base.count() == 1)
    qtbot.mouseClick(checked.next, Left)
    qtbot.mouseClick(checked.next, Left)
    assert checked.page is Page.PLAN
    assert "CenterNet 3D" in checked.plan.base.currentText()
    assert checked.plan.plan.architecture == "centernet_3d"
    assert checked.next.isEnabled()
    checked._teach.prepared = prepared
    checked._teach.data_changed.emit()
    qtbot.waitUntil(lambda: checked.plan.plan.base == "cxr-anatomy-0.1.0")


def test_curves_move_and_time_is_told(qtbot, started: TeachDialog, run: Run) -> None:
    page = started.run
    run.tell("started", title="Cat or dog", task="classification", epochs=4)
    run.epoch(1, 0.7)
    run.epoch(2, 0.8)
    qtbot.waitUntil(lambda: len(page.score.points_of("metric")) == 2)
    assert page.score.points_of("metric") == ((1.0, 0.7), (2.0, 0.8))
    assert page.loss.points_of("validation") == ((1.0, 1.2), (2.0, 0.6))
    assert "Epoch 2 of 4" in page.status.text()
    assert page.left.text() == "1 min 15 s left"
    assert page.pace.text() == "1.2 GB of memory  ·  35.2 images a second  ·  learning rate 0.0003"
    assert not page.pictures.isVisible()
    assert page.headline.text() == "Cat or dog"
    assert not started.next.isEnabled()


def test_steps_stand_at_their_epoch_also_after_a_probe_of_more(qtbot, started: TeachDialog, run: Run) -> None:
    run.tell("started", title="Cat or dog", task="classification", epochs=4)
    run.tell("epoch", stage="probe", epoch=10, epochs=10, step=10, loss=0.5, metric=0.6, seconds_left=0)
    run.tell("step", step=2, steps=20, epoch=1, loss=0.4, seconds_left=9)
    page = started.run
    qtbot.waitUntil(lambda: started._teach.run is not None and bool(started._teach.run._steps))
    run.epoch(1, 0.7)
    qtbot.waitUntil(lambda: page.loss.points_of("training") == ((0.4, 0.4),))
    assert page.status.text() == "Epoch 1 of 4  ·  AUC 0.700  ·  loss 0.400"


def test_pictures_are_shown_after_an_epoch(qtbot, started: TeachDialog, run: Run) -> None:
    folder = held_out_folder(run.folder)
    folder.mkdir()
    rows = []
    for number, (answer, right) in enumerate((("cat", True), ("dog", False))):
        cv2.imwrite(str(folder / f"{number}.png"), np.full((160, 80), 90 + number, np.uint8))
        row = {"file": f"{number}.png", "key": f"case{number}", "truth": "cat", "answer": answer, "right": right}
        rows.append(row | {"figure": 0.81})
    (folder / LIST_FILE).write_text(json.dumps(rows))
    run.epoch(1, 0.7)
    shown = started.run.pictures
    qtbot.waitUntil(shown.isVisible)
    qtbot.waitUntil(shown.answers[1].isVisible)
    assert [each.text() for each in shown.answers if each.isVisible()] == ["cat 0.81", "dog 0.81"]
    assert [each.property("role") for each in shown.answers[:2]] == ["done", "warning"]
    assert shown.title.text() == "What it says of validation pictures: 1 of 2 right"
    assert shown.tiles[1].toolTip() == "Case case1: the model says dog (0.810), it is cat."
    assert shown.tiles[0].pixmap().toImage().pixelColor(5, 5).red() == 90


def test_pause_cancel_and_go_on(qtbot, started: TeachDialog, run: Run) -> None:
    page = started.run
    run.epoch(1, 0.7)
    qtbot.waitUntil(page.pause.isEnabled)
    qtbot.mouseClick(page.pause, Left)
    assert JobFolder(run.folder).asks(PAUSE)
    run.tell("paused", step=5)
    qtbot.waitUntil(lambda: page.pause.text() == "Resume")
    qtbot.mouseClick(page.pause, Left)
    assert not JobFolder(run.folder).asks(PAUSE)
    run.tell("resumed", step=5, epoch=1)
    qtbot.waitUntil(lambda: page.pause.text() == "Pause")
    qtbot.mouseClick(page.cancel, Left)
    assert JobFolder(run.folder).asks(CANCEL)
    run.tell("cancelled", step=5)
    run.code = 130
    qtbot.waitUntil(lambda: page.pause.text() == "Go on")
    assert not page.cancel.isEnabled()


def test_a_failure_is_a_sentence(qtbot, started: TeachDialog, run: Run) -> None:
    run.tell("failed", message="The disk is full.", hint="Free some space.")
    run.code = 1
    qtbot.waitUntil(lambda: started.run.status.text() == "The disk is full.")
    assert started.run.hint.text() == "Free some space."
    assert started.run.pause.text() == "Go on"


def test_the_report_leads_to_a_decision(qtbot, started: TeachDialog, run: Run, shelf: Shelf) -> None:
    run.finish()
    bar = started.report.bar
    qtbot.waitUntil(lambda: started.page is Page.REPORT and bar.keep.isEnabled())
    qtbot.waitUntil(lambda: "Too few cases: 20 are needed." in said(started.report))
    text = said(started.report)
    assert "0.900 (0.800 – 0.950)" in text
    assert "a guess by the frequency" in text
    assert bar.forgetting.isVisible()
    assert bar.forgetting.text() == "Forgetting: Not checked: the plan names none."
    assert bar.keep.isDefault()
    # Nothing speaks for the model: adopting it needs words.
    assert not bar.adopt.isEnabled()
    qtbot.mouseClick(bar.adopt, Left)
    qtbot.keyClicks(bar.reason, "   ")
    assert not bar.adopt.isEnabled()
    qtbot.keyClicks(bar.reason, "finds more")
    qtbot.keyClick(bar.reason, Qt.Key.Key_Return)
    assert shelf.drafts == []
    qtbot.mouseClick(bar.adopt, Left)
    assert (shelf.drafts, shelf.reasons) == ([False], ["finds more"])
    qtbot.waitUntil(lambda: "in the library" in bar.decision.text())
    assert not bar.keep.isVisible()
    assert not bar.reason.isVisible()
    assert not bar.forgetting.isVisible()
    qtbot.mouseClick(bar.back, Left)
    qtbot.waitUntil(lambda: "draft again" in bar.decision.text())
    assert bar.keep.isVisible()
    assert not bar.back.isVisible()


def test_a_better_model_needs_no_words(qtbot, started: TeachDialog, run: Run, shelf: Shelf, monkeypatch) -> None:
    comparison = REPORT["comparison"] | {"verdict": {"word": "better", "sentence": "The new model is better."}}
    members = {"new": REPORT["new"] | {"members": 1}, "base": REPORT["base"] | {"members": 5}}
    monkeypatch.setattr("tests.app.ui.teach_doubles.REPORT", REPORT | {"comparison": comparison} | members)
    run.finish()
    bar = started.report.bar
    qtbot.waitUntil(lambda: started.page is Page.REPORT and bar.adopt.isEnabled())
    qtbot.waitUntil(lambda: "is one network; the base is 5 networks" in said(started.report))
    assert not bar.reason.isVisible()
    qtbot.mouseClick(bar.adopt, Left)
    assert shelf.reasons == [""]
