from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from ai.training.dataset.honest_groups import (
    JoinRule,
    blocks_with_gap,
    body_mask,
    components,
    honest_groups,
    step_of,
    unravelled,
)
from ai.training.slice_sets import BRAIN, LUNG, groups_of, read_slice_set


def person(seed: int, slices: int, *, side: int = 96) -> list[np.ndarray]:
    """Draw textures that change slowly from slice to slice and are unlike those of every other person."""
    rng = np.random.default_rng(seed)
    coarse = rng.normal(size=(slices, 12, 12))
    for place in range(1, slices):
        coarse[place] = 0.9 * coarse[place - 1] + 0.436 * coarse[place]
    large = [cv2.resize(plane.astype(np.float32), (side, side), interpolation=cv2.INTER_CUBIC) for plane in coarse]
    return [(128 + 45 * np.asarray(plane)).clip(1, 255).astype(np.uint8) for plane in large]


def test_slices_of_a_person_are_one_group_and_persons_are_apart() -> None:
    pictures = [slice_ for seed in range(8) for slice_ in person(seed, 10)]
    owner = np.repeat(np.arange(8), 10)
    truth, numbers = owner // 4, np.tile(np.arange(40), 2)  # persons of a class follow each other
    found = honest_groups(pictures, truth, numbers)
    assert found.steps == (1, 1)
    assert np.array_equal(found.groups, owner)
    assert found.counts(truth, 2) == (4, 4)


