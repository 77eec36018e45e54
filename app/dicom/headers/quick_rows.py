"""The starts of many files side by side in one piece of memory."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

Longs = npt.NDArray[np.int64]
"""(n,) int64: one number per file."""

Bytes = npt.NDArray[np.uint8]
"""(n,) uint8: memory of files."""

ROW_BYTES = 16384
"""Bytes of a file that are read together; most headers are smaller."""

GAP_BYTES = 320
"""Between rows, so that reading a few bytes at any place of one stays inside the memory, and so that the same place of
all rows is not in the same few sets of the processor's cache, as a step of a power of two would have it."""

BLOCK_BYTES = 2048
"""Rows are so many bytes longer from one width to the next."""

LEAST_ROOM = 2048
"""Room in a row below which it is not worth to read on."""

READ_LIMIT = 64
"""Times that a file is read on: private elements may be large, but hardly that many."""

_FLAGS = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0)
"""What was a regular file when the folder was listed may be a pipe by now, whose opening would wait for ever."""


class Rows:
    """The starts of a batch of files.

    Parameters
    ----------
    paths
        Regular files.
    width
        Bytes per file.
    memory
        Of `memory_of`, to be written over; None takes new one, which costs more than reading.

    Attributes
    ----------
    flat
        (n * (width + gap),) uint8: row after row.
    starts
        (n,) first place of each row in ``flat``.
    ends
        (n,) place behind the last byte of each row that was read; the start where the file could not be read.
    shift
        (n,) offset in the file minus place in ``flat``, for what was read last.
    sizes, modified_ns
        (n,) bytes of the files and times of their last change when they were opened; 0 where they could not be.
    words, halves
        The numbers of 8 and of 4 bytes that begin at every place of ``flat``, little endian.
    """

    def __init__(self, paths: Sequence[Path], width: int = ROW_BYTES, memory: Bytes | None = None) -> None:
        pitch = width + GAP_BYTES
        self.flat = memory_of(len(paths), width) if memory is None else memory
        self.memory = self.flat.data
        self.starts: Longs = np.arange(len(paths), dtype=np.int64) * pitch
        self.shift: Longs = -self.starts
        self.words = np.ndarray((self.flat.size - 8,), "<u8", self.flat, 0, (1,))
        self.halves = np.ndarray((self.flat.size - 4,), "<u4", self.flat, 0, (1,))
        self._names = [str(path) for path in paths]
        self._width = width
        self._reads = [0] * len(paths)
        self.sizes = [0] * len(paths)
        self.modified_ns = [0] * len(paths)
        self.ends: Longs = np.array(
            [self._read(row, place, width, 0) for row, place in enumerate(self.starts.tolist())], dtype=np.int64
        )

    def read_on(self, row: int, place: int, offset: int) -> bool:
        """Read the file of a row from an offset into a place of the row; False where that leads nowhere."""
        end = int(self.starts[row]) + self._width
        self._reads[row] += 1
        if self._reads[row] > READ_LIMIT or end - place < LEAST_ROOM:
            return False
        self.ends[row] = self._read(row, place, end - place, offset)
        self.shift[row] = offset - place
        return True

    def _read(self, row: int, place: int, count: int, offset: int) -> int:
        """Fill a row from a place on; the place behind the last byte."""
        try:
            descriptor = os.open(self._names[row], _FLAGS)
        except (OSError, ValueError):
            return place
        try:
            if not offset:
                status = os.fstat(descriptor)
                self.sizes[row], self.modified_ns[row] = status.st_size, status.st_mtime_ns
            return place + _read_at(descriptor, [self.memory[place : place + count]], offset)
        except OSError:
            return place
        finally:
            os.close(descriptor)


def memory_of(count: int, width: int = ROW_BYTES) -> Bytes:
    """Memory for the starts of so many files; (count * (width + gap),) uint8."""
    return np.empty(max(1, count) * (width + GAP_BYTES), dtype=np.uint8)


def _read_by_copy(descriptor: int, rooms: list[memoryview], offset: int) -> int:
    (room,) = rooms
    os.lseek(descriptor, offset, os.SEEK_SET)
    read = os.read(descriptor, len(room))
    room[: len(read)] = read
    return len(read)


_read_at: Callable[[int, list[memoryview], int], int] = getattr(os, "preadv", _read_by_copy)
"""Where the system has no call that reads into memory, as Windows, bytes are copied."""
