"""Parents of a model, and the order in which a family is offered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ai.library.card import Architecture, Code, InputSpec, Label, ModelCard, Reading, Weights
from ai.library.lineage import LINE, forebears, in_order, lineage

MakeCard = Callable[..., ModelCard]


def card(
    name: str,
    parent: str = "",
    *,
    task: str = "chest-anatomy",
    metrics: dict[str, object] | None = None,
    draft: bool = False,
) -> ModelCard:
    return ModelCard(
        id=name,
        version="0.1.0",
        title=name.title(),
        task=task,
        labels=(Label("heart", "Heart", Code("80891009", "SCT", "Heart")),),
        input=InputSpec(("CR",), (), (), (64, 64), (0.5, 99.5), 16),
        architecture=Architecture("unet2d", ()),
        members=(Weights("member0.safetensors", "ab" * 32),),
        threshold=0.5,
        reading=Reading("", "", "", "", "", ()),
        metrics=metrics or {},
        reference={},
        parent=parent,
        folder=Path(),
        draft=draft,
    )


def test_the_line_of_parents_ends_at_one_that_is_gone() -> None:
    told = {"taught_at": "2026-11-22", "taught_on_groups": 41, "verdict": {"word": "not worse"}}
    child = card("child", "middle-0.1.0", metrics=told, draft=True)
    middle = card("middle", "lost-net-2.0.1")
    line = lineage(child, (middle, child, card("aunt")))
    assert [(kin.key, kin.is_gone) for kin in line] == [
        ("child-0.1.0", False),
        ("middle-0.1.0", False),
        ("lost-net-2.0.1", True),
    ]
    assert (line[0].taught_at, line[0].groups, line[0].verdict, line[0].draft) == ("2026-11-22", 41, "not worse", True)
    assert (line[1].taught_at, line[1].groups, line[1].verdict) == ("", None, "")
    assert (line[2].id, line[2].version) == ("lost-net", "2.0.1")


def test_forebears_are_told_by_the_card_alone() -> None:
    plain = card("child", "middle-0.1.0")
    assert forebears(card("first")) == ()
    assert forebears(plain) == ("middle-0.1.0",)
    assert forebears(replace(plain, reference={LINE: ["middle-0.1.0", "old-1.0.0"]})) == ("middle-0.1.0", "old-1.0.0")
    for odd in ([], [1], "old", {"a": 1}):
        assert forebears(replace(plain, reference={LINE: odd})) == ("middle-0.1.0",)


@pytest.mark.parametrize("parent", ["loop-0.1.0", "", "x"])
def test_odd_parents_end_the_line(parent: str) -> None:
    assert len(lineage(card("loop", parent), (card("loop", parent),))) <= 2


def test_odd_figures_of_a_card_are_not_told() -> None:
    odd = card("odd", metrics={"taught_at": 3, "taught_on_groups": "many", "verdict": "better"})
    assert lineage(odd, (odd,))[0].verdict == ""
    assert lineage(odd, (odd,))[0].groups is None


def names(cards: tuple[ModelCard, ...]) -> list[str]:
    return [each.id for each in cards]


def test_the_alphabet_puts_no_child_before_its_parent() -> None:
    family = (card("a-child", "m-parent-0.1.0"), card("k-cousin"), card("m-parent"))
    assert names(in_order(family, set(), family)) == ["k-cousin", "m-parent", "a-child"]


def test_a_parent_of_another_version_is_the_parent() -> None:
    family = (card("a", "m-0.0.9"), card("m"))
    assert names(in_order(family, set(), family)) == ["m", "a"]


def test_a_grandparent_comes_first_where_the_parent_is_not_among_them() -> None:
    middle = card("middle", "z-0.1.0")
    family = (card("a", "middle-0.1.0"), card("z"))
    assert names(in_order(family, set(), (*family, middle))) == ["z", "a"]


def test_the_chosen_one_comes_first_for_its_own_question_only() -> None:
    family = (card("a-other", "m-0.1.0", task="image-classification"), card("b", "m-0.1.0"), card("m"), card("n"))
    assert names(in_order(family, {"b-0.1.0"}, family)) == ["b", "m", "a-other", "n"]
    assert names(in_order(family, {"a-other-0.1.0"}, family)) == ["m", "a-other", "b", "n"]
    assert names(in_order(family, {"n-0.1.0"}, family)) == ["n", "m", "a-other", "b"]


@given(st.lists(st.tuples(st.integers(0, 6), st.booleans(), st.booleans()), max_size=7))
def test_every_model_stays_whatever_the_circle(links: list[tuple[int, bool, bool]]) -> None:
    cards = tuple(
        card(f"m{number}", f"m{parent}-0.1.0", task="chest-anatomy" if film else "image-classification")
        for number, (parent, film, _) in enumerate(links)
    )
    chosen = {f"m{number}-0.1.0" for number, (_, _, taken) in enumerate(links) if taken}
    assert sorted(names(in_order(cards, chosen, cards))) == sorted(names(cards))
