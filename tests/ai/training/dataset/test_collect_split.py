"""A frozen split stays honest when cases are added: persons stay on their side."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np

from ai.training.dataset.case import Task
from ai.training.dataset.collect import Added, add_case
from ai.training.dataset.dataset import Dataset, Part, dataset_sha256, load_dataset, open_dataset
from ai.training.dataset.new_case import Answer
from ai.training.dataset.split import split
from tests.ai.training.dataset.new_cases import mask, new, person, scan


def frozen(target: Path, count: int = 10) -> Dataset:
    for number in range(count):
        add_case(target, Task.SEGMENTATION, new(scan(number), who=person(f"P{number}")))
    return split(open_dataset(target))


def test_a_person_stays_on_its_side_whatever_is_added(tmp_path: Path) -> None:
    dataset = frozen(tmp_path / "set")
    sides = {case.group: part for part in Part for case in dataset.part(part)}
    parts: dict[str, Part | None] = {}
    for number in range(10):
        added = add_case(tmp_path / "set", Task.SEGMENTATION, new(scan(100 + number), who=person(f"P{number}")))
        assert (added.part, added.is_split) == (None, True)
        assert added.joins is not None
        parts[added.key] = added.joins
    load_dataset(tmp_path / "set")
    again = split(open_dataset(tmp_path / "set"), seed=5)
    assert len(again.cases) == 20
    for part in Part:
        for case in again.part(part):
            assert sides[case.group] is part
            assert parts.get(case.key, part) is part


def test_labels_of_a_frozen_case_may_change_and_the_split_holds(tmp_path: Path) -> None:
    dataset = frozen(tmp_path / "set")
    one = dataset.part(Part.TEST)[0]
    number = next(n for n in range(10) if np.array_equal(scan(n).voxels, one.volume().voxels))
    added = add_case(tmp_path / "set", Task.SEGMENTATION, new(scan(number), mask(seed=7), who=person(f"P{number}")))
    assert (added.was_known, added.part) == (True, Part.TEST)
    after = load_dataset(tmp_path / "set")
    assert after.split == dataset.split
    assert dataset_sha256(after) != dataset_sha256(dataset)


def test_a_person_whose_case_went_stays_on_its_side(tmp_path: Path) -> None:
    dataset = frozen(tmp_path / "set")
    gone = dataset.part(Part.TEST)[0]
    number = next(n for n in range(10) if np.array_equal(scan(n).voxels, gone.volume().voxels))

    shutil.rmtree(gone.folder)
    add_case(tmp_path / "set", Task.SEGMENTATION, new(scan(50), who=person(f"P{number}")))
    for seed in range(4):
        again = split(open_dataset(tmp_path / "set"), seed=seed)
        assert [case.group for case in again.part(Part.TEST)].count(gone.group) == 1


def test_who_is_not_sure_any_more_leaves_the_scores_and_keeps_the_side(tmp_path: Path) -> None:
    target = tmp_path / "set"

    def answer(number: int, label: str) -> Added:
        case = replace(new(scan(number), who=person(f"P{number}")), masks=(), answer=Answer(label))
        return add_case(target, Task.CLASSIFICATION, case)

    keys = {answer(number, "ab"[number % 2]).key: number for number in range(24)}
    dataset = split(open_dataset(target))
    one = dataset.part(Part.TEST)[0]
    answer(keys[one.key], "")
    assert one.key not in {case.key for case in load_dataset(target).part(Part.TEST)}
    split(load_dataset(target))
    answer(keys[one.key], one.label)
    assert one.key in {case.key for case in load_dataset(target).part(Part.TEST)}
