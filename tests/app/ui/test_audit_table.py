"""The window of the audit trail, by mouse and keys."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit
from pytestqt.qtbot import QtBot

import app.main as main_module
from app.audit.event import Deed, Event
from app.audit.trail import AuditTrail
from app.main import Viewer
from app.state.settings import Language
from app.ui.audit_model import Column
from app.ui.audit_table import AuditDialog
from app.ui.audit_words import deed_words, detail_words
from app.ui.translation import install_language

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def viewer(qtbot: QtBot, runner, worker, make, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Viewer:
    monkeypatch.setattr(main_module, "JobRunner", lambda parent: runner)
    viewer = Viewer(worker, make.library(make.card()), settings_path=tmp_path / "settings.toml")
    viewer.models.refresh()
    qtbot.addWidget(viewer.window)
    with qtbot.waitActive(viewer.window):
        viewer.window.show()
    return viewer


def ask_for(qtbot: QtBot, viewer: Viewer, name: str) -> QLineEdit:
    """Find a command by its words, as a person who knows no key."""
    qtbot.keyClick(viewer.window, Qt.Key.Key_K, CONTROL)
    field = next(each for each in viewer.window.findChildren(QLineEdit) if each.isVisible() and each.hasFocus())
    qtbot.keyClicks(field, name)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    return field


@pytest.fixture
def dialog(qtbot: QtBot, viewer: Viewer, make, tmp_path: Path) -> AuditDialog:
    """Two runs: of an open radiograph, and one of another series an hour before."""
    AuditTrail(tmp_path / "audit.sqlite3").write(
        [Event(Deed.REFUSED, "ct-organs-0.1.0", "ab" * 32, "9.9", {"error": "InputRefused"})]
    )
    viewer.actions.opening.open_paths([make.scan(tmp_path / "film", modality="CR", slices=1, patient="Muster^Berta")])
    qtbot.waitUntil(viewer.window.grid.isVisible)
    qtbot.keyClick(viewer.window, Qt.Key.Key_Space)
    if not viewer.session.results:
        viewer.actions.models.run_suggested()
    qtbot.waitUntil(lambda: bool(viewer.session.results))
    qtbot.keyClick(viewer.window, Qt.Key.Key_Return)
    ask_for(qtbot, viewer, "audit trail")
    found = viewer.window.dialogs.audit
    assert found is not None
    qtbot.waitUntil(found.isActiveWindow)
    return found


def shown(dialog: AuditDialog, column: Column) -> list[str]:
    model = dialog.model
    return [str(model.data(model.index(row, column))) for row in range(model.rowCount())]


def test_it_shows_what_was_done_latest_first(dialog: AuditDialog) -> None:
    deeds = shown(dialog, Column.DEED)
    assert deeds[-2:] == ["Model ran", "Model refused"]
    assert set(deeds[:-2]) <= {"Accepted"}
    assert shown(dialog, Column.NUMBER) == [str(number) for number in range(len(deeds), 0, -1)]
    assert dialog.check.text() == "Unchanged since it was written."
    assert dialog.count.text() == f"{len(deeds)} lines"
    assert "Check of the scan: ok; Device: cpu; Seconds: 1.25" in shown(dialog, Column.DETAILS)


def test_typing_filters_and_a_click_leaves_the_open_series(qtbot: QtBot, dialog: AuditDialog) -> None:
    total = dialog.model.total
    qtbot.keyClicks(dialog.field, "refused organs")
    assert shown(dialog, Column.MODEL) == ["ct-organs-0.1.0"]
    assert dialog.count.text() == f"1 of {total} lines"
    qtbot.keyClick(dialog.field, Qt.Key.Key_A, CONTROL)
    qtbot.keyClick(dialog.field, Qt.Key.Key_Delete)
    box = dialog.only_open
    qtbot.mouseClick(box, Qt.MouseButton.LeftButton, pos=QPoint(8, box.height() // 2))
    assert box.isChecked()
    assert dialog.model.total == total - 1
    assert "Model refused" not in shown(dialog, Column.DEED)


def test_a_changed_line_is_named_and_coloured(qtbot: QtBot, dialog: AuditDialog, tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "audit.sqlite3")) as database, database:
        database.execute("UPDATE line SET account = 'somebody' WHERE number = 2")
    dialog.hide()
    dialog.open_audit()
    assert dialog.check.text() == "Line 2 was changed, or one before it is missing."
    assert dialog.check.property("role") == "warning"
    row = shown(dialog, Column.NUMBER).index("2")
    assert dialog.model.data(dialog.model.index(row, 0), Qt.ItemDataRole.ForegroundRole) is not None
    assert dialog.model.data(dialog.model.index(row + 1, 0), Qt.ItemDataRole.ForegroundRole) is None


def test_a_line_that_is_written_appears(qtbot: QtBot, dialog: AuditDialog, viewer: Viewer) -> None:
    before = dialog.model.total
    viewer.actions.audit.note(Event(Deed.EXPORTED, details={"format": "png"}))
    qtbot.waitUntil(lambda: dialog.model.total == before + 1)
    assert shown(dialog, Column.DEED)[0] == "Exported"


def test_rows_are_copied_and_all_are_exported(qtbot: QtBot, dialog: AuditDialog, tmp_path: Path) -> None:
    dialog.table.setFocus()
    dialog.table.selectRow(dialog.model.total - 1)
    qtbot.keyClick(dialog.table, Qt.Key.Key_C, CONTROL)
    assert "\tct-organs-0.1.0\t" in QGuiApplication.clipboard().text()
    qtbot.mouseClick(dialog.export, Qt.MouseButton.LeftButton)
    question = dialog.findChild(QFileDialog)
    assert question is not None
    question.fileSelected.emit(str(tmp_path / "trail.csv"))
    question.close()
    text = (tmp_path / "trail.csv").read_text(encoding="utf-8-sig")
    assert text.splitlines()[1].startswith("1,")
    assert "Muster" not in text


@pytest.fixture
def forgetful(qtbot: QtBot, runner, worker, make, monkeypatch: pytest.MonkeyPatch) -> Viewer:
    monkeypatch.setattr(main_module, "JobRunner", lambda parent: runner)
    viewer = Viewer(worker, make.library(make.card()), settings_path=None)
    qtbot.addWidget(viewer.window)
    with qtbot.waitActive(viewer.window):
        viewer.window.show()
    return viewer


def test_a_window_that_remembers_nothing_offers_no_trail(qtbot: QtBot, forgetful: Viewer) -> None:
    field = ask_for(qtbot, forgetful, "audit trail")
    assert forgetful.window.dialogs.audit is None
    qtbot.keyClick(field, Qt.Key.Key_Escape)


def test_every_deed_has_german_words(qapp: QApplication) -> None:
    english = {deed: deed_words(deed) for deed in Deed}
    install_language(qapp, Language.GERMAN)
    try:
        assert [deed for deed, words in english.items() if deed_words(deed) == words] == []
        assert (
            detail_words({"seconds": 2, "verdict": "ok", "new": "x"}) == "Prüfung der Aufnahme: ok; Sekunden: 2; new: x"
        )
    finally:
        install_language(qapp, Language.ENGLISH)
