"""Points in structured reports: on their image, or between images in the patient; read back at the same place."""

from __future__ import annotations

import dataclasses
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import highdicom
import numpy as np
import pytest
from pydicom import dcmread
from pydicom.uid import Comprehensive3DSRStorage, ComprehensiveSRStorage

from ai.inference.provenance import BoxOrigin
from ai.inference.results import Detection, ModelResult, Point
from ai.library.card import Code, Label
from app.dicom.export.sr_write import write_sr
from app.dicom.results_read.read import read_result
from app.dicom.series_load import OpenSeries
from app.imaging.finding_rows import finding_rows, findings_csv
from app.imaging.own_masks import boxes_of_person
from app.imaging.report import report_of
from app.imaging.true_place import to_lps_mm

MakeResult = Callable[[OpenSeries], ModelResult]
CARINA = Label("carina", "Carina", Code("28700002", "SCT", "Carina"))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "sr.dcm"


def of_person(opened: OpenSeries, *points: Point) -> ModelResult:
    marked = tuple(Detection(CARINA, None, None, at, at, origin=BoxOrigin.PERSON) for at in points)
    return boxes_of_person(opened.volume.source_id, marked)


def test_a_point_on_a_slice_is_one_of_that_image(stack: OpenSeries, path: Path) -> None:
    last = stack.volume.shape[0] - 1
    write_sr(of_person(stack, (last, 2.25, 7.5)), stack, path)
    assert dcmread(path).SOPClassUID == ComprehensiveSRStorage
    (group,) = highdicom.sr.srread(path).content.get_planar_roi_measurement_groups()
    region = group.roi
    assert region.GraphicType == "POINT"
    np.testing.assert_allclose(region.GraphicData, (8.0, 2.75))
    assert group.finding_type.meaning == "Carina"
    assert group.tracking_identifier == "reader carina 1"
    (back,) = read_result(path, stack).detections
    assert (back.is_point, back.origin, back.score) == (True, BoxOrigin.PERSON, None)
    assert back.label.title == "Carina"
    assert back.low == pytest.approx((last, 2.25, 7.5), abs=1e-4)


@pytest.fixture
def placed(ct: OpenSeries) -> OpenSeries:
    """A scan whose slices say that they are of one space."""
    return dataclasses.replace(ct, frame_of_reference_uid="1.2.826.0.1.3680043.8.498.77")


def test_without_a_space_it_lies_on_the_nearest_image(ct: OpenSeries, path: Path) -> None:
    assert not ct.frame_of_reference_uid
    write_sr(of_person(ct, (1.4, 2.25, 7.5)), ct, path)
    assert dcmread(path).SOPClassUID == ComprehensiveSRStorage
    (back,) = read_result(path, ct).detections
    assert back.low == pytest.approx((1.0, 2.25, 7.5), abs=1e-4)


def test_a_point_between_slices_is_told_in_the_patient(placed: OpenSeries, path: Path) -> None:
    ct, at = placed, (1.4, 2.25, 7.5)
    write_sr(of_person(ct, at, (2.0, 3.0, 3.0)), ct, path)
    assert dcmread(path).SOPClassUID == Comprehensive3DSRStorage
    between, on_slice = highdicom.sr.srread(path).content.get_planar_roi_measurement_groups()
    assert (between.roi.ValueType, on_slice.roi.ValueType) == ("SCOORD3D", "SCOORD")
    np.testing.assert_allclose(between.roi.GraphicData, to_lps_mm(ct.volume, at), atol=1e-3)
    first, second = read_result(path, ct).detections
    assert first.low == pytest.approx(at, abs=1e-3)
    assert second.low == pytest.approx((2.0, 3.0, 3.0), abs=1e-3)


def test_a_film_has_points_in_pixels_alone(radiograph: OpenSeries, path: Path) -> None:
    write_sr(of_person(radiograph, (0.0, 5.1, 6.2)), radiograph, path)
    (group,) = highdicom.sr.srread(path).content.get_planar_roi_measurement_groups()
    np.testing.assert_allclose(group.roi.GraphicData, (6.7, 5.6), atol=1e-5)
    (row,) = finding_rows(of_person(radiograph, (0.0, 5.1, 6.2)), radiograph.volume)
    assert (row.kind, row.point) == ("point", "0.000 5.100 6.200")


def test_a_point_of_a_model_keeps_score_and_probability(ct: OpenSeries, path: Path, make_result: MakeResult) -> None:
    at = (1.0, 5.0, 6.0)
    point = Detection(CARINA, 0.9, 0.7, at, at)
    write_sr(dataclasses.replace(make_result(ct), structures=(), measurements=(), detections=(point,)), ct, path)
    (back,) = read_result(path, ct).detections
    assert (back.is_point, back.origin) == (True, BoxOrigin.MODEL)
    assert (back.score, back.probability) == pytest.approx((0.9, 0.7))


@pytest.mark.skipif(shutil.which("dsrdump") is None, reason="dcmtk is not installed")
@pytest.mark.parametrize("slice_index", [1.0, 1.4])
def test_dcmtk_reads_it(placed: OpenSeries, path: Path, slice_index: float) -> None:
    write_sr(of_person(placed, (slice_index, 5.0, 6.0)), placed, path)
    told = subprocess.run(["dsrdump", str(path)], check=True, capture_output=True, text=True)
    assert "POINT" in told.stdout
    assert "Carina" in told.stdout
    assert "error" not in told.stderr.lower()


def test_the_table_and_the_page_tell_where_it_is(ct: OpenSeries) -> None:
    at = (1.4, 2.25, 7.5)
    result = of_person(ct, at)
    (row,) = finding_rows(result, ct.volume)
    assert (row.kind, row.first_slice, row.last_slice, row.box) == ("point", 2, 2, "")
    assert (row.point, row.note, row.model, row.state) == ("1.400 2.250 7.500", "by a person", "", "drawn by a person")
    told = np.array([float(each) for each in row.point_lps_mm.split()])
    np.testing.assert_allclose(told, to_lps_mm(ct.volume, at), atol=0.006)
    header, line, _ = findings_csv([row]).splitlines()
    assert header.split(",")[-2:] == ["point", "point_lps_mm"]
    assert line.startswith("point,carina,Carina")
    page = report_of(result, ct.volume, patient=None, series="CT", pictures=())
    assert page.rows == (("Carina", "", "slice 2, by a person"),)
