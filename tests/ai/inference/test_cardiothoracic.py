from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ai.inference.cardiothoracic import measure_cardiothoracic
from ai.inference.postprocess import clean, fill_holes, largest_part


def _ellipse(shape: tuple[int, int], centre: tuple[float, float], axes: tuple[float, float]) -> np.ndarray:
    rows, columns = np.ogrid[: shape[0], : shape[1]]
    return ((rows - centre[0]) / axes[0]) ** 2 + ((columns - centre[1]) / axes[1]) ** 2 <= 1


@settings(max_examples=40, deadline=None)
@given(ratio=st.floats(0.3, 0.7), side=st.floats(-40, 40))
def test_analytic_chest(ratio: float, side: float) -> None:
    """Two elliptic lungs whose outer edges are 400 px apart and an elliptic heart of known width."""
    shape = (512, 640)
    right, left = _ellipse(shape, (256, 190), (200, 70)), _ellipse(shape, (256, 450), (200, 70))
    heart = _ellipse(shape, (330, 320 + side), (80, 200 * ratio))
    calipers = measure_cardiothoracic(heart, right, left)
    assert calipers is not None
    assert calipers.ratio == pytest.approx(ratio, abs=0.01)
    assert calipers.thorax[0] == pytest.approx((256, 119.5), abs=0.51)
    assert calipers.thorax[1] == pytest.approx((256, 520.5), abs=0.51)
    assert calipers.heart[0][0] == calipers.heart[1][0] == pytest.approx(330, abs=1)
    assert (calipers.heart[0][1] + calipers.heart[1][1]) / 2 == pytest.approx(320 + side, abs=1)


def test_pixel_edges_count() -> None:
    right, left, heart = (np.zeros((3, 20), bool) for _ in range(3))
    right[1, 2], left[1, 11], heart[1, 5:9] = True, True, True
    calipers = measure_cardiothoracic(heart, right, left)
    assert calipers is not None
    assert calipers.ratio == pytest.approx(4 / 10)
    assert calipers.heart == ((1, 4.5), (1, 8.5))


def test_nothing_to_measure() -> None:
    empty, full = np.zeros((5, 5), bool), np.ones((5, 5), bool)
    above, below = np.zeros((5, 5), bool), np.zeros((5, 5), bool)
    above[0], below[4] = True, True
    assert measure_cardiothoracic(empty, full, full) is None
    assert measure_cardiothoracic(full, above, below) is None
    mirrored = np.zeros((5, 5), bool)
    mirrored[:, 4] = True
    other = np.zeros((5, 5), bool)
    other[:, 0] = True
    assert measure_cardiothoracic(full, mirrored, other) is None


def test_largest_part_and_holes() -> None:
    mask = np.zeros((12, 12), bool)
    mask[1:8, 1:8] = True
    mask[4, 4] = False
    mask[10, 10] = True
    assert largest_part(mask).sum() == 48
    assert fill_holes(largest_part(mask)).sum() == 49
    assert not largest_part(np.zeros((3, 3), bool)).any()
    touching = np.zeros((4, 4), bool)
    touching[0, 0] = touching[1, 1] = True
    assert largest_part(touching).sum() == 1
    assert clean(mask.astype(np.float32) * 0.5, 0.5).sum() == 49
    assert fill_holes(np.ones((3, 3), bool)).all()


def test_cleaning_in_a_box_is_cleaning_the_whole() -> None:
    rng = np.random.default_rng(0)
    for _ in range(100):
        shape = tuple(rng.integers(3, 60, 2))
        probability = cv2.GaussianBlur(rng.random(shape, dtype=np.float32), (0, 0), rng.uniform(0.3, 3))
        threshold = float(np.quantile(probability, rng.uniform()))
        assert (clean(probability, threshold) == fill_holes(largest_part(probability >= threshold))).all()
    assert not clean(np.zeros((4, 4), np.float32), 0.5).any()
