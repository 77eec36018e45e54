"""Tolerances that fit a place, and the steps of their slider."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from app.imaging.masks.tolerance import nearest_step, tissue_at, tolerance_steps


def test_tissue_is_told_by_what_lies_around_and_not_by_an_edge_close_by() -> None:
    rng = np.random.default_rng(0)
    voxels = rng.normal(50, 10, (15, 40, 40))
    middle, spread = tissue_at(voxels, (7, 20, 20), (1.0, 1.0, 1.0))
    assert middle == pytest.approx(50, abs=4)
    assert spread == pytest.approx(25, abs=8)
    voxels[:, :, 22:] += 900
    near_middle, near_spread = tissue_at(voxels, (7, 20, 20), (1.0, 1.0, 1.0))
    assert near_middle == pytest.approx(50, abs=6)
    assert near_spread < 40


def test_slices_far_apart_tell_nothing() -> None:
    voxels = np.zeros((5, 9, 9), np.int16)
    voxels[2] = 70
    assert tissue_at(voxels, (2, 4, 4), (5.0, 1.0, 1.0)) == (70.0, 0.0)
    assert tissue_at(voxels, (2, 0, 8), (5.0, 1.0, 1.0)) == (70.0, 0.0)
    assert tissue_at(voxels, (2, 4, 4), (1.0, 1.0, 1.0)) == (0.0, 0.0)


def test_where_no_value_is_a_number_none_is_told() -> None:
    assert tissue_at(np.full((3, 5, 5), np.nan), (1, 2, 2), (1.0, 1.0, 1.0)) == (0.0, 0.0)


def test_whole_values_have_whole_steps_and_others_follow_their_range() -> None:
    hounsfield = tolerance_steps(np.array([[-1024, 1800]], np.int16))
    assert hounsfield[:9] == (0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0)
    assert hounsfield[-1] == 8000.0
    assert 25.0 in hounsfield
    uptake = tolerance_steps(np.array([[0.0, 7.5, np.nan]], np.float32))
    assert uptake[:3] == (0.0, 0.001, 0.0012)
    assert uptake[-1] == 8.0
    assert all(later > earlier for earlier, later in itertools.pairwise(uptake))


def test_a_picture_of_one_value_has_steps_too() -> None:
    assert tolerance_steps(np.zeros((2, 2), np.uint8)) == (0.0, 1.0)
    assert len(tolerance_steps(np.full((2, 2), np.nan))) > 3


def test_the_step_that_is_not_below_is_found() -> None:
    steps = (0.0, 1.0, 2.0, 5.0)
    assert [nearest_step(steps, each) for each in (0.0, 0.3, 1.0, 2.1, 5.0, 90.0)] == [0, 1, 1, 3, 3, 3]
