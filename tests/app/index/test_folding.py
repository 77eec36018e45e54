"""Text as it is searched."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.index.folding import folded, searchable, spellings, words_of


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("MÜLLER", "muller"),
        ("Straße", "strasse"),
        ("Łukasz", "lukasz"),
        ("Øberg", "oberg"),
        ("Æbelø", "aebelo"),
        ("José", "jose"),
        ("İstanbul", "istanbul"),
        ("O'Brien", "obrien"),
        ("Иванов", "иванов"),
        ("山田", "山田"),
        ("김민수", "김민수"),
    ],
)
def test_accents_and_case_are_gone(written: str, read: str) -> None:
    assert folded(written) == read


def test_dicom_delimiters_part_words() -> None:
    assert words_of("Yamada^Tarou=山田^太郎") == ("yamada", "tarou", "山田", "太郎")
    assert words_of("CT-Thorax, native_2/b") == ("ct", "thorax", "native", "2", "b")


def test_umlauts_have_two_spellings() -> None:
    assert spellings("Müller") == ("muller", "mueller")
    # Also where the accent is a character of its own.
    assert spellings("Mu\u0308ller") == ("muller", "mueller")
    assert spellings("Smith") == ("smith",)


def test_codes_are_found_in_parts_and_in_one_piece() -> None:
    assert searchable(texts=("Müller, Anna",), codes=("PAT-0047", "A77")) == " muller anna mueller pat 0047 pat0047 a77"


@given(st.text())
def test_folding_is_done_once(text: str) -> None:
    assert folded(folded(text)) == folded(text)


@given(st.text())
def test_words_hold_no_quotation_marks_nor_spaces(text: str) -> None:
    assert all(word.isalnum() for word in words_of(text))
