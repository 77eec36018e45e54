"""Giving a model away as a reader does: from its card, as one of three kinds, with Cancel."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFileDialog

from ai.errors import ModelPackError
from ai.library.card import ModelCard
from ai.progress import Progress
from ai.training.export_child import Exported
from ai.training.export_form import ExportForm
from app.actions.export_model import ExportModelActions
from app.main import Viewer
from app.ui.export_model_dialog import ExportModelDialog
from app.ui.model_card_dialog import ModelCardDialog

Left = Qt.MouseButton.LeftButton


class Writer:
    """Stands for the process that writes."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, ExportForm, Path]] = []
        self.fault = ""

    def __call__(self, card: ModelCard, form: ExportForm, path: Path, *, progress: Progress) -> Exported:
        self.asked.append((card.key, form, path))
        progress(0.5, "Comparing it with the model")
        if self.fault:
            raise ModelPackError(self.fault, "Export it as a pack.")
        return Exported(path, 3e-6 if form is ExportForm.ONNX else None)


@pytest.fixture
def writer() -> Writer:
    return Writer()


@pytest.fixture
def dialog(qtbot, keep, make, runner, writer: Writer) -> ExportModelDialog:
    actions = ExportModelActions(runner, export=writer)
    dialog = ExportModelDialog(make.card(), actions)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    actions.setParent(dialog)
    keep(dialog)
    dialog.open()
    qtbot.waitExposed(dialog)
    return dialog


def choose_file(qtbot, dialog: ExportModelDialog, path: Path) -> QFileDialog:
    qtbot.mouseClick(dialog.go, Left)
    asked = dialog.findChildren(QFileDialog)[-1]
    asked.fileSelected.emit(str(path))
    asked.reject()
    return asked


def test_a_kind_is_chosen_by_keys_and_written(qtbot, dialog: ExportModelDialog, writer: Writer, tmp_path: Path) -> None:
    assert dialog.form is ExportForm.PACK
    bundle = dialog.choices[ExportForm.BUNDLE]
    assert not bundle.isEnabled()
    assert "only models that outline structures on the grid of a scan" in bundle.accessibleDescription()
    onnx = dialog.choices[ExportForm.ONNX]
    onnx.setFocus()
    qtbot.keyClick(onnx, Qt.Key.Key_Space)
    assert dialog.form is ExportForm.ONNX
    asked = choose_file(qtbot, dialog, tmp_path / "m.onnx")
    assert asked.defaultSuffix() == "onnx"
    assert [Path(each).name for each in asked.selectedFiles()] == ["cxr-anatomy-0.1.0.onnx"]
    qtbot.waitUntil(lambda: dialog.told.text().startswith("It was written to m.onnx. Outputs"))
    assert "3.0e-06" in dialog.told.text()
    assert writer.asked == [("cxr-anatomy-0.1.0", ExportForm.ONNX, tmp_path / "m.onnx")]


def test_what_hinders_it_is_said(qtbot, dialog: ExportModelDialog, writer: Writer, tmp_path: Path) -> None:
    writer.fault = "The exported file computes something else."
    choose_file(qtbot, dialog, tmp_path / "m.lbmodel")
    qtbot.waitUntil(lambda: dialog.told.text() == "The exported file computes something else. Export it as a pack.")
    assert not dialog.bar.isVisible()
    writer.fault = ""
    choose_file(qtbot, dialog, tmp_path / "m.lbmodel")
    qtbot.waitUntil(lambda: dialog.told.text() == "It was written to m.lbmodel.")


@pytest.mark.parametrize("by", ["button", "escape"])
def test_it_can_be_cancelled(
    qtbot, dialog: ExportModelDialog, runner, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, by: str
) -> None:
    runner.held = True
    monkeypatch.setattr(runner, "cancel_key", lambda key: runner.active.remove(key) if key in runner.active else None)
    choose_file(qtbot, dialog, tmp_path / "m.lbmodel")
    qtbot.waitUntil(lambda: dialog.stop.text() == "Cancel")
    assert dialog.bar.isVisible()
    assert not dialog.go.isEnabled()
    if by == "button":
        qtbot.mouseClick(dialog.stop, Left)
        qtbot.waitUntil(lambda: dialog.stop.text() == "Close")
        assert dialog.isVisible()
    else:
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)
        assert dialog.result() == QDialog.DialogCode.Rejected
    assert not dialog._actions.is_working


def test_the_card_leads_there(qtbot, viewer: Viewer) -> None:
    card = viewer.models.cards[0]
    viewer.window.dialogs.show_card(card.id)
    shown = viewer.window.findChildren(ModelCardDialog)[-1]
    qtbot.mouseClick(shown.export, Left)
    opened = viewer.window.findChildren(ExportModelDialog)[-1]
    assert opened.isVisible()
    assert card.title in opened.windowTitle()
    opened.reject()
    shown.close()
