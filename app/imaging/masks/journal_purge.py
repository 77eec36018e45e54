"""Edits that were kept and that nobody took up go by themselves."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ai.progress import Progress, silent
from app.errors import EditJournalError
from app.imaging.masks.journal import subject_of

KEPT_DAYS = 90
"""Since the last edit: who has not come back to a case in a quarter of a year begins it anew."""

SUFFIXES = (".edits", ".before")
"""Of edits, and of those that were put aside when the reader began anew."""

_DAY_S = 86_400


@dataclass(frozen=True)
class Purged:
    """How many files went.

    Parameters
    ----------
    old
        Older than `KEPT_DAYS`.
    unreadable
        Damaged from their beginning on, so that they fit no study any more.
    """

    old: int = 0
    unreadable: int = 0


def purge(folder: Path, *, now_s: float, progress: Progress = silent) -> Purged:
    """Remove edits that are old or cannot be read.

    A study whose files are not there just now keeps its edits until they are old: a disk that is not plugged in, or a
    server that is away, is no reason to lose work.

    Parameters
    ----------
    folder
        Where they are; other files in it stay.
    now_s
        Seconds since 1970, as `time.time`.
    progress
        Called for every file.
    """
    if not folder.is_dir():
        return Purged()
    old = unreadable = 0
    files = sorted(each for each in folder.iterdir() if each.suffix in SUFFIXES)
    for number, each in enumerate(files):
        progress(number / len(files), "")
        try:
            is_old = now_s - each.stat().st_mtime > KEPT_DAYS * _DAY_S
            is_unreadable = not is_old and not _is_readable(each)
            if is_old or is_unreadable:
                each.unlink()
                old, unreadable = old + is_old, unreadable + is_unreadable
        except OSError:
            continue  # in use elsewhere, or of another account: it stays
    return Purged(old, unreadable)


def _is_readable(path: Path) -> bool:
    try:
        subject_of(path)
    except EditJournalError:
        return False
    return True
