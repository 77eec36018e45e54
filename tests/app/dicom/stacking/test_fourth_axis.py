"""Items 18 to 21, 24 and 25 of the pitfalls: classic series that hold more, or less, than one volume."""

from __future__ import annotations

from itertools import product

import numpy as np
import pydicom
import pytest
from pydicom.dataelem import DataElement
from pydicom.dataset import Dataset

from app.dicom.frames import marks
from app.dicom.frames.marks import file_marks

VOLUMES, SLICES = 3, 4


def written(tmp_path, phantom, told, *, slices=SLICES, **common):
    """Write slices x volumes; ``told(volume, slice)`` gives what tells a volume apart."""
    made = []
    for number, (volume, index) in enumerate(product(range(VOLUMES), range(slices))):
        attributes = {**common, **told(volume, index)}
        made.append(phantom.slice_of(index, volume, InstanceNumber=number + 1, **attributes))
    return phantom.write(tmp_path, made)


def clock(seconds):
    return f"1000{int(seconds):02d}.{round(seconds % 1 * 1e6):06d}"


MARKS = {
    "echo time": (lambda v, i: {"EchoTime": 5.0 * (v + 1)}, ["5 ms", "10 ms", "15 ms"]),
    "echo": (lambda v, i: {"EchoNumbers": v + 1}, ["1", "2", "3"]),
    "b-value": (lambda v, i: {"DiffusionBValue": 500.0 * v}, ["0 s/mm²", "500 s/mm²", "1000 s/mm²"]),
    "inversion time": (lambda v, i: {"InversionTime": 100 + v}, ["100 ms", "101 ms", "102 ms"]),
    "flip angle": (lambda v, i: {"FlipAngle": 5 * v + 5}, ["5 °", "10 °", "15 °"]),
    "time position": (lambda v, i: {"TemporalPositionIdentifier": v + 1}, ["1", "2", "3"]),
    "cardiac phase": (lambda v, i: {"NominalPercentageOfCardiacPhase": 30.0 * v}, ["0 %", "30 %", "60 %"]),
    "respiratory phase": (lambda v, i: {"NominalPercentageOfRespiratoryPhase": 30.0 * v}, ["0 %", "30 %", "60 %"]),
    "frame reference time": (lambda v, i: {"FrameReferenceTime": 500 * v}, ["0 ms", "500 ms", "1000 ms"]),
    "trigger time": (lambda v, i: {"TriggerTime": 40 * v}, ["0 ms", "40 ms", "80 ms"]),
    "acquisition": (lambda v, i: {"AcquisitionNumber": v + 4}, ["4", "5", "6"]),
    "time": (lambda v, i: {"AcquisitionTime": clock(2.5 * v)}, ["10:00:00", "10:00:02.5", "10:00:05"]),
    # Slices of one volume follow each other in time.
    "time ": (lambda v, i: {"AcquisitionTime": clock(4 * v + i)}, ["10:00:00", "10:00:04", "10:00:08"]),
    # All moments of one slice, then those of the next one.
    "time  ": (lambda v, i: {"AcquisitionTime": clock(4 * i + v)}, ["10:00:00", "10:00:01", "10:00:02"]),
    # The heart beats a little differently at every position.
    "trigger time ": (lambda v, i: {"TriggerTime": (40 + i) * v + i}, ["0 ms", "40 ms", "80 ms"]),
    "content time": (lambda v, i: {"ContentTime": clock(2 * v)}, None),
}


@pytest.mark.parametrize("name", MARKS)
def test_item_19_volumes_of_one_series_stand_on_a_named_axis(tmp_path, phantom, name):
    told, values = MARKS[name]
    found = phantom.found_in(written(tmp_path, phantom, told))
    assert [series.axis.name for series in found] == [name.strip()] * VOLUMES
    assert [(series.axis.index, series.axis.count) for series in found] == [(0, 3), (1, 3), (2, 3)]
    assert len({series.axis.stack for series in found}) == 1
    assert [series.geometry_fault for series in found] == [""] * VOLUMES
    if values is not None:
        assert [series.axis.value for series in found] == values
    for volume, series in enumerate(found):
        assert series.warnings == ()
        assert series.slice_count == SLICES
        phantom.check_voxels(series, volume)


def private(dataset, group, creator, element, vr, value):
    dataset.add(DataElement((group << 16) | 0x10, "LO", creator))
    dataset.add(DataElement((group << 16) | 0x1000 | element, vr, value))


