"""Whole runs on bright discs: seconds each."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ai.errors import TrainingDataError
from ai.inference.detect import BoxReading, reading_of
from ai.inference.run import load_model, run_model
from ai.library.card import Architecture, ModelCard, Weights
from ai.library.grid_spec import GridSpec
from ai.library.library import Library
from ai.library.pack import read_card, verify, write_card
from ai.networks.build import build
from ai.networks.weights import write_weights
from ai.plain import to_plain
from ai.training import teach_detector, teach_spots
from ai.training.augmentation_choice import Augmentation
from ai.training.dataset.dataset import Part, load_dataset
from ai.training.evaluate import evaluate_model
from ai.training.events import read_events
from ai.training.finetune import fine_tune
from ai.training.finetune_config import FinetuneConfig
from ai.training.job_folder import JobFolder
from ai.training.nodule_member import INPUT

MakeDataset = Callable[..., Path]

SPOTS = Architecture(
    "spot-finder",
    (("filters", (8, 8, 16, 16)), ("blocks", (1, 1, 1, 1)), ("members", 4), ("apart_px", 6.0), ("most", 20)),
)


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(teach_detector, "SIDE_PX", 64)
    monkeypatch.setattr(teach_spots, "SIDE", 64)


@pytest.fixture
def spot_library(tmp_path: Path, write_pack: Callable[..., ModelCard]) -> Library:
    """Make a library with a spot finder of random weights as ``spots``."""
    grid = replace(INPUT.grid or GridSpec(), size=(96, 96))
    card = write_pack(tmp_path / "models", id="spots", title="Spots", task="detection")
    card = replace(
        card,
        labels=(replace(card.labels[0], name="nodule", title="Nodule?"),),
        input=replace(INPUT, minimum_size_px=32, grid=grid),
        architecture=SPOTS,
        reference={"detection": to_plain(BoxReading(score_threshold=0.5, overlap=0.5, most=5))},
    )
    path = card.folder / "member0.safetensors"
    card = replace(card, members=(Weights(path.name, write_weights(build(SPOTS), path)),))
    write_card(card)
    return Library([tmp_path / "models"])


def _config(dataset: Path, **changes: Any) -> FinetuneConfig:
    calm = Augmentation(rotation_deg=5, flip_columns=True)
    fields: dict[str, Any] = {
        "architecture": "retinanet_resnet18_fpn",
        "scope": "all",
        "epochs": 1,
        "batch": 4,
        "augmentation": calm,
        "output": dataset.parent / "job",
    } | changes
    return FinetuneConfig(dataset, **fields)


def _report(config: FinetuneConfig) -> dict[str, Any]:
    report: dict[str, Any] = json.loads((config.output / "report" / "report.json").read_text())
    return report


def test_a_detector_from_random_weights_becomes_a_model_that_runs(box_dataset: MakeDataset) -> None:
    config = _config(box_dataset(), epochs=4, batch=12)
    card = fine_tune(config, library=Library([]), device="cpu")
    verify(card)
    assert read_card(card.folder) == card
    assert (card.id, card.task, card.parent, card.draft) == ("nodule", "detection", "", True)
    report = _report(config)
    assert (report["base"]["kind"], report["comparison"]["verdict"], report["hit_rule"]) == ("none", None, "overlap")
    rows = {row["name"]: row["new"]["value"] for row in report["comparison"]["rows"]}
    curve = np.array(report["froc"]["new"])
    assert (np.diff(curve, axis=0) >= 0).all()
    assert curve[:, 1].max() >= round(rows["found_at_2"], 4) >= rows["cpm"] - 0.3  # a curve is told to four places

    # The ordinary run shows what the report counted, at the threshold of the validation part.
    tested = load_dataset(config.dataset).part(Part.TEST)
    model = load_model(card, device="cpu")
    shown = [run_model(model, case.volume()).detections for case in tested]
    counted = [each["false_new"] for each in report["per_case"]]
    assert sum(counted) <= sum(len(each) for each in shown) <= sum(counted) + 3 * sum(len(c.boxes) for c in tested)
    assert all(each.score is None or each.score >= reading_of(card).score_threshold for one in shown for each in one)
    epochs = [each for each in read_events(JobFolder(config.output).events)[0] if each["event"] == "epoch"]
    assert epochs[-1]["metric_name"] == "sensitivity"
    assert epochs[-1]["loss"] < epochs[0]["loss"]
    done = read_events(JobFolder(config.output).events)[0][-1]
    assert (done["event"], done["verdict"]) == ("done", "")


@pytest.mark.parametrize("name", ["fcos_resnet18_fpn", "fasterrcnn_resnet18_fpn"])
def test_other_detectors_run_to_their_end_and_are_taught_again(box_dataset: MakeDataset, name: str) -> None:
    config = _config(box_dataset(names=("nodule", "cyst")), architecture=name, batch=12)
    first = fine_tune(config, library=Library([]), device="cpu")
    assert [label.name for label in first.labels] == ["nodule", "cyst"]
    again = replace(config, architecture="", base=first.key, scope="head", output=config.output / "again", title="B")
    second = fine_tune(again, library=Library([first.folder.parent]), device="cpu")
    assert (second.parent, second.architecture) == (first.key, first.architecture)
    report = _report(again)
    assert report["base"]["key"] == first.key
    assert report["comparison"]["verdict"]["word"] == "too few cases"
    assert {row["name"] for row in report["comparison"]["rows"]} >= {"cpm", "found_at_2_0", "found_at_2_1"}
    started = read_events(JobFolder(again.output).events)[0]
    told = next(each for each in started if each["event"] == "started")
    assert 0 < told["trainable"] < told["parameters"] / 4


@pytest.mark.parametrize("scope", ["head", "all"])
def test_a_spot_finder_is_taught(box_dataset: MakeDataset, spot_library: Library, scope: str) -> None:
    epochs = 8 if scope == "all" else 1
    changes = {"base": "spots", "architecture": "", "scope": scope, "epochs": epochs, "learning_rate": 5e-3}
    config = _config(box_dataset(), **changes)
    card = fine_tune(config, library=spot_library, device="cpu")
    assert (card.id, card.parent, dict(card.architecture.arguments)["members"]) == ("spots-site", "spots-1.2.0", 3)
    assert "Taught from the first 3 of 4 members." in card.reading.limits
    report = _report(config)
    assert (report["hit_rule"], report["new"]["members"], report["base"]["members"]) == ("centre", 3, 4)
    told = next(each for each in read_events(JobFolder(config.output).events)[0] if each["event"] == "started")
    shares = {"head": (0, 0.05), "all": (1, 1)}
    low, high = shares[scope]
    assert low <= told["trainable"] / told["parameters"] <= high
    if scope == "all":
        rows = {row["name"]: row["new"]["value"] for row in report["comparison"]["rows"]}
        assert rows["found_at_2"] >= 0.5
    volume = load_dataset(config.dataset).cases[0].volume()
    assert run_model(load_model(card, device="cpu"), volume).classifications == ()
    alone = evaluate_model(card, config.dataset, config.output / "alone")
    assert (alone["base"]["kind"], alone["openings"]) == ("none", 1)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"scope": "last"}, r"scope 'last' is not for boxes"),
        ({"scope": "head"}, r"nothing to keep"),
        ({"loss": "bce"}, r"loss bce does not fit: This network asks of every place"),
        ({"frozen": ("backbone",)}, r"no part named backbone"),
        ({"views": 8}, r"views must be 1"),
        ({"architecture": "yolo"}, r"network 'yolo' finds no boxes"),
        ({"architecture": "", "base": "tiny"}, r"Boxes cannot be taught to Tiny chest"),
    ],
)
def test_plans_that_are_refused(
    box_dataset: MakeDataset, tiny_library: Library, changes: dict[str, Any], message: str
) -> None:
    with pytest.raises(TrainingDataError, match=message):
        fine_tune(_config(box_dataset(), **changes), library=tiny_library, device="cpu")


def test_datasets_that_are_refused(
    box_dataset: MakeDataset, spot_library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    unknown = _config(box_dataset(names=("cyst",), name="cysts"), base="spots", architecture="", scope="head")
    with pytest.raises(TrainingDataError, match=r"has boxes of cyst; Spots marks nodule"):
        fine_tune(unknown, library=spot_library, device="cpu")
    rare = _config(box_dataset(names=("nodule", "mass", "cyst"), name="rare"), output=unknown.output / "rare")
    with pytest.raises(TrainingDataError, match=r"train part has 0 cases with a box of cyst; at least 2"):
        fine_tune(rare, library=spot_library, device="cpu")


def test_a_box_outside_of_its_picture_is_told(box_dataset: MakeDataset) -> None:
    config = _config(box_dataset())
    case = next(each for each in load_dataset(config.dataset).part(Part.TRAIN) if each.boxes)
    path = case.folder / "labels.json"
    content = json.loads(path.read_text())
    content["boxes"][0]["high_index"][2] = 90.0
    path.write_text(json.dumps(content))
    with pytest.raises(TrainingDataError, match=rf"Case {case.key} cannot be taught: A box of 'nodule' reaches out"):
        fine_tune(config, library=Library([]), device="cpu")


def test_a_test_part_without_boxes_is_refused(box_dataset: MakeDataset) -> None:
    config = _config(box_dataset())
    for case in load_dataset(config.dataset).part(Part.TEST):
        path = case.folder / "labels.json"
        path.write_text(json.dumps({**json.loads(path.read_text()), "boxes": []}))
    with pytest.raises(TrainingDataError, match="The held-out part has no box"):
        fine_tune(config, library=Library([]), device="cpu")
