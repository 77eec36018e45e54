"""How far the reading of findings is: what is looked at, flagged or called complete."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from ai.inference.provenance import Provenance
from ai.words import Sentence, template
from app.actions.review import title_of
from app.state.history import Change, Step
from app.state.read_state import ReadMark, ReadState, read_state
from app.state.review import FindingId, FindingKind
from app.state.series_key import SeriesKey, series_key
from app.state.session import Session
from app.state.step_keys import read_key


class ReadFindingsActions(QObject):
    """What a reader can say of how far findings are.

    Parameters
    ----------
    session
        What is open; its history takes the steps.

    Signals
    -------
    stated(SeriesKey, FindingId, ReadState)
        The reader said how far a finding is, or flagged it, or took the flag away.
    """

    stated = Signal(object, object, object)

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        session.selection.selection_changed.connect(self._on_selection_changed)
        session.caliper_moved.connect(self._on_caliper_moved)

    def has_selected(self) -> bool:
        """Whether a finding is selected."""
        return self._session.opened is not None and self._session.selection.finding is not None

    def is_flagged(self) -> bool:
        """Whether the selected finding is flagged."""
        return self.selected_state() is ReadState.FLAGGED

    def state_of(self, finding: FindingId | None) -> ReadState | None:
        """Tell how far a finding of the open series is; None for none."""
        opened = self._session.opened
        if opened is None or finding is None:
            return None
        mark = self._session.read.mark(series_key(opened.series), finding)
        return read_state(self._session.reading_of(opened), finding, mark)

    def selected_state(self) -> ReadState | None:
        """Tell how far the selected finding is; None for none."""
        return self.state_of(self._session.selection.finding)

    def toggle_flag(self, finding: FindingId | None = None) -> None:
        """Flag a finding, the selected one unless told, or take its flag away."""
        finding = finding or self._session.selection.finding
        mark = self._mark(finding)
        if finding is not None and mark is not None:
            words = template("Remove the flag of {what}") if mark.flagged else template("Flag {what}")
            self._do(finding, replace(mark, flagged=not mark.flagged), words)

    def state(self, name: str) -> None:
        """Say of the selected finding how far it is, by the value of `ReadState`; takes its flag away."""
        finding = self._session.selection.finding
        mark = self._mark(finding)
        if finding is not None and mark is not None:
            self._do(finding, replace(mark, stated=ReadState(name), flagged=False), template("Set the state of {what}"))

    def set_open_only(self, open_only: bool) -> None:
        """List only findings that are open, or all."""
        self._session.read.set_open_only(open_only)

    def toggle_open_only(self) -> None:
        """List only findings that are open, or all again."""
        self._session.read.set_open_only(not self._session.read.open_only)

    def put(self, changes: tuple[Change, ...]) -> None:
        """Hold the marks after the changes; no step by itself. Called by the history."""
        for change in changes:
            if isinstance(change.key, tuple) and isinstance(change.after, ReadMark):
                _, key, finding = change.key
                self._session.read.set_marks(key, {finding: change.after})

    def _mark(self, finding: FindingId | None) -> ReadMark | None:
        opened = self._session.opened
        if opened is None or finding is None:
            return None
        return self._session.read.mark(series_key(opened.series), finding)

    def _do(self, finding: FindingId, after: ReadMark, words: str) -> None:
        opened, before = self._session.opened, self._mark(finding)
        if opened is None or before is None or before == after:
            return
        key, book = series_key(opened.series), self._session.annotations
        title = title_of(self._session.reading_of(opened), finding)
        book.end_step()
        book.history.note(
            Step(Sentence(words, {"what": title}), self, (Change(read_key(key, finding), before, after),))
        )
        self._session.read.set_marks(key, {finding: after})
        state = self.state_of(finding)
        if state is not None:
            self.stated.emit(key, finding, state)

    def _on_selection_changed(self) -> None:
        finding, opened = self._session.selection.finding, self._session.opened
        if finding is not None and opened is not None:
            self._session.read.touch(series_key(opened.series), finding)

    def _on_caliper_moved(self, key: SeriesKey, provenance: Provenance, name: str) -> None:
        result = self._session.reading_at(key).result_of(provenance.model_id)
        for number, each in enumerate(() if result is None else result.measurements):
            if each.name == name:
                self._session.read.touch(key, FindingId(provenance.model_id, FindingKind.MEASUREMENT, number))
