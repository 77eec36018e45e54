"""DICOMDIR, DICOM.md §3.28: inside its own folder only, circles do not matter, 20,000 records are quick."""

from __future__ import annotations

import struct
import time
from pathlib import Path

import pydicom
import pytest

from ai.progress import Cancelled
from app.dicom.files import dicomdir
from app.dicom.files.dicomdir import index_of, starts_as_index
from app.dicom.study_scan import scan, series_of
from app.errors import DicomReadError

CLASS = "1.2.840.10008.1.3.10"


def element(group: int, number: int, vr: bytes, value: bytes | str) -> bytes:
    content = value.encode("latin-1") if isinstance(value, str) else value
    content += b" " * (len(content) % 2)
    return struct.pack("<HH2sH", group, number, vr, len(content)) + content


def record(name: str, *more: bytes) -> bytes:
    # Its offsets point to itself: a circle.
    content = element(4, 0x1400, b"UL", struct.pack("<L", 400)) + element(4, 0x1420, b"UL", struct.pack("<L", 400))
    content += element(4, 0x1430, b"CS", "IMAGE") + element(4, 0x1500, b"CS", name) + b"".join(more)
    return struct.pack("<HHL", 0xFFFE, 0xE000, len(content)) + content


def write_index(folder: Path, names: list[str], *, before: bytes = b"", undefined: bool = False) -> Path:
    items = before + b"".join(record(name) for name in names)
    length = 0xFFFFFFFF if undefined else len(items)
    end = struct.pack("<HHL", 0xFFFE, 0xE0DD, 0) if undefined else b""
    content = element(2, 2, b"UI", CLASS) + element(2, 0x10, b"UI", "1.2.840.10008.1.2.1\0")
    content += element(4, 0x1130, b"CS", "DISC") + struct.pack("<HH2sHL", 4, 0x1220, b"SQ", 0, length) + items + end
    path = folder / "DICOMDIR"
    path.write_bytes(bytes(128) + b"DICM" + content)
    return path


def found_in(folder: Path, path: Path) -> list[str]:
    return [file.relative_to(folder).as_posix() for file in index_of(path).files]


@pytest.fixture
def disc(tmp_path: Path) -> Path:
    folder = tmp_path / "disc"
    for name in ("IMAGES/IM1", "IMAGES/im2", "IMAGES/IM3.;1", "IMAGES/IM4.DCM"):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
    (tmp_path / "outside").write_bytes(b"x")
    return folder


@pytest.mark.parametrize("undefined", [False, True])
def test_files_come_in_the_order_of_the_records_each_once(disc, undefined):
    path = write_index(disc, ["IMAGES\\IM4.DCM", "", "IMAGES\\IM1", "IMAGES\\IM4.DCM"], undefined=undefined)
    assert found_in(disc, path) == ["IMAGES/IM4.DCM", "IMAGES/IM1"]
    assert index_of(path).warnings == ()


def test_names_are_found_whatever_their_case_and_version(disc):
    path = write_index(disc, ["images\\im1", "IMAGES\\IM2", "IMAGES\\IM3", "IMAGES\\IM4.DCM;1"])
    assert found_in(disc, path) == ["IMAGES/IM1", "IMAGES/im2", "IMAGES/IM3.;1", "IMAGES/IM4.DCM"]


def test_the_very_name_goes_before_one_of_other_case(disc):
    (disc / "IMAGES" / "IM2").write_bytes(b"xyz")
    assert found_in(disc, write_index(disc, ["IMAGES\\IM2", "IMAGES\\im2"])) == ["IMAGES/IM2", "IMAGES/im2"]


@pytest.mark.parametrize(
    "name",
    [
        "..\\outside",
        "IMAGES\\..\\..\\outside",
        "\\etc\\passwd",
        "/etc/passwd",
        "C:\\x",
        "..",
        ".",
        "IMAGES\\\\IM1",
        "a\0b",
    ],
)
def test_item_28_names_that_lead_out_are_not_followed(disc, name):
    index = index_of(write_index(disc, [name, "IMAGES\\IM1"]))
    assert [file.name for file in index.files] == ["IM1"]
    assert index.warnings == ("1 name in the DICOMDIR leads out of its folder, which is not followed.",)


