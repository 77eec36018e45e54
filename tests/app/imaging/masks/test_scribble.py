"""Growing from strokes: phantoms with noise by value, the system that is solved against an exact solution."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from ai.progress import Cancelled
from app.imaging.masks import scribble
from app.imaging.masks.region import Region
from app.imaging.masks.scribble import INSIDE, OUTSIDE, Strokes, part_round, proposed, seeds_in, walked

SIDE = 96
MM = (1.0, 1.0, 1.0)


def discs(near: float, far: float, noise: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Two discs of one slice that touch, on a darker ground."""
    rows, columns = np.mgrid[:SIDE, :SIDE]
    left = (rows - SIDE / 2) ** 2 + (columns - 0.3 * SIDE) ** 2 <= (0.2 * SIDE) ** 2
    right = (rows - SIDE / 2) ** 2 + (columns - 0.7 * SIDE) ** 2 <= (0.2 * SIDE) ** 2
    values = np.where(left, near, np.where(right, far, 40.0))
    values = values + noise * np.random.default_rng(3).standard_normal(values.shape)
    return values.astype(np.float32)[np.newaxis], left[np.newaxis], right[np.newaxis]


def stroke(shape: tuple[int, ...], *points: tuple[int, int], index: int = 0) -> Region:
    """A line of 3 pixels' width from point to point."""
    inside = np.zeros(shape, np.bool_)
    for (row, column), (to_row, to_column) in itertools.pairwise(points):
        for share in np.linspace(0, 1, 200):
            y, x = round(row + share * (to_row - row)), round(column + share * (to_column - column))
            inside[index, y - 1 : y + 2, x - 1 : x + 2] = True
    return Region((0, 0, 0), inside)


def both(shape: tuple[int, ...], index: int = 0) -> Strokes:
    """One stroke over the left disc, one over the right one and round the left one."""
    inside = stroke(shape, (40, 24), (56, 34), index=index)
    around = ((42, 62), (56, 72), (80, 70), (88, 48), (84, 12), (50, 4), (12, 10), (8, 48), (20, 80))
    return Strokes((inside,), (stroke(shape, *around, index=index),))


def whole(region: Region | None, shape: tuple[int, ...]) -> np.ndarray:
    assert region is not None
    mask = np.zeros(shape, np.bool_)
    mask[region.box] = region.inside
    return mask


def dice(one: np.ndarray, other: np.ndarray) -> float:
    return float(2 * (one & other).sum() / (one.sum() + other.sum()))


@pytest.mark.parametrize("noise", [3.0, 6.0, 12.0])
@pytest.mark.parametrize("far", [100.0, 106.0, 120.0])
def test_two_strokes_part_discs_that_touch(far: float, noise: float) -> None:
    values, left, _ = discs(100.0, far, noise)
    found = whole(proposed(values, both(values.shape), MM), values.shape)
    assert dice(found, left) >= 0.98


def test_another_stroke_corrects_it() -> None:
    values, left, right = discs(100.0, 100.0, 6.0)
    strokes = both(values.shape)
    more = Strokes((*strokes.inside, stroke(values.shape, (44, 66), (56, 74))), strokes.outside[:0])
    more = Strokes(more.inside, (stroke(values.shape, (84, 12), (50, 4), (12, 10), (8, 48)),))
    found = whole(proposed(values, more, MM), values.shape)
    assert dice(found, left | right) >= 0.97


def test_strokes_stay_what_they_are() -> None:
    values, _, _ = discs(100.0, 106.0, 6.0)
    strokes = both(values.shape)
    found = whole(proposed(values, strokes, MM), values.shape)
    assert found[strokes.inside[0].inside].all()
    assert not found[strokes.outside[0].inside & ~strokes.inside[0].inside].any()


def test_nothing_is_proposed_without_both_sides() -> None:
    values, _, _ = discs(100.0, 106.0, 6.0)
    strokes = both(values.shape)
    assert proposed(values, Strokes(strokes.inside, ()), MM) is None
    assert proposed(values, Strokes((), strokes.outside), MM) is None


def test_a_ball_is_found_from_one_slice() -> None:
    """Strokes on the middle slice; on slices twice as thick as pixels are wide."""
    slices, rows, columns = np.mgrid[:40, :70, :70]
    ball = 4 * (slices - 20) ** 2 + (rows - 35) ** 2 + (columns - 35) ** 2 <= 20**2
    values = np.where(ball, 100.0, 60.0) + 8 * np.random.default_rng(1).standard_normal(ball.shape)
    shape = values.shape
    inside = stroke(shape, (30, 30), (40, 40), index=20)
    around = stroke(shape, (6, 6), (6, 64), (64, 64), (64, 6), (6, 6), index=20)
    region = proposed(values.astype(np.float32), Strokes((inside,), (around,)), (2.0, 1.0, 1.0))
    assert dice(whole(region, shape), ball) >= 0.95


