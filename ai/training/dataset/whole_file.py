"""JSON files that are written whole or not at all, and read with a check of every field."""

from __future__ import annotations

import errno
import json
import os
import secrets
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from ai.errors import TrainingDataError
from ai.plain import PlainError, from_plain, to_plain
from ai.words import say

T = TypeVar("T")

_DISK_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_NOT_ALLOWED = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})


def write_json(value: object, path: Path) -> None:
    """Write a frozen dataclass, flushed to the disk, then under its name; raises `OSError`, leaving the old file."""
    temporary = path.with_name(f".{secrets.token_hex(4)}-{path.name}")
    try:
        with temporary.open("w", encoding="utf-8") as file:
            json.dump(to_plain(value), file, indent=1, sort_keys=True, allow_nan=False)
            file.write("\n")
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)


def read_json(kind: type[T], path: Path, *, format: int, older: tuple[int, ...] = ()) -> T:
    """Read a frozen dataclass that has a field ``format``.

    Parameters
    ----------
    kind, path
        What is read, and where it is.
    format
        That is written now.
    older
        Formats whose fields are all still there; what was added since is left at its default.

    Raises
    ------
    TrainingDataError
        Where the file cannot be read, is of another version, or a field is missing, unknown or of another type.
    """
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise TrainingDataError(
            say("The file {file} cannot be read.", file=path.name), say("Put it back from a copy.")
        ) from error
    found = data.get("format") if isinstance(data, dict) else None
    if found != format and found not in older:
        raise TrainingDataError(
            say(
                "The file {file} has format {found!r}; this version of Lightbox reads {format}.",
                file=path.name,
                found=found,
                format=format,
            ),
            say("Use the version that wrote it."),
        )
    try:
        return from_plain(kind, data)
    except PlainError as error:
        raise TrainingDataError(
            say("The file {file} is damaged: {error}", file=path.name, error=str(error)),
            say("Put it back from a copy."),
        ) from error


def write_error(error: OSError) -> TrainingDataError:
    """Say in words why a dataset cannot be written; what is complete stays."""
    if error.errno in _DISK_FULL:
        return TrainingDataError(
            say("There is no space left on the disk; the cases written so far are complete and kept."),
            say("Free some space, then import again: it goes on where it stopped."),
        )
    if error.errno in _NOT_ALLOWED:
        return TrainingDataError(
            say("The dataset cannot be written: its folder does not allow it."), say("Choose another one.")
        )
    reason = os.strerror(error.errno) if error.errno is not None else say("the disk may be full")
    return TrainingDataError(
        say("The dataset could not be written completely ({reason}); complete cases are kept.", reason=reason),
        say("Try again: the import goes on where it stopped."),
    )
