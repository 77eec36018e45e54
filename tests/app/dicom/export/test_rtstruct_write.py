"""Contours in patient millimetres: filled on the source grid they are the mask again; dcmtk reads the set."""

from __future__ import annotations

import dataclasses
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest
from pydicom import dcmread
from pydicom.dataset import Dataset

from ai.inference.results import ModelResult
from ai.volume import SpacingKind
from app.dicom.export import rtstruct_write
from app.dicom.export.rtstruct_write import write_rtstruct
from app.dicom.series_load import OpenSeries
from app.errors import ExportError

MakeResult = Callable[[OpenSeries], ModelResult]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "contours.dcm"


def slice_by_source(opened: OpenSeries) -> dict[tuple[str, int], int]:
    return {
        (opened.series.instances[facts.instance].sop_instance_uid, facts.frame): index
        for index, facts in enumerate(opened.series.slices)
    }


def filled(contour: Dataset, opened: OpenSeries, index: int) -> np.ndarray:
    """(rows, columns) bool: the pixels whose centres lie inside a contour, by the places of the file alone."""
    header = dcmread(opened.series.instances[opened.series.slices[index].instance].path, stop_before_pixels=True)
    if "PerFrameFunctionalGroupsSequence" in header:
        group = header.PerFrameFunctionalGroupsSequence[opened.series.slices[index].frame]
        origin = np.array(group.PlanePositionSequence[0].ImagePositionPatient, dtype=float)
        shared = header.SharedFunctionalGroupsSequence[0]
        cosines = np.array(shared.PlaneOrientationSequence[0].ImageOrientationPatient, dtype=float)
        spacing = np.array(shared.PixelMeasuresSequence[0].PixelSpacing, dtype=float)
    else:
        origin = np.array(header.ImagePositionPatient, dtype=float)
        cosines = np.array(header.ImageOrientationPatient, dtype=float)
        spacing = np.array(header.PixelSpacing, dtype=float)
    places = np.array(contour.ContourData, dtype=float).reshape(-1, 3) - origin
    along, down = cosines[:3], cosines[3:]
    # All points lie in the plane of the slice.
    np.testing.assert_allclose(places @ np.cross(along, down), 0, atol=1e-3)
    points = np.stack([places @ along / spacing[1], places @ down / spacing[0]], axis=1)
    _, rows, columns = opened.volume.shape
    # Even-odd, pixel by pixel, by OpenCV's test of a point; lines never run through a centre.
    shape = points.astype(np.float32)[:, None, :]
    inside = [
        [cv2.pointPolygonTest(shape, (float(column), float(row)), False) > 0 for column in range(columns)]
        for row in range(rows)
    ]
    return np.array(inside)


def test_contours_fill_the_masks_on_their_slices(stack: OpenSeries, path: Path, make_rings: MakeResult) -> None:
    result = make_rings(stack)
    write_rtstruct(result, stack, path)
    written = dcmread(path)
    places = slice_by_source(stack)
    assert len(written.ROIContourSequence) == len(result.structures)
    for structure, roi in zip(result.structures, written.ROIContourSequence, strict=True):
        found = np.zeros(stack.volume.shape, dtype=bool)
        for contour in roi.ContourSequence:
            assert contour.ContourGeometricType == "CLOSED_PLANAR"
            assert contour.NumberOfContourPoints * 3 == len(contour.ContourData)
            (image,) = contour.ContourImageSequence
            frame = int(image.get("ReferencedFrameNumber") or 1) - 1
            index = places[str(image.ReferencedSOPInstanceUID), frame]
            inside = filled(contour, stack, index)
            assert not (found[index] & inside).any()
            found[index] |= inside
        np.testing.assert_array_equal(found, structure.mask)


def test_masks_without_any_shape_come_back(ct: OpenSeries, path: Path, make_result: MakeResult) -> None:
    result = make_result(ct)
    write_rtstruct(result, ct, path)
    places = slice_by_source(ct)
    found = np.zeros(ct.volume.shape, dtype=bool)
    for contour in dcmread(path).ROIContourSequence[1].ContourSequence:
        index = places[str(contour.ContourImageSequence[0].ReferencedSOPInstanceUID), 0]
        found[index] |= filled(contour, ct, index)
    np.testing.assert_array_equal(found, result.structures[1].mask)


def test_regions_tell_name_code_colour_and_maker(ct: OpenSeries, path: Path, make_rings: MakeResult) -> None:
    write_rtstruct(make_rings(ct), ct, path)
    written = dcmread(path)
    first, second = written.StructureSetROISequence
    assert [first.ROIName, second.ROIName] == ["Right lung", "Heart"]
    assert first.ROIGenerationAlgorithm == "AUTOMATIC"
    algorithm = first.ROIDerivationAlgorithmIdentificationSequence[0]
    assert (algorithm.AlgorithmName, algorithm.AlgorithmVersion) == ("cxr-anatomy", "0.1.0")
    code = written.RTROIObservationsSequence[1].RTROIIdentificationCodeSequence[0]
    assert (code.CodeValue, code.CodingSchemeDesignator) == ("80891009", "SCT")
    assert list(written.ROIContourSequence[0].ROIDisplayColor) == [60, 130, 255]
    assert written.ApprovalStatus == "UNAPPROVED"
    assert written.FrameOfReferenceUID == "1.2.3.4.6"
    referenced = written.ReferencedFrameOfReferenceSequence[0].RTReferencedStudySequence[0]
    images = referenced.RTReferencedSeriesSequence[0].ContourImageSequence
    assert len(images) == ct.volume.shape[0]


