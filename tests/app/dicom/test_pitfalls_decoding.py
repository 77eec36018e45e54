"""Pitfalls of decoding, one small file of known truth each; numbers are those of the list that the product answers to.

References: PS3.5 8.1, 8.2, A.3; PS3.3 C.7.6.3.1, C.7.6.24, C.7.6.25, C.7.9.2.
"""

from __future__ import annotations

import imagecodecs
import numpy as np
import pydicom
import pytest
from pydicom.dataset import Dataset
from pydicom.encaps import encapsulate
from pydicom.uid import ExplicitVRBigEndian

from app.dicom.series_load import load_series
from app.dicom.study_scan import scan, series_of
from app.errors import DicomReadError

RANDOM = np.random.default_rng(8)


def loaded(path):
    (series,) = series_of(scan([path]))
    return load_series(series)


def values(path):
    """(frames, rows, columns[, 3]) modality values: through scan and load, as everybody gets them."""
    return loaded(path).volume.voxels


def as_big_endian(path, pixels, vr="OW", **words):
    """Rewrite a file in the big endian syntax; pixels and words are given as they stand in the file."""
    dataset = pydicom.dcmread(path)
    dataset.PixelData = pixels
    dataset["PixelData"].VR = vr
    for keyword, value in words.items():
        setattr(dataset, keyword, value)
    dataset.file_meta.TransferSyntaxUID = ExplicitVRBigEndian
    pydicom.dcmwrite(path, dataset, little_endian=False, implicit_vr=False, force_encoding=True)
    return path


def colour_file(write_image, path, rgb, **attributes):
    common = {"photometric": "RGB", "SamplesPerPixel": 3, "PlanarConfiguration": 0, "PixelData": rgb.tobytes()}
    empty = np.zeros(rgb.shape[-3:-1], rgb.dtype)
    return write_image(path, empty, **{**common, **attributes})


@pytest.mark.parametrize(
    "syntax", ["1.2.840.10008.1.2.4.100", "1.2.840.10008.1.2.4.107", "1.2.840.10008.1.2.4.94", "1.2.3"]
)
def test_03_syntaxes_that_nobody_reads_are_named(tmp_path, write_image, syntax):
    path = write_image(tmp_path / "d50", np.zeros((8, 8), np.uint8))
    dataset = pydicom.dcmread(path)
    dataset.file_meta.TransferSyntaxUID = syntax
    dataset.PixelData = encapsulate([b"\xff" * 40])
    dataset["PixelData"].VR = "OB"
    dataset.save_as(path)
    with pytest.raises(DicomReadError, match=syntax.replace(".", r"\.")):
        loaded(path)


@pytest.mark.parametrize(
    ("photometric", "samples"), [("CMYK", 4), ("ARGB", 4), ("HSV", 3), ("RGB", 4), ("RGB", 2), ("XYZ", 3)]
)
def test_03_colours_of_another_kind_are_never_drawn_raw(tmp_path, write_image, photometric, samples):
    pixels = RANDOM.integers(0, 256, (4, 6, samples), dtype=np.uint8)
    path = colour_file(write_image, tmp_path / "d49", pixels, photometric=photometric, SamplesPerPixel=samples)
    with pytest.raises(DicomReadError, match=f"{samples} samples per pixel of the kind “{photometric}”"):
        loaded(path)


@pytest.mark.parametrize("signed", [False, True])
def test_05_junk_in_high_bits_is_dropped(tmp_path, write_image, signed):
    true = RANDOM.integers(-2048, 2048, (5, 7)) if signed else RANDOM.integers(0, 4096, (5, 7))
    junk = RANDOM.integers(0, 16, (5, 7)) << 12
    words = ((true & 0xFFF) | junk).astype(np.uint16)
    path = write_image(tmp_path / "d15", words, BitsStored=12, HighBit=11, PixelRepresentation=int(signed))
    np.testing.assert_array_equal(values(path)[0], true)


def test_05_twelve_bits_without_their_sign_extended(tmp_path, write_image):
    true = np.array([[-2048, -1, 0, 2047]])
    words = (true & 0xFFF).astype(np.uint16)
    path = write_image(tmp_path / "d14", words, BitsStored=12, HighBit=11, PixelRepresentation=1)
    np.testing.assert_array_equal(values(path)[0], true)


@pytest.mark.parametrize(("stored", "high"), [(8, 15), (12, 15), (10, 13), (8, 11)])
def test_05_bits_that_stand_high_are_shifted_down(tmp_path, write_image, stored, high):
    true = RANDOM.integers(0, 1 << stored, (5, 7))
    shift = high + 1 - stored
    words = ((true << shift) | RANDOM.integers(0, 1 << shift, (5, 7))).astype(np.uint16)
    path = write_image(tmp_path / "d16", words, BitsStored=stored, HighBit=high)
    np.testing.assert_array_equal(values(path)[0], true)


