from __future__ import annotations

import numpy as np
import pydicom
import pytest

from app.dicom.files.codestream import truncated
from app.dicom.files.dicom_file import open_dicom
from app.dicom.pixels.decode import FrameDecoder
from app.dicom.series_load import load_series
from app.dicom.study_scan import scan, series_of
from app.errors import DicomReadError

RANDOM = np.random.default_rng(3)


def frame(path, number=0):
    return FrameDecoder(open_dicom(path)).frame(number)


@pytest.mark.parametrize("dtype", ["uint8", "int16", "uint16", "int32", "uint32"])
def test_native_grey_of_every_depth(tmp_path, write_image, dtype):
    limits = np.iinfo(dtype)
    pixels = RANDOM.integers(limits.min, limits.max, (3, 5, 7), dtype=dtype, endpoint=True)
    path = write_image(tmp_path / "x", pixels)
    for number in range(3):
        np.testing.assert_array_equal(frame(path, number), pixels[number])


def test_bits_that_are_not_stored_are_dropped_and_the_sign_is_extended(tmp_path, write_image):
    words = np.array([[0x0FFF, 0x8800, 0xF001]], dtype=np.uint16)
    cases = [
        ({"BitsStored": 12, "HighBit": 11, "PixelRepresentation": 0}, [0x0FFF, 0x0800, 0x0001]),
        ({"BitsStored": 12, "HighBit": 11, "PixelRepresentation": 1}, [-1, -2048, 1]),
        ({"BitsStored": 8, "HighBit": 15, "PixelRepresentation": 0}, [0x0F, 0x88, 0xF0]),
        ({"BitsStored": 8, "HighBit": 15, "PixelRepresentation": 1}, [0x0F, 0x88 - 256, 0xF0 - 256]),
        # A high bit that cannot be is not believed.
        ({"BitsStored": 12, "HighBit": 3, "PixelRepresentation": 0}, [0x0FFF, 0x0800, 0x0001]),
    ]
    for attributes, expected in cases:
        path = write_image(tmp_path / "x", words, **attributes)
        assert frame(path).ravel().tolist() == expected, attributes


def test_big_endian(tmp_path, write_image):
    pixels = RANDOM.integers(-3000, 3000, (5, 7), dtype=np.int16)
    path = write_image(tmp_path / "x", pixels)
    dataset = pydicom.dcmread(path)
    dataset.PixelData = pixels.astype(">i2").tobytes()
    dataset.file_meta.TransferSyntaxUID = pydicom.uid.ExplicitVRBigEndian
    pydicom.dcmwrite(path, dataset, little_endian=False, implicit_vr=False, force_encoding=True)
    np.testing.assert_array_equal(frame(path), pixels)


def test_single_bits_follow_each_other_across_rows_and_frames(tmp_path, write_image):
    bits = RANDOM.integers(0, 2, (3, 5, 7), dtype=np.uint8)
    packed = np.packbits(bits.ravel(), bitorder="little").tobytes()
    path = write_image(
        tmp_path / "x", bits, BitsAllocated=1, BitsStored=1, HighBit=0, PixelData=packed + b"\0" * (len(packed) % 2)
    )
    np.testing.assert_array_equal(frame(path, 2), bits[2])


def test_real_numbers(tmp_path, write_image):
    pixels = RANDOM.normal(size=(4, 4)).astype(np.float32)
    pixels[0, 0] = np.nan
    bare = {"PixelData": None, "BitsStored": None, "HighBit": None, "PixelRepresentation": None}
    grey = np.zeros((4, 4), np.uint32)
    path = write_image(tmp_path / "x", grey, **{**bare, "FloatPixelData": pixels.tobytes()})
    np.testing.assert_array_equal(frame(path), pixels)
    double = pixels.astype(np.float64)
    path = write_image(
        tmp_path / "y",
        grey,
        **{**bare, "DoubleFloatPixelData": double.tobytes(), "BitsAllocated": 64},
    )
    (series,) = series_of(scan([path]))
    volume = load_series(series).volume
    assert volume.voxels.dtype == np.float64
    np.testing.assert_array_equal(volume.voxels[0], double)


