"""A copy of a dataset for others: what `ai.training.dataset.leaving` named, and nothing else; the salt stays."""

from __future__ import annotations

import os
import secrets
import shutil
import zipfile
from contextlib import suppress
from pathlib import Path

from ai.errors import TrainingDataError
from ai.progress import Progress, silent
from ai.training.dataset.leaving import Leaving
from ai.training.dataset.salt import SALT_FILE
from ai.training.dataset.whole_file import write_error
from ai.words import say

ZIP = ".zip"

_NO_TIME = (1980, 1, 1, 0, 0, 0)
"""The first day that a ZIP file can name: when a case was collected is nobody's business."""

_PACKED = frozenset({".gz", ".png"})
"""Endings of files that do not get smaller."""

_CHUNK_BYTES = 1 << 20


def pass_on(shown: Leaving, target: Path, *, progress: Progress = silent) -> None:
    """Write the files that a person was shown.

    Parameters
    ----------
    shown
        Of `ai.training.dataset.leaving.leaving`.
    target
        A file that ends in ``.zip``, or a folder that is not there yet or is empty.
    progress
        Called once per file; cancelled or failed, nothing is left behind.

    Raises
    ------
    TrainingDataError
        Where the place does not suit, a file is gone, or the disk is full.
    """
    own, place = shown.folder.resolve(), target.resolve()
    if own == place or own in place.parents or place in own.parents:
        raise TrainingDataError(
            say("The copy must not lie inside the dataset, nor around it."), say("Choose another place.")
        )
    if SALT_FILE in {Path(file.path).name for file in shown.files}:
        raise ValueError("the salt stays with the site")
    if target.suffix.lower() != ZIP and target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise TrainingDataError(
            say("{name} is there already and not empty, so nothing was written.", name=target.name),
            say("Choose an empty folder, or a name that is not taken."),
        )
    unfinished = target.with_name(f".{secrets.token_hex(4)}-{target.name}")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.suffix.lower() == ZIP:
            _write_zip(shown, unfinished, target.stem, progress=progress)
            _flush(unfinished)
            os.replace(unfinished, target)
        else:
            _write_folder(shown, unfinished, progress=progress)
            if target.exists():
                target.rmdir()
            os.rename(unfinished, target)
    except FileNotFoundError as error:
        raise TrainingDataError(
            say("The dataset was changed while it was written."), say("Look at what leaves once more, then try again.")
        ) from error
    except OSError as error:
        raise write_error(error) from error
    finally:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)
        shutil.rmtree(unfinished, ignore_errors=True)
    progress(1.0, say("The copy is written"))


def _write_zip(shown: Leaving, path: Path, name: str, *, progress: Progress) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        for number, file in enumerate(shown.files):
            _tell(shown, number, progress)
            entry = zipfile.ZipInfo(f"{name}/{file.path}", _NO_TIME)
            entry.compress_type = zipfile.ZIP_STORED if Path(file.path).suffix in _PACKED else zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            entry.file_size = file.size_bytes
            with (shown.folder / file.path).open("rb") as source, archive.open(entry, "w") as inside:
                shutil.copyfileobj(source, inside, _CHUNK_BYTES)


def _write_folder(shown: Leaving, folder: Path, *, progress: Progress) -> None:
    for number, file in enumerate(shown.files):
        _tell(shown, number, progress)
        place = folder / file.path
        place.parent.mkdir(parents=True, exist_ok=True)
        # The content alone: no times, no owner.
        shutil.copyfile(shown.folder / file.path, place)
        _flush(place)


def _tell(shown: Leaving, number: int, progress: Progress) -> None:
    count = len(shown.files)
    progress(number / count, say("Writing file {number} of {count}", number=number + 1, count=count))


def _flush(path: Path) -> None:
    """Wait until a file is on the disk: a full one may tell only now."""
    descriptor = os.open(path, os.O_RDWR | getattr(os, "O_BINARY", 0))
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
