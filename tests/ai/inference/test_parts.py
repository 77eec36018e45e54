from __future__ import annotations

import numpy as np

from ai.inference.parts import box_of, largest_part


def test_the_largest_part_by_faces() -> None:
    mask = np.zeros((6, 8, 8), bool)
    mask[1:3, 1:4, 1:4] = True
    mask[3, 4, 4] = True  # touches by a corner only
    mask[5, 6:, 6:] = True
    expected = np.zeros_like(mask)
    expected[1:3, 1:4, 1:4] = True
    np.testing.assert_array_equal(largest_part(mask), expected)
    assert mask[5, 7, 7]


def test_an_empty_mask_stays_empty() -> None:
    empty = np.zeros((2, 3, 4), bool)
    assert box_of(empty) is None
    assert not largest_part(empty).any()


def test_the_smallest_box() -> None:
    mask = np.zeros((6, 8, 8), bool)
    mask[2, 3, 4] = mask[4, 6, 1] = True
    assert box_of(mask) == (slice(2, 5), slice(3, 7), slice(1, 5))
