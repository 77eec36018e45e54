"""``lightbox dataset import`` of tables, lists and pairs, and the check before."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

Lightbox = Callable[..., Any]


@pytest.fixture
def films(tmp_path: Path) -> Path:
    """Eight pictures with masks, the last a copy of the first, with a table and a COCO file."""
    folder = tmp_path / "films"
    (folder / "images").mkdir(parents=True)
    (folder / "masks").mkdir()
    for index in range(8):
        coarse = np.random.default_rng(index % 7).integers(20, 236, size=(9, 9)).astype(np.uint8)
        pixels = cv2.resize(coarse, (40, 48), interpolation=cv2.INTER_CUBIC)
        cv2.imwrite(str(folder / "images" / f"film{index}.png"), pixels)
        mask = np.zeros((48, 40), np.uint8)
        mask[index], mask[index + 20] = 1, 2
        cv2.imwrite(str(folder / "masks" / f"film{index}.png"), mask)
    rows = [f"film{index}.png;{'Left lung' if index % 2 else 'left_lung'};P{index // 2}" for index in range(8)]
    (folder / "classes.csv").write_text("\n".join(["file;class;patient", *rows, "gone.png;a;P9"]))
    images = [{"id": index, "file_name": f"film{index}.png"} for index in range(8)]
    marks = [{"image_id": 1, "category_id": 1, "bbox": [1, 2, 3, 4]}]
    names = [{"id": 1, "name": "nodule"}]
    (folder / "boxes.json").write_text(json.dumps({"images": images, "annotations": marks, "categories": names}))
    return folder


def test_a_check_writes_nothing(lightbox: Lightbox, films: Path) -> None:
    done = lightbox("dataset", "import", films / "classes.csv", "--csv", "--check-only")
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("8 images (classification) of 4 persons or blocks, 2 to 2 of each (median 2).\n")
    assert "  left_lung: 4 images, 4 persons or blocks\n" in done.out
    assert "Split by person, from the table that was given." in done.out
    assert "Stop (two_classes): 1 pair of images show the same picture in two classes" in done.out
    assert "    images/film7.png\n" in done.out
    assert "Note (names): 'left_lung' (4) and 'Left lung' (4) may be meant as one name." in done.out
    assert "Left out gone.png: There is no such file.\n" in done.out
    assert done.out.endswith("Nothing was written; mend what stops, or leave it out.\n")
    assert sorted(path.name for path in films.parent.iterdir()) == ["films"]


def test_a_check_as_a_document(lightbox: Lightbox, films: Path) -> None:
    done = lightbox("dataset", "import", films / "classes.csv", "--csv", "--check-only", "--json")
    document = json.loads(done.out)
    assert (document["task"], document["images"], document["persons"]) == ("classification", 8, 4)
    assert document["can_import"] is False
    assert document["counts"][0] == {"name": "left_lung", "images": 4, "persons": 4, "most": 1}
    found = {one["kind"]: one for one in document["findings"]}
    assert (found["two_classes"]["weight"], found["two_classes"]["cases"]) == (
        "stop",
        ["images/film0.png", "images/film7.png"],
    )


def test_classes_of_folders_are_checked_too(lightbox: Lightbox, films: Path) -> None:
    done = lightbox("dataset", "import", films, "--check-only")
    assert done.out.startswith("16 images (classification)")


def test_leaving_out_and_renaming(lightbox: Lightbox, films: Path, tmp_path: Path) -> None:
    words = ["--csv", "--without", "two_classes,names", "--rename", "Left lung=lung", "--rename", "left_lung=heart"]
    done = lightbox("dataset", "import", films / "classes.csv", "-o", tmp_path / "set", *words, "--json")
    document = json.loads(done.out)
    assert (document["names"], document["added"]) == (["heart", "lung"], 6)
    assert [one["reason"] for one in document["left_out"]] == [
        "There is no such file.",
        "You left it out.",
        "You left it out.",
    ]


@pytest.mark.parametrize(
    ("words", "task", "names", "cases"),
    [
        (["--pattern", "images/{case}.png", "masks/{case}.png", "--table", "a=1,b=2"], "segmentation", ["a", "b"], 8),
        (["--pattern", "images/*.png", "masks/*.png", "--bits", "a=1,b=2"], "segmentation", ["a", "b"], 8),
        (["--find-out"], "segmentation", ["structure_1", "structure_2"], 8),
    ],
)
def test_pairs(
    words: list[str], task: str, names: list[str], cases: int, lightbox: Lightbox, films: Path, tmp_path: Path
) -> None:
    done = lightbox("dataset", "import", films, "-o", tmp_path / "set", *words, "--json")
    document = json.loads(done.out)
    assert (document["task"], document["names"], document["cases"]) == (task, names, cases)


def test_boxes(lightbox: Lightbox, films: Path, tmp_path: Path) -> None:
    done = lightbox("dataset", "import", films / "boxes.json", "--coco", "-o", tmp_path / "set", "--json")
    document = json.loads(done.out)
    assert (document["task"], document["names"], document["added"]) == ("detection", ["nodule"], 8)
    assert json.loads(lightbox("dataset", "check", tmp_path / "set", "--json").out)["task"] == "detection"


@pytest.mark.parametrize(
    "words",
    [
        ["--csv", "x.csv"],
        ["--csv", "--coco", "x", "-o", "y"],
        ["--check-only"],
        ["x", "--check-only", "--without", "text"],
        ["x", "-o", "y", "--csv", "--rename", "a"],
        ["x", "-o", "y", "--nifti", "--table", "a=1", "--bits", "a=1"],
        ["x", "-o", "y", "--pairs", "a", "b", "--check-only"],
    ],
)
def test_wrong_usage(words: list[str], lightbox: Lightbox) -> None:
    assert lightbox("dataset", "import", *words).code == 2


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (["--csv", "--columns", "label"], "The columns 'label' are not understood."),
        (["--csv", "--columns", "label=klasse"], "The table has no column 'klasse'."),
        (["--coco"], "is no JSON file"),
        (["--datalist"], "is no JSON file"),
        (["--nifti"], "holds no images and labels"),
        (["--dicom"], ""),
    ],
)
def test_refusals_are_one_sentence(
    words: list[str], reason: str, lightbox: Lightbox, films: Path, tmp_path: Path
) -> None:
    done = lightbox("dataset", "import", films / "classes.csv", "-o", tmp_path / "set", *words)
    assert done.code == 1
    assert reason in done.err
    assert done.err.count("\n") == 1
    assert not (tmp_path / "set").exists()
