"""Outlines on scans taught through whole runs: from a base, with other structures, and from random weights."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ai.errors import TrainingDataError
from ai.inference.run import load_model, run_model
from ai.library.card import Architecture, ModelCard
from ai.library.library import Library
from ai.library.pack import read_card, verify
from ai.library.prompt_spec import PromptSpec
from ai.training.dataset.dataset import Part, load_dataset
from ai.training.events import read_events
from ai.training.finetune import fine_tune
from ai.training.finetune_config import FinetuneConfig
from ai.training.job_folder import JobFolder
from ai.training.metrics import dice
from ai.training.outline_bases import is_teachable, require_teachable
from tests.ai.training.conftest import GRID

MakeDataset = Callable[..., Path]
WriteOutliner = Callable[..., ModelCard]


@pytest.fixture
def plan(tmp_path: Path) -> Callable[..., FinetuneConfig]:
    def make(dataset: Path, **changes: Any) -> FinetuneConfig:
        fields: dict[str, Any] = {"base": "outliner", "epochs": 2, "batch": 2, "output": tmp_path / "job"}
        return FinetuneConfig(dataset, **(fields | {"scope": "decoder", "learning_rate": 1e-2} | changes))

    return make


Plan = Callable[..., FinetuneConfig]


def _report(config: FinetuneConfig) -> dict[str, Any]:
    report: dict[str, Any] = json.loads((config.output / "report" / "report.json").read_text())
    return report


def test_a_base_learns_the_scans_of_a_site(
    scan_dataset: MakeDataset, write_outliner: WriteOutliner, plan: Plan, tmp_path: Path
) -> None:
    base = write_outliner()
    config = plan(scan_dataset(10), scope="all", epochs=6)
    card = fine_tune(config, library=Library([tmp_path / "models"]))
    verify(card)
    assert read_card(card.folder) == card
    assert (card.id, card.task, card.parent, card.draft) == ("outliner-site", "segmentation", base.key, True)
    assert (card.labels, card.input, card.architecture) == (base.labels, base.input, base.architecture)
    assert card.reference["largest_part"] == ["front", "back"]
    assert "volume_factors" not in card.reference  # measured with other weights
    report = _report(config)
    rows = {row["name"]: row for row in report["comparison"]["rows"]}
    assert list(rows) == [
        f"{figure}_{name}"
        for figure in ("dice", "jaccard", "nsd", "hd95", "error")
        for name in ("mean", "front", "back")
    ]
    assert rows["dice_mean"]["new"]["value"] > rows["dice_mean"]["base"]["value"] + 0.3
    assert rows["hd95_mean"]["new"]["value"] < rows["hd95_mean"]["base"]["value"]
    assert rows["hd95_mean"]["title"] == "HD95 in mm (smaller is better), mean"
    assert report["comparison"]["verdict"]["figure"] == "Dice, mean"
    assert "leans to the new model" in report["comparison"]["verdict"]["sentence"]
    assert "An empty mask says that there is none." in (config.output / "report" / "report.txt").read_text()

    # What the report tells of a case is what a reader gets of the pack.
    case = load_dataset(config.dataset).part(Part.TEST)[0]
    told = next(each for each in report["per_case"] if each["key"] == case.key)
    result = run_model(load_model(card, device="cpu"), case.volume())
    found = [dice(each.labelled == each.value, case.mask(each.label.name)) for each in result.structures]
    assert [round(each, 4) for each in found] == told["dice_new"]
    assert [each.value for each in result.measurements] == pytest.approx(told["volume_ml_new"], abs=1e-3)
    assert told["volume_ml_true"][0] == pytest.approx(case.mask("front").sum() * 0.003, abs=1e-4)
    assert told["figure_new"] == pytest.approx(np.mean(found), abs=1e-4)


def test_the_same_seed_gives_the_same_weights(
    scan_dataset: MakeDataset, write_outliner: WriteOutliner, plan: Plan, tmp_path: Path
) -> None:
    write_outliner()
    library = Library([tmp_path / "models"])
    config = plan(scan_dataset(6), epochs=1)
    first = fine_tune(config, library=library)
    again = fine_tune(replace(config, output=tmp_path / "again"), library=library)
    other = fine_tune(replace(config, output=tmp_path / "other", seed=5), library=library)
    assert first.weights_sha256 == again.weights_sha256 != other.weights_sha256


def test_structures_may_go_and_come(
    scan_dataset: MakeDataset, write_outliner: WriteOutliner, plan: Plan, tmp_path: Path
) -> None:
    base = write_outliner()
    config = plan(scan_dataset(6, names=("front", "lesion")), epochs=1)
    card = fine_tune(config, library=Library([tmp_path / "models"]))
    assert [label.name for label in card.labels] == ["front", "lesion"]
    assert card.labels[0] == base.labels[0]
    assert card.labels[1].code.scheme == "99SITE"
    assert card.reference["largest_part"] == ["front"]
    report = _report(config)
    assert report["labels"] == ["Front", "Lesion"]
    assert {row["name"] for row in report["comparison"]["rows"]} >= {"dice_mean", "dice_front"}
    assert "dice_lesion" not in {row["name"] for row in report["comparison"]["rows"]}
    assert [row["title"] for row in report["only_new"]] == ["Dice, Lesion"]
    assert report["per_case"][0]["dice_base"][1] is None
    assert (
        "Known to the new model alone, so not compared: Dice, Lesion"
        in (config.output / "report" / "report.txt").read_text()
    )
    case = load_dataset(config.dataset).cases[0]
    assert [each.label.name for each in run_model(load_model(card, device="cpu"), case.volume()).structures] == [
        "front",
        "lesion",
    ]


@pytest.mark.parametrize(
    ("changes", "names", "words"),
    [
        ({}, ("spleen", "liver"), "knows none of the structures of the dataset"),
        ({"scope": "probe"}, ("front", "back"), "'probe' is for classes"),
        ({"views": 4}, ("front", "back"), "without cached features, so views must be 1"),
        ({"loss": "bce"}, ("front", "back"), "loss bce is for structures that may overlap"),
        ({"base": "", "architecture": "unet"}, ("front", "back"), "only be taught as a whole"),
        ({"base": "", "architecture": "resnet18", "scope": "all"}, ("front", "back"), "unknown for masks"),
    ],
)
def test_what_cannot_be_taught_is_said(
    scan_dataset: MakeDataset,
    write_outliner: WriteOutliner,
    plan: Plan,
    tmp_path: Path,
    changes: dict[str, Any],
    names: tuple[str, str],
    words: str,
) -> None:
    write_outliner()
    with pytest.raises(TrainingDataError, match=words):
        fine_tune(plan(scan_dataset(6, names=names), **changes), library=Library([tmp_path / "models"]))


def test_a_case_without_a_mask_that_nobody_knows_is_named(
    scan_dataset: MakeDataset, write_outliner: WriteOutliner, plan: Plan, tmp_path: Path
) -> None:
    write_outliner()
    dataset = scan_dataset(6, names=("front", "lesion"))
    case = load_dataset(dataset).part(Part.TRAIN)[0]
    case.mask_path("lesion").unlink()
    with pytest.raises(TrainingDataError, match=f"Case {case.key} has no mask of lesion, and no base"):
        fine_tune(plan(dataset), library=Library([tmp_path / "models"]))
    case.mask_path("front").unlink()  # the base says where that is
    case.mask_path("lesion").write_bytes(load_dataset(dataset).part(Part.TRAIN)[1].mask_path("lesion").read_bytes())
    fine_tune(plan(dataset, epochs=1, output=tmp_path / "other"), library=Library([tmp_path / "models"]))


@pytest.mark.parametrize("name", ["unet", "two-path"])
def test_a_network_by_name_starts_from_nothing(
    scan_dataset: MakeDataset, plan: Plan, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr("ai.training.outline_networks.FILTERS", (4, 4, 8, 8))  # seconds
    config = plan(scan_dataset(6), base="", architecture=name, scope="all", epochs=1)
    card = fine_tune(config, library=Library([]))
    assert read_card(card.folder) == card
    assert (card.parent, card.title) == ("", "Front or back")
    assert card.input.modalities == ("MR",)
    assert card.input.grid is not None
    assert card.input.grid.patch == (16, 24, 24)
    report = _report(config)
    assert report["base"]["kind"] == "guess"
    assert 0.1 < report["comparison"]["rows"][0]["base"]["value"] < 0.95  # boxes lie at nearly the same place
    text = (config.output / "report" / "report.txt").read_text()
    assert "a guess by where the structures lay in most training cases stands for it" in text
    events = [event["event"] for event in read_events(JobFolder(config.output).events)[0]]
    assert events[-1] == "done"
    result = run_model(load_model(card, device="cpu"), load_dataset(config.dataset).cases[0].volume())
    assert [each.label.name for each in result.structures] == ["front", "back"]


def test_pictures_are_taught_in_two_dimensions(mask_dataset: MakeDataset, plan: Plan) -> None:
    config = plan(mask_dataset(8), base="", architecture="unet", scope="all", epochs=8, batch=2, learning_rate=1e-2)
    card = fine_tune(config, library=Library([]))
    assert card.input.grid is not None
    assert (card.input.grid.dimensions, card.input.grid.patch) == (2, (72, 72))
    rows = {row["name"]: row for row in _report(config)["comparison"]["rows"]}
    assert rows["dice_mean"]["new"]["value"] > 0.5
    assert rows["error_mean"]["title"] == "Area error in % (smaller is better), mean"
    assert _report(config)["per_case"][0]["volume_ml_new"] == [None, None]


def test_rules_and_programs_cannot_be_taught(write_outliner: WriteOutliner) -> None:
    card = write_outliner()
    assert is_teachable(card, ("front",))
    for changed, words in (
        (replace(card, architecture=Architecture("chest-ct-rules", ())), "fixed rules"),
        (replace(card, architecture=Architecture("torchscript", ())), "finished program"),
        (replace(card, task="detection"), "does not outline structures"),
        (
            replace(card, input=replace(card.input, grid=replace(GRID, activation="none"))),
            "outputs of Outliner are none",
        ),
        (
            replace(card, input=replace(card.input, grid=replace(GRID, background=False))),
            "outputs of Outliner are none",
        ),
        (replace(card, prompts=PromptSpec(("box",))), "marks what is shown to it"),
    ):
        assert not is_teachable(changed, ("front",))
        with pytest.raises(TrainingDataError, match=words):
            require_teachable(changed, ("front",))
