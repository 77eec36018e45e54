"""Files and folders that a person named → regular files to look into; nothing else is ever opened or followed."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from pathlib import Path

from ai.progress import Progress, silent
from ai.words import say
from app.dicom.series import Unreadable
from app.errors import DicomReadError

NOT_A_FILE = say("This is not a regular file.")
LINK_TO_FOLDER = say("This is a link to a folder, which is not followed.")
LINK_OUTSIDE = say("This is a link to a file outside the folder, which is not followed.")

NEWS_ENTRIES = 1000
"""Entries of folders between two words of progress; a listing costs some microseconds per entry."""


@dataclass(frozen=True)
class Listing:
    """What stands at one path.

    Parameters
    ----------
    files
        In a fixed order: those of a folder by name, then those of its folders.
    left_out
        What is no regular file, or could not be looked at.
    is_folder
        Whether the path is a folder.
    """

    files: tuple[Path, ...]
    left_out: tuple[Unreadable, ...]
    is_folder: bool


def listing(path: Path, *, progress: Progress = silent) -> Listing:
    """List the regular files at a path.

    Parameters
    ----------
    path
        A file or a folder; a link here is followed, since a person named it. Folders are searched to the bottom. Below
        them no link is followed: what a link points to inside the folder is found by itself.
    progress
        Called from time to time.

    Raises
    ------
    app.errors.DicomReadError
        When nothing is there, or it cannot be looked at.
    """
    try:
        status = path.stat()
    except FileNotFoundError as error:
        raise DicomReadError(
            say("There is no file or folder at this path."), say("Check the path and its spelling.")
        ) from error
    except (OSError, ValueError) as error:
        # ValueError: a path with a NUL.
        reason = getattr(error, "strerror", None) or say("it is no valid path")
        raise DicomReadError(say("This path cannot be read: {reason}.", reason=reason)) from error
    if stat.S_ISDIR(status.st_mode):
        return _below(path, progress)
    if stat.S_ISREG(status.st_mode):
        return Listing((path,), (), is_folder=False)
    return Listing((), (Unreadable(path, NOT_A_FILE),), is_folder=False)


def _below(top: Path, progress: Progress) -> Listing:
    files: list[Path] = []
    left_out: list[Unreadable] = []
    visited: set[tuple[int, int]] = set()
    inside = os.path.join(os.path.realpath(top), "")
    # A list instead of recursion: folders may be nested deeper than Python's stack.
    pending = [str(top)]
    looked_at, told = 0, 0
    while pending:
        folder = pending.pop()
        below: list[str] = []
        try:
            status = os.stat(folder)
            if (status.st_dev, status.st_ino) in visited:
                continue
            visited.add((status.st_dev, status.st_ino))
            with os.scandir(folder) as found:
                entries = sorted(found, key=_name)
        except OSError as error:
            left_out.append(
                Unreadable(Path(folder), say("The folder cannot be read: {reason}.", reason=error.strerror))
            )
            continue
        place = Path(folder)
        for entry in entries:
            _sort_in(entry, place, inside, files, below, left_out)
        looked_at += len(entries)
        if looked_at - told >= NEWS_ENTRIES:
            told = looked_at
            progress(0.0, say("Looking through folders, {count} files so far", count=len(files)))
        pending.extend(reversed(below))
    return Listing(tuple(files), tuple(left_out), is_folder=True)


def _sort_in(
    entry: os.DirEntry[str],
    folder: Path,
    inside: str,
    files: list[Path],
    below: list[str],
    left_out: list[Unreadable],
) -> None:
    try:
        # Folders tell the kinds of their entries; nothing else of a file is asked before it is opened.
        if entry.is_file(follow_symlinks=False):
            files.append(folder / entry.name)
            return
        if entry.is_symlink():
            reason = _fault_of_link(entry, inside)
            if reason:
                left_out.append(Unreadable(Path(entry.path), reason))
            return
        if entry.is_dir(follow_symlinks=False):
            below.append(entry.path)
            return
    except OSError as error:
        left_out.append(Unreadable(Path(entry.path), say("The file cannot be read: {reason}.", reason=error.strerror)))
        return
    left_out.append(Unreadable(Path(entry.path), NOT_A_FILE))


def _fault_of_link(entry: os.DirEntry[str], inside: str) -> str:
    """Why a link is not followed, or ``""`` where its target is found without it."""
    if entry.is_dir():
        return LINK_TO_FOLDER
    if not entry.is_file():
        return NOT_A_FILE
    return "" if os.path.realpath(entry.path).startswith(inside) else LINK_OUTSIDE


def _name(entry: os.DirEntry[str]) -> str:
    return entry.name
