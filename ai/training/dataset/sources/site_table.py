"""A table of a site as text: commas, semicolons or tabs, in whatever encoding its program wrote."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from pathlib import Path

from ai.errors import TrainingDataError
from ai.words import say

LARGEST_BYTES = 1 << 28

SEPARATORS = (",", ";", "\t", "|")


@dataclass(frozen=True)
class SiteTable:
    """Cells as text.

    Parameters
    ----------
    headers
        Names of the columns, without spaces around them, each once.
    rows
        As many cells as columns in each.
    separator
        Between cells; with a semicolon numbers may be written with a comma.
    """

    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    separator: str

    def number(self, text: str) -> float | None:
        """Read a number; None where the cell is empty.

        Raises
        ------
        TrainingDataError
            Where it is none.
        """
        words = text.strip()
        if not words:
            return None
        if self.separator != ",":
            words = words.replace(",", ".")
        try:
            return float(words)
        except ValueError as error:
            raise TrainingDataError(say("{text!r} is no number.", text=text[:40])) from error


def read_table(path: Path) -> SiteTable:
    """Read a table.

    Raises
    ------
    TrainingDataError
        Where it cannot be read, or has no rows below its headers.
    """
    try:
        if path.stat().st_size > LARGEST_BYTES:
            raise TrainingDataError(say("The file is larger than a list of images can be."))
        text = _decoded(path.read_bytes())
    except OSError as error:
        raise TrainingDataError(say("The file cannot be read ({reason}).", reason=error.strerror)) from error
    first = next((line for line in text.splitlines() if line.strip()), "")
    separator = max(SEPARATORS, key=first.count)
    try:
        rows = [
            row for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator) if any(map(str.strip, row))
        ]
    except csv.Error as error:
        raise TrainingDataError(say("The file {file} is no table that can be read.", file=path.name)) from error
    if len(rows) < 2:
        raise TrainingDataError(
            say("The table {file} has no rows.", file=path.name),
            say("Its first line must name the columns, each other line an image."),
        )
    headers = tuple(header.strip() for header in rows[0])
    if len(set(headers)) < len(headers):
        twice = next(header for header in headers if headers.count(header) > 1)
        raise TrainingDataError(say("The table has the column {name!r} twice.", name=twice), say("Rename one of them."))
    width = len(headers)
    # Short rows are filled up; spreadsheets leave out empty cells at the end.
    cells = tuple((*row[:width], *[""] * (width - len(row))) for row in rows[1:])
    return SiteTable(headers, cells, separator)


def _decoded(data: bytes) -> str:
    """Decode by the mark at the start, else as UTF-8, else as Windows-1252, in which every byte is a letter."""
    encoding = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")
