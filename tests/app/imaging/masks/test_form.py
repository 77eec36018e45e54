"""Margins, smoothing, holes and islands against analytic truth and against SimpleITK and scikit-image's definitions."""

from __future__ import annotations

import itertools

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from app.imaging.masks.form import (
    Spacing,
    island_at,
    islands_from,
    largest_island,
    smoothed,
    with_margin,
    without_holes,
)

SPACING: Spacing = (2.0, 0.8, 1.1)


def ball(shape: tuple[int, int, int], radius_mm: float, spacing: Spacing = SPACING) -> npt.NDArray[np.bool_]:
    middle = [(side - 1) / 2 for side in shape]
    away = [((np.arange(side) - at) * step) ** 2 for side, at, step in zip(shape, middle, spacing, strict=True)]
    inside: npt.NDArray[np.bool_] = away[0][:, None, None] + away[1][:, None] + away[2] <= radius_mm**2
    return inside


def brute_margin(mask: npt.NDArray[np.bool_], margin: float) -> npt.NDArray[np.bool_]:
    wanted = mask if margin > 0 else ~mask
    marked = np.argwhere(wanted) * SPACING
    near = np.zeros_like(mask)
    for at in itertools.product(*map(range, mask.shape)):
        if marked.size:
            near[at] = np.linalg.norm(marked - np.array(at) * SPACING, axis=1).min() <= abs(margin) + 1e-4
    return near if margin > 0 else ~near


@settings(max_examples=40, deadline=None)
@given(
    mask=arrays.arrays(np.bool_, st.tuples(st.integers(1, 5), st.integers(1, 7), st.integers(1, 6))),
    margin=st.sampled_from([-3.0, -1.2, -0.8, 0.8, 1.0, 2.05, 4.4]),
)
def test_a_margin_is_that_of_the_definition(mask: npt.NDArray[np.bool_], margin: float) -> None:
    if margin < 0 and mask.all():
        assert with_margin(mask, SPACING, margin).all()
        return
    expected = brute_margin(mask, margin) if mask.any() else mask
    np.testing.assert_array_equal(with_margin(mask, SPACING, margin), expected)


def test_a_ball_grows_and_shrinks_to_balls() -> None:
    spacing = (1.0, 0.5, 0.5)
    mask = ball((41, 81, 81), 10.0, spacing)
    for margin in (5.0, -4.0):
        volume = with_margin(mask, spacing, margin).sum() * 0.25
        assert volume == pytest.approx(4 / 3 * np.pi * (10 + margin) ** 3, rel=0.06)


def test_no_margin_changes_nothing() -> None:
    mask = ball((9, 20, 20), 6.0)
    np.testing.assert_array_equal(with_margin(mask, SPACING, 0.0), mask)
    assert not with_margin(np.zeros((3, 3, 3), np.bool_), SPACING, 2.0).any()


def test_smoothing_takes_spikes_away_and_leaves_a_ball() -> None:
    mask = ball((21, 51, 41), 14.0)
    spiked = mask.copy()
    spiked[10, 25, :] = True
    spiked[9:12, 25, 20] = False
    result = smoothed(spiked, SPACING, 2.0)
    assert not result[10, 25, 38:].any()
    assert result[10, 25, 20]
    # A Gaussian draws the surface of a ball in by about its variance over the radius: 0.3 mm of 14.
    assert np.count_nonzero(result & ~mask) == 0
    assert np.count_nonzero(mask & ~result) / mask.sum() == pytest.approx(3 * 2.0**2 / 14**2, abs=0.025)


def test_what_reaches_the_edge_of_the_grid_stays_there() -> None:
    mask = np.zeros((12, 12, 12), np.bool_)
    mask[:, :, :6] = True
    np.testing.assert_array_equal(smoothed(mask, (1.0, 1.0, 1.0), 1.5), mask)


def test_holes_in_space_and_on_planes() -> None:
    mask = np.zeros((7, 9, 9), np.bool_)
    mask[1:6, 1:8, 1:8] = True
    mask[3, 4, 4] = False  # a bubble
    mask[:, 2, 2] = False  # a tunnel along the slices
    whole = without_holes(mask)
    assert whole[3, 4, 4]
    assert not whole[:, 2, 2].any()
    planes = without_holes(mask, axis=0)
    assert planes[1:6, 1:8, 1:8].all()
    assert planes.sum() == 5 * 7 * 7
    across = without_holes(mask, axis=2)
    assert across[3, 4, 4]
    assert not across[:, 2, 2].any()


def test_islands() -> None:
    mask = np.zeros((6, 10, 10), np.bool_)
    mask[1:4, 1:4, 1:4] = True  # 27
    mask[1, 6:8, 6] = True  # 2
    mask[4, 4, 4] = True  # by a corner: a part of its own
    assert largest_island(mask).sum() == 27
    assert island_at(mask, (1, 7, 6)).sum() == 2
    assert island_at(mask, (4, 4, 4)).sum() == 1
    assert not island_at(mask, (0, 0, 0)).any()
    assert islands_from(mask, (1.0, 1.0, 1.0), 0.002).sum() == 29
    assert islands_from(mask, (1.0, 1.0, 1.0), 0.0021).sum() == 27
    assert islands_from(mask, (10.0, 10.0, 10.0), 1.0).sum() == 30


@pytest.mark.parametrize("change", [largest_island, without_holes])
def test_nothing_stays_nothing(change: object) -> None:
    assert callable(change)
    assert not change(np.zeros((3, 4, 5), np.bool_)).any()
    assert not island_at(np.zeros((3, 4, 5), np.bool_), (0, 0, 0)).any()
    assert not smoothed(np.zeros((3, 4, 5), np.bool_), SPACING, 1.0).any()
