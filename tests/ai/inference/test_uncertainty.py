"""How unsure a model is, by value."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from ai.inference.agreement import Agreement
from ai.inference.provenance import PASSED, Provenance
from ai.inference.results import Classification, ModelResult, Structure, Verdict
from ai.inference.uncertainty import UncertaintyKind, entropy, margin, uncertainty_of
from ai.library.card import Code, Label

BAND = (0.4, 0.6)
NO_CODE = Code("", "", "")


def _result(*found: Classification | Structure) -> ModelResult:
    told = Provenance("m", "1", "w", "c", PASSED, (), "cpu", 1.0, "0", "s")
    classes = tuple(each for each in found if isinstance(each, Classification))
    return ModelResult(tuple(each for each in found if isinstance(each, Structure)), (), (), told, classes)


def _class(
    name: str, probability: float | None, *, threshold: float = 0.5, band: tuple[float, float] | None = None
) -> Classification:
    score = 0.5 if probability is None else probability
    return Classification(Label(name, name.title(), NO_CODE), score, probability, None, threshold, Verdict.NO, band)


def _structure(name: str, mean: float | None) -> Structure:
    return Structure(Label(name, name.title(), NO_CODE), np.zeros((1, 2, 2), bool), mean_agreement=mean)


def test_entropy_by_value() -> None:
    assert entropy((1.0, 0.0)) == 0
    assert entropy((0.5, 0.5)) == pytest.approx(1)
    assert entropy((0.25,) * 4) == pytest.approx(1)
    assert entropy((0.9, 0.1)) == pytest.approx(-(0.9 * math.log2(0.9) + 0.1 * math.log2(0.1)))


def test_margin_by_value() -> None:
    assert margin(0.2, 0.2) == 1
    assert margin(0.0, 0.2) == 0
    assert margin(1.0, 0.2) == 0
    assert margin(0.1, 0.2) == pytest.approx(0.5)
    assert margin(0.6, 0.2) == pytest.approx(0.5)
    assert margin(0.0, 0.0) == margin(1.0, 1.0) == 1


@given(st.floats(0, 1), st.floats(0.01, 0.99))
def test_a_margin_is_from_0_to_1(value: float, threshold: float) -> None:
    assert 0 <= margin(value, threshold) <= 1


def test_classes_that_exclude_each_other_have_an_entropy() -> None:
    found = uncertainty_of(_result(_class("a", 0.8), _class("b", 0.2)))
    assert found is not None
    assert found.kind is UncertaintyKind.ENTROPY
    assert found.is_calibrated
    assert not found.label
    assert found.value == pytest.approx(entropy((0.8, 0.2)))
    # Calibrated one by one, probabilities need not sum to one.
    doubled = uncertainty_of(_result(_class("a", 0.4), _class("b", 0.1)))
    assert doubled is not None
    assert doubled.value == pytest.approx(entropy((0.8, 0.2)))
    nothing = uncertainty_of(_result(_class("a", 0.0), _class("b", 0.0)))
    assert nothing is not None
    assert nothing.value == pytest.approx(1)


def test_findings_are_as_unsure_as_the_nearest_to_its_operating_point() -> None:
    found = uncertainty_of(
        _result(_class("nodule", 0.9, band=BAND), _class("effusion", 0.45, threshold=0.4, band=BAND))
    )
    assert found is not None
    assert found.kind is UncertaintyKind.MARGIN
    assert found.label == "Effusion"
    assert found.value == pytest.approx(1 - 0.05 / 0.6)
    alone = uncertainty_of(_result(_class("nodule", None)))
    assert alone is not None
    assert (alone.kind, alone.value, alone.is_calibrated) == (UncertaintyKind.MARGIN, 1, False)


def test_members_that_disagree() -> None:
    found = uncertainty_of(_result(_structure("lung", 0.9), _structure("heart", 0.7)))
    assert found is not None
    assert found.kind is UncertaintyKind.DISAGREEMENT
    assert (found.value, found.label) == (pytest.approx(0.2), "Heart")
    agreed = uncertainty_of(_result(_structure("lung", 1.0)))
    assert agreed is not None
    assert (agreed.value, agreed.label) == (0, "")


def test_one_member_says_nothing() -> None:
    assert uncertainty_of(_result(_structure("lung", None))) is None
    assert uncertainty_of(_result()) is None


def test_the_mean_dice_of_members() -> None:
    said = torch.zeros((3, 1, 4, 4), dtype=torch.bool)
    said[0, 0, 0] = said[1, 0, 0] = True  # four voxels each, the same ones
    said[2, 0, 0, :2] = True  # two of them
    counted = Agreement(3, 1)
    counted.count_masks(said)
    # Pairs: 1, 2 * 2 / 6, 2 * 2 / 6.
    assert counted.mean_dice() == (pytest.approx((1 + 2 / 3 + 2 / 3) / 3),)
    assert counted.lowest_dice() == (pytest.approx(2 / 3),)
    assert Agreement(1, 2).mean_dice() == (None, None)
    assert Agreement(2, 1).mean_dice() == (1.0,)
