"""Calipers stand where the state says; dragging asks, obeying moves; values are never hidden under text."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.dicom.series_load import OpenSeries
from app.imaging.window import Window
from app.ui.caliper_item import place_label

if TYPE_CHECKING:
    from conftest import Desk, Make

Left = Qt.MouseButton.LeftButton
HEART = ((0.0, 25.0, 20.0), (0.0, 25.0, 40.0))
THORAX = ((0.0, 20.0, 5.0), (0.0, 20.0, 55.0))


@pytest.fixture
def measured(desk: Desk, make: Make, opened: OpenSeries) -> Desk:
    desk.open(opened, voi=Window(30_000, 100))
    desk.session.add_result(make.result(opened, measurements=[make.ratio(HEART, THORAX)]))
    desk.settle()
    return desk


def send(desk: Desk, kind: QEvent.Type, at: QPointF, *, button: bool, shift: bool = False) -> None:
    viewport = desk.pane.canvas.viewport()
    buttons = Left if button else Qt.MouseButton.NoButton
    changed = Left if kind != QEvent.Type.MouseMove else Qt.MouseButton.NoButton
    modifiers = Qt.KeyboardModifier.ShiftModifier if shift else Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(viewport, QMouseEvent(kind, at, viewport.mapToGlobal(at), changed, buttons, modifiers))


def drag(desk: Desk, start: QPointF, *way: QPointF, shift: bool = False) -> None:
    send(desk, QEvent.Type.MouseMove, start, button=False)
    send(desk, QEvent.Type.MouseButtonPress, start, button=True)
    for at in way:
        send(desk, QEvent.Type.MouseMove, at, button=True, shift=shift)
    send(desk, QEvent.Type.MouseButtonRelease, way[-1], button=False)


def moved(desk: Desk) -> list[tuple[object, ...]]:
    return [request[1:] for request in desk.asked if request[0] == "caliper_moved"]


def bright(desk: Desk) -> np.ndarray:
    return desk.pixels().max(axis=2).astype(float)


def test_lines_and_caps_stand_at_their_index(measured: Desk) -> None:
    measured.pane.labels.setVisible(False)
    image = bright(measured)
    for (_, row, left), (_, _, right) in (HEART, THORAX):
        start, end = measured.at(row, left), measured.at(row, right)
        # Between the dots of the ends every pixel of the line is light; a little beyond the ends none is.
        y = int(start.y())
        assert image[y - 1 : y + 2, int(start.x()) + 5 : int(end.x()) - 5].max(axis=0).min() > 150
        for x in (start.x() - 9, end.x() + 9):
            assert image[y, int(x)] < 40
        for at in (start, end):
            cap = image[int(at.y()) - 8, int(at.x()) - 3 : int(at.x()) + 4]
            centre = int(at.x()) - 3 + (cap * (np.arange(7) + 0.5)).sum() / cap.sum()
            assert centre == pytest.approx(at.x(), abs=0.25)


def test_other_slices_and_hidden_marks_show_none(measured: Desk) -> None:
    measured.pane.labels.setVisible(False)
    measured.view.update(index=2)
    assert not bright(measured).any()
    assert measured.pane.canvas.calipers.grip_at(measured.at(25, 20)) is None
    measured.view.update(index=0, overlay_hidden=True)
    assert not bright(measured).any()


@pytest.mark.parametrize("name", ["start", "end"])
def test_dragged_end_stays_in_its_row(measured: Desk, name: str) -> None:
    point = HEART[0] if name == "start" else HEART[1]
    before = bright(measured)
    drag(measured, measured.at(point[1], point[2]), measured.at(point[1] + 7, point[2] + 4))
    ((measurement, index, start, end),) = moved(measured)
    assert (measurement, index) == ("cardiothoracic_ratio", 0)
    held, other = (start, end) if name == "start" else (end, start)
    assert held == pytest.approx((0, 25, point[2] + 4), abs=1e-6)
    assert other == (HEART[1] if name == "start" else HEART[0])
    # Nobody obeyed: nothing moved.
    send(measured, QEvent.Type.MouseMove, QPointF(3, 3), button=False)
    assert np.array_equal(bright(measured), before)


def test_shift_lets_an_end_go_anywhere(measured: Desk) -> None:
    drag(measured, measured.at(25, 40), measured.at(28, 44), shift=True)
    assert moved(measured)[0][3] == pytest.approx((0, 28, 44), abs=1e-6)


def test_line_moves_as_a_whole(measured: Desk) -> None:
    drag(measured, measured.at(20, 12), measured.at(17, 14))
    ((_, index, start, end),) = moved(measured)
    assert index == 1
    assert start == pytest.approx((0, 17, 7), abs=1e-6)
    assert end == pytest.approx((0, 17, 57), abs=1e-6)


def test_nothing_leaves_the_picture(measured: Desk) -> None:
    drag(measured, measured.at(20, 55), measured.at(20, 90))
    drag(measured, measured.at(20, 12), measured.at(-70, -30))
    assert moved(measured)[0][3] == pytest.approx((0, 20, 59.5))
    assert moved(measured)[1][2:] == (pytest.approx((0, -0.5, -0.5)), pytest.approx((0, -0.5, 49.5)))


def test_oblique_caliper_is_free(desk: Desk, make: Make, opened: OpenSeries) -> None:
    desk.open(opened)
    oblique = ((0.0, 10.0, 10.0), (0.0, 30.0, 50.0))
    desk.session.add_result(make.result(opened, measurements=[make.ratio(oblique, THORAX)]))
    desk.settle()
    drag(desk, desk.at(30, 50), desk.at(33, 47))
    assert moved(desk)[0][3] == pytest.approx((0, 33, 47), abs=1e-6)


def test_state_moves_line_and_value(measured: Desk) -> None:
    measured.pane.caliper_moved.connect(measured.session.move_caliper)
    drag(measured, measured.at(25, 40), measured.at(25, 42), measured.at(25, 45))
    measured.settle()
    grip = measured.pane.canvas.calipers.grip_at(measured.at(25, 45))
    assert grip is not None
    assert grip.end == pytest.approx((0, 25, 45), abs=1e-6)
    assert measured.session.measurements[0].value == pytest.approx(25 / 50, abs=1e-6)
    assert measured.pane.canvas.calipers.values == ("CTR 0.50 (edited)",)


def test_a_hand_that_holds_an_end_moves_none_of_another_film(measured: Desk, make: Make, opened: OpenSeries) -> None:
    at = measured.at(25, 40)
    send(measured, QEvent.Type.MouseMove, at, button=False)
    send(measured, QEvent.Type.MouseButtonPress, at, button=True)
    send(measured, QEvent.Type.MouseMove, measured.at(25, 42), button=True)
    before = moved(measured)
    other = make.opened(opened.volume.voxels + 1)
    measured.session.add_result(make.result(other, measurements=[make.ratio(HEART, THORAX)]))
    measured.open(other)
    send(measured, QEvent.Type.MouseMove, measured.at(25, 50), button=True)
    send(measured, QEvent.Type.MouseButtonRelease, measured.at(25, 50), button=False)
    assert moved(measured) == before != []


def test_hover_shows_that_an_end_can_be_taken(measured: Desk) -> None:
    viewport = measured.pane.canvas.viewport()
    send(measured, QEvent.Type.MouseMove, measured.at(33, 30), button=False)
    assert viewport.cursor().shape() == Qt.CursorShape.CrossCursor
    calm = bright(measured)
    send(measured, QEvent.Type.MouseMove, measured.at(25, 40), button=False)
    assert viewport.cursor().shape() == Qt.CursorShape.SizeHorCursor
    assert bright(measured).sum() > calm.sum()
    send(measured, QEvent.Type.MouseMove, measured.at(20, 12), button=False)
    assert viewport.cursor().shape() == Qt.CursorShape.SizeAllCursor


def test_drag_beside_a_caliper_is_the_window(measured: Desk) -> None:
    drag(measured, measured.at(33, 30), measured.at(33, 36))
    assert moved(measured) == []
    assert any(request[0] == "window_dragged" for request in measured.asked)


def test_double_click_on_an_end_does_not_fit(measured: Desk) -> None:
    at = measured.at(25, 40).toPoint()
    QTest.mouseDClick(measured.pane.canvas.viewport(), Left, pos=at)
    assert all(request[0] != "maximise_requested" for request in measured.asked)


def test_hidden_calipers_cannot_be_taken(measured: Desk) -> None:
    measured.view.update(overlay_hidden=True)
    measured.settle()
    drag(measured, measured.at(25, 40), measured.at(25, 44))
    assert moved(measured) == []


@pytest.mark.parametrize("size", [(600, 400), (300, 300), (900, 500)])
@pytest.mark.parametrize("row", [0.0, 3.0, 20.0, 38.0])
def test_value_covers_no_text_and_stays_inside(
    desk: Desk, make: Make, opened: OpenSeries, size: tuple[int, int], row: float
) -> None:
    desk.pane.resize(*size)
    desk.open(opened)
    measurement = make.ratio(((0.0, row, 2.0), (0.0, row, 20.0)), ((0.0, row + 1, 0.0), (0.0, row + 1, 57.0)))
    desk.session.add_result(make.result(opened, measurements=[measurement]))
    desk.settle()
    (rectangle,) = desk.pane.canvas.calipers.label_rectangles
    assert desk.pane.canvas.pane.contains(rectangle)
    for other in desk.pane.labels.occupied:
        assert rectangle.intersected(other).isEmpty()


def test_places_are_tried_until_one_is_free() -> None:
    pane = QRectF(0, 0, 400, 300)
    line = QLineF(100, 150, 300, 150)
    free, leader = place_label(80, 16, [line], pane, [])
    assert free.center().x() == pytest.approx(200, abs=1)
    assert free.bottom() < 150
    assert leader.p2() == QPointF(200, 150)
    taken = [QRectF(0, 100, 400, 100)]
    away, leader = place_label(80, 16, [line], pane, taken)
    assert away.intersected(taken[0]).isEmpty()
    assert leader.length() > 30
    everywhere, _ = place_label(80, 16, [line], pane, [pane])
    assert pane.contains(everywhere)
    with pytest.raises(ValueError, match="needs a line"):
        place_label(80, 16, [], pane, [])


def test_a_label_rather_covers_part_of_another_figure_than_to_go_far_away() -> None:
    pane, line = QRectF(0, 0, 600, 600), QLineF(200, 300, 300, 300)
    large = QRectF(0, 0, 600, 290)
    below, _ = place_label(80, 16, [line], pane, [], [large])
    assert (below.top() - 300) < 30
    near, leader = place_label(80, 16, [line], pane, [QRectF(0, 305, 600, 295)], [large])
    assert near.bottom() > 200
    assert leader.length() < 100
    small = QRectF(235, 275, 20, 12)
    beside, _ = place_label(80, 16, [line], pane, [QRectF(0, 305, 600, 295)], [small])
    assert beside.intersected(small).isEmpty()


def test_two_measurements_do_not_cover_each_other(desk: Desk, make: Make, opened: OpenSeries) -> None:
    desk.open(opened)
    other = make.ratio(HEART, THORAX)
    second = type(other)("width", "Aortic width", 31.4, "mm", None, "", other.calipers[:1])
    desk.session.add_result(make.result(opened, measurements=[other, second]))
    desk.settle()
    for one, two in itertools.combinations(desk.pane.canvas.calipers.label_rectangles, 2):
        assert one.intersected(two).isEmpty()
    assert desk.pane.canvas.calipers.values == ("CTR 0.47 (0.44–0.50)", "Aortic width 31.4 mm")


def test_point_caliper_can_still_be_drawn(desk: Desk, make: Make, opened: OpenSeries) -> None:
    desk.open(opened)
    point = ((0.0, 20.0, 20.0), (0.0, 20.0, 20.0))
    desk.session.add_result(make.result(opened, measurements=[make.ratio(point, point)]))
    assert desk.pixels().any()
