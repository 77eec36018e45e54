"""Masks as DICOM SEG: written, read by three other readers, equal; and never left on the disk when they differ."""

from __future__ import annotations

import dataclasses
import errno
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import highdicom
import numpy as np
import pytest
import SimpleITK as sitk  # noqa: N813 - the name that SimpleITK's own documents use
from pydicom import dcmread
from pydicom.dataset import Dataset

from ai.inference.results import ModelResult, Structure
from app.dicom.export import seg_check, seg_write
from app.dicom.export.seg_write import write_seg
from app.dicom.export.source_images import source_images
from app.dicom.series_load import OpenSeries
from app.errors import ExportError

MakeResult = Callable[..., ModelResult]


@pytest.fixture(autouse=True)
def path(tmp_path: Path) -> Path:
    folder = tmp_path / "out"
    folder.mkdir()
    return folder / "seg.dcm"


def masks_by_source(path: Path, segment: int) -> dict[tuple[str, int], np.ndarray]:
    """(SOP Instance UID, frame) -> mask of one segment, as highdicom reads it."""
    seg = highdicom.seg.segread(path)
    found: dict[tuple[str, int], np.ndarray] = {}
    pixels = seg.pixel_array if seg.NumberOfFrames > 1 else seg.pixel_array[None]
    for frame, group in enumerate(seg.PerFrameFunctionalGroupsSequence):
        if group.SegmentIdentificationSequence[0].ReferencedSegmentNumber != segment:
            continue
        source = group.DerivationImageSequence[0].SourceImageSequence[0]
        key = str(source.ReferencedSOPInstanceUID), int(source.get("ReferencedFrameNumber") or 1) - 1
        found[key] = pixels[frame].astype(bool)
    return found


def test_every_geometry_comes_back_equal_on_its_source_frames(
    stack: OpenSeries, path: Path, make_result: MakeResult
) -> None:
    result = make_result(stack)
    write_seg(result, stack, path)
    for number, structure in enumerate(result.structures, start=1):
        found = masks_by_source(path, number)
        for index, facts in enumerate(stack.series.slices):
            key = stack.series.instances[facts.instance].sop_instance_uid, facts.frame
            np.testing.assert_array_equal(found.pop(key), structure.mask[index])
        assert not any(mask.any() for mask in found.values())


def test_highdicom_resamples_it_onto_the_affine_of_the_volume(
    ct: OpenSeries, path: Path, make_result: MakeResult
) -> None:
    result = make_result(ct)
    write_seg(result, ct, path)
    volume = highdicom.seg.segread(path).get_volume(segment_numbers=[2], combine_segments=True)
    # highdicom may run through the slices the other way; its affine then says so.
    for index in np.ndindex(*ct.volume.shape):
        if sum(index) % 7:
            continue
        there = np.linalg.solve(volume.affine, [*ct.volume.to_lps_mm(index), 1])[:3]
        assert np.allclose(there, np.round(there), atol=1e-3)
        i, j, k = np.round(there).astype(int)
        assert bool(volume.array[i, j, k]) == bool(result.structures[1].mask[index])


def test_pydicom_alone_reads_the_same_pixels(radiograph: OpenSeries, path: Path, make_result: MakeResult) -> None:
    result = make_result(radiograph)
    write_seg(result, radiograph, path)
    frames = dcmread(path).pixel_array
    for frame, structure in zip(frames, result.structures, strict=True):
        np.testing.assert_array_equal(frame > 0, structure.mask[0])


def test_simpleitk_reads_the_same_pixels(ct: OpenSeries, path: Path, make_result: MakeResult) -> None:
    result = make_result(ct)
    write_seg(result, ct, path)
    frames = sitk.GetArrayFromImage(sitk.ReadImage(str(path)))
    # Frames lie segment after segment, in each from the first slice on or from the last one.
    per_segment = frames.reshape(3, *ct.volume.shape) > 0
    for found, structure in zip(per_segment, result.structures, strict=True):
        assert np.array_equal(found, structure.mask) or np.array_equal(found[::-1], structure.mask)


@pytest.mark.skipif(shutil.which("dcmdump") is None, reason="dcmtk is not installed")
def test_dcmtk_reads_it_without_complaint(radiograph: OpenSeries, path: Path, make_result: MakeResult) -> None:
    write_seg(make_result(radiograph), radiograph, path)
    done = subprocess.run(["dcmdump", "-q", str(path)], capture_output=True, text=True, check=False)
    assert done.returncode == 0
    assert done.stderr == ""


