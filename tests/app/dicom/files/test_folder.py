"""The walk: hostile folders of DICOM.md §3.29 (pipes, devices, loops, locked, bad names, 180 levels, sparse)."""

from __future__ import annotations

import os
import socket
import sys
from pathlib import Path

import pytest

from ai.progress import Cancelled
from app.dicom.files.folder import LINK_OUTSIDE, LINK_TO_FOLDER, NOT_A_FILE, listing
from app.errors import DicomReadError

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the file system of a Unix")


def names(top: Path) -> list[str]:
    return [file.relative_to(top).as_posix() for file in listing(top).files]


def reasons(top: Path) -> dict[str, str]:
    return {each.path.relative_to(top).as_posix(): each.reason for each in listing(top).left_out}


def test_files_come_in_a_fixed_order(tmp_path):
    for name in ("b/2", "a", "b/1", "c/d/1", "B"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x" * len(name))
    assert names(tmp_path) == ["B", "a", "b/1", "b/2", "c/d/1"]
    assert listing(tmp_path).files[1] == tmp_path / "a"
    assert listing(tmp_path).is_folder


def test_a_file_is_itself(tmp_path):
    (tmp_path / "a").write_bytes(b"xyz")
    found = listing(tmp_path / "a")
    assert found.files == (tmp_path / "a",)
    assert not found.is_folder


def test_item_29_what_is_no_file_is_never_opened(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with socket.socket(socket.AF_UNIX) as end:
        place = os.getcwd()
        os.chdir(tmp_path)
        end.bind("socket")
        os.chdir(place)
        (tmp_path / "device").symlink_to("/dev/zero")
        (tmp_path / "gone").symlink_to("nowhere")
        (tmp_path / "circle").symlink_to("circle")
        assert names(tmp_path) == []
        found = reasons(tmp_path)
    assert found.pop("circle") == "The file cannot be read: Too many levels of symbolic links."
    assert found == dict.fromkeys(("pipe", "socket", "device", "gone"), NOT_A_FILE)
    assert listing(tmp_path / "pipe").left_out[0].reason == NOT_A_FILE
    assert listing(Path("/dev/null")).left_out[0].reason == NOT_A_FILE


def test_item_29_links_are_not_followed_out_of_the_folder_and_loops_end(tmp_path):
    outside, top = tmp_path / "outside", tmp_path / "top"
    (outside / "deep").mkdir(parents=True)
    (outside / "secret").write_text("x")
    (top / "sub").mkdir(parents=True)
    (top / "sub" / "own").write_text("x")
    (top / "up").symlink_to("..")
    (top / "sub" / "loop").symlink_to(top)
    (top / "away").symlink_to(outside / "deep")
    (top / "file").symlink_to(outside / "secret")
    # Its target is found without it.
    (top / "again").symlink_to("sub/own")

    assert names(top) == ["sub/own"]
    assert reasons(top) == {
        "up": LINK_TO_FOLDER,
        "sub/loop": LINK_TO_FOLDER,
        "away": LINK_TO_FOLDER,
        "file": LINK_OUTSIDE,
    }
    # What a person names is what is meant, be it a link.
    assert names(top / "away") == []
    assert len(listing(top / "file").files) == 1


def test_a_neighbour_whose_name_begins_alike_is_outside(tmp_path):
    (tmp_path / "top").mkdir()
    (tmp_path / "top2").mkdir()
    (tmp_path / "top2" / "a").write_text("x")
    (tmp_path / "top" / "a").symlink_to(tmp_path / "top2" / "a")
    assert reasons(tmp_path / "top") == {"a": LINK_OUTSIDE}


def test_item_29_names_that_are_no_text(tmp_path):
    bad = os.path.join(os.fsencode(tmp_path), b"\xff\xfe\n")
    with open(bad, "wb") as file:
        file.write(b"x")
    (found,) = listing(tmp_path).files
    assert os.fsencode(found) == bad


def test_item_29_180_levels(tmp_path):
    place = os.getcwd()
    os.chdir(tmp_path)
    for _ in range(180):
        os.mkdir("deeper-and-deeper")
        os.chdir("deeper-and-deeper")
    Path("bottom").write_text("x")
    os.chdir(place)
    (found,) = listing(tmp_path).files
    assert found.name == "bottom"
    assert len(found.relative_to(tmp_path).parts) == 181


def test_a_folder_deeper_than_the_system_can_name_is_listed(tmp_path):
    place = os.getcwd()
    os.chdir(tmp_path)
    for _ in range(25):
        os.mkdir("x" * 200)
        os.chdir("x" * 200)
    os.chdir(place)
    (left_out,) = listing(tmp_path).left_out
    assert left_out.reason == "The folder cannot be read: File name too long."


def test_a_folder_that_is_the_same_by_two_names_is_walked_once(tmp_path, monkeypatch):
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "x").write_text("x")
    (tmp_path / "b").mkdir()
    real = os.stat

    def stat(path, **options):
        # As a bind mount of a beside it.
        return real(str(path).replace(f"{tmp_path}/b", f"{tmp_path}/a"), **options)

    monkeypatch.setattr("app.dicom.files.folder.os.stat", stat)
    assert names(tmp_path) == ["a/x"]


def test_a_long_walk_can_be_cancelled(tmp_path, monkeypatch):
    monkeypatch.setattr("app.dicom.files.folder.NEWS_ENTRIES", 1)
    (tmp_path / "a").touch()

    def stop(_fraction: float, message: str) -> None:
        assert message == "Looking through folders, 1 files so far"
        raise Cancelled

    with pytest.raises(Cancelled):
        listing(tmp_path, progress=stop)


@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        ("nothing", "There is no file or folder at this path."),
        ("x" * 5000, "This path cannot be read: File name too long."),
        ("a\0b", "This path cannot be read: it is no valid path."),
    ],
)
def test_paths_that_lead_nowhere(tmp_path, path, sentence):
    with pytest.raises(DicomReadError) as caught:
        listing(tmp_path / path)
    assert caught.value.message == sentence


def test_a_file_that_vanishes_while_it_is_looked_at_is_listed(tmp_path, monkeypatch):
    class Vanished:
        name, path = "a", str(tmp_path / "a")

        def is_file(self, *, follow_symlinks):
            raise FileNotFoundError(2, "No such file or directory")

    class Entries(list):
        def __enter__(self):
            return self

        def __exit__(self, *_):
            return None

    monkeypatch.setattr("app.dicom.files.folder.os.scandir", lambda _folder: Entries([Vanished()]))
    (left_out,) = listing(tmp_path).left_out
    assert left_out.reason == "The file cannot be read: No such file or directory."
