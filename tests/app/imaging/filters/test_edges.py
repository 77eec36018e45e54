"""Laplacian and outline: pictures of known curvature and slope, and scipy."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import ndimage

from app.imaging.filters.edges import laplacian, outline
from app.imaging.filters.gaussian import gaussian

INSIDE = np.s_[30:-30, 30:-30]


def parabola() -> np.ndarray:
    """Curvature -6 along rows and -2 along columns."""
    y, x = np.mgrid[:100, :120].astype(np.float64)
    return -3 * (x - 60) ** 2 - (y - 50) ** 2


@pytest.mark.parametrize("sigma", [0.5, 1.0, 3.0])
def test_curvature_of_a_parabola(sigma: float) -> None:
    np.testing.assert_allclose(laplacian(parabola(), sigma_px=sigma)[INSIDE], 8 * sigma**2, rtol=1e-6)


def test_laplacian_as_scipy() -> None:
    plane = np.random.default_rng(0).integers(0, 60_000, (50, 60)).astype(np.uint16)
    smooth = gaussian(plane, sigma_px=1.5)
    filtered = laplacian(plane, sigma_px=1.5)
    assert filtered.dtype == np.float32
    np.testing.assert_allclose(filtered, -(1.5**2) * ndimage.laplace(smooth, mode="nearest"), atol=0.1)


def test_bright_lines_stay_bright() -> None:
    plane = np.zeros((30, 30), np.int16)
    plane[:, 15] = 100
    assert laplacian(plane, sigma_px=1.0)[15, 15] > 10
    assert laplacian(-plane, sigma_px=1.0)[15, 15] < -10


@pytest.mark.parametrize("sigma", [0.5, 2.0])
def test_slope_of_a_ramp(sigma: float) -> None:
    y, x = np.mgrid[:100, :120]
    np.testing.assert_allclose(outline((3 * x + 4 * y).astype(np.int16), sigma_px=sigma)[INSIDE], 5.0, rtol=1e-5)


def test_outline_as_scipy() -> None:
    plane = np.random.default_rng(0).integers(-900, 3000, (50, 60)).astype(np.int16)
    smooth = gaussian(plane, sigma_px=1.0).astype(np.float64)
    expected = np.hypot(*(ndimage.sobel(smooth, axis, mode="nearest") / 8 for axis in (0, 1)))
    np.testing.assert_allclose(outline(plane, sigma_px=1.0), expected, atol=1e-2)
