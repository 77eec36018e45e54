"""Ranges of values and the windows that follow from them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ai.volume import Volume
from app.imaging.levels import (
    as_window,
    default_voi,
    drag_scale,
    percentile_window,
    range_window,
    shift_window,
    value_range,
)
from app.imaging.presets import starting_voi
from app.imaging.voi import apply_voi
from app.imaging.window import Presentation, VoiFunction, VoiLut, Window

NO_VOI = Presentation(vois=((),))


def volume(voxels: np.ndarray, modality: str = "OT", unit: str = "") -> Volume:
    return Volume(voxels, np.eye(4), modality=modality, unit=unit)


def test_the_range_leaves_padding_out() -> None:
    values = np.array([-3024, -1000, 0, 3071, 4000], np.int16)
    assert value_range(values) == (-3024, 4000)
    assert value_range(values, padding=(-3024, -2000)) == (-1000, 4000)
    assert value_range(values, padding=(3071, 5000)) == (-3024, 0)


def test_the_range_of_nothing() -> None:
    assert value_range(np.full((2, 2), 7, np.int16), padding=(7, 7)) == (0, 0)
    assert value_range(np.array([np.nan, np.inf])) == (0, 0)


def test_the_range_leaves_what_is_no_number_out() -> None:
    assert value_range(np.array([np.nan, -2.5, 4.0, np.inf])) == (-2.5, 4.0)
    assert value_range(np.array([np.nan, -2.5, 4.0, 9.0]), padding=(9, 9)) == (-2.5, 4.0)


def test_percentiles_do_not_follow_a_few_bright_pixels() -> None:
    values = np.arange(100_000, dtype=np.float32)
    values[-100:] = 1e9
    low, high = value_range(values, percentiles=(1, 99))
    assert (low, high) == pytest.approx((1000, 99_000), rel=0.01)


def test_percentiles_of_a_large_scan_come_from_a_fair_sample() -> None:
    values = np.tile(np.arange(1024, dtype=np.int16), 4096).reshape(4, 1024, 1024)
    assert value_range(values, percentiles=(1, 99)) == pytest.approx((10, 1013), abs=3)


def test_percentiles_that_fall_together_give_the_full_range() -> None:
    mask = np.zeros((10, 100, 100), np.uint8)
    mask[5, 50, 50:60] = 1
    assert value_range(mask, percentiles=(1, 99)) == (0, 1)


@pytest.mark.parametrize("values", [[-1000, 3000], [0.25, 0.5]])
def test_the_full_range_ends_in_black_and_white(values: list[float]) -> None:
    plane = np.array([values])
    window = range_window(*value_range(plane))
    assert apply_voi(plane, window, inverted=False).tolist() == [[0, 255]]


@pytest.mark.parametrize("dtype", [np.int16, np.float32, np.uint8])
def test_a_constant_picture_is_an_even_grey(dtype: type) -> None:
    scan = volume(np.full((1, 4, 4), 5, dtype))
    voi = default_voi(scan, NO_VOI, 0)
    assert voi is not None
    assert np.unique(apply_voi(scan.voxels[0], voi, inverted=False)).tolist() == [128]


def test_the_first_window_of_the_file_comes_first() -> None:
    first, second = Window(40, 400, name="SOFT"), VoiLut(0, np.array([0.0, 1.0]))
    presentation = Presentation(vois=((first,), (second, first)))
    scan = volume(np.zeros((2, 2, 2), np.int16))
    assert default_voi(scan, presentation, 0) is first
    assert default_voi(scan, presentation, 1) is second


def test_without_a_window_extremes_do_not_set_it() -> None:
    voxels = np.arange(10_000, dtype=np.int16).reshape(1, 100, 100)
    for modality in ("CT", "MR", "CR", "DX"):
        # A rendered picture follows the standard, a reader's first look the values that matter.
        assert default_voi(volume(voxels, modality), NO_VOI, 0) == Window(4999.5, 9999, VoiFunction.LINEAR_EXACT)
        inner = starting_voi(volume(voxels, modality), Presentation(vois=()), 0)
        assert isinstance(inner, Window)
        assert (inner.centre, inner.width) == pytest.approx((4999.5, 9799), abs=2)


@pytest.mark.parametrize("dtype", [np.int16, np.float32])
def test_what_is_thinner_than_air_does_not_count_in_ct(dtype: type) -> None:
    voxels = np.full((1, 100, 100), -3024, dtype)
    voxels[0, 20:80, 20:80] = np.linspace(-1000, 2000, 3600).reshape(60, 60)
    full = percentile_window(volume(voxels, "CT", "HU"), NO_VOI, (0, 100))
    assert full == range_window(-1000, 2000)
    inner = percentile_window(volume(voxels, "CT", "HU"), NO_VOI, (1, 99))
    assert inner.centre - inner.width / 2 == pytest.approx(-970, abs=3)
    assert default_voi(volume(voxels, "CT", "HU"), NO_VOI, 0) == range_window(-3024, 2000)
    assert percentile_window(volume(voxels, "OT"), NO_VOI, (0, 100)) == range_window(-3024, 2000)
    padded = Presentation(vois=((),), padding=(2000, 2000))
    high = percentile_window(volume(voxels, "CT", "HU"), padded, (0, 100))
    assert high.centre + high.width / 2 == pytest.approx(1999, abs=1)


def test_ct_within_the_scale_is_not_cut() -> None:
    voxels = np.array([[[-1024, 3071]]], np.int16)
    assert percentile_window(volume(voxels, "CT", "HU"), NO_VOI, (0, 100)) == range_window(-1024, 3071)


def test_only_decoded_slices_count() -> None:
    voxels = np.zeros((2, 10, 10), np.int16)
    voxels[1] = np.arange(100, 200).reshape(10, 10)
    assert default_voi(volume(voxels), NO_VOI, 1, filled=np.array([False, True])) == range_window(100, 199)
    assert default_voi(volume(voxels), NO_VOI, 1, filled=np.array([True, True])) == range_window(0, 199)
    assert default_voi(volume(voxels), NO_VOI, 1, filled=np.array([False, False])) == range_window(0, 0)


def test_a_colour_picture_has_no_window() -> None:
    assert default_voi(volume(np.zeros((1, 2, 2, 3), np.uint8)), NO_VOI, 0) is None


def test_a_percentile_window_leaves_padding_out_and_has_a_name() -> None:
    voxels = np.array([[[-2000, 0, 100]]], np.int16)
    presentation = Presentation(vois=((),), padding=(-2000, -2000))
    assert percentile_window(volume(voxels), presentation, (0, 100), name="Full range") == Window(
        50, 100, VoiFunction.LINEAR_EXACT, "Full range"
    )


def test_a_drag_keeps_the_function_and_drops_the_name() -> None:
    window = Window(50, 100, VoiFunction.SIGMOID, "Lung")
    assert shift_window(window, -10, 20) == Window(40, 120, VoiFunction.SIGMOID, "")


@given(
    function=st.sampled_from(VoiFunction),
    width=st.floats(1, 5000),
    d_centre=st.floats(-1e12, 1e12),
    d_width=st.floats(-1e12, 1e12),
)
def test_no_drag_leaves_the_limits(function: VoiFunction, width: float, d_centre: float, d_width: float) -> None:
    moved = shift_window(Window(0, width, function), d_centre, d_width)
    assert moved.width >= (1 if function is VoiFunction.LINEAR else 1e-6)
    assert moved.width <= 1e7
    assert abs(moved.centre) <= 1e7


def test_a_narrow_linear_window_of_a_file_may_stay_narrow() -> None:
    assert shift_window(Window(0.5, 0.2), 0, 0.1).width == pytest.approx(0.3)


def test_a_drag_starts_from_what_a_lut_spans() -> None:
    assert as_window(VoiLut(-10, np.zeros(21))) == Window(0, 20, VoiFunction.LINEAR_EXACT)
    window = Window(1, 2)
    assert as_window(window) is window


@given(scale=st.floats(1e-3, 1e3))
def test_the_drag_grows_with_the_dynamic_range(scale: float) -> None:
    values = np.linspace(0, 1024, 5000)
    assert drag_scale(values * scale) == pytest.approx(drag_scale(values) * scale)
    assert drag_scale(values) == pytest.approx(2, rel=0.01)


def test_the_drag_does_not_follow_what_surrounds_the_picture() -> None:
    values = np.linspace(-1000, 1048, 5000)
    surrounded = np.concatenate([values, np.full(2000, -3024.0)])
    assert drag_scale(surrounded) == pytest.approx(drag_scale(values), rel=0.01)


def test_the_drag_of_two_values_goes_from_one_to_the_other() -> None:
    assert drag_scale(np.array([0, 0, 512, 512], np.int16)) == pytest.approx(1)


def test_the_drag_of_a_constant_picture_moves() -> None:
    assert drag_scale(np.full((4, 4), 3, np.int16)) > 0
    assert drag_scale(np.full((4, 4), 3, np.int16), padding=(3, 3)) > 0


def test_a_range_that_is_wider_than_a_double() -> None:
    for low, high in ((-1.7e308, 1.7e308), (1.6e308, 1.7e308)):
        window = range_window(low, high)
        assert low <= window.centre <= high
    values = np.array([-1.7e308, 0.0, 1.7e308] * 50)
    assert value_range(values, percentiles=(1.0, 99.0)) == (-1.7e308, 1.7e308)
