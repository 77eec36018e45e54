"""The studies that this computer remembers: names, dates and where the files are; no pixels, no copies."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from app.index.database import Database
from app.index.folding import searchable
from app.index.places import least
from app.index.query import FIRST_DAY, LAST_DAY, Term
from app.index.record import StudyKey, StudyRecord
from app.index.statement import COLUMNS, DAY, SECOND, statement_of

MOST_FOUND = 200
"""So many studies a search gives; whoever gets more types another word."""


@dataclass(frozen=True)
class Found:
    """What a search gives.

    Parameters
    ----------
    studies
        The newest of those that fit, the newest first; of all studies those that were opened last.
    has_more
        Whether more fit than are given.
    total
        Studies that are remembered.
    """

    studies: tuple[StudyRecord, ...] = ()
    has_more: bool = False
    total: int = 0


class StudyIndex:
    """Remembers and finds studies. Every call may come from any thread, and from several windows at once.

    Every call may raise `app.errors.StudyIndexError`.

    Parameters
    ----------
    database
        Where it is kept.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def remember(self, records: Iterable[StudyRecord]) -> None:
        """Add studies, or what is new about them."""
        with self._database.writing() as database:
            for record in records:
                _put(database, record)

    def note_opened(self, key: StudyKey, at: int) -> None:
        """Note that a study was looked at, seconds since 1970; without effect on one that is not remembered."""
        with self._database.writing() as database:
            database.execute(
                "UPDATE study SET opened_at = ? WHERE uid = ? AND patient_id = ? AND patient_name = ?", (at, *key)
            )

    def find(self, terms: Sequence[Term], *, limit: int = MOST_FOUND) -> Found:
        """Find the studies that fit all terms; of no terms all of them.

        Parameters
        ----------
        terms
            Of `app.index.query.parse`.
        limit
            So many at most.
        """
        with self._database.reading() as database:
            meant = [_meant(database, term) for term in terms]
            statement, values = statement_of(meant, limit + 1, uses_trigrams=self._database.uses_trigrams)
            rows = database.execute(statement, values).fetchall()
            has_more = len(rows) > limit
            del rows[limit:]
            places = _places(database, [row[0] for row in rows])
            (total,) = database.execute("SELECT count(*) FROM study").fetchone()
        return Found(tuple(_record(row, places.get(row[0], ())) for row in rows), has_more, total)

    def forget(self, keys: Iterable[StudyKey]) -> None:
        """Forget some studies."""
        with self._database.writing() as database:
            database.executemany("DELETE FROM study WHERE uid = ? AND patient_id = ? AND patient_name = ?", keys)

    def forget_all(self) -> None:
        """Forget every study, also what a damaged file still holds of them."""
        with self._database.writing() as database:
            database.execute("DELETE FROM study")
        self._database.shrink()


def _meant(database: sqlite3.Connection, term: Term) -> Term:
    """Take a modality that no study has for a word, where it may be one."""
    if not term.otherwise:
        return term
    for modality in term.modalities:
        if database.execute("SELECT 1 FROM study_modality WHERE modality = ? LIMIT 1", (modality,)).fetchone():
            return term
    return Term(words=(term.otherwise,))


def _put(database: sqlite3.Connection, record: StudyRecord) -> None:
    row = database.execute(
        f"SELECT {COLUMNS} FROM study WHERE uid = ? AND patient_id = ? AND patient_name = ?", record.key
    ).fetchone()
    number = 0
    if row is not None:
        before = _record(row, _places(database, [row[0]]).get(row[0], ()))
        record = _merged(before, record)
        if record == before:
            return
        if _moment(before) == _moment(record):
            number = row[0]
        database.execute("DELETE FROM study WHERE id = ?", row[:1])
    number = number or _free_number(database, record)
    database.execute(
        f"INSERT INTO study ({COLUMNS}, words) VALUES ({'?, ' * 16}?)", (number, *_values(record), _words(record))
    )
    database.executemany("INSERT INTO place VALUES (?, ?)", [(number, os.fsencode(place)) for place in record.places])
    database.executemany("INSERT INTO study_modality VALUES (?, ?)", [(each, number) for each in record.modalities])


