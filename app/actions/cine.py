"""Cine: run through the planes of a pane at a rate, and tell honestly which rate is reached."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer

from app.state.cine import RATE_LIMITS_HZ, USUAL_HZ
from app.state.pane import Pane
from app.state.session import Session

_MEASURED_S = 1.0
"""Over so long the rate that is reached is taken."""

_RATE_STEP = 1.25
"""One press of "faster"."""


class CineActions(QObject):
    """What a reader can do with the film of the active pane; films of several panes run side by side.

    Parameters
    ----------
    session
        Which panes there are.
    clock
        Seconds, from anywhere on.
    """

    def __init__(self, session: Session, clock: Callable[[], float] = time.perf_counter) -> None:
        super().__init__(session)
        self._panes = session.panes
        self._films = {pane: Film(pane, clock, self) for pane in session.panes.all}
        self._panes.grid_changed.connect(self._on_seen_changed)
        self._panes.active_changed.connect(self._on_seen_changed)

    def is_playing(self) -> bool:
        """Whether the film of the active pane runs."""
        return self._panes.active.cine.cine.is_playing

    def toggle(self) -> None:
        """Run or stop."""
        self._film.toggle()

    def set_rate(self, rate_hz: float) -> None:
        """Ask for another rate; the nearest one that is possible."""
        self._panes.active.cine.update(rate_hz=_possible(rate_hz), reached_hz=None)

    def step_rate(self, steps: int) -> None:
        """Run faster (1) or slower (-1)."""
        self.set_rate(round(self._panes.active.cine.cine.rate_hz * _RATE_STEP**steps, 1))

    def toggle_bounce(self) -> None:
        """Turn round at the ends, or begin anew."""
        cine = self._panes.active.cine
        cine.update(bounces=not cine.cine.bounces)

    def close(self) -> None:
        """Stop, and take the bar away."""
        self._film.stop()
        self._panes.active.cine.update(is_shown=False)

    @property
    def _film(self) -> Film:
        return self._films[self._panes.active]

    def _on_seen_changed(self) -> None:
        """Stop what cannot be seen any more."""
        for pane, film in self._films.items():
            if pane not in self._panes.seen:
                film.stop()


class Film(QObject):
    """The film of one pane. It stops as soon as anybody else goes to another plane: the reader scrolls.

    Parameters
    ----------
    pane
        Which one.
    clock
        Seconds, from anywhere on.
    """

    def __init__(self, pane: Pane, clock: Callable[[], float], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pane = pane
        self._clock = clock
        self._direction = 1
        self._expected = 0
        self._due_s = 0.0
        self._shown_s: deque[float] = deque()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self.tick)
        pane.view_changed.connect(self._on_view_changed)
        pane.shown_changed.connect(self._on_shown_changed)

    def toggle(self) -> None:
        """Run or stop."""
        if self._pane.cine.cine.is_playing:
            self.stop()
        else:
            self.play()

    def play(self) -> None:
        """Run from the plane that is shown."""
        stack = self._pane.stack
        if stack is None or stack.count < 2:
            return
        self._expected = self._pane.index
        self._due_s = self._clock()
        self._shown_s.clear()
        self._pane.cine.update(is_shown=True, is_playing=True, reached_hz=None)
        self._wait()

    def stop(self) -> None:
        """Stay where it is; the bar stays, too."""
        self._timer.stop()
        self._pane.cine.update(is_playing=False)

    def tick(self) -> None:
        """Go on by one plane.

        One that is not decoded yet is waited for, and none is left out: a film that is too slow takes longer, and
        says so.
        """
        pane, opened, now_s = self._pane, self._pane.opened, self._clock()
        stack = pane.stack
        if stack is None or opened is None or stack.count < 2:
            self.stop()
            return
        following = self._next(stack.count)
        if stack.is_ready(following, opened.filled):
            self._expected = following
            pane.update(index=following)
            self._shown_s.append(now_s)
        self._measure(now_s)
        if pane.cine.cine.is_playing:
            self._wait()

    def _next(self, count: int) -> int:
        """Find the plane after this one, and the direction."""
        index = self._pane.index + self._direction
        if 0 <= index < count:
            return index
        if self._pane.cine.cine.bounces:
            self._direction = -self._direction
            return self._pane.index + self._direction
        self._direction = 1
        return 0

    def _wait(self) -> None:
        """Wait for the next turn: what was late before is not made up for by hurry."""
        now_s = self._clock()
        self._due_s = max(self._due_s + 1.0 / self._pane.cine.cine.rate_hz, now_s)
        self._timer.start(max(round((self._due_s - now_s) * 1000.0), 0))

    def _measure(self, now_s: float) -> None:
        """Count the planes of the last second."""
        while len(self._shown_s) > 1 and now_s - self._shown_s[0] > _MEASURED_S:
            self._shown_s.popleft()
        rate_hz = self._pane.cine.cine.rate_hz
        span_s = now_s - self._shown_s[0] if self._shown_s else 0.0
        # At a slow rate a second has one plane; two are needed to know a rate.
        if len(self._shown_s) > 1 and span_s >= min(_MEASURED_S, 3.0 / rate_hz) * 0.9:
            self._pane.cine.update(reached_hz=round((len(self._shown_s) - 1) / span_s, 1))

    def _on_view_changed(self) -> None:
        if self._pane.cine.cine.is_playing and self._pane.index != self._expected:
            self.stop()

    def _on_shown_changed(self) -> None:
        """Take the rate of another series; its film has not begun."""
        self._timer.stop()
        self._direction = 1
        opened = self._pane.opened
        wanted = None if opened is None else opened.frame_rate
        rate_hz = USUAL_HZ if wanted is None else _possible(wanted)
        self._pane.cine.update(
            is_shown=False, is_playing=False, rate_hz=rate_hz, file_hz=wanted, bounces=False, reached_hz=None
        )


def _possible(rate_hz: float) -> float:
    low, high = RATE_LIMITS_HZ
    return min(max(rate_hz, low), high)
