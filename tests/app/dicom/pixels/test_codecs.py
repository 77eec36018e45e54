from __future__ import annotations

import struct

import imagecodecs
import numpy as np
import pytest

from app.dicom.files.codestream import sample_bits
from app.dicom.pixels.codecs import decode_frame, decode_rle, decodes
from app.dicom.pixels.frame_format import FrameFormat
from app.dicom.pixels.other_decoders import with_pydicom
from app.dicom.pixels.stream_sign import with_sign

RANDOM = np.random.default_rng(3)
J2K, JLS, LOSSLESS, BASELINE = (f"1.2.840.10008.1.2.4.{number}" for number in (90, 80, 70, 50))
RLE = "1.2.840.10008.1.2.5"


def rle(*planes, starts=None, count=None):
    """An RLE frame of byte planes, PS3.5 Annex G, with a header of our choice."""
    segments = []
    for plane in planes:
        packed = b"".join(bytes(imagecodecs.packbits_encode(row.tobytes())) for row in plane)
        segments.append(packed + bytes(len(packed) % 2))
    if starts is None:
        starts = np.cumsum([64, *(len(segment) for segment in segments[:-1])]).tolist()
    header = [len(segments) if count is None else count, *starts]
    return struct.pack("<16L", *header, *[0] * (16 - len(header))) + b"".join(segments)


def bytes_of(values):
    """Byte planes of a picture, the highest first."""
    return [(values >> shift).astype(np.uint8) for shift in range(8 * values.itemsize - 8, -1, -8)]


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.uint32])
def test_rle_of_grey_and_colour(dtype):
    limit = np.iinfo(dtype).max
    grey = RANDOM.integers(0, limit, (9, 14), dtype=dtype, endpoint=True)
    grey[2:5] = 7
    np.testing.assert_array_equal(decode_rle(rle(*bytes_of(grey)), (9, 14), grey.itemsize), grey)
    rgb = RANDOM.integers(0, limit, (9, 14, 3), dtype=dtype, endpoint=True)
    planes = [plane for sample in range(3) for plane in bytes_of(rgb[..., sample])]
    np.testing.assert_array_equal(decode_rle(rle(*planes), (9, 14, 3), rgb.itemsize), rgb)


def test_rle_into_memory_that_is_there():
    grey = RANDOM.integers(0, 1 << 16, (9, 14), dtype=np.uint16)
    slot = np.zeros((9, 14), np.int16)
    decoded = decode_rle(rle(*bytes_of(grey)), (9, 14), 2, out=slot.view(np.uint16))
    assert np.shares_memory(decoded, slot)
    np.testing.assert_array_equal(slot.view(np.uint16), grey)


@pytest.mark.parametrize(
    "lie",
    [
        {"starts": [64, 10**9]},
        {"starts": [64, 64]},
        {"starts": [10**9, 64]},
        {"starts": [0, 64]},
        {"count": 0},
        {"count": 15},
        {"count": 10**9},
    ],
)
def test_rle_headers_that_lie_are_refused_before_they_are_followed(lie):
    grey = RANDOM.integers(0, 1 << 16, (9, 14), dtype=np.uint16)
    with pytest.raises((RuntimeError, ValueError)):
        decode_rle(rle(*bytes_of(grey), **lie), (9, 14), 2)


def test_rle_that_is_too_short():
    grey = RANDOM.integers(0, 1 << 16, (9, 14), dtype=np.uint16)
    whole = rle(*bytes_of(grey))
    for frame in (whole[:40], whole[:-20], rle(*bytes_of(grey[:5]))):
        with pytest.raises((RuntimeError, ValueError)):
            decode_rle(frame, (9, 14), 2)


@pytest.mark.parametrize("bits", [8, 12, 16])
@pytest.mark.parametrize("predictor", range(1, 8))
def test_every_predictor_of_lossless_jpeg(bits, predictor):
    pixels = RANDOM.integers(0, 1 << bits, (11, 13)).astype(np.uint8 if bits == 8 else np.uint16)
    stream = imagecodecs.jpeg8_encode(pixels, lossless=True, predictor=predictor, bitspersample=bits)
    np.testing.assert_array_equal(decode_frame(stream, LOSSLESS, (11, 13)), pixels)
    # The second codec agrees.
    np.testing.assert_array_equal(imagecodecs.jpegsof3_decode(stream), pixels)


