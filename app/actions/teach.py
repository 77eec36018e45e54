"""Teaching a model on a site's own images: import, plan, a run in a process of its own."""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

import platformdirs
from PySide6.QtCore import QObject, QTimer, Signal

from ai.errors import ReportableError
from ai.progress import Progress
from ai.training.events import Event, read_events
from ai.training.finetune_config import FinetuneConfig, read_config
from ai.training.job import LOG_FILE
from ai.training.job import start as start_process
from ai.training.job_folder import CANCEL, PAUSE, STOP, JobFolder, write_json
from ai.training.openings import openings_so_far
from ai.words import say
from app.actions.import_dataset import ImportDatasetActions
from app.actions.left_run import PROCESS_FILE, Process, find_left_run
from app.actions.run_report import READING, read_report
from app.actions.teach_data import Prepared, Source, prepare, prepare_dataset, split_again
from app.actions.teach_decision import KEEPING, RETURNING, TEACH_KEY, Shelf, TeachDecision
from app.actions.teach_flips import Flips, keep_flips
from app.actions.teach_plan import Plan
from app.actions.teach_split import SplitChoice
from app.actions.teach_trial import TeachTrial
from app.actions.worst_cases import WorstCases
from app.jobs.job import Failed, Outcome
from app.jobs.runner import JobRunner, Lane, Task
from app.state.model_list import ModelList
from app.state.teach_run import RunState, TeachRun

FOLLOW_MS = 250
"""How often the events of a run are looked at."""

_PREPARING = say("Checking the images")
_SPLITTING = say("Splitting the images again")
_SHOWN = (_PREPARING, _SPLITTING, KEEPING, RETURNING)
"""Jobs of which the pages show how far they are."""

_LOOKING = say("Looking for a run that still goes")


class Spawn(Protocol):
    """`ai.training.job.start`."""

    def __call__(self, config: FinetuneConfig, *, resume: bool = False) -> Process:
        """Start a run in a process of its own."""


class ReportWriter(Protocol):
    """`app.ui.teach_report_pdf.report_pdf`."""

    def __call__(self, report: Mapping[str, Any], path: Path, *, progress: Progress) -> None:
        """Write a report."""


def default_folder() -> Path:
    """Where datasets and runs of this user lie."""
    return Path(platformdirs.user_data_dir("Lightbox", appauthor=False)) / "teaching"


