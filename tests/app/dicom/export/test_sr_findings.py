"""Classes and boxes in structured reports, as highdicom and dcmtk read them."""

from __future__ import annotations

import dataclasses
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import highdicom
import pytest
from highdicom.sr import CodedConcept
from pydicom import dcmread

from ai.inference.results import Classification, Detection, ModelResult, Verdict
from ai.library.card import Code, Label
from app.dicom.export.sr_findings import box_slices, finding_code
from app.dicom.export.sr_write import write_sr
from app.dicom.series_load import OpenSeries

MakeResult = Callable[[OpenSeries], ModelResult]

NODULE = Label("nodule", "Nodule", Code("27925004", "SCT", "Nodule"))
VERDICT = CodedConcept("VERDICT", "99LIGHTBOX", "Verdict of the model")
CERTAINTY = CodedConcept("111013", "DCM", "Certainty of Finding")
SCORE = CodedConcept("SCORE", "99LIGHTBOX", "Raw score of the model, no probability")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "sr.dcm"


def test_a_class_has_probability_score_operating_point_and_verdict(
    ct: OpenSeries, path: Path, make_result: MakeResult
) -> None:
    classes = (Classification(NODULE, 0.8, 0.6, (0.5, 0.7), 0.2, Verdict.YES),)
    write_sr(dataclasses.replace(make_result(ct), measurements=(), classifications=classes), ct, path)
    (group,) = highdicom.sr.srread(path).content.get_image_measurement_groups()
    assert group.finding_type == CodedConcept("27925004", "SCT", "Nodule")
    numbers = {each.name.value: (each.value, each.unit.value) for each in group.get_measurements()}
    assert numbers == {"111013": (60.0, "%"), "SCORE": (0.8, "1"), "THRESHOLD": (0.2, "1")}
    (verdict,) = group.get_qualitative_evaluations(name=VERDICT)
    assert verdict.value == CodedConcept("52101004", "SCT", "Present")
    assert len(group.source_images) == ct.volume.shape[0]
    words = [item.TextValue for item in dcmread(path).ContentSequence if item.ValueType == "TEXT"]
    assert "Nodule: 0.6, members 0.5 to 0.7." in words


@pytest.mark.parametrize(("verdict", "code"), [(Verdict.NO, "2667000"), (Verdict.NOT_SURE, "82334004")])
def test_without_calibration_there_is_a_score_alone(
    radiograph: OpenSeries, path: Path, make_result: MakeResult, verdict: Verdict, code: str
) -> None:
    bare = Label("pleural_effusion_left", "Pleural effusion", Code("", "", ""))
    classes = (Classification(bare, 0.3, None, None, 0.5, verdict),)
    write_sr(dataclasses.replace(make_result(radiograph), measurements=(), classifications=classes), radiograph, path)
    (group,) = highdicom.sr.srread(path).content.get_image_measurement_groups()
    assert group.finding_type == CodedConcept("PLEURAL_EFFUSION", "99LIGHTBOX", "Pleural effusion")
    assert [each.name.value for each in group.get_measurements()] == ["SCORE", "THRESHOLD"]
    assert group.get_qualitative_evaluations(name=VERDICT)[0].value.value == code


def test_a_model_of_one_slice_refers_to_that_slice(ct: OpenSeries, path: Path, make_result: MakeResult) -> None:
    result = make_result(ct)
    read = dataclasses.replace(result.provenance, slice_index=3)
    classes = (Classification(NODULE, 0.8, 0.6, None, 0.2, Verdict.YES),)
    one = dataclasses.replace(result, measurements=(), classifications=classes, provenance=read)
    write_sr(one, ct, path)
    (group,) = highdicom.sr.srread(path).content.get_image_measurement_groups()
    (source,) = group.source_images
    assert source.referenced_sop_instance_uid == ct.series.instances[3].sop_instance_uid


def test_a_box_is_outlined_on_every_slice_that_it_crosses(
    stack: OpenSeries, path: Path, make_result: MakeResult
) -> None:
    count = stack.volume.shape[0]
    box = Detection(NODULE, 0.9, 0.7, (-0.5, 1.5, 2.5), (count - 0.5, 8.5, 9.25))
    write_sr(dataclasses.replace(make_result(stack), measurements=(), detections=(box,)), stack, path)
    content = highdicom.sr.srread(path).content
    if count == 1:
        (group,) = content.get_planar_roi_measurement_groups()
        regions = [group.roi]
    else:
        (group,) = content.get_volumetric_roi_measurement_groups()
        regions = group.roi
    assert {each.name: each.value for each in group.get_measurements()} == {CERTAINTY: 70.0, SCORE: 0.9}
    assert len(regions) == count
    for index, region in enumerate(regions):
        # (column, row) from the corner of the first pixel: half a pixel more than the index.
        expected = [[3, 2], [9.75, 2], [9.75, 9], [3, 9], [3, 2]]
        assert region.value.tolist() == expected
        source = region.ContentSequence[0].ReferencedSOPSequence[0]
        facts = stack.series.slices[index]
        assert source.ReferencedSOPInstanceUID == stack.series.instances[facts.instance].sop_instance_uid
        assert int(source.get("ReferencedFrameNumber", 1)) == facts.frame + 1


def test_a_box_beyond_the_picture_is_cut_at_its_edge(
    radiograph: OpenSeries, path: Path, make_result: MakeResult
) -> None:
    box = Detection(NODULE, 0.4, None, (-0.5, -3.0, 12.0), (0.5, 6.0, 99.0))
    write_sr(dataclasses.replace(make_result(radiograph), measurements=(), detections=(box,)), radiograph, path)
    (group,) = highdicom.sr.srread(path).content.get_planar_roi_measurement_groups()
    assert group.roi.value.min(axis=0).tolist() == [12.5, 0.0]
    assert group.roi.value.max(axis=0).tolist() == [radiograph.volume.shape[2], 6.5]
    assert [each.name for each in group.get_measurements()] == [SCORE]


@pytest.mark.parametrize(
    ("low", "high", "slices"),
    [(-0.5, 0.5, [0]), (0.5, 3.5, [1, 2, 3]), (1.2, 1.9, [2]), (-9.0, 99.0, [0, 1, 2, 3, 4]), (50.0, 60.0, [4])],
)
def test_slices_of_a_box(low: float, high: float, slices: list[int]) -> None:
    box = Detection(NODULE, 0.4, None, (low, 0, 0), (high, 1, 1))
    assert list(box_slices(box, 5)) == slices


def test_a_code_that_others_know_is_kept() -> None:
    assert finding_code(NODULE) == CodedConcept("27925004", "SCT", "Nodule")


@pytest.mark.skipif(shutil.which("dsrdump") is None, reason="dcmtk is not installed")
def test_dcmtk_finds_a_valid_document(stack: OpenSeries, path: Path, make_findings: MakeResult) -> None:
    write_sr(make_findings(stack), stack, path)
    done = subprocess.run(["dsrdump", str(path)], capture_output=True, text=True, check=False)
    assert done.returncode == 0
    assert not [line for line in done.stderr.splitlines() if line.startswith(("E:", "F:"))]
    assert "Certainty of Finding" in done.stdout
