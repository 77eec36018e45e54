"""Pitfalls of display, one small file of known truth each; numbers are those of the list that the product answers to.

The truth is worked out here by the equations of the standard as they are printed, one value at a time.
References: PS3.3 C.7.5.1.1.2, C.7.6.3.1.7, C.7.6.16.2, C.8.7.1, C.11.1, C.11.2, C.11.6, 10.7.1.3.
"""

from __future__ import annotations

import math

import numpy as np
import pydicom
import pytest
from pydicom.dataset import Dataset

from ai.volume import SpacingKind
from app.dicom.series_load import load_series
from app.dicom.slice_render import render
from app.dicom.study_scan import scan, series_of
from app.imaging.levels import file_vois
from app.imaging.window import VoiFunction, VoiLut, Window

STORED = np.arange(256, dtype=np.uint16).reshape(8, 32) * 16
"""0 to 4080 in steps of 16, 12 bits."""

PLAIN = {"Modality": "OT", "BitsStored": 12, "HighBit": 11}
"""A picture of no modality: where it has no window its full range is shown."""


def opened(path):
    (series,) = series_of(scan([path]))
    return load_series(series)


def shown(path, index=0):
    return render(opened(path), index)


def linear(value, centre, width):
    """C.11.2.1.2.1, from 0 to 255."""
    if value <= centre - 0.5 - (width - 1) / 2:
        return 0.0
    if value > centre - 0.5 + (width - 1) / 2:
        return 255.0
    return ((value - (centre - 0.5)) / (width - 1) + 0.5) * 255


def exact(value, centre, width):
    """C.11.2.1.3.2."""
    if value <= centre - width / 2:
        return 0.0
    if value > centre + width / 2:
        return 255.0
    return ((value - centre) / width + 0.5) * 255


def sigmoid(value, centre, width):
    """C.11.2.1.3.1."""
    return 255 / (1 + math.exp(min(-4 * (value - centre) / width, 700)))


def grey(values, rule, *numbers):
    each = [rule(float(value), *numbers) for value in np.asarray(values).ravel()]
    return np.reshape(each, np.shape(values))


def assert_close(picture, expected):
    """Equal after rounding, whichever way a half goes."""
    assert np.abs(picture - expected).max() <= 0.5 + 1e-6


def lut(first, entries, bits, *, words=True):
    item = Dataset()
    item.add_new("LUTDescriptor", "SS" if first < 0 else "US", [len(entries), first, bits])
    data = np.asarray(entries, np.uint16 if words else np.uint8).tobytes()
    item.add_new("LUTData", "OW", data)
    return item


def test_11_stored_then_rescale_then_window_then_polarity(tmp_path, write_image):
    for photometric, shape in (
        ("MONOCHROME2", None),
        ("MONOCHROME1", None),
        ("MONOCHROME1", "INVERSE"),
        ("MONOCHROME2", "INVERSE"),
        ("MONOCHROME2", "IDENTITY"),
    ):
        path = write_image(
            tmp_path / f"d10_{photometric}_{shape}",
            STORED,
            photometric=photometric,
            PresentationLUTShape=shape,
            RescaleSlope=2,
            RescaleIntercept=-1000,
            WindowCenter=500,
            WindowWidth=3000,
            **PLAIN,
        )
        expected = grey(STORED * 2.0 - 1000, linear, 500, 3000)
        inverted = photometric == "MONOCHROME1" or shape == "INVERSE"
        assert_close(shown(path), 255 - expected if inverted else expected)


