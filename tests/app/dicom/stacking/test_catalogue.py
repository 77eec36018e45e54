"""Grouping: patients never mix (DICOM.md §3.25), and what did not change is not sorted again."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import pytest

from app.dicom.headers.header import Header
from app.dicom.stacking import catalogue as grouping
from app.dicom.stacking.catalogue import Catalogue, group
from app.dicom.study_scan import read_file


@pytest.fixture
def header(write_ct_series, tmp_path: Path) -> Header:
    (path,) = write_ct_series(tmp_path, slices=1)
    found = read_file(path)
    assert isinstance(found, Header)
    return found


def placed(header: Header, number: int, *, series: str = "1.2.9", **study: str) -> Header:
    """Another slice of the series, 2.5 mm further up for each number."""
    position = (0.0, 0.0, 2.5 * number)
    return replace(
        header,
        series_uid=series,
        study=replace(header.study, **study),
        places=(replace(header.places[0], position_lps_mm=position),),
        instance=replace(
            header.instance,
            path=Path(f"/made-up/{series}/{number}"),
            sop_instance_uid=f"{series}.{number}",
            instance_number=number,
            position_lps_mm=position,
            plain=None,
        ),
    )


def test_item_25_one_series_uid_in_two_patients_never_mixes(header):
    headers = [placed(header, number, patient_id=person) for number in range(4) for person in ("A", "B")]
    studies = group(headers)
    assert [study.patient_id for study in studies] == ["A", "B"]
    assert [[series.slice_count for series in study.series] for study in studies] == [[4], [4]]


@pytest.mark.parametrize("differs", [{"patient_name": "Other"}, {"patient_birth_date": "19000101"}, {"uid": "1.9"}])
def test_item_25_whatever_tells_patients_apart_keeps_studies_apart(header, differs):
    assert len(group([placed(header, 1), placed(header, 2, **differs)])) == 2


def test_item_25_one_identity_in_two_series_is_said(header):
    catalogue = Catalogue()
    first = placed(header, 1)
    catalogue.add(first)
    catalogue.add(first)
    catalogue.add(replace(placed(header, 2), instance=replace(placed(header, 2).instance, sop_instance_uid="")))
    assert catalogue.warnings == ()
    catalogue.add(replace(first, series_uid="other"))
    assert catalogue.warnings == (
        "1 image carries the identity (SOP Instance UID) of an image of another series; all are shown.",
    )
    catalogue.add(placed(header, 3))
    catalogue.add(replace(placed(header, 3), study=replace(header.study, patient_id="other")))
    assert catalogue.warnings[0].startswith("2 images carry")


def test_a_study_takes_from_every_file_what_the_first_did_not_tell(header):
    headers = [
        placed(header, 1, description="", institution=""),
        placed(header, 2, description="Thorax"),
        placed(header, 3, description="Abdomen", institution="House"),
    ]
    (study,) = group(headers)
    assert (study.description, study.institution) == ("Thorax", "House")


def test_only_series_that_grew_are_sorted_again(header, monkeypatch):
    sorted_uids = []
    real = grouping.order_series

    def order_series(headers):
        sorted_uids.append(headers[0].series_uid)
        return real(headers)

    monkeypatch.setattr(grouping, "order_series", order_series)
    catalogue = Catalogue()
    assert not catalogue
    for series in "ab":
        for number in range(3):
            catalogue.add(placed(header, number, series=series))
    catalogue.studies()
    catalogue.add(placed(header, 3, series="b"))
    (study,) = catalogue.studies()
    assert sorted_uids == ["a", "b", "b"]
    assert sorted(series.slice_count for series in study.series) == [3, 4]


def test_ten_thousand_headers_are_grouped_soon(header):
    headers = [placed(header, number, series=f"1.{series}") for number in range(400) for series in range(25)]
    began = time.process_time()
    (study,) = group(headers)
    assert time.process_time() - began < 8
    assert [series.slice_count for series in study.series] == [400] * 25
