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

from ai.plain import PlainError, from_plain, to_plain


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
