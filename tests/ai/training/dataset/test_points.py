"""Points of a case: read back where they were written, refused where they cannot be."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from ai.errors import TrainingDataError
from ai.training.dataset.adjudicate import agree_on_boxes
from ai.training.dataset.boxes import Box
from ai.training.dataset.case import CLASS_FILE, Case, Task
from ai.training.dataset.check import check
from ai.training.dataset.collect import add_case
from ai.training.dataset.dataset import open_dataset
from ai.training.dataset.faults import BadBox
from ai.training.dataset.label_origin import Origin
from ai.training.dataset.leaving import leaving
from ai.training.dataset.new_case import NewBox
from ai.training.dataset.points import Mark, MarkedPoint, marks_record
from tests.ai.training.dataset.new_cases import affine, new, scan

CARINA = MarkedPoint("carina", (1.25, 2.5, -0.5))
NODULE = Box("nodule", (0.5, 1.5, 1.5), (1.5, 3.5, 4.5))


def added(folder: Path, *marks: Mark, oblique: bool = False) -> Case:
    case = replace(new(scan(1, grid=affine(oblique=oblique))), masks=(), boxes=[NewBox(m, Origin.HUMAN) for m in marks])
    add_case(folder, Task.DETECTION, case)
    (found,) = open_dataset(folder).cases
    return found


@pytest.mark.parametrize("oblique", [False, True])
def test_a_point_is_read_back_where_it_was(tmp_path: Path, oblique: bool) -> None:
    case = added(tmp_path / "set", CARINA, NODULE, oblique=oblique)
    (point,) = case.points
    assert (point.label, point.at_index) == ("carina", CARINA.at)
    there = case.volume().affine_lps @ (*CARINA.at, 1.0)
    np.testing.assert_allclose(point.at_lps_mm, there[:3], atol=1e-4)
    assert [each.label for each in case.boxes] == ["nodule"]
    # Boxes first, as in the file.
    assert [each.name for each in case.record.labels] == ["nodule", "carina"]
    assert {each.name for each in check(open_dataset(tmp_path / "set")).counts if each.cases} == {"nodule", "carina"}
    assert f"{case.key}/{CLASS_FILE}" in {each.path for each in leaving(tmp_path / "set").files}


def test_a_case_without_points_keeps_the_form_that_older_programs_read(tmp_path: Path) -> None:
    case = added(tmp_path / "set", NODULE)
    assert set(json.loads((case.folder / CLASS_FILE).read_text())) == {"format", "boxes"}
    assert case.points == ()


@pytest.mark.parametrize("at", [(-0.6, 1, 1), (0, 99, 1), (0, 1, float("nan")), (float("inf"), 1, 1)])
def test_a_point_beside_its_image_goes_in_nowhere(tmp_path: Path, at: tuple[float, float, float]) -> None:
    with pytest.raises(TrainingDataError, match="lies beside its image"):
        added(tmp_path / "set", MarkedPoint("carina", at))
    assert not (tmp_path / "set" / "dataset.json").exists()


def test_a_box_without_a_size_is_no_point(tmp_path: Path) -> None:
    with pytest.raises(BadBox, match="a side without length"):
        marks_record([Box("carina", CARINA.at, CARINA.at)], affine_lps=np.eye(4), shape=(9, 9, 9), format=2)


@pytest.mark.parametrize("change", [{"label": "other"}, {"at_index": [1, 2]}, {"at_index": "1 2 3"}, {"size": 3}])
def test_a_damaged_point_makes_the_case_one_that_cannot_be_read(tmp_path: Path, change: dict[str, object]) -> None:
    case = added(tmp_path / "set", CARINA)
    path = case.folder / CLASS_FILE
    said = json.loads(path.read_text())
    said["points"][0] |= change
    path.write_text(json.dumps(said))
    dataset = open_dataset(tmp_path / "set")
    assert dataset.cases == ()
    assert len(dataset.broken) == 1


def test_the_check_finds_a_point_that_was_moved_in_mm_alone(tmp_path: Path) -> None:
    case = added(tmp_path / "set", CARINA)
    path = case.folder / CLASS_FILE
    said = json.loads(path.read_text())
    said["points"][0]["at_lps_mm"][0] += 1.0
    path.write_text(json.dumps(said))
    told = " ".join(str(each.sentence) for each in check(open_dataset(tmp_path / "set")).findings)
    assert "lies elsewhere in mm than in pixels" in told


def test_points_stay_when_boxes_are_agreed_on(tmp_path: Path) -> None:
    case = added(tmp_path / "set", CARINA, NODULE)
    other = replace(NODULE, low=(0.5, 0.5, 0.5))
    agree_on_boxes(case, [other], ("nodule", "carina"), by="a" * 16, readers=("a" * 16,))
    (after,) = open_dataset(tmp_path / "set").cases
    assert after.points == case.points
    assert [each.low_index for each in after.boxes] == [other.low]
