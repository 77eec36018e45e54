"""The bar beside the picture: what is loaded, where the reader is, and a way to go elsewhere."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.dicom.series_load import OpenSeries
from app.imaging.annotations.annotation import Annotation, DrawnOn, Kind, new_id
from app.imaging.cut import Cut
from app.state.annotation_marks import mark_of
from app.state.session import series_key
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
    assert desk.pane.bar.words.startswith("Slice 2 of 6, 4 loaded")

    opened.filled[4:] = True
    desk.session.note_slices_arrived(desk.session.opened)
    desk.settle()
    image = desk.pane.bar.grab().toImage()
    assert colour(5) == Token.EDGE


def tones(desk: Desk, index: int) -> list[str]:
    """Colours across the bar at the height of a slice."""
    image = desk.pane.bar.grab().toImage()
    y = middle_of(desk, index).y()
    return [QColor(image.pixel(x, y)).name() for x in range(image.width())]


def test_seen_loading_findings_and_annotations_have_tones_of_their_own(desk: Desk, opened: OpenSeries) -> None:
    opened.filled[4:] = False
    desk.open(opened, index=1)
    marks, key = desk.session.marks, series_key(opened.series)
    marks.note_seen(key, 6, 2)
    marks.set_findings(key, np.arange(6) == 3)
    marks.set_loading(frozenset({opened.volume.source_id}))
    qtbot_wait(desk)
    seen, found, loading = tones(desk, 2)[6], tones(desk, 3), tones(desk, 5)[6]
    assert seen == Token.DIM
    assert found[6] == Token.EDGE
    assert found[-3] == Token.ACCENT
    assert Token.ACCENT not in tones(desk, 2)
    assert loading == Token.SELECTED
    legend = desk.pane.bar.legend
    for word in ("seen", "loaded", "loading", "not loaded", "AI finding"):
        assert f"</span> {word}" in legend
    assert "annotation" not in legend
    marks.set_loading(frozenset())
    qtbot_wait(desk)
    assert tones(desk, 5)[6] == Token.HOVER


def qtbot_wait(desk: Desk) -> None:
    """Let the news of the marks arrive."""
    QApplication.processEvents()
    QApplication.processEvents()


def test_a_slice_counts_as_seen_when_it_is_on_the_screen(desk: Desk, opened: OpenSeries) -> None:
    seen: list[int] = []
    desk.pane.plane_seen.connect(lambda shown, index: seen.append(index))
    opened.filled[4] = False
    desk.open(opened, index=1)
    for index in (4, 5):
        desk.view.update(index=index)
        desk.settle()
    assert set(seen) == {1, 5}


def test_annotations_are_dots_on_their_slices(desk: Desk, opened: OpenSeries) -> None:
    desk.open(opened, index=1)
    frame = desk.session.panes.active.stack.frame(4)
    points = tuple(tuple(each) for each in frame.corners_lps_mm[:2].tolist())
    drawn = Annotation(new_id(), Kind.LENGTH, points, DrawnOn(frame, Cut(), 4), mark_of(None, opened.series))
    desk.session.annotations.add(drawn)
    desk.settle()
    assert Token.WARNING in tones(desk, 4)
    assert Token.WARNING not in tones(desk, 2)
    assert "</span> annotation" in desk.pane.bar.legend
    desk.session.annotations.replace(replace(drawn, visible=False))
    desk.settle()
    assert Token.WARNING not in tones(desk, 4)
    assert "</span> annotation" not in desk.pane.bar.legend


def test_holding_the_mark_moves_nothing(desk: Desk, make: Make) -> None:
    desk.open(make.opened(np.zeros((1000, 4, 4), np.int16)), index=500)
    bar = desk.pane.bar
    at = middle_of(desk, 500)
    for off in (-2, 0, 2):
        QTest.mousePress(bar, Qt.MouseButton.LeftButton, pos=at + QPoint(0, off))
        move(desk, at + QPoint(0, off), Qt.MouseButton.LeftButton)
        QTest.mouseRelease(bar, Qt.MouseButton.LeftButton, pos=at + QPoint(0, off))
    assert asked(desk) == []
    QTest.mousePress(bar, Qt.MouseButton.LeftButton, pos=at + QPoint(0, 2))
    move(desk, at + QPoint(0, 22), Qt.MouseButton.LeftButton)
    expected = 500 + 20 / (bar.height() - 8) * 1000
    assert asked(desk) == [pytest.approx(expected, abs=3)]


def test_the_wheel_goes_slice_by_slice(desk: Desk, make: Make) -> None:
    desk.open(make.opened(np.zeros((1000, 4, 4), np.int16)), index=500)
    bar = desk.pane.bar
    for angle in (-120, 120):
        turn = QWheelEvent(
            QPointF(5, 50),
            bar.mapToGlobal(QPointF(5, 50)),
            QPoint(),
            QPoint(0, angle),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(bar, turn)
    assert asked(desk) == [501, 499]


@pytest.mark.parametrize("height", [5, 40, 2000])
def test_any_height(desk: Desk, make: Make, height: int) -> None:
    desk.open(make.opened(np.zeros((300, 4, 4), np.int16)), index=0)
    bar = desk.pane.bar
    bar.resize(bar.width(), height)
    first, last = bar.rectangle_of(0), bar.rectangle_of(299)
    assert first.top() == pytest.approx(4.0)
    assert last.bottom() == pytest.approx(max(height - 4.0, 5.0))
    assert not bar.grab().isNull()


def test_single_slice_needs_no_bar(desk: Desk, make: Make, opened: OpenSeries) -> None:
    desk.open(opened)
    assert desk.pane.bar.isVisible()
    desk.open(make.opened(opened.volume.voxels[:1]))
    assert not desk.pane.bar.isVisible()


def test_the_bar_is_there_again_when_a_pane_was_emptied(desk: Desk, opened: OpenSeries) -> None:
    desk.open(opened)
    desk.session.empty(desk.view)
    desk.settle()
    assert not desk.pane.bar.isVisible()
    desk.open(opened)
    assert desk.pane.bar.isVisible()


@pytest.mark.parametrize("count", [2, 1000])
def test_mark_is_visible_in_any_stack(desk: Desk, make: Make, count: int) -> None:
    desk.open(make.opened(np.zeros((count, 4, 4), np.int16)), index=count - 1)
    image = desk.pane.bar.grab().toImage()
    column = [QColor(image.pixel(6, y)).name() for y in range(image.height())]
    assert column.count(Token.ACCENT) >= 3
