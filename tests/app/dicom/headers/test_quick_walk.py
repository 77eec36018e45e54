"""The walk in lock-step: sequences, large elements, lies and garbage."""

from __future__ import annotations

import random
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pydicom
import pytest
from pydicom.dataset import Dataset
from pydicom.uid import ExplicitVRLittleEndian, ImplicitVRLittleEndian

from app.dicom.files.dicom_file import open_dicom
from app.dicom.headers.header import Header, header_of
from app.dicom.headers.quick_header import FEWEST, SYNTAXES, WANTED, quick_headers
from app.dicom.headers.quick_rows import ROW_BYTES, Rows
from app.dicom.headers.quick_walk import Walk, walk
from app.errors import DicomReadError
from tests.benchmarks.ct_series import write_series

INSTANCE_NUMBER = 0x00200013


def headers(paths: list[Path]) -> list[Header | None]:
    return quick_headers(paths)


def walked(paths: list[Path]) -> Walk:
    return walk(Rows(paths), WANTED, SYNTAXES)


def arrived(paths: list[Path]) -> list[int]:
    return sorted(row for _, _, rows in walked(paths).arrived for row in rows.tolist())


def write(path: Path, *, implicit: bool = False, **attributes: object) -> Path:
    """Write a small CT, which may hold sequences; `undefined` makes these end with delimiters."""
    undefined = attributes.pop("undefined", False)
    dataset = Dataset()
    dataset.SOPClassUID, dataset.SOPInstanceUID = "1.2.840.10008.5.1.4.1.1.2", f"1.2.{path.name}"
    dataset.StudyInstanceUID, dataset.SeriesInstanceUID, dataset.Modality = "1.2.9", "1.2.10", "CT"
    dataset.InstanceNumber, dataset.ImagePositionPatient = path.name, [0, 0, int(path.name)]
    dataset.Rows = dataset.Columns = 2
    dataset.BitsAllocated = dataset.BitsStored = 16
    dataset.HighBit, dataset.PixelRepresentation, dataset.SamplesPerPixel = 15, 0, 1
    dataset.PhotometricInterpretation = "MONOCHROME2"
    for keyword, value in attributes.items():
        setattr(dataset, keyword, value)
    if undefined:
        for element in dataset.iterall():
            if element.VR == "SQ":
                element.is_undefined_length = True
                for number, item in enumerate(element.value):
                    item.is_undefined_length_sequence_item = number % 2 == 0
    dataset.PixelData = np.arange(4, dtype="<u2").tobytes()
    syntax = ImplicitVRLittleEndian if implicit else ExplicitVRLittleEndian
    pydicom.dcmwrite(
        path,
        with_meta(dataset, syntax),
        enforce_file_format=True,
    )
    return path


def with_meta(dataset: Dataset, syntax: str) -> Dataset:
    dataset.file_meta = pydicom.dataset.FileMetaDataset()
    dataset.file_meta.TransferSyntaxUID = syntax
    return dataset


def nested(depth: int, width: int = 2) -> list[Dataset]:
    items = []
    for number in range(width):
        item = Dataset()
        item.CodeValue = "X" * (number + 1)
        if depth > 1:
            item.PurposeOfReferenceCodeSequence = nested(depth - 1, width)
        items.append(item)
    return items


@pytest.mark.parametrize("implicit", [False, True])
@pytest.mark.parametrize("undefined", [False, True])
def test_sequences_are_passed(tmp_path, implicit, undefined):
    paths = [
        # Different in every file: items, levels, none at all.
        write(
            tmp_path / str(number),
            implicit=implicit,
            undefined=undefined,
            ReferencedImageSequence=nested(1 + number % 3, 1 + number % 2),
            ProcedureCodeSequence=nested(2, number % 3),
        )
        for number in range(9)
    ]
    found = headers(paths)
    assert [header.instance.instance_number for header in found if header is not None] == list(range(9))


def test_sequences_of_levels_beyond_reason_are_left(tmp_path):
    paths = [write(tmp_path / str(number)) for number in range(FEWEST)]
    paths.append(write(tmp_path / "7", undefined=True, ReferencedImageSequence=nested(40, 1)))
    assert arrived(paths) == list(range(FEWEST))


