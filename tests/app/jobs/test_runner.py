"""Jobs and lanes: delivery on the main thread, cancel, order, replacement, shutdown."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QThread
from pytestqt.qtbot import QtBot

from ai.errors import InputMismatch, MemoryShort
from ai.progress import Progress, silent
from app.jobs.job import Done, Failed, Outcome, Stopped
from app.jobs.runner import JobRunner, Lane, Task


class Seen:
    """What a runner told, in order."""

    def __init__(self, runner: JobRunner) -> None:
        self.values: list[object] = []
        self.threads: list[QThread] = []
        self.stopped = 0
        self.started: list[str] = []
        self.progress: list[tuple[float, str]] = []
        self.outcomes: list[tuple[str, Outcome]] = []
        runner.job_started.connect(self.on_started)
        runner.job_progressed.connect(self.on_progressed)
        runner.job_finished.connect(self.on_finished)

    def on_done(self, value: object) -> None:
        self.values.append(value)
        self.threads.append(QThread.currentThread())

    def on_stopped(self) -> None:
        self.stopped += 1

    def on_started(self, task: Task) -> None:
        self.started.append(task.title)

    def on_progressed(self, task: Task, fraction: float, message: str) -> None:
        self.progress.append((fraction, message))

    def on_finished(self, task: Task, outcome: Outcome) -> None:
        self.outcomes.append((task.title, outcome))


@pytest.fixture
def runner(qtbot: QtBot) -> Iterator[JobRunner]:
    runner = JobRunner()
    yield runner
    runner.shutdown()


@pytest.fixture
def seen(runner: JobRunner) -> Seen:
    return Seen(runner)


def double(number: int, *, progress: Progress = silent) -> int:
    progress(0.5, "half")
    return 2 * number


def until_cancelled(entered: threading.Event, *, progress: Progress = silent) -> str:
    while True:
        progress(0.0, "working")
        entered.set()
        time.sleep(0.005)


def test_result_arrives_on_the_main_thread(qtbot: QtBot, runner: JobRunner, seen: Seen) -> None:
    runner.start("Doubling", double, 21, lane=Lane.DISK, on_done=seen.on_done)
    qtbot.waitUntil(lambda: seen.values == [42])
    assert seen.threads == [QThread.currentThread()]
    assert seen.progress == [(0.5, "half")]
    assert isinstance(seen.outcomes[0][1], Done)
    assert runner.is_idle


def test_work_runs_in_another_thread(qtbot: QtBot, runner: JobRunner, seen: Seen) -> None:
    def where(*, progress: Progress = silent) -> int:
        return threading.get_ident()

    runner.start("Where", where, lane=Lane.DISK, on_done=seen.on_done)
    qtbot.waitUntil(lambda: len(seen.values) == 1)
    assert seen.values != [threading.get_ident()]


def test_cancel_takes_less_than_a_fifth_of_a_second(qtbot: QtBot, runner: JobRunner, seen: Seen) -> None:
    entered = threading.Event()
    task = runner.start(
        "Endless", until_cancelled, entered, lane=Lane.GPU, on_done=seen.on_done, on_stopped=seen.on_stopped
    )
    qtbot.waitUntil(entered.is_set)
    began = time.monotonic()
    runner.cancel(task)
    qtbot.waitUntil(lambda: bool(seen.outcomes))
    assert time.monotonic() - began < 0.2
    assert isinstance(seen.outcomes[0][1], Stopped)
    assert seen.values == []
    assert seen.stopped == 1


def test_nothing_is_delivered_after_cancel_even_if_the_work_returned(
    qtbot: QtBot, runner: JobRunner, seen: Seen
) -> None:
    returned = threading.Event()

    def deaf(*, progress: Progress = silent) -> str:
        returned.set()
        return "late"

    task = runner.start("Deaf", deaf, lane=Lane.GPU, on_done=seen.on_done)
    assert returned.wait(2)
    time.sleep(0.05)  # the thread ends while this one does not turn its event loop
    runner.cancel(task)
    qtbot.waitUntil(lambda: bool(seen.outcomes))
    qtbot.wait(50)
    assert seen.values == []
    assert isinstance(seen.outcomes[0][1], Stopped)


def test_runtime_error_reaches_the_reader_as_a_sentence(
    qtbot: QtBot, runner: JobRunner, seen: Seen, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*, progress: Progress = silent) -> None:
        raise RuntimeError("/home/x/DOE^JANE shape mismatch")

    runner.start("Chest X-ray anatomy", broken, lane=Lane.GPU, on_stopped=seen.on_stopped)
    qtbot.waitUntil(lambda: bool(seen.outcomes))
    outcome = seen.outcomes[0][1]
    assert isinstance(outcome, Failed)
    assert "Chest X-ray anatomy" in outcome.error.message
    assert outcome.error.hint
    assert "DOE" not in str(outcome.error)
    assert seen.stopped == 1
    # the log says where, and nothing of what stood in the error
    assert "RuntimeError" in caplog.text
    assert "broken" in caplog.text
    assert "DOE" not in caplog.text


def test_reportable_error_is_passed_on_as_it_is(qtbot: QtBot, runner: JobRunner, seen: Seen) -> None:
    def refuses(*, progress: Progress = silent) -> None:
        raise InputMismatch("Needs CT; this series is MR.", "Open a CT.")

    runner.start("Lobes", refuses, lane=Lane.GPU)
    qtbot.waitUntil(lambda: bool(seen.outcomes))
    outcome = seen.outcomes[0][1]
    assert isinstance(outcome, Failed)
    assert str(outcome.error) == "Needs CT; this series is MR. Open a CT."


def test_memory_error_says_what_to_do(qtbot: QtBot, runner: JobRunner, seen: Seen) -> None:
    def hungry(*, progress: Progress = silent) -> None:
        raise MemoryError

    runner.start("Opening", hungry, lane=Lane.DISK)
    qtbot.waitUntil(lambda: bool(seen.outcomes))
    outcome = seen.outcomes[0][1]
    assert isinstance(outcome, Failed)
    assert isinstance(outcome.error, MemoryShort)


def test_a_lane_runs_one_job_at_a_time_in_order(qtbot: QtBot, runner: JobRunner, seen: Seen) -> None:
    busy = threading.Lock()
    clashes: list[int] = []

    def alone(number: int, *, progress: Progress = silent) -> int:
        if not busy.acquire(blocking=False):
            clashes.append(number)
            return number
        time.sleep(0.02)
        busy.release()
        return number

    for number in range(4):
        runner.start(f"Job {number}", alone, number, lane=Lane.DISK, on_done=seen.on_done)
    qtbot.waitUntil(lambda: len(seen.values) == 4)
    assert seen.values == [0, 1, 2, 3]
    assert clashes == []


def test_lanes_do_not_wait_for_each_other(qtbot: QtBot, runner: JobRunner, seen: Seen) -> None:
    entered = threading.Event()
    runner.start("Endless", until_cancelled, entered, lane=Lane.GPU)
    runner.start("Doubling", double, 1, lane=Lane.DISK, on_done=seen.on_done)
    qtbot.waitUntil(lambda: seen.values == [2])


def test_newer_job_with_the_same_key_replaces_the_older(qtbot: QtBot, runner: JobRunner, seen: Seen) -> None:
    entered = threading.Event()
    runner.start("First", until_cancelled, entered, lane=Lane.DISK, key="volume", on_stopped=seen.on_stopped)
    qtbot.waitUntil(entered.is_set)
    for number in (1, 2, 3):
        runner.start(
            f"Number {number}",
            double,
            number,
            lane=Lane.DISK,
            key="volume",
            on_done=seen.on_done,
            on_stopped=seen.on_stopped,
        )
    qtbot.waitUntil(lambda: seen.values == [6])
    qtbot.wait(30)
    assert seen.values == [6]
    # a job that was replaced calls nobody back: its successor would be disturbed
    assert seen.stopped == 0
    assert sorted(title for title, _ in seen.outcomes) == ["First", "Number 1", "Number 2", "Number 3"]


def test_cancelling_a_job_that_waits(qtbot: QtBot, runner: JobRunner, seen: Seen) -> None:
    entered = threading.Event()
    first = runner.start("Endless", until_cancelled, entered, lane=Lane.DISK)
    waiting = runner.start("Doubling", double, 1, lane=Lane.DISK, on_done=seen.on_done, on_stopped=seen.on_stopped)
    runner.cancel(waiting)
    assert seen.stopped == 1
    runner.cancel(first)
    qtbot.waitUntil(lambda: runner.is_idle)
    qtbot.wait(20)
    assert seen.values == []
    assert seen.started == ["Endless"]
    runner.cancel(first)  # an ended job: without effect


def test_an_error_in_a_callback_does_not_stop_the_lane(qtbot: QtBot, runner: JobRunner, seen: Seen) -> None:
    def raising(value: object) -> None:
        raise ValueError("in the window")

    with qtbot.captureExceptions() as errors:
        runner.start("One", double, 1, lane=Lane.DISK, on_done=raising)
        runner.start("Two", double, 2, lane=Lane.DISK, on_done=seen.on_done)
        qtbot.waitUntil(lambda: seen.values == [4])
    assert len(errors) == 1


def test_shutdown_waits_for_the_threads_and_delivers_nothing(qtbot: QtBot) -> None:
    runner = JobRunner()
    seen = Seen(runner)
    entered = threading.Event()
    left: list[str] = []

    def cleaning_up(*, progress: Progress = silent) -> None:
        try:
            until_cancelled(entered, progress=progress)
        finally:
            time.sleep(0.05)
            left.append("clean")

    runner.start("Endless", cleaning_up, lane=Lane.GPU, on_done=seen.on_done, on_stopped=seen.on_stopped)
    runner.start("Waiting", double, 1, lane=Lane.GPU, on_done=seen.on_done, on_stopped=seen.on_stopped)
    qtbot.waitUntil(entered.is_set)
    runner.shutdown()
    assert left == ["clean"]
    qtbot.wait(30)
    assert seen.outcomes == []
    assert seen.values == []
    assert seen.stopped == 0
    runner.start("After", double, 1, lane=Lane.GPU, on_done=seen.on_done)
    qtbot.wait(30)
    assert seen.values == []


def test_progress_is_thinned_for_the_window(qtbot: QtBot, runner: JobRunner, seen: Seen) -> None:
    def chatty(*, progress: Progress = silent) -> None:
        for step in range(20_000):
            progress(step / 20_000, "")
        progress(1.0, "done")

    runner.start("Chatty", chatty, lane=Lane.DISK, on_done=seen.on_done)
    qtbot.waitUntil(lambda: len(seen.values) == 1)
    assert len(seen.progress) < 200
    assert seen.progress[-1] == (1.0, "done")


@pytest.mark.parametrize("lane", list(Lane))
def test_every_lane_runs(qtbot: QtBot, runner: JobRunner, seen: Seen, lane: Lane) -> None:
    runner.start("Doubling", double, 4, lane=lane, on_done=seen.on_done)
    qtbot.waitUntil(lambda: seen.values == [8])


def test_arguments_reach_the_work(qtbot: QtBot, runner: JobRunner, seen: Seen) -> None:
    def both(first: int, *, second: Callable[[], int], progress: Progress = silent) -> tuple[int, int]:
        return first, second()

    runner.start("Both", both, 1, second=int, lane=Lane.VIEW, on_done=seen.on_done)
    qtbot.waitUntil(lambda: seen.values == [(1, 0)])
