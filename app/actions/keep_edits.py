"""Edits of masks are kept by themselves as they are made, and offered when the same masks come again."""

from __future__ import annotations

import logging
import threading
import time
import weakref
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

from PySide6.QtCore import QObject, Signal

from ai.inference.results import ModelResult, Structure
from ai.progress import Progress, silent
from ai.words import say
from app.actions.edit_mask import EditMaskActions, MaskEdit
from app.errors import EditJournalError, ExportError
from app.imaging.annotations.annotation import uid_digest
from app.imaging.edited_result import with_structure
from app.imaging.masks.change import Change
from app.imaging.masks.edits import Extent
from app.imaging.masks.effort import NOTHING_DONE, EditLog, logs_of
from app.imaging.masks.grid_facts import voxel_ml
from app.imaging.masks.journal import Kept, Subject, begin, go_on, read
from app.imaging.masks.journal_purge import KEPT_DAYS, Purged, purge
from app.imaging.masks.taken_up import TakenUp, fingerprint, take_up
from app.jobs.runner import JobRunner, Lane
from app.state.mask_editing import EditedMask, EditOffer
from app.state.own_masks import is_own
from app.state.review import FindingId, FindingKind
from app.state.session import SeriesKey, Session, series_key

_log = logging.getLogger(__name__)


class PendingEdits:
    """Edits of one result that wait to be written; in any thread, each written once and in their order.

    Parameters
    ----------
    path
        The file.
    structures
        Of the result as its model left it.
    model_id
        Whose result it is.
    goes_on
        Whether the edits follow those that the file holds.
    """

    def __init__(self, path: Path, structures: tuple[Structure, ...], model_id: str, *, goes_on: bool) -> None:
        self._path = path
        self._structures = structures
        self._model_id = model_id
        self._goes_on = goes_on
        self._writing = threading.Lock()
        self._edits: list[Kept] = []

    def add(self, kept: Kept) -> None:
        """Let an edit wait."""
        self._edits.append(kept)

    def write(self) -> bool:
        """Write what waits; False where the disk refuses."""
        with self._writing:
            edits = tuple(self._edits)
            if not edits:
                return True
            try:
                if self._goes_on:
                    journal = go_on(self._path)
                else:
                    subject = Subject(fingerprint(self._structures), self._model_id, self._structures[0].labelled.shape)
                    if self._path.exists():
                        # Edits that the reader did not want to take up, or not yet.
                        self._path.replace(self._path.with_suffix(".before"))
                    journal = begin(self._path, subject)
                self._goes_on = True
                try:
                    for each in edits:
                        journal.add(each)
                        del self._edits[0]
                finally:
                    journal.close()
            except (OSError, EditJournalError, ExportError) as error:
                _log.info("Edits of a mask could not be kept: %s", type(error).__name__)
                return False
            return True

    def remove(self) -> None:
        """Forget everything: the masks are as their model left them."""
        with self._writing:
            self._edits.clear()
            self._goes_on = False
            self._path.unlink(missing_ok=True)


@dataclass(frozen=True, eq=False)
class _Found:
    """Edits that fit a result; none where ``structures`` is empty."""

    key: SeriesKey
    result: ModelResult
    structures: tuple[TakenUp, ...]
    logs: Mapping[int, EditLog] = field(default_factory=dict)


