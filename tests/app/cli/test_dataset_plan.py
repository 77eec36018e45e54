"""``lightbox dataset plan``: what is suggested, and the file that ``finetune`` reads."""

from __future__ import annotations

import json
from pathlib import Path

import cv2
import numpy as np
import pytest

from ai.training.finetune_config import read_config
from app.cli.entry import main


@pytest.fixture
def cases(tmp_path: Path) -> Path:
    """Give a dataset of two classes, not split."""
    chance = np.random.default_rng(0)
    for number in range(60):
        folder = tmp_path / "in" / ("left", "right")[number % 2]
        folder.mkdir(parents=True, exist_ok=True)
        cv2.imwrite(str(folder / f"{number}.png"), chance.integers(0, 255, (64, 64), np.uint8))
    assert main(["dataset", "import", str(tmp_path / "in"), "-o", str(tmp_path / "cases")]) == 0
    return tmp_path / "cases"


def test_the_plan_is_one_that_finetune_reads(cases: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = cases.parent / "plan.toml"
    capsys.readouterr()
    assert main(["dataset", "plan", str(cases), "-o", str(path), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    config = read_config(path)
    assert config.dataset == cases
    assert config.output == cases.parent / "job"
    assert config.base.startswith("gray-encoder-")
    assert (config.scope, config.views) == (told["scope"], told["views"]) == ("probe", 8)
    assert "are few" in told["reason"]
    assert main(["dataset", "plan", str(cases), "-o", str(path)]) == 1
    assert "is there already" in capsys.readouterr().err


def test_a_dataset_that_is_not_split_is_told_so(cases: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["dataset", "plan", str(cases), "-o", str(cases.parent / "plan.toml")]) == 0
    assert "'lightbox dataset split' comes first, then 'lightbox finetune plan.toml' begins." in capsys.readouterr().out


def test_another_base_and_only_words(cases: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["dataset", "plan", str(cases), "--base", "cxr-anatomy"]) == 0
    assert "Start from: cxr-anatomy-" in capsys.readouterr().out
    assert not (cases.parent / "job").exists()


@pytest.mark.parametrize("base", ["nobody", "../cxr-anatomy"])
def test_a_base_that_is_not_there(cases: Path, base: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["dataset", "plan", str(cases), "--base", base]) == 1
    assert "There is no model" in capsys.readouterr().err


def test_a_base_that_cannot_be_taught_it(cases: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = cases.parent / "plan.toml"
    assert main(["dataset", "plan", str(cases), "--base", "hippocampus", "-o", str(path)]) == 1
    told = capsys.readouterr().err
    assert "cannot be taught what this dataset holds" in told
    assert "gray-encoder-" in told
    assert not path.exists()