def test_item_28_links_that_lead_out_are_not_followed(disc):
    (disc / "AWAY").symlink_to(disc.parent)
    (disc / "FILE").symlink_to(disc.parent / "outside")
    (disc / "OWN").symlink_to("IMAGES/IM1")
    index = index_of(write_index(disc, ["AWAY\\outside", "FILE", "OWN"]))
    assert [file.name for file in index.files] == ["OWN"]
    assert index.refused == 2


def test_what_is_missing_is_counted(disc):
    (disc / "pipe").mkdir()
    path = write_index(disc, ["IMAGES\\IM1", "IMAGES\\IM9", "NO\\IM1", "pipe", "IMAGES\\IM1\\X", "x" * 4000])
    assert index_of(path).warnings == ("5 files that the DICOMDIR names are not there.",)
    assert index_of(write_index(disc, ["IM9", "IMAGES\\IM1"])).warnings == (
        "1 file that the DICOMDIR names is not there.",
    )


def test_a_loop_of_links_is_missing(disc):
    (disc / "LOOP").symlink_to("LOOP")
    assert index_of(write_index(disc, ["LOOP", "IMAGES\\IM1"])).missing + index_of(disc / "DICOMDIR").refused == 1


def test_a_damaged_index_says_so_and_gives_what_it_names(disc):
    path = write_index(disc, ["IMAGES\\IM1", "IMAGES\\IM4.DCM"])
    path.write_bytes(path.read_bytes()[:-5])
    index = index_of(path)
    assert [file.name for file in index.files] == ["IM1"]
    assert index.warnings == ("The DICOMDIR is damaged; it may name more files than were found.",)


def test_icons_in_records_are_stepped_over(disc):
    fragments = struct.pack("<HH2sHL", 0x7FE0, 0x10, b"OB", 0, 0xFFFFFFFF)
    fragments += struct.pack("<HHL", 0xFFFE, 0xE000, 0)
    fragments += struct.pack("<HHL", 0xFFFE, 0xE000, 32) + element(4, 0x1500, b"CS", "IMAGES\\IM4.DCM").ljust(32)
    fragments += struct.pack("<HHL", 0xFFFE, 0xE0DD, 0)
    icon = struct.pack("<HHL", 0xFFFE, 0xE000, len(fragments)) + fragments
    sequence = struct.pack("<HH2sHL", 0x88, 0x200, b"SQ", 0, len(icon)) + icon
    path = write_index(disc, ["IMAGES\\im2"], before=record("IMAGES\\IM1", sequence))
    assert found_in(disc, path) == ["IMAGES/IM1", "IMAGES/im2"]


def test_an_icon_that_does_not_end_is_damage(disc):
    endless = struct.pack("<HH2sHL", 0x7FE0, 0x10, b"OB", 0, 0xFFFFFFFF) + struct.pack("<HHL", 0xFFFE, 0xE000, 1 << 30)
    path = write_index(disc, [], before=record("IMAGES\\IM1") + endless)
    index = index_of(path)
    assert [file.name for file in index.files] == ["IM1"]
    assert not index.is_whole


def test_a_folder_that_may_not_be_read_holds_nothing(disc, monkeypatch):
    def locked(_folder):
        raise PermissionError

    monkeypatch.setattr("app.dicom.files.dicomdir.os.scandir", locked)
    assert index_of(write_index(disc, ["IMAGES\\IM1"])).missing == 1


def test_cut_anywhere_it_is_a_sentence_or_fewer_files(disc):
    path = write_index(disc, ["IMAGES\\IM1", "IMAGES\\IM4.DCM"])
    whole = path.read_bytes()
    for end in range(len(whole)):
        path.write_bytes(whole[:end])
        assert len(index_of(path).files) <= 2
        starts_as_index(whole[:end])


