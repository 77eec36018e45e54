"""Measurements as DICOM SR: what is written is what other readers find."""

from __future__ import annotations

import dataclasses
import errno
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import highdicom
import pytest
from highdicom.sr import CodedConcept, MeasurementsAndQualitativeEvaluations, ValueTypeValues
from pydicom import dcmread
from pydicom.dataset import Dataset
from pydicom.sr.codedict import codes

from ai.inference.results import Measurement, ModelResult
from app.dicom.export.sr_write import write_sr
from app.dicom.series_load import OpenSeries
from app.errors import DicomReadError, ExportError

MakeResult = Callable[..., ModelResult]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    (tmp_path / "out").mkdir()
    return tmp_path / "out" / "sr.dcm"


def groups(path: Path) -> list[MeasurementsAndQualitativeEvaluations]:
    found: list[MeasurementsAndQualitativeEvaluations] = highdicom.sr.srread(
        path
    ).content.get_image_measurement_groups()
    return found


def texts(path: Path) -> list[str]:
    """Comments at the root of the report, in order."""
    return [
        item.TextValue
        for item in dcmread(path).ContentSequence
        if item.ConceptNameCodeSequence[0].CodeMeaning == "Comment"
    ]


def items_below(item: Dataset, kind: str) -> list[Dataset]:
    """Content items of one value type anywhere below an item."""
    found = []
    for child in item.get("ContentSequence", ()):
        if child.ValueType == kind:
            found.append(child)
        found.extend(items_below(child, kind))
    return found


def test_the_ratio_is_found_with_unit_site_and_interval(
    radiograph: OpenSeries, path: Path, make_result: MakeResult
) -> None:
    write_sr(make_result(radiograph), radiograph, path)
    (group,) = groups(path)
    (item,) = group.get_measurements()
    assert item.name == CodedConcept("CTR", "99LIGHTBOX", "Cardiothoracic ratio")
    assert item.value == pytest.approx(0.512)
    assert item.unit == codes.UCUM.NoUnits
    assert [site.value for site in group.finding_sites] == [CodedConcept("80891009", "SCT", "Heart")]
    number = items_below(dcmread(path), "NUM")[0]
    spread = {
        child.ConceptNameCodeSequence[0].CodeValue: float(child.MeasuredValueSequence[0].NumericValue)
        for child in items_below(number, "NUM")
    }
    assert spread == {"371886008": pytest.approx(0.023), "371885007": pytest.approx(0.022)}


def test_the_calipers_stand_on_their_picture_counted_from_the_corner(
    radiograph: OpenSeries, path: Path, make_result: MakeResult
) -> None:
    write_sr(make_result(radiograph), radiograph, path)
    lines = items_below(dcmread(path), "SCOORD")
    assert [line.GraphicType for line in lines] == ["POLYLINE", "POLYLINE"]
    # (column, row); the centre of the first pixel is 0.5, 0.5.
    assert list(lines[0].GraphicData) == [5.5, 12.5, 12.0, 12.5]
    assert list(lines[1].GraphicData) == [2.5, 15.5, 17.5, 15.5]
    source = lines[0].ContentSequence[0].ReferencedSOPSequence[0]
    assert source.ReferencedSOPInstanceUID == radiograph.series.instances[0].sop_instance_uid


def test_the_reader_meets_the_notice_before_the_numbers(
    radiograph: OpenSeries, path: Path, make_result: MakeResult
) -> None:
    write_sr(make_result(radiograph), radiograph, path)
    words = texts(path)
    assert words[0].startswith("Research use only, not for diagnosis.")
    assert "The file does not name the body part." in words
    assert "A note for the reader." in words
    assert any("interval 0.49 to 0.535. Covers 90 % of the training cases." in text for text in words)
    kinds = [item.ValueType for item in dcmread(path).ContentSequence]
    assert kinds[-1] == ValueTypeValues.CONTAINER.value


