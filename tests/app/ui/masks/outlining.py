"""Clicks over a picture as a hand makes them."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

from app.main import Viewer
from tests.app.ui.masks.scene import at

Left = Qt.MouseButton.LeftButton
NoKeys = Qt.KeyboardModifier.NoModifier


def press(qtbot, viewer: Viewer, key: Qt.Key, modifier: Qt.KeyboardModifier = NoKeys) -> None:
    qtbot.keyClick(viewer.window, key, modifier)
    qtbot.wait(1)


def click(qtbot, viewer: Viewer, *points: QPoint, keys: Qt.KeyboardModifier = NoKeys) -> None:
    for point in points:
        qtbot.mouseClick(viewer.window.pane.canvas.viewport(), Left, keys, point)
        qtbot.wait(1)


def double_click(qtbot, viewer: Viewer, point: QPoint, keys: Qt.KeyboardModifier = NoKeys) -> None:
    """As a hand does: the first press of it is a click of its own."""
    viewport = viewer.window.pane.canvas.viewport()
    qtbot.mouseClick(viewport, Left, keys, point)
    qtbot.mouseDClick(viewport, Left, keys, point)
    qtbot.mouseRelease(viewport, Left, keys, point)
    qtbot.wait(1)


def hover(qtbot, viewer: Viewer, point: QPoint) -> None:
    viewport = viewer.window.pane.canvas.viewport()
    local = QPointF(point)
    none = Qt.MouseButton.NoButton
    move = QMouseEvent(QMouseEvent.Type.MouseMove, local, viewport.mapToGlobal(local), none, none, NoKeys)
    QApplication.sendEvent(viewport, move)


def ring(viewer: Viewer, row: float, column: float, radius: float, count: int) -> list[QPoint]:
    angles = np.linspace(0, 2 * np.pi, count, endpoint=False)
    return [at(viewer, row + radius * np.sin(each), column + radius * np.cos(each)) for each in angles]
