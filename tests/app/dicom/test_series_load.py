from __future__ import annotations

import math
import threading

import numpy as np
import pytest

from ai.errors import GeometryError, MemoryShort
from ai.progress import Cancelled
from ai.volume import SpacingKind
from app.dicom.series_load import age_band, fill, load_series, open_series
from app.dicom.study_scan import scan, series_of
from app.errors import DicomReadError

OBLIQUE = (0.8, 0.6, 0.0, -0.36, 0.48, 0.8)
SAGITTAL = (0.0, 1.0, 0.0, 0.0, 0.0, -1.0)


def the_series(folder):
    (series,) = series_of(scan([folder]))
    return series


def assert_every_voxel_in_place(volume, truth, *, off_mm=0.0):
    """The value of every voxel is that of the place its affine gives it; values are rounded when written."""
    index = np.moveaxis(np.indices(volume.shape), 0, -1)
    np.testing.assert_allclose(volume.voxels, truth(volume.to_lps_mm(index)), atol=0.5 + 1e-3 + 9.2 * off_mm)


@pytest.mark.parametrize(
    "phantom",
    [
        {},
        {"reverse": True},
        {"orientation": OBLIQUE},
        {"orientation": OBLIQUE, "reverse": True, "origin": (50.0, 60.0, -70.0)},
        {"orientation": SAGITTAL},
        {"orientation": (-1.0, 0.0, 0.0, 0.0, 1.0, 0.0)},
        {"spacing": (7.0, 0.3, 1.9)},
        {"slices": 1},
        {"rows": 3, "columns": 17},
        {"shear_mm": 0.5},
        {"orientation": OBLIQUE, "shear_mm": -0.7},
        {"jitter_mm": 0.004},
        {"intercept": 0.0, "slope": 1.0},
    ],
)
def test_every_voxel_lies_where_its_value_says(tmp_path, write_ct_series, truth, phantom):
    write_ct_series(tmp_path, **phantom)
    volume = load_series(the_series(tmp_path)).volume
    assert_every_voxel_in_place(volume, truth, off_mm=phantom.get("jitter_mm", 0.0))
    expected = phantom.get("spacing", (2.5, 0.8, 0.6))
    assert volume.spacing_mm[1:] == pytest.approx(expected[1:])
    assert volume.spacing_mm[0] == pytest.approx(math.hypot(expected[0], phantom.get("shear_mm", 0.0)), abs=2e-3)
    assert volume.unit == "HU"
    assert volume.voxels.dtype == np.int16
    assert volume.spacing_kind is SpacingKind.PATIENT
    assert volume.axes_known
    assert volume.bones_bright is True
    assert volume.stored_bits == 16
    assert (volume.patient_position, volume.age_band) == ("HFS", "60-69")
    assert volume.slice_positions_mm is None


def test_gapped_series_keeps_true_places_and_refuses_a_grid(tmp_path, write_ct_series, truth):
    write_ct_series(tmp_path, slices=9, drop=(2, 6), orientation=OBLIQUE)
    series = the_series(tmp_path)
    volume = load_series(series).volume
    assert volume.shape[0] == 7
    assert volume.spacing_mm[0] == pytest.approx(2.5)
    with pytest.raises(GeometryError, match="Slice 3 of 9 is missing"):
        volume.require_uniform("The AI model")
    steps = np.diff(volume.slice_positions_mm)
    np.testing.assert_allclose(steps, [2.5, 5, 2.5, 2.5, 5, 2.5], atol=1e-4)
    for index, facts in enumerate(series.slices):
        assert volume.voxels[index, 0, 0] == pytest.approx(truth(np.array(facts.position_lps_mm)), abs=0.51)


