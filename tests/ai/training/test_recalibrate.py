"""Recalibration alone: the network stays, the probabilities change."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ai.errors import TrainingDataError
from ai.inference.classify import member_logits
from ai.inference.run import load_model, run_model
from ai.library.card import ModelCard
from ai.library.library import Library
from ai.library.pack import read_card, verify, write_card
from ai.library.seen_cases import read_seen
from ai.prepare.radiograph import prepare_radiograph
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
    assert report["comparison"]["rows"][0]["difference"]["value"] >= -0.02  # the base may say 1.0 of several
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


def test_slope_and_offsets_where_the_plan_names_platt(
    class_dataset: MakeDataset, overconfident: ModelCard, tmp_path: Path
) -> None:
    site = class_dataset(16, name="site")
    calibration = {**overconfident.reference["calibration"], "temperature": 1.0, "offsets": [0.0, 30.0]}
    write_card(replace(overconfident, reference={**overconfident.reference, "calibration": calibration}))
    library = Library([overconfident.folder.parent])
    plan = _plan(site, tmp_path / "b", base="first-0.1.0", scope="calibrate", calibration="platt")
    card = fine_tune(plan, library=library)
    found = card.reference["calibration"]
    assert read_card(card.folder) == card
    assert len(found["offsets"]) == len(card.labels)
    assert (card.metrics["offsets"], card.metrics["plan"]["calibration"]) == (found["offsets"], "platt")
    assert "a slope and an offset of each class (Platt)" in card.reading.training_data

    # What a user is shown is what the card says of the logits.
    volume = load_dataset(site).cases[0].volume()
    told = [each.probability for each in run_model(load_model(card, device="cpu"), volume).classifications]
    model = load_model(overconfident, device="cpu")
    picture, _ = prepare_radiograph(volume, card.input, hang=False)
    logits = member_logits(model.networks, picture[np.newaxis])[0].astype(np.float64)
    weighed = np.exp(logits / found["temperature"] + np.array(found["offsets"]))
    assert told == pytest.approx(weighed / weighed.sum(), abs=1e-3)

    report = json.loads((tmp_path / "b" / "report" / "report.json").read_text())
    after, before = (report["calibration"][name]["brier"]["value"] for name in ("new", "base"))
    assert after < 0.25 < 0.4 < before  # a coin has 0.25; the base calls everything the second class
    text = (tmp_path / "b" / "report" / "report.txt").read_text()
    assert "Whether the probabilities hold, lower is better:" in text
    assert "Brier score: before (base)" in text


def test_platt_belongs_to_the_probabilities_alone(tmp_path: Path) -> None:
    with pytest.raises(TrainingDataError, match="'platt' belongs to the scope calibrate"):
        _plan(tmp_path, tmp_path / "b", scope="probe", calibration="platt")
    with pytest.raises(TrainingDataError, match="calibration 'isotonic' is unknown"):
        _plan(tmp_path, tmp_path / "b", scope="calibrate", calibration="isotonic")


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