@pytest.mark.parametrize("shape", [(2, 4, 6), (3, 3, 5)])
@pytest.mark.parametrize("vr", ["OW", "OB"])
def test_06_bytes_in_big_endian_words_stand_in_pairs(tmp_path, write_image, vr, shape):
    true = RANDOM.integers(0, 256, shape, dtype=np.uint8)
    data = true.tobytes() + b"\0" * (true.size % 2)
    if vr == "OW":
        data = np.frombuffer(data, np.uint16).byteswap().tobytes()
    path = as_big_endian(write_image(tmp_path / "d32", true), data, vr)
    np.testing.assert_array_equal(values(path), true)


def test_06_colour_in_big_endian_words(tmp_path, write_image):
    rgb = RANDOM.integers(0, 256, (4, 6, 3), dtype=np.uint8)
    path = colour_file(write_image, tmp_path / "d32c", rgb)
    as_big_endian(path, np.frombuffer(rgb.tobytes(), np.uint16).byteswap().tobytes())
    np.testing.assert_array_equal(values(path)[0], rgb)


def test_06_palette_words_of_a_big_endian_file(tmp_path, write_image):
    index = RANDOM.integers(0, 256, (4, 6), dtype=np.uint8)
    table = RANDOM.integers(0, 65536, (3, 256)).astype(np.uint16)
    path = write_image(tmp_path / "palette_be", index, photometric="PALETTE COLOR")
    words = {}
    for name, entries in zip(("Red", "Green", "Blue"), table, strict=True):
        words[f"{name}PaletteColorLookupTableDescriptor"] = [256, 0, 16]
        words[f"{name}PaletteColorLookupTableData"] = entries.astype(">u2").tobytes()
    as_big_endian(path, np.frombuffer(index.tobytes(), np.uint16).byteswap().tobytes(), **words)
    np.testing.assert_array_equal(values(path)[0], np.moveaxis(table[:, index] >> 8, 0, -1))


@pytest.mark.parametrize("padding", [b"", b"\0", b"\xff"])
def test_06_odd_lengths(tmp_path, write_image, padding):
    true = RANDOM.integers(0, 256, (3, 5, 7), dtype=np.uint8)
    path = write_image(tmp_path / "d34", true, PixelData=true.tobytes() + padding)
    if not padding:
        # pydicom pads what it writes; some writers do not.
        content = path.read_bytes()
        length = (true.size + 1).to_bytes(4, "little")
        at = content.rindex(b"\xe0\x7f\x10\x00") + 8
        assert content[at : at + 4] == length
        path.write_bytes(content[:at] + true.size.to_bytes(4, "little") + content[at + 4 : -1])
    np.testing.assert_array_equal(values(path), true)


def test_06_single_bits_run_on_from_row_to_row(tmp_path, write_image):
    true = RANDOM.integers(0, 2, (3, 11, 61), dtype=np.uint8)
    packed = np.packbits(true.ravel(), bitorder="little").tobytes()
    path = write_image(
        tmp_path / "d28", true, BitsAllocated=1, BitsStored=1, HighBit=0, PixelData=packed + b"\0" * (len(packed) % 2)
    )
    np.testing.assert_array_equal(values(path), true)


@pytest.mark.parametrize(("keyword", "dtype"), [("FloatPixelData", np.float32), ("DoubleFloatPixelData", np.float64)])
def test_07_real_numbers_have_no_bits_stored(tmp_path, write_image, keyword, dtype):
    true = RANDOM.normal(size=(4, 6)).astype(dtype) * 1000
    true[0, :3] = np.nan, np.inf, -np.inf
    bare = {"PixelData": None, "BitsStored": None, "HighBit": None, "PixelRepresentation": None}
    path = write_image(
        tmp_path / "d19",
        np.zeros((4, 6), np.uint32),
        **{**bare, keyword: true.tobytes(), "BitsAllocated": 8 * true.itemsize},
    )
    found = values(path)[0]
    assert found.dtype == dtype
    np.testing.assert_array_equal(found, true)


@pytest.mark.parametrize("dtype", [np.uint32, np.int32])
def test_07_thirty_two_bits_are_exact(tmp_path, write_image, dtype):
    limits = np.iinfo(dtype)
    true = RANDOM.integers(limits.min, limits.max, (4, 6), dtype=dtype, endpoint=True)
    np.testing.assert_array_equal(values(write_image(tmp_path / "d20", true))[0], true)


