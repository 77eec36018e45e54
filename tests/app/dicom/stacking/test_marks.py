"""What tells images apart, read from one data set; private elements by the name that reserves their block."""

from __future__ import annotations

import numpy as np
import pytest
from pydicom.dataelem import DataElement, RawDataElement
from pydicom.dataset import Dataset
from pydicom.tag import Tag

from app.dicom.files.private import PrivateTag, private_numbers, private_text, private_value, sequence_at
from app.dicom.frames import marks as m
from app.dicom.frames.marks import MARKS, direction, echo_time, figure, file_marks, moment
from app.dicom.stacking.moments import order_of, ranks, seconds_of


def told(dataset, mark):
    return file_marks(dataset)[MARKS.index(mark)]


def with_private(group, creator, elements, **attributes):
    dataset = Dataset()
    for keyword, value in attributes.items():
        setattr(dataset, keyword, value)
    if creator:
        dataset.add(DataElement((group << 16) | 0x10, "LO", creator))
    for element, vr, value in elements:
        dataset.add(DataElement((group << 16) | 0x1000 | element, vr, value))
    return dataset


SIEMENS = "SIEMENS MR HEADER"
GE = "GEMS_ACQU_01"
PHILIPS = "Philips MR Imaging DD 001"

PRIVATE = [
    (m.B_VALUE, with_private(0x19, SIEMENS, [(0x0C, "IS", 1000)]), "1000"),
    (m.B_VALUE, with_private(0x19, SIEMENS, [(0x0C, "UN", b"1000")]), "1000"),
    (m.B_VALUE, with_private(0x19, SIEMENS, [(0x0C, "IS", -1)]), ""),
    (m.B_VALUE, with_private(0x19, "OTHER", [(0x0C, "IS", 1000)]), ""),
    (m.B_VALUE, with_private(0x19, "", [(0x0C, "IS", 1000)], Manufacturer="SIEMENS"), "1000"),
    (m.B_VALUE, with_private(0x19, "", [(0x0C, "IS", 1000)], Manufacturer="GE"), ""),
    (m.B_VALUE, with_private(0x43, "GEMS_PARM_01", [(0x39, "IS", [1_000_000_800, 8, 0, 0])]), "800"),
    (m.B_VALUE, with_private(0x43, "GEMS_PARM_01", [(0x39, "UN", b"1000000050\\8\\0\\0 ")]), "50"),
    (m.B_VALUE, with_private(0x2001, "Philips Imaging DD 001", [(0x03, "FL", 500.0)]), "500"),
    (m.B_VALUE, with_private(0x2001, "Philips Imaging DD 001", [(0x03, "UN", np.float32(500).tobytes())]), "500"),
    (m.B_VALUE, with_private(0x65, "Image Private Header", [(0x09, "FD", 700.0)]), "700"),
    (m.DIRECTION, with_private(0x19, SIEMENS, [(0x0E, "FD", [0.6, 0.0, 0.8])]), "(0.60, 0.00, 0.80)"),
    (
        m.DIRECTION,
        with_private(0x19, SIEMENS, [(0x0E, "UN", np.array([0.6, -0.0, 0.8]).tobytes())]),
        "(0.60, 0.00, 0.80)",
    ),
    (m.DIRECTION, with_private(0x65, "Image Private Header", [(0x37, "FD", [1.0, 0.0, 0.0])]), "(1.00, 0.00, 0.00)"),
    (
        m.DIRECTION,
        with_private(0x19, GE, [(0xBB, "DS", "0.6"), (0xBC, "DS", "0"), (0xBD, "DS", "0.8")]),
        "(0.60, 0.00, 0.80)",
    ),
    (
        m.DIRECTION,
        with_private(0x2005, PHILIPS, [(0xB0, "FL", 0.0), (0xB1, "FL", 1.0), (0xB2, "FL", 0.0)]),
        "(0.00, 1.00, 0.00)",
    ),
    (m.COMPONENT, with_private(0x43, "GEMS_PARM_01", [(0x2F, "SS", 1)]), "phase"),
    (m.COMPONENT, with_private(0x2005, PHILIPS, [(0x11, "CS", "P")]), "phase"),
    (m.COMPONENT, with_private(0x2005, PHILIPS, [(0x11, "UN", b"M ")]), "magnitude"),
]


@pytest.mark.parametrize(("mark", "dataset", "value"), PRIVATE)
def test_item_19_private_elements(mark, dataset, value):
    assert told(dataset, mark) == value


def test_item_19_the_standard_attribute_comes_first():
    dataset = with_private(0x19, SIEMENS, [(0x0C, "IS", 1000)], DiffusionBValue=800.0)
    assert told(dataset, m.B_VALUE) == "800"


def test_blocks_other_than_the_first():
    dataset = Dataset()
    dataset.add(DataElement(0x00190010, "LO", "SOMEBODY"))
    dataset.add(DataElement(0x0019100C, "LO", "77"))
    dataset.add(DataElement(0x00190011, "LO", SIEMENS))
    dataset.add(DataElement(0x0019110C, "IS", 300))
    assert told(dataset, m.B_VALUE) == "300"


