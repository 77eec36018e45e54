"""Taking in a model of somebody else: a look at the file, what must be asked, the conversion as a job."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QObject, Signal

from ai.adapters.answers import NOTHING_KNOWN, Answers, Question, questions
from ai.adapters.formats import OWN, format_of
from ai.adapters.found import Found
from ai.adapters.importing import Imported, completed, convert
from ai.adapters.probe import probe
from ai.errors import ReportableError
from ai.library.library import Library
from ai.progress import Progress
from ai.words import say
from app.jobs.job import Failed, Outcome
from app.jobs.runner import JobRunner, Lane, Task
from app.state.model_list import ModelList

_LOOK_KEY, _IMPORT_KEY = "look at a model", "import a model"


class Convert(Protocol):
    """`ai.adapters.importing.convert`."""

    def __call__(self, found: Found, answers: Answers, *, library: Library, progress: Progress) -> Imported:
        """Copy, convert, verify, add."""


class ImportModelActions(QObject):
    """What a reader can do to take in a model; one at a time.

    Parameters
    ----------
    models, library
        The installed models, and what takes the new one.
    runner
        Looks and converts.
    convert
        Does it.

    Signals
    -------
    found_changed()
        Another file was looked at, or none.
    work_changed()
        The work moved on, began or ended.
    imported(ModelCard)
        The model is in the library.
    failed(ReportableError)
        It is not; the sentence for the reader.
    """

    found_changed = Signal()
    work_changed = Signal()
    imported = Signal(object)
    failed = Signal(ReportableError)

    def __init__(self, models: ModelList, library: Library, runner: JobRunner, *, convert: Convert = convert) -> None:
        super().__init__(models)
        self._models = models
        self._library = library
        self._runner = runner
        self._convert = convert
        self._task: Task | None = None
        self._is_starting = False  # work that ends at once is told before its task is known
        self.found: Found | None = None
        self.work_fraction, self.work_message = 0.0, ""
        runner.job_progressed.connect(self._on_job_progressed)
        runner.job_finished.connect(self._on_job_finished)

    @property
    def is_working(self) -> bool:
        """Whether a file is looked at or converted."""
        return self._runner.is_active(_LOOK_KEY) or self._runner.is_active(_IMPORT_KEY)

    def questions(self) -> tuple[Question, ...]:
        """Tell what must be asked about the file, in the order of asking."""
        found = self.found
        if found is None or found.refusal or found.format == OWN or found.has_card:
            return ()
        known = Answers(licence=found.licence).over(NOTHING_KNOWN)
        return questions(found.suggested.over(known), needs_architecture=format_of(found.format).needs_architecture)

    def look(self, path: Path) -> None:
        """Tell what a file or folder is; nothing of it is run."""
        self.found = None
        self.found_changed.emit()
        self._is_starting = True
        self._follow(
            self._runner.start(
                say("Looking at the model"), probe, path, lane=Lane.DISK, key=_LOOK_KEY, on_done=self._on_found
            )
        )

    def start(self, answers: Answers, *, licence_accepted: bool) -> None:
        """Convert the file that was looked at and add it to the library.

        Parameters
        ----------
        answers
            What the reader said; goes before what the file tells.
        licence_accepted
            Whether the reader confirmed that its licence allows the use here.
        """
        if self.found is None or self.is_working:
            return
        try:
            complete = completed(self.found, answers, licence_accepted=licence_accepted)
        except ReportableError as error:
            self.failed.emit(error)
            return
        self._is_starting = True
        self._follow(
            self._runner.start(
                say("Importing {model}", model=complete.title or self.found.path.name),
                self._convert,
                self.found,
                complete,
                library=self._library,
                lane=Lane.GPU,
                key=_IMPORT_KEY,
                on_done=self._on_imported,
            )
        )

    def cancel(self) -> None:
        """Stop what runs; nothing in the library has changed then."""
        if self._task is not None:
            self._runner.cancel(self._task)

    def _follow(self, task: Task) -> None:
        self._is_starting = False
        self._task = task if self.is_working else None
        self.work_fraction, self.work_message = 0.0, ""
        self.work_changed.emit()

    def _on_found(self, found: Found) -> None:
        self.found = found
        self.found_changed.emit()

    def _on_imported(self, imported: Imported) -> None:
        self.found = None
        self._models.refresh()
        self._models.prefer(imported.card.id)
        self.found_changed.emit()
        self.imported.emit(imported.card)

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
