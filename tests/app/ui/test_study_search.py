"""Finding a study in the window: typed, moved through by keys, opened, forgotten."""

from __future__ import annotations

import shutil
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from app.index.record import StudyRecord
from app.main import Viewer
from app.ui.study_search import StudySearch
from app.ui.study_table import MASK, Column, StudyTableModel


@pytest.fixture
def scans(qtbot: QtBot, viewer: Viewer, make, tmp_path: Path) -> Path:
    """Three patients, opened and closed again."""
    make.scan(tmp_path / "scans" / "anna", patient="Schüßler^Anna")
    make.scan(tmp_path / "scans" / "berta", patient="Muster^Berta", modality="CR", slices=1)
    make.scan(tmp_path / "scans" / "carla", patient="Nowak^Carla")
    viewer.actions.opening.open_paths([tmp_path / "scans"])
    qtbot.waitUntil(viewer.window.grid.isVisible)
    viewer.actions.opening.close_all()
    qtbot.waitUntil(viewer.window.empty.isVisible)
    return tmp_path / "scans"


@pytest.fixture
def search(qtbot: QtBot, viewer: Viewer, scans: Path) -> StudySearch:
    qtbot.keyClick(viewer.window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    found = viewer.window.dialogs.search
    assert found is not None
    qtbot.waitUntil(found.isActiveWindow)
    return found


def names(search: StudySearch) -> list[str]:
    model = search.model
    return [str(model.data(model.index(row, Column.NAME))) for row in range(model.rowCount())]


def cell(search: StudySearch, row: int, column: Column) -> QPoint:
    return search.table.visualRect(search.model.index(row, column)).center()


def test_the_empty_list_says_what_it_will_hold(qtbot: QtBot, viewer: Viewer) -> None:
    qtbot.keyClick(viewer.window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    search = viewer.window.dialogs.search
    assert search.head.text() == "No studies yet"
    assert "on this computer" in search.hint.text()
    assert not search.open_button.isEnabled()
    assert not search.forget_all.isEnabled()
    qtbot.mouseClick(search.remembering, Qt.MouseButton.LeftButton, pos=QPoint(8, search.remembering.height() // 2))
    assert not viewer.settings.settings.remember_studies
    qtbot.waitUntil(lambda: search.head.text() == "Studies are not remembered")


def test_typing_finds(qtbot: QtBot, search: StudySearch) -> None:
    assert len(names(search)) == 3
    assert search.count.text == "3 studies"
    qtbot.keyClicks(search.field, "schuess")
    assert names(search) == ["Schüßler, Anna"]
    assert search.count.text == "1 of 3 studies"
    search.field.clear()
    qtbot.keyClicks(search.field, "cr 2026-03")
    assert names(search) == ["Muster, Berta"]
    qtbot.keyClicks(search.field, " xyz")
    assert search.head.text() == "Nothing found"
    assert search.head.isVisible()
    assert not search.table.isVisible()


def test_arrows_move_through_the_list_while_typing_and_enter_opens(qtbot: QtBot, search, viewer: Viewer) -> None:
    first, second, third = names(search)
    for key, expected in (
        (Qt.Key.Key_Down, second),
        (Qt.Key.Key_Down, third),
        (Qt.Key.Key_Down, third),
        (Qt.Key.Key_PageUp, first),
        (Qt.Key.Key_Up, first),
        (Qt.Key.Key_PageDown, third),
        (Qt.Key.Key_Up, second),
    ):
        qtbot.keyClick(search.field, key)
        assert [study.patient_name for study in search.selected()] == [expected]
    qtbot.keyClick(search.field, Qt.Key.Key_Return)
    assert viewer.session.study.patient_name == second
    assert not search.isVisible()


def test_a_double_click_opens(qtbot: QtBot, search, viewer: Viewer) -> None:
    name = names(search)[1]
    qtbot.mouseClick(search.table.viewport(), Qt.MouseButton.LeftButton, pos=cell(search, 1, Column.DATE))
    qtbot.mouseDClick(search.table.viewport(), Qt.MouseButton.LeftButton, pos=cell(search, 1, Column.DATE))
    assert viewer.session.study.patient_name == name


def test_the_button_opens_what_is_marked(qtbot: QtBot, search, viewer: Viewer) -> None:
    name = names(search)[2]
    qtbot.mouseClick(search.table.viewport(), Qt.MouseButton.LeftButton, pos=cell(search, 2, Column.NAME))
    qtbot.waitUntil(search.open_button.isEnabled)
    qtbot.mouseClick(search.open_button, Qt.MouseButton.LeftButton)
    assert viewer.session.study.patient_name == name


def test_delete_forgets_and_undo_brings_back(qtbot: QtBot, search, scans: Path) -> None:
    gone = names(search)[1]
    qtbot.mouseClick(search.table.viewport(), Qt.MouseButton.LeftButton, pos=cell(search, 1, Column.NAME))
    qtbot.keyClick(search.table, Qt.Key.Key_Delete)
    assert gone not in names(search)
    assert search.question.message.text() == "1 study was forgotten. The files are where they were."
    assert len(list(scans.iterdir())) == 3
    # The next one is marked, for the next Del.
    assert len(search.selected()) == 1
    qtbot.mouseClick(search.question.yes, Qt.MouseButton.LeftButton)
    assert gone in names(search)
    assert not search.question.isVisible()


def test_several_are_forgotten_at_once(qtbot: QtBot, search) -> None:
    search.table.setFocus()
    qtbot.mouseClick(search.table.viewport(), Qt.MouseButton.LeftButton, pos=cell(search, 0, Column.NAME))
    qtbot.keyClick(search.table, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(search.table, Qt.Key.Key_Delete)
    assert len(names(search)) == 1
    assert search.question.message.text().startswith("2 studies were forgotten.")
    qtbot.mouseClick(search.question.no, Qt.MouseButton.LeftButton)
    assert not search.question.isVisible()
    assert len(names(search)) == 1


def test_delete_while_typing_changes_the_words_only(qtbot: QtBot, search) -> None:
    qtbot.keyClicks(search.field, "anna")
    qtbot.keyClick(search.field, Qt.Key.Key_Delete)
    assert names(search) == ["Schüßler, Anna"]
    search.field.clear()
    assert len(names(search)) == 3


def test_typing_in_the_table_goes_into_the_field(qtbot: QtBot, search) -> None:
    search.table.setFocus()
    qtbot.keyClick(search.table, Qt.Key.Key_B)
    assert search.field.text() == "b"
    assert search.field.hasFocus()
    assert names(search) == ["Muster, Berta"]


def test_forget_all_asks_first(qtbot: QtBot, search, scans: Path) -> None:
    qtbot.mouseClick(search.forget_all, Qt.MouseButton.LeftButton)
    assert search.question.message.text() == "Forget all 3 studies on this computer? The files stay where they are."
    assert len(names(search)) == 3
    qtbot.keyClick(search.question.yes, Qt.Key.Key_Space)
    assert names(search) == []
    assert search.head.text() == "No studies yet"
    assert len(list(scans.iterdir())) == 3


def test_lost_files_are_said_and_can_be_forgotten(qtbot: QtBot, search, viewer: Viewer, scans: Path) -> None:
    shutil.rmtree(scans / "berta")
    qtbot.keyClicks(search.field, "berta")
    qtbot.keyClick(search.field, Qt.Key.Key_Return)
    assert search.isVisible()
    assert search.question.message.text() == "The files of this study are no longer where they were."
    assert viewer.session.study is None
    qtbot.mouseClick(search.question.yes, Qt.MouseButton.LeftButton)
    search.field.clear()
    assert "Muster, Berta" not in names(search)


def test_heads_order_the_rows_and_let_go(qtbot: QtBot, search) -> None:
    header = search.table.horizontalHeader()
    given = names(search)

    def press(column: Column) -> None:
        place = QPoint(header.sectionViewportPosition(column) + 12, header.height() // 2)
        qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)

    press(Column.NAME)
    assert names(search) == sorted(given)
    press(Column.NAME)
    assert names(search) == sorted(given, reverse=True)
    press(Column.NAME)
    assert names(search) == given
    for column in Column:
        press(column)
        assert sorted(names(search)) == sorted(given)


def test_private_view_hides_who_they_are(qtbot: QtBot, search, viewer: Viewer) -> None:
    viewer.session.privacy.set_on(True)
    assert set(names(search)) == {MASK}
    model = search.model
    index = model.index(0, Column.NAME)
    tip = str(model.data(index, Qt.ItemDataRole.ToolTipRole))
    shown = " ".join(str(model.data(model.index(0, column))) for column in Column) + tip
    for word in ("Schüßler", "Muster", "Nowak", "ID-", "1958", "A77", "scans"):
        assert word not in shown
    assert "5 images" in tip or "1 images" in tip
    viewer.session.privacy.set_on(False)
    assert MASK not in names(search)
    assert "born 1958-04-12" in str(model.data(index, Qt.ItemDataRole.ToolTipRole))


def test_the_key_brings_it_back_with_the_words_marked(qtbot: QtBot, search, viewer: Viewer) -> None:
    qtbot.keyClicks(search.field, "anna")
    qtbot.keyClick(search, Qt.Key.Key_Escape)
    assert not search.isVisible()
    viewer.window.activateWindow()
    qtbot.waitUntil(viewer.window.isActiveWindow)
    qtbot.keyClick(viewer.window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert viewer.window.dialogs.search is search
    assert search.field.selectedText() == "anna"
    assert names(search) == ["Schüßler, Anna"]


def test_a_fault_of_the_index_is_said(qtbot: QtBot, search, viewer: Viewer) -> None:
    viewer.actions.studies._index._database.path.write_bytes(b"nonsense" * 4000)
    qtbot.keyClicks(search.field, "a")
    assert search.head.text() == "The list of studies cannot be read"
    assert "a new one was begun" in search.hint.text()
    search.field.clear()
    assert search.head.text() == "No studies yet"


def test_more_than_are_shown_is_said(qtbot: QtBot, search, viewer: Viewer, monkeypatch: pytest.MonkeyPatch) -> None:
    index = viewer.actions.studies._index
    find = index.find
    monkeypatch.setattr(index, "find", lambda terms: find(terms, limit=2))
    qtbot.keyClicks(search.field, "chest")
    assert search.count.text == "The 2 newest that fit, of 3 studies"
    search.field.clear()
    assert search.count.text == "The 2 opened last, of 3 studies"


def test_when_it_was_opened_last(keep) -> None:
    model = StudyTableModel()
    today = datetime.combine(date.today(), datetime.min.time()).replace(hour=9, minute=5)
    moments = {today: "today 09:05", today - timedelta(days=1): "yesterday", datetime(2020, 3, 1, 12): "2020-03-01"}
    model.set_studies(
        tuple(
            StudyRecord(
                *("1", "20240312", "", "", "", "", "", "", "", (), ("CHEST",), 1, 1, "", ()),
                opened_at=int(moment.timestamp()),
            )
            for moment in moments
        )
    )
    rows = range(model.rowCount())
    assert [model.data(model.index(row, Column.OPENED)) for row in rows] == list(moments.values())
    assert model.data(model.index(0, Column.NAME)) == "No patient name"
    assert model.data(model.index(0, Column.DESCRIPTION)) == "CHEST"


def test_a_damaged_index_is_told_in_the_window(viewer: Viewer, scans: Path) -> None:
    viewer.actions.studies._index._database.path.write_bytes(b"nonsense" * 4000)
    viewer.actions.opening.open_paths([scans])
    assert any("a new one was begun" in message for message in viewer.window.notices.messages)
