"""Calipers of models and points of the reader: dragged, deleted, taken back by the same keys."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt

from app.main import Viewer
from app.state.tool import Tool
from tests.app.ui.boxes.scene import Ctrl, Left, Shift, at, columns_per_px, drag, press, reading, settle


@pytest.fixture
def measured(qtbot, ct: Viewer, make) -> Viewer:
    """A CT with a ratio of two lines on its first slice."""
    qtbot.waitUntil(lambda: bool(ct.session.opened.filled.all()) and len(ct.session.opened.filled) == 15)
    ct.session.add_result(replace(make.result(ct.session.opened.volume), structures=()))
    ct.actions.view.show_slice(0)
    settle(qtbot, ct)
    return ct


def test_a_dragged_caliper_is_one_step_and_comes_back_with_its_interval(qtbot, measured: Viewer) -> None:
    (before,) = reading(measured).measurements
    _, columns = columns_per_px(measured)
    end = at(measured, 40.0, 30.0)
    drag(qtbot, measured, end, end + QPoint(-5, 0), end + QPoint(-10, 0))
    (after,) = reading(measured).measurements
    assert after.calipers[0].end[2] == pytest.approx(30.0 - 10 * columns)
    assert after.value == pytest.approx(0.5 - 10 * columns / 40)
    assert after.interval is None
    press(qtbot, measured, Qt.Key.Key_Z, Ctrl)
    assert reading(measured).measurements == (before,)
    assert measured.session.annotations.undo_words == ""
    press(qtbot, measured, Qt.Key.Key_Y, Ctrl)
    assert reading(measured).measurements == (after,)


def test_a_caliper_and_then_a_box_are_taken_back_one_after_the_other(qtbot, measured: Viewer) -> None:
    (before,) = reading(measured).measurements
    end = at(measured, 40.0, 30.0)
    drag(qtbot, measured, end, end + QPoint(-5, 0), end + QPoint(-10, 0))
    measured.actions.boxes.toggle()
    measured.actions.boxes.drag(None, (-0.5, 2.0, 2.0), (0.5, 8.0, 8.0))
    measured.actions.boxes.release(True)
    settle(qtbot, measured)
    assert len(measured.session.results) == 2
    press(qtbot, measured, Qt.Key.Key_Z, Ctrl)
    assert len(measured.session.results) == 1
    assert reading(measured).measurements != (before,)
    press(qtbot, measured, Qt.Key.Key_Z, Ctrl)
    assert reading(measured).measurements == (before,)


def test_points_are_set_dragged_deleted_and_taken_back(qtbot, measured: Viewer) -> None:
    press(qtbot, measured, Qt.Key.Key_X, Shift)
    assert measured.session.tools.tool is Tool.POINT
    spot = at(measured, 15.0, 20.0)
    qtbot.mouseClick(measured.window.pane.canvas.viewport(), Left, pos=spot)
    settle(qtbot, measured)
    (point,) = measured.session.annotations.annotations
    press(qtbot, measured, Qt.Key.Key_W)
    drag(qtbot, measured, spot, spot + QPoint(5, 5), spot + QPoint(10, 10))
    (moved,) = measured.session.annotations.annotations
    assert moved.id == point.id
    assert moved != point
    press(qtbot, measured, Qt.Key.Key_Delete)
    assert measured.session.annotations.annotations == ()
    press(qtbot, measured, Qt.Key.Key_Z, Ctrl)
    assert measured.session.annotations.annotations == (moved,)
    press(qtbot, measured, Qt.Key.Key_Z, Ctrl)
    assert measured.session.annotations.annotations == (point,)
