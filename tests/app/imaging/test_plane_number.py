"""Which plane runs through a point."""

from __future__ import annotations

import numpy as np
import pytest

from ai.volume import Volume
from app.imaging.cut import MPR_DIRECTIONS, Cut
from app.imaging.cut_stack import cut_stack
from app.imaging.plane_number import plane_number


@pytest.fixture
def volume() -> Volume:
    """Ten slices of 12 x 14 pixels, 3 mm apart, turned about two axes."""
    turn = np.array([[0.8, -0.6, 0.0], [0.6, 0.8, 0.0], [0.0, 0.0, 1.0]])
    affine = np.eye(4)
    affine[:3, :3] = turn @ np.diag([1.0, 1.0, 1.0])[:, [2, 1, 0]] @ np.diag([3.0, 0.5, 0.7])
    affine[:3, 3] = (-20.0, 30.0, 100.0)
    return Volume(np.zeros((10, 12, 14), np.int16), affine, unit="HU", modality="CT")


@pytest.mark.parametrize("cut", [Cut(), *(Cut(direction) for direction in MPR_DIRECTIONS)])
def test_every_plane_finds_itself(volume: Volume, cut: Cut) -> None:
    stack = cut_stack(volume, cut)
    for number in range(0, stack.count, 3):
        middle = stack.frame(number).corners_lps_mm.mean(axis=0)
        assert plane_number(stack, middle) == number


def test_beyond_the_ends_there_is_none(volume: Volume) -> None:
    stack = cut_stack(volume, Cut())
    step = np.array(stack.frame(1).origin_lps_mm) - np.array(stack.frame(0).origin_lps_mm)
    middle = stack.frame(0).corners_lps_mm.mean(axis=0)
    assert plane_number(stack, middle - 0.4 * step) == 0
    assert plane_number(stack, middle - 0.6 * step) is None
    assert plane_number(stack, middle + 10 * step) is None
