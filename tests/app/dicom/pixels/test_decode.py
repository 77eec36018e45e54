from __future__ import annotations

import imagecodecs
import numpy as np
import pytest
from pydicom.uid import RLELossless

from ai.errors import ReportableError
from app.dicom.files.dicom_file import open_dicom
from app.dicom.pixels.decode import FrameDecoder
from app.dicom.series_load import load_series
from app.dicom.study_scan import scan, series_of
from app.errors import DicomReadError

RANDOM = np.random.default_rng(3)
JLS = "1.2.840.10008.1.2.4.80"


def frame(path, number=0):
    return FrameDecoder(open_dicom(path)).frame(number)


def test_unknown_transfer_syntax_is_named(tmp_path, write_image, compress):
    path = write_image(tmp_path / "x", np.zeros((8, 8), np.uint8))
    compress(path, "1.2.840.10008.1.2.4.102", [b"movie"])
    with pytest.raises(DicomReadError, match=r"“MPEG-4 .*” \(1.2.840.10008.1.2.4.102\), which cannot be read here"):
        frame(path)
    compress(path, "1.2.3.4.5", [b"secret"])
    with pytest.raises(DicomReadError, match=r"transfer syntax 1\.2\.3\.4\.5, which"):
        frame(path)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"SamplesPerPixel": 4}, "4 samples per pixel of the kind “MONOCHROME2”"),
        ({"PhotometricInterpretation": "HSV"}, "1 samples per pixel of the kind “HSV”"),
        ({"BitsStored": 20}, "20 bits stored in 16 bits"),
        ({"BitsStored": -1}, "bits stored"),
    ],
)
def test_pixels_of_an_unknown_kind_are_refused(tmp_path, write_image, change, sentence):
    if change.get("BitsStored") == -1:
        change = {"BitsStored": 40000, "BitsAllocated": 60000}
    path = write_image(tmp_path / "x", np.zeros((8, 8), np.uint16), **change)
    with pytest.raises(DicomReadError, match=sentence):
        frame(path)


def test_file_without_pixels(tmp_path, write_image):
    path = write_image(tmp_path / "x", np.zeros((8, 8), np.uint16), PixelData=None)
    with pytest.raises(DicomReadError, match="no pixel data"):
        FrameDecoder(open_dicom(path))


def test_compressed_pixels_under_a_native_syntax_are_refused(tmp_path, write_image, compress):
    path = write_image(tmp_path / "x", np.zeros((8, 8), np.uint8))
    compress(path, RLELossless, [b"12345678"])
    content = path.read_bytes()
    path.write_bytes(content.replace(b"UI\x14\x001.2.840.10008.1.2.5\0", b"UI\x14\x001.2.840.10008.1.2.1\0"))
    with pytest.raises(DicomReadError, match="says that its pixels are not compressed"):
        frame(path)


def test_compressed_real_numbers_are_refused(tmp_path, write_image):
    path = write_image(tmp_path / "x", np.zeros((4, 4), np.uint32), PixelData=None, FloatPixelData=bytes(64))
    content = path.read_bytes()
    path.write_bytes(content.replace(b"UI\x14\x001.2.840.10008.1.2.1\0", b"UI\x14\x001.2.840.10008.1.2.5\0"))
    with pytest.raises(DicomReadError, match="compressed or coloured real numbers"):
        frame(path)


def test_no_damage_gives_anything_but_a_sentence(tmp_path, write_image, compress):
    """Overwrite bytes of whole files at random, natively stored and compressed."""
    pixels = RANDOM.integers(0, 4000, (2, 12, 12), dtype=np.uint16)
    native = write_image(tmp_path / "native", pixels)
    packed = write_image(tmp_path / "packed", pixels)
    compress(packed, JLS, [imagecodecs.jpegls_encode(one) for one in pixels])
    random = np.random.default_rng(11)
    opened = refused = 0
    for source in (native.read_bytes(), packed.read_bytes()):
        for _ in range(60):
            damaged = bytearray(source)
            for at in random.integers(128, len(source), 6):
                damaged[at] = random.integers(256)
            path = tmp_path / "damaged"
            path.write_bytes(damaged[: random.integers(len(source) // 2, 2 * len(source))])
            try:
                for series in series_of(scan([path])):
                    load_series(series)
                opened += 1
            except ReportableError:
                refused += 1
    assert opened > 10
    assert refused > 10
