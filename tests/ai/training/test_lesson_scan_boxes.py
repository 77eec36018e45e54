"""Whole runs on balls in scans: seconds each."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ai.errors import TrainingDataError
from ai.inference.run import load_model, run_model
from ai.library.library import Library
from ai.library.pack import read_card, verify
from ai.training import box_contract, forecast_run, teach_volume_boxes
from ai.training.augmentation_choice import NO_AUGMENTATION
from ai.training.dataset.dataset import Part, load_dataset
from ai.training.events import read_events
from ai.training.finetune import fine_tune
from ai.training.finetune_config import FinetuneConfig
from ai.training.forecast_run import forecast
from ai.training.job_folder import JobFolder

from .ball_scans import ball_contents, write_dataset


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(teach_volume_boxes, "FILTERS", (8, 16))
    monkeypatch.setattr(box_contract, "MOST_VOXELS", 16 * 24 * 24)


def _config(dataset: Path, **changes: Any) -> FinetuneConfig:
    fields: dict[str, Any] = {
        "architecture": "centernet_3d",
        "scope": "all",
        "epochs": 1,
        "batch": 4,
        "learning_rate": 1e-2,
        "augmentation": NO_AUGMENTATION,
        "output": dataset.parent / "job",
    } | changes
    return FinetuneConfig(dataset, **fields)


def _report(config: FinetuneConfig) -> dict[str, Any]:
    report: dict[str, Any] = json.loads((config.output / "report" / "report.json").read_text())
    return report


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_dataset(tmp_path_factory.mktemp("balls") / "set", ball_contents(27))


def test_a_detector_of_scans_becomes_a_model_that_runs_and_is_taught_again(dataset: Path) -> None:
    config = _config(dataset, epochs=6)
    card = fine_tune(config, library=Library([]), device="cpu")
    verify(card)
    assert read_card(card.folder) == card
    assert (card.id, card.task, card.parent, card.draft) == ("nodule", "detection", "", True)
    grid = card.input.grid
    assert grid is not None
    assert (grid.dimensions, grid.orientation, grid.spacing_mm) == (3, "SPL", (2.0, 1.0, 1.0))
    report = _report(config)
    assert (report["base"]["kind"], report["comparison"]["verdict"], report["hit_rule"]) == ("none", None, "overlap_3d")
    rows = {row["name"]: row for row in report["comparison"]["rows"]}
    assert rows["cpm"]["title"] == "Mean share found at 1/8 to 8 false marks per scan"
    assert rows["cpm"]["new"]["value"] >= 0.8
    assert report["box_overlap"]["new"] > 0.3
    assert report["box_overlap"]["base"] is None
    text = (config.output / "report" / "report.txt").read_text()
    assert "share at least a tenth of the volume" in text
    assert "False marks per scan" in (config.output / "report" / "report.html").read_text()

    # The ordinary run puts its boxes where the findings are, in the patient's millimetres, however a scan is stored.
    model, off_mm = load_model(card, device="cpu"), []
    for case in load_dataset(dataset).part(Part.TEST):
        volume = case.volume()
        marks = run_model(model, volume).detections
        for box in case.boxes:
            truth = (np.array(box.low_lps_mm) + np.array(box.high_lps_mm)) / 2
            places = [volume.to_lps_mm((np.array(each.low) + np.array(each.high)) / 2) for each in marks]
            off_mm.append(min((float(np.linalg.norm(place - truth)) for place in places), default=np.inf))
    assert np.median(off_mm) < 2.0

    again = replace(
        config, architecture="", base=card.key, scope="head", epochs=1, output=config.output / "b", title="B"
    )
    second = fine_tune(again, library=Library([card.folder.parent]), device="cpu")
    assert (second.parent, second.architecture, second.input) == (card.key, card.architecture, card.input)
    told = _report(again)
    assert (told["base"]["key"], told["comparison"]["verdict"]["word"]) == (card.key, "too few cases")
    started = next(each for each in read_events(JobFolder(again.output).events)[0] if each["event"] == "started")
    assert 0 < started["trainable"] < started["parameters"] / 2


def test_the_forecast_teaches_a_few_scans(dataset: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forecast_run, "peak_bytes", lambda: 1000)
    found = forecast(_config(dataset), Library([]), device="cpu")
    assert found.seconds > 0
    assert found.trainable == found.parameters > 0
    cases = load_dataset(dataset)
    held, tried = len(cases.part(Part.TRAIN)) + len(cases.part(Part.VALIDATION)), 12
    # All scans are held at once, in two bytes a voxel, also those that the trial does not read.
    assert found.memory_bytes is not None
    assert found.memory_bytes - 1000 == 2 * 16 * 24 * 24 * (held - tried - min(8, len(cases.part(Part.VALIDATION))))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"architecture": "retinanet_resnet18_fpn"}, r"finds no boxes in scans of several slices"),
        ({"architecture": "", "base": "tiny"}, r"Boxes cannot be taught to Tiny chest"),
        ({"scope": "head"}, r"nothing to keep"),
        ({"loss": "focal"}, r"loss 'focal' is not for boxes"),
        ({"views": 4}, r"views must be 1|without cached features"),
    ],
)
def test_plans_that_are_refused(
    dataset: Path, tiny_library: Library, changes: dict[str, Any], message: str, tmp_path: Path
) -> None:
    with pytest.raises(TrainingDataError, match=message):
        fine_tune(_config(dataset, output=tmp_path / "job", **changes), library=tiny_library, device="cpu")
