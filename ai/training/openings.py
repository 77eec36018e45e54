"""How often the test part of a dataset was opened, and how much wider every interval becomes by it.

``openings.jsonl`` of a dataset has one line per trained model whose answers were held against the test part: SHA-256 of
its weights, of the dataset and of the split, and no name or date. The line is on the disk before anything is scored, so
no crash makes an opening forgotten. The count never begins again, not after another split either: cases that were
looked at may come back into a test part. No torch here.
"""

from __future__ import annotations

import json
import math
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from ai.errors import TrainingDataError
from ai.words import say

OPENINGS_FILE = "openings.jsonl"

ERROR = 0.05
"""Of the first opening, both sides together."""


@dataclass(frozen=True)
class Opening:
    """One line of the file.

    Parameters
    ----------
    weights_sha256
        Of the model that was scored; opponents are not counted. Of a model that has the weights of another and other
        probabilities a hash of both.
    dataset_sha256, split_sha256
        Of what it was scored on.
    """

    weights_sha256: str
    dataset_sha256: str
    split_sha256: str


def level(openings: int, error: float = ERROR) -> float:
    """Confidence level of the intervals of the model that opened a test part as the so-manieth.

    The k-th model has ``error / k**2``: over all models that will ever be compared these sum to less than
    ``1.65 * error``, so with 0.05 the chance that any of them is called better without being so stays below 4.1 %
    (Bonferroni's inequality; half of each error lies on the side of "better"). With ``error / k`` the sum has no limit.
    It holds for models that were not made by looking into the test cases.

    Parameters
    ----------
    openings
        From 1.
    error
        Of the first opening, both sides together.
    """
    if openings < 1:
        raise ValueError(f"{openings} openings")
    return 1 - error / openings**2


def percent(its_level: float) -> str:
    """Write a level: "95", "98.75", "99.9992"; with as many digits as tell it from 100."""
    digits = max(2, 1 - math.floor(math.log10(100 * (1 - its_level))))
    return f"{100 * its_level:.{digits}f}".rstrip("0").rstrip(".")


def interval_words(openings: int) -> str:
    """Name the interval inside a sentence: "98.75 % interval, because this test part was opened 2 times"."""
    named = f"{percent(level(openings))} % interval"
    return named if openings == 1 else f"{named}, because this test part was opened {openings} times"


def count_opening(folder: Path, opening: Opening) -> int:
    """Write an opening down before its model is scored; the same weights again are not counted again.

    Parameters
    ----------
    folder
        Of the dataset.
    opening
        Of the model that is going to be scored.

    Returns
    -------
    int
        Which opening it is, from 1: trained models that were written down up to this one. The same weights keep their
        number, so a run that is resumed, or a model that is evaluated again, tells the same as before.

    Raises
    ------
    TrainingDataError
        When it cannot be written or read: then nothing may be scored.
    """
    known = _weights(folder)
    if opening.weights_sha256 not in known:
        try:
            _append(folder / OPENINGS_FILE, json.dumps(asdict(opening)))
        except OSError as error:
            raise _not_counted(error) from error
        # Read again: another process may have written a line before this one.
        known = _weights(folder)
    return known.index(opening.weights_sha256) + 1


def require_countable(folder: Path) -> None:
    """Refuse, before hours of work, a dataset whose test part could not be opened after them.

    Raises
    ------
    TrainingDataError
        When openings cannot be written down in its folder.
    """
    _weights(folder)
    try:
        os.close(_open(folder / OPENINGS_FILE))
    except OSError as error:
        raise _not_counted(error) from error


def openings_so_far(folder: Path) -> int:
    """Count the trained models that were held against the test part of a dataset.

    Raises
    ------
    TrainingDataError
        When the file is there and cannot be read.
    """
    return len(_weights(folder))


def _weights(folder: Path) -> list[str]:
    """Hashes of the weights, each once, in the order of their first opening; a line that a crash cut is none."""
    path = folder / OPENINGS_FILE
    try:
        # A power cut may leave any bytes in the last line.
        text = path.read_bytes().decode("utf-8", errors="replace")
    except FileNotFoundError:
        return []
    except OSError as error:
        raise TrainingDataError(
            say("The file {file} cannot be read.", file=OPENINGS_FILE),
            say("It tells how often the test part was opened. Allow reading it, or put it back from a copy."),
        ) from error
    found: dict[str, None] = {}
    for line in text.split("\n"):
        try:
            entry = json.loads(line)
        except (ValueError, RecursionError):
            continue
        weights = entry.get("weights_sha256") if isinstance(entry, dict) else None
        if isinstance(weights, str) and weights:
            found.setdefault(weights)
    return list(found)


def _append(path: Path, line: str) -> None:
    """Add a line, flushed to the disk."""
    descriptor = _open(path)
    try:
        size = os.lseek(descriptor, 0, os.SEEK_END)
        cut = False
        if size:
            os.lseek(descriptor, -1, os.SEEK_END)
            cut = os.read(descriptor, 1) != b"\n"
        # One write: lines of two processes do not mix. A cut line is ended, so that only it is lost.
        data = (b"\n" if cut else b"") + line.encode() + b"\n"
        written = os.write(descriptor, data)
        if written != len(data):
            raise OSError(None, "the disk may be full")
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _open(path: Path) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0), 0o644)


def _not_counted(error: OSError) -> TrainingDataError:
    return TrainingDataError(
        say(
            "The test part cannot be opened, because {file} of the dataset cannot be written ({reason}).",
            file=OPENINGS_FILE,
            reason=error.strerror or say("the disk may be full"),
        ),
        say("Each look at the test part is counted there. Free some space, or allow writing to the folder."),
    )
