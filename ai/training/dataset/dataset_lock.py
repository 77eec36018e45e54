"""One writer at a time in the folder of a dataset, be it in another window, program or computer.

Two locks. `Lock.WRITER` is held by whoever adds or imports, as long as that takes: two of them never look for the same
case and write it twice, and whoever holds it may clear what killed writers left. `Lock.CASES` is held for moments,
where something that others write too changes its state: a case takes its place, a reader's answer is kept, names or a
split go into ``dataset.json``. What is written then is read again first. So a reader waits for no import. Who needs
both takes `Lock.WRITER` first.

The system lets go of them when the process that holds them ends, so nothing stays locked after a kill.
"""

from __future__ import annotations

import errno
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from enum import Enum
from functools import wraps
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

from ai.errors import TrainingDataError
from ai.progress import Progress, silent
from ai.training.dataset.case import DATASET_FILE, Case
from ai.training.dataset.whole_file import write_error
from ai.training.system_lock import let_go, take
from ai.words import say

_HELD = frozenset({errno.EWOULDBLOCK, errno.EAGAIN, errno.EACCES, errno.EDEADLK})
"""What the system says where another one holds a lock; anything else means that this disk knows no locks."""

_ASKED_AGAIN_S = 0.02


class Lock(Enum):
    """The locks, with the names of their files; these are empty, hold nothing and stay where they are."""

    WRITER = ".writer.lock"
    CASES = ".cases.lock"

    @property
    def wait_s(self) -> float:
        """Seconds after which a person is told: the window may stand still for the shorter one."""
        return 5.0 if self is Lock.WRITER else 2.0


LOCK_FILES = frozenset(lock.value for lock in Lock)

P = ParamSpec("P")
R = TypeVar("R")
Place = TypeVar("Place", bound=Path | Case)


@contextmanager
def held(dataset: Path, lock: Lock, *, progress: Progress = silent) -> Iterator[None]:
    """Hold a lock of a dataset; never twice in one thread.

    Parameters
    ----------
    dataset
        Its folder, which must be there.
    lock
        Which one.
    progress
        Called while another one holds it: may raise `ai.progress.Cancelled`.

    Raises
    ------
    TrainingDataError
        Where another one still holds it after `Lock.wait_s`.
    OSError
        Where the folder cannot be written to.
    """
    descriptor = _open(dataset, lock)
    try:
        is_locked = _wait(descriptor, lock, progress)
        try:
            yield
        finally:
            if is_locked:
                with suppress(OSError):
                    let_go(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def held_if_free(dataset: Path, lock: Lock) -> Iterator[bool]:
    """Hold a lock of a dataset where nobody else does and the folder can be written to; tells whether."""
    try:
        descriptor = _open(dataset, lock)
    except OSError:
        yield False
        return
    try:
        try:
            take(descriptor)
        except OSError as error:
            yield error.errno not in _HELD
            return
        try:
            yield True
        finally:
            with suppress(OSError):
                let_go(descriptor)
    finally:
        os.close(descriptor)


def writes_case(work: Callable[Concatenate[Place, P], R]) -> Callable[Concatenate[Place, P], R]:
    """Let a function hold `Lock.CASES`; its first argument is a case or the folder of one, which must be there.

    What it changes it must read itself: what was read before may be another by now.
    """

    @wraps(work)
    def locked(place: Place, /, *args: P.args, **named: P.kwargs) -> R:
        folder = place.folder if isinstance(place, Case) else place
        if not (folder.parent / DATASET_FILE).is_file():
            # What is kept of a study that is in no dataset.
            return work(place, *args, **named)
        try:
            with held(folder.parent, Lock.CASES):
                if not folder.is_dir():
                    raise TrainingDataError(
                        say("Case {key} is not in the dataset any more.", key=folder.name),
                        say("Open the dataset again to see what is there now."),
                    )
                return work(place, *args, **named)
        except OSError as error:
            raise write_error(error) from error

    return locked


def _open(dataset: Path, lock: Lock) -> int:
    """Open the file of a lock; one that another person made may be for reading only, which is enough."""
    path = dataset / lock.value
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
    except PermissionError:
        return os.open(path, os.O_RDONLY)


def _wait(descriptor: int, lock: Lock, progress: Progress) -> bool:
    """Wait for a lock; False where this disk knows none, so that datasets there can be written as before."""
    end = time.monotonic() + lock.wait_s
    while True:
        try:
            take(descriptor)
            return True
        except OSError as error:
            if error.errno not in _HELD:
                return False
        if time.monotonic() > end:
            raise TrainingDataError(
                say("Another window or program is writing this dataset."),
                say("Nothing was changed. Wait until it is done, then try again."),
            )
        progress(0.0, say("Waiting for another program that writes this dataset"))
        time.sleep(_ASKED_AGAIN_S)
