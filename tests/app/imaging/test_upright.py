"""Volume files turned upright: every voxel keeps its place, whatever the order of the file."""

from __future__ import annotations

from itertools import permutations, product

import numpy as np
import pytest

from app.imaging.slices import direction_letters
from app.imaging.upright import Turn, source_slice, turn_voxels, turned_affine, turned_shape, turned_view, upright_turn

SHAPE = (4, 5, 6)
WANTED = {0: ("P", "F", "R"), 1: ("L", "F", "P"), 2: ("L", "P", "H")}
"""Axis of the normal → letters of right, bottom and the next slice."""


@pytest.mark.parametrize("colours", [(), (3,)])
@pytest.mark.parametrize("order", list(permutations(range(3))))
@pytest.mark.parametrize("signs", list(product((1.0, -1.0), repeat=3)))
def test_every_order_becomes_upright_and_no_voxel_moves(
    order: tuple[int, int, int], signs: tuple[float, float, float], colours: tuple[int, ...]
) -> None:
    affine = np.eye(4)
    affine[:3, :3] = 0.0
    for axis, (to, sign, step) in enumerate(zip(order, signs, (2.5, 0.8, 0.7), strict=True)):
        affine[to, axis] = sign * step
    affine[:3, 3] = (-170.5, 33.25, -902.125)
    voxels = np.arange(np.prod(SHAPE) * (3 if colours else 1), dtype=np.int32).reshape(*SHAPE, *colours)
    before = voxels.copy()
    turn = upright_turn(affine)
    turned, new = turn_voxels(voxels, turn), turned_affine(affine, SHAPE, turn)
    assert turned.shape[:3] == turned_shape(SHAPE, turn)
    assert turned.flags.c_contiguous
    letters = tuple(direction_letters(new[:3, axis]) for axis in (2, 1, 0))
    assert letters == WANTED[order[0]]
    back = np.linalg.inv(affine) @ new
    for index in np.ndindex(turned.shape[:3]):
        source = tuple(np.rint(back @ (*index, 1)).astype(int)[:3])
        np.testing.assert_array_equal(turned[index], before[source])
        assert source_slice(index[0], SHAPE[0], turn) == source[0]


def test_an_oblique_grid_goes_by_its_nearest_axes() -> None:
    angle = np.radians(20.0)
    affine = np.eye(4)
    # Slices along z, rows nearly to the right, columns nearly to the front: as NIfTI in RAS.
    affine[:3, :3] = np.array(
        [[0, np.sin(angle), -np.cos(angle)], [0, -np.cos(angle), -np.sin(angle)], [1, 0, 0]], dtype=float
    )
    assert upright_turn(affine) == Turn(False, (False, True, True))


def test_what_is_upright_stays() -> None:
    affine = np.array([[0, 0, 1, 0], [0, 1, 0, 0], [2, 0, 0, 0], [0, 0, 0, 1]], dtype=float)
    assert upright_turn(affine).is_none
    voxels = np.zeros(SHAPE)
    assert turn_voxels(voxels, Turn()) is voxels


@pytest.mark.parametrize("swaps", [False, True])
@pytest.mark.parametrize("flips", list(product((False, True), repeat=3)))
def test_the_inverse_brings_everything_back(swaps: bool, flips: tuple[bool, bool, bool]) -> None:
    turn = Turn(swaps, flips)
    voxels = np.arange(24).reshape(2, 3, 4)
    there = turned_view(voxels, turn)
    np.testing.assert_array_equal(there, turn_voxels(voxels.copy(), turn))
    np.testing.assert_array_equal(turned_view(there, turn.inverse), voxels)
    affine = np.array([[0, 0.3, 2, 1.0], [0.1, 3, 0, 2], [4, 0, 0.2, 3], [0, 0, 0, 1]])
    back = turned_affine(turned_affine(affine, (2, 3, 4), turn), (2, 3, 4) if not swaps else (2, 4, 3), turn.inverse)
    np.testing.assert_allclose(back, affine, atol=1e-12)
