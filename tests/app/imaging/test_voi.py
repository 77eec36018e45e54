"""Windows by value, against the formulas of PS3.3 C.11.2 worked out by hand and against pydicom."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydicom.dataset import Dataset
from pydicom.pixels import apply_voi as pydicom_lut
from pydicom.pixels import apply_windowing
from pydicom.sequence import Sequence

from app.imaging.voi import apply_table, apply_voi, grey_table, has_table, voi_fractions, voi_limits
from app.imaging.window import Voi, VoiFunction, VoiLut, Window

LINEAR, EXACT, SIGMOID = VoiFunction.LINEAR, VoiFunction.LINEAR_EXACT, VoiFunction.SIGMOID


def grey(values: list[float], voi: Voi, *, inverted: bool = False) -> list[int]:
    return apply_voi(np.array([values]), voi, inverted=inverted)[0].tolist()


windows = st.builds(
    Window,
    st.floats(-4000, 4000),
    st.floats(1, 8000),
    st.sampled_from(VoiFunction),
)
luts = st.builds(
    VoiLut,
    st.integers(-40000, 40000),
    st.lists(st.floats(0, 1), min_size=1, max_size=30).map(np.array),
)


# PS3.3 C.11.2.1.2.1 prints these two: c=2048, w=4096 ends at 0 and 4095; c=2048, w=1 is a threshold at 2047.5.
@pytest.mark.parametrize(
    ("window", "values", "expected"),
    [
        (Window(2048, 4096), [-1, 0, 4095, 4096], [0, 0, 255, 255]),
        (Window(2048, 1), [2047, 2047.5, 2048], [0, 0, 255]),
        (Window(0, 100), [-50, 49], [0, 255]),
        # ((-20 + 0.5) / 99 + 0.5) * 255 = 77.27
        (Window(0, 100), [-20], [77]),
        (Window(40, 80, EXACT), [0, 20, 40, 80], [0, 64, 128, 255]),
        (Window(0.5, 0.21, EXACT), [0.395, 0.5, 0.605], [0, 128, 255]),
        # A LINEAR width below 1 is outside the rule and shown as LINEAR_EXACT.
        (Window(0.5, 0.21), [0.395, 0.5, 0.605], [0, 128, 255]),
        # 255 / (1 + exp(-4 * 50 / 100)) = 224.6
        (Window(100, 100, SIGMOID), [-10000, 100, 150, 10000], [0, 128, 225, 255]),
    ],
)
def test_windows_by_hand(window: Window, values: list[float], expected: list[int]) -> None:
    assert grey(values, window) == expected


def test_the_picture_is_inverted_once() -> None:
    assert grey([0, 20, 80], Window(40, 80, EXACT), inverted=True) == [255, 191, 0]


def test_a_lut_starts_below_zero_and_clamps() -> None:
    lut = VoiLut(-2, np.array([0.0, 0.2, 0.6, 1.0]))
    assert grey([-100, -2, -1, 0, 1, 100], lut) == [0, 0, 51, 153, 255, 255]


def test_a_lut_of_one_entry_is_even() -> None:
    assert grey([-5, 0, 5], VoiLut(0, np.array([0.2]))) == [51, 51, 51]


@pytest.mark.parametrize("voi", [Window(0, 10), Window(0, 10, SIGMOID), VoiLut(0, np.array([0.0, 1.0]))])
def test_not_a_number_is_shown_like_the_smallest_value(voi: Voi) -> None:
    assert grey([math.nan, -math.inf, math.inf], voi) == [0, 0, 255]
    assert grey([math.nan], voi, inverted=True) == [255]


def test_not_a_number_at_a_threshold() -> None:
    assert grey([math.nan, 1.0], Window(1, 1)) == [0, 255]


@pytest.mark.parametrize("width", [0, -1, math.nan, math.inf])
def test_a_window_without_width_is_refused(width: float) -> None:
    with pytest.raises(ValueError, match="width"):
        Window(0, width)


@pytest.mark.parametrize("entries", [np.zeros(0), np.zeros((2, 2))])
def test_a_lut_without_entries_is_refused(entries: np.ndarray) -> None:
    with pytest.raises(ValueError, match="entry"):
        VoiLut(0, entries)


def test_the_plane_is_not_written_to() -> None:
    plane = np.linspace(-5, 5, 12).reshape(3, 4)
    before = plane.copy()
    apply_voi(plane, Window(0, 4), inverted=True)
    np.testing.assert_array_equal(plane, before)


@given(window=windows, values=st.lists(st.floats(-1e5, 1e5), min_size=2, max_size=50), inverted=st.booleans())
def test_grey_follows_the_value(window: Window, values: list[float], inverted: bool) -> None:
    levels = np.array(grey(sorted(values), window, inverted=inverted), dtype=int)
    steps = np.diff(levels)
    assert (steps <= 0).all() if inverted else (steps >= 0).all()


@given(window=windows)
def test_far_values_are_black_and_white(window: Window) -> None:
    far = 1e3 * window.width
    assert grey([window.centre - far, window.centre + far], window) == [0, 255]


@given(voi=windows | luts, inverted=st.booleans(), dtype=st.sampled_from(["u1", "i1", "u2", "i2"]))
def test_the_table_equals_the_formula_at_every_value(voi: Voi, inverted: bool, dtype: str) -> None:
    info = np.iinfo(dtype)
    values = np.arange(info.min, info.max + 1, 7 if info.bits == 16 else 1).reshape(1, -1)
    table = grey_table(np.dtype(dtype), voi, inverted=inverted)
    by_table = apply_table(values.astype(dtype), table)
    by_formula = apply_voi(values.astype(np.float64), voi, inverted=inverted)
    np.testing.assert_array_equal(by_table, by_formula)
    assert by_table.dtype == np.uint8


def test_large_planes_go_through_the_table_also_when_strided() -> None:
    values = np.random.default_rng(1).integers(-2000, 3000, (300, 600), dtype=np.int16)
    voi = Window(40, 400)
    expected = apply_voi(values.astype(np.float64), voi, inverted=False)
    np.testing.assert_array_equal(apply_voi(values, voi, inverted=False), expected)
    np.testing.assert_array_equal(apply_voi(values.T[::-1], voi, inverted=False), expected.T[::-1])


@pytest.mark.parametrize("dtype", ["i4", "f4", ">i2"])
def test_only_small_native_integers_have_a_table(dtype: str) -> None:
    assert not has_table(np.dtype(dtype))
    with pytest.raises(ValueError, match="table"):
        grey_table(np.dtype(dtype), Window(0, 10), inverted=False)
    assert apply_voi(np.array([[0, 100]], dtype=dtype), Window(0, 10), inverted=False).tolist() == [[142, 255]]


def test_a_table_of_another_width_is_refused() -> None:
    with pytest.raises(ValueError, match="does not fit"):
        apply_table(np.zeros((2, 2), np.int16), grey_table(np.dtype("u1"), Window(0, 10), inverted=False))


@given(
    centre=st.integers(-500, 500),
    width=st.integers(1, 3000),
    function=st.sampled_from(VoiFunction),
)
def test_windows_agree_with_pydicom(centre: int, width: int, function: VoiFunction) -> None:
    dataset = Dataset()
    dataset.PhotometricInterpretation = "MONOCHROME2"
    dataset.BitsStored = 16
    dataset.PixelRepresentation = 1
    dataset.WindowCenter, dataset.WindowWidth = centre, width
    dataset.VOILUTFunction = function.value
    values = np.arange(-2500, 2500, 3, dtype=np.int16).reshape(1, -1)
    # A narrow sigmoid overflows inside pydicom; its result is right.
    with np.errstate(over="ignore"):
        expected = (apply_windowing(values, dataset) + 32768) / 65535 * 255
    ours = apply_voi(values, Window(centre, width, function), inverted=False)
    assert np.abs(ours - expected).max() <= 0.5 + 1e-6


@given(first=st.integers(-60, 60), entries=st.lists(st.integers(0, 4095), min_size=2, max_size=40))
def test_luts_agree_with_pydicom(first: int, entries: list[int]) -> None:
    item = Dataset()
    item.add_new("LUTDescriptor", "SS", [len(entries), first, 12])
    item.add_new("LUTData", "US", entries)
    dataset = Dataset()
    dataset.PixelRepresentation = 1
    dataset.VOILUTSequence = Sequence([item])
    values = np.arange(-150, 150, dtype=np.int16).reshape(1, -1)
    # pydicom 3.0 changes the array that it is given.
    expected = pydicom_lut(values.copy(), dataset).astype(float) / 4095 * 255
    ours = apply_voi(values, VoiLut(first, np.array(entries) / 4095), inverted=False)
    assert np.abs(ours - expected).max() <= 0.5 + 1e-6


@pytest.mark.parametrize("voi", [Window(1e308, 1e308), Window(-1e308, 1e-300, VoiFunction.SIGMOID), Window(0, 1e-300)])
def test_values_and_windows_at_the_ends_of_all_numbers(voi: Window) -> None:
    values = np.array([[-1.7e308, -1.0, 0.0, 1.0, 1.7e308, np.inf, -np.inf, np.nan]])
    grey = apply_voi(values, voi, inverted=False)
    assert (grey[0, -2], grey[0, -3]) == (0, 255)


@pytest.mark.parametrize(
    ("voi", "limits"),
    [
        (Window(2048, 4096), (0, 4095)),
        (Window(40, 80, EXACT), (0, 80)),
        (Window(0, 0.5), (-0.25, 0.25)),
        (Window(2048, 1), (2047.5, 2047.5)),
        (VoiLut(100, np.array([0.2, 0.2, 0.4, 0.9, 0.9, 0.9])), (101, 103)),
        (VoiLut(-5, np.array([1.0, 0.0])), (-5, -4)),
        (VoiLut(7, np.array([0.3])), None),
        (VoiLut(7, np.array([0.3, 0.3])), None),
    ],
)
def test_limits_by_hand(voi: Voi, limits: tuple[float, float] | None) -> None:
    assert voi_limits(voi) == limits


@given(windows)
def test_between_the_limits_lies_all_there_is_to_see(window: Window) -> None:
    limits = voi_limits(window)
    assert limits is not None
    low, high = limits
    reach = 0.01 * window.width + 1e-6
    assert grey([low - reach, high + reach], window) == [0, 255]
    inside = (high - low) * 0.01
    if inside > 1e-9 * (1 + abs(low)):  # below, a step of this size is lost in rounding
        assert 0 < apply_fractions(window, low + inside) < apply_fractions(window, high - inside) < 1


def apply_fractions(voi: Voi, value: float) -> float:
    return float(voi_fractions(np.array([value]), voi)[0])
