"""Parts of masks by one voxel."""

from __future__ import annotations

import numpy as np

from app.imaging.masks.island import island_at


def test_what_hangs_together_by_faces_is_found() -> None:
    mask = np.zeros((6, 12, 12), np.bool_)
    mask[1:3, 2:5, 2:5] = True
    mask[3, 5, 5] = True  # Touches at a corner only.
    mask[2:5, 8:10, 8:11] = True
    region = island_at(mask, (2, 3, 3))
    assert region is not None
    found = np.zeros_like(mask)
    found[region.box] = region.inside
    expected = np.zeros_like(mask)
    expected[1:3, 2:5, 2:5] = True
    np.testing.assert_array_equal(found, expected)


def test_beside_the_mask_there_is_none() -> None:
    mask = np.zeros((3, 4, 5), np.bool_)
    assert island_at(mask, (1, 1, 1)) is None
    mask[1, 1, 1] = True
    assert island_at(mask, (0, 0, 0)) is None
