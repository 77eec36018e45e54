"""What a screen reader says: every control of the window and of each dialog has a name, and Tab goes as one reads."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QDialog,
    QLineEdit,
    QScrollBar,
    QWidget,
)
from pytestqt.qtbot import QtBot

from app.main import Viewer
from app.ui.main_window import MainWindow

CONTROLS = (QAbstractButton, QComboBox, QLineEdit, QAbstractSpinBox, QAbstractSlider, QAbstractItemView)


@pytest.fixture
def viewer(qtbot: QtBot, viewer: Viewer, make: Any, tmp_path: Path) -> Viewer:
    viewer.actions.opening.open_paths([make.scan(tmp_path / "ct", slices=3)])
    qtbot.waitUntil(lambda: viewer.window.grid.isVisible() and bool(viewer.models.cards))
    opened = viewer.session.opened
    assert opened is not None
    viewer.session.add_result(make.result(opened.volume))
    qtbot.wait(1)
    return viewer


def is_part(widget: QWidget) -> bool:
    """Whether it belongs to a control that is named itself: the arrow of a list, the head of a table, a viewport."""
    if isinstance(widget.parentWidget(), QAbstractScrollArea):
        return True
    parent = widget.parentWidget()
    while parent is not None:
        if isinstance(parent, QComboBox | QAbstractSpinBox):
            return True
        parent = parent.parentWidget()
    return isinstance(widget, QScrollBar) or widget.objectName().startswith("qt_")


def controls(root: QWidget) -> Iterator[QWidget]:
    for widget in root.findChildren(QWidget):
        takes_keys = widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        if (isinstance(widget, CONTROLS) or takes_keys) and widget.isVisibleTo(root) and not is_part(widget):
            yield widget


def spoken(widget: QWidget) -> str:
    interface = QAccessible.queryAccessibleInterface(widget)
    return "" if interface is None else interface.text(QAccessible.Text.Name)


def nameless(root: QWidget) -> list[str]:
    return [
        f"{type(each).__name__} in {type(each.parentWidget()).__name__}: {each.toolTip()!r}"
        for each in controls(root)
        if not spoken(each).strip()
    ]


def test_every_control_of_the_window_has_a_name(viewer: Viewer) -> None:
    assert len(list(controls(viewer.window))) > 30
    assert nameless(viewer.window) == []


def test_the_pictures_have_names(viewer: Viewer) -> None:
    for frame in viewer.window.grid.frames:
        assert spoken(frame).strip() or spoken(frame.view).strip()


OPENERS: dict[str, Callable[[MainWindow], None]] = {
    "presets": lambda window: window.dialogs.edit_presets(),
    "settings": MainWindow.show_settings,
    "keys": MainWindow.show_shortcuts,
    "about": lambda window: window.dialogs.show_about(),
    "lens": lambda window: window.dialogs.open_lens_grid(),
    "lesson": lambda window: window.dialogs.open_lesson(),
    "card": lambda window: window.findings_panel.card_requested.emit("cxr-anatomy"),
    "tags": lambda window: window.dialogs.show_tags(),
    "studies": lambda window: window.dialogs.find_study(),
}


@pytest.mark.parametrize("name", OPENERS)
def test_every_control_of_a_dialog_has_a_name(qtbot: QtBot, viewer: Viewer, name: str) -> None:
    OPENERS[name](viewer.window)
    qtbot.wait(1)
    dialogs = [each for each in viewer.window.findChildren(QDialog) if each.isVisible()]
    assert dialogs
    for dialog in dialogs:
        assert dialog.windowTitle() or dialog.accessibleName()
        assert list(controls(dialog))
        assert nameless(dialog) == []
        dialog.close()
    qtbot.wait(1)


@pytest.mark.parametrize("name", ["presets", "settings", "lesson"])
def test_tab_goes_down_a_dialog(qtbot: QtBot, viewer: Viewer, name: str) -> None:
    OPENERS[name](viewer.window)
    qtbot.wait(1)
    (dialog,) = [each for each in viewer.window.findChildren(QDialog) if each.isVisible()]
    stops: list[QWidget] = []
    first = next(controls(dialog))
    first.setFocus(Qt.FocusReason.TabFocusReason)
    for _ in range(60):
        focused = QApplication.focusWidget()
        if focused is None or focused in stops:
            break
        stops.append(focused)
        qtbot.keyClick(focused, Qt.Key.Key_Tab)
    assert len(stops) >= 4
    outside = [each for each in stops if not dialog.isAncestorOf(each)]
    assert outside == []
    heights = [each.mapTo(dialog, each.rect().center()).y() for each in stops]
    turns = [(one, two) for one, two in pairwise(heights) if two < one - 40]
    assert len(turns) <= 2, [f"{type(each).__name__} {spoken(each)}" for each in stops]
    dialog.close()
    qtbot.wait(1)