PRIVATE_B = {
    "Siemens": (0x0019, "SIEMENS MR HEADER", 0x0C, "IS", lambda b: b),
    "Siemens, unknown": (0x0019, "SIEMENS MR HEADER", 0x0C, "UN", lambda b: f"{b}".encode()),
    "GE": (0x0043, "GEMS_PARM_01", 0x39, "IS", lambda b: [1_000_000_000 + b, 8, 0, 0]),
    "GE, short": (0x0043, "GEMS_PARM_01", 0x39, "IS", lambda b: [b, 8, 0, 0]),
    "Philips": (0x2001, "Philips Imaging DD 001", 0x03, "FL", float),
    "Philips, unknown": (0x2001, "Philips Imaging DD 001", 0x03, "UN", lambda b: np.float32(b).tobytes()),
    "UIH": (0x0065, "Image Private Header", 0x09, "FD", float),
}


@pytest.mark.parametrize("maker", PRIVATE_B)
def test_item_19_b_values_of_the_makers(tmp_path, phantom, maker):
    group, creator, element, vr, value = PRIVATE_B[maker]
    made = []
    for volume, index in product(range(VOLUMES), range(SLICES)):
        one = phantom.slice_of(index, volume)
        private(one, group, creator, element, vr, value((0, 50, 800)[volume]))
        made.append(one)
    found = phantom.found_in(phantom.write(tmp_path, made))
    assert [series.axis.value for series in found] == ["0 s/mm²", "50 s/mm²", "800 s/mm²"]
    for volume, series in enumerate(found):
        phantom.check_voxels(series, volume)


def test_item_19_directions_of_diffusion_make_one_axis_with_the_b_values(tmp_path, phantom):
    directions = [(1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.6, 0.0, 0.8)]
    made = [phantom.slice_of(index, 0, DiffusionBValue=0.0, InstanceNumber=1 + index) for index in range(SLICES)]
    for volume, direction in enumerate(directions):
        made += [
            phantom.slice_of(
                index,
                volume + 1,
                DiffusionBValue=1000.0,
                DiffusionGradientOrientation=list(direction),
                InstanceNumber=10 * volume + 11 + index,
            )
            for index in range(SLICES)
        ]
    found = phantom.found_in(phantom.write(tmp_path, made))
    assert {series.axis.name for series in found} == {"b-value"}
    assert [series.axis.index for series in found] == [0, 1, 2, 3]
    assert found[0].part == "b-value 0 s/mm²"
    assert found[3].axis.value == "1000 s/mm², direction (0.60, 0.00, 0.80)"
    for volume, series in enumerate(found):
        phantom.check_voxels(series, volume)


def test_item_19_echoes_at_each_time_are_axes_within_each_other(tmp_path, phantom):
    made = [
        phantom.slice_of(index, 3 * echo + time, EchoTime=5 + 5 * echo, TemporalPositionIdentifier=time + 1)
        for echo, time, index in product(range(2), range(3), range(SLICES))
    ]
    found = phantom.found_in(phantom.write(tmp_path, made))
    assert [series.part for series in found][:2] == [
        "echo time 5 ms, time position 1",
        "echo time 5 ms, time position 2",
    ]
    assert [(series.axis.name, series.axis.index, series.axis.count) for series in found] == [
        ("time position", index, 3) for _, index in product(range(2), range(3))
    ]
    assert len({series.axis.stack for series in found}) == 2
    for volume, series in enumerate(found):
        phantom.check_voxels(series, volume)


KINDS = {
    "image type": lambda v: {"ImageType": ["ORIGINAL", "PRIMARY", ("WATER", "FAT", "IN_PHASE")[v]]},
    "component": lambda v: {"ComplexImageComponent": ("MAGNITUDE", "PHASE", "REAL")[v]},
    "kernel": lambda v: {"ConvolutionKernel": ("B30f", "B70f", "B45f")[v]},
    "units": lambda v: {"RescaleType": ("HU", "US", "mgml")[v]},
    "coil": lambda v: {"ReceiveCoilName": f"C{v}"},
    "tube voltage": lambda v: {"KVP": 80 + 20 * v},
}


@pytest.mark.parametrize("name", KINDS)
def test_item_19_kinds_of_images_are_apart_and_on_no_axis(tmp_path, phantom, name):
    found = phantom.found_in(written(tmp_path, phantom, lambda v, i: KINDS[name](v)))
    assert len(found) == VOLUMES
    assert all(series.axis is None and series.part and not series.geometry_fault for series in found)
    for volume, series in enumerate(found):
        phantom.check_voxels(series, volume)