def test_open_decodes_the_middle_and_fill_the_rest(tmp_path, write_ct_series):
    write_ct_series(tmp_path, slices=5)
    opened = open_series(the_series(tmp_path))
    assert opened.filled.tolist() == [False, False, True, False, False]
    assert not opened.volume.voxels[1].any()
    messages, fractions, threads = [], [], set()

    def watch(fraction, message):
        fractions.append(round(fraction, 3))
        messages.append(message)
        threads.add(threading.current_thread())

    full = fill(opened, progress=watch)

    assert messages[-1] == "5 slices loaded"
    assert {message[-4:] for message in messages[:-1]} == {"of 5"}
    assert fractions == sorted(fractions)
    assert fractions[-1] == 1
    assert threads == {threading.current_thread()}
    assert not any(thread.name.startswith("fill") for thread in threading.enumerate())
    assert full.volume is opened.volume
    assert opened.filled.all()
    assert not opened.volume.voxels.flags.writeable
    assert open_series(opened.series, first=0).filled.tolist() == [True, False, False, False, False]
    assert fill(full).filled.all()


def test_cancelled_fill_can_go_on(tmp_path, write_ct_series, truth, monkeypatch):
    monkeypatch.setattr("app.dicom.series_load.PLAIN_BATCH", 1)
    write_ct_series(tmp_path, slices=5, WindowCenter=40, WindowWidth=400)
    opened = open_series(the_series(tmp_path))

    def stop(fraction, _message):
        if fraction > 0.5:
            raise Cancelled

    with pytest.raises(Cancelled):
        fill(opened, progress=stop)
    assert 3 <= opened.filled.sum() < 5
    assert not any(thread.name.startswith("fill") for thread in threading.enumerate())
    full = fill(opened)
    assert_every_voxel_in_place(full.volume, truth)
    assert len(full.presentation.vois) == 5


def test_slope_of_each_slice_counts(tmp_path, write_ct_series, truth):
    for index, slope in enumerate((0.25, 0.5, 0.125)):
        write_ct_series(
            tmp_path / str(index),
            slices=1,
            slope=slope,
            origin=(0.0, 0.0, 2.5 * index),
            intercept=0.0,
            InstanceNumber=index,
            Modality="PT",
            Units="BQML",
            AcquisitionTime=None,
        )
    volume = load_series(the_series(tmp_path)).volume
    assert volume.voxels.dtype == np.float32
    assert volume.unit == "Bq/ml"
    assert volume.bones_bright is None
    assert_every_voxel_in_place(volume, truth)


def test_values_beyond_int16_widen_the_volume_and_stay_exact(tmp_path, write_image):
    for index, largest in enumerate((100, 200, 65535)):
        pixels = np.array([[0, largest]], dtype=np.uint16)
        write_image(
            tmp_path / f"{index}",
            pixels,
            InstanceNumber=index,
            ImagePositionPatient=[0, 0, index],
            ImageOrientationPatient=[1, 0, 0, 0, 1, 0],
            PixelSpacing=[1, 1],
            RescaleIntercept=-1024,
            RescaleSlope=1,
        )
    opened = open_series(the_series(tmp_path), first=0)
    assert opened.volume.voxels.dtype == np.int16
    full = fill(opened)
    assert full.volume.voxels.dtype == np.float32
    assert full.volume.source_id == opened.volume.source_id
    assert full.volume.voxels[:, 0, 1].tolist() == [-924, -824, 64511]
    assert full.filled.all()
    assert opened.filled.tolist() == [True, True, False]
    assert open_series(the_series(tmp_path), first=2).volume.voxels.dtype == np.float32


def test_too_little_memory_is_said_before_anything_is_taken(tmp_path, write_ct_series, monkeypatch):
    write_ct_series(tmp_path, slices=2)
    series = the_series(tmp_path)
    monkeypatch.setattr("app.dicom.files.memory.available_bytes", lambda: 100)
    monkeypatch.setattr("app.dicom.loading.voxel_memory.DISK_LEFT", 1 << 62)
    with pytest.raises(MemoryShort, match="This series needs"):
        open_series(series)
    monkeypatch.setattr("app.dicom.files.memory.available_bytes", lambda: None)
    assert load_series(series).filled.all()


def test_a_series_larger_than_memory_lies_in_a_file(tmp_path, write_ct_series, truth, monkeypatch):
    write_ct_series(tmp_path / "series", slices=3)
    cache = tmp_path / "cache"
    monkeypatch.setattr("app.dicom.loading.voxel_memory.platformdirs.user_cache_dir", lambda *_, **__: str(cache))
    monkeypatch.setattr("app.dicom.files.memory.available_bytes", lambda: 100)
    opened = load_series(the_series(tmp_path / "series"))
    assert_every_voxel_in_place(opened.volume, truth)
    assert opened.warnings == (
        "This series is larger than the free memory: its 0.0 GB are kept in a file while it is open.",
    )
    assert list(cache.iterdir()) == []


