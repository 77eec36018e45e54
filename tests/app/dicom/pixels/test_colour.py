from __future__ import annotations

import imagecodecs
import numpy as np
import pytest

from app.dicom.pixels.colour import jpeg_photometric, jpeg_rgb, native_samples, rgb_of, samples_per_row

RANDOM = np.random.default_rng(5)
RGB = RANDOM.integers(0, 256, (6, 8, 3), dtype=np.uint8)


def to_ybr(rgb, *, partial=False):
    """The equations of PS3.3 C.7.6.3.1.2, as printed there."""
    if partial:
        matrix = [[0.2568, 0.5041, 0.0979], [-0.1482, -0.2910, 0.4392], [0.4392, -0.3678, -0.0714]]
        offset = [16, 128, 128]
    else:
        matrix = [[0.2990, 0.5870, 0.1140], [-0.1687, -0.3313, 0.5000], [0.5000, -0.4187, -0.0813]]
        offset = [0, 128, 128]
    return np.clip(np.rint(rgb @ np.array(matrix).T + offset), 0, 255).astype(np.uint8)


def jpeg_with(stream, *segments):
    """Put segments (marker, content) behind SOI, in the place of the application segments."""
    at = 2
    while 0xE0 <= stream[at + 1] <= 0xEF:
        at += 2 + int.from_bytes(stream[at + 2 : at + 4], "big")
    added = b"".join(bytes((0xFF, marker)) + (len(text) + 2).to_bytes(2, "big") + text for marker, text in segments)
    return stream[:2] + added + stream[at:]


JFIF = (0xE0, b"JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00")


def adobe(transform):
    return 0xEE, b"Adobe\x00\x64\x00\x00\x00\x00" + bytes((transform,))


def test_planes_and_pixels_are_the_same_picture():
    by_plane = np.moveaxis(RGB, 2, 0).reshape(-1)
    np.testing.assert_array_equal(native_samples(RGB.reshape(-1), (6, 8), "RGB", planar=False), RGB)
    np.testing.assert_array_equal(native_samples(by_plane, (6, 8), "RGB", planar=True), RGB)
    assert samples_per_row(8, "RGB") == 24


@pytest.mark.parametrize(("columns", "padded"), [(8, False), (7, False), (7, True)])
@pytest.mark.parametrize("photometric", ["YBR_FULL_422", "YBR_PARTIAL_422"])
def test_pixels_side_by_side_share_their_colour(columns, padded, photometric):
    luminance = RANDOM.integers(0, 256, (5, columns), dtype=np.uint8)
    width = columns + columns % 2 if padded else columns
    lines = np.zeros((5, width), np.uint8)
    lines[:, :columns] = luminance
    # Rows of an odd length either run on into the next, or end with half a pair.
    flat = lines.reshape(-1)
    pairs = np.concatenate([flat, np.zeros(flat.size % 2, np.uint8)]).reshape(-1, 2)
    colours = RANDOM.integers(0, 256, pairs.shape, dtype=np.uint8)
    stream = np.concatenate([pairs, colours], axis=1).reshape(-1)[: 2 * flat.size]
    assert samples_per_row(columns, photometric, padded=padded) == 2 * width
    found = native_samples(stream, (5, columns), photometric, planar=True, padded=padded)
    np.testing.assert_array_equal(found[..., 0], luminance)
    whole = np.repeat(colours, 2, axis=0)[: flat.size].reshape(5, width, 2)[:, :columns]
    # Where the picture ends in the middle of a pair its colours are not in the file.
    known = np.ones((5, columns), bool)
    if columns % 2 and not padded:
        known[-1, -1] = False
    np.testing.assert_array_equal(found[known][:, 1:], whole[known])


@pytest.mark.parametrize(("photometric", "partial"), [("YBR_FULL", False), ("YBR_PARTIAL_422", True)])
def test_ybr_and_back(photometric, partial):
    back = rgb_of(to_ybr(RGB, partial=partial), photometric, 8)
    assert back.dtype == np.uint8
    assert np.abs(back.astype(int) - RGB).max() <= 2


