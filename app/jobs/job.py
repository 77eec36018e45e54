"""One piece of long work in a thread of its own; the product's one broad except lives here."""

from __future__ import annotations

import logging
import os
import sys
import threading
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from PySide6.QtCore import QObject, QThread, Signal

from ai.errors import MemoryShort, ReportableError
from ai.progress import Cancelled, Progress
from ai.words import say

_log = logging.getLogger(__name__)

Work: TypeAlias = Callable[[Progress], object]
"""Long work with its arguments already given; calls the progress that it is handed, which is its cancel point."""

_NEWS_INTERVAL_S = 0.03
"""Progress is told at most this often: more than the eye follows would only fill the event queue."""

NICENESS = 10
"""Lower priority of work than of the window, and above that of the worker process, for which the window waits."""


class UnexpectedFailure(ReportableError):  # noqa: N818 - named for what the reader is told
    """Work ended by an error that nobody foresaw."""


@dataclass(frozen=True, eq=False)
class Done:
    """The work returned `value`."""

    value: object


@dataclass(frozen=True, eq=False)
class Failed:
    """The work raised; `error` is what the reader is told."""

    error: ReportableError


@dataclass(frozen=True, eq=False)
class Stopped:
    """The work was cancelled."""


Outcome: TypeAlias = Done | Failed | Stopped


def attempt(title: str, work: Work, progress: Progress) -> Outcome:
    """Run work and put whatever happens into words.

    Parameters
    ----------
    title
        What the work is called in the window, for the sentence of an unforeseen failure.
    work, progress
        The work and what it reports to.
    """
    try:
        return Done(work(progress))
    except Cancelled:
        return Stopped()
    except ReportableError as error:
        # The template alone: names of files and typed words may stand in its places.
        _log.warning("%s: %s", type(error).__name__, getattr(error.message, "template", "no template"))
        return Failed(error)
    except MemoryError as error:
        log_failure(error)
        return Failed(
            MemoryShort(
                say("“{title}” needs more memory than is free.", title=title),
                say("Close other programs or series and try again."),
            )
        )
    except Exception as error:  # noqa: BLE001 - the one broad except: a thread must hand every failure to the reader
        log_failure(error)
        return Failed(
            UnexpectedFailure(
                say(
                    "“{title}” stopped because of an error in the program ({error}).",
                    title=title,
                    error=type(error).__name__,
                ),
                say("What was open is unchanged. Try again; if it comes back, send the log (Help, Open log folder)."),
            )
        )


def log_failure(error: BaseException) -> None:
    """Log where an error came from, without its words: these may hold file names or values of a patient."""
    lines: list[str] = []
    seen: BaseException | None = error
    while seen is not None:
        lines.append(type(seen).__name__)
        lines += [
            f"  {frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(seen.__traceback__)
        ]
        seen = seen.__cause__ or seen.__context__
    _log.error("unexpected error:\n%s", "\n".join(lines))


class Job(QThread):
    """Runs work in its own thread and tells the outcome on the thread that made the job.

    Whether the job was cancelled is checked when the outcome is delivered, not when the work returns: nothing arrives
    after `cancel`, even if the work had finished by then.

    Signals
    -------
    progressed(float, object)
        Fraction done (0 to 1) and a short message, text; as an object, because Qt would forget what a sentence keeps.
    succeeded(object)
        What the work returned.
    failed(ReportableError)
        The sentence for the reader.
    cancelled()
        The work has ended after `cancel`.
    """

    progressed = Signal(float, object)
    succeeded = Signal(object)
    failed = Signal(ReportableError)
    cancelled = Signal()

    def __init__(self, title: str, work: Work, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._title = title
        self._work = work
        self._cancel = threading.Event()
        self._outcome: Outcome = Stopped()
        self._told_at = 0.0
        self.finished.connect(self._on_finished)

    def begin(self) -> None:
        """Start, with a lower priority than the window."""
        self.start(QThread.Priority.LowPriority)

    def cancel(self) -> None:
        """Ask the work to stop at its next progress call; returns at once."""
        self._cancel.set()

    @property
    def is_cancelled(self) -> bool:
        """Whether `cancel` was called."""
        return self._cancel.is_set()

    def _report(self, fraction: float, message: str) -> None:
        """Pass on progress from the working thread; stop the work there once the job is cancelled."""
        if self._cancel.is_set():
            raise Cancelled
        now = time.monotonic()
        if now - self._told_at >= _NEWS_INTERVAL_S or fraction >= 1:
            self._told_at = now
            self.progressed.emit(fraction, message)

    def _on_finished(self) -> None:
        # Runs on the thread of this object, because `finished` comes from the other one and is queued.
        match self._outcome:
            case _ if self._cancel.is_set():
                self.cancelled.emit()
            case Done(value):
                self.succeeded.emit(value)
            case Failed(error):
                self.failed.emit(error)
            case Stopped():
                self.cancelled.emit()

    def run(self) -> None:
        """Do the work; called by Qt in the new thread."""
        _step_back()
        self._outcome = attempt(self._title, self._work, self._report)


def _step_back() -> None:
    """Lower the priority of this thread and of those that it starts: the one that hears mouse and keys goes first.

    Where there are more busy threads than processors, a window of the same rank waits 30 ms and more for its turn.
    Only Linux has priorities of single threads here; elsewhere the one of `QThread.start` counts.
    """
    if sys.platform == "linux":
        thread = threading.get_native_id()
        now = os.getpriority(os.PRIO_PROCESS, thread)
        os.setpriority(os.PRIO_PROCESS, thread, min(now + NICENESS, 19))
