"""One process per job folder: a lock that the system lets go of when its process ends. No torch here."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ai.errors import TrainingDataError
from ai.training.system_lock import take

LOCK_FILE = "lock"


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold a job folder for this process.

    Raises
    ------
    TrainingDataError
        When another process holds it.
    """
    descriptor = os.open(folder / LOCK_FILE, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            take(descriptor)
        except OSError as error:
            raise TrainingDataError(
                "This run is going on in another process already.", "Wait for it, or cancel it there."
            ) from error
        yield
    finally:
        os.close(descriptor)


def is_running(folder: Path) -> bool:
    """Whether a process works in a job folder now; for a window that was closed and comes back."""
    try:
        descriptor = os.open(folder / LOCK_FILE, os.O_RDWR)
    except OSError:
        return False
    try:
        take(descriptor)
    except OSError:
        return True
    finally:
        os.close(descriptor)
    return False
