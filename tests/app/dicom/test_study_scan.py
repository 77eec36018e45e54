"""Scanning files and folders: what is found, in which order, and news on the way."""

from __future__ import annotations

import threading
from dataclasses import replace

import numpy as np
import pytest

from ai.progress import Cancelled
from app.dicom.files.dicom_file import looks_like_dicom
from app.dicom.study_scan import read_file, scan, series_of
from app.errors import DicomReadError


def test_series_is_found_in_geometric_order_whatever_names_and_numbers_say(tmp_path, write_ct_series):
    write_ct_series(tmp_path, slices=7, reverse=True)

    (series,) = series_of(scan([tmp_path]))

    heights = [instance.position_lps_mm[2] for instance in series.instances]
    assert heights == sorted(heights)
    assert [instance.instance_number for instance in series.instances] == [7, 6, 5, 4, 3, 2, 1]
    assert series.warnings == ()
    assert series.geometry_fault == ""


def test_slice_facts_stand_in_the_order_of_the_volume(tmp_path, write_ct_series):
    write_ct_series(tmp_path, slices=3, origin=(0.0, 0.0, 100.0), spacing=(5.0, 1.0, 1.0))

    (series,) = series_of(scan([tmp_path]))

    assert [facts.location_mm for facts in series.slices] == [100.0, 105.0, 110.0]
    assert {facts.thickness_mm for facts in series.slices} == {5.0}
    assert [facts.acquisition_time for facts in series.slices] == ["100000", "100001", "100002"]
    assert series.slices[0].kvp == 120
    assert [facts.instance for facts in series.slices] == [0, 1, 2]


def test_progress_is_called_once_per_file_and_can_cancel(tmp_path, write_ct_series):
    write_ct_series(tmp_path, slices=4)
    (tmp_path / "notes.txt").write_text("not an image")
    fractions = []
    scan([tmp_path], progress=lambda fraction, _message: fractions.append(fraction))
    assert fractions == [0.0, 0.2, 0.4, 0.6, 0.8, 1.0]

    def stop(fraction: float, _message: str) -> None:
        if fraction > 0:
            raise Cancelled

    with pytest.raises(Cancelled):
        scan([tmp_path], progress=stop)


def test_news_of_studies_come_while_the_scan_runs(tmp_path, write_ct_series, monkeypatch):
    monkeypatch.setattr("app.dicom.study_scan.NEWS_SECONDS", 0.0)
    monkeypatch.setattr("app.dicom.study_scan.NEWS_PAUSE", 0.0)
    write_ct_series(tmp_path, slices=3)
    counts = []
    scan([tmp_path], on_found=lambda studies: counts.append(studies[0].series[0].slice_count))
    assert counts == [1, 2, 3]


def test_the_same_file_given_twice_counts_once(tmp_path, write_ct_series):
    paths = write_ct_series(tmp_path, slices=2)
    (series,) = series_of(scan([tmp_path, *paths]))
    assert series.slice_count == 2


def test_two_patients_under_one_uid_stay_apart(tmp_path, write_ct_series):
    write_ct_series(tmp_path / "a", slices=3)
    write_ct_series(tmp_path / "b", slices=3, PatientID="P2", PatientName="Another^One")

    studies = scan([tmp_path]).studies

    assert [study.patient_name for study in studies] == ["Another, One", "Phantom, Thorax"]
    assert [study.series[0].slice_count for study in studies] == [3, 3]


def test_names_of_many_alphabets_are_read_as_plain_text(tmp_path, write_image):
    path = write_image(
        tmp_path / "x.dcm",
        np.zeros((2, 2), np.uint8),
        SpecificCharacterSet="ISO_IR 192",
        PatientName="Yamada^Tarou=山田^太郎",
        SeriesDescription="abc\u202edef",
    )
    (study,) = scan([path]).studies
    assert study.patient_name == "Yamada, Tarou (山田 太郎)"
    assert study.series[0].description == "abcdef"


