"""Words of measurements in the picture: typed, calibrated, whole, and led to their figure."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from app.ui.annotation_dialogs import OneLineDialog

SHIFT = Qt.KeyboardModifier.ShiftModifier
CTRL = Qt.KeyboardModifier.ControlModifier


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
