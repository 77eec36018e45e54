from __future__ import annotations

import numpy as np
import pydicom
import pytest
from pydicom.dataset import Dataset

from ai.errors import GeometryError
from app.dicom.series_load import load_series
from app.dicom.study_scan import scan, series_of
from app.imaging.window import Window

ENHANCED_CT = "1.2.840.10008.5.1.4.1.1.2.1"


def item(**attributes):
    result = Dataset()
    for keyword, value in attributes.items():
        setattr(result, keyword, value)
    return result


def enhanced(tmp_path, write_image, truth, *, order, drop=(), stacks=None, turned=False, nowhere=False):
    """Write an enhanced CT whose frames stand in any order; frame k of the file is slice order[k]."""
    per_frame, pixels = [], []
    down, along = np.mgrid[:4, :5]
    for index in order:
        if index in drop:
            continue
        position = np.array([-7.0, 3.0, 2.0 * index])
        places = position + np.stack([along * 0.5, down * 1.5, np.zeros((4, 5))], axis=-1)
        slope = 0.5 if index % 2 else 0.25
        pixels.append(np.rint((truth(places) + 1000) / slope).astype(np.int16))
        frame = item(
            PlanePositionSequence=[item(ImagePositionPatient=position.tolist())],
            PixelValueTransformationSequence=[item(RescaleSlope=slope, RescaleIntercept=-1000)],
            FrameVOILUTSequence=[item(WindowCenter=10 * index, WindowWidth=50)],
        )
        if stacks:
            frame.FrameContentSequence = [item(StackID=stacks[index])]
        if turned and index == 1:
            frame.PlaneOrientationSequence = [item(ImageOrientationPatient=[0, 1, 0, 1, 0, 0])]
        if nowhere:
            del frame.PlanePositionSequence
        per_frame.append(frame)
    shared = item(
        PlaneOrientationSequence=[item(ImageOrientationPatient=[1, 0, 0, 0, 1, 0])],
        PixelMeasuresSequence=[item(PixelSpacing=[1.5, 0.5], SliceThickness=2.0)],
    )
    return write_image(
        tmp_path / "enhanced.dcm",
        np.stack(pixels),
        SOPClassUID=ENHANCED_CT,
        SharedFunctionalGroupsSequence=[shared],
        PerFrameFunctionalGroupsSequence=per_frame,
        WindowCenter=1,
        WindowWidth=1,
    )


def opened(path):
    (series,) = series_of(scan([path]))
    return load_series(series)


def test_frames_are_sorted_in_space_with_their_own_rescale_and_window(tmp_path, write_image, truth):
    result = opened(enhanced(tmp_path, write_image, truth, order=[3, 0, 4, 1, 2]))
    volume = result.volume
    index = np.moveaxis(np.indices(volume.shape), 0, -1)
    np.testing.assert_allclose(volume.voxels, truth(volume.to_lps_mm(index)), atol=0.26)
    assert volume.spacing_mm == pytest.approx((2.0, 1.5, 0.5))
    assert volume.geometry_fault == ""
    assert [vois[0] for vois in result.presentation.vois] == [Window(10 * one, 50) for one in range(5)]
    assert [facts.frame for facts in result.series.slices] == [1, 3, 4, 0, 2]
    assert [facts.location_mm for facts in result.series.slices] == [0, 2, 4, 6, 8]
    assert result.series.slices[0].thickness_mm == 2.0


def test_a_missing_frame_is_a_missing_slice(tmp_path, write_image, truth):
    volume = opened(enhanced(tmp_path, write_image, truth, order=range(8), drop=(3,))).volume
    assert volume.geometry_fault == "Slice 4 of 8 is missing (4.0 mm gap at 6.0 mm)."
    assert volume.slice_positions_mm == (0, 2, 4, 8, 10, 12, 14)


