"""Filling of closed lines."""

from __future__ import annotations

import numpy as np
import pytest

from app.imaging.contours import contours
from app.imaging.keyhole import rings
from app.imaging.polygon_fill import filled


@pytest.mark.parametrize("seed", range(4))
def test_outlines_and_keyholes_give_the_mask_again(seed: int) -> None:
    mask = np.random.default_rng(seed).random((23, 31)) < 0.55
    lines, keyholes = np.zeros_like(mask), np.zeros_like(mask)
    for line in contours(mask):
        lines ^= filled(line, mask.shape)
    for line in rings(contours(mask)):
        keyholes ^= filled(line, mask.shape)
    np.testing.assert_array_equal(lines, mask)
    np.testing.assert_array_equal(keyholes, mask)


def test_neighbours_share_no_centre_of_their_common_edge() -> None:
    # The edge runs through centres: each belongs to one side, none to both or neither.
    left = filled(np.array([(0.0, 0.0), (0.0, 4.0), (6.0, 4.0), (6.0, 0.0)]), (6, 8))
    right = filled(np.array([(0.0, 4.0), (0.0, 8.0), (6.0, 8.0), (6.0, 4.0)]), (6, 8))
    assert not (left & right).any()
    assert (left | right).all()


def test_line_beyond_the_picture_is_cut_at_its_edge() -> None:
    assert filled(np.array([(-5.0, -5.0), (-5.0, 50.0), (50.0, 50.0), (50.0, -5.0)]), (6, 8)).all()
    assert not filled(np.array([(-5.0, -5.0), (-5.0, -2.0), (-2.0, -2.0)]), (6, 8)).any()
