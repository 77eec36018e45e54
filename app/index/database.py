"""The file of the index: what is in it, and how its words are indexed."""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress
from pathlib import Path

import platformdirs

from ai.words import say, template
from app.errors import StudyIndexError
from app.sqlite_file import Schema, SqliteFile, Trouble, number

APPLICATION_ID = 0x4C_42_53_49
"""What marks the file as ours: "LBSI"."""

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


TROUBLE = Trouble(
    error=StudyIndexError,
    damaged=(
        say("The list of studies on this computer was damaged; a new one was begun."),
        template("Studies are remembered again as they are opened. The old list was kept as {file}."),
    ),
    newer=(say("The list of studies on this computer was made by a newer Lightbox."), say("Use the newer Lightbox.")),
    busy=(say("Another window is writing the list of studies."), say("Try again in a moment.")),
    full=(say("The disk is full: the list of studies cannot be written."), say("Make room on the disk.")),
    unusable=(
        say("The list of studies on this computer cannot be read or written."),
        say("Check that Lightbox may write into its data folder."),
    ),
)


class Database(SqliteFile):
    """The file of the index.

    Parameters
    ----------
    path
        The file; made with its folder where absent, readable by this user only.
    uses_trigrams
        Whether text is indexed; None asks SQLite.
    """

    def __init__(self, path: Path, *, uses_trigrams: bool | None = None) -> None:
        super().__init__(path, Schema(APPLICATION_ID, MIGRATIONS, TROUBLE))
        self.uses_trigrams = has_trigrams() if uses_trigrams is None else uses_trigrams

    def shrink(self) -> None:
        """Give back what was deleted, in the file and in its log: nothing of it can be read afterwards."""
        with self._connection() as database:
            database.execute("VACUUM")
            database.execute("PRAGMA wal_checkpoint (TRUNCATE)")
        for path in self.path.parent.glob(f"{self.path.stem}-damaged-*"):
            with suppress(OSError):
                path.unlink()

    def _pending(self, database: sqlite3.Connection) -> tuple[str, ...]:
        """Statements that the file lacks, those of the text index among them."""
        changes = super()._pending(database)
        indexed = "SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'study_text%'"
        is_indexed = number(database, indexed) > 0
        if is_indexed != self.uses_trigrams:
            changes += TEXT_INDEX if self.uses_trigrams else NO_TEXT_INDEX
        return changes
