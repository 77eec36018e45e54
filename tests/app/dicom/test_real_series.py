"""Against independent readers, on the public data beside the checkout."""

from __future__ import annotations

import numpy as np
import pydicom
import pytest
import SimpleITK
from pydicom.pixels import apply_color_lut

from ai.errors import ReportableError
from app.dicom.files.attribute import quiet_pydicom
from app.dicom.files.dicom_file import open_dicom
from app.dicom.pixels.decode import FrameDecoder
from app.dicom.series_load import load_series
from app.dicom.study_scan import scan, series_of

pytestmark = pytest.mark.realdata

REGULAR = ["ct_chest", "mr_knee", "mr_brain_tumour"]


def with_itk(series):
    reader = SimpleITK.ImageSeriesReader()
    reader.SetFileNames([str(series.instances[facts.instance].path) for facts in series.slices])
    return reader.Execute()


@pytest.mark.parametrize("name", REGULAR)
def test_values_and_places_agree_with_itk(shared_data, name):
    for series in series_of(scan([shared_data / "dicom" / name])):
        assert series.warnings == ()
        assert series.geometry_fault == ""
        volume = load_series(series).volume
        image = with_itk(series)
        np.testing.assert_array_equal(volume.voxels, SimpleITK.GetArrayViewFromImage(image))
        for corner in np.ndindex(2, 2, 2):
            index = np.array(corner) * (np.array(volume.shape) - 1)
            place = image.TransformContinuousIndexToPhysicalPoint([float(one) for one in index[::-1]])
            np.testing.assert_allclose(volume.to_lps_mm(index), place, atol=1e-3)


def test_order_agrees_with_itk(shared_data):
    folder = shared_data / "dicom" / "ct_chest"
    (series,) = series_of(scan([folder]))
    names = SimpleITK.ImageSeriesReader.GetGDCMSeriesFileNames(str(folder))
    assert [instance.path.name for instance in series.instances] == [name.rsplit("/", 1)[-1] for name in names]


def test_tilted_uneven_head_warns_and_keeps_its_values(shared_data):
    (series,) = series_of(scan([shared_data / "dicom" / "ct_head_ge"]))
    assert series.geometry_fault == "The distance between slices varies from 1.1 to 7.0 mm."
    assert any("tilted by 18.5°" in warning for warning in series.warnings)
    opened = load_series(series)
    for index, facts in enumerate(series.slices):
        slice_image = SimpleITK.ReadImage(str(series.instances[facts.instance].path))
        np.testing.assert_array_equal(opened.volume.voxels[index], SimpleITK.GetArrayViewFromImage(slice_image)[0])
    assert opened.presentation.padding == (-1500, -1500)
    assert opened.volume.unit == "HU"
    assert len(opened.volume.slice_positions_mm) == 28


@pytest.mark.parametrize(
    ("name", "parts", "fault"),
    [
        ("g01_axial_reversed_instance", [""], False),
        ("g10_multi_echo", ["echo time 5 ms", "echo time 10 ms", "echo time 15 ms"], False),
        ("g13_variable_spacing", [""], True),
    ],
)
def test_synthetic_series_of_the_collection(shared_data, name, parts, fault):
    found = series_of(scan([shared_data / "conformance" / "series" / name]))
    assert [series.part for series in found] == parts
    for series in found:
        assert bool(series.geometry_fault) is fault
        heights = [facts.location_mm for facts in series.slices]
        assert heights == sorted(heights)


def pydicom_frame(path):
    """First frame as pydicom alone decodes it, palette applied, colour at 8 bit; None where it cannot."""
    with quiet_pydicom():
        try:
            dataset = pydicom.dcmread(path, force=True)
            values = dataset.pixel_array
        except (AttributeError, NotImplementedError, RuntimeError, ValueError):
            return None
        if int(dataset.get("NumberOfFrames") or 1) > 1:
            values = values[0]
        if dataset.PhotometricInterpretation == "PALETTE COLOR":
            return (apply_color_lut(values, dataset) >> 8).astype(np.uint8)
        if values.ndim == 3:
            return (values >> (dataset.BitsStored - 8)).astype(np.uint8)
        return values


def itk_frame(path):
    """First frame as SimpleITK alone decodes it, its rescale taken back."""
    values = SimpleITK.GetArrayFromImage(SimpleITK.ReadImage(str(path)))
    header = pydicom.dcmread(path, stop_before_pixels=True)
    assert header.get("RescaleSlope", 1) == 1
    frame = values if values.ndim == 3 and values.shape[-1] == 3 else values[0]
    return frame - int(header.get("RescaleIntercept", 0))


TWINS = {
    "35_liver_deflate.dcm": "16_liver_j2k.dcm",
    "57_liver_nonbyte_aligned_deflate.dcm": "47_liver_nonbyte_aligned_j2k.dcm",
}
"""Files that no other decoder reads, and the same picture in another syntax."""


def test_every_file_equals_another_decoder_or_gives_a_sentence(shared_data):
    compared, sentences = 0, []
    for path in sorted((shared_data / "conformance" / "files").iterdir()):
        expected = pydicom_frame(path.with_name(TWINS.get(path.name, path.name)))
        try:
            values = FrameDecoder(open_dicom(path)).frame(0)
        except ReportableError as error:
            sentences.append(error.message)
            assert expected is None, path.name
            continue
        if expected is None:
            expected = itk_frame(path)
        np.testing.assert_array_equal(values, expected, err_msg=path.name)
        compared += 1
    assert all(sentence.endswith(".") for sentence in sentences)
    # The others hold no pixels.
    assert (compared, len(sentences)) == (48, 10)


def test_every_series_of_the_collection_opens_or_gives_a_sentence(shared_data):
    result = scan([shared_data / "conformance"])
    assert all(one.reason.endswith(".") for one in result.unreadable)
    for series in series_of(result):
        opened = load_series(series)
        assert opened.filled.all()
        assert len(opened.presentation.vois) == opened.volume.shape[0]
