"""The whole window with a small CT, and hands that draw on it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

from app.imaging.annotations.annotation import Annotation
from app.main import Viewer

LEFT = Qt.MouseButton.LeftButton


@dataclass
class Hand:
    """A hand on the mouse over the active picture; places are (row, column) of the picture."""

    viewer: Viewer
    qtbot: object

    @property
    def viewport(self):
        return self.viewer.window.pane.canvas.viewport()

    def at(self, row: float, column: float) -> QPointF:
        pane = self.viewer.window.pane
        x, y = pane.geometry_px.to_screen(row, column)
        return QPointF(x, y) / pane.canvas.ratio

    def send(self, kind: QEvent.Type, at: QPointF, held: Qt.MouseButton) -> None:
        button = Qt.MouseButton.NoButton if kind is QEvent.Type.MouseMove else LEFT
        event = QMouseEvent(kind, at, self.viewport.mapToGlobal(at), button, held, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(self.viewport, event)

    def move(self, row: float, column: float, *, held: bool = False) -> None:
        self.send(QEvent.Type.MouseMove, self.at(row, column), LEFT if held else Qt.MouseButton.NoButton)

    def press(self, row: float, column: float) -> None:
        # What a key changed is shown after one turn of the event loop; a hand is never as fast.
        self.viewer.window.pane.settle()
        self.move(row, column)
        self.send(QEvent.Type.MouseButtonPress, self.at(row, column), LEFT)

    def release(self, row: float, column: float) -> None:
        self.send(QEvent.Type.MouseButtonRelease, self.at(row, column), Qt.MouseButton.NoButton)

    def drag(self, start: tuple[float, float], *through: tuple[float, float]) -> None:
        self.press(*start)
        before = start
        for place in through:
            for share in (0.3, 0.7, 1.0):
                row = before[0] + (place[0] - before[0]) * share
                self.move(row, before[1] + (place[1] - before[1]) * share, held=True)
            before = place
        self.release(*before)

    def click(self, row: float, column: float) -> None:
        self.press(row, column)
        self.release(row, column)

    def double_click(self, row: float, column: float) -> None:
        self.click(row, column)
        self.send(QEvent.Type.MouseButtonDblClick, self.at(row, column), LEFT)
        self.release(row, column)

    def key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        # Commands learn after one turn of the event loop whether they make sense.
        QApplication.processEvents()
        if not self.viewer.window.isActiveWindow():
            self.viewer.window.activateWindow()
            self.qtbot.waitUntil(self.viewer.window.isActiveWindow)
        self.qtbot.keyClick(self.viewer.window, key, modifier)

    @property
    def drawn(self) -> tuple[Annotation, ...]:
        return self.viewer.session.annotations.annotations

    @property
    def only(self) -> Annotation:
        (annotation,) = self.drawn
        return annotation

    def words(self) -> tuple[str, ...]:
        self.viewer.window.pane.settle()
        return self.viewer.window.pane.canvas.annotations.values

    def handle(self, annotation: Annotation, number: int) -> tuple[float, float]:
        """(row, column) of a handle on the screen."""
        self.viewer.window.pane.settle()
        at = self.viewer.window.pane.canvas.annotations.handle_points(annotation.id)[number]
        ratio = self.viewer.window.pane.canvas.ratio
        return self.viewer.window.pane.geometry_px.to_index(at.x() * ratio, at.y() * ratio)


@pytest.fixture
def hand(qtbot, viewer: Viewer, make, tmp_path: Path) -> Hand:
    """The window with a CT of five slices, 64 x 48 pixels of 1 mm, 2 mm apart; a ramp of 0 to 2000 along a row."""
    viewer.actions.opening.open_paths([make.scan(tmp_path / "ct", slices=5)])
    qtbot.waitUntil(viewer.window.pane.isVisible)
    # On a slow machine the scan shows a picture before it has seen all files: the middle of those it has.
    viewer.actions.view.show_slice(2)
    viewer.window.pane.settle()
    return Hand(viewer, qtbot)
