"""What a scan cannot read is one sentence each, and the rest opens."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from app.dicom.headers.objects import nothing_to_see
from app.dicom.series import Unreadable
from app.dicom.series_load import load_series
from app.dicom.study_scan import read_file, scan, series_of
from app.errors import DicomReadError


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
