"""Bursts of news become one repaint."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

from app.ui.turn_budget import this_turn


class Refresh(QObject):
    """Calls a widget's ``refresh`` once, after the news of this turn of the event loop.

    One piece of news may concern ten panels. Those that find the time of a turn spent come in the next one, so that
    mouse and keys are heard in between.

    Parameters
    ----------
    refresh
        Bound method that pulls from the state and shows it.
    parent
        The widget; the timer ends with it.
    at_once
        Never left for the next turn: pictures, which change together, and what must not differ from them.
    """

    def __init__(self, refresh: Callable[[], None], parent: QObject, *, at_once: bool = False) -> None:
        super().__init__(parent)
        self._refresh = refresh
        self._is_at_once = at_once
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._on_timeout)

    def soon(self) -> None:
        """Note that something is new; connect news to this."""
        self._timer.start()

    def _on_timeout(self) -> None:
        if self._is_at_once:
            # The clock of the turn begins with the first of them.
            _ = this_turn().end_s
        elif not this_turn().grants():
            self._timer.start()
            return
        self._refresh()
