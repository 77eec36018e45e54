"""ZIP archives: no path from inside, no bomb, nothing but DICOM on the disk; DICOM.md §3.27 and §3.30."""

from __future__ import annotations

import io
import os
import stat
import struct
import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np
import pytest

from ai.progress import Cancelled
from app.dicom.files import archive
from app.dicom.files.archive import private_folder, starts_as_archive, sweep, unpack
from app.dicom.study_scan import scan, series_of
from app.errors import DicomReadError

DICOM = bytes(128) + b"DICM" + bytes(60)


def zipped(path: Path, members: dict[str, bytes], *, packing: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", packing) as file:
        for name, content in members.items():
            file.writestr(name, content)
    return path


@pytest.fixture
def into(tmp_path):
    folder = tmp_path / "into"
    folder.mkdir()
    return folder


def test_members_become_numbered_files_whatever_they_are_called(tmp_path, into):
    """DICOM.md §3.27: names never become paths."""
    hostile = {"../../up": DICOM, "/abs": DICOM + b"2", "C:\\x": DICOM, "x" * 5000: DICOM, "a/b\n\u202e": DICOM}
    found = unpack(zipped(tmp_path / "a.zip", hostile), into)
    assert sorted(entry.name for entry in into.iterdir()) == [f"{number:06d}.dcm" for number in range(1, 6)]
    assert [file.name for file in found.files] == [f"{number:06d}.dcm" for number in range(1, 6)]
    assert found.files[1].read_bytes() == DICOM + b"2"
    shown = list(found.names.values())
    assert shown[0] == "../../up"
    assert shown[3] == "…" + 60 * "x"
    assert shown[4] == "a/b"
    assert not (tmp_path.parent / "up").exists()


def test_only_what_looks_like_dicom_is_written(tmp_path, into):
    members = {
        "notes.txt": b"hello " * 100,
        "empty": b"",
        "inner.zip": zipped(tmp_path / "i", {"a": DICOM}).read_bytes(),
    }
    found = unpack(zipped(tmp_path / "a.zip", {**members, "folder/": b"", "im": DICOM}), into)
    assert [entry.name for entry in into.iterdir()] == ["000001.dcm"]
    assert [each.reason for each in found.left_out] == [
        "“notes.txt” in the archive: This is not a DICOM file.",
        "“empty” in the archive: This is not a DICOM file.",
        "“inner.zip” in the archive: It is an archive inside the archive, which is not opened.",
    ]
    assert {each.path for each in found.left_out} == {tmp_path / "a.zip"}


def test_links_devices_encrypted_and_oddly_packed_members_are_left_out(tmp_path, into):
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as file:
        link = zipfile.ZipInfo("link")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        file.writestr(link, "/etc/passwd")
        file.writestr("secret", DICOM)
        file.writestr("lzma", DICOM, compress_type=zipfile.ZIP_LZMA)
    content = bytearray(path.read_bytes())
    entry = content.rindex(b"secret") - 46
    content[entry + 8] |= 1
    path.write_bytes(content)

    found = unpack(path, into)

    assert found.files == ()
    assert [each.reason.split(": ")[1] for each in found.left_out] == [
        "It is a link or a device, which is not followed.",
        "It is encrypted.",
        "It is packed in a way that is not known here.",
    ]
    assert list(into.iterdir()) == []


def test_item_30_a_member_that_unpacks_beyond_reason_is_left_out(tmp_path, into, monkeypatch):
    monkeypatch.setattr(archive, "SUSPICIOUS_BYTES", 100_000)
    members = {"bomb": DICOM + bytes(1_000_000), "air": DICOM + bytes(90_000), "noise": DICOM + os.urandom(200_000)}
    found = unpack(zipped(tmp_path / "a.zip", members), into)
    assert list(found.names.values()) == ["air", "noise"]
    assert "unpacks to more than 100 times its size" in found.left_out[0].reason


def test_item_30_many_small_bombs_are_one(tmp_path, into, monkeypatch):
    monkeypatch.setattr(archive, "SUSPICIOUS_TOTAL_BYTES", 1_000_000)
    path = zipped(tmp_path / "a.zip", {str(number): DICOM + bytes(200_000) for number in range(20)})
    with pytest.raises(DicomReadError, match="unpacks to more than 100 times its size"):
        unpack(path, into)


def test_what_does_not_fit_on_the_disk_is_refused_before_it_is_written(tmp_path, into, monkeypatch):
    monkeypatch.setattr("app.dicom.files.archive.shutil.disk_usage", lambda _folder: Usage())
    with pytest.raises(DicomReadError, match=r"needs more than 0.0 GB on the disk"):
        unpack(zipped(tmp_path / "a.zip", {"a": DICOM}), into)
    assert list(into.iterdir()) == []


class Usage:
    free = 100


def test_item_30_a_lie_about_the_size_writes_no_more_than_announced(tmp_path, into):
    path = zipped(tmp_path / "a.zip", {"im": DICOM + bytes(5000)})
    content = bytearray(path.read_bytes())
    entry = content.rindex(b"PK\x01\x02")
    struct.pack_into("<L", content, entry + 24, 300)
    path.write_bytes(content)
    found = unpack(path, into)
    assert "damaged" in found.left_out[0].reason
    assert list(into.iterdir()) == []


def test_a_member_that_goes_on_beyond_what_it_announced_is_damaged(tmp_path, into, monkeypatch):
    path = zipped(tmp_path / "a.zip", {"im": DICOM})
    monkeypatch.setattr(zipfile.ZipFile, "open", lambda _archive, _info: io.BytesIO(DICOM + bytes(5000)))
    found = unpack(path, into)
    assert "It is damaged." in found.left_out[0].reason
    assert list(into.iterdir()) == []


def test_too_many_members_are_refused(tmp_path, into, monkeypatch):
    path = zipped(tmp_path / "a.zip", {str(number): DICOM for number in range(4)})
    monkeypatch.setattr(archive, "MOST_MEMBERS", 3)
    with pytest.raises(DicomReadError, match="lists more than 3 files"):
        unpack(path, into)
    monkeypatch.setattr(archive, "LARGEST_DIRECTORY", 100)
    with pytest.raises(DicomReadError, match="lists more than 3 files"):
        unpack(path, into)


def test_a_directory_of_zip64_is_measured_too(tmp_path, into):
    path = zipped(tmp_path / "a.zip", {"a": DICOM})
    content = path.read_bytes()
    end = content.rindex(b"PK\x05\x06")
    far = b"PK\x06\x06" + struct.pack("<QHHLLQQQQ", 44, 45, 45, 0, 0, 1, 1, 1 << 40, 0)
    locator = b"PK\x06\x07" + struct.pack("<LQL", 0, end, 1)
    record = bytearray(content[end:])
    struct.pack_into("<L", record, 12, 0xFFFFFFFF)
    path.write_bytes(content[:end] + far + locator + record)
    with pytest.raises(DicomReadError, match="lists more than"):
        unpack(path, into)


@pytest.mark.parametrize("keep", [4, 30, 60, -1, -10, -22, -60])
def test_a_cut_archive_is_one_sentence(tmp_path, into, keep):
    path = zipped(tmp_path / "a.zip", {"im": DICOM, "im2": DICOM})
    path.write_bytes(path.read_bytes()[:keep])
    with pytest.raises(DicomReadError, match="The archive is damaged and cannot be unpacked"):
        unpack(path, into)


def test_every_broken_byte_is_a_sentence_or_nothing(tmp_path, into):
    path = zipped(tmp_path / "a.zip", {"im": DICOM, "im2": DICOM + os.urandom(50)})
    whole = path.read_bytes()
    for at in range(0, len(whole), 3):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 0x5A]) + whole[at + 1 :])
        inside = into / str(at)
        inside.mkdir()
        try:
            found = unpack(path, inside)
        except DicomReadError:
            continue
        assert len(found.files) + len(found.left_out) <= 2


