from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from ai.errors import TrainingDataError
from ai.training.dataset.boxes import Box
from ai.training.dataset.case import Task
from ai.training.dataset.dataset import load_dataset
from ai.training.dataset.sources.coco import offer_coco
from ai.training.dataset.sources.datalist import offer_datalist
from ai.training.dataset.sources.offered import import_offered
from ai.training.dataset.sources.recognise import SourceKind, recognise
from ai.training.dataset.sources.structure_name import alike, safe_name

from .conftest import draw, label_map, save


def write(path: Path, content: object) -> Path:
    path.write_text(json.dumps(content))
    return path


def coco(films: Path, **changes: object) -> Path:
    images = [{"id": n, "file_name": f"film{n:02d}.png", "width": 40, "height": 48} for n in range(3)]
    marks = [
        {"id": 1, "image_id": 0, "category_id": 7, "bbox": [0, 0, 40, 48]},
        {"id": 2, "image_id": 1, "category_id": 8, "bbox": [3, 4, 5.5, 6]},
        {"id": 3, "image_id": 1, "category_id": 7, "bbox": [39.2, 10, 1.6, 5]},
    ]
    names = [{"id": 7, "name": "nodule"}, {"id": 8, "name": "mass"}]
    return write(films / "boxes.json", {"images": images, "annotations": marks, "categories": names, **changes})


def test_coco_boxes(films: Path, tmp_path: Path) -> None:
    offered = offer_coco(coco(films))
    assert (offered.task, offered.names, offered.left_out) == (Task.DETECTION, ("nodule", "mass"), ())
    boxes = {offer.shown: offer.content.read().boxes for offer in offered.offers}
    assert boxes["images/film00.png"] == (Box("nodule", (-0.5, -0.5, -0.5), (0.5, 47.5, 39.5)),)
    # The second box of the second picture reaches 0.8 pixels over the border and is cut there.
    assert boxes["images/film01.png"] == (
        Box("mass", (-0.5, 3.5, 2.5), (0.5, 9.5, 8.0)),
        Box("nodule", (-0.5, 9.5, 38.7), (0.5, 14.5, 39.5)),
    )
    assert boxes["images/film02.png"] == ()
    import_offered(tmp_path / "set", offered)
    dataset = load_dataset(tmp_path / "set")
    assert sorted(len(case.boxes) for case in dataset.cases) == [0, 1, 2]


def test_a_hostile_coco_file(films: Path, tmp_path: Path) -> None:
    save(draw(9), tmp_path / "secret.png")
    rows = [("../secret.png", 0), ("film00.png", 1), ("film01.png", 2), ("film02.png", 3), ("film03.png", 4)]
    rows += [("film04.png", 5), ("film00.png", 6)]
    images = [{"id": number, "file_name": name} for name, number in rows]
    marks = [
        {"image_id": 1, "category_id": 7, "bbox": [1, 1, 0, 5]},
        {"image_id": 2, "category_id": 7, "bbox": [1, 1, float("nan"), 5]},
        {"image_id": 3, "category_id": 99, "bbox": [1, 1, 5, 5]},
        {"image_id": 4, "category_id": 7, "bbox": [1, 1, 10**400, 5]},
        {"image_id": 5, "category_id": 7, "bbox": "1, 1, 2, 2", "iscrowd": 1},
        {"image_id": 77, "category_id": 7, "bbox": [1, 1, 2, 2]},
        {"image_id": {"a": 1}, "category_id": [7]},
        "no mark",
    ]
    offered = offer_coco(coco(films, images=[*images, 5, None], annotations=marks))
    assert [one.reason for one in offered.left_out] == [
        "Its path leads out of the folder.",
        "One of its boxes is not four numbers.",
        "One of its boxes has a class that the file does not name.",
        "One of its boxes is not four numbers.",
        "One of its boxes is around a group, not around one finding.",
        "The list names it twice.",
        "It has boxes, but the file does not list it among its images.",
    ]
    (offer,) = offered.offers
    with pytest.raises(TrainingDataError, match="side without length"):
        offer.content.read()