@pytest.mark.parametrize("size", [ROW_BYTES - 700, ROW_BYTES, 5 * ROW_BYTES + 2, 300_000])
def test_large_elements_are_passed(tmp_path, size):
    paths = []
    for number in range(6):
        dataset = pydicom.dcmread(write(tmp_path / str(number)))
        # Two before the position and one behind it, as long as they like.
        for group in (0x0009, 0x0011, 0x0029):
            block = dataset.private_block(group, "MAKER", create=True)
            block.add_new(0x10, "OB", b"\x28\0\x10\0US\2\0\7\0" * ((size + 10 * number) // 10))
        dataset.save_as(tmp_path / str(number))
        paths.append(tmp_path / str(number))
    found = headers(paths)
    for path, header in zip(paths, found, strict=True):
        assert header is not None
        assert header.instance.position_lps_mm == (0, 0, int(path.name))
        assert header.instance.plain is not None
        assert path.read_bytes()[header.instance.plain.offset :] == np.arange(4, dtype="<u2").tobytes()


def test_pixels_stand_where_pydicom_finds_them(tmp_path):
    paths = write_series(tmp_path, 6)
    found = walked(paths)
    offsets = [pydicom.dcmread(path)["PixelData"].file_tell for path in paths]
    assert found.pixel_offset.tolist() == offsets
    assert found.pixel_length.tolist() == [512 * 512 * 2] * 6
    ((implicit, syntax, rows),) = found.arrived
    assert (implicit, syntax, rows.tolist()) == (False, ExplicitVRLittleEndian, list(range(6)))
    (piece,) = found.found[INSTANCE_NUMBER][:1]
    assert len(piece[0]) >= 1


def test_elements_out_of_order_or_twice_are_left(tmp_path):
    paths = [write(tmp_path / str(number)) for number in range(FEWEST + 2)]
    rows_element = b"\x28\0\x10\0US\2\0\2\0"
    for path, place in ((paths[0], b"\x28\0\x11\0US"), (paths[3], b"\x28\0\0\1US")):
        whole = path.read_bytes()
        path.write_bytes(whole.replace(place, rows_element + place))
    assert arrived(paths) == [1, 2, 4, 5]


def test_unknown_representations_are_left(tmp_path):
    paths = [write(tmp_path / str(number)) for number in range(FEWEST)]
    for path, vr in ((paths[0], b"ZZ"), (paths[2], b"\0\0")):
        path.write_bytes(path.read_bytes().replace(b"\x08\0\x60\0CS", b"\x08\0\x60\0" + vr))
    assert arrived(paths) == [1, 3]


@pytest.mark.parametrize("implicit", [False, True])
def test_files_cut_at_every_byte(tmp_path, implicit):
    whole = write(tmp_path / "1", implicit=implicit, undefined=True, ReferencedImageSequence=nested(2)).read_bytes()
    paths = []
    for size in range(len(whole) + 1):
        path = tmp_path / f"cut{size}"
        path.write_bytes(whole[:size])
        paths.append(path)
    assert [header is not None for header in headers(paths)] == [False] * len(whole) + [True]


LIES = (0xFFFFFFFF, 0xFFFFFFFE, 0x80000000, 0x7FFFFFFF, 0x10000, 0xFFFE, 1, 0)


@pytest.mark.parametrize("implicit", [False, True])
def test_lies_and_garbage_are_left_or_understood_as_usual(tmp_path, implicit):
    drawn = random.Random(5)
    whole = write(tmp_path / "1", implicit=implicit, undefined=True, ReferencedImageSequence=nested(2)).read_bytes()
    paths = []
    for number in range(400):
        broken = bytearray(whole)
        for _ in range(drawn.randint(1, 3)):
            place = drawn.randrange(132, len(broken) - 4)
            if number % 2:
                broken[place : place + 4] = drawn.choice(LIES).to_bytes(4, "little")
            else:
                broken[place] = drawn.randrange(256)
        path = tmp_path / f"broken{number}"
        path.write_bytes(broken)
        paths.append(path)
    found = headers(paths)
    assert 0 < sum(header is not None for header in found) < len(paths)
    for path, header in zip(paths, found, strict=True):
        if header is not None:
            assert without_plain(header) == without_plain(ordinary(path)), path


def without_plain(header: Header) -> Header:
    return replace(header, instance=replace(header.instance, plain=None))


def ordinary(path: Path) -> Header:
    return header_of(open_dicom(path, for_pixels=False))


def test_noise_is_left_quickly(tmp_path):
    drawn = random.Random(6)
    paths = []
    for number in range(64):
        path = tmp_path / str(number)
        # Elements of every tag and length, each file in another order: the most steps that a batch can take.
        body = b"".join(
            tag.to_bytes(2, "little") + drawn.randrange(1 << 16).to_bytes(2, "little") + b"LO\0\0"
            for tag in range(8, 0x7FE0, 16)
        )
        syntax = b"\2\0\x10\0UI\x14\0" + b"1.2.840.10008.1.2.1\0"
        path.write_bytes(bytes(128) + b"DICM" + (syntax + body if number % 2 else drawn.randbytes(30_000)))
        paths.append(path)
    began = time.perf_counter()
    assert arrived(paths) == []
    assert time.perf_counter() - began < 5


def test_nobody_reads_outside_the_memory(tmp_path):
    # One that ends with the header of an element whose length lies beyond the last byte of the batch.
    paths = [write(tmp_path / str(number)) for number in range(FEWEST)]
    start = bytes(128) + b"DICM" + b"\2\0\x10\0UI\x14\0" + b"1.2.840.10008.1.2.1\0"
    for tail in (
        b"\x08\0\x16\0UI",
        b"\x08\0\x16\0OB\0\0",
        b"\x08\0\x16\0SQ\0\0\xff\xff\xff\xff",
        b"\x08\0\x16\0UI\x10\0",
    ):
        filler = b"\x08\0\x05\0UT\0\0"
        room = ROW_BYTES - len(start) - len(filler) - 4 - len(tail)
        paths[-1].write_bytes(start + filler + room.to_bytes(4, "little") + b"X" * room + tail)
        assert arrived(paths) == list(range(FEWEST - 1))


def test_an_endless_header_ends(tmp_path):
    paths = [write(tmp_path / str(number)) for number in range(FEWEST)]
    start = bytes(128) + b"DICM" + b"\2\0\x10\0UI\x14\0" + b"1.2.840.10008.1.2.1\0"
    body = b"".join(
        (9 + 2 * (number >> 8)).to_bytes(2, "little")
        + (0x1000 + (number & 255)).to_bytes(2, "little")
        + b"OB\0\0"
        + (40_000).to_bytes(4, "little")
        + bytes(40_000)
        for number in range(200)
    )
    paths[0].write_bytes(start + body)
    assert arrived(paths) == [1, 2, 3]
    with pytest.raises(DicomReadError):
        ordinary(paths[0])
