"""A reader's hands for the benchmarks: wheel and mouse on a widget, and the frame that follows."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QAbstractEventDispatcher, QEvent, QEventLoop, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget

_NOTCH = 120

_MOST_TURNS = 1000
"""Turns of the event loop after which something is never quiet."""


def wheel(target: QWidget, notches: int) -> None:
    """Turn the wheel over the middle of a widget; positive scrolls on."""
    at = QPointF(target.rect().center())
    none = Qt.KeyboardModifier.NoModifier
    angle = QPoint(0, -_NOTCH * notches)
    event = QWheelEvent(
        at, target.mapToGlobal(at), QPoint(), angle, Qt.MouseButton.NoButton, none, Qt.ScrollPhase.NoScrollPhase, False
    )
    QApplication.sendEvent(target, event)


def press(target: QWidget, at: QPointF) -> None:
    """Put the left button down."""
    _mouse(target, QEvent.Type.MouseButtonPress, at)


def move(target: QWidget, at: QPointF) -> None:
    """Move with the left button down."""
    _mouse(target, QEvent.Type.MouseMove, at)


def release(target: QWidget, at: QPointF) -> None:
    """Let the left button up."""
    _mouse(target, QEvent.Type.MouseButtonRelease, at)


def _mouse(target: QWidget, kind: QEvent.Type, at: QPointF) -> None:
    left = Qt.MouseButton.LeftButton
    button = Qt.MouseButton.NoButton if kind is QEvent.Type.MouseMove else left
    held = Qt.MouseButton.NoButton if kind is QEvent.Type.MouseButtonRelease else left
    event = QMouseEvent(kind, at, target.mapToGlobal(at), button, held, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(target, event)


def until_quiet() -> None:
    """Run the event loop until it has nothing left to do: all that follows from an event, and every repaint."""
    dispatcher = QAbstractEventDispatcher.instance()
    for _ in range(_MOST_TURNS):
        if not dispatcher.processEvents(QEventLoop.ProcessEventsFlag.AllEvents):
            return
    raise RuntimeError("the window never comes to rest")


def wait_for(is_done: Callable[[], bool], limit_s: float) -> bool:
    """Run the event loop, asleep while nothing happens, until something is done; tells whether it was, in time."""
    end = time.monotonic() + limit_s
    while not is_done() and time.monotonic() < end:
        QApplication.processEvents()
        time.sleep(0.0005)
    return is_done()
