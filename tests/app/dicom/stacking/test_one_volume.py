"""Items 18, 20, 21 and 24 of the pitfalls: classic series of one volume, and what is wrong with its slices."""

from __future__ import annotations

from itertools import product

import numpy as np
import pydicom
import pytest


@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize("orientation", ["axial", "oblique", "sagittal"])
def test_item_18_order_is_that_of_positions(tmp_path, phantom, orientation, turned):
    cosines = {
        "axial": (1.0, 0.0, 0.0, 0.0, 1.0, 0.0),
        "oblique": phantom.OBLIQUE,
        "sagittal": (0.0, 1.0, 0.0, 0.0, 0.0, -1.0),
    }[orientation]
    made = [
        # Number, Slice Location, thickness and spacing all lie.
        phantom.slice_of(
            index,
            0,
            orientation=cosines,
            InstanceNumber=8 - index if turned else (index * 5) % 8,
            SliceLocation=(index * 3) % 8,
            SpacingBetweenSlices=17,
        )
        for index in range(8)
    ]
    (series,) = phantom.found_in(phantom.write(tmp_path, made))
    assert (series.geometry_fault, series.part) == ("", "")
    heights = [facts.location_mm for facts in series.slices]
    assert heights == sorted(heights)
    phantom.check_voxels(series, 0)


def test_item_20_a_gap_in_one_moment_is_its_own_fault(tmp_path, phantom):
    made = [
        phantom.slice_of(index, volume, TemporalPositionIdentifier=volume + 1)
        for volume, index in product(range(2), range(6))
        if (volume, index) != (1, 2)
    ]
    whole, gapped = phantom.found_in(phantom.write(tmp_path, made))
    assert whole.geometry_fault == ""
    assert gapped.geometry_fault.startswith("Slice 3 of 6 is missing (5.0 mm gap")


def test_item_21_jitter_is_no_fault_and_shift_is(tmp_path, phantom):
    def positions(miss):
        return [phantom.position_of(index) + miss(index) for index in range(8)]

    normal = phantom.normal_of(phantom.OBLIQUE)
    row = np.array(phantom.OBLIQUE[:3])
    cases = {
        "a": positions(lambda index: normal * 0.004 * (-1) ** index),
        "b": positions(lambda index: row * 3.0 * (index > 4)),
        "c": positions(lambda index: row * 0.9 * index),
    }
    faults = {}
    for name, places in cases.items():
        made = [phantom.slice_of(0, 0, position=place) for place in places]
        (series,) = phantom.found_in(phantom.write(tmp_path / name, made))
        faults[name] = series.geometry_fault
    assert faults["a"] == ""
    assert "shifted sideways" in faults["b"]
    assert faults["c"].startswith("The gantry was tilted by 19.8°")


@pytest.mark.parametrize("spacing", [[0, 0], [-1, 1], ["nan", "1"], [1e-9, 1e-9], [1e30, 1]])
def test_item_24_impossible_pixel_spacing_gives_no_millimetres(tmp_path, phantom, spacing):
    made = [phantom.slice_of(index, 0, PixelSpacing=spacing) for index in range(3)]
    (series,) = phantom.found_in(phantom.write(tmp_path, made))
    assert "carry no pixel spacing" in series.geometry_fault


def test_item_24_impossible_positions_do_not_count(tmp_path, phantom):
    made = [phantom.slice_of(index, 0) for index in range(4)]
    for one, value in zip(made, (["nan", "0", "0"], ["1e300", "0", "0"], [], ["1", "2"]), strict=True):
        one.ImagePositionPatient = value
    (series,) = phantom.found_in(phantom.write(tmp_path, made))
    assert "carry no position" in series.geometry_fault


def test_frames_of_reference_and_unknown_values_do_not_tear_a_volume(tmp_path, phantom):
    made = [phantom.slice_of(index, 0, FrameOfReferenceUID=f"1.2.{index}") for index in range(6)]
    made[2].EchoTime = 5
    (series,) = phantom.found_in(phantom.write(tmp_path, made))
    assert (series.slice_count, series.geometry_fault) == (6, "")


def test_item_20_a_truncated_file_is_a_warning_on_its_series(tmp_path, phantom):
    folder = phantom.write(tmp_path, [phantom.slice_of(index, 0, InstanceNumber=index) for index in range(6)])
    last = max(folder.iterdir(), key=lambda path: pydicom.dcmread(path).InstanceNumber)
    last.write_bytes(last.read_bytes()[:-20])
    (series,) = phantom.found_in(folder)
    # The other slices are even, so nothing else tells that the end is missing.
    assert (series.slice_count, series.geometry_fault) == (5, "")
    assert len(series.warnings) == 1
    assert series.warnings[0].startswith("1 file of this series cannot be read: ")


def test_slightly_rounded_pixel_spacings_are_one(tmp_path, phantom):
    made = [phantom.slice_of(index, 0) for index in range(4)]
    made[1].PixelSpacing = [0.7501, 0.5]
    made[2].PixelSpacing = [1.5, 0.5]
    found = phantom.found_in(phantom.write(tmp_path, made))
    assert sorted(series.slice_count for series in found) == [1, 3]


def test_item_20_ranges_of_a_head_are_one_volume_with_its_fault(tmp_path, phantom):
    def head(index, kind):
        position = phantom.position_of(index if index < 4 else 2 * index - 3)
        return phantom.slice_of(
            index,
            0,
            position=position,
            modality="CT",
            ImageType=["ORIGINAL", "PRIMARY", *kind],
            AcquisitionNumber=index,
        )

    made = [head(index, ["AXIAL", "ADD"] if index < 4 else ["AXIAL"]) for index in range(8)]
    (series,) = phantom.found_in(phantom.write(tmp_path / "a", made))
    assert series.slice_count == 8
    assert series.geometry_fault == "The distance between slices varies from 2.5 to 5.0 mm."
    # By turns they are two kinds of images.
    made = [head(index, ["AXIAL", "ADD"] if index % 2 else ["AXIAL"]) for index in range(8)]
    assert sorted(series.slice_count for series in phantom.found_in(phantom.write(tmp_path / "b", made))) == [4, 4]


def test_directions_that_differ_by_rounding_are_one(tmp_path, phantom):
    made = [phantom.slice_of(index, 0) for index in range(4)]
    made[2].ImageOrientationPatient = [0.8, 0.6, 0.0005, -0.36, 0.48, 0.8]
    (series,) = phantom.found_in(phantom.write(tmp_path, made))
    assert (series.slice_count, series.geometry_fault) == (4, "")
