from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from ai.inference.results import Structure
from ai.library.card import Code, Label
from ai.plain import PlainError, from_plain, to_plain
from ai.words import Sentence, joined, say


class Colour(Enum):
    RED = "red"


@dataclass(frozen=True)
class Inner:
    number: float
    word: str = "x"


@dataclass(frozen=True, eq=False)
class Outer:
    inner: Inner
    many: tuple[Inner, ...]
    pair: tuple[int, str]
    colour: Colour
    maybe: float | None
    free: Mapping[str, Any]
    place: Path
    array: npt.NDArray[np.uint8]


VALUE = Outer(
    Inner(1.5),
    (Inner(2), Inner(3.0, "y")),
    (4, "z"),
    Colour.RED,
    None,
    {"a": [1]},
    Path("p/q"),
    np.arange(3, dtype="u1"),
)


def test_through_json_and_back_is_equal() -> None:
    arrays: dict[str, npt.NDArray[Any]] = {}
    text = json.dumps(to_plain(VALUE, arrays))
    back = from_plain(Outer, json.loads(text), arrays)
    assert (back.inner, back.many, back.pair, back.colour) == (VALUE.inner, VALUE.many, VALUE.pair, VALUE.colour)
    assert (back.maybe, back.free, back.place) == (None, {"a": [1]}, Path("p/q"))
    assert back.array.tolist() == [0, 1, 2]


def test_a_whole_number_is_a_float_but_true_is_not() -> None:
    assert from_plain(Inner, {"number": 2}).number == 2.0
    with pytest.raises(PlainError, match=r"Inner\.number: expected a number, found bool"):
        from_plain(Inner, {"number": True})


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"colour": "blue"}, r"Outer\.colour: 'blue' is none of"),
        ({"many": [{"number": 1}, {"number": "1"}]}, r"Outer\.many\[1\]\.number: expected a number, found str"),
        ({"pair": [1]}, r"Outer\.pair: expected 2 items"),
        ({"inner": 3}, r"Outer\.inner: expected an object"),
        ({"inner": {}}, r"Outer\.inner: field 'number' is missing"),
        ({"extra": 1}, "unknown field 'extra'"),
        ({"array": "nothing"}, "the array 'nothing' is missing"),
        ({"place": 1}, "expected a path"),
        ({"free": []}, "expected an object"),
        ({"many": "abc"}, "expected a list"),
    ],
)
def test_what_does_not_fit_names_the_place(change: dict[str, Any], words: str) -> None:
    arrays: dict[str, npt.NDArray[Any]] = {}
    data = to_plain(VALUE, arrays) | change
    with pytest.raises(PlainError, match=words):
        from_plain(Outer, data, arrays)


def test_without_a_place_for_arrays_they_are_left_out() -> None:
    assert to_plain(VALUE)["array"] is None


def test_what_has_no_plain_form_is_refused() -> None:
    with pytest.raises(PlainError, match="no plain form"):
        to_plain(object())


def test_sentences_keep_their_template_between_processes() -> None:
    words = joined((say("{n} of {width:.1f} mm {what}", n=3, width=np.float64(2.49), what=say("slices")), "As it is."))
    back = from_plain(str, json.loads(json.dumps(to_plain(words, {}))), {})
    assert back == words == "3 of 2.5 mm slices As it is."
    assert isinstance(back, Sentence)
    first = back.values["part0"]
    assert isinstance(first, Sentence)
    assert (first.template, first.values["what"]) == ("{n} of {width:.1f} mm {what}", "slices")
    assert isinstance(first.values["what"], Sentence)


def test_sentences_in_files_are_text() -> None:
    assert type(to_plain(say("{n} slices", n=3))) is str
    with pytest.raises(PlainError, match="expected a str"):
        from_plain(str, {"template": "{n} slices", "values": {"n": 3}})


def test_a_sentence_whose_values_have_no_plain_form_is_text() -> None:
    assert to_plain(say("In {place}", place=Path("p")), {}) == "In p"


@pytest.mark.parametrize(
    "data",
    [
        {"template": "{n}", "values": {"n": 1}, "more": 1},
        {"template": "{n}"},
        {"template": 1, "values": {}},
        {"template": "{n}", "values": [1]},
        {"template": "{n}", "values": {"m": 1}},
        {"template": "{n}", "values": {"n": [1]}},
        {"template": "{n}", "values": {"n": {"template": "{m}", "values": {}}}},
        {"template": "{n.real}", "values": {"n": 1}},
        {"template": "{n:{m}}", "values": {"n": 1}},
        {"template": "{n:x}", "values": {"n": "a"}},
        {"template": "{n", "values": {"n": 1}},
    ],
)
def test_sentences_are_read_strictly(data: object) -> None:
    with pytest.raises(PlainError):
        from_plain(str, data, {})


def test_a_place_for_several_kinds_of_array_takes_each() -> None:
    heart = Label("heart", "Heart", Code("80891009", "SCT", "Heart"))
    for kind in (np.bool_, np.uint8):
        arrays: dict[str, npt.NDArray[Any]] = {}
        structure = Structure(heart, np.ones((1, 2, 3), kind))
        back = from_plain(Structure, to_plain(structure, arrays), arrays)
        assert back.labelled.dtype == kind
        assert np.array_equal(back.labelled, structure.labelled)
