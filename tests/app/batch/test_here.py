"""Jobs in this process and in several: a killed worker loses nothing, an interrupted command goes on."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ai.progress import Progress, silent
from app.batch.feed import Claimed, Feed
from app.batch.here import run_in_processes, run_in_this_process
from app.batch.table import MOST_ATTEMPTS, Job, JobState, JobTable, Outcome
from app.errors import BatchError

from .stand_in import StandIn, made_up

kills = pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL there")


class News:
    """Holds what a feed told."""

    def __init__(self) -> None:
        self.ended: list[tuple[int, JobState]] = []
        self.told: list[tuple[float, str]] = []

    def take(self, job: Job, outcome: Outcome) -> None:
        self.ended.append((job.number, outcome.state))

    def progress(self, fraction: float, message: str) -> None:
        self.told.append((fraction, message))


@pytest.fixture
def news() -> News:
    return News()


def make_feed(folder: Path, count: int, news: News) -> Feed:
    table = JobTable(folder)
    return Feed(
        table, table.add([made_up(number) for number in range(count)]), progress=news.progress, on_news=news.take
    )


def states(folder: Path) -> list[JobState]:
    return [job.state for job in JobTable(folder).jobs()]


def complete(folder: Path) -> int:
    """How many results are whole; nothing half may lie beside them."""
    assert not list(folder.glob(".*"))
    folders = [each for each in folder.iterdir() if each.is_dir()]
    assert all(sorted(path.name for path in each.iterdir()) == ["done.txt", "half.txt"] for each in folders)
    return len(folders)


def test_one_that_fails_does_not_stop_the_others(tmp_path: Path, news: News) -> None:
    bad = ((2, Outcome(JobState.FAILED, "It is broken.")), (3, Outcome(JobState.REFUSED, "It is a foot.")))
    run_in_this_process(make_feed(tmp_path, 4, news), StandIn(tmp_path, outcomes=bad))
    expected = [JobState.DONE, JobState.FAILED, JobState.REFUSED, JobState.DONE]
    assert states(tmp_path) == expected
    assert news.ended == list(enumerate(expected, 1))
    fractions = [fraction for fraction, _ in news.told]
    assert fractions == sorted(fractions)
    assert fractions[-1] == 1.0
    assert news.told[0] == (0.125, "0 of 4: Looking")


def test_what_would_stop_every_job_stops_at_once(tmp_path: Path, news: News) -> None:
    broken = Outcome(JobState.FAILED, "The model is damaged.", "Install it again.", stops_all=True)
    with pytest.raises(BatchError, match="The model is damaged"):
        run_in_this_process(make_feed(tmp_path, 3, news), StandIn(tmp_path, outcomes=((2, broken),)))
    assert states(tmp_path) == [JobState.DONE, JobState.WAITING, JobState.WAITING]


class Interrupted(StandIn):
    """Ctrl-C while the second job runs."""

    def __call__(self, claimed: Claimed, *, progress: Progress = silent) -> Outcome:
        if claimed.job.number == 2:
            raise KeyboardInterrupt
        return super().__call__(claimed, progress=progress)


def test_after_ctrl_c_the_same_command_goes_on(tmp_path: Path, news: News) -> None:
    with pytest.raises(KeyboardInterrupt):
        run_in_this_process(make_feed(tmp_path, 3, news), Interrupted(tmp_path))
    assert states(tmp_path) == [JobState.DONE, JobState.WAITING, JobState.WAITING]
    work = StandIn(tmp_path)
    run_in_this_process(make_feed(tmp_path, 3, news), work)
    assert states(tmp_path) == [JobState.DONE] * 3
    assert [work.begun(number) for number in (1, 2, 3)] == [1, 1, 1]
    assert complete(tmp_path) == 3


@kills
def test_a_killed_worker_loses_nothing(tmp_path: Path, news: News) -> None:
    work = StandIn(tmp_path, killed=(2,))
    run_in_processes(make_feed(tmp_path, 5, news), work, 2)
    assert states(tmp_path) == [JobState.DONE] * 5
    assert complete(tmp_path) == 5
    assert [work.begun(number) for number in range(1, 6)] == [1, 2, 1, 1, 1]
    assert [job.attempts for job in JobTable(tmp_path).jobs()] == [1, 2, 1, 1, 1]


@kills
def test_a_series_that_always_kills_its_worker_fails_and_the_others_are_done(tmp_path: Path, news: News) -> None:
    work = StandIn(tmp_path, always_killed=(1,))
    run_in_processes(make_feed(tmp_path, 2, news), work, 1)
    assert states(tmp_path) == [JobState.FAILED, JobState.DONE]
    assert work.begun(1) == MOST_ATTEMPTS
    assert (1, JobState.FAILED) in news.ended


COMMAND = """
import sys
from pathlib import Path
from app.batch.feed import Feed
from app.batch.here import run_in_processes
from app.batch.table import JobTable
from tests.app.batch.stand_in import StandIn, made_up

if __name__ == "__main__":
    folder = Path(sys.argv[1])
    table = JobTable(folder)
    series = table.add([made_up(number) for number in range(6)])
    run_in_processes(Feed(table, series), StandIn(folder, seconds=0.5), 2)
"""


@kills
@pytest.mark.parametrize("blow", [signal.SIGKILL, signal.SIGINT])
def test_the_whole_command_killed_in_the_middle_goes_on(tmp_path: Path, news: News, blow: signal.Signals) -> None:
    script, folder = tmp_path / "command.py", tmp_path / "out"
    script.write_text(COMMAND)
    root = Path(__file__).resolve().parents[3]
    process = subprocess.Popen(
        [sys.executable, str(script), str(folder)],
        env={"PYTHONPATH": str(root), "PATH": ""},
        cwd=root,
        stderr=subprocess.DEVNULL,
    )
    deadline = time.monotonic() + 60
    while not list(folder.glob("*/done.txt")) and time.monotonic() < deadline:
        time.sleep(0.05)
    process.send_signal(blow)
    process.wait(timeout=30)
    left = states(folder)
    assert 1 <= left.count(JobState.DONE) < 6 or any(folder.glob("*/done.txt"))
    time.sleep(1.0)  # workers of a killed command end when they tell of their job
    run_in_this_process(make_feed(folder, 6, news), StandIn(folder))
    assert states(folder) == [JobState.DONE] * 6
    assert complete(folder) == 6