def test_colour_planes_and_depth(tmp_path, write_image):
    rgb = RANDOM.integers(0, 256, (4, 6, 3), dtype=np.uint8)
    common = {"SamplesPerPixel": 3, "PlanarConfiguration": 0, "PixelData": rgb.tobytes()}
    grey = np.zeros((4, 6), np.uint8)
    path = write_image(tmp_path / "a", grey, photometric="RGB", **common)
    np.testing.assert_array_equal(frame(path), rgb)
    planes = {**common, "PlanarConfiguration": 1, "PixelData": np.moveaxis(rgb, 2, 0).tobytes()}
    path = write_image(tmp_path / "b", grey, photometric="RGB", **planes)
    np.testing.assert_array_equal(frame(path), rgb)
    deep = {**common, "PixelData": (rgb.astype(np.uint16) * 16 + 5).tobytes(), "BitsStored": 12, "HighBit": 11}
    path = write_image(tmp_path / "c", grey.astype(np.uint16), photometric="RGB", **deep)
    np.testing.assert_array_equal(frame(path), rgb)
    (series,) = series_of(scan([path]))
    opened = load_series(series)
    assert opened.volume.is_colour
    assert opened.presentation.vois == ((),)
    assert not opened.presentation.inverted


def palette(bits, entries):
    scale = 257 if bits == 16 else 1
    table = np.arange(entries, dtype=np.uint16) * scale
    tables = {"Red": table, "Green": table[::-1], "Blue": np.full_like(table, 7 * scale)}
    attributes = {}
    for name, values in tables.items():
        attributes[f"{name}PaletteColorLookupTableDescriptor"] = [entries, 10, 16]
        attributes[f"{name}PaletteColorLookupTableData"] = values.tobytes()
    return attributes


@pytest.mark.parametrize("bits", [8, 16])
def test_palette_with_first_value_and_clamping(tmp_path, write_image, bits):
    index = np.array([[0, 10, 11, 255]], dtype=np.uint8)
    path = write_image(tmp_path / "x", index, photometric="PALETTE COLOR", **palette(bits, 100))
    decoder = FrameDecoder(open_dicom(path))
    for _ in range(2):
        assert decoder.frame(0)[0].tolist() == [[0, 99, 7], [0, 99, 7], [1, 98, 7], [99, 0, 7]]
    dataset = pydicom.dcmread(path)
    del dataset.RedPaletteColorLookupTableData
    dataset.save_as(path)
    with pytest.raises(DicomReadError, match="colour palette of the image is damaged"):
        frame(path)


def test_truncated_native_file_says_how_much_is_there(tmp_path, write_image):
    path = write_image(tmp_path / "x", np.zeros((100, 50), np.uint16))
    path.write_bytes(path.read_bytes()[:-3900])
    with pytest.raises(DicomReadError, match=r"The file ends after 61 % of its pixel data.") as caught:
        frame(path)
    assert caught.value.hint == "Fetch it again from its source."
    assert "99 %" in str(truncated(100.0))


def test_header_that_announces_more_than_the_file_holds(tmp_path, write_image):
    path = write_image(tmp_path / "x", np.zeros((10, 10), np.uint16), Rows=20)
    with pytest.raises(DicomReadError, match="holds 50 % of the pixel data it announces"):
        frame(path)


def test_file_that_shrinks_after_it_was_opened(tmp_path, write_image):
    path = write_image(tmp_path / "x", np.zeros((2, 10, 10), np.uint16))
    decoder = FrameDecoder(open_dicom(path))
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(DicomReadError, match=r"ends after 75 %"):
        decoder.frame(1)
    path.unlink()
    with pytest.raises(DicomReadError, match="No such file"):
        decoder.frame(0)
