"""The palette as a reader uses it: type a few letters, choose, call."""

from __future__ import annotations

from PySide6.QtCore import Qt

from app.main import Viewer
from app.ui.command_palette import CommandPalette
from tests.app.ui.gestures import press

Ctrl = Qt.KeyboardModifier.ControlModifier
Left = Qt.MouseButton.LeftButton


def palette(qtbot, viewer: Viewer) -> CommandPalette:
    press(qtbot, viewer, Qt.Key.Key_K, Ctrl)
    found = viewer.window.findChildren(CommandPalette)[-1]
    qtbot.waitUntil(found.isVisible)
    return found


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
