"""HD95 and surface Dice against MONAI's, on random masks of uneven voxels."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from monai.metrics.hausdorff_distance import compute_hausdorff_distance
from monai.metrics.surface_dice import compute_surface_dice
from scipy.ndimage import gaussian_filter

from ai.training.surfaces import close_share, hausdorff_95, percentile_95, surface_distances


def _blobs(seed: int, shape: tuple[int, ...]) -> np.ndarray:
    noise = gaussian_filter(np.random.default_rng(seed).normal(size=shape), 1.5)
    return np.asarray(noise > np.quantile(noise, 0.8))


@pytest.mark.filterwarnings("ignore:monai.metrics.utils get_mask_edges:FutureWarning")  # of its own call
@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("shape", [(9, 17, 14), (1, 25, 31)])
def test_both_are_those_of_monai(seed: int, shape: tuple[int, int, int]) -> None:
    spacing = tuple(float(each) for each in np.random.default_rng(90 + seed).uniform(0.4, 3.5, 3))
    found, truth = _blobs(seed, shape), _blobs(50 + seed, shape)
    tolerance = 1.3
    ways = surface_distances(found, truth, spacing)
    flat = shape[0] == 1
    one, other = (torch.from_numpy(mask[0] if flat else mask)[None, None].float() for mask in (found, truth))
    sides = list(spacing[1:] if flat else spacing)
    expected = compute_hausdorff_distance(one, other, include_background=True, percentile=95, spacing=sides)
    assert percentile_95(ways) == pytest.approx(float(expected), rel=1e-4)
    assert hausdorff_95(found, truth, (spacing[0], spacing[1], spacing[2])) == percentile_95(ways)
    share = compute_surface_dice(one, other, [tolerance], include_background=True, spacing=sides)
    assert close_share(ways, tolerance) == pytest.approx(float(share), abs=1e-6)
    assert 0 < close_share(ways, tolerance) < 1


def test_a_mask_at_the_border_of_the_scan_has_a_surface_there() -> None:
    whole = np.ones((4, 5, 6), bool)
    part = whole.copy()
    part[:, :, 4:] = False
    first, second = surface_distances(part, whole, (1.0, 1.0, 0.5))
    assert first.max() == pytest.approx(1.0)  # the inner face to the outer ones
    assert second.max() == pytest.approx(1.0)
    assert close_share((first, second), 1.0) == 1


def test_an_empty_mask_has_none() -> None:
    mask = np.ones((2, 2, 2), bool)
    with pytest.raises(ValueError, match="empty"):
        surface_distances(mask, ~mask, (1, 1, 1))
    assert np.isnan(hausdorff_95(mask, ~mask, (1, 1, 1)))