def test_a_jpeg_that_ends_too_early_is_not_made_up():
    pixels = RANDOM.integers(0, 4096, (64, 64)).astype(np.uint16)
    for stream, syntax in (
        (imagecodecs.ljpeg_encode(pixels, bitspersample=12), LOSSLESS),
        (imagecodecs.jpeg8_encode((pixels >> 4).astype(np.uint8)), BASELINE),
        (imagecodecs.jpegls_encode(pixels), JLS),
    ):
        assert decode_frame(stream, syntax, (64, 64)).shape == (64, 64)
        with pytest.raises((RuntimeError, ValueError)):
            decode_frame(stream[: len(stream) // 2], syntax, (64, 64))
        # Padding behind the end is no harm.
        assert decode_frame(stream + bytes(10), syntax, (64, 64)).shape == (64, 64)


def test_memory_of_another_depth_is_not_used():
    pixels = RANDOM.integers(0, 256, (8, 8), dtype=np.uint8)
    slot = np.zeros((8, 8), np.uint16)
    for stream, syntax in (
        (imagecodecs.ljpeg_encode(pixels, bitspersample=8), LOSSLESS),
        (imagecodecs.jpegls_encode(pixels), JLS),
    ):
        np.testing.assert_array_equal(decode_frame(stream, syntax, (8, 8), out=slot), pixels)


def test_another_shape_than_expected_is_refused():
    stream = imagecodecs.jpegls_encode(np.zeros((8, 9), np.uint8))
    with pytest.raises(ValueError, match="decoded shape"):
        decode_frame(stream, JLS, (9, 8))


def test_jpeg_xl_and_high_throughput():
    pixels = RANDOM.integers(0, 4096, (16, 12)).astype(np.uint16)
    for stream, syntax in (
        (imagecodecs.jpegxl_encode(pixels, lossless=True), "1.2.840.10008.1.2.4.110"),
        (imagecodecs.htj2k_encode(pixels), "1.2.840.10008.1.2.4.201"),
        # The codec of JPEG 2000 steps in.
        (imagecodecs.jpeg2k_encode(pixels, reversible=True, codecformat="j2k"), "1.2.840.10008.1.2.4.202"),
    ):
        np.testing.assert_array_equal(decode_frame(stream, syntax, (16, 12)), pixels)


def test_what_can_be_decoded_at_all():
    assert all(decodes(syntax) for syntax in (RLE, J2K, JLS, LOSSLESS, BASELINE))
    assert not any(decodes(f"1.2.840.10008.1.2.4.{number}") for number in (94, 100, 102, 107, 108))
    assert not decodes("1.2.3.4")


@pytest.mark.parametrize("told_signed", [False, True])
@pytest.mark.parametrize("stream_signed", [False, True])
def test_j2k_of_another_sign_than_the_header(told_signed, stream_signed):
    values = RANDOM.integers(-4096, 4096, (8, 8)).astype(np.int16)
    pixels = values if stream_signed else values.view(np.uint16) & 0x1FFF
    stream = imagecodecs.jpeg2k_encode(pixels, reversible=True, codecformat="j2k", bitspersample=13)
    assert sample_bits(stream) == (13, stream_signed)
    told = FrameFormat(8, 8, allocated=16, stored=13, high_bit=12, signed=told_signed)
    decoded = with_sign(decode_frame(stream, J2K, (8, 8)), told, bits=13, stream_signed=stream_signed)
    np.testing.assert_array_equal(decoded, values if told_signed else values.view(np.uint16) & 0x1FFF)
    if told_signed or not stream_signed:
        # Pillow, which pydicom asks here, moves signed values up instead.
        np.testing.assert_array_equal(with_pydicom(stream, told, J2K), decoded)


def test_values_wider_than_the_header_says_are_not_cut():
    told = FrameFormat(1, 2, allocated=8, stored=8, high_bit=7)
    assert with_sign(np.array([[300, 5]], np.uint16), told, bits=12, stream_signed=False).tolist() == [[300, 5]]
