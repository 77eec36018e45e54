"""Tools of the mouse, by key and by the buttons above the picture."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QToolButton

from app.main import Viewer
from app.state.tool import Buttons, Tool
from tests.app.ui.gestures import press

Left = Qt.MouseButton.LeftButton


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


def test_nothing_of_the_toolbar_is_hidden_at_the_usual_width(qtbot, ct: Viewer) -> None:
    ct.window.resize(1280, 800)
    qtbot.waitUntil(lambda: ct.window.width() == 1280)
    bar = ct.window.toolbar
    hidden = [
        action.text() for action in bar.actions() if not action.isSeparator() and bar.widgetForAction(action).isHidden()
    ]
    assert hidden == []