def test_a_radiograph_keeps_rows_columns_letters_spacing_and_reference(
    radiograph: OpenSeries, path: Path, make_result: MakeResult
) -> None:
    write_seg(make_result(radiograph), radiograph, path)
    seg = dcmread(path)
    assert (seg.Rows, seg.Columns) == radiograph.volume.shape[1:]
    assert list(seg.PatientOrientation) == ["L", "F"]
    assert "FrameOfReferenceUID" not in seg
    measures = seg.SharedFunctionalGroupsSequence[0].PixelMeasuresSequence[0]
    assert [float(value) for value in measures.PixelSpacing] == [0.35, 0.35]
    source = seg.PerFrameFunctionalGroupsSequence[0].DerivationImageSequence[0].SourceImageSequence[0]
    assert source.ReferencedSOPInstanceUID == radiograph.series.instances[0].sop_instance_uid


def test_without_spacing_none_is_invented(
    make_radiograph: Callable[[Callable[[Dataset], None]], OpenSeries], path: Path, make_result: MakeResult
) -> None:
    def change(header: Dataset) -> None:
        del header.PixelSpacing

    opened = make_radiograph(change)
    write_seg(make_result(opened), opened, path)
    assert "PixelMeasuresSequence" not in dcmread(path).SharedFunctionalGroupsSequence[0]


def test_segments_carry_codes_sides_and_the_model(ct: OpenSeries, path: Path, make_result: MakeResult) -> None:
    write_seg(make_result(ct), ct, path)
    seg = dcmread(path)
    lung, heart, clavicle = seg.SegmentSequence
    assert [item.SegmentLabel for item in seg.SegmentSequence] == ["Right lung", "Heart", "Left clavicle"]
    kinds = [item.SegmentedPropertyTypeCodeSequence[0] for item in (lung, heart, clavicle)]
    assert [kind.CodeValue for kind in kinds] == ["39607008", "80891009", "51299004"]
    sides = [kind.get("SegmentedPropertyTypeModifierCodeSequence") for kind in kinds]
    assert sides[0][0].CodeValue == "24028007"
    assert sides[1] is None
    assert sides[2][0].CodeValue == "7771000"
    algorithm = lung.SegmentationAlgorithmIdentificationSequence[0]
    assert lung.SegmentAlgorithmType == "AUTOMATIC"
    assert (algorithm.AlgorithmName, algorithm.AlgorithmVersion) == ("cxr-anatomy", "0.1.0")
    assert "ab" * 32 in algorithm.AlgorithmParameters
    assert seg.ContentDescription == "Research use only, not for diagnosis"
    purposes = [item.PurposeOfReferenceCodeSequence[0].CodeMeaning for item in seg.ContributingEquipmentSequence]
    assert "Processing Equipment" in purposes
    assert (seg.PatientID, seg.StudyInstanceUID) == ("P1", "1.2.3.4")


def test_without_known_axes_no_side_of_the_patient_is_claimed(
    make_radiograph: Callable[[Callable[[Dataset], None]], OpenSeries], path: Path, make_result: MakeResult
) -> None:
    def change(header: Dataset) -> None:
        del header.PatientOrientation

    opened = make_radiograph(change)
    write_seg(make_result(opened), opened, path)
    seg = dcmread(path)
    assert seg.SegmentSequence[0].SegmentLabel == "Lung, image left"
    for item in seg.SegmentSequence:
        assert "SegmentedPropertyTypeModifierCodeSequence" not in item.SegmentedPropertyTypeCodeSequence[0]
    assert not seg.PatientOrientation


def test_an_empty_result_is_written_as_such(ct: OpenSeries, path: Path, make_result: MakeResult) -> None:
    full = make_result(ct)
    empty = [dataclasses.replace(item, labelled=np.zeros_like(item.mask)) for item in full.structures]
    write_seg(dataclasses.replace(full, structures=tuple(empty)), ct, path)
    assert not highdicom.seg.segread(path).pixel_array.any()


def test_an_empty_result_of_a_multi_frame_image_is_written_as_such(
    path: Path, make_result: MakeResult, make_enhanced: Callable[[], OpenSeries]
) -> None:
    opened = make_enhanced()
    full = make_result(opened)
    empty = [dataclasses.replace(item, labelled=np.zeros_like(item.mask)) for item in full.structures]
    write_seg(dataclasses.replace(full, structures=tuple(empty)), opened, path)
    assert dcmread(path).NumberOfFrames == 3 * opened.series.instances[0].frames


def test_several_multi_frame_images_are_refused(
    path: Path, make_result: MakeResult, make_enhanced: Callable[[], OpenSeries]
) -> None:
    opened = make_enhanced()
    twice = dataclasses.replace(opened.series, instances=opened.series.instances * 2)
    with pytest.raises(ExportError, match="spread over 2 multi-frame images"):
        write_seg(make_result(opened), dataclasses.replace(opened, series=twice), path)


