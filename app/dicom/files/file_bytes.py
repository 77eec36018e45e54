"""Bytes of a file straight into memory that is there already."""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy.typing as npt

OPEN_FLAGS = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0)
"""What was a file when it was scanned may be a pipe by now, and opening one must not wait for its writer."""


BLOCK_BYTES = 1 << 19
"""Read at once: fits into the cache of a core, and is a slice of a CT."""


def read_into(
    path: Path,
    offset: int,
    memory: npt.NDArray[Any],
    *,
    unchanged: tuple[int, int] | None = None,
    each: Callable[[npt.NDArray[Any]], object] | None = None,
) -> bool:
    """Fill an array with bytes of a file.

    Parameters
    ----------
    path, offset
        The file, and its first byte that is wanted.
    memory
        C order; filled whole, holds anything where the answer is False.
    unchanged
        Size and time of change in ns that the file must have still.
    each
        Called with every block of rows that has arrived, while the processor still has it at hand.

    Returns
    -------
    bool
        False where the file is another one, cannot be read or is too short: whoever opens it in the ordinary way finds
        the sentence for it.
    """
    try:
        descriptor = os.open(path, OPEN_FLAGS)
    except OSError:
        return False
    try:
        if unchanged is not None and not _is_unchanged(descriptor, unchanged):
            return False
        step = max(1, BLOCK_BYTES * len(memory) // max(1, memory.nbytes))
        for start in range(0, len(memory), step):
            block = memory[start : start + step]
            rest = block.data.cast("B")
            # One call may return less than asked (2 GiB at most on Linux).
            while rest:
                count = _read_at(descriptor, rest, offset)
                if not count:
                    return False
                rest, offset = rest[count:], offset + count
            if each is not None:
                each(block)
    except OSError:
        return False
    finally:
        os.close(descriptor)
    return True


def read_rest(path: Path, offset: int, *, unchanged: tuple[int, int]) -> bytes | None:
    """Bytes of a file from an offset to its end, or None where it is another one or cannot be read.

    Parameters
    ----------
    path, offset, unchanged
        As for `read_into`.
    """
    try:
        with open(path, "rb", buffering=0, opener=_opened) as file:
            if not _is_unchanged(file.fileno(), unchanged):
                return None
            file.seek(offset)
            return file.read()
    except OSError:
        return None


def _opened(path: str, _flags: int) -> int:
    return os.open(path, OPEN_FLAGS)


def _is_unchanged(descriptor: int, unchanged: tuple[int, int]) -> bool:
    status = os.fstat(descriptor)
    return (status.st_size, status.st_mtime_ns) == unchanged


def _read_at(descriptor: int, view: memoryview, offset: int) -> int:
    """Read bytes into memory without copying them on the way; the number read."""
    if hasattr(os, "preadv"):
        return os.preadv(descriptor, [view], offset)
    os.lseek(descriptor, offset, os.SEEK_SET)
    with io.FileIO(descriptor, closefd=False) as file:
        return file.readinto(view) or 0
