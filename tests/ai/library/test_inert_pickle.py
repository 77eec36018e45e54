"""Pickles are told, not made."""

from __future__ import annotations

import collections
import contextlib
import fractions
import io
import pickle
import pickletools
from pathlib import PurePosixPath

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ai.library.inert_pickle import Inert, UnreadablePickle, read_pickle

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text() | st.binary(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner) | st.tuples(inner, inner),
    max_leaves=20,
)


@given(PLAIN, st.integers(0, 5))
def test_plain_values_come_back_whole(value: object, protocol: int) -> None:
    data = pickle.dumps(value, protocol)
    told = read_pickle(data)
    if protocol > 2:  # older ones make bytes by calling a codec
        assert told.value == value
        assert not told.globals


@pytest.mark.parametrize("protocol", range(6))
def test_what_would_be_imported_is_what_python_imports(protocol: int) -> None:
    value = [fractions.Fraction(1, 2), PurePosixPath("a"), collections.OrderedDict(a=1), np.float32(2), np.zeros(3)]
    data = pickle.dumps(value, protocol)
    imported = set()

    class Watching(pickle.Unpickler):
        def find_class(self, module: str, name: str) -> object:
            kind = super().find_class(module, name)
            imported.add(f"{module}.{name}".replace("__builtin__.", "builtins."))
            return kind

    Watching(io.BytesIO(data)).load()
    assert read_pickle(data).globals == imported


def test_dicts_and_objects_stand_in() -> None:
    told = read_pickle(pickle.dumps({"a": collections.OrderedDict(b=fractions.Fraction(1, 2))}))
    assert isinstance(told.value, dict)
    inner = told.value["a"]["b"]
    assert isinstance(inner, Inert)
    assert inner.name == "fractions.Fraction"
    assert inner.arguments is not None


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x80\x04",
        b"\x80\x04.",
        b"garbage",
        b"\x82\x01.",
        b"0.",
        b"t.",
        b"\x80\x04\x8b\xff\xff\xff\x7f.",
        b"g5\n.",
    ],
)
def test_damaged_ones_are_unreadable(data: bytes) -> None:
    if data == b"\x80\x04.":
        assert read_pickle(data).value is None
        return
    with pytest.raises(UnreadablePickle):
        read_pickle(data)


@given(st.binary(max_size=60))
def test_nothing_else_is_raised(data: bytes) -> None:
    with contextlib.suppress(UnreadablePickle):
        read_pickle(b"\x80\x04" + data)


def test_names_are_known_however_they_are_written() -> None:
    for data in (
        b"cos\nsystem\n(S'x'\ntR.",
        b"(S'x'\nios\nsystem\n.",
        b"(cos\nsystem\nS'x'\no.",
        b"Vos\nVsystem\n\x93)R.",
    ):
        assert read_pickle(data).globals == {"os.system"}
    computed = b"N\x8c\x06system\x93)R."
    assert read_pickle(computed).globals == {"a name that is computed"}
    assert [opcode.name for opcode, _, _ in pickletools.genops(computed)][2] == "STACK_GLOBAL"
