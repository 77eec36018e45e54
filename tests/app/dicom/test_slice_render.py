from __future__ import annotations

import numpy as np
import pydicom
import pytest

from app.dicom.series_load import fill, open_series
from app.dicom.slice_render import render
from app.dicom.study_scan import scan, series_of
from app.imaging.voi import apply_voi
from app.imaging.window import Window


def the_series(path):
    (series,) = series_of(scan([path]))
    return series


def test_scan_load_render(tmp_path, write_ct_series):
    write_ct_series(tmp_path, slices=3, WindowCenter=40, WindowWidth=400)
    opened = open_series(the_series(tmp_path), first=0)
    first = render(opened, 0)
    assert first.dtype == np.uint8
    np.testing.assert_array_equal(first, apply_voi(opened.volume.voxels[0], Window(40, 400), inverted=False))
    with pytest.raises(ValueError, match="slice 2 is not loaded"):
        render(opened, 2)
    opened = fill(opened)
    window = Window(0, 100)
    expected = apply_voi(opened.volume.voxels[2], window, inverted=False)
    np.testing.assert_array_equal(render(opened, 2, voi=window), expected)
    with pytest.raises(IndexError):
        render(opened, 3)


def test_a_slice_without_window_takes_the_range_of_what_is_loaded(tmp_path, write_image):
    frames = np.stack([np.arange(24).reshape(4, 6), np.arange(24).reshape(4, 6) * 10]).astype(np.uint16)
    path = write_image(tmp_path / "x", frames, Modality="OT")
    series = the_series(path)
    opened = open_series(series, first=0)
    assert (render(opened, 0).min(), render(opened, 0).max()) == (0, 255)
    # 23 of 0 to 230: a half, whichever way it goes.
    assert render(fill(opened), 0).max() in (25, 26)


def test_colour_has_no_window(tmp_path, write_image):
    rgb = np.random.default_rng(1).integers(0, 256, (4, 6, 3), dtype=np.uint8)
    path = write_image(
        tmp_path / "x",
        np.zeros((4, 6), np.uint8),
        photometric="RGB",
        SamplesPerPixel=3,
        PlanarConfiguration=0,
        PixelData=rgb.tobytes(),
    )
    opened = open_series(the_series(path))
    np.testing.assert_array_equal(render(opened, 0), rgb)
    np.testing.assert_array_equal(render(opened, 0, voi=Window(1, 2)), rgb)
    assert render(opened, 0, size_px=(12, 12)).shape == (12, 12, 3)


def test_overlays_are_drawn_only_when_asked_for(tmp_path, write_image):
    path = write_image(tmp_path / "x", np.zeros((4, 8), np.uint16), WindowCenter=100, WindowWidth=50)
    dataset = pydicom.dcmread(path)
    for element, vr, value in (
        (0x10, "US", 4),
        (0x11, "US", 8),
        (0x40, "CS", "G"),
        (0x50, "SS", [1, 1]),
        (0x100, "US", 1),
        (0x102, "US", 0),
        (0x3000, "OW", b"\x00\x81\x00\x10"),
    ):
        dataset.add_new((0x6000, element), vr, value)
    dataset.save_as(path)
    opened = open_series(the_series(path))
    assert not render(opened, 0).any()
    drawn = render(opened, 0, overlays=True)
    assert np.argwhere(drawn == 255).tolist() == [[1, 0], [1, 7], [3, 4]]
    assert set(np.unique(drawn)) == {0, 255}
