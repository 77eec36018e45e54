"""Files that are written whole or not at all."""

from __future__ import annotations

import errno
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from ai.words import say
from app.errors import ExportError

_DISK_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_NOT_ALLOWED = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})
_NO_FOLDER = frozenset({errno.ENOENT, errno.ENOTDIR})
_FLUSHES_FOLDERS = os.name == "posix"


@contextmanager
def atomic_path(path: Path) -> Iterator[Path]:
    """Give a temporary name to write to; the file takes its own name once it is complete and on the disk.

    Parameters
    ----------
    path
        Where the file is to be. One that is there stays untouched until it is replaced.

    Yields
    ------
    Path
        A name in the same folder that ends like ``path``. The body writes and closes that file.

    Raises
    ------
    ExportError
        Where the system cannot write it; nothing is left behind.
    """
    temporary = path.with_name(f".{secrets.token_hex(4)}-{path.name}")
    try:
        yield temporary
        _flush(temporary)
        os.replace(temporary, path)
        _flush_folder(path.parent)
    except OSError as error:
        raise export_error(error, path) from error
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)


def make_folder(folder: Path) -> None:
    """Make a folder for results, with its parents.

    Raises
    ------
    ExportError
        Where it cannot be made.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except FileExistsError as error:
        raise ExportError(
            say("The folder {folder} cannot be made: a file of that name is there.", folder=folder.name),
            say("Choose another name."),
        ) from error
    except OSError as error:
        raise export_error(error, folder) from error


def export_error(error: OSError, path: Path) -> ExportError:
    """Say in words why a file could not be written, with no more of its path than the name."""
    name = path.name
    error = _root(error)
    if error.errno in _DISK_FULL:
        return no_space(path)
    if error.errno in _NOT_ALLOWED:
        return ExportError(
            say("{name} cannot be written: its folder does not allow it; nothing was written.", name=name),
            say("Choose a folder that you may write to."),
        )
    if error.errno in _NO_FOLDER:
        return ExportError(
            say("{name} cannot be written: its folder does not exist; nothing was written.", name=name),
            say("Make the folder first or choose another one."),
        )
    if error.errno == errno.EISDIR:
        return ExportError(
            say("{name} cannot be written: it is a folder; nothing was written.", name=name),
            say("Choose another file name."),
        )
    reason = os.strerror(error.errno) if error.errno is not None else type(error).__name__
    return ExportError(
        say("{name} could not be written ({reason}); nothing was written.", name=name, reason=reason),
        say("Try again or choose another folder."),
    )


def _root(error: OSError) -> OSError:
    """Find the error that the system gave: pydicom raises a new one of the same type, without its number."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, OSError) and cause.errno is not None:
            return cause
        cause = cause.__cause__ or cause.__context__
    return error


def no_space(path: Path) -> ExportError:
    """Say that the disk is full."""
    return ExportError(
        say("There is no space left on the disk for {file}; nothing was written.", file=path.name),
        say("Free some space or choose another disk, then try again."),
    )


def _flush(path: Path) -> None:
    """Wait until the content is on the disk: a full disk may tell only now."""
    # Windows flushes only what is open for writing.
    descriptor = os.open(path, os.O_RDWR | getattr(os, "O_BINARY", 0))
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _flush_folder(folder: Path) -> None:
    """Wait until the new name is on the disk, where the system can do that."""
    if not _FLUSHES_FOLDERS:
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        # Some network file systems refuse this; the file itself is safe by then.
        with suppress(OSError):
            os.fsync(descriptor)
    finally:
        os.close(descriptor)
