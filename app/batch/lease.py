"""A process keeps the jobs that it took by telling from time to time that it lives."""

from __future__ import annotations

import threading
from contextlib import suppress
from types import TracebackType

from app.batch.table import LEASE_S, JobTable
from app.errors import BatchError
from app.sqlite_file import DamagedFileError

BEAT_S = LEASE_S / 6
"""So often it tells; one that the disk holds up does not lose its jobs at once."""


class Lease:
    """Beats while its body runs. A thread of its own: the work may tell nothing for minutes, as a network reads a scan.

    Parameters
    ----------
    table, owner
        Whose jobs are kept.
    every_s
        Seconds between two beats.
    """

    def __init__(self, table: JobTable, owner: str, *, every_s: float = BEAT_S) -> None:
        self._table = table
        self._owner = owner
        self._every_s = every_s
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._beat, name="lease", daemon=True)

    def __enter__(self) -> Lease:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._end.set()
        self._thread.join()

    def _beat(self) -> None:
        while not self._end.wait(self._every_s):
            # The next beat may work again; whoever finishes a job hears of what stays wrong.
            with suppress(BatchError, DamagedFileError):
                self._table.beat(self._owner)