def test_a_numbering_in_steps_is_unravelled() -> None:
    scans = [person(seed, 24) for seed in range(3)]
    pictures = [scans[place % 3][place // 3] for place in range(72)]  # every third file is the next slice
    found = honest_groups(pictures, np.zeros(72, dtype=np.int64), np.arange(72))
    assert found.steps == (3,)
    assert found.groups.tolist() == [place % 3 for place in range(72)]
    assert unravelled(np.arange(6), 3).tolist() == [0, 2, 4, 1, 3, 5]


def test_shuffled_files_have_no_step_and_are_joined_by_looks_alone() -> None:
    pictures = [slice_ for seed in range(40) for slice_ in person(seed, 2)]
    order = np.random.default_rng(0).permutation(80)
    found = honest_groups([pictures[place] for place in order], np.zeros(80, dtype=np.int64), np.arange(80))
    assert found.steps == (0,)
    assert found.joins["neighbours"] == found.joins["outline"] == 0
    owner = order // 2
    together = [len(set(found.groups[owner == seed].tolist())) == 1 for seed in range(40)]
    assert 0 < sum(together) < 40  # those that look alike by more than the rule, no others
    assert len(set(zip(found.groups.tolist(), owner.tolist(), strict=True))) == found.groups.max() + 1


def test_copies_are_joined_across_classes_and_turns() -> None:
    one, other = person(1, 1)[0], person(2, 1)[0]
    pictures = [one, other, one.copy(), np.ascontiguousarray(np.rot90(other))]
    found = honest_groups(pictures, np.array([0, 0, 1, 1]), np.array([1, 50, 1, 50]))
    assert found.groups.tolist() == [0, 1, 0, 1]
    assert (found.joins["equal"], found.joins["near_copies"]) == (1, 2)


def body(seed: int, *, table: bool = True) -> np.ndarray:
    """Draw a body of one outline with organs of its own."""
    inside = np.zeros((96, 96), np.uint8)
    cv2.ellipse(inside, (48, 40), (36, 28), 0, 0, 360, 1, cv2.FILLED)
    picture = np.where(inside > 0, person(seed, 1)[0].clip(60, 255), 0).astype(np.uint8)
    picture[86:89, 4:92] = 200 if table else 0
    return picture


@pytest.mark.parametrize(
    ("other", "number", "is_joined"),
    [
        (body(2), 201, True),
        (body(2, table=False), 201, False),
        (cv2.copyMakeBorder(body(2), 0, 0, 0, 1, cv2.BORDER_CONSTANT), 201, False),
        (body(2), 230, False),
    ],
    ids=["same table and size", "no table", "another size", "far away"],
)
def test_equal_outlines_join_with_the_same_table_and_size(other: np.ndarray, number: int, is_joined: bool) -> None:
    rule = JoinRule(near_steps=0, correlation=2, copy_correlation=2)
    pictures = [*person(9, 40), body(1), other]  # the scan gives the numbering its step
    numbers = np.array([*range(40), 200, number])
    found = honest_groups(pictures, np.zeros(42, dtype=np.int64), numbers, rule=rule)
    assert found.steps == (1,)
    assert bool(found.groups[-1] == found.groups[-2]) is is_joined


def test_components_are_numbered_by_their_first_member() -> None:
    assert components(6, [(4, 1), (5, 4), (2, 0)]).tolist() == [0, 1, 0, 2, 1, 1]
    assert components(3, []).tolist() == [0, 1, 2]


def test_the_step_stands_out_or_there_is_none() -> None:
    numbers = np.arange(120)
    apart = np.abs(numbers[:, None] - numbers)
    assert step_of((apart % 4 == 0) * (apart <= 8) * 0.9, numbers, alike=0.7) == 4
    assert step_of(np.ones((120, 120)), numbers, alike=0.7) == 0
    assert step_of(np.zeros((120, 120)), numbers, alike=0.7) == 0


def test_blocks_leave_a_gap_at_each_cut() -> None:
    truth = np.repeat([0, 1], [100, 40])
    numbers = np.concatenate([np.arange(100), np.arange(40)])
    fold, at_cut = blocks_with_gap(truth, numbers, (1, 2), folds=5, gap=5)
    assert fold[:100].tolist() == np.repeat(np.arange(5), 20).tolist()
    assert at_cut[:100].nonzero()[0].tolist() == [place for cut in (20, 40, 60, 80) for place in range(cut - 5, cut)]
    # Every second file is the next slice: the even numbers come first.
    assert fold[100:][np.arange(0, 16, 2)].tolist() == [0] * 8
    assert fold[101:109:2].tolist() == [2] * 4


def test_the_body_is_closed_and_has_no_table() -> None:
    ribs = np.zeros((200, 240), np.float32)
    cv2.ellipse(ribs, (120, 90), (80, 60), 0, 0, 360, 255, 4)
    ribs[:, 100:112] = 0  # gaps of the ring
    ribs[180:184, 10:230] = 255  # the table
    body = body_mask(ribs)
    assert body[90, 120]
    assert not body[181].any()
    truth = np.zeros((200, 240), np.uint8)
    cv2.ellipse(truth, (120, 90), (82, 62), 0, 0, 360, 1, cv2.FILLED)
    both, either = (body & (truth > 0)).sum(), (body | (truth > 0)).sum()
    assert both / either > 0.95


def test_a_body_of_specks_is_their_hull() -> None:
    specks = np.zeros((200, 200), np.float32)
    for angle in np.linspace(0, 2 * np.pi, 7)[:-1]:
        cv2.circle(specks, (int(100 + 70 * np.cos(angle)), int(100 + 70 * np.sin(angle))), 6, 255, cv2.FILLED)
    body = body_mask(specks)
    assert body[100, 100]
    assert not body[5, 5]
    assert not body_mask(np.zeros((20, 20), np.float32)).any()


@pytest.mark.realdata
@pytest.mark.parametrize(
    ("name", "steps", "low", "high"),
    [
        (LUNG, (1, 1, 1), {"benign": 15, "malignant": 35, "normal": 30}, {"benign": 30, "malignant": 50, "normal": 55}),
        (BRAIN, (1, 4, 0, 1), {"glioma_tumor": 60}, {"glioma_tumor": 110, "meningioma_tumor": 130}),
    ],
)
def test_groups_of_the_real_sets_come_near_their_people(
    shared_data: Path, name: str, steps: tuple[int, ...], low: dict[str, int], high: dict[str, int]
) -> None:
    slices = read_slice_set(shared_data / name)
    found = groups_of(slices)
    counts = dict(zip(slices.classes, found.counts(slices.truth, len(slices.classes)), strict=True))
    assert found.steps == steps
    assert all(counts[each] >= count for each, count in low.items())
    assert all(counts[each] <= count for each, count in high.items())
    assert np.bincount(found.groups).max() < 50  # no chain through everything
