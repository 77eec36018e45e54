"""Files appear whole or not at all, and a failure is one sentence."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from app.errors import ExportError
from app.imaging import atomic
from app.imaging.atomic import atomic_path, make_folder


def test_the_file_appears_when_it_is_complete(tmp_path: Path) -> None:
    target = tmp_path / "a.nii.gz"
    with atomic_path(target) as temporary:
        temporary.write_bytes(b"new")
        assert not target.exists()
        assert temporary.parent == tmp_path
        assert temporary.name.endswith("a.nii.gz")
    assert target.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [target]


def test_an_older_file_stays_when_the_body_fails(tmp_path: Path) -> None:
    target = tmp_path / "a.txt"
    target.write_text("old")

    def write_half() -> None:
        with atomic_path(target) as temporary:
            temporary.write_text("half")
            raise RuntimeError("broken")

    with pytest.raises(RuntimeError, match="broken"):
        write_half()
    assert target.read_text() == "old"
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        (errno.ENOSPC, "There is no space left on the disk for a.txt; nothing was written."),
        (errno.EDQUOT, "There is no space left on the disk for a.txt; nothing was written."),
        (errno.EROFS, "a.txt cannot be written: its folder does not allow it; nothing was written."),
        (errno.EIO, "a.txt could not be written (Input/output error); nothing was written."),
    ],
)
def test_a_failure_of_the_disk_is_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, sentence: str
) -> None:
    def full(descriptor: int) -> None:
        raise OSError(number, os.strerror(number), str(tmp_path))

    target = tmp_path / "a.txt"
    target.write_text("old")
    monkeypatch.setattr(atomic.os, "fsync", full)
    with pytest.raises(ExportError) as caught, atomic_path(target) as temporary:
        temporary.write_text("new")
    assert caught.value.message == sentence
    assert caught.value.hint
    assert str(tmp_path) not in str(caught.value)
    assert target.read_text() == "old"
    assert list(tmp_path.iterdir()) == [target]


def test_a_missing_folder_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="its folder does not exist"), atomic_path(tmp_path / "no" / "a") as temporary:
        temporary.write_text("new")


def test_a_folder_in_the_place_of_the_file_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    with pytest.raises(ExportError, match="it is a folder"), atomic_path(tmp_path / "a") as temporary:
        temporary.write_text("new")
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_an_error_without_number_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="could not be written"), atomic_path(tmp_path / "a"):
        raise OSError("strange")


def test_a_file_system_that_cannot_flush_folders_is_no_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    flush = os.fsync
    calls = []

    def only_files(descriptor: int) -> None:
        calls.append(descriptor)
        if len(calls) == 2:
            raise OSError(errno.EINVAL, "no")
        flush(descriptor)

    monkeypatch.setattr(atomic.os, "fsync", only_files)
    with atomic_path(tmp_path / "a") as temporary:
        temporary.write_text("new")
    assert (tmp_path / "a").read_text() == "new"


def test_systems_without_folder_flush(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(atomic, "_FLUSHES_FOLDERS", False)
    with atomic_path(tmp_path / "a") as temporary:
        temporary.write_text("new")
    assert (tmp_path / "a").read_text() == "new"


def test_folders_are_made_with_their_parents(tmp_path: Path) -> None:
    make_folder(tmp_path / "a" / "b")
    make_folder(tmp_path / "a" / "b")
    assert (tmp_path / "a" / "b").is_dir()


def test_a_file_in_the_place_of_a_folder_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("x")
    with pytest.raises(ExportError, match="The folder a cannot be made: a file of that name is there"):
        make_folder(tmp_path / "a")
    with pytest.raises(ExportError, match="its folder does not exist"):
        make_folder(tmp_path / "a" / "b")


def test_a_full_disk_is_told_even_where_a_library_hides_its_number(tmp_path: Path) -> None:
    def write_as_pydicom_does() -> None:
        try:
            raise OSError(errno.ENOSPC, "No space left on device")
        except OSError as error:
            raise type(error)(f"{error}\nWith tag (7FE0,0010)") from error

    with pytest.raises(ExportError, match=r"no space left on the disk for seg\.dcm"), atomic_path(tmp_path / "seg.dcm"):
        write_as_pydicom_does()
    assert list(tmp_path.iterdir()) == []
