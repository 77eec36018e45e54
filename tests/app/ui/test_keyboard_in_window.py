"""The window without a mouse: from part to part, from pane to pane, through the menus."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.main import Viewer
from app.ui.pane_frame import PaneFrame
from app.ui.parts import focusable
from tests.app.ui.gestures import press

Shift = Qt.KeyboardModifier.ShiftModifier
Alt = Qt.KeyboardModifier.AltModifier
Left = Qt.MouseButton.LeftButton


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
