"""Slices read without their header are, bit for bit, what the ordinary way gives; DICOM pitfalls 5, 7, 15 and 16."""

from __future__ import annotations

import os
from dataclasses import replace

import imagecodecs
import numpy as np
import pydicom
import pytest
from pydicom.uid import RLELossless

from app.dicom.files import file_bytes
from app.dicom.loading.slice_reader import SliceReader
from app.dicom.series_load import load_series, open_series
from app.dicom.study_scan import scan, series_of

RANDOM = np.random.default_rng(5)


def the_series(path):
    (series,) = series_of(scan([path]))
    return series


def without_plain(series):
    return replace(series, instances=tuple(replace(instance, plain=None) for instance in series.instances))


def assert_both_ways_agree(series):
    quick, slow = load_series(series), load_series(without_plain(series))
    assert quick.volume.voxels.dtype == slow.volume.voxels.dtype
    np.testing.assert_array_equal(quick.volume.voxels, slow.volume.voxels)
    # Lookup tables are compared by what they hold.
    assert str(quick.presentation) == str(slow.presentation)
    assert quick.warnings == slow.warnings
    return quick


def no_header(*_, **__):
    raise AssertionError("the header is read a second time")


@pytest.mark.parametrize("signed", [False, True])
@pytest.mark.parametrize("stored", [1, 7, 8, 12, 15, 16])
@pytest.mark.parametrize("junk", [False, True])
@pytest.mark.parametrize(("slope", "intercept"), [(1, 0), (1, -1024), (1, -32768), (0.5, 3), (1, 40000), (2, -1)])
def test_05_07_16_every_format(tmp_path, write_image, signed, stored, junk, slope, intercept):
    words = RANDOM.integers(0, 1 << 16, (7, 9), dtype=np.uint16)
    if not junk:
        words >>= 16 - stored
        if signed:
            words = ((words.astype(np.int32) ^ (1 << stored - 1)) - (1 << stored - 1)).astype(np.uint16)
    path = write_image(
        tmp_path / "x",
        words.view(np.int16) if signed else words,
        BitsStored=stored,
        HighBit=stored - 1,
        RescaleSlope=slope,
        RescaleIntercept=intercept,
        WindowCenter=40,
        WindowWidth=400,
    )
    series = the_series(path)
    assert series.instances[0].plain is not None
    voxels = assert_both_ways_agree(series).volume.voxels
    values = words.astype(np.int64) & ((1 << stored) - 1)
    if signed:
        values = (values ^ (1 << stored - 1)) - (1 << stored - 1)
    np.testing.assert_array_equal(voxels[0], (values * slope + intercept).astype(voxels.dtype))


def test_16_slope_of_each_slice(tmp_path, write_ct_series):
    for index, slope in enumerate((0.37, 0.5, 1.0)):
        write_ct_series(
            tmp_path / str(index),
            slices=1,
            slope=slope,
            origin=(0.0, 0.0, 2.5 * index),
            intercept=0.0,
            InstanceNumber=index,
            Modality="PT",
            WindowCenter=index,
            WindowWidth=100,
            AcquisitionTime=None,
        )
    assert assert_both_ways_agree(the_series(tmp_path)).volume.voxels.dtype == np.float32


def test_15_windows_of_every_slice(tmp_path, write_ct_series, monkeypatch):
    for index in range(3):
        write_ct_series(
            tmp_path / str(index),
            slices=1,
            origin=(0.0, 0.0, 2.5 * index),
            InstanceNumber=index,
            WindowCenter=100 * index,
            WindowWidth=400,
            AcquisitionTime=None,
        )
    opened = assert_both_ways_agree(the_series(tmp_path))
    assert [vois[0].centre for vois in opened.presentation.vois] == [0, 100, 200]


def test_values_that_do_not_fit_leave_the_slot_empty(tmp_path, write_image):
    pixels = RANDOM.integers(0, 1 << 16, (5, 6), dtype=np.uint16)
    series = the_series(write_image(tmp_path / "x", pixels, RescaleIntercept=-1024, RescaleSlope=1))
    slot = np.zeros((5, 6), np.int16)
    read = SliceReader(series).read(0, slot)
    assert not slot.any()
    np.testing.assert_array_equal(read.misfit, pixels.astype(np.int64) - 1024)


def compressed(path, codec, pixels, compress):
    stored = pixels.view(np.uint16) & 0x0FFF
    if codec == "rle":
        dataset = pydicom.dcmread(path)
        dataset.compress(RLELossless)
        dataset.save_as(path)
        return
    syntax, stream = {
        "jpeg": ("1.2.840.10008.1.2.4.70", lambda: imagecodecs.ljpeg_encode(stored, bitspersample=12)),
        "jpeg-ls": ("1.2.840.10008.1.2.4.80", lambda: imagecodecs.jpegls_encode(stored)),
        "j2k": (
            "1.2.840.10008.1.2.4.90",
            lambda: imagecodecs.jpeg2k_encode(pixels, reversible=True, codecformat="j2k"),
        ),
        "htj2k": ("1.2.840.10008.1.2.4.201", lambda: imagecodecs.htj2k_encode(stored)),
    }[codec]
    compress(path, syntax, [stream()])


