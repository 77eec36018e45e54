"""Pitfalls of slopes, intercepts and Modality LUTs, one small file of known truth each, by their numbers.

References: PS3.3 C.8.7.1, C.11.1.
"""

from __future__ import annotations

import numpy as np
import pydicom
import pytest

from app.dicom.series_load import load_series
from app.dicom.slice_render import render
from app.dicom.study_scan import scan, series_of
from tests.app.dicom.grey_truth import PLAIN, STORED, assert_close, exact, grey, linear, lut, opened, shown


@pytest.mark.parametrize(
    ("slope", "intercept"), [(-2, 5000), (0.3, -0.25), (1, 0.5), (1e-6, 0), (1.0800786, -1000), (70000, 0)]
)
def test_16_slopes_of_every_kind_are_never_rounded(tmp_path, write_image, slope, intercept):
    values = STORED * float(slope) + intercept
    centre, width = float(values.mean()), float(values.max() - values.min()) / 2
    path = write_image(
        tmp_path / "d29",
        STORED,
        RescaleSlope=slope,
        RescaleIntercept=intercept,
        WindowCenter=f"{centre:.9g}",
        WindowWidth=f"{width:.9g}",
        VOILUTFunction="LINEAR_EXACT",
        **PLAIN,
    )
    series = opened(path)
    np.testing.assert_allclose(series.volume.voxels[0], values, rtol=1e-6)
    expected = grey(values, exact, float(f"{centre:.9g}"), float(f"{width:.9g}"))
    assert np.abs(render(series, 0) - expected).max() <= 0.51


@pytest.mark.parametrize(("slope", "intercept"), [("1", "1e300"), ("1", "1e30"), ("1e30", "-1e30"), ("-1e-300", "0")])
def test_16_a_rescale_beyond_all_sense_is_no_crash(tmp_path, write_image, slope, intercept):
    path = write_image(tmp_path / "far", STORED, RescaleSlope=slope, RescaleIntercept=intercept, **PLAIN)
    assert shown(path).shape == STORED.shape


@pytest.mark.parametrize(("slope", "intercept"), [(b"", b""), (b"abc", b"x"), (b"0", b""), (b"nan", b"inf")])
def test_16_a_slope_that_is_none_counts_as_absent(tmp_path, write_image, slope, intercept):
    path = write_image(tmp_path / "slope", STORED, RescaleSlope="11111111", RescaleIntercept="22222222", **PLAIN)
    content = path.read_bytes()
    path.write_bytes(content.replace(b"11111111", slope.ljust(8)).replace(b"22222222", intercept.ljust(8)))
    np.testing.assert_array_equal(opened(path).volume.voxels[0], STORED)


def test_16_a_slope_for_every_slice(tmp_path, write_ct_series):
    for number, path in enumerate(write_ct_series(tmp_path, slices=4)):
        dataset = pydicom.dcmread(path)
        dataset.RescaleSlope = 0.5 + 0.25 * number
        dataset.RescaleIntercept = 0
        dataset.save_as(path)
    (series,) = series_of(scan([tmp_path]))
    volume = load_series(series).volume
    for index, facts in enumerate(series.slices):
        dataset = pydicom.dcmread(series.instances[facts.instance].path)
        expected = dataset.pixel_array * float(dataset.RescaleSlope)
        np.testing.assert_allclose(volume.voxels[index], expected, rtol=1e-6)


@pytest.mark.parametrize("modality", ["XA", "RF"])
def test_16_the_modality_lut_of_a_fluoroscope_is_not_for_display(tmp_path, write_image, modality):
    flat = lut(0, np.full(4096, 65535), 16)
    path = write_image(
        tmp_path / "grailbio",
        STORED,
        ModalityLUTSequence=[flat],
        WindowCenter=2000,
        WindowWidth=4000,
        **{**PLAIN, "Modality": modality},
    )
    assert_close(shown(path), grey(STORED, linear, 2000, 4000))


def test_16_a_modality_lut_beyond_16_signed_bits(tmp_path, write_image):
    table = np.linspace(0, 65535, 4096).round().astype(np.uint16)
    path = write_image(
        tmp_path / "mlut",
        STORED,
        ModalityLUTSequence=[lut(0, table, 16)],
        WindowCenter=32768,
        WindowWidth=65536,
        **PLAIN,
    )
    np.testing.assert_array_equal(opened(path).volume.voxels[0], table[STORED])
    assert_close(shown(path), grey(table[STORED], linear, 32768, 65536))
