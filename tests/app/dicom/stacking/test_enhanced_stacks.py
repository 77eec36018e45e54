"""Items 15 and 23 of the pitfalls: enhanced files with several volumes, their frames in any order."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from pydicom.dataelem import DataElement
from pydicom.dataset import Dataset

from app.dicom.series_load import load_series

VOLUMES, SLICES = 3, 4


def shuffled(things, seed=11):
    made = list(things)
    return [made[at] for at in np.random.default_rng(seed).permutation(len(made))]


def content(phantom, **attributes):
    return phantom.item(FrameContentSequence=[phantom.item(**attributes)])


MACROS = {
    "echo time": lambda p, v: p.item(MREchoSequence=[p.item(EffectiveEchoTime=5.0 + v)]),
    "b-value": lambda p, v: p.item(MRDiffusionSequence=[p.item(DiffusionBValue=500.0 * v)]),
    "time position": lambda p, v: content(p, TemporalPositionIndex=v + 1),
    "cardiac phase": lambda p, v: p.item(
        CardiacSynchronizationSequence=[p.item(NominalPercentageOfCardiacPhase=10.0 * v)]
    ),
    "trigger time": lambda p, v: p.item(
        CardiacSynchronizationSequence=[p.item(NominalCardiacTriggerDelayTime=40.0 * v)]
    ),
    "respiratory phase": lambda p, v: p.item(
        RespiratorySynchronizationSequence=[p.item(NominalPercentageOfRespiratoryPhase=10.0 * v)]
    ),
    "time": lambda p, v: p.item(TemporalPositionSequence=[p.item(TemporalPositionTimeOffset=1.5 * v)]),
    "inversion time": lambda p, v: p.item(MRModifierSequence=[p.item(InversionTimes=[100.0 + v])]),
    "flip angle": lambda p, v: p.item(MRTimingAndRelatedParametersSequence=[p.item(FlipAngle=5.0 + v)]),
    "segment": lambda p, v: p.item(SegmentIdentificationSequence=[p.item(ReferencedSegmentNumber=v + 1)]),
    "acquisition": lambda p, v: content(p, FrameAcquisitionNumber=v + 1),
    "dimension": lambda p, v: content(p, DimensionIndexValues=[1, v + 1]),
}


def each(phantom, macro):
    return shuffled((index, volume, macro(volume)) for volume, index in product(range(VOLUMES), range(SLICES)))


@pytest.mark.parametrize("name", MACROS)
def test_item_23_volumes_of_one_file_stand_on_a_named_axis(tmp_path, phantom, name):
    made = phantom.enhanced(each(phantom, lambda v: MACROS[name](phantom, v)))
    found = phantom.found_in(phantom.write(tmp_path, [made]))
    assert [(series.axis.name, series.axis.index, series.axis.count) for series in found] == [
        (name, index, VOLUMES) for index in range(VOLUMES)
    ]
    for volume, series in enumerate(found):
        assert (series.slice_count, series.geometry_fault, series.warnings) == (SLICES, "", ())
        phantom.check_voxels(series, volume)


KINDS = {
    "frame type": lambda p, v: p.item(
        MRImageFrameTypeSequence=[p.item(FrameType=["ORIGINAL", "PRIMARY", "ABC"[v], "NONE"])]
    ),
    "component": lambda p, v: p.item(
        MRImageFrameTypeSequence=[p.item(ComplexImageComponent=("MAGNITUDE", "PHASE", "REAL")[v])]
    ),
    "stack": lambda p, v: content(p, StackID=str(v + 1), InStackPositionNumber=1),
    "map": lambda p, v: p.item(RealWorldValueMappingSequence=[p.item(LUTLabel=("ADC", "FA", "MD")[v])]),
}


@pytest.mark.parametrize("name", KINDS)
def test_item_23_kinds_in_one_file_are_apart(tmp_path, phantom, name):
    made = phantom.enhanced(
        each(phantom, lambda v: KINDS[name](phantom, v)), ImageType=["ORIGINAL", "PRIMARY", "MIXED"]
    )
    found = phantom.found_in(phantom.write(tmp_path, [made]))
    assert len(found) == VOLUMES
    assert all(series.axis is None and series.part and series.geometry_fault == "" for series in found)
    # The words of every table above are in the order of the alphabet.
    for volume, series in enumerate(sorted(found, key=lambda one: one.part)):
        phantom.check_voxels(series, volume)


def test_item_23_stacks_and_times_shuffled(tmp_path, phantom):
    def group(stack, time):
        return content(
            phantom,
            StackID=str(stack + 1),
            TemporalPositionIndex=time + 1,
            DimensionIndexValues=[stack + 1, time + 1],
        )

    frames = shuffled(
        (index + 10 * stack, 3 * stack + time, group(stack, time))
        for stack, time, index in product(range(2), range(3), range(SLICES))
    )
    found = phantom.found_in(phantom.write(tmp_path, [phantom.enhanced(frames)]))
    assert [series.part for series in found] == [
        f"stack {stack}, time position {time}" for stack, time in product((1, 2), (1, 2, 3))
    ]
    assert len({series.axis.stack for series in found}) == 2
    for volume, series in enumerate(found):
        assert series.geometry_fault == ""
        phantom.check_voxels(series, volume)


def test_item_23_diffusion_in_one_file(tmp_path, phantom):
    def group(volume):
        gradient = phantom.item(DiffusionGradientOrientation=[[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]][volume - 1])
        diffusion = phantom.item(DiffusionBValue=0.0 if volume == 0 else 1000.0)
        if volume:
            diffusion.DiffusionGradientDirectionSequence = [gradient]
        return phantom.item(MRDiffusionSequence=[diffusion])

    made = phantom.enhanced(each(phantom, group))
    found = phantom.found_in(phantom.write(tmp_path, [made]))
    assert [series.axis.index for series in found] == [0, 1, 2]
    assert found[0].axis.value == "0 s/mm²"
    values = {found[at].axis.value: at for at in (1, 2)}
    phantom.check_voxels(found[0], 0)
    phantom.check_voxels(found[values["1000 s/mm², direction (1.00, 0.00, 0.00)"]], 1)
    phantom.check_voxels(found[values["1000 s/mm², direction (0.00, 1.00, 0.00)"]], 2)


def test_item_23_directions_of_a_localizer_are_apart(tmp_path, phantom):
    frames = [(index, 0, Dataset()) for index in range(3)]
    made = phantom.enhanced(frames)
    turned = (0.0, 1.0, 0.0, 0.0, 0.0, -1.0)
    place = np.array([5.0, 6.0, 7.0])
    frame = made.PerFrameFunctionalGroupsSequence[1]
    frame.PlaneOrientationSequence = [phantom.item(ImageOrientationPatient=list(turned))]
    frame.PlanePositionSequence = [phantom.item(ImagePositionPatient=place.tolist())]
    pixels = made.pixel_array.copy()
    pixels[1] = phantom.truth(phantom.plane(place, turned), 0)
    made.PixelData = pixels.tobytes()
    oblique, sagittal = phantom.found_in(phantom.write(tmp_path, [made]))
    assert (oblique.part, sagittal.part) == ("oblique", "sagittal")
    phantom.check_voxels(oblique, 0)
    phantom.check_voxels(sagittal, 0)


def test_item_23_files_that_are_one_volume_each(tmp_path, phantom):
    made = [
        phantom.enhanced(
            shuffled(((index, volume, Dataset()) for index in range(SLICES)), seed=volume),
            InstanceNumber=volume + 1,
            AcquisitionDateTime=f"202601021000{volume:02d}.25",
        )
        for volume in range(VOLUMES)
    ]
    found = phantom.found_in(phantom.write(tmp_path, made))
    assert [series.axis.value for series in found] == ["10:00:00.25", "10:00:01.25", "10:00:02.25"]
    for volume, series in enumerate(found):
        phantom.check_voxels(series, volume)


def test_item_23_files_that_nothing_tells_apart_keep_their_own_frames(tmp_path, phantom):
    made = [
        phantom.enhanced(((index, volume, Dataset()) for index in range(SLICES)), InstanceNumber=volume + 1)
        for volume in range(2)
    ]
    found = phantom.found_in(phantom.write(tmp_path, made))
    assert [series.axis.name for series in found] == ["file", "file"]
    for volume, series in enumerate(found):
        assert series.geometry_fault == ""
        phantom.check_voxels(series, volume)


def test_item_23_other_files_beside_are_other_volumes_and_concatenations_one(tmp_path, phantom):
    def halves(**attributes):
        return [
            phantom.enhanced(
                ((index, 0, Dataset()) for index in range(start, start + 3)), InstanceNumber=start + 1, **attributes
            )
            for start in (0, 3)
        ]

    found = phantom.found_in(phantom.write(tmp_path / "a", halves()))
    assert [(series.part, series.slice_count) for series in found] == [("file 1", 3), ("file 2", 3)]
    (series,) = phantom.found_in(phantom.write(tmp_path / "b", halves(ConcatenationUID="1.2.3.7")))
    assert (series.slice_count, series.geometry_fault, len(series.instances)) == (6, "", 2)
    phantom.check_voxels(series, 0)


def test_item_23_single_frames_of_enhanced_files_are_one_volume(tmp_path, phantom):
    made = [phantom.enhanced([(index, 0, Dataset())], InstanceNumber=9 - index) for index in range(5)]
    (series,) = phantom.found_in(phantom.write(tmp_path, made))
    assert (series.slice_count, series.geometry_fault) == (5, "")
    phantom.check_voxels(series, 0)


def test_item_23_frames_without_an_item_are_apart(tmp_path, phantom):
    made = phantom.enhanced((index, 0, Dataset()) for index in range(5))
    del made.PerFrameFunctionalGroupsSequence[4]
    placed, rest = phantom.found_in(phantom.write(tmp_path, [made]))
    assert (placed.slice_count, placed.geometry_fault) == (4, "")
    assert (rest.slice_count, rest.part) == (1, "no position")
    assert load_series(rest).volume.shape == (1, *phantom.SHAPE)
    phantom.check_voxels(placed, 0)


def test_item_23_attributes_of_converted_and_philips_frames(tmp_path, phantom):
    def converted(volume):
        kept = phantom.item(EchoTime=5.0 + volume)
        return phantom.item(UnassignedPerFrameConvertedAttributesSequence=[kept])

    def philips(volume):
        kept = phantom.item(EchoTime=5.0 + volume)
        group = Dataset()
        group.add(DataElement(0x20050014, "LO", "Philips MR Imaging DD 005"))
        group.add(DataElement(0x2005140F, "SQ", [kept]))
        return group

    for name, group in (("a", converted), ("b", philips)):
        made = phantom.enhanced(each(phantom, group))
        found = phantom.found_in(phantom.write(tmp_path / name, [made]))
        assert [series.axis.value for series in found] == ["5 ms", "6 ms", "7 ms"]
        for volume, series in enumerate(found):
            phantom.check_voxels(series, volume)


def test_item_24_tiles_of_a_slide_are_pictures(tmp_path, phantom):
    made = phantom.enhanced(
        ((0, volume, Dataset()) for volume in range(4)), DimensionOrganizationType="TILED_FULL", modality="SM"
    )
    (series,) = phantom.found_in(phantom.write(tmp_path, [made]))
    assert series.slice_count == 4
    assert series.geometry_fault == "The frames are tiles of one large picture, not slices of a volume."


def test_item_24_reconstructed_x_rays_are_slices(tmp_path, phantom):
    made = phantom.enhanced(
        shuffled((index, 0, Dataset()) for index in range(6)),
        modality="MG",
        SOPClassUID="1.2.840.10008.5.1.4.1.1.13.1.3",
        ImageType=["DERIVED", "PRIMARY", "TOMOSYNTHESIS"],
    )
    (series,) = phantom.found_in(phantom.write(tmp_path, [made]))
    assert (series.slice_count, series.geometry_fault) == (6, "")
    phantom.check_voxels(series, 0)


def test_item_23_dimensions_that_are_places_do_not_tell_apart(tmp_path, phantom):
    frames = [
        (index, 0, content(phantom, DimensionIndexValues=[1, index + 1], InStackPositionNumber=index + 1))
        for index in range(5)
    ]
    pointers = [phantom.item(DimensionIndexPointer=0x00209056), phantom.item(DimensionIndexPointer=0x00209057)]
    made = phantom.enhanced(shuffled(frames), DimensionIndexSequence=pointers)
    (series,) = phantom.found_in(phantom.write(tmp_path, [made]))
    assert (series.slice_count, series.geometry_fault, series.part) == (5, "", "")
    phantom.check_voxels(series, 0)


def test_item_24_ultrasound_volumes_lie_in_the_space_of_their_transducer(tmp_path, phantom):
    made = phantom.enhanced(
        ((index, 0, Dataset()) for index in range(4)), modality="US", SOPClassUID="1.2.840.10008.5.1.4.1.1.6.2"
    )
    for frame in made.PerFrameFunctionalGroupsSequence:
        place = frame.PlanePositionSequence[0].ImagePositionPatient
        del frame.PlanePositionSequence
        frame.PlanePositionVolumeSequence = [phantom.item(ImagePositionVolume=list(place))]
    shared = made.SharedFunctionalGroupsSequence[0]
    del shared.PlaneOrientationSequence
    shared.PlaneOrientationVolumeSequence = [phantom.item(ImageOrientationVolume=list(phantom.OBLIQUE))]
    (series,) = phantom.found_in(phantom.write(tmp_path, [made]))
    assert (series.slice_count, series.geometry_fault) == (4, "")
    assert not load_series(series).volume.axes_known
    phantom.check_voxels(series, 0)


def test_item_19_multi_frame_and_plain_files_are_apart(tmp_path, phantom):
    made = phantom.enhanced(((index, 1, Dataset()) for index in range(4)), InstanceNumber=9)
    found = phantom.found_in(phantom.write(tmp_path, [made, *(phantom.slice_of(index, 0) for index in range(4))]))
    assert [series.part for series in found] == ["", "multi-frame"]
    for volume, series in enumerate(found):
        phantom.check_voxels(series, volume)
