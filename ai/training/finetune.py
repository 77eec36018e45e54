"""Fine-tune a model on a site's dataset: teach, write the pack as a draft, compare it with its base."""

from __future__ import annotations

import dataclasses
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NoReturn

import torch

from ai.device import choose_device
from ai.errors import ReportableError
from ai.library.card import ModelCard
from ai.library.library import Library, default_folders
from ai.library.pack import write_card
from ai.plain import to_plain
from ai.progress import Cancelled, Progress, part, silent
from ai.training.checkpoint import disk_error
from ai.training.dataset.case import Task
from ai.training.dataset.dataset import Part
from ai.training.evaluate import REPORT_FILE, Opponent, evaluate
from ai.training.finetune_config import FinetuneConfig, write_config
from ai.training.forgetting import check_forgetting, require_reference
from ai.training.job_folder import CANCEL, PAUSE, STOP, JobFolder, require_room
from ai.training.job_lock import locked
from ai.training.kept_array import forget
from ai.training.leak_checks import early_alarms
from ai.training.lesson import Lesson
from ai.training.lesson_boxes import lesson_boxes
from ai.training.lesson_classes import lesson_classes
from ai.training.lesson_masks import lesson_masks
from ai.training.openings import percent, require_countable
from ai.training.ranks import HelperDone, joined
from ai.training.run_record import claim, require_unclaimed
from ai.training.site_card import with_seen_cases
from ai.training.teaching_cases import TeachingCases, read_teaching_cases
from ai.training.unlabelled import check_unlabelled, unlabelled_cases

_READ_SHARE, _TEACH_SHARE, _BESIDE_SHARE = 0.02, 0.85, 0.92
"""Where reading, teaching and the looks at other data end, of the whole run."""


def fine_tune(
    config: FinetuneConfig,
    *,
    library: Library | None = None,
    resume: bool = False,
    device: str = "auto",
    progress: Progress = silent,
) -> ModelCard:
    """Run a plan to its end; what happens is told in ``events.jsonl`` of the job folder too.

    Started by ``torchrun`` in several processes, these train the network together (`ai.training.ranks`).

    Parameters
    ----------
    config
        The plan.
    library
        Where the base is looked for; the installed models unless told.
    resume
        Go on in a job folder that was begun; the dataset and the plan must be the same.
    device
        "auto", "cpu", "cuda" or "mps".
    progress
        For the caller.

    Returns
    -------
    ModelCard
        Of the draft in the job folder.

    Raises
    ------
    ReportableError
        One sentence; checkpoints and everything else in the job folder stay.
    ai.progress.Cancelled
        When the job folder or ``progress`` asks for it.
    ai.training.ranks.HelperDone
        In processes other than the first, when their part is done.
    """
    job = JobFolder(config.output)
    with joined(choose_device(device)) as (ranks, own_device):
        if not ranks.is_first:
            _help(config, library or Library(default_folders()), own_device)
        return _first(config, library or Library(default_folders()), job, own_device, resume=resume, progress=progress)


def _first(
    config: FinetuneConfig,
    library: Library,
    job: JobFolder,
    device: torch.device,
    *,
    resume: bool,
    progress: Progress,
) -> ModelCard:
    """Hold the job folder for the run."""
    require_unclaimed(job, resume=resume)  # before anything is told: the events there are those of another run
    try:
        job.path.mkdir(parents=True, exist_ok=True)
        with locked(job.path):
            return _told(config, library, job, device, resume=resume, progress=progress)
    except OSError as error:
        raise disk_error(error) from error


def _help(config: FinetuneConfig, library: Library, device: torch.device) -> NoReturn:
    """Train beside the first process, which alone writes the job folder; what is told here goes nowhere."""
    with tempfile.TemporaryDirectory(prefix="lightbox-finetune-") as folder:
        run = _Run(config, library, JobFolder(Path(folder)), device)
        cases = read_teaching_cases(config.dataset)
        TASKS[cases.dataset.task](Lesson(config, run.job, run.base, device, cases), silent)
    raise HelperDone


