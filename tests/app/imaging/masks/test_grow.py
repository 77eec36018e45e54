from __future__ import annotations

import numpy as np
import pytest

from app.imaging.masks.grow import OnPlane, grown, like_here

AFFINE = np.diag([1.0, 1.0, 2.0, 1.0])[:, [2, 1, 0, 3]]


def test_it_grows_over_what_is_alike_and_hangs_together() -> None:
    voxels = np.zeros((5, 20, 20), np.int16)
    voxels[1:4, 2:9, 2:9] = 100
    voxels[1:4, 12:15, 12:15] = 100
    region = grown(voxels, (2, 5, 5), lowest=90, highest=110, radius_mm=50, affine_lps=AFFINE)
    assert region is not None
    found = np.zeros(voxels.shape, np.bool_)
    found[region.box] = region.inside
    assert found.sum() == 3 * 7 * 7
    assert (voxels[found] == 100).all()


def test_a_leak_ends_at_the_ball() -> None:
    voxels = np.zeros((21, 41, 41), np.int16)
    region = grown(voxels, (10, 20, 20), lowest=-1, highest=1, radius_mm=8, affine_lps=AFFINE)
    assert region is not None
    away = np.stack(np.meshgrid(*map(np.arange, voxels.shape), indexing="ij"), -1)[region.box] - (10, 20, 20)
    distance = np.linalg.norm(away * (2, 1, 1), axis=-1)
    np.testing.assert_array_equal(region.inside, distance <= 8)


def test_a_seed_beyond_the_range_grows_nothing() -> None:
    assert grown(np.zeros((3, 4, 5)), (1, 1, 1), lowest=5, highest=9, radius_mm=9, affine_lps=AFFINE) is None


def test_the_suggested_range_is_that_of_the_tissue_and_holds_the_seed() -> None:
    rng = np.random.default_rng(0)
    voxels = rng.normal(50, 10, (15, 30, 30))
    lowest, highest = like_here(voxels, (7, 15, 15))
    assert lowest == pytest.approx(25, abs=8)
    assert highest == pytest.approx(75, abs=8)
    voxels[7, 15, 15] = 400.0
    assert like_here(voxels, (7, 15, 15))[1] >= 400
    assert like_here(np.zeros((3, 3, 3)), (0, 0, 2)) == (0.0, 0.0)


def test_on_a_plane_it_takes_what_the_plane_cuts_and_no_more() -> None:
    voxels = np.zeros((15, 21, 21), np.int16)
    voxels[2:13, 4:17, 4:17] = 100
    normal = np.array([1.0, 0.0, 1.0]) / np.sqrt(2)
    point = AFFINE[:3, :3] @ [7, 10, 10]
    plane = OnPlane(point, normal)
    region = grown(voxels, (7, 10, 10), lowest=90, highest=110, radius_mm=50, affine_lps=AFFINE, plane=plane)
    assert region is not None
    found = np.zeros(voxels.shape, np.bool_)
    found[region.box] = region.inside
    index = np.argwhere(voxels == 100)
    off = (index @ AFFINE[:3, :3].T - point) @ normal
    half = np.abs(normal @ AFFINE[:3, :3]).sum() / 2
    cut = (off >= -half - 1e-6) & (off < half - 1e-6)
    expected = np.zeros_like(found)
    expected[tuple(index[cut].T)] = True
    np.testing.assert_array_equal(found, expected)
    assert found.any(axis=(1, 2)).sum() > 3


def test_what_is_not_free_stops_it() -> None:
    voxels = np.zeros((3, 9, 20), np.int16)
    taken = np.zeros(voxels.shape, np.bool_)
    taken[:, :, 8] = True

    def free(box):
        return ~taken[box]

    region = grown(voxels, (1, 4, 3), lowest=-1, highest=1, radius_mm=90, affine_lps=AFFINE, free=free)
    assert region is not None
    assert region.inside.sum() == 3 * 9 * 8
    assert grown(voxels, (1, 4, 8), lowest=-1, highest=1, radius_mm=90, affine_lps=AFFINE, free=free) is None


def test_far_beside_the_grid_nothing_grows() -> None:
    plane = OnPlane(np.array([500.0, 0.0, 0.0]), np.array([0.0, 0.0, 1.0]))
    voxels = np.zeros((3, 4, 5), np.int16)
    assert grown(voxels, (1, 1, 1), lowest=0, highest=9, radius_mm=9, affine_lps=AFFINE, plane=plane) is None
