"""What the command line says: results on stdout, words and progress on stderr."""

from __future__ import annotations

import json
import math
import sys
import time
from collections.abc import Mapping
from io import TextIOWrapper
from typing import Any

from ai.errors import ReportableError

_PROGRESS_EVERY_S = 0.2


class Console:
    """Where a command tells what it found.

    Parameters
    ----------
    as_json
        One JSON document on stdout instead of words.
    """

    def __init__(self, *, as_json: bool) -> None:
        self.as_json = as_json
        self._line_open = False
        self._told_at = 0.0
        self._is_told = False
        for stream in (sys.stdout, sys.stderr):
            # A terminal that cannot show a character must not end the command.
            if isinstance(stream, TextIOWrapper):
                stream.reconfigure(errors="backslashreplace")

    def document(self, content: Mapping[str, Any]) -> None:
        """Print the JSON document; the command calls this once, and only where JSON was asked for."""
        self._is_told = True
        sys.stdout.write(json.dumps(_valid(content), indent=2, allow_nan=False) + "\n")

    def line(self, text: str = "") -> None:
        """Print a line of the result for a person."""
        sys.stdout.write(plain(text) + "\n")

    def note(self, text: str) -> None:
        """Tell something on stderr."""
        self._end_progress()
        sys.stderr.write(plain(text) + "\n")

    def refuse(self, error: ReportableError) -> None:
        """Tell why the command was refused or failed; a document that was printed already says so itself."""
        self.note(str(error))
        if self.as_json and not self._is_told:
            self.document({"error": error.message, "hint": error.hint})

    def progress(self, fraction: float, message: str) -> None:
        """Show how far long work is, on a terminal only; an `ai.progress.Progress`."""
        if not sys.stderr.isatty():
            return
        now = time.monotonic()
        if fraction < 1.0 and now - self._told_at < _PROGRESS_EVERY_S:
            return
        self._told_at = now
        self._line_open = True
        sys.stderr.write(f"\r{fraction:4.0%}  {plain(message):<60.60}")
        sys.stderr.flush()

    def finish(self) -> None:
        """Leave both streams complete."""
        self._end_progress()
        sys.stdout.flush()
        sys.stderr.flush()

    def _end_progress(self) -> None:
        if self._line_open:
            sys.stderr.write("\r" + " " * 66 + "\r")
            self._line_open = False


def _valid(content: Any) -> Any:
    """Replace what JSON cannot carry: halves of characters, as file names with bad bytes have them, and infinity."""
    if isinstance(content, float) and not math.isfinite(content):
        return None
    if isinstance(content, str):
        return content.encode("utf-8", "replace").decode("utf-8") if not content.isascii() else content
    if isinstance(content, Mapping):
        return {_valid(name): _valid(value) for name, value in content.items()}
    if isinstance(content, list | tuple):
        return [_valid(value) for value in content]
    return content


def plain(text: str) -> str:
    """Take out what would move the cursor or turn the reading direction: text from files is only text."""
    return "".join(character for character in text if character.isprintable())
