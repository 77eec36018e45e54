from __future__ import annotations

import zlib

import imagecodecs
import numpy as np
import pydicom
import pytest
from pydicom.encaps import encapsulate, encapsulate_extended
from pydicom.uid import RLELossless

from ai.errors import ReportableError
from app.dicom.codestream import frame_size, guess_syntax, truncated
from app.dicom.decode import FrameDecoder
from app.dicom.dicom_file import open_dicom
from app.dicom.load import load_series
from app.dicom.scan import scan, series_of
from app.errors import DicomReadError

RANDOM = np.random.default_rng(3)
J2K, JLS, LOSSLESS = "1.2.840.10008.1.2.4.90", "1.2.840.10008.1.2.4.80", "1.2.840.10008.1.2.4.70"


def frame(path, number=0):
    return FrameDecoder(open_dicom(path)).frame(number)


def compress(path, syntax, encoded, **attributes):
    """Replace the pixels of a file by encoded frames."""
    dataset = pydicom.dcmread(path)
    dataset.file_meta.TransferSyntaxUID = syntax
    dataset.PixelData = encapsulate(encoded)
    dataset["PixelData"].VR = "OB"
    for keyword, value in attributes.items():
        setattr(dataset, keyword, value)
    dataset.save_as(path)
    return path


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


@pytest.mark.parametrize("bits", [12, 16])
@pytest.mark.parametrize("signed", [False, True])
@pytest.mark.parametrize("codec", ["rle", "j2k", "jls", "jpeg lossless"])
def test_lossless_codecs_give_the_stored_values(tmp_path, write_image, codec, signed, bits):
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


def test_colour_of_lossless_jpeg(tmp_path, write_image):
    rgb = RANDOM.integers(0, 256, (8, 8, 3), dtype=np.uint8)
    path = write_image(tmp_path / "x", np.zeros((8, 8), np.uint8), photometric="RGB", PlanarConfiguration=0)
    stream = imagecodecs.jpeg2k_encode(rgb, reversible=True, codecformat="j2k", mct=False)
    compress(path, "1.2.840.10008.1.2.4.201", [stream], SamplesPerPixel=3)
    np.testing.assert_array_equal(frame(path), rgb)
    compress(path, "1.2.840.10008.1.2.4.201", [stream], PhotometricInterpretation="YBR_FULL")
    assert not np.array_equal(frame(path), rgb)


def test_twelve_bit_jpeg(tmp_path, write_image):
    smooth = (np.add.outer(np.arange(16), np.arange(16)) * 100).astype(np.uint16)
    stream = imagecodecs.jpeg_encode(smooth, level=98, bitspersample=12)
    path = write_image(tmp_path / "x", smooth, BitsStored=12, HighBit=11)
    compress(path, "1.2.840.10008.1.2.4.51", [stream])
    np.testing.assert_allclose(frame(path), smooth, atol=40)


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


def test_truncated_compressed_file(tmp_path, write_image):
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


def test_damaged_stream_is_a_sentence(tmp_path, write_image):
    pixels = RANDOM.integers(0, 4000, (32, 32), dtype=np.uint16)
    path = write_image(tmp_path / "x", pixels)
    for syntax in (J2K, JLS, LOSSLESS, "1.2.840.10008.1.2.4.50", "1.2.840.10008.1.2.5"):
        compress(path, syntax, [b"\xff\xd8\xff\xd9" + bytes(60)])
        with pytest.raises(DicomReadError, match="Frame 1 of the image cannot be decoded"):
            frame(path)


def test_stream_of_another_size_is_refused_before_it_is_decoded(tmp_path, write_image):
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


def test_unknown_transfer_syntax_is_named(tmp_path, write_image):
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
    monkeypatch.setattr("app.dicom.dicom_file.DEFLATE_HEADER_LIMIT", 4000)
    (series,) = series_of(scan([path]))
    np.testing.assert_array_equal(load_series(series).volume.voxels[0], pixels)
    content = path.read_bytes()
    path.write_bytes(content[:-1000] + b"\xff" * 1000)
    with pytest.raises(DicomReadError, match=r"damaged|ends after"):
        frame(path)
    # Without the length of group 0002 the data set is found all the same.
    path.write_bytes(content[:132] + content[144:])
    np.testing.assert_array_equal(frame(path), pixels)


