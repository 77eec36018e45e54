"""Masks of a person are kept by themselves as they are drawn, and are there again when their series is opened again."""

from __future__ import annotations

import logging
import secrets
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from PySide6.QtCore import QObject, Signal

from ai.inference.provenance import PERSON
from ai.inference.results import Structure
from ai.progress import Progress, silent
from ai.volume import Volume
from ai.words import say
from app.actions.edit_mask import EditMaskActions
from app.actions.new_mask import NewMaskActions
from app.errors import EditJournalError, ExportError
from app.imaging.annotations.annotation import uid_digest
from app.imaging.masks.change import Change
from app.imaging.masks.journal import Kept, Subject
from app.imaging.masks.own_store import (
    FORMAT,
    FoundMask,
    KeptMask,
    Table,
    first_change,
    read_masks,
    subject_of,
    write_masks,
)
from app.imaging.own_masks import drawn_structure
from app.jobs.runner import JobRunner, Lane
from app.state.mask_editing import EditedMask
from app.state.own_masks import WHITE, is_deleted, is_own, own_finding, own_result, with_own
from app.state.reading import Reading
from app.state.review import FindingId, Review
from app.state.session import SeriesKey, Session, series_key

_log = logging.getLogger(__name__)


class PendingMasks:
    """Masks of one series that wait to be written; in any thread, each change once and in their order.

    Parameters
    ----------
    path, subject
        The file, and what the masks belong to.
    """

    def __init__(self, path: Path, subject: Subject) -> None:
        self._path = path
        self._subject = subject
        self._writing = threading.Lock()
        self._journal = secrets.token_hex(4)
        self._table = Table(FORMAT, self._journal, ())
        self._is_due = False
        self._begun: list[tuple[int, Structure]] = []
        self._changes: list[Kept] = []
        self._queue: list[Kept] = []

    def set_masks(self, masks: tuple[KeptMask, ...]) -> None:
        """Let other names wait; only then there is something to write."""
        self._is_due = True
        self._table = Table(FORMAT, self._journal, masks)

    def begin(self, number: int, structure: Structure) -> None:
        """Let a new mask wait, with what it was begun with."""
        self._begun.append((number, structure))

    def add(self, number: int, change: Change) -> None:
        """Let a change wait."""
        self._changes.append(Kept(str(number), change))

    def write(self) -> bool:
        """Write what waits; False where the disk refuses."""
        with self._writing:
            if not self._is_due:
                return True
            self._is_due = False  # first: what comes from now on is due again
            begun, changes, table = tuple(self._begun), tuple(self._changes), self._table
            for number, structure in begun:
                change = first_change(structure.mask)
                if change is not None:
                    self._queue.append(Kept(str(number), change))
            self._queue += changes
            del self._begun[: len(begun)], self._changes[: len(changes)]
            try:
                write_masks(self._path, self._subject, table, self._queue)
            except (OSError, EditJournalError, ExportError) as error:
                _log.info("Masks could not be kept: %s", type(error).__name__)
                self._is_due = True
                return False
            return True


@dataclass(frozen=True, eq=False)
class _Found:
    """Masks of an earlier session."""

    key: SeriesKey
    volume: Volume
    masks: tuple[FoundMask, ...]


