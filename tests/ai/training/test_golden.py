from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from ai.errors import ModelPackError
from ai.library.library import SHIPPED, Library
from ai.library.pack import GOLDEN_FILE, read_card, verify
from ai.training.golden import check_golden

SHIPPED_CARDS = Library([SHIPPED]).cards()


def test_there_are_shipped_models() -> None:
    assert {card.id for card in SHIPPED_CARDS} >= {"cxr-anatomy", "hippocampus"}


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


def test_a_volume_that_is_another_is_found(tmp_path: Path) -> None:
    card = Library([SHIPPED]).get("hippocampus")
    folder = tmp_path / card.key
    shutil.copytree(card.folder, folder)
    path = folder / GOLDEN_FILE
    golden = json.loads(path.read_text())
    volumes = golden["expected"]["volume_ml"]
    assert volumes["whole_volume"] > 1  # or the golden case would say nothing
    volumes["anterior_hippocampus_volume"] *= 1.1
    path.write_text(json.dumps(golden))
    with pytest.raises(ModelPackError, match="another volume of the golden case's anterior_hippocampus_volume"):
        check_golden(read_card(folder))