@pytest.mark.parametrize("intercept", [0, -1024, 40000])
@pytest.mark.parametrize("signed", [False, True])
@pytest.mark.parametrize("codec", ["rle", "jpeg", "jpeg-ls", "j2k", "htj2k"])
def test_compressed_slices(tmp_path, write_image, compress, monkeypatch, codec, signed, intercept):
    low = -2048 if signed else 0
    pixels = RANDOM.integers(low, low + 4096, (16, 12)).astype(np.int16 if signed else np.uint16)
    path = write_image(tmp_path / "x", pixels, BitsStored=12, HighBit=11, RescaleIntercept=intercept, RescaleSlope=1)
    compressed(path, codec, pixels, compress)
    series = the_series(path)
    plain = series.instances[0].plain
    assert plain is not None
    assert plain.encapsulated
    opened = assert_both_ways_agree(series)
    np.testing.assert_array_equal(opened.volume.voxels[0], pixels.astype(np.int32) + intercept)
    with monkeypatch.context() as patch:
        patch.setattr("app.dicom.loading.slice_reader.SliceReader._read", no_header)
        read = SliceReader(series).read(0, np.zeros((16, 12), np.int16))
    assert (read.misfit is None) is (intercept < 40000)


def test_headers_are_read_once(tmp_path, write_ct_series, monkeypatch):
    write_ct_series(tmp_path, slices=6)
    series = the_series(tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr("app.dicom.loading.slice_reader.SliceReader._read", no_header)
        assert load_series(series).filled.all()


def test_a_file_that_changed_is_read_in_the_ordinary_way(tmp_path, write_ct_series, monkeypatch):
    (path,) = write_ct_series(tmp_path, slices=1)
    series = the_series(tmp_path)
    before = load_series(series).volume.voxels.copy()
    other = path.read_bytes()
    # A longer header, so that the pixels stand elsewhere.
    write_ct_series(tmp_path, slices=1, ImageComments="moved")
    np.testing.assert_array_equal(load_series(series).volume.voxels, before)
    # Of the same size, written at another time.
    path.write_bytes(other)
    os.utime(path, ns=(1, 1))
    with monkeypatch.context() as patch:
        patch.setattr("app.dicom.loading.slice_reader.SliceReader._read", no_header)
        with pytest.raises(AssertionError, match="second time"):
            open_series(series)


@pytest.mark.parametrize("has_preadv", [True, False])
def test_bytes_of_a_file(tmp_path, monkeypatch, has_preadv):
    if not has_preadv:
        monkeypatch.delattr(file_bytes.os, "preadv", raising=False)
    path = tmp_path / "x"
    content = RANDOM.integers(0, 256, 5000, dtype=np.uint8)
    path.write_bytes(content.tobytes())
    memory = np.zeros((3, 8), np.uint16)
    assert file_bytes.read_into(path, 100, memory)
    assert memory.tobytes() == content[100:148].tobytes()
    assert not file_bytes.read_into(path, 4990, memory)
    assert not file_bytes.read_into(tmp_path / "none", 0, memory)
    assert not file_bytes.read_into(tmp_path, 0, memory)
    stamp = path.stat().st_size, path.stat().st_mtime_ns
    assert file_bytes.read_into(path, 0, memory, unchanged=stamp)
    assert not file_bytes.read_into(path, 0, memory, unchanged=(stamp[0], stamp[1] + 1))
    assert file_bytes.read_rest(path, 4000, unchanged=stamp) == content[4000:].tobytes()
    assert file_bytes.read_rest(path, 4000, unchanged=(1, 1)) is None
    assert file_bytes.read_rest(tmp_path / "none", 0, unchanged=stamp) is None


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe_in_the_place_of_a_file_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    assert not file_bytes.read_into(tmp_path / "pipe", 0, np.zeros(4, np.uint16))
    assert file_bytes.read_rest(tmp_path / "pipe", 0, unchanged=(1, 1)) is None


@pytest.mark.realdata
@pytest.mark.parametrize("folder", ["dicom", "conformance"])
def test_real_series_are_the_same_both_ways(shared_data, folder):
    plain = 0
    for series in series_of(scan([shared_data / folder])):
        assert_both_ways_agree(series)
        plain += any(instance.plain is not None for instance in series.instances)
    assert plain >= 6
