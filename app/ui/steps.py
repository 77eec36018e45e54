"""Work of a widget that is too long for one turn of the event loop."""

from __future__ import annotations

import time
from collections.abc import Iterator

from PySide6.QtCore import QObject

from app.ui.refresh import Refresh
from app.ui.turn_budget import this_turn


class Steps(QObject):
    """Does work in pieces: some at once, the others in the next turns.

    Parameters
    ----------
    parent
        The widget; what is left ends with it.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._left: Iterator[None] = iter(())
        self._more = Refresh(self._go_on, self)

    def start(self, work: Iterator[None]) -> None:
        """Begin; what was left of other work is dropped. A generator that yields where it may be interrupted."""
        self._left = work
        self._go_on()

    def finish(self) -> None:
        """Do all that is left, however long that takes."""
        for _ in self._left:
            pass

    def _go_on(self) -> None:
        end = this_turn().end_s
        for _ in self._left:
            if time.perf_counter() >= end:
                self._more.soon()
                return
