"""The case of a worklist that is open: its picture, its masks, and what the reader does with them."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, QTimer, Signal

from ai.errors import ReportableError, TrainingDataError
from ai.inference.provenance import PERSON
from ai.inference.results import ModelResult
from ai.progress import Progress, silent
from ai.training.dataset.case import Case, Task, read_case
from ai.training.dataset.reads import CaseState, Read
from ai.words import say
from app.actions.case_masks import (
    Saving,
    ShownCase,
    after_saving,
    masks_to_show,
    others_to_show,
    save,
    saving_of,
    settle,
)
from app.actions.open import OpenActions
from app.dicom.case_study import case_study
from app.dicom.series import Study
from app.jobs.runner import JobRunner, Lane
from app.state.session import SeriesKey, Session, series_key
from app.state.worklist import Worklist, WorkRow

_log = logging.getLogger(__name__)

KEPT_MS = 1_000
"""What is drawn on a case is on the disk after so long, also while it is still being edited."""

OPENING = ("open a case",)
"""Key of the job: whoever chooses another case waits no longer for the one before."""


@dataclass(frozen=True, eq=False)
class _Opened:
    """A case whose picture was looked at."""

    row: WorkRow
    study: Study


class OpenCase(QObject):
    """Opens cases, and keeps what the reader did with their masks.

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
        The masks of a case are its agreed label: the case as it is now.
    """

    refused = Signal(object)
    kept = Signal(str)
    not_kept = Signal()
    settled = Signal(object)

    def __init__(self, session: Session, opening: OpenActions, runner: JobRunner, worklist: Worklist) -> None:
        super().__init__(worklist)
        self._session = session
        self._opening = opening
        self._runner = runner
        self._list = worklist
        self._wanted: _Opened | None = None
        self._shown: dict[SeriesKey, ShownCase] = {}
        self._listed: set[str] = set()
        self._unsaved: dict[str, Saving] = {}
        self._is_edited = False
        self._due = QTimer(self)
        self._due.setSingleShot(True)
        self._due.setInterval(KEPT_MS)
        self._due.timeout.connect(self._on_due)
        session.volume_changed.connect(self._on_volume_changed)
        session.editing.editing_changed.connect(self._on_editing_changed)

    def open(self, row: WorkRow) -> None:
        """Open the picture of a row."""
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
        """Keep the masks of cases where the reader changed them: one may stay in a pane when another is chosen."""
        for key, shown in tuple(self._shown.items()):
            if self._differs(key, shown):
                self._save(key, shown)

    def complete(self) -> None:
        """Keep the masks of the open case as they are, and that it is complete."""
        shown = self._open_case()
        if shown is None or self._saving(*shown) is None:
            self._tell_not_shown()
        else:
            self._save(*shown, state=CaseState.COMPLETE)

    def show_others(self, others: Sequence[Read]) -> None:
        """Show the masks of other readers over the open case."""
        shown, opened, source = self._open_case(), self._session.opened, self._list.source
        if shown is None or opened is None or source is None or series_key(opened.series) != shown[0]:
            self._tell_not_shown()
            return
        self._runner.start(
            say("Reading the masks of the case"),
            others_to_show,
            shown[1],
            source.names,
            tuple(others),
            opened.volume,
            lane=Lane.DISK,
            key=("masks of others",),
            on_done=self._on_others_read,
        )

    def settle(self, readers: tuple[str, ...]) -> None:
        """Make the masks that are shown the agreed label of the open case."""
        shown = self._open_case()
        saving = None if shown is None else self._saving(*shown)
        if saving is None:
            self._tell_not_shown()
            return
        self._runner.start(
            say("Writing the agreed label"),
            settle_case,
            saving,
            readers,
            lane=Lane.DISK,
            on_done=self._on_settled,
        )

    def forget(self) -> None:
        """Wait for nothing any more."""
        self._wanted = None
        self._shown.clear()

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
                say("The masks of this case are not shown."), say("Open it from the worklist, and wait for its masks.")
            )
        )
        self.not_kept.emit()

    def _open_case(self) -> tuple[SeriesKey, ShownCase] | None:
        """Return the case whose masks are shown, with the key of its series; None for none."""
        row = self._list.current
        return next(
            ((key, each) for key, each in self._shown.items() if row is not None and each.case.key == row.key), None
        )

    def _differs(self, key: SeriesKey, shown: ShownCase) -> bool:
        """Whether the masks are other ones than were read."""
        result = self._session.reading_at(key).result_of(PERSON)
        if result is None:
            return False
        before = [(each.label.name, each.labelled) for each in shown.result.structures]
        now = [(each.label.name, each.labelled) for each in result.structures]
        return len(before) != len(now) or any(
            one[0] != other[0] or one[1] is not other[1] for one, other in zip(before, now, strict=True)
        )

    def _saving(self, key: SeriesKey, shown: ShownCase, state: CaseState | None = None) -> Saving | None:
        source, reading = self._list.source, self._session.reading_at(key)
        result = reading.result_of(PERSON)
        if source is None or result is None or not source.reader:
            return None
        return saving_of(shown, source.reader, reading, self._session.editing.frozen(result), state)

    def _save(self, key: SeriesKey, shown: ShownCase, state: CaseState | None = None) -> None:
        saving = self._saving(key, shown, state)
        if saving is None:
            return
        before = self._unsaved.get(shown.case.key)
        if saving.state is None and before is not None and before.state is not None:
            saving = replace(saving, state=before.state)
        self._unsaved[shown.case.key] = saving
        self._list.set_saving(True)
        self._runner.start(
            say("Keeping the case"),
            save_case,
            saving,
            lane=Lane.DISK,
            key=("keep a case", shown.case.key),
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
        self._opening.open(series)
        if session.opened is not None and series_key(session.opened.series) == series_key(series):
            self._on_volume_changed()

    def _on_volume_changed(self) -> None:
        """Read the masks of a case as soon as its picture is there."""
        opened, wanted, source = self._session.opened, self._wanted, self._list.source
        if opened is None or wanted is None or source is None or wanted.row.case is None:
            return
        if not source.reader:
            return  # under no name nothing can be kept: so there is nothing to draw on
        if series_key(opened.series) != series_key(wanted.study.series[0]):
            return
        self._wanted = None
        key = series_key(opened.series)
        is_there = key in self._shown and self._session.reading_at(key).result_of(PERSON) is not None
        if source.task is not Task.SEGMENTATION or not source.names or is_there:
            return
        row = self._list.row(wanted.row.key) or wanted.row
        self._runner.start(
            say("Reading the masks of the case"),
            masks_to_show,
            wanted.row.case,
            source.names,
            source.reader,
            opened.volume,
            shows_label=row.agreed is None or self._list.is_revealed(row),
            lane=Lane.DISK,
            key=("masks of a case",),
            on_done=self._on_masks_read,
        )

    def _on_masks_read(self, shown: ShownCase) -> None:
        opened = self._session.opened
        if opened is None or opened.volume.source_id != shown.result.provenance.source_id:
            return
        key = series_key(opened.series)
        own = self._session.reading_at(key).result_of(PERSON)
        # Boxes that were drawn meanwhile stay.
        result = shown.result if own is None else replace(shown.result, detections=own.detections)
        self._shown[key] = shown
        self._session.add_result(result)
        if self._session.reading_at(key).result_of(PERSON) is own:
            del self._shown[key]  # it was not taken: nothing is known of these masks

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

    def _on_due(self) -> None:
        """Keep what was drawn so far; a program that is killed loses no more than came after."""
        if self._unsaved:
            self._due.start()
        else:
            self.keep()

    def _on_saved(self, kept: tuple[Saving, Read]) -> None:
        saving, read = kept
        key = saving.shown.case.key
        if self._unsaved.get(key) is saving:
            del self._unsaved[key]
        for series, shown in tuple(self._shown.items()):
            if shown.case.key == key:
                self._shown[series] = after_saving(saving, read)
        self._list.set_saving(bool(self._unsaved))
        self.kept.emit(key)

    def _on_not_saved(self) -> None:
        """Leave it for the next time; the runner told why."""
        self._list.set_saving(False)
        self.not_kept.emit()

    def _on_settled(self, case: Case) -> None:
        self.settled.emit(case)


def look_at(row: WorkRow, reader: str, *, progress: Progress = silent) -> _Opened:
    """Look at the picture of a case for a reader; raises `app.errors.DicomReadError`."""
    progress(0.0, say("Opening case {key}", key=row.title))
    case: Case | None = row.case
    if case is None:
        raise ValueError("a study is open by itself")
    return _Opened(row, case_study(case, reader))


def save_case(saving: Saving, *, progress: Progress = silent) -> tuple[Saving, Read]:
    """Keep masks and state of a case; see `app.actions.case_masks.save`."""
    return saving, save(saving, progress=progress)


def settle_case(saving: Saving, readers: tuple[str, ...], *, progress: Progress = silent) -> Case:
    """Make masks the label of a case; returns the case as it is now."""
    settle(saving, readers, progress=progress)
    return read_case(saving.shown.case.folder, Task.SEGMENTATION, tuple(saving.shown.files))
