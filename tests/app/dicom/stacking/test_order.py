from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from app.dicom.series_load import load_series
from app.dicom.stacking.regularity import GridVerdict, is_even, judge_grid
from app.dicom.study_scan import scan, series_of

Z = np.array([0.0, 0.0, 1.0])


def judge(heights, sideways=None):
    heights = np.asarray(heights, dtype=float)
    positions = np.zeros((len(heights), 3))
    positions[:, 2] = heights
    positions[:, 0] = 0 if sideways is None else sideways
    return judge_grid(positions, Z, pixel_mm=0.8)


def test_regular_stacks_have_no_fault():
    assert judge([1.0]) == GridVerdict()
    assert judge(np.arange(20) * 2.5) == GridVerdict((), True, 2.5)
    assert judge([0.0, 7.0]).warnings == ()


def test_jitter_and_rounded_positions_are_regular():
    steps = np.arange(50)
    assert judge(steps * 2.5 + 0.004 * (-1.0) ** steps).even
    # 1.25 mm written with one digit.
    assert judge(np.round(steps * 1.25, 1)).even
    assert is_even(np.array([0.0, 1.0]))


def test_missing_slice_is_named_as_the_reader_counts():
    heights = [112.5 + 2.5 * index for index in range(120) if index != 40]
    assert judge(heights).warnings == ("Slice 41 of 120 is missing (5.0 mm gap at 212.5 mm).",)


def test_several_missing_slices():
    heights = [1.0 * index for index in range(30) if index not in (4, 5, 6, 20)]
    assert judge(heights).warnings == (
        "Slices 5 to 7 of 30 are missing (4.0 mm gap at 5.0 mm).",
        "Slice 21 of 30 is missing (2.0 mm gap at 20.0 mm).",
    )
    many = [1.0 * index for index in range(60) if index % 8 != 3]
    assert judge(many).warnings[-1] == "There are 2 further gaps."
    assert len(judge(many).warnings) == 6


def test_uneven_steps_are_no_missing_slices():
    verdict = judge([0, 3, 6, 9, 12, 18, 24, 30, 36, 42])
    assert verdict.warnings == ("The distance between slices varies from 3.0 to 6.0 mm.",)
    assert not verdict.even
    assert judge([0, 2, 4.7, 6, 8]).warnings == ("The distance between slices varies from 1.3 to 2.7 mm.",)


def test_tilt_and_shift_are_told_apart():
    heights = np.arange(20) * 4.0
    tilted = judge(heights, sideways=heights * math.tan(math.radians(18.5)))
    assert tilted.warnings == ("The gantry was tilted by 18.5°, so the slices are sheared against each other.",)
    assert tilted.even
    shifted = np.zeros(20)
    shifted[7:] = 3.0
    assert judge(heights, sideways=shifted).warnings == ("The slices are shifted sideways against each other.",)
    # Cosines of three digits make a drift of hundredths of a millimetre.
    assert judge(heights, sideways=heights * 0.0005).warnings == ()


def scanned(folder):
    return series_of(scan([folder]))


def test_missing_slice_in_files_is_warned_and_forbids(tmp_path, write_ct_series):
    write_ct_series(tmp_path, slices=12, drop=(5,), origin=(0, 0, 10))
    (series,) = scanned(tmp_path)
    assert series.geometry_fault == "Slice 6 of 12 is missing (5.0 mm gap at 22.5 mm)."
    assert series.warnings == (series.geometry_fault,)


def test_tilted_gantry(tmp_path, write_ct_series):
    write_ct_series(tmp_path, slices=6, shear_mm=0.5)
    (series,) = scanned(tmp_path)
    assert series.geometry_fault.startswith("The gantry was tilted by 11.3°")


def test_single_slice_has_no_fault(tmp_path, write_ct_series):
    write_ct_series(tmp_path, slices=1)
    (series,) = scanned(tmp_path)
    assert (series.warnings, series.geometry_fault, series.slice_count) == ((), "", 1)


