"""Axes of the planes that were turned about a point: at right angles to each other, and through it."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.imaging.cut import MPR_DIRECTIONS, Cut, Direction, MprAxes
from app.imaging.cut_stack import cut_stack
from app.imaging.slices import SideLetters
from tests.app.imaging.linear_scan import MIDDLE, OBLIQUE, VOLUMES, letters


@pytest.mark.parametrize("direction", MPR_DIRECTIONS)
def test_an_oblique_plane_runs_through_the_pivot(direction: Direction) -> None:
    stack = cut_stack(VOLUMES["straight"], Cut(direction, OBLIQUE))
    assert stack.distance_mm(stack.index_at(MIDDLE), MIDDLE) == pytest.approx(0.0, abs=1e-9)
    assert stack.note == "Resampled · oblique"


def test_turned_planes_stand_at_right_angles_and_only_those_that_turn_change() -> None:
    axes = MprAxes().turned((0.0, 0.0, 1.0), 30.0, MIDDLE)
    stacks = [cut_stack(VOLUMES["straight"], Cut(direction, axes)) for direction in MPR_DIRECTIONS]
    normals = np.stack([stack.normal_lps for stack in stacks])
    np.testing.assert_allclose(normals @ normals.T, np.eye(3), atol=1e-9)
    # Turned in the axial picture: that one stays, the others turn about the axis from feet to head.
    assert stacks[0].frame(0).right_lps == pytest.approx((1.0, 0.0, 0.0))
    assert stacks[1].frame(0).down_lps == pytest.approx((0.0, 0.0, -1.0))
    cosine, sine = math.cos(math.radians(30)), math.sin(math.radians(30))
    assert stacks[1].frame(0).right_lps == pytest.approx((cosine, sine, 0.0))
    assert letters(stacks[1].frame(0)) == SideLetters("RA", "LP", "H", "F")
    assert [stack.is_oblique for stack in stacks] == [False, True, True]
    assert [stack.note for stack in stacks] == ["", "Resampled · oblique", "Resampled · oblique"]
    assert np.shares_memory(stacks[0].plane(0), VOLUMES["straight"].voxels)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 2), st.floats(-180, 180)), min_size=1, max_size=30))
def test_many_turns_stay_a_rotation(steps: list[tuple[int, float]]) -> None:
    axes = MprAxes()
    for axis, degrees in steps:
        axes = axes.turned(np.eye(3)[axis], degrees, MIDDLE)
    np.testing.assert_allclose(axes.matrix @ axes.matrix.T, np.eye(3), atol=1e-12)
    assert np.linalg.det(axes.matrix) == pytest.approx(1.0)
    for direction in MPR_DIRECTIONS:
        frame = cut_stack(VOLUMES["straight"], Cut(direction, axes)).frame(0)
        expected = axes.matrix @ cut_stack(VOLUMES["straight"], Cut(direction)).normal_lps
        np.testing.assert_allclose(frame.normal_lps if direction is Direction.AXIAL else expected, expected, atol=1e-6)


def test_an_upside_down_plane_has_a_picture_too() -> None:
    axes = MprAxes().turned((0.0, 0.0, 1.0), 180.0, MIDDLE)
    assert axes.is_turned
    stack = cut_stack(VOLUMES["straight"], Cut(Direction.CORONAL, axes))
    assert letters(stack.frame(0)) == SideLetters("L", "R", "H", "F")
