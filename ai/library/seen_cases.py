"""Which cases a model was taught with, kept so that only who has a picture can ask for it. No torch here.

A pack may hold ``seen.json``: for each training of the line a random salt and the salted hashes of the pixels of its
cases, sorted. A hash tells nothing of a person, a date or the number of cases of somebody; only who has the very pixels
can find out whether they are among them. The card names the file with its SHA-256 in ``reference["seen_cases"]``.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import secrets
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ai.errors import ModelPackError
from ai.library.card import ModelCard
from ai.library.pack import SEEN_FILE
from ai.plain import PlainError, from_plain, to_plain
from ai.words import say

SEEN_FORMAT = 1
"""Version of `SEEN_FILE`; another number is refused."""

SEEN_KEY = "seen_cases"
"""In ``reference`` of a card: ``file``, ``sha256``, ``cases`` and ``complete``."""

LONGEST_FILE = 64 << 20
"""Bytes of the file: two million cases."""

_DIGITS = 16
"""Hexadecimal digits of a hash: of ten million million strange pictures one is taken for one of a million cases."""

_SALT_BYTES = 16


@dataclass(frozen=True)
class SeenSet:
    """The cases of one training.

    Parameters
    ----------
    model
        ID-VERSION of the model that came out.
    salt
        32 hexadecimal digits, random.
    hashes
        16 hexadecimal digits each, sorted: the start of SHA-256 of the salt and the hash of the pixels.
    """

    model: str
    salt: str
    hashes: tuple[str, ...]

    def has(self, pixels_sha256: str) -> bool:
        """Whether pixels of this hash (`ai.training.dataset.intake.pixels_sha256`) are among them."""
        wanted = _salted(self.salt, pixels_sha256)
        place = bisect_left(self.hashes, wanted)
        return place < len(self.hashes) and self.hashes[place] == wanted


@dataclass(frozen=True)
class SeenCases:
    """The cases of a model and of those that it comes from.

    Parameters
    ----------
    format
        `SEEN_FORMAT`.
    sets
        Of the model itself last.
    complete
        Whether every model of the line kept its cases; else a case that is not found may still have been seen.
    """

    format: int
    sets: tuple[SeenSet, ...]
    complete: bool

    @property
    def count(self) -> int:
        """Hashes of all sets together."""
        return sum(len(each.hashes) for each in self.sets)

    def models_that_saw(self, pixels_sha256: str) -> tuple[str, ...]:
        """ID-VERSION of the models of the line whose training had pixels of this hash."""
        return tuple(each.model for each in self.sets if each.has(pixels_sha256))


NONE_SEEN = SeenCases(SEEN_FORMAT, (), complete=True)
"""Of random weights."""


def seen_set(model: str, pixels: Iterable[str]) -> SeenSet:
    """Hash the hashes of the pixels of some cases with a new salt."""
    salt = secrets.token_hex(_SALT_BYTES)
    return SeenSet(model, salt, tuple(sorted({_salted(salt, each) for each in pixels})))


def after(before: SeenCases | None, taught: SeenSet) -> SeenCases:
    """Add a training to what its base saw; None for a base of which nothing is known."""
    if before is None:
        return SeenCases(SEEN_FORMAT, (taught,), complete=False)
    return replace(before, sets=(*before.sets, taught))


def read_seen(card: ModelCard) -> SeenCases | None:
    """Read what a model saw; None where its card does not tell.

    Raises
    ------
    ModelPackError
        When the file is missing, is not the one that the card was written for, or cannot be read.
    """
    told = card.reference.get(SEEN_KEY)
    if not isinstance(told, dict):
        return None
    try:
        with (card.folder / SEEN_FILE).open("rb") as file:
            content = file.read(LONGEST_FILE + 1)
    except OSError as error:
        raise ModelPackError(
            say("The list {file} of the training cases of {model} is missing.", file=SEEN_FILE, model=card.title)
        ) from error
    if len(content) > LONGEST_FILE or hashlib.sha256(content).hexdigest() != told.get("sha256"):
        raise ModelPackError(
            say("The list {file} of the training cases of {model} was changed.", file=SEEN_FILE, model=card.title)
        )
    try:
        found = from_plain(SeenCases, json.loads(content))
    except (ValueError, RecursionError, PlainError) as error:
        raise _unreadable(card) from error
    if found.format != SEEN_FORMAT or not all(_is_sound(each) for each in found.sets):
        raise _unreadable(card)
    return found


def write_seen(card: ModelCard, seen: SeenCases) -> ModelCard:
    """Write the file into the folder of a pack, whole or not at all.

    Returns
    -------
    ModelCard
        That names it; it is not written yet (`ai.library.pack.write_card`).

    Raises
    ------
    OSError
        When it cannot be written.
    """
    content = (json.dumps(to_plain(seen), separators=(",", ":")) + "\n").encode()
    temporary = card.folder / f"{SEEN_FILE}.tmp"
    with temporary.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(card.folder / SEEN_FILE)
    return replace(card, reference={**card.reference, SEEN_KEY: _entry(content, seen)})


def without_seen(reference: Any) -> dict[str, Any]:
    """Return ``reference`` of a card without the entry: it belongs to a file of that pack."""
    return {name: value for name, value in reference.items() if name != SEEN_KEY}


def _entry(content: bytes, seen: SeenCases) -> dict[str, object]:
    return {
        "file": SEEN_FILE,
        "sha256": hashlib.sha256(content).hexdigest(),
        "cases": seen.count,
        "complete": seen.complete,
    }


def _is_sound(one: SeenSet) -> bool:
    return bool(re.fullmatch(r"[0-9a-f]{32}", one.salt)) and _sorted_hashes(one.hashes)


def _sorted_hashes(hashes: Sequence[str]) -> bool:
    return all(re.fullmatch(r"[0-9a-f]{16}", each) for each in hashes) and list(hashes) == sorted(hashes)


def _salted(salt: str, pixels_sha256: str) -> str:
    return hashlib.sha256(f"{salt} {pixels_sha256}".encode()).hexdigest()[:_DIGITS]


def _unreadable(card: ModelCard) -> ModelPackError:
    return ModelPackError(
        say("The list {file} of the training cases of {model} cannot be read.", file=SEEN_FILE, model=card.title)
    )
