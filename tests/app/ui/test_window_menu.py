"""The Window menu: presets of file, user and product, the editor, colours, a window from a region."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from app.imaging.presets import ListedPreset, Preset
from app.imaging.window import Window
from app.main import Viewer
from app.state.tool import Tool
from app.ui.preset_editor import PresetDialog


@pytest.fixture
def viewer(qtbot: QtBot, viewer: Viewer, make: Any, tmp_path: Path) -> Viewer:
    viewer.actions.opening.open_paths([make.scan(tmp_path / "ct", slices=3)])
    qtbot.waitUntil(lambda: viewer.session.opened is not None and viewer.view.state.voi is not None)
    qtbot.waitUntil(viewer.window.grid.isVisible)
    return viewer


def menu_of(viewer: Viewer) -> QMenu:
    (menu,) = [each.menu() for each in viewer.window.menuBar().actions() if each.text().replace("&", "") == "Window"]
    assert isinstance(menu, QMenu)
    menu.aboutToShow.emit()
    return menu


def words(menu: QMenu) -> list[str]:
    return [each.text().split("   ")[0].split("\t")[0] for each in menu.actions() if not each.isSeparator()]


def action(menu: QMenu, text: str) -> QAction:
    (found,) = [each for each in menu.actions() if each.text().split("   ")[0].split("\t")[0] == text]
    return found


def test_presets_stand_above_the_commands_however_often_it_opens(viewer: Viewer) -> None:
    first = words(menu_of(viewer))
    assert first.index("Lung") < first.index("Full range") < first.index("Window from a region")
    assert first.index("Colour map") < first.index("Edit presets…")
    assert words(menu_of(viewer)) == first


def test_the_users_presets_come_after_those_of_the_file(viewer: Viewer) -> None:
    book = viewer.presets.book
    mine = ListedPreset(Preset("Meine & deine", 3, Window(11.0, 222.0, name="Meine & deine")), "CT", "HU")
    viewer.presets.set_book(book.with_preset(mine))
    listed = words(menu_of(viewer))
    assert listed[1] == "Meine && deine"
    assert listed.index("Meine && deine") < listed.index("Lung")


def test_a_key_of_the_user_chooses_his_preset(qtbot: QtBot, viewer: Viewer) -> None:
    mine = ListedPreset(Preset("Mine", 3, Window(11.0, 222.0, name="Mine")), "CT", "HU")
    viewer.presets.set_book(viewer.presets.book.with_preset(mine))
    qtbot.keyClick(viewer.window, Qt.Key.Key_3)
    assert viewer.view.state.voi == Window(11.0, 222.0, name="Mine")


def test_the_editor_opens_on_the_modality_of_the_series(qtbot: QtBot, viewer: Viewer) -> None:
    action(menu_of(viewer), "Edit presets…").trigger()
    (dialog,) = viewer.window.findChildren(PresetDialog)
    qtbot.waitExposed(dialog)
    assert dialog.editor.shown == "CT"
    dialog.editor.select("Lung")
    qtbot.mouseClick(dialog.editor.delete, Qt.MouseButton.LeftButton)
    assert "Lung" not in words(menu_of(viewer))
    dialog.close()


def test_colours_are_chosen_in_the_menu(viewer: Viewer) -> None:
    colours = action(menu_of(viewer), "Colour map").menu()
    assert isinstance(colours, QMenu)
    assert words(colours)[:3] == ["Grey", "Hot iron", "PET"]
    action(colours, "Hot iron").trigger()
    assert viewer.view.state.colour_map == "hot_iron"
    assert action(colours, "Hot iron").isChecked()
    viewer.window.refresh()
    assert not action(colours, "Grey").isChecked()


def test_a_region_by_key_and_mouse(qtbot: QtBot, viewer: Viewer) -> None:
    qtbot.keyClick(viewer.window, Qt.Key.Key_W, Qt.KeyboardModifier.ShiftModifier)
    assert viewer.session.tools.tool is Tool.WINDOW_REGION
    viewport = viewer.window.grid.active_view.canvas.viewport()
    middle = viewport.rect().center()
    qtbot.mousePress(viewport, Qt.MouseButton.LeftButton, pos=middle)
    for step in (10, 30, 60):
        qtbot.mouseMove(viewport, middle + type(middle)(step, step))
    qtbot.mouseRelease(viewport, Qt.MouseButton.LeftButton, pos=middle + type(middle)(60, 60))
    voi = viewer.view.state.voi
    assert isinstance(voi, Window)
    assert voi.name == "Region"
    assert viewer.session.tools.tool is Tool.WINDOW
