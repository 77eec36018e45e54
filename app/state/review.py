"""What the reader decides about what a model found: every finding is a draft until somebody accepts or rejects it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QObject, Signal


class Review(Enum):
    """State of a finding."""

    DRAFT = "draft"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    """Hidden, and in no export."""


class FindingKind(Enum):
    """What a finding is, in the order in which findings are listed and gone through."""

    DETECTION = "detection"
    STRUCTURE = "structure"
    MEASUREMENT = "measurement"
    CLASSIFICATION = "classification"


@dataclass(frozen=True)
class FindingId:
    """Names one finding of a series.

    Parameters
    ----------
    model_id
        Whose finding: a series has one result of each model.
    kind, number
        Which one of the result, from 0 within its kind.
    """

    model_id: str
    kind: FindingKind
    number: int


class FindingSelection(QObject):
    """Holder of the finding that keys such as Accept work on, of the open series.

    Signals
    -------
    selection_changed()
        Another finding is selected, or none.
    """

    selection_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._finding: FindingId | None = None

    @property
    def finding(self) -> FindingId | None:
        """The finding; None for none."""
        return self._finding

    def select(self, finding: FindingId | None) -> None:
        """Select a finding, or none."""
        if finding != self._finding:
            self._finding = finding
            self.selection_changed.emit()
