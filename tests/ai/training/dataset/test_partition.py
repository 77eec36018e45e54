from __future__ import annotations

from collections import Counter, defaultdict
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ai.training.dataset.dataset import SIDES, Part
from ai.training.dataset.partition import GAP_FILES, Item, partition

FRACTIONS = (0.6, 0.2, 0.2)


def people(counts: list[int], *, start: int = 0) -> list[Item]:
    """One person per number, with so many images; classes by turns."""
    return [
        Item(f"k{start + person}-{image}", f"p{start + person}", "ab"[person % 2], False, "", image)
        for person, count in enumerate(counts)
        for image in range(count)
    ]


def files(label: str, numbers: range, *, block: int = 5) -> list[Item]:
    return [Item(f"{label}{number}", f"{label}-{number // block}", label, True, label, number) for number in numbers]


def sides_of_groups(items: list[Item], parts: dict[str, Part]) -> dict[str, set[Part]]:
    found: dict[str, set[Part]] = defaultdict(set)
    for item in items:
        if parts[item.key] is not Part.LEFT_OUT:
            found[item.group].add(parts[item.key])
    return found


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(1, 6), min_size=6, max_size=40), st.integers(0, 1000), st.data())
def test_persons_are_on_one_side_and_nobody_is_lost(counts: list[int], seed: int, data: st.DataObject) -> None:
    items = people(counts)
    place = st.integers(0, len(items) - 1)
    twins = data.draw(st.lists(st.tuples(place, place), max_size=4))
    parts = partition(items, fractions=FRACTIONS, seed=seed, kept={}, twins=twins)
    assert set(parts) == {item.key for item in items}
    assert all(len(sides) == 1 for sides in sides_of_groups(items, parts).values())
    assert Part.LEFT_OUT not in parts.values()
    for first, second in twins:
        assert parts[items[first].key] is parts[items[second].key]


@settings(max_examples=40, deadline=None)
@given(st.integers(20, 120), st.integers(0, 1000))
def test_classes_have_their_shares_within_a_person(count: int, seed: int) -> None:
    items = people([1] * count)
    parts = partition(items, fractions=FRACTIONS, seed=seed, kept={})
    for label in "ab":
        total = sum(item.label == label for item in items)
        found = Counter(parts[item.key] for item in items if item.label == label)
        for side, share in zip(SIDES, FRACTIONS, strict=True):
            assert abs(found[side] - share * total) <= 1


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.integers(1, 4), min_size=8, max_size=30),
    st.lists(st.integers(1, 4), max_size=20),
    st.integers(0, 100),
    st.data(),
)
def test_adding_persons_moves_nobody(old: list[int], new: list[int], seed: int, data: st.DataObject) -> None:
    before = people(old)
    first = partition(before, fractions=FRACTIONS, seed=seed, kept={})
    items = before + people(new, start=len(old))
    # Known persons may get new images too.
    items.append(Item("late", before[0].group, before[0].label, False, "", 99))
    place = st.integers(0, len(items) - 1)
    twins = data.draw(st.lists(st.tuples(place, place), max_size=4))
    second = partition(items, fractions=FRACTIONS, seed=seed + 1, kept=first, twins=twins)
    assert {key: second[key] for key in first} == first
    assert all(len(sides) == 1 for sides in sides_of_groups(items, second).values())
    for one, other in twins:
        sides = {second[items[one].key], second[items[other].key]} - {Part.LEFT_OUT}
        both_old = items[one].key in first and items[other].key in first
        assert len(sides) <= 1 or both_old


@settings(max_examples=40, deadline=None)
@given(st.integers(30, 300), st.integers(30, 300), st.integers(0, 1000), st.data())
def test_blocks_are_cut_twice_with_a_gap(a: int, b: int, seed: int, data: st.DataObject) -> None:
    items = files("a", range(a)) + files("b", range(7, 7 + b))
    place = st.integers(0, len(items) - 1)
    twins = data.draw(st.lists(st.tuples(place, place), max_size=4))
    parts = partition(items, fractions=FRACTIONS, seed=seed, kept={}, twins=twins)
    assert all(len(sides) == 1 for sides in sides_of_groups(items, parts).values())
    for label, total in (("a", a), ("b", b)):
        row = [(item.position, parts[item.key]) for item in items if item.label == label]
        used = [(position, part) for position, part in row if part is not Part.LEFT_OUT]
        cuts = [(one, other) for one, other in pairwise(used) if one[1] is not other[1]]
        assert len(cuts) == 2
        gap = min(max(total // 20, 1), GAP_FILES)
        assert all(other[0] - one[0] > gap for one, other in cuts)
        found = Counter(part for _, part in row)
        assert found[Part.LEFT_OUT] <= 2 * gap + len(twins)
        for side, share in zip(SIDES, FRACTIONS, strict=True):
            assert abs(found[side] - share * total) <= 5 + 2 * gap + len(twins)
    for one, other in twins:
        assert len({parts[items[one].key], parts[items[other].key]} - {Part.LEFT_OUT}) <= 1


@settings(max_examples=40, deadline=None)
@given(st.integers(30, 150), st.integers(1, 150), st.integers(0, 100))
def test_later_files_move_no_block(before: int, more: int, seed: int) -> None:
    old = files("a", range(0, 2 * before, 2)) + files("b", range(before))
    first = partition(old, fractions=FRACTIONS, seed=seed, kept={})
    items = old + files("a", range(1, 2 * before, 2)) + files("a", range(2 * before, 2 * before + more))
    second = partition(items, fractions=FRACTIONS, seed=seed, kept=first)
    assert {key: second[key] for key in first} == first
    assert all(len(sides) == 1 for sides in sides_of_groups(items, second).values())
    row = sorted((item.position, second[item.key]) for item in items if item.label == "a")
    used = [one for one in row if one[1] is not Part.LEFT_OUT]
    assert all(other[0] - one[0] > 1 for one, other in pairwise(used) if one[1] is not other[1])


def test_the_seed_chooses_another_split_and_nothing_else_does() -> None:
    items = people([1] * 40)
    first = partition(items, fractions=FRACTIONS, seed=1, kept={})
    assert partition(items[::-1], fractions=FRACTIONS, seed=1, kept={}) == first
    assert partition(items, fractions=FRACTIONS, seed=2, kept={}) != first


@pytest.mark.parametrize("persons", [3, 4, 5])
def test_no_side_stays_without_a_class_that_has_three_persons(persons: int) -> None:
    items = people([20] * (2 * persons))
    for seed in range(20):
        parts = partition(items, fractions=FRACTIONS, seed=seed, kept={})
        assert {(part, key_label) for key, part in parts.items() for key_label in [label(items, key)]} == {
            (side, each) for side in SIDES for each in "ab"
        }


def label(items: list[Item], key: str) -> str:
    return next(item.label for item in items if item.key == key)


def test_many_short_rows_go_whole() -> None:
    items = [
        Item(f"{row}-{number}", f"{row}-{number // 5}", "a", True, f"row{row}", number)
        for row in range(20)
        for number in range(15)
    ]
    parts = partition(items, fractions=FRACTIONS, seed=0, kept={})
    for row in range(20):
        assert len({parts[f"{row}-{number}"] for number in range(15)}) == 1
    found = Counter(parts.values())
    assert found == {Part.TRAIN: 180, Part.VALIDATION: 60, Part.TEST: 60}
