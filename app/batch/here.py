"""The jobs of a command on this computer: in this process, or in several that may die without loss."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Sequence
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import TypeAlias

from ai.words import say
from app.batch.feed import Claimed, Feed, Work
from app.batch.lease import Lease
from app.batch.table import Outcome
from app.errors import BatchError

_News: TypeAlias = "Outcome | tuple[float, str] | None"
"""What a worker tells: what came of its job, how far it is, or None when it is ready."""


def run_in_this_process(feed: Feed, work: Work) -> None:
    """Do one job after the other. Interrupted, the one at hand waits again."""
    with Lease(feed.table, feed.owner):
        while (claimed := feed.claim()) is not None:
            outcome: Outcome | None = None
            try:
                outcome = work(claimed, progress=feed.progress_of(claimed.job))
            finally:
                if outcome is None:
                    feed.let_go(claimed.job)
            feed.finish(claimed.job, outcome)


def run_in_processes(feed: Feed, work: Work, count: int) -> None:
    """Do jobs in several processes; what one that dies had at hand is done by another.

    Parameters
    ----------
    feed, work
        The jobs, and what does them; pickled before its first job.
    count
        How many processes.

    Raises
    ------
    BatchError
        Where they cannot be started, or every job would fail.
    """
    workers: list[_Worker] = []
    try:
        with Lease(feed.table, feed.owner):
            workers += [_Worker(work, count) for _ in range(min(count, feed.left))]
            while any(worker.is_alive for worker in workers):
                for worker in _with_news(workers):
                    _hear(worker, feed)
                    if worker.is_dead and feed.left:
                        workers[workers.index(worker)] = _Worker(work, count)
    finally:
        for worker in workers:
            worker.kill()
            if worker.claimed is not None:
                feed.let_go(worker.claimed.job)


class _Worker:
    """A process and what it does."""

    def __init__(self, work: Work, count: int) -> None:
        context = multiprocessing.get_context("spawn")
        self.connection, other = context.Pipe()
        self.process: BaseProcess = context.Process(target=_serve, args=(work, other, count), daemon=True)
        self.process.start()
        other.close()
        self.claimed: Claimed | None = None
        self.was_ready = False
        self.is_alive = True
        self.is_dead = False

    def feed(self, feed: Feed) -> None:
        """Give it the next job, or let it end where there is none."""
        self.claimed = feed.claim()
        if self.claimed is None:
            self.kill()
        else:
            self.connection.send(self.claimed)

    def kill(self) -> None:
        """End it at once: whatever it has at hand is written whole or not at all."""
        if self.is_alive:
            self.is_alive = False
            self.process.kill()
            self.process.join()
            self.connection.close()


def _with_news(workers: Sequence[_Worker]) -> list[_Worker]:
    alive = [worker for worker in workers if worker.is_alive]
    ready = wait([worker.connection for worker in alive])
    return [worker for worker in alive if worker.connection in ready]


def _hear(worker: _Worker, feed: Feed) -> None:
    """Take what a worker says; a closed connection says that it died."""
    try:
        news: _News = worker.connection.recv()
    except (EOFError, OSError):
        _bury(worker, feed)
        return
    claimed = worker.claimed
    if isinstance(news, tuple) and claimed is not None:
        feed.note(claimed.job, *news)
        return
    if isinstance(news, Outcome) and claimed is not None:
        worker.claimed = None
        feed.finish(claimed.job, news)
    worker.was_ready = True
    worker.feed(feed)


def _bury(worker: _Worker, feed: Feed) -> None:
    claimed, worker.claimed = worker.claimed, None
    worker.kill()
    worker.is_dead = True
    if claimed is not None:
        feed.lose(claimed.job)
    elif not worker.was_ready:
        raise BatchError(
            say("The processes that run the model cannot be started."), say("The log file tells more; try fewer.")
        )


def _serve(work: Work, connection: Connection, count: int) -> None:
    """Do what comes through the connection, until it closes; runs in the other process."""
    # Ctrl-C is for the command, which ends this process.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Read by torch when it is imported: as many threads as processors, all workers together.
    os.environ.setdefault("OMP_NUM_THREADS", str(max(1, (os.cpu_count() or 1) // count)))

    def progress(fraction: float, message: str) -> None:
        connection.send((fraction, message))

    try:
        connection.send(None)
        while True:
            connection.send(work(connection.recv(), progress=progress))
    except (EOFError, BrokenPipeError):
        return
