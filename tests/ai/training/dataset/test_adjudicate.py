"""The agreed label: what readers settle on is the label of the dataset from then on."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from ai.errors import TrainingDataError
from ai.training.dataset import adjudicate
from ai.training.dataset.adjudicate import agree_on_boxes, agree_on_class, agree_on_masks, agreed_of
from ai.training.dataset.check import check
from ai.training.dataset.dataset import open_dataset
from ai.training.dataset.reads import reads_of, set_masks
from ai.training.dataset.split import split
from tests.ai.training.dataset.read_dataset import (
    SHAPE,
    as_offered,
    box,
    boxed,
    flat,
    keys,
    pictures,
    read_boxes,
    read_classes,
    volumes,
)


def test_an_agreed_class_is_the_label_and_made_by_a_person(tmp_path: Path) -> None:
    dataset = pictures(tmp_path, 2)
    anna, bo = keys(tmp_path, "Anna", "Bo")
    read_classes(dataset, anna, ["malignant", "benign"])
    case = dataset.cases[0]
    wanted = "malignant" if case.label == "benign" else "benign"
    assert agreed_of(case) is None
    agree_on_class(case, wanted, dataset.names, by=bo, readers=(bo, anna))
    again = next(each for each in open_dataset(tmp_path).cases if each.key == case.key)
    assert again.label == wanted
    assert again.record.origin == "human"
    found = agreed_of(again)
    assert found is not None
    assert found.by == bo
    assert found.readers == tuple(sorted((anna, bo)))
    # What a reader said stays what that reader said.
    assert len(reads_of(case.folder)) == 1


def test_no_label_outside_the_dataset(tmp_path: Path) -> None:
    dataset = pictures(tmp_path, 2)
    (anna,) = keys(tmp_path, "Anna")
    with pytest.raises(TrainingDataError, match="one of the classes"):
        agree_on_class(dataset.cases[0], "not sure", dataset.names, by=anna, readers=(anna,))
    assert open_dataset(tmp_path).cases == dataset.cases


def test_agreed_masks_replace_those_of_the_case(tmp_path: Path) -> None:
    dataset = volumes(tmp_path, 2)
    (anna,) = keys(tmp_path, "Anna")
    case, other = dataset.cases
    mask = box((2, 6, 6), (4, 11, 10))
    agree_on_masks(case, {"lesion": mask, "organ": np.zeros(SHAPE, bool)}, by=anna, readers=(anna,))
    again = open_dataset(tmp_path)
    assert again.cases[0].masks == ("lesion", "organ")
    assert not again.cases[0].mask("organ").any()
    assert again.cases[0].record.origin == "human"
    np.testing.assert_array_equal(again.cases[0].mask("lesion"), mask)
    assert again.cases[1] == other
    assert agreed_of(again.cases[0]) is not None
    assert not list(case.folder.rglob(".*"))


def test_a_label_that_was_changed_later_is_no_agreed_one(tmp_path: Path) -> None:
    dataset = volumes(tmp_path, 1)
    (anna,) = keys(tmp_path, "Anna")
    agree_on_masks(dataset.cases[0], {"lesion": box((2, 6, 6), (4, 11, 10))}, by=anna, readers=(anna,))
    case = open_dataset(tmp_path).cases[0]
    case.mask_path("lesion").unlink()
    assert agreed_of(open_dataset(tmp_path).cases[0]) is None
    pictured = pictures(tmp_path / "classes", 2)
    (bo,) = keys(tmp_path / "classes", "Bo")
    agree_on_class(pictured.cases[0], "benign", pictured.names, by=bo, readers=(bo,))
    path = pictured.cases[0].folder / "labels.json"
    path.write_text(json.dumps({"format": 1, "label": "malignant"}))
    assert agreed_of(open_dataset(tmp_path / "classes").cases[0]) is None


def test_a_frozen_split_holds_after_a_label_was_agreed_on(tmp_path: Path) -> None:
    dataset = pictures(tmp_path, 40)
    (anna,) = keys(tmp_path, "Anna")
    frozen = split(dataset).split
    assert frozen is not None
    agree_on_class(dataset.cases[0], "benign", dataset.names, by=anna, readers=(anna,))
    again = open_dataset(tmp_path).split
    assert again is not None
    assert again.sha256 == frozen.sha256


def test_a_full_disk_is_told_in_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    dataset = volumes(tmp_path, 1)
    (anna,) = keys(tmp_path, "Anna")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(adjudicate, "write_mask", full)
    before = {path: path.read_bytes() for path in dataset.cases[0].folder.rglob("*") if path.is_file()}
    with pytest.raises(TrainingDataError, match="cannot be kept"):
        agree_on_masks(dataset.cases[0], {"lesion": box((2, 6, 6), (4, 11, 10))}, by=anna, readers=(anna,))
    assert {path: path.read_bytes() for path in dataset.cases[0].folder.rglob("*") if path.is_file()} == before
    monkeypatch.setattr(adjudicate, "write_json", full)
    pictured = pictures(tmp_path / "classes", 2)
    with pytest.raises(TrainingDataError, match="cannot be kept"):
        agree_on_class(pictured.cases[0], "benign", pictured.names, by=anna, readers=(anna,))


def test_agreed_boxes_are_the_truth_of_the_case(tmp_path: Path) -> None:
    dataset = boxed(tmp_path, [[flat("nodule", 2, 2)], []])
    anna, bo = keys(tmp_path, "Anna", "Bo")
    read_boxes(dataset, 0, anna, [])
    read = next((dataset.cases[0].folder / "reads").rglob("read.json"))
    before = read.read_bytes()
    wanted = flat("mass", 3.25, 7)
    agree_on_boxes(dataset.cases[0], [wanted], dataset.names, by=bo, readers=(anna, bo))
    again = as_offered(tmp_path)
    (box,) = again.cases[0].boxes
    assert (box.label, box.low_index, box.high_index) == ("mass", wanted.low, wanted.high)
    assert again.cases[0].record.origin == "human"
    assert again.cases[0].sha256 != dataset.cases[0].sha256
    assert not [each for each in check(again).findings if each.kind == "unreadable"]
    assert agreed_of(again.cases[0]).readers == tuple(sorted((anna, bo)))
    assert read.read_bytes() == before
    # The file became another one since: by an import, or a person who added the case anew.
    (again.cases[0].folder / "labels.json").write_text((again.cases[1].folder / "labels.json").read_text())
    assert agreed_of(as_offered(tmp_path).cases[0]) is None


def test_boxes_beside_the_picture_and_of_other_classes_are_not_agreed_on(tmp_path: Path) -> None:
    dataset = boxed(tmp_path, [[flat("nodule", 2, 2)]])
    (anna,) = keys(tmp_path, "Anna")
    for wrong, words in ((flat("cyst", 2, 2), "none of this dataset"), (flat("mass", 22, 2), "reaches out")):
        with pytest.raises(TrainingDataError, match=words):
            agree_on_boxes(dataset.cases[0], [wrong], dataset.names, by=anna, readers=(anna,))
    assert as_offered(tmp_path).cases == dataset.cases


def test_masks_of_a_reader_are_taken_as_they_are_and_the_label_stays_where_it_is(tmp_path: Path) -> None:
    dataset = volumes(tmp_path, 1)
    (anna,) = keys(tmp_path, "Anna")
    case, mask = dataset.cases[0], box((2, 6, 6), (4, 11, 10))
    read = set_masks(case.folder, anna, {"lesion": mask}, case.volume())
    before = {path: path.read_bytes() for path in (case.folder / "reads").rglob("*") if path.is_file()}
    masks = {"lesion": read.mask_path("lesion"), "organ": case.mask_path("organ")}
    agree_on_masks(case, masks, by=anna, readers=(anna,))
    again = open_dataset(tmp_path).cases[0]
    np.testing.assert_array_equal(again.mask("lesion"), mask)
    np.testing.assert_array_equal(again.mask("organ"), case.mask("organ"))
    assert {path: path.read_bytes() for path in before} == before
    assert agreed_of(again) is not None
