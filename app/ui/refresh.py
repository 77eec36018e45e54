"""Bursts of news become one repaint."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer


class Refresh(QObject):
    """Calls a widget's ``refresh`` once, after the news of this turn of the event loop.

    Parameters
    ----------
    refresh
        Bound method that pulls from the state and shows it.
    parent
        The widget; the timer ends with it.
    """

    def __init__(self, refresh: Callable[[], None], parent: QObject) -> None:
        super().__init__(parent)
        self._refresh = refresh
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._on_timeout)

    def soon(self) -> None:
        """Note that something is new; connect news to this."""
        self._timer.start()

    def _on_timeout(self) -> None:
        self._refresh()
