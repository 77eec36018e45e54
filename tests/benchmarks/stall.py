"""How long the main thread is deaf: while a series of 600 slices loads and a model runs, the first time it does, and
while a folder of ten thousand patients is listed.

A tick every 5 ms drags the window of the active pane; a stall is what a tick comes later than that. The peer is the
same window with nothing else to do, in the same run.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from PySide6.QtCore import QElapsedTimer, QObject, Qt, QTimer

from ai.library.library import SHIPPED, Library
from ai.worker.client import Worker
from app.main import Viewer, _application
from app.state.panes import Grid
from tests.benchmarks.ct_series import write_series
from tests.benchmarks.hands import wait_for
from tests.benchmarks.patients import write_patients
from tests.benchmarks.table import Row

WINDOW = (1920, 1080)
SLICES = 600
PATIENTS = 10_000
TICK_MS = 5
IDLE_S = 5.0
REST_S = 1.0
LIMIT_S = 180.0


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

    def during(self, is_done: Callable[[], bool], limit_s: float = LIMIT_S) -> list[float]:
        """Tick until something is done and everything has come to rest; returns how late each tick came, sorted.

        Raises
        ------
        RuntimeError
            When it is not done in time: then there is nothing to report.
        """
        self.late_ms = []
        self._clock.start()
        self._timer.start()
        was_done = wait_for(is_done, limit_s)
        wait_for(_never, REST_S)
        self._timer.stop()
        if not was_done:
            raise RuntimeError("the benchmark did not come to its end in time")
        return sorted(self.late_ms)

    def idle(self) -> list[float]:
        """Tick for some seconds with nothing else to do."""
        end = time.monotonic() + IDLE_S

        def is_over() -> bool:
            return time.monotonic() >= end

        return self.during(is_over)

    def _on_tick(self) -> None:
        self.late_ms.append(max(0.0, self._clock.nsecsElapsed() / 1e6 - TICK_MS))
        self._clock.restart()
        self._viewer.actions.view.drag_window(1.0 if len(self.late_ms) % 2 else -1.0, 0.0)


class Bench:
    """A window with its two panes: the demo film in the first."""

    def __init__(self) -> None:
        _application()
        self.viewer = viewer = Viewer(Worker(), Library([SHIPPED]), settings_path=None)
        viewer.window.resize(*WINDOW)
        viewer.window.show()
        viewer.session.panes.set_grid(Grid(1, 2))
        viewer.demo.start(seed=1)
        if not wait_for(self._is_film_open, LIMIT_S):
            raise RuntimeError("the demo did not open")
        wait_for(_never, REST_S)
        self.pulse = Pulse(viewer)

    def _is_film_open(self) -> bool:
        viewer = self.viewer
        return viewer.session.opened is not None and viewer.runner.is_idle and viewer.actions.models.is_loaded()

    def load_and_run(self, ct: Path) -> list[float]:
        """Start the model on the film and load a series into the other pane meanwhile."""
        viewer = self.viewer
        viewer.actions.models.run_suggested()
        viewer.actions.opening.open_paths([ct], pane=viewer.session.panes.all[1])
        return self.pulse.during(self._is_loaded_and_answered)

    def _is_loaded_and_answered(self) -> bool:
        opened = self.viewer.session.panes.all[1].opened
        is_loaded = opened is not None and opened.series.slice_count == SLICES and bool(opened.filled.all())
        return is_loaded and self.viewer.session.result is not None and self.viewer.runner.is_idle

    def list_patients(self, folder: Path) -> list[float]:
        """Open a folder with very many patients."""
        self.viewer.actions.opening.open_paths([folder])
        return self.pulse.during(self._are_listed)

    def _are_listed(self) -> bool:
        return len(self.viewer.session.studies) >= PATIENTS and self.viewer.runner.is_idle

    def close(self) -> None:
        """Close the window."""
        self.viewer.window.close()


def _never() -> bool:
    return False


def _rows(name: str, busy: list[float], idle: list[float]) -> list[Row]:
    """Word the longest stall and the 99th percentile, each against the idle window."""
    late = 100 * sum(ms > 50 for ms in busy) / len(busy)
    goal = f"< 50 ms or idle + 20 = {max(50.0, idle[-1] + 20):.0f} ms; {late:.2f} % of the ticks were later than 50"
    return [
        Row(f"longest stall, {name}", busy[-1], "idle window, same run", idle[-1], goal),
        Row(f"stall p99, {name}", _p99(busy), "idle window, same run", _p99(idle), "idle + 2 ms"),
    ]


def _p99(late_ms: list[float]) -> float:
    return late_ms[int(0.99 * (len(late_ms) - 1))]


def run() -> list[Row]:
    """Measure the idle window, then the two."""
    with TemporaryDirectory(prefix="lightbox-benchmark-") as scratch:
        ct, patients = Path(scratch, "ct"), Path(scratch, "patients")
        write_series(ct, SLICES)
        write_patients(patients, PATIENTS)
        bench = Bench()
        idle = bench.pulse.idle()
        rows = _rows(f"{SLICES}-slice CT loads and a model runs", bench.load_and_run(ct), idle)
        rows += _rows(f"{PATIENTS} patients are listed", bench.list_patients(patients), idle)
        bench.close()
    return rows
