from __future__ import annotations

import numpy as np
import pytest

from ai.phantom.hippocampus import FLUID, GREY, WHITE, hippocampus_phantom
from ai.phantom.voxel_hash import voxel_sha256


def test_the_head_lies_in_front_of_and_below_the_rest() -> None:
    phantom = hippocampus_phantom(1)
    head, rest = (phantom.volume.to_lps_mm(np.argwhere(phantom.labels == value)).mean(0) for value in (1, 2))
    assert head[1] < rest[1] - 10
    assert head[2] < rest[2] - 4


def test_the_same_seed_is_the_same_scan() -> None:
    first, again, other = (voxel_sha256(hippocampus_phantom(seed).volume) for seed in (3, 3, 4))
    assert first == again != other


def test_it_is_grey_between_white_matter_and_fluid() -> None:
    phantom = hippocampus_phantom(1)
    inside = phantom.volume.voxels[phantom.labels > 0]
    assert np.median(inside) == pytest.approx(GREY, rel=0.05)
    outside = phantom.volume.voxels[phantom.labels == 0]
    assert np.percentile(outside, 5) < 1.5 * FLUID
    assert np.percentile(outside, 70) > 0.9 * WHITE


@pytest.mark.parametrize(
    ("size", "spacing_mm", "turned_deg"), [((72, 104, 72), (0.5, 0.5, 0.5), 0), ((36, 52, 36), (1, 1, 1), 20)]
)
def test_other_grids_hold_the_same_volume(
    size: tuple[int, int, int], spacing_mm: tuple[float, float, float], turned_deg: float
) -> None:
    plain = (hippocampus_phantom(1).labels > 0).sum()
    other = hippocampus_phantom(1, size=size, spacing_mm=spacing_mm, turned_deg=turned_deg)
    assert (other.labels > 0).sum() * np.prod(spacing_mm) == pytest.approx(plain, rel=0.03)
