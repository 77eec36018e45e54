from __future__ import annotations

import imagecodecs
import numpy as np
import pydicom
import pytest
from pydicom.uid import RLELossless

from app.dicom.files.codestream import frame_size, guess_syntax
from app.dicom.files.dicom_file import open_dicom
from app.dicom.pixels.decode import FrameDecoder

RANDOM = np.random.default_rng(3)
J2K, JLS, LOSSLESS = "1.2.840.10008.1.2.4.90", "1.2.840.10008.1.2.4.80", "1.2.840.10008.1.2.4.70"


def frame(path, number=0):
    return FrameDecoder(open_dicom(path)).frame(number)


def test_sizes_of_streams():
    picture = np.zeros((5, 9), np.uint8)
    assert frame_size(imagecodecs.jpeg8_encode(picture)) == (5, 9)
    assert frame_size(imagecodecs.jpegls_encode(picture)) == (5, 9)
    assert frame_size(imagecodecs.jpeg2k_encode(picture, codecformat="j2k")) == (5, 9)
    assert frame_size(imagecodecs.jpeg2k_encode(picture, codecformat="jp2")) == (5, 9)
    assert frame_size(b"\xff\xd8\xff\xff\xd0\xff\xd0\xff\xc0\x00\x11\x08\x00\x05\x00\x09") == (5, 9)
    assert frame_size(b"\xff\xd8\x00" + bytes(20)) is None
    assert frame_size(b"\xff\xd8\xff\xd0") is None
    assert frame_size(b"\xff\x4f\xff\x51") is None
    assert frame_size(bytes(64)) is None


@pytest.mark.parametrize("codec", ["rle", "j2k", "jls", "jpeg lossless", "jpeg"])
def test_kind_of_compression_is_told_from_the_stream_where_meta_information_is_lost(
    tmp_path, write_image, codec, compress
):
    pixels = RANDOM.integers(0, 200, (16, 12), dtype=np.uint8)
    path = write_image(tmp_path / "x", pixels)
    encoders = {
        "j2k": (J2K, imagecodecs.jpeg2k_encode(pixels, reversible=True, codecformat="j2k")),
        "jls": (JLS, imagecodecs.jpegls_encode(pixels)),
        "jpeg lossless": (LOSSLESS, imagecodecs.ljpeg_encode(pixels, bitspersample=8)),
        "jpeg": ("1.2.840.10008.1.2.4.50", imagecodecs.jpeg8_encode(pixels, level=100)),
    }
    if codec == "rle":
        dataset = pydicom.dcmread(path)
        dataset.compress(RLELossless)
        dataset.save_as(path)
    else:
        compress(path, encoders[codec][0], [encoders[codec][1]])
    content = path.read_bytes()
    path.write_bytes(content[content.index(b"\x08\x00\x08\x00CS") :])
    np.testing.assert_allclose(frame(path), pixels, atol=2 if codec == "jpeg" else 0)


def test_guesses_without_a_stream():
    item = b"\xfe\xff\x00\xe0" + bytes(4)
    assert guess_syntax(b"") == guess_syntax(bytes(20)) == RLELossless
    assert guess_syntax(item + item[:4] + b"\x04\0\0\0\xff\xd8\xff\xd9") == "1.2.840.10008.1.2.4.50"
