"""The sheet of all keys: searched, printed, and the way from it to the editor."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt

from app.main import Viewer
from app.state.tool import Buttons, Tool
from app.ui.settings_dialog import SettingsDialog
from app.ui.shortcut_sheet import ShortcutSheet
from tests.app.ui.gestures import press

Left = Qt.MouseButton.LeftButton


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


def test_words_are_typed_not_called(qtbot, ct: Viewer) -> None:
    press(qtbot, ct, Qt.Key.Key_F1)
    sheet = ct.window.findChild(ShortcutSheet)
    sheet.activateWindow()
    before = ct.view.state
    qtbot.keyClicks(sheet.search, "qxi 1")
    assert sheet.search.text() == "qxi 1"
    assert ct.view.state == before
