"""Pitfalls of windows and VOI LUTs, one small file of known truth each, by their numbers.

References: PS3.3 C.7.6.16.2, C.11.2.
"""

from __future__ import annotations

import numpy as np
import pytest
from pydicom.dataset import Dataset

from app.dicom.slice_render import render
from app.imaging.levels import file_vois
from app.imaging.window import VoiLut, Window
from tests.app.dicom.grey_truth import PLAIN, STORED, assert_close, exact, grey, linear, lut, opened, shown, sigmoid


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