def test_item_28_twenty_thousand_records_are_quick(tmp_path):
    names = []
    for number in range(200):
        (tmp_path / f"D{number}").mkdir()
        names += [f"D{number}\\I{image}" for image in range(100)]
        for image in range(0, 100, 10):
            (tmp_path / f"D{number}" / f"I{image}").touch()
    path = write_index(tmp_path, names)
    began = time.process_time()
    index = index_of(path)
    assert time.process_time() - began < 5
    assert (len(index.files), index.missing) == (2000, 18000)


def test_a_monster_is_refused_unread_and_a_long_reading_can_be_cancelled(disc, monkeypatch):
    path = write_index(disc, ["IMAGES\\IM1"])

    def stop(_fraction: float, message: str) -> None:
        assert message == "Reading the DICOMDIR, 0 files so far"
        raise Cancelled

    with pytest.raises(Cancelled):
        index_of(path, progress=stop)
    monkeypatch.setattr(dicomdir, "LARGEST_INDEX", 10)
    with pytest.raises(DicomReadError, match="too large to be one"):
        index_of(path)
    with pytest.raises(DicomReadError, match="cannot be read"):
        index_of(disc / "NOTHING")


def test_real_indexes_of_every_encoding():
    folder = Path(pydicom.__file__).parent / "data" / "test_files" / "dicomdirtests"
    counts = {
        path.relative_to(folder).as_posix(): len(index_of(path).files)
        for path in folder.rglob("DICOMDIR*")
        if starts_as_index(path.read_bytes()[:1024])
    }
    assert counts == {
        "DICOMDIR": 31,
        "DICOMDIR-bigEnd": 31,
        "DICOMDIR-empty.dcm": 0,
        "DICOMDIR-implicit": 31,
        "DICOMDIR-nooffset": 31,
        "DICOMDIR-nopatient": 31,
        "DICOMDIR-reordered": 31,
        "TINY_ALPHA/DICOMDIR": 50,
    }


def test_only_an_index_starts_as_one():
    assert not starts_as_index(b"")
    assert not starts_as_index(b"PK\x03\x04" + bytes(300))
    assert not starts_as_index(bytes(128) + b"DICM" + element(2, 2, b"UI", "1.2.840.10008.5.1.4.1.1.2"))
    assert not starts_as_index(bytes(128) + b"DICM" + element(8, 0x16, b"UI", CLASS))
    assert starts_as_index(element(4, 0x1130, b"CS", "DISC"))


def test_a_scan_of_an_index_gives_its_files_and_its_warnings(tmp_path, write_ct_series):
    write_ct_series(tmp_path / "CT", slices=3)
    names = [f"CT\\{path.name.upper()}" for path in sorted((tmp_path / "CT").iterdir())]
    path = write_index(tmp_path, [*names[:2], "CT\\GONE"])
    result = scan([path])
    assert series_of(result)[0].slice_count == 2
    assert result.warnings == ("1 file that the DICOMDIR names is not there.",)
    assert result.unreadable == ()

    # In a folder it is no image and nothing that is wrong.
    result = scan([tmp_path])
    assert series_of(result)[0].slice_count == 3
    assert (result.warnings, result.unreadable) == ((), ())


def test_an_index_without_files_is_one_sentence(tmp_path):
    with pytest.raises(DicomReadError, match=r"2 files that the DICOMDIR names are not there\. Open the folder"):
        scan([write_index(tmp_path, ["A", "B"])])
    with pytest.raises(DicomReadError, match="The DICOMDIR names no files"):
        scan([write_index(tmp_path, [])])
    with pytest.raises(DicomReadError, match="only an index"):
        scan([tmp_path])


def test_an_index_without_files_does_not_keep_others_away(tmp_path, write_ct_series):
    paths = write_ct_series(tmp_path / "CT", slices=3)
    result = scan([write_index(tmp_path, ["A"]), *paths])
    assert series_of(result)[0].slice_count == 3
    assert result.warnings == ("1 file that the DICOMDIR names is not there.",)
    assert [each.path.name for each in result.unreadable] == ["DICOMDIR"]
