"""Test parts of one scanner and of the last quarters."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from ai.errors import TrainingDataError
from ai.training.dataset.case import CASE_FILE, DATASET_FILE
from ai.training.dataset.class_folders import import_classes
from ai.training.dataset.dataset import Dataset, Part, load_dataset, open_dataset
from ai.training.dataset.split import split
from ai.training.dataset.split_rule import SplitBy, choose_rule, quarters, scanners
from ai.training.dataset.wanted import Intake

Make = Callable[..., Path]


@pytest.fixture
def dataset(class_folders: Make, tmp_path: Path) -> Dataset:
    """Twenty persons in each of two classes; each fourth was at the scanner "bb", in the last two quarters."""
    folder = import_classes(
        class_folders(cat=20, dog=20), tmp_path / "set", intake=Intake(person="(.+)")
    ).dataset.folder
    for number, case in enumerate(open_dataset(folder).cases):
        late = number % 4 == 0
        tell(folder / case.key, "bb" if late else "aa", 7 + number // 4 % 2 if late else number % 4)
    return open_dataset(folder)


def tell(folder: Path, scanner: str, quarter: int | None) -> None:
    record = json.loads((folder / CASE_FILE).read_text())
    record["particulars"] = {"scanner": scanner, "quarter": quarter, "sex": "", "age_band": ""}
    (folder / CASE_FILE).write_text(json.dumps(record))


def scanners_of(dataset: Dataset, part: Part) -> set[str]:
    return {case.record.particulars.scanner for case in dataset.part(part) if case.record.particulars}


def test_one_scanner_is_held_out(dataset: Dataset) -> None:
    assert [(each.key, each.cases) for each in scanners(dataset.cases)] == [("aa", 30), ("bb", 10)]
    done = split(dataset, by=SplitBy.SCANNER)
    assert scanners_of(done, Part.TEST) == {"bb"}
    assert scanners_of(done, Part.TRAIN) == scanners_of(done, Part.VALIDATION) == {"aa"}
    train, validation, test, left_out = (len(done.part(part)) for part in Part)
    assert (test, left_out, train + validation) == (10, 0, 30)
    assert 2 * validation < train
    assert {case.label for case in done.part(Part.VALIDATION)} == {"cat", "dog"}
    assert load_dataset(done.folder) == done
    assert "one scanner" in " ".join(done.split.notes if done.split else ())


def test_the_scanner_may_be_named(dataset: Dataset) -> None:
    assert scanners_of(split(dataset, by=SplitBy.SCANNER, scanner="aa"), Part.TEST) == {"aa"}
    with pytest.raises(TrainingDataError, match="zz"):
        choose_rule(dataset.cases, SplitBy.SCANNER, share=0.2, scanner="zz")


def test_the_last_quarters_are_held_out(dataset: Dataset) -> None:
    assert quarters(dataset.cases)[:2] == (8, 7)
    done = split(dataset, by=SplitBy.QUARTER)
    tested = [case.record.particulars.quarter for case in done.part(Part.TEST) if case.record.particulars]
    taught = [case.record.particulars.quarter for case in done.part(Part.TRAIN) if case.record.particulars]
    assert min(q for q in tested if q is not None) > max(q for q in taught if q is not None)
    assert len(tested) >= 0.2 * 40


def test_the_rule_holds_for_cases_that_come_later(dataset: Dataset) -> None:
    for case in (dataset.cases[0], dataset.cases[1], dataset.cases[2]):
        (dataset.folder / case.key).rename(dataset.folder.parent / case.key)
    done = split(open_dataset(dataset.folder), by=SplitBy.SCANNER)
    before = done.split
    assert before is not None
    for case in (dataset.cases[0], dataset.cases[1], dataset.cases[2]):
        (dataset.folder.parent / case.key).rename(dataset.folder / case.key)
    tell(dataset.folder / dataset.cases[2].key, "", None)
    grown = split(open_dataset(dataset.folder))
    assert grown.split is not None
    parts = grown.split.part_of()
    assert {key: parts[key] for key in before.part_of()} == dict(before.part_of())
    assert parts[dataset.cases[0].key] is Part.TEST
    assert parts[dataset.cases[1].key] in (Part.TRAIN, Part.VALIDATION)
    assert parts[dataset.cases[2].key] is Part.LEFT_OUT


def test_a_person_of_two_scanners_is_tested_only_on_the_one_held_out(class_folders: Make, tmp_path: Path) -> None:
    intake = Intake(person="(.+).$")  # ten pictures share all but their last digit
    folder = import_classes(class_folders(cat=60, dog=60), tmp_path / "set", intake=intake).dataset.folder
    cases = open_dataset(folder).cases
    groups = {name: sorted({case.group for case in cases if case.label == name}) for name in ("cat", "dog")}
    moved = {group for own in groups.values() for group in own[:2]}
    for number, case in enumerate(cases):
        tell(folder / case.key, "bb" if case.group in moved and number % 2 else "aa", None)
    done = split(open_dataset(folder), by=SplitBy.SCANNER, scanner="bb")
    assert scanners_of(done, Part.TEST) == {"bb"}
    assert scanners_of(done, Part.LEFT_OUT) == {"aa"}
    tested = {case.group for case in done.part(Part.TEST)}
    assert not tested & {case.group for part in (Part.TRAIN, Part.VALIDATION) for case in done.part(part)}


def test_another_kind_needs_a_new_split(dataset: Dataset) -> None:
    first = split(dataset)
    with pytest.raises(TrainingDataError, match="split already"):
        split(first, by=SplitBy.SCANNER)
    assert scanners_of(split(first, by=SplitBy.SCANNER, anew=True), Part.TEST) == {"bb"}
    again = split(open_dataset(dataset.folder), by=SplitBy.PERSON, anew=True)
    assert again.split == first.split


def test_a_changed_rule_is_seen(dataset: Dataset) -> None:
    done = split(dataset, by=SplitBy.SCANNER)
    path = done.folder / DATASET_FILE
    record = json.loads(path.read_text())
    record["split"]["rule"]["scanner"] = "aa"
    path.write_text(json.dumps(record))
    with pytest.raises(TrainingDataError, match="changed after it was frozen"):
        open_dataset(done.folder)


def test_what_is_not_known_is_refused(class_folders: Make, tmp_path: Path) -> None:
    named = import_classes(class_folders(cat=20, dog=20), tmp_path / "set", intake=Intake(person="(.+)")).dataset
    with pytest.raises(TrainingDataError, match="No scanner can be held out"):
        split(named, by=SplitBy.SCANNER)
    with pytest.raises(TrainingDataError, match="No quarter can be held out"):
        split(named, by=SplitBy.QUARTER)
    blocks = import_classes(class_folders("more", cat=60, dog=60), tmp_path / "blocks").dataset
    with pytest.raises(TrainingDataError, match="tell no persons"):
        split(blocks, by=SplitBy.SCANNER)
