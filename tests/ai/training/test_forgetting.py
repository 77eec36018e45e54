"""What a taught model forgets, and how far it agrees with its base on pictures without labels."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from safetensors.torch import load_file, save_file

from ai.errors import TrainingDataError
from ai.library.card import ModelCard, Weights
from ai.library.library import Library
from ai.library.pack import write_card
from ai.training import forgetting
from ai.training.dataset.case import file_sha256
from ai.training.finetune import fine_tune
from ai.training.finetune_config import FinetuneConfig
from ai.training.forgetting import check_forgetting
from ai.training.openings import OPENINGS_FILE, openings_so_far
from ai.training.unlabelled import MOST_CASES, check_unlabelled, unlabelled_cases

MakeDataset = Callable[..., Path]


def _plan(dataset: Path, output: Path, **changes: Any) -> FinetuneConfig:
    fields: dict[str, Any] = {"base": "tiny", "epochs": 2, "batch": 5, "output": output} | changes
    return FinetuneConfig(dataset, **fields)


def _reversed(card: ModelCard, folder: Path) -> ModelCard:
    """Make a model that calls each class by the other's name: its head's weights are negated."""
    shutil.copytree(card.folder, folder / card.key)
    path = folder / card.key / card.members[0].file
    state = load_file(path)
    save_file(state | {name: -value for name, value in state.items() if name.startswith("head.linear.")}, path)
    turned = replace(card, folder=path.parent, members=(Weights(path.name, file_sha256(path)),))
    write_card(turned)
    return turned


@pytest.mark.parametrize(
    ("word", "alarm", "high", "told"),
    [
        ("worse", "", -0.1, "worse"),
        ("no proof", "near_duplicates", -0.1, "worse"),
        ("no proof", "near_duplicates", 0.1, "no proof"),
        ("no proof", "held_out_seen", -0.1, "no proof"),
        ("too few cases", "near_duplicates", -0.1, "too few cases"),
    ],
)
def test_a_leak_that_makes_nobody_forget_hides_no_loss(
    class_dataset: MakeDataset,
    tiny_library: Library,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    word: str,
    alarm: str,
    high: float,
    told: str,
) -> None:
    report = {
        "comparison": {"verdict": {"word": word, "sentence": ""}, "rows": [{"difference": {"high": high}}]},
        "alarms": [{"name": alarm, "severity": "leak"}] if alarm else [],
        "cases": 30,
        "openings": 1,
    }
    monkeypatch.setattr(forgetting, "evaluate", lambda *_, **__: report)
    card = tiny_library.get("tiny")
    assert check_forgetting(card, card, class_dataset(), tmp_path)["word"] == told


def test_base_and_new_model_are_compared_on_the_reference(
    class_dataset: MakeDataset, tiny_library: Library, tmp_path: Path
) -> None:
    first = fine_tune(_plan(class_dataset(12), tmp_path / "a", title="First"), library=tiny_library)
    site, old = class_dataset(12, name="site"), class_dataset(12, name="old")
    library = Library([first.folder.parent])
    plan = _plan(site, tmp_path / "b", base="first-0.1.0", reference=old, unlabelled=tmp_path / "old_source" / "plain")
    fine_tune(plan, library=library)
    assert (openings_so_far(site), openings_so_far(old)) == (1, 1)
    report = json.loads((tmp_path / "b" / "report" / "report.json").read_text())
    forgetting = report["forgetting"]
    assert forgetting["status"] == "checked"
    assert forgetting["sentence"].startswith("On the reference data set: ")
    assert forgetting["word"] == "too few cases"
    assert forgetting["rows"][0]["name"] == "auc"
    whole = json.loads((tmp_path / "b" / "report" / "reference" / "report.json").read_text())
    assert whole["comparison"]["rows"] == forgetting["rows"]
    assert whole["base"]["key"] == first.key
    unlabelled = report["unlabelled"]
    assert (unlabelled["status"], unlabelled["cases"]) == ("checked", 12)
    assert "On 12 unlabelled pictures both models call the same class" in unlabelled["sentence"]


def test_a_planted_model_that_forgot_everything_is_told(
    class_dataset: MakeDataset, tiny_library: Library, tmp_path: Path
) -> None:
    dataset = class_dataset(110)
    good = fine_tune(_plan(dataset, tmp_path / "job"), library=tiny_library)
    bad = _reversed(good, tmp_path / "turned")
    found = check_forgetting(bad, good, dataset, tmp_path / "report")
    assert found["word"] == "worse"
    assert "The new model is worse: AUC differs by -" in found["sentence"]
    small = class_dataset(14, name="small")
    agreement = check_unlabelled(bad, good, small)
    assert agreement["cases"] == 28
    assert agreement["figure"] == "kappa"
    assert agreement["agreement"]["high"] < -0.5
    assert len(unlabelled_cases(dataset)) == MOST_CASES  # of 220, spread over all
    same = check_unlabelled(good, good, small)
    assert same["agreement"]["value"] == 1
    assert 0.7 < same["agreement"]["low"] < 1


def test_what_cannot_be_compared_is_not_checked_and_opens_nothing(
    class_dataset: MakeDataset, mask_dataset: MakeDataset, tiny_library: Library, tmp_path: Path
) -> None:
    tiny, masks = tiny_library.get("tiny"), mask_dataset()
    first = fine_tune(_plan(class_dataset(12), tmp_path / "a", title="First"), library=tiny_library)
    cases: list[tuple[ModelCard | None, Path | None, str]] = [
        (None, masks, "random weights"),
        (tiny, None, "names no reference data set"),
        (first, masks, "is made for telling the class of a picture"),
        (tiny, tmp_path / "classes", "Tiny chest is made for outlining the anatomy"),
    ]
    before = openings_so_far(tmp_path / "classes")
    for base, folder, words in cases:
        found = check_forgetting(first, base, folder, tmp_path / "report")
        assert (found["status"], found["rows"]) == ("not checked", [])
        assert words in found["sentence"]
    assert not (masks / OPENINGS_FILE).exists()
    assert openings_so_far(tmp_path / "classes") == before
    answers = check_unlabelled(first, tiny, masks)
    assert (answers["status"], answers["agreement"]) == ("not checked", None)
    assert "another question" in answers["sentence"]


def test_a_reference_that_cannot_be_used_is_refused_before_anything_is_taught(
    class_dataset: MakeDataset, tiny_library: Library, tmp_path: Path
) -> None:
    dataset = class_dataset(12)
    with pytest.raises(TrainingDataError, match="is the one that is taught"):
        fine_tune(_plan(dataset, tmp_path / "a", reference=dataset), library=tiny_library)
    assert not (tmp_path / "a" / "run.json").exists()  # a plan that is mended may begin there
    with pytest.raises(TrainingDataError, match=r"no dataset\.json"):
        fine_tune(_plan(dataset, tmp_path / "b", reference=tmp_path), library=tiny_library)
    with pytest.raises(TrainingDataError, match="no folder gone with unlabelled pictures"):
        fine_tune(_plan(dataset, tmp_path / "c", unlabelled=tmp_path / "gone"), library=tiny_library)
    (tmp_path / "empty").mkdir()
    with pytest.raises(TrainingDataError, match="holds no pictures"):
        unlabelled_cases(tmp_path / "empty")
    assert not (dataset / OPENINGS_FILE).exists() or openings_so_far(dataset) == 0


def test_outlines_agree_with_themselves(mask_dataset: MakeDataset, tiny_library: Library) -> None:
    dataset, tiny = mask_dataset(), tiny_library.get("tiny")
    found = check_unlabelled(tiny, tiny, dataset)
    assert (found["figure"], found["agreement"]["value"]) == ("Dice", 1)
