from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest

from app.imaging.masks.between import between, filled_between


def disc(radius: float, middle: tuple[float, float], shape: tuple[int, int] = (60, 70)) -> npt.NDArray[np.bool_]:
    rows, columns = (np.arange(side) for side in shape)
    inside: npt.NDArray[np.bool_] = (rows[:, None] - middle[0]) ** 2 + (columns - middle[1]) ** 2 <= radius**2
    return inside


@pytest.mark.parametrize("axis", [0, 1, 2])
def test_a_cone_is_filled_evenly(axis: int) -> None:
    planes = np.zeros((11, 60, 70), np.bool_)
    planes[0], planes[10] = disc(8, (30, 35)), disc(20, (30, 35))
    mask = np.ascontiguousarray(np.moveaxis(planes, 0, axis))
    spacing = (1.0, 1.0, 1.0)
    found = np.moveaxis(filled_between(mask, spacing, axis=axis), axis, 0)
    for at in range(1, 10):
        assert found[at].sum() == pytest.approx(np.pi * (8 + 1.2 * at) ** 2, rel=0.04)
    np.testing.assert_array_equal(found[[0, 10]], planes[[0, 10]])


def test_what_runs_obliquely_does_not_vanish() -> None:
    mask = np.zeros((9, 60, 70), np.bool_)
    mask[0], mask[8] = disc(6, (15, 12)), disc(6, (45, 56))
    found = filled_between(mask, (5.0, 1.0, 1.0))
    for at in range(9):
        np.testing.assert_allclose(np.argwhere(found[at]).mean(axis=0), [15 + 30 * at / 8, 12 + 44 * at / 8], atol=0.3)
        assert found[at].sum() == pytest.approx(mask[0].sum(), rel=0.12)  # a disc of six pixels between the pixels


def test_every_gap_is_filled_by_its_own_neighbours_and_the_ends_are_left() -> None:
    mask = np.zeros((9, 60, 70), np.bool_)
    mask[1], mask[3], mask[7] = disc(5, (30, 35)), disc(15, (30, 35)), disc(5, (30, 35))
    found = filled_between(mask, (1.0, 1.0, 1.0))
    assert [bool(plane.any()) for plane in found] == [False] + [True] * 7 + [False]
    assert found[2].sum() == pytest.approx(np.pi * 100, rel=0.05)
    assert found[5].sum() == pytest.approx(np.pi * 100, rel=0.05)


def test_at_the_ends_the_mixture_is_the_drawn_plane() -> None:
    first, last = disc(6, (20, 20)), disc(9, (35, 40))
    np.testing.assert_array_equal(between(first, last, 0.0, (0.7, 0.9)), first)
    np.testing.assert_array_equal(between(first, last, 1.0, (0.7, 0.9)), last)


def test_one_plane_or_none_stays() -> None:
    mask = np.zeros((4, 60, 70), np.bool_)
    np.testing.assert_array_equal(filled_between(mask, (1.0, 1.0, 1.0)), mask)
    mask[2] = disc(4, (10, 10))
    np.testing.assert_array_equal(filled_between(mask, (1.0, 1.0, 1.0)), mask)
