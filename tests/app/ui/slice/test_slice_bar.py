"""The bar beside the picture: what is loaded, where the reader is, and a way to go elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.dicom.series_load import OpenSeries
from app.ui.theme import Token

if TYPE_CHECKING:
    from conftest import Desk, Make


def middle_of(desk: Desk, index: int) -> QPoint:
    return desk.pane.bar.rectangle_of(index).center().toPoint()


def asked(desk: Desk) -> list[object]:
    return [request[1] for request in desk.asked if request[0] == "slice_requested"]


def move(desk: Desk, at: QPoint, buttons: Qt.MouseButton) -> None:
    bar = desk.pane.bar
    event = QMouseEvent(
        QEvent.Type.MouseMove,
        QPointF(at),
        bar.mapToGlobal(QPointF(at)),
        Qt.MouseButton.NoButton,
        buttons,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(bar, event)


def test_press_and_drag_ask_for_slices(desk: Desk, opened: OpenSeries) -> None:
    desk.open(opened)
    bar = desk.pane.bar
    QTest.mousePress(bar, Qt.MouseButton.LeftButton, pos=middle_of(desk, 3))
    desk.view.update(index=3)
    desk.settle()
    for at in (middle_of(desk, 3), middle_of(desk, 5), QPoint(5, -40), QPoint(5, 4000)):
        move(desk, at, Qt.MouseButton.LeftButton)
    QTest.mouseRelease(bar, Qt.MouseButton.LeftButton, pos=QPoint(5, 200))
    move(desk, middle_of(desk, 1), Qt.MouseButton.NoButton)
    assert asked(desk) == [3, 5, 0, 5]


def test_only_the_left_button_asks(desk: Desk, opened: OpenSeries) -> None:
    desk.open(opened)
    QTest.mouseClick(desk.pane.bar, Qt.MouseButton.RightButton, pos=middle_of(desk, 3))
    QTest.mouseClick(desk.pane.bar, Qt.MouseButton.LeftButton, pos=middle_of(desk, 0))
    assert asked(desk) == []


def test_bar_shows_current_loaded_and_missing(desk: Desk, opened: OpenSeries) -> None:
    opened.filled[4:] = False
    desk.open(opened, index=1)
    image = desk.pane.bar.grab().toImage()

    def colour(index: int) -> str:
        return QColor(image.pixel(middle_of(desk, index))).name()

    assert colour(1) == Token.ACCENT
    assert colour(3) == Token.EDGE
    assert colour(5) == Token.HOVER
    assert desk.pane.bar.toolTip() == "Slice 2 of 6, 4 loaded"

    opened.filled[4:] = True
    desk.session.note_slices_arrived(desk.session.opened)
    desk.settle()
    image = desk.pane.bar.grab().toImage()
    assert colour(5) == Token.EDGE


def test_single_slice_needs_no_bar(desk: Desk, make: Make, opened: OpenSeries) -> None:
    desk.open(opened)
    assert desk.pane.bar.isVisible()
    desk.open(make.opened(opened.volume.voxels[:1]))
    assert not desk.pane.bar.isVisible()


@pytest.mark.parametrize("count", [2, 1000])
def test_mark_is_visible_in_any_stack(desk: Desk, make: Make, count: int) -> None:
    desk.open(make.opened(np.zeros((count, 4, 4), np.int16)), index=count - 1)
    image = desk.pane.bar.grab().toImage()
    column = [QColor(image.pixel(6, y)).name() for y in range(image.height())]
    assert column.count(Token.ACCENT) >= 3
