"""Every DICOM object of ours against dciodvfy: no error that its source does not itself show."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from pydicom import dcmread
from pydicom.data import get_testdata_file
from pydicom.dataset import Dataset

from ai.inference.provenance import Gate, GateVerdict
from ai.inference.results import ModelResult
from app.dicom import load, scan, series_of
from app.dicom.export.authorship import Standing
from app.dicom.export.gsps_write import write_gsps
from app.dicom.export.pm_write import write_pms
from app.dicom.export.rtstruct_write import write_rtstruct
from app.dicom.export.sc_write import write_sc
from app.dicom.export.seg_write import write_seg
from app.dicom.export.sr_write import write_sr
from app.dicom.phantom_study import write_phantom_study
from app.dicom.series_load import OpenSeries
from app.errors import ExportError
from app.imaging.window import Window

MakeResult = Callable[[OpenSeries], ModelResult]
Require = Callable[[Path, OpenSeries], None]


def write_all(opened: OpenSeries, result: ModelResult, folder: Path) -> Iterator[Path]:
    """Write every kind of object; those that the images cannot have are left out."""
    folder.mkdir(exist_ok=True)
    picture = np.arange(31 * 17 * 3, dtype=np.uint16).reshape(31, 17, 3).astype(np.uint8)
    write_seg(result, opened, folder / "seg.dcm")
    write_sr(result, opened, folder / "sr.dcm")
    write_sc(picture, opened, folder / "sc.dcm", slices=[0], results=[result])
    write_gsps((), opened, folder / "gsps.dcm", voi=Window(40, 400, name="Soft tissue"))
    for write, name in ((write_pms, "pm.dcm"), (write_rtstruct, "rtstruct.dcm")):
        if opened.series.slices[0].position_lps_mm is not None:
            write(result, opened, folder / name)
    yield from sorted(folder.glob("*.dcm"))


def test_stacks(stack: OpenSeries, tmp_path: Path, make_findings: MakeResult, require_conforming: Require) -> None:
    names = []
    for path in write_all(stack, make_findings(stack), tmp_path / "out"):
        require_conforming(path, stack)
        names.append(path.stem)
    assert set(names) >= {"gsps", "pm-heart", "rtstruct", "sc", "seg", "sr"}


def test_a_radiograph(
    radiograph: OpenSeries, tmp_path: Path, make_findings: MakeResult, require_conforming: Require
) -> None:
    names = []
    for path in write_all(radiograph, make_findings(radiograph), tmp_path / "out"):
        require_conforming(path, radiograph)
        names.append(path.stem)
    assert names == ["gsps", "sc", "seg", "sr"]


def test_an_overridden_and_accepted_result(
    ct: OpenSeries, tmp_path: Path, make_findings: MakeResult, require_conforming: Require
) -> None:
    result = make_findings(ct)
    refused = Gate(GateVerdict.REFUSE, ("The slices are too thick.",), overridden=True)
    result = dataclasses.replace(result, provenance=dataclasses.replace(result.provenance, gate=refused))
    for write in (write_seg, write_sr, write_rtstruct):
        path = tmp_path / "object.dcm"
        write(result, ct, path, standing=Standing.ACCEPTED)
        require_conforming(path, ct)
        said = dcmread(path)
        assert said.SeriesDescription == "AI cxr-anatomy 0.1.0, accepted, overridden, not for diagnosis"
        makers = [item.get("ManufacturerModelName") for item in said.ContributingEquipmentSequence]
        assert "cxr-anatomy" in makers
    write_sr(result, ct, tmp_path / "sr.dcm", standing=Standing.ACCEPTED)
    report = dcmread(tmp_path / "sr.dcm")
    assert (report.PreliminaryFlag, report.VerificationFlag) == ("FINAL", "UNVERIFIED")
    words = [item.TextValue for item in report.ContentSequence if item.ValueType == "TEXT"]
    assert "The model refused this scan and was run in spite of it." in words
    assert "The slices are too thick." in words


def test_the_phantom_study(tmp_path: Path, make_findings: MakeResult, require_conforming: Require) -> None:
    truth = write_phantom_study(tmp_path / "study", seed=3)
    (film,) = series_of(scan([truth.radiograph_path]))
    opened = load(film)
    result = make_findings(opened)
    for path in write_all(opened, result, tmp_path / "out"):
        require_conforming(path, opened)


@pytest.mark.realdata
@pytest.mark.parametrize("name", ["ct_chest", "mr_knee", "ct_head_ge"])
def test_real_images(
    shared_data: Path, name: str, tmp_path: Path, make_rings: MakeResult, require_conforming: Require
) -> None:
    opened = load(series_of(scan([shared_data / "dicom" / name]))[0])
    result = make_rings(opened)
    before = {instance.path: instance.path.stat().st_mtime_ns for instance in opened.series.instances}
    names = []
    for path in write_all(opened, result, tmp_path / "out"):
        require_conforming(path, opened)
        names.append(path.stem)
    assert set(names) >= {"gsps", "pm-heart", "rtstruct", "sc", "seg", "sr"}
    assert before == {path: path.stat().st_mtime_ns for path in before}


def test_a_dose_grid(tmp_path: Path, make_findings: MakeResult, require_conforming: Require) -> None:
    # 15 planes told by an offset vector, without functional groups.
    opened = load(series_of(scan([Path(str(get_testdata_file("rtdose.dcm")))]))[0])
    result = make_findings(opened)
    write_seg(result, opened, tmp_path / "seg.dcm")
    write_pms(result, opened, tmp_path / "pm.dcm")
    write_rtstruct(result, opened, tmp_path / "rtstruct.dcm")
    for path in tmp_path.glob("*.dcm"):
        require_conforming(path, opened)


def test_tiles_of_a_mosaic_are_refused(ct: OpenSeries, tmp_path: Path, make_findings: MakeResult) -> None:
    only = dataclasses.replace(ct.series.slices[0], instance=0)
    tiles = tuple(dataclasses.replace(only, frame=frame) for frame in range(len(ct.series.slices)))
    series = dataclasses.replace(ct.series, instances=ct.series.instances[:1], slices=tiles)
    mosaic = dataclasses.replace(ct, series=series)
    for write in (write_seg, write_sr):
        with pytest.raises(ExportError, match="tiles of one larger picture"):
            write(make_findings(ct), mosaic, tmp_path / "a.dcm")


KEPT = ("PatientIdentityRemoved", "DeidentificationMethod", "LongitudinalTemporalInformationModified")


def test_identity_is_that_of_the_source_no_more_and_no_less(
    make_radiograph: Callable[[Callable[[Dataset], None]], OpenSeries], tmp_path: Path, make_findings: MakeResult
) -> None:
    def change(header: Dataset) -> None:
        header.SpecificCharacterSet = "ISO_IR 192"
        header.PatientName = "Žofie^Müller"
        header.PatientIdentityRemoved, header.DeidentificationMethod = "YES", "By hand"
        header.LongitudinalTemporalInformationModified = "REMOVED"
        code = Dataset()
        code.CodeValue, code.CodingSchemeDesignator, code.CodeMeaning = "113100", "DCM", "Basic Profile"
        header.DeidentificationMethodCodeSequence = [code]
        header.TimezoneOffsetFromUTC = "-1130"
        header.OperatorsName, header.PatientComments = "Somebody^Else", "secret"

    opened = make_radiograph(change)
    source = dcmread(opened.series.instances[0].path)
    series = set()
    for path in write_all(opened, make_findings(opened), tmp_path / "out"):
        written = dcmread(path)
        for keyword in (*KEPT, "PatientName", "PatientID", "PatientBirthDate", "StudyInstanceUID", "StudyID"):
            assert written[keyword].value == source[keyword].value, keyword
        assert written.DeidentificationMethodCodeSequence[0].CodeValue == "113100"
        assert written.TimezoneOffsetFromUTC == "-1130"
        assert not {b"Somebody", b"secret"} & {word for word in (b"Somebody", b"secret") if word in path.read_bytes()}
        assert written.SeriesInstanceUID != source.SeriesInstanceUID
        assert written.Manufacturer == "Lightbox"
        assert written.SeriesNumber > 9000
        series.add(written.SeriesNumber)
    assert len(series) == 4


@pytest.mark.parametrize("offset", ["", "0100", "+2500", "+0160"])
def test_a_timezone_that_is_none_is_left_out(
    make_radiograph: Callable[[Callable[[Dataset], None]], OpenSeries],
    tmp_path: Path,
    make_findings: MakeResult,
    offset: str,
) -> None:
    def change(header: Dataset) -> None:
        header.TimezoneOffsetFromUTC = offset

    opened = make_radiograph(change)
    write_sr(make_findings(opened), opened, tmp_path / "sr.dcm")
    assert "TimezoneOffsetFromUTC" not in dcmread(tmp_path / "sr.dcm")


def test_a_space_without_a_place_in_it_is_left_out(
    make_radiograph: Callable[[Callable[[Dataset], None]], OpenSeries],
    tmp_path: Path,
    make_findings: MakeResult,
    require_conforming: Require,
) -> None:
    def change(header: Dataset) -> None:
        header.FrameOfReferenceUID = "1.2.3.4.6"

    opened = make_radiograph(change)
    for path in write_all(opened, make_findings(opened), tmp_path / "out"):
        require_conforming(path, opened)
        assert "FrameOfReferenceUID" not in dcmread(path)
