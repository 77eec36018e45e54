"""Voxels out of a file whose header may lie: sizes are checked before anything is allocated or inflated."""

from __future__ import annotations

import gzip
import math
import os
import stat
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import numpy.typing as npt

from ai.words import say
from app.errors import VolumeFileError

GZIP = b"\x1f\x8b"
"""The first bytes of a gzip stream, RFC 1952 2.3.1."""

_LARGEST_INFLATION = 1040
"""Bytes that deflate makes of one at most (1032, RFC 1951), with a little over for the frame around them."""

_CHUNK_BYTES = 1 << 22


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """Open a plain file to read, never a pipe or a device; what its streams raise becomes a sentence.

    Raises
    ------
    VolumeFileError
        Where it cannot be read, or ends or breaks before its end.
    """
    try:
        if not stat.S_ISREG(os.stat(path).st_mode):
            raise VolumeFileError(say("{file} is no file.", file=path.name), say("Choose a NIfTI or NRRD file."))
        with path.open("rb") as stream:
            yield stream
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise incomplete(path) from error
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno is not None else type(error).__name__
        raise VolumeFileError(
            say("{file} cannot be read ({reason}).", file=path.name, reason=reason), say("Check the file.")
        ) from error
    except MemoryError as error:
        raise VolumeFileError(
            say("{file} needs more memory than there is.", file=path.name), say("Close other programs.")
        ) from error


def incomplete(path: Path) -> VolumeFileError:
    """Say that a file is cut off or damaged."""
    return VolumeFileError(
        say("{file} is incomplete or damaged.", file=path.name), say("Copy it again from its source.")
    )


def read_head(stream: BinaryIO, count: int) -> bytes:
    """Read so many bytes of a header; fewer raise EOFError."""
    head = stream.read(count)
    if len(head) != count:
        raise EOFError
    return head


def skip(stream: BinaryIO, count: int) -> None:
    """Read on without keeping anything."""
    while count > 0:
        passed = len(stream.read(min(count, _CHUNK_BYTES)))
        if passed == 0:
            raise EOFError
        count -= passed


def require_plausible(path: Path, needed_bytes: int, *, compressed: bool) -> None:
    """Refuse a header that promises more bytes than the file can hold, before anything is allocated."""
    if needed_bytes > path.stat().st_size * (_LARGEST_INFLATION if compressed else 1):
        raise incomplete(path)


def chosen_place(path: Path, volumes: int, place: int | None) -> int:
    """Choose one of the volumes of a file, from 0; refuses to guess where there are several."""
    if place is None and volumes > 1:
        raise VolumeFileError(
            say("{file} holds {volumes} volumes.", file=path.name, volumes=volumes), say("Choose one with --axis N.")
        )
    chosen = place or 0
    if not 0 <= chosen < volumes:
        raise VolumeFileError(
            say(
                "There is no volume {number} in {file}: it holds {volumes}.",
                number=chosen + 1,
                file=path.name,
                volumes=volumes,
            )
        )
    return chosen


def read_array(stream: BinaryIO, shape: tuple[int, ...], dtype: np.dtype[Any]) -> npt.NDArray[Any]:
    """Read (any shape, last axis fastest) values straight into their memory, in the byte order of this machine.

    ``stream`` may inflate; its checksum is looked at where the values end it.
    """
    values = np.empty(math.prod(shape), dtype)
    memory = values.view(np.uint8).data
    filled = 0
    while filled < len(memory):
        block = stream.read(min(_CHUNK_BYTES, len(memory) - filled))
        if not block:
            raise EOFError
        memory[filled : filled + len(block)] = block
        filled += len(block)
    stream.read(1)
    if not dtype.isnative:
        values = values.byteswap(inplace=True).view(dtype.newbyteorder("="))
    return values.reshape(shape)
