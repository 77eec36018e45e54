"""Remember the studies that are opened, find them again, open and forget them."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from ai.progress import Progress, silent
from ai.words import say
from app.actions.look_through import Looked, study_key
from app.actions.open import OpenActions
from app.dicom.series import Series, Study
from app.errors import StudyIndexError
from app.index.query import parse, without_patient
from app.index.record import StudyKey, StudyRecord, record_of
from app.index.study_index import Found, StudyIndex
from app.jobs.runner import JobRunner, Lane
from app.sqlite_file import DamagedFileError
from app.state.found_studies import FoundStudies
from app.state.session import Session
from app.state.settings_store import SettingsStore

BATCH = 200
"""Studies that are remembered in one piece of work: a folder of thousands lets pictures through in between."""


@dataclass(frozen=True)
class Answer:
    """What a search gave.

    Parameters
    ----------
    query
        As typed.
    found
        Nothing where there is a fault.
    fault
        A sentence, or ``""``.
    """

    query: str
    found: Found = field(default_factory=Found)
    fault: str = ""


@dataclass(frozen=True)
class Located:
    """Where the files of a study are, of the places that are remembered."""

    record: StudyRecord
    there: tuple[Path, ...]


class StudyIndexActions(QObject):
    """What a reader can do with the studies that this computer remembers.

    Parameters
    ----------
    session
        What is open.
    opening
        Tells of what was looked through, and opens.
    runner
        Runs everything that touches the disk.
    index
        Where studies are remembered.
    settings
        Whether they are.

    Signals
    -------
    index_changed()
        Studies were remembered or forgotten: an answer may be outdated.
    study_opened(StudyRecord)
        The files of a study that was asked for are there and are being opened.
    study_lost(StudyRecord, object)
        A study cannot be opened any more; the sentence says why.
    warned(object)
        A sentence about the index itself.
    """

    index_changed = Signal()
    study_opened = Signal(object)
    study_lost = Signal(object, object)
    warned = Signal(object)

    def __init__(
        self, session: Session, opening: OpenActions, runner: JobRunner, index: StudyIndex, settings: SettingsStore
    ) -> None:
        super().__init__(session)
        self.found = FoundStudies(self)
        self._session = session
        self._opening = opening
        self._runner = runner
        self._index = index
        self._settings = settings
        self._waiting: deque[tuple[Sequence[Study], tuple[Path, ...]]] = deque()
        self._noted: StudyKey | None = None
        self._wanted: Located | None = None
        opening.looked_through.connect(self._on_looked_through)
        session.volume_changed.connect(self._on_volume_changed)

    @property
    def is_remembering(self) -> bool:
        """Whether studies that are opened are remembered."""
        return self._settings.settings.remember_studies

    def set_remembering(self, is_remembering: bool) -> None:
        """Remember studies from now on, or no more; what is remembered stays until it is forgotten."""
        self._settings.update(remember_studies=is_remembering)

    def search(self, query: str) -> None:
        """Look for studies; an older search is given up.

        While names are hidden nothing is found by name or number: that would tell who has been here.
        """
        self._runner.start(
            say("Searching studies"),
            look_for,
            self._index,
            query,
            self._session.privacy.is_on,
            lane=Lane.VIEW,
            key="study search",
            on_done=self._show_answer,
            quiet=True,
        )

    def open(self, record: StudyRecord) -> None:
        """Open a study again: as it is listed, or from where its files were."""
        for study in self._session.studies:
            if study_key(study) == record.key and study.series:
                self._opening.open(_first(study, record))
                self.study_opened.emit(record)
                return
        self._runner.start(
            say("Looking for the files of the study"),
            locate,
            record,
            lane=Lane.SCAN,
            key="locate study",
            on_done=self._open_located,
        )

    def forget(self, records: Sequence[StudyRecord]) -> None:
        """Forget studies; their files stay where they are."""
        self._runner.start(
            say("Forgetting studies"),
            forget,
            self._index,
            tuple(record.key for record in records),
            lane=Lane.DISK,
            on_done=self._tell_change,
        )

    def forget_all(self) -> None:
        """Forget every study; files stay where they are."""
        self._waiting.clear()
        self._noted = None
        self._runner.start(
            say("Forgetting all studies"), forget_all, self._index, lane=Lane.DISK, on_done=self._tell_change
        )

    def remember_again(self, records: Sequence[StudyRecord]) -> None:
        """Take back that studies were forgotten."""
        self._runner.start(
            say("Remembering studies"),
            put_back,
            self._index,
            tuple(records),
            lane=Lane.DISK,
            on_done=self._tell_change,
        )

    def _on_looked_through(self, looked: Looked) -> None:
        if self.is_remembering:
            known = [study for study in looked.found.studies if study.series and not study.not_dicom]
            is_idle = not self._waiting
            self._waiting += [(known[start : start + BATCH], looked.paths) for start in range(0, len(known), BATCH)]
            if is_idle:
                self._remember_next()
        wanted, self._wanted = self._wanted, None
        if wanted is not None and wanted.there == looked.paths:
            self._show_wanted(wanted.record, looked.found.studies)

    def _remember_next(self) -> None:
        """Remember one batch; those that a picture waits for go between."""
        if not self._waiting:
            return
        studies, paths = self._waiting[0]
        self._runner.start(
            say("Remembering studies"),
            remember,
            self._index,
            studies,
            paths,
            lane=Lane.DISK,
            on_done=self._on_remembered,
            on_stopped=self._give_up,
            quiet=True,
        )

    def _on_remembered(self, warning: str) -> None:
        if self._waiting:
            self._waiting.popleft()
        self._noted = None
        if not self._waiting:
            self._on_volume_changed()
        self._remember_next()
        self._tell_change(warning)

    def _give_up(self) -> None:
        # A disk that refuses one batch refuses the next one; the reader is told when searching.
        self._waiting.clear()

    def _tell_change(self, warning: str) -> None:
        if warning:
            self.warned.emit(warning)
        self.index_changed.emit()

    def _on_volume_changed(self) -> None:
        """Note which study is looked at."""
        study = self._session.study
        if study is None or not self.is_remembering or study_key(study) == self._noted:
            return
        self._noted = study_key(study)
        self._runner.start(
            say("Remembering studies"),
            note_opened,
            self._index,
            self._noted,
            int(time.time()),
            lane=Lane.DISK,
            key=("note opened", self._noted),
            on_done=self._tell_change,
            quiet=True,
        )

    def _show_answer(self, answer: Answer) -> None:
        self.found.set_found(answer.query, answer.found, answer.fault)

    def _open_located(self, located: Located) -> None:
        if not located.there:
            self.study_lost.emit(located.record, say("The files of this study are no longer where they were."))
            return
        self._wanted = located
        self._opening.open_paths(located.there, prefer=self._is_wanted, only=True)
        self.study_opened.emit(located.record)

    def _is_wanted(self, series: Series) -> bool:
        return self._wanted is not None and series.uid == self._wanted.record.first_series_uid

    def _show_wanted(self, record: StudyRecord, studies: Sequence[Study]) -> None:
        """Show the study that was asked for, and no other one that its files hold by now."""
        for study in studies:
            if study_key(study) == record.key and study.series:
                self._opening.open(_first(study, record))
                return
        self.study_lost.emit(record, say("This study is no longer among the files where it was."))


def _first(study: Study, record: StudyRecord) -> Series:
    """Choose the series that the study is shown with."""
    return next((series for series in study.series if series.uid == record.first_series_uid), study.series[0])


def remember(index: StudyIndex, studies: Sequence[Study], roots: tuple[Path, ...], *, progress: Progress) -> str:
    """Remember studies that a scan of ``roots`` found; gives a sentence where the index had to be renewed."""
    progress(0.0, say("Remembering studies"))
    return put_back(index, tuple(record_of(study, roots) for study in studies), progress=progress)


def put_back(index: StudyIndex, records: tuple[StudyRecord, ...], *, progress: Progress) -> str:
    """Remember studies; gives a sentence where the index had to be renewed."""
    progress(0.5, say("Remembering studies"))
    try:
        index.remember(records)
    except DamagedFileError as error:
        index.remember(records)
        return error.words
    return ""


def note_opened(index: StudyIndex, key: StudyKey, at: int, *, progress: Progress) -> str:
    """Note when a study was looked at; gives a sentence where the index had to be renewed."""
    progress(0.0, say("Remembering studies"))
    try:
        index.note_opened(key, at)
    except DamagedFileError as error:
        return error.words
    return ""


def forget(index: StudyIndex, keys: tuple[StudyKey, ...], *, progress: Progress) -> str:
    """Forget studies; gives a sentence where the index had to be renewed."""
    progress(0.0, say("Forgetting studies"))
    try:
        index.forget(keys)
    except DamagedFileError as error:
        return error.words
    return ""


def forget_all(index: StudyIndex, *, progress: Progress) -> str:
    """Forget every study, also those of a damaged file."""
    progress(0.0, say("Forgetting all studies"))
    try:
        index.forget_all()
    except DamagedFileError:
        # What was set aside goes with the rest.
        index.forget_all()
    return ""


def look_for(index: StudyIndex, query: str, names_hidden: bool, *, progress: Progress = silent) -> Answer:
    """Search; what is wrong with the index becomes a sentence of the answer.

    Parameters
    ----------
    index
        Where.
    query
        As typed.
    names_hidden
        Whether only modalities and dates of studies are looked for, and of words nothing is found.
    """
    progress(0.0, say("Searching studies"))
    try:
        terms = without_patient(parse(query)) if names_hidden else parse(query)
        if terms is None:
            return Answer(query, Found(total=index.find((), limit=0).total))
        return Answer(query, index.find(terms))
    except (StudyIndexError, DamagedFileError) as error:
        return Answer(query, fault=error.words)


def locate(record: StudyRecord, *, progress: Progress = silent) -> Located:
    """See which of the remembered places are still there."""
    there: list[Path] = []
    for number, path in enumerate(record.paths):
        progress(number / len(record.places), say("Looking for the files of the study"))
        try:
            path.stat()
        except OSError:
            # Gone, or a disk that is not connected.
            continue
        there.append(path)
    return Located(record, tuple(there))
