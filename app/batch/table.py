"""The job table of a run over many series: what is to be done, who does it, what came of it. No patient in it.

The table is a file in the folder of the results, so that the same command goes on where it stopped. Only the process
that a person started writes it; the workers that it feeds, here or on a cluster, do not know it.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import time
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path

from ai.words import say, template
from app.batch.owner import is_dead_here
from app.dicom.series import Series
from app.errors import BatchError
from app.sqlite_file import Schema, SqliteFile, Trouble

TABLE_FILE = "jobs.sqlite3"

APPLICATION_ID = 0x4C_42_4A_54
"""What marks the file as ours: "LBJT"."""

LEASE_S = 120.0
"""A job whose owner was not heard of for so long is taken again."""

MOST_ATTEMPTS = 3
"""So often a job is begun whose process dies: a scan that ends its process must not do so for ever."""

_VERSION_1 = (
    "CREATE TABLE plan (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
    "CREATE TABLE job (number INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, series_uid TEXT NOT NULL,"
    " folder TEXT NOT NULL, state TEXT NOT NULL DEFAULT 'waiting', reason TEXT NOT NULL DEFAULT '',"
    " attempts INTEGER NOT NULL DEFAULT 0, owner TEXT NOT NULL DEFAULT '', beat_at REAL NOT NULL DEFAULT 0,"
    " seconds REAL NOT NULL DEFAULT 0)",
    "CREATE INDEX job_state ON job (state, number)",
)

SCHEMA = Schema(
    APPLICATION_ID,
    (_VERSION_1,),
    Trouble(
        error=BatchError,
        damaged=(
            say("The job table was damaged; a new one is begun with the next command."),
            template("What was written stays; the old table was kept as {file}. Run the command again."),
        ),
        newer=(say("The job table was made by a newer Lightbox."), say("Use the newer Lightbox, or another folder.")),
        busy=(say("Another program is writing the job table."), say("Try again in a moment.")),
        full=(say("The disk is full: the job table cannot be written."), say("Make room, then run the command again.")),
        unusable=(
            say("The job table cannot be read or written."),
            say("Check that Lightbox may write into the folder of the results."),
        ),
    ),
)


class JobState(Enum):
    """How far a job is."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    REFUSED = "refused"
    """The series is not what the model was made for; not tried again."""
    FAILED = "failed"
    """Tried again by the next command."""


@dataclass(frozen=True)
class Job:
    """One series for the model of the run.

    Parameters
    ----------
    number
        From 1.
    key
        Hash that tells the volume from others of one UID.
    series_uid
        (0020,000E).
    folder
        Name of its folder in that of the results; says nothing of the patient.
    state, reason
        How far it is; why it was refused or failed, without names, else ``""``.
    attempts
        How often it was begun.
    seconds
        How long it took.
    """

    number: int
    key: str
    series_uid: str
    folder: str
    state: JobState = JobState.WAITING
    reason: str = ""
    attempts: int = 0
    seconds: float = 0.0


@dataclass(frozen=True)
class Outcome:
    """What came of a job.

    Parameters
    ----------
    state
        DONE, REFUSED or FAILED.
    reason, hint
        Two sentences why, else ``""``; without names.
    seconds
        How long it took.
    stops_all
        Whether every other job would fail for the same reason, as where the model is damaged.
    facts
        For the audit trail: verdict of the gate, device, where known.
    """

    state: JobState
    reason: str = ""
    hint: str = ""
    seconds: float = 0.0
    stops_all: bool = False
    facts: dict[str, str] = field(default_factory=dict)


