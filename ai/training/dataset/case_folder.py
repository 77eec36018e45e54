"""Folders of cases that are there whole or not at all, and change from one state to the next without a hole."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

UNFINISHED = ".unfinished-"
"""Start of the names of folders that are being written; what a killed writer left is cleared by the next."""

REPLACED = ".replaced-"
"""Start of the names of cases that wait to be removed because a newer state is taking their place; the key follows."""


@contextmanager
def unfinished_folder(target: Path) -> Iterator[Path]:
    """Make a folder to write a case into; what is left of it at the end is removed.

    Yields
    ------
    Path
        The body fills it and renames it, or leaves it.
    """
    folder = target / f"{UNFINISHED}{secrets.token_hex(4)}"
    try:
        folder.mkdir()
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def put(unfinished: Path, folder: Path) -> None:
    """Give a complete case its name; the state that has it now goes. `Lock.CASES` is held, so no reader writes it.

    Raises
    ------
    OSError
        Where the system does not allow it; the state before is there then.
    """
    flush(unfinished)
    if not folder.exists():
        os.rename(unfinished, folder)
        return
    old = folder.with_name(f"{REPLACED}{folder.name}-{secrets.token_hex(4)}")
    os.rename(folder, old)
    try:
        # Whoever is killed here leaves the old state under a name that `settle` knows.
        os.rename(unfinished, folder)
    except OSError:
        os.rename(old, folder)
        raise
    shutil.rmtree(old, ignore_errors=True)


def settle(target: Path) -> None:
    """Bring back cases whose writer was killed while it replaced them; remove states whose successor is there.

    Whoever calls it holds `ai.training.dataset.dataset_lock.Lock.CASES`: the writer may be at work.
    """
    for old in sorted(target.glob(f"{REPLACED}*")):
        folder = target / old.name.removeprefix(REPLACED).rpartition("-")[0]
        if folder.exists():
            shutil.rmtree(old, ignore_errors=True)
        else:
            # Where nothing can be written the case is missing until somebody may.
            with suppress(OSError):
                os.rename(old, folder)


def clear_unfinished(target: Path) -> None:
    """Remove what killed writers left behind; `Lock.WRITER` is held, so none of them is at work."""
    for left in target.glob(f"{UNFINISHED}*"):
        shutil.rmtree(left, ignore_errors=True)


def flush(folder: Path) -> None:
    """Wait until images and masks are on the disk, as `write_json` does: a full disk may tell only now."""
    for path in folder.rglob("*"):
        if path.is_file() and path.suffix != ".json":
            descriptor = os.open(path, os.O_RDWR | getattr(os, "O_BINARY", 0))
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