def test_an_empty_structure_keeps_its_name_and_has_no_contour(
    ct: OpenSeries, path: Path, make_rings: MakeResult
) -> None:
    result = make_rings(ct)
    empty = dataclasses.replace(result.structures[0], labelled=np.zeros(ct.volume.shape, bool))
    write_rtstruct(dataclasses.replace(result, structures=(empty, result.structures[1])), ct, path)
    written = dcmread(path)
    assert "ContourSequence" not in written.ROIContourSequence[0]
    assert written.StructureSetROISequence[0].ROIName == "Right lung"


@pytest.mark.skipif(shutil.which("drtdump") is None, reason="dcmtk is not installed")
def test_dcmtk_reads_the_set(stack: OpenSeries, path: Path, make_rings: MakeResult) -> None:
    write_rtstruct(make_rings(stack), stack, path)
    done = subprocess.run(["drtdump", str(path)], capture_output=True, text=True, check=False)
    assert done.returncode == 0
    assert not [line for line in (done.stdout + done.stderr).splitlines() if line.startswith(("E:", "F:"))]
    assert "AI cxr-anatomy 0.1.0, draft" in done.stdout


def test_a_contour_may_be_longer_than_explicit_vr_allows(ct: OpenSeries, path: Path, make_result: MakeResult) -> None:
    # A comb: one outline with more than 65,534 bytes of coordinates.
    rows, columns = ct.volume.shape[1:]
    big = np.zeros((1, 500, 499), dtype=bool)
    big[0, :, ::2], big[0, 250] = True, True
    affine = np.array(ct.volume.affine_lps)
    volume = dataclasses.replace(ct.volume, voxels=np.zeros(big.shape, np.int16), affine_lps=affine)
    series = dataclasses.replace(ct.series, instances=ct.series.instances[:1], slices=ct.series.slices[:1])
    opened = dataclasses.replace(ct, volume=volume, series=series)
    result = make_result(ct)
    structure = dataclasses.replace(result.structures[0], labelled=big, probability=None)
    write_rtstruct(dataclasses.replace(result, structures=(structure,)), opened, path)
    contours = dcmread(path).ROIContourSequence[0].ContourSequence
    assert max(len(str(contour.ContourData)) for contour in contours) > 65534
    assert (rows, columns) != big.shape[1:]


def test_noise_is_refused_in_a_sentence(
    ct: OpenSeries, path: Path, make_result: MakeResult, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rtstruct_write, "MOST_CONTOURS", 20)
    with pytest.raises(ExportError, match="fall into more than 20 pieces, as noise does"):
        write_rtstruct(make_result(ct), ct, path)
    assert not path.exists()


def test_images_without_a_place_are_refused(radiograph: OpenSeries, path: Path, make_result: MakeResult) -> None:
    with pytest.raises(ExportError, match="does not say where its images lie"):
        write_rtstruct(make_result(radiograph), radiograph, path)
    assert not path.exists()


@pytest.mark.parametrize("fault", ["axes", "spacing", "position"])
def test_what_is_not_known_of_the_patient_is_refused(
    ct: OpenSeries, path: Path, make_result: MakeResult, fault: str
) -> None:
    result = make_result(ct)
    if fault == "position":
        lost = dataclasses.replace(ct.series.slices[2], position_lps_mm=None)
        slices = (*ct.series.slices[:2], lost, *ct.series.slices[3:])
        opened = dataclasses.replace(ct, series=dataclasses.replace(ct.series, slices=slices))
    else:
        change = {"axes_known": False} if fault == "axes" else {"spacing_kind": SpacingKind.UNKNOWN}
        opened = dataclasses.replace(ct, volume=dataclasses.replace(ct.volume, **change))
    with pytest.raises(ExportError, match="does not say where its images lie"):
        write_rtstruct(result, opened, path)


def test_nothing_to_write_and_another_grid_are_refused(
    ct: OpenSeries, radiograph: OpenSeries, path: Path, make_result: MakeResult
) -> None:
    with pytest.raises(ExportError, match="nothing to write"):
        write_rtstruct(dataclasses.replace(make_result(ct), structures=()), ct, path)
    with pytest.raises(ExportError, match="another grid"):
        write_rtstruct(make_result(radiograph), ct, path)


def test_what_a_person_edited_is_not_called_automatic(ct: OpenSeries, path: Path, make_rings: MakeResult) -> None:
    result = make_rings(ct)
    first, *others = result.structures
    edited = dataclasses.replace(result, structures=(dataclasses.replace(first, edited=True), *others))
    write_rtstruct(edited, ct, path)
    region, *left = dcmread(path).StructureSetROISequence
    assert (region.ROIGenerationAlgorithm, region.ROIDescription) == (
        "SEMIAUTOMATIC",
        "Mask of a model, edited by a person",
    )
    assert {each.ROIGenerationAlgorithm for each in left} <= {"AUTOMATIC"}