def test_boxes_of_another_size(films: Path) -> None:
    images = [{"id": 0, "file_name": "film00.png", "width": 80, "height": 96}]
    offered = offer_coco(coco(films, images=images))
    with pytest.raises(TrainingDataError, match="drawn on 80 × 96 pixels, the image has 40 × 48"):
        offered.offers[0].content.read()


@pytest.mark.parametrize("content", [[], {"images": [], "annotations": []}, {"images": [{"id": 1}]}, 7])
def test_files_that_are_no_coco(content: object, films: Path) -> None:
    with pytest.raises(TrainingDataError):
        offer_coco(write(films / "boxes.json", content))


def test_a_datalist_of_masks(volumes: Path, tmp_path: Path) -> None:
    rows = [{"image": f"./imagesTr/scan_{n:03d}.nii.gz", "label": f"./labelsTr/scan_{n:03d}.nii.gz"} for n in range(6)]
    rows += [
        {"image": "../out.nii.gz", "label": "./labelsTr/scan_006.nii.gz"},
        {"image": "./imagesTr/scan_006.nii.gz", "label": "/etc/passwd"},
        {"image": ["a.nii.gz", "b.nii.gz"], "label": "./labelsTr/scan_006.nii.gz"},
        {"image": "./imagesTr/scan_006.nii.gz"},
    ]
    labels = {"0": "background", "1": "Left lung", "2": "left_lung"}
    path = write(volumes / "dataset.json", {"training": rows, "test": ["x"], "labels": labels})
    offered = offer_datalist(path)
    assert (offered.names, len(offered.offers)) == (("Left lung", "left_lung"), 6)
    assert [one.reason for one in offered.left_out] == [
        "Its path leads out of the folder.",
        "Its path leads out of the folder.",
        "It names no file.",
        "It has no label that is a file, a name or a whole number.",
    ]
    np.testing.assert_array_equal(offered.offers[0].content.read().masks["left_lung"], label_map(0) == 2)


def test_a_datalist_of_classes(films: Path) -> None:
    rows = [{"image": f"images/film{n:02d}.png", "label": n % 2} for n in range(4)]
    path = write(films / "dataset.json", {"training": rows, "labels": {"0": "well", "1": "sick"}})
    offered = offer_datalist(path)
    assert (offered.task, offered.names) == (Task.CLASSIFICATION, ("well", "sick"))
    assert [offer.label for offer in offered.offers] == ["well", "well", "sick", "sick"]


def test_what_a_source_is(films: Path, volumes: Path, tmp_path: Path) -> None:
    assert recognise(volumes).kind is SourceKind.NIFTI
    write(volumes / "dataset.json", {"training": [{"image": "imagesTr/scan_000.nii.gz"}], "labels": {"1": "a"}})
    assert recognise(volumes).kind is SourceKind.DATALIST
    assert recognise(coco(films)).kind is SourceKind.COCO
    for index in range(8):
        flags = np.zeros((48, 40), np.uint8)
        flags[:9], flags[9:18], flags[18:20] = 1, 4, 5
        save(flags, films / "masks" / f"film{index:02d}.png")
    found = recognise(films)
    assert (found.kind, found.images, found.masks) == (SourceKind.PATTERN, "images/{case}.png", "masks/{case}.png")
    assert [(one.value, one.is_flag) for one in found.parts] == [(1, True), (2, True), (4, True)]
    assert found.also == (films / "boxes.json",)
    for label in ("cat", "dog"):
        save(draw(1), tmp_path / "classes" / label / "1.png")
    assert recognise(tmp_path / "classes").kind is SourceKind.CLASSES
    (tmp_path / "empty").mkdir()
    with pytest.raises(TrainingDataError, match="Nothing in this folder"):
        recognise(tmp_path / "empty")


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("Left lung", "left_lung", True),
        ("LeftLung", "left-lung", True),
        ("meningioma", "menigioma", True),
        ("tumour", "tumor", True),
        ("glioma", "giloma", True),
        ("left_lung", "right_lung", False),
        ("lung_l", "lung_r", False),
        ("grade1", "grade2", False),
        ("T1", "T2", False),
        ("benign", "malignant", False),
        ("rib", "rim", False),
        ("normal", "abnormal", False),
    ],
)
def test_names_that_may_be_meant_as_one(one: str, other: str, expected: bool) -> None:
    assert bool(alike([one, other])) is expected
    assert bool(alike([other, one])) is expected