def test_grey_and_primaries_of_ybr():
    ybr = np.array([[[0, 128, 128], [255, 128, 128], [76, 85, 255], [150, 44, 21], [29, 255, 107]]], np.uint8)
    expected = [[0, 0, 0], [255, 255, 255], [254, 0, 0], [0, 255, 1], [0, 0, 254]]
    np.testing.assert_allclose(rgb_of(ybr, "YBR_FULL", 8)[0], expected, atol=1)
    limits = np.array([[[16, 128, 128], [235, 128, 128], [0, 128, 128]]], np.uint8)
    assert rgb_of(limits, "YBR_PARTIAL_420", 8)[0].tolist() == [[0, 0, 0], [255, 255, 255], [0, 0, 0]]


@pytest.mark.parametrize("photometric", ["RGB", "YBR_ICT", "YBR_RCT"])
def test_what_is_rgb_stays_as_it_is(photometric):
    np.testing.assert_array_equal(rgb_of(RGB, photometric, 8), RGB)


@pytest.mark.parametrize(("dtype", "bits"), [("uint16", 16), ("uint16", 12), ("uint32", 32), ("uint32", 24)])
def test_deep_colour_shows_by_its_upper_bits(dtype, bits):
    deep = (RGB.astype(dtype) << (bits - 8)) + np.array(3, dtype)
    np.testing.assert_array_equal(rgb_of(deep, "RGB", bits), RGB)
    ybr = to_ybr(RGB).astype(dtype) << (bits - 8)
    assert np.abs(rgb_of(ybr, "YBR_FULL", bits).astype(int) - rgb_of(to_ybr(RGB), "YBR_FULL", 8)).max() <= 1


def test_shallow_colour_fills_the_range():
    assert rgb_of(np.array([[[0, 32, 63]]], np.uint8), "RGB", 6)[0, 0].tolist() == [0, 129, 255]


def test_the_markers_of_a_jpeg_are_right_where_the_header_contradicts_them():
    stream = imagecodecs.jpeg8_encode(RGB)
    bare = jpeg_with(stream)
    assert jpeg_photometric(bare, "RGB") == "RGB"
    assert jpeg_photometric(bare, "YBR_FULL_422") == "YBR_FULL_422"
    assert jpeg_photometric(jpeg_with(stream, JFIF), "RGB") == "YBR_FULL"
    assert jpeg_photometric(jpeg_with(stream, adobe(1)), "RGB") == "YBR_FULL"
    assert jpeg_photometric(jpeg_with(stream, adobe(0)), "YBR_FULL_422") == "RGB"
    assert jpeg_photometric(jpeg_with(stream, JFIF, adobe(0)), "YBR_FULL") == "RGB"
    assert jpeg_photometric(jpeg_with(stream, (0xEE, b"Adobe")), "YBR_FULL") == "YBR_FULL"
    at = bare.index(b"\xff\xc0") + 10
    named = bytearray(bare)
    named[at], named[at + 3], named[at + 6] = b"RGB"
    assert jpeg_photometric(bytes(named), "YBR_FULL") == "RGB"
    # Fill bytes and a restart marker before a segment.
    assert jpeg_photometric(b"\xff\xd8\xff\xff\xff\xd0" + jpeg_with(stream, JFIF)[2:], "RGB") == "YBR_FULL"
    for broken in (b"", b"\xff\xd8", b"\xff\xd8\x00\x00\x00\x00", bare[:20]):
        assert jpeg_photometric(broken, "RGB") == "RGB"


def test_a_jpeg_whose_header_says_rgb_and_whose_stream_is_ybr():
    smooth = np.full((16, 16, 3), (200, 90, 40), np.uint8)
    stream = imagecodecs.jpeg8_encode(smooth, level=100)
    for name in ("RGB", "YBR_FULL_422"):
        assert np.abs(jpeg_rgb(jpeg_with(stream, JFIF), name).astype(int) - smooth).max() <= 2
    # Without a marker the header decides, and a header that is wrong shows.
    assert np.abs(jpeg_rgb(jpeg_with(stream), "YBR_FULL").astype(int) - smooth).max() <= 2
    np.testing.assert_allclose(jpeg_rgb(jpeg_with(stream), "RGB")[0, 0], to_ybr(smooth)[0, 0], atol=2)
