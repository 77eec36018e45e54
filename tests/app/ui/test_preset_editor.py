"""The editor of presets, driven by mouse and keys."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QTableWidgetItem, QWidget
from pytestqt.qtbot import QtBot

from app.actions.presets import PresetActions
from app.dicom.series_load import OpenSeries
from app.imaging.window import VoiFunction, Window
from app.state.active_view import ActiveView
from app.state.session import Session
from app.state.settings import Language
from app.state.user_presets import UserPresets
from app.ui.preset_editor import CENTRE, KEY, KIND, NAME, WIDTH, Choice, PresetDialog, PresetEditor
from app.ui.translation import install_language


@pytest.fixture
def presets(tmp_path: Path) -> UserPresets:
    return UserPresets(tmp_path / "presets.toml")


@pytest.fixture
def session(qapp: object) -> Session:
    return Session()


@pytest.fixture
def view(session: Session) -> ActiveView:
    return ActiveView(session.panes)


@pytest.fixture
def editor(
    qtbot: QtBot, keep: Callable[[QWidget], None], presets: UserPresets, session: Session, view: ActiveView
) -> PresetEditor:
    widget = PresetEditor(presets, PresetActions(session, view, presets))
    keep(widget)
    widget.resize(700, 500)
    widget.show()
    qtbot.waitExposed(widget)
    return widget


def row_of(editor: PresetEditor, name: str) -> int:
    for row in range(editor.table.rowCount()):
        if text(editor, row, NAME) == name:
            return row
    raise AssertionError(f"{name} is not listed")


def item(editor: PresetEditor, row: int, column: int) -> QTableWidgetItem:
    found = editor.table.item(row, column)
    assert found is not None
    return found


def text(editor: PresetEditor, row: int, column: int) -> str:
    return item(editor, row, column).text()


def press(qtbot: QtBot, button: QPushButton) -> None:
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def field_of(editor: PresetEditor) -> QLineEdit:
    """The field that is typed into; one that was left is deleted later."""
    return next(each for each in editor.table.viewport().findChildren(QLineEdit) if each.isVisible())


def type_into(qtbot: QtBot, editor: PresetEditor, row: int, column: int, words: str) -> None:
    table = editor.table
    at = table.visualItemRect(item(editor, row, column)).center()
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=at)
    qtbot.mouseDClick(table.viewport(), Qt.MouseButton.LeftButton, pos=at)
    field = field_of(editor)
    field.selectAll()
    qtbot.keyClicks(field, words)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.wait(1)


def choose(qtbot: QtBot, editor: PresetEditor, row: int, column: int, wanted: str) -> None:
    choice = editor.table.cellWidget(row, column)
    assert isinstance(choice, Choice)
    choice.setFocus()
    target = choice.findText(wanted)
    assert target >= 0
    while choice.currentIndex() != target:
        before = choice.currentIndex()
        qtbot.keyClick(choice, Qt.Key.Key_Down if target > before else Qt.Key.Key_Up)
    qtbot.wait(1)


def names(editor: PresetEditor) -> list[str]:
    return [text(editor, row, NAME) for row in range(editor.table.rowCount())]


def key(editor: PresetEditor, name: str) -> str:
    choice = editor.table.cellWidget(row_of(editor, name), KEY)
    assert isinstance(choice, Choice)
    return choice.currentText()


def test_shipped_presets_are_listed_with_values_and_keys(editor: PresetEditor) -> None:
    assert editor.shown == "CT"
    row = row_of(editor, "Lung")
    assert (text(editor, row, WIDTH), text(editor, row, CENTRE), key(editor, "Lung")) == ("1500", "−600", "3")


def test_a_name_and_values_are_typed(qtbot: QtBot, editor: PresetEditor, presets: UserPresets) -> None:
    type_into(qtbot, editor, row_of(editor, "Lung"), WIDTH, "1400")
    type_into(qtbot, editor, row_of(editor, "Lung"), CENTRE, "-550,5")
    found = presets.book.find("CT", "Lung")
    assert found is not None
    assert found.preset.voi == Window(-550.5, 1400.0, name="Lung")
    assert text(editor, row_of(editor, "Lung"), CENTRE) == "−550.5"
    type_into(qtbot, editor, row_of(editor, "Lung"), NAME, "Lunge")
    assert names(editor)[0] == "Lunge"
    assert "Lung" not in names(editor)
    assert editor.selected == "Lunge"


@pytest.mark.parametrize(
    ("column", "typed", "said"),
    [
        (NAME, "Bone", "CT has a preset Bone already."),
        (WIDTH, "0", "The width of a window must be above 0."),
        (WIDTH, "wide", "“wide” is no number."),
        (CENTRE, "nan", "“nan” is no number."),
    ],
)
def test_what_cannot_be_is_said_in_words(
    qtbot: QtBot, editor: PresetEditor, presets: UserPresets, column: int, typed: str, said: str
) -> None:
    before = text(editor, row_of(editor, "Lung"), column)
    type_into(qtbot, editor, row_of(editor, "Lung"), column, typed)
    assert said in editor.message.text()
    assert editor.message.property("role") == "error"
    assert text(editor, row_of(editor, "Lung"), column) == before
    assert presets.book.own == ()


def test_a_key_that_is_taken_over_is_said(qtbot: QtBot, editor: PresetEditor) -> None:
    choose(qtbot, editor, row_of(editor, "Subdural"), KEY, "3")
    assert editor.message.text() == "Key 3 was that of Lung, which has no key now."
    assert (key(editor, "Subdural"), key(editor, "Lung")) == ("3", "–")


def test_the_current_window_is_kept(
    qtbot: QtBot, editor: PresetEditor, presets: UserPresets, session: Session, view: ActiveView, make: Any
) -> None:
    opened: OpenSeries = make.opened()
    assert not editor.add_current.isEnabled()
    session.panes.active.set_shown(opened, None)
    view.update(voi=Window(33.0, 777.0, VoiFunction.SIGMOID, "from the file"))
    editor.start()
    press(qtbot, editor.add_current)
    field = field_of(editor)
    field.selectAll()
    qtbot.keyClicks(field, "Gelenk")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.wait(1)
    (own,) = presets.book.own
    assert own.preset.voi == Window(33.0, 777.0, VoiFunction.SIGMOID, "Gelenk")
    assert own.modality == opened.volume.modality
    assert own.unit == opened.volume.unit
    assert UserPresets(presets._path).book == presets.book


def test_percent_presets_of_mr(qtbot: QtBot, editor: PresetEditor, presets: UserPresets) -> None:
    editor.modality.setFocus()
    qtbot.keyClick(editor.modality, Qt.Key.Key_Down)
    assert editor.shown == "MR"
    row = row_of(editor, "2–98 %")
    assert (text(editor, row, WIDTH), text(editor, row, CENTRE)) == ("2 %", "98 %")
    press(qtbot, editor.add)
    qtbot.keyClick(field_of(editor), Qt.Key.Key_Escape)
    choose(qtbot, editor, row_of(editor, "My window"), KIND, "Percent")
    type_into(qtbot, editor, row_of(editor, "My window"), WIDTH, "3 %")
    found = presets.book.find("MR", "My window")
    assert found is not None
    assert (found.preset.voi, found.preset.percentiles) == (None, (3.0, 99.0))
    type_into(qtbot, editor, row_of(editor, "My window"), CENTRE, "2")
    assert editor.message.text() == "Percent must rise from 0 to 100."
    choose(qtbot, editor, row_of(editor, "My window"), KIND, "Linear")
    changed = presets.book.find("MR", "My window")
    assert changed is not None
    assert isinstance(changed.preset.voi, Window)


def test_presets_are_deleted_and_restored(qtbot: QtBot, editor: PresetEditor) -> None:
    editor.select("Lung")
    press(qtbot, editor.delete)
    assert "Lung" not in names(editor)
    assert "Lung was deleted" in editor.message.text()
    press(qtbot, editor.restore)
    assert "Lung" in names(editor)
    assert key(editor, "Lung") == "3"


def test_the_dialog_closes_by_key(
    qtbot: QtBot, keep: Callable[[QWidget], None], presets: UserPresets, session: Session, view: ActiveView
) -> None:
    dialog = PresetDialog(presets, PresetActions(session, view, presets))
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    keep(dialog)
    dialog.show()
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_shipped_presets_are_called_in_the_language_of_the_window(
    qtbot: QtBot, qapp: QApplication, keep: Callable[[QWidget], None], presets: UserPresets, session: Session, view: Any
) -> None:
    install_language(qapp, Language.GERMAN)
    try:
        editor = PresetEditor(presets, PresetActions(session, view, presets))
        keep(editor)
        editor.resize(700, 500)
        editor.show()
        type_into(qtbot, editor, row_of(editor, "Lunge"), WIDTH, "1400")
        choose(qtbot, editor, row_of(editor, "Knochen"), KEY, "3")
        assert editor.message.text() == "Taste 3 gehörte zu Lunge; Lunge hat nun keine."
    finally:
        install_language(qapp, Language.ENGLISH)
    assert {each.preset.name for each in presets.book.own} == {"Lung", "Bone"}, "they keep their own names"