class TeachActions(QObject):
    """What a reader can do to teach a model; one dataset and one run at a time.

    Parameters
    ----------
    models, shelf
        The installed models, and the library that takes new ones.
    runner
        Imports and copies.
    folder
        Takes ``datasets/`` and ``runs/``.
    spawn
        Starts the process of a run.

    Signals
    -------
    work_changed()
        Import, check or copying moved on, began or ended.
    data_changed()
        Another dataset is prepared, or none.
    run_changed()
        The run moved on: points of the curves, state, time left, how it ended.
    failed(ReportableError)
        Something did not work; the sentence for the reader.
    """

    work_changed = Signal()
    data_changed = Signal()
    run_changed = Signal()
    failed = Signal(ReportableError)

    def __init__(
        self,
        models: ModelList,
        shelf: Shelf,
        runner: JobRunner,
        *,
        folder: Path | None = None,
        spawn: Spawn = start_process,
    ) -> None:
        super().__init__(models)
        self._runner = runner
        # No child: Qt would take it down with `models`, which it holds, while Python still looks through the circle.
        self.trial = TeachTrial(runner)
        self.decide = TeachDecision(models, shelf, runner)
        self.worst = WorstCases(runner, self)
        """Pictures of the cases that went worst in the report."""
        self._folder = folder or default_folder()
        self._spawn = spawn
        self.datasets = ImportDatasetActions(runner, self._folder / "datasets", self)
        self._task: Task | None = None
        self._process: Process | None = None
        self._offset = 0
        self.prepared: Prepared | None = None
        self.run: TeachRun | None = None
        self.report: Mapping[str, Any] = {}
        self.work_fraction, self.work_message = 0.0, ""
        self._timer = QTimer(self)
        self._timer.setInterval(FOLLOW_MS)
        self._timer.timeout.connect(self._on_timeout)
        self.decide.changed.connect(self._on_decision_changed)
        self.decide.failed.connect(self._on_decision_failed)
        runner.job_progressed.connect(self._on_job_progressed)
        runner.job_finished.connect(self._on_job_finished)

    # Data

    @property
    def is_working(self) -> bool:
        """Whether images are imported or a model is copied."""
        return self._runner.is_active(TEACH_KEY)

    def import_classes(self, folder: Path, *, person: str = "", only: tuple[str, ...] = ()) -> None:
        """Import, check and split a folder that holds a folder per class."""
        self.import_data(Source(folder, person=person, only=only))

    def import_pairs(
        self, images: Path, masks: Path, *, person: str = "", flags: tuple[tuple[str, int], ...] = ()
    ) -> None:
        """Import, check and split images with masks of equal names."""
        self.import_data(Source(images, masks, flags, person))

    def import_data(self, source: Source) -> None:
        """Import, check and split; the source is only read."""
        self.prepared = None
        self.data_changed.emit()
        self._work(_PREPARING, prepare, source, self._folder / "datasets" / source.name, on_done=self._on_prepared)

    def use_dataset(self, folder: Path) -> None:
        """Check and split a dataset that was imported before."""
        self.prepared = None
        self.data_changed.emit()
        self._work(_PREPARING, prepare_dataset, folder, on_done=self._on_prepared)

    def split_again(self, choice: SplitChoice) -> None:
        """Forget the frozen split and make another one; the old one stays where that cannot be."""
        if self.prepared is not None and not self.is_running:
            self._work(_SPLITTING, split_again, self.prepared, choice, on_done=self._on_prepared)

    def openings(self) -> int:
        """Count how often the test part of the dataset was opened until now, a run that has just ended included."""
        if self.prepared is None:
            return 0
        try:
            return openings_so_far(self.prepared.folder)
        except ReportableError as error:
            self.failed.emit(error)
            return 1  # nobody knows: whoever changes the split is asked

    def cancel_work(self) -> None:
        """Stop the import or the copying."""
        if self._task is not None:
            self._runner.cancel(self._task)

    def _work(self, title: str, work: Any, *arguments: object, on_done: Any) -> None:
        self.work_fraction, self.work_message = 0.0, title
        self._task = self._runner.start(title, work, *arguments, lane=Lane.DISK, key=TEACH_KEY, on_done=on_done)
        self.work_changed.emit()

    def _on_prepared(self, prepared: Prepared) -> None:
        self.prepared = prepared
        self.data_changed.emit()

    # Run

    @property
    def is_running(self) -> bool:
        """Whether a process teaches now."""
        return self.run is not None and not self.run.is_over

    def begin(self, plan: Plan) -> None:
        """Start a run on the prepared dataset."""
        if self.prepared is None or not self.prepared.is_ready:
            return
        name = f"{self.prepared.folder.name}-{time.strftime('%Y%m%d-%H%M%S')}"
        chosen = plan.augmentation
        keep_flips(self.prepared.folder, Flips(chosen.flip_columns, chosen.flip_rows))
        config = plan.config(self.prepared.folder, _free(self._folder / "runs" / name))
        self.start(config)

    def start(self, config: FinetuneConfig) -> None:
        """Start a run in a process of its own and follow it; does nothing while one runs."""
        if not self.is_running:
            self._launch(TeachRun(JobFolder(config.output)), config, resume=False)

    def pause(self) -> None:
        """Ask the run to wait after its next step."""
        self._ask(PAUSE)

    def resume(self) -> None:
        """Go on after a pause, or start the process again where the run stood."""
        run = self.run
        if run is None or run.state is RunState.DONE:
            return
        if not run.is_over:
            run.job.take_back(PAUSE)
            return
        try:
            config = read_config(run.job.config)
        except ReportableError as error:
            self.failed.emit(error)
            return
        self._launch(run, config, resume=True)

    def stop(self) -> None:
        """Good enough: make the model of the best epoch so far."""
        self._ask(STOP)

    def cancel(self) -> None:
        """End the run; `resume` goes on later."""
        self._ask(CANCEL)

    def _ask(self, request: str) -> None:
        if self.run is None or not self.is_running:
            return
        try:
            self.run.job.ask(request)
        except OSError as error:
            self.failed.emit(ReportableError(say("The run cannot be asked: its folder cannot be written."), str(error)))

    def _launch(self, run: TeachRun, config: FinetuneConfig, *, resume: bool) -> None:
        events = run.job.events
        offset = events.stat().st_size if resume and events.is_file() else 0
        try:
            self._process = self._spawn(config, resume=resume)
            write_json(run.job.path / PROCESS_FILE, {"pid": self._process.pid})
        except ReportableError as error:
            self.failed.emit(error)
            return
        except OSError as error:
            self.failed.emit(ReportableError(say("The job folder cannot be written."), error.strerror or ""))
            return
        self._offset = offset
        self.run, self.report = run, {}
        self.decide.follow(run, {})
        run.restart()
        self._timer.start()
        self.run_changed.emit()

    def reattach(self) -> None:
        """Look for a run that was left without a decision, going or ended, and follow it again."""
        if self.run is None and not self._runner.is_active("reattach"):
            self._runner.start(
                _LOOKING,
                find_left_run,
                self._folder / "runs",
                lane=Lane.SCAN,
                key="reattach",
                on_done=self._on_left_run,
                quiet=True,
            )

    def _on_left_run(self, found: tuple[TeachRun, int, Process] | None) -> None:
        if found is None or self.run is not None:
            return
        self.run, self._offset, self._process = found
        if self.run.is_over and self._process.poll() is None:
            self.run.restart()
        self._timer.start()
        self._on_timeout()

    def _on_timeout(self) -> None:
        """Read what is new."""
        run, process = self.run, self._process
        if run is None or process is None:
            self._timer.stop()
            return
        over = process.poll() is not None  # asked first: what a dying process wrote is read below
        events, self._offset = read_events(run.job.events, self._offset)
        for event in events:
            run.take(event)
        if any(event["event"] == "epoch" for event in events):
            run.read_pictures()
        if over:
            self._timer.stop()
            if not run.is_over:
                run.take(_DIED)
        has_told = any(event["event"] == "done" for event in events)  # the process takes seconds to end after that
        if run.state is RunState.DONE and (has_told or over) and not self.report:
            self._runner.start(
                READING, read_report, run, lane=Lane.ASIDE, key=READING, on_done=self._on_report_read, quiet=True
            )
        if events or over:
            self.run_changed.emit()

    def _on_report_read(self, read: tuple[TeachRun, Mapping[str, Any]]) -> None:
        run, report = read
        if run is self.run:
            self.report = report
            self.decide.follow(run, report)
            self.run_changed.emit()

    def save_report(self, path: Path, write: ReportWriter) -> None:
        """Write the report into a file that the reader chose; what hinders it is told by the job."""
        if self.report:
            self._runner.start(say("Writing the report"), write, self.report, path, lane=Lane.DISK)

    # Decision

    def _on_decision_changed(self) -> None:
        self.work_changed.emit()

    def _on_decision_failed(self, error: ReportableError) -> None:
        self.failed.emit(error)

    # Jobs

    def _on_job_progressed(self, task: Task, fraction: float, message: str) -> None:
        if task.title in _SHOWN:
            self.work_fraction, self.work_message = fraction, message
            self.work_changed.emit()

    def _on_job_finished(self, task: Task, outcome: Outcome) -> None:
        if task.title in _SHOWN:
            self.work_changed.emit()
        if task.title in (*_SHOWN, READING) and isinstance(outcome, Failed):
            self.failed.emit(outcome.error)


_DIED: Event = {
    "event": "failed",
    "message": say("The training process ended unexpectedly; what it had saved is kept."),
    "hint": say("Press Go on to continue where it stood; {file} in the job folder tells more.", file=LOG_FILE),
}


def _free(path: Path) -> Path:
    """Find a name that no other run has."""
    number, free = 1, path
    while free.exists():
        number += 1
        free = path.with_name(f"{path.name}-{number}")
    return free
