"""Making a dataset of what a site has: a look at the source, the check before anything is copied, the import."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from ai.errors import ReportableError
from ai.training.dataset.intake import Imported
from ai.training.dataset.sources.recognise import Recognised
from ai.training.dataset.survey import Survey
from ai.words import say
from app.actions.dataset_source import DatasetSource, check_source, import_source, look
from app.jobs.job import Failed, Outcome
from app.jobs.runner import JobRunner, Lane, Task

_KEY = "import a dataset"


class ImportDatasetActions(QObject):
    """What a reader can do to make a dataset; one source at a time.

    Parameters
    ----------
    runner
        Looks, checks and copies.
    folder
        Takes a folder per dataset, where the reader names no other.
    parent
        Lives as long.

    Signals
    -------
    found_changed()
        Another source was looked at, or none.
    checked()
        The source was checked, or what was found holds no longer.
    work_changed()
        The work moved on, began or ended.
    imported(Imported)
        The images are copied.
    failed(ReportableError)
        Something did not work; the sentence for the reader.
    """

    found_changed = Signal()
    checked = Signal()
    work_changed = Signal()
    imported = Signal(object)
    failed = Signal(ReportableError)

    def __init__(self, runner: JobRunner, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._runner = runner
        self._folder = folder
        self._task: Task | None = None
        self._is_starting = False  # work that ends at once is told before its task is known
        self._wanted: DatasetSource | None = None
        self.found: Recognised | None = None
        self.proposed: DatasetSource | None = None
        self.source: DatasetSource | None = None
        """What ``survey`` is about."""
        self.survey: Survey | None = None
        self.result: Imported | None = None
        self.work_fraction, self.work_message = 0.0, ""
        runner.job_progressed.connect(self._on_job_progressed)
        runner.job_finished.connect(self._on_job_finished)

    @property
    def is_working(self) -> bool:
        """Whether a source is looked at, checked or copied."""
        return self._runner.is_active(_KEY)

    def target(self, source: DatasetSource) -> Path:
        """Tell where a source is copied to, where the reader names no other folder."""
        return self._folder / source.folder_name

    def look(self, path: Path) -> None:
        """Find out what a folder or file is; nothing is copied."""
        self.found, self.proposed = None, None
        self.forget_check()
        self.found_changed.emit()
        self._work(say("Looking at the images"), look, path, on_done=self._on_found)

    def check(self, source: DatasetSource) -> None:
        """Read every image and say what is wrong; nothing is copied."""
        self.forget_check()
        self._wanted = source
        self._work(say("Checking the images"), check_source, source, on_done=self._on_checked)

    def forget_check(self) -> None:
        """Take back what was found: the reader has changed what it was about."""
        self.source, self.survey, self.result = None, None, None
        self.checked.emit()

    def start(self, target: Path, leave_out: frozenset[str] = frozenset()) -> None:
        """Copy the source that was checked, without some of its files.

        Parameters
        ----------
        target
            Folder of the dataset, new or extended.
        leave_out
            As the check names them.
        """
        if self.source is None or self.survey is None or self.is_working:
            return
        if self.survey.can_import_without(leave_out):
            self._work(
                say("Copying the images"),
                import_source,
                self.source,
                target,
                leave_out=leave_out,
                on_done=self._on_imported,
            )

    def cancel(self) -> None:
        """Stop what runs; complete cases of an import are kept."""
        if self._task is not None:
            self._runner.cancel(self._task)

    def _work(self, title: str, work: Callable[..., Any], *arguments: object, **named: Any) -> None:
        self._is_starting = True
        self.work_fraction, self.work_message = 0.0, title
        task = self._runner.start(title, work, *arguments, lane=Lane.DISK, key=_KEY, **named)
        self._is_starting = False
        self._task = task if self.is_working else None
        self.work_changed.emit()

    def _on_found(self, found: tuple[Recognised, DatasetSource]) -> None:
        self.found, self.proposed = found
        self.found_changed.emit()

    def _on_checked(self, survey: Survey) -> None:
        self.source, self.survey = self._wanted, survey
        self.checked.emit()

    def _on_imported(self, imported: Imported) -> None:
        self.result = imported
        self.imported.emit(imported)

    def _on_job_progressed(self, task: Task, fraction: float, message: str) -> None:
        if task == self._task:
            self.work_fraction, self.work_message = fraction, message
            self.work_changed.emit()

    def _on_job_finished(self, task: Task, outcome: Outcome) -> None:
        if task == self._task or self._is_starting:
            self._task = None
            self.work_changed.emit()
            if isinstance(outcome, Failed):
                self.failed.emit(outcome.error)