def test_item_19_ge_components_are_apart(tmp_path, phantom):
    made = []
    for volume, index in product(range(VOLUMES), range(SLICES)):
        one = phantom.slice_of(index, volume)
        private(one, 0x0043, "GEMS_PARM_01", 0x2F, "SS", volume)
        made.append(one)
    found = phantom.found_in(phantom.write(tmp_path, made))
    assert sorted(series.part for series in found) == ["magnitude", "phase", "real"]


def test_item_19_echoes_are_never_mixed_even_where_no_position_repeats(tmp_path, phantom):
    made = [phantom.slice_of(index, index % 2, EchoTime=5 + 5 * (index % 2)) for index in range(8)]
    found = phantom.found_in(phantom.write(tmp_path, made))
    assert [series.part for series in found] == ["echo time 5 ms", "echo time 10 ms"]
    assert [series.axis for series in found] == [None, None] or len({series.axis.stack for series in found}) == 1
    for volume, series in enumerate(found):
        assert series.geometry_fault == ""
        phantom.check_voxels(series, volume)


def test_item_19_interleaved_acquisitions_of_other_ranges_are_apart(tmp_path, phantom):
    made = [phantom.slice_of(index, 0, AcquisitionNumber=1) for index in range(6)]
    made += [phantom.slice_of(index + 2.3, 1, AcquisitionNumber=2) for index in range(6)]
    found = phantom.found_in(phantom.write(tmp_path, made))
    assert [(series.part, series.slice_count, series.geometry_fault) for series in found] == [
        ("acquisition 1", 6, ""),
        ("acquisition 2", 6, ""),
    ]
    for volume, series in enumerate(found):
        phantom.check_voxels(series, volume)


