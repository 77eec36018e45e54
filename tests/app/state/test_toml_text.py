"""What is written is read back as it was, whatever stands in it."""

from __future__ import annotations

import tomllib

from hypothesis import given
from hypothesis import strategies as st

from app.state.toml_text import toml_text

words = st.text(st.characters(exclude_categories=["Cs"]))
plain = st.one_of(words, st.booleans(), st.integers(-(2**63), 2**63 - 1), st.floats(allow_nan=False))
values = st.recursive(plain, lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(words, inner)))


@given(st.dictionaries(words, values))
def test_round_trip(table: dict) -> None:
    assert tomllib.loads(toml_text(table)) == table


def test_tables_follow_plain_values() -> None:
    text = toml_text({"mouse": {"left": "pan"}, "theme": "dark", "keys": {"fit": ("F", "Ctrl+F")}})
    assert text == 'theme = "dark"\n\n[mouse]\nleft = "pan"\n\n[keys]\nfit = ["F", "Ctrl+F"]\n'
