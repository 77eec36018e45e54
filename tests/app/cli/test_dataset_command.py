"""``lightbox dataset``: import, check and split from the command line."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

Lightbox = Callable[..., Any]

CHECKOUT = Path(__file__).resolve().parents[3]


def draw(seed: int, path: Path) -> None:
    coarse = np.random.default_rng(seed).integers(20, 236, size=(9, 9)).astype(np.uint8)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(cv2.imencode(".png", cv2.resize(coarse, (40, 48), interpolation=cv2.INTER_CUBIC))[1].tobytes())


@pytest.fixture
def classes(tmp_path: Path) -> Path:
    for number, label in enumerate(("cat", "dog", "cow")):
        for index in range(30):
            draw(1000 * number + index, tmp_path / "source" / label / f"{label} ({index}).png")
    return tmp_path / "source"


def test_import_check_split_in_words(lightbox: Lightbox, classes: Path, tmp_path: Path) -> None:
    target = tmp_path / "set"
    done = lightbox("dataset", "import", classes, "-o", target, "--classes", "--only", "cat,dog", "--limit", 20)
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("40 cases added; the dataset has 40.\nSplit in blocks of neighbouring files")
    again = lightbox("dataset", "import", classes, "-o", target, "--only", "cat,dog")
    assert again.out.startswith("20 cases added, 40 were there already; the dataset has 60.\n")
    done = lightbox("dataset", "check", target)
    assert done.code == 0
    assert "  cat: 30 cases, 6 persons or blocks\n" in done.out
    assert done.out.endswith("Ready to be split and taught.\n")
    done = lightbox("dataset", "split", target, "--fractions", "0.6,0.2,0.2")
    assert done.code == 0
    assert "SHA-256" in done.out
    assert "left out: " in done.out


def test_documents(lightbox: Lightbox, classes: Path, tmp_path: Path) -> None:
    (classes / "cat" / "note.txt").write_text("x")
    target = tmp_path / "set"
    imported = json.loads(lightbox("dataset", "import", classes, "-o", target, "--person", "(.+)", "--json").out)
    assert (imported["task"], imported["names"], imported["cases"]) == ("classification", ["cat", "cow", "dog"], 90)
    assert imported["left_out"] == [{"name": "cat/note.txt", "reason": "This is no PNG, JPEG or DICOM image."}]
    checked = json.loads(lightbox("dataset", "check", target, "--json").out)
    assert (checked["usable"], checked["findings"], checked["groups"]) == (True, [], 90)
    assert checked["counts"][1] == {"name": "cow", "cases": 30, "groups": 30}
    first = json.loads(lightbox("dataset", "split", target, "--seed", "3", "--json").out)
    assert first["parts"]["test"] == {name: {"cases": 6, "groups": 6} for name in ("cat", "cow", "dog")}
    assert first["seed"] == 3
    assert json.loads(lightbox("dataset", "split", target, "--json").out)["sha256"] == first["sha256"]
    assert first["by"] == "person"
    other = lightbox("dataset", "split", target, "--by", "scanner")
    assert other.code == 1
    assert "--anew" in other.err
    again = json.loads(lightbox("dataset", "split", target, "--anew", "--seed", "4", "--json").out)
    assert again["sha256"] != first["sha256"]


def test_pairs(lightbox: Lightbox, tmp_path: Path) -> None:
    for index in range(10):
        draw(index, tmp_path / "films" / "images" / f"{index}.png")
        draw(50 + index, tmp_path / "films" / "masks" / f"{index}.png")
    words = ["--pairs", "images", "masks", "--bits", "lung=1,heart=6", "--person", "(.+)", "--modality", "cr"]
    words += ["--pixel-mm", "0.35", "--bones", "bright", "--view", "PA", "--body-part", "chest"]
    done = lightbox("dataset", "import", tmp_path / "films", "-o", tmp_path / "set", *words, "--json")
    assert json.loads(done.out)["names"] == ["lung", "heart"]
    record = json.loads(next((tmp_path / "set").glob("*/case.json")).read_text())
    assert (record["modality"], record["body_part"], record["view"]) == ("CR", "CHEST", "PA")
    assert (record["pixel_mm"], record["bones_bright"], record["spacing_kind"]) == ([0.35, 0.35], True, "detector")
    assert lightbox("dataset", "split", tmp_path / "set").code == 0
    assert lightbox("dataset", "import", "-o", tmp_path / "new", "--pairs", *words[1:3]).code == 1


def test_dicom_classes(lightbox: Lightbox, dicom: Callable[..., Path], tmp_path: Path) -> None:
    for number in range(4):
        label = "ill" if number % 2 else "well"
        pixels = np.full((8, 9), number, np.uint16)
        dicom(tmp_path / "s" / label / f"{number}.dcm", pixels, PatientID=f"P{number}", StudyInstanceUID=f"1.{number}")
    done = lightbox("dataset", "import", tmp_path / "s", "-o", tmp_path / "set")
    assert (done.code, done.err) == (0, "")
    assert done.out == "4 cases added; the dataset has 4.\nSplit by person, from the Patient ID of the DICOM files.\n"


@pytest.mark.parametrize(
    "words",
    [
        ["import", "x"],
        ["import", "-o", "y"],
        ["import", "x", "-o", "y", "--classes", "--pairs", "a", "b"],
        ["import", "x", "-o", "y", "--bits", "a=1"],
        ["import", "x", "-o", "y", "--pairs", "a", "b", "--only", "c"],
        ["import", "x", "-o", "y", "--pairs", "a", "b", "--bits", "a=1,a=2"],
        ["import", "x", "-o", "y", "--pairs", "a", "b", "--bits", "a=x"],
        ["import", "x", "-o", "y", "--limit", "0"],
        ["import", "x", "-o", "y", "--pixel-mm", "0"],
        ["split", "x", "--fractions", "1,2"],
        [],
        ["mend", "x"],
    ],
)
def test_wrong_usage(lightbox: Lightbox, words: list[str]) -> None:
    assert lightbox("dataset", *words).code == 2


def test_refusals_are_one_sentence(lightbox: Lightbox, classes: Path, tmp_path: Path) -> None:
    done = lightbox("dataset", "import", classes, "-o", tmp_path / "set", "--only", "cat")
    assert done.code == 1
    assert done.err.startswith("There is only one class, 'cat'")
    assert len(done.err.splitlines()) == 1
    done = lightbox("dataset", "check", tmp_path, "--json")
    assert done.code == 1
    assert json.loads(done.out)["error"] == "The folder holds no dataset.json."
    lightbox("dataset", "import", classes, "-o", tmp_path / "set", "--limit", 4)
    done = lightbox("dataset", "split", tmp_path / "set")
    assert (done.code, done.out) == (1, "")
    assert "at least 10 of each class" in done.err
    done = lightbox("dataset", "check", tmp_path / "set")
    assert done.code == 0
    assert done.out.endswith("Nothing can be taught with it yet.\n")


def test_long_lists_of_files_are_cut(lightbox: Lightbox, classes: Path, tmp_path: Path) -> None:
    for number in range(15):
        (classes / "cat" / f"{number}.txt").write_text("x")
    done = lightbox("dataset", "import", classes, "-o", tmp_path / "set")
    assert done.err.count("Left out cat/") == 10
    assert done.err.endswith("Left out 5 more; --json names all.\n")


def test_it_needs_neither_torch_nor_qt(classes: Path, tmp_path: Path) -> None:
    source, target = str(classes), str(tmp_path / "set")
    code = (
        "import sys; from app.cli.entry import main\n"
        f"for words in (['import', {source!r}, '-o', {target!r}], ['check', {target!r}], ['split', {target!r}]):\n"
        "    assert main(['dataset', *words]) == 0\n"
        "sys.exit(bool({'torch', 'PySide6', 'monai'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=CHECKOUT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.realdata
def test_brain_slices(lightbox: Lightbox, shared_data: Path, tmp_path: Path) -> None:
    start = time.monotonic()
    source, target = shared_data / "brain_mri_tumour", tmp_path / "set"
    words = ("--classes", "--only", "glioma_tumor,no_tumor", "--limit", 100, "--json")
    imported = json.loads(lightbox("dataset", "import", source, "-o", target, *words).out)
    assert (imported["added"], imported["left_out"]) == (200, [])
    assert json.loads(lightbox("dataset", "check", target, "--json").out)["usable"] is True
    parts = json.loads(lightbox("dataset", "split", target, "--json").out)["parts"]
    for label in ("glioma_tumor", "no_tumor"):
        cases = {part: counts[label]["cases"] for part, counts in parts.items()}
        assert cases["train"] >= 50
        assert cases["validation"] >= 18
        assert cases["test"] >= 18
        assert sum(cases.values()) == 100
    assert time.monotonic() - start < 30


@pytest.mark.realdata
def test_chest_films(lightbox: Lightbox, shared_data: Path, tmp_path: Path) -> None:
    start = time.monotonic()
    target = tmp_path / "set"
    words = ["--pairs", "images", "masks", "--person", "(.+)", "--limit", 30, "--modality", "CR", "--pixel-mm", "0.35"]
    words += ["--bits", "right_lung=1,left_lung=2,heart=4,right_clavicle=8,left_clavicle=16", "--json"]
    imported = json.loads(lightbox("dataset", "import", shared_data / "jsrt", "-o", target, *words).out)
    assert (imported["added"], len(imported["names"])) == (30, 5)
    checked = json.loads(lightbox("dataset", "check", target, "--json").out)
    # Films of different persons look alike; none of them is taken for a copy.
    assert checked["findings"] == []
    parts = json.loads(lightbox("dataset", "split", target, "--json").out)["parts"]
    assert [counts[""]["cases"] for counts in parts.values()] == [18, 6, 6, 0]
    assert time.monotonic() - start < 30
