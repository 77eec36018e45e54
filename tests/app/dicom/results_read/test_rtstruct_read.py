"""Contours in mm as masks: exact at voxel centres, holes, any plane of the space, honest about what is left out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import ImplicitVRLittleEndian, RTStructureSetStorage, generate_uid

from ai.inference.results import ModelResult
from app.dicom.export.rtstruct_write import write_rtstruct
from app.dicom.results_read.read import read_result
from app.dicom.series_load import OpenSeries
from app.errors import DicomReadError

OpenCt = Callable[..., OpenSeries]
SPACE = "1.2.826.0.1.3680043.8.498.77"

Contour = tuple[str, np.ndarray]


def write(path: Path, regions: dict[str, Sequence[Contour]], space: str = SPACE) -> Path:
    """A structure set of another maker; contours as (kind, (points, 3) LPS mm)."""
    document = Dataset()
    document.file_meta = FileMetaDataset()
    document.file_meta.TransferSyntaxUID = ImplicitVRLittleEndian
    document.SOPClassUID, document.SOPInstanceUID = RTStructureSetStorage, generate_uid()
    document.StudyInstanceUID, document.SeriesInstanceUID = "1.2.826.0.1.3680043.8.498.1", "1.9.9"
    document.Modality, document.Manufacturer, document.SoftwareVersions = "RTSTRUCT", "Planner", "3.1"
    document.StructureSetLabel = "Plan"
    document.StructureSetROISequence, document.ROIContourSequence = [], []
    for number, (name, contours) in enumerate(regions.items(), start=1):
        region, item = Dataset(), Dataset()
        region.ROINumber, region.ROIName, region.ReferencedFrameOfReferenceUID = number, name, space
        item.ReferencedROINumber, item.ROIDisplayColor = number, [10, 20 * number, 200]
        item.ContourSequence = []
        for kind, points in contours:
            contour = Dataset()
            contour.ContourGeometricType, contour.NumberOfContourPoints = kind, len(points)
            contour.ContourData = [f"{value:.6f}" for value in points.ravel()]
            item.ContourSequence.append(contour)
        document.StructureSetROISequence.append(region)
        document.ROIContourSequence.append(item)
    document.save_as(path, enforce_file_format=True)
    return path


def on_slice(opened: OpenSeries, index: float, corners: Sequence[tuple[float, float]]) -> np.ndarray:
    """(row, column) corners on a slice as LPS mm, from the place that the file tells of it."""
    low = int(np.floor(index))
    origin = np.array(opened.series.slices[low].position_lps_mm) + (index - low) * opened.volume.affine_lps[:3, 0]
    return origin + np.array(corners) @ opened.volume.affine_lps[:3, 1:3].T


SQUARE = [(1.5, 2.5), (1.5, 10.5), (9.5, 10.5), (9.5, 2.5)]
HOLE = [(3.5, 4.5), (6.5, 4.5), (6.5, 8.5), (3.5, 8.5)]


def square_with_hole() -> np.ndarray:
    mask = np.zeros((12, 15), dtype=bool)
    mask[2:10, 3:11] = True
    mask[4:7, 5:9] = False
    return mask


def test_our_own_comes_back_equal_on_every_geometry(
    opened: OpenSeries, tmp_path: Path, result_of: Callable[..., ModelResult], masks_for: Callable[..., np.ndarray]
) -> None:
    masks = masks_for(opened.volume.shape, 3)
    write_rtstruct(result_of(opened, masks), opened, tmp_path / "rt.dcm")
    read = read_result(tmp_path / "rt.dcm", opened)
    assert not any("ontours" in note for note in read.notes)
    for structure, mask in zip(read.structures, masks, strict=True):
        np.testing.assert_array_equal(structure.mask, mask)


def test_holes_as_lines_of_their_own_and_by_keyhole(opened: OpenSeries, tmp_path: Path) -> None:
    keyhole = [*SQUARE, SQUARE[0], *HOLE, HOLE[0]]
    regions = {
        "inner line": [("CLOSED_PLANAR", on_slice(opened, 0, each)) for each in (SQUARE, HOLE)],
        "exclusive or": [("CLOSEDPLANAR_XOR", on_slice(opened, 0, each)) for each in (HOLE, SQUARE)],
        "keyhole": [("CLOSED_PLANAR", on_slice(opened, 0, keyhole))],
    }
    read = read_result(write(tmp_path / "rt.dcm", regions), opened)
    assert [each.label.title for each in read.structures] == list(regions)
    for structure in read.structures:
        np.testing.assert_array_equal(structure.mask[0], square_with_hole())
        assert not structure.mask[1:].any()
    assert read.structures[1].colour == (10, 40, 200)
    assert read.provenance.maker == "Planner 3.1"
    assert not read.notes


def test_slanted_line_fills_the_centres_inside(open_ct: OpenCt, tmp_path: Path) -> None:
    opened = open_ct("oblique", rows=40, columns=50)
    corners = np.array([(3.2, 7.9), (35.1, 20.3), (20.7, 46.2), (15.3, 22.2)])
    read = read_result(write(tmp_path / "rt", {"a": [("CLOSED_PLANAR", on_slice(opened, 3, corners))]}), opened)
    centres = np.stack(np.mgrid[:40, :50], axis=-1).reshape(-1, 2).astype(float)
    # Angles under which the sides are seen from a centre add up to a whole turn where it is inside.
    sides = corners[None] - centres[:, None]
    after = np.roll(sides, -1, axis=1)
    cross = sides[..., 0] * after[..., 1] - sides[..., 1] * after[..., 0]
    turned = np.abs(np.arctan2(cross, (sides * after).sum(axis=-1)).sum(axis=1)) > np.pi
    np.testing.assert_array_equal(read.structures[0].mask[3], turned.reshape(40, 50))


def test_between_two_slices_the_nearest_is_taken_and_told(open_ct: OpenCt, tmp_path: Path) -> None:
    opened = open_ct("oblique")
    path = write(tmp_path / "rt.dcm", {"a": [("CLOSED_PLANAR", on_slice(opened, 2.4, SQUARE))]})
    read = read_result(path, opened)
    assert np.flatnonzero(read.structures[0].mask.any(axis=(1, 2))).tolist() == [2]
    assert read.notes == ("Contours between slices, drawn on the nearest one: 1.",)


def test_what_cannot_be_drawn_is_counted(open_ct: OpenCt, tmp_path: Path) -> None:
    opened = open_ct("gapped")
    step, down = opened.volume.affine_lps[:3, 0], opened.volume.affine_lps[:3, 1]
    upright = np.stack([np.array(opened.series.slices[0].position_lps_mm) + a * step + b * down for a, b in HOLE])
    regions = {
        "in the gap": [("CLOSED_PLANAR", on_slice(opened, 2.0, SQUARE))],
        "beyond": [("CLOSED_PLANAR", on_slice(opened, 0, SQUARE) - 3 * step)],
        "upright": [("CLOSED_PLANAR", upright)],
        "line": [("OPEN_PLANAR", on_slice(opened, 0, SQUARE))],
        "point": [("POINT", on_slice(opened, 1, [(4.2, 6.7)]))],
    }
    # The second slice of the file is missing: slice 2 of the stack lies where slice 3 would.
    regions["in the gap"] = [("CLOSED_PLANAR", on_slice(opened, 2.0, SQUARE) - step)]
    read = read_result(write(tmp_path / "rt.dcm", regions), opened)
    assert [int(each.mask.sum()) for each in read.structures] == [0, 0, 0, 0, 1]
    assert read.structures[4].mask[1, 4, 7]
    assert read.notes == (
        "Contours on no slice of the open series, left out: 2.",
        "Contours that are not parallel to the slices, left out: 1.",
        "Contours without an inside, left out: 1.",
    )


def test_another_space_is_refused(open_ct: OpenCt, tmp_path: Path) -> None:
    opened = open_ct()
    path = write(tmp_path / "rt.dcm", {"a": [("CLOSED_PLANAR", on_slice(opened, 0, SQUARE))]}, space="1.2.99")
    with pytest.raises(DicomReadError, match="another space"):
        read_result(path, opened)


def test_images_without_a_place_are_refused(radiograph: Callable[..., Path], open_ct: OpenCt, tmp_path: Path) -> None:
    from app.dicom.series_load import load_series
    from app.dicom.study_scan import scan, series_of

    path = write(tmp_path / "rt.dcm", {"a": [("CLOSED_PLANAR", on_slice(open_ct(), 0, SQUARE))]})
    (series,) = series_of(scan([radiograph()]))
    with pytest.raises(DicomReadError, match="does not say where"):
        read_result(path, load_series(series))


@pytest.mark.realdata
def test_a_real_structure_set_of_another_patient_is_refused(shared_data: Path, open_ct: OpenCt) -> None:
    with pytest.raises(DicomReadError):
        read_result(shared_data / "conformance" / "files" / "36_rtstruct.dcm", open_ct())
