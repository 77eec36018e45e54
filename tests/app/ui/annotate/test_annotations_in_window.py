"""Measuring and marking by the real mouse and keys, in the whole window."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication

from app.actions.mpr import DIRECTIONS
from app.imaging.annotations.annotation import Kind
from app.imaging.cut import Direction
from app.state.tool import Tool
from app.ui.annotation_dialogs import OneLineDialog
from app.ui.rgb_pixels import rgb_pixels
from app.ui.slice_view import SliceView

SHIFT = Qt.KeyboardModifier.ShiftModifier
CTRL = Qt.KeyboardModifier.ControlModifier
LEFT = Qt.MouseButton.LeftButton


def test_a_length_is_drawn_read_and_stays_on_its_slice(hand) -> None:
    hand.key(Qt.Key.Key_D)
    assert hand.viewer.session.tools.tool is Tool.LENGTH
    hand.drag((20, 10), (20, 30))
    assert hand.only.kind is Kind.LENGTH
    np.testing.assert_allclose(hand.only.places, [(-22, -12, 4), (-2, -12, 4)], atol=0.1)
    assert hand.words() == ("20.0 mm",)
    hand.key(Qt.Key.Key_Down)
    assert hand.words() == ()
    hand.key(Qt.Key.Key_Up)
    assert hand.words() == ("20.0 mm",)


@pytest.mark.parametrize(
    ("key", "modifier", "kind", "words"),
    [
        (Qt.Key.Key_E, Qt.KeyboardModifier.NoModifier, Kind.ELLIPSE, "Mean"),
        (Qt.Key.Key_E, SHIFT, Kind.RECTANGLE, "Mean"),
        (Qt.Key.Key_C, SHIFT, Kind.FREEHAND, "Mean"),
        (Qt.Key.Key_D, SHIFT, Kind.BIDIRECTIONAL, "Long"),
        (Qt.Key.Key_R, SHIFT, Kind.ARROW, ""),
    ],
)
def test_what_one_drag_draws(hand, key, modifier, kind, words) -> None:
    hand.key(key, modifier)
    path = ((20, 30), (40, 30), (40, 10)) if kind is Kind.FREEHAND else ((40, 30),)
    hand.drag((20, 10), *path)
    assert hand.only.kind is kind
    assert not words or any(line.startswith(words) for line in hand.words())


def test_a_rectangle_tells_the_mean_of_its_pixels(hand) -> None:
    hand.key(Qt.Key.Key_E, SHIFT)
    hand.drag((9.5, 9.5), (19.5, 29.5))
    voxels = hand.viewer.session.opened.volume.voxels[2, 10:20, 10:30]
    assert hand.words()[0] == f"Mean {voxels.mean():.1f} HU, SD {voxels.std(ddof=1):.1f}".replace("-", "−")
    assert "200 pixels" in " ".join(hand.words())


def test_an_angle_and_cobb_lines(hand) -> None:
    hand.key(Qt.Key.Key_A)
    hand.drag((30, 5), (30, 25))
    hand.click(10, 25)
    assert hand.words() == ("90.0°",)
    hand.key(Qt.Key.Key_Z, CTRL)
    hand.key(Qt.Key.Key_A, SHIFT)
    hand.drag((10, 5), (10, 35))
    hand.drag((40, 5), (50, 35))
    assert hand.words() == ("Cobb 18.4°",)


@pytest.mark.parametrize("way", ["double click", "first corner", "Enter"])
def test_a_polygon_is_closed_in_three_ways(hand, way: str) -> None:
    hand.key(Qt.Key.Key_P, SHIFT)
    for place in ((9.5, 4.5), (9.5, 29.5), (39.5, 29.5)):
        hand.click(*place)
    if way == "double click":
        hand.double_click(39.5, 4.5)
    elif way == "first corner":
        hand.click(39.5, 4.5)
        hand.click(9.5, 4.5)
    else:
        hand.click(39.5, 4.5)
        hand.key(Qt.Key.Key_Return)
    assert hand.only.kind is Kind.POLYGON
    assert len(hand.only.points) == 4
    assert "Area 7.50 cm², 750 pixels" in hand.words()


def test_a_corner_is_taken_back_and_escape_lets_everything_go(hand) -> None:
    hand.key(Qt.Key.Key_P, SHIFT)
    for place in ((10, 5), (10, 30), (60, 40)):
        hand.click(*place)
    hand.key(Qt.Key.Key_Backspace)
    hand.click(40, 30)
    hand.key(Qt.Key.Key_Return)
    assert len(hand.only.points) == 3
    hand.click(10, 5)
    hand.click(50, 44)
    hand.key(Qt.Key.Key_Escape)
    assert len(hand.drawn) == 1
    assert hand.viewer.session.tools.tool is Tool.POLYGON
    hand.key(Qt.Key.Key_Escape)
    assert hand.viewer.session.tools.tool is Tool.WINDOW


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


def dialog(hand) -> OneLineDialog:
    return next(each for each in hand.viewer.window.findChildren(OneLineDialog) if each.isVisible())


def test_a_text_asks_for_its_words_and_goes_without_any(hand, qtbot) -> None:
    hand.key(Qt.Key.Key_T, SHIFT)
    hand.click(20, 20)
    qtbot.keyClicks(dialog(hand).field, "Nodule?")
    qtbot.keyClick(dialog(hand).field, Qt.Key.Key_Return)
    assert hand.words() == ("Nodule?",)
    hand.click(40, 20)
    qtbot.keyClick(dialog(hand).field, Qt.Key.Key_Escape)
    assert len(hand.drawn) == 1


def test_a_double_click_labels(hand, qtbot) -> None:
    hand.key(Qt.Key.Key_D)
    hand.drag((20, 10), (20, 30))
    hand.key(Qt.Key.Key_W)
    hand.double_click(20, 20)
    qtbot.keyClicks(dialog(hand).field, "Target 1")
    qtbot.keyClick(dialog(hand).field, Qt.Key.Key_Return)
    assert hand.words() == ("Target 1", "20.0 mm")


def test_calibration_is_said_beside_every_length(hand, qtbot) -> None:
    hand.key(Qt.Key.Key_D)
    hand.drag((20, 10), (20, 30))
    hand.viewer.window.calibrate()
    assert not dialog(hand).agree.isEnabled()
    qtbot.keyClicks(dialog(hand).field, "10")
    qtbot.keyClick(dialog(hand).field, Qt.Key.Key_Return)
    assert hand.words() == ("10.0 mm (calibrated by the reader)",)
    hand.key(Qt.Key.Key_Z, CTRL)
    assert hand.words() == ("20.0 mm",)


def test_all_are_hidden_and_shown_by_key(hand) -> None:
    hand.key(Qt.Key.Key_D)
    hand.drag((20, 10), (20, 30))
    hand.key(Qt.Key.Key_H, SHIFT)
    assert hand.words() == ()
    hand.key(Qt.Key.Key_H, SHIFT)
    assert hand.words() == ("20.0 mm",)


def test_another_slice_lets_go_what_is_drawn(hand) -> None:
    hand.key(Qt.Key.Key_A)
    hand.drag((30, 5), (30, 25))
    hand.key(Qt.Key.Key_Down)
    hand.viewer.window.pane.settle()
    hand.click(10, 25)
    hand.key(Qt.Key.Key_Escape)
    assert hand.drawn == ()


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
    assert panel.histogram.ends == ("−596.5 HU", "222.5 HU")
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


def test_a_corner_on_the_split_line_is_a_corner(hand) -> None:
    hand.viewer.actions.lens.toggle_split()
    hand.key(Qt.Key.Key_P, SHIFT)
    middle = hand.viewer.window.pane.geometry_px.columns / 2 - 0.5
    for place in ((9.5, 4.5), (9.5, middle), (39.5, middle)):
        hand.click(*place)
    hand.double_click(39.5, 4.5)
    assert len(hand.only.points) == 4
    assert hand.viewer.window.pane.pane.state.split == 0.5


def test_corners_beside_the_picture_come_to_its_rim(hand) -> None:
    hand.key(Qt.Key.Key_P, SHIFT)
    geometry = hand.viewer.window.pane.geometry_px
    beside = geometry.columns + 5.0
    for place in ((9.5, 4.5), (9.5, beside), (39.5, 4.5)):
        hand.click(*place)
    hand.key(Qt.Key.Key_Return)
    columns = hand.only.drawn_on.frame.to_pixel(hand.only.places)[:, 1]
    assert columns.max() == pytest.approx(geometry.columns - 0.5)


def test_a_release_that_a_dialog_took_is_not_waited_for(hand) -> None:
    hand.key(Qt.Key.Key_T, SHIFT)
    hand.press(20, 10)
    hand.viewer.window.findChild(OneLineDialog).reject()
    assert hand.drawn == ()
    hand.key(Qt.Key.Key_D)
    hand.drag((30, 10), (30, 40))
    assert hand.only.kind is Kind.LENGTH


def test_a_label_that_was_made_in_a_small_pane_is_whole_in_a_large_one(hand) -> None:
    hand.viewer.actions.panes.set_grid(3, 3)
    hand.viewer.window.pane.settle()
    hand.key(Qt.Key.Key_E, SHIFT)
    hand.drag((10, 10), (30, 30))
    small = hand.words()
    assert small
    hand.viewer.actions.panes.toggle_maximised()
    assert hand.words() == small
    assert not [line for line in small if "…" in line]


def test_what_lies_out_of_the_pane_has_no_words_in_it(hand) -> None:
    hand.key(Qt.Key.Key_D)
    hand.drag((5, 5), (5, 15))
    assert hand.words() == ("10.0 mm",)
    hand.viewer.view.update(zoom=6.0, pan=(55.0, 40.0))
    assert hand.words() == ()
    hand.viewer.view.update(zoom=6.0, pan=(8.0, 10.0))
    assert hand.words() == ("10.0 mm",)


@pytest.mark.parametrize("share", [0.02, 0.98])
def test_a_text_is_read_whole_at_both_rims_of_the_pane(hand, qtbot, share: float) -> None:
    hand.viewer.view.update(zoom=2.0)
    pane = hand.viewer.window.pane
    pane.settle()
    hand.key(Qt.Key.Key_T, SHIFT)
    hand.click(*pane.geometry_px.to_index(share * pane.canvas.pane_px[1], 0.5 * pane.canvas.pane_px[0]))
    qtbot.keyClicks(dialog(hand).field, "A note that is rather long for the rim of a picture")
    qtbot.keyClick(dialog(hand).field, Qt.Key.Key_Return)
    hand.viewer.window.pane.settle()
    canvas = hand.viewer.window.pane.canvas
    (rectangle,) = canvas.annotations.label_rectangles
    assert canvas.pane.contains(rectangle)


def test_every_label_is_led_to_its_own_figure(hand) -> None:
    for corner in ((10, 10), (12, 12), (14, 14), (40, 20)):
        hand.key(Qt.Key.Key_E, SHIFT)
        hand.drag(corner, (corner[0] + 10, corner[1] + 10))
    hand.viewer.window.pane.settle()
    item = hand.viewer.window.pane.canvas.annotations
    assert len(item.leaders) == 4
    for annotation, rectangle, leader in zip(hand.drawn, item.label_rectangles, item.leaders, strict=True):
        corners = item.handle_points(annotation.id)
        left, right = min(at.x() for at in corners), max(at.x() for at in corners)
        top, bottom = min(at.y() for at in corners), max(at.y() for at in corners)
        end = leader.p2()
        assert min(abs(end.x() - left), abs(end.x() - right), abs(end.y() - top), abs(end.y() - bottom)) < 0.5
        assert left - 0.5 <= end.x() <= right + 0.5
        assert top - 0.5 <= end.y() <= bottom + 0.5
        assert rectangle.adjusted(-0.5, -0.5, 0.5, 0.5).contains(leader.p1())


def _label_place(hand) -> tuple[float, float]:
    """(row, column) under the middle of the only label."""
    pane = hand.viewer.window.pane
    pane.settle()
    at = pane.canvas.annotations.label_rectangles[0].center() * pane.canvas.ratio
    return pane.geometry_px.to_index(at.x(), at.y())


def test_words_choose_their_measurement_and_never_move_it(hand) -> None:
    hand.key(Qt.Key.Key_D)
    hand.drag((20, 10), (20, 30))
    before = hand.only
    hand.key(Qt.Key.Key_W)
    hand.viewer.session.annotations.select(None)
    row, column = _label_place(hand)
    hand.drag((row, column), (row + 10, column))
    assert hand.only == before
    assert hand.viewer.session.annotations.selected == before


def test_words_are_not_in_the_way_of_a_tool_that_draws(hand) -> None:
    hand.key(Qt.Key.Key_D)
    hand.drag((20, 10), (20, 30))
    first = hand.only
    row, column = _label_place(hand)
    hand.drag((row, column), (row - 5, column))
    assert len(hand.drawn) == 2
    assert hand.drawn[0] == first


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