def test_spacing_on_the_detector_is_kept(radiograph: OpenSeries, path: Path, make_result: MakeResult) -> None:
    # (0018,1164) only: the header scan gives no Pixel Spacing, the volume has it.
    bare = dataclasses.replace(radiograph.series.instances[0], pixel_spacing_mm=None)
    opened = dataclasses.replace(radiograph, series=dataclasses.replace(radiograph.series, instances=(bare,)))
    write_seg(make_result(opened), opened, path)
    measures = dcmread(path).SharedFunctionalGroupsSequence[0].PixelMeasuresSequence[0]
    assert [float(value) for value in measures.PixelSpacing] == [0.35, 0.35]


def test_one_empty_structure_keeps_its_segment(ct: OpenSeries, path: Path, make_result: MakeResult) -> None:
    full = make_result(ct)
    first = dataclasses.replace(full.structures[0], labelled=np.zeros_like(full.structures[0].mask))
    write_seg(dataclasses.replace(full, structures=(first, *full.structures[1:])), ct, path)
    assert len(dcmread(path).SegmentSequence) == 3


def test_nothing_of_the_series_but_its_identity_is_copied(
    make_radiograph: Callable[[Callable[[Dataset], None]], OpenSeries], path: Path, make_result: MakeResult
) -> None:
    def change(header: Dataset) -> None:
        header.OperatorsName = "Somebody^Else"
        header.PatientComments = "secret"

    opened = make_radiograph(change)
    write_seg(make_result(opened), opened, path)
    assert b"Somebody" not in path.read_bytes()
    assert b"secret" not in path.read_bytes()


def test_a_result_without_structures_is_refused(ct: OpenSeries, path: Path, make_result: MakeResult) -> None:
    with pytest.raises(ExportError, match="nothing to write"):
        write_seg(dataclasses.replace(make_result(ct), structures=()), ct, path)


def test_a_result_of_another_grid_is_refused(
    ct: OpenSeries, radiograph: OpenSeries, path: Path, make_result: MakeResult
) -> None:
    with pytest.raises(ExportError, match="another grid"):
        write_seg(make_result(radiograph), ct, path)


def test_slices_without_a_place_are_refused(ct: OpenSeries, path: Path, make_result: MakeResult) -> None:
    facts = tuple(dataclasses.replace(item, position_lps_mm=None) for item in ct.series.slices)
    lost = dataclasses.replace(ct, series=dataclasses.replace(ct.series, slices=facts))
    with pytest.raises(ExportError, match="where its slices lie"):
        write_seg(make_result(lost), lost, path)
    assert not path.exists()


def test_a_source_without_identity_is_refused(
    make_radiograph: Callable[[Callable[[Dataset], None]], OpenSeries], path: Path, make_result: MakeResult
) -> None:
    def change(header: Dataset) -> None:
        del header.StudyInstanceUID

    opened = make_radiograph(change)
    with pytest.raises(ExportError, match="no valid StudyInstanceUID"):
        write_seg(make_result(opened), opened, path)


def test_a_header_that_cannot_be_repeated_gives_a_sentence(ct: OpenSeries, path: Path, make_result: MakeResult) -> None:
    for instance in ct.series.instances:
        header = dcmread(instance.path)
        del header.FrameOfReferenceUID
        header.save_as(instance.path)
    bare = tuple(dataclasses.replace(item, position_lps_mm=None) for item in ct.series.instances)
    lost = dataclasses.replace(ct, series=dataclasses.replace(ct.series, instances=bare))
    with pytest.raises(ExportError, match="do not describe their geometry"):
        write_seg(make_result(lost), lost, path)


