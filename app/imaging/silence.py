"""Warnings of the libraries that read files, dropped while they read: they quote values, which may be of a patient."""

from __future__ import annotations

import logging
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager


class _Silence:
    """Drops warnings while at least one thread is inside.

    Python's list of warning filters belongs to the process: threads that each put it back as they found it would leave
    it as another one had changed it, so only the first one in and the last one out touch it.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._inside = 0
        self._before = warnings.catch_warnings()

    @contextmanager
    def __call__(self) -> Iterator[None]:
        with self._lock:
            if self._inside == 0:
                self._before = warnings.catch_warnings()
                self._before.__enter__()
                warnings.simplefilter("ignore")
            self._inside += 1
        try:
            yield
        finally:
            with self._lock:
                self._inside -= 1
                if self._inside == 0:
                    self._before.__exit__(None, None, None)


quiet_readers = _Silence().__call__
"""Context in which warnings are dropped; what matters of them is said in words. One for all, see `_Silence`."""


def mute(logger_name: str) -> None:
    """Keep what a library logs, which may quote values too, out of our log."""
    logging.getLogger(logger_name).addHandler(logging.NullHandler())
    logging.getLogger(logger_name).propagate = False
