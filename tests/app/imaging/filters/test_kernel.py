"""Kernels: the table as it is written, against scipy."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import ndimage

from app.imaging.filters.kernel import kernel_of, names, weighed
from app.imaging.filters.table import filter_named
from app.imaging.lens import Lens, apply_lens
from app.imaging.lens_text import parse_step


def picture() -> np.ndarray:
    return np.random.default_rng(0).integers(0, 65535, (40, 50)).astype(np.uint16)


@pytest.mark.parametrize("side", [3, 5])
def test_any_table_as_scipy(side: int) -> None:
    weights = np.random.default_rng(side).integers(-99, 99, (side, side)).astype(float)
    expected = ndimage.correlate(picture().astype(np.float64), weights, mode="nearest")
    filtered = weighed(picture(), kernel=weights)
    assert filtered.dtype == np.float32
    np.testing.assert_allclose(filtered, expected, rtol=1e-5, atol=1e-6 * np.abs(weights).sum() * 65535)


def test_the_table_lies_on_the_picture_as_it_is_read() -> None:
    plane = picture().astype(np.int32)
    shown = apply_lens(plane, Lens((parse_step("kernel3:preset=identity,b2=0,a3=1"),)))
    # Row a is above, column 3 right.
    np.testing.assert_array_equal(shown[1:, :-1], plane[:-1, 1:])


def test_names_go_row_by_row() -> None:
    assert names(3) == ("a1", "a2", "a3", "b1", "b2", "b3", "c1", "c2", "c3")
    assert names(5)[-1] == "e5"


def test_dividing() -> None:
    ones = dict.fromkeys(names(3), 1.0)
    assert kernel_of(ones | {"divide": 0.0}, 3).sum() == pytest.approx(1.0)
    assert kernel_of(ones | {"divide": 2.0}, 3).sum() == pytest.approx(4.5)
    none = dict.fromkeys(names(3), 0.0) | {"a1": -1.0, "c3": 1.0, "divide": 0.0}
    assert kernel_of(none, 3)[2, 2] == 1.0


@pytest.mark.parametrize("name", ["kernel3", "kernel5"])
def test_presets_do_what_they_say(name: str) -> None:
    plane = picture().astype(np.float64)
    shown = {
        preset.name: apply_lens(plane, Lens((parse_step(f"{name}:preset={preset.name}"),)))
        for preset in filter_named(name).presets
    }
    np.testing.assert_array_equal(shown["identity"], plane)
    assert shown["smooth"].std() < plane.std() < shown["sharpen"].std()
    # Even parts keep their value, or become 0.
    even = np.full((9, 9), 700, np.int16)
    for preset in filter_named(name).presets:
        expected = 700 if filter_named(name).keeps_unit(preset.values) else 0
        np.testing.assert_allclose(
            apply_lens(even, Lens((parse_step(f"{name}:preset={preset.name}"),))), expected, atol=1e-3
        )


def test_sobel_shows_slopes() -> None:
    y, x = np.mgrid[:9, :9]
    for preset, ramp in (("sobel-x", x), ("sobel-y", y)):
        shown = apply_lens((ramp * 10).astype(np.int16), Lens((parse_step(f"kernel3:preset={preset}"),)))
        assert (shown[1:-1, 1:-1] == 80).all()
