"""Planted leaks through whole runs: the report says so."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from ai.errors import TrainingDataError
from ai.library.library import Library
from ai.library.lineage import LINE
from ai.library.pack import SEEN_FILE, read_card, write_card
from ai.library.seen_cases import SEEN_KEY, read_seen
from ai.plain import to_plain
from ai.training.dataset.case import CASE_FILE
from ai.training.dataset.class_folders import import_classes
from ai.training.dataset.dataset import Dataset, Part, load_dataset, open_dataset, split_sha256
from ai.training.dataset.split import split
from ai.training.dataset.wanted import Intake
from ai.training.evaluate import evaluate_model
from ai.training.events import read_events
from ai.training.finetune import fine_tune
from ai.training.finetune_config import FinetuneConfig
from ai.training.job_folder import JobFolder
from ai.training.leak_checks import split_alarms
from ai.training.teaching_cases import read_teaching_cases

MakeDataset = Callable[..., Path]


def _plan(dataset: Path, output: Path, **changes: Any) -> FinetuneConfig:
    fields: dict[str, Any] = {"base": "tiny", "epochs": 2, "batch": 5, "output": output} | changes
    return FinetuneConfig(dataset, **fields)


def _report(folder: Path) -> dict[str, Any]:
    report: dict[str, Any] = json.loads((folder / "report.json").read_text())
    return report


def _alarms(report: dict[str, Any]) -> dict[str, dict[str, str]]:
    return {each["name"]: each for each in report["alarms"]}


def _pixels(dataset: Path, *parts: Part) -> set[str]:
    found = load_dataset(dataset)
    return {case.record.pixels_sha256 for part in parts for case in found.part(part)}


def test_a_clean_run_says_what_was_checked(class_dataset: MakeDataset, tiny_library: Library, tmp_path: Path) -> None:
    dataset = class_dataset(12)
    card = fine_tune(_plan(dataset, tmp_path / "job"), library=tiny_library)
    seen = read_seen(read_card(card.folder))
    assert seen is not None
    assert not seen.complete  # the card of the tiny base does not tell what it was taught with
    taught, tested = _pixels(dataset, Part.TRAIN, Part.VALIDATION), _pixels(dataset, Part.TEST)
    assert all(seen.models_that_saw(each) == (card.key,) for each in taught)
    assert not any(seen.models_that_saw(each) for each in tested)
    assert seen.count == len(taught)
    text = (card.folder / SEEN_FILE).read_text() + (card.folder / "model.json").read_text()
    assert not any(case.key in text or case.group in text for case in load_dataset(dataset).cases)

    alarms = _alarms(_report(tmp_path / "job" / "report"))
    assert list(alarms) == [
        "same_person",
        "near_duplicates",
        "held_out_seen",
        "own_labels",
        "validation_auc",
        "random_labels",
    ]
    assert {alarms[name]["severity"] for name in ("same_person", "near_duplicates", "own_labels")} == {"passed"}
    assert alarms["held_out_seen"]["severity"] == "not checked"
    assert alarms["random_labels"]["severity"] == "passed"
    report = _report(tmp_path / "job" / "report")
    assert report["forgetting"]["status"] == report["unlabelled"]["status"] == "not checked"
    assert not report["comparison"]["verdict"]["sentence"].startswith("Leak")
    written = (tmp_path / "job" / "report" / "report.txt").read_text()
    assert "[not checked] Not wholly checked" in written
    assert "Forgetting: Not checked: the plan names no reference data set." in written


def test_a_held_out_case_that_the_base_was_taught_with(
    class_dataset: MakeDataset, tiny_library: Library, tmp_path: Path
) -> None:
    first = fine_tune(_plan(class_dataset(12), tmp_path / "a", title="First"), library=tiny_library)
    # The same pictures under other keys and persons, split anew: nothing but the pixels tells.
    again = class_dataset(12, name="again")
    library = Library([first.folder.parent])
    second = fine_tune(_plan(again, tmp_path / "b", base="first-0.1.0", title="Second"), library=library)
    overlap = len(_pixels(again, Part.TEST) & _pixels(tmp_path / "classes", Part.TRAIN, Part.VALIDATION))
    assert overlap
    report = _report(tmp_path / "b" / "report")
    alarm = _alarms(report)["held_out_seen"]
    tested = len(_pixels(again, Part.TEST))
    words = f"{overlap} of {tested} held-out cases were among the training cases of first-0.1.0"
    assert alarm["severity"] == "leak"
    assert words in alarm["sentence"]
    assert report["comparison"]["verdict"]["sentence"].startswith(f"Leak: {words}")
    assert "LEAK: " in (tmp_path / "b" / "report" / "report.txt").read_text()
    events = [event for event in read_events(JobFolder(tmp_path / "b").events)[0] if event["event"] != "progress"]
    assert [event["event"] for event in events[:2]] == ["alarm", "started"]  # before hours are spent
    assert (events[0]["name"], events[0]["severity"]) == ("held_out_seen", "leak")

    # Grandparents count: the line keeps what each of it saw.
    seen = read_seen(second)
    assert seen is not None
    assert [each.model for each in seen.sets] == ["first-0.1.0", "second-0.1.0"]
    third = class_dataset(12, name="third")
    told = evaluate_model(second, third, tmp_path / "report", against=first)
    assert _alarms(told)["held_out_seen"]["severity"] == "leak"
    assert "first-0.1.0, second-0.1.0" in _alarms(told)["held_out_seen"]["sentence"]

    (first.folder / SEEN_FILE).write_text("{}")
    broken = evaluate_model(first, class_dataset(12, name="fourth"), tmp_path / "broken")
    assert _alarms(broken)["held_out_seen"]["sentence"].startswith("Not checked: The list seen.json")


def test_outlines_are_remembered_too(mask_dataset: MakeDataset, tiny_library: Library, tmp_path: Path) -> None:
    card = fine_tune(_plan(mask_dataset(), tmp_path / "a", scope="head"), library=tiny_library)
    again = load_dataset(mask_dataset(name="again"))
    # Chance may keep the two test parts apart: one case that the model was taught with goes to this one.
    taught = _pixels(tmp_path / "masks", Part.TRAIN)
    known = next(case for case in again.cases if case.record.pixels_sha256 in taught)
    _rewrite(again, {known.key: Part.TEST})
    report = evaluate_model(card, again.folder, tmp_path / "report")
    assert _alarms(report)["held_out_seen"]["severity"] == "leak"
    assert "not checked" in {_alarms(report)[name]["severity"] for name in ("validation_auc", "random_labels")}
    assert SEEN_KEY in card.reference


def _rewrite(dataset: Dataset, move: dict[str, Part]) -> None:
    """Write a split by somebody else's hand: the parts of some cases are others, the hash is right."""
    assert dataset.split is not None
    placed = tuple(replace(one, part=move.get(one.key, one.part)) for one in dataset.split.placed)
    path = dataset.folder / "dataset.json"
    content = json.loads(path.read_text())
    content["split"] = to_plain(replace(dataset.split, placed=placed, sha256=split_sha256(placed)))
    path.write_text(json.dumps(content))


