"""The worklist: cases of a dataset or listed studies, how far the reader is, how unsure a model is of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from ai.inference.uncertainty import Uncertainty
from ai.training.dataset.case import Case, Task
from ai.training.dataset.reads import CaseState
from ai.training.dataset.uncertainties import Asked, Outcome
from app.dicom.series import Series


class Order(StrEnum):
    """How rows are sorted."""

    LISTED = "listed"
    """As the dataset or the list of studies has them."""
    UNSURE_FIRST = "unsure_first"
    """What the model is most unsure of first; what it was not asked of comes after."""
    UNSURE_REFUSED_FIRST = "unsure_refused_first"
    """The same, with what the model refuses before all others."""


@dataclass(frozen=True)
class Agreed:
    """What the readers settled on: the class, or ``""`` for masks."""

    answer: str = ""


@dataclass(frozen=True)
class WorkRow:
    """One case of the list.

    Parameters
    ----------
    key
        Tells it apart; the anonymous key of a case of a dataset.
    title
        For the reader.
    label
        Class or structures that the dataset has for it; the modality of a study.
    folder
        Where the reader's state and the answers of models are kept; None where nothing is kept.
    case
        What it is of a dataset; None for a study.
    series
        What it opens; None for a case, which is read when it is opened.
    state
        How far the reader is.
    answer, is_not_sure
        Class that the reader gave.
    others
        Readers besides this one who completed it.
    agreed
        What they settled on; None for nothing yet.
    asked
        What the chosen model said; None where it was not asked.
    fault
        Why what was kept of it cannot be read; else ``""``.
    is_seen
        Whether the reader was shown what others said: a complete read is not opened again then.
    """

    key: str
    title: str
    label: str = ""
    folder: Path | None = None
    case: Case | None = None
    series: Series | None = None
    state: CaseState = CaseState.NOT_STARTED
    answer: str = ""
    is_not_sure: bool = False
    others: int = 0
    agreed: Agreed | None = None
    asked: Asked | None = None
    fault: str = ""
    is_seen: bool = False

    @property
    def is_complete(self) -> bool:
        """Whether the reader is done with it."""
        return self.state is CaseState.COMPLETE

    @property
    def uncertainty(self) -> Uncertainty | None:
        """How unsure the model is; None where that is not known."""
        return None if self.asked is None else self.asked.found


@dataclass(frozen=True)
class WorkSource:
    """What is listed.

    Parameters
    ----------
    title
        For the reader: name of the folder, or "Listed studies".
    folder
        Of the dataset; None for studies.
    task, names
        Of the dataset; None and none for studies.
    reader
        Key of the reader there; ``""`` before a name was given.
    """

    title: str
    folder: Path | None = None
    task: Task | None = None
    names: tuple[str, ...] = ()
    reader: str = ""

    @property
    def is_dataset(self) -> bool:
        """Whether its rows are cases of a dataset."""
        return self.folder is not None


@dataclass(frozen=True)
class Asking:
    """Models at work on the list.

    Parameters
    ----------
    model_id
        Which one is asked, or was last; ``""`` for none.
    done, count
        Cases; ``count`` is 0 while nothing is asked.
    is_waiting
        Whether it has stepped aside for a run that the reader asked for.
    """

    model_id: str = ""
    done: int = 0
    count: int = 0
    is_waiting: bool = False

    @property
    def is_running(self) -> bool:
        """Whether cases are left."""
        return self.count > 0


class Worklist(QObject):
    """Holder of the list; `app.actions.worklist` changes it.

    Signals
    -------
    worklist_changed()
        Other rows, another order or filter, another case is open, a reader's state, a model's answer.
    """

    worklist_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._source: WorkSource | None = None
        self._rows: tuple[WorkRow, ...] = ()
        self._current = ""
        self._shown: frozenset[CaseState] = frozenset(CaseState)
        self._order = Order.LISTED
        self._blinded = True
        self._asking = Asking()
        self._is_saving = False
        self._settling = ""

    @property
    def source(self) -> WorkSource | None:
        """What is listed; None for nothing."""
        return self._source

    @property
    def rows(self) -> tuple[WorkRow, ...]:
        """All rows, as the source has them."""
        return self._rows

    @property
    def listed(self) -> tuple[WorkRow, ...]:
        """Rows that are shown, in the order that is chosen; the open case stays whatever its state."""
        kept = [row for row in self._rows if row.state in self._shown or row.key == self._current]
        return ordered(kept, self._order)

    @property
    def current(self) -> WorkRow | None:
        """The case that was opened from the list last."""
        return self.row(self._current)

    @property
    def shown(self) -> frozenset[CaseState]:
        """States whose rows are shown."""
        return self._shown

    @property
    def order(self) -> Order:
        """How rows are sorted."""
        return self._order

    @property
    def is_blinded(self) -> bool:
        """Whether a reader sees what others said only after the own read is complete."""
        return self._blinded

    @property
    def asking(self) -> Asking:
        """Models at work."""
        return self._asking

    @property
    def is_saving(self) -> bool:
        """Whether masks of a case are being written."""
        return self._is_saving

    @property
    def settling(self) -> str:
        """Key of the case whose agreed label is worked on; ``""`` for none."""
        return self._settling

    def row(self, key: str) -> WorkRow | None:
        """Return a row; None where it is not listed."""
        return next((row for row in self._rows if row.key == key), None)

    def is_revealed(self, row: WorkRow) -> bool:
        """Whether a reader may see what others said of a case, the dataset's class among it."""
        return not self._blinded or row.is_complete

    def next_of(self, steps: int) -> WorkRow | None:
        """Return the row so many steps after the open one, the first where none is open; None beyond the ends."""
        listed = self.listed
        keys = [row.key for row in listed]
        if self._current not in keys:
            return listed[0 if steps > 0 else -1] if listed else None
        place = keys.index(self._current) + steps
        return listed[place] if 0 <= place < len(listed) else None

    def set_rows(self, source: WorkSource | None, rows: Sequence[WorkRow]) -> None:
        """List something else, or what is listed anew; the open case stays where it is still there."""
        if source is None or self._source is None or source.folder != self._source.folder:
            self._shown, self._order = frozenset(CaseState), Order.LISTED
        self._source, self._rows = source, tuple(rows)
        if self.row(self._current) is None:
            self._current = ""
        self.worklist_changed.emit()

    def set_row(self, row: WorkRow) -> None:
        """Put a row in place of the one of its key; nothing where there is none any more."""
        if row not in self._rows and self.row(row.key) is not None:
            self._rows = tuple(row if each.key == row.key else each for each in self._rows)
            self.worklist_changed.emit()

    def set_current(self, key: str) -> None:
        """Tell which case is open."""
        if key != self._current:
            self._current = key
            self.worklist_changed.emit()

    def set_shown(self, shown: frozenset[CaseState]) -> None:
        """Show rows of these states."""
        if shown != self._shown:
            self._shown = shown
            self.worklist_changed.emit()

    def set_order(self, order: Order) -> None:
        """Sort rows in another way."""
        if order is not self._order:
            self._order = order
            self.worklist_changed.emit()

    def set_blinded(self, blinded: bool) -> None:
        """Show or hide what others said."""
        if blinded is not self._blinded:
            self._blinded = blinded
            self.worklist_changed.emit()

    def set_asking(self, asking: Asking) -> None:
        """Tell how far models are."""
        if asking != self._asking:
            self._asking = asking
            self.worklist_changed.emit()

    def set_saving(self, is_saving: bool) -> None:
        """Tell that masks are being written, or are no more."""
        if is_saving is not self._is_saving:
            self._is_saving = is_saving
            self.worklist_changed.emit()

    def set_settling(self, key: str) -> None:
        """Tell whose agreed label is worked on."""
        if key != self._settling:
            self._settling = key
            self.worklist_changed.emit()

    def forget_answers(self) -> None:
        """Forget what a model said: another one is chosen."""
        self._rows = tuple(replace(row, asked=None) for row in self._rows)
        self.worklist_changed.emit()


def ordered(rows: Sequence[WorkRow], order: Order) -> tuple[WorkRow, ...]:
    """Sort rows; those that are equal stay in their order."""
    if order is Order.LISTED:
        return tuple(rows)
    refused_first = order is Order.UNSURE_REFUSED_FIRST

    def place(row: WorkRow) -> tuple[int, float]:
        if row.uncertainty is not None:
            return 1, -row.uncertainty.value
        if row.asked is None:
            return 2, 0.0
        if row.asked.outcome is Outcome.SILENT:
            return 3, 0.0
        return 0 if refused_first else 4, 0.0

    return tuple(sorted(rows, key=place))