def test_values_that_are_no_number_are_no_hindrance() -> None:
    values, left, _ = discs(100.0, 106.0, 3.0)
    values = values.copy()
    values[0, :3] = np.nan
    assert dice(whole(proposed(values, both(values.shape), MM), values.shape), left) >= 0.98


def test_only_what_hangs_together_with_a_stroke_is_proposed() -> None:
    values, _, _ = discs(100.0, 106.0, 3.0)
    values = values.copy()
    values[0, 84:94, 84:94] = 100.0
    strokes = both(values.shape)
    found = whole(proposed(values, strokes, MM), values.shape)
    assert not found[0, 84:94, 84:94].any()


def test_chances_solve_the_system() -> None:
    """Against numpy's dense solution of the graph's Laplacian."""
    shape = (5, 12, 11)
    values = np.random.default_rng(5).standard_normal(shape).astype(np.float32)
    values[:, :, 6:] += 3
    seeds = np.zeros(shape, np.uint8)
    seeds[2, 3:6, 2], seeds[2, 5:9, 9] = INSIDE, OUTSIDE
    mm = (2.0, 1.0, 1.0)
    smooth = scribble._smoothed(values, mm)
    weights = scribble._weights(smooth, mm)
    count = values.size
    numbers = np.arange(count).reshape(shape)
    laplacian = np.zeros((count, count))
    for axis, weight in enumerate(weights):
        before, after = scribble._sides(axis)
        for one, other, value in zip(numbers[before].ravel(), numbers[after].ravel(), weight.ravel(), strict=True):
            laplacian[one, other] -= value
            laplacian[other, one] -= value
            laplacian[one, one] += value
            laplacian[other, other] += value
    free, fixed = np.flatnonzero(seeds.ravel() == 0), np.flatnonzero(seeds.ravel())
    known = (seeds.ravel()[fixed] == INSIDE).astype(float)
    exact = np.zeros(count)
    exact[fixed] = known
    exact[free] = np.linalg.solve(laplacian[np.ix_(free, free)], -laplacian[np.ix_(free, fixed)] @ known)
    exact = exact.reshape(shape)
    away = np.abs(walked(values, seeds, mm) - exact)
    assert np.quantile(away, 0.98) < 0.02
    assert away.max() < 0.1
    assert 0.2 < (exact > 0.5).mean() < 0.8


def test_a_large_part_is_made_coarser(monkeypatch: pytest.MonkeyPatch) -> None:
    values, left, _ = discs(100.0, 106.0, 3.0)
    large = np.repeat(np.repeat(values, 2, axis=1), 2, axis=2)
    truth = np.repeat(np.repeat(left, 2, axis=1), 2, axis=2)
    marks = seeds_in(both(values.shape), (slice(0, 1), slice(0, SIDE), slice(0, SIDE)))
    seeds = np.repeat(np.repeat(marks, 2, axis=1), 2, axis=2)
    monkeypatch.setattr(scribble, "MOST_VOXELS", 12_000)
    chances = walked(large, seeds, (1.0, 0.5, 0.5))
    assert chances.shape == large.shape
    assert dice(chances > 0.5, truth) >= 0.97


def test_as_scikit_image_does() -> None:
    segmentation = pytest.importorskip("skimage.segmentation")
    values, left, _ = discs(100.0, 120.0, 1.0)
    seeds = seeds_in(both(values.shape), (slice(0, 1), slice(0, SIDE), slice(0, SIDE)))
    theirs = segmentation.random_walker(values[0], seeds[0].astype(int), beta=20, mode="bf", tol=1e-6) == INSIDE
    ours = whole(proposed(values, both(values.shape), MM), values.shape)[0]
    assert dice(ours, theirs) >= 0.98
    assert dice(theirs, left[0]) >= 0.98


def test_the_part_round_the_strokes() -> None:
    line = Region((4, 30, 20), np.ones((1, 2, 21), np.bool_))
    box = part_round(Strokes((line,), ()), (9, 64, 64), (3.0, 1.0, 1.0))
    # 0.3 of 21 mm is less than 8 mm; three slices of 3 mm.
    assert box == (slice(1, 8), slice(22, 40), slice(12, 49))


def test_it_can_be_cancelled() -> None:
    values, _, _ = discs(100.0, 106.0, 3.0)
    told: list[float] = []

    def stop(fraction: float, message: str) -> None:
        told.append(fraction)
        if len(told) > 2:
            raise Cancelled

    with pytest.raises(Cancelled):
        proposed(values, both(values.shape), MM, progress=stop)
    assert told == sorted(told)
