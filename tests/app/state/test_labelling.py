"""Answers by keys, as values."""

from __future__ import annotations

import pytest

from ai.library.card import Code, Label
from app.state.labelling import Answer, Labelling, LabelList, SeriesAnswers, cleared, pressed, unsure

LABELS = tuple(Label(name, name.title(), Code("", "", "")) for name in ("normal", "mass", "effusion"))
ONE, MANY = LabelList(LABELS, exclusive=True), LabelList(LABELS, exclusive=False)
KEY = ("1.2", "", "1.2.1")


def said(answers: SeriesAnswers) -> list[str | None]:
    return [None if answers.of(each.name) is None else answers.of(each.name).value for each in LABELS]


def test_a_yes_is_a_no_to_the_others_and_the_key_again_takes_it_back() -> None:
    answers = pressed(ONE, SeriesAnswers(), 2)
    assert said(answers) == ["no", "yes", "no"]
    assert said(pressed(ONE, answers, 3)) == ["no", "no", "yes"]
    assert pressed(ONE, answers, 2) == SeriesAnswers()
    assert pressed(ONE, answers, 9) == answers
    assert said(unsure(ONE, answers, 2)) == ["not sure"] * 3
    assert said(pressed(ONE, unsure(ONE, answers, 0), 1)) == ["yes", "no", "no"]


def test_labels_that_go_together_go_round() -> None:
    answers = SeriesAnswers()
    seen = []
    for _ in range(4):
        answers = pressed(MANY, answers, 1)
        seen.append(said(answers)[0])
    assert seen == ["yes", "no", None, "yes"]
    assert said(unsure(MANY, answers, 1)) == ["not sure", None, None]
    assert said(unsure(MANY, answers, 0)) == ["not sure"] * 3
    assert said(pressed(MANY, unsure(MANY, answers, 0), 3)) == ["not sure", "not sure", "yes"]


def test_answers_keep_the_order_of_the_labels_and_those_that_are_asked_no_more() -> None:
    answers = pressed(MANY, pressed(MANY, SeriesAnswers(), 3), 1)
    assert [label.name for label, _ in answers.answers] == ["normal", "effusion"]
    fewer = LabelList(LABELS[:1], exclusive=False)
    assert said(cleared(fewer, answers)) == [None, None, "yes"]


def test_a_list_is_refused_that_has_no_keys() -> None:
    with pytest.raises(ValueError, match="keys for 9"):
        LabelList(tuple(Label(f"l{n}", f"L{n}", Code("", "", "")) for n in range(10)))
    with pytest.raises(ValueError, match="name of its own"):
        LabelList((LABELS[0], LABELS[0]))


def test_the_holder_tells_of_answers_and_forgets_empty_ones(qapp) -> None:
    labelling, told = Labelling(), []
    labelling.answered.connect(lambda key, answers: told.append((key, answers)))
    labelling.ask(ONE)
    answers = pressed(ONE, SeriesAnswers(reader="r", seconds=2.0), 1)
    assert not labelling.is_answered(KEY)
    labelling.set_answers(KEY, answers)
    labelling.set_answers(KEY, answers)
    assert labelling.is_answered(KEY)
    assert told == [(KEY, answers)]
    labelling.set_answers(KEY, cleared(ONE, answers))
    assert labelling.all_answers == {}
    assert told[-1][1].of("normal") is None
    assert Answer("not sure") is Answer.NOT_SURE
