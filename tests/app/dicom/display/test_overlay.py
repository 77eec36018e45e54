from __future__ import annotations

import numpy as np
import pydicom
import pytest
from pydicom.uid import ExplicitVRBigEndian, RLELossless

from app.dicom.display.overlay import GRAPHICS, REGION, burned_in, has_overlays, overlays_of
from app.dicom.files.dicom_file import open_dicom
from app.dicom.series_load import fill, open_series
from app.dicom.study_scan import scan, series_of

RANDOM = np.random.default_rng(11)
SHAPE = (6, 9)
IMAGE = np.zeros(SHAPE, np.uint16)


def packed(bits):
    """Lowest bit first, rows and frames without padding between them, PS3.5 8.1.2."""
    data = np.packbits(np.asarray(bits, bool).reshape(-1), bitorder="little").tobytes()
    return data + b"\0" * (len(data) % 2)


def add_overlay(path, bits, *, group=0x6000, vr="OW", **elements):
    dataset = pydicom.dcmread(path)
    rows, columns = np.shape(bits)[-2:]
    values = {
        "rows": (0x10, "US", rows),
        "columns": (0x11, "US", columns),
        "kind": (0x40, "CS", "G"),
        "origin": (0x50, "SS", [1, 1]),
        "allocated": (0x100, "US", 1),
        "position": (0x102, "US", 0),
        "data": (0x3000, vr, packed(bits)),
    }
    for name, (element, kind, value) in {**values, **elements}.items():
        assert name
        if value is not None:
            dataset.add_new((group, element), kind, value)
    dataset.save_as(path)
    return path


def planes(path, frame=0):
    return overlays_of(open_dicom(path), frame)


@pytest.fixture
def plain(tmp_path, write_image):
    return write_image(tmp_path / "x", IMAGE)


def test_bits_run_on_across_rows(plain):
    bits = RANDOM.random(SHAPE) < 0.5
    (found,) = planes(add_overlay(plain, bits, label=(0x1500, "LO", "Marks"), note=(0x22, "LO", "by hand")))
    np.testing.assert_array_equal(found.bits, bits)
    assert (found.kind, found.label) == (GRAPHICS, "Marks")
    # One bit each is kept.
    assert found.packed.nbytes == 12


