"""Unsharp mask against its definition."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import ndimage

from app.imaging.filters.unsharp import unsharp


def picture() -> np.ndarray:
    plane = np.random.default_rng(0).normal(500, 90, (50, 60))
    plane[:, 30:] += 2000
    return plane.astype(np.int16)


@pytest.mark.parametrize(("sigma", "amount"), [(1.0, 0.5), (2.0, 1.0), (3.3, 4.0)])
def test_adds_what_a_smooth_copy_lacks(sigma: float, amount: float) -> None:
    plane = picture()
    smooth = ndimage.gaussian_filter(plane.astype(np.float64), sigma, mode="nearest", truncate=4.0)
    filtered = unsharp(plane, sigma_px=sigma, amount=amount)
    assert filtered.dtype == np.float32
    # OpenCV cuts the bell off at a pixel more or less.
    np.testing.assert_allclose(filtered, plane + amount * (plane - smooth), atol=0.3 * amount)


def test_what_differs_little_stays_and_there_is_no_step() -> None:
    plane = picture()
    exact = plane - (plane - unsharp(plane, sigma_px=2.0, amount=1.0).astype(np.float64))
    difference = exact - plane
    filtered = unsharp(plane, sigma_px=2.0, amount=1.0, threshold=100.0)
    small = np.abs(difference) < 99.9
    assert small.mean() > 0.5
    np.testing.assert_array_equal(filtered[small], plane[small])
    beyond = np.sign(difference) * np.maximum(np.abs(difference) - 100.0, 0)
    np.testing.assert_allclose(filtered, plane + beyond, atol=1e-2)


def test_double_precision_is_kept_and_an_even_picture_stays() -> None:
    plane = np.full((9, 9), 2.0**40 + 1)
    filtered = unsharp(plane, sigma_px=1.0, amount=1.0)
    assert filtered.dtype == np.float64
    np.testing.assert_allclose(filtered, plane, rtol=1e-14)
