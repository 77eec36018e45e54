"""Giving a model away: as a pack, as a MONAI bundle, as ONNX; one at a time, with progress and Cancel."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QObject, Signal

from ai.library.card import ModelCard
from ai.progress import Progress
from ai.training.export_child import Exported, export
from ai.training.export_form import ExportForm
from ai.words import say
from app.jobs.job import Failed, Outcome
from app.jobs.runner import JobRunner, Lane, Task

_KEY = "export a model"


class Export(Protocol):
    """`ai.training.export_child.export`."""

    def __call__(self, card: ModelCard, form: ExportForm, path: Path, *, progress: Progress) -> Exported:
        """Write a model."""


class ExportModelActions(QObject):
    """What a reader can do to give a model away.

    Parameters
    ----------
    runner
        Waits for the work.
    export
        Does it.

    Signals
    -------
    changed()
        The work began, moved on or ended.

    Attributes
    ----------
    fraction, message
        How far the work is.
    done
        What was written last; None before, and where it failed.
    fault
        Why nothing was written, or ``""``.
    """

    changed = Signal()

    def __init__(self, runner: JobRunner, parent: QObject | None = None, *, export: Export = export) -> None:
        super().__init__(parent)
        self._runner, self._export = runner, export
        self._title = ""
        self.fraction, self.message = 0.0, ""
        self.done: Exported | None = None
        self.fault: str = ""
        runner.job_progressed.connect(self._on_job_progressed)
        runner.job_finished.connect(self._on_job_finished)

    @property
    def is_working(self) -> bool:
        """Whether a model is being written."""
        return self._runner.is_active(_KEY)

    def start(self, card: ModelCard, form: ExportForm, path: Path) -> None:
        """Write a model into a file that the reader chose; does nothing while another is written."""
        if self.is_working:
            return
        self.forget()
        self._title = say("Exporting {model}", model=card.title)
        self._runner.start(
            self._title, self._export, card, form, path, lane=Lane.ASIDE, key=_KEY, on_done=self._on_done, quiet=True
        )
        self.changed.emit()

    def cancel(self) -> None:
        """End the work; nothing of it stays."""
        self._runner.cancel_key(_KEY)
        self.changed.emit()

    def forget(self) -> None:
        """Drop what was told of the last work."""
        self.done, self.fault, self.fraction, self.message = None, "", 0.0, ""
        self.changed.emit()

    def _on_done(self, done: Exported) -> None:
        self.done = done
        self.changed.emit()

    def _on_job_progressed(self, task: Task, fraction: float, message: str) -> None:
        if task.title == self._title:
            self.fraction, self.message = fraction, message
            self.changed.emit()

    def _on_job_finished(self, task: Task, outcome: Outcome) -> None:
        if task.title == self._title:
            if isinstance(outcome, Failed):
                self.fault = outcome.error.words
            self.changed.emit()
