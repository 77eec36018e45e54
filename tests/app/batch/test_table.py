"""The job table: each job is taken once, one of a dead process again, and what stands in it names nobody."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import closing
from pathlib import Path

import pytest

from app.batch.lease import Lease
from app.batch.owner import is_dead_here, new_owner
from app.batch.table import LEASE_S, MOST_ATTEMPTS, TABLE_FILE, JobState, JobTable, Outcome
from app.errors import BatchError

from .stand_in import made_up

DONE = Outcome(JobState.DONE, seconds=2.0)


@pytest.fixture
def table(tmp_path: Path) -> JobTable:
    table = JobTable(tmp_path)
    table.begin({"model": "tiny-1.0.0"})
    return table


def test_a_job_goes_from_waiting_to_done(table: JobTable) -> None:
    numbers = table.add([made_up(7), made_up(8, modality="C/../T")])
    assert {number: series.uid for number, series in numbers.items()} == {1: "1.2.7", 2: "1.2.8"}
    job = table.claim("a", numbers)
    assert job is not None
    assert (job.number, job.state, job.attempts, job.series_uid) == (1, JobState.RUNNING, 1, "1.2.7")
    assert table.finish(1, "a", DONE)
    first, second = table.jobs()
    assert (first.state, first.seconds, second.state) == (JobState.DONE, 2.0, JobState.WAITING)
    assert first.folder == f"0001-CR-{first.key[:8]}"
    assert second.folder == f"0002-CT-{second.key[:8]}"


def test_the_same_series_is_one_job_for_ever(table: JobTable) -> None:
    table.add([made_up(7), made_up(8)])
    assert sorted(table.add([made_up(8), made_up(9)])) == [2, 3]
    assert [job.series_uid for job in table.jobs()] == ["1.2.7", "1.2.8", "1.2.9"]


def test_only_what_this_command_found_is_taken(table: JobTable) -> None:
    table.add([made_up(7), made_up(8)])
    job = table.claim("a", [2])
    assert job is not None
    assert job.number == 2
    assert table.claim("a", [2]) is None


def test_many_claim_at_once_and_each_job_is_taken_once(tmp_path: Path, table: JobTable) -> None:
    numbers = table.add([made_up(number) for number in range(40)])
    taken: list[int] = []

    def take(owner: str) -> None:
        own = JobTable(tmp_path)
        while (job := own.claim(owner, numbers)) is not None:
            taken.append(job.number)

    threads = [threading.Thread(target=take, args=(new_owner(),)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken) == list(range(1, 41))


def test_another_model_is_refused_in_the_same_folder(tmp_path: Path, table: JobTable) -> None:
    JobTable(tmp_path).begin({"model": "tiny-1.0.0"})
    with pytest.raises(BatchError, match=r"another run \(tiny-1\.0\.0\)"):
        JobTable(tmp_path).begin({"model": "tiny-2.0.0"})


def test_failed_jobs_wait_again_and_refused_ones_do_not(table: JobTable) -> None:
    numbers = table.add([made_up(7), made_up(8)])
    for state in (JobState.FAILED, JobState.REFUSED):
        job = table.claim("a", numbers)
        assert job is not None
        table.finish(job.number, "a", Outcome(state, "Because.", "Do this."))
    assert [job.reason for job in table.jobs()] == ["Because. Do this."] * 2
    table.retry_failed(numbers)
    assert [(job.state, job.reason) for job in table.jobs()] == [
        (JobState.WAITING, ""),
        (JobState.REFUSED, "Because. Do this."),
    ]


def _dead_owner() -> str:
    """Owner of a process of this computer that has ended."""
    with subprocess.Popen([sys.executable, "-c", "pass"]) as process:
        process.wait()
    computer, _, token = new_owner().split("/")
    return f"{computer}/{process.pid}/{token}"


@pytest.mark.skipif(sys.platform == "win32", reason="there only the lease tells")
def test_a_job_of_a_dead_process_of_this_computer_is_taken_at_once(table: JobTable) -> None:
    numbers = table.add([made_up(7)])
    dead = _dead_owner()
    assert table.claim(dead, numbers) is not None
    job = table.claim("b", numbers)
    assert job is not None
    assert job.attempts == 2
    assert not table.finish(1, dead, DONE)
    assert table.finish(1, "b", DONE)


def test_this_process_lives_and_one_elsewhere_is_not_known_to_be_dead() -> None:
    assert not is_dead_here(new_owner())
    assert not is_dead_here("elsewhere/1/ab")
    assert not is_dead_here("nonsense")
    assert new_owner().split("/")[1] == str(os.getpid())


def test_a_job_whose_owner_is_silent_is_taken_again(tmp_path: Path, table: JobTable) -> None:
    numbers = table.add([made_up(7)])
    table.claim("elsewhere/1/ab", numbers)
    assert table.claim("b", numbers) is None
    _age(tmp_path, LEASE_S + 1)
    assert table.claim("b", numbers) is not None


def test_a_beat_keeps_a_job(tmp_path: Path, table: JobTable) -> None:
    numbers = table.add([made_up(7)])
    table.claim("elsewhere/1/ab", numbers)
    _age(tmp_path, LEASE_S + 1)
    with Lease(table, "elsewhere/1/ab", every_s=0.01):
        deadline = time.monotonic() + 10
        while _beat_at(tmp_path) < time.time() - LEASE_S and time.monotonic() < deadline:
            time.sleep(0.01)
    assert table.claim("b", numbers) is None


def test_a_job_that_kills_its_process_fails_in_the_end(table: JobTable) -> None:
    numbers = table.add([made_up(7)])
    for attempt in range(1, MOST_ATTEMPTS + 1):
        job = table.claim("a", numbers)
        assert job is not None
        assert job.attempts == attempt
        table.let_go(1, "a", counts=True)
    assert table.claim("a", numbers) is None
    (job,) = table.jobs()
    assert job.state is JobState.FAILED
    assert "3 times" in job.reason


def test_an_interrupted_job_does_not_count(table: JobTable) -> None:
    numbers = table.add([made_up(7)])
    for _ in range(5):
        assert table.claim("a", numbers) is not None
        table.let_go(1, "a", counts=False)
    assert table.jobs()[0].attempts == 0


def test_the_table_holds_no_name_of_a_file(tmp_path: Path, table: JobTable) -> None:
    table.claim("a", table.add([made_up(7)]))
    content = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert b"1.2.7" in content
    assert b"Anna" not in content
    assert b"Thorax" not in content


def _age(folder: Path, seconds: float) -> None:
    with closing(sqlite3.connect(folder / TABLE_FILE)) as database, database:
        database.execute("UPDATE job SET beat_at = beat_at - ?", (seconds,))


def _beat_at(folder: Path) -> float:
    with closing(sqlite3.connect(folder / TABLE_FILE)) as database:
        return float(database.execute("SELECT beat_at FROM job").fetchone()[0])
