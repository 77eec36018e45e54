"""Boxes of two readers: which are of the same finding, and how far that goes over all cases."""

from __future__ import annotations

from itertools import permutations
from pathlib import Path

import numpy as np
import pytest

from ai.training.dataset.agreement import agreement
from ai.training.dataset.box_agreement import SAME_IOU, BoxAgreement, compare_boxes, jaccard, over_cases
from ai.training.dataset.boxes import Box
from ai.training.dataset.reads import CaseState, note_seen, set_state
from tests.ai.training.dataset.read_dataset import boxed, flat, keys, read_boxes


def test_the_overlap_is_that_of_the_rectangles() -> None:
    first = [flat("nodule", 2, 2), flat("nodule", 10, 10)]
    second = [flat("nodule", 2, 4), flat("nodule", 2, 2), Box("nodule", (0.5, 2, 2), (1.5, 6, 6))]
    # Two of four columns shared: 8 of 24 pixels. On another slice nothing is.
    assert jaccard(first, second).tolist() == [[pytest.approx(1 / 3), 1.0, 0.0], [0.0, 0.0, 0.0]]
    assert jaccard([], second).shape == (0, 3)


def test_boxes_are_paired_and_what_is_left_is_told() -> None:
    first = [flat("nodule", 2, 2), flat("nodule", 14, 2), flat("mass", 10, 10)]
    second = [flat("nodule", 2, 3), flat("nodule", 18, 12), flat("nodule", 10, 10)]
    nodule, mass = compare_boxes(first, second, ("nodule", "mass"))
    assert (nodule.matched, nodule.only_first, nodule.only_second) == (1, 1, 2)
    assert nodule.iou == pytest.approx(12 / 20)
    assert nodule.f1 == pytest.approx(2 / 5)
    # The same place with another class is no agreement.
    assert (mass.matched, mass.only_first, mass.only_second, mass.iou, mass.f1) == (0, 1, 0, None, 0.0)
    (empty,) = compare_boxes([], [], ("nodule",))
    assert (empty.matched, empty.f1) == (0, None)


def test_no_other_pairing_has_more_pairs_nor_more_overlap() -> None:
    rng = np.random.default_rng(7)
    for _ in range(60):
        first, second = (
            [flat("nodule", *rng.uniform(0, 3, 2), *rng.uniform(4, 6, 2)) for _ in range(rng.integers(1, 5))]
            for _ in range(2)
        )
        (found,) = compare_boxes(first, second, ("nodule",))
        iou = jaccard(first, second)
        few, many = sorted((iou, iou.T), key=len)[0], range(max(iou.shape))
        best = max(
            (sum(few[row, column] >= SAME_IOU for row, column in enumerate(chosen)), _overlap(few, chosen))
            for chosen in permutations(many, len(few))
        )
        assert found.matched == best[0]
        assert (found.iou or 0) * found.matched == pytest.approx(best[1])


def _overlap(iou: np.ndarray, chosen: tuple[int, ...]) -> float:
    return sum(iou[row, column] for row, column in enumerate(chosen) if iou[row, column] >= SAME_IOU)


def test_readers_of_a_dataset_are_compared(tmp_path: Path) -> None:
    dataset = boxed(tmp_path, [[flat("nodule", 2, 2)], [], [flat("mass", 5, 5)]])
    anna, bo = keys(tmp_path, "Anna", "Bo")
    read_boxes(dataset, 0, anna, [flat("nodule", 2, 2)])
    read_boxes(dataset, 0, bo, [flat("nodule", 2, 2), flat("nodule", 12, 12)])
    read_boxes(dataset, 1, anna, [])
    read_boxes(dataset, 1, bo, [])
    read_boxes(dataset, 2, anna, [flat("mass", 5, 5)])
    found = agreement(dataset)
    assert [row.key for row in found.cases] == [dataset.cases[0].key, dataset.cases[1].key]
    assert [row.agreement for row in found.cases] == [pytest.approx(2 / 3), 1.0]
    (pair,) = found.pairs
    assert pair.kappa is None
    nodule, mass = pair.boxes
    order = (
        (nodule.only_first, nodule.only_second) if pair.readers[0] == anna else (nodule.only_second, nodule.only_first)
    )
    assert (nodule.cases, nodule.unmarked, nodule.matched, order) == (2, 1, 1, (0, 1))
    assert (nodule.iou, nodule.f1.value) == (1.0, pytest.approx(2 / 3))
    assert (mass.unmarked, mass.f1) == (2, None)


@pytest.mark.parametrize("persons", [1, 4])
def test_full_agreement_of_few_persons_is_no_certainty(tmp_path: Path, persons: int) -> None:
    box = flat("nodule", 2, 2)
    groups = [f"person{number % persons}" for number in range(4)]
    same, other = (over_cases("nodule", [found] * 4, groups) for found in (_one(box, [box]), _one(box, [])))
    least = 0.025 ** (1 / persons)
    assert (same.f1.value, same.f1.low, same.f1.high) == (1, pytest.approx(least), 1)
    assert (other.f1.value, other.f1.low, other.f1.high) == (0, 0, pytest.approx(1 - least))


def _one(first: Box, second: list[Box]) -> BoxAgreement:
    (found,) = compare_boxes([first], second, ("nodule",))
    return found


def test_a_read_with_the_others_in_sight_is_compared_with_none(tmp_path: Path) -> None:
    dataset = boxed(tmp_path, [[flat("nodule", 2, 2)], []])
    anna, bo = keys(tmp_path, "Anna", "Bo")
    for number in range(2):
        read_boxes(dataset, number, anna, [])
    note_seen(dataset.cases[0].folder, bo)
    for number in range(2):
        read_boxes(dataset, number, bo, [])
    # Being shown them afterwards takes nothing away.
    note_seen(dataset.cases[1].folder, anna)
    found = agreement(dataset)
    assert [row.key for row in found.cases] == [dataset.cases[1].key]
    counts = {each.key: (each.begun, each.complete, each.unblinded) for each in found.readers}
    assert counts == {anna: (2, 2, 0), bo: (2, 2, 1)}


def test_who_has_not_completed_a_case_learns_nothing_of_it(tmp_path: Path) -> None:
    dataset = boxed(tmp_path, [[], []])
    anna, bo, cy = keys(tmp_path, "Anna", "Bo", "Cy")
    for number in range(2):
        for reader in (anna, bo):
            read_boxes(dataset, number, reader, [])
    set_state(dataset.cases[0].folder, cy, CaseState.IN_PROGRESS)
    for blind in (cy, ""):
        found = agreement(dataset, blind=blind)
        assert (found.cases, found.pairs, found.hidden) == ((), (), 2)
    read_boxes(dataset, 0, cy, [])
    found = agreement(dataset, blind=cy)
    assert ({row.key for row in found.cases}, len(found.cases), found.hidden) == ({dataset.cases[0].key}, 3, 1)
    assert len(agreement(dataset).cases) == 4
