"""Other keys for a command: pressed, taken over, refused, given back."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt

from app.main import Viewer
from app.state.settings import load_settings
from app.ui.shortcut_editor import ShortcutEditor
from tests.app.ui.gestures import press, settings

Ctrl = Qt.KeyboardModifier.ControlModifier
Shift = Qt.KeyboardModifier.ShiftModifier
Alt = Qt.KeyboardModifier.AltModifier
Left = Qt.MouseButton.LeftButton


def editor(qtbot, viewer: Viewer, command: str) -> ShortcutEditor:
    dialog = settings(qtbot, viewer)
    dialog.show_page(dialog.shortcuts)
    qtbot.waitUntil(dialog.shortcuts.isVisible)
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    dialog.shortcuts.choose(command)
    qtbot.mouseClick(dialog.shortcuts.keys, Left)
    qtbot.waitUntil(dialog.shortcuts.keys.hasFocus)
    return dialog.shortcuts


def test_a_pressed_key_takes_effect_at_once_and_is_remembered(qtbot, ct: Viewer, tmp_path: Path) -> None:
    edited = editor(qtbot, ct, "invert")
    qtbot.keyClick(edited.keys, Qt.Key.Key_F12, Ctrl | Shift)
    assert edited.keys.text() == "Ctrl+Shift+F12"
    edited.window().close()
    ct.window.activateWindow()
    qtbot.waitUntil(ct.window.isActiveWindow)
    press(qtbot, ct, Qt.Key.Key_I)
    assert not ct.view.state.inverted
    press(qtbot, ct, Qt.Key.Key_F12, Ctrl | Shift)
    assert ct.view.state.inverted
    assert "Ctrl+Shift+F12" in ct.window._commands.of("invert").toolTip()
    ct.window.close()
    assert load_settings(tmp_path / "settings.toml").shortcuts == {"invert": ("Ctrl+Shift+F12",)}


def test_a_taken_key_is_told_and_left_or_taken_over(qtbot, ct: Viewer) -> None:
    edited = editor(qtbot, ct, "invert")
    qtbot.keyClick(edited.keys, Qt.Key.Key_F)
    assert edited.conflict.text() == ("F calls “Fit to pane” (View). Take it over? That command then loses the key.")
    assert ct.settings.settings.shortcuts == {}
    qtbot.mouseClick(edited.leave, Left)
    assert edited.conflict.text() == ""
    assert ct.settings.settings.shortcuts == {}
    qtbot.keyClick(edited.keys, Qt.Key.Key_F)
    qtbot.mouseClick(edited.take, Left)
    assert ct.settings.settings.shortcuts == {"invert": ("F",), "fit": ()}
    qtbot.mouseClick(edited.reset_all, Left)
    assert ct.settings.settings.shortcuts == {}


def test_menu_keys_and_modifiers_of_held_keys_are_refused_in_words(qtbot, ct: Viewer) -> None:
    edited = editor(qtbot, ct, "invert")
    qtbot.keyClick(edited.keys, Qt.Key.Key_F, Alt)
    assert "belongs to the window itself" in edited.conflict.text()
    assert not edited.take.isVisible()
    edited.choose("hide_ai")
    qtbot.keyClick(edited.keys, Qt.Key.Key_H, Ctrl)
    assert edited.conflict.text() == "A key that is held takes no Ctrl, Alt or Shift."
    assert ct.settings.settings.shortcuts == {}


def test_a_held_key_can_be_another_one(qtbot, ct: Viewer) -> None:
    edited = editor(qtbot, ct, "hide_ai")
    qtbot.keyClick(edited.keys, Qt.Key.Key_Insert)
    edited.window().close()
    ct.window.activateWindow()
    qtbot.waitUntil(ct.window.isActiveWindow)
    qtbot.keyPress(ct.window, Qt.Key.Key_Q)
    assert not ct.view.state.overlay_hidden
    qtbot.keyPress(ct.window, Qt.Key.Key_Insert)
    assert ct.view.state.overlay_hidden
    qtbot.keyRelease(ct.window, Qt.Key.Key_Insert)
    assert not ct.view.state.overlay_hidden


def test_a_second_key_none_and_the_first_again(qtbot, ct: Viewer) -> None:
    edited = editor(qtbot, ct, "fit")
    qtbot.mouseClick(edited.add, Left)
    qtbot.keyClick(edited.keys, Qt.Key.Key_Plus, Alt | Shift)
    qtbot.mouseClick(edited.clear, Left)
    assert ct.settings.settings.shortcuts == {"fit": ()}
    qtbot.mouseClick(edited.reset, Left)
    assert ct.settings.settings.shortcuts == {}
    qtbot.mouseClick(edited.add, Left)
    qtbot.keyClick(edited.keys, Qt.Key.Key_Insert)
    assert ct.settings.settings.shortcuts == {"fit": ("F", "Ins")}
    assert edited.command == "fit"


def test_a_sign_that_is_typed_with_shift_is_that_sign(qtbot, ct: Viewer) -> None:
    edited = editor(qtbot, ct, "fit")
    pressed: list[str] = []
    edited.keys.key_pressed.connect(pressed.append)
    qtbot.keyClick(edited.keys, "?", Shift)
    assert pressed == ["?"]


def test_the_list_is_searched_by_words_and_by_key(qtbot, ct: Viewer) -> None:
    edited = editor(qtbot, ct, "fit")
    qtbot.keyClicks(edited.search, "ctrl+k")
    assert [item.text(0) for item in edited._items()] == ["Find a command"]
    edited.search.clear()
    qtbot.keyClicks(edited.search, "qqqq")
    assert edited._items() == []
    assert not edited.keys.isEnabled()
