from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from ai.phantom.anatomy import draw_anatomy
from ai.phantom.thorax import Thorax


def test_the_same_seed_gives_the_same_thorax_and_another_seed_another():
    assert draw_anatomy(5) == draw_anatomy(5)
    assert draw_anatomy(5).thorax_width_mm != draw_anatomy(6).thorax_width_mm


def test_the_ratio_changes_the_heart_alone():
    narrow, wide = draw_anatomy(5, cardiothoracic_ratio=0.42), draw_anatomy(5, cardiothoracic_ratio=0.58)
    heart = {name: getattr(wide, name) for name in ("cardiothoracic_ratio", "heart_top", "heart_bottom", "apex_drop")}
    assert replace(narrow, **heart) == wide


@pytest.mark.parametrize("ratio", [0.2, 0.9, float("nan")])
def test_an_impossible_heart_is_refused(ratio):
    with pytest.raises(ValueError, match="cardiothoracic"):
        draw_anatomy(1, cardiothoracic_ratio=ratio)


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("ratio", [0.40, 0.60])
def test_nodules_lie_in_the_lung_whatever_the_heart(seed, ratio):
    anatomy = draw_anatomy(seed, cardiothoracic_ratio=ratio)
    thorax = Thorax(anatomy)
    assert 1 <= len(anatomy.nodules) <= 3
    for nodule in anatomy.nodules:
        x, y, z = nodule.centre_lps_mm
        around = [
            (dx * nodule.radius_mm, dz * nodule.radius_mm) for dx, dz in ((0, 0), (1, 0), (-1, 0), (0, 1), (0, -1))
        ]
        for dx, dz in around:
            point = np.array([x + dx]), np.array([z + dz])
            assert thorax.lung_outline(*point).all()
            lung = thorax.lung(*point)
            assert (lung.front_mm < y - nodule.radius_mm).all()
            assert (y + nodule.radius_mm < lung.back_mm).all()