def test_one_uid_splits_by_direction_matrix_spacing_and_localizer(tmp_path, write_ct_series):
    coronal = (1.0, 0.0, 0.0, 0.0, 0.0, -1.0)
    write_ct_series(tmp_path / "a", slices=5)
    write_ct_series(tmp_path / "b", slices=4, orientation=coronal)
    write_ct_series(tmp_path / "c", slices=3, rows=9)
    write_ct_series(tmp_path / "d", slices=2, spacing=(2.5, 1.0, 1.0))
    write_ct_series(tmp_path / "e", slices=1, ImageType=["ORIGINAL", "PRIMARY", "LOCALIZER"])

    found = {series.part: series.slice_count for series in scanned(tmp_path)}

    assert found == {
        "10×8 pixels, 0.8 mm pixels, axial": 5,
        "10×8 pixels, 0.8 mm pixels, coronal": 4,
        "10×9 pixels": 3,
        "10×8 pixels, 1 mm pixels": 2,
        "localizer": 1,
    }
    assert all(series.geometry_fault == "" for series in scanned(tmp_path))


def test_two_oblique_directions_get_numbers(tmp_path, write_ct_series):
    for degrees in (30, 40):
        angle = math.radians(degrees)
        turned = (1.0, 0.0, 0.0, 0.0, math.cos(angle), math.sin(angle))
        write_ct_series(tmp_path / str(degrees), slices=2, orientation=turned)
    assert [series.part for series in scanned(tmp_path)] == ["oblique 1", "oblique 2"]


def test_echoes_at_the_same_places_are_stacks_of_their_own(tmp_path, write_ct_series):
    for echo in (5, 10):
        write_ct_series(tmp_path / str(echo), slices=4, EchoTime=echo, Modality="MR", offset=100 * echo)
    found = scanned(tmp_path)
    assert [series.part for series in found] == ["echo time 5 ms", "echo time 10 ms"]
    assert all(series.slice_count == 4 and not series.geometry_fault for series in found)


def test_echo_and_time_split_one_after_the_other(tmp_path, write_ct_series):
    for echo in (5, 10):
        for moment in (1, 2, 3):
            folder = tmp_path / f"{echo}{moment}"
            write_ct_series(folder, slices=2, EchoTime=echo, TemporalPositionIdentifier=moment)
    parts = sorted(series.part for series in scanned(tmp_path))
    assert parts[:2] == ["echo time 10 ms, time position 1", "echo time 10 ms, time position 2"]
    assert len(parts) == 6


def test_acquisition_numbers_along_the_stack_do_not_split_it(tmp_path, write_ct_series):
    write_ct_series(tmp_path / "a", slices=3, AcquisitionNumber=1)
    write_ct_series(tmp_path / "b", slices=3, AcquisitionNumber=2, origin=(-20.0, -30.0, 47.5))
    (series,) = scanned(tmp_path)
    assert series.slice_count == 6
    assert series.geometry_fault == ""


def test_copies_are_left_out_and_counted(tmp_path, write_ct_series):
    for path in write_ct_series(tmp_path / "a", slices=3):
        (tmp_path / f"copy_{path.name}").write_bytes(path.read_bytes())
    (series,) = scanned(tmp_path)
    assert series.slice_count == 3
    assert series.warnings == ("3 files are copies of an image that is already here, and left out.",)
    assert series.geometry_fault == ""


def test_other_images_at_known_places_stay_visible_beside_the_series(tmp_path, write_ct_series):
    write_ct_series(tmp_path / "a", slices=4, AcquisitionTime=None)
    write_ct_series(tmp_path / "b", slices=1, AcquisitionTime=None, offset=50, InstanceNumber=9)
    main, beside = scanned(tmp_path)
    assert (main.slice_count, main.geometry_fault) == (4, "")
    assert main.warnings == (
        "1 image repeats the position of another one and stands beside this series under “repeated positions”.",
    )
    assert (beside.slice_count, beside.part) == (1, "repeated positions")
    assert beside.geometry_fault != ""


def test_repeats_that_nothing_tells_apart_are_never_one_trusted_volume(tmp_path, write_ct_series):
    write_ct_series(tmp_path / "a", slices=3, AcquisitionTime=None)
    write_ct_series(tmp_path / "b", slices=3, AcquisitionTime=None, offset=50)
    found = scanned(tmp_path)
    assert [series.part for series in found] == ["set 1", "set 2"]
    assert {series.geometry_fault for series in found} == {
        "Each position holds 2 images and nothing in the headers tells them apart."
    }


