"""Recalibration alone: the network stays, the probabilities change."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ai.errors import TrainingDataError
from ai.inference.run import load_model, run_model
from ai.library.card import ModelCard
from ai.library.library import Library
from ai.library.pack import read_card, verify, write_card
from ai.library.seen_cases import read_seen
from ai.training.dataset.dataset import Part, load_dataset
from ai.training.evaluate import evaluate_model
from ai.training.finetune import fine_tune
from ai.training.finetune_config import FinetuneConfig
from ai.training.openings import openings_so_far

MakeDataset = Callable[..., Path]


def _plan(dataset: Path, output: Path, **changes: Any) -> FinetuneConfig:
    fields: dict[str, Any] = {"base": "tiny", "epochs": 2, "batch": 5, "output": output} | changes
    return FinetuneConfig(dataset, **fields)


@pytest.fixture
def overconfident(class_dataset: MakeDataset, tiny_library: Library, tmp_path: Path) -> ModelCard:
    """Make a classifier whose probabilities are far too sure."""
    card = fine_tune(_plan(class_dataset(12), tmp_path / "a", title="First"), library=tiny_library)
    calibration = {**card.reference["calibration"], "temperature": 0.05, "thresholds": [0.5, 0.5]}
    loud = replace(card, reference={**card.reference, "calibration": calibration})
    write_card(loud)
    return loud


def test_only_the_probabilities_change(class_dataset: MakeDataset, overconfident: ModelCard, tmp_path: Path) -> None:
    site = class_dataset(16, name="site")
    library = Library([overconfident.folder.parent])
    card = fine_tune(_plan(site, tmp_path / "b", base="first-0.1.0", scope="calibrate"), library=library)
    verify(card)
    assert read_card(card.folder) == card
    assert (card.id, card.parent, card.draft) == ("first-recalibrated", overconfident.key, True)
    assert card.weights_sha256 == overconfident.weights_sha256
    assert card.labels == overconfident.labels
    found, old = (each.reference["calibration"] for each in (card, overconfident))
    assert found["temperature"] > 0.1 > old["temperature"]
    held_out = load_dataset(site).part(Part.VALIDATION)
    assert found["cases"] == len(held_out)

    report = json.loads((tmp_path / "b" / "report" / "report.json").read_text())
    assert report["base"]["key"] == overconfident.key
    assert report["comparison"]["rows"][0]["difference"]["value"] == pytest.approx(0, abs=0.02)
    result = run_model(load_model(card, device="cpu"), load_dataset(site).cases[0].volume())
    assert sum(each.probability or 0 for each in result.classifications) == pytest.approx(1, abs=1e-3)

    seen = read_seen(card)
    assert seen is not None
    own = {case.record.pixels_sha256 for case in held_out}
    assert len(seen.sets[-1].hashes) == len(own)  # the training part was not looked at
    assert all(card.key in seen.models_that_saw(each) for each in own)

    # The library takes it as another model than its base, and as another than itself calibrated anew.
    shelf = Library([tmp_path / "shelf"])
    first = shelf.add(card.folder)
    calibration = {**found, "temperature": 3.0}
    other = replace(card, reference={**card.reference, "calibration": calibration})
    write_card(other)
    second = shelf.add(other.folder)
    assert (first.key, second.key) == ("first-recalibrated-0.1.0", "first-recalibrated-0.1.1")
    assert shelf.add(other.folder).key == second.key


def test_the_same_weights_with_other_probabilities_open_the_test_part_again(
    class_dataset: MakeDataset, overconfident: ModelCard, tmp_path: Path
) -> None:
    site = class_dataset(16, name="site")
    assert evaluate_model(overconfident, site, tmp_path / "before")["openings"] == 1
    library = Library([overconfident.folder.parent])
    card = fine_tune(_plan(site, tmp_path / "b", base="first-0.1.0", scope="calibrate"), library=library)
    report = json.loads((tmp_path / "b" / "report" / "report.json").read_text())
    assert (report["openings"], openings_so_far(site)) == (2, 2)
    assert evaluate_model(read_card(card.folder), site, tmp_path / "again")["openings"] == 2
    assert openings_so_far(site) == 2


def test_what_cannot_be_recalibrated(
    class_dataset: MakeDataset, mask_dataset: MakeDataset, tiny_library: Library, tmp_path: Path
) -> None:
    classes, masks = class_dataset(12), mask_dataset()
    with pytest.raises(TrainingDataError, match="Tiny chest does not tell the classes of this dataset"):
        fine_tune(_plan(classes, tmp_path / "a", scope="calibrate"), library=tiny_library)
    plan = _plan(classes, tmp_path / "b", scope="calibrate", base="", architecture="resnet18")
    with pytest.raises(TrainingDataError, match="random weights cannot be recalibrated"):
        fine_tune(plan, library=tiny_library)
    with pytest.raises(TrainingDataError, match="'calibrate' is for classes"):
        fine_tune(_plan(masks, tmp_path / "c", scope="calibrate"), library=tiny_library)