def test_a_slice_that_cannot_be_decoded_is_named(tmp_path, write_ct_series):
    paths = write_ct_series(tmp_path, slices=5)
    series = the_series(tmp_path)
    paths[1].write_bytes(paths[1].read_bytes()[:-40])
    opened = open_series(series)
    with pytest.raises(
        DicomReadError, match=r"Slice 2 of 5 cannot be read: The file ends after 75 % of its pixel data"
    ):
        fill(opened)
    assert opened.filled.tolist() == [True, False, True, True, True]
    assert not opened.volume.voxels[1].any()
    paths[1].unlink()
    with pytest.raises(DicomReadError, match=r"Slice 2 of 5 cannot be read: The file cannot be read: No such file"):
        open_series(series, first=1)


def test_a_file_that_changed_since_the_scan_is_refused(tmp_path, write_ct_series):
    write_ct_series(tmp_path, slices=1)
    series = the_series(tmp_path)
    write_ct_series(tmp_path, slices=1, rows=4)
    with pytest.raises(DicomReadError, match="another size or kind than when the folder was read"):
        open_series(series)


def test_ct_units(tmp_path, write_ct_series):
    cases = [
        ({}, "HU"),
        ({"RescaleType": "HU", "ImageType": ["DERIVED", "PRIMARY", "AXIAL"]}, "HU"),
        ({"RescaleType": "US"}, "HU"),
        ({"RescaleType": "US", "ImageType": ["DERIVED", "SECONDARY", "AXIAL"]}, ""),
        ({"RescaleType": "Z_EFF"}, "Z_EFF"),
        ({"ImageType": ["ORIGINAL", "PRIMARY", "LOCALIZER"]}, ""),
        ({"Modality": "MR"}, ""),
    ]
    for number, (attributes, unit) in enumerate(cases):
        write_ct_series(tmp_path / str(number), slices=1, **attributes)
        assert load_series(the_series(tmp_path / str(number))).volume.unit == unit, attributes


def test_derived_images_are_marked(tmp_path, write_ct_series):
    cases = [
        ({}, False),
        ({"ImageType": ["DERIVED", "SECONDARY", "AXIAL"]}, True),
        ({"ImageType": ["DERIVED", "PRIMARY", "AXIAL"]}, False),
        ({"LossyImageCompression": "01"}, True),
        ({"SOPClassUID": "1.2.840.10008.5.1.4.1.1.7.2"}, True),
    ]
    for number, (attributes, derived) in enumerate(cases):
        write_ct_series(tmp_path / str(number), slices=1, **attributes)
        assert load_series(the_series(tmp_path / str(number))).volume.derived is derived, attributes


@pytest.mark.parametrize(
    ("age", "band"), [("063Y", "60-69"), ("009Y", "0-9"), ("100Y", "100-109"), ("018M", "0-9"), ("", ""), ("63", "")]
)
def test_age_band(age, band):
    assert age_band(age) == band


def test_voxels_without_spacing_have_unit_steps_and_say_so(tmp_path, write_ct_series):
    write_ct_series(tmp_path, slices=3, PixelSpacing=[0, 0], spacing=(2.5, 1.0, 1.0))
    series = the_series(tmp_path)
    volume = load_series(series).volume
    assert volume.spacing_kind is SpacingKind.UNKNOWN
    assert volume.spacing_mm == pytest.approx((1, 1, 1))
    assert "no pixel spacing" in series.geometry_fault


def test_a_decoder_without_memory_is_a_sentence(tmp_path, write_ct_series, monkeypatch):
    write_ct_series(tmp_path, slices=1)
    series = the_series(tmp_path)

    def greedy(*_):
        raise MemoryError

    monkeypatch.setattr("app.dicom.loading.slice_reader.read_values", greedy)
    with pytest.raises(DicomReadError, match="more memory than there is"):
        open_series(series)