@pytest.mark.parametrize("planar", [0, 1])
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_08_planes_of_colour(tmp_path, write_image, planar, dtype):
    rgb = RANDOM.integers(0, 256, (2, 5, 7, 3)).astype(np.uint8)
    deep = rgb.astype(dtype) << (8 * np.dtype(dtype).itemsize - 8)
    data = np.moveaxis(deep, 3, 1).tobytes() if planar else deep.tobytes()
    path = colour_file(
        write_image, tmp_path / "d24", deep, PlanarConfiguration=planar, PixelData=data, NumberOfFrames=2
    )
    np.testing.assert_array_equal(values(path), rgb)


FORWARD = np.array([[0.2990, 0.5870, 0.1140], [-0.1687, -0.3313, 0.5000], [0.5000, -0.4187, -0.0813]])
"""The equations of YBR_FULL, PS3.3 C.7.6.3.1.2."""


def test_08_ybr_full_native(tmp_path, write_image):
    rgb = RANDOM.integers(0, 256, (6, 8, 3))
    ybr = np.clip(np.rint(rgb @ FORWARD.T + [0, 128, 128]), 0, 255).astype(np.uint8)
    path = colour_file(write_image, tmp_path / "d26", ybr, photometric="YBR_FULL")
    assert np.abs(values(path)[0].astype(int) - rgb).max() <= 2


@pytest.mark.parametrize(("columns", "padded"), [(8, False), (7, False), (7, True)])
def test_08_ybr_full_422_native_has_two_bytes_per_pixel(tmp_path, write_image, columns, padded):
    width = columns + columns % 2 if padded else columns
    grey = RANDOM.integers(0, 256, (6, width), dtype=np.uint8)
    luminance = grey.reshape(-1, 2)
    neutral = np.full_like(luminance, 128)
    data = np.concatenate([luminance, neutral], axis=1).tobytes()
    path = colour_file(
        write_image, tmp_path / "d27", np.zeros((6, columns, 3), np.uint8), photometric="YBR_FULL_422", PixelData=data
    )
    expected = np.repeat(grey[:, :columns, np.newaxis], 3, axis=2)
    np.testing.assert_array_equal(values(path)[0], expected)


@pytest.mark.parametrize("tagged", ["RGB", "YBR_FULL_422", "YBR_FULL"])
def test_08_a_jpeg_knows_its_colours_better_than_the_header(tmp_path, write_image, tagged):
    rgb = np.zeros((16, 24, 3), np.uint8)
    rgb[:, :8], rgb[:, 8:16], rgb[:, 16:] = (210, 40, 50), (30, 180, 60), (240, 230, 20)
    # The codec writes YCbCr and a JFIF marker.
    stream = imagecodecs.jpeg8_encode(rgb, level=98, subsampling="444")
    assert b"JFIF" in stream[:20]
    path = colour_file(write_image, tmp_path / "GH195", rgb)
    dataset = pydicom.dcmread(path)
    dataset.file_meta.TransferSyntaxUID = "1.2.840.10008.1.2.4.50"
    dataset.PhotometricInterpretation = tagged
    dataset.PixelData = encapsulate([stream])
    dataset["PixelData"].VR = "OB"
    dataset.save_as(path)
    assert np.abs(values(path)[0].astype(int) - rgb).max() <= 6


@pytest.mark.parametrize("tagged", ["YBR_RCT", "YBR_ICT", "RGB"])
def test_08_jpeg_2000_takes_its_own_transformation_back(tmp_path, write_image, tagged):
    rgb = RANDOM.integers(0, 256, (16, 16, 3), dtype=np.uint8)
    path = colour_file(write_image, tmp_path / "rct", rgb)
    dataset = pydicom.dcmread(path)
    dataset.file_meta.TransferSyntaxUID = "1.2.840.10008.1.2.4.90"
    dataset.PhotometricInterpretation = tagged
    dataset.PixelData = encapsulate([imagecodecs.jpeg2k_encode(rgb, reversible=True, codecformat="j2k", mct=True)])
    dataset["PixelData"].VR = "OB"
    dataset.save_as(path)
    np.testing.assert_array_equal(values(path)[0], rgb)


@pytest.mark.parametrize("bits", [12, 16])
def test_05_signed_jpeg_ls_with_small_losses(tmp_path, write_image, bits):
    true = RANDOM.integers(10, 1000, (16, 24)) * np.where(np.arange(24) < 12, -1, 1)
    words = (true & ((1 << bits) - 1)).astype(np.uint16)
    path = write_image(tmp_path / "CTImage_4.81", words, BitsStored=bits, HighBit=bits - 1, PixelRepresentation=1)
    dataset = pydicom.dcmread(path)
    dataset.file_meta.TransferSyntaxUID = "1.2.840.10008.1.2.4.81"
    dataset.PixelData = encapsulate([imagecodecs.jpegls_encode(words, level=2)])
    dataset["PixelData"].VR = "OB"
    dataset.save_as(path)
    # The sign is that of the decoded word: it cannot be known before.
    assert 0 < np.abs(values(path)[0].astype(int) - true).max() <= 2


