"""The site's secret that turns names into keys which nobody else can turn back."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path

from ai.errors import TrainingDataError
from ai.words import say

SALT_FILE = "site.salt"
"""Beside ``dataset.json``; stays at the site when the dataset is passed on."""

_POSITION_RANGE = 1 << 31


@dataclass(frozen=True)
class Salt:
    """A secret of 32 bytes."""

    secret: bytes = field(repr=False)

    def key(self, *words: str) -> str:
        """16 hexadecimal digits that stand for these words: the same for the same words, here only."""
        return self._digest(words)[:16]

    def start(self, *words: str) -> int:
        """Where a row of file numbers begins to count, so that the numbers themselves are not kept."""
        return int(self._digest(("start", *words))[:8], 16) % _POSITION_RANGE

    def _digest(self, words: tuple[str, ...]) -> str:
        # The length before each word keeps ("ab", "c") and ("a", "bc") apart.
        text = "".join(f"{len(word)}:{word}" for word in words)
        return hmac.new(self.secret, text.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()


def load_salt(folder: Path, *, has_cases: bool) -> Salt:
    """Read the salt of a dataset, or make it.

    Raises
    ------
    TrainingDataError
        Where cases are there already and their salt is missing or damaged: persons would get new keys.
    OSError
        Where it cannot be written.
    """
    path = folder / SALT_FILE
    if path.is_file():
        try:
            secret = bytes.fromhex(path.read_text(encoding="ascii").strip())
        except ValueError:
            secret = b""
        if len(secret) == 32:
            return Salt(secret)
    if has_cases:
        raise TrainingDataError(
            say(
                "The file {file} of this dataset is missing or damaged; known persons could not be recognised.",
                file=SALT_FILE,
            ),
            say("Put {file} back from a copy, or import everything into a new folder.", file=SALT_FILE),
        )
    secret = secrets.token_bytes(32)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(f"{secret.hex()}\n")
        file.flush()
        os.fsync(file.fileno())
    return Salt(secret)
