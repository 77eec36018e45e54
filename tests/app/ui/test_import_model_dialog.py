"""Taking in a model as a reader does: a file dropped, questions answered, the licence confirmed, Cancel."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QLabel
from safetensors.numpy import save_file

import app.main as main_module
from ai.adapters.answers import Answers
from ai.adapters.found import Found
from ai.adapters.importing import Imported
from ai.errors import ModelImportError
from ai.progress import Progress
from app.main import Viewer
from app.ui.import_model_dialog import ImportModelDialog
from app.ui.model_card_dialog import ModelCardDialog

Left = Qt.MouseButton.LeftButton


class Converter:
    """Stands in for the confined child."""

    def __init__(self, card) -> None:
        self.card = card
        self.error: ModelImportError | None = None
        self.asked: list[tuple[Found, Answers]] = []

    def __call__(self, found: Found, answers: Answers, *, library: object, progress: Progress) -> Imported:
        self.asked.append((found, answers))
        progress(0.4, "Converting")
        if self.error is not None:
            raise self.error
        library.installed = (*library.installed, self.card)
        return Imported(self.card, ())


@pytest.fixture
def converter(make) -> Converter:
    return Converter(make.card("liver-lesions", modalities=("CT",), title="Liver lesions"))


@pytest.fixture
def viewer(qtbot, runner, worker, make, converter, monkeypatch: pytest.MonkeyPatch) -> Viewer:
    monkeypatch.setattr(main_module, "JobRunner", lambda parent: runner)
    viewer = Viewer(worker, make.library(make.card()), settings_path=None)
    viewer.actions.importing._convert = converter
    qtbot.addWidget(viewer.window)
    viewer.window.show()
    qtbot.waitExposed(viewer.window)
    qtbot.waitUntil(lambda: worker.warmed == 1)
    return viewer


@pytest.fixture
def weights(tmp_path: Path) -> Path:
    path = tmp_path / "liver.safetensors"
    save_file({"conv.weight": np.zeros((2, 1, 3, 3, 3), np.float32), "conv.bias": np.zeros(2, np.float32)}, path)
    return path


def drop(widget, path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    widget.dropEvent(QDropEvent(QPointF(9, 9), Qt.DropAction.CopyAction, data, Left, Qt.KeyboardModifier.NoModifier))


def said(widget) -> list[str]:
    return [label.text() for label in widget.findChildren(QLabel) if not label.isHidden()]


@pytest.fixture
def dialog(viewer: Viewer, weights: Path) -> ImportModelDialog:
    drop(viewer.window.model_panel, weights)
    dialog = viewer.window.dialogs.importing
    assert dialog is not None
    assert dialog.isVisible()
    return dialog


def answer(qtbot, dialog: ImportModelDialog) -> None:
    form = dialog.form
    qtbot.keyClicks(form.title, "Liver lesions")
    qtbot.keyClicks(form.labels, "Lesion")
    qtbot.keyClicks(form.modalities, "ct")
    qtbot.keyClicks(form.licence, "CC BY 4.0")
    form.package.setCurrentText("monai")
    qtbot.keyClicks(form.arguments, "name = UNet")
    dialog.licence.setFocus()
    qtbot.keyClick(dialog.licence, Qt.Key.Key_Space)


def test_a_dropped_file_is_told_and_asked_about(dialog: ImportModelDialog, weights: Path) -> None:
    words = said(dialog)
    assert "liver.safetensors" in words
    assert "PyTorch weights" in words
    assert "The file names none." in words
    assert any(len(each) == 33 and each.endswith("…") for each in words)
    assert {"What is the model called?", "Which modalities was it made for?"} <= set(words)
    assert not dialog.go.isEnabled()


def test_answers_and_licence_then_import(qtbot, viewer: Viewer, dialog, converter: Converter) -> None:
    answer(qtbot, dialog)
    assert dialog.go.isEnabled()
    qtbot.keyClick(dialog.licence, Qt.Key.Key_Space)
    assert not dialog.go.isEnabled()
    qtbot.keyClick(dialog.licence, Qt.Key.Key_Space)
    qtbot.mouseClick(dialog.go, Left)
    _, answers = converter.asked[0]
    assert (answers.title, answers.task, answers.modalities) == ("Liver lesions", "segmentation", ("CT",))
    assert [label.name for label in answers.labels] == ["lesion"]
    assert (answers.architecture, answers.arguments) == ("monai", (("name", "UNet"),))
    assert answers.licence == "CC BY 4.0"
    assert answers.grid.patch == (96, 96, 96)
    # It is there, and its card is shown.
    assert [card.id for card in viewer.models.cards] == ["cxr-anatomy", "liver-lesions"]
    assert viewer.models.preferred == "liver-lesions"
    assert not dialog.isVisible()
    assert viewer.window.findChild(ModelCardDialog).isVisible()


def test_a_failure_is_told_in_the_dialog_and_nothing_is_lost(qtbot, viewer, dialog, converter: Converter) -> None:
    converter.error = ModelImportError("The weights do not fit the network.", "Look for its arguments.")
    answer(qtbot, dialog)
    qtbot.mouseClick(dialog.go, Left)
    assert dialog.isVisible()
    assert "The weights do not fit the network. Look for its arguments." in said(dialog)
    assert dialog.form.title.text() == "Liver lesions"
    assert dialog.go.isEnabled()


def test_while_it_converts_cancel_is_what_can_be_pressed(qtbot, viewer, dialog, runner) -> None:
    answer(qtbot, dialog)
    cancelled: list[object] = []
    runner.cancel = cancelled.append
    runner.held = True
    qtbot.mouseClick(dialog.go, Left)
    assert dialog.stop.text() == "Cancel"
    assert dialog.bar.isVisible()
    assert not dialog.go.isEnabled()
    assert not dialog.form.isEnabled()
    # Another file is not looked at meanwhile.
    drop(dialog, Path("/nowhere/other.pt"))
    qtbot.mouseClick(dialog.stop, Left)
    assert len(cancelled) == 1
    runner.release()
    assert not dialog.isVisible()


def test_an_answer_that_cannot_be_is_told(qtbot, dialog: ImportModelDialog, converter: Converter) -> None:
    answer(qtbot, dialog)
    dialog.form.arguments.setPlainText("UNet")
    qtbot.mouseClick(dialog.go, Left)
    assert any("no argument of a network" in each for each in said(dialog))
    assert converter.asked == []


def test_a_file_that_cannot_be_taken(qtbot, viewer: Viewer, tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("hello")
    viewer.window.dialogs.import_model(path)
    dialog = viewer.window.dialogs.importing
    qtbot.waitUntil(lambda: any("none of the model formats" in each for each in said(dialog)))
    assert dialog.form is None
    assert not dialog.go.isEnabled()
    qtbot.mouseClick(dialog.stop, Left)
    assert not dialog.isVisible()


def test_another_task_has_another_usual_input(dialog: ImportModelDialog) -> None:
    form = dialog.form
    form.task.setCurrentIndex(1)
    assert (form.dimensions.currentData(), form.side.value(), form.fit.currentData()) == ("2", 224, "resize")
