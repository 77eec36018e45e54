from __future__ import annotations

import os
import struct
import sys
import threading
import time
import tracemalloc
import zlib
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from ai.progress import Cancelled
from app.dicom.files.dicom_file import looks_like_dicom
from app.dicom.headers.objects import nothing_to_see
from app.dicom.series import Unreadable
from app.dicom.series_load import load_series
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


def test_what_is_no_image_is_listed_with_its_reason_and_the_rest_opens(tmp_path, write_ct_series, write_image):
    write_ct_series(tmp_path, slices=2)
    (tmp_path / "notes.txt").write_text("not an image, but long enough " * 10)
    (tmp_path / "empty").write_bytes(b"")
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "loop").symlink_to(tmp_path)
    (tmp_path / "gone").symlink_to(tmp_path / "nothing")

    result = scan([tmp_path])

    reasons = {one.path.name: one.reason for one in result.unreadable}
    assert reasons == {
        "notes.txt": "This is not a DICOM file.",
        "empty": "This is not a DICOM file.",
        "pipe": "This is not a regular file.",
        "loop": "This is a link to a folder, which is not followed.",
        "gone": "This is not a regular file.",
    }
    assert series_of(result)[0].slice_count == 2


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"PixelData": None, "Rows": None, "StudyInstanceUID": None}, "The file has no pixel data"),
        ({"Rows": 0}, "does not say how many rows and columns"),
        ({"Columns": None}, "does not say how many rows and columns"),
        ({"NumberOfFrames": 100000}, "announces 100000 frames and is far too small"),
    ],
)
def test_headers_that_cannot_be_true_are_refused(tmp_path, write_image, change, sentence):
    path = write_image(tmp_path / "x.dcm", np.zeros((4, 4), np.int16), **change)
    with pytest.raises(DicomReadError, match=sentence):
        scan([path])


def test_nothing_to_open_gives_a_sentence(tmp_path):
    with pytest.raises(DicomReadError, match="no file or folder at this path"):
        scan([tmp_path / "nothing"])
    with pytest.raises(DicomReadError, match="The folder holds no files"):
        scan([tmp_path])
    (tmp_path / "a.txt").write_text("x" * 200)
    with pytest.raises(DicomReadError, match="This is not a DICOM file"):
        scan([tmp_path])
    (tmp_path / "b.txt").write_text("y" * 200)
    with pytest.raises(
        DicomReadError, match=r"None of the 2 files is a readable DICOM image. 2 ×: This is not a DICOM"
    ):
        scan([tmp_path])
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(DicomReadError, match="not a regular file"):
        scan([tmp_path / "pipe"])


def test_a_folder_that_may_not_be_read_is_listed(tmp_path, write_ct_series, monkeypatch):
    write_ct_series(tmp_path, slices=1)
    (tmp_path / "locked").mkdir()
    real = os.scandir

    def scandir(path):
        if Path(path).name == "locked":
            raise PermissionError(13, "Permission denied")
        return real(path)

    monkeypatch.setattr("app.dicom.files.folder.os.scandir", scandir)
    (left_out,) = scan([tmp_path]).unreadable
    assert left_out.reason == "The folder cannot be read: Permission denied."


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


def test_cut_files_give_sentences_wherever_they_end(tmp_path, write_ct_series):
    (path,) = write_ct_series(tmp_path, slices=1)
    content = path.read_bytes()
    for end in range(0, len(content) - 1, 41):
        path.write_bytes(content[:end])
        with pytest.raises(DicomReadError):
            load_first(path)


def load_first(path: Path) -> None:
    result = scan([path])
    if not series_of(result):
        # Cut between two elements: nothing tells it from a file that never had pixels.
        raise nothing_to_see(result.studies)
    load_series(series_of(result)[0])


def test_damaged_meta_information(tmp_path):
    path = tmp_path / "x"
    path.write_bytes(bytes(128) + b"DICM\x02\x00\x10\x00SQ\x00\x00\xff\xff\xff\xff\xfe\xff")
    with pytest.raises(DicomReadError, match="its meta information cannot be read"):
        scan([path])


def test_names_that_lead_nowhere(tmp_path, write_ct_series):
    write_ct_series(tmp_path, slices=1)
    (tmp_path / "circle").symlink_to("circle")
    (left_out,) = scan([tmp_path]).unreadable
    assert left_out.reason == "The file cannot be read: Too many levels of symbolic links."
    with pytest.raises(DicomReadError, match="This path cannot be read: File name too long"):
        scan([Path("x" * 5000)])


def test_a_file_cut_off_within_its_pixels_is_left_out_and_its_slice_is_missed(tmp_path, write_ct_series):
    paths = sorted(write_ct_series(tmp_path, slices=5, spacing=(5.0, 1.0, 1.0)))
    (whole,) = series_of(scan([tmp_path]))
    cut = whole.instances[2].path
    cut.write_bytes(cut.read_bytes()[:-20])

    result = scan([tmp_path])

    (left_out,) = result.unreadable
    assert left_out.path == cut
    assert left_out.reason == "The file ends after 87 % of its pixel data."
    (series,) = series_of(result)
    assert series.slice_count == len(paths) - 1
    assert "Slice 3 of 5 is missing" in series.geometry_fault
    with pytest.raises(DicomReadError, match="of its pixel data"):
        scan([cut])


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


