"""The bottom line and the notices: what runs, what went wrong, in words."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QToolButton, QWidget

from ai.errors import ReportableError
from app.imaging.notice import NOTICE
from app.jobs.job import Done, Failed, Stopped
from app.jobs.runner import Lane, Task
from app.ui.job_bar import JobBar, time_left
from app.ui.notices import Notices

RUN = Task(1, "Chest X-ray anatomy", Lane.GPU)
LOAD = Task(2, "Loading CT", Lane.DISK)
THUMBNAIL = Task(3, "Thumbnail", Lane.VIEW, quiet=True)


@pytest.fixture
def bar(qtbot, keep, runner) -> JobBar:
    bar = JobBar(runner)
    keep(bar)
    bar.resize(1200, 32)
    bar.show()
    return bar


def test_the_notice_never_goes_away(qtbot, bar: JobBar, runner) -> None:
    notice = next(label for label in bar.findChildren(QLabel) if label.text() == NOTICE)
    runner.job_started.emit(RUN)
    qtbot.waitUntil(bar.cancel.isVisible)
    bar.show_probe("-712 HU", "R 12.3, A 45.6, H 100.2 mm")
    assert notice.isVisible()
    assert notice.width() >= notice.sizeHint().width()
    middle = notice.mapTo(bar, notice.rect().center()).x()
    assert abs(middle - bar.width() / 2) < 20


def test_progress_and_cancel(qtbot, bar: JobBar, runner) -> None:
    wishes: list[Task] = []
    bar.cancel_requested.connect(wishes.append)
    runner.job_started.emit(RUN)
    assert not bar.cancel.isVisible()  # work that is done at once never shows
    qtbot.waitUntil(bar.cancel.isVisible)
    runner.job_progressed.emit(RUN, 0.5, "Outlining")
    qtbot.waitUntil(lambda: bar.message.text == "Chest X-ray anatomy – Outlining")
    qtbot.mouseClick(bar.cancel, Qt.MouseButton.LeftButton)
    assert wishes == [RUN]
    runner.job_finished.emit(RUN, Stopped())
    assert not bar.cancel.isVisible()
    assert bar.message.text == ""


def test_the_job_that_began_last_is_shown(qtbot, bar: JobBar, runner) -> None:
    runner.job_started.emit(LOAD)
    runner.job_started.emit(RUN)
    qtbot.waitUntil(bar.cancel.isVisible)
    assert bar.current == RUN
    assert "+1" in [label.text() for label in bar.findChildren(QLabel) if label.isVisible()]
    runner.job_finished.emit(RUN, Stopped())
    assert bar.current == LOAD
    assert bar.message.text == "Loading CT"


def test_work_that_took_a_while_leaves_a_line(qtbot, bar: JobBar, runner) -> None:
    runner.job_started.emit(RUN)
    qtbot.waitUntil(bar.cancel.isVisible)
    runner.job_finished.emit(RUN, Done(None))
    assert bar.message.text.startswith("Chest X-ray anatomy: done in ")


def test_much_news_is_shown_at_a_pace_that_eyes_follow(qtbot, bar: JobBar, runner) -> None:
    runner.job_started.emit(RUN)
    qtbot.waitUntil(bar.cancel.isVisible)
    shown = set()
    for number in range(300):
        runner.job_progressed.emit(RUN, number / 300, f"{number}")
        shown.add(bar.message.text)
        qtbot.wait(1)
    assert len(shown) < 30
    qtbot.waitUntil(lambda: bar.message.text.endswith("299"))
    # Progress that comes with the end does not take away the line about it.
    runner.job_progressed.emit(RUN, 1.0, "ready")
    runner.job_finished.emit(RUN, Done(None))
    qtbot.wait(150)
    assert bar.message.text.startswith("Chest X-ray anatomy: done in ")


def test_quiet_work_is_not_shown(qtbot, bar: JobBar, runner) -> None:
    runner.job_started.emit(THUMBNAIL)
    qtbot.wait(260)
    assert bar.current is None
    assert not bar.cancel.isVisible()


@pytest.mark.parametrize(
    ("fraction", "elapsed_s", "expected"),
    [
        (0.5, 10.0, "10 s left"),
        (0.25, 60.0, "3 min left"),
        (0.5, 4.0, "4.0 s left"),
        (0.5, 1.0, ""),
        (0.0, 60.0, ""),
        (1.0, 60.0, ""),
    ],
)
def test_time_left(fraction: float, elapsed_s: float, expected: str) -> None:
    assert time_left(fraction, elapsed_s) == expected


@pytest.fixture
def notices(qtbot, keep, runner) -> Notices:
    over = QWidget()
    keep(over)
    over.resize(600, 400)
    notices = Notices(runner, over)
    over.show()
    return notices


def test_a_failure_is_told_with_what_to_do(notices: Notices, runner) -> None:
    runner.job_finished.emit(RUN, Failed(ReportableError("It stopped.", "Try again.")))
    assert notices.messages == ("It stopped.",)
    assert notices.isVisible()
    assert "Try again." in [label.text() for label in notices.findChildren(QLabel)]


def test_a_warning_stays_and_is_told_once(notices: Notices) -> None:
    for _ in range(2):
        notices.show_warning("3 files that the DICOMDIR names are not there.")
    assert notices.messages == ("3 files that the DICOMDIR names are not there.",)


def test_cancelled_and_quiet_work_is_not_told(notices: Notices, runner) -> None:
    runner.job_finished.emit(RUN, Stopped())
    runner.job_finished.emit(RUN, Done(None))
    runner.job_finished.emit(THUMBNAIL, Failed(ReportableError("No thumbnail.")))
    assert notices.messages == ()
    assert not notices.isVisible()


def test_the_same_sentence_stands_once_and_three_at_most(notices: Notices) -> None:
    for number in (1, 1, 2, 3, 4):
        notices.show_error(ReportableError(f"Number {number}."))
    assert notices.messages == ("Number 2.", "Number 3.", "Number 4.")


def test_dismissing(qtbot, notices: Notices) -> None:
    notices.show_error(ReportableError("One."))
    notices.show_error(ReportableError("Two."))
    qtbot.mouseClick(notices.findChildren(QToolButton)[0], Qt.MouseButton.LeftButton)
    assert notices.messages == ("Two.",)
    notices.dismiss_all()
    assert notices.messages == ()
    assert not notices.isVisible()


@pytest.mark.parametrize("width", [320, 900])
def test_long_sentences_are_not_cut(qtbot, keep, runner, width: int) -> None:
    over = QWidget()
    keep(over)
    over.resize(width, 500)
    notices = Notices(runner, over)
    over.show()
    notices.show_error(ReportableError("A sentence that goes on. " * 8, "What to do about it. " * 6))
    qtbot.waitUntil(lambda: all(label.height() > 0 for label in notices.findChildren(QLabel)))
    for label in notices.findChildren(QLabel):
        if label.text():
            assert label.height() >= label.heightForWidth(label.width())
    assert notices.geometry().right() <= width
