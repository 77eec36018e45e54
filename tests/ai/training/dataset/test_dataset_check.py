from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from ai.errors import TrainingDataError
from ai.training.dataset.case import DATASET_FILE
from ai.training.dataset.check import Report, Weight, check
from ai.training.dataset.class_folders import import_classes
from ai.training.dataset.dataset import Part, load_dataset, open_dataset
from ai.training.dataset.mask_pairs import import_pairs
from ai.training.dataset.split import split
from ai.training.dataset.wanted import Intake
from tests.ai.training.dataset.read_dataset import volumes

Make = Callable[..., Path]


def kinds(report: Report) -> dict[str, Weight]:
    return {finding.kind: finding.weight for finding in report.findings}


def sentence(report: Report, kind: str) -> str:
    return next(finding.sentence for finding in report.findings if finding.kind == kind)


def test_a_good_dataset_has_counts_and_no_findings(class_folders: Make, tmp_path: Path) -> None:
    dataset = import_classes(class_folders(cat=25, dog=22), tmp_path / "set", intake=Intake(person="(.+)")).dataset
    report = check(dataset)
    assert report.findings == ()
    assert report.is_usable
    assert [(one.name, one.cases, one.groups) for one in report.counts] == [("cat", 25, 25), ("dog", 22, 22)]
    assert (report.cases, report.groups) == (47, 47)


def test_ten_images_in_all(class_folders: Make, tmp_path: Path) -> None:
    report = check(import_classes(class_folders(cat=5, dog=5), tmp_path / "set").dataset)
    assert kinds(report) == {"too_few": Weight.STOP, "few_persons": Weight.WARN}
    assert not report.is_usable
    assert [finding.weight for finding in report.findings] == [Weight.STOP] * 2 + [Weight.WARN] * 2


def test_one_class_is_left(class_folders: Make, tmp_path: Path) -> None:
    dataset = import_classes(class_folders(cat=25, dog=25), tmp_path / "set").dataset
    for case in dataset.cases:
        if case.label == "dog":
            shutil.rmtree(case.folder)
    report = check(open_dataset(dataset.folder))
    assert sentence(report, "one_class") == "Only 1 class ('cat') has images; at least two are needed."


def test_copies_and_contradictions(
    class_folders: Make, picture: Callable, save_picture: Callable, tmp_path: Path
) -> None:
    source = class_folders(cat=25, dog=25)
    save_picture(picture(3), source / "cat" / "cat_0100.png")
    save_picture(picture(4), source / "dog" / "dog_0100.png")
    save_picture((picture(5) * 0.8).astype(np.uint8), source / "cat" / "cat_0101.png")
    save_picture(picture(600, size=(30, 30)), source / "cat" / "cat_0102.png")
    report = check(import_classes(source, tmp_path / "set", intake=Intake(person="(.+)")).dataset)
    assert kinds(report) == dict.fromkeys(["two_classes", "duplicates", "near_duplicates", "mixed_sizes"], Weight.WARN)
    assert "1 pair of images show the same picture in two classes" in sentence(report, "two_classes")
    assert "40 × 48 (53), 30 × 30 (1)" in sentence(report, "mixed_sizes")
    assert all(len(finding.cases) == 2 for finding in report.findings if finding.kind != "mixed_sizes")


def test_damaged_cases(class_folders: Make, tmp_path: Path) -> None:
    dataset = import_classes(class_folders(cat=25, dog=25), tmp_path / "set", intake=Intake(person="(.+)")).dataset
    (dataset.cases[0].folder / "case.json").write_text("{")
    dataset.cases[1].image.unlink()
    record = json.loads((dataset.cases[2].folder / "case.json").read_text())
    record["key"] = "other"
    (dataset.cases[2].folder / "case.json").write_text(json.dumps(record))
    label = dataset.cases[3].folder / "labels.json"
    label.write_text(label.read_text().replace("cat", "cow").replace("dog", "cow"))
    found = open_dataset(dataset.folder)
    assert [one.name for one in found.broken] == [case.key for case in dataset.cases[:4]]
    report = check(found)
    assert kinds(report)["unreadable"] is Weight.STOP
    assert "4 cases cannot be read" in sentence(report, "unreadable")
    with pytest.raises(TrainingDataError, match="4 cases cannot be read"):
        load_dataset(dataset.folder)


