"""Folders, archives and indexes that are made to hurt whoever reads them; each has two good slices among the bad."""

from __future__ import annotations

import os
import socket
import struct
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

from tests.fuzz.base_files import ROOT, base
from tests.fuzz.element import Element, Item, changed, dicom_file, encoded

SPARSE_BYTES = 30 << 30
LEVELS = 180
RECORDS = 20_000
INDEX_CLASS = "1.2.840.10008.1.3.10"

Maker = Callable[[Path], Path]
"""Fills an empty folder and gives the path to open."""


def slice_bytes(number: int) -> bytes:
    """One of the good slices."""
    changes = (
        Element(0x00080018, "UI", f"{ROOT}.1.{number}"),
        Element(0x00200013, "IS", str(number)),
        Element(0x00200032, "DS", f"-20\\-30\\{40 + 2.5 * number:g}"),
    )
    return base("ct").written(changed(list(base("ct").elements), *changes))


def good_slices(folder: Path, count: int = 2) -> None:
    for number in range(1, count + 1):
        (folder / f"good{number}.dcm").write_bytes(slice_bytes(number))


def pipes_and_devices(folder: Path) -> Path:
    good_slices(folder)
    os.mkfifo(folder / "pipe.dcm")
    (folder / "zero.dcm").symlink_to("/dev/zero")
    (folder / "random").symlink_to("/dev/urandom")
    with socket.socket(socket.AF_UNIX) as server:
        # A name relative to the folder: the length of such addresses is limited.
        here = os.getcwd()
        os.chdir(folder)
        server.bind("socket.dcm")
        os.chdir(here)
    return folder


def loops(folder: Path) -> Path:
    """Links in circles, to nowhere, and out of the folder."""
    good_slices(folder)
    inner = folder / "a" / "b"
    inner.mkdir(parents=True)
    (inner / "up").symlink_to(folder)
    (folder / "self").symlink_to(folder / "self")
    (folder / "gone.dcm").symlink_to(folder / "not there")
    (folder / "root").symlink_to("/")
    (folder / "passwd.dcm").symlink_to("/etc/passwd")
    return folder


def sparse_giants(folder: Path) -> Path:
    """Files of 30 GB that take no disk: nothing, a header alone, pixels that are all hole."""
    good_slices(folder)
    plain = base("ct")
    header = plain.written([each for each in plain.elements if each.tag != 0x7FE00010])
    pixels = header + b"\xe0\x7f\x10\x00OW\0\0" + struct.pack("<L", 0xFFFFFFF0)
    unknown = header + b"\xe0\x7f\x01\x10UN\0\0\xff\xff\xff\xff"
    for name, start in {"hole": b"", "preamble.dcm": header, "pixels.dcm": pixels, "unknown.dcm": unknown}.items():
        with (folder / name).open("wb") as file:
            file.write(start)
            file.truncate(SPARSE_BYTES)
    return folder


def depths(folder: Path) -> Path:
    here = os.getcwd()
    os.chdir(folder)
    for _ in range(LEVELS):
        os.mkdir("level")
        os.chdir("level")
    Path("deep.dcm").write_bytes(slice_bytes(1))
    os.chdir(here)
    good_slices(folder)
    return folder


def names(folder: Path) -> Path:
    good_slices(folder)
    bad = (
        b"\xff\xfe\x80.dcm",
        b"new\nline.dcm",
        b"-o",
        b"%s%n.dcm",
        "\u202ercs.dcm".encode(),
        b"x" * 250,
        b" ",
        b"...",
    )
    for name in bad if sys.platform == "linux" else bad[2:4]:
        Path(os.fsdecode(bytes(folder) + b"/" + name)).write_bytes(slice_bytes(2))
    locked = folder / "locked"
    locked.mkdir()
    (locked / "x.dcm").write_bytes(slice_bytes(1))
    (folder / "unreadable.dcm").write_bytes(slice_bytes(1))
    (folder / "unreadable.dcm").chmod(0)
    locked.chmod(0)
    return folder


def crowds(folder: Path) -> Path:
    """The same image many times, the same identifier for another one, and thousands of files that are none."""
    good_slices(folder)
    for number in range(60):
        (folder / f"copy{number}.dcm").write_bytes(slice_bytes(1))
    other = bytearray(slice_bytes(2))
    other[-100:] = bytes(100)
    (folder / "other.dcm").write_bytes(other)
    for number in range(3000):
        (folder / f"note{number}.txt").write_bytes(b"not an image")
    return folder


def zip_bombs(folder: Path) -> Path:
    path = folder / "study.zip"
    zeros = bytes(1 << 24)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in (1, 2):
            archive.writestr(f"good{number}.dcm", slice_bytes(number))
        for number in range(3):
            with archive.open(f"bomb{number}.dcm", "w", force_zip64=True) as member:
                member.write(slice_bytes(1))
                for _ in range(40):
                    member.write(zeros)
    return path


