from __future__ import annotations

import zlib

import numpy as np
import pytest

from app.dicom.files.dicom_file import open_dicom
from app.dicom.pixels.decode import FrameDecoder
from app.dicom.series_load import load_series
from app.dicom.study_scan import scan, series_of
from app.errors import DicomReadError

RANDOM = np.random.default_rng(3)


def frame(path, number=0):
    return FrameDecoder(open_dicom(path)).frame(number)


def deflate(path):
    """Rewrite a file as Deflated Explicit VR Little Endian."""
    content = path.read_bytes()
    start = content.index(b"\x08\x00\x08\x00CS")
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    packed = packer.compress(content[start:]) + packer.flush()
    meta = content[:start].replace(b"1.2.840.10008.1.2.1\0", b"1.2.840.10008.1.2.1.99")
    grown = (int.from_bytes(meta[140:144], "little") + 2).to_bytes(4, "little")
    meta = meta[:140] + grown + meta[144:]
    at = meta.index(b"1.2.840.10008.1.2.1.99")
    meta = meta[: at - 2] + (22).to_bytes(2, "little") + meta[at:]
    path.write_bytes(meta + packed)


def test_deflated_file(tmp_path, write_image, monkeypatch):
    pixels = RANDOM.integers(0, 4000, (64, 64), dtype=np.uint16)
    path = write_image(tmp_path / "x", pixels)
    deflate(path)
    monkeypatch.setattr("app.dicom.files.dicom_file.DEFLATE_HEADER_LIMIT", 4000)
    (series,) = series_of(scan([path]))
    np.testing.assert_array_equal(load_series(series).volume.voxels[0], pixels)
    content = path.read_bytes()
    path.write_bytes(content[:-1000])
    with pytest.raises(DicomReadError, match=r"damaged|ends after"):
        frame(path)
    # Without the length of group 0002 the data set is found all the same.
    path.write_bytes(content[:132] + content[144:])
    np.testing.assert_array_equal(frame(path), pixels)


def test_deflated_lie_about_the_size(tmp_path, write_image, monkeypatch):
    monkeypatch.setattr("app.dicom.files.dicom_file.DEFLATE_RATIO_LIMIT", 1)
    path = write_image(tmp_path / "x", np.zeros((300, 300), np.uint16))
    deflate(path)
    with pytest.raises(DicomReadError, match="announces more pixels than it can hold"):
        frame(path)


def test_only_regular_files_are_opened(tmp_path, write_image):
    with pytest.raises(DicomReadError, match="not a regular file"):
        open_dicom(tmp_path)
    path = write_image(tmp_path / "x", np.zeros((8, 8), np.uint16), PixelData=None)
    assert open_dicom(path).read_pixels(0, 10) == b""