def test_the_report_is_preliminary_and_names_program_and_model(
    radiograph: OpenSeries, path: Path, make_result: MakeResult
) -> None:
    write_sr(make_result(radiograph), radiograph, path)
    report = dcmread(path)
    assert (report.PreliminaryFlag, report.VerificationFlag) == ("PRELIMINARY", "UNVERIFIED")
    assert (report.Manufacturer, report.SoftwareVersions) == ("Lightbox", "0.1.0")
    assert (report.PatientID, report.StudyInstanceUID) == ("P1", "1.2.3.4")
    said = {item.ConceptNameCodeSequence[0].CodeMeaning: item.TextValue for item in items_below(report, "TEXT")}
    assert said["Algorithm Name"] == "cxr-anatomy"
    assert said["Algorithm Version"] == "0.1.0"
    assert said["Device Observer Name"] == "cxr-anatomy 0.1.0"


@pytest.mark.skipif(shutil.which("dsrdump") is None, reason="dcmtk is not installed")
def test_dcmtk_finds_a_valid_document(stack: OpenSeries, path: Path, make_result: MakeResult) -> None:
    write_sr(make_result(stack), stack, path)
    done = subprocess.run(["dsrdump", str(path)], capture_output=True, text=True, check=False)
    assert done.returncode == 0
    assert not [line for line in done.stderr.splitlines() if line.startswith(("E:", "F:"))]
    assert "Cardiothoracic ratio" in done.stdout


def test_without_measurements_the_notes_are_reported(ct: OpenSeries, path: Path, make_result: MakeResult) -> None:
    write_sr(make_result(ct, measurements=False), ct, path)
    (group,) = groups(path)
    assert group.get_measurements() == []
    assert "A note for the reader." in texts(path)
    assert len(group.source_images) == ct.volume.shape[0]


def test_a_measurement_in_mm_keeps_its_unit_in_the_interval(
    ct: OpenSeries, path: Path, make_result: MakeResult
) -> None:
    width = Measurement("heart_width", "Width of the heart", 131.5, "mm", (128.0, 140.0), "Covers 90 %.")
    write_sr(dataclasses.replace(make_result(ct), measurements=(width,)), ct, path)
    numbers = items_below(dcmread(path), "NUM")
    units = {item.MeasuredValueSequence[0].MeasurementUnitsCodeSequence[0].CodeValue for item in numbers}
    assert len(numbers) == 3
    assert units == {"mm"}
    assert numbers[0].ConceptNameCodeSequence[0].CodeMeaning == "Width of the heart"


def test_a_number_without_interval_gets_none(ct: OpenSeries, path: Path, make_result: MakeResult) -> None:
    width = Measurement("heart_width", "Width of the heart", 131.5, "mm", None, "")
    write_sr(dataclasses.replace(make_result(ct), measurements=(width,)), ct, path)
    assert len(items_below(dcmread(path), "NUM")) == 1


def test_nothing_to_report_is_refused(ct: OpenSeries, path: Path, make_result: MakeResult) -> None:
    empty = dataclasses.replace(make_result(ct, measurements=False), notes=())
    with pytest.raises(ExportError, match="nothing to report"):
        write_sr(empty, ct, path)


def test_a_source_that_is_gone_gives_a_sentence(radiograph: OpenSeries, path: Path, make_result: MakeResult) -> None:
    radiograph.series.instances[0].path.unlink()
    with pytest.raises(DicomReadError):
        write_sr(make_result(radiograph), radiograph, path)
    assert not path.exists()


def test_a_full_disk_gives_a_sentence_and_leaves_nothing(
    radiograph: OpenSeries, path: Path, make_result: MakeResult, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("app.imaging.atomic.os.fsync", full)
    with pytest.raises(ExportError, match="no space left"):
        write_sr(make_result(radiograph), radiograph, path)
    assert list(path.parent.iterdir()) == []