def palette_file(write_image, path, index, tables, descriptor, *, segmented=False, **attributes):
    prefix = "Segmented" if segmented else ""
    for name, table in zip(("Red", "Green", "Blue"), tables, strict=True):
        attributes[f"{name}PaletteColorLookupTableDescriptor"] = descriptor
        attributes[f"{prefix}{name}PaletteColorLookupTableData"] = table.tobytes()
    return write_image(path, index, photometric="PALETTE COLOR", **attributes)


@pytest.mark.parametrize("bits", [8, 16])
@pytest.mark.parametrize("first", [0, 40])
def test_09_palettes_with_first_value_and_clamping(tmp_path, write_image, bits, first):
    index = np.arange(256, dtype=np.uint8).reshape(16, 16)
    rgb = RANDOM.integers(0, 256, (3, 100))
    tables = rgb.astype(np.uint8) if bits == 8 else (rgb << 8).astype(np.uint16)
    path = palette_file(write_image, tmp_path / "d21", index, tables, [100, first, bits])
    expected = rgb[:, np.clip(index.astype(int) - first, 0, 99)]
    np.testing.assert_array_equal(values(path)[0], np.moveaxis(expected, 0, -1))


def test_09_no_entries_means_65536_of_signed_pixels(tmp_path, write_image):
    index = np.array([[-32768, -1, 0, 32767]], np.int16)
    table = np.arange(65536).astype(np.uint16)
    path = palette_file(write_image, tmp_path / "d22", index, [table] * 3, [0, -32768, 16])
    assert values(path)[0, 0, :, 0].tolist() == [0, 127, 128, 255]


def test_09_segmented_palette(tmp_path, write_image):
    index = np.arange(256, dtype=np.uint8).reshape(16, 16)
    # Black, a ramp to white over 255 entries; and the same as two halves, the second one indirect.
    ramp = np.array([0, 1, 0, 1, 255, 65535], np.uint16)
    flat = np.array([0, 2, 1 << 8, 2 << 8, 2, 1, 0, 0] + [2, 1, 0, 0] * 126, np.uint16)
    path = palette_file(write_image, tmp_path / "d23", index, [ramp, ramp, flat], [256, 0, 16], segmented=True)
    found = values(path)[0].reshape(256, 3)
    assert np.abs(found[:, 0].astype(int) - np.arange(256)).max() <= 1
    np.testing.assert_array_equal(found[:, 2], [1, 2] * 128)


def test_09_a_supplemental_palette_leaves_grey_as_it_is(tmp_path, write_image):
    grey = RANDOM.integers(0, 4096, (4, 6)).astype(np.uint16)
    table = np.zeros(16, np.uint16)
    path = write_image(
        tmp_path / "supplemental",
        grey,
        PixelPresentation="COLOR",
        RedPaletteColorLookupTableDescriptor=[16, 4096, 16],
        RedPaletteColorLookupTableData=table.tobytes(),
        SharedFunctionalGroupsSequence=[Dataset()],
    )
    opened = loaded(path)
    np.testing.assert_array_equal(opened.volume.voxels[0], grey)
    assert opened.warnings == ("The file has colours for some of its values; they are shown in grey.",)


def test_10_an_icon_is_not_the_picture(tmp_path, write_image):
    true = RANDOM.integers(0, 4096, (8, 8)).astype(np.uint16)
    icon = Dataset()
    icon.Rows = icon.Columns = 2
    icon.SamplesPerPixel, icon.PhotometricInterpretation = 1, "MONOCHROME2"
    icon.BitsAllocated, icon.BitsStored, icon.HighBit, icon.PixelRepresentation = 8, 8, 7, 0
    icon.PixelData = b"\x01\x02\x03\x04"
    icon["PixelData"].VR = "OB"
    for undefined in (False, True):
        path = write_image(tmp_path / f"d39_{undefined}", true, IconImageSequence=[icon])
        dataset = pydicom.dcmread(path)
        dataset["IconImageSequence"].is_undefined_length = undefined
        dataset.save_as(path)
        np.testing.assert_array_equal(values(path)[0], true)


def test_52_more_frames_than_announced_are_said(tmp_path, write_image):
    true = RANDOM.integers(0, 4096, (3, 4, 6)).astype(np.uint16)
    path = write_image(tmp_path / "d52b", true, NumberOfFrames=None)
    opened = loaded(path)
    np.testing.assert_array_equal(opened.volume.voxels, true[:1])
    assert any("3 frames" in sentence for sentence in opened.warnings)
