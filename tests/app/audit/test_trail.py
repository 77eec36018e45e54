"""The audit trail: what is written stays, holds no patient, and shows where it was changed."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest

from app.audit.event import Deed, Event
from app.audit.trail import AuditTrail

UID = "1.2.826.0.1.3680043.8.498.77"
RAN = Event(Deed.RAN, "cxr-anatomy-0.1.0", "c" * 64, UID, {"verdict": "ok", "seconds": 1.5})


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "audit.sqlite3"


def test_lines_come_back_latest_first(path: Path) -> None:
    trail = AuditTrail(path)
    assert trail.entries() == ()
    trail.write([RAN])
    AuditTrail(path).write([Event(Deed.ACCEPTED, "cxr-anatomy-0.1.0", series_uid=UID, details={"label": "heart"})])
    accepted, ran = trail.entries()
    assert (ran.number, ran.deed, ran.model, ran.details) == (1, Deed.RAN, RAN.model, {"verdict": "ok", "seconds": 1.5})
    assert (accepted.number, accepted.deed, accepted.details) == (2, Deed.ACCEPTED, {"label": "heart"})
    assert accepted.series == ran.series
    assert accepted.account
    assert trail.broken_at() is None


def test_a_series_is_found_by_its_uid_which_stands_nowhere(path: Path) -> None:
    trail = AuditTrail(path)
    trail.write([RAN, Event(Deed.RAN, "other-1.0.0", series_uid="1.2.3")])
    assert [each.model for each in trail.entries(series_uid=UID)] == ["cxr-anatomy-0.1.0"]
    files = [each.read_bytes() for each in path.parent.iterdir()]
    assert files
    assert not any(UID.encode() in content for content in files)
    other = AuditTrail(path.with_name("other.sqlite3"))
    other.write([RAN])
    assert other.entries()[0].series != trail.entries(series_uid=UID)[0].series


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ("UPDATE line SET deed = 'rejected' WHERE number = 2", 2),
        ("UPDATE line SET at = at + 1 WHERE number = 1", 1),
        ("DELETE FROM line WHERE number = 2", 2),
        ("DELETE FROM line WHERE number = 1", 1),
    ],
)
def test_a_changed_line_shows(path: Path, change: str, where: int) -> None:
    trail = AuditTrail(path)
    trail.write([RAN] * 3)
    assert trail.broken_at() is None
    with closing(sqlite3.connect(path)) as database, database:
        database.execute(change)
    assert trail.broken_at() == where


def test_two_windows_write_at_once(path: Path) -> None:
    def write() -> None:
        for _ in range(20):
            AuditTrail(path).write([RAN])

    writers = [threading.Thread(target=write) for _ in range(3)]
    for each in writers:
        each.start()
    for each in writers:
        each.join()
    assert [each.number for each in AuditTrail(path).entries()] == list(range(60, 0, -1))
    assert AuditTrail(path).broken_at() is None
