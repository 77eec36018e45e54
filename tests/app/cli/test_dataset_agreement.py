"""``lightbox dataset agreement``: readers are compared from the command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ai.training.dataset.reads import note_seen
from tests.ai.training.dataset.read_dataset import (
    SHAPE,
    box,
    boxed,
    flat,
    keys,
    pictures,
    read_boxes,
    read_classes,
    read_masks,
    volumes,
)

Lightbox = Callable[..., Any]


def test_classes(lightbox: Lightbox, tmp_path: Path) -> None:
    dataset = pictures(tmp_path / "set", 6)
    anna, bo = keys(tmp_path / "set", "Anna", "Bo")
    read_classes(dataset, anna, ["benign", "malignant", "benign", "malignant", "benign", "?"])
    read_classes(dataset, bo, ["benign", "malignant", "benign", "malignant", "malignant", ""])
    done = lightbox("dataset", "agreement", tmp_path / "set")
    assert (done.code, done.err) == (0, "")
    assert f"Reader {anna}: 6 of 6 cases complete." in done.out
    assert "kappa 0.62 (95 % " in done.out
    assert "80% of 5 cases of 3 persons or blocks the same" in done.out
    assert f"{dataset.cases[4].key}: " in done.out
    assert "Anna" not in done.out
    document = json.loads(lightbox("dataset", "agreement", tmp_path / "set", "--json").out)
    assert document["pairs"][0]["kappa"]["value"] == pytest.approx(0.6154, abs=1e-4)
    assert document["cases"][0]["key"] == dataset.cases[4].key


def test_masks(lightbox: Lightbox, tmp_path: Path) -> None:
    dataset = volumes(tmp_path / "set", 2)
    anna, bo = keys(tmp_path / "set", "Anna", "Bo")
    first, second = box((2, 5, 5), (4, 10, 9)), box((2, 5, 7), (4, 10, 11))
    for number in range(2):
        read_masks(dataset, number, anna, {"lesion": first, "organ": np.zeros(SHAPE, bool)})
        read_masks(dataset, number, bo, {"lesion": second, "organ": np.zeros(SHAPE, bool)})
    done = lightbox("dataset", "agreement", tmp_path / "set")
    assert "  lesion: Dice 0.500 (95 % 0.500 to 0.500), median HD95 1.4 mm\n" in done.out
    assert "  organ: neither ever marked anything, 2 of 2 cases marked by neither\n" in done.out
    document = json.loads(lightbox("dataset", "agreement", tmp_path / "set", "--json").out)
    assert document["pairs"][0]["structures"][0]["dice"]["value"] == 0.5


def test_boxes(lightbox: Lightbox, tmp_path: Path) -> None:
    dataset = boxed(tmp_path / "set", [[], [], []])
    anna, bo = keys(tmp_path / "set", "Anna", "Bo")
    for number in range(3):
        read_boxes(dataset, number, anna, [flat("nodule", 2, 2)])
    read_boxes(dataset, 0, bo, [flat("nodule", 2, 3), flat("nodule", 12, 12)])
    note_seen(dataset.cases[1].folder, bo)
    read_boxes(dataset, 1, bo, [])
    done = lightbox("dataset", "agreement", tmp_path / "set")
    assert (done.code, done.err) == (0, "")
    assert f"Reader {bo}: 2 of 3 cases complete, 1 of them not blind and not compared." in done.out
    alone = "0 of the first only, 1 of the second only" if anna < bo else "1 of the first only, 0 of the second only"
    assert (
        f"  nodule: both marked 1, {alone}; F1 0.67 (95 % 0.67 to 0.67), mean IoU of those of both 0.60\n" in done.out
    )
    assert "  mass: neither ever marked anything; 1 of 1 cases marked by neither\n" in done.out
    assert f"{dataset.cases[0].key}: nodule 1 both, " in done.out
    document = json.loads(lightbox("dataset", "agreement", tmp_path / "set", "--json").out)
    assert document["pairs"][0]["boxes"][0]["f1"]["value"] == pytest.approx(2 / 3)
    assert [each["unblinded"] for each in document["readers"]] == [int(key == bo) for key in sorted((anna, bo))]


def test_nobody_and_nothing(lightbox: Lightbox, tmp_path: Path) -> None:
    dataset = pictures(tmp_path / "set", 2)
    assert "Nobody has read" in lightbox("dataset", "agreement", tmp_path / "set").out
    read_classes(dataset, *keys(tmp_path / "set", "Anna"), ["benign", "benign"])
    assert "nothing to compare" in lightbox("dataset", "agreement", tmp_path / "set").out
    read_classes(dataset, *keys(tmp_path / "set", "Bo"), ["benign", "benign"])
    assert "kappa is not defined" in lightbox("dataset", "agreement", tmp_path / "set").out
    done = lightbox("dataset", "agreement", tmp_path)
    assert done.code == 1
    assert "dataset.json" in done.err