def _merged(before: StudyRecord, now: StudyRecord) -> StudyRecord:
    """Add what was found now to what was known: a study may have been opened in part."""
    return replace(
        now,
        modalities=tuple(sorted({*before.modalities, *now.modalities})),
        body_parts=tuple(sorted({*before.body_parts, *now.body_parts})),
        series_count=max(before.series_count, now.series_count),
        image_count=max(before.image_count, now.image_count),
        first_series_uid=before.first_series_uid if before.image_count > now.image_count else now.first_series_uid,
        places=tuple(map(str, least((*before.paths, *now.paths)))),
        opened_at=max(before.opened_at, now.opened_at),
    )


def _moment(record: StudyRecord) -> int:
    """Lowest number of a study of this second: numbers follow the calendar, so that the newest are found first."""
    day, second = record.date.replace(".", ""), record.time[:6].ljust(6, "0")
    if not (day.isdecimal() and day.isascii() and FIRST_DAY <= int(day) <= LAST_DAY):
        return 1
    return int(day) * DAY + (int(second) if second.isdecimal() and second.isascii() else 0) * SECOND


def _free_number(database: sqlite3.Connection, record: StudyRecord) -> int:
    first = _moment(record)
    # Studies without a date have all the numbers before the first day.
    last = first + SECOND - 1 if first > 1 else DAY
    highest = database.execute("SELECT max(id) FROM study WHERE id BETWEEN ? AND ?", (first, last)).fetchone()[0]
    if highest == last:
        (highest,) = database.execute("SELECT max(id) FROM study WHERE id < ?", (first - first % DAY + DAY,)).fetchone()
    return first if highest is None else int(highest) + 1


def _words(record: StudyRecord) -> str:
    return searchable(
        texts=(record.patient_name, record.description, *record.body_parts),
        codes=(record.patient_id, record.accession_number),
    )


def _values(record: StudyRecord) -> tuple[str | int, ...]:
    return (
        *(record.uid, record.patient_id, record.patient_name, record.patient_birth_date, record.patient_sex),
        *(record.date, record.time, record.description, record.accession_number),
        *("\n".join(record.modalities), "\n".join(record.body_parts)),
        *(record.series_count, record.image_count, record.first_series_uid, record.opened_at),
    )


def _record(row: Sequence[object], places: tuple[str, ...]) -> StudyRecord:
    _, uid, patient_id, name, born, sex, date, time, description, accession, modalities, parts, *rest = row
    series_count, image_count, first_series_uid, opened_at = rest
    return StudyRecord(
        uid=str(uid),
        date=str(date),
        time=str(time),
        description=str(description),
        accession_number=str(accession),
        patient_name=str(name),
        patient_id=str(patient_id),
        patient_birth_date=str(born),
        patient_sex=str(sex),
        modalities=tuple(str(modalities).split("\n")) if modalities else (),
        body_parts=tuple(str(parts).split("\n")) if parts else (),
        series_count=int(str(series_count)),
        image_count=int(str(image_count)),
        first_series_uid=str(first_series_uid),
        places=places,
        opened_at=int(str(opened_at)),
    )


def _places(database: sqlite3.Connection, numbers: Sequence[int]) -> dict[int, tuple[str, ...]]:
    """Paths of studies by their numbers."""
    found: dict[int, tuple[str, ...]] = {}
    if numbers:
        marks = ", ".join("?" * len(numbers))
        rows = database.execute(f"SELECT study_id, path FROM place WHERE study_id IN ({marks})", tuple(numbers))
        for number, path in rows:
            found[number] = (*found.get(number, ()), os.fsdecode(path))
    return found
