from __future__ import annotations

import numpy as np
import pytest

from app.imaging.screen_pixels import ScreenValues, eight_bit_colour, write_rgb32
from app.imaging.voi import apply_voi
from app.imaging.window import Voi, VoiFunction, VoiLut, Window

WINDOWS: tuple[Voi, ...] = (
    Window(40, 400),
    Window(40.25, 1),
    Window(300, 37.5, VoiFunction.LINEAR_EXACT),
    Window(10, 300, VoiFunction.SIGMOID),
    VoiLut(-50, np.linspace(0, 1, 700) ** 2),
)


@pytest.mark.parametrize("voi", WINDOWS)
@pytest.mark.parametrize("inverted", [False, True])
@pytest.mark.parametrize(("dtype", "low", "high"), [("int16", -1024, 3071), ("int16", -32768, 32767)])
def test_grey_of_integers_is_that_of_the_formula(voi: Voi, inverted: bool, dtype: str, low: int, high: int) -> None:
    values = np.linspace(low, high, 40_000).astype(dtype).reshape(200, 200)
    assert np.array_equal(ScreenValues(values).grey(voi, inverted=inverted), apply_voi(values, voi, inverted=inverted))


@pytest.mark.parametrize("dtype", ["uint8", "int8", "uint16"])
def test_grey_of_other_integers(dtype: str) -> None:
    info = np.iinfo(dtype)
    values = np.linspace(info.min, info.max, 10_000).astype(dtype).reshape(100, 100)
    for voi in WINDOWS:
        assert np.array_equal(ScreenValues(values).grey(voi, inverted=False), apply_voi(values, voi, inverted=False))


@pytest.mark.parametrize("voi", WINDOWS)
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_grey_of_floats_differs_by_ties_at_most(voi: Voi, dtype: str) -> None:
    values = np.random.default_rng(0).normal(40, 300, (200, 200)).astype(dtype)
    values[3, 5] = np.nan
    for inverted in (False, True):
        got = ScreenValues(values).grey(voi, inverted=inverted).astype(int)
        apart = np.abs(got - apply_voi(values, voi, inverted=inverted))
        assert apart.max() <= 1
        assert np.count_nonzero(apart) <= 4


def test_sixteen_bit_colour_keeps_its_upper_byte() -> None:
    plane = np.array([[[0, 256, 65535]]], np.uint16)
    assert eight_bit_colour(plane).tolist() == [[[0, 1, 255]]]
    eight = np.zeros((2, 2, 3), np.uint8)
    assert eight_bit_colour(eight) is eight
    with pytest.raises(ValueError, match="8 or 16 bits"):
        eight_bit_colour(np.zeros((2, 2, 3), np.float32))


# --- pixels of a screen


def channels(pixels: np.ndarray) -> np.ndarray:
    """(rows, columns) of 0xffRRGGBB -> (rows, columns, 3) RGB."""
    assert (pixels >> 24 == 0xFF).all()
    return np.stack([pixels >> 16 & 0xFF, pixels >> 8 & 0xFF, pixels & 0xFF], axis=2).astype(np.uint8)


@pytest.mark.parametrize("dtype", ["uint8", "int8", "uint16", "int16", "int32", "float32"])
@pytest.mark.parametrize("inverted", [False, True])
def test_pixels_of_a_screen_have_the_grey_in_every_channel(dtype: str, inverted: bool) -> None:
    low, high = (0, 120) if dtype.endswith("8") else (-3000 * (dtype != "uint16"), 60_000 if dtype[0] == "u" else 3000)
    values = np.linspace(low, high, 10_000).astype(dtype).reshape(100, 100)
    screen = ScreenValues(values)
    pixels = np.zeros((100, 100), np.uint32)
    # One after the other into the same memory: nothing of the window before may be left.
    for voi in WINDOWS:
        screen.write_rgb32(pixels, voi, inverted=inverted)
        grey = screen.grey(voi, inverted=inverted)
        assert np.array_equal(channels(pixels), np.repeat(grey[..., None], 3, axis=2))


def test_colour_on_a_screen_keeps_its_channels() -> None:
    colour = np.random.default_rng(0).integers(0, 256, (20, 30, 3)).astype(np.uint8)
    pixels = np.zeros((20, 30), np.uint32)
    write_rgb32(pixels, colour)
    assert np.array_equal(channels(pixels), colour)


def test_nothing_is_written_where_nothing_is_seen() -> None:
    ScreenValues(np.zeros((0, 7), np.int16)).write_rgb32(np.zeros((0, 7), np.uint32), Window(0, 10), inverted=False)


@pytest.mark.parametrize("dtype", ["uint8", "int16", "uint16", "float32"])
@pytest.mark.parametrize("inverted", [False, True])
def test_colours_are_those_of_the_levels(dtype: str, inverted: bool) -> None:
    values = np.linspace(0, 250, 10_000).astype(dtype).reshape(100, 100)
    colours = (np.arange(256, dtype=np.uint32)[::-1] * 0x010307 & 0xFFFFFF) | 0xFF000000
    screen = ScreenValues(values)
    pixels = np.zeros((100, 100), np.uint32)
    for voi in WINDOWS:
        screen.write_rgb32(pixels, voi, inverted=inverted, colours=colours)
        np.testing.assert_array_equal(pixels, colours[screen.grey(voi, inverted=inverted)])
    screen.write_rgb32(pixels, WINDOWS[0], inverted=inverted)
    np.testing.assert_array_equal(channels(pixels)[..., 0], screen.grey(WINDOWS[0], inverted=inverted))


def test_a_picture_in_colour_keeps_its_own() -> None:
    picture = np.arange(12, dtype=np.uint8).reshape(2, 2, 3)
    pixels = np.zeros((2, 2), np.uint32)
    write_rgb32(pixels, picture, np.zeros(256, np.uint32))
    np.testing.assert_array_equal(channels(pixels), picture)