def test_a_full_disk_gives_a_sentence_and_leaves_nothing(
    ct: OpenSeries, path: Path, make_result: MakeResult, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("app.imaging.atomic.os.fsync", full)
    with pytest.raises(ExportError, match="no space left"):
        write_seg(make_result(ct), ct, path)
    assert list(path.parent.iterdir()) == []


@pytest.mark.parametrize("fault", ["mirrored", "other slice", "other label", "one pixel", "lost frame"])
def test_a_file_that_differs_is_not_kept(
    ct: OpenSeries, path: Path, make_result: MakeResult, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    result = make_result(ct)
    path.write_bytes(b"the older file")
    real = seg_write._planes

    def spoilt(*arguments: object) -> np.ndarray:
        planes: np.ndarray = real(*arguments)  # type: ignore[arg-type]
        if fault == "mirrored":
            return planes[:, :, ::-1]
        if fault == "other slice":
            return np.roll(planes, 1, axis=0)
        if fault == "other label":
            return planes[..., ::-1]
        if fault == "lost frame":
            planes[2, :, :, 1] = 0
        else:
            planes[2, 5, 7, 1] ^= 1
        return planes

    monkeypatch.setattr(seg_write, "_planes", spoilt)
    with pytest.raises(ExportError, match="differs from what is on the screen"):
        write_seg(result, ct, path)
    assert path.read_bytes() == b"the older file"
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize("fault", ["position", "orientation", "spacing", "no orientation", "rows", "twice", "segments"])
def test_a_wrong_place_is_found(ct: OpenSeries, path: Path, make_result: MakeResult, fault: str) -> None:
    result = make_result(ct)
    write_seg(result, ct, path)
    seg_check.check_seg(path, result, ct)
    seg = dcmread(path)
    shared = seg.SharedFunctionalGroupsSequence[0]
    frames = seg.PerFrameFunctionalGroupsSequence
    if fault == "position":
        place = frames[1].PlanePositionSequence[0]
        x, y, z = place.ImagePositionPatient
        place.ImagePositionPatient = [x, y, float(z) + 2.5]
    elif fault == "orientation":
        shared.PlaneOrientationSequence[0].ImageOrientationPatient = [-1, 0, 0, 0, 1, 0]
    elif fault == "spacing":
        shared.PixelMeasuresSequence[0].PixelSpacing = [0.7, 0.8]
    elif fault == "no orientation":
        del shared.PlaneOrientationSequence
    elif fault == "rows":
        seg.Rows, seg.Columns = seg.Columns, seg.Rows
    elif fault == "twice":
        frames[1] = frames[0]
        size = (seg.Rows * seg.Columns) // 8
        seg.PixelData = seg.PixelData[:size] * 2 + seg.PixelData[2 * size :]
    else:
        seg.SegmentSequence = seg.SegmentSequence[:2]
    seg.save_as(path)
    with pytest.raises(ExportError, match="differs from what is on the screen"):
        seg_check.check_seg(path, result, ct)


def shared_map(opened: OpenSeries, result: ModelResult, values: tuple[int, ...] = (5, 117, 2)) -> ModelResult:
    """A result whose structures share one map of numbers, with a number that no structure has."""
    rng = np.random.default_rng(11)
    labelled = rng.choice(np.array([0, 0, *values, 77], dtype=np.uint8), size=opened.volume.shape)
    labels = [each.label for each in result.structures]
    structures = tuple(Structure(label, labelled, value=value) for label, value in zip(labels, values, strict=True))
    return dataclasses.replace(result, structures=structures)


def test_a_shared_map_comes_back_equal_on_its_source_frames(
    stack: OpenSeries, path: Path, make_result: MakeResult
) -> None:
    result = shared_map(stack, make_result(stack))
    write_seg(result, stack, path)
    assert dcmread(path).SegmentsOverlap == "NO"
    for number, structure in enumerate(result.structures, start=1):
        found = masks_by_source(path, number)
        for index, facts in enumerate(stack.series.slices):
            key = stack.series.instances[facts.instance].sop_instance_uid, facts.frame
            np.testing.assert_array_equal(found.pop(key), structure.mask[index])
        assert not any(mask.any() for mask in found.values())


def test_a_map_with_every_value_changed_is_not_kept(
    ct: OpenSeries, path: Path, make_result: MakeResult, monkeypatch: pytest.MonkeyPatch
) -> None:
    result = shared_map(ct, make_result(ct))
    real = seg_write._planes

    def swapped(*arguments: object) -> np.ndarray:
        planes: np.ndarray = real(*arguments)  # type: ignore[arg-type]
        return np.array([0, 2, 1, 3], dtype=np.uint8)[planes]

    monkeypatch.setattr(seg_write, "_planes", swapped)
    with pytest.raises(ExportError, match="differs from what is on the screen"):
        write_seg(result, ct, path)
    assert not path.exists()


def test_a_hundred_structures_take_little_more_memory_than_one(
    ct: OpenSeries, path: Path, make_result: MakeResult
) -> None:
    rng = np.random.default_rng(3)
    labelled = rng.integers(0, 118, ct.volume.shape, dtype=np.uint8)
    label = make_result(ct).structures[0].label
    many = tuple(Structure(label, labelled, value=value) for value in range(1, 118))
    result = dataclasses.replace(make_result(ct), structures=many)
    images = source_images(ct).headers
    planes = seg_write._planes(result, ct, images)
    # One number per voxel, not one bool per voxel and structure.
    assert planes.nbytes == labelled.nbytes
    write_seg(result, ct, path)
    assert len(dcmread(path).SegmentSequence) == 117


def test_what_a_person_edited_is_not_called_automatic(ct: OpenSeries, path: Path, make_result: MakeResult) -> None:
    result = make_result(ct)
    first, *others = result.structures
    write_seg(dataclasses.replace(result, structures=(dataclasses.replace(first, edited=True), *others)), ct, path)
    edited, *left = dcmread(path).SegmentSequence
    assert edited.SegmentAlgorithmType == "SEMIAUTOMATIC"
    assert edited.SegmentDescription == "Mask of a model, edited by a person"
    assert {each.SegmentAlgorithmType for each in left} == {"AUTOMATIC"}
    assert not any("SegmentDescription" in each for each in left)