class KeepEdits(QObject):
    """Writes edits down one after the other, and offers those of an earlier session.

    Parameters
    ----------
    session
        What is open.
    runner
        Writes and reads, in the lane of the view: that of the disk is held for as long as a series loads.
    masks
        What edits.
    folder
        Where the files are, named by hashes; None keeps nothing.

    Signals
    -------
    warned(str)
        A sentence: edits cannot be kept; told once.
    """

    warned = Signal(str)

    def __init__(self, session: Session, runner: JobRunner, masks: EditMaskActions, folder: Path | None) -> None:
        super().__init__(session)
        self._session = session
        self._runner = runner
        self._folder = folder
        self._pending: dict[Path, PendingEdits] = {}
        self._masks = masks
        self._asked: dict[Path, weakref.ref[Structure]] = {}
        self._found: dict[tuple[SeriesKey, str], _Found] = {}
        self._complained = False
        if folder is not None:
            masks.changed.connect(self._on_changed)
            masks.ended.connect(self._on_ended)
            session.findings_changed.connect(self._on_findings_changed)
            runner.start(
                say("Clearing away old edits"), purge_kept, folder, lane=Lane.VIEW, on_done=self._on_purged, quiet=True
            )

    def flush(self) -> None:
        """Write at once, on this thread; for the end of the program, after `JobRunner.shutdown`."""
        for pending in self._pending.values():
            pending.write()

    def take_up(self) -> None:
        """Put the edits that are offered on the open series into its result."""
        opened = self._session.opened
        offer = None if opened is None else self._session.editing.offer(series_key(opened.series))
        if opened is None or offer is None:
            return
        key = cast(SeriesKey, offer.key)
        if self._session.editing.is_of(key, offer.model_id):
            self._masks.done()
        self._session.editing.drop_offer(offer)
        found = self._found.pop((key, offer.model_id), None)
        reading = self._session.reading_at(key)
        result = reading.result_of(offer.model_id)
        if found is None or result is None or not _is_untouched(result, found.result):
            return
        for each in found.structures:
            result = with_structure(
                result,
                each.number,
                each.structure,
                volume_ml=each.voxels * voxel_ml(opened.volume),
                original=found.result,
            )
        self._pending[self._path(key, offer.model_id)] = PendingEdits(
            self._path(key, offer.model_id), found.result.structures, offer.model_id, goes_on=True
        )
        self._session.set_edited(key, result)
        self._session.editing.logs.replace(key, offer.model_id, found.logs)
        ml = voxel_ml(opened.volume)
        for each in found.structures:
            if each.structure.edited:
                dice, added, removed = each.extent
                finding = FindingId(offer.model_id, FindingKind.STRUCTURE, each.number)
                extent, log = Extent(dice, added * ml, removed * ml), found.logs.get(each.number, NOTHING_DONE)
                self._masks.edited.emit(MaskEdit(key, finding, each.steps, extent, log.seconds))

    def _path(self, key: SeriesKey, model_id: str) -> Path:
        if self._folder is None:
            raise ValueError("nothing is kept")
        return self._folder / f"{uid_digest('|'.join((*key, model_id)))}.edits"

    def _on_changed(self, mask: EditedMask, change: Change) -> None:
        if is_own(mask.finding):
            return  # `app.actions.keep_masks` keeps all of it: no model makes it again
        key = cast(SeriesKey, mask.key)
        path, model_id = self._path(key, mask.finding.model_id), mask.finding.model_id
        original = self._session.reading_at(key).original_of(model_id)
        if original is None:
            return
        offer = self._session.editing.offer(key)
        if offer is not None and offer.model_id == model_id:
            # The reader began anew: what was kept is put aside, not lost.
            self._session.editing.drop_offer(offer)
        pending = self._pending.get(path)
        if pending is None:
            pending = self._pending[path] = PendingEdits(path, original.structures, model_id, goes_on=False)
        pending.add(Kept(str(mask.finding.number), change, mask.work.untold_seconds()))
        self._runner.start(
            say("Keeping the edits"),
            write_pending,
            pending,
            lane=Lane.VIEW,
            key=("keep edits", path),
            on_done=self._on_written,
            quiet=True,
        )

    def _on_ended(self, mask: EditedMask) -> None:
        """Forget the file where the masks are as their model left them again."""
        key, model_id = cast(SeriesKey, mask.key), mask.finding.model_id
        path = self._path(key, model_id)
        pending = self._pending.get(path)
        if pending is not None and not self._session.reading_at(key).is_edited(model_id):
            del self._pending[path]
            self._runner.start(
                say("Keeping the edits"), remove_kept, pending, lane=Lane.VIEW, key=("keep edits", path), quiet=True
            )

    def _on_purged(self, purged: Purged) -> None:
        if purged.old or purged.unreadable:
            words = "Edits that were kept were cleared away: %d older than %d days, %d that cannot be read"
            _log.info(words, purged.old, KEPT_DAYS, purged.unreadable)

    def _on_written(self, is_kept: bool) -> None:
        if is_kept:
            self._complained = False
        elif not self._complained:
            self._complained = True
            self.warned.emit(say("Edits of masks cannot be written to the disk: they are lost when the program ends."))

    def _on_findings_changed(self) -> None:
        """Look for edits of results that came."""
        for pane in self._session.panes.all:
            if pane.opened is None:
                continue
            key = series_key(pane.opened.series)
            for result in self._session.reading_at(key).results:
                model_id, is_others = result.provenance.model_id, bool(result.provenance.maker)
                is_others = is_others or result.provenance.is_by_person
                if is_others or not result.structures or self._session.editing.is_of(key, model_id):
                    continue
                path = self._path(key, model_id)
                if self._session.reading_at(key).is_edited(model_id):
                    continue
                # The model ran anew, or the series was closed meanwhile: what was kept is of an earlier session now.
                if self._pending.pop(path, None) is not None:
                    self._asked.pop(path, None)
                first, asked = result.structures[0], self._asked.get(path)
                if asked is not None and asked() is first:
                    continue
                self._asked[path] = weakref.ref(first)
                self._runner.start(
                    say("Looking for edits"),
                    find_kept,
                    path,
                    key,
                    result,
                    lane=Lane.VIEW,
                    key=("find edits", path),
                    on_done=self._on_found,
                    quiet=True,
                )

    def _on_found(self, found: _Found) -> None:
        model_id = found.result.provenance.model_id
        reading = self._session.reading_at(found.key)
        result = reading.result_of(model_id)
        if not found.structures or result is None or not _is_untouched(result, found.result):
            return
        if self._path(found.key, model_id) in self._pending:
            return
        layers = (
            reading.layer_of(FindingId(model_id, FindingKind.STRUCTURE, each.number))
            for each in found.structures
            if each.structure.edited
        )
        titles = tuple(layer.title for layer in layers if layer is not None)
        self._found[found.key, model_id] = found
        self._session.editing.add_offer(EditOffer(found.key, model_id, titles))


