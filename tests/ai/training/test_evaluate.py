"""Openings of a test part through whole runs and evaluations; a worse model is told."""

from __future__ import annotations

import errno
import json
import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file, save_file

from ai.errors import TrainingDataError
from ai.inference import classify
from ai.library.card import ModelCard, Weights
from ai.library.library import Library
from ai.library.pack import write_card
from ai.training import openings
from ai.training.dataset.case import file_sha256
from ai.training.dataset.dataset import Part, load_dataset
from ai.training.evaluate import evaluate_model
from ai.training.events import read_events
from ai.training.finetune import fine_tune
from ai.training.finetune_config import FinetuneConfig
from ai.training.job_folder import JobFolder
from ai.training.openings import OPENINGS_FILE, openings_so_far

MakeDataset = Callable[..., Path]


def _plan(dataset: Path, output: Path, *, scope: str = "probe") -> FinetuneConfig:
    return FinetuneConfig(dataset, base="tiny", epochs=2, batch=5, output=output, scope=scope)


def _reversed(card: ModelCard, folder: Path) -> ModelCard:
    """Make a model that calls each class by the other's name: its head's weights are negated."""
    shutil.copytree(card.folder, folder / card.key)
    path = folder / card.key / card.members[0].file
    state = load_file(path)
    linear = [name for name in state if name.startswith("head.linear.")]
    assert len(linear) == 2
    save_file(state | {name: -state[name] for name in linear}, path)
    turned = replace(card, folder=path.parent, members=(Weights(path.name, file_sha256(path)),))
    write_card(turned)
    return turned


def test_each_taught_model_opens_the_test_part_once(
    class_dataset: MakeDataset, tiny_library: Library, tmp_path: Path
) -> None:
    dataset = class_dataset(12)
    first = fine_tune(_plan(dataset, tmp_path / "first"), library=tiny_library)
    assert (first.metrics["openings"], openings_so_far(dataset)) == (1, 1)
    assert "interval_95" in first.metrics["auc"]
    again = evaluate_model(first, dataset, tmp_path / "again")
    assert (again["openings"], again["level"]) == (1, 0.95)
    fine_tune(_plan(dataset, tmp_path / "first"), library=tiny_library, resume=True)
    assert openings_so_far(dataset) == 1

    second = fine_tune(_plan(dataset, tmp_path / "second", scope="head"), library=tiny_library)
    report = json.loads((tmp_path / "second" / "report" / "report.json").read_text())
    assert (report["openings"], report["level"], report["comparison"]["level"]) == (2, 0.9875, 0.9875)
    words = "98.75 % interval, because this test part was opened 2 times"
    assert words in report["comparison"]["verdict"]["sentence"]
    text = (tmp_path / "second" / "report" / "report.txt").read_text()
    assert words in text
    assert "98.75 % intervals, because this test part was opened 2 times: " in text
    assert second.metrics["openings"] == 2
    assert set(second.metrics["auc"]) == {"value", "interval_98.75"}

    turned = _reversed(first, tmp_path / "turned")
    assert evaluate_model(turned, dataset, tmp_path / "third", against=second)["openings"] == 3
    assert evaluate_model(first, dataset, tmp_path / "once_more", against=turned)["openings"] == 1
    assert openings_so_far(dataset) == 3


def test_it_is_counted_before_anything_is_scored(
    class_dataset: MakeDataset, tiny_library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dataset = class_dataset(12)
    card = fine_tune(_plan(dataset, tmp_path / "job"), library=tiny_library)
    (dataset / OPENINGS_FILE).unlink()
    scored = 0
    real = classify.classify

    def watched(*args: Any) -> Any:
        nonlocal scored
        assert openings_so_far(dataset) == 1
        scored += 1
        return real(*args)

    monkeypatch.setattr("ai.inference.classify.classify", watched)

    def read_only(*args: object) -> int:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    with monkeypatch.context() as patched:
        patched.setattr(openings, "_open", read_only)
        with pytest.raises(TrainingDataError, match="The test part cannot be opened"):
            evaluate_model(card, dataset, tmp_path / "report")
        with pytest.raises(TrainingDataError, match="The test part cannot be opened"):
            fine_tune(_plan(dataset, tmp_path / "never"), library=tiny_library)
    assert scored == 0
    events = read_events(JobFolder(tmp_path / "never").events)[0]
    assert [event["event"] for event in events if event["event"] != "progress"] == ["failed"]  # before any teaching
    assert not (tmp_path / "report").exists()
    evaluate_model(card, dataset, tmp_path / "report")
    assert scored > 0


def test_what_does_not_fit_opens_nothing(
    class_dataset: MakeDataset, mask_dataset: MakeDataset, tiny_library: Library, tmp_path: Path
) -> None:
    dataset = class_dataset(12)
    with pytest.raises(TrainingDataError, match="made for outlining the anatomy of a chest radiograph"):
        evaluate_model(tiny_library.get("tiny"), dataset, tmp_path / "report")
    assert not (dataset / OPENINGS_FILE).exists()
    masks = mask_dataset()
    for case in load_dataset(masks).part(Part.TEST):
        for name in case.masks:
            case.mask_path(name).unlink()
    with pytest.raises(TrainingDataError, match="has no mask of a structure"):
        evaluate_model(tiny_library.get("tiny"), masks, tmp_path / "report")
    assert not (masks / OPENINGS_FILE).exists()


def test_a_planted_worse_model_is_told(class_dataset: MakeDataset, tiny_library: Library, tmp_path: Path) -> None:
    dataset = class_dataset(110)
    good = fine_tune(_plan(dataset, tmp_path / "job"), library=tiny_library)
    bad = _reversed(good, tmp_path / "turned")
    report = evaluate_model(bad, dataset, tmp_path / "report", against=good)
    assert report["comparison"]["verdict"]["word"] == "worse"
    assert report["comparison"]["verdict"]["sentence"].startswith("The new model is worse: AUC differs by -")
    assert report["level"] == 0.9875
    assert torch.tensor(report["comparison"]["confusion_new"]).diagonal().sum() < report["cases"] / 2
    back = evaluate_model(good, dataset, tmp_path / "back", against=bad)
    assert (back["openings"], back["comparison"]["verdict"]["word"]) == (1, "better")
