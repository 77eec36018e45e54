"""Item 19 of the pitfalls: classic series that hold more than one volume."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from pydicom.dataelem import DataElement

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