class KeepMasks(QObject):
    """Writes masks of a person down one change after the other, and shows those of an earlier session.

    Parameters
    ----------
    session
        What is open.
    runner
        Writes and reads, in the lane of the view.
    masks, new_masks
        What changes and makes them.
    folder
        Where the files are, named by hashes; None keeps nothing.

    Signals
    -------
    warned(str)
        A sentence: masks cannot be kept; told once.
    """

    warned = Signal(str)

    def __init__(
        self,
        session: Session,
        runner: JobRunner,
        *,
        masks: EditMaskActions,
        new_masks: NewMaskActions,
        folder: Path | None,
    ) -> None:
        super().__init__(session)
        self._session = session
        self._runner = runner
        self._folder = folder
        self._pending: dict[SeriesKey, PendingMasks] = {}
        self._asked: dict[SeriesKey, str] = {}
        self._complained = False
        if folder is None:
            return
        new_masks.made.connect(self._on_made)
        new_masks.restyled.connect(self._on_restyled)
        masks.changed.connect(self._on_changed)
        session.reviewed.connect(self._on_reviewed)
        for pane in session.panes.all:
            pane.shown_changed.connect(self._on_shown_changed)

    def flush(self) -> None:
        """Write at once, on this thread; for the end of the program, after `JobRunner.shutdown`."""
        for pending in self._pending.values():
            pending.write()

    # Writing

    def _on_made(self, key: SeriesKey, number: int, structure: Structure) -> None:
        pending = self._pending_of(key)
        if pending is not None:
            pending.begin(number, structure)
            self._write(key, pending)

    def _on_changed(self, mask: EditedMask, change: Change) -> None:
        key = cast(SeriesKey, mask.key)
        pending = self._pending_of(key) if is_own(mask.finding) else None
        if pending is not None:
            pending.add(mask.finding.number, change)
            self._write(key, pending)

    def _on_restyled(self, key: SeriesKey) -> None:
        pending = self._pending_of(key)
        if pending is not None:
            self._write(key, pending)

    def _on_reviewed(self, key: SeriesKey, reading: Reading, reviews: Mapping[FindingId, Review]) -> None:
        pending = self._pending_of(key) if any(is_own(each) for each in reviews) else None
        if pending is not None:
            self._write(key, pending)

    def _pending_of(self, key: SeriesKey) -> PendingMasks | None:
        """Return what waits for a series; None where it is in no pane."""
        pending = self._pending.get(key)
        volume = self._volume_of(key)
        if pending is None and volume is not None:
            pending = self._pending[key] = PendingMasks(self._path(key), subject_of(volume))
        return pending

    def _write(self, key: SeriesKey, pending: PendingMasks) -> None:
        pending.set_masks(_masks_of(self._session.reading_at(key)))
        self._runner.start(
            say("Keeping the masks"),
            write_pending,
            pending,
            lane=Lane.VIEW,
            key=("keep masks", key),
            on_done=self._on_written,
            quiet=True,
        )

    def _on_written(self, is_kept: bool) -> None:
        if is_kept:
            self._complained = False
        elif not self._complained:
            self._complained = True
            self.warned.emit(say("Masks cannot be written to the disk: they are lost when the program ends."))

    # Reading

    def _on_shown_changed(self) -> None:
        """Look for masks of series that came into a pane."""
        for pane in self._session.panes.all:
            if pane.opened is None or pane.opened.series.is_case:
                continue  # a dataset keeps them: `app.actions.open_case`
            key, volume = series_key(pane.opened.series), pane.opened.volume
            own = own_result(self._session.reading_at(key))
            if (own is not None and own.structures) or self._asked.get(key) == volume.source_id:
                continue
            self._asked[key] = volume.source_id
            # What was drawn before the series was closed is on the disk, or will be in a moment.
            pending = self._pending.pop(key, None)
            self._runner.start(
                say("Looking for masks"),
                find_masks,
                pending,
                self._path(key),
                key,
                volume,
                lane=Lane.VIEW,
                key=("find masks", key),
                on_done=self._on_found,
                quiet=True,
            )

    def _on_found(self, found: _Found) -> None:
        volume = self._volume_of(found.key)
        reading = self._session.reading_at(found.key)
        if not found.masks or volume is None or volume.source_id != found.volume.source_id:
            return
        before = own_result(reading)
        count = 0 if before is None else len(before.structures)
        pending = self._pending_of(found.key)
        for number, each in enumerate(found.masks, start=count):
            kept = each.kept
            structure = drawn_structure(kept.label, each.mask, colour=kept.colour, making=kept.making)
            reading = with_own(reading, structure, volume, voxels=each.voxels)
            if pending is not None:
                # The file begins anew with the first change: without those that were thrown away, and short.
                pending.begin(number, structure)
        self._session.set_reading(found.key, reading.bound_to(volume))
        if before is not None and pending is not None:
            # A mask that was made meanwhile has begun the file anew.
            self._write(found.key, pending)

    def _volume_of(self, key: SeriesKey) -> Volume | None:
        for pane in self._session.panes.all:
            if pane.opened is not None and series_key(pane.opened.series) == key:
                return None if pane.opened.series.is_case else pane.opened.volume
        return None

    def _path(self, key: SeriesKey) -> Path:
        if self._folder is None:
            raise ValueError("nothing is kept")
        return self._folder / f"{uid_digest('|'.join((*key, PERSON)))}.json"


def write_pending(pending: PendingMasks, *, progress: Progress = silent) -> bool:
    """Write what waits; False where the disk refuses."""
    progress(0.0, "")
    return pending.write()


def find_masks(
    pending: PendingMasks | None, path: Path, key: SeriesKey, volume: Volume, *, progress: Progress = silent
) -> _Found:
    """Read the masks of a series, after what waits for it is written."""
    progress(0.0, "")
    if pending is not None:
        pending.write()
    try:
        return _Found(key, volume, read_masks(path, volume))
    except (OSError, EditJournalError) as error:
        _log.info("Masks that were kept cannot be read: %s", type(error).__name__)
        return _Found(key, volume, ())


def _masks_of(reading: Reading) -> tuple[KeptMask, ...]:
    result = own_result(reading)
    return tuple(
        KeptMask(each.label, each.colour or WHITE, each.making, is_deleted(reading, own_finding(number)))
        for number, each in enumerate(() if result is None else result.structures)
    )
