"""What is shown as leaving is what leaves: no file more, no field without words, never the salt."""

from __future__ import annotations

import errno
import json
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from ai.errors import TrainingDataError
from ai.progress import Cancelled
from ai.training.dataset import pass_on as passing
from ai.training.dataset.case import Task
from ai.training.dataset.collect import add_case
from ai.training.dataset.dataset import open_dataset
from ai.training.dataset.face import Face
from ai.training.dataset.label_origin import Origin
from ai.training.dataset.leaving import FIELD_WORDS, Leaving, LeavingFile, field_names, leaving
from ai.training.dataset.new_case import Answer
from ai.training.dataset.particulars import Told, Wanted
from ai.training.dataset.pass_on import pass_on
from ai.training.openings import OPENINGS_FILE, Opening, count_opening, openings_so_far
from tests.ai.training.dataset.new_cases import mask, new, person, scan


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three cases of two persons with something that is not the dataset's."""
    target = tmp_path / "set"
    for number, who in enumerate("AAB"):
        add_case(target, Task.SEGMENTATION, new(scan(number), mask("a"), mask("b"), who=person(who)))
    (target / "letter.txt").write_text("Dear Anna")
    (next(target.glob("*/case.json")).parent / "notes.txt").write_text("Anna")
    return target


def files_of(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_what_is_shown_is_what_leaves(folder: Path, tmp_path: Path) -> None:
    shown = leaving(folder)
    assert (shown.cases, shown.persons, shown.names) == (3, 2, ("a", "b"))
    assert len(shown.files) == 1 + 3 * 4
    assert shown.stays[:2] == ("letter.txt", "site.salt")
    assert shown.stays[2].endswith("/notes.txt")
    pass_on(shown, tmp_path / "out.zip")
    with zipfile.ZipFile(tmp_path / "out.zip") as archive:
        inside = {info.filename.removeprefix("out/"): archive.read(info) for info in archive.infolist()}
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    pass_on(shown, tmp_path / "copy")
    assert inside == files_of(tmp_path / "copy")
    assert {name: len(data) for name, data in inside.items()} == {file.path: file.size_bytes for file in shown.files}
    assert shown.size_bytes == sum(map(len, inside.values()))
    assert all(inside[name] == data for name, data in files_of(folder).items() if name in inside)
    salt = (folder / "site.salt").read_bytes().strip()
    assert not any(salt in data or bytes.fromhex(salt.decode()) in data for data in inside.values())


def test_a_copy_does_not_forget_how_often_its_test_part_was_opened(folder: Path, tmp_path: Path) -> None:
    assert "openings" not in {field.name for field in leaving(folder).fields}
    for weights in ("a", "b", "a"):
        count_opening(folder, Opening(weights * 64, "d" * 64, "e" * 64))
    shown = leaving(folder)
    assert OPENINGS_FILE in {file.path for file in shown.files}
    assert OPENINGS_FILE not in shown.stays
    assert (shown.fields[-1].name, shown.fields[-1].values, shown.fields[-1].different) == ("openings", (), 2)
    pass_on(shown, tmp_path / "copy")
    assert openings_so_far(tmp_path / "copy") == 2


def test_the_copy_can_be_read_and_not_extended(folder: Path, tmp_path: Path) -> None:
    pass_on(leaving(folder), tmp_path / "copy")
    dataset = open_dataset(tmp_path / "copy")
    assert len(dataset.cases) == 3
    originals = {case.key: case for case in open_dataset(folder).cases}
    for case in dataset.cases:
        np.testing.assert_array_equal(case.volume().voxels, originals[case.key].volume().voxels)
    with pytest.raises(TrainingDataError, match=r"site\.salt"):
        add_case(tmp_path / "copy", Task.SEGMENTATION, new(scan(9)))


def test_every_field_has_words() -> None:
    assert set(field_names()) == set(FIELD_WORDS)


def test_what_the_fields_say(tmp_path: Path) -> None:
    target = tmp_path / "set"
    told = Told(("Maker",), date(2024, 2, 3), "F", "60-69")
    add_case(target, Task.SEGMENTATION, new(scan(1), mask("a", origin=Origin.ACCEPTED_AI), told=told))
    wanted = Wanted(sex=True, age_band=True)
    add_case(target, Task.SEGMENTATION, new(scan(2), mask("a"), told=told, wanted=wanted))
    said = {field.name: field for field in leaving(target).fields}
    assert dict(said["labels"].values) == {"a: accepted_ai": 1, "a: human": 1}
    assert said["modality"].values == (("MR", 2),)
    assert (said["sex"].values, said["age_band"].values) == ((("F", 1),), (("60-69", 1),))
    assert said["view"].values == ()
    assert (said["key"].values, said["key"].different) == ((), 2)
    assert said["particulars"].different == 1


def test_faces_and_unsure_cases_are_counted(tmp_path: Path) -> None:
    target = tmp_path / "set"
    grid = np.diag([1.5, 1.5, 1.5, 1.0])
    head = replace(scan(shape=(48, 48, 48), grid=grid), body_part="HEAD")
    add_case(target, Task.CLASSIFICATION, replace(new(head), masks=(), answer=Answer("")))
    add_case(target, Task.CLASSIFICATION, replace(new(scan(1)), masks=(), answer=Answer("a")))
    shown = leaving(target)
    assert (shown.cases, dict(shown.faces)) == (2, {Face.NO: 1, Face.POSSIBLE: 1})
    assert sum(file.path.endswith("labels.json") for file in shown.files) == 2


def test_what_is_broken_stays(folder: Path) -> None:
    path = next(folder.glob("*/case.json"))
    path.write_text("{")
    shown = leaving(folder)
    assert (shown.cases, len(shown.broken)) == (2, 1)
    assert f"{path.parent.name}/case.json" in shown.stays


def test_places_that_do_not_suit(folder: Path, tmp_path: Path) -> None:
    shown = leaving(folder)
    for place in (folder, folder / "inside.zip", tmp_path):
        with pytest.raises(TrainingDataError, match="inside the dataset"):
            pass_on(shown, place)
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "x").write_text("x")
    with pytest.raises(TrainingDataError, match="not empty"):
        pass_on(shown, tmp_path / "full")
    (tmp_path / "empty").mkdir()
    pass_on(shown, tmp_path / "empty")
    assert (tmp_path / "empty" / "dataset.json").is_file()
    salted: Leaving = replace(shown, files=(LeavingFile("site.salt", 65),))
    with pytest.raises(ValueError, match="salt stays"):
        pass_on(salted, tmp_path / "never.zip")


@pytest.mark.parametrize("name", ["out.zip", "out"])
def test_nothing_is_left_behind(name: str, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shown, target = leaving(folder), tmp_path / "place" / name

    def cancel(fraction: float, message: str) -> None:
        if fraction > 0.5:
            raise Cancelled

    with pytest.raises(Cancelled):
        pass_on(shown, target, progress=cancel)
    assert not list(target.parent.iterdir())

    def full(path: Path) -> None:
        raise OSError(errno.ENOSPC, "full")

    with monkeypatch.context() as patch:
        patch.setattr(passing, "_flush", full)
        with pytest.raises(TrainingDataError, match="no space left"):
            pass_on(shown, target)
    assert not list(target.parent.iterdir())
    next(folder.glob("*/labels/a.nii.gz")).unlink()
    with pytest.raises(TrainingDataError, match="changed while it was written"):
        pass_on(shown, target)
    assert not list(target.parent.iterdir())


def test_json_is_what_the_window_says(folder: Path) -> None:
    """No field of any case.json is missing from what is shown."""
    shown = {field.name for field in leaving(folder).fields}
    for path in folder.glob("*/case.json"):
        assert set(json.loads(path.read_text())) <= shown
