"""What several readers of one worklist do together: they are compared, see each other's reads, and settle a case."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from ai.errors import TrainingDataError
from ai.progress import Progress, part, silent
from ai.training.dataset.adjudicate import agree_on_class
from ai.training.dataset.agreement import Agreement, agreement
from ai.training.dataset.case import Task, mask_ending, read_case
from ai.training.dataset.dataset import open_dataset
from ai.training.dataset.reads import Read, note_seen, reads_of, visible_reads
from ai.words import say
from app.actions.open_case import DRAWN, OpenCase
from app.jobs.runner import JobRunner, Lane
from app.state.worklist import Worklist, WorkRow

COMPARING = ("agreement",)
"""Key of the job: a newer one takes the place of an older one."""

THE_LABEL = "label"
"""Where settling begins: with the label of the dataset as it is, no reader's key."""


class DoubleReading(QObject):
    """What readers do with the reads of others. Whoever was shown one is noted in the own read.

    Parameters
    ----------
    worklist, cases
        The list, and the case of it that is open.
    runner
        Reads and writes.

    Signals
    -------
    refused(ReportableError)
        Something cannot be done, or not be kept.
    compared(Agreement)
        The readers of the dataset were compared, as far as this one may see it.
    noted(str)
        Key of a case of which it was noted that the reads of others were shown.
    settled(Case)
        A case has an agreed class: the case as it is now.
    reader_changed()
        Somebody else reads: what was shown to the one before is not for that one.
    """

    refused = Signal(object)
    compared = Signal(object)
    noted = Signal(str)
    settled = Signal(object)
    reader_changed = Signal()

    def __init__(self, worklist: Worklist, cases: OpenCase, runner: JobRunner) -> None:
        super().__init__(worklist)
        self._list = worklist
        self._cases = cases
        self._runner = runner

    def compare(self) -> None:
        """Compare the readers of the dataset; `compared` tells."""
        source = self._list.source
        if source is not None and source.folder is not None:
            self._runner.start(
                say("Comparing readers"),
                compare,
                source.folder,
                source.reader,
                is_blinded=self._list.is_blinded,
                lane=Lane.DISK,
                key=COMPARING,
                on_done=self._on_compared,
            )

    def can_show_others(self) -> bool:
        """Whether masks or boxes of other readers of the open case may be seen."""
        row, source = self._list.current, self._list.source
        is_drawn = source is not None and source.task in DRAWN
        return is_drawn and row is not None and row.others > 0 and self._list.is_revealed(row)

    def show_others(self) -> None:
        """Show the masks or boxes of other readers over the open case."""
        row, source = self._list.current, self._list.source
        if row is None or row.folder is None or source is None or not self.can_show_others():
            return
        try:
            found = visible_reads(reads_of(row.folder, _ending(row)), source.reader, blinded=self._list.is_blinded)
            self._note_seen(row)
        except TrainingDataError as error:
            self.refused.emit(error)
            return
        self._cases.show_others([each for each in found if each.is_complete])

    def can_settle(self) -> bool:
        """Whether the open case was read by two, or by one who sees it now, so that its label can be agreed on."""
        row, source = self._list.current, self._list.source
        if row is None or source is None or not source.reader or row.case is None:
            return False
        return row.others + row.is_complete >= 2 and self._list.is_revealed(row)

    def beginnings(self) -> tuple[str, ...]:
        """List what the agreed masks or boxes of the open case can begin with.

        Keys of those who completed it, this reader first, then `THE_LABEL`.
        """
        row, source = self._list.current, self._list.source
        if row is None or row.folder is None or source is None or not self.can_settle():
            return ()
        try:
            found = [each.reader for each in reads_of(row.folder, _ending(row)) if each.is_complete]
        except TrainingDataError as error:
            self.refused.emit(error)
            return ()
        own = [key for key in found if key == source.reader]
        return (*own, *(key for key in found if key not in own), THE_LABEL)

    def settle(self, chosen: str) -> None:
        """Make a class the agreed label of the open case, or begin with its masks or boxes; no read is touched.

        Parameters
        ----------
        chosen
            The class, or one of `beginnings`.
        """
        row, source = self._list.current, self._list.source
        if row is None or source is None or row.case is None or not self.can_settle():
            return
        try:
            found = [each for each in reads_of(row.case.folder, _ending(row)) if each.is_complete]
            readers = tuple(each.reader for each in found)
            begins: Read | None = next((each for each in found if each.reader == chosen), None)
            if source.task in DRAWN and begins is None and chosen != THE_LABEL:
                return
            self._note_seen(row)
            if source.task in DRAWN:
                self._cases.settle(begins, readers)
            else:
                agree_on_class(row.case, chosen, source.names, by=source.reader, readers=readers)
                self.settled.emit(read_case(row.case.folder, Task.CLASSIFICATION, source.names))
        except TrainingDataError as error:
            self.refused.emit(error)

    def _note_seen(self, row: WorkRow) -> None:
        """Write that this reader is shown what others said of a case, before it is shown."""
        source = self._list.source
        if source is not None and source.reader and row.folder is not None and not row.is_seen:
            note_seen(row.folder, source.reader, _ending(row))
            self.noted.emit(row.key)

    def _on_compared(self, found: Agreement) -> None:
        for key in dict.fromkeys(each.key for each in found.cases):
            self.noted.emit(key)
        self.compared.emit(found)


def compare(folder: Path, reader: str, *, is_blinded: bool, progress: Progress = silent) -> Agreement:
    """Compare the readers of a dataset for one of them, and note of which cases that one is shown the reads of others.

    Parameters
    ----------
    folder
        Of the dataset.
    reader
        Key of the reader; ``""`` for none.
    is_blinded
        Whether nothing is told of cases that the reader has not completed.

    Raises
    ------
    TrainingDataError
        Where something cannot be read, or it cannot be noted: nothing is shown then.
    """
    dataset = open_dataset(folder, progress=part(progress, 0, 0.5))
    found = agreement(dataset, blind=reader if is_blinded else None, progress=part(progress, 0.5, 1))
    for key in dict.fromkeys(each.key for each in found.cases) if reader else ():
        note_seen(folder / key, reader)
    return found


def _ending(row: WorkRow) -> str:
    return ".nii.gz" if row.case is None else mask_ending(row.case.record.image)
