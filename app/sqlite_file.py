"""An SQLite file of ours with a write-ahead log, so that several windows and processes may use it at once."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from ai.errors import ReportableError
from ai.words import Sentence

BUSY_MS = 5000
"""So long one window waits for another one that writes."""

ENDS = ("", "-wal", "-shm")
"""The file, its log, and the index of its log."""

DAMAGED = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
BUSY = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})


@dataclass(frozen=True)
class Trouble:
    """What is said when a file cannot be used, as (message, hint).

    Parameters
    ----------
    error
        Its class.
    damaged
        The file was set aside and a new one begun; the hint is a template whose ``{file}`` is the name that it has now.
    newer, busy, full, unusable
        Made by a newer program; another one is writing; no room on the disk; everything else.
    """

    error: type[ReportableError]
    damaged: tuple[Sentence, str]
    newer: tuple[Sentence, Sentence]
    busy: tuple[Sentence, Sentence]
    full: tuple[Sentence, Sentence]
    unusable: tuple[Sentence, Sentence]


@dataclass(frozen=True)
class Schema:
    """What is in a file.

    Parameters
    ----------
    application_id
        Four letters that mark the file as ours (PRAGMA application_id).
    migrations
        Statements that lead from each version of the file (PRAGMA user_version) to the next one.
    trouble
        What is said when it cannot be used.
    """

    application_id: int
    migrations: tuple[tuple[str, ...], ...]
    trouble: Trouble


class _ForeignFileError(Exception):
    """The file is a database, but none of ours."""


class DamagedFileError(ReportableError):
    """The file could not be read any more; it was set aside, and a new one is begun."""


class SqliteFile:
    """Opens the file for one piece of work, in any thread.

    Parameters
    ----------
    path
        The file; made with its folder where absent, readable by this user only.
    schema
        What is in it.
    """

    def __init__(self, path: Path, schema: Schema) -> None:
        self.path = path
        self._schema = schema

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Give a connection that sees the file as it is now, whatever another window writes meanwhile.

        Raises
        ------
        DamagedFileError
            When the file is damaged: it was set aside, and the next call begins a new one.
        ReportableError
            Of the class of the schema's `Trouble`, when it cannot be read.
        """
        with self._transaction("BEGIN") as database:
            yield database

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Give a connection to write with; where something is raised nothing of it is kept.

        Raises
        ------
        DamagedFileError, ReportableError
            As `reading`.
        """
        with self._transaction("BEGIN IMMEDIATE") as database:
            yield database

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[sqlite3.Connection]:
        with self._connection() as database:
            database.execute(begin)
            # Commits, or takes back what was done where something is raised.
            with database:
                yield database

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        identity: tuple[int, int] | None = None
        try:
            self._make_file()
            identity = _identity(self.path)
            with closing(sqlite3.connect(self.path, timeout=BUSY_MS / 1000, isolation_level=None)) as database:
                for setting in ("foreign_keys = ON", "synchronous = NORMAL", "secure_delete = ON"):
                    database.execute(f"PRAGMA {setting}")
                self._migrate(database)
                yield database
        except _ForeignFileError as error:
            raise self._damaged(identity) from error
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.ProgrammingError | sqlite3.IntegrityError):
                # Ours, not those of the file.
                raise
            code = error.sqlite_errorcode & 0xFF
            if code in DAMAGED:
                raise self._damaged(identity) from error
            raise self._refusal(code) from error
        except OSError as error:
            raise self._refusal(sqlite3.SQLITE_CANTOPEN) from error

    def _make_file(self) -> None:
        """Make the file before SQLite does: its log takes its permissions from it."""
        if not self.path.exists():
            self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            os.close(os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600))

    def _migrate(self, database: sqlite3.Connection) -> None:
        """Bring the file to the newest version."""
        if not self._pending(database):
            return
        # Does nothing where the file system has no shared memory; the file then works without a log.
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("BEGIN IMMEDIATE")
        with database:
            # Another window may have been faster.
            for statement in self._pending(database):
                database.execute(statement)

    def _pending(self, database: sqlite3.Connection) -> tuple[str, ...]:
        """Statements that the file lacks."""
        schema = self._schema
        version = number(database, "PRAGMA user_version")
        if version > len(schema.migrations):
            raise schema.trouble.error(*schema.trouble.newer)
        if version and number(database, "PRAGMA application_id") != schema.application_id:
            raise _ForeignFileError
        changes: list[str] = [statement for step in schema.migrations[version:] for statement in step]
        if changes:
            changes += [
                f"PRAGMA application_id = {schema.application_id}",
                f"PRAGMA user_version = {len(schema.migrations)}",
            ]
        return tuple(changes)

    def _refusal(self, code: int) -> ReportableError:
        """Say why the file cannot be used."""
        trouble = self._schema.trouble
        if code in BUSY:
            return trouble.error(*trouble.busy)
        return trouble.error(*(trouble.full if code == sqlite3.SQLITE_FULL else trouble.unusable))

    def _damaged(self, identity: tuple[int, int] | None) -> DamagedFileError:
        """Set the file aside and say so."""
        message, hint = self._schema.trouble.damaged
        return DamagedFileError(message, Sentence(hint, {"file": self._set_aside(identity).name}))

    def _set_aside(self, identity: tuple[int, int] | None) -> Path:
        """Give the damaged file another name, unless another window has done so."""
        aside = self.path.with_name(f"{self.path.stem}-damaged-{time.strftime('%Y%m%d-%H%M%S')}{self.path.suffix}")
        with suppress(FileNotFoundError):
            if identity == _identity(self.path):
                for end in ENDS:
                    with suppress(FileNotFoundError):
                        os.replace(f"{self.path}{end}", f"{aside}{end}")
        return aside


def _identity(path: Path) -> tuple[int, int]:
    """Tell one file from another that takes its name."""
    status = path.stat()
    return status.st_dev, status.st_ino


def number(database: sqlite3.Connection, statement: str) -> int:
    """Run a statement that gives one whole number."""
    return int(database.execute(statement).fetchone()[0])