def test_all_sixteen_groups_with_type_and_name(plain):
    for number in range(16):
        bits = np.zeros(SHAPE, bool)
        bits[number % 6, number // 2] = True
        kind = (0x40, "CS", "R" if number % 2 else "G")
        add_overlay(plain, bits, group=0x6000 + 2 * number, kind=kind, note=(0x22, "LO", f"Plane {number}"))
    found = planes(plain)
    assert [plane.label for plane in found] == [f"Plane {number}" for number in range(16)]
    assert [plane.kind for plane in found] == [GRAPHICS, REGION] * 8
    for number, plane in enumerate(found):
        assert np.argwhere(plane.bits).tolist() == [[number % 6, number // 2]]


@pytest.mark.parametrize("origin", [(1, 1), (3, 2), (0, 0), (-1, -3), (5, 9), (7, 1), (1, -20), (-32768, 32767)])
@pytest.mark.parametrize("size", [(6, 9), (2, 3), (20, 30)])
def test_what_lies_beyond_the_picture_is_cut_off(plain, origin, size):
    bits = RANDOM.random(size) < 0.7
    expected = np.zeros(SHAPE, bool)
    for row, column in np.argwhere(bits):
        down, right = row + origin[0] - 1, column + origin[1] - 1
        if 0 <= down < SHAPE[0] and 0 <= right < SHAPE[1]:
            expected[down, right] = True
    found = planes(add_overlay(plain, bits, origin=(0x50, "SS", list(origin))))
    assert len(found) == bool(expected.any())
    for plane in found:
        np.testing.assert_array_equal(plane.bits, expected)


@pytest.mark.parametrize(
    ("frames", "first", "shown"),
    [(None, None, [0, 0, 0, 0]), (4, None, [0, 1, 2, 3]), (2, 2, [None, 0, 1, None]), (1, 4, [None, None, None, 0])],
)
def test_frames_of_an_overlay_belong_to_frames_of_the_picture(tmp_path, write_image, frames, first, shown):
    bits = RANDOM.random((frames or 1, *SHAPE)) < 0.5
    path = write_image(tmp_path / "x", np.zeros((4, *SHAPE), np.uint16))
    add_overlay(
        path,
        bits,
        frames=(0x15, "IS", frames),
        first=(0x51, "US", first),
    )
    for frame, expected in enumerate(shown):
        found = planes(path, frame)
        assert len(found) == (expected is not None)
        if expected is not None:
            np.testing.assert_array_equal(found[0].bits, bits[expected])


@pytest.mark.parametrize("vr", ["OW", "OB"])
def test_words_of_a_big_endian_file(plain, vr):
    bits = RANDOM.random(SHAPE) < 0.5
    add_overlay(plain, bits, vr=vr)
    dataset = pydicom.dcmread(plain)
    if vr == "OW":
        words = np.frombuffer(dataset[0x6000, 0x3000].value, np.uint16).byteswap().tobytes()
        dataset[0x6000, 0x3000].value = words
    dataset.PixelData = IMAGE.astype(">u2").tobytes()
    dataset.file_meta.TransferSyntaxUID = ExplicitVRBigEndian
    pydicom.dcmwrite(plain, dataset, little_endian=False, implicit_vr=False, force_encoding=True)
    (found,) = planes(plain)
    np.testing.assert_array_equal(found.bits, bits)


@pytest.mark.parametrize("big", [False, True])
def test_bits_in_unused_places_of_the_pixels(tmp_path, write_image, big):
    bits = RANDOM.random((2, *SHAPE)) < 0.5
    words = RANDOM.integers(0, 4096, (2, *SHAPE)).astype(np.uint16) | (bits.astype(np.uint16) << 13)
    path = write_image(tmp_path / "x", words, BitsStored=12, HighBit=11)
    embedded = {"data": (0, "", None), "allocated": (0x100, "US", 16), "position": (0x102, "US", 13)}
    add_overlay(path, bits[0], **embedded)
    if big:
        dataset = pydicom.dcmread(path)
        dataset.PixelData = words.astype(">u2").tobytes()
        dataset.file_meta.TransferSyntaxUID = ExplicitVRBigEndian
        pydicom.dcmwrite(path, dataset, little_endian=False, implicit_vr=False, force_encoding=True)
    for frame in (0, 1):
        (found,) = planes(path, frame)
        np.testing.assert_array_equal(found.bits, bits[frame])


def test_bits_that_are_no_overlay(tmp_path, write_image):
    words = np.full(SHAPE, 0x2800, np.uint16)
    path = write_image(tmp_path / "x", words, BitsStored=12, HighBit=11)
    embedded = {"data": (0, "", None), "allocated": (0x100, "US", 16), "position": (0x102, "US", 13)}
    add_overlay(path, words, **embedded)
    assert planes(path)[0].bits.all()
    dataset = pydicom.dcmread(path)
    # A place that the pixels use themselves.
    dataset[0x6000, 0x102].value = 11
    dataset.save_as(path)
    assert planes(path) == ()
    # Compressed pixels have no unused bits.
    dataset[0x6000, 0x102].value = 13
    dataset.compress(RLELossless)
    dataset.save_as(path)
    assert planes(path) == ()


def test_pixels_that_end_before_the_frame_hold_no_overlay(tmp_path, write_image):
    path = write_image(tmp_path / "x", np.full(SHAPE, 0x2800, np.uint16), BitsStored=12, HighBit=11)
    embedded = {"data": (0, "", None), "allocated": (0x100, "US", 16), "position": (0x102, "US", 13)}
    add_overlay(path, IMAGE, **embedded)
    assert planes(path, 0)
    assert planes(path, 1) == ()
    dataset = pydicom.dcmread(path)
    del dataset.Rows
    dataset.save_as(path)
    assert planes(path) == ()


def test_damaged_overlays_are_left_out(plain):
    bits = np.ones(SHAPE, bool)
    broken = [
        {"rows": (0x10, "US", 0)},
        {"columns": (0x11, "US", 0)},
        {"data": (0x3000, "OW", b"")},
        {"data": (0x3000, "UT", "text")},
        {"rows": (0x10, "UT", "six")},
        {"frames": (0x15, "IS", 3), "first": (0x51, "US", 9)},
        {"data": (0x3000, "OW", bytes(8))},
    ]
    for number, change in enumerate(broken):
        add_overlay(plain, bits, group=0x6000 + 2 * number, **change)
    add_overlay(plain, bits, group=0x601E, origin=(0x50, "SS", 1))
    found = planes(plain)
    assert len(found) == 1
    assert found[0].bits.all()


def test_an_overlay_that_announces_more_than_there_is(plain):
    add_overlay(plain, np.ones((1, 9), bool), rows=(0x10, "US", 65535))
    (found,) = planes(plain)
    # Nine bits and the padding to a word.
    assert found.bits[0].all()
    assert not found.bits[1:].any()
    add_overlay(plain, np.ones(SHAPE, bool), rows=(0x10, "US", 65535), columns=(0x11, "US", 65535))
    assert planes(plain) == ()


def test_overlays_of_a_slice_of_a_series(tmp_path, write_ct_series):
    paths = write_ct_series(tmp_path, slices=3, rows=6, columns=9)
    positions = {float(pydicom.dcmread(path).ImagePositionPatient[2]): path for path in paths}
    middle = positions[sorted(positions)[1]]
    assert not has_overlays(open_dicom(middle).header)
    add_overlay(middle, np.ones(SHAPE, bool))
    assert has_overlays(open_dicom(middle).header)
    (series,) = series_of(scan([tmp_path]))
    # The quick way past the header is for files without overlays.
    assert [instance.plain is None for instance in series.instances] == [False, True, False]
    opened = open_series(series, first=0)
    assert opened.overlays == {}
    overlays = fill(opened).overlays
    assert list(overlays) == [1]
    assert overlays[1][0].bits.all()
    assert list(open_series(series, first=1).overlays) == [1]


def test_overlays_are_drawn_in_white_into_a_copy(plain):
    bits = np.zeros(SHAPE, bool)
    bits[2, 3] = True
    found = planes(add_overlay(plain, bits))
    for picture in (np.zeros(SHAPE, np.uint8), np.zeros((*SHAPE, 3), np.uint8)):
        drawn = burned_in(picture, found)
        assert not picture.any()
        np.testing.assert_array_equal(drawn.reshape(*SHAPE, -1).min(axis=2), bits * 255)


@pytest.mark.realdata
@pytest.mark.parametrize(
    ("name", "pixels", "labels"),
    [
        ("44_examples_overlay", [222], ["Siemens MedCom Object Graphics"]),
        ("31_OutOfBoundsOverlay", [185, 149], ["First reference mark", "First target mark"]),
    ],
)
def test_overlays_of_real_files(shared_data, name, pixels, labels):
    found = planes(shared_data / "conformance" / "files" / f"{name}.dcm")
    assert [int(plane.bits.sum()) for plane in found] == pixels
    assert [plane.label for plane in found] == labels
