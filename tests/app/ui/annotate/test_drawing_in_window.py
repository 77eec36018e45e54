"""Drawing measurements by the real mouse and keys, in the whole window."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt

from app.imaging.annotations.annotation import Kind
from app.state.tool import Tool
from app.ui.annotation_dialogs import OneLineDialog

SHIFT = Qt.KeyboardModifier.ShiftModifier
CTRL = Qt.KeyboardModifier.ControlModifier


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


def test_another_slice_lets_go_what_is_drawn(hand) -> None:
    hand.key(Qt.Key.Key_A)
    hand.drag((30, 5), (30, 25))
    hand.key(Qt.Key.Key_Down)
    hand.viewer.window.pane.settle()
    hand.click(10, 25)
    hand.key(Qt.Key.Key_Escape)
    assert hand.drawn == ()


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
