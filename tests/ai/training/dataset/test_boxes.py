from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from ai.errors import TrainingDataError
from ai.training.box_cases import read_boxed_volume, require_boxes_to_teach
from ai.training.dataset.boxes import Box, boxes_record, require_inside, within_rounding
from ai.training.dataset.case import Task
from ai.training.dataset.check import check
from ai.training.dataset.dataset import load_dataset
from ai.training.dataset.faults import BadBox
from ai.training.dataset.file_order import Place
from ai.training.dataset.intake import Content, Offer, add_cases
from ai.training.dataset.split import split
from ai.training.teaching_cases import are_scans, read_teaching_cases
from ai.volume import Volume

from .conftest import draw

OBLIQUE = np.array([[0, 0.6, 0.8, 5.0], [0, -0.8, 0.6, -7.0], [2.0, 0, 0, 11.0], [0, 0, 0, 1]], dtype=np.float64)
BOX = Box("mass", (1.5, 2.25, 3.0), (3.5, 9.0, 7.75))


class Told:
    def __init__(self, content: Content) -> None:
        self._content = content

    def read(self) -> Content:
        return self._content


def dataset(folder: Path, count: int = 12) -> Path:
    offers = []
    for number in range(count):
        voxels = np.stack([draw(20 * number + k) for k in range(4)]).astype(np.int16)
        boxes = (BOX,) if number % 2 else ()
        content = Content(Volume(voxels, OBLIQUE, modality="MR"), boxes=boxes)
        offers.append(Offer(f"f{number}", "", Told(content), None, Place(f"r{number}", number, f"b{number}")))
    add_cases(folder, Task.DETECTION, ("mass", "cyst"), offers)
    return folder


def test_boxes_come_back_in_index_and_mm(tmp_path: Path) -> None:
    loaded = load_dataset(dataset(tmp_path / "set"))
    assert (loaded.task, loaded.names) == (Task.DETECTION, ("mass", "cyst"))
    with_box = [case for case in loaded.cases if case.boxes]
    assert len(with_box) == 6
    (box,) = with_box[0].boxes
    assert (box.label, box.low_index, box.high_index) == (BOX.label, BOX.low, BOX.high)
    volume = with_box[0].volume()
    np.testing.assert_allclose(box.low_lps_mm, volume.to_lps_mm(BOX.low), atol=1e-9)
    np.testing.assert_allclose(box.high_lps_mm, OBLIQUE[:3, :3] @ BOX.high + OBLIQUE[:3, 3], atol=1e-4)
    report = check(loaded)
    assert report.is_usable
    assert [(count.name, count.cases) for count in report.counts] == [("mass", 6), ("cyst", 0)]
    divided = split(loaded)
    assert divided.split is not None
    cases = read_teaching_cases(tmp_path / "set")
    (first, *_) = cases.dataset.cases
    with pytest.raises(TrainingDataError, match=rf"Case {first.key} is a scan of 4 slices; boxes are"):
        read_boxed_volume(first, of_scans=False)
    assert read_boxed_volume(first, of_scans=True).shape[0] == 4
    assert are_scans(loaded.cases)
    with pytest.raises(TrainingDataError, match=r"cases with a box of \w+; at least 2 are needed"):
        require_boxes_to_teach(cases)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"low_lps_mm": [0, 0, 0]}, "elsewhere in mm"),
        ({"high_index": [3.6, 9, 7.75]}, "reaches out of its image"),
    ],
)
def test_the_check_holds_boxes_against_their_image(change: dict[str, object], words: str, tmp_path: Path) -> None:
    loaded = load_dataset(dataset(tmp_path / "set"))
    case = next(case for case in loaded.cases if case.boxes)
    path = case.folder / "labels.json"
    content = json.loads(path.read_text())
    content["boxes"][0].update(change)
    path.write_text(json.dumps(content))
    report = check(load_dataset(tmp_path / "set"))
    assert not report.is_usable
    assert words in report.findings[0].sentence
    assert report.findings[0].cases == (case.key,)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"label": "tumour"}, "which the dataset does not have"),
        ({"high_index": [1.5, 9, 7.75]}, "side without length"),
        ({"low_index": [1.5, "2", 3]}, "is damaged"),
        ({"name": "Doe"}, "is damaged"),
    ],
)
def test_damaged_boxes_are_not_read(change: dict[str, object], words: str, tmp_path: Path) -> None:
    loaded = load_dataset(dataset(tmp_path / "set"))
    case = next(case for case in loaded.cases if case.boxes)
    path = case.folder / "labels.json"
    content = json.loads(path.read_text())
    content["boxes"][0].update(change)
    path.write_text(json.dumps(content))
    with pytest.raises(TrainingDataError, match=words):
        load_dataset(tmp_path / "set")


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        ((-0.5, -0.6, 0), (0.5, 5, 5), "reaches out"),
        ((-0.5, 0, 0), (0.5, 5, 19.6), "20 × 10 pixels"),
        ((-0.5, 5, 0), (0.5, 5, 5), "without length"),
        ((-0.5, 6, 0), (0.5, 5, 5), "without length"),
        ((-0.5, float("nan"), 0), (0.5, 5, 5), "no numbers"),
        ((-0.5, 0, 0), (0.5, float("inf"), 5), "no numbers"),
    ],
)
def test_boxes_that_cannot_be(low: tuple, high: tuple, words: str) -> None:
    with pytest.raises(BadBox, match=words):
        require_inside([Box("a", low, high)], (1, 10, 20))
    with pytest.raises(BadBox):
        boxes_record([Box("a", low, high)], affine_lps=np.eye(4), shape=(1, 10, 20), format=1)


def test_rounding_is_cut_and_more_is_not() -> None:
    boxes = [Box("a", (-0.5, -1.5, -0.5), (0.5, 10.5, 19.5)), Box("a", (-0.5, -1.6, 0), (0.5, 5, 5))]
    cut = within_rounding(boxes, (1, 10, 20))
    assert cut == (Box("a", (-0.5, -0.5, -0.5), (0.5, 9.5, 19.5)), boxes[1])


def test_a_case_with_too_many_boxes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = dataset(tmp_path / "set")
    monkeypatch.setattr("ai.training.dataset.boxes.MOST_BOXES", 0)
    with pytest.raises(TrainingDataError, match="more boxes than a picture"):
        load_dataset(folder)
