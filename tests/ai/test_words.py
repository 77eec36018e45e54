"""Sentences are English text that knows what it was made of."""

from __future__ import annotations

import copy

from hypothesis import given
from hypothesis import strategies as st

from ai.words import Sentence, joined, say


def test_a_sentence_is_its_english_words() -> None:
    sentence = say("Slice {first} of {total} is missing ({width:.1f} mm gap).", first=3, total=5, width=2.499)
    assert sentence == "Slice 3 of 5 is missing (2.5 mm gap)."
    assert isinstance(sentence, str)
    assert sentence.template == "Slice {first} of {total} is missing ({width:.1f} mm gap)."
    assert sentence.values == {"first": 3, "total": 5, "width": 2.499}
    assert {sentence: 1}["Slice 3 of 5 is missing (2.5 mm gap)."] == 1


def test_sentences_are_joined_and_keep_their_parts() -> None:
    parts = (say("One {n}.", n=1), "", say("Two."))
    text = joined(parts)
    assert text == "One 1. Two."
    assert isinstance(text, Sentence)
    assert list(text.values.values()) == ["One 1.", "Two."]
    assert joined((parts[0],)) is parts[0]
    assert joined(()) == ""


@given(st.lists(st.text(min_size=1), max_size=4), st.text(max_size=3))
def test_joined_is_what_join_gives(parts: list[str], separator: str) -> None:
    assert joined(parts, separator) == separator.join(parts)


def test_a_copy_is_the_same_sentence() -> None:
    sentence = say("One {n}.", n=1)
    for copied in (copy.deepcopy(sentence), copy.copy(sentence)):
        assert (copied, copied.template, copied.values) == (sentence, sentence.template, sentence.values)
