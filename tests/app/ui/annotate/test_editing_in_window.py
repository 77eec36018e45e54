"""Measurements that are there: dragged, undone, deleted, hidden, listed, exported; by the real mouse and keys."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication

from app.actions.mpr import DIRECTIONS
from app.imaging.cut import Direction
from app.ui.rgb_pixels import rgb_pixels
from app.ui.slice_view import SliceView

SHIFT = Qt.KeyboardModifier.ShiftModifier
CTRL = Qt.KeyboardModifier.ControlModifier
LEFT = Qt.MouseButton.LeftButton


def test_handles_and_lines_are_dragged_in_one_step_of_undo(hand) -> None:
    hand.key(Qt.Key.Key_D)
    hand.drag((20, 10), (20, 30))
    hand.key(Qt.Key.Key_W)
    window = hand.viewer.view.state.voi
    hand.drag(hand.handle(hand.only, 1), (20, 40))
    assert hand.words() == ("30.0 mm",)
    hand.drag((20, 20), (30, 25))
    np.testing.assert_allclose(hand.only.places, [(-17, -2, 4), (13, -2, 4)], atol=0.2)
    assert hand.viewer.view.state.voi == window
    hand.key(Qt.Key.Key_Z, CTRL)
    np.testing.assert_allclose(hand.only.places, [(-22, -12, 4), (8, -12, 4)], atol=0.2)
    hand.key(Qt.Key.Key_Z, CTRL)
    assert hand.words() == ("20.0 mm",)
    hand.key(Qt.Key.Key_Z, CTRL)
    assert hand.drawn == ()
    for _ in range(3):
        hand.key(Qt.Key.Key_Y, CTRL)
    np.testing.assert_allclose(hand.only.places, [(-17, -2, 4), (13, -2, 4)], atol=0.2)


@pytest.mark.parametrize("other", ["patient", "slice", "plane", "mirrored", "nothing"])
def test_a_hand_that_holds_a_mark_changes_nothing_on_another_picture(hand, make, tmp_path, qtbot, other: str) -> None:
    viewer = hand.viewer
    hand.key(Qt.Key.Key_D)
    hand.drag((20, 10), (20, 30))
    hand.key(Qt.Key.Key_W)
    hand.press(*hand.handle(hand.only, 1))
    hand.move(20, 40, held=True)
    (pulled,) = hand.drawn
    place = hand.at(40, 20)
    if other == "patient":
        opened = viewer.session.opened
        series = make.scan(tmp_path / "other", slices=4, patient="Other^Olaf")
        viewer.actions.opening.open_paths([series])
        viewer.actions.opening.open(viewer.session.studies[1].series[0])
        qtbot.waitUntil(lambda: viewer.session.opened is not opened)
    elif other == "slice":
        viewer.actions.view.scroll(2)
    elif other == "plane":
        viewer.actions.mpr.show_direction(DIRECTIONS.index(Direction.CORONAL))
    elif other == "mirrored":
        viewer.actions.mpr.mirror_across()
    else:
        viewer.actions.opening.empty_pane()
    viewer.window.pane.settle()
    hand.send(QEvent.Type.MouseMove, place, LEFT)
    hand.send(QEvent.Type.MouseButtonRelease, place, Qt.MouseButton.NoButton)
    assert hand.drawn == (pulled,)
    np.testing.assert_allclose(pulled.places, [(-22, -12, 4), (8, -12, 4)], atol=0.2)
    viewer.actions.annotate.undo()
    np.testing.assert_allclose(hand.only.places, [(-22, -12, 4), (-2, -12, 4)], atol=0.2)


def test_delete_by_key_without_a_question_and_back(hand) -> None:
    hand.key(Qt.Key.Key_D)
    hand.drag((20, 10), (20, 30))
    hand.key(Qt.Key.Key_Delete)
    assert hand.drawn == ()
    hand.key(Qt.Key.Key_Z, CTRL)
    assert hand.words() == ("20.0 mm",)


def test_undo_in_the_middle_of_a_drag_ends_its_step(hand) -> None:
    hand.key(Qt.Key.Key_D)
    hand.drag((20, 10), (20, 30))
    hand.key(Qt.Key.Key_W)
    before = hand.only
    hand.press(20, 20)
    hand.move(25, 20, held=True)
    hand.key(Qt.Key.Key_Z, CTRL)
    assert hand.only == before
    for row in (26, 28, 30):
        hand.move(row, 20, held=True)
    hand.release(30, 20)
    assert hand.only != before
    hand.key(Qt.Key.Key_Z, CTRL)
    assert hand.only == before


def test_a_press_beside_it_selects_nothing_and_drags_the_window(hand) -> None:
    hand.key(Qt.Key.Key_D)
    hand.drag((20, 10), (20, 30))
    hand.key(Qt.Key.Key_W)
    window = hand.viewer.view.state.voi
    assert hand.viewer.session.annotations.selected is not None
    hand.drag((50, 10), (55, 30))
    assert hand.viewer.session.annotations.selected is None
    assert hand.viewer.view.state.voi != window
    assert hand.words() == ("20.0 mm",)


def test_all_are_hidden_and_shown_by_key(hand) -> None:
    hand.key(Qt.Key.Key_D)
    hand.drag((20, 10), (20, 30))
    hand.key(Qt.Key.Key_H, SHIFT)
    assert hand.words() == ()
    hand.key(Qt.Key.Key_H, SHIFT)
    assert hand.words() == ("20.0 mm",)


def test_the_list_names_jumps_hides_and_shows_a_histogram(hand, qtbot) -> None:
    panel = hand.viewer.window.annotation_panel
    assert panel.isHidden()
    hand.key(Qt.Key.Key_D)
    hand.drag((20, 10), (20, 30))
    hand.key(Qt.Key.Key_Down)
    hand.key(Qt.Key.Key_E, SHIFT)
    hand.drag((9.5, 9.5), (19.5, 29.5))
    qtbot.waitUntil(lambda: len(panel.rows) == 2)
    assert [row.title.text for row in panel.rows] == ["Length · 3", "Rectangle · 4"]
    assert panel.rows[0].value.text == "20.0 mm"
    qtbot.waitUntil(panel.histogram.isVisible)
    assert panel.histogram.ends == ("Min −596 HU", "Max 213 HU")
    qtbot.mouseClick(panel.rows[0], Qt.MouseButton.LeftButton)
    assert hand.viewer.view.state.index == 2
    assert hand.words() == ("20.0 mm",)
    qtbot.waitUntil(panel.histogram.isHidden)
    qtbot.mouseClick(panel.rows[0].eye, Qt.MouseButton.LeftButton)
    assert hand.words() == ()
    hand.key(Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: [row.title.text for row in panel.rows] == ["Rectangle · 4"])


def test_numbers_are_exported(hand, tmp_path) -> None:
    hand.key(Qt.Key.Key_D)
    hand.drag((20, 10), (20, 30))
    hand.viewer.actions.export.write_measurements(tmp_path / "m.csv")
    lines = (tmp_path / "m.csv").read_text(encoding="utf-8-sig").splitlines()
    assert lines[1].startswith("1,Length,Length,20.0")
    assert "not for diagnosis" in lines[-1]


def test_no_trace_is_left_of_where_a_measurement_lay_before(hand, qtbot) -> None:
    panes = hand.viewer.actions.panes
    panes.set_grid(1, 2)
    hand.viewer.window.pane.settle()
    hand.key(Qt.Key.Key_E)
    hand.drag((10, 10), (40, 40))
    hand.key(Qt.Key.Key_W)
    for rows, columns in ((2, 2), (1, 2), (2, 1), (1, 1)):
        panes.set_grid(rows, columns)
        pane = hand.viewer.window.pane
        # As a screen shows it: painted again and again on the way.
        for _ in range(5):
            QApplication.processEvents()
        hand.viewer.window.grid.settle()
        fresh = SliceView(hand.viewer.session, pane.pane)
        qtbot.addWidget(fresh)
        fresh.resize(pane.size())
        fresh.show()
        fresh.settle()
        seen, expected = (rgb_pixels(each.canvas.grab().toImage()).astype(int) for each in (pane, fresh))
        yellow = expected[:, :, 0] - expected[:, :, 2] > 100
        assert yellow.any()
        np.testing.assert_array_equal(seen[:, :, 0] - seen[:, :, 2] > 100, yellow)
