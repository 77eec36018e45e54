"""Bilateral filter against its definition."""

from __future__ import annotations

import numpy as np
import pytest

from app.imaging.filters.bilateral import SIGMAS, bilateral


def by_definition(plane: np.ndarray, size: int, sigma_value: float) -> np.ndarray:
    reach = size // 2
    sigma_px = size / 2 / SIGMAS
    around = np.pad(plane.astype(float), reach, mode="edge")
    squares = np.lib.stride_tricks.sliding_window_view(around, (size, size))
    down, along = np.mgrid[-reach : reach + 1, -reach : reach + 1]
    far2 = down**2 + along**2
    in_place = np.exp(-far2 / (2 * sigma_px**2)) * (far2 <= reach**2)
    in_value = np.exp(-((squares - plane[..., None, None]) ** 2) / (2 * sigma_value**2))
    weights = in_place * in_value
    return (weights * squares).sum(axis=(2, 3)) / weights.sum(axis=(2, 3))


@pytest.mark.parametrize("size", [3, 5, 9])
@pytest.mark.parametrize("dtype", [np.int16, np.uint16, np.float32])
def test_two_bells(dtype: type, size: int) -> None:
    rng = np.random.default_rng(size)
    plane = (2000 + 800 * (np.mgrid[:40, :53][1] > 25) + rng.normal(0, 40, (40, 53))).astype(dtype)
    filtered = bilateral(plane, size_px=size, sigma_value=120.0)
    assert filtered.dtype == np.float32
    # The weights come from a table with 4,096 places over the range.
    np.testing.assert_allclose(filtered, by_definition(plane, size, 120.0), atol=2e-2)


def test_steps_of_one_in_16_bit_are_not_lost() -> None:
    plane = np.full((30, 30), 40_000, np.uint16)
    plane[:, 15:] += 1
    filtered = bilateral(plane, size_px=5, sigma_value=1e-1)
    np.testing.assert_allclose(filtered, plane, atol=1e-3)


def test_without_noise_nothing_changes() -> None:
    plane = np.random.default_rng(0).integers(0, 9, (20, 20)).astype(np.int16)
    np.testing.assert_array_equal(bilateral(plane, size_px=5, sigma_value=0.0), plane)
