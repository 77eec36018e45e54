"""Export dataset, by mouse: what leaves is shown, then written, without the salt."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel

from ai.training.dataset.case import Task
from ai.training.dataset.collect import add_case
from app.main import Viewer
from app.ui.leaving_dialog import LeavingDialog
from tests.ai.training.dataset.new_cases import mask, new, person, scan


@pytest.fixture
def shown(qtbot, viewer: Viewer, tmp_path: Path) -> LeavingDialog:
    for number in range(2):
        one = new(scan(number), mask("tumour"), who=person(str(number)))
        add_case(tmp_path / "datasets" / "brains", Task.SEGMENTATION, one)
    viewer.window.dialogs.collecting.actions.folder = tmp_path / "datasets"
    viewer.window._commands.of("export_dataset").trigger()
    (dialog,) = viewer.window.findChildren(LeavingDialog)
    qtbot.waitUntil(lambda: dialog.shown is not None)
    QApplication.processEvents()
    return dialog


def words(dialog: LeavingDialog) -> str:
    return "\n".join(label.text() for label in dialog.findChildren(QLabel))


def choose(qtbot, dialog: LeavingDialog, path: Path) -> None:
    (files,) = dialog.findChildren(QFileDialog)
    files.fileSelected.emit(str(path))
    files.close()
    QApplication.processEvents()


def test_everything_that_leaves_is_shown_and_nothing_else_is_written(
    qtbot, viewer: Viewer, shown: LeavingDialog, tmp_path: Path
) -> None:
    text = words(shown)
    assert "Cases: 2. Persons or blocks: 2. Masks: tumour. Files: 7" in text
    assert "salted key of the person, or of files that lie together" in text
    assert "tumour: human (2)" in text
    assert "site.salt" in text
    qtbot.mouseClick(shown.zip, Qt.MouseButton.LeftButton)
    choose(qtbot, shown, tmp_path / "out.zip")
    with zipfile.ZipFile(tmp_path / "out.zip") as archive:
        assert len(archive.namelist()) == 7
        assert not any("salt" in name for name in archive.namelist())
    told = " ".join(label.text() for label in viewer.window.findChildren(QLabel))
    assert "The dataset is in out.zip. The salt stayed here." in told


def test_a_folder_instead(qtbot, shown: LeavingDialog, tmp_path: Path) -> None:
    (tmp_path / "copy").mkdir()
    qtbot.mouseClick(shown.folder, Qt.MouseButton.LeftButton)
    choose(qtbot, shown, tmp_path / "copy")
    assert len([path for path in (tmp_path / "copy").rglob("*") if path.is_file()]) == 7


def test_another_folder_without_a_dataset(qtbot, shown: LeavingDialog, tmp_path: Path) -> None:
    (tmp_path / "papers").mkdir()
    qtbot.mouseClick(shown.dataset.other, Qt.MouseButton.LeftButton)
    (files,) = shown.dataset.findChildren(QFileDialog)
    files.fileSelected.emit(str(tmp_path / "papers"))
    files.close()
    QApplication.processEvents()
    assert shown.dataset.hint.text() == "That folder holds no dataset."
    assert shown.zip.isEnabled()
