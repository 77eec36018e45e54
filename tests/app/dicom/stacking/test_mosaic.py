"""Item 22 of the pitfalls: Siemens mosaics, and the header that Siemens keeps in one element."""

from __future__ import annotations

import struct

import numpy as np
import pydicom
import pytest
from pydicom.dataelem import DataElement

from app.dicom.frames.csa import csa_numbers
from app.dicom.frames.frame_grid import mosaic_places
from app.dicom.frames.mosaic import MosaicLayout, mosaic_of, tile
from app.dicom.frames.place import FramePlace

TILES = 7
ACROSS = 3
STEP = 2.5


def csa(new=True, **entries):
    """Write a CSA header as the scanner does; the older form counts lengths too long by a fixed number."""
    surplus = 0 if new else 6
    result = (b"SV10\x04\x03\x02\x01" if new else b"") + struct.pack("<II", len(entries) + 1, 77)
    for name, values in {"First": ("1",), **entries}.items():
        texts = [str(value).encode() + b"\0" for value in values]
        texts += [b""] * (6 - len(texts))
        result += name.encode().ljust(64, b"\0") + struct.pack("<i4siii", 1, b"FD", 3, len(texts), 77)
        for text in texts:
            length = len(text) + surplus
            result += struct.pack("<4i", *((length, length, 77, length) if new else (length, 0, 77, 0)))
            result += text.ljust(-(-len(text) // 4) * 4, b"\0")
    return result


def mosaic(phantom, volume, *, reverse=False, told="tag", form=True, **attributes):
    """Build a mosaic of an oblique volume whose tiles go along the normal, or against it."""
    rows, columns = phantom.SHAPE
    row, column = np.array(phantom.OBLIQUE[:3]), np.array(phantom.OBLIQUE[3:])
    normal = phantom.normal_of(phantom.OBLIQUE) * (-1 if reverse else 1)
    picture = np.zeros((ACROSS * rows, ACROSS * columns), np.uint16)
    for number in range(TILES):
        values = phantom.truth(phantom.plane(phantom.position_of(0) + normal * STEP * number, phantom.OBLIQUE), volume)
        top, left = number // ACROSS * rows, number % ACROSS * columns
        picture[top : top + rows, left : left + columns] = values
    # The position of the file is that of a slice as large as the picture, around the same centre.
    corner = phantom.position_of(0) - (
        row * phantom.SPACING[2] * (ACROSS - 1) * columns / 2 + column * phantom.SPACING[1] * (ACROSS - 1) * rows / 2
    )
    made = phantom.dataset(
        picture,
        ImageType=["ORIGINAL", "PRIMARY", "M", "ND", "MOSAIC"],
        ImagePositionPatient=corner.round(6).tolist(),
        ImageOrientationPatient=list(phantom.OBLIQUE),
        PixelSpacing=list(phantom.SPACING[1:]),
        SliceThickness=2,
        SpacingBetweenSlices=STEP,
        InstanceNumber=volume + 1,
        AcquisitionNumber=volume + 1,
        AcquisitionTime=f"1000{2 * volume:02d}.5",
        **attributes,
    )
    entries = {"SliceNormalVector": normal.tolist(), "NumberOfImagesInMosaic": [TILES]}
    if told == "tag":
        made.add(DataElement(0x00190010, "LO", "SIEMENS MR HEADER"))
        made.add(DataElement(0x0019100A, "US", TILES))
    if told != "tag" or reverse:
        made.add(DataElement(0x00290010, "LO", "SIEMENS CSA HEADER"))
        made.add(DataElement(0x00291010, "OB", csa(form, **entries)))
    return made


@pytest.mark.parametrize("reverse", [False, True])
@pytest.mark.parametrize(("told", "form"), [("tag", True), ("csa", True), ("csa", False)])
def test_item_22_a_mosaic_is_a_volume_in_its_place(tmp_path, phantom, reverse, told, form):
    folder = phantom.write(tmp_path, [mosaic(phantom, 0, reverse=reverse, told=told, form=form)])
    (series,) = phantom.found_in(folder)
    assert (series.slice_count, series.geometry_fault, series.axis) == (TILES, "", None)
    assert (series.instances[0].rows, series.instances[0].columns) == phantom.SHAPE
    assert [facts.frame for facts in series.slices] == (list(range(TILES))[::-1] if reverse else list(range(TILES)))
    phantom.check_voxels(series, 0)


def test_item_22_mosaics_that_follow_each_other_are_moments(tmp_path, phantom):
    folder = phantom.write(tmp_path, [mosaic(phantom, volume) for volume in range(4)])
    found = phantom.found_in(folder)
    assert [(series.axis.name, series.axis.index, series.axis.count) for series in found] == [
        ("time", index, 4) for index in range(4)
    ]
    assert [series.axis.value for series in found] == [f"10:00:{2 * index:02d}.5" for index in range(4)]
    for volume, series in enumerate(found):
        assert series.geometry_fault == ""
        phantom.check_voxels(series, volume)


def test_item_22_without_a_position_a_mosaic_is_slices_without_places(tmp_path, phantom):
    made = mosaic(phantom, 0)
    del made.ImagePositionPatient
    (series,) = phantom.found_in(phantom.write(tmp_path, [made]))
    assert series.slice_count == TILES
    assert "no position" in series.geometry_fault


def test_tiles_beyond_any_patient_have_no_place() -> None:
    first = FramePlace((0.0, 0.0, 40.0), (1.0, 0.0, 0.0, 0.0, 1.0, 0.0))
    near, far = ((0.0, 0.0, 40.0), (0.0, 0.0, 42.0)), ((0.0, 0.0, 40.0), (0.0, 0.0, 1e300))
    placed = mosaic_places(MosaicLayout(2, 2, 8, 8, near), first)
    assert [place.position_lps_mm for place in placed] == list(near)
    placed = mosaic_places(MosaicLayout(2, 2, 8, 8, far), first)
    assert [place.position_lps_mm for place in placed] == [None, None]


def test_item_22_a_count_that_does_not_fit_leaves_the_picture_whole(tmp_path, phantom):
    made = mosaic(phantom, 0)
    made[0x0019100A].value = 17
    (series,) = phantom.found_in(phantom.write(tmp_path, [made]))
    assert series.slice_count == 1
    assert series.geometry_fault == "The tiles of this mosaic cannot be told apart."


def test_tiles_run_along_rows():
    picture = np.arange(6 * 4).reshape(6, 4)
    layout = MosaicLayout(3, 2, 3, 2, None)
    np.testing.assert_array_equal(tile(picture, layout, 1), picture[:3, 2:])
    np.testing.assert_array_equal(tile(picture, layout, 2), picture[3:, :2])


def test_other_images_are_no_mosaics(phantom):
    assert mosaic_of(phantom.slice_of(0)) is None


@pytest.mark.parametrize("new", [True, False])
def test_csa_entries(new):
    header = csa(new, SliceNormalVector=(0.0, -0.5, 0.25), Words=("a", "b"))
    assert csa_numbers(header, "SliceNormalVector") == (0.0, -0.5, 0.25)
    assert csa_numbers(header, "Words") == ()
    assert csa_numbers(header, "Absent") == ()
    assert csa_numbers(b"", "First") == ()


@pytest.mark.parametrize("new", [True, False])
def test_damaged_csa_headers_never_raise(new):
    header = csa(new, SliceNormalVector=(0.0, -0.5, 0.25))
    random = np.random.default_rng(5)
    for _ in range(300):
        damaged = bytearray(header[: random.integers(0, len(header))])
        for at in random.integers(0, max(len(damaged), 1), 8):
            if damaged:
                damaged[at] = random.integers(0, 256)
        assert isinstance(csa_numbers(bytes(damaged), "SliceNormalVector"), tuple)


@pytest.mark.realdata
def test_item_22_a_header_of_a_scanner(shared_data):
    header = pydicom.dcmread(shared_data / "conformance" / "files" / "52_csa_slice_norm.dcm", stop_before_pixels=True)
    layout = mosaic_of(header)
    assert (layout.tiles, layout.across, layout.rows, layout.columns) == (32, 6, 64, 64)
    steps = np.diff(np.array(layout.positions_lps_mm), axis=0)
    np.testing.assert_allclose(steps, np.tile(1.5 * np.array([0, 0.43994, 0.898027]), (31, 1)), atol=1e-4)
    # The tiles are centred where the slices are: half of five tiles of 96 mm.
    np.testing.assert_allclose(layout.positions_lps_mm[0][0], -283.707319 + 240, atol=1e-4)


def test_item_22_a_step_that_only_the_csa_header_or_the_thickness_tells(tmp_path, phantom):
    made = mosaic(phantom, 0, told="csa")
    del made.SpacingBetweenSlices
    entries = {"NumberOfImagesInMosaic": [TILES], "SpacingBetweenSlices": [STEP]}
    made[0x00291010].value = csa(**entries)
    by_thickness = mosaic(phantom, 0, SeriesInstanceUID="1.2.3.8")
    del by_thickness.SpacingBetweenSlices
    by_thickness.SliceThickness = STEP
    found = phantom.found_in(phantom.write(tmp_path, [made, by_thickness]))
    assert len(found) == 2
    for series in found:
        assert (series.slice_count, series.geometry_fault) == (TILES, "")
        phantom.check_voxels(series, 0)


def test_item_22_a_matrix_that_the_tiles_do_not_fill_is_no_mosaic(phantom):
    made = mosaic(phantom, 0)
    made.Rows = 17
    assert mosaic_of(made) is None
