"""A part of the grid on a plane: every pixel that can show it is in its part, and a part is cut as the whole is."""

from __future__ import annotations

import numpy as np
import pytest

from ai.volume import Volume
from app.imaging.cut import Cut, Direction
from app.imaging.cut_stack import cut_stack
from app.imaging.cut_turn import Turn
from app.imaging.part_on_plane import part_on_plane, widened_part
from tests.app.imaging.linear_scan import CUTS as CUTS_THROUGH
from tests.app.imaging.linear_scan import VOLUMES
from tests.app.imaging.test_grid_box import GRIDS, MM, SHAPE

BOX = (slice(5, 11), slice(7, 16), slice(12, 23))


@pytest.fixture(params=GRIDS)
def volume(request: pytest.FixtureRequest) -> Volume:
    affine = np.eye(4)
    affine[:3, :3] = GRIDS[request.param] * np.array(MM)
    return Volume(np.zeros(SHAPE, np.int16), affine, modality="MR")


CUTS = [
    Cut(),
    Cut(turn=Turn(3, True)),
    Cut(turn=Turn(1)),
    Cut(Direction.AXIAL),
    Cut(Direction.SAGITTAL, turn=Turn(2)),
    Cut(Direction.CORONAL),
]


@pytest.mark.parametrize("cut", CUTS, ids=str)
def test_what_differs_lies_in_the_part(volume: Volume, cut: Cut) -> None:
    before = np.random.default_rng(3).integers(0, 3, SHAPE).astype(np.uint8)
    after = before.copy()
    after[BOX] ^= 1
    stack = cut_stack(volume, cut)
    seen = 0
    for index in range(stack.count):
        differs = stack.labels(before, index) != stack.labels(after, index)
        part = part_on_plane(stack, index, BOX)
        if part is not None:
            assert differs[part].size
            differs[part] = False
            seen += 1
        assert not differs.any()
    assert 1 < seen < stack.count


@pytest.mark.parametrize("cut", CUTS, ids=str)
@pytest.mark.parametrize("smooth", [False, True])
def test_a_part_is_cut_as_the_whole_is(volume: Volume, cut: Cut, smooth: bool) -> None:
    # Even values, so that the nearest one of two voxels that are as near is the same.
    values = np.zeros(SHAPE, np.uint8)
    values[BOX] = 200
    stack = cut_stack(volume, cut)
    for index in range(stack.count):
        part = part_on_plane(stack, index, BOX)
        if part is None:
            continue
        part = widened_part(part, (2, 3), stack.shape_px)
        whole = stack.labels(values, index, smooth=smooth)[part]
        assert np.array_equal(stack.labels(values, index, smooth=smooth, part=part), whole)


def test_of_a_picture_no_more_is_taken_than_there_is() -> None:
    assert widened_part((slice(1, 4), slice(5, 9)), (2, 3), (5, 20)) == (slice(0, 5), slice(2, 12))


@pytest.mark.parametrize("name", sorted(VOLUMES))
def test_on_uneven_and_tilted_slices_too(name: str) -> None:
    volume = VOLUMES[name]
    before = np.zeros(volume.shape, np.uint8)
    after = before.copy()
    box = tuple(slice(side // 3, side // 2 + 1) for side in volume.shape)
    box = (box[0], box[1], box[2])
    after[box] = 1
    for cut in CUTS_THROUGH:
        stack = cut_stack(volume, cut)
        for index in range(0, stack.count, 3):
            differs = stack.labels(after, index) != 0
            part = part_on_plane(stack, index, box)
            if part is not None:
                np.testing.assert_array_equal(stack.labels(after, index, part=part) != 0, differs[part])
                differs[part] = False
            assert not differs.any()
