"""A plane that is copied bit by bit is the plane; boxes hold all of a number and no more."""

from __future__ import annotations

import numpy as np
import pytest

from app.imaging.label_plane import BLOCK_PX, LabelPlane


@pytest.fixture
def volume() -> np.ndarray:
    volume = np.zeros((70, 90, 110), np.uint8)
    volume[10:30, 20:40, 5:50] = 7
    volume[60:70, 80:90, 100:110] = 255
    return volume


@pytest.mark.parametrize("axis", [0, 1, 2])
def test_boxes_hold_a_number_whatever_the_steps_in_memory(volume: np.ndarray, axis: int) -> None:
    values = np.flip(np.moveaxis(volume, axis, 0)[25], 0)
    plane = LabelPlane(values)
    turns = 0
    while not plane.is_whole:
        plane.copy_more()
        turns += 1
    assert turns >= values.size / BLOCK_PX
    np.testing.assert_array_equal(plane.values, values)
    for number in range(1, 256):
        box = plane.box(number)
        assert (box is None) == (not (values == number).any())
        if box is not None:
            assert (values[box] == number).sum() == (values == number).sum()
            inside = values[box] == number
            assert all(edge.any() for edge in (inside[0], inside[-1], inside[:, 0], inside[:, -1]))


def test_a_margin_ends_at_the_picture(volume: np.ndarray) -> None:
    plane = LabelPlane(volume[65])
    while not plane.is_whole:
        plane.copy_more()
    assert plane.box(255, margin=3) == (slice(77, 90), slice(97, 110))


def test_a_mask_counts_as_ones() -> None:
    mask = np.zeros((4, 5), np.bool_)
    mask[1, 2:4] = True
    plane = LabelPlane(mask)
    plane.copy_more()
    assert plane.is_whole
    assert plane.box(1) == (slice(1, 2), slice(2, 4))
