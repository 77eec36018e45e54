"""Headers for references: what is known is kept, what is invalid or missing becomes empty, and nothing fails on it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pydicom import dcmread
from pydicom.datadict import tag_for_keyword
from pydicom.dataelem import DataElement
from pydicom.dataset import Dataset

from ai.inference.results import ModelResult
from app.dicom.export.seg_write import write_seg
from app.dicom.export.source_images import EMPTY_WHERE_UNKNOWN, NAMES_LEFT_OUT, source_images
from app.dicom.export.sr_write import write_sr
from app.dicom.series_load import OpenSeries
from app.errors import ExportError

MakeRadiograph = Callable[[Callable[[Dataset], None]], OpenSeries]
BROKEN = {
    "PatientSex": "unknown",
    "PatientBirthDate": "1960-01-02",
    "StudyDate": "yesterday",
    "StudyTime": "noon",
    "PatientAge": "66 years",
    "AccessionNumber": "longer than the sixteen characters of SH",
}


def test_one_header_per_instance_in_order(ct: OpenSeries) -> None:
    found = [image.SOPInstanceUID for image in source_images(ct).headers]
    assert found == [instance.sop_instance_uid for instance in ct.series.instances]


@pytest.mark.parametrize(
    "keyword",
    [*EMPTY_WHERE_UNKNOWN, *NAMES_LEFT_OUT, "Manufacturer", "BodyPartExamined"],
)
def test_a_missing_value_does_not_stop_an_export(
    make_radiograph: MakeRadiograph, tmp_path: Path, make_result: Callable[..., ModelResult], keyword: str
) -> None:
    def change(header: Dataset) -> None:
        delattr(header, keyword)

    opened = make_radiograph(change)
    write_seg(make_result(opened), opened, tmp_path / "seg.dcm")
    write_sr(make_result(opened), opened, tmp_path / "sr.dcm")
    for name in ("seg.dcm", "sr.dcm"):
        written = dcmread(tmp_path / name)
        assert written.StudyInstanceUID == "1.2.3.4"
        if keyword in EMPTY_WHERE_UNKNOWN:
            assert keyword in written
            assert not written[keyword].value


def test_invalid_values_count_as_unknown(
    make_radiograph: MakeRadiograph, tmp_path: Path, make_result: Callable[..., ModelResult]
) -> None:
    def change(header: Dataset) -> None:
        for keyword, value in BROKEN.items():
            header[keyword] = DataElement(tag_for_keyword(keyword), "UT", value)

    opened = make_radiograph(change)
    (image,) = source_images(opened).headers
    assert [image.get(keyword) or "" for keyword in BROKEN] == [""] * len(BROKEN)
    write_seg(make_result(opened), opened, tmp_path / "seg.dcm")
    write_sr(make_result(opened), opened, tmp_path / "sr.dcm")


def test_patient_names_in_any_script_survive(
    make_radiograph: MakeRadiograph, tmp_path: Path, make_result: Callable[..., ModelResult]
) -> None:
    def change(header: Dataset) -> None:
        header.SpecificCharacterSet = ["", "ISO 2022 IR 87"]
        header.PatientName = "Yamada^Tarou=山田^太郎"

    opened = make_radiograph(change)
    write_seg(make_result(opened), opened, tmp_path / "seg.dcm")
    seg = dcmread(tmp_path / "seg.dcm")
    assert seg.SpecificCharacterSet == "ISO_IR 192"
    assert str(seg.PatientName) == "Yamada^Tarou=山田^太郎"


@pytest.mark.parametrize("name", ["REMOVED", "Doe, Jane", "Doe^Jane"])
def test_names_reach_the_file_but_no_warning_and_no_log(
    make_radiograph: MakeRadiograph,
    tmp_path: Path,
    make_result: Callable[..., ModelResult],
    caplog: pytest.LogCaptureFixture,
    name: str,
) -> None:
    def change(header: Dataset) -> None:
        header.PatientName = name
        header.ReferringPhysicianName = "Somebody Else"

    opened = make_radiograph(change)
    # Warnings are errors here, so one that quotes the name would fail.
    write_seg(make_result(opened), opened, tmp_path / "seg.dcm")
    write_sr(make_result(opened), opened, tmp_path / "sr.dcm")
    assert str(dcmread(tmp_path / "seg.dcm").PatientName) == name
    assert str(dcmread(tmp_path / "sr.dcm").PatientName) == name
    assert caplog.text == ""


def test_a_kind_of_image_outside_the_standard_gives_a_sentence(
    make_radiograph: MakeRadiograph, tmp_path: Path, make_result: Callable[..., ModelResult]
) -> None:
    def change(header: Dataset) -> None:
        header.SOPClassUID = "1.2.840.10008.5.1.4.1.1.6"

    opened = make_radiograph(change)
    with pytest.raises(ExportError, match="describe their geometry"):
        write_seg(make_result(opened), opened, tmp_path / "seg.dcm")
    with pytest.raises(ExportError, match="not of a kind"):
        write_sr(make_result(opened), opened, tmp_path / "sr.dcm")
    assert not (tmp_path / "seg.dcm").exists()
    assert not (tmp_path / "sr.dcm").exists()


def test_a_multi_frame_image_keeps_its_functional_groups_or_none(make_enhanced: Callable[[], OpenSeries]) -> None:
    opened = make_enhanced()
    (image,) = source_images(opened).headers
    assert len(image.PerFrameFunctionalGroupsSequence) == opened.series.instances[0].frames
    path = opened.series.instances[0].path
    header = dcmread(path)
    del header.SharedFunctionalGroupsSequence
    del header.PerFrameFunctionalGroupsSequence
    header.save_as(path)
    (image,) = source_images(opened).headers
    assert "PerFrameFunctionalGroupsSequence" not in image


def test_a_lost_frame_of_reference_is_replaced_by_one_for_the_series(ct: OpenSeries) -> None:
    for instance in ct.series.instances:
        header = dcmread(instance.path)
        del header.FrameOfReferenceUID
        header.save_as(instance.path)
    found = {image.FrameOfReferenceUID for image in source_images(ct).headers}
    assert len(found) == 1
    assert "1.2.3.4.6" not in found
