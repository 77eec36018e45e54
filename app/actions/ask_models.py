"""A model is asked how unsure it is of cases of a worklist, one after the other, behind all that a reader wants."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from ai.errors import GeometryError, InputMismatch, MemoryShort, TrainingDataError
from ai.inference.gate import reads_any_slice
from ai.inference.options import RunOptions
from ai.library.card import ModelCard
from ai.progress import Progress, part, silent
from ai.training.dataset.uncertainties import Asked, answered, refused, write_asked
from ai.volume import Volume
from ai.words import say
from app.actions.run_model import ModelWorker, RunModelActions
from app.dicom.series_load import load_series
from app.errors import DicomReadError
from app.jobs.runner import JobRunner, Lane
from app.state.model_list import ModelList
from app.state.worklist import Asking, Worklist, WorkRow

ASKING = ("ask about cases",)
"""Key of the job; one case is one job, so that a run that the reader wants waits for one case at most."""


class AskModels(QObject):
    """Asks a model about the rows of a worklist.

    It steps aside while the reader runs a model: the case at work is begun anew afterwards. What was answered is kept
    beside the case and not asked again for this version of the model.

    Parameters
    ----------
    worklist, models
        What is listed, and what is installed.
    runner, worker
        Where models run.

    Signals
    -------
    refused(str)
        A sentence: what was answered cannot be kept; told once.
    """

    refused = Signal(str)

    def __init__(
        self,
        worklist: Worklist,
        models: ModelList,
        runner: JobRunner,
        worker: ModelWorker,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._worklist = worklist
        self._models = models
        self._runner = runner
        self._worker = worker
        self._keys: list[str] = []
        self._count = 0
        self._card: ModelCard | None = None
        self._is_reader_running: Callable[[], bool] = _never
        self._is_at_work = False
        self._complained = False

    def follow(self, runs: RunModelActions) -> None:
        """Step aside for the runs of a reader."""

        def is_running() -> bool:
            return any(runs.is_running(card) for card in self._models.cards)

        self._is_reader_running = is_running
        runs.running_changed.connect(self._on_running_changed)

    def start(self, card: ModelCard) -> None:
        """Ask a model about every case that it was not asked about, in the order in which they are listed."""
        self._keys = [row.key for row in self._worklist.listed if row.asked is None and not row.fault]
        self._count = len(self._keys)
        self._card, self._complained = card, False
        self._next()

    def stop(self) -> None:
        """Ask no more; what was answered is kept."""
        self._keys.clear()
        self._count, self._is_at_work = 0, False
        self._runner.cancel_key(ASKING)
        self._tell()

    def _next(self) -> None:
        """Ask about the next case."""
        row = None
        while self._keys and row is None:
            row = self._worklist.row(self._keys[0])
            if row is None:
                self._keys.pop(0)
        if row is None or self._card is None:
            self._count, self._is_at_work = 0, False
            self._tell()
            return
        if self._is_reader_running():
            self._tell()
            return
        self._is_at_work = True
        self._tell()
        self._runner.start(
            say(
                "Asking {model} about case {number} of {count}",
                model=self._card.title,
                number=self._done + 1,
                count=self._count,
            ),
            ask,
            self._worker,
            self._card,
            row,
            lane=Lane.GPU,
            key=ASKING,
            on_done=self._on_answered,
            on_stopped=self._on_stopped,
        )

    @property
    def _done(self) -> int:
        return self._count - len(self._keys)

    def _tell(self) -> None:
        card = self._card
        waits = bool(self._keys) and not self._is_at_work
        self._worklist.set_asking(Asking("" if card is None else card.id, self._done, self._count, is_waiting=waits))

    def _on_answered(self, answer: tuple[str, Asked, str]) -> None:
        key, asked, complaint = answer
        self._is_at_work = False
        row = self._worklist.row(key)
        if row is not None:
            self._worklist.set_row(replace(row, asked=asked))
        if complaint and not self._complained:
            self._complained = True
            self.refused.emit(complaint)
        if self._keys and self._keys[0] == key:
            self._keys.pop(0)
        self._next()

    def _on_stopped(self) -> None:
        """Leave the rest: the process of the models failed, or the reader cancelled."""
        self._is_at_work = False
        self.stop()

    def _on_running_changed(self) -> None:
        if not self._keys:
            return
        if self._is_at_work and self._is_reader_running():
            self._is_at_work = False
            self._runner.cancel_key(ASKING)
            self._tell()
        elif not self._is_at_work and not self._is_reader_running():
            self._next()


def ask(worker: ModelWorker, card: ModelCard, row: WorkRow, *, progress: Progress = silent) -> tuple[str, Asked, str]:
    """Ask a model about one case.

    Returns
    -------
    tuple
        Key of the row, the answer, and why it cannot be kept, as a sentence, or ``""``.
    """
    progress(0.0, say("Reading the case"))
    try:
        volume = volume_of(row, progress=part(progress, 0, 0.2))
        # A model of one picture is asked about the middle of a stack.
        middle = volume.shape[0] // 2 if reads_any_slice(card) and volume.shape[0] > 1 else None
        result = worker.run(card, volume, options=RunOptions(slice_index=middle), progress=part(progress, 0.2, 0.95))
        asked = answered(card, result)
    except (InputMismatch, GeometryError, MemoryShort) as error:
        asked = refused(card, error)
    except (TrainingDataError, DicomReadError) as error:
        asked = refused(card, InputMismatch(error.message))
        return row.key, asked, ""
    complaint = ""
    if row.folder is not None:
        try:
            write_asked(row.folder, card, asked)
        except TrainingDataError as error:
            complaint = error.words
    return row.key, asked, complaint


def volume_of(row: WorkRow, *, progress: Progress = silent) -> Volume:
    """Read what a row is of; raises `TrainingDataError` or `app.errors.DicomReadError`."""
    if row.case is not None:
        return row.case.volume()
    if row.series is None:
        raise TrainingDataError(say("The case cannot be read."))
    return load_series(row.series, progress=progress).volume


def _never() -> bool:
    return False
