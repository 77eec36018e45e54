"""Wiener filter against scipy's, which has the same formula."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import signal

from app.imaging.filters.wiener import wiener


def landscape(dtype: type) -> np.ndarray:
    y, x = np.mgrid[:300, :600]
    shapes = 30_000 + 400 * np.sin(x / 9) * np.cos(y / 30)
    return (shapes + np.random.default_rng(0).normal(0, 20, shapes.shape)).astype(dtype)


@pytest.mark.parametrize("size", [3, 5, 15])
@pytest.mark.parametrize("dtype", [np.uint16, np.int16, np.float32])
def test_as_scipy_inside_the_border(dtype: type, size: int) -> None:
    plane = landscape(dtype)
    # Borders differ: scipy puts zeros there.
    inside = np.s_[size:-size, size:-size]
    expected = signal.wiener(plane.astype(np.float64), size, noise=20.0**2)
    filtered = wiener(plane, size_px=size, noise=20.0)
    assert filtered.dtype == np.float32
    np.testing.assert_allclose(filtered[inside], expected[inside], atol=5e-3)


def test_borders_go_on() -> None:
    plane = landscape(np.int16)[:12, :14]
    around = np.pad(plane, 8, mode="edge")
    np.testing.assert_allclose(
        wiener(plane, size_px=5, noise=30.0), wiener(around, size_px=5, noise=30.0)[8:-8, 8:-8], atol=1e-3
    )


def test_without_noise_nothing_changes_and_an_even_picture_stays() -> None:
    plane = landscape(np.int16)
    np.testing.assert_array_equal(wiener(plane, size_px=5, noise=0.0), plane)
    even = np.full((10, 10), -700, np.int16)
    np.testing.assert_array_equal(wiener(even, size_px=5, noise=3.0), even)
    np.testing.assert_array_equal(wiener(even, size_px=5, noise=0.0), even)


def test_much_noise_leaves_the_mean() -> None:
    plane = landscape(np.float32)
    filtered = wiener(plane, size_px=5, noise=1e5)
    assert filtered.std() < plane.std()
    np.testing.assert_allclose(filtered[10, 10], plane[8:13, 8:13].mean(), rtol=1e-6)
