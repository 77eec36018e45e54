"""Search among 50,000 remembered studies as somebody types, against a plain LIKE scan of the same rows.

Each query is asked as the window asks it: parsed, found, the newest ones made into values. The goal is 20 ms.
"""

from __future__ import annotations

import random
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

from app.index.database import Database
from app.index.folding import folded, searchable
from app.index.query import parse
from app.index.record import StudyRecord
from app.index.study_index import MOST_FOUND, StudyIndex
from tests.benchmarks.table import Row, medians_ms

STUDIES = 50_000
BATCH = 1000
RUNS = 9

QUERIES = ("", "s", "sm", "smi", "smith", "müller anna", "ct", "pt", "ct chest", "2024-03", "ct 2024-03 chest", "0047")
"""Common ones, among them a name letter by letter."""

FAMILIES = ("Müller", "Smith", "Øberg", "Nguyen", "García", "Schmidt", "Łukasz", "Kowalski", "O'Brien", "Yamada")
GIVEN = ("Anna", "Peter", "José", "Thi", "Maria", "Karl", "Zoë", "Hans")
SYLLABLES = tuple(consonant + vowel for consonant in "bdfgklmnprst" for vowel in "aeiou")
STUDY_KINDS = (
    ("CT Chest", ("CT",), "CHEST"),
    ("CT Abdomen Pelvis", ("CT",), "ABDOMEN"),
    ("MR Brain w/wo", ("MR",), "BRAIN"),
    ("XR Chest PA", ("DX",), "CHEST"),
    ("US Abdomen", ("US",), "ABDOMEN"),
    ("PET CT whole body", ("CT", "PT"), "WHOLEBODY"),
    ("Mammography screening", ("MG",), "BREAST"),
)


def run() -> list[Row]:
    """Measure, all in turn."""
    records = studies()
    with tempfile.TemporaryDirectory() as name:
        index = StudyIndex(Database(Path(name) / "studies.sqlite3"))
        for start in range(0, STUDIES, BATCH):
            index.remember(records[start : start + BATCH])
        plain = Path(name) / "plain.sqlite3"
        write_plain(plain, records)
        rows = []
        for query in QUERIES:

            def ours(query: str = query) -> object:
                return index.find(parse(query))

            def by_like(query: str = query) -> object:
                return like(plain, query)

            ours_ms, like_ms = medians_ms(ours, by_like, runs=RUNS)
            rows.append(Row(f"find “{query}” in {STUDIES:,} studies", ours_ms, "LIKE scan", like_ms, ">= 1, < 20 ms"))
    return rows


def studies() -> list[StudyRecord]:
    """Make up studies of some fourteen years."""
    dice = random.Random(5)
    made = []
    for number in range(STUDIES):
        words, modalities, part = dice.choice(STUDY_KINDS)
        family = dice.choice(FAMILIES) if dice.random() < 0.2 else "".join(dice.choices(SYLLABLES, k=3)).title()
        made.append(
            StudyRecord(
                uid=f"1.2.{number}",
                date=f"{dice.randrange(2012, 2026)}{dice.randrange(1, 13):02}{dice.randrange(1, 29):02}",
                time=f"{dice.randrange(24):02}{dice.randrange(60):02}00",
                description=words,
                accession_number=f"A{number:07}",
                patient_name=f"{family}, {dice.choice(GIVEN)}",
                patient_id=f"PAT-{dice.randrange(10**6):06}",
                patient_birth_date=f"19{dice.randrange(20, 99)}0412",
                patient_sex=dice.choice("FM"),
                modalities=modalities,
                body_parts=(part,),
                series_count=3,
                image_count=dice.randrange(1, 900),
                first_series_uid=f"1.3.{number}",
                places=(f"/scans/{number % 100}/{number}",),
            )
        )
    return made


def write_plain(path: Path, records: list[StudyRecord]) -> None:
    """Write the same studies into one table without an index, as a first attempt would."""
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("CREATE TABLE study (words TEXT, name TEXT, id TEXT, date TEXT, description TEXT, path TEXT)")
        database.executemany(
            "INSERT INTO study VALUES (?, ?, ?, ?, ?, ?)",
            (
                (
                    searchable(
                        texts=(each.patient_name, each.description, *each.body_parts),
                        codes=(each.patient_id, each.accession_number, *each.modalities),
                    )
                    + f" {each.date[:4]}-{each.date[4:6]}-{each.date[6:]}",
                    *(each.patient_name, each.patient_id, each.date, each.description, each.places[0]),
                )
                for each in records
            ),
        )


def like(path: Path, query: str) -> list[tuple[str, ...]]:
    """Find by LIKE on the folded words, the newest first."""
    words = folded(query).split()
    where = " AND ".join("words LIKE ?" for _ in words) or "1"
    statement = (
        f"SELECT name, id, date, description, path FROM study WHERE {where} ORDER BY date DESC LIMIT {MOST_FOUND}"
    )
    with closing(sqlite3.connect(path)) as database:
        return database.execute(statement, [f"%{word}%" for word in words]).fetchall()
