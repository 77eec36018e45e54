"""Export without names from the menu."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QMenu

import app.main as main_module
from app.main import Viewer


@pytest.fixture
def viewer(qtbot, runner, worker, make, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Viewer:
    monkeypatch.setattr(main_module, "JobRunner", lambda parent: runner)
    viewer = Viewer(worker, make.library(make.card()), settings_path=tmp_path / "settings.toml")
    qtbot.addWidget(viewer.window)
    viewer.window.show()
    qtbot.waitExposed(viewer.window)
    return viewer


def choose(qtbot, viewer: Viewer, text: str) -> None:
    """Open the File menu with the mouse and press an entry."""
    bar = viewer.window.menuBar()
    file_menu = next(action for action in bar.actions() if action.text().replace("&", "") == "File")
    qtbot.mouseClick(bar, Qt.MouseButton.LeftButton, pos=bar.actionGeometry(file_menu).center())
    menu = file_menu.menu()
    assert isinstance(menu, QMenu)
    entry = next(action for action in menu.actions() if action.text() == text)
    qtbot.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(entry).center())


def answer(qtbot, viewer: Viewer, folder: Path) -> None:
    (dialog,) = viewer.window.findChildren(QFileDialog)
    dialog.selectFile(str(folder))
    dialog.fileSelected.emit(str(folder))
    dialog.close()
    QApplication.processEvents()


def test_the_open_study_is_written_without_names(qtbot, viewer: Viewer, make, tmp_path: Path) -> None:
    viewer.actions.opening.open_paths([make.scan(tmp_path / "ct", patient="Mustermann^Erika")])
    qtbot.waitUntil(viewer.window.pane.isVisible)
    (tmp_path / "out").mkdir()
    choose(qtbot, viewer, "Export without names…")
    answer(qtbot, viewer, tmp_path / "out")
    files = list((tmp_path / "out").rglob("*.dcm"))
    assert len(files) == 5
    assert b"Mustermann" not in b"".join(path.read_bytes() for path in files)
    said = " ".join(label.text() for label in viewer.window.findChildren(QLabel))
    assert "Files written without names: 5." in said


def test_a_folder_that_holds_something_gets_a_new_one(qtbot, viewer: Viewer, make, tmp_path: Path) -> None:
    viewer.actions.opening.open_paths([make.scan(tmp_path / "ct")])
    qtbot.waitUntil(viewer.window.pane.isVisible)
    (tmp_path / "out" / "without-names").mkdir(parents=True)
    (tmp_path / "out" / "letter.txt").touch()
    viewer.actions.nameless.export(tmp_path / "out")
    assert len(list((tmp_path / "out" / "without-names-2").rglob("*.dcm"))) == 5


def test_without_a_study_there_is_nothing_to_export(viewer: Viewer) -> None:
    viewer.window.refresh()
    assert not viewer.window._commands.of("export_without_names").isEnabled()
