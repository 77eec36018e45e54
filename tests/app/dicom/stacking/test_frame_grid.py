"""Items 16, 23 and 24 of the pitfalls: dose grids, nuclear medicine, positron emission."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from app.dicom.series_load import load_series

AXIAL = (1.0, 0.0, 0.0, 0.0, 1.0, 0.0)
PRONE = (-1.0, 0.0, 0.0, 0.0, 1.0, 0.0)


def stack(phantom, heights, orientation, volumes=(0,)):
    """Pixels of slices at distances from the origin along the normal."""
    normal = phantom.normal_of(orientation)
    places = [phantom.position_of(0) + normal * height for height in heights]
    pixels = [phantom.truth(phantom.plane(place, orientation), volume) for volume, place in product(volumes, places)]
    return np.stack(pixels)


def dose(phantom, offsets, heights, orientation=AXIAL, scaling=0.5):
    values = stack(phantom, heights, orientation)
    return phantom.dataset(
        (values / scaling).astype(np.uint32),
        sop_class="1.2.840.10008.5.1.4.1.1.481.2",
        modality="RTDOSE",
        ImagePositionPatient=phantom.position_of(0).tolist(),
        ImageOrientationPatient=list(orientation),
        PixelSpacing=list(phantom.SPACING[1:]),
        GridFrameOffsetVector=list(offsets),
        DoseGridScaling=scaling,
        DoseUnits="GY",
    )


Z = 8.0
"""Height of the origin of the phantom."""

DOSES = {
    "relative": ((0, 3, 6, 9), (0, 3, 6, 9), AXIAL),
    "relative downwards": ((0, -3, -6, -9), (0, -3, -6, -9), AXIAL),
    "relative, oblique": ((0, 3, 6, 9), (0, 3, 6, 9), "oblique"),
    "relative, normal to the feet": ((0, 3, 6, 9), (0, 3, 6, 9), PRONE),
    "absolute": ((Z, Z + 3, Z + 6, Z + 9), (0, 3, 6, 9), AXIAL),
    "absolute, normal to the feet": ((Z, Z + 3, Z + 6, Z + 9), (0, -3, -6, -9), PRONE),
}


@pytest.mark.parametrize("offsets", [(0, 1e300, 2e300, 3e300), (40, 1e7, 2e7, 3e7)])
def test_offsets_beyond_any_patient_are_damage(tmp_path, phantom, offsets):
    (series,) = phantom.found_in(phantom.write(tmp_path, [dose(phantom, offsets, (0, 3, 6, 9))]))
    assert all(facts.location_mm is None or abs(facts.location_mm) < 1e6 for facts in series.slices)
    assert series.geometry_fault != ""


@pytest.mark.parametrize("name", DOSES)
def test_item_23_a_dose_grid_lies_where_its_offsets_say(tmp_path, phantom, name):
    offsets, heights, orientation = DOSES[name]
    orientation = phantom.OBLIQUE if orientation == "oblique" else orientation
    (series,) = phantom.found_in(phantom.write(tmp_path, [dose(phantom, offsets, heights, orientation)]))
    assert series.geometry_fault == ""
    phantom.check_voxels(series, 0)
    assert load_series(series).volume.unit == "Gy"


def test_item_20_uneven_offsets_are_said(tmp_path, phantom):
    (series,) = phantom.found_in(phantom.write(tmp_path, [dose(phantom, (0, 3, 6, 11), (0, 3, 6, 11))]))
    assert "varies from 3.0 to 5.0 mm" in series.geometry_fault


@pytest.mark.parametrize("offsets", [(0, 3), (5.0, 8.0, 11.0, 14.0)])
def test_item_23_offsets_that_mean_nothing_give_no_places(tmp_path, phantom, offsets):
    made = dose(phantom, offsets, (0, 3, 6, 9), phantom.OBLIQUE)
    (series,) = phantom.found_in(phantom.write(tmp_path, [made]))
    assert series.geometry_fault == "The frames carry no position in the patient."


def nuclear(phantom, pixels, kind, **attributes):
    detector = phantom.item(
        ImagePositionPatient=phantom.position_of(0).tolist(), ImageOrientationPatient=list(phantom.OBLIQUE)
    )
    return phantom.dataset(
        pixels.astype(np.uint16),
        sop_class="1.2.840.10008.5.1.4.1.1.20",
        modality="NM",
        ImageType=["ORIGINAL", "PRIMARY", kind, "EMISSION"],
        PixelSpacing=list(phantom.SPACING[1:]),
        DetectorInformationSequence=[detector],
        **attributes,
    )


@pytest.mark.parametrize("step", [3.0, -3.0])
def test_item_24_reconstructed_nuclear_slices_are_a_volume(tmp_path, phantom, step):
    pixels = stack(phantom, [step * index for index in range(5)], phantom.OBLIQUE)
    made = nuclear(
        phantom, pixels, "RECON TOMO", SpacingBetweenSlices=step, SliceThickness=9, SliceVector=[1, 2, 3, 4, 5]
    )
    (series,) = phantom.found_in(phantom.write(tmp_path, [made]))
    assert series.geometry_fault == ""
    phantom.check_voxels(series, 0)


def test_item_24_gated_nuclear_slices_are_volumes_of_time_slots(tmp_path, phantom):
    pixels = stack(phantom, [0, 3, 6, 9], phantom.OBLIQUE, volumes=(0, 1, 2))
    made = nuclear(
        phantom,
        pixels,
        "RECON GATED TOMO",
        SpacingBetweenSlices=3,
        SliceVector=[1, 2, 3, 4] * 3,
        TimeSlotVector=[1] * 4 + [2] * 4 + [3] * 4,
    )
    found = phantom.found_in(phantom.write(tmp_path, [made]))
    assert [(series.axis.name, series.axis.value) for series in found] == [("time slot", str(at)) for at in (1, 2, 3)]
    for volume, series in enumerate(found):
        phantom.check_voxels(series, volume)


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        ("STATIC", "The frames carry no position in the patient."),
        ("WHOLE BODY", "The frames carry no position in the patient."),
        ("TOMO", "The frames carry no position in the patient."),
        ("DYNAMIC", "The frames follow each other in time, not in space."),
        ("GATED", "The frames follow each other in time, not in space."),
    ],
)
def test_item_24_other_nuclear_frames_are_pictures(tmp_path, phantom, kind, sentence):
    made = nuclear(phantom, stack(phantom, [0, 3, 6], phantom.OBLIQUE), kind, SpacingBetweenSlices=3)
    (series,) = phantom.found_in(phantom.write(tmp_path, [made]))
    assert (series.slice_count, series.geometry_fault) == (3, sentence)


def test_item_16_slopes_of_each_slice_and_moments_of_positron_emission(tmp_path, phantom):
    made = []
    for volume, index in product(range(2), range(4)):
        slope = 0.25 * (1 + index + volume)
        one = phantom.slice_of(
            index, volume, modality="PT", FrameReferenceTime=1000 * volume, RescaleSlope=slope, RescaleIntercept=0
        )
        stored = np.rint(one.pixel_array / slope)
        one.PixelData = stored.astype(np.uint16).tobytes()
        made.append(one)
    found = phantom.found_in(phantom.write(tmp_path, made))
    assert [series.axis.value for series in found] == ["0 ms", "1000 ms"]
    for volume, series in enumerate(found):
        phantom.check_voxels(series, volume, within=1.2)


@pytest.mark.parametrize("missing", ["SpacingBetweenSlices", "DetectorInformationSequence"])
def test_item_24_nuclear_slices_without_a_step_or_place_are_pictures(tmp_path, phantom, missing):
    made = nuclear(phantom, stack(phantom, [0, 3, 6], phantom.OBLIQUE), "RECON TOMO", SpacingBetweenSlices=3)
    del made[missing]
    (series,) = phantom.found_in(phantom.write(tmp_path, [made]))
    assert series.geometry_fault == "The frames carry no position in the patient."
