"""The page of the plan: every field reaches the run, and a plan can be tried before it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from ai.errors import TrainingDataError
from ai.training.dataset.case import Task
from ai.training.dataset.check import ClassCount, Report
from ai.training.finetune_config import FinetuneConfig
from ai.training.forecast import Forecast
from ai.training.network_part import NetworkPart
from app.actions.teach import TeachActions
from app.actions.teach_data import Prepared, Source
from app.actions.teach_flips import Flips, keep_flips, read_flips
from app.actions.teach_trial import TeachTrial
from app.state.model_list import ModelList
from app.ui.palette import DARK
from app.ui.style_sheet import style_sheet
from app.ui.teach_forecast_row import duration, forecast_words
from app.ui.teach_plan_page import TeachPlanPage

Left = Qt.MouseButton.LeftButton

PARTS = (
    NetworkPart("encoder", 900, 400),
    NetworkPart("encoder.stages.0", 500, 0),
    NetworkPart("encoder.stages.1", 400, 400),
    NetworkPart("head", 100, 100),
)

MEASURED = Forecast(190, 1_200_000_000, None, 1026, 11_177_538, "cpu")


class Child:
    """Stands for the processes that measure and draw."""

    def __init__(self) -> None:
        self.configs: list[FinetuneConfig] = []
        self.fault = ""

    def measure(self, config: FinetuneConfig, *, models=(), progress) -> Forecast:
        self.configs.append(config)
        progress(0, "")
        if self.fault:
            raise TrainingDataError(self.fault, "Choose a smaller batch.")
        return MEASURED

    def list_parts(self, config: FinetuneConfig, *, models=(), progress) -> tuple[NetworkPart, ...]:
        self.configs.append(config)
        if self.fault:
            raise TrainingDataError(self.fault, "Choose another base.")
        return PARTS

    def draw(self, config: FinetuneConfig, *, models=(), progress) -> bytes:
        self.configs.append(config)
        return cv2.imencode(".png", np.full((96, 96), 200, np.uint8))[1].tobytes()


@pytest.fixture
def child() -> Child:
    return Child()


@pytest.fixture
def page(qtbot, keep, make, runner, child: Child, tmp_path: Path) -> TeachPlanPage:
    models = ModelList(make.library(make.card()))
    models.refresh()
    teach = TeachActions(models, None, runner, folder=tmp_path, spawn=None)
    teach.trial = TeachTrial(runner, measuring=child.measure, draw=child.draw, listing=child.list_parts)
    counts = tuple(ClassCount(name, 30, 12) for name in ("cat", "dog"))
    report = Report(Task.CLASSIFICATION, 60, 24, counts, "", ())
    teach.prepared = Prepared(Source(tmp_path), tmp_path, 60, 0, (), report)
    page = TeachPlanPage(teach, models)
    for each in (teach, teach.trial, models):
        each.setParent(page)
    keep(page)
    page.resize(912, 560)
    page.show()
    qtbot.waitExposed(page)
    return page


def opened(qtbot, page: TeachPlanPage) -> None:
    qtbot.mouseClick(page.details._button, Left, pos=page.details._button.rect().center())
    assert page.more.isVisible()


def test_the_suggestion_stands_in_every_field(page: TeachPlanPage, tmp_path: Path) -> None:
    assert not page.more.isVisible()
    config = page.plan.config(tmp_path, tmp_path / "run")
    assert config == FinetuneConfig(
        tmp_path, tmp_path / "run", base="cxr-anatomy-0.1.0", scope="probe", epochs=20, batch=16, views=8
    )
    assert "few" in page.reason.text()


def test_what_is_chosen_reaches_the_run(qtbot, page: TeachPlanPage, tmp_path: Path) -> None:
    opened(qtbot, page)
    page.more.optimiser.setFocus()
    QTest.keyClicks(page.more.optimiser, "S")
    QTest.keyClicks(page.more.schedule, "s")
    QTest.keyClicks(page.more.loss, "f")
    for field, text in (
        (page.more.decay, "0.25"),
        (page.more.patience, "4"),
        (page.more.views, "3"),
        (page.more.augmentation.fields["elastic"], "0.05"),
        (page.more.augmentation.fields["rotation_deg"], "30"),
    ):
        field.selectAll()
        qtbot.keyClicks(field, text.replace(".", field.locale().decimalPoint()))
        qtbot.keyClick(field, Qt.Key.Key_Tab)
    qtbot.keyClicks(page.more.reference.line, str(tmp_path / "before"))
    page.flips.setCurrentIndex(1)
    config = page.plan.config(tmp_path, tmp_path)
    assert (config.optimiser, config.schedule, config.loss) == ("sgd", "constant", "focal")
    assert (config.weight_decay, config.patience, config.views) == (0.25, 4, 3)
    assert (config.augmentation.elastic, config.augmentation.rotation_deg) == (0.05, 30)
    assert (config.augmentation.flip_columns, config.augmentation.flip_rows) == (True, False)
    assert config.reference == tmp_path / "before"
    qtbot.mouseClick(page.suggestion, Left)
    assert page.plan.optimiser == "adamw"
    assert page.plan.augmentation.elastic == 0


def test_parts_are_listed_and_ticked_with_what_they_hold(qtbot, page: TeachPlanPage, child: Child) -> None:
    choose(page, "last")
    opened(qtbot, page)
    form = page.more.frozen
    assert not form.area.isVisible()
    assert page.plan.frozen == ()
    qtbot.mouseClick(form.button, Left)
    qtbot.waitUntil(form.area.isVisible)
    assert list(form.boxes) == [part.name for part in PARTS]
    assert form.told.text() == "500 of 1,000 parameters are taught. Ticked parts stay as they are."

    inner, outer, head = form.boxes["encoder.stages.1"], form.boxes["encoder"], form.boxes["head"]
    inner.setFocus()
    qtbot.keyClick(inner, Qt.Key.Key_Space)
    assert page.plan.frozen == ("encoder.stages.1",)
    assert form.told.text().startswith("100 of 1,000")
    qtbot.mouseClick(outer, Left, pos=press(outer))
    assert page.plan.frozen == ("encoder",)
    assert all(form.boxes[name].isChecked() and not form.boxes[name].isEnabled() for name in list(form.boxes)[1:3])
    qtbot.mouseClick(head, Left, pos=press(head))
    assert form.told.text() == "Nothing is left to teach: free a part."
    qtbot.mouseClick(head, Left, pos=press(head))
    qtbot.mouseClick(outer, Left, pos=press(outer))
    assert page.plan.frozen == ()
    assert inner.isEnabled()
    assert not inner.isChecked()

    qtbot.mouseClick(head, Left, pos=press(head))
    choose(page, "all")  # of which others are taught: what was listed holds no longer
    qtbot.waitUntil(lambda: not form.area.isVisible())
    assert page.plan.frozen == ()
    child.fault = "The base cannot be read."
    qtbot.mouseClick(form.button, Left)
    qtbot.waitUntil(lambda: form.told.text() == "The base cannot be read. Choose another base.")
    choose(page, "probe")
    assert not form.isEnabled()


def test_probabilities_alone_are_fitted_in_two_ways(qtbot, page: TeachPlanPage, make, tmp_path: Path) -> None:
    assert not page.calibration.isVisible()
    page.scope.addItem("Probabilities alone", "calibrate")
    choose(page, "calibrate")
    assert page.calibration.isVisible()
    assert not page.epochs.isEnabled()
    assert page.plan.config(tmp_path, tmp_path).calibration == "temperature"
    page.calibration.setFocus()
    QTest.keyClicks(page.calibration, "S")
    assert page.plan.config(tmp_path, tmp_path).calibration == "platt"
    choose(page, "head")
    assert not page.calibration.isVisible()
    assert page.epochs.isEnabled()
    assert page.plan.config(tmp_path, tmp_path).calibration == "temperature"


def choose(page: TeachPlanPage, scope: str) -> None:
    number = page.scope.findData(scope)
    page.scope.setCurrentIndex(number)
    page.scope.activated.emit(number)


def press(box: QWidget) -> QPoint:
    return QPoint(box.width() - 8, box.height() // 2)


def test_views_are_offered_where_features_are_cached(page: TeachPlanPage) -> None:
    for task, scope, offered in (
        (Task.CLASSIFICATION, "head", True),
        (Task.CLASSIFICATION, "last", False),
        (Task.SEGMENTATION, "head", False),
        (Task.DETECTION, "head", False),
    ):
        page.more.set_task(task)
        page.more.set_scope(scope)
        assert page.more.views.isEnabled() == offered


def test_masks_from_random_weights_are_taught_whole_and_without_views(qtbot, page: TeachPlanPage) -> None:
    prepared = page._teach.prepared
    report = replace(prepared.report, task=Task.SEGMENTATION, counts=(ClassCount("heart", 30, 12),))
    page._teach.prepared = replace(prepared, report=report)
    page._teach.data_changed.emit()
    qtbot.waitUntil(lambda: page.more.loss.findData("dice") > 0)
    assert [page.scope.itemData(number) for number in range(page.scope.count())] == ["head", "decoder", "all"]
    page.scope.setCurrentIndex(0)
    page.scope.activated.emit(0)
    assert (page.plan.scope, page.plan.views) == ("head", 1)
    assert not page.more.views.isEnabled()
    number = page.base.findText("U-Net, from random weights")
    page.base.setCurrentIndex(number)
    page.base.activated.emit(number)
    assert [page.scope.itemData(number) for number in range(page.scope.count())] == ["all"]


def test_numbers_stand_off_the_border_as_words_do(page: TeachPlanPage) -> None:
    page.setStyleSheet(style_sheet(DARK))
    page.epochs.setValue(88)
    page.rate.setText("88")
    assert abs(first_ink(page.epochs) - first_ink(page.rate)) <= 1


def first_ink(field: QWidget) -> int:
    """Column of the first pixel of the words of a field."""
    grey = field.grab().toImage().convertToFormat(QImage.Format.Format_Grayscale8)
    rows = np.frombuffer(grey.constBits(), np.uint8).reshape(grey.height(), grey.bytesPerLine()).astype(int)
    inside = rows[8:-8, 3 : grey.width() - 30]
    return 3 + int(np.flatnonzero((abs(inside - inside[0, -1]) > 70).any(axis=0))[0])


def test_a_forecast_is_asked_for_and_dropped_with_the_plan(qtbot, page: TeachPlanPage, child: Child) -> None:
    qtbot.mouseClick(page.forecast.button, Left)
    words = "About 3 min, 1.2 GB of memory. Teaches 1,026 of 11,177,538 parameters."
    qtbot.waitUntil(lambda: page.forecast.told.text() == words)
    assert child.configs[-1].scope == "probe"
    page.epochs.stepUp()
    qtbot.waitUntil(lambda: page.forecast.told.text() == "")
    child.fault = "A batch of 16 pictures does not fit the memory."
    qtbot.mouseClick(page.forecast.button, Left)
    qtbot.waitUntil(lambda: page.forecast.told.text() == f"{child.fault} Choose a smaller batch.")


def test_a_forecast_can_be_cancelled(qtbot, page: TeachPlanPage, runner, monkeypatch) -> None:
    runner.held = True
    monkeypatch.setattr(runner, "cancel_key", runner.active.remove)
    qtbot.mouseClick(page.forecast.button, Left)
    qtbot.waitUntil(lambda: page.forecast.button.text() == "Cancel")
    qtbot.mouseClick(page.forecast.button, Left)
    qtbot.waitUntil(lambda: page.forecast.button.text() != "Cancel")
    assert page.forecast.told.text() == ""


def test_samples_are_shown(qtbot, page: TeachPlanPage, child: Child) -> None:
    opened(qtbot, page)
    form = page.more.augmentation
    assert not form.samples.isVisible()
    form.fields["noise"].setValue(0.3)
    qtbot.mouseClick(form.preview, Left)
    qtbot.waitUntil(form.samples.isVisible)
    assert child.configs[-1].augmentation.noise == 0.3
    assert form.samples.pixmap().toImage().pixelColor(10, 10).red() == 200


def test_mirroring_is_asked_once_for_a_dataset(qtbot, page: TeachPlanPage, tmp_path: Path) -> None:
    assert read_flips(tmp_path) is None
    assert page.flips.currentData() == Flips()
    keep_flips(tmp_path, Flips(columns=True, rows=True))
    teach = page._teach
    teach.prepared = replace(teach.prepared, flips=read_flips(tmp_path))
    teach.data_changed.emit()
    qtbot.waitUntil(lambda: page.flips.currentData() == Flips(columns=True, rows=True))
    (tmp_path / "flips.json").write_text("[]")
    assert read_flips(tmp_path) is None


@pytest.mark.parametrize(("seconds", "text"), [(0.2, "1 s"), (89, "89 s"), (190, "3 min"), (7800, "2 h 10 min")])
def test_times_are_rough(seconds: float, text: str) -> None:
    assert duration(seconds) == text


def test_a_graphics_card_is_told() -> None:
    told = forecast_words(replace(MEASURED, gpu_bytes=2_500_000_000, memory_bytes=None))
    assert told.startswith("About 3 min, 2.5 GB of the graphics card.")
