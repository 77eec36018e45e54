"""A case goes in whole or not at all, comes back voxel by voxel, and moves nobody in a frozen split."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from ai.errors import GeometryError, TrainingDataError
from ai.training.dataset.boxes import Box
from ai.training.dataset.case import Case, Grouping, Task
from ai.training.dataset.collect import Added, add_case
from ai.training.dataset.dataset import open_dataset
from ai.training.dataset.dataset_lock import LOCK_FILES
from ai.training.dataset.face import Face
from ai.training.dataset.intake import Person
from ai.training.dataset.label_origin import Effort, LabelRecord, Origin
from ai.training.dataset.new_case import Answer, NewBox, NewCase, NewMask, PlainMask
from ai.training.dataset.particulars import Particulars, Told, Wanted
from ai.volume import SpacingKind
from tests.ai.training.dataset.new_cases import affine, blob, mask, new, person, scan


def only(folder: Path) -> Case:
    (case,) = open_dataset(folder).cases
    return case


GRIDS = {
    "straight": affine(),
    "oblique": affine(oblique=True),
    "reversed": affine(reversed_=True),
    "oblique reversed": affine(oblique=True, reversed_=True),
    "anisotropic": affine((7.77, 0.21, 0.43), oblique=True),
}


@pytest.mark.parametrize("name", list(GRIDS))
@pytest.mark.parametrize("dtype", [np.int16, np.uint8, np.uint16, np.int32, np.float32, np.float64])
def test_what_is_read_back_is_what_was_written(name: str, dtype: type, tmp_path: Path) -> None:
    volume = scan(dtype=dtype, grid=GRIDS[name], unit="HU", patient_position="HFS")
    add_case(tmp_path / "set", Task.SEGMENTATION, new(volume, mask("a", 1), mask("b", 2)))
    case = only(tmp_path / "set")
    back = case.volume()
    assert back.voxels.dtype == volume.voxels.dtype
    np.testing.assert_array_equal(back.voxels, volume.voxels)
    np.testing.assert_array_equal(back.affine_lps, volume.affine_lps)
    assert (back.unit, back.modality, back.body_part, back.patient_position) == ("HU", "MR", "BRAIN", "HFS")
    assert case.masks == ("a", "b")
    np.testing.assert_array_equal(case.mask("a"), blob(1))
    np.testing.assert_array_equal(case.mask("b"), blob(2))


def test_a_single_slice_and_a_picture(tmp_path: Path) -> None:
    one = scan(shape=(1, 6, 7))
    flat = NewMask("a", PlainMask(blob(1, (1, 6, 7))), Origin.HUMAN)
    picture = replace(scan(3, dtype=np.uint8, shape=(1, 6, 7)), axes_known=False, spacing_kind=SpacingKind.DETECTOR)
    add_case(tmp_path / "set", Task.SEGMENTATION, new(one, flat))
    add_case(tmp_path / "set", Task.SEGMENTATION, new(picture, flat))
    for case in open_dataset(tmp_path / "set").cases:
        volume = one if case.image.name == "image.nii.gz" else picture
        np.testing.assert_array_equal(case.volume().voxels, volume.voxels)
        np.testing.assert_array_equal(case.volume().affine_lps, volume.affine_lps)
        np.testing.assert_array_equal(case.mask("a"), flat.source.mask)
        assert case.record.face is Face.NO


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"geometry_fault": "Slice 3 is missing.", "places_known": True}, GeometryError),
        ({"affine_lps": np.array([[0, 0, 1, 0], [0.4, 1, 0, 0], [1, 0, 0, 0], [0, 0, 0, 1.0]])}, TrainingDataError),
    ],
    ids=["uneven", "tilted"],
)
def test_uneven_and_tilted_slices_are_refused_and_leave_nothing(change: dict, error: type, tmp_path: Path) -> None:
    with pytest.raises(error, match="training case needs"):
        add_case(tmp_path / "set", Task.SEGMENTATION, new(replace(scan(), **change)))
    assert not (tmp_path / "set").exists()


def test_each_label_tells_its_origin_and_its_cost(tmp_path: Path) -> None:
    effort = Effort(dice=0.91, added_ml=1.5, removed_ml=0.25, seconds=42.0)
    labels = (
        mask("liver", 1, Origin.CORRECTED_AI, model="m-1.0", effort=effort),
        mask("spleen", 2, Origin.ACCEPTED_AI, model="m-1.0"),
    )
    add_case(tmp_path / "set", Task.SEGMENTATION, new(scan(), *labels))
    record = only(tmp_path / "set").record
    assert record.origin is Origin.MIXED
    assert record.labels == (
        LabelRecord("liver", Origin.CORRECTED_AI, "m-1.0", effort),
        LabelRecord("spleen", Origin.ACCEPTED_AI, "m-1.0"),
    )
    add_case(tmp_path / "one", Task.SEGMENTATION, new())
    assert only(tmp_path / "one").record.origin is Origin.HUMAN


def test_the_same_picture_again_is_the_same_case_with_new_labels(tmp_path: Path) -> None:
    target = tmp_path / "set"
    first = add_case(target, Task.SEGMENTATION, new(scan(), mask("a", 1), mask("b", 2)))
    before = only(target)
    # What readers said of the picture is theirs.
    (target / first.key / "reads" / "reader").mkdir(parents=True)
    (target / first.key / "reads" / "reader" / "read.json").write_text("{}")
    (target / first.key / "notes.txt").write_text("seen")
    again = add_case(target, Task.SEGMENTATION, new(scan(), mask("a", 3, Origin.CORRECTED_AI)))
    after = only(target)
    assert (first.was_known, again.was_known, again.key) == (False, True, first.key)
    assert again.kept == ("b",)
    assert (again.cases, again.persons) == (1, 1)
    np.testing.assert_array_equal(after.mask("a"), blob(3))
    np.testing.assert_array_equal(after.mask("b"), blob(2))
    assert (target / first.key / "reads" / "reader" / "read.json").read_text() == "{}"
    assert (target / first.key / "notes.txt").read_text() == "seen"
    assert [(label.name, label.origin) for label in after.record.labels] == [
        ("b", Origin.HUMAN),
        ("a", Origin.CORRECTED_AI),
    ]
    assert after.image_sha256 == before.image_sha256
    assert after.record.source_id == before.record.source_id
    assert sorted(path.name for path in target.iterdir()) == sorted(
        [*LOCK_FILES, "dataset.json", "site.salt", first.key]
    )


def test_the_same_picture_of_another_person_is_refused(tmp_path: Path) -> None:
    add_case(tmp_path / "set", Task.SEGMENTATION, new())
    with pytest.raises(TrainingDataError, match="of another person"):
        add_case(tmp_path / "set", Task.SEGMENTATION, new(who=person("B")))
    moved = scan(grid=affine(oblique=True))
    with pytest.raises(TrainingDataError, match="another place in the patient"):
        add_case(tmp_path / "set", Task.SEGMENTATION, new(moved))
    by_study = Person(Grouping.STUDY, ("study", "1.2"))
    assert add_case(tmp_path / "set", Task.SEGMENTATION, new(who=by_study)).was_known
    assert only(tmp_path / "set").record.grouping is Grouping.PATIENT_ID


def test_rounding_of_the_grid_is_no_other_place(tmp_path: Path) -> None:
    add_case(tmp_path / "set", Task.SEGMENTATION, new())
    rounded = scan(grid=affine().astype(np.float32).astype(np.float64))
    assert add_case(tmp_path / "set", Task.SEGMENTATION, new(rounded)).was_known
    np.testing.assert_array_equal(only(tmp_path / "set").volume().affine_lps, affine())


def test_persons_are_the_same_in_one_dataset_and_others_in_another(tmp_path: Path) -> None:
    for number in range(3):
        added = add_case(tmp_path / "set", Task.SEGMENTATION, new(scan(number), who=person("AAB"[number])))
    assert (added.cases, added.persons) == (3, 2)
    add_case(tmp_path / "other", Task.SEGMENTATION, new())
    groups = {case.group for case in open_dataset(tmp_path / "set").cases}
    assert only(tmp_path / "other").group not in groups
    nobody = [replace(new(scan(9 + n)), person=None, neighbours=f"folder {n // 2}") for n in range(3)]
    for case in nobody:
        add_case(tmp_path / "nobody", Task.SEGMENTATION, case)
    cases = open_dataset(tmp_path / "nobody").cases
    assert len({case.group for case in cases}) == 2
    assert {case.record.grouping for case in cases} == {Grouping.BLOCK}


def test_classes_and_not_sure(tmp_path: Path) -> None:
    target = tmp_path / "set"
    add_case(target, Task.CLASSIFICATION, replace(new(scan(1)), masks=(), answer=Answer("glioma")))
    add_case(target, Task.CLASSIFICATION, replace(new(scan(2)), masks=(), answer=Answer("")))
    dataset = open_dataset(target)
    assert dataset.names == ("glioma",)
    assert [case.label for case in dataset.cases] == ["glioma"]
    assert [(case.label, case.is_unsure) for case in dataset.unsure] == [("", True)]
    assert not dataset.broken
    add_case(target, Task.CLASSIFICATION, replace(new(scan(2)), masks=(), answer=Answer("none", Origin.ACCEPTED_AI)))
    dataset = open_dataset(target)
    assert sorted(case.label for case in dataset.cases) == ["glioma", "none"]
    assert not dataset.unsure


@pytest.mark.parametrize(
    ("task", "case", "words"),
    [
        (Task.SEGMENTATION, replace(new(), masks=()), "no mask"),
        (Task.SEGMENTATION, new(scan(), mask("a b")), "characters other than"),
        (Task.SEGMENTATION, new(scan(), mask("a"), mask("A")), "same name"),
        (Task.CLASSIFICATION, new(), "cannot take"),
        (Task.CLASSIFICATION, replace(new(), answer=Answer("a\nb")), "cannot be printed"),
    ],
)
def test_labels_that_do_not_suit(task: Task, case: NewCase, words: str, tmp_path: Path) -> None:
    with pytest.raises(TrainingDataError, match=words):
        add_case(tmp_path / "set", task, case)
    assert not (tmp_path / "set").exists()


def test_a_folder_that_is_none_and_a_dataset_of_another_kind(tmp_path: Path) -> None:
    (tmp_path / "papers").mkdir()
    (tmp_path / "papers" / "letter.txt").write_text("x")
    with pytest.raises(TrainingDataError, match="other files"):
        add_case(tmp_path / "papers", Task.SEGMENTATION, new())
    add_case(tmp_path / "set", Task.SEGMENTATION, new())
    with pytest.raises(TrainingDataError, match="segmentation dataset"):
        add_case(tmp_path / "set", Task.CLASSIFICATION, replace(new(), masks=(), answer=Answer("a")))


def test_faces_are_flagged(tmp_path: Path) -> None:
    grid = np.diag([1.5, 1.5, 1.5, 1.0])
    for part, face in (("BRAIN", Face.POSSIBLE), ("", Face.UNKNOWN), ("KNEE", Face.NO)):
        volume = replace(scan(shape=(48, 48, 48), grid=grid), body_part=part)
        label = NewMask("a", PlainMask(blob(1, (48, 48, 48))), Origin.HUMAN)
        add_case(tmp_path / part.lower() / "set", Task.SEGMENTATION, new(volume, label))
        assert only(tmp_path / part.lower() / "set").record.face is face


def test_optional_fields_only_where_they_are_wanted(tmp_path: Path) -> None:
    told = Told(("Maker", "Model", "SN 4711"), date(2025, 5, 17), "F", "100-109")
    add_case(tmp_path / "off", Task.SEGMENTATION, new(told=told))
    assert only(tmp_path / "off").record.particulars is None
    everything = Wanted(scanner=True, quarter=True, sex=True, age_band=True)
    for number, day in enumerate((date(2025, 5, 17), date(2025, 4, 1), date(2026, 1, 2))):
        case = new(scan(number), told=replace(told, day=day), wanted=everything)
        add_case(tmp_path / "on", Task.SEGMENTATION, case)
    kept = [case.record.particulars for case in open_dataset(tmp_path / "on").cases]
    assert {each.age_band for each in kept if each} == {"90+"}
    assert {each.sex for each in kept if each} == {"F"}
    assert len({each.scanner for each in kept if each}) == 1
    quarters = sorted(each.quarter for each in kept if each and each.quarter is not None)
    assert [each - quarters[0] for each in quarters] == [0, 0, 3]
    written = b"".join(path.read_bytes() for path in (tmp_path / "on").rglob("*.json"))
    for word in (b"4711", b"Maker", b"2025", b"2026"):
        assert word not in written.replace(b"0000", b"")
    few = new(scan(9), told=Told(sex="X", age_band="?"), wanted=everything)
    add_case(tmp_path / "few", Task.SEGMENTATION, few)
    assert only(tmp_path / "few").record.particulars is not None
    assert json.loads(next((tmp_path / "few").glob("*/case.json")).read_text())["particulars"] == {
        "scanner": "",
        "quarter": None,
        "sex": "",
        "age_band": "",
    }


def test_boxes_come_back_and_none_is_an_answer(tmp_path: Path) -> None:
    target = tmp_path / "set"
    box = Box("nodule", (0.5, 1.0, 2.0), (2.5, 4.0, 5.25))
    found = replace(new(scan(1)), masks=(), boxes=(NewBox(box, Origin.CORRECTED_AI, "m-1"),))
    add_case(target, Task.DETECTION, found)
    case = only(target)
    assert [(each.label, each.low_index, each.high_index) for each in case.boxes] == [("nodule", box.low, box.high)]
    assert case.record.labels == (LabelRecord("nodule", Origin.CORRECTED_AI, "m-1"),)
    add_case(target, Task.DETECTION, replace(found, boxes=()))
    case = only(target)
    assert (case.boxes, case.record.labels, case.record.origin) == ((), (), Origin.HUMAN)
    outside = replace(found, boxes=(NewBox(Box("nodule", (0, 0, 0), (1, 1, 50)), Origin.HUMAN),))
    with pytest.raises(TrainingDataError, match="reaches out"):
        add_case(target, Task.DETECTION, outside)


def test_a_case_that_cannot_be_read_is_passed_over(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    target = tmp_path / "set"
    key = add_case(target, Task.SEGMENTATION, new(scan(1))).key
    (target / key / "case.json").write_text("{")
    add_case(target, Task.SEGMENTATION, new(scan(2)))
    dataset = open_dataset(target)
    assert (len(dataset.cases), len(dataset.broken)) == (1, 1)


def test_a_case_of_the_format_before_is_read_and_a_later_one_refused(tmp_path: Path) -> None:
    target = tmp_path / "set"
    key = add_case(target, Task.SEGMENTATION, new()).key
    path = target / key / "case.json"
    data = json.loads(path.read_text())
    old = {name: value for name, value in data.items() if name not in ("labels", "face", "affine_lps", "particulars")}
    path.write_text(json.dumps(old | {"format": 1, "origin": "site"}))
    case = only(target)
    assert (case.record.origin, case.record.labels, case.record.face) == (Origin.SITE, (), Face.NOT_LOOKED)
    np.testing.assert_allclose(case.volume().affine_lps, affine(), atol=1e-4)
    added = add_case(target, Task.SEGMENTATION, new(scan(), mask("other")))
    assert added.kept == ("tumour",)
    assert [label.origin for label in only(target).record.labels] == [Origin.SITE, Origin.HUMAN]
    path.write_text(json.dumps(data | {"format": 3}))
    assert "reads 2" in open_dataset(target).broken[0].reason


def test_a_grid_that_was_changed_is_refused(tmp_path: Path) -> None:
    target = tmp_path / "set"
    key = add_case(target, Task.SEGMENTATION, new()).key
    path = target / key / "case.json"
    data = json.loads(path.read_text())
    data["affine_lps"][0][3] += 1.0
    path.write_text(json.dumps(data))
    with pytest.raises(TrainingDataError, match="not that of its image"):
        only(target).volume()


def test_a_hundred_labels_are_asked_for_one_by_one(tmp_path: Path) -> None:
    alive: list[int] = []

    class Counted:
        @property
        def mask(self) -> np.ndarray:
            alive.append(1)
            return blob(len(alive))

    masks = tuple(NewMask(f"s{number}", Counted(), Origin.ACCEPTED_AI) for number in range(117))
    told: list[str] = []
    add: Callable[..., Added] = add_case
    add(tmp_path / "set", Task.SEGMENTATION, new(scan(), *masks), progress=lambda _, words: told.append(words))
    assert len(alive) == 117
    assert "Writing label 117 of 117" in told
    assert len(only(tmp_path / "set").masks) == 117


def test_a_picture_whose_pixel_size_is_told_later(tmp_path: Path) -> None:
    flat = NewMask("a", PlainMask(blob(1, (1, 6, 7))), Origin.HUMAN)
    pixels = replace(scan(3, dtype=np.uint8, shape=(1, 6, 7)), axes_known=False)
    unknown = replace(pixels, affine_lps=np.eye(4)[[2, 1, 0, 3]], spacing_kind=SpacingKind.UNKNOWN)
    add_case(tmp_path / "set", Task.SEGMENTATION, new(unknown, flat))
    assert only(tmp_path / "set").image.name == "image.png"
    again = add_case(tmp_path / "set", Task.SEGMENTATION, new(pixels, flat))
    assert again.was_known
    back = only(tmp_path / "set").volume()
    np.testing.assert_array_equal(back.affine_lps, pixels.affine_lps)
    assert back.spacing_kind is pixels.spacing_kind


def test_the_same_class_twice_is_one_answer(tmp_path: Path) -> None:
    case = replace(new(scan(1)), masks=(), answer=Answer("ill"))
    other = replace(new(scan(1)), masks=(), answer=Answer("well"))
    add_case(tmp_path / "set", Task.CLASSIFICATION, case)
    assert add_case(tmp_path / "set", Task.CLASSIFICATION, other).was_known
    assert [each.label for each in open_dataset(tmp_path / "set").cases] == ["well"]


def test_what_was_kept_of_a_case_stays_when_it_is_added_again(tmp_path: Path) -> None:
    target = tmp_path / "set"
    told = Told(("Maker", "Model", "SN 4711"), date(2025, 5, 17), "F", "50-59")
    everything = Wanted(scanner=True, quarter=True, sex=True, age_band=True)
    add_case(target, Task.SEGMENTATION, new(told=told, wanted=everything))
    before = only(target).record.particulars
    assert before is not None
    add_case(target, Task.SEGMENTATION, new(scan(), mask(seed=4), told=told))
    assert only(target).record.particulars == before
    # What the files tell anew counts; what they do not tell stays.
    other = Told(("Other", "Model", "1"), None, "", "60-69")
    add_case(target, Task.SEGMENTATION, new(told=other, wanted=everything))
    after = only(target).record.particulars
    assert after is not None
    assert (after.sex, after.quarter, after.age_band) == ("F", before.quarter, "60-69")
    assert after.scanner != before.scanner
    add_case(target, Task.SEGMENTATION, new(told=told, wanted=Wanted(sex=True, nothing_before=True)))
    assert only(target).record.particulars == Particulars(sex="F")
    add_case(target, Task.SEGMENTATION, new(told=told, wanted=Wanted(nothing_before=True)))
    assert only(target).record.particulars is None


@pytest.mark.parametrize(
    ("first", "told", "second", "expected"),
    [
        ("BRAIN", None, "", Face.POSSIBLE),
        ("KNEE", None, "", Face.NO),
        ("", None, "BRAIN", Face.POSSIBLE),
        ("KNEE", None, "BRAIN", Face.POSSIBLE),
        ("BRAIN", Face.NO, "BRAIN", Face.NO),
    ],
)
def test_a_file_that_says_less_of_a_face_takes_nothing_away(
    tmp_path: Path, first: str, told: Face | None, second: str, expected: Face
) -> None:
    grid = np.diag([1.5, 1.5, 1.5, 1.0])
    label = NewMask("a", PlainMask(blob(1, (48, 48, 48))), Origin.HUMAN)
    volume = scan(shape=(48, 48, 48), grid=grid)
    add_case(tmp_path / "set", Task.SEGMENTATION, new(replace(volume, body_part=first), label))
    add_case(tmp_path / "set", Task.SEGMENTATION, new(replace(volume, body_part=second), label, face=told))
    assert only(tmp_path / "set").record.face is expected