def zip_names(folder: Path) -> Path:
    """Members that point out of the archive, archives in archives, members without end."""
    path = folder / "study.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for number in (1, 2):
            archive.writestr(f"good{number}.dcm", slice_bytes(number))
        for name in ("../../../escaped.dcm", "/absolute.dcm", "C:\\x.dcm", "a/" * 200 + "x.dcm", "good1.dcm/x.dcm"):
            archive.writestr(name, slice_bytes(2))
        link = zipfile.ZipInfo("link.dcm")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    (folder / "nested.zip").write_bytes(path.read_bytes())
    with zipfile.ZipFile(path, "a") as archive:
        archive.write(folder / "nested.zip", "nested.zip")
    return path


def broken_zip(folder: Path) -> Path:
    path = zip_names(folder)
    data = path.read_bytes()
    good_slices(folder)
    path.write_bytes(data[: len(data) * 2 // 3])
    (folder / "lies.zip").write_bytes(data.replace(b"PK\1\2", b"PK\1\2", 1)[:-10] + b"\xff" * 10)
    return folder


def record(following: int, lower: int, kind: str, *file_id: str) -> Item:
    """A directory record, PS3.3 F.3.2.2."""
    elements = [
        Element(0x00041400, "UL", (following,)),
        Element(0x00041410, "US", (0xFFFF,)),
        Element(0x00041420, "UL", (lower,)),
        Element(0x00041430, "CS", kind),
    ]
    return tuple([*elements, Element(0x00041500, "CS", "\\".join(file_id))] if file_id else elements)


def index(folder: Path, records: list[Item]) -> Path:
    """A DICOMDIR whose first record is its root."""
    before = [Element(0x00041130, "CS", "DISC"), Element(0x00041200, "UL", (400,)), Element(0x00041202, "UL", (400,))]
    start = len(dicom_file(before, sop_class=INDEX_CLASS)) + 12
    before = [before[0], Element(0x00041200, "UL", (start,)), Element(0x00041202, "UL", (start,))]
    path = folder / "DICOMDIR"
    path.write_bytes(dicom_file([*before, Element(0x00041220, "SQ", tuple(records))], sop_class=INDEX_CLASS))
    return path


def item_starts(folder: Path, records: list[Item]) -> list[int]:
    """Where each record begins in the file of `index`."""
    data = index(folder, records).read_bytes()
    sizes = [8 + len(encoded(each)) for each in records]
    first = len(data) - sum(sizes)
    return [first + sum(sizes[:number]) for number in range(len(sizes))]


def index_in_circles(folder: Path) -> Path:
    good_slices(folder)
    kinds = ("PATIENT", "STUDY", "SERIES", "IMAGE", "IMAGE")
    files: list[tuple[str, ...]] = [(), (), (), ("GOOD1.DCM",), ("good2.dcm",)]
    starts = item_starts(folder, [record(0, 0, kind, *file) for kind, file in zip(kinds, files, strict=True)])
    first = starts[0]
    records = [
        record(following, lower, kind, *file)
        for following, lower, kind, file in zip(
            (first, starts[1], starts[2], starts[4], starts[3]),
            (starts[1], starts[2], starts[3], first, first),
            kinds,
            files,
            strict=True,
        )
    ]
    (folder / "GOOD1.DCM").write_bytes(slice_bytes(1))
    return index(folder, records)


def index_to_outside(folder: Path) -> Path:
    good_slices(folder)
    outside = [
        *(("..", "..", "etc", "passwd"), ("/etc/passwd",), ("C:", "x"), ("",), ("A" * 5000,), ("..",), ("\0",)),
        *(("good1.dcm",), ("good2.dcm",), ("missing.dcm",), ("%s%n",)),
    ]
    return index(folder, [record(0, 0, "IMAGE", *each) for each in outside])


def long_index(folder: Path) -> Path:
    good_slices(folder)
    files = ["good1.dcm", "good2.dcm", *(f"I{number:05d}" for number in range(RECORDS))]
    records = [record(0, 0, "IMAGE", name) for name in files]
    starts = item_starts(folder, records)
    ends = [*starts[1:], 0]
    return index(folder, [record(end, 0, "IMAGE", name) for end, name in zip(ends, files, strict=True)])


QUICK: dict[str, Maker] = {
    maker.__name__: maker
    for maker in (
        *(pipes_and_devices, loops, sparse_giants, depths, names, crowds, zip_names, broken_zip),
        *(index_in_circles, index_to_outside),
    )
}
"""Those that take a moment to make."""

FOLDERS: dict[str, Maker] = QUICK | {maker.__name__: maker for maker in (zip_bombs, long_index)}
"""Name → maker."""
