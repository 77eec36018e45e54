from __future__ import annotations

import errno
import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from ai.errors import TrainingDataError
from ai.training.dataset.case import DATASET_FILE
from ai.training.dataset.class_folders import import_classes
from ai.training.dataset.dataset import (
    SIDES,
    Dataset,
    Part,
    dataset_sha256,
    load_dataset,
    open_dataset,
    split_sha256,
)
from ai.training.dataset.duplicates import find_twins
from ai.training.dataset.mask_pairs import import_pairs
from ai.training.dataset.split import part_counts, split
from ai.training.dataset.wanted import Intake

Make = Callable[..., Path]

EACH_A_PERSON = Intake(person="(.+)")


@pytest.fixture
def dataset(class_folders: Make, tmp_path: Path) -> Dataset:
    """Twenty persons in each of two classes, split."""
    return split(import_classes(class_folders(cat=20, dog=20), tmp_path / "set", intake=EACH_A_PERSON).dataset)


def rewrite(folder: Path, change: Callable[[dict], None]) -> None:
    data = json.loads((folder / DATASET_FILE).read_text())
    change(data)
    (folder / DATASET_FILE).write_text(json.dumps(data))


def test_a_split_is_frozen_and_read_back(dataset: Dataset) -> None:
    counts = part_counts(dataset)
    assert counts[Part.TRAIN] == {"cat": (12, 12), "dog": (12, 12)}
    assert counts[Part.VALIDATION] == counts[Part.TEST] == {"cat": (4, 4), "dog": (4, 4)}
    assert load_dataset(dataset.folder) == dataset
    assert sum(len(dataset.part(part)) for part in Part) == 40
    assert len({case.group for part in SIDES for case in dataset.part(part)}) == 40


def test_blocks_say_so(class_folders: Make, tmp_path: Path) -> None:
    dataset = split(import_classes(class_folders(cat=60, dog=60), tmp_path / "set").dataset)
    assert dataset.split is not None
    assert "blocks of neighbouring files" in dataset.split.notes[0]
    assert len(dataset.part(Part.LEFT_OUT)) == 12
    assert "12 images are in no part" in dataset.split.notes[1]


def test_cases_that_come_later_move_nobody(dataset: Dataset, class_folders: Make) -> None:
    assert dataset.split is not None
    class_folders(start=20, cat=30, dog=10)
    extended = import_classes(dataset.folder.parent / "source", dataset.folder, intake=EACH_A_PERSON).dataset
    assert len(load_dataset(dataset.folder).cases) == 80
    assert len([case for part in Part for case in extended.part(part)]) == 40
    again = split(extended, fractions=(0.5, 0.25, 0.25), seed=9)
    assert again.split is not None
    assert dict(dataset.split.part_of()).items() <= dict(again.split.part_of()).items()
    assert len(again.split.placed) == 80
    assert load_dataset(dataset.folder) == again


def test_a_split_that_was_edited_is_refused(dataset: Dataset) -> None:
    def move(data: dict) -> None:
        one = next(one for one in data["split"]["placed"] if one["part"] == "test")
        one["part"] = "train"

    rewrite(dataset.folder, move)
    with pytest.raises(TrainingDataError, match="was changed after it was frozen"):
        load_dataset(dataset.folder)
    with pytest.raises(TrainingDataError, match="was changed after it was frozen"):
        open_dataset(dataset.folder)


def plant(dataset: Dataset, *, group: str | None, copy_image: bool) -> None:
    """Freeze a split by hand in which a test case is of a person, or has the picture, of a training case."""
    assert dataset.split is not None
    train, test = dataset.part(Part.TRAIN)[0], dataset.part(Part.TEST)[0]
    record = json.loads((test.folder / "case.json").read_text())
    if group is not None:
        record["group"] = train.group
    if copy_image:
        shutil.copy(train.image, test.image)
        record["image_sha256"], record["pixels_sha256"] = train.image_sha256, train.record.pixels_sha256
    (test.folder / "case.json").write_text(json.dumps(record))
    placed = tuple(
        replace(one, group=record["group"], image_sha256=record["image_sha256"]) if one.key == test.key else one
        for one in dataset.split.placed
    )

    def freeze(data: dict) -> None:
        for one, now in zip(data["split"]["placed"], placed, strict=True):
            one["group"], one["image_sha256"] = now.group, now.image_sha256
        data["split"]["sha256"] = split_sha256(placed)

    rewrite(dataset.folder, freeze)


def test_a_planted_person_on_two_sides_is_refused(dataset: Dataset) -> None:
    plant(dataset, group="same", copy_image=False)
    with pytest.raises(TrainingDataError, match="one person or block are on two sides of the split"):
        load_dataset(dataset.folder)


