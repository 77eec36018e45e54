"""The case of a worklist that is open: its picture, its masks or boxes, and what the reader does with them."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, QTimer, Signal

from ai.errors import ReportableError, TrainingDataError
from ai.inference.provenance import PERSON
from ai.inference.results import ModelResult
from ai.progress import Progress, silent
from ai.training.dataset.case import Case, Task
from ai.training.dataset.reads import CaseState, Read
from ai.words import say
from app.actions.case_masks import labels_to_show, others_to_show
from app.actions.keep_case import begin_settling, save
from app.actions.open import OpenActions
from app.actions.shown_case import Saving, ShownCase, after_saving
from app.actions.shown_cases import ShownCases
from app.dicom.case_study import case_study
from app.dicom.series import Study
from app.dicom.series_load import OpenSeries
from app.jobs.runner import JobRunner, Lane
from app.state.session import SeriesKey, Session, series_key
from app.state.worklist import Worklist, WorkRow

_log = logging.getLogger(__name__)

KEPT_MS = 200
"""After a stroke what is drawn on a case is written so soon: sooner than a hand has made the next one."""

NOT_SHOWN = say("The boxes of this case are not shown yet: nothing is drawn before they are.")

NO_READER = say("Give your name or initials in the worklist first; they stay on this computer.")

DRAWN = (Task.SEGMENTATION, Task.DETECTION)
"""What is drawn on pictures, and kept by itself."""

OPENING = ("open a case",)
"""Key of the job: whoever chooses another case waits no longer for the one before."""


@dataclass(frozen=True, eq=False)
class _Opened:
    """A case whose picture was looked at."""

    row: WorkRow
    study: Study


class OpenCase(QObject):
    """Opens cases, and keeps what the reader did with their masks or boxes.

    A read that is complete is shown as what others said is: nothing is edited. While a case is settled what is shown is
    its agreed label, and what is done to it goes there.

    Parameters
    ----------
    session, opening
        What is open, and what opens a series.
    runner
        Reads and writes.
    worklist
        Whose cases.

    Signals
    -------
    refused(ReportableError)
        A case cannot be opened, or not be kept.
    kept(str)
        What was done with a case is on the disk: its key.
    not_kept()
        It is not; why was told.
    settled(Case)
        What is shown of a case is its agreed label: the case as it is now.
    ending()
        Nothing may be edited any more of what is open: whoever edits it keeps that now.
    """

    refused = Signal(object)
    kept = Signal(str)
    not_kept = Signal()
    settled = Signal(object)
    ending = Signal()

    def __init__(self, session: Session, opening: OpenActions, runner: JobRunner, worklist: Worklist) -> None:
        super().__init__(worklist)
        self._session = session
        self._opening = opening
        self._runner = runner
        self._list = worklist
        self._wanted: _Opened | None = None
        self._shown = ShownCases(session, worklist)
        self._listed: set[str] = set()
        self._unsaved: dict[tuple[str, bool], Saving] = {}
        self._is_edited = False
        self._due = QTimer(self)
        self._due.setSingleShot(True)
        self._due.setInterval(KEPT_MS)
        self._due.timeout.connect(self._on_due)
        session.volume_changed.connect(self._on_volume_changed)
        session.editing.editing_changed.connect(self._on_editing_changed)
        session.findings_changed.connect(self._on_findings_changed)

    def open(self, row: WorkRow) -> None:
        """Open the picture of a row."""
        self._list.set_settling("")
        if row.series is not None:
            self._opening.open(row.series)
        elif row.case is not None:
            self._runner.start(
                say("Opening case {key}", key=row.title),
                look_at,
                row,
                "" if self._list.source is None else self._list.source.reader,
                lane=Lane.DISK,
                key=OPENING,
                on_done=self._on_looked_at,
                quiet=True,
            )

    def keep(self) -> None:
        """Keep cases where the reader changed something: one may stay in a pane when another is chosen."""
        for key, shown in self._shown.changed():
            self._save(key, shown)

    def complete(self) -> None:
        """Keep the masks or boxes of the open case as they are, and that it is complete."""
        self._is_edited = False  # what is in work is kept with the rest
        self.ending.emit()
        current = self._shown.current()
        if current is None or current[1].is_sealed or current[1].settles or self._shown.saving(*current) is None:
            self._tell_not_shown()
        else:
            self._save(*current, state=CaseState.COMPLETE)

    def show_again(self, case_key: str) -> None:
        """Show what the reader said of a case anew: it was completed, or opened again."""
        for key, shown in self._shown.of_case(case_key):
            opened, active = self._shown.opened(key), self._session.opened
            if active is not None and series_key(active.series) == key:
                self.ending.emit()
            self._shown.forget(key)
            if opened is not None:
                self._read_labels(shown.case, opened)

    def show_others(self, others: Sequence[Read]) -> None:
        """Show what other readers marked over the open case."""
        shown, opened, source = self._shown.current(), self._session.opened, self._list.source
        if shown is None or opened is None or source is None or series_key(opened.series) != shown[0]:
            self._tell_not_shown()
            return
        self._runner.start(
            say("Reading what others marked"),
            others_to_show,
            shown[1],
            source.names,
            tuple(others),
            opened.volume,
            lane=Lane.DISK,
            key=("masks of others",),
            on_done=self._on_others_read,
        )

    def settle(self, read: Read | None, readers: tuple[str, ...]) -> None:
        """Make what a reader said the label of the open case, and let it be corrected; None begins with the label."""
        current, source = self._shown.current(), self._list.source
        opened = None if current is None else self._shown.opened(current[0])
        if current is None or opened is None or source is None:
            self._tell_not_shown()
            return
        self.ending.emit()
        self.keep()  # what was drawn so far belongs to the read
        self._runner.start(
            say("Writing the agreed label"),
            begin_settling,
            current[1],
            read,
            opened.volume,
            by=source.reader,
            readers=readers,
            lane=Lane.DISK,
            on_done=self._on_settling,
        )

    def forget(self) -> None:
        """Wait for nothing any more."""
        self._wanted = None
        self._shown.clear()
        self._list.set_settling("")

    def close(self) -> None:
        """Show no case any more: another reader comes, who must not see what this one did."""
        for pane in self._session.panes.all:
            if pane.study is not None and pane.study.uid in self._listed:
                self._opening.empty_pane(pane)  # which ends the editing of its masks, and keeps them
        self.forget()
        left = tuple(study for study in self._session.studies if study.uid not in self._listed)
        self._listed.clear()
        self._session.set_studies(left, self._session.unreadable)

    def flush(self) -> None:
        """Keep at once what waits to be kept, on this thread."""
        for key, shown in self._shown.changed():
            saving, place = self._shown.saving(key, shown), _place(shown)
            if saving is not None and place not in self._unsaved:
                self._unsaved[place] = saving
        for saving in tuple(self._unsaved.values()):
            try:
                save(saving)
            except TrainingDataError as error:
                # Nobody is there to be told; the edits themselves are kept beside the settings.
                _log.warning("Masks of a case could not be kept: %s", type(error).__name__)
        self._unsaved.clear()

    def _tell_not_shown(self) -> None:
        self.refused.emit(
            ReportableError(
                say("What is marked in this case is not shown."),
                say("Open it from the worklist, and wait until it is."),
            )
        )
        self.not_kept.emit()

    def _save(self, key: SeriesKey, shown: ShownCase, state: CaseState | None = None) -> None:
        saving, place = self._shown.saving(key, shown, state), _place(shown)
        if saving is None:
            return
        before = self._unsaved.get(place)
        if saving.state is None and before is not None and before.state is not None:
            saving = replace(saving, state=before.state)
        self._unsaved[place] = saving
        self._list.set_saving(True)
        self._runner.start(
            say("Keeping the case"),
            save_case,
            saving,
            lane=Lane.DISK,
            key=("keep a case", *place),
            on_done=self._on_saved,
            on_stopped=self._on_not_saved,
        )

    def _on_looked_at(self, opened: _Opened) -> None:
        """List the case in place of those that no pane shows any more, and show it."""
        self._wanted = opened
        session = self._session
        in_panes = {pane.study.uid for pane in session.panes.all if pane.study is not None}
        gone = self._listed - in_panes - {opened.study.uid}
        self._listed = (self._listed - gone) | {opened.study.uid}
        others = tuple(each for each in session.studies if each.uid not in gone | {opened.study.uid})
        session.set_studies((*others, opened.study), session.unreadable)
        series = opened.study.series[0]
        is_read = self._list.source is not None and bool(self._list.source.reader)
        self._shown.close_boxes(series_key(series), NOT_SHOWN if is_read else NO_READER)
        self._opening.open(series)
        if session.opened is not None and series_key(session.opened.series) == series_key(series):
            self._on_volume_changed()

    def _on_volume_changed(self) -> None:
        """Read the masks or boxes of a case as soon as its picture is there."""
        opened, wanted, source = self._session.opened, self._wanted, self._list.source
        if opened is None or wanted is None or source is None or wanted.row.case is None:
            return
        if not source.reader:
            return  # under no name nothing can be kept: so there is nothing to draw on
        if series_key(opened.series) != series_key(wanted.study.series[0]):
            return
        self._wanted = None
        key = series_key(opened.series)
        before = self._shown.of_series(key)
        is_there = before is not None and self._session.reading_at(key).result_of(PERSON) is not None
        if source.task not in DRAWN or (source.task is Task.SEGMENTATION and not source.names):
            return
        if before is not None and is_there and not before.settles and not before.is_sealed:
            self._shown.allow_boxes(key)
        else:
            self.ending.emit()  # a case that was settled until now
            self._read_labels(wanted.row.case, opened)

    def _read_labels(self, case: Case, opened: OpenSeries) -> None:
        """Read the masks or boxes of a case that a pane shows."""
        source = self._list.source
        if source is not None and source.task is not None:
            self._runner.start(
                say("Reading what is marked in the case"),
                labels_to_show,
                case,
                source.task,
                source.names,
                source.reader,
                opened.volume,
                lane=Lane.DISK,
                key=("labels of a case", case.key),
                on_done=self._on_labels_read,
            )

    def _on_labels_read(self, shown: ShownCase) -> None:
        opened = self._shown.opened_as(shown.result.provenance.source_id)
        if opened is not None:
            self._shown.put(series_key(opened.series), shown)

    def _on_others_read(self, found: tuple[ModelResult, ...]) -> None:
        for result in found:
            self._session.add_result(result)

    def _on_editing_changed(self) -> None:
        """Keep masks when their editing is over."""
        mask = self._session.editing.mask
        if mask is not None:
            self._is_edited = mask.finding.model_id == PERSON
            if self._is_edited and mask.work.count and not self._due.isActive():
                self._due.start()
        elif self._is_edited:
            self._is_edited = False
            self.keep()

    def _on_findings_changed(self) -> None:
        """Keep boxes soon after one is another."""
        if not self._due.isActive() and any(self._shown.changed(only_boxes=True)):
            self._due.start()

    def _on_due(self) -> None:
        """Keep what was drawn so far; a program that is killed loses no more than came after."""
        if self._list.is_saving:
            self._due.start()
        else:
            self.keep()

    def _on_saved(self, done: tuple[Saving, Read | Case]) -> None:
        saving, kept = done
        key, place = saving.shown.case.key, _place(saving.shown)
        if self._unsaved.get(place) is saving:
            del self._unsaved[place]
        for series, shown in self._shown.of_case(key):
            if _place(shown) == place:
                self._shown.note_kept(series, after_saving(saving, kept))
        self._list.set_saving(bool(self._unsaved))
        if isinstance(kept, Case):
            self.settled.emit(kept)
        else:
            if kept.is_complete:
                self.show_again(key)
            self.kept.emit(key)

    def _on_not_saved(self) -> None:
        """Leave it for the next time; the runner told why."""
        self._list.set_saving(False)
        self.not_kept.emit()

    def _on_settling(self, found: tuple[Case, ShownCase]) -> None:
        case, shown = found
        self.settled.emit(case)
        opened = self._shown.opened_as(shown.result.provenance.source_id)
        if opened is not None and self._shown.put(series_key(opened.series), shown):
            self._list.set_settling(case.key)


def _place(shown: ShownCase) -> tuple[str, bool]:
    """Name where a case is kept: a read, or the agreed label, which are never one for the other."""
    return shown.case.key, bool(shown.settles)


def look_at(row: WorkRow, reader: str, *, progress: Progress = silent) -> _Opened:
    """Look at the picture of a case for a reader; raises `app.errors.DicomReadError`."""
    progress(0.0, say("Opening case {key}", key=row.title))
    case: Case | None = row.case
    if case is None:
        raise ValueError("a study is open by itself")
    return _Opened(row, case_study(case, reader))


def save_case(saving: Saving, *, progress: Progress = silent) -> tuple[Saving, Read | Case]:
    """Keep a case; see `app.actions.keep_case.save`."""
    return saving, save(saving, progress=progress)
