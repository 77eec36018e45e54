"""``lightbox predict --every``: a model on every series of a folder; the same command again goes on where it stopped.

``DIR`` takes ``jobs.sqlite3``, the job table, and a folder for every series that was done, with what ``predict`` writes
for one; the folders say nothing of the patient. With ``--json``::

    model    id, version, title, task
    counts   of jobs: waiting, running, done, refused, failed
    jobs     list: number, series_instance_uid, state, reason, attempts, seconds, folder (of the done ones, else null)
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ai.library.card import ModelCard
from app.audit.event import Deed
from app.cli.audited import model_event, write_down
from app.cli.choose import scan_path
from app.cli.console import Console
from app.errors import BatchError, UsageError

if TYPE_CHECKING:
    from app.batch.feed import Feed
    from app.batch.one_job import ModelWork
    from app.batch.table import Job, Outcome
    from app.dicom.series import Series

_DEEDS = {"done": Deed.RAN, "refused": Deed.REFUSED, "failed": Deed.FAILED}


def add_every(parser: argparse.ArgumentParser) -> None:
    """Declare the options of a run over many series."""
    every = parser.add_argument_group("every series")
    every.add_argument("--every", action="store_true", help="all series that the model accepts; goes on where it was")
    every.add_argument(
        "--workers", metavar="N", type=_count, help="with --every: so many processes (default: this one)"
    )
    every.add_argument("--ray", action="store_true", help="with --every: over Ray; PATH and DIR on a shared disk")
    every.add_argument("--gpus", metavar="X", type=_share, help="with --ray: graphics cards per worker, e.g. 0.5")


def check_every(options: argparse.Namespace, parser: argparse.ArgumentParser) -> None:
    """End with wrong usage where the options do not fit together."""
    if not options.every and (options.workers is not None or options.ray):
        parser.error("--workers and --ray belong to --every")
    if options.gpus is not None and not options.ray:
        parser.error("--gpus belongs to --ray")
    if options.every and options.series is not None:
        parser.error("--series names one series, --every takes all")


@dataclass(frozen=True)
class Crew:
    """Who does the work.

    Parameters
    ----------
    workers
        So many processes or actors; 0 for this process alone.
    ray
        Whether Ray hands the jobs out.
    gpus
        Graphics cards that an actor of Ray takes.
    """

    workers: int = 0
    ray: bool = False
    gpus: float = 0.0


def predict_every(
    card: ModelCard, path: Path, output: Path, *, device: str, also: tuple[str, ...], crew: Crew, console: Console
) -> None:
    """Run a model on every series that it accepts.

    Raises
    ------
    BatchError
        After all others are done, where some failed; at once, where all would.
    ReportableError
        Where nothing can be read or written, or the model accepts none.
    """
    from app.batch.feed import Feed
    from app.batch.one_job import ModelWork
    from app.batch.table import JobTable
    from app.imaging.atomic import make_folder

    series = _accepted(card, path, console)
    make_folder(output)
    table = JobTable(output)
    table.begin({"model": card.key, "weights": card.weights_sha256, "also": ",".join(also)})
    numbers = table.add(series)
    table.retry_failed(numbers)

    def tell(job: Job, outcome: Outcome) -> None:
        deed = _DEEDS[outcome.state.value]
        write_down(
            console, model_event(deed, card, job.series_uid, job=job.number, seconds=outcome.seconds, **outcome.facts)
        )
        if outcome.reason:
            console.note(f"{job.folder}: {outcome.state.value}: {outcome.reason} {outcome.hint}".rstrip())

    feed = Feed(table, numbers, progress=console.progress, on_news=tell)
    if feed.left < len(numbers):
        console.note(f"{len(numbers) - feed.left} of {len(numbers)} series were done before.")
    work = ModelWork(card, output, device=device, also=also)
    try:
        _do(feed, work, crew)
    finally:
        work.close()
    _conclude([job for job in table.jobs() if job.number in numbers], card, output, console)


def _do(feed: Feed, work: ModelWork, crew: Crew) -> None:
    from app.batch.here import run_in_processes, run_in_this_process

    if crew.ray:
        from app.batch.over_ray import run_over_ray

        run_over_ray(feed, work, crew.workers or 1, gpus=crew.gpus)
    elif crew.workers:
        run_in_processes(feed, work, crew.workers)
    else:
        run_in_this_process(feed, work)


def _accepted(card: ModelCard, path: Path, console: Console) -> list[Series]:
    """Find the series of the modalities that a model was made for; its contract is checked when each is open."""
    from app.dicom.headers.objects import nothing_to_see
    from app.dicom.study_scan import series_of

    found = scan_path(path, console)
    every = series_of(found)
    if not every:
        raise nothing_to_see(found.studies)
    for warning in found.warnings:
        console.note(warning)
    accepted = [series for series in every if card.input.takes(series.modality)]
    if not accepted:
        raise UsageError(
            f"{card.title} is not made for any of the {len(every)} series.",
            f"It reads {', '.join(card.input.modalities) or 'other modalities'}.",
        )
    console.note(f"{card.title} is made for {len(accepted)} of {len(every)} series.")
    return accepted


def _conclude(jobs: list[Job], card: ModelCard, output: Path, console: Console) -> None:
    """Tell what came of the jobs."""
    counts = _counts(jobs)
    if console.as_json:
        console.document(
            {
                "model": {"id": card.id, "version": card.version, "title": card.title, "task": card.task},
                "counts": counts,
                "jobs": [_facts(job) for job in jobs],
            }
        )
    else:
        told = ", ".join(f"{count} {state}" for state, count in counts.items() if count)
        console.line(f"{card.title} {card.version} on {len(jobs)} series: {told}. Results are in {output.name}.")
    if counts["failed"]:
        raise BatchError(
            f"{counts['failed']} of {len(jobs)} series failed; the others are done.",
            "Run the command again to try them once more; the table says why.",
        )
    if counts["running"] or counts["waiting"]:
        console.note("Another command is still at work on the others.")


def _counts(jobs: list[Job]) -> dict[str, int]:
    from app.batch.table import JobState

    return {state.value: sum(job.state is state for job in jobs) for state in JobState}


def _facts(job: Job) -> dict[str, Any]:
    return {
        "number": job.number,
        "series_instance_uid": job.series_uid,
        "state": job.state.value,
        "reason": job.reason,
        "attempts": job.attempts,
        "seconds": job.seconds,
        "folder": job.folder if job.state.value == "done" else None,
    }


def _count(text: str) -> int:
    if not text.isdigit() or not 1 <= int(text) <= _MOST_WORKERS:
        raise argparse.ArgumentTypeError(f"{text!r} is no number from 1 to {_MOST_WORKERS}")
    return int(text)


def _share(text: str) -> float:
    try:
        share = float(text)
    except ValueError:
        share = -1.0
    if not 0.0 <= share <= _MOST_WORKERS:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of graphics cards")
    return share


_MOST_WORKERS = 1024
