"""Gaussian filter against its own definition and SimpleITK."""

from __future__ import annotations

import numpy as np
import pytest
import SimpleITK
from scipy import ndimage

from app.imaging.filters.gaussian import gaussian, gaussian_through


@pytest.mark.parametrize("sigma", [0.3, 1.0, 2.7, 10.0])
def test_a_point_becomes_the_bell(sigma: float) -> None:
    plane = np.zeros((121, 131), np.int16)
    plane[60, 65] = 10_000
    rows, columns = np.mgrid[:121, :131]
    bell = np.exp(-((rows - 60.0) ** 2 + (columns - 65.0) ** 2) / (2 * sigma**2))
    filtered = gaussian(plane, sigma_px=sigma)
    assert filtered.dtype == np.float32
    # Cut off at four sigma, where the bell is 3.4e-4 of its top.
    np.testing.assert_allclose(filtered, 10_000 * bell / bell.sum(), atol=4e-4 * filtered.max())


@pytest.mark.parametrize("sigma", [1.0, 2.5])
def test_as_simple_itk(sigma: float) -> None:
    plane = np.random.default_rng(2).normal(0, 300, (80, 90)).astype(np.float32)
    # Its recursive filter is an approximation of the bell.
    image = SimpleITK.SmoothingRecursiveGaussian(SimpleITK.GetImageFromArray(plane), sigma)
    filtered = gaussian(plane, sigma_px=sigma)
    assert np.abs(filtered - SimpleITK.GetArrayFromImage(image)).max() < 0.03 * filtered.std()


def test_an_even_picture_stays_and_the_border_is_repeated() -> None:
    np.testing.assert_allclose(gaussian(np.full((5, 9), -700, np.int16), sigma_px=4.0), -700, rtol=1e-6)


def test_double_precision_is_kept() -> None:
    plane = np.full((9, 9), 2.0**40 + 1)
    filtered = gaussian(plane, sigma_px=1.0)
    assert filtered.dtype == np.float64
    np.testing.assert_allclose(filtered, plane, rtol=1e-14)


@pytest.mark.parametrize("slice_px", [0.5, 1.0, 2.5])
def test_through_the_volume_the_bell_is_equally_wide_in_mm(slice_px: float) -> None:
    planes = np.random.default_rng(4).normal(0, 300, (13, 40, 50))
    sigmas = (1.5 / slice_px, 1.5, 1.5)
    # Cut off at the same places: scipy's own radius along each axis.
    expected = ndimage.gaussian_filter(planes, sigmas, radius=(6, 6, 6), mode="nearest")[6]
    filtered = gaussian_through(list(planes), sigma_px=1.5, slice_px=slice_px)
    assert filtered.dtype == np.float64
    np.testing.assert_allclose(filtered, expected, atol=1e-9)


def test_one_plane_alone_is_as_without_neighbours() -> None:
    plane = np.random.default_rng(3).normal(0, 300, (30, 20)).astype(np.float32)
    np.testing.assert_allclose(
        gaussian_through([plane], sigma_px=2.0, slice_px=1.0), gaussian(plane, sigma_px=2.0), rtol=1e-6
    )