def test_single_pictures_of_one_plane_stand_alone_without_fault(tmp_path, write_ct_series):
    for name in "ab":
        write_ct_series(tmp_path / name, slices=1, AcquisitionTime=None)
    found = scanned(tmp_path)
    assert [(series.part, series.geometry_fault) for series in found] == [("image 1", ""), ("image 2", "")]


def test_images_without_position_follow_their_numbers(tmp_path, write_image):
    for number, name in ((3, "a"), (1, "b"), (2, "c")):
        write_image(tmp_path / name, np.zeros((2, 2), np.uint8), Modality="OT", InstanceNumber=number)
    (series,) = scanned(tmp_path)
    assert [instance.instance_number for instance in series.instances] == [1, 2, 3]
    assert "carry no position" in series.geometry_fault


def test_radiographs_never_form_a_stack(tmp_path, radiograph):
    radiograph("pa.dcm", ViewPosition="PA", InstanceNumber=1)
    radiograph("lat.dcm", ViewPosition="LL", InstanceNumber=2)
    found = scanned(tmp_path)
    assert [(series.part, series.slice_count) for series in found] == [("PA, image 1", 1), ("LL, image 2", 1)]


@pytest.mark.parametrize("cosines", [[1, 0, 0, 1, 0, 0], [0, 0, 0, 0, 0, 0], [1, 0, 0, 0, 0.5, 0], [1, 0, 0]])
def test_impossible_orientation_counts_as_none(tmp_path, write_ct_series, cosines):
    write_ct_series(tmp_path, slices=2, ImageOrientationPatient=cosines)
    (series,) = scanned(tmp_path)
    assert "carry no position" in series.geometry_fault


def test_magnitude_and_phase_are_apart_and_other_numbers_do_not_confuse(tmp_path, write_ct_series):
    for kind in "MP":
        # The acquisition number differs along the stack, which tells nothing apart.
        for half, height in ((1, 40.0), (2, 45.0)):
            write_ct_series(
                tmp_path / f"{kind}{half}",
                slices=2,
                origin=(-20.0, -30.0, height),
                ImageType=["ORIGINAL", "PRIMARY", kind],
                AcquisitionNumber=half,
                AcquisitionTime=None,
            )
    found = scanned(tmp_path)
    assert [series.part for series in found] == ["M", "P"]
    assert all(series.slice_count == 4 and not series.geometry_fault for series in found)


def test_heaps_of_images_at_one_place_open_with_a_fault(tmp_path, write_ct_series):
    for name, slices in (("a", 2), ("b", 2), ("c", 1), ("d", 1)):
        write_ct_series(tmp_path / name, slices=slices, AcquisitionTime=None)
    main, beside = scanned(tmp_path)
    assert (main.slice_count, beside.slice_count) == (2, 4)
    volume = load_series(beside).volume
    assert volume.geometry_fault
    assert volume.spacing_mm[0] == 2.5


def test_a_series_without_slice_facts_takes_the_frames_as_they_follow(tmp_path, write_ct_series):
    write_ct_series(tmp_path, slices=2)
    (series,) = scanned(tmp_path)
    bare = replace(series, slices=(), part="part", description="")
    assert [(facts.instance, facts.frame) for facts in bare.slices] == [(0, 0), (1, 0)]
    assert bare.slices[1].position_lps_mm == series.slices[1].position_lps_mm
    assert bare.title == "CT series (part)"
    assert replace(bare, part="", description="Chest").title == "Chest"


def test_slices_keep_the_location_that_their_file_names(tmp_path, phantom):
    made = [phantom.slice_of(index, SliceLocation=900 - index) for index in range(5)]
    (series,) = phantom.found_in(phantom.write(tmp_path / "one by one", made))
    assert [one.slice_location_mm for one in series.slices] == [900, 899, 898, 897, 896]
    assert np.diff([one.location_mm for one in series.slices]) == pytest.approx(2.5)
    # A file with many frames has but one, which is that of none of them.
    made = [phantom.enhanced([(index, 0, phantom.item()) for index in range(5)], SliceLocation=900)]
    (series,) = phantom.found_in(phantom.write(tmp_path / "together", made))
    assert [one.slice_location_mm for one in series.slices] == [None] * 5
