"""What a reader decides about findings: accept, reject, take back; and the way from one to the next."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

from PySide6.QtCore import QObject

from ai.inference.results import Point
from ai.words import say
from app.imaging.true_place import to_lps_mm
from app.state.history import Change, Step
from app.state.own_masks import is_own
from app.state.pane import Pane
from app.state.reading import HeatView, Reading
from app.state.review import FindingId, FindingKind, Review
from app.state.session import SeriesKey, Session, series_key
from app.state.sight import in_sight

_PLACED = (FindingKind.DETECTION, FindingKind.STRUCTURE, FindingKind.MEASUREMENT)
"""Findings that lie somewhere; a class is said of the whole picture."""


class ReviewActions(QObject):
    """What a reader can do with what models found.

    Parameters
    ----------
    session
        What is open; its history takes the steps, beside those of annotations.
    """

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session

    # Decisions

    def judge(self, finding: FindingId, review: Review) -> None:
        """Accept or reject one finding of the open series, or make it a draft again."""
        self._decide((finding,), review)

    def judge_selected(self, review: Review) -> None:
        """Decide about the selected finding; without effect where none is."""
        if self._session.selection.finding is not None:
            self.judge(self._session.selection.finding, review)

    def accept(self) -> None:
        """Accept the selected finding; where none is, every draft of the open series in one step."""
        if self._session.selection.finding is not None:
            self.judge_selected(Review.ACCEPTED)
        else:
            self.accept_all(True)

    def accept_all(self, accepted: bool) -> None:
        """Accept every draft of the open series, or make drafts of what was accepted.

        Rejected ones stay, and so do boxes that are hidden for their score: nobody accepts what is not seen.
        """
        reading = self._reading
        wanted, other = (Review.DRAFT, Review.ACCEPTED) if accepted else (Review.ACCEPTED, Review.DRAFT)
        self._decide((each for each in in_sight(reading) if reading.review_of(each) is wanted), other)

    def has_drafts(self) -> bool:
        """Whether something of the open series that is not hidden is still to be accepted or rejected."""
        reading = self._reading
        return any(reading.review_of(each) is Review.DRAFT for each in in_sight(reading))

    def put(self, changes: tuple[Change, ...]) -> None:
        """Hold the decisions after the changes; no step by itself. Called by the history."""
        of_series: dict[SeriesKey, dict[FindingId, Review]] = {}
        for change in changes:
            if isinstance(change.key, tuple) and isinstance(change.after, Review):
                key, finding = change.key
                of_series.setdefault(key, {})[finding] = change.after
        for key, reviews in of_series.items():
            self._session.set_reviews(key, reviews)

    def _decide(self, findings: Iterable[FindingId], review: Review) -> None:
        opened, reading = self._session.opened, self._reading
        if opened is None:
            return
        key = series_key(opened.series)
        # What a person drew is no draft of anybody's: it stands, or is thrown away.
        judged = (each for each in findings if review is not Review.DRAFT or not is_own(each))
        before: Mapping[FindingId, Review] = {each: reading.review_of(each) for each in judged}
        changes = tuple(Change((key, each), was, review) for each, was in before.items() if was is not review)
        if changes:
            book = self._session.annotations
            book.end_step()
            book.history.note(Step(_words(reading, changes, review), self, changes))
            self.put(changes)

    # The way through

    def has_places(self) -> bool:
        """Whether something of the open series can be gone to."""
        reading = self._reading
        return any(
            each.kind in _PLACED and reading.review_of(each) is not Review.REJECTED for each in in_sight(reading)
        )

    def step(self, steps: int) -> None:
        """Go to the next (1) or previous (-1) finding that lies somewhere and was not rejected, round and round."""
        ways, selected = self._ways(), self._session.selection.finding
        if not ways:
            return
        # From nowhere the next one is the first, the one before it the last.
        nowhere = -1 if steps > 0 else 0
        self.show(ways[((ways.index(selected) if selected in ways else nowhere) + steps) % len(ways)])

    def show(self, finding: FindingId) -> None:
        """Select a finding of the open series and go to its plane."""
        pane = self._session.panes.active
        self._session.selection.select(finding)
        if pane.opened is not None:
            place = self._session.marks.middle(series_key(pane.opened.series), finding)
            if place is not None:
                go_to(pane, place)

    def select(self, finding: FindingId | None) -> None:
        """Select a finding and stay where one is; None selects none."""
        self._session.selection.select(finding)

    # How it is drawn

    def show_heat(self, model_id: str, number: int, opacity: float) -> None:
        """Draw a heat map of the open series; a number below 0 draws none."""
        self._session.show_heat(HeatView(model_id, number, opacity) if number >= 0 else None)

    def show_boxes_from(self, model_id: str, score: float) -> None:
        """Show the boxes of a model from a score on, for the eye only; 0: all of them."""
        self._session.show_boxes_from(model_id, score)

    @property
    def _reading(self) -> Reading:
        opened = self._session.opened
        return Reading() if opened is None else self._session.reading_of(opened)

    def _ways(self) -> tuple[FindingId, ...]:
        """List what can be gone to: boxes first, the highest score before the others."""
        opened, reading, marks = self._session.opened, self._reading, self._session.marks
        if opened is None:
            return ()
        key = series_key(opened.series)
        left = [
            each
            for each in in_sight(reading)
            if reading.review_of(each) is not Review.REJECTED
            and marks.middle(key, each) is not None
            and not self._session.read.is_left_out(key, reading, each)
        ]
        return tuple(each for kind in _PLACED for each in left if each.kind is kind)


def go_to(pane: Pane, place: Point) -> None:
    """Show the plane of a pane that runs through a voxel or nearest to it."""
    stack = pane.stack
    if stack is None or not all(math.isfinite(each) for each in place):
        return
    index = round(place[0]) if stack.is_source else stack.index_at(to_lps_mm(stack.volume, place))
    pane.update(index=min(max(index, 0), stack.count - 1))


def _words(reading: Reading, changes: tuple[Change, ...], review: Review) -> str:
    """Word a step for the menu."""
    if len(changes) > 1:
        return say("Accept all findings") if review is Review.ACCEPTED else say("Make all findings drafts again")
    _, finding = changes[0].key if isinstance(changes[0].key, tuple) else ((), None)
    title = title_of(reading, finding)
    if review is Review.ACCEPTED:
        return say("Accept {what}", what=title)
    if review is Review.REJECTED and finding is not None and is_own(finding):
        return say("Delete {what}", what=title)
    if review is Review.REJECTED:
        return say("Reject {what}", what=title)
    return say("Make {what} a draft again", what=title)


def title_of(reading: Reading, finding: FindingId) -> str:
    """Name a finding for the reader; ``""`` where it is gone."""
    result, layer = reading.result_of(finding.model_id), reading.layer_of(finding)
    if layer is not None:
        return layer.title
    if result is None:
        return ""
    if finding.kind is FindingKind.DETECTION:
        return result.detections[finding.number].label.title
    if finding.kind is FindingKind.MEASUREMENT:
        return result.measurements[finding.number].title
    return result.classifications[finding.number].label.title
