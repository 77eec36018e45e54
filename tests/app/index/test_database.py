"""The file: private, shared by windows, replaced when damaged."""

from __future__ import annotations

import sqlite3
import stat
import sys
import threading
from contextlib import closing
from pathlib import Path

import pytest

from app.errors import StudyIndexError
from app.index.database import MIGRATIONS, Database, default_path, has_trigrams
from app.index.query import parse
from app.index.study_index import StudyIndex
from app.sqlite_file import DamagedFileError


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "studies.sqlite3"


def test_only_the_user_may_read_it(path: Path, record) -> None:
    index = StudyIndex(Database(path))
    with index._database.writing() as database:
        database.execute("DELETE FROM study")
        ends = {each.name for each in path.parent.iterdir()}
        assert ends == {path.name, f"{path.name}-wal", f"{path.name}-shm"}
        if sys.platform != "win32":
            assert {stat.S_IMODE(each.stat().st_mode) for each in path.parent.iterdir()} == {0o600}
            assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


@pytest.mark.parametrize("damage", [b"this is no database at all" * 40, None])
def test_a_damaged_file_is_set_aside(path: Path, record, damage: bytes | None) -> None:
    index = StudyIndex(Database(path))
    index.remember(record(number) for number in range(200))
    content = path.read_bytes()
    # Nonsense as a whole, or in the middle of pages.
    path.write_bytes(damage or content[:4096] + b"\xff" * (len(content) - 4096))
    for end in ("-wal", "-shm"):
        path.with_name(path.name + end).unlink(missing_ok=True)
    with pytest.raises(DamagedFileError, match="a new one was begun") as raised:
        index.remember([record(1)])
    (aside,) = path.parent.glob("studies-damaged-*.sqlite3")
    assert aside.name in str(raised.value)
    index.remember([record(1)])
    assert index.find(()).total == 1


def test_another_program_s_database_is_set_aside(path: Path) -> None:
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA user_version = 1")
        database.execute("CREATE TABLE other (x)")
    with pytest.raises(DamagedFileError):
        StudyIndex(Database(path)).find(())
    assert StudyIndex(Database(path)).find(()).total == 0


def test_a_file_that_another_window_renewed_is_left_alone(path: Path, record) -> None:
    database = Database(path)
    StudyIndex(database).remember([record(1)])
    database._set_aside((0, 0))
    assert StudyIndex(database).find(()).total == 1


def test_a_newer_file_is_refused_and_kept(path: Path, record) -> None:
    index = StudyIndex(Database(path))
    index.remember([record(1)])
    with closing(sqlite3.connect(path)) as database:
        database.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    with pytest.raises(StudyIndexError, match="newer Lightbox"):
        index.find(())
    with closing(sqlite3.connect(path)) as database:
        database.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")
    assert index.find(()).total == 1


def test_a_folder_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file")
    with pytest.raises(StudyIndexError, match="cannot be read or written"):
        StudyIndex(Database(tmp_path / "data" / "studies.sqlite3")).find(())


def test_a_window_that_writes_for_long_is_named(path: Path, record, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.sqlite_file.BUSY_MS", 10)
    index, other = StudyIndex(Database(path)), Database(path)
    index.remember([record(1)])
    with other.writing() as database:
        database.execute("DELETE FROM study")
        with pytest.raises(StudyIndexError, match="Another window"):
            index.remember([record(2)])
        # Searching goes on meanwhile.
        assert index.find(parse("muller")).total == 1


def test_nothing_is_kept_of_work_that_failed(path: Path, record) -> None:
    index = StudyIndex(Database(path))

    def studies():
        yield record(1)
        raise RuntimeError("boom")

    with pytest.raises(RuntimeError, match="boom"):
        index.remember(studies())
    assert index.find(()).total == 0


def test_two_windows_at_once(path: Path, record) -> None:
    def write(first: int) -> None:
        index = StudyIndex(Database(path))
        for number in range(first, first + 20):
            index.remember([record(number)])

    threads = [threading.Thread(target=write, args=(start,)) for start in (0, 100)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = StudyIndex(Database(path)).find(parse("muller"))
    assert (found.total, len(found.studies)) == (40, 40)


@pytest.mark.skipif(not has_trigrams(), reason="this SQLite has no trigrams")
def test_an_sqlite_without_trigrams_in_between(path: Path, record) -> None:
    StudyIndex(Database(path, uses_trigrams=True)).remember([record(1)])
    without = StudyIndex(Database(path, uses_trigrams=False))
    without.remember([record(2)])
    without.forget([record(1).key])
    again = StudyIndex(Database(path, uses_trigrams=True)).find(parse("muller"))
    assert [study.uid for study in again.studies] == ["1.2.2"]


def test_has_trigrams_asks_sqlite(monkeypatch: pytest.MonkeyPatch) -> None:
    class Without:
        def execute(self, statement: str) -> None:
            raise sqlite3.OperationalError("no such module: fts5")

        def close(self) -> None:
            """Nothing is open."""

    monkeypatch.setattr(sqlite3, "connect", lambda name: Without())
    assert not has_trigrams()


def test_the_user_s_own_file_lies_in_the_data_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.index.database.platformdirs.user_data_dir", lambda name, appauthor: f"/data/{name}")
    assert default_path() == Path("/data/Lightbox/studies.sqlite3")


def test_a_full_disk_is_called_so(path: Path, record) -> None:
    index = StudyIndex(Database(path))
    index.remember([record(1)])

    def write_much() -> None:
        with index._database.writing() as database:
            database.execute("PRAGMA max_page_count = 1")
            database.execute("INSERT INTO place SELECT id, zeroblob(9000) FROM study")

    with pytest.raises(StudyIndexError, match="disk is full"):
        write_much()


def test_a_fault_of_the_program_does_not_pass_for_one_of_the_file(path: Path) -> None:
    database = Database(path)
    with pytest.raises(sqlite3.IntegrityError), database.writing() as connection:
        connection.execute("INSERT INTO place VALUES (1, NULL)")
    assert not list(path.parent.glob("*damaged*"))
