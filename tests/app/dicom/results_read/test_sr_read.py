"""Structured reports of others: numbers with their lines, regions, boxes, sentences."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from highdicom import sr
from pydicom import dcmread
from pydicom.dataset import Dataset
from pydicom.sr.codedict import codes
from pydicom.uid import generate_uid

from ai.inference.results import Caliper, Classification, Detection, Measurement, ModelResult, Verdict
from ai.library.card import Code, Label
from app.dicom.export.sr_write import write_sr
from app.dicom.results_read.read import read_result, series_for
from app.dicom.series_load import OpenSeries
from app.errors import DicomReadError

OpenCt = Callable[..., OpenSeries]
SPACE = "1.2.826.0.1.3680043.8.498.77"
NODULE = Label("nodule", "Nodule", Code("27925004", "SCT", "Nodule"))


def headers(opened: OpenSeries) -> list[Dataset]:
    found = [dcmread(instance.path) for instance in opened.series.instances]
    for header in found:
        for keyword in ("PatientBirthDate", "PatientSex", "StudyID", "AccessionNumber", "ReferringPhysicianName"):
            setattr(header, keyword, None)
    return found


def image_of(opened: OpenSeries, index: int) -> sr.SourceImageForRegion:
    instance = opened.series.instances[opened.series.slices[index].instance]
    return sr.SourceImageForRegion(instance.sop_class_uid, instance.sop_instance_uid)


def write(opened: OpenSeries, groups: Sequence[object], path: Path) -> Path:
    observer = sr.ObserverContext(
        codes.DCM.Device, sr.DeviceObserverIdentifyingAttributes(generate_uid(), name="Someone's device")
    )
    report = sr.MeasurementReport(
        observation_context=sr.ObservationContext(observer_device_context=observer),
        procedure_reported=codes.SCT.ComputedTomography,
        imaging_measurements=groups,
    )
    document = sr.Comprehensive3DSR(
        evidence=headers(opened),
        content=report[0],
        series_instance_uid=generate_uid(),
        series_number=9,
        sop_instance_uid=generate_uid(),
        instance_number=1,
        manufacturer="Elsewhere",
    )
    document.save_as(path)
    return path


def planar(region: object, *, name: str = "Lesion 1", numbers: Sequence[sr.Measurement] = ()) -> object:
    return sr.PlanarROIMeasurementsAndQualitativeEvaluations(
        tracking_identifier=sr.TrackingIdentifier(generate_uid(), name),
        referenced_region=region,
        finding_type=codes.SCT.Nodule,
        measurements=list(numbers) or None,
    )


def flat(kind: sr.GraphicTypeValues, points: object, opened: OpenSeries, index: int) -> sr.ImageRegion:
    return sr.ImageRegion(kind, np.array(points, dtype=float), image_of(opened, index))


def solid(kind: sr.GraphicTypeValues3D, opened: OpenSeries, points: object, space: str = SPACE) -> sr.ImageRegion3D:
    return sr.ImageRegion3D(kind, opened.volume.to_lps_mm(points), space)


def test_our_own_comes_back(
    open_ct: OpenCt, tmp_path: Path, result_of: Callable[..., ModelResult], masks_for: Callable[..., np.ndarray]
) -> None:
    opened = open_ct("oblique")
    ratio = Measurement(
        "cardiothoracic_ratio",
        "Cardiothoracic ratio",
        0.51,
        "1",
        (0.48, 0.53),
        "",
        (Caliper("Heart", (2.0, 4.0, 1.0), (2.0, 4.5, 9.0)), Caliper("Thorax", (2.0, 7.0, 0.0), (2.0, 7.0, 13.0))),
    )
    box = Detection(NODULE, 0.9, 0.7, (0.5, 2.0, 3.0), (3.5, 8.5, 9.25))
    asked = Classification(NODULE, 0.8, 0.6, (0.5, 0.7), 0.2, Verdict.YES)
    result = replace(
        result_of(opened, masks_for(opened.volume.shape, 1)),
        measurements=(ratio,),
        detections=(box,),
        classifications=(asked,),
        notes=("A note.",),
    )
    write_sr(result, opened, tmp_path / "sr.dcm")
    read = read_result(tmp_path / "sr.dcm", opened)
    first = read.measurements[0]
    assert (first.value, first.unit) == (0.51, "1")
    assert first.interval == pytest.approx((0.48, 0.53))
    for line, own in zip(first.calipers, ratio.calipers, strict=True):
        np.testing.assert_allclose([line.start, line.end], [own.start, own.end], atol=1e-4)
    (found,) = read.detections
    assert (found.score, found.probability) == (0.9, 0.7)
    np.testing.assert_allclose([found.low, found.high], [box.low, box.high], atol=1e-4)
    assert found.label.title == "Nodule"
    assert "A note." in read.notes
    assert "Nodule: Verdict of the model: Present" in read.notes
    assert any(each.title == "Nodule: Certainty of Finding" and each.value == 60 for each in read.measurements)
    assert series_for(tmp_path / "sr.dcm", (opened.series,)) is opened.series


def test_lines_of_a_diameter_stand_on_their_slice(open_ct: OpenCt, tmp_path: Path) -> None:
    opened = open_ct("mirrored")
    line = sr.CoordinatesForMeasurement(
        sr.GraphicTypeValues.POLYLINE, np.array([[2.5, 3.5], [9.0, 3.5]]), image_of(opened, 4)
    )
    number = sr.Measurement(codes.SCT.Diameter, 4.2, codes.UCUM.Millimeter, referenced_coordinates=[line])
    group = sr.MeasurementsAndQualitativeEvaluations(
        sr.TrackingIdentifier(generate_uid(), "Lesion 1"), measurements=[number]
    )
    read = read_result(write(opened, [group], tmp_path / "sr.dcm"), opened)
    (measurement,) = read.measurements
    assert (measurement.title, measurement.value, measurement.unit) == ("Lesion 1: Diameter", 4.2, "mm")
    assert measurement.calipers[0].start == (4.0, 3.0, 2.0)
    assert measurement.calipers[0].end == (4.0, 3.0, 8.5)
    assert read.provenance.maker == "Elsewhere"
    # Who observed is nobody's finding.
    assert not any("device" in note for note in read.notes)


def test_regions_on_an_image_are_filled(open_ct: OpenCt, tmp_path: Path) -> None:
    opened = open_ct("oblique", rows=40, columns=50)
    kinds = sr.GraphicTypeValues
    groups = [
        planar(flat(kinds.CIRCLE, [[20.5, 10.5], [26.5, 10.5]], opened, 1), name="circle"),
        planar(flat(kinds.ELLIPSE, [[10.5, 20.5], [30.5, 20.5], [20.5, 16.5], [20.5, 24.5]], opened, 2)),
        planar(flat(kinds.POLYLINE, [[3, 3], [9, 3], [9, 12], [3, 12], [3, 3]], opened, 3)),
        planar(flat(kinds.POINT, [[7.5, 5.5]], opened, 0)),
    ]
    read = read_result(write(opened, groups, tmp_path / "sr.dcm"), opened)
    circle, ellipse, polygon, point = (each.mask for each in read.structures)
    rows, columns = np.mgrid[:40, :50]
    for mask, index, inside in (
        (circle, 1, (rows - 10) ** 2 + (columns - 20) ** 2 < 35.9),
        (ellipse, 2, ((columns - 20) / 10) ** 2 + ((rows - 20) / 4) ** 2 < 0.999),
        (polygon, 3, (rows >= 3) & (rows < 12) & (columns >= 3) & (columns < 9)),
        (point, 0, (rows == 5) & (columns == 7)),
    ):
        # Centres on the line itself belong to either side.
        assert np.count_nonzero(mask[index] != inside) <= 4
        assert mask.sum() == mask[index].sum() > 0
    assert [each.label.title for each in read.structures] == ["Nodule"] * 4


def test_regions_in_space_find_their_slice(opened: OpenSeries, tmp_path: Path) -> None:
    last = opened.volume.shape[0] - 1
    corners = np.array([(last, 2, 3), (last, 2, 9), (last, 8, 9), (last, 8, 3), (last, 2, 3)], dtype=float)
    places = opened.volume.to_lps_mm(corners)
    # From the place that the file tells, be slices missing or not.
    places += np.array(opened.series.slices[-1].position_lps_mm) - opened.volume.to_lps_mm((last, 0, 0))
    region = sr.ImageRegion3D(sr.GraphicTypeValues3D.POLYGON, places, SPACE)
    read = read_result(write(opened, [planar(region)], tmp_path / "sr.dcm"), opened)
    (structure,) = read.structures
    assert np.flatnonzero(structure.mask.any(axis=(1, 2))).tolist() == [last]
    inside = structure.mask[last]
    assert inside[3:8, 4:9].all()
    assert not inside[:2].any()
    assert not inside[:, 10:].any()


def test_line_through_slices(open_ct: OpenCt, tmp_path: Path) -> None:
    opened = open_ct("oblique")
    ends = [(0.0, 2.0, 3.0), (4.0, 8.0, 9.0)]
    line = sr.CoordinatesForMeasurement3D(sr.GraphicTypeValues3D.POLYLINE, opened.volume.to_lps_mm(ends), SPACE)
    number = sr.Measurement(codes.SCT.Length, 14.5, codes.UCUM.Millimeter, referenced_coordinates=[line])
    group = sr.MeasurementsAndQualitativeEvaluations(sr.TrackingIdentifier(generate_uid(), "L"), measurements=[number])
    (measurement,) = read_result(write(opened, [group], tmp_path / "sr"), opened).measurements
    np.testing.assert_allclose([measurement.calipers[0].start, measurement.calipers[0].end], ends, atol=1e-3)


def test_graphics_of_other_images_or_spaces_are_counted(open_ct: OpenCt, tmp_path: Path) -> None:
    opened = open_ct()
    part = open_ct("axial", "part", drop=(5,))
    elsewhere = solid(sr.GraphicTypeValues3D.POINT, opened, [(1, 2, 3)], space="1.2.99")
    kinds = sr.GraphicTypeValues
    groups = [planar(flat(kinds.POINT, [[1, 1]], opened, 5)), planar(elsewhere)]
    path = write(opened, groups, tmp_path / "sr.dcm")
    read = read_result(path, opened)
    assert next(note for note in read.notes if "not drawn" in note).endswith("another kind: 1.")
    with pytest.raises(DicomReadError, match="other images"):
        read_result(path, open_ct("axial", "third", SeriesInstanceUID="1.2.9", FrameOfReferenceUID="1.2.98"))
    assert part.volume.shape[0] == 5


@pytest.mark.realdata
def test_a_real_report_of_another_patient_is_refused(shared_data: Path, open_ct: OpenCt) -> None:
    with pytest.raises(DicomReadError):
        read_result(shared_data / "conformance" / "files" / "39_reportsi_with_empty_number_tags.dcm", open_ct())
