"""Palette, settings, editor of shortcuts and sheet as a reader uses them: real keys and clicks in the real window."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QToolButton, QWidget

import app.main as main_module
from app.main import Viewer
from app.state.settings import Settings, Theme, load_settings
from app.state.tool import Buttons, Tool, Wheel
from app.ui.command_palette import CommandPalette
from app.ui.pane_frame import PaneFrame
from app.ui.parts import focusable
from app.ui.settings_dialog import SettingsDialog
from app.ui.shortcut_editor import ShortcutEditor
from app.ui.shortcut_sheet import ShortcutSheet
from app.ui.theme import LIGHT, theme_in_use

Ctrl, Shift, Alt = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)
Left = Qt.MouseButton.LeftButton


@pytest.fixture
def damaged(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    """Settings with keys for nobody, keys that are none and one that is right."""
    (tmp_path / "settings.toml").write_text('[shortcuts]\nfly = ["F"]\ninvert = ["nonsense"]\nfit = ["K"]\n')
    return caplog


@pytest.fixture
def viewer(qtbot, runner, worker, make, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Viewer:
    monkeypatch.setattr(main_module, "JobRunner", lambda parent: runner)
    viewer = Viewer(worker, make.library(make.card()), settings_path=tmp_path / "settings.toml")
    qtbot.addWidget(viewer.window)
    viewer.window.show()
    qtbot.waitExposed(viewer.window)
    viewer.window.activateWindow()
    qtbot.waitUntil(viewer.window.isActiveWindow)
    return viewer


@pytest.fixture
def ct(qtbot, viewer: Viewer, make, tmp_path: Path) -> Viewer:
    """The window with a CT of 15 slices."""
    viewer.actions.opening.open_paths([make.scan(tmp_path / "ct", slices=15)])
    qtbot.waitUntil(viewer.window.pane.isVisible)
    return viewer


def press(
    qtbot, viewer: Viewer, key: Qt.Key | str, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
) -> None:
    qtbot.keyClick(viewer.window, key, modifier)


def palette(qtbot, viewer: Viewer) -> CommandPalette:
    press(qtbot, viewer, Qt.Key.Key_K, Ctrl)
    found = viewer.window.findChildren(CommandPalette)[-1]
    qtbot.waitUntil(found.isVisible)
    return found


def settings(qtbot, viewer: Viewer) -> SettingsDialog:
    press(qtbot, viewer, Qt.Key.Key_Comma, Ctrl)
    dialog = viewer.window.findChildren(SettingsDialog)[-1]
    qtbot.waitUntil(dialog.isVisible)
    return dialog


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


# The palette


def test_typing_and_enter_call_a_command(qtbot, ct: Viewer) -> None:
    found = palette(qtbot, ct)
    qtbot.keyClicks(found.field, "invert")
    assert found.listed[0] == "invert"
    qtbot.keyClick(found.field, Qt.Key.Key_Return)
    assert ct.view.state.inverted
    qtbot.waitUntil(lambda: ct.window.findChildren(CommandPalette) == [])


def test_the_arrows_choose_and_a_preset_is_found_by_its_name(qtbot, ct: Viewer) -> None:
    found = palette(qtbot, ct)
    qtbot.keyClicks(found.field, "lung")
    assert found.listed[0] == "preset_3"
    qtbot.keyClick(found.field, Qt.Key.Key_Up)
    assert found.list.currentIndex().row() == len(found.listed) - 1
    qtbot.keyClick(found.field, Qt.Key.Key_Down)
    assert found.list.currentIndex().row() == 0
    qtbot.keyClick(found.field, Qt.Key.Key_Return)
    assert ct.view.state.voi.name == "Lung"


def test_a_click_calls_too_and_what_was_called_comes_first(qtbot, ct: Viewer) -> None:
    found = palette(qtbot, ct)
    qtbot.keyClicks(found.field, "corner text")
    row = found.list.visualRect(found.list.model().index(0, 0))
    shown = ct.view.state
    qtbot.mouseClick(found.list.viewport(), Left, pos=row.center())
    assert ct.view.state != shown
    assert ct.settings.settings.recent_commands == ("text",)
    again = palette(qtbot, ct)
    assert again.listed[0] == "text"
    qtbot.keyClick(again.field, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: ct.window.findChildren(CommandPalette) == [])


def test_what_makes_no_sense_is_grey_with_its_reason_and_stays(qtbot, viewer: Viewer) -> None:
    found = palette(qtbot, viewer)
    qtbot.keyClicks(found.field, "fit to pane")
    index = found.list.model().index(0, 0)
    assert not index.flags() & Qt.ItemFlag.ItemIsEnabled
    assert index.data(Qt.ItemDataRole.ToolTipRole) == "No series is open."
    qtbot.keyClick(found.field, Qt.Key.Key_Return)
    assert found.isVisible()
    qtbot.keyClicks(found.field, " qqqq")
    assert found.listed == ()
    assert found.nothing.isVisible()
    qtbot.keyClick(found.field, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not found.isVisible())


# Tools of the mouse


def drag(qtbot, viewer: Viewer, button: Qt.MouseButton = Left) -> None:
    target = viewer.window.pane.canvas.viewport()
    middle = target.rect().center()
    qtbot.mousePress(target, button, pos=middle)
    for step in range(1, 6):
        qtbot.mouseMove(target, middle + QPoint(0, 8 * step))
    qtbot.mouseRelease(target, button, pos=middle + QPoint(0, 40))


def test_keys_and_buttons_give_the_left_button_its_tool(qtbot, ct: Viewer) -> None:
    before = ct.view.state
    press(qtbot, ct, Qt.Key.Key_S)
    drag(qtbot, ct)
    assert ct.view.state.index > before.index
    assert ct.view.state.voi == before.voi
    buttons = {
        button.defaultAction().command.id: button
        for button in ct.window.toolbar.findChildren(QToolButton)
        if button.defaultAction() is not None and hasattr(button.defaultAction(), "command")
    }
    qtbot.waitUntil(buttons["tool_scroll"].isChecked)
    qtbot.mouseClick(buttons["tool_zoom"], Left)
    qtbot.waitUntil(lambda: not buttons["tool_scroll"].isChecked())
    assert buttons["tool_zoom"].isChecked()
    drag(qtbot, ct)
    assert ct.view.state.zoom < before.zoom


def test_every_pane_obeys_the_tool(qtbot, ct: Viewer) -> None:
    press(qtbot, ct, Qt.Key.Key_P)
    assert ct.session.tools.buttons == Buttons(left=Tool.PAN)
    drag(qtbot, ct)
    assert ct.view.state.pan is not None


# Settings


def test_a_theme_is_chosen_by_key_and_takes_effect_at_once(qtbot, viewer: Viewer, tmp_path: Path) -> None:
    application = QApplication.instance()
    sheet, colours = application.styleSheet(), application.palette()
    dialog = settings(qtbot, viewer)
    dialog.general.theme.setFocus()
    qtbot.keyClick(dialog.general.theme, Qt.Key.Key_Down)
    assert viewer.settings.settings.theme is Theme.LIGHT
    assert theme_in_use().theme is Theme.LIGHT
    qtbot.waitUntil(lambda: load_settings(tmp_path / "settings.toml").theme is Theme.LIGHT, timeout=3000)
    qtbot.keyClick(dialog.general.theme, Qt.Key.Key_Up)
    assert theme_in_use().theme is Theme.DARK
    application.setStyleSheet(sheet)
    application.setPalette(colours)


def test_switches_and_the_mouse_are_remembered(qtbot, ct: Viewer, tmp_path: Path) -> None:
    dialog = settings(qtbot, ct)
    qtbot.mouseClick(dialog.general.remember_files, Left, pos=QPoint(8, dialog.general.remember_files.height() // 2))
    dialog.pages.setCurrentRow(1)
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    dialog.mouse.left.setFocus()
    for _ in range(3):
        qtbot.keyClick(dialog.mouse.left, Qt.Key.Key_Down)
    qtbot.keyClick(dialog.mouse.wheel, Qt.Key.Key_Down)
    assert ct.session.tools.buttons == Buttons(left=Tool.SCROLL, wheel=Wheel.ZOOM)
    qtbot.mouseClick(dialog.mouse.defaults, Left)
    assert ct.session.tools.buttons == Buttons()
    qtbot.keyClick(dialog.mouse.right, Qt.Key.Key_Home)
    dialog.close()
    ct.window.close()
    remembered = load_settings(tmp_path / "settings.toml")
    assert not remembered.remember_files
    assert remembered.buttons == Buttons(right=Tool.WINDOW)


def test_a_page_of_others_has_its_place(qtbot, viewer: Viewer) -> None:
    dialog = settings(qtbot, viewer)
    page = QWidget()
    dialog.add_page("Window presets", page, at=2)
    dialog.show_page(page)
    assert dialog.pages.currentItem().text() == "Window presets"
    assert page.isVisible()
    dialog.show_page(dialog.shortcuts)
    assert dialog.pages.currentItem().text() == "Shortcuts"


def test_presets_have_a_page_and_settings_open_once(qtbot, ct: Viewer) -> None:
    dialog = settings(qtbot, ct)
    titles = [dialog.pages.item(number).text() for number in range(dialog.pages.count())]
    assert titles == ["General", "Mouse", "Window presets", "Shortcuts", "Privacy"]
    ct.window.show_settings()
    assert ct.window.findChildren(SettingsDialog) == [dialog]


def test_privacy_forgets_what_was_listed(qtbot, ct: Viewer) -> None:
    assert ct.actions.recent.has_any()
    dialog = settings(qtbot, ct)
    dialog.show_page(dialog.privacy)
    qtbot.mouseClick(dialog.privacy.forget_files, Left)
    assert not ct.actions.recent.has_any()
    assert dialog.privacy.told.text() == "The list of recent files is empty."
    box = dialog.privacy.start_private
    qtbot.mouseClick(box, Left, pos=QPoint(8, box.height() // 2))
    assert ct.settings.settings.start_private


# Editor of shortcuts


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
    qtbot.keyClick(edited.keys, Qt.Key.Key_F12)
    edited.window().close()
    ct.window.activateWindow()
    qtbot.waitUntil(ct.window.isActiveWindow)
    qtbot.keyPress(ct.window, Qt.Key.Key_Q)
    assert not ct.view.state.overlay_hidden
    qtbot.keyPress(ct.window, Qt.Key.Key_F12)
    assert ct.view.state.overlay_hidden
    qtbot.keyRelease(ct.window, Qt.Key.Key_F12)
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
    qtbot.keyClick(edited.keys, Qt.Key.Key_F12)
    assert ct.settings.settings.shortcuts == {"fit": ("F", "F12")}
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


# The sheet


def test_the_sheet_follows_the_keys_and_is_searched(qtbot, ct: Viewer) -> None:
    press(qtbot, ct, Qt.Key.Key_F1)
    sheet = ct.window.findChild(ShortcutSheet)
    qtbot.waitUntil(sheet.isVisible)
    assert {"Ctrl+K": "Find a command", "Hold X": "Original under the lens"}.items() <= {
        row.keys: row.text for row in sheet.shown
    }.items()
    ct.settings.update(shortcuts={"palette": ("Ctrl+Space",)}, buttons=Buttons(middle=Tool.SCROLL))
    rows = {row.keys: row.text for row in sheet.shown}
    assert rows["Ctrl+Space"] == "Find a command"
    assert rows["Drag middle"] == "Scroll through the images"
    qtbot.keyClicks(sheet.search, "full screen")
    assert [row.keys for row in sheet.shown] == ["F11"]


def test_the_sheet_is_printed_on_one_page(qtbot, ct: Viewer, tmp_path: Path) -> None:
    press(qtbot, ct, Qt.Key.Key_F1)
    sheet = ct.window.findChild(ShortcutSheet)
    sheet.save_pdf(tmp_path / "keys.pdf")
    written = (tmp_path / "keys.pdf").read_bytes()
    assert written.startswith(b"%PDF")
    assert written.count(b"/Type /Page\n") == 1
    assert "keys.pdf" in sheet.told.text()
    sheet.save_pdf(tmp_path / "none" / "keys.pdf")
    assert "its folder does not exist" in sheet.told.text()


def test_change_keys_leads_from_the_sheet_to_the_editor(qtbot, ct: Viewer) -> None:
    press(qtbot, ct, Qt.Key.Key_F1)
    sheet = ct.window.findChild(ShortcutSheet)
    qtbot.waitUntil(sheet.isVisible)
    qtbot.mouseClick(sheet.change, Left)
    dialog = ct.window.findChild(SettingsDialog)
    qtbot.waitUntil(dialog.shortcuts.isVisible)


# Without a mouse


def test_f6_goes_round_the_parts_of_the_window(qtbot, ct: Viewer) -> None:
    window = ct.window
    parts = [window.browser, window.grid, window._columns.right, window.toolbar]
    reached = []
    window.browser.tree.setFocus()
    for _ in range(len(parts) + 1):
        press(qtbot, ct, Qt.Key.Key_F6)
        focus = QApplication.focusWidget()
        reached.append(next(part for part in parts if part.isAncestorOf(focus)))
    assert reached == [*parts[1:], parts[0], parts[1]]
    press(qtbot, ct, Qt.Key.Key_F6, Shift)
    assert window.browser.isAncestorOf(QApplication.focusWidget())


def test_a_pane_with_the_keyboard_shows_a_ring_and_takes_the_keys(qtbot, ct: Viewer) -> None:
    window = ct.window
    frame = window.grid.frames[0]
    plain = frame.view.geometry()
    window.browser.tree.setFocus()
    press(qtbot, ct, Qt.Key.Key_F6)
    assert frame.hasFocus()
    assert frame.shows_keyboard
    qtbot.waitUntil(lambda: frame.view.geometry() != plain)
    index = ct.view.state.index
    qtbot.keyClick(frame, Qt.Key.Key_Down)
    assert ct.view.state.index == index + 1
    qtbot.mouseClick(frame.view.canvas.viewport(), Left)
    window.browser.setFocus()
    qtbot.mouseClick(frame.view.canvas.viewport(), Left)
    assert frame.hasFocus()
    assert not frame.shows_keyboard


def test_tab_goes_from_pane_to_pane_and_elsewhere_from_part_to_part(qtbot, ct: Viewer) -> None:
    press(qtbot, ct, Qt.Key.Key_F3)
    qtbot.waitUntil(lambda: len(ct.window.grid.frames) == 2 and ct.window.grid.frames[1].isVisible())
    ct.window.browser.tree.setFocus()
    press(qtbot, ct, Qt.Key.Key_F6)
    first, second = ct.window.grid.frames
    assert first.hasFocus()
    qtbot.keyClick(first, Qt.Key.Key_Tab)
    qtbot.waitUntil(second.hasFocus)
    assert ct.session.panes.active is second.pane
    qtbot.keyClick(second, Qt.Key.Key_Backtab, Shift)
    qtbot.waitUntil(first.hasFocus)
    assert first.shows_keyboard
    # An empty pane has nothing in the panels; then they are passed over.
    qtbot.waitUntil(lambda: focusable(ct.window._columns.right) is not None)
    press(qtbot, ct, Qt.Key.Key_F6)
    focus = QApplication.focusWidget()
    assert ct.window._columns.right.isAncestorOf(focus)
    qtbot.keyClick(focus, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is not focus
    assert not isinstance(QApplication.focusWidget(), PaneFrame)
    assert ct.session.panes.active is first.pane


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_every_menu_opens_by_its_letter_and_a_command_runs_from_it(qtbot, ct: Viewer) -> None:
    bar = ct.window.menuBar()
    letters = [action.text()[action.text().index("&") + 1] for action in bar.actions()]
    assert len(set(letters)) == len(letters)
    for action in bar.actions():
        letter = action.text()[action.text().index("&") + 1]
        press(qtbot, ct, letter, Alt)
        qtbot.waitUntil(action.menu().isVisible)
        qtbot.keyClick(action.menu(), Qt.Key.Key_Escape)
        menu = action.menu()
        qtbot.waitUntil(lambda menu=menu: not menu.isVisible())


def test_words_are_typed_not_called(qtbot, ct: Viewer) -> None:
    press(qtbot, ct, Qt.Key.Key_F1)
    sheet = ct.window.findChild(ShortcutSheet)
    sheet.activateWindow()
    before = ct.view.state
    qtbot.keyClicks(sheet.search, "qxi 1")
    assert sheet.search.text() == "qxi 1"
    assert ct.view.state == before


def test_nothing_of_the_toolbar_is_hidden_at_the_usual_width(qtbot, ct: Viewer) -> None:
    ct.window.resize(1280, 800)
    qtbot.waitUntil(lambda: ct.window.width() == 1280)
    bar = ct.window.toolbar
    hidden = [
        action.text() for action in bar.actions() if not action.isSeparator() and bar.widgetForAction(action).isHidden()
    ]
    assert hidden == []


def test_wrong_shortcuts_in_the_settings_leave_a_window_that_works(
    damaged: pytest.LogCaptureFixture, viewer: Viewer, tmp_path: Path
) -> None:
    assert viewer.window._commands.of("fit").keys == ("K",)
    assert viewer.window._commands.of("invert").keys == ("I",)
    assert any("fly" in record.getMessage() for record in damaged.get_records("setup"))
    assert load_settings(tmp_path / "settings.toml") != Settings()


def test_all_pages_of_the_settings_lie_on_the_same_ground(qtbot, viewer: Viewer) -> None:
    dialog = settings(qtbot, viewer)
    viewer.settings.update(theme=Theme.LIGHT)
    grounds = set()
    for row in range(dialog.pages.count()):
        dialog.pages.setCurrentRow(row)
        QApplication.processEvents()
        picture = dialog.grab().toImage()
        grounds.add(picture.pixelColor(picture.width() - 30, 6).name())
    viewer.settings.update(theme=Theme.DARK)
    assert grounds == {LIGHT.panel}
