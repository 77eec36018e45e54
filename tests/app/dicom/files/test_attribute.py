from __future__ import annotations

import pytest
from pydicom.dataelem import RawDataElement
from pydicom.dataset import Dataset
from pydicom.tag import Tag

from app.dicom.files.attribute import integer, items, number, numbers, person, plain, text, texts, vector


def raw(tag, vr, value):
    """Make an attribute as a file gives it: bytes that are judged when somebody asks for the value."""
    dataset = Dataset()
    dataset[tag] = RawDataElement(Tag(tag), vr, len(value), value, 0, False, True)
    return dataset


def test_absent_and_empty_values():
    dataset = Dataset()
    dataset.WindowCenter = None
    assert number(dataset, "WindowCenter") is None
    assert numbers(dataset, "WindowWidth") == ()
    assert text(dataset, "Modality") == ""
    assert texts(dataset, "ImageType") == ()
    assert person(dataset, "PatientName") == ""
    assert items(dataset, "VOILUTSequence") == ()
    assert integer(dataset, "Rows") is None
    assert vector(dataset, "PixelSpacing", 2) is None


def test_numbers_that_are_none():
    assert number(raw(0x00281050, "DS", b"1,5 "), "WindowCenter") is None
    assert number(raw(0x00281050, "DS", b"NaN "), "WindowCenter") is None
    assert number(raw(0x00281050, "DS", b"1e999 "), "WindowCenter") is None
    assert vector(raw(0x00280030, "DS", b"1\\x "), "PixelSpacing", 2) is None
    assert integer(raw(0x00200013, "IS", b"2.5 "), "InstanceNumber") is None
    assert integer(raw(0x00200013, "IS", b"12"), "InstanceNumber") == 12
    assert numbers(raw(0x00280010, "US", b"\x01"), "Rows") == ()


def test_unknown_representation_counts_as_absent():
    assert text(raw(0x00080060, "ZZ", b"CT"), "Modality") == ""
    assert items(raw(0x00283010, "UN", b"CT"), "VOILUTSequence") == ()
    assert items(raw(0x00283010, "LO", b"CT"), "VOILUTSequence") == ()


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Doe^Jane^Mary^Dr^PhD", "Doe, Dr Jane Mary PhD"),
        ("Doe", "Doe"),
        ("^Jane", "Jane"),
        ("=山田^太郎", "山田 太郎"),
        ("Yamada^Tarou=山田^太郎=やまだ^たろう", "Yamada, Tarou (山田 太郎)"),
        ("%s{0}<b>x</b>^A", "%s{0}<b>x</b>, A"),
        ("Doe\u202eJane", "DoeJane"),
    ],
)
def test_names(written, read):
    dataset = Dataset()
    dataset.SpecificCharacterSet = "ISO_IR 192"
    dataset.PatientName = written
    assert person(dataset, "PatientName") == read


def test_name_in_an_unknown_character_set_is_still_text():
    dataset = raw(0x00100010, "PN", b"M\xfcller^A")
    assert person(dataset, "PatientName").endswith(", A")


def test_text_is_one_plain_line_of_sensible_length():
    assert plain("a\x00b\r\nc  d\x1b") == "a b c d"
    assert len(plain("x" * 100000)) == 1024
    assert texts(raw(0x00080008, "CS", b"ORIGINAL\\PRIMARY "), "ImageType") == ("ORIGINAL", "PRIMARY")


class Unwilling:
    """A value that fails when it is looked at, as pydicom's lazy ones do."""

    def __str__(self):
        raise NotImplementedError

    def __iter__(self):
        raise ValueError


def test_values_that_fail_when_looked_at_count_as_absent(monkeypatch):
    monkeypatch.setattr("app.dicom.files.attribute.raw_value", lambda *_: Unwilling())
    assert text(Dataset(), "Modality") == ""
    assert person(Dataset(), "PatientName") == ""
    assert items(Dataset(), "VOILUTSequence") == ()
