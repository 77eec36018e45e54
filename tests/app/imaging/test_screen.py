"""The picture in a pane: geometry both ways, values between the pixels, grey of what is visible."""

from __future__ import annotations

import numpy as np
import pytest

from app.imaging.screen import MAX_SCALE, Plane, Quality, Sampler, ScreenGeometry, place, sample
from app.imaging.screen_pixels import ScreenValues
from app.imaging.window import Window


def indices(geometry: ScreenGeometry) -> tuple[np.ndarray, np.ndarray]:
    """(row, column) index under the centre of every visible device pixel, from `to_index` alone."""
    left, top, right, bottom = geometry.visible_px
    rows = np.array([geometry.to_index(0, y + 0.5)[0] for y in range(top, bottom)])
    columns = np.array([geometry.to_index(x + 0.5, 0)[1] for x in range(left, right)])
    return rows, columns


def ramp(rows: int, columns: int, dtype: str) -> Plane:
    """Values that tell their own position: 2 per row, 3 per column."""
    plane = 20 + 2.0 * np.arange(rows)[:, None] + 3.0 * np.arange(columns)[None]
    return plane.astype(dtype)


# --- geometry


def test_fit_touches_two_edges_and_is_centred() -> None:
    geometry = place((512, 512), (0.7, 0.7), (800, 1280))
    assert (geometry.left_px, geometry.top_px, geometry.width_px, geometry.height_px) == (240, 0, 800, 800)
    assert geometry.visible_px == (240, 0, 1040, 800)
    assert geometry.to_screen(-0.5, -0.5) == (240, 0)
    assert geometry.to_screen(511.5, 511.5) == (1040, 800)


def test_pixels_that_are_not_square_keep_the_true_aspect() -> None:
    geometry = place((100, 200), (3.0, 0.75), (600, 600))
    assert geometry.height_px / geometry.width_px == pytest.approx(100 * 3.0 / (200 * 0.75))
    assert geometry.row_scale == pytest.approx(4 * geometry.column_scale)


@pytest.mark.parametrize("zoom", [0.13, 1.0, 2.7, 31.0])
def test_index_and_screen_are_inverse(zoom: float) -> None:
    geometry = place((301, 200), (0.5, 0.8), (777, 641), zoom=zoom, pan=(17.3, 150.9))
    for row, column in ((-0.5, -0.5), (0, 0), (17.3, 150.9), (300.5, 199.5)):
        assert geometry.to_index(*geometry.to_screen(row, column)) == pytest.approx((row, column))


@pytest.mark.parametrize("zoom", [0.4, 1.0, 7.3])
def test_pan_comes_to_the_middle(zoom: float) -> None:
    geometry = place((301, 200), (1, 1), (641, 777), zoom=zoom, pan=(17.3, 150.9))
    assert geometry.to_screen(17.3, 150.9) == pytest.approx((777 / 2, 641 / 2), abs=0.5001)


def test_whole_factor_puts_edges_of_pixels_on_device_pixels() -> None:
    geometry = place((256, 256), (1, 1), (1024, 1024), pan=(100.2, 33.7), zoom=2)
    x, y = geometry.to_screen(9.5, 20.5)
    assert (x % 1, y % 1) == (0, 0)


def test_extreme_zoom_is_limited() -> None:
    assert place((10, 10), (1, 1), (100, 100), zoom=1e9).row_scale == MAX_SCALE
    tiny = place((10, 10), (1, 1), (100, 100), zoom=1e-9)
    assert (tiny.width_px, tiny.height_px) == (1, 1)
    assert place((10, 10), (1, 1), (0, 0)).pane_width_px == 1


def test_holds_is_the_picture_with_its_half_pixels() -> None:
    geometry = place((10, 20), (1, 1), (100, 100))
    assert geometry.holds(-0.5, 19.49)
    assert not geometry.holds(-0.51, 3)
    assert not geometry.holds(3, 19.5)


def test_picture_without_pixels_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one pixel"):
        ScreenGeometry(0, 5, 0, 0, 5, 5, 10, 10)


# --- values


@pytest.mark.parametrize("dtype", ["uint8", "int8", "uint16", "int16", "int32", "float16", "float32", "float64"])
@pytest.mark.parametrize("zoom", [0.31, 0.77, 1.0, 3.3, 11.0])
@pytest.mark.parametrize("quality", Quality)
def test_values_are_those_of_the_position(dtype: str, zoom: float, quality: Quality) -> None:
    plane = ramp(31, 14, dtype) if dtype == "int8" else ramp(64, 33, dtype)
    rows, columns = plane.shape
    geometry = place((rows, columns), (1, 1), (111, 97), zoom=zoom, pan=(rows * 0.4, columns * 0.6))

    values = sample(plane, geometry, quality)

    row, column = indices(geometry)
    assert values.shape == (len(row), len(column))
    if quality is Quality.NEAREST:
        row, column = np.floor(row + 0.5), np.floor(column + 0.5)
    truth = 20 + 2.0 * row.clip(0, rows - 1)[:, None] + 3.0 * column.clip(0, columns - 1)[None]
    # At the rim a mean covers what lies beyond half a pixel; whole numbers are rounded.
    inner = np.s_[1:-1, 1:-1] if zoom < 1 else np.s_[:, :]
    assert np.abs(values[inner].astype(float) - truth[inner]).max() <= (0.0 if quality is Quality.NEAREST else 1.02)