def test_safe_names() -> None:
    assert [safe_name(name) for name in ("Left lung (L)", "Größe", "../a", "!!", "腫瘍")] == [
        "Left_lung_L",
        "Gro_e",
        "a",
        "structure",
        "structure_fc1587",
    ]
    assert safe_name("肝臓") != safe_name("腫瘍")


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([], "lists no images"),
        (
            [{"image": "images/film00.png", "label": "images/film01.png"}, {"image": "images/film02.png", "label": 1}],
            "masks for some images and classes for others",
        ),
    ],
)
def test_datalists_that_are_none(rows: list[object], words: str, films: Path) -> None:
    with pytest.raises(TrainingDataError, match=words):
        offer_datalist(write(films / "dataset.json", {"training": rows}))


def test_classes_as_lists_and_numbers_without_names(films: Path) -> None:
    rows = [{"image": ["images/film00.png"], "label": [1]}, {"image": "images/film01.png", "label": 5}]
    rows += [{"image": "images/film01.png", "label": 5}, {"image": "images/film02.png", "label": True}]
    offered = offer_datalist(write(films / "dataset.json", {"train": rows, "labels": {"sick": 1}}))
    assert {offer.shown: offer.label for offer in offered.offers} == {
        "images/film00.png": "sick",
        "images/film01.png": "5",
    }
    assert len(offered.left_out) == 2


def test_lists_that_are_too_large(films: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ai.training.dataset.sources.coco.MOST_BOXES", 1)
    assert [one.reason for one in offer_coco(coco(films)).left_out] == ["It has more boxes than a picture can have."]
    monkeypatch.setattr("ai.training.dataset.sources.site_json.LARGEST_BYTES", 10)
    with pytest.raises(TrainingDataError, match="larger than a list"):
        offer_coco(films / "boxes.json")


@pytest.mark.parametrize("layout", ["{structure}/{case}.png", "{case}/{structure}.png"])
def test_masks_in_folders(layout: str, films: Path) -> None:
    for index in range(8):
        for structure in ("heart", "lung"):
            save(
                np.full((48, 40), 255, np.uint8),
                films / "masks" / layout.format(structure=structure, case=f"film{index:02d}"),
            )
    found = recognise(films)
    assert (found.kind, found.masks) == (SourceKind.PATTERN, f"masks/{layout}")


def test_what_is_no_source(films: Path, tmp_path: Path) -> None:
    with pytest.raises(TrainingDataError, match="no such folder"):
        recognise(tmp_path / "gone")
    with pytest.raises(TrainingDataError, match="single file"):
        recognise(films / "images" / "film00.png")
    with pytest.raises(TrainingDataError, match="no list of images"):
        recognise(write(films / "other.json", {"a": 1}))
    (films / "notes.txt").write_text("a few words\nand more")
    (films / "cases.csv").write_text("path,label\nfilm00,a\n")
    found = recognise(films)
    # Neither the notes nor the other list say what the images show.
    assert (found.kind, found.path, found.also) == (SourceKind.TABLE, films / "cases.csv", ())
    (tmp_path / "odd").mkdir()
    for name in ("images", "labels"):
        (tmp_path / "odd" / name).mkdir()
    with pytest.raises(TrainingDataError, match="Nothing in this folder"):
        recognise(tmp_path / "odd")
    (tmp_path / "odd" / "a.txt").write_text("words")
    with pytest.raises(TrainingDataError, match="Nothing in this folder"):
        recognise(tmp_path / "odd")
