"""A small block shown on planes: as the whole grid is shown, pixel by pixel."""

from __future__ import annotations

import numpy as np
import pytest

from ai.volume import Volume
from app.imaging.block_on_plane import block_on_plane, joined_block
from app.imaging.cut import Cut, Direction
from app.imaging.cut_stack import cut_stack
from app.imaging.cut_turn import Turn
from app.imaging.grid_box import plane_indices
from app.imaging.masks.region import Region, merged
from tests.app.imaging.test_grid_box import GRIDS, MM, SHAPE

LOW = (5, 7, 12)


@pytest.fixture(params=GRIDS)
def volume(request: pytest.FixtureRequest) -> Volume:
    affine = np.eye(4)
    affine[:3, :3] = GRIDS[request.param] * np.array(MM)
    return Volume(np.zeros(SHAPE, np.int16), affine, modality="MR")


@pytest.fixture
def block() -> np.ndarray:
    return np.random.default_rng(4).integers(0, 4, (6, 9, 11)).astype(np.uint8)


@pytest.mark.parametrize(
    "cut",
    [Cut(), Cut(turn=Turn(3, True)), Cut(Direction.AXIAL), Cut(Direction.SAGITTAL), Cut(Direction.CORONAL)],
    ids=str,
)
def test_it_is_where_the_grid_is(volume: Volume, block: np.ndarray, cut: Cut) -> None:
    whole = np.zeros(SHAPE, np.uint8)
    whole[5:11, 7:16, 12:23] = block
    stack = cut_stack(volume, cut)
    cuts = 0
    for index in range(0, stack.count, 3):
        shown = np.zeros(stack.shape_px, np.uint8)
        part = block_on_plane(block, LOW, plane_indices(stack, index), stack.shape_px)
        if part is not None:
            values, (row, column) = part
            shown[row : row + values.shape[0], column : column + values.shape[1]] = values
            cuts += 1
        wanted = stack.labels(whole, index)
        if stack.is_source:
            assert np.array_equal(shown, wanted)
        else:
            # Half-way between two voxels either may be the nearest.
            assert (shown != wanted).mean() < 0.03
            assert np.count_nonzero(shown) == pytest.approx(np.count_nonzero(wanted), abs=0.05 * shown.size)
    assert cuts > 1


def test_a_block_beside_the_picture_is_not_shown(volume: Volume, block: np.ndarray) -> None:
    stack = cut_stack(volume, Cut())
    assert block_on_plane(block, (5, 100, 12), plane_indices(stack, 6), stack.shape_px) is None
    assert block_on_plane(block, LOW, plane_indices(stack, 20), stack.shape_px) is None


def test_parts_are_written_over_each_other() -> None:
    first = ((2, 3, 4), np.ones((1, 2, 3), np.bool_), 1)
    second = ((2, 4, 6), np.ones((2, 2, 2), np.bool_), 3)
    block, low = joined_block([first, second])
    assert low == (2, 3, 4)
    wanted = np.zeros((2, 3, 4), np.uint8)
    wanted[0, :2, :3] = 1
    wanted[:, 1:3, 2:4] = 3
    assert np.array_equal(block, wanted)


def test_regions_become_one() -> None:
    one = merged([Region((2, 3, 4), np.ones((1, 2, 3), np.bool_)), Region((2, 4, 6), np.eye(2, dtype=np.bool_)[None])])
    assert one.low == (2, 3, 4)
    wanted = np.zeros((1, 3, 4), np.bool_)
    wanted[0, :2, :3] = True
    wanted[0, 1, 2] = wanted[0, 2, 3] = True
    assert np.array_equal(one.inside, wanted)
