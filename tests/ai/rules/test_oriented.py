from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ai.phantom.ct import CtGrid
from ai.rules.oriented import Cells, Oriented
from ai.volume import Volume


def ramp(affine: np.ndarray, shape: tuple[int, int, int] = (5, 6, 7)) -> Volume:
    return Volume(np.arange(np.prod(shape)).reshape(shape), affine)


@given(st.permutations(range(3)), st.lists(st.booleans(), min_size=3, max_size=3), st.floats(-40, 40))
def test_every_voxel_keeps_its_place_and_axes_point_up_back_and_left(
    axes: list[int], flips: list[bool], degrees: float
) -> None:
    angle = np.deg2rad(degrees)
    turn = np.array([[np.cos(angle), -np.sin(angle), 0], [np.sin(angle), np.cos(angle), 0], [0, 0, 1.0]])
    affine = np.eye(4)
    affine[:3, :3] = turn @ (np.eye(3) * [1.0, 2.0, 3.0])[:, axes] * np.where(flips, -1.0, 1.0)
    affine[:3, 3] = [5.0, -7.0, 11.0]
    volume = ramp(affine)
    grid = Oriented.of(volume)
    seen = grid.view(volume.voxels)
    assert seen.shape == grid.shape
    for index in np.ndindex(*grid.shape):
        place = grid.affine_lps[:3, :3] @ index + grid.affine_lps[:3, 3]
        where = np.rint(volume.to_index(place)).astype(int)
        assert volume.voxels[tuple(where)] == seen[index]
    up, back, left = (grid.affine_lps[:3, axis] for axis in range(3))
    assert up[2] > 0
    assert back[1] > 0
    assert left[0] > 0


def test_a_view_writes_into_the_source() -> None:
    volume = ramp(CtGrid.axial((5, 6, 7)).turned((90, 0, 180)).affine_lps)
    target = np.zeros(volume.shape, np.int64)
    grid = Oriented.of(volume)
    grid.view(target)[...] = grid.view(volume.voxels)
    np.testing.assert_array_equal(target, volume.voxels)


@pytest.mark.parametrize("shape", [(5, 6, 7), (1, 13, 31), (20, 17, 4)])
def test_cells_share_all_voxels_and_keep_the_mean(shape: tuple[int, int, int]) -> None:
    grid = Oriented.of(ramp(CtGrid.axial(shape, (1.0, 0.7, 1.9)).affine_lps, shape))
    cells = Cells.about(grid, 3.0)
    for axis in range(3):
        places = cells.places(axis)
        assert set(places.tolist()) == set(range(cells.shape[axis]))
        assert (np.diff(places) >= 0).all()
        assert np.ptp(np.bincount(places)) <= 1
    assert max(cells.spacing_mm) <= 3.0
    assert cells.millilitres * np.prod(cells.shape) == pytest.approx(1.0 * 0.7 * 1.9 * np.prod(shape) / 1000)
    middle = [(count - 1) / 2 for count in cells.shape]
    np.testing.assert_allclose(
        cells.to_lps_mm(middle), grid.affine_lps[:3] @ [*((count - 1) / 2 for count in shape), 1], atol=1e-9
    )
    layer = np.random.default_rng(0).normal(size=(2, *shape[1:]))
    mean = cells.mean_of(layer, low=-100, high=100)
    assert mean.shape == cells.shape[1:]
    assert mean.mean() == pytest.approx(layer.mean(), abs=1e-6)
    np.testing.assert_allclose(cells.mean_of(layer, low=30, high=40), 30, rtol=1e-6)
    one = np.zeros(shape[1:], np.bool_)
    one[-1, 0] = True
    assert np.argwhere(cells.any_of(one)).tolist() == [[cells.shape[1] - 1, 0]]


def test_a_block_knows_where_it_lies() -> None:
    grid = Oriented.of(ramp(CtGrid.axial((9, 9, 9), (3.0, 3.0, 3.0)).affine_lps, (9, 9, 9)))
    cells = Cells.about(grid, 3.0)
    block = cells.block((slice(2, 5), slice(1, 4), slice(4, 9)))
    np.testing.assert_allclose(block.to_lps_mm([0, 0, 0]), cells.to_lps_mm([2, 1, 4]))
