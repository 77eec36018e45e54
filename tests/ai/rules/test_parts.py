from __future__ import annotations

import numpy as np

from ai.rules import parts

STEPS = (4.0, 2.0, 1.0)


def _ball(shape: tuple[int, int, int] = (21, 31, 41), radius_mm: float = 18.0) -> np.ndarray:
    index = np.indices(shape).transpose(1, 2, 3, 0) - (np.array(shape) - 1) / 2
    return np.linalg.norm(index * STEPS, axis=-1) <= radius_mm


def test_pieces_come_largest_first() -> None:
    mask = np.zeros((4, 5, 6), np.bool_)
    mask[0, 0, :2] = mask[2:, 2:, 3:] = mask[0, 4, 0] = True
    mask[1, 1, 2] = True  # touches the first by a corner only
    numbered, sizes = parts.pieces(mask)
    assert sizes.tolist() == [0, 18, 2, 1, 1]
    assert (numbered[2:, 2:, 3:] == 1).all()
    assert (numbered > 0).sum() == mask.sum()
    np.testing.assert_array_equal(parts.largest(mask), numbered == 1)
    seeds = np.zeros_like(mask)
    seeds[0, 0, 0] = seeds[3, 0, 0] = True
    np.testing.assert_array_equal(parts.reached(mask, seeds), numbered == 2)
    nothing, none = parts.pieces(np.zeros((2, 2, 2), np.bool_))
    assert (not nothing.any(), none.tolist()) == (True, [0])


def test_growing_and_shrinking_are_in_millimetres() -> None:
    point = np.zeros((21, 31, 41), np.bool_)
    point[10, 15, 20] = True
    reach = np.argwhere(parts.grown(point, 6.0, STEPS)) - [10, 15, 20]
    np.testing.assert_array_equal(reach.max(0), [1, 3, 6])
    np.testing.assert_array_equal(reach.min(0), [-1, -3, -6])
    assert np.linalg.norm(reach * STEPS, axis=1).max() <= 6
    ball = _ball()
    shrunk = parts.shrunk(ball, 5.0, STEPS)
    assert (~ball | _ball(radius_mm=18.0))[shrunk].all()
    assert shrunk.sum() < ball.sum()
    assert parts.distance(~ball, STEPS)[shrunk].min() > 5
    whole = np.ones((3, 3, 3), np.bool_)
    assert parts.shrunk(whole, 5.0, STEPS).all()  # the border of the picture is no border of the part
    assert not parts.grown(~whole, 5.0, STEPS).any()
    assert not parts.shrunk(~whole, 5.0, STEPS).any()


def test_thin_shells_go_and_holes_are_filled() -> None:
    mask = np.zeros((3, 12, 12), np.bool_)
    mask[:, 2:8, 2:8] = True
    mask[:, 10, :] = True
    opened = parts.opened_by_plane(mask)
    assert not opened[:, 10].any()
    assert opened[:, 3:7, 3:7].all()
    hollow = np.zeros((5, 5, 5), np.bool_)
    hollow[1:4, 1:4, 1:4] = True
    hollow[2, 2, 2] = False
    assert parts.filled(hollow)[2, 2, 2]
    assert parts.filled(hollow).sum() == 27


def test_two_basins_meet_where_the_bridge_is_thinnest() -> None:
    shape = (1, 15, 41)
    rows, columns = np.indices(shape[1:])
    plane = (np.hypot(rows - 7, columns - 9) < 7) | (np.hypot(rows - 7, columns - 31) < 7)
    plane |= (np.abs(rows - 7) < np.maximum(1.5, np.abs(columns - 22) * 0.7)) & (np.abs(columns - 20) < 12)
    mask = np.repeat(plane[np.newaxis], 3, axis=0)
    depth = parts.depth(mask, (1.0, 1.0, 1.0))
    first, second = np.zeros_like(mask), np.zeros_like(mask)
    first[:, 7, 9], second[:, 7, 31] = True, True
    found = parts.flooded(depth, first, second)
    assert found[:, 7, :20].sum() == mask[:, 7, :20].sum()
    assert not found[:, 7, 25:].any()


def test_a_block_goes_back_where_it_was() -> None:
    mask = np.zeros((6, 7, 8), np.bool_)
    mask[2:4, 3, 5:] = True
    box = parts.box_around(mask, 1)
    assert box == (slice(1, 5), slice(2, 5), slice(4, 9))
    np.testing.assert_array_equal(parts.placed(mask[box], box, mask.shape), mask)
