"""The lesson in the whole window: how it is opened, and what it opens."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt

import app.actions.teach as teach_module
from app.main import Viewer
from tests.ai.training.dataset.read_dataset import pictures


@pytest.fixture
def own_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(teach_module, "default_folder", lambda: tmp_path / "teaching")


def test_the_menu_opens_the_lesson(qtbot, own_folder: None, viewer: Viewer) -> None:
    window = viewer.window
    qtbot.keyClick(window, Qt.Key.Key_T)
    assert window.dialogs.lesson is not None
    assert window.dialogs.lesson.isVisible()
    assert not window.dialogs.lesson.isModal()
    window.close()
    assert not window.dialogs.lesson.isVisible()


def test_a_case_of_the_report_opens_in_the_viewer(qtbot, own_folder: None, viewer: Viewer, tmp_path: Path) -> None:
    films = pictures(tmp_path / "films", 2)
    window, opened = viewer.window, viewer.actions.worklist.list
    qtbot.keyClick(window, Qt.Key.Key_T)
    assert window.dialogs.lesson is not None
    window.dialogs.lesson.report.case_requested.emit(films.folder, films.cases[1].key)
    qtbot.waitUntil(lambda: opened.current is not None)
    assert opened.current is not None
    assert opened.current.key == films.cases[1].key
    assert window.dialogs.lesson.isVisible()
