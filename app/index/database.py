"""The file of the index: SQLite with a write-ahead log, so that two windows may use it at once."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import platformdirs

from ai.words import say
from app.errors import StudyIndexError

APPLICATION_ID = 0x4C_42_53_49
"""What marks the file as ours: "LBSI"."""

BUSY_MS = 5000
"""So long one window waits for another one that writes."""

ENDS = ("", "-wal", "-shm")
"""The file, its log, and the index of its log."""

DAMAGED = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
BUSY = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})

_VERSION_1 = (
    "CREATE TABLE study (id INTEGER PRIMARY KEY,"
    " uid TEXT NOT NULL, patient_id TEXT NOT NULL, patient_name TEXT NOT NULL,"
    " birth_date TEXT NOT NULL, sex TEXT NOT NULL, date TEXT NOT NULL, time TEXT NOT NULL,"
    " description TEXT NOT NULL, accession TEXT NOT NULL, modalities TEXT NOT NULL, body_parts TEXT NOT NULL,"
    " series_count INTEGER NOT NULL, image_count INTEGER NOT NULL, first_series_uid TEXT NOT NULL,"
    " opened_at INTEGER NOT NULL, words TEXT NOT NULL,"
    " UNIQUE (uid, patient_id, patient_name))",
    "CREATE INDEX study_opened ON study (opened_at, id)",
    "CREATE TABLE place (study_id INTEGER NOT NULL REFERENCES study (id) ON DELETE CASCADE, path BLOB NOT NULL,"
    " PRIMARY KEY (study_id, path)) WITHOUT ROWID",
    "CREATE TABLE study_modality (modality TEXT NOT NULL,"
    " study_id INTEGER NOT NULL REFERENCES study (id) ON DELETE CASCADE,"
    " PRIMARY KEY (modality, study_id)) WITHOUT ROWID",
    "CREATE INDEX study_modality_study ON study_modality (study_id)",
)

MIGRATIONS = (_VERSION_1,)
"""Statements that lead from each version of the file (PRAGMA user_version) to the next one."""

TEXT_INDEX = (
    "CREATE VIRTUAL TABLE IF NOT EXISTS study_text"
    " USING fts5 (words, content='study', content_rowid='id', tokenize='trigram case_sensitive 1')",
    "CREATE TRIGGER study_text_in AFTER INSERT ON study BEGIN"
    " INSERT INTO study_text (rowid, words) VALUES (new.id, new.words); END",
    "CREATE TRIGGER study_text_out AFTER DELETE ON study BEGIN"
    " INSERT INTO study_text (study_text, rowid, words) VALUES ('delete', old.id, old.words); END",
    "CREATE TRIGGER study_text_new AFTER UPDATE OF words ON study BEGIN"
    " INSERT INTO study_text (study_text, rowid, words) VALUES ('delete', old.id, old.words);"
    " INSERT INTO study_text (rowid, words) VALUES (new.id, new.words); END",
    "INSERT INTO study_text (study_text) VALUES ('rebuild')",
)
"""Every three letters on end of the words of a study: what is typed is found also in the middle of a word."""

NO_TEXT_INDEX = ("DROP TRIGGER study_text_in", "DROP TRIGGER study_text_out", "DROP TRIGGER study_text_new")
"""For an SQLite that cannot write it; one that can makes it anew."""


def default_path() -> Path:
    """Return the file of the user's own index."""
    return Path(platformdirs.user_data_dir("Lightbox", appauthor=False)) / "studies.sqlite3"


def has_trigrams() -> bool:
    """Whether this SQLite can index text by three letters (FTS5, from version 3.34)."""
    with closing(sqlite3.connect(":memory:")) as database:
        try:
            database.execute("CREATE VIRTUAL TABLE probe USING fts5 (words, tokenize='trigram')")
        except sqlite3.OperationalError:
            return False
        return True


class _ForeignFileError(Exception):
    """The file is a database, but none of ours."""


class DamagedIndexError(StudyIndexError):
    """The file cannot be read as an index any more; it was set aside."""

    def __init__(self, aside: Path) -> None:
        super().__init__(
            say("The list of studies on this computer was damaged; a new one was begun."),
            say("Studies are remembered again as they are opened. The old list was kept as {file}.", file=aside.name),
        )


class Database:
    """Opens the file for one piece of work, in any thread.

    Parameters
    ----------
    path
        The file; made with its folder where absent, readable by this user only.
    uses_trigrams
        Whether text is indexed; None asks SQLite.
    """

    def __init__(self, path: Path, *, uses_trigrams: bool | None = None) -> None:
        self.path = path
        self.uses_trigrams = has_trigrams() if uses_trigrams is None else uses_trigrams

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Give a connection that sees the file as it is now, whatever another window writes meanwhile.

        Raises
        ------
        DamagedIndexError
            When the file is damaged: it was set aside, and the next call begins a new one.
        StudyIndexError
            When it cannot be read.
        """
        with self._transaction("BEGIN") as database:
            yield database

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Give a connection to write with; where something is raised nothing of it is kept.

        Raises
        ------
        DamagedIndexError, StudyIndexError
            As `reading`.
        """
        with self._transaction("BEGIN IMMEDIATE") as database:
            yield database

    def shrink(self) -> None:
        """Give back what was deleted, in the file and in its log: nothing of it can be read afterwards."""
        with self._connection() as database:
            database.execute("VACUUM")
            database.execute("PRAGMA wal_checkpoint (TRUNCATE)")
        for path in self.path.parent.glob(f"{self.path.stem}-damaged-*"):
            with suppress(OSError):
                path.unlink()

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
            raise DamagedIndexError(self._set_aside(identity)) from error
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.ProgrammingError | sqlite3.IntegrityError):
                # Ours, not those of the file.
                raise
            code = error.sqlite_errorcode & 0xFF
            if code in DAMAGED:
                raise DamagedIndexError(self._set_aside(identity)) from error
            raise _refusal(code) from error
        except OSError as error:
            raise _refusal(sqlite3.SQLITE_CANTOPEN) from error

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
        version = _number(database, "PRAGMA user_version")
        if version > len(MIGRATIONS):
            raise StudyIndexError(
                say("The list of studies on this computer was made by a newer Lightbox."),
                say("Use the newer Lightbox."),
            )
        if version and _number(database, "PRAGMA application_id") != APPLICATION_ID:
            raise _ForeignFileError
        indexed = "SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'study_text%'"
        is_indexed = _number(database, indexed) > 0
        changes: list[str] = [statement for step in MIGRATIONS[version:] for statement in step]
        if changes:
            changes += [f"PRAGMA application_id = {APPLICATION_ID}", f"PRAGMA user_version = {len(MIGRATIONS)}"]
        if is_indexed != self.uses_trigrams:
            changes += TEXT_INDEX if self.uses_trigrams else NO_TEXT_INDEX
        return tuple(changes)

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


def _number(database: sqlite3.Connection, statement: str) -> int:
    return int(database.execute(statement).fetchone()[0])


def _refusal(code: int) -> StudyIndexError:
    """Say why the file cannot be used."""
    if code in BUSY:
        return StudyIndexError(say("Another window is writing the list of studies."), say("Try again in a moment."))
    if code == sqlite3.SQLITE_FULL:
        return StudyIndexError(
            say("The disk is full: the list of studies cannot be written."), say("Make room on the disk.")
        )
    return StudyIndexError(
        say("The list of studies on this computer cannot be read or written."),
        say("Check that Lightbox may write into its data folder."),
    )
