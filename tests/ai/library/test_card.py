"""A card that contradicts itself is refused when it is made, wherever it comes from."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ai.errors import ModelPackError
from ai.library.card import Architecture, Code, InputSpec, Label, ModelCard, Reading, Weights
from ai.library.grid_spec import GridSpec

LUNG = Label("lung", "Lung", Code("39607008", "SCT", "Lung"))


@pytest.fixture
def card(tmp_path: Path) -> ModelCard:
    return ModelCard(
        "tiny",
        "1.0.0",
        "Tiny",
        "segmentation",
        (LUNG,),
        InputSpec(("CT",), (), (), (0, 0), (0, 100), 1, GridSpec()),
        Architecture("unet2d", ()),
        (Weights("a.safetensors", "0" * 64),),
        0.5,
        Reading("", "", "", "", "", ()),
        {},
        {},
        "",
        tmp_path,
    )


def test_two_labels_of_one_name_would_share_a_file(card: ModelCard) -> None:
    with pytest.raises(ModelPackError, match="Two labels of Tiny have the name 'lung'"):
        replace(card, labels=(LUNG, replace(LUNG, title="Other lung")))


def test_without_labels_nothing_can_be_marked(card: ModelCard) -> None:
    with pytest.raises(ModelPackError, match="Tiny has no labels"):
        replace(card, labels=())


@pytest.mark.parametrize("threshold", [-0.5, 0.0, 1.0, 50.0, float("nan")])
def test_a_threshold_is_a_probability_that_can_be_passed(card: ModelCard, threshold: float) -> None:
    with pytest.raises(ModelPackError, match="must lie between 0 and 1"):
        replace(card, threshold=threshold)


@pytest.mark.parametrize("spacing", [-1.0, float("inf"), float("nan"), 1e9])
def test_a_spacing_is_a_length(spacing: float) -> None:
    with pytest.raises(ModelPackError, match="a grid that no network can have"):
        GridSpec(spacing_mm=(1.0, spacing, 1.0))


@pytest.mark.parametrize(
    "impossible",
    [
        {"patch": (96, 96, 5000)},
        {"patch": (2048, 2048, 2048)},
        {"fit": "resize", "size": (4096, 4096, 4096)},
        {"fit": "resize", "size": (0, 8, 8)},
        {"channels": 65},
        {"patch": (512, 512, 512), "channels": 3},
        {"multiple_of": 2000},
        {"pad_value": float("nan")},
        {"overlap": float("nan")},
    ],
)
def test_a_grid_that_would_fill_the_memory_is_refused(impossible: dict[str, Any]) -> None:
    with pytest.raises(ModelPackError, match="a grid that no network can have"):
        GridSpec(**impossible)


def test_the_largest_grids_known_are_taken() -> None:
    GridSpec(patch=(256, 256, 256), multiple_of=128)
    GridSpec(dimensions=2, fit="resize", size=(4096, 3072), channels=3)


@pytest.mark.parametrize("size", [(0, 64), (-64, 64), (64, 1 << 20)])
def test_a_picture_has_a_size_that_can_be(card: ModelCard, size: tuple[int, int]) -> None:
    with pytest.raises(ModelPackError, match="must lie between 1 and 4096"):
        replace(card.input, grid=None, size_px=size)


@pytest.mark.parametrize("clip", [(99.0, 1.0), (-1.0, 99.0), (0.0, float("nan"))])
def test_values_are_clipped_in_order(card: ModelCard, clip: tuple[float, float]) -> None:
    with pytest.raises(ModelPackError, match="must rise from 0 to 100"):
        replace(card.input, clip_percentiles=clip)
