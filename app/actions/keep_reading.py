"""Boxes, answers and how far findings are, are kept by themselves: read when a series is shown, saved soon after."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from ai.errors import ModelPackError
from ai.inference.provenance import PERSON
from ai.inference.results import ModelResult
from ai.progress import Progress, silent
from ai.words import say
from app.dicom.series_load import OpenSeries
from app.errors import ExportError
from app.imaging.annotations.annotation import uid_digest
from app.imaging.atomic import atomic_path, make_folder
from app.imaging.own_masks import boxes_of_person
from app.jobs.runner import JobRunner, Lane
from app.state.kept_reading import LARGEST_BYTES, KeptBoxes, KeptMark, KeptReading, fingerprint, from_text, to_text
from app.state.read_state import UNMARKED
from app.state.review import FindingId, FindingKind, Review
from app.state.series_key import SeriesKey, series_key
from app.state.session import Session

_log = logging.getLogger(__name__)

SAVE_MS = 1000
"""What is done within this time is saved together."""


@dataclass
class _Known:
    """A series whose file was read.

    Parameters
    ----------
    saved
        What the file holds.
    wanted
        What it should hold.
    waiting
        Of the file: corrections and marks of results that did not come yet.
    """

    saved: KeptReading
    wanted: KeptReading
    waiting: KeptReading


@dataclass(frozen=True)
class _Found:
    key: SeriesKey
    kept: KeptReading | None


class KeepReading(QObject):
    """Reads and saves what a reader said of the series in the panes.

    Parameters
    ----------
    session
        What is open.
    runner
        Reads and writes, in the lane of the view: that of the disk is held for as long as a series loads.
    folder
        Where the files are, named by hashes; None keeps nothing.

    Signals
    -------
    warned(str)
        A sentence: it cannot be kept; told once until it can.
    """

    warned = Signal(str)

    def __init__(self, session: Session, runner: JobRunner, folder: Path | None) -> None:
        super().__init__(session)
        self._session = session
        self._runner = runner
        self._folder = folder
        self._known: dict[SeriesKey, _Known] = {}
        self._asked: set[SeriesKey] = set()
        self._complained = False
        self._due = QTimer(self)
        self._due.setSingleShot(True)
        self._due.setInterval(SAVE_MS)
        self._due.timeout.connect(self._on_due)
        if folder is None:
            return
        for pane in session.panes.all:
            pane.shown_changed.connect(self._on_shown_changed)
        session.findings_changed.connect(self._on_news)
        session.read.read_changed.connect(self._on_news)
        session.editing.labelling.labelling_changed.connect(self._on_news)
        session.studies_changed.connect(self._on_studies_changed)

    def flush(self) -> None:
        """Save at once, on this thread; for the end of the program, after `JobRunner.shutdown`."""
        self._due.stop()
        for key, known in self._known.items():
            if known.wanted != known.saved:
                self._on_written((key, known.wanted, write_kept(self._path(key), known.wanted)))

    def _path(self, key: SeriesKey) -> Path:
        if self._folder is None:
            raise ValueError("nothing is kept")
        return self._folder / f"{uid_digest('|'.join(key))}.json"

    def _shown(self) -> dict[SeriesKey, OpenSeries]:
        opened = (pane.opened for pane in self._session.panes.all)
        return {series_key(each.series): each for each in opened if each is not None}

    def _on_shown_changed(self) -> None:
        for key in self._shown():
            if key not in self._asked:
                self._asked.add(key)
                self._runner.start(
                    say("Reading what was said of the series"),
                    find_kept,
                    self._path(key),
                    key,
                    lane=Lane.VIEW,
                    key=("read reading", key),
                    on_done=self._take,
                    quiet=True,
                )

    def _take(self, found: _Found) -> None:
        """Put back what was kept; what was done meanwhile stays."""
        opened = self._shown().get(found.key)
        if opened is None or found.key in self._known:
            self._asked.discard(found.key)
            return
        shape = opened.volume.shape[0], opened.volume.shape[1], opened.volume.shape[2]
        kept = found.kept or KeptReading(shape)
        if kept.shape != shape:
            # Other files by the same name: boxes would lie elsewhere. Answers hold all the same.
            kept = KeptReading(shape, answers=kept.answers)
        self._known[found.key] = _Known(kept, kept, kept)
        labelling = self._session.editing.labelling
        own = self._session.reading_at(found.key).result_of(PERSON)
        if self._is_boxed(found.key):
            kept = replace(kept, own=())
        if kept.own and (own is None or not own.detections):
            beside = own or boxes_of_person(opened.volume.source_id)
            result = replace(beside, detections=kept.own)
            self._session.set_boxes(found.key, result, (Review.ACCEPTED,) * len(kept.own))
        if kept.answers.answers and not labelling.answers_of(found.key).answers:
            labelling.set_answers(found.key, kept.answers)
        self._on_news()

    def _on_news(self) -> None:
        """Give results what is kept for them, and note what is to be kept now."""
        for key in self._shown():
            known = self._known.get(key)
            if known is None:
                continue
            self._give_back(key, known)
            known.wanted = self._content(key, known)
            if known.wanted != known.saved:
                self._due.start()

    def _give_back(self, key: SeriesKey, known: _Known) -> None:
        waiting = known.waiting
        if not waiting.corrected and not waiting.marks:
            return
        reading = self._session.reading_at(key)
        prints = {PERSON: ""} | {
            each.provenance.model_id: fingerprint(reading.original_of(each.provenance.model_id) or each)
            for each in reading.results
            if each.provenance.model_id != PERSON
        }
        present = {each.provenance.model_id for each in reading.results}
        boxes = [each for each in waiting.corrected if each.model_id in present]
        marks = [each for each in waiting.marks if each.finding.model_id in present]
        # First, so that the news of it finds nothing to give back.
        known.waiting = replace(
            waiting,
            corrected=tuple(each for each in waiting.corrected if each not in boxes),
            marks=tuple(each for each in waiting.marks if each not in marks),
        )
        for each in boxes:
            result = reading.result_of(each.model_id)
            if result is not None and prints[each.model_id] == each.fingerprint:
                self._correct(key, result, each)
        fitting = {each.finding: each.mark for each in marks if prints[each.finding.model_id] == each.fingerprint}
        self._session.read.set_marks(key, fitting)

    def _correct(self, key: SeriesKey, result: ModelResult, kept: KeptBoxes) -> None:
        if len(kept.boxes) == len(result.detections):
            reviews = (Review.DRAFT,) * len(kept.boxes)
            self._session.set_boxes(key, replace(result, detections=kept.boxes), reviews)

    def _content(self, key: SeriesKey, known: _Known) -> KeptReading:
        """Gather what is to be kept, with what waits for results that did not come."""
        reading = self._session.reading_at(key)
        own, stays = None if self._is_boxed(key) else reading.result_of(PERSON), {}
        if own is not None:
            names = [FindingId(PERSON, FindingKind.DETECTION, number) for number in range(len(own.detections))]
            left = [each for each in names if reading.review_of(each) is not Review.REJECTED]  # that is: thrown away
            stays = {each: replace(each, number=place) for place, each in enumerate(left)}
        corrected = []
        for result in reading.results:
            model_id = result.provenance.model_id
            original = reading.original_of(model_id)
            if reading.has_corrected_boxes(model_id) and original is not None and not result.provenance.maker:
                corrected.append(KeptBoxes(model_id, fingerprint(original), result.detections))
        marks = []
        for finding, mark in self._session.read.of_series(key).items():
            original = reading.original_of(finding.model_id)
            if finding.model_id == PERSON and finding.kind is FindingKind.DETECTION:
                if finding not in stays:
                    continue
                finding = stays[finding]
            if mark != UNMARKED and original is not None and not original.provenance.maker:
                marks.append(KeptMark(finding, "" if finding.model_id == PERSON else fingerprint(original), mark))
        return replace(
            known.saved,
            own=() if own is None else tuple(own.detections[each.number] for each in stays),
            corrected=(*known.waiting.corrected, *corrected),
            marks=(*known.waiting.marks, *marks),
            answers=self._session.editing.labelling.answers_of(key),
        )

    def _is_boxed(self, key: SeriesKey) -> bool:
        """Whether a series is a case of a dataset that keeps the boxes itself."""
        return self._session.editing.boxes.case_of(key) is not None

    def _on_due(self) -> None:
        self._due.stop()
        for key, known in self._known.items():
            if known.wanted != known.saved:
                self._runner.start(
                    say("Keeping what was said of the series"),
                    save_kept,
                    self._path(key),
                    key,
                    known.wanted,
                    lane=Lane.VIEW,
                    key=("keep reading", key),
                    on_done=self._on_written,
                    quiet=True,
                )

    def _on_written(self, done: tuple[SeriesKey, KeptReading, bool]) -> None:
        key, content, is_kept = done
        known = self._known.get(key)
        if is_kept:
            self._complained = False
            if known is not None:
                known.saved = content
        elif not self._complained:
            self._complained = True
            self.warned.emit(say("Boxes and answers cannot be written to the disk: they are lost when it ends."))

    def _on_studies_changed(self) -> None:
        """Forget everything when all is closed; the session has let it go already."""
        if not self._session.studies and not self._shown():
            self.flush()
            self._known.clear()
            self._asked.clear()


def find_kept(path: Path, key: SeriesKey, *, progress: Progress = silent) -> _Found:
    """Read a file; what is none of ours is set aside."""
    progress(0.0, "")
    if not path.is_file():
        return _Found(key, None)
    try:
        if path.stat().st_size > LARGEST_BYTES:
            raise ValueError("the file is too large")
        return _Found(key, from_text(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, ModelPackError) as error:
        _log.info("What was said of a series cannot be read and is set aside: %s", type(error).__name__)
        _set_aside(path)
        return _Found(key, None)


def save_kept(
    path: Path, key: SeriesKey, content: KeptReading, *, progress: Progress = silent
) -> tuple[SeriesKey, KeptReading, bool]:
    """Write a file; tells whether that went well."""
    progress(0.0, "")
    return key, content, write_kept(path, content)


def write_kept(path: Path, content: KeptReading) -> bool:
    """Write a file, or remove it where there is nothing to keep; False where the disk refuses."""
    try:
        if content.is_empty:
            path.unlink(missing_ok=True)
            return True
        make_folder(path.parent)
        with atomic_path(path) as temporary:
            temporary.write_text(to_text(content), encoding="utf-8")
    except (OSError, ExportError) as error:
        _log.info("What was said of a series could not be kept: %s", type(error).__name__)
        return False
    return True


def _set_aside(path: Path) -> None:
    try:
        path.replace(path.with_suffix(".damaged"))
    except OSError as error:
        _log.info("A damaged file could not be set aside: %s", type(error).__name__)
