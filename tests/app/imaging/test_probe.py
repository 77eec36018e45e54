"""The read-out under the cursor."""

from __future__ import annotations

import numpy as np
import pytest

from ai.volume import SpacingKind, Volume
from app.imaging.probe import Probe, number, position_text, probe

AFFINE = np.array([[0, 0, 0.5, -10.0], [0, 0.5, 0, 20.0], [2.0, 0, 0, -30.0], [0, 0, 0, 1]])


def scan(value: float, dtype: type = np.int16, **more: object) -> Volume:
    voxels = np.zeros((3, 4, 5), dtype)
    voxels[1, 2, 3] = value
    return Volume(voxels, **{"affine_lps": AFFINE, "unit": "HU", **more})


def read(volume: Volume, index: tuple[float, float, float] = (1, 2, 3)) -> Probe:
    result = probe(volume, index)
    assert result is not None
    return result


@pytest.mark.parametrize(
    ("value", "dtype", "unit", "text"),
    [
        (-712, np.int16, "HU", "−712 HU"),
        (412, np.uint16, "", "412"),
        (0, np.int16, "HU", "0 HU"),
        (-712.0, np.float32, "HU", "−712 HU"),
        (-712.25, np.float32, "HU", "−712.25 HU"),
        (3.418, np.float32, "SUV", "3.42 SUV"),
        (3.0, np.float32, "SUV", "3.00 SUV"),
        (0.00123, np.float64, "", "0.0012"),
        (-0.00001, np.float64, "", "0.0000"),
        (np.nan, np.float32, "HU", "no value HU"),
    ],
)
def test_values_with_their_unit(value: float, dtype: type, unit: str, text: str) -> None:
    assert read(scan(value, dtype, unit=unit)).value == text


def test_a_colour_voxel_shows_its_three_parts() -> None:
    voxels = np.array([[[[12, 30, 40]]]], np.uint8)
    assert read(Volume(voxels, AFFINE), (0, 0, 0)).value == "R 12, G 30, B 40"


def test_the_voxel_that_holds_the_index_is_read() -> None:
    volume = scan(7)
    assert read(volume, (1.4, 1.5, 2.6)).value == "7 HU"
    assert read(volume, (1.4, 1.49, 2.6)).value == "0 HU"


@pytest.mark.parametrize("index", [(-0.6, 0, 0), (0, 3.5, 0), (0, 0, 5), (np.nan, 0, 0)])
def test_outside_there_is_nothing_to_read(index: tuple[float, float, float]) -> None:
    assert probe(scan(7), index) is None


def test_a_slice_that_is_not_decoded_has_no_value() -> None:
    assert probe(scan(7), (1, 2, 3), np.array([True, False, True])) is None
    assert probe(scan(7), (0, 2, 3), np.array([True, False, True])) is not None


def test_the_position_is_in_the_patient() -> None:
    # x = 0.5 * 3 - 10, y = 0.5 * 2 + 20, z = 2 * 1 - 30
    assert read(scan(0)).position == "R 8.5, P 21.0, F 28.0 mm"
    assert position_text((8.5, -21.0, 28.04)) == "L 8.5, A 21.0, H 28.0 mm"


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"spacing_kind": SpacingKind.UNKNOWN}, "no pixel spacing in the file"),
        ({"spacing_kind": SpacingKind.DETECTOR}, "detector plane, no position in the patient"),
        ({"axes_known": False}, "no patient orientation in the file"),
    ],
)
def test_without_a_position_there_are_pixels_and_the_reason(more: dict[str, object], reason: str) -> None:
    assert read(scan(0, **more)).position == f"column 4, row 3 px ({reason})"


def test_numbers_have_a_true_minus_and_no_negative_zero() -> None:
    assert number(-1.26, decimals=1) == "−1.3"
    assert number(-0.04, decimals=1) == "0.0"
