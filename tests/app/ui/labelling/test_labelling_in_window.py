"""Series labelled by keys, as a reader does it: real keys, no threads."""

from __future__ import annotations

import getpass
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.main import Viewer
from app.state.labelling import Answer
from app.state.series_key import series_key
from tests.app.ui.gestures import press

Left = Qt.MouseButton.LeftButton
Ctrl, Shift = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def films(qtbot, viewer: Viewer, make, tmp_path: Path) -> Viewer:
    """Three CTs of three persons, the first one open."""
    folders = [make.scan(tmp_path / name, slices=3, patient=name) for name in ("a", "b", "c")]
    viewer.actions.opening.open_paths(folders)
    qtbot.waitUntil(viewer.window.pane.isVisible)
    qtbot.waitUntil(lambda: len(viewer.session.studies) == 3)
    settle(qtbot)
    return viewer


def settle(qtbot) -> None:
    for _ in range(3):
        qtbot.wait(5)
    QApplication.processEvents()


def key(qtbot, viewer: Viewer, which: Qt.Key | str, modifier=Qt.KeyboardModifier.NoModifier) -> None:
    press(qtbot, viewer, which, modifier)
    settle(qtbot)


def begin(qtbot, viewer: Viewer, labels: str) -> None:
    key(qtbot, viewer, Qt.Key.Key_L, Ctrl | Shift)
    bar = viewer.window.labelling_bar
    qtbot.waitUntil(bar.isVisible)
    bar.typed.setFocus()
    bar.typed.selectAll()
    qtbot.keyClicks(bar.typed, labels)
    qtbot.keyClick(bar.typed, Qt.Key.Key_Return)
    viewer.window.setFocus()
    settle(qtbot)


def said(viewer: Viewer) -> dict[str, str]:
    here = series_key(viewer.session.opened.series)
    return {label.title: answer.value for label, answer in viewer.session.editing.labelling.answers_of(here).answers}


def test_number_keys_answer_in_the_mode_alone(qtbot, films: Viewer) -> None:
    voi = films.view.state.voi
    key(qtbot, films, Qt.Key.Key_3)
    preset = films.view.state.voi
    assert preset != voi
    assert said(films) == {}
    begin(qtbot, films, "Normal, Mass, Effusion")
    bar = films.window.labelling_bar
    assert [chip.text() for chip in bar.chips] == ["1  Normal", "2  Mass", "3  Effusion"]
    films.view.update(voi=voi)
    key(qtbot, films, Qt.Key.Key_3)
    assert films.view.state.voi == voi
    assert said(films) == {"Normal": "no", "Mass": "no", "Effusion": "yes"}
    assert [chip.answer for chip in bar.chips] == [Answer.NO, Answer.NO, Answer.YES]
    key(qtbot, films, Qt.Key.Key_1)
    assert said(films) == {"Normal": "yes", "Mass": "no", "Effusion": "no"}
    key(qtbot, films, Qt.Key.Key_9)  # no such label: nothing, and no preset either
    assert said(films)["Normal"] == "yes"
    assert films.view.state.voi == voi
    key(qtbot, films, Qt.Key.Key_0)
    assert set(said(films).values()) == {"not sure"}
    key(qtbot, films, Qt.Key.Key_Backspace)
    assert said(films) == {}
    key(qtbot, films, "?")
    assert set(said(films).values()) == {"not sure"}
    key(qtbot, films, Qt.Key.Key_Z, Ctrl)
    assert said(films) == {}
    key(qtbot, films, Qt.Key.Key_Y, Ctrl)
    assert set(said(films).values()) == {"not sure"}
    # The mode is left: presets again, and what was answered stays.
    qtbot.mouseClick(bar.close_button, Left)
    qtbot.waitUntil(bar.isHidden)
    settle(qtbot)
    key(qtbot, films, Qt.Key.Key_3)
    assert films.view.state.voi == preset
    assert set(said(films).values()) == {"not sure"}


def test_labels_that_go_together_are_answered_one_by_one(qtbot, films: Viewer) -> None:
    begin(qtbot, films, "Mass, Effusion")
    qtbot.mouseClick(films.window.labelling_bar.exclusive, Left)
    settle(qtbot)
    key(qtbot, films, Qt.Key.Key_1)
    key(qtbot, films, Qt.Key.Key_2)
    key(qtbot, films, Qt.Key.Key_2)
    assert said(films) == {"Mass": "yes", "Effusion": "no"}
    key(qtbot, films, Qt.Key.Key_0)
    assert said(films) == {"Mass": "yes", "Effusion": "not sure"}
    qtbot.mouseClick(films.window.labelling_bar.chips[0], Left)
    qtbot.mouseClick(films.window.labelling_bar.chips[0], Left)
    settle(qtbot)
    assert said(films) == {"Effusion": "not sure"}


def test_enter_goes_through_what_is_not_answered(qtbot, films: Viewer) -> None:
    begin(qtbot, films, "Normal, Mass")
    labelling, bar = films.session.editing.labelling, films.window.labelling_bar
    assert bar.count.text() == "0 of 3"
    seen = []
    for number in (Qt.Key.Key_1, Qt.Key.Key_2, Qt.Key.Key_1):
        seen.append(series_key(films.session.opened.series))
        key(qtbot, films, number)
        key(qtbot, films, Qt.Key.Key_Return)
    assert len(set(seen)) == 3
    assert bar.count.text() == "All 3 answered"
    assert series_key(films.session.opened.series) == seen[-1]
    answers = labelling.all_answers
    assert [answers[each].of("mass") for each in seen] == [Answer.NO, Answer.YES, Answer.NO]
    assert {each.reader for each in answers.values()} == {getpass.getuser()}
    assert all(0 <= each.seconds < 60 for each in answers.values())


def test_other_letters_mean_what_they_mean(qtbot, films: Viewer) -> None:
    begin(qtbot, films, "Normal, Mass")
    tool = films.session.tools.tool
    for letter in (Qt.Key.Key_B, "[", "]"):
        key(qtbot, films, letter)
    assert films.session.tools.tool is tool
    assert said(films) == {}
    key(qtbot, films, Qt.Key.Key_I)
    assert films.view.state.inverted
    # Digits that are typed into a field are typed.
    bar = films.window.labelling_bar
    bar.typed.setFocus()
    qtbot.keyClick(bar.typed, Qt.Key.Key_1)
    settle(qtbot)
    assert "1" in bar.typed.text()
    assert said(films) == {}
