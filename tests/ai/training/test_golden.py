from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from ai.errors import ModelPackError, TrainingDataError
from ai.library.library import SHIPPED, Library
from ai.library.pack import GOLDEN_FILE, read_card, verify
from ai.training.golden import check_golden
from ai.training.reference import add_reference
from ai.training.teach_classifier import require_network

SHIPPED_CARDS = Library([SHIPPED]).cards()


def test_there_are_shipped_models() -> None:
    assert {"ct-lungs", "cxr-anatomy", "hippocampus", "router"} <= {card.id for card in SHIPPED_CARDS}


@pytest.mark.parametrize("card", SHIPPED_CARDS, ids=[card.key for card in SHIPPED_CARDS])
def test_shipped_packs_are_whole_and_say_what_they_said_when_they_were_made(card: object) -> None:
    verify(card)  # type: ignore[arg-type]
    check_golden(card)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"voxel_sha256": "0"}, "other voxels than when it was made"),
        ({"expected": {"area_px": {"heart": 10}, "cardiothoracic_ratio": 0.48}}, "marks the golden case's heart"),
        ({"expected": {"area_px": {}, "cardiothoracic_ratio": 0.2}}, "measures another ratio"),
    ],
)
def test_a_model_that_answers_otherwise_is_found(tmp_path: Path, change: dict[str, object], words: str) -> None:
    card = Library([SHIPPED]).get("cxr-anatomy")
    folder = tmp_path / card.key
    shutil.copytree(card.folder, folder)
    path = folder / GOLDEN_FILE
    path.write_text(json.dumps(json.loads(path.read_text()) | change))
    with pytest.raises(ModelPackError, match=words):
        check_golden(read_card(folder))


@pytest.mark.parametrize(
    ("model", "name", "factor"), [("ct-lungs", "lungs_volume", 1.001), ("hippocampus", "whole_volume", 1.1)]
)
def test_a_model_that_measures_otherwise_is_found(model: str, name: str, factor: float, tmp_path: Path) -> None:
    card = Library([SHIPPED]).get(model)
    folder = tmp_path / card.key
    shutil.copytree(card.folder, folder)
    path = folder / GOLDEN_FILE
    golden = json.loads(path.read_text())
    assert golden["expected"]["measurements"][name] > 1  # or the golden case would say nothing
    golden["expected"]["measurements"][name] *= factor
    path.write_text(json.dumps(golden))
    with pytest.raises(ModelPackError, match=f"measures another {name}"):
        check_golden(read_card(folder))


def test_a_router_that_tells_otherwise_is_found(tmp_path: Path) -> None:
    card = Library([SHIPPED]).get("router")
    folder = tmp_path / card.key
    shutil.copytree(card.folder, folder)
    path = folder / GOLDEN_FILE
    golden = json.loads(path.read_text())
    assert golden["expected"]["probabilities"]["chest_film"] > 0.95
    golden["expected"]["probabilities"]["inverted"] += 0.1
    path.write_text(json.dumps(golden))
    with pytest.raises(ModelPackError, match="gives inverted another probability"):
        check_golden(read_card(folder))


def test_rules_cannot_be_taught_nor_described_by_pictures(tmp_path: Path) -> None:
    card = Library([SHIPPED]).get("ct-lungs")
    with pytest.raises(TrainingDataError, match="no pictures were used to make it"):
        add_reference(card, tmp_path, output=tmp_path)
    with pytest.raises(TrainingDataError, match="nothing to train"):
        require_network(card)