def test_masks_that_do_not_fit(pairs: Callable, save_picture: Callable, tmp_path: Path) -> None:
    dataset = import_pairs(*pairs(22), tmp_path / "set", bits={"upper": 1, "left": 2, "none": 4}).dataset
    save_picture(np.full((5, 7), 255, np.uint8), dataset.cases[0].mask_path("upper"))
    save_picture(np.zeros((48, 40), np.uint8), dataset.cases[1].mask_path("upper"))
    dataset.cases[2].mask_path("left").unlink()
    save_picture(np.arange(48 * 40, dtype=np.uint8).reshape(48, 40), dataset.cases[3].mask_path("left"))
    report = check(open_dataset(dataset.folder))
    assert kinds(report)["mask_size"] is Weight.STOP
    assert "has 7 × 5, its image 40 × 48" in sentence(report, "mask_size")
    empty = {f.sentence: f.weight for f in report.findings if f.kind == "mask_empty"}
    assert empty == {
        "The mask of 'upper' is empty in 1 case.": Weight.WARN,
        "The mask of 'none' is empty in 22 cases.": Weight.STOP,
    }
    assert sentence(report, "mask_missing") == "The mask of 'left' is missing in 1 case."
    assert "more than one value" in sentence(report, "unreadable")


def test_a_picture_that_was_damaged_with_its_record(pairs: Callable, tmp_path: Path) -> None:
    dataset = import_pairs(*pairs(5), tmp_path / "set", bits={"upper": 1}).dataset
    case = dataset.cases[0]
    record = json.loads((case.folder / "case.json").read_text())
    case.image.write_bytes(b"nonsense")
    record["image_sha256"] = hashlib.sha256(b"nonsense").hexdigest()
    (case.folder / "case.json").write_text(json.dumps(record))
    assert dataset.part(Part.TRAIN) == ()
    report = check(open_dataset(dataset.folder))
    assert sentence(report, "too_few") == "The dataset has 5 images with masks; at least 6 are needed."
    assert sentence(report, "unreadable").startswith("1 case cannot be read; the first is")
    assert report.findings[-1].kind == "few_persons"


def test_a_split_is_checked_too(class_folders: Make, tmp_path: Path) -> None:
    source = class_folders(cat=25, dog=25)
    dataset = split(import_classes(source, tmp_path / "set", intake=Intake(person="(.+)")).dataset)
    assert check(dataset).findings == ()
    class_folders(start=25, cat=1, dog=0)
    more = import_classes(source, dataset.folder, intake=Intake(person="(.+)")).dataset
    assert "1 case came after the split" in sentence(check(more), "split")
    shutil.rmtree(dataset.cases[0].folder)
    assert kinds(check(open_dataset(dataset.folder)))["split"] is Weight.STOP


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "cannot be read"),
        ("[]", "format None"),
        ('{"format": 2}', "format 2"),
        ('{"format": 1, "task": "guessing", "names": []}', "is damaged"),
        ('{"format": 1, "task": "classification"}', "is damaged"),
        ('{"format": 1, "task": "segmentation", "names": ["../x"]}', "other than letters"),
    ],
)
def test_a_damaged_dataset_file(text: str, words: str, tmp_path: Path) -> None:
    (tmp_path / DATASET_FILE).write_text(text)
    with pytest.raises(TrainingDataError, match=words):
        load_dataset(tmp_path)


def test_a_folder_without_a_dataset(tmp_path: Path) -> None:
    with pytest.raises(TrainingDataError, match=r"no dataset\.json"):
        load_dataset(tmp_path)


def test_scans_are_told_from_pictures(pairs: Callable, tmp_path: Path) -> None:
    assert not check(import_pairs(*pairs(8), tmp_path / "set", bits={"upper": 1}).dataset).of_scans
    assert check(volumes(tmp_path / "scans", 3)).of_scans
