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
    # As many whole numbers in each bin.
    width = int(np.ceil((high - low) / (BINS - 1)))
    count = int(np.ceil((high - low) / width)) + 1
    bins = np.floor((values - low) / width + 0.5).astype(int)
    share = np.bincount(bins.ravel(), minlength=count) / values.size
    limit = clip / count
    # The cut that leaves no bin above the limit after the rest was spread: among all levels the largest that does.
    levels = np.linspace(0, limit, 20001)
    heights = [level + (1 - np.minimum(share, level).sum()) / count for level in levels]
    level = levels[np.flatnonzero(np.array(heights) <= limit + 1e-12)[-1]]
    cut = np.minimum(share, level)
    cut += (1 - cut.sum()) / count
    middles = np.cumsum(cut) - cut / 2
    middles = (middles - middles[0]) / (middles[-1] - middles[0])
    places = low + width * np.arange(count)
    return places, low + middles * (places[-1] - low)


@pytest.mark.parametrize("clip", [1.0, 2.0, 5.0])
def test_one_tile_follows_the_clipped_histogram(clip: float) -> None:
    plane = landscape()
    low, high = float(plane.min()), float(plane.max())
    expected = np.interp(plane, *curve(plane, low, high, clip)).clip(low, high)
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


def head(seed: int = 0) -> np.ndarray:
    """Brain of 25 to 40 HU with noise of 3, in bone of 1200 and air of -1000; int16."""
    y, x = np.mgrid[:256, :256] - 127.5
    distance = np.hypot(y / 1.2, x)
    brain = 32 + 7 * np.sin(x / 14) * np.cos(y / 11)
    shapes = np.where(distance < 85, brain, np.where(distance < 97, 1200, -1000))
    return np.rint(shapes + np.random.default_rng(seed).normal(0, 3, shapes.shape)).astype(np.int16)


BRAIN = np.s_[80:176, 80:176]


def test_within_a_window_the_contrast_of_the_brain_grows_and_its_brightness_stays_in_the_middle() -> None:
    plane, limits = head(), (0.0, 79.0)
    filtered = clahe(plane, clip=2.0, tiles=8, limits=limits)
    assert 1.6 < filtered[BRAIN].std() / plane[BRAIN].std() < 2.1
    assert 20 < filtered[BRAIN].mean() < 60
    # Bone and air of the same tile push nothing out of the window.
    near_skull = np.s_[30:42, 100:156]
    inside = plane[near_skull] < 79
    assert abs(np.median(filtered[near_skull][inside]) - np.median(plane[near_skull][inside])) < 8


@pytest.mark.parametrize("limits", [(0.0, 79.0), (-160.0, 240.0), (-0.4, 80.3), (-1350.25, 149.75), (-1e4, 1e4)])
@pytest.mark.parametrize("dtype", ["int16", "float32"])
def test_values_come_back_within_the_window_and_beyond_it_as_its_ends(limits: tuple[float, float], dtype: str) -> None:
    plane = head().astype(dtype)
    if dtype == "float32":
        plane += np.float32(0.25)
    filtered = clahe(plane, clip=3.0, tiles=8, limits=limits)
    assert filtered.dtype == np.float32
    assert filtered.min() >= np.float32(limits[0])
    assert filtered.max() <= np.float32(limits[1])
    assert (filtered[plane <= limits[0]] == np.float32(limits[0])).all()
    np.testing.assert_allclose(filtered[plane >= limits[1]], limits[1], atol=1e-3)
    unchanged = clahe(plane, clip=1.0, tiles=8, limits=limits)
    np.testing.assert_allclose(unchanged, plane.clip(*limits), atol=1e-4 * min(np.ptp(plane), limits[1] - limits[0]))


def test_what_lies_beyond_the_window_is_counted_nowhere() -> None:
    plane = head()
    other = plane.copy()
    other[plane > 300] = 3000
    other[plane < -300] = -32000
    first, second = (clahe(each, clip=3.0, tiles=8, limits=(0.0, 79.0)) for each in (plane, other))
    np.testing.assert_array_equal(first, second)


@pytest.mark.parametrize("clip", [1.5, 4.0])
def test_contrast_grows_no_more_than_the_limit_in_a_window_either(clip: float) -> None:
    plane, limits = head(), (-0.5, 79.5)
    filtered = clahe(plane, clip=clip, tiles=1, limits=limits)
    values, places = np.unique(plane[(plane >= 0) & (plane < 80)], return_index=True)
    new = filtered[(plane >= 0) & (plane < 80)][places]
    step, rise = np.diff(values.astype(float)), np.diff(new)
    assert (rise >= -1e-3).all()
    assert (rise <= clip * step * 1.02 + 0.01).all()
    assert rise.max() > 0.9 * clip


def test_a_window_wider_than_the_values_takes_no_grey_from_them() -> None:
    plane = landscape()
    fine = clahe(plane, clip=3.0, tiles=1, limits=(-40000.0, 40000.0))
    values, places = np.unique(plane, return_index=True)
    new = fine.ravel()[places]
    assert len(np.unique(new)) > 0.9 * len(values)
    assert np.diff(new).max() < 3.1 * np.diff(values).max()
    # The window has room: contrast grows as far as the limit allows, away from the range that the values had.
    assert 2.5 < np.ptp(fine) / np.ptp(plane) < 3.05


@pytest.mark.parametrize("limits", [(500.0, 500.0), (-5.0, -5.0)])
def test_a_window_without_width_is_a_threshold_and_gets_the_values_themselves(limits: tuple[float, float]) -> None:
    plane = landscape()
    np.testing.assert_array_equal(clahe(plane, clip=3.0, tiles=8, limits=limits), plane)


@pytest.mark.parametrize(
    ("limits", "level"), [((5000.0, 6000.0), 5000.0), ((-9000.0, -8000.0), -8000.0), ((5000.0, 1e308), 5000.0)]
)
def test_a_window_beside_all_values_shows_its_nearer_end(limits: tuple[float, float], level: float) -> None:
    assert (clahe(landscape(), clip=3.0, tiles=8, limits=limits) == np.float32(level)).all()


def test_a_window_as_wide_as_a_number_can_be_changes_little() -> None:
    plane = landscape()
    filtered = clahe(plane, clip=3.0, tiles=8, limits=(-1e308, 1e308))
    assert np.isfinite(filtered).all()


@pytest.mark.parametrize("dtype", ["int16", "float32"])
def test_whole_numbers_fall_evenly_into_bins_whatever_the_window(dtype: str) -> None:
    # Every value as often as every other: nothing to equalise, so nothing may change.
    plane = (np.arange(512 * 8).reshape(64, 64) % 512 - 100).astype(dtype)
    for limits in ((-60.5, 340.5), (0.25, 79.75), (-99.0, 301.0)):
        filtered = clahe(plane, clip=5.0, tiles=1, limits=limits)
        np.testing.assert_allclose(filtered, plane.clip(*limits), atol=1.0)
