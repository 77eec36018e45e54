"""The lens: chains, padding, dtypes, words, and what it is told on the command line."""

from __future__ import annotations

import numpy as np
import pytest

from ai.progress import Cancelled
from app.errors import UsageError
from app.imaging.filters.clahe import clahe
from app.imaging.filters.gaussian import gaussian
from app.imaging.filters.mean import mean
from app.imaging.filters.median import median
from app.imaging.filters.table import FILTERS
from app.imaging.lens import Lens, apply_lens, cost_ms, parse_lens, parse_step, step


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
        np.testing.assert_array_equal(filtered, apply_lens(np.ascontiguousarray(sagittal), Lens((step(each.name),))))
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
    assert filtered[:, 20:].min() >= inside[:, 20:].min() - 1e-3
    # As if padding had been the smallest value that counts.
    padded[:, :20] = inside[:, 20:].min()
    if name != "clahe":
        np.testing.assert_array_equal(filtered[:, 20:], apply_lens(padded, lens(name))[:, 20:])


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


def test_reading_what_the_command_line_says() -> None:
    assert parse_step("clahe") == step("clahe")
    assert parse_step("CLAHE: tiles = 4 , clip=3") == step("clahe", {"clip": 3.0, "tiles": 4.0})
    assert parse_lens(()) is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("sharpen", "no filter 'sharpen'"),
        ("", "no filter ''"),
        ("mean:size", "cannot be read"),
        ("mean:", "cannot be read"),
        ("mean:size=big", "cannot be read"),
        ("mean:size=3,size=5", "'size' twice"),
        ("mean:sigma=3", "no parameter 'sigma'"),
        ("mean:size=4", "3 to 31, odd"),
        ("gaussian:sigma=nan", "0.3 to 10"),
        ("clahe:clip=0.5", "1 to 10"),
    ],
)
def test_what_cannot_be_meant_is_a_sentence(text: str, words: str) -> None:
    with pytest.raises(UsageError) as refusal:
        parse_step(text)
    assert words in str(refusal.value)


def test_values_are_changed_one_by_one() -> None:
    made = lens("median", "clahe").with_value(1, "clip", 5.0)
    assert made.words == "Median 3×3 → CLAHE 5.0, 8×8"
    assert made.steps[1].value("clip") == 5.0
    with pytest.raises(UsageError):
        made.with_value(0, "size", 4)
    with pytest.raises(ValueError, match="at least one"):
        Lens(())


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
