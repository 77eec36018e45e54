"""The lens: chains, padding, dtypes, words."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from ai.progress import Cancelled
from app.dicom import load, scan, series_of
from app.errors import UsageError
from app.imaging.filters.clahe import clahe
from app.imaging.filters.filter import Filter
from app.imaging.filters.gaussian import gaussian, gaussian_through
from app.imaging.filters.mean import mean
from app.imaging.filters.median import median
from app.imaging.filters.table import FILTERS
from app.imaging.lens import (
    Lens,
    apply_lens,
    apply_lens_through,
    cost_ms,
    neighbours,
    step,
)
from app.imaging.lens_text import parse_lens
from app.imaging.voi import apply_voi
from app.imaging.window import Window

SMOOTH = {"clahe", "mean", "gaussian", "median"}
"""Filters that stay within the range of what they are given."""


def picture(dtype: type = np.int16) -> np.ndarray:
    plane = np.random.default_rng(0).integers(-1000, 2000, (50, 70)).astype(dtype)
    plane.flags.writeable = False
    return plane


def lens(*texts: str) -> Lens:
    made = parse_lens(texts)
    assert made is not None
    return made


def test_each_filter_is_its_function() -> None:
    plane = picture()
    for text, expected in (
        ("mean:size=5", mean(plane, size_px=5)),
        ("gaussian:sigma=1.5", gaussian(plane, sigma_px=1.5)),
        ("median:size=7", median(plane, size_px=7)),
        ("clahe:clip=3,tiles=4", clahe(plane, clip=3.0, tiles=4)),
    ):
        filtered = apply_lens(plane, lens(text))
        assert filtered.dtype == expected.dtype
        np.testing.assert_array_equal(filtered, expected)
        assert not np.array_equal(filtered, plane)


def test_a_chain_goes_in_order() -> None:
    plane = picture()
    expected = gaussian(median(plane, size_px=3), sigma_px=2.0)
    np.testing.assert_array_equal(apply_lens(plane, lens("median", "gaussian:sigma=2")), expected)
    assert not np.array_equal(apply_lens(plane, lens("gaussian:sigma=2", "median")), expected)


def test_the_plane_is_never_written_and_may_be_a_strided_view() -> None:
    volume = np.random.default_rng(1).integers(0, 900, (40, 30, 20)).astype(np.int16)
    before = volume.copy()
    for each in FILTERS:
        sagittal = volume[:, :, 7]
        filtered = apply_lens(sagittal, Lens((step(each.name),)))
        # The last bit of OpenCV's sums hangs on where in memory a picture begins.
        expected = apply_lens(np.ascontiguousarray(sagittal), Lens((step(each.name),)))
        np.testing.assert_allclose(filtered, expected, rtol=1e-6, atol=1e-4)
    np.testing.assert_array_equal(volume, before)


@pytest.mark.parametrize("dtype", [">i2", "int8", "uint8", "int32", "uint32", "float16", "float32", "float64", "bool"])
@pytest.mark.parametrize("name", ["mean", "gaussian", "median:size=5", "median:size=7", "clahe"])
def test_any_real_dtype(dtype: str, name: str) -> None:
    values = np.random.default_rng(2).integers(0, 100, (20, 25))
    plane = (values > 50) if dtype == "bool" else values.astype(dtype)
    filtered = apply_lens(plane, lens(name))
    expected = apply_lens(plane.astype(np.float64), lens(name))
    assert filtered.dtype.isnative
    # Whole numbers are rounded by the mean only.
    np.testing.assert_allclose(filtered.astype(float), expected, atol=0.5 if filtered.dtype.kind in "iu" else 2e-3)


def test_large_whole_numbers_are_exact() -> None:
    plane = np.array([[2**31 - 1] * 3, [2**31 - 5] * 3, [-(2**31)] * 3], np.int32)
    assert (apply_lens(plane, lens("median"))[1] == 2**31 - 5).all()


@pytest.mark.parametrize("name", [each.name for each in FILTERS])
def test_padding_stays_and_does_not_reach_far_into_the_picture(name: str) -> None:
    inside = picture()
    padded = inside.copy()
    padded[:, :20] = -2000
    filtered = apply_lens(padded, lens(name), padding=(-2000.0, -2000.0))
    assert (filtered[:, :20] == -2000).all()
    if name in SMOOTH:
        assert filtered[:, 20:].min() >= inside[:, 20:].min() - 1e-3
    # As if padding had been the smallest value that counts; it says nothing of what the picture is like, either.
    padded[:, :20] = inside[:, 20:].min()
    if name not in {"clahe", "bilateral", "sigma", "wiener"}:
        # Up to the last bit of a float: where a picture lies in memory decides how OpenCV's vectors round.
        np.testing.assert_allclose(filtered[:, 20:], apply_lens(padded, lens(name))[:, 20:], rtol=1e-6)


@pytest.mark.parametrize("name", ["clahe", "bilateral", "sigma", "wiener", "unsharp:threshold=3"])
def test_padding_says_nothing_of_what_the_picture_is_like(name: str) -> None:
    padded = picture().copy()
    padded[:, :20] = -30000
    padded[::2, :19] = -31000
    filtered = apply_lens(padded, lens(name), padding=(-31000.0, -30000.0))
    padded[:, :20] = -31000
    other = apply_lens(padded, lens(name), padding=(-31000.0, -30000.0))
    np.testing.assert_array_equal(filtered[:, 20:], other[:, 20:])


@pytest.mark.parametrize("name", [*(each.name for each in FILTERS), "median:size=9"])
def test_pixels_without_value_stay_so_and_spread_nowhere(name: str) -> None:
    plane = picture(np.float32).copy()
    plane[10, 10], plane[20, 30] = np.nan, np.inf
    filtered = apply_lens(plane, lens(name))
    assert np.isnan(filtered[10, 10])
    assert np.isinf(filtered[20, 30])
    assert np.isfinite(filtered).sum() == filtered.size - 2


def test_nothing_but_padding_stays() -> None:
    plane = np.full((5, 5), -2000, np.int16)
    np.testing.assert_array_equal(apply_lens(plane, lens("clahe"), padding=(-2000, -2000)), plane)


def test_colour_is_refused() -> None:
    with pytest.raises(UsageError, match="in colour"):
        apply_lens(np.zeros((4, 4, 3), np.uint8), lens("mean"))


def test_progress_is_told_before_each_filter() -> None:
    told: list[tuple[float, str]] = []
    apply_lens(picture(), lens("median", "clahe"), progress=lambda fraction, words: told.append((fraction, words)))
    assert told == [(0.0, "Median 3×3"), (0.5, "CLAHE 2.0, 8×8")]


def test_words_for_the_badge() -> None:
    assert lens("clahe").words == "CLAHE 2.0, 8×8"
    assert lens("mean:size=5", "gaussian:sigma=1.5").words == "Mean 5×5 → Gaussian σ 1.5 px"


def test_values_are_changed_one_by_one() -> None:
    made = lens("median", "clahe").with_value(1, "clip", 5.0)
    assert made.words == "Median 3×3 → CLAHE 5.0, 8×8"
    assert made.steps[1].value("clip") == 5.0
    with pytest.raises(UsageError):
        made.with_value(0, "size", 4)
    with pytest.raises(ValueError, match="at least one"):
        Lens(())


@pytest.mark.parametrize("each", FILTERS, ids=[each.name for each in FILTERS])
def test_every_filter_tells_its_cost(each: Filter) -> None:
    least = Lens((step(each.name, {parameter.name: parameter.low for parameter in each.parameters}),))
    most = Lens((step(each.name, {parameter.name: parameter.high for parameter in each.parameters}),))
    assert 0 < cost_ms(least, 512 * 512) <= cost_ms(most, 512 * 512)
    # A frame, for what it starts with.
    assert cost_ms(Lens((step(each.name),)), 512 * 512) < 16
    assert cost_ms(Lens((step(each.name),)), 2048 * 2048) < 50


def test_larger_work_costs_more() -> None:
    assert cost_ms(lens("median:size=9"), 512 * 512) > cost_ms(lens("median:size=5"), 512 * 512)
    assert cost_ms(lens("mean"), 2048 * 2048) > cost_ms(lens("mean"), 512 * 512)
    assert cost_ms(lens("gaussian:sigma=9"), 100) > cost_ms(lens("gaussian"), 100)


def test_a_long_filter_can_be_cancelled_within() -> None:
    def stop(fraction: float, words: str) -> None:
        if fraction > 0.4:
            raise Cancelled

    with pytest.raises(Cancelled):
        apply_lens(np.zeros((600, 300), np.int16), lens("median:size=9"), progress=stop)


def test_what_needs_a_window_of_its_own() -> None:
    assert lens("median", "clahe", "kernel3", "kernel5:preset=smooth").keeps_unit
    for text in ("outline", "laplacian", "kernel3:preset=sobel-x", "kernel5:preset=log"):
        assert not lens("median", text).keeps_unit


NARROW = Window(40, 80)
WIDE = Window(-600, 1500)


def test_only_a_lens_that_works_within_the_window_knows_of_it() -> None:
    for texts in (("clahe",), ("median", "clahe"), ("clahe", "laplacian"), ("laplacian", "clahe:clip=3", "mean")):
        made = lens(*texts)
        assert made.follows_window == (texts[0] != "laplacian")
        assert (made.within(NARROW) != made.within(WIDE)) == made.follows_window
    for each in FILTERS:
        made = Lens((step(each.name),))
        assert made.follows_window == (each.name == "clahe")
        if not made.follows_window:
            assert made.within(NARROW) is made
    assert lens("clahe").within(NARROW).limits == (0.0, 79.0)
    assert lens("clahe").within(NARROW).within(None) == lens("clahe")
    assert lens("clahe").within(NARROW).words == lens("clahe").words


def test_in_a_chain_the_window_counts_as_long_as_values_are_those_of_the_picture() -> None:
    plane = picture()
    expected = gaussian(clahe(median(plane, size_px=3), clip=2.0, tiles=8, limits=(0.0, 79.0)), sigma_px=2.0)
    filtered = apply_lens(plane, lens("median", "clahe", "gaussian:sigma=2").within(NARROW))
    np.testing.assert_array_equal(filtered, expected)
    edges = apply_lens(plane, lens("laplacian"))
    for voi in (NARROW, WIDE):
        filtered = apply_lens(plane, lens("laplacian", "clahe").within(voi))
        np.testing.assert_array_equal(filtered, clahe(edges, clip=2.0, tiles=8))
    # CLAHE comes twice; only the one before the edges is within the window.
    both = apply_lens(plane, lens("clahe", "laplacian", "clahe").within(NARROW))
    first = apply_lens(clahe(plane, clip=2.0, tiles=8, limits=(0.0, 79.0)), lens("laplacian", "clahe"))
    np.testing.assert_array_equal(both, first)


def test_through_the_volume_the_neighbours_are_within_the_window_too() -> None:
    planes = list(volume(3))
    made = Lens(lens("clahe", "mean:size=3").steps, through_volume=True).within(NARROW)
    expected = mean([clahe(each, clip=2.0, tiles=8, limits=(0.0, 79.0)) for each in planes], size_px=3)
    np.testing.assert_array_equal(apply_lens_through(planes, made, slice_px=1.0), expected)


def test_padding_stays_padding_within_a_window() -> None:
    padded = picture().copy()
    padded[:, :20] = -2000
    filtered = apply_lens(padded, lens("clahe").within(NARROW), padding=(-2000.0, -2000.0))
    assert (filtered[:, :20] == -2000).all()
    assert filtered[:, 20:].min() >= 0.0


def through(*texts: str) -> Lens:
    made = parse_lens(texts)
    assert made is not None
    return Lens(made.steps, through_volume=True)


def volume(slices: int = 9) -> np.ndarray:
    return np.random.default_rng(5).integers(-1000, 2000, (slices, 24, 31)).astype(np.int16)


@pytest.mark.parametrize(("slice_px", "reach"), [(1.0, 2), (0.5, 4), (1.4, 2), (5.0, 0)])
def test_a_lens_reaches_as_far_across_the_slices_as_within_them(slice_px: float, reach: int) -> None:
    assert through("mean:size=3", "clahe", "median:size=3").reach_slices(slice_px) == reach
    assert lens("mean:size=3").reach_slices(slice_px) == 0
    assert through("clahe").reach_slices(slice_px) == 0
    assert through("gaussian:sigma=1").reach_slices(slice_px) == round(3 / slice_px)


def test_through_the_volume_each_filter_is_its_function() -> None:
    planes = volume()
    middle = planes[3:6]
    for text, expected in (
        ("mean:size=3", mean(list(middle), size_px=3)),
        ("median:size=3", median(list(middle), size_px=3)),
        ("gaussian:sigma=1", gaussian_through(list(planes[1:8]), sigma_px=1.0, slice_px=1.0)),
    ):
        made = through(text)
        reach = made.reach_slices(1.0)
        filtered = apply_lens_through(list(planes[4 - reach : 5 + reach]), made, slice_px=1.0)
        np.testing.assert_array_equal(filtered, expected)
        assert not np.array_equal(filtered, apply_lens(planes[4], made))


def test_a_chain_through_the_volume_filters_the_neighbours_first() -> None:
    planes = volume()
    made = through("median:size=3", "clahe", "mean:size=3")
    assert made.reach_slices(1.0) == 2
    filtered = apply_lens_through(list(planes[2:7]), made, slice_px=1.0)
    first = [median(list(planes[at - 1 : at + 2]), size_px=3) for at in (3, 4, 5)]
    expected = mean([clahe(each, clip=2.0, tiles=8) for each in first], size_px=3)
    np.testing.assert_array_equal(filtered, expected)


def test_neighbours_without_value_do_not_spread() -> None:
    planes = volume().astype(np.float32)
    planes[3, 5, 5] = np.nan
    planes[5] = np.nan
    filtered = apply_lens_through(list(planes[3:6]), through("median:size=3"), slice_px=1.0)
    assert np.isfinite(filtered).all()
    planes[4] = np.nan
    assert np.isnan(apply_lens_through(list(planes[3:6]), through("median:size=3"), slice_px=1.0)).all()


def test_slices_at_the_ends_go_on() -> None:
    assert neighbours(0, 5, 2) == [0, 0, 0, 1, 2]
    assert neighbours(4, 5, 1) == [3, 4, 4]
    assert neighbours(2, 5, 0) == [2]


def test_other_planes_than_the_lens_reads_are_refused() -> None:
    with pytest.raises(ValueError, match="1 slices on either side, got 1"):
        apply_lens_through([volume()[0]], through("median"), slice_px=1.0)


def test_words_and_cost_of_a_lens_through_the_volume() -> None:
    assert through("median").words == "Median 3×3, through the slices"
    assert through("median").can_go_through
    assert not through("clahe").can_go_through
    pixels = 512 * 512
    assert cost_ms(through("median"), pixels, 1.0) > cost_ms(lens("median"), pixels)
    # Slices that are thick take no part and cost nothing.
    assert cost_ms(through("median"), pixels, 5.0) == cost_ms(lens("median"), pixels)
    # What comes before is done to every neighbour.
    assert cost_ms(through("clahe", "median"), pixels) > 3 * cost_ms(lens("clahe"), pixels)


@pytest.mark.realdata
def test_on_a_real_head_the_brain_gains_contrast_in_its_window(shared_data: Path) -> None:
    (series,) = series_of(scan([shared_data / "dicom" / "ct_head_ge"]))
    opened = load(series)
    plane = opened.volume.voxels[opened.volume.shape[0] // 2]
    padding = opened.presentation.padding
    brain = np.s_[180:400, 180:340]
    before, over_all, within = (
        apply_voi(each, NARROW, inverted=False)[brain]
        for each in (
            plane,
            apply_lens(plane, lens("clahe"), padding=padding),
            apply_lens(plane, lens("clahe").within(NARROW), padding=padding),
        )
    )
    black, white = 0, 255
    assert within.std() > 1.4 * before.std()
    # Hardly anything is lost to black and white; over all values of the slice it was.
    assert np.mean((within == black) | (within == white)) < np.mean((before == black) | (before == white)) + 0.02
    assert np.mean((over_all == black) | (over_all == white)) > 0.3
