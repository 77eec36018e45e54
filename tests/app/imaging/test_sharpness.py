"""Noise and sharpness in figures, on pictures of known noise and known edges."""

from __future__ import annotations

import math

import numpy as np
import pytest

from app.imaging.lens import Lens, apply_lens
from app.imaging.lens_text import parse_step
from app.imaging.sharpness import compared, edge_strength, figures, region_figures


def ramp(width: int, rows: int = 200, columns: int = 200) -> np.ndarray:
    """An edge of 1000 over so many pixels, across the middle."""
    x = np.arange(columns) - columns // 2
    return np.broadcast_to(1000 * np.clip(x / width, 0, 1), (rows, columns)).astype(np.float32)


def test_region_of_known_values() -> None:
    plane = np.zeros((10, 10), np.int16)
    plane[2, 2:6] = 90, 100, 100, 110
    region = np.zeros(plane.shape, np.bool_)
    region[2, 2:6] = True
    found = region_figures(plane, region)
    assert found.mean == 100
    assert found.sd == pytest.approx(math.sqrt(200 / 3))
    assert found.snr == pytest.approx(100 / math.sqrt(200 / 3))


def test_signal_to_noise_of_an_even_region() -> None:
    plane = np.random.default_rng(0).normal(500, 20, (200, 200)).astype(np.float32)
    plane[5, 5] = np.nan
    found = region_figures(plane, np.ones(plane.shape, np.bool_))
    assert found.snr == pytest.approx(25, rel=0.02)


def test_a_region_that_says_nothing() -> None:
    plane = np.full((5, 5), 7, np.int16)
    assert math.isnan(region_figures(plane, np.zeros(plane.shape, np.bool_)).snr)
    assert region_figures(plane, np.ones(plane.shape, np.bool_)).snr == math.inf


@pytest.mark.parametrize("width", [8, 4])
@pytest.mark.parametrize("factor", [1, 20])
def test_strength_is_the_slope_of_the_edge(width: int, factor: int) -> None:
    # The edge is at least 1 % of the picture, and even within; Sobel's operator looks along two pixels.
    plane = ramp(width) * factor
    assert edge_strength(plane) == pytest.approx(1000 * factor / width, rel=1e-5)
    assert edge_strength(plane.T) == pytest.approx(edge_strength(plane), rel=1e-6)


def test_a_softer_edge_is_weaker() -> None:
    strengths = [edge_strength(ramp(width)) for width in (2, 4, 8, 16)]
    assert strengths == sorted(strengths, reverse=True)
    assert edge_strength(np.full((9, 9), 5, np.int16)) == 0
    assert edge_strength(np.zeros((2, 9))) == 0


def test_padding_makes_no_edge() -> None:
    plane = ramp(8)
    plane[:, :40] = -30_000
    counted = plane > -30_000
    assert edge_strength(plane, counted=counted) == pytest.approx(125, rel=1e-5)
    assert figures(np.where(counted, plane, np.nan)).edges == pytest.approx(125, rel=1e-5)
    assert figures(np.where(counted, plane, np.nan), counted=plane > -5).edges == pytest.approx(125, rel=1e-5)
    assert edge_strength(plane, counted=np.zeros_like(counted)) == 0


def test_before_and_after() -> None:
    rng = np.random.default_rng(1)
    plane = (2000 + ramp(2) + rng.normal(0, 10, (200, 200))).astype(np.int16)
    region = np.zeros(plane.shape, np.bool_)
    region[50:150, 20:80] = True
    smooth = compared(plane, apply_lens(plane, Lens((parse_step("mean:size=5"),))), region=region)
    # The mean of 25 pixels; its noise goes over several pixels then, so the whole picture tells it too small.
    assert smooth.snr_ratio == pytest.approx(5, rel=0.08)
    assert smooth.noise_ratio < 0.2
    assert smooth.edge_ratio < 0.6
    sharp = compared(plane, apply_lens(plane, Lens((parse_step("unsharp"),))))
    assert sharp.edge_ratio > 1.2
    assert sharp.noise_ratio > 1.5
    assert math.isnan(sharp.snr_ratio)
    kept = compared(plane, apply_lens(plane, Lens((parse_step("median:size=5"),))), region=region)
    # What the median is for: less noise, and edges that stay.
    assert kept.noise_ratio < 0.4
    assert kept.edge_ratio > smooth.edge_ratio + 0.2


def test_no_ratio_of_nothing() -> None:
    even = np.full((20, 20), 5, np.int16)
    assert math.isnan(compared(even, even).noise_ratio)
    assert math.isnan(compared(even, even).edge_ratio)
