"""One command's part of the table: hands out its jobs, notes what came of them, tells how far all of them are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from ai.progress import Progress, silent
from ai.words import say
from app.batch.owner import new_owner
from app.batch.table import Job, JobState, JobTable, Outcome
from app.dicom.series import Series
from app.errors import BatchError


@dataclass(frozen=True)
class Claimed:
    """A job with the series that it is about."""

    job: Job
    series: Series


class Work(Protocol):
    """Does one job after the other; goes by pickle to the process or machine that does them."""

    def __call__(self, claimed: Claimed, *, progress: Progress = silent) -> Outcome:
        """Do one job; what goes wrong is in the outcome."""


def _nobody(job: Job, outcome: Outcome) -> None:
    """Ignore the news."""


class Feed:
    """Hands out the jobs of one command.

    Parameters
    ----------
    table
        Of the folder of the results.
    series
        What was found, by the number of its job.
    progress
        Told how far all of them are.
    on_news
        Called with every job that ended and what came of it.
    """

    def __init__(
        self,
        table: JobTable,
        series: Mapping[int, Series],
        *,
        progress: Progress = silent,
        on_news: Callable[[Job, Outcome], None] = _nobody,
    ) -> None:
        self.owner = new_owner()
        self.table = table
        self._series = series
        self._progress = progress
        self._on_news = on_news
        self._ended = {job.number: job.state for job in table.jobs() if job.state not in _OPEN and job.number in series}
        self._fractions: dict[int, float] = {}

    @property
    def left(self) -> int:
        """How many jobs have not ended yet."""
        return len(self._series) - len(self._ended)

    def claim(self) -> Claimed | None:
        """Take the next job; None where nothing waits."""
        job = self.table.claim(self.owner, self._series.keys())
        if job is None:
            return None
        self._fractions[job.number] = 0.0
        return Claimed(job, self._series[job.number])

    def progress_of(self, job: Job) -> Progress:
        """Tell how far a job is as its share of all."""

        def told(fraction: float, message: str) -> None:
            self.note(job, fraction, message)

        return told

    def note(self, job: Job, fraction: float, message: str) -> None:
        """Tell how far a job is."""
        self._fractions[job.number] = min(max(fraction, 0.0), 1.0)
        self._tell(message)

    def finish(self, job: Job, outcome: Outcome) -> None:
        """Note what came of a job.

        Raises
        ------
        BatchError
            Where every other job would fail for the same reason; this one is tried again by the next command.
        """
        self._fractions.pop(job.number, None)
        if outcome.stops_all:
            self.table.let_go(job.number, self.owner, counts=False)
            raise BatchError(outcome.reason, outcome.hint)
        if self.table.finish(job.number, self.owner, outcome):
            self._ended[job.number] = outcome.state
            self._on_news(job, outcome)
        self._tell(job.folder)

    def let_go(self, job: Job) -> None:
        """Give back a job that was interrupted."""
        self._fractions.pop(job.number, None)
        self.table.let_go(job.number, self.owner, counts=False)

    def lose(self, job: Job) -> None:
        """Give back a job whose process died; after too many times it has failed."""
        self._fractions.pop(job.number, None)
        self.table.let_go(job.number, self.owner, counts=True)
        now = next(each for each in self.table.jobs() if each.number == job.number)
        if now.state is JobState.FAILED:
            self._ended[job.number] = now.state
            self._on_news(job, Outcome(now.state, now.reason))

    def _tell(self, message: str) -> None:
        total = len(self._series)
        words = say("{done} of {total}: {message}", done=len(self._ended), total=total, message=message)
        self._progress((len(self._ended) + sum(self._fractions.values())) / max(total, 1), words)


_OPEN = (JobState.WAITING, JobState.RUNNING)


def folder_of(output: Path, job: Job) -> Path:
    """Return where the results of a job lie once it is done."""
    return output / job.folder
