"""A process that was started to answer one question ends with whoever asked it, also where that one was killed."""

from __future__ import annotations

import os
import sys
from threading import Thread

_GONE = 1
"""Exit status of a process that nobody listens to any more."""


def end_with_parent() -> None:
    """End this process at once when its standard input is closed, as the system does when its other end is gone."""
    # Read without a lock: a thread that waits inside sys.stdin would break the end of the interpreter.
    Thread(target=_watch, args=(sys.stdin.fileno(),), name="with-parent", daemon=True).start()


def _watch(source: int) -> None:
    while os.read(source, 1):
        pass
    os._exit(_GONE)
