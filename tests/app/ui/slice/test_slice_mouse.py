"""Every gesture of the reader's mouse asks for what the conventions say, and changes nothing by itself."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.dicom.series_load import OpenSeries
from app.state.tool import Buttons, Tool, Wheel
from app.ui.slice_tools import WheelSteps

if TYPE_CHECKING:
    from conftest import Desk

Left, Middle, Right = Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton, Qt.MouseButton.RightButton


@pytest.fixture
def read(desk: Desk, opened: OpenSeries) -> Desk:
    """A desk with an open series, cursor in the pane."""
    desk.open(opened)
    move(desk, 300, 200)
    desk.asked.clear()
    return desk


def move(desk: Desk, x: float, y: float) -> None:
    QTest.mouseMove(desk.pane.canvas.viewport(), QPoint(round(x), round(y)))
    desk.settle()


def drag(desk: Desk, button: Qt.MouseButton, way: list[tuple[int, int]], *, release: bool = True) -> None:
    viewport = desk.pane.canvas.viewport()
    QTest.mousePress(viewport, button, pos=QPoint(*way[0]))
    for point in way[1:]:
        event = QMouseEvent(
            QEvent.Type.MouseMove,
            QPointF(*point),
            viewport.mapToGlobal(QPointF(*point)),
            Qt.MouseButton.NoButton,
            button,
            Qt.KeyboardModifier.NoModifier,
        )
        QApplication.sendEvent(viewport, event)
    if release:
        QTest.mouseRelease(viewport, button, pos=QPoint(*way[-1]))


def turn(
    desk: Desk, angle: int, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier, *, sideways: bool = False
) -> None:
    viewport = desk.pane.canvas.viewport()
    at = QPointF(300, 200)
    event = QWheelEvent(
        at,
        viewport.mapToGlobal(at),
        QPoint(),
        QPoint(angle, 0) if sideways else QPoint(0, angle),
        Qt.MouseButton.NoButton,
        modifiers,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(viewport, event)


def asked(desk: Desk, name: str) -> list[tuple[object, ...]]:
    return [request[1:] for request in desk.asked if request[0] == name]


def names(desk: Desk) -> set[object]:
    return {request[0] for request in desk.asked} - {"probe_moved"}


def test_left_drag_is_the_window(read: Desk) -> None:
    state = read.view.state
    drag(read, Left, [(300, 200), (310, 205), (315, 201)])
    assert asked(read, "window_dragged") == [(10, 5), (5, -4)]
    assert names(read) == {"window_dragged"}
    assert read.view.state is state


def test_click_moves_nothing(read: Desk) -> None:
    for button in (Left, Middle):
        drag(read, button, [(300, 200), (301, 201)])
    assert names(read) == set()


def test_middle_drag_keeps_the_point_under_the_cursor(read: Desk) -> None:
    pressed = read.pane.geometry_px.to_index(300, 200)
    drag(read, Middle, [(300, 200), (330, 180)])
    ((row, column),) = asked(read, "pan_requested")
    read.view.update(pan=(row, column))
    read.settle()
    assert read.pane.geometry_px.to_screen(*pressed) == pytest.approx((330, 180), abs=1.0)
    assert names(read) == {"pan_requested"}


def test_pan_follows_while_the_view_obeys(read: Desk) -> None:
    read.pane.mouse.pan_requested.connect(lambda row, column: read.view.update(pan=(row, column)))
    pressed = read.pane.geometry_px.to_index(300, 200)
    # Several movements may come before the pane is drawn anew: none may count twice.
    drag(read, Middle, [(300, 200), (310, 210), (320, 220), (330, 230)], release=False)
    read.settle()
    drag(read, Middle, [(330, 230)])
    assert read.pane.geometry_px.to_screen(*pressed) == pytest.approx((330, 230), abs=1.0)


def test_right_drag_up_enlarges_around_the_pressed_point(read: Desk) -> None:
    row, column = read.pane.geometry_px.to_index(200, 250)
    drag(read, Right, [(200, 250), (200, 240), (200, 200)])
    factors = [request[0] for request in asked(read, "zoom_requested")]
    assert math.prod(factors) == pytest.approx(math.exp(50 / 180))
    assert {request[1:] for request in asked(read, "zoom_requested")} == {(row, column)}
    read.asked.clear()
    drag(read, Right, [(200, 250), (200, 290)])
    assert asked(read, "zoom_requested")[0][0] < 1
    assert names(read) == {"zoom_requested"}


def test_right_click_asks_for_the_menu_and_a_drag_does_not(read: Desk) -> None:
    drag(read, Right, [(120, 130), (121, 130)])
    assert asked(read, "context_menu_requested") == [(QPoint(121, 130),)]
    read.asked.clear()
    drag(read, Right, [(120, 130), (120, 160)])
    assert asked(read, "context_menu_requested") == []


def test_menu_key_asks_for_the_menu_and_the_mouse_event_of_the_platform_does_not(read: Desk) -> None:
    canvas = read.pane.canvas
    for reason, count in ((QContextMenuEvent.Reason.Mouse, 0), (QContextMenuEvent.Reason.Keyboard, 1)):
        event = QContextMenuEvent(reason, QPoint(50, 60), canvas.mapToGlobal(QPoint(50, 60)))
        QApplication.sendEvent(canvas.viewport(), event)
        assert len(asked(read, "context_menu_requested")) == count


def test_wheel_towards_the_reader_goes_on(read: Desk) -> None:
    turn(read, -120)
    turn(read, 240)
    turn(read, -120, Qt.KeyboardModifier.ShiftModifier)
    assert asked(read, "scroll_requested") == [(1,), (-2,), (10,)]
    assert names(read) == {"scroll_requested"}


def test_wheel_that_the_platform_turned_sideways_counts(read: Desk) -> None:
    turn(read, -120, Qt.KeyboardModifier.ShiftModifier, sideways=True)
    assert asked(read, "scroll_requested") == [(10,)]


def test_alt_wheel_goes_to_the_next_volume(read: Desk) -> None:
    turn(read, -120, Qt.KeyboardModifier.AltModifier)
    turn(read, 120, Qt.KeyboardModifier.AltModifier, sideways=True)
    assert asked(read, "axis_requested") == [(1,), (-1,)]
    assert names(read) == {"axis_requested"}


def test_ctrl_wheel_zooms_at_the_cursor(read: Desk) -> None:
    turn(read, 120, Qt.KeyboardModifier.ControlModifier)
    ((factor, row, column),) = asked(read, "zoom_requested")
    assert factor == pytest.approx(1.15)
    assert (row, column) == pytest.approx(read.pane.geometry_px.to_index(300, 200))
    assert names(read) == {"zoom_requested"}


def test_fractions_of_a_notch_add_up_and_turning_back_forgets_them() -> None:
    wheel = WheelSteps()
    assert [wheel.add(-50) for _ in range(5)] == [0, 0, 1, 0, 1]
    assert wheel.add(110) == 0
    assert wheel.add(10) == -1


def test_double_click_asks_for_the_fit(read: Desk) -> None:
    viewport = read.pane.canvas.viewport()
    QTest.mouseClick(viewport, Left, pos=QPoint(300, 200))
    QTest.mouseDClick(viewport, Left, pos=QPoint(300, 200))
    assert names(read) == {"maximise_requested"}
    assert len(asked(read, "maximise_requested")) == 1


def test_probe_tells_the_index_under_the_cursor(read: Desk) -> None:
    at = read.at(17, 40)
    move(read, at.x(), at.y())
    ((point,),) = asked(read, "probe_moved")[-1:]
    assert point == pytest.approx((17, 40), abs=0.5 / read.pane.geometry_px.row_scale + 1e-9)


def test_probe_is_none_outside_and_after_leaving(read: Desk) -> None:
    read.view.update(zoom=0.5)
    read.settle()
    move(read, 5, 5)
    assert asked(read, "probe_moved")[-1] == (None,)
    move(read, 300, 200)
    assert asked(read, "probe_moved")[-1] != (None,)
    QApplication.sendEvent(read.pane.canvas, QEvent(QEvent.Type.Leave))
    assert asked(read, "probe_moved")[-1] == (None,)


def test_probe_follows_the_picture_while_the_mouse_lies_still(read: Desk) -> None:
    before = asked(read, "probe_moved")
    for change in ({"index": 3}, {"zoom": 2.0, "pan": (10.0, 10.0)}):
        read.view.update(**change)
        read.settle()
        assert len(asked(read, "probe_moved")) > len(before)
        before = asked(read, "probe_moved")
    row, column = read.pane.geometry_px.to_index(300 * read.pane.canvas.ratio, 200 * read.pane.canvas.ratio)
    assert before[-1][0] == pytest.approx((row, column))
    read.session.clear()
    read.settle()
    assert asked(read, "probe_moved")[-1] == (None,)


def test_second_button_does_not_disturb_a_drag(read: Desk) -> None:
    viewport = read.pane.canvas.viewport()
    drag(read, Left, [(300, 200), (310, 200)], release=False)
    QTest.mousePress(viewport, Right, pos=QPoint(310, 200))
    QTest.mouseRelease(viewport, Right, pos=QPoint(310, 200))
    drag(read, Left, [(310, 200), (320, 200)])
    assert asked(read, "window_dragged") == [(10, 0), (10, 0)]
    assert names(read) == {"window_dragged"}


@pytest.mark.parametrize(
    ("tool", "signal"),
    [
        (Tool.PAN, "pan_requested"),
        (Tool.ZOOM, "zoom_requested"),
        (Tool.WINDOW, "window_dragged"),
        (Tool.SCROLL, "scroll_requested"),
    ],
)
def test_left_button_does_what_the_tool_says(read: Desk, tool: Tool, signal: str) -> None:
    read.session.tools.set_tool(tool)
    drag(read, Left, [(300, 200), (300, 216), (300, 217)])
    assert names(read) == {signal}
    if tool is Tool.SCROLL:
        assert asked(read, signal) == [(2,)]


def test_other_buttons_and_the_wheel_do_what_is_chosen(read: Desk) -> None:
    read.session.tools.set_buttons(Buttons(middle=Tool.WINDOW, right=Tool.PAN, wheel=Wheel.ZOOM))
    drag(read, Middle, [(300, 200), (310, 200)])
    assert names(read) == {"window_dragged"}
    read.asked.clear()
    drag(read, Right, [(300, 200), (310, 200)])
    assert names(read) == {"pan_requested"}
    read.asked.clear()
    turn(read, 120)
    assert names(read) == {"zoom_requested"}
    read.asked.clear()
    turn(read, 120, Qt.KeyboardModifier.ControlModifier)
    assert names(read) == {"scroll_requested"}


def test_without_a_picture_the_mouse_asks_for_nothing(desk: Desk) -> None:
    drag(desk, Left, [(300, 200), (320, 210)])
    turn(desk, 120)
    QTest.mouseDClick(desk.pane.canvas.viewport(), Left, pos=QPoint(300, 200))
    move(desk, 200, 200)
    assert names(desk) == set()


def test_files_dropped_on_the_picture_are_left_to_the_window(desk: Desk) -> None:
    assert not desk.pane.canvas.acceptDrops()
    assert not desk.pane.canvas.viewport().acceptDrops()
