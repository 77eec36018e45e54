"""What a reader answers about whole series: which labels hold, which do not, where that is not sure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from PySide6.QtCore import QObject, Signal

from ai.library.card import Label
from app.state.series_key import SeriesKey

MOST_LABELS = 9
"""Labels that have a key."""


class Answer(StrEnum):
    """What is said of a label; the value is written into files."""

    YES = "yes"
    NO = "no"
    NOT_SURE = "not sure"


@dataclass(frozen=True)
class LabelList:
    """The labels that are asked for.

    Parameters
    ----------
    labels
        In the order of their keys, `MOST_LABELS` at most; no two of one name.
    exclusive
        Whether one of them at most holds: then a yes to one is a no to the others.
    """

    labels: tuple[Label, ...] = ()
    exclusive: bool = True

    def __post_init__(self) -> None:
        if len(self.labels) > MOST_LABELS:
            raise ValueError(f"there are keys for {MOST_LABELS} labels, got {len(self.labels)}")
        if len({each.name for each in self.labels}) != len(self.labels):
            raise ValueError("every label has a name of its own")


@dataclass(frozen=True)
class SeriesAnswers:
    """What one reader answered about one series.

    Parameters
    ----------
    answers
        (label, answer), in the order of the labels; a label that is not in it was not answered.
    reader
        Account on this computer.
    seconds
        For how long the series was in view while labelling was on, until the last answer.
    """

    answers: tuple[tuple[Label, Answer], ...] = ()
    reader: str = ""
    seconds: float = 0.0

    def of(self, name: str) -> Answer | None:
        """Return what was said of a label by its name; None where nothing was."""
        return next((answer for label, answer in self.answers if label.name == name), None)

    def with_answers(self, said: Mapping[str, Answer | None], labels: tuple[Label, ...]) -> SeriesAnswers:
        """Return the same with other answers, by the names of labels; None takes one back.

        Answers about labels that are asked for no more stay, after the others.
        """
        known = {label.name: (label, answer) for label, answer in self.answers}
        for label in labels:
            answer = said[label.name] if label.name in said else self.of(label.name)
            if answer is None:
                known.pop(label.name, None)
            else:
                known[label.name] = label, answer
        order = [each.name for each in labels]
        listed = sorted(known.values(), key=lambda each: order.index(each[0].name) if each[0].name in order else 99)
        return replace(self, answers=tuple(listed))


NO_ANSWERS = SeriesAnswers()


def pressed(asked: LabelList, answers: SeriesAnswers, number: int) -> SeriesAnswers:
    """Answer by the key of a label: yes; where that stands already no, then nothing.

    Of labels that exclude each other a yes is a no to the others, and the key again takes all of that back.

    Parameters
    ----------
    asked, answers
        The labels, and what was answered so far.
    number
        Of the key, from 1; one without a label changes nothing.
    """
    if not 1 <= number <= len(asked.labels):
        return answers
    label = asked.labels[number - 1]
    before = answers.of(label.name)
    if asked.exclusive:
        others = dict.fromkeys((each.name for each in asked.labels), None if before is Answer.YES else Answer.NO)
        own = None if before is Answer.YES else Answer.YES
        return answers.with_answers({**others, label.name: own}, asked.labels)
    after = {None: Answer.YES, Answer.YES: Answer.NO, Answer.NO: None, Answer.NOT_SURE: Answer.YES}[before]
    return answers.with_answers({label.name: after}, asked.labels)


def unsure(asked: LabelList, answers: SeriesAnswers, number: int) -> SeriesAnswers:
    """Answer "not sure".

    Parameters
    ----------
    asked, answers
        The labels, and what was answered so far.
    number
        Of the label that was answered last, from 1; 0 for none, and of labels that exclude each other: then of all.
    """
    whole = asked.exclusive or not 1 <= number <= len(asked.labels)
    meant = asked.labels if whole else (asked.labels[number - 1],)
    return answers.with_answers({each.name: Answer.NOT_SURE for each in meant}, asked.labels)


def cleared(asked: LabelList, answers: SeriesAnswers) -> SeriesAnswers:
    """Take every answer to the labels back."""
    return answers.with_answers({each.name: None for each in asked.labels}, asked.labels)


class Labelling(QObject):
    """Holder of the labels that are asked for, and of all answers; `app.actions.label_series` changes it.

    Signals
    -------
    labelling_changed()
        The mode is on or off, other labels are asked for, or a series has other answers.
    answered(SeriesKey, SeriesAnswers)
        A series has other answers.
    """

    labelling_changed = Signal()
    answered = Signal(object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._is_on = False
        self._asked = LabelList()
        self._answers: dict[SeriesKey, SeriesAnswers] = {}

    @property
    def is_on(self) -> bool:
        """Whether number keys answer."""
        return self._is_on

    @property
    def asked(self) -> LabelList:
        """The labels."""
        return self._asked

    @property
    def all_answers(self) -> Mapping[SeriesKey, SeriesAnswers]:
        """What was answered, by series; those without an answer are not in it."""
        return dict(self._answers)

    def answers_of(self, key: SeriesKey) -> SeriesAnswers:
        """Return what was answered about a series."""
        return self._answers.get(key, NO_ANSWERS)

    def is_answered(self, key: SeriesKey) -> bool:
        """Whether every label that is asked for was answered there; of labels that exclude each other one will do."""
        said = [self.answers_of(key).of(each.name) for each in self._asked.labels]
        return bool(said) and all(each is not None for each in said)

    def set_on(self, is_on: bool) -> None:
        """Let number keys answer, or no more."""
        if is_on is not self._is_on:
            self._is_on = is_on
            self.labelling_changed.emit()

    def ask(self, asked: LabelList) -> None:
        """Ask for other labels; answers stay."""
        if asked != self._asked:
            self._asked = asked
            self.labelling_changed.emit()

    def set_answers(self, key: SeriesKey, answers: SeriesAnswers) -> None:
        """Take the answers about a series."""
        if answers == self.answers_of(key):
            return
        if answers.answers:
            self._answers[key] = answers
        else:
            self._answers.pop(key, None)
        self.labelling_changed.emit()
        self.answered.emit(key, answers)
