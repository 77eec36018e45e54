"""What is damaged, or says too little, is refused in a sentence or left out; nothing is guessed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import highdicom as hd
import numpy as np
import pytest
from pydicom import dcmread
from pydicom.dataset import Dataset
from pydicom.sr.codedict import codes
from pydicom.uid import generate_uid

from app.dicom.results_read.frame_planes import OwnGrid
from app.dicom.results_read.read import read_result, series_for
from app.dicom.results_read.sr_graphics import Area, drawn
from app.dicom.results_read.target_grid import TargetGrid
from app.dicom.series_load import OpenSeries
from app.errors import DicomReadError

OpenCt = Callable[..., OpenSeries]
SPACE = "1.2.826.0.1.3680043.8.498.77"


@pytest.fixture
def changed(open_ct: OpenCt, tmp_path: Path) -> Callable[..., DicomReadError | None]:
    """Write a segmentation, change its header, read it; gives the refusal."""
    opened = open_ct("oblique")
    sources = [dcmread(instance.path) for instance in opened.series.instances]
    for header in sources:
        for keyword in ("PatientBirthDate", "PatientSex", "StudyID", "AccessionNumber", "ReferringPhysicianName"):
            setattr(header, keyword, None)
    segment = hd.seg.SegmentDescription(
        1, "A", codes.SCT.AnatomicalStructure, codes.SCT.Lung, hd.seg.SegmentAlgorithmTypeValues.MANUAL
    )
    hd.seg.Segmentation(
        sources,
        np.ones(opened.volume.shape, np.uint8),
        hd.seg.SegmentationTypeValues.BINARY,
        [segment],
        generate_uid(),
        9,
        generate_uid(),
        1,
        "Elsewhere",
        "Marker",
        "7",
        "1",
    ).save_as(tmp_path / "seg.dcm")

    def make(change: Callable[[Dataset], None]) -> DicomReadError | None:
        seg = dcmread(tmp_path / "seg.dcm")
        change(seg)
        seg.save_as(tmp_path / "changed.dcm")
        try:
            read_result(tmp_path / "changed.dcm", opened)
        except DicomReadError as error:
            return error
        return None

    return make


def no_segments(seg: Dataset) -> None:
    del seg.SegmentSequence


def other_kind(seg: Dataset) -> None:
    seg.SegmentationType = "SURFACE"


def two_directions(seg: Dataset) -> None:
    plane = Dataset()
    plane.ImageOrientationPatient = [1, 0, 0, 0, 1, 0]
    seg.PerFrameFunctionalGroupsSequence[1].PlaneOrientationSequence = [plane]


def no_spacing(seg: Dataset) -> None:
    del seg.SharedFunctionalGroupsSequence[0].PixelMeasuresSequence


def without_place(seg: Dataset) -> None:
    for group in seg.PerFrameFunctionalGroupsSequence:
        del group.PlanePositionSequence


def without_place_and_source(seg: Dataset) -> None:
    without_place(seg)
    for group in seg.PerFrameFunctionalGroupsSequence:
        group.DerivationImageSequence = []


def without_place_of_other_size(seg: Dataset) -> None:
    without_place(seg)
    seg.Rows, seg.Columns = 6, 30


def no_number(seg: Dataset) -> None:
    for group in (*seg.SharedFunctionalGroupsSequence, *seg.PerFrameFunctionalGroupsSequence):
        group.SegmentIdentificationSequence = []


def torn(seg: Dataset) -> None:
    seg.PixelData = seg.PixelData[:20]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (no_segments, "kind that cannot be read"),
        (other_kind, "kind that cannot be read"),
        (two_directions, "several directions"),
        (no_spacing, "several directions"),
        (without_place_and_source, "does not say on which images"),
        (without_place_of_other_size, "other rows and columns"),
        (no_number, "belongs to no segment"),
        (torn, "pixel"),
    ],
)
def test_segmentations(
    changed: Callable[..., DicomReadError | None], change: Callable[[Dataset], None], words: str
) -> None:
    error = changed(change)
    assert error is not None
    assert words in str(error)


def test_a_segmentation_without_places_goes_by_its_sources(changed: Callable[..., DicomReadError | None]) -> None:
    assert changed(without_place) is None


def test_a_single_plane_is_as_thick_as_it_says() -> None:
    grid = OwnGrid(
        np.zeros((1, 3)),
        np.array([1.0, 0, 0]),
        np.array([0.0, 1, 0]),
        np.array([0.0, 0, 1]),
        (1.0, 1.0),
        (4, 4),
        3.0,
    )
    voxels, inside = grid.nearest(np.array([[2.2, 1.4, 1.4], [2.2, 1.4, 1.6], [9.0, 0.0, 0.0]]))
    assert voxels[0].tolist() == [0, 1, 2]
    assert inside.tolist() == [True, False, False]


def graphic(kind: str, values: object, *, value_type: str = "SCOORD3D", space: str = SPACE) -> Dataset:
    item = Dataset()
    item.ValueType, item.GraphicType, item.GraphicData = value_type, kind, values
    item.ReferencedFrameOfReferenceUID = space
    return item


@pytest.mark.parametrize(
    ("kind", "points"),
    [
        ("ELLIPSOID", [(1, 2, 3)] * 6),
        ("POLYGON", [(0, 2, 2), (2, 2, 6), (4, 8, 6)]),
        ("POINT", [(99, 2, 2)]),
        ("POLYLINE", [(1, 2, 2)]),
    ],
)
def test_graphics_that_have_no_place_on_slices(open_ct: OpenCt, kind: str, points: list[tuple[int, int, int]]) -> None:
    opened = open_ct("oblique")
    values = opened.volume.to_lps_mm(points).ravel().tolist()
    assert drawn(graphic(kind, values), TargetGrid(opened), SPACE) is None


def test_damaged_graphics(open_ct: OpenCt) -> None:
    target = TargetGrid(open_ct("single"))
    assert drawn(graphic("POINT", []), target, SPACE) is None
    assert drawn(graphic("POINT", [1.0, 2.0]), target, SPACE) is None
    assert drawn(graphic("POINT", [1.0, 2.0, 3.0], value_type="SCOORD"), target, SPACE) is None


def test_points_of_one_slice_and_an_ellipse_in_space(open_ct: OpenCt) -> None:
    opened = open_ct("single", rows=30, columns=30)
    target = TargetGrid(opened)
    point = drawn(
        graphic("MULTIPOINT", opened.volume.to_lps_mm([(0, 2, 3), (0, 4, 5)]).ravel().tolist()), target, SPACE
    )
    assert point is not None
    np.testing.assert_allclose(point.points, [(0, 2, 3), (0, 4, 5)], atol=1e-4)
    ends = [(0, 10, 4), (0, 10, 20), (0, 6, 12), (0, 14, 12)]
    ellipse = drawn(graphic("ELLIPSE", opened.volume.to_lps_mm(ends).ravel().tolist()), target, SPACE)
    assert ellipse is not None
    assert ellipse.area is not None
    np.testing.assert_allclose(ellipse.area.line.max(axis=0), (14, 20), atol=0.02)


def test_only_upright_rectangles_are_boxes() -> None:
    assert Area(0, np.array([(1.0, 2), (1, 5), (4, 5), (4, 2)])).box == (1.0, 2.0, 4.0, 5.0)
    assert Area(0, np.array([(1.0, 2), (2, 5), (4, 5), (4, 2)])).box is None
    assert Area(0, np.array([(1.0, 2), (4, 5), (1, 5), (4, 2)])).box is None
    assert Area(0, np.array([(1.0, 2), (4, 5), (1, 5)])).box is None


def test_a_series_without_files_of_it_is_not_found(open_ct: OpenCt) -> None:
    opened = open_ct()
    assert series_for(opened.series.instances[0].path, (opened.series,)) is None
