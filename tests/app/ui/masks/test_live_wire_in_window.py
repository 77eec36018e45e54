"""The live wire over a disc with noise, by real mouse and keys."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import Qt

from app.main import Viewer
from app.state.tool import Tool
from tests.app.ui.masks.outlining import click, double_click, hover, press, ring
from tests.app.ui.masks.scene import at, drag, edit, mask, organs_of, settle

Ctrl = Qt.KeyboardModifier.ControlModifier
Shift = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def disc(qtbot, ct: Viewer, make) -> Callable[[float], np.ndarray]:
    """Puts a bright disc with noise on every slice of the CT, and the live wire into the hand."""

    def put(radius: float) -> np.ndarray:
        opened = ct.session.opened
        rows, columns = np.indices(opened.volume.shape[1:])
        truth = np.hypot(rows - 32.3, columns - 23.6) < radius
        voxels = opened.volume.voxels
        voxels.flags.writeable = True
        voxels[:] = np.random.default_rng(3).normal(0, 20, voxels.shape) + 100 * truth
        voxels.flags.writeable = False
        organs_of(qtbot, ct, make, shared=False)
        edit(qtbot, ct)
        press(qtbot, ct, Qt.Key.Key_A)
        settle(qtbot, ct)
        return truth

    qtbot.waitUntil(lambda: bool(ct.session.opened.filled.all()) and len(ct.session.opened.filled) == 15)
    return put


def test_the_live_wire_follows_the_edge_of_a_disc(qtbot, ct: Viewer, disc) -> None:
    truth = disc(16.0)
    organs = ct
    assert organs.session.tools.tool is Tool.LIVE_WIRE
    press(qtbot, organs, Qt.Key.Key_E)
    organs.actions.brush.set_radius(50.0)
    drag(qtbot, organs, at(organs, 30, 22))
    press(qtbot, organs, Qt.Key.Key_A)
    settle(qtbot, organs)
    assert not mask(organs)[7].any()
    points = ring(organs, 32.3, 23.6, 17.0, 7)
    for point in points:
        hover(qtbot, organs, point)
        click(qtbot, organs, point)
    assert len(organs.window.pane.canvas.draft.line) > 60
    click(qtbot, organs, points[0])
    found = mask(organs)[7]
    assert 2 * (found & truth).sum() / (found.sum() + truth.sum()) >= 0.97
    assert organs.session.editing.mask.work.count == 2
    press(qtbot, organs, Qt.Key.Key_Z, Ctrl)
    assert not mask(organs)[7].any()


def test_the_live_wire_steps_back_escapes_and_clears(qtbot, ct: Viewer, disc) -> None:
    disc(16.0)
    before = mask(ct)
    canvas = ct.window.pane.canvas
    points = ring(ct, 32.3, 23.6, 17.0, 7)
    click(qtbot, ct, *points[:3])
    press(qtbot, ct, Qt.Key.Key_Backspace)
    assert len(canvas.draft.corners) == 2
    press(qtbot, ct, Qt.Key.Key_Escape)
    assert not canvas.outlining.is_drawing
    assert np.array_equal(mask(ct), before)
    click(qtbot, ct, points[0])
    press(qtbot, ct, Qt.Key.Key_Return)
    assert np.array_equal(mask(ct), before)
    click(qtbot, ct, *points)
    double_click(qtbot, ct, points[0], Shift)
    after = mask(ct)
    assert not (after & ~before).any()
    assert (before & ~after)[7].sum() > 100
