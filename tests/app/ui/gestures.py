"""What a reader does again and again with the whole window."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.main import Viewer
from app.ui.settings_dialog import SettingsDialog


def press(
    qtbot, viewer: Viewer, key: Qt.Key | str, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
) -> None:
    """Press a key of the window, and let it take effect."""
    qtbot.keyClick(viewer.window, key, modifier)
    QApplication.processEvents()


def settings(qtbot, viewer: Viewer) -> SettingsDialog:
    """Open the settings by their key."""
    press(qtbot, viewer, Qt.Key.Key_Comma, Qt.KeyboardModifier.ControlModifier)
    dialog = viewer.window.findChildren(SettingsDialog)[-1]
    qtbot.waitUntil(dialog.isVisible)
    return dialog
