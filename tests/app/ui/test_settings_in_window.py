"""The settings as a reader changes them: at once, and remembered."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QWidget

from app.main import Viewer
from app.state.settings import Settings, Theme, load_settings
from app.state.tool import Buttons, Tool, Wheel
from app.ui.settings_dialog import SettingsDialog
from app.ui.theme import LIGHT, theme_in_use
from tests.app.ui.gestures import settings

Left = Qt.MouseButton.LeftButton


@pytest.fixture
def damaged(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    """Settings with keys for nobody, keys that are none and one that is right."""
    (tmp_path / "settings.toml").write_text('[shortcuts]\nfly = ["F"]\ninvert = ["nonsense"]\nfit = ["K"]\n')
    return caplog


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
