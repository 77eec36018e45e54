"""CLAHE by its definition and its properties."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from app.imaging.filters.clahe import BINS, clahe


def landscape(rows: int = 120, columns: int = 160, seed: int = 0) -> np.ndarray:
    """Smooth shapes with noise, -900 to about 1500, int16."""
    y, x = np.mgrid[:rows, :columns]
    shapes = 300 + 1000 * np.sin(x / columns * 7) * np.cos(y / rows * 5)
    return (shapes + np.random.default_rng(seed).normal(0, 60, (rows, columns))).astype(np.int16)


def curve(values: np.ndarray, low: float, high: float, clip: float) -> tuple[np.ndarray, np.ndarray]:
    """The curve of one tile, written in another way: (value, new value) at the middle of each bin."""
    bins = np.floor((values - low) * (BINS - 1) / (high - low) + 0.5).astype(int)
    share = np.bincount(bins.ravel(), minlength=BINS) / values.size
    limit = clip / BINS
    # The cut that leaves no bin above the limit after the rest was spread: among all levels the largest that does.
    levels = np.linspace(0, limit, 20001)
    heights = [level + (1 - np.minimum(share, level).sum()) / BINS for level in levels]
    level = levels[np.flatnonzero(np.array(heights) <= limit + 1e-12)[-1]]
    cut = np.minimum(share, level)
    cut += (1 - cut.sum()) / BINS
    middles = np.cumsum(cut) - cut / 2
    middles = (middles - middles[0]) / (middles[-1] - middles[0])
    return np.linspace(low, high, BINS), low + middles * (high - low)


@pytest.mark.parametrize("clip", [1.0, 2.0, 5.0])
def test_one_tile_follows_the_clipped_histogram(clip: float) -> None:
    plane = landscape()
    low, high = float(plane.min()), float(plane.max())
    expected = np.interp(plane, *curve(plane, low, high, clip))
    np.testing.assert_allclose(clahe(plane, clip=clip, tiles=1), expected, atol=2e-4 * (high - low))


def test_between_two_tiles_their_curves_are_blended() -> None:
    # Two columns of tiles, each of an even distribution of its own; the rows are all alike.
    plane = landscape(64, 128)
    plane[:, :64] = np.sort(plane[:, :64], axis=None).reshape(64, 64) // 2
    low, high = float(plane.min()), float(plane.max())
    upper, lower = plane[:32], plane[32:]
    curves = [[curve(part[:, :64], low, high, 3.0), curve(part[:, 64:], low, high, 3.0)] for part in (upper, lower)]
    filtered = clahe(plane, clip=3.0, tiles=2)
    for row, column in ((0, 0), (10, 31), (20, 70), (31, 64), (40, 100), (63, 127), (32, 50)):
        down = np.clip((row - 15.5) / 32, 0, 1)
        along = np.clip((column - 31.5) / 64, 0, 1)
        new = [[float(np.interp(plane[row, column], *each)) for each in pair] for pair in curves]
        above = new[0][0] * (1 - along) + new[0][1] * along
        below = new[1][0] * (1 - along) + new[1][1] * along
        assert filtered[row, column] == pytest.approx(above * (1 - down) + below * down, abs=3e-2 * (1 + along) * 10)


@pytest.mark.parametrize("tiles", [1, 8, 16])
def test_limit_1_changes_nothing(tiles: int) -> None:
    plane = landscape()
    np.testing.assert_allclose(clahe(plane, clip=1.0, tiles=tiles), plane, atol=1e-4 * np.ptp(plane))


@pytest.mark.parametrize("clip", [1.5, 4.0, 10.0])
def test_order_stays_and_contrast_grows_no_more_than_the_limit(clip: float) -> None:
    plane = landscape()
    filtered = clahe(plane, clip=clip, tiles=1)
    order = np.argsort(plane, axis=None, kind="stable")
    values, new = plane.ravel()[order].astype(float), filtered.ravel()[order].astype(float)
    step, rise = np.diff(values), np.diff(new)
    assert (rise >= -1e-3).all()
    # 1 % for the interpolation of OpenCV, which has 32 places between two bins.
    assert (rise <= clip * step * 1.01 + 3e-4 * np.ptp(plane)).all()


def test_the_range_stays_and_faint_detail_gains_contrast() -> None:
    plane = landscape()
    plane[40:80, 50:100] = np.random.default_rng(1).integers(200, 230, (40, 50))
    filtered = clahe(plane, clip=4.0, tiles=1)
    assert filtered.min() >= plane.min() - 0.5
    assert filtered.max() <= plane.max() + 0.5
    part = np.s_[45:75, 56:94]
    assert 2.0 < filtered[part].std() / plane[part].std() <= 4.1


@pytest.mark.parametrize("plane", [np.full((30, 40), -700, np.int16), np.full((1, 1), 5, np.uint8)])
def test_an_even_picture_stays(plane: np.ndarray) -> None:
    np.testing.assert_array_equal(clahe(plane, clip=3.0, tiles=8), plane)


@pytest.mark.parametrize("shape", [(3, 5), (1, 200), (17, 2)])
def test_fewer_pixels_than_tiles(shape: tuple[int, int]) -> None:
    plane = np.random.default_rng(0).integers(0, 4000, shape).astype(np.uint16)
    filtered = clahe(plane, clip=3.0, tiles=16)
    assert filtered.shape == shape
    assert np.isfinite(filtered).all()


def test_what_does_not_count_changes_nothing_else() -> None:
    plane = landscape()
    counted = np.ones(plane.shape, np.bool_)
    counted[:, :60] = False
    other = plane.copy()
    other[:, :60] = 30000
    first = clahe(plane, clip=3.0, tiles=4, counted=counted)
    second = clahe(other, clip=3.0, tiles=4, counted=counted)
    np.testing.assert_array_equal(first[counted], second[counted])
    assert np.abs(first[counted] - clahe(plane, clip=3.0, tiles=4)[counted]).max() > 20


def test_goes_the_way_of_opencv() -> None:
    # Eight bits, where OpenCV's limit means something. It lets the limit be passed by what it spreads, so its change
    # is somewhat larger; direction and place are the same.
    plane = ((landscape(256, 256).astype(float) + 900) / 2500 * 255).clip(0, 255).astype(np.uint8)
    peer = cv2.createCLAHE(4.0, (8, 8)).apply(plane).astype(float) - plane
    ours = clahe(plane, clip=4.0, tiles=8) - plane
    assert np.corrcoef(peer.ravel(), ours.ravel())[0, 1] > 0.9
    assert 0.6 < ours.std() / peer.std() < 1.1
