"""Bilateral filter against its definition."""

from __future__ import annotations

import numpy as np
import pytest

from app.imaging.filters import bilateral as module
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
    np.testing.assert_allclose(filtered, by_definition(plane, size, 120.0), atol=2e-3)


def test_tiles_join_without_a_seam(monkeypatch: pytest.MonkeyPatch) -> None:
    plane = np.random.default_rng(4).integers(-900, 900, (45, 61)).astype(np.int16)
    whole = bilateral(plane, size_px=7, sigma_value=300.0)
    monkeypatch.setattr(module, "_TILE", (11, 8))
    # The last bit hangs on where in a line a value lies.
    np.testing.assert_allclose(bilateral(plane, size_px=7, sigma_value=300.0), whole, atol=1e-3)


@pytest.mark.parametrize("sigma_value", [1e-30, 1e-3, 1e9])
def test_any_width_of_the_bell(sigma_value: float) -> None:
    plane = np.random.default_rng(5).integers(0, 65535, (20, 30), dtype=np.uint16, endpoint=True)
    filtered = bilateral(plane, size_px=5, sigma_value=sigma_value)
    np.testing.assert_allclose(filtered, by_definition(plane, 5, sigma_value) if sigma_value > 1 else plane, rtol=1e-5)


def test_steps_of_one_in_16_bit_are_not_lost() -> None:
    plane = np.full((30, 30), 40_000, np.uint16)
    plane[:, 15:] += 1
    filtered = bilateral(plane, size_px=5, sigma_value=1e-1)
    np.testing.assert_allclose(filtered, plane, atol=1e-3)


def test_without_noise_nothing_changes() -> None:
    plane = np.random.default_rng(0).integers(0, 9, (20, 20)).astype(np.int16)
    np.testing.assert_array_equal(bilateral(plane, size_px=5, sigma_value=0.0), plane)
