"""Masks and labels on a cut lie where the values lie."""

from __future__ import annotations

import numpy as np
import pytest

from app.imaging.cut import Cut, Direction
from app.imaging.cut_stack import cut_stack
from app.imaging.cut_turn import Turn
from tests.app.imaging.linear_scan import CUTS, GRADIENT, MIDDLE, VOLUMES, inside, pixel_points


@pytest.mark.parametrize("name", ["straight", "oblique", "gaps", "tilted"])
def test_a_mask_lies_where_the_values_lie(name: str) -> None:
    volume = VOLUMES[name]
    centre = np.array(MIDDLE) @ GRADIENT
    mask = volume.voxels > centre
    for cut in (*CUTS, Cut(Direction.SOURCE, turn=Turn(3, True))):
        stack = cut_stack(volume, cut)
        index = stack.index_at(MIDDLE)
        drawn, plane = stack.mask(mask, index), stack.plane(index)
        assert drawn.dtype == np.bool_
        assert drawn.shape == stack.shape_px
        known = inside(volume, pixel_points(stack.frame(index)))
        # A voxel and a half to either side of the border may fall to either.
        far = known & (np.abs(plane - centre) > 1.5 * float(np.abs(GRADIENT) @ (1.1, 1.1, 3.0)))
        np.testing.assert_array_equal(drawn[far], (plane > centre)[far])


def test_smooth_labels_and_their_outside() -> None:
    volume = VOLUMES["oblique"]
    probability = np.full(volume.shape, 200, np.uint8)
    stack = cut_stack(volume, Cut(Direction.CORONAL))
    plane = stack.labels(probability, stack.count // 2, smooth=True)
    assert set(np.unique(plane)) == {0, 200}
    assert plane.dtype == np.uint8
    with pytest.raises(ValueError, match="grid"):
        stack.labels(probability[1:], 0)


def test_values_of_another_array_are_found_twice_as_quickly() -> None:
    volume = VOLUMES["oblique"]
    mask = volume.voxels > volume.voxels.mean()
    stack = cut_stack(volume, Cut(Direction.CORONAL))
    np.testing.assert_array_equal(stack.mask(mask, 4), stack.mask(mask, 4))
    assert stack.mask(~mask, 4).sum() + stack.mask(mask, 4).sum() <= stack.mask(mask, 4).size


def test_an_array_in_another_order_is_sampled_as_any_other() -> None:
    volume = VOLUMES["oblique"]
    values = np.random.default_rng(2).integers(0, 3, volume.shape).astype(np.uint8)
    stack = cut_stack(volume, Cut(Direction.SAGITTAL))
    other = np.asfortranarray(values)
    for index in (stack.count // 3, stack.count // 2):
        np.testing.assert_array_equal(stack.labels(other, index), stack.labels(values, index))