def test_deflated_lie_about_the_size(tmp_path, write_image, monkeypatch):
    monkeypatch.setattr("app.dicom.dicom_file.DEFLATE_RATIO_LIMIT", 1)
    path = write_image(tmp_path / "x", np.zeros((300, 300), np.uint16))
    deflate(path)
    with pytest.raises(DicomReadError, match="announces more pixels than it can hold"):
        frame(path)


def test_second_decoder_gives_stored_values_too(tmp_path, write_image, monkeypatch):
    pixels = RANDOM.integers(0, 4000, (2, 16, 12), dtype=np.uint16)
    path = write_image(tmp_path / "x", pixels, BitsStored=12, HighBit=11, RescaleSlope=2, RescaleIntercept=-5)
    compress(path, LOSSLESS, [imagecodecs.ljpeg_encode(one, bitspersample=12) for one in pixels])

    def broken(*_, **__):
        raise RuntimeError("codec")

    monkeypatch.setattr("app.dicom.compressed_frames.decode_frame", broken)
    np.testing.assert_array_equal(frame(path, 1), pixels[1])
    written = pydicom.dcmread(path)
    written.NumberOfFrames = 1
    written.save_as(path)
    with pytest.raises(DicomReadError, match="holds fewer frames than when the folder was read"):
        frame(path, 2)


def test_stream_of_another_kind_than_the_header_says(tmp_path, write_image):
    rgb = RANDOM.integers(0, 256, (8, 8, 3), dtype=np.uint8)
    path = write_image(tmp_path / "x", np.zeros((8, 8), np.uint8))
    compress(path, "1.2.840.10008.1.2.4.201", [imagecodecs.jpeg2k_encode(rgb, codecformat="j2k")])
    with pytest.raises(DicomReadError, match="cannot be decoded"):
        frame(path)
    compress(path, J2K, [b"\xff" * 60], SamplesPerPixel=3, PhotometricInterpretation="RGB", PlanarConfiguration=0)
    with pytest.raises(DicomReadError, match="cannot be decoded"):
        frame(path)


def test_compressed_pixels_under_a_native_syntax_are_refused(tmp_path, write_image):
    path = write_image(tmp_path / "x", np.zeros((8, 8), np.uint8))
    compress(path, RLELossless, [b"12345678"])
    content = path.read_bytes()
    path.write_bytes(content.replace(b"UI\x14\x001.2.840.10008.1.2.5\0", b"UI\x14\x001.2.840.10008.1.2.1\0"))
    with pytest.raises(DicomReadError, match="says that its pixels are not compressed"):
        frame(path)


@pytest.mark.parametrize("codec", ["rle", "j2k", "jls", "jpeg lossless", "jpeg"])
def test_kind_of_compression_is_told_from_the_stream_where_meta_information_is_lost(tmp_path, write_image, codec):
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


def test_extended_offset_table(tmp_path, write_image):
    pixels = RANDOM.integers(0, 4000, (3, 16, 12), dtype=np.uint16)
    path = write_image(tmp_path / "x", pixels)
    frames = [imagecodecs.jpeg2k_encode(one, reversible=True, codecformat="j2k") for one in pixels]
    dataset = pydicom.dcmread(path)
    dataset.file_meta.TransferSyntaxUID = "1.2.840.10008.1.2.4.90"
    value, offsets, lengths = encapsulate_extended(frames)
    dataset.PixelData, dataset.ExtendedOffsetTable, dataset.ExtendedOffsetTableLengths = value, offsets, lengths
    dataset["PixelData"].VR = "OB"
    dataset.save_as(path)
    np.testing.assert_array_equal(frame(path, 2), pixels[2])


def test_compressed_real_numbers_are_refused(tmp_path, write_image):
    path = write_image(tmp_path / "x", np.zeros((4, 4), np.uint32), PixelData=None, FloatPixelData=bytes(64))
    content = path.read_bytes()
    path.write_bytes(content.replace(b"UI\x14\x001.2.840.10008.1.2.1\0", b"UI\x14\x001.2.840.10008.1.2.5\0"))
    with pytest.raises(DicomReadError, match="compressed or coloured real numbers"):
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


def test_only_regular_files_are_opened(tmp_path, write_image):
    with pytest.raises(DicomReadError, match="not a regular file"):
        open_dicom(tmp_path)
    path = write_image(tmp_path / "x", np.zeros((8, 8), np.uint16), PixelData=None)
    assert open_dicom(path).read_pixels(0, 10) == b""


def test_no_damage_gives_anything_but_a_sentence(tmp_path, write_image):
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
