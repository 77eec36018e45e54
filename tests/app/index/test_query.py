"""What a reader types."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.index.query import MOST_TERMS, Days, Term, days_of, parse, without_patient


def test_terms_stand_in_any_order() -> None:
    assert parse("ct 2024-03 chest") == (
        Term(modalities=("CT",), otherwise="ct"),
        Term(days=(Days(20240301, 20240331),)),
        Term(words=("chest",)),
    )


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2024", 20240101, 20241231),
        ("2024-02", 20240201, 20240229),
        ("02.2024", 20240201, 20240229),
        ("02/2024", 20240201, 20240229),
        ("202402", 20240201, 20240229),
        ("2024-03-12", 20240312, 20240312),
        ("2024/03/12", 20240312, 20240312),
        ("20240312", 20240312, 20240312),
        ("12.03.2024", 20240312, 20240312),
        ("12.3.2024", 20240312, 20240312),
        ("31/12/2024", 20241231, 20241231),
        ("12/31/2024", 20241231, 20241231),
        ("2024-01..2024-03", 20240101, 20240331),
        ("2024...2025", 20240101, 20251231),
        ("2024-06..", 20240601, 99991231),
        ("..2024-06", 10000101, 20240630),
        ("12.03.2024..14.03.2024", 20240312, 20240314),
        ("2024-", 20240101, 20241231),
        ("2024-1", 20240101, 20241231),
        ("2024-03-1", 20240301, 20240331),
    ],
)
def test_dates(text: str, first: int, last: int) -> None:
    assert days_of(text) == (Days(first, last),)


@pytest.mark.parametrize(
    "text", ["2024-13", "20240230", "32.01.2024", "1.2.3", "4711", "12345678", "..", "2025..2024", "chest", "2024..x"]
)
def test_what_is_no_date(text: str) -> None:
    assert days_of(text) == ()


def test_day_and_month_may_change_places() -> None:
    assert days_of("03/04/2024") == (Days(20240304, 20240304), Days(20240403, 20240403))


def test_digits_may_be_a_number_too() -> None:
    assert parse("20240312") == (Term(whole="20240312", days=(Days(20240312, 20240312),)),)
    assert parse("2024-03-12") == (Term(days=(Days(20240312, 20240312),)),)


def test_modalities_are_codes_and_what_people_say() -> None:
    assert [term.modalities for term in parse("CT mri Mrt pet x-ray")] == [
        ("CT",),
        ("MR",),
        ("MR",),
        ("PT",),
        ("CR", "DX"),
    ]


def test_quoted_words_are_only_words() -> None:
    assert parse('"us" "2024"') == (Term(words=("us",)), Term(words=("2024",)))
    assert parse('"anna smith') == (Term(words=("anna",)), Term(words=("smith",)))


def test_umlauts_give_both_spellings_and_punctuation_parts() -> None:
    assert parse("Müller-Lüdenscheidt") == (
        Term(words=("muller", "mueller")),
        Term(words=("ludenscheidt", "luedenscheidt")),
    )


def test_a_study_uid() -> None:
    assert parse("1.2.840.113619.2.55") == (Term(uid="1.2.840.113619.2.55"),)


@pytest.mark.parametrize("text", ["", "   ", '"', '""', "-", "^*%_"])
def test_nothing_is_no_term(text: str) -> None:
    assert parse(text) == ()


@given(st.text())
def test_anything_can_be_typed(text: str) -> None:
    terms = parse(text)
    assert len(terms) <= MOST_TERMS
    assert all(term.words or term.whole or term.modalities or term.days or term.uid for term in terms)


def test_without_the_patient_words_say_nothing_and_days_are_of_the_study() -> None:
    assert without_patient(parse("ct 2024-03")) == (
        Term(modalities=("CT",), of_patient=False),
        Term(days=(Days(20240301, 20240331),), of_patient=False),
    )
    assert without_patient(parse("20240312")) == (Term(days=(Days(20240312, 20240312),), of_patient=False),)
    assert without_patient(()) == ()
    for text in ("muller", "ct muller", '"ct"', "4711", "1.2.840.10008.1"):
        assert without_patient(parse(text)) is None