@pytest.mark.parametrize("dtype", ["int16", "float32"])
def test_smaller_picture_is_the_mean_of_what_it_covers(dtype: str) -> None:
    plane = np.random.default_rng(0).integers(-1000, 3000, (64, 96)).astype(dtype)
    geometry = place((64, 96), (1, 1), (16, 24))
    blocks = plane.reshape(16, 4, 24, 4).astype(float).mean(axis=(1, 3))
    assert np.abs(sample(plane, geometry) - blocks).max() <= 0.5


def test_one_to_one_is_the_stored_values() -> None:
    plane = np.random.default_rng(0).integers(-1000, 3000, (64, 97)).astype(np.int16)
    for quality in Quality:
        assert np.array_equal(sample(plane, place((64, 97), (1, 1), (64, 97)), quality), plane)


def test_enlarged_part_equals_the_same_part_of_the_whole() -> None:
    # A zoomed pane warps its part, a fitted one resizes the whole: both ways must be the same picture.
    plane = np.random.default_rng(0).integers(-1000, 3000, (60, 60)).astype(np.int16)
    whole = ScreenGeometry(60, 60, 0, 0, 420, 420, 420, 420)
    part = ScreenGeometry(60, 60, -140, -203, 420, 420, 100, 90)
    assert np.abs(sample(plane, part) - sample(plane, whole)[203:293, 140:240].astype(int)).max() <= 1


def test_odd_halves_stay_in_place() -> None:
    plane = ramp(1001, 777, "float32")
    geometry = place((1001, 777), (1, 1), (120, 120))
    row, column = indices(geometry)
    truth = 20 + 2.0 * row[:, None] + 3.0 * column[None]
    values = sample(plane, geometry, Quality.DRAG)
    # Half a pixel of a smaller copy at most at the repeated rim, exact elsewhere.
    assert np.abs(values - truth)[1:-1, 1:-1].max() < 0.5


def test_smaller_one_way_and_larger_the_other() -> None:
    plane = ramp(200, 20, "float32")
    geometry = place((200, 20), (0.25, 4.0), (120, 190))
    assert geometry.row_scale < 1 < geometry.column_scale
    for quality in Quality:
        values = sample(plane, geometry, quality)
        row, column = indices(geometry)
        truth = 20 + 2.0 * row[:, None] + 3.0 * column.clip(0, 19)[None]
        assert np.abs(values - truth)[2:-2].max() <= (2.6 if quality is Quality.NEAREST else 0.2)


def test_flipped_view_and_foreign_byte_order_are_read_right() -> None:
    plane = ramp(50, 40, "int16")[::-1, ::-1]
    geometry = place((50, 40), (1, 1), (133, 133))
    expected = sample(np.ascontiguousarray(plane), geometry)
    assert np.array_equal(sample(plane, geometry), expected)
    assert np.array_equal(sample(plane.astype(">i2"), geometry), expected)


def test_colour_keeps_its_channels() -> None:
    plane = np.stack([ramp(40, 30, "uint8"), 255 - ramp(40, 30, "uint8"), np.full((40, 30), 7, np.uint8)], axis=2)
    for zoom in (0.4, 3.0, 20.0):
        geometry = place((40, 30), (1, 1), (90, 90), zoom=zoom)
        for quality in Quality:
            values = sample(plane, geometry, quality)
            assert values.shape[2] == 3
            assert (values[..., 2] == 7).all()
            assert np.abs(values[..., 0].astype(int) + values[..., 1] - 255).max() <= 1


def test_picture_outside_the_pane_has_no_values() -> None:
    geometry = ScreenGeometry(10, 10, 200, 0, 100, 100, 100, 100)
    values = sample(np.zeros((10, 10), np.int16), geometry)
    assert values.size == 0
    assert ScreenValues(values).grey(Window(0, 10), inverted=False).size == 0


def test_geometry_of_another_picture_is_refused() -> None:
    with pytest.raises(ValueError, match="another picture"):
        sample(np.zeros((10, 11), np.int16), place((10, 10), (1, 1), (50, 50)))


def test_smaller_copies_are_kept_and_the_picture_is_not_written() -> None:
    plane = ramp(400, 300, "uint16")
    plane.flags.writeable = False
    sampler = Sampler(plane)
    near = place((400, 300), (1, 1), (100, 100))
    first = sampler.sample(near, Quality.DRAG)
    sampler.sample(place((400, 300), (1, 1), (30, 30)), Quality.DRAG)
    assert np.array_equal(sampler.sample(near, Quality.DRAG), first)
    assert np.array_equal(plane, ramp(400, 300, "uint16"))
