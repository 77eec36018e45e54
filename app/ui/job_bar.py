"""The bottom line: what runs and Cancel, the notice that never goes away, the value under the cursor."""

from __future__ import annotations

import time
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QToolButton, QWidget

from app.imaging.notice import NOTICE
from app.jobs.job import Done, Outcome
from app.jobs.runner import JobRunner, Task
from app.ui.icons import tint
from app.ui.known_words import known
from app.ui.panel import ElidedLabel, plain_tip, words
from app.ui.spoken import spoken
from app.ui.theme import Token

HEIGHT_PX = 32

_PATIENCE_MS = 200
"""Work that is done by then never shows: a bar that flashes tells nothing."""

_PACE_MS = 100
"""How often progress is shown at most: more is not seen, and each time is a repaint."""

_RESULT_MS = 6000
"""How long the line about finished work stays."""

_FORECAST_FROM_S = 1.5
"""Before, a forecast of the time left would jump."""


@dataclass
class _Shown:
    """A job that runs, as the bar knows it."""

    task: Task
    began: float
    fraction: float = 0.0
    message: str = ""
    was_seen: bool = False


class JobBar(QFrame):
    """Shows the job that began last; the number of the others stands beside it.

    Signals
    -------
    cancel_requested(Task)
        The reader pressed Cancel.
    """

    cancel_requested = Signal(object)

    def __init__(self, runner: JobRunner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "bar")
        self.setFixedHeight(HEIGHT_PX)
        self._jobs: dict[Task, _Shown] = {}
        self.message = ElidedLabel()
        self._bar = QProgressBar()
        self._bar.setRange(0, 1000)
        self._bar.setTextVisible(False)
        self._bar.setFixedWidth(72)
        self._time = words("", "small")
        # Room for the words, so that the line does not jump when the forecast comes and goes.
        self._time.setMinimumWidth(58)
        self.cancel = QToolButton()
        self.cancel.setText(self.tr("Cancel"))
        tint(self.cancel, "close", colour=Token.DIM, size_px=14)
        self.cancel.setIconSize(QSize(14, 14))
        self.cancel.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.cancel.setProperty("slim", True)
        self.cancel.clicked.connect(self._on_cancel_clicked)
        self._others = words("", "small")
        self._probe = words("", "dim")
        self._probe.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        notice = words(known(NOTICE), "dim")
        self._lay_out(notice)
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(_PATIENCE_MS)
        self._patience.timeout.connect(self._on_news)
        self._pace = QTimer(self)
        self._pace.setSingleShot(True)
        self._pace.setInterval(_PACE_MS)
        self._pace.timeout.connect(self._on_news)
        self._farewell = QTimer(self)
        self._farewell.setSingleShot(True)
        self._farewell.setInterval(_RESULT_MS)
        self._farewell.timeout.connect(self._on_farewell)
        runner.job_started.connect(self._on_job_started)
        runner.job_progressed.connect(self._on_job_progressed)
        runner.job_finished.connect(self._on_job_finished)
        self._on_news()

    def _lay_out(self, notice: QLabel) -> None:
        left, right = QWidget(), QWidget()
        jobs = QHBoxLayout(left)
        jobs.setContentsMargins(0, 0, 0, 0)
        jobs.setSpacing(8)
        jobs.addWidget(self.message, 1)
        for widget in (self._bar, self._time, self._others, self.cancel):
            jobs.addWidget(widget)
        values = QHBoxLayout(right)
        values.setContentsMargins(0, 0, 0, 0)
        values.addWidget(self._probe, 1)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(14, 0, 14, 0)
        layout.setSpacing(16)
        # Equal shares left and right keep the notice in the middle and still, whatever the others say.
        layout.addWidget(left, 1)
        layout.addWidget(notice)
        layout.addWidget(right, 1)
        left.setMinimumWidth(0)
        right.setMinimumWidth(0)

    @property
    def probe(self) -> str:
        """The read-out as shown."""
        return self._probe.text()

    def show_probe(self, value: str, position: str) -> None:
        """Show the value under the cursor; empty words clear it."""
        self._probe.setText("   ".join(spoken(part) for part in (value, position) if part))

    @property
    def current(self) -> Task | None:
        """The job that is shown, which Cancel stops."""
        return next(reversed(self._jobs), None)

    def _on_job_started(self, task: Task) -> None:
        if not task.quiet:
            self._jobs[task] = _Shown(task, time.monotonic())
            self._patience.start()

    def _on_job_progressed(self, task: Task, fraction: float, message: str) -> None:
        shown = self._jobs.get(task)
        if shown is not None:
            shown.fraction = fraction
            shown.message = message
            if not self._patience.isActive() and not self._pace.isActive():
                self._pace.start()

    def _on_job_finished(self, task: Task, outcome: Outcome) -> None:
        shown = self._jobs.pop(task, None)
        if shown is None:
            return
        seconds = time.monotonic() - shown.began
        self._pace.stop()
        self._on_news()
        if not self._jobs and isinstance(outcome, Done) and shown.was_seen:
            done = self.tr("{title}: done in {time}")
            self.message.set_text(done.format(title=spoken(task.title), time=_duration(seconds)))
            self._farewell.start()

    def _on_news(self) -> None:
        """Show the job that began last, or nothing."""
        shown = None if self.current is None else self._jobs[self.current]
        for widget in (self._bar, self._time, self.cancel):
            widget.setVisible(shown is not None)
        others = len(self._jobs) - 1
        self._others.setVisible(others > 0)
        self._others.setText(f"+{others}")
        self._others.setToolTip(plain_tip("\n".join(spoken(task.title) for task in self._jobs if task != self.current)))
        if shown is None:
            self.message.set_text("")
            return
        self._farewell.stop()
        shown.was_seen = True
        self.message.set_text(" – ".join(part for part in (spoken(shown.task.title), spoken(shown.message)) if part))
        # It would repaint the whole window at once, in the middle of other news.
        self._bar.setUpdatesEnabled(False)
        self._bar.setValue(round(shown.fraction * 1000))
        self._bar.setUpdatesEnabled(True)
        self._time.setText(time_left(shown.fraction, time.monotonic() - shown.began))

    def _on_farewell(self) -> None:
        if not self._jobs:
            self.message.set_text("")

    def _on_cancel_clicked(self) -> None:
        if self.current is not None:
            self.cancel_requested.emit(self.current)


def time_left(fraction: float, elapsed_s: float) -> str:
    """Word the time that is left, by what the done share took; ``""`` while it cannot be told."""
    if elapsed_s < _FORECAST_FROM_S or not 0.02 < fraction < 1:
        return ""
    left = QCoreApplication.translate("JobBar", "{time} left")
    return left.format(time=_duration(elapsed_s * (1 - fraction) / fraction))


def _duration(seconds: float) -> str:
    if seconds < 10:
        return f"{seconds:.1f} s"
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min"
