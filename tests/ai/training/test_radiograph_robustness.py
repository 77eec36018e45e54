from __future__ import annotations

import numpy as np
import pytest

from ai.training.jsrt import MASK_BITS
from ai.training.metrics import jaccard
from ai.training.radiograph_robustness import CHANGES, Bits, Plane


def _film() -> tuple[Plane, Bits]:
    """A film of 128 pixels with two dark lungs, a heart and clavicles."""
    boxes = [(30, 100, 20, 55), (30, 100, 75, 108), (65, 98, 48, 85), (28, 33, 22, 57), (28, 33, 72, 105)]
    masks = np.zeros((len(MASK_BITS), 128, 128), bool)
    for mask, (top, bottom, left, right) in zip(masks, boxes, strict=True):
        mask[top:bottom, left:right] = True
    plane = np.full((128, 128), 160, np.float32)
    plane[masks[:2].any(0)] = 60
    plane[masks[2]] = 200
    return plane + np.random.default_rng(0).normal(0, 4, plane.shape).astype(np.float32), masks


@pytest.mark.parametrize(
    ("name", "strength"), [(name, each) for name, (_, strengths) in CHANGES.items() for each in strengths]
)
def test_every_change_leaves_a_film_with_its_masks_on_it(name: str, strength: float) -> None:
    plane, masks = _film()
    before = plane.copy()
    changed, moved = CHANGES[name][0](plane, masks, strength, np.random.default_rng(1))
    assert (plane == before).all()
    assert changed.dtype == np.float32
    assert changed.shape == moved.shape[1:]
    assert moved.dtype == np.bool_
    assert np.isfinite(changed).all()
    if "cropped" not in name and name != "scale":
        assert changed.shape == plane.shape
    if changed.shape == plane.shape and (name, strength) not in (("resolution_px", 256), ("resolution_px", 128)):
        assert not np.allclose(changed, plane)
    if name in ("rotated_deg", "scale", "cropped_share_of_each_side"):
        # What is marked still is the dark of the lungs.
        lungs = moved[:2].any(0) & ~moved[2:].any(0)
        assert changed[lungs].mean() < 80
    else:
        assert (moved == masks).all()


def test_a_turn_goes_either_way_and_by_as_much() -> None:
    plane, masks = _film()
    turned = {}
    for seed in range(6):
        _, moved = CHANGES["rotated_deg"][0](plane, masks, 10, np.random.default_rng(seed))
        turned[int(moved[2].argmax())] = moved
    assert len(turned) == 2
    one, other = turned.values()
    assert jaccard(one[2], other[2][:, ::-1]) < 1  # the heart lies aside
    assert 0.5 < jaccard(one[0], masks[0]) < 0.98


def test_strengths_rise() -> None:
    plane, masks = _film()

    def far(name: str, strength: float) -> float:
        changed, _ = CHANGES[name][0](plane, masks, strength, np.random.default_rng(3))
        return float(np.abs(changed - plane).mean())

    assert far("noise_share_of_range", 0.05) < far("noise_share_of_range", 0.2)
    assert far("blur_px_of_1024", 2) < far("blur_px_of_1024", 8)
    assert far("resolution_px", 64) < far("resolution_px", 16)
    assert far("jpeg_quality", 50) < far("jpeg_quality", 3)
    assert far("opacity_share_of_one_lung", 0.2) < far("opacity_share_of_one_lung", 0.7)
    assert far("contrast_share", 0.3) < far("contrast_share", 0.05)


def test_an_opacity_covers_a_lung_from_below_and_spares_the_rest() -> None:
    plane, masks = _film()
    changed, _ = CHANGES["opacity_share_of_one_lung"][0](plane, masks, 0.4, np.random.default_rng(0))
    brighter = (changed - plane) > 50
    assert brighter.any()
    rows = np.nonzero(brighter)[0]
    assert rows.min() > 40
    assert (brighter & masks[:2].any(0)).sum() > 0.7 * brighter.sum()
