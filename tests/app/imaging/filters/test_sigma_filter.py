"""Lee's sigma filter against its definition."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.imaging.filters import sigma as module
from app.imaging.filters.sigma import sigma


def by_definition(plane: np.ndarray, size: int, limit: float) -> np.ndarray:
    values = plane.astype(float)
    around = np.pad(values, size // 2, mode="edge")
    squares = np.lib.stride_tricks.sliding_window_view(around, (size, size))
    like = np.abs(squares - values[..., None, None]) <= limit
    count = like.sum(axis=(2, 3))
    close = np.pad(values, 1, mode="edge")
    four = (close[:-2, 1:-1] + close[2:, 1:-1] + close[1:-1, :-2] + close[1:-1, 2:]) / 4
    return np.where(count <= size // 2, four, (squares * like).sum(axis=(2, 3)) / count)


@pytest.mark.parametrize("size", [3, 5, 7, 9])
@pytest.mark.parametrize("limit", [0.0, 3.0, 2.5, 80.0, 600.0, 40_000.0])
@pytest.mark.parametrize("dtype", [np.uint8, np.int16, np.uint16, np.float32, np.float64])
def test_mean_of_those_that_are_like_it(dtype: type, limit: float, size: int) -> None:
    rng = np.random.default_rng(size)
    plane = (100 + 40 * rng.integers(0, 4, (31, 44)) + rng.integers(-3, 3, (31, 44))).astype(dtype)
    if plane.itemsize > 1:
        plane[5, 7], plane[0, 0] = 30_000, 0
    filtered = sigma(plane, size_px=size, limit=limit)
    assert filtered.dtype == np.float32
    np.testing.assert_allclose(filtered, by_definition(plane, size, limit), rtol=1e-5, atol=1e-4)


@given(st.integers(0, 2**16), st.sampled_from([np.int16, np.uint16]), st.sampled_from([10.0, 3000.0, 70_000.0]))
def test_the_whole_range_of_16_bit(seed: int, dtype: type, limit: float) -> None:
    limits = np.iinfo(dtype)
    plane = np.random.default_rng(seed).integers(limits.min, limits.max, (9, 12), dtype=dtype, endpoint=True)
    plane.flags.writeable = False
    np.testing.assert_allclose(
        sigma(plane, size_px=5, limit=limit), by_definition(plane, 5, limit), rtol=1e-5, atol=2e-2
    )


@pytest.mark.parametrize("dtype", [np.int16, np.float32])
def test_tiles_join_without_a_seam(monkeypatch: pytest.MonkeyPatch, dtype: type) -> None:
    plane = np.random.default_rng(4).integers(-900, 900, (45, 61)).astype(dtype)
    whole = sigma(plane, size_px=7, limit=100.0)
    monkeypatch.setattr(module, "_TILE", (11, 8))
    np.testing.assert_array_equal(sigma(plane, size_px=7, limit=100.0), whole)


@pytest.mark.parametrize("apart", [65_535, 65_435, 65_434, 40_000, 32_768, 32_767])
@pytest.mark.parametrize("limit", [0.0, 1.0, 100.0, 101.0])
def test_far_values_never_come_round_to_near_ones(apart: int, limit: float) -> None:
    rng = np.random.default_rng(apart)
    plane = (rng.integers(0, 2, (30, 30)) * (apart - 100) + rng.integers(0, 101, (30, 30)) - 32_768).astype(np.int16)
    np.testing.assert_allclose(
        sigma(plane, size_px=5, limit=limit), by_definition(plane, 5, limit), rtol=1e-5, atol=1e-2
    )


def test_a_speck_goes_and_an_edge_stays() -> None:
    plane = np.zeros((20, 20), np.int16)
    plane[:, 10:] = 1000
    plane[5, 5] = 700
    filtered = sigma(plane, size_px=5, limit=50.0)
    assert filtered[5, 5] == 0
    expected = plane.copy()
    expected[5, 5] = 0
    np.testing.assert_array_equal(filtered, expected)
