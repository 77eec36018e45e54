from __future__ import annotations

import imagecodecs
import numpy as np
import pydicom
import pytest
from pydicom.uid import RLELossless

from app.dicom.files.dicom_file import open_dicom
from app.dicom.pixels.decode import FrameDecoder
from app.errors import DicomReadError

RANDOM = np.random.default_rng(3)
J2K, JLS, LOSSLESS = "1.2.840.10008.1.2.4.90", "1.2.840.10008.1.2.4.80", "1.2.840.10008.1.2.4.70"


def frame(path, number=0):
    return FrameDecoder(open_dicom(path)).frame(number)


@pytest.mark.parametrize("bits", [12, 16])
@pytest.mark.parametrize("signed", [False, True])
@pytest.mark.parametrize("codec", ["rle", "j2k", "jls", "jpeg lossless"])
def test_lossless_codecs_give_the_stored_values(tmp_path, write_image, codec, signed, bits, compress):
    low, high = (-(1 << (bits - 1)), 1 << (bits - 1)) if signed else (0, 1 << bits)
    pixels = RANDOM.integers(low, high, (3, 16, 12), dtype=np.int16 if signed else np.uint16)
    path = write_image(tmp_path / "x", pixels, BitsStored=bits, HighBit=bits - 1)
    stored = pixels.view(np.uint16) & ((1 << bits) - 1)
    if codec == "rle":
        dataset = pydicom.dcmread(path)
        dataset.compress(RLELossless)
        dataset.save_as(path)
    elif codec == "j2k":
        frames = [imagecodecs.jpeg2k_encode(one, reversible=True, codecformat="j2k") for one in pixels]
        compress(path, J2K, frames)
    elif codec == "jls":
        compress(path, JLS, [imagecodecs.jpegls_encode(one) for one in pixels.view(np.uint16)])
        if bits == 12:
            compress(path, JLS, [imagecodecs.jpegls_encode(one) for one in stored])
    else:
        compress(path, LOSSLESS, [imagecodecs.ljpeg_encode(one, bitspersample=bits) for one in stored])
    for number in (2, 0, 1):
        np.testing.assert_array_equal(frame(path, number), pixels[number])


def test_colour_of_lossless_jpeg(tmp_path, write_image, compress):
    rgb = RANDOM.integers(0, 256, (8, 8, 3), dtype=np.uint8)
    path = write_image(tmp_path / "x", np.zeros((8, 8), np.uint8), photometric="RGB", PlanarConfiguration=0)
    stream = imagecodecs.jpeg2k_encode(rgb, reversible=True, codecformat="j2k", mct=False)
    compress(path, "1.2.840.10008.1.2.4.201", [stream], SamplesPerPixel=3)
    np.testing.assert_array_equal(frame(path), rgb)
    compress(path, "1.2.840.10008.1.2.4.201", [stream], PhotometricInterpretation="YBR_FULL")
    assert not np.array_equal(frame(path), rgb)


def test_twelve_bit_jpeg(tmp_path, write_image, compress):
    smooth = (np.add.outer(np.arange(16), np.arange(16)) * 100).astype(np.uint16)
    stream = imagecodecs.jpeg_encode(smooth, level=98, bitspersample=12)
    path = write_image(tmp_path / "x", smooth, BitsStored=12, HighBit=11)
    compress(path, "1.2.840.10008.1.2.4.51", [stream])
    np.testing.assert_allclose(frame(path), smooth, atol=40)


def test_truncated_compressed_file(tmp_path, write_image, compress):
    pixels = RANDOM.integers(0, 4000, (32, 32), dtype=np.uint16)
    path = write_image(tmp_path / "x", pixels)
    compress(path, J2K, [imagecodecs.jpeg2k_encode(pixels, reversible=True, codecformat="j2k")])
    content = path.read_bytes()
    path.write_bytes(content[:-800])
    with pytest.raises(DicomReadError, match=r"The file ends after \d\d % of its pixel data."):
        frame(path)
    path.write_bytes(content[: content.index(b"\xe0\x7f\x10\x00") + 24])
    with pytest.raises(DicomReadError, match=r"The file ends before its pixel data."):
        frame(path)


