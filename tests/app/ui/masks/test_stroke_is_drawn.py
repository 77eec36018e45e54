"""What a stroke draws while the button is down, against what is drawn of the mask as a whole."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage

from app.main import Viewer
from app.ui.slice_canvas import SliceCanvas
from tests.app.ui.masks.scene import at, edit

Left = Qt.MouseButton.LeftButton
NoKeys = Qt.KeyboardModifier.NoModifier
Ctrl = Qt.KeyboardModifier.ControlModifier
Shift = Qt.KeyboardModifier.ShiftModifier


def pixels_of(canvas: SliceCanvas) -> np.ndarray:
    """(rows, columns, 4) of what is drawn."""
    image = canvas.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    return np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1, 4)[:, : image.width()].copy()


def test_the_outline_follows_while_the_button_is_down(qtbot, organs: Viewer) -> None:
    edit(qtbot, organs)
    canvas = organs.window.pane.canvas
    point = at(organs, 10, 10)
    for each in (at(organs, 12, 14), point):
        qtbot.mouseMove(canvas.viewport(), each)
    ring = canvas.brush.ring
    scale = organs.window.pane.geometry_px.column_scale / canvas.ratio
    assert ring.width() == pytest.approx(10.0 * scale)
    before = pixels_of(canvas)
    qtbot.mousePress(canvas.viewport(), Left, NoKeys, point)
    # Drawn with the press itself, and only there.
    differs = np.argwhere((pixels_of(canvas) != before).any(axis=2))
    assert len(differs) > 100
    middle = np.array([point.y(), point.x()]) * canvas.ratio
    assert np.abs(differs - middle).max() < (5.0 + 2.0) * scale * canvas.ratio + 8
    assert len(canvas.overlay._outlines[0].lines) == 1
    qtbot.mouseRelease(canvas.viewport(), Left, NoKeys, point)
    qtbot.waitUntil(lambda: len(canvas.overlay._outlines[0].lines) == 2)
    assert not canvas.overlay.is_patched


def test_another_place_of_the_picture_keeps_what_the_stroke_drew(qtbot, organs: Viewer) -> None:
    edit(qtbot, organs)
    overlay = organs.window.pane.canvas.overlay
    qtbot.mousePress(organs.window.pane.canvas.viewport(), Left, NoKeys, at(organs, 10, 10))
    assert overlay.is_patched
    assert len(overlay._outlines[0].lines) == 1
    organs.view.update(zoom=1.5)
    qtbot.waitUntil(lambda: not overlay.is_patched)
    qtbot.waitUntil(lambda: len(overlay._outlines[0].lines) == 2)
    qtbot.mouseRelease(organs.window.pane.canvas.viewport(), Left, NoKeys, at(organs, 10, 10))
