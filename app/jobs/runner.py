"""Who runs when: one job at a time in each lane, and a newer job in the place of an older one with the same key."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from enum import Enum
from itertools import count
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Signal

from ai.errors import ReportableError
from ai.progress import Progress
from app.jobs.job import Done, Failed, Job, Outcome, Stopped

T = TypeVar("T")

_SHUTDOWN_MS = 5000
"""How long `JobRunner.shutdown` waits for each thread: codecs and exports reach a progress call well within."""


class Lane(Enum):
    """Scarce resources; one job at a time uses each."""

    SCAN = "scan"
    DISK = "disk"
    VIEW = "view"
    GPU = "gpu"
    PLACES = "places"
    """Questions to folders that may not answer, such as those of a server that is away: nothing waits behind them."""
    ASIDE = "aside"
    """Waiting for trial runs in processes of their own, and pictures of a report: no view and no file waits behind."""


@dataclass(frozen=True)
class Task:
    """A job as the window sees it.

    Parameters
    ----------
    id
        Number of the job since the start of the program.
    title
        For the reader: "Opening CT thorax".
    lane
        Where it runs.
    quiet
        Not worth a line in the job bar, nor a notice when it fails (thumbnails).
    """

    id: int
    title: str
    lane: Lane
    quiet: bool = False


@dataclass(eq=False)
class _Order:
    """A job that waits or runs, with whom to tell."""

    task: Task
    key: Hashable | None
    job: Job
    on_done: Callable[[Any], None] | None
    on_stopped: Callable[[], None] | None
    replaced: bool = field(default=False)


class JobRunner(QObject):
    """Starts long work in its lane and tells what became of it.

    Signals
    -------
    job_started(Task)
        The job left the queue.
    job_progressed(Task, float, object)
        Fraction done (0 to 1) and a short message, text.
    job_finished(Task, Outcome)
        `app.jobs.job.Done`, `Failed` or `Stopped`; also for jobs that were cancelled in the queue.
    """

    job_started = Signal(Task)
    job_progressed = Signal(Task, float, object)
    job_finished = Signal(Task, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._numbers = count(1)
        self._waiting: dict[Lane, deque[_Order]] = {lane: deque() for lane in Lane}
        self._running: dict[Lane, _Order] = {}
        self._closing = False

    def start(
        self,
        title: str,
        work: Callable[..., T],
        *args: Any,
        lane: Lane,
        key: Hashable | None = None,
        on_done: Callable[[T], None] | None = None,
        on_stopped: Callable[[], None] | None = None,
        quiet: bool = False,
        **kwargs: Any,
    ) -> Task:
        """Run ``work(*args, **kwargs, progress=...)`` in a thread of its own as soon as its lane is free.

        Parameters
        ----------
        title
            For the reader.
        work
            Plain function that takes a keyword ``progress`` and calls it often.
        *args, **kwargs
            Its arguments.
        lane
            The resource that it uses.
        key
            A job with the same key that waits or runs is cancelled and says nothing more.
        on_done
            Bound method that gets the result, on this thread.
        on_stopped
            Bound method that is called when the work failed or the reader cancelled it, not when it was replaced.
        quiet
            See `Task`.
        """
        task = Task(id=next(self._numbers), title=title, lane=lane, quiet=quiet)

        def with_arguments(progress: Progress) -> object:
            return work(*args, **kwargs, progress=progress)

        order = _Order(task, key, Job(title, with_arguments, self), on_done, on_stopped)
        if key is not None:
            self._replace(key)
        self._waiting[lane].append(order)
        self._start_next(lane)
        return task

    def cancel(self, task: Task) -> None:
        """Stop a job that waits or runs; without effect on one that has ended."""
        order = self._running.get(task.lane)
        if order is not None and order.task == task:
            order.job.cancel()
            return
        for waiting in self._waiting[task.lane]:
            if waiting.task == task:
                self._drop(waiting)
                return

    def cancel_key(self, key: Hashable) -> None:
        """Stop the job with this key, as if a newer one had replaced it."""
        self._replace(key)

    def is_active(self, key: Hashable) -> bool:
        """Whether a job with this key waits or runs."""
        waiting = (order for orders in self._waiting.values() for order in orders)
        return any(order.key == key for order in (*self._running.values(), *waiting))

    @property
    def is_idle(self) -> bool:
        """Whether nothing waits or runs."""
        return not self._running and not any(self._waiting.values())

    def shutdown(self) -> None:
        """Cancel everything, wait for the threads, deliver nothing more."""
        self._closing = True
        for orders in self._waiting.values():
            orders.clear()
        for order in self._running.values():
            order.job.cancel()
        for order in self._running.values():
            order.job.wait(_SHUTDOWN_MS)
        self._running.clear()

    def _replace(self, key: Hashable) -> None:
        for order in self._running.values():
            if order.key == key:
                order.replaced = True
                order.job.cancel()
        for orders in self._waiting.values():
            for order in [order for order in orders if order.key == key]:
                order.replaced = True
                self._drop(order)

    def _drop(self, order: _Order) -> None:
        """Take a job out of its queue."""
        self._waiting[order.task.lane].remove(order)
        order.job.deleteLater()
        self._conclude(order, Stopped())

    def _start_next(self, lane: Lane) -> None:
        if self._closing or lane in self._running or not self._waiting[lane]:
            return
        order = self._waiting[lane].popleft()
        self._running[lane] = order
        order.job.progressed.connect(self._on_progressed)
        order.job.succeeded.connect(self._on_succeeded)
        order.job.failed.connect(self._on_failed)
        order.job.cancelled.connect(self._on_cancelled)
        self.job_started.emit(order.task)
        order.job.begin()

    def _order_of(self, job: QObject | None) -> _Order | None:
        return next((order for order in self._running.values() if order.job is job), None)

    def _on_progressed(self, fraction: float, message: str) -> None:
        order = self._order_of(self.sender())
        if order is not None and not order.job.is_cancelled:
            self.job_progressed.emit(order.task, fraction, message)

    def _on_succeeded(self, value: object) -> None:
        self._end(self.sender(), Done(value))

    def _on_failed(self, error: ReportableError) -> None:
        self._end(self.sender(), Failed(error))

    def _on_cancelled(self) -> None:
        self._end(self.sender(), Stopped())

    def _end(self, job: QObject | None, outcome: Outcome) -> None:
        """Free the lane, then tell."""
        order = self._order_of(job)
        if order is None or self._closing:
            return
        del self._running[order.task.lane]
        order.job.deleteLater()
        try:
            self._conclude(order, outcome)
        finally:
            self._start_next(order.task.lane)

    def _conclude(self, order: _Order, outcome: Outcome) -> None:
        self.job_finished.emit(order.task, outcome)
        if order.replaced:
            return
        if isinstance(outcome, Done):
            if order.on_done is not None:
                order.on_done(outcome.value)
        elif order.on_stopped is not None:
            order.on_stopped()
