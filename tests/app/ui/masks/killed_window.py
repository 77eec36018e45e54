"""A window with real threads in a process of its own, that is killed while the button is down.

``python -m tests.app.ui.masks.killed_window paint|look SCAN SETTINGS TRUTH``: ``paint`` finishes two strokes of which
the second takes voxels of a neighbour, writes both masks to TRUTH, and kills itself within the third; ``look`` opens
the same scan, takes up what is offered, and compares.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import numpy as np
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from app.actions.edit_effort import effort_of
from app.main import Viewer
from app.state.session import series_key
from tests.app.conftest import FakeLibrary, FakeWorker, make_card, make_result
from tests.app.ui.masks.scene import LIVER, SPLEEN, at, drag, edit, mask, organs_of, settle

_WAIT_S = 30.0
Left = Qt.MouseButton.LeftButton
NoKeys = Qt.KeyboardModifier.NoModifier


class Hand:
    """What the scene asks of pytest-qt, without a test around it."""

    def wait(self, ms: int) -> None:
        QTest.qWait(ms)

    def waitUntil(self, is_so: Callable[[], bool]) -> None:
        end = time.monotonic() + _WAIT_S
        while not is_so():
            if time.monotonic() > end:
                raise TimeoutError("it never came to that")
            QTest.qWait(5)

    def mousePress(self, widget: QWidget, *args: object) -> None:
        QTest.mousePress(widget, *args)

    def mouseRelease(self, widget: QWidget, *args: object) -> None:
        QTest.mouseRelease(widget, *args)

    def mouseClick(self, widget: QWidget, *args: object) -> None:
        QTest.mouseClick(widget, *args)


def opened(hand: Hand, scan: Path, settings: Path) -> Viewer:
    viewer = Viewer(FakeWorker(), FakeLibrary(make_card()), settings_path=settings)
    viewer.window.show()
    viewer.window.activateWindow()
    viewer.actions.opening.open_paths([scan])
    hand.waitUntil(lambda: viewer.session.opened is not None and len(viewer.session.opened.filled) == 15)
    hand.waitUntil(lambda: bool(viewer.session.opened.filled.all()) and viewer.runner.is_idle)
    organs_of(hand, viewer, SimpleNamespace(result=make_result), shared=True)
    hand.waitUntil(lambda: viewer.runner.is_idle)
    return viewer


def move(viewer: Viewer, point: QPoint) -> None:
    viewport = viewer.window.pane.canvas.viewport()
    local = QPointF(point)
    kind, no_button = QMouseEvent.Type.MouseMove, Qt.MouseButton.NoButton
    QApplication.sendEvent(viewport, QMouseEvent(kind, local, viewport.mapToGlobal(local), no_button, Left, NoKeys))


def paint(hand: Hand, viewer: Viewer, truth: Path) -> None:
    edit(hand, viewer)
    drag(hand, viewer, at(viewer, 10, 10), at(viewer, 12, 16))
    row = next(each for each in viewer.window.layer_panel.rows if each.finding == SPLEEN)
    hand.mouseClick(row.lock, Left)
    settle(hand, viewer)
    spleen = mask(viewer, SPLEEN)
    viewer.session.editing.mask.work.seconds += 42.0
    drag(hand, viewer, at(viewer, 30, 22), at(viewer, 30, 28))
    finished = mask(viewer)
    assert not np.array_equal(mask(viewer, SPLEEN), spleen)
    np.savez(truth, liver=finished, spleen=mask(viewer, SPLEEN))
    hand.mousePress(viewer.window.pane.canvas.viewport(), Left, NoKeys, at(viewer, 44, 10))
    for column in range(10, 26):
        move(viewer, at(viewer, 44, column))
        hand.wait(2)
    assert not np.array_equal(mask(viewer), finished)
    # The button is still down; what was finished is on the disk by now, however slow the machine.
    hand.waitUntil(lambda: viewer.runner.is_idle)
    move(viewer, at(viewer, 40, 26))
    sys.stdout.write("in the middle of a stroke\n")
    sys.stdout.flush()
    os.kill(os.getpid(), signal.SIGKILL)


def look(hand: Hand, viewer: Viewer, truth: Path) -> None:
    offer = viewer.window.layer_panel.offer
    hand.waitUntil(offer.isVisible)
    settle(hand, viewer)
    hand.mouseClick(offer.yes, Left)
    settle(hand, viewer)
    with np.load(truth) as kept:
        assert np.array_equal(mask(viewer, LIVER), kept["liver"])
        assert np.array_equal(mask(viewer, SPLEEN), kept["spleen"])
    effort = effort_of(viewer.session, series_key(viewer.session.opened.series), LIVER, viewer.session.opened.volume)
    figures = effort.figures()
    assert (figures.steps, round(figures.seconds)) == (2, 42)
    sys.stdout.write("everything up to the last finished stroke\n")
    viewer.window.close()


def main() -> None:
    what, scan, settings, truth = sys.argv[1], *map(Path, sys.argv[2:5])
    application = QApplication(sys.argv[:1])
    hand = Hand()
    viewer = opened(hand, scan, settings)
    (paint if what == "paint" else look)(hand, viewer, truth)
    application.processEvents()


if __name__ == "__main__":
    main()