def test_damaged_private_elements_count_as_absent():
    tag = PrivateTag(0x0019, 0x0C, SIEMENS, "SIEMENS")
    dataset = with_private(0x19, SIEMENS, [])
    broken = RawDataElement(Tag(0x0019100C), "FD", 3, b"abc", 0, False, True)
    dataset._dict[Tag(0x0019100C)] = broken
    assert private_value(dataset, tag) is None
    assert private_numbers(dataset, tag, code="d") == ()
    assert private_text(dataset, tag) == ""
    dataset = with_private(0x19, "", [(0x0C, "IS", 5)])
    dataset._dict[Tag(0x00190010)] = RawDataElement(Tag(0x00190010), "FD", 3, b"abc", 0, False, True)
    assert private_value(dataset, tag) is None


@pytest.mark.parametrize("value", ["words", b"words", float("inf"), float("nan")])
def test_private_values_that_are_no_numbers(value):
    vr = {bytes: "UN", str: "LO", float: "FD"}[type(value)]
    dataset = with_private(0x19, SIEMENS, [(0x0C, vr, value)])
    assert private_numbers(dataset, m.SIEMENS_B, code="d") == ()
    assert private_text(dataset, m.SIEMENS_B) in ("words", "inf", "nan")


def test_private_bytes_that_are_no_text():
    dataset = with_private(0x19, SIEMENS, [(0x0C, "UN", b"\x01\x02\x03")])
    assert private_text(dataset, m.SIEMENS_B) == ""
    assert private_numbers(dataset, m.SIEMENS_B, code="d") == ()


def test_private_sequences():
    dataset = with_private(0x2005, PHILIPS, [(0x0F, "SQ", [Dataset()]), (0x10, "LO", "x")])
    assert len(sequence_at(dataset, 0x2005100F)) == 1
    assert sequence_at(dataset, 0x20051010) == ()
    assert sequence_at(dataset, 0x20051011) == ()
    dataset._dict[Tag(0x20051012)] = RawDataElement(Tag(0x20051012), "FD", 3, b"abc", 0, False, True)
    assert sequence_at(dataset, 0x20051012) == ()


@pytest.mark.parametrize(
    ("text", "short"), [("", ""), ("5.000", "5"), ("5\\6", "5"), ("5,3", "5,3"), ("inf", ""), ("abc", "abc")]
)
def test_figures(text, short):
    assert figure(text) == short


@pytest.mark.parametrize(("text", "short"), [("11.2163", "11.22"), ("", ""), ("x", "x"), ("nan", "")])
def test_echo_times_have_four_digits(text, short):
    assert echo_time(text) == short


@pytest.mark.parametrize("text", ["", "1\\2", "0\\0\\0", "a\\b\\c", "inf\\0\\0"])
def test_no_direction(text):
    assert direction(text) == ""


@pytest.mark.parametrize(
    ("stamp", "date", "time", "found"),
    [
        ("20260102101112.5", "", "", "20260102101112.5"),
        ("20260102101112.5+0100", "", "", "20260102101112.5"),
        ("", "20260102", "101112", "20260102101112"),
        ("", "2026.01.02", "10:11:12.5", "20260102101112.5"),
        ("", "", "1011", "101100"),
        ("2026", "", "101112", "101112"),
        ("", "", "noon", ""),
        ("", "20260102", "", ""),
    ],
)
def test_moments(stamp, date, time, found):
    assert moment(stamp, date, time) == found


@pytest.mark.parametrize(
    ("value", "seconds"),
    [("000001.5", 1.5), ("00010102000000", 2 * 86400), ("20261399000000", None), ("1234", None), ("", None)],
)
def test_seconds(value, seconds):
    assert seconds_of(value) == seconds


def test_values_in_words():
    assert m.ECHO_TIME.words("5") == "echo time 5 ms"
    assert (m.ECHO_TIME.words(""), m.ECHO_TIME.shown("")) == ("no echo time", "none")
    assert m.IMAGE_TYPE.words("") == "no kind"
    assert m.TIME.words("20260102101112.50") == "time 10:11:12.5"
    assert m.TIME.words("101112") == "time 10:11:12"


def test_order_of_values():
    assert sorted(["x", "10", "9", "", "a"], key=order_of) == ["", "9", "10", "a", "x"]


@pytest.mark.parametrize(
    ("texts", "places"),
    [
        (["1", "x"], [0, 0]),
        (["1", "1"], [0, 0]),
        (["1", "2", "3"], [0, 0, 1]),
    ],
)
def test_trigger_times_that_do_not_tell(texts, places):
    assert ranks(texts, np.array(places), mark=m.TRIGGER_TIME) is None


def test_an_empty_data_set_has_no_marks():
    assert file_marks(Dataset()) == ("",) * len(MARKS)
