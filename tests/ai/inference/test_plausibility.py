from __future__ import annotations

import numpy as np
import pytest

from ai.inference.plausibility import Range, agreement, anatomy_figures, implausible


def _chest() -> dict[str, np.ndarray]:
    masks = {name: np.zeros((100, 100), bool) for name in ("right_lung", "left_lung", "heart")}
    masks["right_lung"][10:90, 10:40] = True
    masks["left_lung"][10:90, 60:90] = True
    masks["heart"][60:90, 35:75] = True
    return masks


def test_figures_of_a_box_chest() -> None:
    figures = anatomy_figures(_chest())
    assert figures["lung_area_share"] == pytest.approx(0.75)
    assert figures["lung_area_ratio"] == 1
    assert figures["heart_area_ratio"] == pytest.approx(0.25)
    assert figures["lung_distance"] == pytest.approx(50 / 80)
    assert figures["box_aspect"] == 1
    assert figures["heart_side"] == pytest.approx(44.5 / 80)
    assert figures["heart_height"] == pytest.approx(64.5 / 80)


def test_figures_do_not_depend_on_the_scale() -> None:
    big = {name: np.kron(mask, np.ones((3, 3), bool)) for name, mask in _chest().items()}
    assert anatomy_figures(big) == pytest.approx(anatomy_figures(_chest()), abs=0.02)


def test_reasons() -> None:
    masks = _chest()
    assert implausible(masks, [Range("heart_area_ratio", 0.2, 0.3)]) == ""
    assert "heart area ratio is 0.25, 0.30 to 0.40 was expected" in implausible(
        masks, [Range("heart_area_ratio", 0.3, 0.4)]
    )
    mirrored = {name: mask[:, ::-1] for name, mask in masks.items()}
    mirrored["right_lung"], mirrored["left_lung"] = masks["left_lung"], masks["right_lung"]
    assert "may be mirrored" in implausible(mirrored, [])
    assert implausible(masks | {"heart": np.zeros((100, 100), bool)}, []) == "No heart was found."


def test_agreement_is_the_lowest_pairwise_dice() -> None:
    one = np.zeros((4, 4), bool)
    one[:2] = True
    half = np.zeros((4, 4), bool)
    half[:1] = True
    assert agreement(np.stack([one])) is None
    assert agreement(np.stack([one, one])) == 1
    assert agreement(np.stack([one, one, half])) == pytest.approx(2 * 4 / 12)
    assert agreement(np.zeros((2, 4, 4), bool)) == 1
