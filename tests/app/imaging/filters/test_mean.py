"""Mean filter against plain sums and SimpleITK."""

from __future__ import annotations

import numpy as np
import pytest
import SimpleITK

from app.imaging.filters.mean import mean


def windows(plane: np.ndarray, size: int) -> np.ndarray:
    """(rows, columns, size, size): the square around every pixel, the border repeated."""
    around = np.pad(plane, size // 2, mode="edge")
    return np.lib.stride_tricks.sliding_window_view(around, (size, size))


@pytest.mark.parametrize("size", [3, 5, 31])
@pytest.mark.parametrize("dtype", [np.int16, np.uint16, np.uint8])
def test_integers_are_the_exact_mean_rounded(dtype: type, size: int) -> None:
    limits = np.iinfo(dtype)
    plane = np.random.default_rng(size).integers(limits.min, limits.max, (40, 53), dtype=dtype, endpoint=True)
    sums = windows(plane.astype(np.int64), size).sum(axis=(2, 3))
    # Nearest whole number in whole numbers only; the area is odd, so there are no ties.
    area = size * size
    expected = (2 * sums + area) // (2 * area)
    filtered = mean(plane, size_px=size)
    assert filtered.dtype == dtype
    np.testing.assert_array_equal(filtered, expected)


@pytest.mark.parametrize("size", [3, 7])
def test_real_values_as_simple_itk(size: int) -> None:
    plane = np.random.default_rng(1).normal(50, 400, (61, 47)).astype(np.float32)
    image = SimpleITK.Mean(SimpleITK.GetImageFromArray(plane), [size // 2] * 2)
    np.testing.assert_allclose(mean(plane, size_px=size), SimpleITK.GetArrayFromImage(image), atol=2e-3)


def test_a_picture_smaller_than_the_square() -> None:
    plane = np.array([[1, 5], [3, 9]], np.int16)
    expected = np.rint(windows(plane, 5).mean(axis=(2, 3)))
    np.testing.assert_array_equal(mean(plane, size_px=5), expected)


@pytest.mark.parametrize("dtype", [np.int16, np.uint16, np.float32])
@pytest.mark.parametrize(("slices", "size"), [(3, 3), (5, 9), (31, 31)])
def test_a_cube_is_the_exact_mean(dtype: type, slices: int, size: int) -> None:
    limits = np.iinfo(np.int16 if dtype == np.float32 else dtype)
    rng = np.random.default_rng(slices)
    planes = rng.integers(limits.max - 90, limits.max, (slices, 20, 23), endpoint=True).astype(dtype)
    sums = sum(windows(each.astype(np.int64), size).sum(axis=(2, 3)) for each in planes)
    count = slices * size * size
    filtered = mean(list(planes), size_px=size)
    assert filtered.dtype == dtype
    if dtype == np.float32:
        np.testing.assert_allclose(filtered, sums / count, rtol=1e-6)
    else:
        np.testing.assert_array_equal(filtered, (2 * sums + count) // (2 * count))
