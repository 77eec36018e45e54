"""Whether boxes are edited, which class the next one gets, and the box that is under the hand."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from ai.inference.results import Detection, Point
from ai.library.card import Label
from ai.words import say
from app.state.read_state import ReadMark
from app.state.review import FindingId, Review

BOXES_KEPT = say(
    "A person corrected boxes of this model here, so it does not run again. To have its boxes back, edit the boxes and "
    "press “Model”."
)
"""Work of a person is never replaced by a run."""


@dataclass(frozen=True)
class BoxDraft:
    """A box while the mouse moves it, or draws it.

    Parameters
    ----------
    finding
        Which one; None for a new one.
    low, high
        Opposite corners by now, (slice, row, column) index.
    """

    finding: FindingId | None
    low: Point
    high: Point


@dataclass(frozen=True, eq=False)
class Boxes:
    """All boxes of a result at one moment, for undo.

    Parameters
    ----------
    detections, reviews, marks
        Boxes, what was decided about each, and how far its reading is.
    """

    detections: tuple[Detection, ...]
    reviews: tuple[Review, ...]
    marks: tuple[ReadMark, ...]

    def __post_init__(self) -> None:
        if not len(self.detections) == len(self.reviews) == len(self.marks):
            raise ValueError("there is one decision for each box")


@dataclass(frozen=True)
class CaseBoxes:
    """What is so with boxes on a case of a dataset, which keeps them itself.

    Parameters
    ----------
    classes
        That its dataset has: no others are given.
    refusal
        Why no box is drawn or changed now, a sentence; ``""`` where they may be.
    """

    classes: tuple[Label, ...]
    refusal: str = ""


class BoxEditing(QObject):
    """Holder of what the hand does to boxes; `app.actions.edit_box` changes it.

    Signals
    -------
    boxes_changed()
        Boxes are edited, or no more; the next one gets another class.
    draft_changed()
        Another box is under the hand, or the same one elsewhere.
    """

    boxes_changed = Signal()
    draft_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._is_on = False
        self._label: Label | None = None
        self._own: tuple[Label, ...] = ()
        self._draft: BoxDraft | None = None
        self._cases: dict[Hashable, CaseBoxes] = {}

    @property
    def is_on(self) -> bool:
        """Whether boxes are edited."""
        return self._is_on

    @property
    def label(self) -> Label | None:
        """Class of the next box, as the reader chose it; None where nobody did."""
        return self._label

    @property
    def own_labels(self) -> tuple[Label, ...]:
        """Classes that the reader typed, latest first."""
        return self._own

    @property
    def draft(self) -> BoxDraft | None:
        """The box under the hand; None for none."""
        return self._draft

    def case_of(self, key: Hashable) -> CaseBoxes | None:
        """Return what is so on a series (`app.state.session.SeriesKey`) that is such a case; None for all others."""
        return self._cases.get(key)

    def set_case(self, key: Hashable, case: CaseBoxes) -> None:
        """Tell that a series is such a case, or what else may be done there now."""
        if case != self._cases.get(key):
            self._cases[key] = case
            self.boxes_changed.emit()

    def set_on(self, is_on: bool) -> None:
        """Edit boxes, or no more."""
        if is_on is not self._is_on:
            self._is_on = is_on
            self.set_draft(None)
            self.boxes_changed.emit()

    def set_label(self, label: Label) -> None:
        """Give the next box a class."""
        if label != self._label:
            self._label = label
            self.boxes_changed.emit()

    def add_own(self, label: Label) -> None:
        """Remember a class that the reader typed."""
        if label not in self._own:
            self._own = (label, *self._own)
            self.boxes_changed.emit()

    def set_draft(self, draft: BoxDraft | None) -> None:
        """Take the box under the hand."""
        if draft != self._draft:
            self._draft = draft
            self.draft_changed.emit()
