"""What a reader does with a worklist: go through it, open cases, say what they are, compare and settle."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from ai.errors import ReportableError, TrainingDataError
from ai.library.card import ModelCard
from ai.training.dataset.case import Case, Task, mask_ending
from ai.training.dataset.reads import CaseState, set_answer, set_state
from ai.words import say
from app.actions.ask_models import AskModels
from app.actions.double_reading import DoubleReading
from app.actions.open import OpenActions
from app.actions.open_case import DRAWN, NO_READER, OpenCase
from app.actions.run_model import ModelWorker
from app.actions.worklist_rows import Listed, dataset_rows, read_again, row_of_case, study_rows, with_reads
from app.jobs.runner import JobRunner, Lane
from app.state.model_list import ModelList
from app.state.session import Session
from app.state.settings_store import SettingsStore
from app.state.worklist import Order, Worklist, WorkRow

LISTING = ("worklist",)
"""Key of the job: a newer one takes the place of an older one."""


class WorklistActions(QObject):
    """What a reader can do with a list of cases.

    Parameters
    ----------
    session, opening
        What is open, and what opens a series.
    models, worker
        Which models there are, and where they run.
    runner
        Reads and writes.
    settings
        Knows what the reader is called.
    kept
        Folder where states of studies are kept; None keeps nothing.

    Signals
    -------
    refused(ReportableError)
        Something cannot be done, or not be kept.
    noted(str)
        A sentence for the reader.
    """

    refused = Signal(object)
    noted = Signal(str)

    def __init__(
        self,
        session: Session,
        opening: OpenActions,
        models: ModelList,
        worker: ModelWorker,
        runner: JobRunner,
        settings: SettingsStore,
        kept: Path | None = None,
    ) -> None:
        super().__init__(session)
        self.list = Worklist(self)
        """The rows."""
        self.asking = AskModels(self.list, models, runner, worker)
        """A model at work on them."""
        self.cases = OpenCase(session, opening, runner, self.list)
        """The case that is open."""
        self._session = session
        self._opening = opening
        self._models = models
        self._runner = runner
        self._settings = settings
        self._kept = kept
        self._card: ModelCard | None = None
        self._goes_on = False
        self._to_open = ""
        self.double = DoubleReading(self.list, self.cases, runner)
        """Other readers of the same cases."""
        for refusing in (self.cases, self.double):
            refusing.refused.connect(self.refused)
            refusing.settled.connect(self._show_case)
        self.double.noted.connect(self._read_row)
        self.cases.kept.connect(self._on_kept)
        self.cases.not_kept.connect(self._on_not_kept)

    # The list

    def open_dataset(self, folder: Path) -> None:
        """List the cases of a dataset."""
        self._list(say("Reading the worklist"), dataset_rows, folder, self._settings.settings.reader, self._card)

    def open_case_of(self, folder: Path, key: str) -> None:
        """Open a case of a dataset; the dataset is listed first where another one is, or none."""
        source = self.list.source
        if source is not None and source.folder == folder and self.list.row(key) is not None:
            self.open(key)
            return
        reader = self._settings.settings.reader
        self._list(say("Reading the worklist"), dataset_rows, folder, reader, self._card, to_open=key)

    def open_studies(self) -> None:
        """List the studies that the browser lists."""
        reader = self._settings.settings.reader
        self._list(say("Reading the worklist"), study_rows, self._session.studies, self._kept, reader, self._card)

    def has_studies(self) -> bool:
        """Whether studies are listed."""
        return bool(self._session.studies)

    def is_open(self) -> bool:
        """Whether there is a list."""
        return self.list.source is not None

    def close(self) -> None:
        """List nothing; what was done is kept. Cases that are open close: nothing more could be kept of them."""
        self.asking.stop()
        self.cases.keep()
        self.cases.close()
        self.list.set_rows(None, ())

    def reload(self) -> None:
        """Read anew what readers did and models said: others may have gone on."""
        source, reader = self.list.source, self._settings.settings.reader
        if source is not None:
            self._list(say("Reading the worklist"), read_again, source, self.list.rows, self._kept, reader, self._card)

    def show_state(self, state: CaseState, shown: bool) -> None:
        """Show or hide rows of a state."""
        states = self.list.shown | {state} if shown else self.list.shown - {state}
        self.list.set_shown(states)

    def sort(self, order: Order) -> None:
        """Sort the rows."""
        self.list.set_order(order)

    def set_blinded(self, blinded: bool) -> None:
        """Show what others said only after the own read is complete, or at once."""
        self.list.set_blinded(blinded)

    def set_reader(self, name: str) -> None:
        """Say what the reader is called."""
        words = " ".join(name.split())
        if words == self._settings.settings.reader:
            return
        self.cases.keep()
        source = self.list.source
        if source is not None and source.is_dataset:
            self.cases.close()
            self.list.set_current("")
        self._settings.update(reader=words)
        self.list.set_blinded(True)  # what one reader chose to see is not shown to the next
        self.double.reader_changed.emit()
        self.reload()

    # The model

    def models(self) -> tuple[ModelCard, ...]:
        """List the models that may be asked."""
        return tuple(card for card in self._models.cards if not card.draft)

    @property
    def model(self) -> ModelCard | None:
        """The model that is asked; None for none yet."""
        return self._card

    def choose_model(self, model_id: str) -> None:
        """Sort by what this model says; what it said before is there at once."""
        card = self._models.card(model_id)
        if card is self._card:
            return
        self.asking.stop()
        self._card = card
        self.list.forget_answers()
        self.reload()

    def ask(self) -> None:
        """Ask the model about every case that it was not asked about."""
        if self._card is not None and not self.list.asking.is_running:
            if self.list.order is Order.LISTED:
                self.list.set_order(Order.UNSURE_FIRST)
            self.asking.start(self._card)

    # Cases

    def open(self, key: str) -> None:
        """Open a case; what was done with the one before is kept."""
        row = self.list.row(key)
        if row is None or row.fault:
            return
        self.cases.keep()
        source = self.list.source
        if source is not None and source.task in DRAWN and not source.reader:
            self._tell_no_reader()  # the picture opens, what is marked on it does not
        self.list.set_current(key)
        self._read_row(key)  # others, or another window, may have gone on since it was listed
        row = self.list.row(key) or row
        if row.state is CaseState.NOT_STARTED:
            self._note_state(row, CaseState.IN_PROGRESS, says_why=False)
        self.cases.open(row)

    def can_step(self, steps: int) -> bool:
        """Whether there is a case in that direction."""
        return self.list.next_of(steps) is not None

    def step(self, steps: int) -> None:
        """Open the next (1) or previous (-1) case of those that are shown."""
        row = self.list.next_of(steps)
        if row is not None:
            self.open(row.key)

    def can_mark(self) -> bool:
        """Whether a case of the list is open."""
        return self.list.current is not None

    def set_state(self, state: CaseState) -> None:
        """Say how far the reader is with the open case."""
        row = self.list.current
        if row is None:
            return
        if state is CaseState.COMPLETE:
            self._complete(row)
            return
        self.cases.keep()
        self._note_state(row, state)
        now = self.list.row(row.key)
        if row.is_complete and now is not None and not now.is_complete:
            self.cases.show_again(row.key)  # it may be changed again

    def reopen(self) -> None:
        """Go on with a case that is complete."""
        row = self.list.current
        if row is not None and row.is_complete:
            self.set_state(CaseState.IN_PROGRESS)

    def complete_and_go_on(self) -> None:
        """Complete the open case, then open the next that is not complete."""
        row = self.list.current
        if row is not None:
            self._goes_on = True
            self._complete(row)

    def flag(self) -> None:
        """Flag the open case, or take the flag away."""
        row = self.list.current
        if row is not None:
            flagged = row.state is CaseState.FLAGGED
            self.set_state(CaseState.IN_PROGRESS if flagged else CaseState.FLAGGED)

    def answer(self, name: str) -> None:
        """Give the open case a class; ``""`` is not sure."""
        row, source = self.list.current, self.list.source
        if row is None or source is None or row.folder is None or source.task is not Task.CLASSIFICATION:
            return
        if not source.reader:
            self._tell_no_reader()
            return
        try:
            set_answer(row.folder, source.reader, name, is_not_sure=not name, ending=_ending(row))
        except TrainingDataError as error:
            self.refused.emit(error)
        self._read_row(row.key)

    def _complete(self, row: WorkRow) -> None:
        source = self.list.source
        if source is None:
            return
        if row.is_complete or self.list.settling == row.key:
            self._go_on()  # the read stays as it is
        elif source.task is Task.CLASSIFICATION and not (row.answer or row.is_not_sure):
            self._goes_on = False
            self.refused.emit(ReportableError(say("This case has no class yet."), say("Choose one, or “Not sure”.")))
        elif source.task in DRAWN and source.reader:
            # With the masks or boxes as they are: also those that the reader left as they were.
            self.cases.complete()
        else:
            self._note_state(row, CaseState.COMPLETE)
            self._go_on()

    def _go_on(self) -> None:
        """Open the next case that is not complete."""
        if not self._goes_on:
            return
        self._goes_on = False
        listed = self.list.listed
        current = self.list.current
        start = listed.index(current) if current in listed else -1
        for row in (*listed[start + 1 :], *listed[: max(start, 0)]):
            if row.state in (CaseState.NOT_STARTED, CaseState.IN_PROGRESS) and not row.fault:
                self.open(row.key)
                return
        self.noted.emit(say("Every case that is listed is complete or flagged."))

    def flush(self) -> None:
        """Keep at once what waits to be kept; for the end of the program, after `JobRunner.shutdown`."""
        self.cases.flush()

    # What came of it

    def _list(self, title: str, work: Callable[..., Listed], *args: object, to_open: str = "") -> None:
        self._to_open = to_open
        self._runner.start(title, work, *args, lane=Lane.DISK, key=LISTING, on_done=self._on_listed)

    def _on_listed(self, listed: Listed) -> None:
        source, rows = listed
        before = self.list.source
        if before is None or before.folder != source.folder:
            self.asking.stop()
            self.cases.keep()
            self.cases.close()
            self.list.set_blinded(True)
        self.list.set_rows(source, rows)
        key, self._to_open = self._to_open, ""
        if key:
            self.open(key)

    def _on_kept(self, key: str) -> None:
        self._read_row(key)
        self._go_on()

    def _on_not_kept(self) -> None:
        self._goes_on = False

    def _note_state(self, row: WorkRow, state: CaseState, *, says_why: bool = True) -> None:
        source = self.list.source
        if source is None:
            return
        if not source.reader or row.folder is None:
            if says_why:
                self._tell_no_reader()
            return
        try:
            set_state(row.folder, source.reader, state, _ending(row))
        except TrainingDataError as error:
            self.refused.emit(error)
        self._read_row(row.key)

    def _read_row(self, key: str) -> None:
        """Show a row as it is on the disk now."""
        row, source = self.list.row(key), self.list.source
        if row is not None and source is not None:
            self.list.set_row(with_reads(row, source, self._card))

    def _show_case(self, case: Case) -> None:
        """Show the row of a case whose label is another one."""
        if self.list.source is not None:
            self.list.set_row(row_of_case(case, self.list.source, self._card))

    def _tell_no_reader(self) -> None:
        self._goes_on = False
        self.refused.emit(ReportableError(NO_READER))


def _ending(row: WorkRow) -> str:
    return ".nii.gz" if row.case is None else mask_ending(row.case.record.image)
