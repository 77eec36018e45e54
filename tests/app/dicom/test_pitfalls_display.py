"""Pitfalls of display, one small file of known truth each; numbers are those of the list that the product answers to.

References: PS3.3 C.7.5.1.1.2, C.7.6.3.1.7, C.11.2, C.11.6, 10.7.1.3.
"""

from __future__ import annotations

import numpy as np
import pytest

from ai.volume import SpacingKind
from app.dicom.slice_render import render
from app.imaging.window import VoiFunction, Window
from tests.app.dicom.grey_truth import PLAIN, STORED, assert_close, exact, grey, linear, lut, opened, shown


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