def test_file_without_preamble_is_recognised_and_chance_is_not(tmp_path, write_ct_series):
    (path,) = write_ct_series(tmp_path / "in", slices=1)
    content = path.read_bytes()
    bare = tmp_path / "bare"
    bare.write_bytes(content[132:])
    (series,) = series_of(scan([bare]))
    assert series.instances[0].transfer_syntax_uid == "1.2.840.10008.1.2.1"

    # Only the data set, without group 0002.
    start = content.index(b"\x08\x00\x08\x00CS")
    bare.write_bytes(content[start:])
    (series,) = series_of(scan([bare]))
    assert series.instances[0].rows == 8

    assert looks_like_dicom(b"\x08\x00\x05\x00\x0a\x00\x00\x00ISO_IR 100")
    assert not looks_like_dicom(b"\x08\x00\x05\x00\xff\xff\xff\x00ISO_IR 100")
    assert not looks_like_dicom(b"\x08\x00")
    assert not looks_like_dicom(b"PK\x03\x04" + bytes(200))
    chance = tmp_path / "chance"
    chance.write_bytes(b"\x08\x00\x05\x00\x0a\x00\x00\x00" + bytes(300))
    with pytest.raises(DicomReadError, match="not a DICOM file"):
        scan([chance])


def test_many_files_are_read_by_threads_and_come_in_the_same_order(tmp_path, write_ct_series, monkeypatch):
    write_ct_series(tmp_path / "a", slices=30)
    write_ct_series(tmp_path / "b", slices=30, SeriesInstanceUID="1.2.3", SeriesNumber=4)
    for number in range(5):
        (tmp_path / "b" / f"note {number}").write_text("no image")
    told = []
    result = scan([tmp_path], progress=lambda fraction, _message: told.append(fraction))
    assert [series.slice_count for series in series_of(result)] == [30, 30]
    assert [each.path.name for each in result.unreadable] == [f"note {number}" for number in range(5)]
    assert told == sorted(told)
    assert told[-1] == 1.0
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("scan")]

    # One after the other they are the same.
    monkeypatch.setattr("app.dicom.study_scan.FEW_FILES", 1000)
    assert facts_of(scan([tmp_path])) == facts_of(result)


def facts_of(result):
    return [
        (series.uid, series.warnings, [replace(instance, plain=None) for instance in series.instances], series.slices)
        for series in series_of(result)
    ]


def test_a_scan_in_threads_is_cancelled_at_once(tmp_path, write_ct_series, monkeypatch):
    write_ct_series(tmp_path, slices=40)
    started = threading.Event()
    go_on = threading.Event()
    read = []

    monkeypatch.setattr("app.dicom.study_scan.WAIT_SECONDS", 0.01)

    def slowly(path):
        started.set()
        go_on.wait(20)
        read.append(path)
        return read_file(path)

    def nothing_quick(files, known):
        return [None] * len(files)

    monkeypatch.setattr("app.dicom.study_scan.read_file", slowly)
    monkeypatch.setattr("app.dicom.study_scan.quick_headers", nothing_quick)

    def stop(fraction: float, message: str) -> None:
        if started.is_set():
            go_on.set()
            raise Cancelled

    with pytest.raises(Cancelled):
        scan([tmp_path], progress=stop)
    # What was being read is finished, no more.
    assert len(read) < 40


def test_news_get_rarer_the_longer_they_take(tmp_path, write_ct_series, monkeypatch):
    monkeypatch.setattr("app.dicom.study_scan.NEWS_SECONDS", 0.0)
    monkeypatch.setattr("app.dicom.study_scan.NEWS_PAUSE", 1e6)
    write_ct_series(tmp_path, slices=30)
    counts = []
    scan([tmp_path], on_found=lambda studies: counts.append(studies[0].series[0].slice_count))
    assert counts == [1]