def test_stacks_and_directions_of_one_file_are_volumes_of_their_own(tmp_path, write_image, truth):
    path = enhanced(tmp_path, write_image, truth, order=[2, 0, 3, 1], stacks="AABB")
    found = series_of(scan([path]))
    assert [series.part for series in found] == ["stack A", "stack B"]
    assert [[facts.frame for facts in series.slices] for series in found] == [[1, 3], [0, 2]]
    path = enhanced(tmp_path, write_image, truth, order=[0, 1, 2], turned=True)
    found = series_of(scan([path]))
    assert [(series.part, series.slice_count) for series in found] == [("axial 1", 2), ("axial 2", 1)]
    assert [series.geometry_fault for series in found] == ["", ""]
    np.testing.assert_allclose(load_series(found[1]).volume.affine_lps[:3, 2], (0, 0.5, 0))


@pytest.mark.parametrize(
    ("how", "sentence", "count"),
    [
        ({"order": [0, 1, 0, 1]}, "nothing in the headers tells them apart", 2),
        ({"order": [0, 1, 2], "nowhere": True}, "The frames carry no position in the patient.", 1),
    ],
)
def test_frames_that_are_no_stack_open_and_refuse_a_grid(tmp_path, write_image, truth, how, sentence, count):
    found = series_of(scan([enhanced(tmp_path, write_image, truth, **how)]))
    assert len(found) == count
    for series in found:
        volume = load_series(series).volume
        assert sentence in volume.geometry_fault
        with pytest.raises(GeometryError):
            volume.require_uniform("Conversion")


def test_cine_frames_are_time(tmp_path, write_image):
    pixels = np.arange(4 * 2 * 3, dtype=np.uint8).reshape(4, 2, 3)
    path = write_image(tmp_path / "us", pixels, Modality="US")
    volume = opened(path).volume
    np.testing.assert_array_equal(volume.voxels, pixels)
    assert volume.geometry_fault == "The frames follow each other in time, not in space."
    path = write_image(tmp_path / "ot", pixels, Modality="OT", FrameTime=40)
    assert opened(path).volume.geometry_fault == "The frames follow each other in time, not in space."
    path = write_image(tmp_path / "sc", pixels, Modality="OT")
    assert opened(path).volume.geometry_fault == "The frames carry no position in the patient."


def test_single_frame_of_several_is_no_stack(tmp_path, write_image):
    path = write_image(tmp_path / "us", np.zeros((1, 2, 3), np.uint8), Modality="US")
    assert opened(path).volume.geometry_fault == ""


@pytest.mark.parametrize("offsets", [[0, 3, 6], [0, -3, -6]])
def test_dose_grid_is_placed_by_its_offsets(tmp_path, write_image, offsets):
    pixels = np.stack([np.full((2, 2), index, np.uint16) for index in range(3)])
    path = write_image(
        tmp_path / "dose",
        pixels,
        Modality="RTDOSE",
        ImagePositionPatient=[1, 2, 10],
        ImageOrientationPatient=[1, 0, 0, 0, 1, 0],
        PixelSpacing=[2, 2],
        GridFrameOffsetVector=offsets,
    )
    volume = opened(path).volume
    assert volume.spacing_mm == pytest.approx((3, 2, 2))
    assert volume.geometry_fault == ""
    for index, offset in enumerate(offsets):
        at = np.rint(volume.to_index((1.0, 2.0, 10.0 + offset))).astype(int)
        assert volume.voxels[tuple(at)] == index


def test_rescale_slope_of_zero_is_no_slope(tmp_path, write_image):
    path = write_image(tmp_path / "x", np.full((2, 2), 5, np.int16), RescaleSlope=0, RescaleIntercept=1)
    assert opened(path).volume.voxels.ravel().tolist() == [6] * 4


def test_source_data_set_is_never_changed(tmp_path, write_image, truth):
    path = enhanced(tmp_path, write_image, truth, order=[1, 0])
    before = path.read_bytes()
    opened(path)
    assert path.read_bytes() == before
    assert pydicom.dcmread(path).NumberOfFrames == 2
