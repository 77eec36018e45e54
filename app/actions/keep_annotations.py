"""Annotations are kept by themselves: read when a series of their study is shown, saved soon after a change."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import platformdirs
from PySide6.QtCore import QObject, QTimer, Signal

from ai.progress import Progress, silent
from ai.words import Sentence, joined, say
from app.errors import AnnotationFileError, ExportError
from app.imaging.annotations.annotation import uid_digest
from app.imaging.annotations.file import (
    ReadAnnotations,
    StudyAnnotations,
    file_of,
    read_annotations,
    write_annotations,
)
from app.jobs.runner import JobRunner, Lane
from app.state.annotations import AnnotationBook
from app.state.session import Session

SAVE_MS = 1000
"""Changes within this time are saved together: a drag is one file, not a hundred."""


def default_folder() -> Path:
    """Return where the annotations of this user are kept, one file per study."""
    return Path(platformdirs.user_data_dir("Lightbox", appauthor=False)) / "annotations"


@dataclass
class _Kept:
    """A study whose file is known.

    Parameters
    ----------
    saved
        What the file holds; None until it was read, and for good where it cannot be: then it is never written.
    is_refused
        Whether it cannot be read.
    """

    saved: StudyAnnotations | None = None
    is_refused: bool = False


@dataclass(frozen=True)
class _Found:
    """What reading came to; ``read`` is None where ``sentence`` says why not."""

    study: str
    read: ReadAnnotations | None
    sentence: str


@dataclass(frozen=True)
class _Saved:
    """What saving came to; ``sentence`` says why it failed, or is empty."""

    study: str
    content: StudyAnnotations = field(repr=False)
    sentence: str


class KeepAnnotations(QObject):
    """Reads and saves the annotations of the studies in the panes.

    Parameters
    ----------
    session, book
        What is open, and what is drawn on it.
    runner
        Runs the reading and writing, one after the other in the lane of the view: that of the disk is held for as long
        as a series loads.
    folder
        Where the files are; None keeps nothing.

    Signals
    -------
    warned(object)
        Sentences for the reader: something could not be read or saved.
    """

    warned = Signal(object)

    def __init__(self, session: Session, book: AnnotationBook, runner: JobRunner, folder: Path | None) -> None:
        super().__init__(session)
        self._session = session
        self._book = book
        self._runner = runner
        self._folder = folder
        self._kept: dict[str, _Kept] = {}
        self._complained = False
        self._due = QTimer(self)
        self._due.setSingleShot(True)
        self._due.setInterval(SAVE_MS)
        self._due.timeout.connect(self._on_due)
        for pane in session.panes.all:
            pane.shown_changed.connect(self._on_shown_changed)
        session.studies_changed.connect(self._on_studies_changed)
        book.annotations_changed.connect(self._on_annotations_changed)

    def flush(self) -> None:
        """Save at once, on this thread; for the end of the program, after `JobRunner.shutdown`."""
        self._due.stop()
        if self._folder is None:
            return
        self._read_unread(self._folder)
        for study in self._kept:
            if self._has_news(study):
                self._note(_save(file_of(self._folder, study), study, self._book.of_study(study)))

    def _on_shown_changed(self) -> None:
        self._read_shown()

    def _on_studies_changed(self) -> None:
        self._read_shown()
        if not self._session.studies and not any(pane.opened for pane in self._session.panes.all):
            if self._folder is not None:
                self._read_unread(self._folder)
            self._on_due()
            self._kept.clear()
            self._book.clear()

    def _read_shown(self) -> None:
        """Read the files of the studies in the panes that were not read yet."""
        if self._folder is None:
            return
        for pane in self._session.panes.all:
            study = "" if pane.study is None or pane.opened is None else uid_digest(pane.study.uid)
            if study and study not in self._kept:
                self._kept[study] = _Kept()
                self._runner.start(
                    say("Reading annotations"),
                    _read,
                    file_of(self._folder, study),
                    study,
                    lane=Lane.VIEW,
                    key=("read annotations", study),
                    on_done=self._take,
                    quiet=True,
                )

    def _read_unread(self, folder: Path) -> None:
        """Read, on this thread, the files that something is to be added to before a job came to them."""
        for study, kept in self._kept.items():
            if kept.saved is None and not kept.is_refused and self._book.of_study(study) != StudyAnnotations():
                self._take(_read(file_of(folder, study), study))

    def _take(self, found: _Found) -> None:
        kept = self._kept.get(found.study)
        if found.sentence:
            self.warned.emit(found.sentence)
        if kept is None:
            return
        if found.read is None:
            kept.is_refused = True
            return
        kept.saved = found.read.content
        self._book.restore(found.read.content)

    def _on_annotations_changed(self) -> None:
        if self._folder is not None:
            self._due.start()

    def _on_due(self) -> None:
        self._due.stop()
        if self._folder is None:
            return
        for study in self._kept:
            if self._has_news(study):
                self._runner.start(
                    say("Saving annotations"),
                    _save,
                    file_of(self._folder, study),
                    study,
                    self._book.of_study(study),
                    lane=Lane.VIEW,
                    key=("save annotations", study),
                    on_done=self._note,
                    quiet=True,
                )

    def _has_news(self, study: str) -> bool:
        saved = self._kept[study].saved
        return saved is not None and self._book.of_study(study) != saved

    def _note(self, saved: _Saved) -> None:
        kept = self._kept.get(saved.study)
        if not saved.sentence:
            self._complained = False
            # A study that was closed and opened again meanwhile is read first.
            if kept is not None and kept.saved is not None:
                kept.saved = saved.content
        elif not self._complained:
            # Once: a full disk would be told after every change.
            self._complained = True
            self.warned.emit(saved.sentence)


def _read(path: Path, study: str, *, progress: Progress = silent) -> _Found:
    try:
        read = read_annotations(path, study, progress=progress)
    except AnnotationFileError as error:
        return _Found(study, None, error.words)
    return _Found(study, read, read.warning)


def _without_name(words: str, path: Path) -> str:
    if not isinstance(words, Sentence):
        return words
    other = say("The file") if words.startswith(path.name) else say("the file")
    return Sentence(
        words.template, {name: other if value == path.name else value for name, value in words.values.items()}
    )


def _save(path: Path, study: str, content: StudyAnnotations, *, progress: Progress = silent) -> _Saved:
    try:
        write_annotations(path, content, progress=progress)
    except ExportError as error:
        # The name of the file says nothing to the reader.
        reason = _without_name(error.message, path)
        return _Saved(study, content, joined((say("The annotations are not saved."), reason)))
    return _Saved(study, content, "")
