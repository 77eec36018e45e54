"""What the tests of masks do again and again in the panels."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDoubleSpinBox

from app.main import Viewer
from app.state.review import FindingId
from app.state.session import series_key
from tests.app.ui.masks.scene import LIVER, reading, settle

Left = Qt.MouseButton.LeftButton
Ctrl = Qt.KeyboardModifier.ControlModifier


def typed(qtbot, field: QDoubleSpinBox, text: str) -> None:
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, text)


def clicked(qtbot, viewer: Viewer, button) -> None:
    qtbot.mouseClick(button, Left)
    settle(qtbot, viewer)


def is_shared(viewer: Viewer) -> bool:
    return reading(viewer).layer_of(LIVER).structure.labelled.dtype == np.uint8


def undo(qtbot, viewer: Viewer) -> None:
    qtbot.keyClick(viewer.window, Qt.Key.Key_Z, Ctrl)
    settle(qtbot, viewer)


def row_of(viewer: Viewer, finding: FindingId):
    return next(each for each in viewer.window.layer_panel.rows if each.finding == finding)


def key_of(viewer: Viewer):
    return series_key(viewer.session.opened.series)
