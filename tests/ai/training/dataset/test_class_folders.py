from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest

from ai.errors import TrainingDataError
from ai.progress import Cancelled
from ai.training.dataset.case import Grouping, ImageFacts
from ai.training.dataset.class_folders import import_classes
from ai.training.dataset.dataset import load_dataset, open_dataset
from ai.training.dataset.dataset_lock import LOCK_FILES
from ai.training.dataset.salt import SALT_FILE
from ai.training.dataset.wanted import Intake
from ai.volume import SpacingKind

Make = Callable[..., Path]


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_pictures_become_cases_with_the_same_pixels(class_folders: Make, picture: Callable, tmp_path: Path) -> None:
    source = class_folders(cat=12, dog=11)
    before = contents(source)
    imported = import_classes(source, tmp_path / "set")
    assert (imported.added, imported.known, imported.left_out) == (23, 0, ())
    dataset = load_dataset(tmp_path / "set")
    assert dataset.names == ("cat", "dog")
    assert sum(case.label == "cat" for case in dataset.cases) == 12
    found = {case.volume().voxels.tobytes(): case.label for case in dataset.cases}
    assert found[picture(3).tobytes()] == "cat"
    assert found[picture(100_003).tobytes()] == "dog"
    assert {case.record.grouping for case in dataset.cases} == {Grouping.BLOCK}
    assert "blocks" in dataset.grouping
    assert contents(source) == before


def test_nothing_written_tells_a_name(class_folders: Make, tmp_path: Path) -> None:
    source = class_folders(cat=10, dog=10)
    for path in (source / "cat").iterdir():
        path.rename(path.with_name(f"Example_Anna_19600102_{path.name[-8:]}"))
    import_classes(source, tmp_path / "set", intake=Intake(person="^(.+)_"))
    everything = [str(path) for path in (tmp_path / "set").rglob("*")]
    everything += [path.read_text("latin-1") for path in (tmp_path / "set").rglob("*.json")]
    for word in ("Anna", "19600102", "cat_0003", str(source)):
        assert not any(word in text.removeprefix(str(tmp_path)) for text in everything), word


def test_a_pattern_tells_persons_apart_across_classes(
    class_folders: Make, picture: Callable, save_picture: Callable, tmp_path: Path
) -> None:
    source = class_folders(cat=0, dog=0)
    for index in range(20):
        label = "cat" if index % 2 else "dog"
        save_picture(picture(index), source / label / f"P{index // 4}_{index}.png")
    save_picture(picture(99), source / "dog" / "nobody.png")
    imported = import_classes(source, tmp_path / "set", intake=Intake(person=r"^P(\d+)_"))
    assert len({case.group for case in imported.dataset.cases}) == 5
    assert {case.record.grouping for case in imported.dataset.cases} == {Grouping.NAME}
    assert [one.name for one in imported.left_out] == ["dog/nobody"]


def test_importing_again_adds_nothing_and_more_extends(class_folders: Make, tmp_path: Path) -> None:
    source = class_folders(cat=12, dog=12)
    first = import_classes(source, tmp_path / "set")
    again = import_classes(source, tmp_path / "set")
    assert (again.added, again.known) == (0, 24)
    assert again.dataset == first.dataset
    class_folders(start=12, cat=3, dog=0, bird=4)
    more = import_classes(source, tmp_path / "set")
    assert (more.added, more.known) == (7, 24)
    assert more.dataset.names == ("cat", "dog", "bird")
    assert set(first.dataset.cases) < set(more.dataset.cases)


def test_jpeg_colour_and_sixteen_bits(tmp_path: Path, picture: Callable, save_picture: Callable) -> None:
    deep = picture(1).astype(np.uint16) * 200
    colour = np.stack([picture(2), picture(3), picture(4)], axis=-1)
    save_picture(deep, tmp_path / "s" / "a" / "deep.png")
    save_picture(colour, tmp_path / "s" / "b" / "colour.png")
    save_picture(picture(5), tmp_path / "s" / "b" / "lossy.JPG".lower())
    facts = ImageFacts("CR", "CHEST", "PA", 0.35, True)
    imported = import_classes(tmp_path / "s", tmp_path / "set", intake=Intake(facts=facts))
    by_name = {case.image.name: case for case in imported.dataset.cases if case.label == "a"}
    volume = by_name["image.nii.gz"].volume()
    np.testing.assert_array_equal(volume.voxels[0], deep)
    assert (volume.modality, volume.view, volume.bones_bright) == ("CR", "PA", True)
    assert volume.spacing_kind is SpacingKind.DETECTOR
    assert volume.spacing_mm[1:] == pytest.approx((0.35, 0.35))
    grey = {case.volume().voxels[0].tobytes() for case in imported.dataset.cases if case.label == "b"}
    assert cv2.cvtColor(colour, cv2.COLOR_BGR2GRAY).tobytes() in grey


def test_a_limit_is_spread_over_the_files(class_folders: Make, picture: Callable, tmp_path: Path) -> None:
    imported = import_classes(class_folders(cat=40, dog=15), tmp_path / "set", intake=Intake(limit=10))
    cats = {case.volume().voxels.tobytes() for case in imported.dataset.cases if case.label == "cat"}
    assert cats == {picture(index).tobytes() for index in range(0, 40, 4)}


