"""How long everything that shows news may work in one turn of the event loop."""

from __future__ import annotations

import time
from functools import cache

from PySide6.QtCore import QCoreApplication, QObject, QTimer

BUDGET_S = 0.008
"""So long in one turn; then the window has its turn."""


class TurnBudget(QObject):
    """Time that is left in this turn; whole again in the next one.

    Whoever is first takes what it needs, and the others what is left. Four panes with a budget each would hold the
    window up four times as long.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._end: float | None = None
        self._has_granted = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self.renew)

    @property
    def end_s(self) -> float:
        """Until when work may go on, by `time.perf_counter`; asked for the first time in a turn, it begins."""
        if self._end is None:
            self._end = time.perf_counter() + BUDGET_S
            self._timer.start()
        return self._end

    def grants(self) -> bool:
        """Whether work that can wait may begin in this turn: one piece always, so that none waits for ever."""
        end, has_granted, self._has_granted = self.end_s, self._has_granted, True
        return not has_granted or time.perf_counter() < end

    def renew(self) -> None:
        """Begin anew."""
        self._end = None
        self._has_granted = False


@cache
def this_turn() -> TurnBudget:
    """Return what all panes and panels of the application share."""
    return TurnBudget(QCoreApplication.instance())