def _told(
    config: FinetuneConfig, library: Library, job: JobFolder, device: torch.device, *, resume: bool, progress: Progress
) -> ModelCard:
    """Run in a folder that is held, and tell how it ends."""
    began, log = time.monotonic(), job.log()

    def both(fraction: float, message: str) -> None:
        if job.asks(CANCEL):
            raise Cancelled
        log.progress(fraction, message)
        progress(fraction, message)

    try:
        require_room(job.path)
        for request in (PAUSE, STOP, CANCEL):
            job.take_back(request)
        run = _Run(config, library, job, device)
        card, report, stopped_early = run.go(resume=resume, progress=both)
        verdict = report["comparison"]["verdict"] or _ALONE
        forget(job)
        log.add(
            "done",
            pack=str(card.folder.relative_to(job.path)),
            report=str((job.report / REPORT_FILE).relative_to(job.path)),
            model=card.key,
            verdict=verdict["word"],
            message=verdict["sentence"],
            seconds=round(time.monotonic() - began, 1),
            stopped_early=stopped_early,
        )
        return card
    except Cancelled:
        log.add("cancelled")
        raise
    except ReportableError as error:
        _tell_failure(job, error)
        raise
    except OSError as error:
        failure = disk_error(error)
        _tell_failure(job, failure)
        raise failure from error


def _tell_failure(job: JobFolder, error: ReportableError) -> None:
    try:
        job.log().add("failed", message=error.message, hint=error.hint)
    except OSError:  # the disk is full: the sentence still reaches stderr and the exit code
        return


class _Run:
    """One run; holds what its steps share."""

    def __init__(self, config: FinetuneConfig, library: Library, job: JobFolder, device: torch.device) -> None:
        self.config, self.job, self.device = config, job, device
        self.base = library.get(config.base) if config.base else None

    def go(self, *, resume: bool, progress: Progress) -> tuple[ModelCard, dict[str, Any], bool]:
        """Teach, write, compare."""
        cases = read_teaching_cases(self.config.dataset, progress=part(progress, 0, _READ_SHARE))
        require_countable(self.config.dataset)
        require_reference(self.config.reference, cases)
        if self.config.unlabelled is not None:
            unlabelled_cases(self.config.unlabelled)
        claim(self.job, self.config, cases.sha256, resume=resume)  # a plan that is refused leaves the folder free
        if not resume:
            write_config(self.config, self.job.config)
        alarms = early_alarms(cases, self.base)
        for alarm in alarms:
            if alarm.is_told_early:
                self.job.log().add("alarm", **alarm.plain())
        lesson = Lesson(self.config, self.job, self.base, self.device, cases)
        card, opponent, stopped_early = TASKS[cases.dataset.task](lesson, part(progress, _READ_SHARE, _TEACH_SHARE))
        parts = (Part.VALIDATION,) if self.config.scope == "calibrate" else (Part.TRAIN, Part.VALIDATION)
        card = with_seen_cases(card, self.base, cases, parts)
        if opponent.card is not None and opponent.kind == "probe":
            opponent = Opponent(with_seen_cases(opponent.card, self.base, cases, parts), opponent.kind)
        self.job.log().add("stage", stage="report", message="Comparing on the held-out part")
        more = self._beside(card, cases, part(progress, _TEACH_SHARE, _BESIDE_SHARE))
        share = part(progress, _BESIDE_SHARE, 1)
        report = evaluate(card, opponent, cases, self.job.report, known=alarms, more=more, progress=share)
        card = dataclasses.replace(card, metrics={**card.metrics, **_scores(report)})
        write_card(card)
        return card, report, stopped_early

    def _beside(self, card: ModelCard, cases: TeachingCases, progress: Progress) -> dict[str, Any]:
        """Compare with the base on what else the plan names."""
        config, taught = self.config, cases.part(Part.TRAIN)
        halves = part(progress, 0, 0.5), part(progress, 0.5, 1)
        forgetting = check_forgetting(card, self.base, config.reference, self.job.report, progress=halves[0])
        unlabelled = check_unlabelled(card, self.base, config.unlabelled, taught=taught, progress=halves[1])
        return {"forgetting": forgetting, "unlabelled": unlabelled}


def _scores(report: Mapping[str, Any]) -> dict[str, Any]:
    """Scores of the report as the card tells them."""
    comparison = report["comparison"]
    interval = f"interval_{percent(report['level'])}"
    rows = {
        row["name"]: {
            "value": round(row["new"]["value"], 4),
            interval: [round(row["new"]["low"], 4), round(row["new"]["high"], 4)],
        }
        for row in comparison["rows"]
    }
    return {
        "protocol": f"{report['cases']} held-out cases of {report['groups']} groups. {report['grouping']} "
        f"{comparison['intervals']}",
        "openings": report["openings"],
        **rows,
        "verdict": to_plain(comparison["verdict"]),
    }


_ALONE = {"word": "", "sentence": "There is no model to compare with; the report tells what the new one does."}
"""In place of a verdict."""

TASKS = {Task.CLASSIFICATION: lesson_classes, Task.SEGMENTATION: lesson_masks, Task.DETECTION: lesson_boxes}
"""How a task is taught: give the draft, what it is compared with, and whether it ended before its last epoch."""
