"""Noise told from the picture alone, on pictures of known noise."""

from __future__ import annotations

import numpy as np
import pytest

from app.imaging.noise import SAMPLES, noise_sd


def shapes(rows: int = 300, columns: int = 400) -> np.ndarray:
    y, x = np.mgrid[:rows, :columns]
    plane = 1000 + 3 * x - 5 * y + 300 * np.sin(x / 30)
    plane[60:200, 100:300] += 2000
    return plane


@pytest.mark.parametrize("sd", [2.0, 25.0, 300.0])
@pytest.mark.parametrize("shape", [(300, 400), (1500, 1100)])
def test_noise_of_a_picture_with_edges_and_slopes(shape: tuple[int, int], sd: float) -> None:
    noise = np.random.default_rng(1).normal(0, sd, shape)
    assert noise_sd(shapes(*shape) + noise) == pytest.approx(sd, rel=0.04)
    assert noise_sd(np.rint(shapes(*shape) + noise).astype(np.int16)) == pytest.approx(sd, rel=0.06)


def test_only_so_many_places_are_looked_at() -> None:
    assert SAMPLES < 2048 * 2048
    plane = np.zeros((2048, 2048), np.float32)
    plane += np.random.default_rng(0).normal(0, 7, plane.shape).astype(np.float32)
    assert noise_sd(plane) == pytest.approx(7.0, rel=0.02)


def test_background_that_was_set_says_nothing() -> None:
    plane = np.random.default_rng(2).normal(1000, 20, (200, 200)).astype(np.float32)
    plane[:150] = -2000
    assert noise_sd(plane) == pytest.approx(20.0, rel=0.05)


def test_pixels_that_do_not_count_or_have_no_value() -> None:
    plane = np.random.default_rng(3).normal(0, 5, (200, 200)).astype(np.float32)
    plane[:, :120] = np.random.default_rng(4).normal(0, 500, (200, 120))
    counted = np.zeros(plane.shape, np.bool_)
    counted[:, 120:] = True
    assert noise_sd(plane, counted) == pytest.approx(5.0, rel=0.05)
    plane[:, :120] = np.nan
    plane[3, 150] = np.inf
    assert noise_sd(plane) == pytest.approx(5.0, rel=0.05)


@pytest.mark.parametrize("plane", [np.zeros((2, 9)), np.full((9, 9), 5), np.mgrid[:9, :9][0], np.full((5, 5), np.nan)])
def test_none_where_nothing_can_be_said(plane: np.ndarray) -> None:
    assert noise_sd(plane) == 0.0
