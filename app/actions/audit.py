"""The audit trail: what readers do with models and findings is written down by itself; shown and exported on demand."""

from __future__ import annotations

import csv
import io
import threading
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from ai.errors import InputMismatch, ReportableError
from ai.inference.provenance import Provenance
from ai.inference.results import ModelResult
from ai.library.card import ModelCard
from ai.progress import Progress, silent
from ai.words import say
from app.actions.deidentify import DeidentifyActions
from app.actions.edit_mask import EditMaskActions, MaskEdit
from app.actions.export import ExportActions
from app.actions.exported import Exported
from app.actions.import_model import ImportModelActions
from app.actions.run_model import RunModelActions
from app.actions.teach import TeachActions
from app.audit.event import Deed, Entry, Event
from app.audit.trail import AuditTrail
from app.dicom.deidentify.job import Deidentified
from app.imaging.annotations.rows import cell
from app.imaging.atomic import atomic_path
from app.jobs.job import Done, Failed, Outcome
from app.jobs.runner import JobRunner, Lane
from app.sqlite_file import DamagedFileError
from app.state.reading import Reading
from app.state.review import FindingId, FindingKind, Review
from app.state.session import SeriesKey, Session

WRITE_MS = 1000
"""What is done within this time is written together: the drag of a line is one correction, not a hundred."""

MOST_SHOWN = 10_000
"""Lines of the table; the export has all."""

_ALL = 1 << 62

_REVIEWS = {Review.ACCEPTED: Deed.ACCEPTED, Review.REJECTED: Deed.REJECTED, Review.DRAFT: Deed.REOPENED}


@dataclass(frozen=True)
class Page:
    """What the table shows.

    Parameters
    ----------
    entries
        Latest first.
    broken_at
        The first line that was changed, or before which one is missing; None where the chain is whole.
    """

    entries: tuple[Entry, ...] = ()
    broken_at: int | None = None


class PendingEvents:
    """Lines that wait to be written; in any thread, each written once."""

    def __init__(self, path: Path) -> None:
        self._trail = AuditTrail(path)
        self._writing = threading.Lock()
        self._events: list[Event] = []

    def add(self, event: Event) -> None:
        """Let a line wait; a correction that waits already is the same one."""
        if event.deed is not Deed.EDITED or event not in self._events[-1:]:
            self._events.append(event)

    def write(self) -> str:
        """Write what waits.

        Returns
        -------
        str
            Why that is not possible, or that the trail was damaged, else ``""``.
        """
        with self._writing:
            events = tuple(self._events)
            if not events:
                return ""
            trouble = ""
            try:
                try:
                    self._trail.write(events)
                except DamagedFileError as error:
                    # It was set aside; what is done now begins the next one.
                    trouble = error.words
                    self._trail.write(events)
            except ReportableError as error:
                return error.words
            del self._events[: len(events)]
            return trouble


