"""How a reader labels series by keys: which labels, the answers, and the way to the next series."""

from __future__ import annotations

import getpass
import time
from collections.abc import Callable, Iterable
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from ai.library.card import IMAGE_CLASSIFICATION, MULTI_LABEL, Label
from ai.words import say
from app.actions.box_classes import label_named
from app.actions.open import OpenActions
from app.dicom.series import Series
from app.state.axis_volumes import by_axis
from app.state.history import Change, Step
from app.state.labelling import MOST_LABELS, Labelling, LabelList, SeriesAnswers, cleared, pressed, unsure
from app.state.model_list import ModelList
from app.state.series_key import SeriesKey, series_key
from app.state.session import Session

LONGEST_LABEL = 40
"""Characters of a label that is typed."""


class LabelSeriesActions(QObject):
    """What a reader can do while number keys answer.

    Parameters
    ----------
    session
        What is open; its history takes the steps.
    opening
        Opens the next series.
    models
        Whose classes are suggested.
    clock
        Seconds; for the time that a series took.

    Signals
    -------
    finished()
        Every listed series is answered: there is no next one.
    """

    finished = Signal()

    def __init__(
        self,
        session: Session,
        opening: OpenActions,
        models: ModelList,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(session)
        self._session = session
        self._opening = opening
        self._models = models
        self._clock = clock
        self._since = clock()
        self._last = 0
        session.volume_changed.connect(self._on_volume_changed)

    # The mode

    def toggle(self) -> None:
        """Let number keys answer, or be window presets again; the first time the classes of a model are asked for."""
        labelling = self._labelling
        if not labelling.is_on and not labelling.asked.labels:
            labelling.ask(self.suggested())
        labelling.set_on(not labelling.is_on)
        self._begin()

    def done(self) -> None:
        """Let number keys be window presets again."""
        self._labelling.set_on(False)

    def suggested(self) -> LabelList:
        """List the classes of the model that classified the open series, else of the first classifier that there is."""
        for result in reversed(self._session.results):
            found = [each.label for each in result.classifications]
            if found:
                # Those that have a band of their own do not exclude each other.
                return LabelList(_fitting(found), all(each.band is None for each in result.classifications))
        for card in self._models.cards:
            if card.task in (IMAGE_CLASSIFICATION, MULTI_LABEL) and not card.draft:
                return LabelList(_fitting(card.labels), card.task == IMAGE_CLASSIFICATION)
        return LabelList()

    def ask(self, text: str) -> None:
        """Ask for labels that the reader typed, separated by commas; those known by name keep their codes."""
        titles = [" ".join(each.split())[:LONGEST_LABEL] for each in text.split(",")]
        known = {each.title.casefold(): each for each in (*self.suggested().labels, *self._labelling.asked.labels)}
        labels = [known.get(each.casefold()) or label_named(each) for each in titles if each]
        self._last = 0
        self._labelling.ask(replace(self._labelling.asked, labels=_fitting(labels)))

    def set_exclusive(self, exclusive: bool) -> None:
        """Say whether one label at most holds."""
        self._labelling.ask(replace(self._labelling.asked, exclusive=exclusive))

    # Answers

    def can_answer(self) -> bool:
        """Whether there is a series to answer about, and a label."""
        return self._labelling.is_on and self._session.opened is not None and bool(self._labelling.asked.labels)

    def answer(self, number: int) -> None:
        """Answer by the key of a label, from 1; see `app.state.labelling.pressed`."""
        if self.can_answer() and number <= len(self._labelling.asked.labels):
            self._last = number
            self._take(pressed(self._labelling.asked, self._now(), number))

    def not_sure(self) -> None:
        """Answer "not sure"; see `app.state.labelling.unsure`."""
        if self.can_answer():
            self._take(unsure(self._labelling.asked, self._now(), self._last))

    def clear(self) -> None:
        """Take the answers about the open series back."""
        if self.can_answer():
            self._last = 0
            self._take(cleared(self._labelling.asked, self._now()))

    def next(self) -> None:
        """Open the next listed series that is not answered, from the open one on and round; else tell that none is."""
        listed = self.listed()
        keys = [series_key(each) for each in listed]
        opened = self._session.opened
        here = keys.index(series_key(opened.series)) if opened and series_key(opened.series) in keys else -1
        for step in range(1, len(listed) + 1):
            number = (here + step) % len(listed)
            if number != here and not self._labelling.is_answered(keys[number]):
                self._opening.open(listed[number])
                return
        self.finished.emit()

    def listed(self) -> tuple[Series, ...]:
        """List the series of all studies; volumes of one fourth axis are one."""
        return tuple(volumes[0] for study in self._session.studies for volumes in by_axis(study.series))

    def put(self, changes: tuple[Change, ...]) -> None:
        """Hold the answers after the changes; no step by itself. Called by the history."""
        for change in changes:
            if isinstance(change.key, tuple) and isinstance(change.after, SeriesAnswers):
                self._labelling.set_answers(change.key[1], change.after)

    @property
    def _labelling(self) -> Labelling:
        return self._session.editing.labelling

    def _key(self) -> SeriesKey:
        opened = self._session.opened
        return ("", "", "") if opened is None else series_key(opened.series)

    def _now(self) -> SeriesAnswers:
        return self._labelling.answers_of(self._key())

    def _take(self, after: SeriesAnswers) -> None:
        key, before, now = self._key(), self._now(), self._clock()
        if after == before:
            return
        after = replace(after, reader=getpass.getuser(), seconds=round(before.seconds + now - self._since, 1))
        self._since = now
        book = self._session.annotations
        book.end_step()
        book.history.note(Step(say("Answer"), self, (Change(("answers", key), before, after),)))
        self._labelling.set_answers(key, after)

    def _begin(self) -> None:
        self._since, self._last = self._clock(), 0

    def _on_volume_changed(self) -> None:
        self._begin()


def _fitting(labels: Iterable[Label]) -> tuple[Label, ...]:
    """Leave out what has no key: labels of a name that is there, and those beyond the last key."""
    return tuple({each.name: each for each in reversed(tuple(labels))}.values())[::-1][:MOST_LABELS]