def write_pending(pending: PendingEdits, *, progress: Progress = silent) -> bool:
    """Write what waits; False where the disk refuses."""
    progress(0.0, "")
    return pending.write()


def remove_kept(pending: PendingEdits, *, progress: Progress = silent) -> None:
    """Forget what was kept."""
    progress(0.0, "")
    pending.remove()


def purge_kept(folder: Path, *, progress: Progress = silent) -> Purged:
    """Remove edits that are old or cannot be read."""
    return purge(folder, now_s=time.time(), progress=progress)


def find_kept(path: Path, key: SeriesKey, result: ModelResult, *, progress: Progress = silent) -> _Found:
    """Read the edits of a result, if they are of these very masks."""
    progress(0.0, "")
    nothing = _Found(key, result, ())
    if not path.is_file():
        return nothing
    try:
        subject, kept = read(path)
    except (OSError, EditJournalError) as error:
        _log.info("Edits of a mask that were kept cannot be read: %s", type(error).__name__)
        return nothing
    shape = result.structures[0].labelled.shape
    if (subject.model_id, tuple(subject.shape)) != (result.provenance.model_id, shape):
        return nothing
    progress(0.2, "")
    if subject.source_id != fingerprint(result.structures):
        return nothing
    progress(0.5, "")
    return _Found(key, result, take_up(result.structures, kept), logs_of(kept))


def _is_untouched(result: ModelResult, other: ModelResult) -> bool:
    """Whether a result has the very structures of another one."""
    return len(result.structures) == len(other.structures) and all(
        one is two for one, two in zip(result.structures, other.structures, strict=True)
    )
