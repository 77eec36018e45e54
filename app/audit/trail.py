"""The audit trail: a file that only grows, in which a later change of a line shows.

Each line carries the SHA-256 of itself and of the line before: whoever edits or deletes one in the file breaks the
chain, which `AuditTrail.broken_at` finds. That keeps honest people honest; it is no proof against somebody who writes
the whole file anew, or who cuts off its end.
"""

from __future__ import annotations

import getpass
import hashlib
import json
import secrets
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import platformdirs

from ai.words import say, template
from app.audit.event import Deed, Entry, Event
from app.errors import AuditError
from app.sqlite_file import Schema, SqliteFile, Trouble, number

APPLICATION_ID = 0x4C_42_41_54
"""What marks the file as ours: "LBAT"."""

_VERSION_1 = (
    "CREATE TABLE salt (value TEXT NOT NULL)",
    "CREATE TABLE line (number INTEGER PRIMARY KEY, at INTEGER NOT NULL, account TEXT NOT NULL, deed TEXT NOT NULL,"
    " model TEXT NOT NULL, weights_sha256 TEXT NOT NULL, series TEXT NOT NULL, details TEXT NOT NULL,"
    " chain TEXT NOT NULL)",
    "CREATE INDEX line_series ON line (series)",
)

_COLUMNS = "number, at, account, deed, model, weights_sha256, series, details, chain"

SCHEMA = Schema(
    APPLICATION_ID,
    (_VERSION_1,),
    Trouble(
        error=AuditError,
        damaged=(
            say("The audit trail was damaged; a new one was begun."),
            template("The old one was kept as {file}; show it to whoever looks after this computer."),
        ),
        newer=(say("The audit trail was made by a newer Lightbox."), say("Use the newer Lightbox.")),
        busy=(say("Another window is writing the audit trail."), say("Try again in a moment.")),
        full=(say("The disk is full: the audit trail cannot be written."), say("Make room on the disk.")),
        unusable=(
            say("The audit trail cannot be read or written."),
            say("Check that Lightbox may write into its data folder."),
        ),
    ),
)


def default_path() -> Path:
    """Return the file of the user's own trail."""
    return Path(platformdirs.user_data_dir("Lightbox", appauthor=False)) / "audit.sqlite3"


class AuditTrail:
    """Writes and reads the trail, in any thread, from several windows at once.

    Every call may raise `app.errors.AuditError` or `app.sqlite_file.DamagedFileError`.

    Parameters
    ----------
    path
        The file; made where absent, readable by this user only.
    """

    def __init__(self, path: Path) -> None:
        self._file = SqliteFile(path, SCHEMA)

    def write(self, events: Iterable[Event]) -> None:
        """Add lines."""
        with self._file.writing() as database:
            salt = _salt(database)
            row = database.execute("SELECT number, chain FROM line ORDER BY number DESC LIMIT 1").fetchone()
            last, chain = (0, "") if row is None else (int(row[0]), str(row[1]))
            for count, event in enumerate(events, last + 1):
                values = _values(count, event, salt)
                chain = _chained(chain, values)
                database.execute(f"INSERT INTO line ({_COLUMNS}) VALUES (?,?,?,?,?,?,?,?,?)", (*values, chain))

    def entries(self, *, most: int = 1000, series_uid: str = "") -> tuple[Entry, ...]:
        """Return the latest lines, latest first.

        Parameters
        ----------
        most
            So many at most.
        series_uid
            Only those of a series; ``""`` for all.
        """
        with self._file.reading() as database:
            if not number(database, "SELECT count(*) FROM line"):
                return ()
            wanted = _hashed(series_uid, _salt(database))
            rows = database.execute(
                f"SELECT {_COLUMNS} FROM line WHERE ?1 = '' OR series = ?1 ORDER BY number DESC LIMIT ?2",
                (wanted, most),
            ).fetchall()
        return tuple(_entry(row) for row in rows)

    def broken_at(self) -> int | None:
        """Find the first line that was changed, or before which one is missing; None where all is as it was written."""
        with self._file.reading() as database:
            chain = ""
            rows = database.execute(f"SELECT {_COLUMNS} FROM line ORDER BY number")
            for expected, row in enumerate(_all(rows), 1):
                *values, stored = row
                chain = _chained(chain, values)
                if values[0] != expected or stored != chain:
                    return expected
        return None


def _all(rows: sqlite3.Cursor) -> Iterator[Sequence[object]]:
    yield from rows


def _salt(database: sqlite3.Connection) -> str:
    """Salt of the hashes of this trail, made with its first line: no UID can be tried out without the file."""
    row = database.execute("SELECT value FROM salt").fetchone()
    if row is not None:
        return str(row[0])
    salt = secrets.token_hex(16)
    database.execute("INSERT INTO salt (value) VALUES (?)", (salt,))
    return salt


def _hashed(series_uid: str, salt: str) -> str:
    return hashlib.sha256(f"{salt} {series_uid}".encode()).hexdigest()[:32] if series_uid else ""


def _values(count: int, event: Event, salt: str) -> tuple[object, ...]:
    return (
        count,
        int(event.at),
        getpass.getuser(),
        event.deed.value,
        event.model,
        event.weights_sha256,
        _hashed(event.series_uid, salt),
        json.dumps(dict(event.details), sort_keys=True),
    )


def _chained(before: str, values: Sequence[object]) -> str:
    return hashlib.sha256(json.dumps([before, *values]).encode()).hexdigest()


def _entry(row: Sequence[object]) -> Entry:
    count, at, account, deed, model, weights, series, details, _ = row
    return Entry(
        int(str(count)),
        int(str(at)),
        str(account),
        Deed(deed),
        str(model),
        str(weights),
        str(series),
        json.loads(str(details)),
    )
