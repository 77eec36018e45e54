"""How far the reading of each finding is, beside what was decided: what is open is gone through again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from PySide6.QtCore import QObject, Signal

from ai.inference.provenance import BoxOrigin
from app.state.reading import Reading
from app.state.review import FindingId, Review
from app.state.series_key import SeriesKey


class ReadState(StrEnum):
    """How far the reading of a finding is; the value is for files."""

    NOT_STARTED = "not started"
    IN_PROGRESS = "in progress"
    COMPLETE = "complete"
    FLAGGED = "flagged"
    """To be looked at again, whatever was decided."""


@dataclass(frozen=True)
class ReadMark:
    """What is kept of a finding; the rest follows from the decision.

    Parameters
    ----------
    touched
        Whether the reader looked at it, or moved one of its lines.
    stated
        What the reader said of it in words; None: nothing. Never `ReadState.FLAGGED`.
    flagged
        Whether it is flagged, over everything else.
    """

    touched: bool = False
    stated: ReadState | None = None
    flagged: bool = False

    def __post_init__(self) -> None:
        if self.stated is ReadState.FLAGGED:
            raise ValueError("a flag stands over what is stated")


UNMARKED = ReadMark()


def read_state(reading: Reading, finding: FindingId, mark: ReadMark) -> ReadState:
    """Tell how far the reading of a finding is.

    A flag stands over all; then what the reader said; then: accepted or rejected is complete, looked at or changed by
    hand is in progress, else it is not started.
    """
    if mark.flagged:
        return ReadState.FLAGGED
    if mark.stated is not None:
        return mark.stated
    if reading.review_of(finding) is not Review.DRAFT:
        return ReadState.COMPLETE
    layer, box = reading.layer_of(finding), reading.box_of(finding)
    is_edited = layer is not None and layer.structure.edited
    is_corrected = box is not None and box.origin is not BoxOrigin.MODEL
    return ReadState.IN_PROGRESS if mark.touched or is_edited or is_corrected else ReadState.NOT_STARTED


class ReadMarks(QObject):
    """Holder of what is kept of each finding, and whether only open ones are listed; see `read_state`.

    Signals
    -------
    read_changed()
        Some finding is further, flagged, or no more; only open ones are listed, or all.
    """

    read_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._marks: dict[tuple[SeriesKey, FindingId], ReadMark] = {}
        self._open_only = False

    @property
    def open_only(self) -> bool:
        """Whether findings whose reading is complete are left out of the list, and of the way by keys."""
        return self._open_only

    def set_open_only(self, open_only: bool) -> None:
        """List only open findings, or all."""
        if open_only is not self._open_only:
            self._open_only = open_only
            self.read_changed.emit()

    def mark(self, key: SeriesKey, finding: FindingId) -> ReadMark:
        """Return what is kept of a finding."""
        return self._marks.get((key, finding), UNMARKED)

    def is_left_out(self, key: SeriesKey, reading: Reading, finding: FindingId) -> bool:
        """Whether a finding is not listed, as its reading is complete."""
        return self._open_only and read_state(reading, finding, self.mark(key, finding)) is ReadState.COMPLETE

    def of_series(self, key: SeriesKey) -> Mapping[FindingId, ReadMark]:
        """Return what is kept of the findings of a series."""
        return {finding: mark for (series, finding), mark in self._marks.items() if series == key}

    def set_marks(self, key: SeriesKey, marks: Mapping[FindingId, ReadMark]) -> None:
        """Keep something of findings."""
        changed = {each: mark for each, mark in marks.items() if mark != self.mark(key, each)}
        self._marks.update({(key, each): mark for each, mark in changed.items()})
        if changed:
            self.read_changed.emit()

    def touch(self, key: SeriesKey, finding: FindingId) -> None:
        """Note that the reader looked at a finding."""
        self.set_marks(key, {finding: replace(self.mark(key, finding), touched=True)})

    def forget(self, key: SeriesKey, model_id: str | None = None) -> None:
        """Keep nothing of findings that go: of a model on a series, or of all of them."""
        left = {
            (series, finding): mark
            for (series, finding), mark in self._marks.items()
            if series != key or model_id not in (None, finding.model_id)
        }
        if len(left) != len(self._marks):
            self._marks = left
            self.read_changed.emit()
