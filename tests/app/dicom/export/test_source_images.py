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
from app.dicom.load import OpenSeries
from app.dicom.seg_write import write_seg
from app.dicom.source_images import EMPTY_WHERE_UNKNOWN, source_images
from app.dicom.sr_write import write_sr

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
    found = [image.SOPInstanceUID for image in source_images(ct)]
    assert found == [instance.sop_instance_uid for instance in ct.series.instances]


@pytest.mark.parametrize(
    "keyword",
    [*EMPTY_WHERE_UNKNOWN, "Manufacturer", "BodyPartExamined"],
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
    (image,) = source_images(opened)
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


def test_a_lost_frame_of_reference_is_replaced_by_one_for_the_series(ct: OpenSeries) -> None:
    for instance in ct.series.instances:
        header = dcmread(instance.path)
        del header.FrameOfReferenceUID
        header.save_as(instance.path)
    found = {image.FrameOfReferenceUID for image in source_images(ct)}
    assert len(found) == 1
    assert "1.2.3.4.6" not in found