def test_a_file_that_cannot_be_read_is_a_sentence(tmp_path, into):
    with pytest.raises(DicomReadError, match="cannot be unpacked"):
        unpack(tmp_path, into)


def test_progress_comes_for_every_member_and_chunk_and_can_cancel(tmp_path, into, monkeypatch):
    monkeypatch.setattr(archive, "CHUNK_BYTES", 1000)
    path = zipped(tmp_path / "a.zip", {"a": DICOM + os.urandom(10_000), "b": DICOM})
    told = []
    unpack(path, into, progress=lambda fraction, message: told.append((fraction, message)))
    fractions = [fraction for fraction, _ in told]
    assert fractions == sorted(fractions)
    assert fractions[0] == 0
    assert fractions[-1] <= 1
    assert len(told) >= 12
    assert told[0][1] == "Unpacking file 1 of 2"


def test_a_zip_is_known_by_its_content():
    assert starts_as_archive(b"PK\x03\x04" + bytes(200))
    assert starts_as_archive(b"PK\x05\x06")
    assert not starts_as_archive(b"PK\x03\x04" + DICOM[4:])
    assert not starts_as_archive(DICOM)


def test_the_private_folder_is_private_and_goes_with_the_program(tmp_path):
    code = (
        "import tempfile, sys; tempfile.tempdir = sys.argv[1]\n"
        "from app.dicom.files.archive import private_folder\n"
        "folder = private_folder(); (folder / 'x').touch(); print(folder, oct(folder.stat().st_mode & 0o777))"
    )
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=True)
    path, mode = done.stdout.split()
    assert Path(path).parent == tmp_path
    assert mode == "0o700"
    assert not Path(path).exists()