def test_11_modality_lut_then_window_then_polarity(tmp_path, write_image):
    curve = (np.arange(4096) ** 2 // 4096).astype(np.uint16)
    path = write_image(
        tmp_path / "d09",
        STORED,
        photometric="MONOCHROME1",
        ModalityLUTSequence=[lut(0, curve, 16)],
        RescaleSlope=5,
        RescaleIntercept=7,
        WindowCenter=1000,
        WindowWidth=1500,
        **PLAIN,
    )
    assert_close(shown(path), 255 - grey(curve[STORED], linear, 1000, 1500))


def test_11_a_presentation_lut_comes_last(tmp_path, write_image):
    path = write_image(
        tmp_path / "plut",
        STORED,
        WindowCenter=2000,
        WindowWidth=4001,
        PresentationLUTSequence=[lut(0, np.arange(255, -1, -1), 8)],
        **PLAIN,
    )
    assert np.abs(shown(path) - (255 - grey(STORED, linear, 2000, 4001))).max() <= 1


@pytest.mark.parametrize(
    ("function", "rule"), [("LINEAR", linear), ("LINEAR_EXACT", exact), ("SIGMOID", sigmoid), ("NONSENSE", linear)]
)
@pytest.mark.parametrize(("centre", "width"), [(2048, 4096), (40, 400), (1600.5, 7.5), (3000, 2), (100, 1)])
def test_12_window_functions(tmp_path, write_image, function, rule, centre, width):
    path = write_image(
        tmp_path / "d01",
        STORED // 2,
        VOILUTFunction=function,
        WindowCenter=centre,
        WindowWidth=width,
        **PLAIN,
    )
    expected = grey(STORED // 2, rule, centre, width)
    assert_close(shown(path), expected)


def test_12_width_1_is_a_threshold(tmp_path, write_image):
    path = write_image(tmp_path / "d04", STORED, WindowCenter=160, WindowWidth=1, **PLAIN)
    np.testing.assert_array_equal(shown(path), np.where(STORED > 159.5, 255, 0))


@pytest.mark.parametrize(
    ("centre", "width"),
    [
        (b"40", b"0"),
        (b"40", b"-400"),
        (b"nan", b"400"),
        (b"40", b"inf"),
        (b"middle", b"400"),
        (b"40,5", b"400"),
        (b"", b""),
        (b"40", b""),
    ],
)
def test_12_a_window_that_is_none_falls_back_to_the_range(tmp_path, write_image, centre, width):
    path = write_image(tmp_path / "d44", STORED, WindowCenter="11111111", WindowWidth="22222222", **PLAIN)
    content = path.read_bytes()
    path.write_bytes(content.replace(b"11111111", centre.ljust(8)).replace(b"22222222", width.ljust(8)))
    assert_close(shown(path), STORED / 4080 * 255)


def test_12_a_width_below_1_is_taken_exactly(tmp_path, write_image):
    path = write_image(
        tmp_path / "GH1261", STORED, WindowCenter=1, WindowWidth=0.5, RescaleSlope=0.0005, RescaleIntercept=0, **PLAIN
    )
    assert_close(shown(path), grey(STORED * 0.0005, exact, 1, 0.5))


def test_13_voi_lut_with_a_negative_first_value(tmp_path, write_image):
    entries = np.linspace(0, 4095, 201).round().astype(np.uint16)
    for name, first in (("ss", -100), ("us", 65436)):
        path = write_image(
            tmp_path / f"d07b_{name}",
            np.arange(0, 2000, 40, dtype=np.uint16).reshape(5, 10),
            RescaleSlope=1,
            RescaleIntercept=-1000,
            VOILUTSequence=[lut(first, entries, 12)],
            Modality="OT",
        )
        hu = np.arange(0, 2000, 40).reshape(5, 10) - 1000
        assert_close(shown(path), entries[np.clip(hu + 100, 0, 200)] / 4095 * 255)


@pytest.mark.parametrize(("bits", "words"), [(8, False), (8, True), (16, False), (16, True)])
def test_13_voi_lut_of_8_bits_however_it_is_packed(tmp_path, write_image, bits, words):
    entries = np.arange(255, -1, -1)
    path = write_image(
        tmp_path / "lut8",
        STORED // 16,
        VOILUTSequence=[lut(0, entries, bits, words=words)],
        **PLAIN,
    )
    assert_close(shown(path), entries[STORED // 16])


def test_13_lut_and_window_are_both_there_to_choose(tmp_path, write_image):
    path = write_image(
        tmp_path / "d08",
        STORED,
        VOILUTSequence=[Dataset(), lut(0, np.arange(4096), 12), lut(0, np.arange(4096)[::-1], 12)],
        WindowCenter=[40, 50],
        WindowWidth=[400, 500],
        **PLAIN,
    )
    series = opened(path)
    first, second, *windows = file_vois(series.presentation, 0)
    assert isinstance(first, VoiLut)
    assert isinstance(second, VoiLut)
    assert windows == [Window(40, 400), Window(50, 500)]
    assert_close(render(series, 0), STORED / 4095 * 255)
    assert_close(render(series, 0, voi=windows[1]), grey(STORED, linear, 50, 500))


@pytest.mark.parametrize(("signed", "padding", "limit"), [(0, 4000, None), (1, -2000, None), (1, -2000, -1500)])
def test_14_padding_does_not_count_into_the_range(tmp_path, write_image, signed, padding, limit):
    values = np.arange(64, dtype=np.int16 if signed else np.uint16).reshape(8, 8) * 10 + 100
    values[0, :4] = padding if limit is None else [padding, limit, -1700, -1999]
    inside = [float(one) for one in values.ravel() if one not in values[0, :4]]
    low, high = min(inside), max(inside)
    path = write_image(
        tmp_path / "d13",
        values,
        Modality="OT",
        PixelPaddingValue=padding,
        PixelPaddingRangeLimit=limit,
    )
    assert_close(shown(path), grey(values, exact, (low + high) / 2, high - low))


def test_14_padding_of_real_numbers(tmp_path, write_image):
    true = np.linspace(-1, 1, 64, dtype=np.float32).reshape(8, 8)
    true[0, :3] = -3.0e38, np.nan, np.inf
    bare = {"PixelData": None, "BitsStored": None, "HighBit": None, "PixelRepresentation": None}
    path = write_image(
        tmp_path / "d47",
        np.zeros((8, 8), np.uint32),
        FloatPixelData=true.tobytes(),
        FloatPixelPaddingValue=float(true[0, 0]),
        Modality="OT",
        **bare,
    )
    low, high = float(true[0, 3]), 1.0
    picture = shown(path)
    assert_close(picture[1:], grey(true[1:], exact, (low + high) / 2, high - low))
    assert picture[0, :3].tolist() == [0, 0, 255]


@pytest.mark.parametrize("value", [0, 7, 4095])
@pytest.mark.parametrize("photometric", ["MONOCHROME1", "MONOCHROME2"])
def test_14_a_constant_picture_is_one_grey(tmp_path, write_image, value, photometric):
    pixels = np.full((8, 8), value, np.uint16)
    picture = shown(write_image(tmp_path / "d46", pixels, photometric=photometric, **PLAIN))
    assert len(np.unique(picture)) == 1
    padded = write_image(tmp_path / "d46p", pixels, PixelPaddingValue=value, **PLAIN)
    assert len(np.unique(shown(padded))) == 1


def test_15_windows_and_rescale_of_every_frame(tmp_path, write_image):
    frames = np.stack([STORED, STORED, STORED])
    groups = []
    for number in range(3):
        group, voi, rescale = Dataset(), Dataset(), Dataset()
        voi.WindowCenter, voi.WindowWidth = 1000 + 100 * number, 2000 + 500 * number
        voi.VOILUTFunction = ("LINEAR", "SIGMOID", "LINEAR_EXACT")[number]
        rescale.RescaleSlope, rescale.RescaleIntercept = 1 + number, -10 * number
        group.PixelValueTransformationSequence = [rescale]
        if number:
            group.FrameVOILUTSequence = [voi]
        groups.append(group)
    shared, common = Dataset(), Dataset()
    common.WindowCenter, common.WindowWidth = 300, 900
    shared.FrameVOILUTSequence = [common]
    path = write_image(
        tmp_path / "d52c",
        frames,
        SOPClassUID="1.2.840.10008.5.1.4.1.1.7.3",
        PerFrameFunctionalGroupsSequence=groups,
        SharedFunctionalGroupsSequence=[shared],
        WindowCenter=1,
        WindowWidth=2,
        **PLAIN,
    )
    series = opened(path)
    expected = [(linear, 300, 900), (sigmoid, 1100, 2500), (exact, 1200, 3000)]
    for index, facts in enumerate(series.series.slices):
        number = facts.frame
        values = STORED * (1.0 + number) - 10 * number
        assert_close(render(series, index), grey(values, *expected[number]))


def test_15_a_lut_of_one_frame(tmp_path, write_image):
    entries = np.arange(4095, -1, -1)
    groups = [Dataset(), Dataset()]
    voi = Dataset()
    voi.VOILUTSequence = [lut(0, entries, 12)]
    groups[1].FrameVOILUTSequence = [voi]
    path = write_image(
        tmp_path / "frame_lut",
        np.stack([STORED, STORED]),
        SOPClassUID="1.2.840.10008.5.1.4.1.1.7.3",
        PerFrameFunctionalGroupsSequence=groups,
        WindowCenter=300,
        WindowWidth=900,
        **PLAIN,
    )
    series = opened(path)
    expected = (grey(STORED, linear, 300, 900), entries[STORED] / 4095 * 255)
    for index, facts in enumerate(series.series.slices):
        assert_close(render(series, index), expected[facts.frame])


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


@pytest.mark.parametrize(
    ("attributes", "kind", "proportion"),
    [
        ({"PixelAspectRatio": [4, 3]}, SpacingKind.UNKNOWN, 4 / 3),
        ({"PixelSpacing": [0.5, 0.25]}, SpacingKind.PATIENT, 2.0),
        ({"ImagerPixelSpacing": [0.2, 0.4]}, SpacingKind.DETECTOR, 0.5),
        ({"PixelSpacing": [0.5, 0.25], "PixelAspectRatio": [1, 1]}, SpacingKind.PATIENT, 2.0),
        ({}, SpacingKind.UNKNOWN, 1.0),
    ],
)
def test_17_pixels_that_are_not_square(tmp_path, write_image, attributes, kind, proportion):
    path = write_image(tmp_path / "d43", np.full((30, 40), 255, np.uint8), Modality="OT", **attributes)
    series = opened(path)
    assert series.volume.spacing_kind is kind
    window = Window(100, 50, VoiFunction.LINEAR)
    assert render(series, 0, voi=window).shape == (30, 40)
    framed = render(series, 0, voi=window, size_px=(240, 240))
    height, width = int(framed.any(axis=1).sum()), int(framed.any(axis=0).sum())
    assert max(height, width) == 240
    assert height / width == pytest.approx(proportion * 30 / 40, abs=0.02)