class JobTable:
    """Reads and writes the table, from several processes at once.

    Every call may raise `app.errors.BatchError` or `app.sqlite_file.DamagedFileError`.

    Parameters
    ----------
    folder
        Of the results; the table is made in it where absent.
    """

    def __init__(self, folder: Path) -> None:
        self._file = SqliteFile(folder / TABLE_FILE, SCHEMA)

    def begin(self, plan: dict[str, str]) -> None:
        """Note what the run does, or check that it does what it did before.

        Parameters
        ----------
        plan
            Model, hash of its weights, what is written; the same for every command that goes on.

        Raises
        ------
        BatchError
            Where the folder holds the results of something else.
        """
        with self._file.writing() as database:
            before = dict(database.execute("SELECT name, value FROM plan").fetchall())
            if before and before != plan:
                raise BatchError(
                    say("The folder holds the results of another run ({model}).", model=before.get("model", "?")),
                    say("Choose another folder, or give the same model and the same options as then."),
                )
            if not before:
                database.executemany("INSERT INTO plan (name, value) VALUES (?, ?)", sorted(plan.items()))

    def add(self, series: Iterable[Series]) -> dict[int, Series]:
        """Add a job for every series that has none yet.

        Returns
        -------
        dict
            The series by the number of its job.
        """
        numbers = {}
        with self._file.writing() as database:
            for each in series:
                key = key_of(each)
                database.execute(
                    "INSERT INTO job (key, series_uid, folder) VALUES (?, ?, '') ON CONFLICT (key) DO NOTHING",
                    (key, each.uid),
                )
                number = int(database.execute("SELECT number FROM job WHERE key = ?", (key,)).fetchone()[0])
                folder = f"{number:04}-{_modality(each)}-{key[:8]}"
                database.execute("UPDATE job SET folder = ? WHERE number = ? AND folder = ''", (folder, number))
                numbers[number] = each
        return numbers

    def retry_failed(self, among: Collection[int]) -> None:
        """Let jobs that failed before wait again."""
        with self._file.writing() as database:
            database.execute(
                "UPDATE job SET state = 'waiting', attempts = 0, reason = ''"
                " WHERE state = 'failed' AND number IN (SELECT value FROM json_each(?))",
                (_listed(among),),
            )

    def claim(self, owner: str, among: Collection[int]) -> Job | None:
        """Take the next job that waits, or whose owner is dead; None where there is none.

        Parameters
        ----------
        owner
            Who takes it, see `app.batch.owner`.
        among
            Numbers to choose from.
        """
        with self._file.writing() as database:
            self._let_go_of_the_dead(database)
            row = database.execute(
                f"UPDATE job SET state = 'running', owner = ?, beat_at = ?, attempts = attempts + 1"
                f" WHERE number = (SELECT number FROM job WHERE state = 'waiting'"
                f" AND number IN (SELECT value FROM json_each(?)) ORDER BY number LIMIT 1) RETURNING {_COLUMNS}",
                (owner, time.time(), _listed(among)),
            ).fetchone()
        return None if row is None else _job(row)

    def beat(self, owner: str) -> None:
        """Tell that an owner lives: its jobs stay its own."""
        with self._file.writing() as database:
            database.execute("UPDATE job SET beat_at = ? WHERE state = 'running' AND owner = ?", (time.time(), owner))

    def finish(self, number: int, owner: str, outcome: Outcome) -> bool:
        """Note what came of a job.

        Returns
        -------
        bool
            False where somebody else has taken it meanwhile; nothing is noted then.
        """
        with self._file.writing() as database:
            changed = database.execute(
                "UPDATE job SET state = ?, reason = ?, seconds = ?, owner = ''"
                " WHERE number = ? AND owner = ? AND state = 'running'",
                (outcome.state.value, f"{outcome.reason} {outcome.hint}".strip(), outcome.seconds, number, owner),
            )
            return changed.rowcount > 0

    def let_go(self, number: int, owner: str, *, counts: bool) -> None:
        """Give back a job that was not finished.

        Parameters
        ----------
        number, owner
            Which job, and whose.
        counts
            Whether the attempt counts: its process died. After `MOST_ATTEMPTS` the job has failed.
        """
        with self._file.writing() as database:
            self._give_back(database, "number = ? AND owner = ?", (number, owner), counts=counts)

    def jobs(self) -> tuple[Job, ...]:
        """Return all jobs, by number."""
        with self._file.reading() as database:
            rows = database.execute(f"SELECT {_COLUMNS} FROM job ORDER BY number").fetchall()
        return tuple(_job(row) for row in rows)

    def _let_go_of_the_dead(self, database: sqlite3.Connection) -> None:
        """Give back the jobs of owners that are dead or were not heard of for long."""
        owners = database.execute(
            "SELECT owner, max(beat_at) FROM job WHERE state = 'running' GROUP BY owner"
        ).fetchall()
        now = time.time()
        for owner, beat_at in owners:
            if beat_at < now - LEASE_S or is_dead_here(owner):
                self._give_back(database, "owner = ?", (owner,), counts=True)

    @staticmethod
    def _give_back(database: sqlite3.Connection, which: str, values: tuple[object, ...], *, counts: bool) -> None:
        if counts:
            database.execute(
                f"UPDATE job SET state = 'failed', owner = '', reason = ?"
                f" WHERE state = 'running' AND {which} AND attempts >= {MOST_ATTEMPTS}",
                (str(died_too_often()), *values),
            )
        database.execute(
            f"UPDATE job SET state = 'waiting', owner = '', attempts = attempts - ?"
            f" WHERE state = 'running' AND {which}",
            (int(not counts), *values),
        )


_COLUMNS = "number, key, series_uid, folder, state, reason, attempts, seconds"


def died_too_often() -> str:
    """Say that a job ended its process again and again."""
    return say(
        "The process that worked on it ended unexpectedly {count} times; it may need more memory than there is.",
        count=MOST_ATTEMPTS,
    )


def key_of(series: Series) -> str:
    """Return a hash that is the same for the same volume in every command: of UID, part and first image."""
    first = series.instances[0].sop_instance_uid if series.instances else ""
    return hashlib.sha256(json.dumps([series.uid, series.part, first]).encode()).hexdigest()


def _modality(series: Series) -> str:
    """Return the modality as it may stand in the name of a folder."""
    return "".join(letter for letter in series.modality if letter.isascii() and letter.isalnum())[:8] or "scan"


def _listed(numbers: Collection[int]) -> str:
    return json.dumps(sorted(numbers))


def _job(row: tuple[int, str, str, str, str, str, int, float]) -> Job:
    number, key, uid, folder, state, reason, attempts, seconds = row
    return Job(number, key, uid, folder, JobState(state), reason, attempts, seconds)
