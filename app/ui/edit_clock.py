"""How long the reader works on a mask: while it is edited, the window is in front and the mouse is in it."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QWidget

from app.state.session import Session

TICK_MS = 500

IDLE_S = 60.0
"""Without a movement of the mouse or a step of the edit for so long, the reader is elsewhere."""

_LONGEST_S = 2.0
"""That one tick counts: a computer that slept did no work."""


class EditClock(QObject):
    """Counts only while a mask is edited.

    Parameters
    ----------
    session
        Which mask is edited.
    widget
        Of the window that has to have the mouse.
    now_s
        A clock that only goes on.

    Signals
    -------
    spent(float)
        So many seconds more.
    """

    spent = Signal(float)

    def __init__(self, session: Session, widget: QWidget, *, now_s: Callable[[], float] = time.monotonic) -> None:
        super().__init__(widget)
        self._session = session
        self._widget = widget
        self._now_s = now_s
        self._last: float | None = None
        self._moved_at = 0.0
        self._cursor = QCursor.pos()
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self.tick)
        session.editing.editing_changed.connect(self._on_editing_changed)
        session.mask_painted.connect(self._note_work)

    @property
    def is_running(self) -> bool:
        """Whether a mask is edited."""
        return self._timer.isActive()

    def tick(self) -> None:
        """Count what passed since the last tick."""
        now, before = self._now_s(), self._last
        self._last = now
        cursor = QCursor.pos()
        if cursor != self._cursor:
            self._cursor = cursor
            self._moved_at = now
        if before is None or now - self._moved_at > IDLE_S or not self._is_at_work():
            return
        self.spent.emit(min(now - before, _LONGEST_S))

    def _is_at_work(self) -> bool:
        window = self._widget.window()
        return window.isActiveWindow() and window.underMouse()

    def _note_work(self) -> None:
        self._moved_at = self._now_s()

    def _on_editing_changed(self) -> None:
        if self._session.editing.mask is None:
            self._timer.stop()
            self._last = None
            return
        self._note_work()
        if not self._timer.isActive():
            self._last = self._now_s()
            self._timer.start()