class AuditActions(QObject):
    """Writes down what is done in the window, and reads it.

    Parameters
    ----------
    session, runner
        What is open, and what writes.
    path
        The file; None writes nothing down.

    Signals
    -------
    page_read(Page)
        What `read` found.
    written()
        The trail has more lines.
    warned(object)
        A sentence: the trail cannot be written; told once until it can.
    """

    page_read = Signal(object)
    written = Signal()
    warned = Signal(object)

    def __init__(self, session: Session, runner: JobRunner, path: Path | None) -> None:
        super().__init__(session)
        self._session = session
        self._runner = runner
        self._path = path
        self._pending = None if path is None else PendingEvents(path)
        self._complained = False
        self._due = QTimer(self)
        self._due.setSingleShot(True)
        self._due.setInterval(WRITE_MS)
        self._due.timeout.connect(self._on_due)
        session.reviewed.connect(self._on_reviewed)
        session.caliper_moved.connect(self._on_caliper_moved)

    def follow(
        self,
        *,
        masks: EditMaskActions,
        models: RunModelActions,
        export: ExportActions,
        importing: ImportModelActions,
        nameless: DeidentifyActions,
        teach: TeachActions,
    ) -> None:
        """Write down what these actions do."""
        masks.edited.connect(self._on_edited)
        models.ended.connect(self._on_run_ended)
        export.exported.connect(self._on_exported)
        importing.imported.connect(self._on_imported)
        nameless.copied.connect(self._on_copied)
        teach.decide.added.connect(self._on_added)
        teach.decide.returned.connect(self._on_returned)

    def is_kept(self) -> bool:
        """Whether anything is written down in this window."""
        return self._path is not None

    def has_series(self) -> bool:
        """Whether a series is open, whose lines can be looked for."""
        return self._session.opened is not None

    def note(self, event: Event) -> None:
        """Write a line soon."""
        if self._pending is not None:
            self._pending.add(event)
            self._due.start()

    def flush(self) -> None:
        """Write at once, on this thread; for the end of the program, after `JobRunner.shutdown`."""
        self._due.stop()
        if self._pending is not None:
            self._pending.write()

    def read(self, *, only_open: bool = False) -> None:
        """Read the latest lines and check the chain; `page_read` tells.

        Parameters
        ----------
        only_open
            Only those of the open series.
        """
        opened = self._session.opened
        if self._path is not None and self._pending is not None:
            self._runner.start(
                say("Reading the audit trail"),
                read_page,
                self._path,
                self._pending,
                opened.series.uid if only_open and opened is not None else "",
                lane=Lane.VIEW,
                key="audit",
                on_done=self._on_page_read,
            )

    def export(self, path: Path) -> None:
        """Write all lines as CSV."""
        if self._path is not None and self._pending is not None:
            self._runner.start(
                say("Exporting the audit trail"), export_file, self._path, self._pending, path, lane=Lane.DISK
            )

    def _on_due(self) -> None:
        if self._pending is not None:
            self._runner.start(
                say("Writing the audit trail"),
                write_pending,
                self._pending,
                lane=Lane.DISK,
                on_done=self._on_written,
                quiet=True,
            )

    def _on_written(self, trouble: str) -> None:
        if not trouble:
            self._complained = False
            self.written.emit()
        elif not self._complained:
            # Once: a full disk would be told after every click.
            self._complained = True
            self.warned.emit(trouble)

    def _on_page_read(self, page: Page) -> None:
        self.page_read.emit(page)

    # What is written down

    def _on_run_ended(self, card: ModelCard, series_uid: str, outcome: Outcome) -> None:
        if isinstance(outcome, Done) and isinstance(outcome.value, ModelResult):
            provenance = outcome.value.provenance
            self.note(_event(Deed.RAN, provenance, series_uid, _run_details(provenance)))
            if provenance.gate.overridden:
                self.note(_event(Deed.OVERRODE, provenance, series_uid, {"verdict": provenance.gate.verdict.value}))
        elif isinstance(outcome, Failed):
            deed = Deed.REFUSED if isinstance(outcome.error, InputMismatch) else Deed.FAILED
            self.note(Event(deed, card.key, card.weights_sha256, series_uid, {"error": type(outcome.error).__name__}))

    def _on_reviewed(self, key: SeriesKey, reading: Reading, reviews: Mapping[FindingId, Review]) -> None:
        """Write a line per model and decision: accepting a hundred structures at once is one deed."""
        groups: dict[tuple[str, Review], list[FindingId]] = {}
        for finding, review in reviews.items():
            groups.setdefault((finding.model_id, review), []).append(finding)
        for (model_id, review), findings in groups.items():
            result = reading.result_of(model_id)
            if result is not None:
                self.note(_event(_REVIEWS[review], result.provenance, key[0], _finding_details(result, findings)))

    def _on_caliper_moved(self, key: SeriesKey, provenance: Provenance, measurement: str) -> None:
        self.note(_event(Deed.EDITED, provenance, key[0], {"measurement": measurement}))

    def _on_edited(self, edit: MaskEdit) -> None:
        result = self._session.reading_at(edit.key).result_of(edit.finding.model_id)
        if result is not None:
            details: dict[str, str | int | float] = {
                **_labelled(result, edit.finding),
                "steps": edit.steps,
                "dice": round(edit.extent.dice, 4),
                "added_ml": round(edit.extent.added_ml, 3),
                "removed_ml": round(edit.extent.removed_ml, 3),
                "seconds": round(edit.seconds),
            }
            if edit.taken_from:
                details["taken_from"] = ", ".join(result.structures[number].label.name for number in edit.taken_from)
            if edit.is_discarded:
                details["state"] = "discarded"
            self.note(_event(Deed.EDITED, result.provenance, edit.key[0], details))

    def _on_exported(self, what: Exported) -> None:
        details = {"format": what.kind} | ({"standing": what.standing} if what.standing else {})
        if what.provenance is None:
            self.note(Event(Deed.EXPORTED, series_uid=what.series_uid, details=details))
        else:
            self.note(_event(Deed.EXPORTED, what.provenance, what.series_uid, details))

    def _on_imported(self, card: ModelCard) -> None:
        kind = "" if card.origin is None else card.origin.format
        self.note(Event(Deed.INSTALLED, card.key, card.weights_sha256, details={"format": kind} if kind else {}))

    def _on_added(self, card: ModelCard, verdict: str) -> None:
        details = {"state": "draft" if card.draft else "adopted", "report": verdict}
        self.note(Event(Deed.ADOPTED, card.key, card.weights_sha256, details=details))

    def _on_returned(self, card: ModelCard) -> None:
        self.note(Event(Deed.RETURNED, card.key, card.weights_sha256))

    def _on_copied(self, done: Deidentified) -> None:
        self.note(Event(Deed.DEIDENTIFIED, details={"files": done.written}))