def test_a_file_that_may_not_be_read_is_a_sentence(tmp_path, write_ct_series, monkeypatch):
    (path,) = write_ct_series(tmp_path, slices=1)

    def locked(_path, *_mode, **_options):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", locked)
    with pytest.raises(DicomReadError, match="The file cannot be read: Permission denied"):
        scan([path])


def test_whatever_goes_wrong_with_a_header_is_a_sentence(tmp_path, write_ct_series, monkeypatch):
    (path,) = write_ct_series(tmp_path, slices=1)

    def broken(_file):
        raise RecursionError

    monkeypatch.setattr("app.dicom.study_scan.header_of", broken)
    found = read_file(path)
    assert found == Unreadable(path, "The file is damaged: its header cannot be read.")


def start_of_file(syntax: bytes, more: bytes) -> bytes:
    uid = syntax + b"\0" * (len(syntax) % 2)
    return bytes(128) + b"DICM\x02\x00\x10\x00UI" + struct.pack("<H", len(uid)) + uid + more


MONSTERS = {
    "nothing": b"",
    "deflated": start_of_file(b"1.2.840.10008.1.2.1.99", bytes(8)),
    "a value": start_of_file(b"1.2.840.10008.1.2.1", struct.pack("<HH2sHL", 9, 0x1001, b"UN", 0, 0xFFFFFFF0)),
    "a value in implicit VR": start_of_file(b"1.2.840.10008.1.2", struct.pack("<HHL", 9, 0x1001, 0xFFFFFFF0)),
    "items": start_of_file(b"1.2.840.10008.1.2.1", struct.pack("<HH2sHL", 8, 0x1140, b"SQ", 0, 0xFFFFFFFF)),
    "a sequence": start_of_file(b"1.2.840.10008.1.2.1", struct.pack("<HH2sHL", 8, 0x1140, b"SQ", 0, 0xFFFFFFF0)),
    "elements": start_of_file(b"1.2.840.10008.1.2.1", b""),
    "meta": bytes(128) + b"DICM" + struct.pack("<HH2sHL", 2, 1, b"OB", 0, 0xFFFFFFF0),
}


@pytest.mark.skipif(sys.platform == "win32", reason="files without holes there")
@pytest.mark.parametrize("name", MONSTERS)
def test_items_29_and_30_a_sparse_monster_is_one_sentence(tmp_path, name):
    """30 GB of nothing behind a start that promises values, items or elements without end."""
    path = tmp_path / "monster"
    path.write_bytes(MONSTERS[name])
    os.truncate(path, 30 << 30)
    tracemalloc.start()
    began = time.process_time()
    with pytest.raises(DicomReadError):
        scan([path])
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 200e6
    assert time.process_time() - began < 10


def test_item_30_a_deflated_bomb_is_not_inflated_in_the_scan(tmp_path):
    header = struct.pack("<HH2sH", 8, 0x60, b"CS", 2) + b"CT" + struct.pack("<HH2sHL", 9, 0x1001, b"OB", 0, 1 << 30)
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    packed = packer.compress(header) + b"".join(packer.compress(bytes(1 << 20)) for _ in range(64)) + packer.flush()
    path = tmp_path / "bomb"
    path.write_bytes(start_of_file(b"1.2.840.10008.1.2.1.99", packed))
    tracemalloc.start()
    with pytest.raises(DicomReadError):
        scan([path])
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 60e6


@pytest.mark.parametrize("depth", [100, 3000, 100_000])
def test_item_31_nesting_is_no_crash(tmp_path, depth):
    item = struct.pack("<HHL", 0xFFFE, 0xE000, 0xFFFFFFFF)
    sequence = struct.pack("<HH2sHL", 8, 0x1140, b"SQ", 0, 0xFFFFFFFF)
    path = tmp_path / "deep"
    path.write_bytes(start_of_file(b"1.2.840.10008.1.2.1", (sequence + item) * depth))
    with pytest.raises(DicomReadError):
        scan([path])


def test_a_long_document_is_not_read(tmp_path, write_image):
    path = write_image(
        tmp_path / "letter.dcm",
        np.zeros((2, 2), np.uint8),
        SOPClassUID="1.2.840.10008.5.1.4.1.1.104.1",
        EncapsulatedDocument=bytes(70 << 20),
        DocumentTitle="Letter",
        PixelData=None,
        Rows=None,
    )
    tracemalloc.start()
    (found,) = scan([path]).studies[0].objects
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (found.kind, found.description) == ("PDF document", "Letter")
    assert most < 20e6
