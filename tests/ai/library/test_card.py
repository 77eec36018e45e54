"""A card that contradicts itself is refused when it is made, wherever it comes from."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

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


@pytest.mark.parametrize("spacing", [-1.0, float("inf"), float("nan")])
def test_a_spacing_is_a_length(spacing: float) -> None:
    with pytest.raises(ModelPackError, match="a grid that no network can have"):
        GridSpec(spacing_mm=(1.0, spacing, 1.0))