def test_a_planted_picture_on_two_sides_is_refused(dataset: Dataset) -> None:
    plant(dataset, group=None, copy_image=True)
    with pytest.raises(TrainingDataError, match="same picture is on two sides of the split"):
        load_dataset(dataset.folder)
    # Splitting again puts the leak right: one of the two is kept, and both are never on two sides.
    with pytest.raises(TrainingDataError, match="same picture"):
        split(open_dataset(dataset.folder))


def test_a_changed_picture_is_noticed(dataset: Dataset, picture: Callable, save_picture: Callable) -> None:
    save_picture(picture(500), dataset.part(Part.TEST)[0].image)
    with pytest.raises(TrainingDataError, match="was changed after it was imported"):
        load_dataset(dataset.folder)


def test_a_removed_case_is_noticed_and_the_rest_can_be_split_again(dataset: Dataset) -> None:
    assert dataset.split is not None
    gone = dataset.part(Part.TRAIN)[0]
    shutil.rmtree(gone.folder)
    with pytest.raises(TrainingDataError, match="1 case of the split changed or disappeared"):
        load_dataset(dataset.folder)
    again = split(open_dataset(dataset.folder))
    assert again.split is not None
    before = dict(dataset.split.part_of())
    del before[gone.key]
    assert again.split.part_of() == before
    load_dataset(dataset.folder)


def test_the_hash_of_a_dataset_knows_labels_masks_and_split(
    dataset: Dataset, pairs: Callable, save_picture: Callable, tmp_path: Path
) -> None:
    first = dataset_sha256(dataset)
    assert dataset_sha256(load_dataset(dataset.folder)) == first
    assert dataset_sha256(replace(dataset, split=None)) != first
    case = dataset.cases[0]
    label = json.loads((case.folder / "labels.json").read_text())
    label["label"] = "dog" if label["label"] == "cat" else "cat"
    (case.folder / "labels.json").write_text(json.dumps(label))
    assert dataset_sha256(load_dataset(dataset.folder)) != first
    masked = import_pairs(*pairs(20), tmp_path / "masks", bits={"upper": 1}, intake=EACH_A_PERSON).dataset
    before = dataset_sha256(masked)
    one = masked.cases[0]
    save_picture(one.mask("upper")[0, ::-1].astype("uint8") * 255, one.mask_path("upper"))
    assert dataset_sha256(load_dataset(masked.folder)) != before


def test_a_full_disk_keeps_the_old_split(dataset: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("ai.training.dataset.whole_file.os.fsync", full)
        with pytest.raises(TrainingDataError, match="no space left"):
            split(dataset, seed=4)
    assert load_dataset(dataset.folder) == dataset


def test_near_copies_of_two_persons_bring_them_to_one_side(
    class_folders: Make, picture: Callable, save_picture: Callable, tmp_path: Path
) -> None:
    source = class_folders(cat=20, dog=20)
    for index in range(8):
        save_picture((picture(index) * 0.8).astype("uint8"), source / "cat" / f"cat_{100 + index}.png")
    dataset = split(import_classes(source, tmp_path / "set", intake=EACH_A_PERSON).dataset)
    assert dataset.split is not None
    assert dataset.split.notes[1] == "8 pairs of equal or nearly equal pictures; none is on two sides."
    twins = find_twins(dataset.cases)
    parts = dataset.split.part_of()
    assert len(twins) == 8
    assert all(parts[dataset.cases[one.first].key] is parts[dataset.cases[one.second].key] for one in twins)


def test_masks_are_split_too(pairs: Callable, tmp_path: Path) -> None:
    dataset = split(import_pairs(*pairs(20), tmp_path / "set", bits={"upper": 1}, intake=EACH_A_PERSON).dataset)
    assert [len(dataset.part(side)) for side in SIDES] == [12, 4, 4]


@pytest.mark.parametrize("fractions", [(0.6, 0.4, 0.0), (0.6, 0.2, 0.3), (1.2, -0.1, -0.1), (float("nan"), 0.5, 0.5)])
def test_shares_that_are_none(dataset: Dataset, fractions: tuple[float, float, float]) -> None:
    with pytest.raises(TrainingDataError, match="must each lie between 0 and 1"):
        split(dataset, fractions=fractions)


def test_too_few_are_refused(class_folders: Make, tmp_path: Path) -> None:
    ten = import_classes(class_folders(cat=5, dog=5), tmp_path / "ten").dataset
    with pytest.raises(TrainingDataError, match="'cat' has 5 images; at least 10 of each class"):
        split(ten)
    one_person = import_classes(
        class_folders("more", cat=12, dog=12), tmp_path / "set", intake=Intake(person="^(.)")
    ).dataset
    with pytest.raises(TrainingDataError, match="too few persons or blocks"):
        split(one_person)
    assert load_dataset(one_person.folder).split is None
