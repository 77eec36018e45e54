"""Median filter: bit for bit, by both ways."""

from __future__ import annotations

import numpy as np
import pytest
import SimpleITK
from hypothesis import given
from hypothesis import strategies as st
from scipy import ndimage

from app.imaging.filters.median import median


@pytest.mark.parametrize("size", [3, 5, 7, 9])
@pytest.mark.parametrize("dtype", [np.uint8, np.int16, np.uint16, np.float32, np.float64])
def test_the_middle_of_the_sorted_square(dtype: type, size: int) -> None:
    rng = np.random.default_rng(size)
    plane = (rng.normal(100, 30, (45, 61)) if dtype == np.uint8 else rng.normal(9000, 3000, (45, 61))).astype(dtype)
    around = np.pad(plane, size // 2, mode="edge")
    squares = np.lib.stride_tricks.sliding_window_view(around, (size, size)).reshape(*plane.shape, -1)
    filtered = median(plane, size_px=size)
    assert filtered.dtype == dtype
    np.testing.assert_array_equal(filtered, np.sort(squares, axis=2)[..., size * size // 2])


@pytest.mark.parametrize("size", [5, 7])
def test_as_simple_itk_over_several_blocks(size: int) -> None:
    plane = np.random.default_rng(3).integers(-32768, 32767, (300, 600), dtype=np.int16, endpoint=True)
    image = SimpleITK.Median(SimpleITK.GetImageFromArray(plane), [size // 2] * 2)
    np.testing.assert_array_equal(median(plane, size_px=size), SimpleITK.GetArrayFromImage(image))


@pytest.mark.parametrize("shape", [(1, 1), (2, 3), (1, 40)])
def test_pictures_smaller_than_the_square(shape: tuple[int, int]) -> None:
    plane = np.arange(np.prod(shape), dtype=np.int16).reshape(shape)
    around = np.pad(plane, 4, mode="edge")
    squares = np.lib.stride_tricks.sliding_window_view(around, (9, 9)).reshape(*shape, -1)
    np.testing.assert_array_equal(median(plane, size_px=9), np.median(squares, axis=2))


def test_the_plane_is_not_written() -> None:
    plane = np.random.default_rng(0).integers(0, 99, (20, 20)).astype(np.int16)
    plane.flags.writeable = False
    before = plane.copy()
    median(plane, size_px=3)
    median(plane, size_px=7)
    np.testing.assert_array_equal(plane, before)


@given(
    size=st.sampled_from([3, 5, 7, 9]),
    slices=st.sampled_from([1, 3, 5]),
    rows=st.integers(1, 20),
    columns=st.integers(1, 20),
    seed=st.integers(0, 2**16),
    spread=st.sampled_from([1, 5, 40000]),
)
def test_any_cube_as_scipy(size: int, slices: int, rows: int, columns: int, seed: int, spread: int) -> None:
    # float64 goes by the network even where OpenCV has a short cut.
    values = np.random.default_rng(seed).integers(-spread, spread, (slices, rows, columns)).astype(np.float64)
    reach = slices // 2
    expected = ndimage.median_filter(values, size=(slices, size, size), mode="nearest")[reach]
    np.testing.assert_array_equal(median(list(values), size_px=size), expected)


@pytest.mark.parametrize("columns", [2047, 4100])
def test_wide_pictures_over_several_strips(columns: int) -> None:
    plane = np.random.default_rng(8).integers(0, 65535, (133, columns), dtype=np.uint16, endpoint=True)
    np.testing.assert_array_equal(median(plane, size_px=7), ndimage.median_filter(plane, size=7, mode="nearest"))


def test_the_network_and_the_short_cut_agree() -> None:
    plane = np.random.default_rng(9).integers(-900, 900, (70, 90)).astype(np.int16)
    for size in (3, 5):
        np.testing.assert_array_equal(median(plane.astype(np.float64), size_px=size), median(plane, size_px=size))
