from __future__ import annotations

import time

import numpy as np
import pytest

from ai.prepare.glance import KEPT_PX, glance
from ai.prepare.radiograph import prepare_radiograph
from ai.training.router_member import INPUT
from ai.volume import Volume


def _picture(voxels: np.ndarray, unit: str = "") -> Volume:
    return Volume(voxels, np.eye(4), axes_known=False, unit=unit)


def test_a_small_picture_is_seen_as_a_model_would() -> None:
    picture = _picture(np.random.default_rng(0).integers(0, 4096, (1, 300, 200)).astype(np.uint16))
    seen = glance(picture, INPUT)
    assert (seen == prepare_radiograph(picture, INPUT)[0]).all()
    assert seen.shape == INPUT.size_px
    assert float(seen.mean()) == pytest.approx(0, abs=1e-4)
    assert float(seen.std()) == pytest.approx(1, abs=1e-3)


def test_a_large_film_is_thinned_out_and_looks_the_same() -> None:
    down, along = np.mgrid[0:2400, 0:2000] / 2000
    smooth = np.sin(5 * down) * np.cos(7 * along)
    large = glance(_picture(smooth[None]), INPUT)
    small = glance(_picture(smooth[None, ::5, ::5]), INPUT)
    assert np.abs(large - small).mean() < 0.02  # but for the seam of the border
    started = time.perf_counter()
    glance(_picture(np.zeros((1, 3000, 3000), np.uint16) + np.arange(3000, dtype=np.uint16)), INPUT)
    assert time.perf_counter() - started < 0.5  # 10 ms on a quiet machine
    assert 4 * max(INPUT.size_px) <= KEPT_PX


def test_a_ct_is_seen_in_the_window_of_soft_tissue_and_colour_as_grey() -> None:
    hu = np.full((1, 64, 64), -1000, np.int16)
    hu[:, 16:48, 16:48] = 40
    hu[:, 20:28, 20:28] = 3000
    seen = glance(_picture(hu, unit="HU"), INPUT)
    assert len(np.unique(np.round(seen, 2))) >= 3
    bright, soft = float(seen.max()), float(seen[64, 64])
    assert (bright - soft) == pytest.approx(soft - float(seen.min()), rel=0.05)  # 240, 40 and -160 HU
    colour = np.zeros((1, 64, 64, 3), np.uint8)
    colour[:, :, :32, 1] = 200
    seen = glance(_picture(colour), INPUT)
    assert seen[0, 0] > seen[0, -1]
