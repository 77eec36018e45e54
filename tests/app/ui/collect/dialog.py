"""The dialog "Add to dataset" under the hand."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget

from app.main import Viewer
from app.ui.collect_dialog import CollectDialog


def asked(qtbot, viewer: Viewer) -> CollectDialog:
    """The dialog, opened by its key."""
    viewer.window.activateWindow()
    qtbot.waitUntil(viewer.window.isActiveWindow)
    qtbot.keyClick(viewer.window, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    dialog = viewer.window.findChildren(CollectDialog)[-1]
    qtbot.waitUntil(dialog.isVisible)
    QApplication.processEvents()
    return dialog


def click(qtbot, widget: QWidget) -> None:
    """Press a button where a hand would; of a box to tick that is its mark."""
    is_button = isinstance(widget, QAbstractButton) and not widget.isCheckable()
    point = widget.rect().center() if is_button else QPoint(9, widget.height() // 2)
    qtbot.mouseClick(widget, Qt.MouseButton.LeftButton, pos=point)
    QApplication.processEvents()


def said(viewer: Viewer) -> str:
    return " ".join(label.text() for label in viewer.window.findChildren(QLabel))