def test_item_19_acquisitions_that_continue_each_other_are_one_volume(tmp_path, phantom):
    made = [phantom.slice_of(index, 0, AcquisitionNumber=index // 3) for index in range(9)]
    # Even and odd slices of two passes.
    made_by_turns = [
        phantom.slice_of(index, 0, AcquisitionNumber=index % 2, SeriesInstanceUID="1.2.3.9") for index in range(9)
    ]
    found = phantom.found_in(phantom.write(tmp_path, made + made_by_turns))
    assert [(series.slice_count, series.geometry_fault, series.part) for series in found] == [(9, "", "")] * 2


def test_item_19_two_fields_in_one_plane_are_apart(tmp_path, phantom):
    sideways = np.array(phantom.OBLIQUE[:3]) * 200
    made = [phantom.slice_of(index, 0) for index in range(4)]
    made += [phantom.slice_of(index, 1, position=phantom.position_of(index) + sideways) for index in range(4)]
    found = phantom.found_in(phantom.write(tmp_path, made))
    assert sorted(series.part for series in found) == ["field 1", "field 2"]
    for series in found:
        assert series.geometry_fault == ""
        phantom.check_voxels(series, int(series.part == "field 2"))


def test_item_19_an_incomplete_last_volume_says_so(tmp_path, phantom):
    made = [
        phantom.slice_of(index, volume, TemporalPositionIdentifier=volume + 1, InstanceNumber=10 * volume + index)
        for volume, index in product(range(3), range(6))
        if volume < 2 or index < 4
    ]
    found = phantom.found_in(phantom.write(tmp_path, made))
    assert [series.slice_count for series in found] == [6, 6, 4]
    assert found[2].warnings == ("This volume has 4 slices; the longest of its axis has 6.",)
    phantom.check_voxels(found[2], 2)


def test_item_19_an_incomplete_volume_told_by_times_of_slices(tmp_path, phantom):
    made = [
        phantom.slice_of(index, volume, AcquisitionTime=clock(6 * volume + index), InstanceNumber=10 * volume + index)
        for volume, index in product(range(3), range(6))
        if volume < 2 or index < 4
    ]
    found = phantom.found_in(phantom.write(tmp_path, made))
    assert [series.slice_count for series in found] == [6, 6, 4]
    for volume, series in enumerate(found):
        phantom.check_voxels(series, volume)


def test_item_19_times_that_run_neither_way_are_no_trusted_volume(tmp_path, phantom):
    times = {0: (0, 1, 9), 1: (2, 8, 10), 2: (3, 5, 7)}
    made = [
        phantom.slice_of(index, volume, AcquisitionTime=clock(times[index][volume]), InstanceNumber=1)
        for volume, index in product(range(3), range(3))
    ]
    found = phantom.found_in(phantom.write(tmp_path, made))
    assert all("nothing in the headers tells them apart" in series.geometry_fault for series in found)


def test_item_19_one_slice_at_many_moments(tmp_path, phantom):
    made = [phantom.slice_of(0, volume, TriggerTime=40 * volume, InstanceNumber=9 - volume) for volume in range(5)]
    found = phantom.found_in(phantom.write(tmp_path, made))
    assert [series.axis.value for series in found] == [f"{40 * volume} ms" for volume in range(5)]
    for volume, series in enumerate(found):
        phantom.check_voxels(series, volume)


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


def test_item_25_same_identity_with_other_pixels_is_said(tmp_path, phantom):
    made = [phantom.slice_of(index, 0, SOPInstanceUID=f"1.2.3.4.{index}") for index in range(4)]
    other = phantom.slice_of(1, 5, SOPInstanceUID="1.2.3.4.1")
    main, beside = phantom.found_in(phantom.write(tmp_path, [*made, other]))
    sentence = "1 image carries the identity (SOP Instance UID) of another image with other content."
    assert sentence in main.warnings
    assert (main.slice_count, beside.slice_count) == (4, 1)


def test_item_25_patients_under_one_uid_never_mix(tmp_path, phantom):
    made = [phantom.slice_of(index, index % 2, PatientID=f"P{index % 2}") for index in range(8)]
    found = phantom.found_in(phantom.write(tmp_path, made))
    assert [series.slice_count for series in found] == [4, 4]
    for volume, series in enumerate(found):
        phantom.check_voxels(series, volume)


def test_frames_of_reference_and_unknown_values_do_not_tear_a_volume(tmp_path, phantom):
    made = [phantom.slice_of(index, 0, FrameOfReferenceUID=f"1.2.{index}") for index in range(6)]
    made[2].EchoTime = 5
    (series,) = phantom.found_in(phantom.write(tmp_path, made))
    assert (series.slice_count, series.geometry_fault) == (6, "")


def test_order_does_not_depend_on_names(tmp_path, phantom):
    def parts(seed):
        made = [
            phantom.slice_of(index, volume, EchoTime=5 + volume, SOPInstanceUID=f"1.2.{volume}.{index}")
            for volume, index in product(range(3), range(3))
        ]
        folder = phantom.write(tmp_path / str(seed), made, seed=seed)
        return [
            (series.part, [series.instances[one.instance].sop_instance_uid for one in series.slices])
            for series in phantom.found_in(folder)
        ]

    assert parts(1) == parts(2) == parts(3)


def test_an_empty_data_set_has_no_marks():
    assert file_marks(Dataset()) == ("",) * len(marks.MARKS)


def test_item_20_a_truncated_file_is_a_warning_on_its_series(tmp_path, phantom):
    folder = phantom.write(tmp_path, [phantom.slice_of(index, 0, InstanceNumber=index) for index in range(6)])
    last = max(folder.iterdir(), key=lambda path: pydicom.dcmread(path).InstanceNumber)
    last.write_bytes(last.read_bytes()[:-20])
    (series,) = phantom.found_in(folder)
    # The other slices are even, so nothing else tells that the end is missing.
    assert (series.slice_count, series.geometry_fault) == (5, "")
    assert len(series.warnings) == 1
    assert series.warnings[0].startswith("1 file of this series cannot be read: ")


def test_item_25_copies_of_plain_and_other_files(tmp_path, phantom):
    def colour(value):
        made = phantom.dataset(np.full((4, 4), value, np.uint16), SOPInstanceUID="1.2.3.5", InstanceNumber=1)
        made.BitsAllocated = 8
        made.BitsStored, made.HighBit, made.SamplesPerPixel, made.Columns = 8, 7, 1, 8
        return made

    (series,) = phantom.found_in(phantom.write(tmp_path / "a", [colour(1), colour(1)]))
    assert series.warnings == ("1 file is a copy of an image that is already here, and left out.",)
    found = phantom.found_in(phantom.write(tmp_path / "b", [colour(1), colour(2)]))
    sentence = "1 image carries the identity (SOP Instance UID) of another image with other content."
    assert sum(series.slice_count for series in found) == 2
    assert all(sentence in series.warnings for series in found)


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
