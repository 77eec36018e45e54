"""How long the main thread is deaf while a model runs, the first run included, against the idle window of this run."""

from __future__ import annotations

import time

from PySide6.QtCore import QElapsedTimer, QObject, Qt, QTimer

from ai.library.library import SHIPPED, Library
from ai.worker.client import Worker
from app.main import Viewer, _application
from tests.benchmarks.table import Row

TICK_MS = 5
IDLE_S = 4.0
LIMIT_S = 120.0


class Pulse(QObject):
    """Ticks every 5 ms and drags the window a little at each tick; keeps how late every tick came."""

    def __init__(self, viewer: Viewer) -> None:
        super().__init__()
        self.late_ms: list[float] = []
        self._viewer = viewer
        self._clock = QElapsedTimer()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self._on_tick)

    def start(self) -> None:
        self.late_ms = []
        self._clock.start()
        self._timer.start()

    def stop(self) -> list[float]:
        self._timer.stop()
        return self.late_ms

    def _on_tick(self) -> None:
        self.late_ms.append(max(0.0, self._clock.nsecsElapsed() / 1e6 - TICK_MS))
        self._clock.restart()
        self._viewer.actions.view.drag_window(1.0 if len(self.late_ms) % 2 else -1.0, 0.0)


def run() -> list[Row]:
    application = _application()
    viewer = Viewer(Worker(), Library([SHIPPED]), settings_path=None)
    viewer.window.show()
    viewer.demo.start(seed=1)
    pulse = Pulse(viewer)

    def until(done: object, limit_s: float) -> None:
        end = time.monotonic() + limit_s
        while time.monotonic() < end and not done():  # type: ignore[operator]
            application.processEvents()

    def opened() -> bool:
        return viewer.session.opened is not None and viewer.runner.is_idle and viewer.actions.models.is_loaded()

    def never() -> bool:
        return False

    def answered() -> bool:
        return viewer.session.result is not None

    until(opened, LIMIT_S)
    pulse.start()
    until(never, IDLE_S)
    idle = pulse.stop()
    pulse.start()
    viewer.actions.models.run_suggested()
    until(answered, LIMIT_S)
    until(never, 1.0)
    busy = pulse.stop()
    viewer.window.close()
    return [
        Row("longest stall, first model run", max(busy), "idle window, same run", max(idle), "< 50 ms or idle + 20"),
        Row("stall p99, first model run", _p99(busy), "idle window, same run", _p99(idle), "idle + 2 ms"),
    ]


def _p99(late_ms: list[float]) -> float:
    return sorted(late_ms)[int(0.99 * (len(late_ms) - 1))]
