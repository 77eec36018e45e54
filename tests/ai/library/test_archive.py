"""Archives are read within bounds; what is unpacked is what was packed, and lies where it should."""

from __future__ import annotations

import struct
import zipfile
from pathlib import Path

import pytest

from ai.errors import ModelImportError
from ai.library import archive


def written(path: Path, parts: dict[str, bytes], *, compression: int = zipfile.ZIP_STORED) -> Path:
    """An archive of these parts."""
    with zipfile.ZipFile(path, "w", compression) as target:
        for name, data in parts.items():
            target.writestr(name, data)
    return path


PARTS = {"a/b.json": b"{}", "a/c/weights.bin": bytes(range(256)) * 100, "readme": b""}


def test_members_bytes_and_unpacking(tmp_path: Path) -> None:
    path = written(tmp_path / "z.zip", PARTS, compression=zipfile.ZIP_DEFLATED)
    assert archive.members(path) == {name: len(data) for name, data in PARTS.items()}
    assert archive.read(path, "a/c/weights.bin", 1 << 20) == PARTS["a/c/weights.bin"]
    told: list[float] = []
    archive.unpack(path, tmp_path / "out", progress=lambda fraction, message: told.append(fraction))
    assert {name: (tmp_path / "out" / name).read_bytes() for name in PARTS} == PARTS
    assert told == sorted(told)
    archive.extract(path, "a/b.json", tmp_path / "one")
    assert (tmp_path / "one").read_bytes() == b"{}"


def test_more_than_was_asked_for_and_what_is_not_there(tmp_path: Path) -> None:
    path = written(tmp_path / "z.zip", PARTS)
    with pytest.raises(ModelImportError, match="more data"):
        archive.read(path, "a/c/weights.bin", 100)
    with pytest.raises(ModelImportError, match="has no part 'b'"):
        archive.read(path, "b", 100)
    with pytest.raises(ModelImportError, match="has no part 'b'"):
        archive.extract(path, "b", tmp_path / "one")


def test_two_parts_of_one_name(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "z.zip", "w") as target:
        target.writestr("a", b"1")
        with pytest.warns(UserWarning, match="Duplicate name"):
            target.writestr("a", b"2")
    with pytest.raises(ModelImportError, match="two parts of one name"):
        archive.members(tmp_path / "z.zip")
    # Where capital letters do not count, these two are one file.
    with pytest.raises(ModelImportError, match="two parts of one name"):
        archive.members(written(tmp_path / "y.zip", {"a": b"", "A": b""}))


def test_an_encrypted_archive(tmp_path: Path) -> None:
    path = written(tmp_path / "z.zip", {"a": b"1"})
    data = bytearray(path.read_bytes())
    data[data.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)
    with pytest.raises(ModelImportError, match="encrypted"):
        archive.members(path)


def test_a_part_whose_bytes_are_others_than_its_sum_says(tmp_path: Path) -> None:
    path = written(tmp_path / "z.zip", {"a": b"weights of somebody"})
    path.write_bytes(path.read_bytes().replace(b"somebody", b"somebodx"))
    with pytest.raises(ModelImportError, match="damaged"):
        archive.read(path, "a", 100)
    with pytest.raises(ModelImportError, match="damaged"):
        archive.unpack(path, tmp_path / "out")


def test_a_directory_of_entries_that_promises_gigabytes(tmp_path: Path) -> None:
    path = written(tmp_path / "z.zip", {"a": b"1"})
    data = bytearray(path.read_bytes())
    struct.pack_into("<I", data, data.rindex(b"PK\x05\x06") + 12, 1 << 31)
    path.write_bytes(data)
    with pytest.raises(ModelImportError, match="more parts than any model"):
        archive.members(path)


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("a/b.json", True), ("a..b", True), ("../a", False), ("a/../../b", False), ("/a", False), ("C:/a", False),
        ("a\\b", False), ("", False), ("a\n", False), ("a" * 501, False),
    ],
)  # fmt: skip
def test_names(name: str, safe: bool) -> None:
    assert archive.safe_name(name) is safe


def test_a_file_that_is_a_folder_too(tmp_path: Path) -> None:
    path = tmp_path / "m.zip"
    with zipfile.ZipFile(path, "w") as target:
        target.writestr("a", "x")
        target.writestr("a/b", "x")
    with pytest.raises(ModelImportError, match="two parts of one name"):
        archive.unpack(path, tmp_path / "out")


@pytest.mark.parametrize("name", ["n" * 300, "con/" + "n" * 260])
def test_names_longer_than_a_disk_takes(name: str, tmp_path: Path) -> None:
    path = tmp_path / "m.zip"
    with zipfile.ZipFile(path, "w") as target:
        target.writestr(name, "x")
    with pytest.raises(ModelImportError, match="cannot be copied"):
        archive.unpack(path, tmp_path / "out")


@pytest.mark.parametrize("packing", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
def test_other_packings_are_not_read(packing: int, tmp_path: Path) -> None:
    path = tmp_path / "m.zip"
    with zipfile.ZipFile(path, "w", packing) as target:
        target.writestr("a", "x" * 100)
    with pytest.raises(ModelImportError, match="damaged"):
        archive.members(path)


def test_parts_come_by_name_and_within_the_limit(tmp_path: Path) -> None:
    path = tmp_path / "m.zip"
    with zipfile.ZipFile(path, "w") as target:
        for name in "abc":
            target.writestr(name, name * 3)
    assert dict(archive.parts(path, ("a", "c", "d"), 3)) == {"a": b"aaa", "c": b"ccc"}
    with pytest.raises(ModelImportError, match="more data"):
        dict(archive.parts(path, ("a",), 2))