def test_damaged_stream_is_a_sentence(tmp_path, write_image, compress):
    pixels = RANDOM.integers(0, 4000, (32, 32), dtype=np.uint16)
    path = write_image(tmp_path / "x", pixels)
    for syntax in (J2K, JLS, LOSSLESS, "1.2.840.10008.1.2.4.50", "1.2.840.10008.1.2.5"):
        compress(path, syntax, [b"\xff\xd8\xff\xd9" + bytes(60)])
        with pytest.raises(DicomReadError, match=r"Frame 1 of the image (cannot be decoded|is far too small)"):
            frame(path)


def test_stream_of_another_size_is_refused_before_it_is_decoded(tmp_path, write_image, compress):
    path = write_image(tmp_path / "x", np.zeros((8, 8), np.uint8))
    big = imagecodecs.jpeg8_encode(np.zeros((16, 24), np.uint8))
    compress(path, "1.2.840.10008.1.2.4.50", [big])
    with pytest.raises(DicomReadError, match="has 24 × 16 pixels, the header says 8 × 8"):
        frame(path)
    bomb = bytearray(big)
    at = bomb.index(b"\xff\xc0") + 5
    bomb[at : at + 4] = b"\xff\xff\xff\xff"
    compress(path, "1.2.840.10008.1.2.4.50", [bytes(bomb)])
    with pytest.raises(DicomReadError, match="has 65535 × 65535 pixels"):
        frame(path)


def test_second_decoder_gives_stored_values_too(tmp_path, write_image, monkeypatch, compress):
    pixels = RANDOM.integers(0, 4000, (2, 16, 12), dtype=np.uint16)
    path = write_image(tmp_path / "x", pixels, BitsStored=12, HighBit=11, RescaleSlope=2, RescaleIntercept=-5)
    compress(path, LOSSLESS, [imagecodecs.ljpeg_encode(one, bitspersample=12) for one in pixels])

    def broken(*_, **__):
        raise RuntimeError("codec")

    monkeypatch.setattr("app.dicom.pixels.compressed_frames.decode_frame", broken)
    np.testing.assert_array_equal(frame(path, 1), pixels[1])
    written = pydicom.dcmread(path)
    written.NumberOfFrames = 1
    written.save_as(path)
    with pytest.raises(DicomReadError, match="holds fewer frames than when the folder was read"):
        frame(path, 2)


def test_stream_of_another_kind_than_the_header_says(tmp_path, write_image, compress):
    rgb = RANDOM.integers(0, 256, (8, 8, 3), dtype=np.uint8)
    path = write_image(tmp_path / "x", np.zeros((8, 8), np.uint8))
    compress(path, "1.2.840.10008.1.2.4.201", [imagecodecs.jpeg2k_encode(rgb, codecformat="j2k")])
    with pytest.raises(DicomReadError, match="cannot be decoded"):
        frame(path)
    compress(path, J2K, [b"\xff" * 60], SamplesPerPixel=3, PhotometricInterpretation="RGB", PlanarConfiguration=0)
    with pytest.raises(DicomReadError, match="cannot be decoded"):
        frame(path)


def test_colour_of_jpeg_xl_is_red_green_blue(tmp_path, write_image, compress):
    rgb = RANDOM.integers(0, 256, (16, 16, 3), dtype=np.uint8)
    path = write_image(tmp_path / "x", np.zeros((16, 16), np.uint8), photometric="RGB", PlanarConfiguration=0)
    stream = imagecodecs.jpegxl_encode(rgb, lossless=True)
    for tag in ("RGB", "YBR_FULL"):
        compress(path, "1.2.840.10008.1.2.4.201", [stream], SamplesPerPixel=3, PhotometricInterpretation=tag)
        # pydicom does not write the syntax.
        path.write_bytes(path.read_bytes().replace(b"1.2.840.10008.1.2.4.201", b"1.2.840.10008.1.2.4.110"))
        np.testing.assert_array_equal(frame(path), rgb)