def test_an_imported_split_with_a_person_on_both_sides_is_refused(
    tmp_path: Path, class_dataset: MakeDataset, tiny_library: Library
) -> None:
    class_dataset(16, name="plain")
    source, target = tmp_path / "plain_source", tmp_path / "pairs"
    import_classes(source, target, intake=Intake(person=r"(\d+)"))  # p001 and s001 are one person
    dataset = split(open_dataset(target))
    train = dataset.part(Part.TRAIN)[0]
    _rewrite(dataset, {train.key: Part.TEST})
    with pytest.raises(TrainingDataError, match="Cases of one person or block are on two sides of the split"):
        fine_tune(_plan(target, tmp_path / "job"), library=tiny_library)
    with pytest.raises(TrainingDataError, match="on two sides"):
        load_dataset(target)
    assert not (tmp_path / "job" / "model").exists()


def test_turned_copies_on_both_sides_are_told(
    tmp_path: Path, class_dataset: MakeDataset, tiny_library: Library
) -> None:
    class_dataset(12, name="plain")
    source, target = tmp_path / "plain_source", tmp_path / "turned"
    for path in sorted((source / "plain").glob("*.png")):
        turned = np.ascontiguousarray(np.rot90(cv2.imread(str(path), cv2.IMREAD_GRAYSCALE)))
        (source / "plain" / f"t{path.name}").write_bytes(cv2.imencode(".png", turned)[1].tobytes())
    import_classes(source, target, intake=Intake(person="(.+)"))
    split(open_dataset(target))
    cases = read_teaching_cases(target)
    _, alarm = split_alarms(cases.dataset)
    assert alarm.severity == "leak"
    assert "pairs of nearly equal pictures lie in the held-out part" in alarm.sentence
    report_of = tmp_path / "job"
    fine_tune(_plan(target, report_of), library=tiny_library)
    assert _report(report_of / "report")["comparison"]["verdict"]["sentence"].startswith("Leak: ")
    events = read_events(JobFolder(report_of).events)[0]
    assert next(event["name"] for event in events if event["event"] == "alarm") == "near_duplicates"


def test_held_out_labels_that_the_base_or_one_before_it_proposed(
    mask_dataset: MakeDataset, tiny_library: Library, tmp_path: Path
) -> None:
    base = tiny_library.get("tiny")
    write_card(replace(base, parent="mid-0.1.0", reference={**base.reference, LINE: ["mid-0.1.0", "old-0.1.0"]}))
    dataset = mask_dataset()
    for case, model in zip(load_dataset(dataset).part(Part.TEST), ("tiny-1.2.0", "old-0.1.0"), strict=False):
        path = case.folder / CASE_FILE
        record = json.loads(path.read_text())
        record["labels"] = [{"name": "heart", "origin": "accepted_ai", "model": model}]
        record["origin"] = "accepted_ai"
        path.write_text(json.dumps(record))
    taught = fine_tune(_plan(dataset, tmp_path / "job", scope="head"), library=tiny_library)
    alarm = _alarms(_report(tmp_path / "job" / "report"))["own_labels"]
    assert alarm["severity"] == "caution"
    assert "have labels that old-0.1.0, tiny-1.2.0 proposed and a person accepted unchanged" in alarm["sentence"]
    assert read_card(taught.folder).reference[LINE] == ["tiny-1.2.0", "mid-0.1.0", "old-0.1.0"]
