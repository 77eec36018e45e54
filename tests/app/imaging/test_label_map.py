"""Structures as one map of numbers."""

from __future__ import annotations

import numpy as np
import pytest

from ai.inference.results import Structure
from ai.library.card import Code, Label
from app.imaging.label_map import is_same_memory, label_map, marked_planes, numbers_of_values

SHAPE = (3, 5, 4)


def structure(labelled: np.ndarray, value: int = 1, name: str = "a") -> Structure:
    return Structure(Label(name, name, Code("1", "SCT", name)), labelled, value=value)


def shared() -> np.ndarray:
    labelled = np.zeros(SHAPE, dtype=np.uint8)
    labelled[0, 1, 1:3], labelled[1:, 2], labelled[2, 4, 3] = 7, 200, 9
    return labelled


def test_values_of_a_shared_map_become_numbers_in_order() -> None:
    labelled = shared()
    found = label_map([structure(labelled, 200), structure(labelled, 7)])
    assert found is not None
    np.testing.assert_array_equal(found == 1, labelled == 200)
    np.testing.assert_array_equal(found == 2, labelled == 7)
    # What no structure names is background.
    assert found[2, 4, 3] == 0


def test_masks_that_do_not_touch_become_numbers() -> None:
    first, second = np.zeros(SHAPE, dtype=bool), np.zeros(SHAPE, dtype=bool)
    first[0, 0], second[0, 1] = True, True
    found = label_map([structure(first), structure(second)])
    assert found is not None
    np.testing.assert_array_equal(found, first + 2 * second)


def test_masks_that_share_a_voxel_do_not() -> None:
    mask = np.zeros(SHAPE, dtype=bool)
    mask[2, 3, 3] = True
    assert label_map([structure(mask), structure(mask.copy())]) is None


def test_a_mask_beside_a_shared_map_is_looked_at_voxel_by_voxel() -> None:
    labelled = shared()
    free = labelled == 0
    found = label_map([structure(labelled, 7), structure(free)])
    assert found is not None
    np.testing.assert_array_equal(found == 2, free)
    assert label_map([structure(labelled, 7), structure(~free)]) is None


def test_two_structures_of_one_value_share_voxels() -> None:
    labelled = shared()
    assert label_map([structure(labelled, 7), structure(labelled, 7)]) is None
    assert numbers_of_values([structure(labelled, 7), structure(labelled, 7)]) is None


@pytest.mark.parametrize("count", [0, 256])
def test_none_or_too_many_are_no_map(count: int) -> None:
    mask = np.zeros(SHAPE, dtype=bool)
    assert label_map([structure(mask)] * count) is None


def test_views_of_one_map_are_known() -> None:
    labelled = shared()
    one, other = structure(labelled, 7), structure(labelled, 9)
    assert one.labelled is not other.labelled
    assert is_same_memory(one.labelled, other.labelled)
    assert not is_same_memory(one.labelled, labelled.copy())
    assert not is_same_memory(labelled[:2], labelled[1:])


def test_voxels_are_counted_by_structure_and_slice() -> None:
    labelled = shared()
    mask = labelled == 9
    structures = [structure(labelled, 7), structure(mask), structure(labelled, 200)]
    expected = [[int(each.plane(index).sum()) for index in range(SHAPE[0])] for each in structures]
    np.testing.assert_array_equal(marked_planes(structures), expected)
    assert marked_planes([]).shape == (0, 0)