def write_pending(pending: PendingEvents, *, progress: Progress = silent) -> str:
    """Write what waits; says what is wrong, or ``""``."""
    progress(0.0, say("Writing the audit trail"))
    return pending.write()


def read_page(path: Path, pending: PendingEvents, series_uid: str, *, progress: Progress = silent) -> Page:
    """Read the latest lines, all or of a series, and check the chain of all."""
    progress(0.0, say("Reading the audit trail"))
    pending.write()
    trail = AuditTrail(path)
    entries = trail.entries(most=MOST_SHOWN, series_uid=series_uid)
    progress(0.5, say("Checking the chain"))
    return Page(entries, trail.broken_at())


def export_file(path: Path, pending: PendingEvents, target: Path, *, progress: Progress = silent) -> None:
    """Write all lines as CSV.

    Raises
    ------
    app.errors.AuditError, app.errors.ExportError
        Where they cannot be read or written.
    """
    progress(0.0, target.name)
    pending.write()
    entries = AuditTrail(path).entries(most=_ALL)
    with atomic_path(target) as temporary:
        # The mark of the encoding is what spreadsheets tell UTF-8 by.
        temporary.write_text(to_csv(reversed(entries)), encoding="utf-8-sig", newline="")


def to_csv(entries: Iterable[Entry]) -> str:
    r"""Write lines as CSV, RFC 4180, lines end with ``\r\n``; text that a spreadsheet would run is disarmed."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(["number", "at_utc", "account", "deed", "model", "weights_sha256", "series", "details"])
    for each in entries:
        at = datetime.fromtimestamp(each.at, UTC).isoformat(timespec="seconds")
        details = "; ".join(f"{name}: {value}" for name, value in each.details.items())
        row = (each.number, at, each.account, each.deed.value, each.model, each.weights_sha256, each.series, details)
        writer.writerow([cell(value) for value in row])
    return text.getvalue()


def _event(deed: Deed, provenance: Provenance, series_uid: str, details: Mapping[str, str | int | float]) -> Event:
    """Say what was done with a result; what others' files call their model is not written down."""
    if provenance.maker:
        return Event(deed, series_uid=series_uid, details={**details, "origin": "file"})
    if provenance.is_by_person:
        return Event(deed, series_uid=series_uid, details={**details, "origin": "person"})
    model = f"{provenance.model_id}-{provenance.model_version}"
    return Event(deed, model, provenance.weights_sha256, series_uid, details)


def _run_details(provenance: Provenance) -> dict[str, str | int | float]:
    details: dict[str, str | int | float] = {
        "verdict": provenance.gate.verdict.value,
        "device": provenance.device,
        "seconds": provenance.seconds,
    }
    if provenance.slice_index is not None:
        details["slice"] = provenance.slice_index + 1
    if provenance.box is not None:
        details["box_mm"] = " x ".join(f"{side:.0f}" for side in provenance.box.sides_xyz_mm)
    return details


def _finding_details(result: ModelResult, findings: Iterable[FindingId]) -> dict[str, str | int | float]:
    """Count the findings, and name them where the model is ours: its labels are fixed words."""
    names = Counter(_label(result, finding) for finding in findings)
    details: dict[str, str | int | float] = {"findings": names.total()}
    if not result.provenance.maker and not result.provenance.is_by_person:
        details["labels"] = ", ".join(name if count == 1 else f"{name} ({count})" for name, count in names.items())
    return details


def _labelled(result: ModelResult, finding: FindingId) -> dict[str, str | int | float]:
    """Name a finding; not by words of a person, who may write anything there."""
    return {} if result.provenance.is_by_person else {"labels": _label(result, finding)}


def _label(result: ModelResult, finding: FindingId) -> str:
    if finding.kind is FindingKind.DETECTION:
        return result.detections[finding.number].label.name
    if finding.kind is FindingKind.STRUCTURE:
        return result.structures[finding.number].label.name
    if finding.kind is FindingKind.MEASUREMENT:
        return result.measurements[finding.number].name
    return result.classifications[finding.number].label.name
