"""The film in the window: by key, by its bar, and stopped by the wheel."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication

from app.main import Viewer
from app.state.cine import RATE_LIMITS_HZ
from app.ui.cine_bar import CineBar

Left = Qt.MouseButton.LeftButton
Plain = Qt.KeyboardModifier.NoModifier


@pytest.fixture
def viewer(qtbot, viewer: Viewer, make, tmp_path: Path) -> Viewer:
    viewer.actions.opening.open_paths([make.scan(tmp_path / "a", slices=15)])
    qtbot.waitUntil(viewer.window.pane.isVisible)
    qtbot.keyClick(viewer.window, Qt.Key.Key_F3)
    QApplication.processEvents()
    viewer.actions.opening.open(viewer.session.opened.series, viewer.session.panes.all[1])
    return viewer


def bar(viewer: Viewer, number: int = 0) -> CineBar:
    return viewer.window.grid.frames[number].cine_bar


def test_a_key_runs_it_and_the_wheel_stops_it(qtbot, viewer: Viewer) -> None:
    pane = viewer.session.panes.active
    before = pane.index
    assert not bar(viewer).isVisible()
    qtbot.keyClick(viewer.window, Qt.Key.Key_C)
    qtbot.waitUntil(lambda: pane.index != before)
    assert bar(viewer).isVisible()
    assert bar(viewer).asked == "12 / s"
    viewport = viewer.window.pane.canvas.viewport()
    turn = QWheelEvent(
        QPointF(50, 50),
        QPointF(viewport.mapToGlobal(QPoint(50, 50))),
        QPoint(),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Plain,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(viewport, turn)
    assert not pane.cine.cine.is_playing
    qtbot.waitUntil(lambda: bar(viewer).isVisible())


def test_the_bar_works_in_its_own_pane(qtbot, viewer: Viewer) -> None:
    first, second = viewer.session.panes.laid_out
    for _ in range(2):
        qtbot.keyClick(viewer.window, Qt.Key.Key_C)
        viewer.actions.panes.step(1)
    qtbot.waitUntil(lambda: bar(viewer, 0).isVisible() and bar(viewer, 1).isVisible())
    assert viewer.session.panes.active is first
    qtbot.mouseClick(bar(viewer, 1).play, Left)
    assert viewer.session.panes.active is second
    assert first.cine.cine.is_playing
    assert not second.cine.cine.is_playing
    qtbot.mouseClick(bar(viewer, 1).bounce, Left)
    assert second.cine.cine.bounces
    assert not first.cine.cine.bounces
    bar(viewer, 0).rate.setValue(round(RATE_LIMITS_HZ[1]))
    assert first.cine.cine.rate_hz == RATE_LIMITS_HZ[1]
    qtbot.waitUntil(lambda: bar(viewer, 0).asked == "60 / s")
    qtbot.mouseClick(bar(viewer, 0).close_button, Left)
    qtbot.waitUntil(lambda: not bar(viewer, 0).isVisible())
    assert not first.cine.cine.is_playing


def test_a_film_that_is_too_slow_says_so(qtbot, viewer: Viewer) -> None:
    holder = viewer.session.panes.active.cine
    holder.update(is_shown=True, is_playing=True, rate_hz=30.0, reached_hz=11.5)
    qtbot.waitUntil(lambda: bar(viewer).reached == "reaches 11.5 / s")
    holder.update(reached_hz=29.0)
    qtbot.waitUntil(lambda: bar(viewer).reached == "")
    holder.update(is_playing=False)