def test_unreadable_files_are_left_out_with_a_reason(class_folders: Make, tmp_path: Path) -> None:
    source = class_folders(cat=10, dog=10, ending=".jpg")
    whole = (source / "cat" / "cat_0001.jpg").read_bytes()
    (source / "cat" / "cat_0001.jpg").write_bytes(whole[: len(whole) // 2])
    (source / "cat" / "cat_0002.jpg").write_bytes(b"")
    (source / "dog" / "dog_0003.jpg").write_bytes(whole[:200] + bytes(300) + b"\xff\xd9")
    (source / "dog" / "notes.txt").write_text("Anna")
    (source / "dog" / ".DS_Store").write_bytes(b"x")
    imported = import_classes(source, tmp_path / "set")
    assert imported.added == 17
    reasons = {one.name: one.reason for one in imported.left_out}
    assert reasons["cat_0001"] == "The file ends too early."
    assert "no PNG, JPEG, NIfTI or NRRD" in reasons["cat/cat_0002.jpg"]
    assert "cannot be decoded" in reasons["dog_0003"]
    assert "no PNG, JPEG, NIfTI or NRRD" in reasons["dog/notes.txt"]
    assert len(reasons) == 4


@pytest.mark.parametrize("name", ["%2e%2e%2fx", "a\\..\\b", "-rf", "x\n y", "ключ", "a" * 200])
def test_names_are_never_paths_of_the_dataset(
    name: str, class_folders: Make, picture: Callable, save_picture: Callable, tmp_path: Path
) -> None:
    source = class_folders(cat=2, dog=2)
    save_picture(picture(7), source / "cat" / f"{name}.png")
    imported = import_classes(source, tmp_path / "set")
    assert imported.added == 5
    folders = sorted(path.name for path in (tmp_path / "set").iterdir() if path.is_dir())
    assert folders == [case.key for case in imported.dataset.cases]
    assert all(len(folder) == 16 and int(folder, 16) >= 0 for folder in folders)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["set", "source"]


def test_links_to_folders_are_not_followed(class_folders: Make, tmp_path: Path) -> None:
    source = class_folders(cat=3, dog=3)
    class_folders("elsewhere", cow=5)
    (source / "cat" / "link").symlink_to(tmp_path / "elsewhere" / "cow")
    assert import_classes(source, tmp_path / "set").added == 6


@pytest.mark.parametrize(
    ("prepare", "intake", "words"),
    [
        ({"cat": 12}, Intake(), "only one class, 'cat'"),
        ({"cat": 12, "dog": 12}, Intake(only=("cat",)), "only one class"),
        ({"cat": 12, "dog": 12}, Intake(only=("cow",)), "no class 'cow'"),
        ({"cat": 12, "dog": 12}, Intake(person="("), "no regular expression"),
        ({"cat": 12, "dog": 12}, Intake(person="a+"), "one pair of brackets"),
        ({"cat": 12, "dog": 12}, Intake(person="^(x)"), "None of 24 files could be taken"),
        ({}, Intake(), "no folders"),
    ],
)
def test_refusals_leave_nothing_behind(
    prepare: dict[str, int], intake: Intake, words: str, class_folders: Make, tmp_path: Path
) -> None:
    source = class_folders(**prepare)
    source.mkdir(exist_ok=True)
    with pytest.raises(TrainingDataError, match=words):
        import_classes(source, tmp_path / "set", intake=intake)
    assert not (tmp_path / "set").exists()


def test_folders_that_do_not_fit_are_refused(class_folders: Make, tmp_path: Path) -> None:
    source = class_folders(cat=3, dog=3)
    for target, words in ((source / "set", "inside the source"), (source.parent, "other files")):
        with pytest.raises(TrainingDataError, match=words):
            import_classes(source, target)
    with pytest.raises(TrainingDataError, match="no folder"):
        import_classes(tmp_path / "nothing", tmp_path / "set")
    (tmp_path / "empty" / "cat").mkdir(parents=True)
    (tmp_path / "empty" / "dog").mkdir()
    with pytest.raises(TrainingDataError, match="holds no images"):
        import_classes(tmp_path / "empty", tmp_path / "set")


def test_a_full_disk_keeps_what_is_complete(
    class_folders: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, target = class_folders(cat=10, dog=10), tmp_path / "set"
    written = 0
    rename = os.rename

    def full(old: Path, new: Path) -> None:
        nonlocal written
        written += 1
        if written > 7:
            raise OSError(errno.ENOSPC, "No space left on device")
        rename(old, new)

    with monkeypatch.context() as patch:
        patch.setattr("ai.training.dataset.intake.os.rename", full)
        with pytest.raises(TrainingDataError, match="no space left"):
            import_classes(source, target)
    assert len(load_dataset(target).cases) == 7
    assert {path.name for path in target.glob(".*")} <= LOCK_FILES
    again = import_classes(source, target)
    assert (again.added, again.known) == (13, 7)


def test_cancelling_keeps_what_is_complete(class_folders: Make, tmp_path: Path) -> None:
    def progress(fraction: float, message: str) -> None:
        if message == "Image 6 of 20":
            raise Cancelled

    with pytest.raises(Cancelled):
        import_classes(class_folders(cat=10, dog=10), tmp_path / "set", progress=progress)
    assert len(open_dataset(tmp_path / "set").cases) == 5


def test_without_its_salt_a_dataset_is_not_extended(class_folders: Make, tmp_path: Path) -> None:
    source, target = class_folders(cat=10, dog=10), tmp_path / "set"
    import_classes(source, target)
    assert (target / SALT_FILE).stat().st_mode & 0o077 == 0
    (target / SALT_FILE).unlink()
    assert len(load_dataset(target).cases) == 20
    with pytest.raises(TrainingDataError, match="missing or damaged"):
        import_classes(source, target)