@pytest.mark.skipif(sys.platform == "win32", reason="not asked there")
def test_folders_of_dead_programs_are_swept_and_those_of_living_ones_stay(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        pass
    dead = tmp_path / f"lightbox-unpacked-{process.pid}-abc"
    odd = tmp_path / "lightbox-unpacked-x-abc"
    huge = tmp_path / f"lightbox-unpacked-{10**30}-abc"
    for folder in (dead, odd, huge):
        (folder / "inner").mkdir(parents=True)
    (tmp_path / "lightbox-unpacked-1-file").touch()
    link = tmp_path / f"lightbox-unpacked-{process.pid}-link"
    link.symlink_to(odd)
    own = private_folder()
    sweep()
    assert not dead.exists()
    assert not huge.exists()
    assert odd.is_dir()
    assert (odd / "inner").is_dir()
    assert own.is_dir()
    assert link.is_symlink()


def test_a_zip_of_a_series_is_scanned(tmp_path, into, write_ct_series):
    paths = write_ct_series(tmp_path / "ct", slices=3)
    archived = tmp_path / "study.of.no.name"
    zipped(archived, {f"CT/{path.name}": path.read_bytes() for path in paths} | {"CT/bad": DICOM, "readme": b"hi"})

    result = scan([archived], unpack_into=into)

    (series,) = series_of(result)
    assert series.slice_count == 3
    assert all(instance.path.is_relative_to(into) for instance in series.instances)
    reasons = {each.reason for each in result.unreadable}
    assert reasons == {
        "“readme” in the archive: This is not a DICOM file.",
        "“CT/bad” in the archive: This is not a DICOM file.",
    }
    assert {each.path for each in result.unreadable} == {archived}


def test_a_zip_in_a_folder_is_opened_where_it_is_called_so(tmp_path, into, write_ct_series, write_image):
    paths = write_ct_series(tmp_path / "src", slices=3)
    folder = tmp_path / "folder"
    write_image(folder / "own.dcm", np.zeros((4, 4), np.int16), SeriesInstanceUID="1.2.3")
    zipped(folder / "A.ZIP", {path.name: path.read_bytes() for path in paths})
    zipped(folder / "hidden", {path.name: path.read_bytes() for path in paths})
    (folder / "no.zip").write_text("not one")
    (folder / "cut.zip").write_bytes((folder / "A.ZIP").read_bytes()[:500])

    result = scan([folder], unpack_into=into)

    assert sorted(series.slice_count for series in series_of(result)) == [1, 3]
    assert {each.path.name: each.reason for each in result.unreadable} == {
        "hidden": "This is not a DICOM file.",
        "no.zip": "This is not a DICOM file.",
        "cut.zip": "The archive is damaged and cannot be unpacked.",
    }


def test_an_archive_that_is_damaged_or_without_dicom_is_refused_in_a_sentence(tmp_path, into):
    path = zipped(tmp_path / "a.zip", {"readme": b"hi", "other": b"ho"})
    with pytest.raises(DicomReadError, match=r"None of the 2 files is a readable DICOM image\. 2 ×: This is not"):
        scan([path], unpack_into=into)
    path.write_bytes(path.read_bytes()[:-5])
    with pytest.raises(DicomReadError, match="The archive is damaged"):
        scan([path], unpack_into=into)
    assert list(into.iterdir()) == [] or all(not list(each.iterdir()) for each in into.iterdir())


def test_cancel_while_unpacking_leaves_nothing(tmp_path, into, monkeypatch):
    monkeypatch.setattr(archive, "CHUNK_BYTES", 1000)
    path = zipped(tmp_path / "a.zip", {"a": DICOM + os.urandom(10_000)})

    def stop(fraction: float, message: str) -> None:
        if message.startswith("Unpacking, "):
            raise Cancelled

    with pytest.raises(Cancelled):
        scan([path], unpack_into=into, progress=stop)
    assert list(into.iterdir()) == []


def test_a_folder_of_another_user_or_one_that_vanishes_stays(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    folder = tmp_path / "lightbox-unpacked-77-abc"
    folder.mkdir()

    def not_ours(_pid, _signal):
        raise PermissionError

    monkeypatch.setattr("app.dicom.files.archive.os.kill", not_ours)
    sweep()
    assert folder.is_dir()

    class Vanished:
        name, path = folder.name, str(folder)

        def is_dir(self, *, follow_symlinks):
            raise FileNotFoundError

    class Entries(list):
        def __enter__(self):
            return self

        def __exit__(self, *_):
            return None

    monkeypatch.setattr("app.dicom.files.archive.os.scandir", lambda _folder: Entries([Vanished()]))
    sweep()
    assert folder.is_dir()


def test_a_child_process_does_not_take_the_folder_away(tmp_path):
    folder = tmp_path / "own"
    folder.mkdir()
    archive._remove_own(folder, os.getpid() + 1)
    assert folder.is_dir()
    archive._remove_own(folder, os.getpid())
    assert not folder.exists()
