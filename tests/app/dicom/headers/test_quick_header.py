"""The quick headers say what the ordinary ones say, or nothing."""

from __future__ import annotations

import dataclasses
import random
from pathlib import Path

import pydicom
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydicom.datadict import dictionary_VR, tag_for_keyword
from pydicom.uid import (
    ExplicitVRBigEndian,
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
    JPEGLSLossless,
    RLELossless,
)

from app.dicom.files.dicom_file import open_dicom
from app.dicom.headers import quick_facts
from app.dicom.headers.header import Header, header_of
from app.dicom.headers.quick_columns import Known
from app.dicom.headers.quick_header import FEWEST, quick_headers
from app.dicom.headers.quick_rows import ROW_BYTES
from app.errors import DicomReadError
from tests.benchmarks.ct_series import CODECS, write_series

BUNDLED = Path(pydicom.__file__).parent / "data" / "test_files"

LONG_FORM = {"OB", "OW", "SQ", "UN", "UT"}


def plain_values(header: Header) -> dict[str, object]:
    """All of a header; where plain pixels stand has no equality of its own."""
    instance = dataclasses.replace(header.instance, plain=None)
    plain = header.instance.plain and dataclasses.astuple(header.instance.plain)
    return {field.name: getattr(header, field.name) for field in dataclasses.fields(header)} | {
        "instance": instance,
        "plain": plain,
    }


def ordinary(path: Path) -> Header | None:
    try:
        return header_of(open_dicom(path, for_pixels=False))
    except DicomReadError:
        return None


def check(paths: list[Path], known: Known | None = None) -> int:
    """Compare both ways; the number of files that the quick one understood."""
    understood = 0
    for path, quick in zip(paths, quick_headers(paths, known), strict=True):
        if quick is None:
            continue
        understood += 1
        slow = ordinary(path)
        assert slow is not None, path
        assert plain_values(quick) == plain_values(slow), path
    return understood


def element(tag: int, vr: str, value: bytes, *, implicit: bool = False) -> bytes:
    start = (tag >> 16).to_bytes(2, "little") + (tag & 0xFFFF).to_bytes(2, "little")
    if implicit:
        return start + len(value).to_bytes(4, "little") + value
    if vr in LONG_FORM:
        return start + vr.encode() + bytes(2) + len(value).to_bytes(4, "little") + value
    return start + vr.encode() + len(value).to_bytes(2, "little") + value


def write(path: Path, values: dict[str, bytes], *, syntax: str = ExplicitVRLittleEndian, pixels: int = 32) -> Path:
    """Write elements in ascending order as they are given, whatever they hold."""
    implicit = syntax == ImplicitVRLittleEndian
    meta = element(0x00020010, "UI", syntax.encode() + bytes(len(syntax) % 2))
    tags = {int(tag_for_keyword(keyword) or 0): keyword for keyword in values}
    body = [
        element(tag, dictionary_VR(tag), values[keyword], implicit=implicit) for tag, keyword in sorted(tags.items())
    ]
    body.append(element(0x7FE00010, "OW", bytes(pixels), implicit=implicit))
    path.write_bytes(bytes(128) + b"DICM" + meta + b"".join(body))
    return path


def plain(number: int = 0) -> dict[str, bytes]:
    return {
        "SOPClassUID": b"1.2.840.10008.5.1.4.1.1.2\0",
        "SOPInstanceUID": f"1.2.3.{number}".encode(),
        "StudyInstanceUID": b"1.2.9",
        "SeriesInstanceUID": b"1.2.10 ",
        "Modality": b"CT",
        "PatientName": b"Doe^Jane",
        "ImageType": b"ORIGINAL\\PRIMARY\\AXIAL ",
        "InstanceNumber": str(number).encode(),
        "AcquisitionDate": b"20260312",
        "AcquisitionTime": f"10151{number % 10}.25 ".encode(),
        "ImagePositionPatient": f"-10\\-20\\{number * 2.5}".encode(),
        "ImageOrientationPatient": b"1\\0\\0\\0\\1\\0",
        "PixelSpacing": b"0.5\\0.5 ",
        "Rows": b"\4\0",
        "Columns": b"\4\0",
        "BitsAllocated": b"\x10\0",
        "BitsStored": b"\x0c\0",
        "HighBit": b"\x0b\0",
        "PixelRepresentation": b"\0\0",
        "SamplesPerPixel": b"\1\0",
        "PhotometricInterpretation": b"MONOCHROME2 ",
        "WindowCenter": b"40",
        "WindowWidth": b"400 ",
        "RescaleSlope": b"1 ",
        "RescaleIntercept": b"-1024 ",
    }


@pytest.mark.parametrize("codec", CODECS)
def test_series_of_a_scanner(tmp_path, codec):
    paths = write_series(tmp_path, 12, codec)
    assert check(paths) == len(paths)


def test_plain_pixels_of_a_scanner(tmp_path):
    paths = write_series(tmp_path, 5)
    for path, header in zip(paths, quick_headers(paths), strict=True):
        assert header is not None
        pixels = header.instance.plain
        assert pixels is not None
        assert path.read_bytes()[pixels.offset :] == pydicom.dcmread(path).PixelData
        assert (pixels.size, pixels.high_bit, pixels.intercept) == (512 * 512 * 2, 11, -1024)
        assert [window.name for window in pixels.vois] == ["MEDIASTINUM", "LUNG"]


@pytest.mark.parametrize("batch", [5, 64])
def test_bundled_files(batch):
    paths = sorted(path for path in BUNDLED.glob("*") if path.is_file())
    known = Known()
    assert sum(check(paths[start : start + batch], known) for start in range(0, len(paths), batch)) > 40


@pytest.mark.realdata
def test_real_files(shared_data):
    for name in ("dicom", "conformance"):
        paths = sorted(path for path in (shared_data / name).rglob("*") if path.is_file())
        known = Known()
        understood = sum(check(paths[start : start + 100], known) for start in range(0, len(paths), 100))
        assert understood > 0.5 * len(paths)


def test_every_field_of_a_header_is_told():
    told = {"instance", "study", "places", "frames_fault", "concatenation", "series_uid", "series_number"}
    told |= {"series_description", "modality", "body_part", "image_type", "view", "kvp", "acquisition_time", "marks"}
    told |= {"has_no_places", "slice_location_mm"}
    # A field that is new in Header has to be made by the quick way too, or left to the ordinary one.
    assert {field.name for field in dataclasses.fields(Header)} == told


@pytest.mark.parametrize("syntax", [ExplicitVRLittleEndian, ImplicitVRLittleEndian])
def test_plain_files_are_understood(tmp_path, syntax):
    paths = [write(tmp_path / f"{number}", plain(number), syntax=syntax) for number in range(FEWEST)]
    assert check(paths) == FEWEST
    header = quick_headers(paths)[2]
    assert header is not None
    assert header.instance.position_lps_mm == (-10, -20, 5)
    assert header.study.patient_name == "Doe, Jane"
    assert header.instance.plain is not None


@pytest.mark.parametrize(
    ("written", "location"), [(b"-12.5 ", -12.5), (b"", None), (b"near ", None), (b"1e9 ", None), (b"1\\2 ", 1.0)]
)
def test_slice_location_is_told_where_it_is_a_length(tmp_path, written, location):
    paths = [write(tmp_path / f"{number}", plain(number) | {"SliceLocation": written}) for number in range(FEWEST)]
    assert check(paths) == FEWEST
    assert {header and header.slice_location_mm for header in quick_headers(paths)} == {location}


ODD = {
    "two frames": {"NumberOfFrames": b"2 "},
    "no rows": {"Rows": b"\0\0"},
    "no class": {"SOPClassUID": b""},
    "a report": {"SOPClassUID": b"1.2.840.10008.5.1.4.1.1.88.11"},
    "a mosaic": {"ImageType": b"ORIGINAL\\PRIMARY\\MOSAIC "},
    "frame groups": {"SharedFunctionalGroupsSequence": b""},
    "a concatenation": {"ConcatenationUID": b"1.2"},
}


@pytest.mark.parametrize("name", ODD)
def test_what_is_not_plain_is_left_to_the_ordinary_way(tmp_path, name):
    paths = [write(tmp_path / f"{number}", plain(number)) for number in range(FEWEST)]
    paths.append(write(tmp_path / "odd", plain() | ODD[name]))
    headers = quick_headers(paths)
    assert [header is None for header in headers] == [False] * FEWEST + [True]


def test_other_transfer_syntaxes(tmp_path):
    syntaxes = (ExplicitVRBigEndian, "1.2.840.10008.1.2.1.99", "1.2.3.4", "", RLELossless, JPEGLSLossless)
    paths = [write(tmp_path / f"{number}", plain(number), syntax=syntax) for number, syntax in enumerate(syntaxes)]
    headers = quick_headers(paths)
    # Compressed pixels of a defined length are odd, but sound as far as a header goes.
    assert [header is None for header in headers] == [True, True, True, True, False, False]


def test_cut_off_pixels_are_left_to_the_ordinary_way(tmp_path):
    paths = [write(tmp_path / f"{number}", plain(number)) for number in range(FEWEST)]
    paths[1].write_bytes(paths[1].read_bytes()[:-2])
    headers = quick_headers(paths)
    assert [header is None for header in headers] == [False, True, False, False]


def test_private_diffusion(tmp_path):
    paths = []
    for number in range(6):
        dataset = pydicom.dcmread(write(tmp_path / f"{number}", plain(number)))
        dataset.Manufacturer = "SIEMENS"
        block = dataset.private_block(0x0019, "SIEMENS MR HEADER", create=True)
        block.add_new(0x0C, "IS", str(500 * (number // 2)))
        block.add_new(0x0E, "FD", [0.6, 0.8, 0.0])
        dataset.save_as(tmp_path / f"{number}")
        paths.append(tmp_path / f"{number}")
    assert check(paths) == 6
    values = [header.marks for header in quick_headers(paths) if header is not None]
    assert len(set(values[0]) ^ set(values[4])) >= 2
    assert "1000" in values[4]


def test_windows_and_slopes_of_every_slice(tmp_path):
    paths = []
    for number in range(8):
        own = {
            "WindowCenter": str(40 + number).encode(),
            "RescaleSlope": f"{1 + number / 7:.6f}".encode(),
            "RescaleIntercept": b"0 ",
            "WindowCenterWidthExplanation": f"W{number}".encode(),
        }
        paths.append(write(tmp_path / f"{number}", plain(number) | own))
    assert check(paths) == 8


DAMAGE = st.sampled_from(
    (
        *(b"", b"  ", b"\0\0", b"abc ", b"1,5 ", b"1\\2\\3\\4\\5\\6 ", b"\\", b"1\\\\2 ", b"nan ", b"inf ", b"1e9999"),
        *(b"1_0 ", b"-", b"+5", b" 7 ", b"7\0", b"0x10", b".5", b"5.", b"1E3 ", b"-0 ", b"00012 ", b"4\n", b"\t4"),
        *(b"\xe9\xe8", b"\x1b$B%d", b"a=b=c^d ", b"~tilde", b"1.2.3 ", b"40\\80 ", b"\1\0", b"\xff\xff\xff\xff"),
        *(b"99999999999999999999", b"0 ", b"20260312", b"101112.5", b"CT", b"M ", b"ISO_IR 192"),
    )
)

KEYWORDS = sorted({*(keyword for fact in quick_facts.FACTS for keyword in fact.keywords), "SpecificCharacterSet"})

CHANGED = st.dictionaries(
    st.sampled_from([keyword for keyword in KEYWORDS if dictionary_VR(keyword) != "SQ"]),
    st.one_of(DAMAGE, st.none(), st.binary(max_size=12), st.floats().map(lambda x: f"{x:.6g}".encode())),
    max_size=4,
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=st.lists(CHANGED, min_size=FEWEST, max_size=FEWEST + 2), shared=CHANGED, implicit=st.booleans())
def test_damaged_values_mean_the_same(tmp_path, changes, shared, implicit):
    paths = []
    for number, own in enumerate(changes):
        values = plain(number) | shared | own
        kept = {keyword: value for keyword, value in values.items() if value is not None}
        syntax = ImplicitVRLittleEndian if implicit else ExplicitVRLittleEndian
        paths.append(write(tmp_path / f"{number}", kept, syntax=syntax))
    check(paths)


def test_files_of_many_kinds_in_one_batch(tmp_path):
    random.seed(3)
    paths = write_series(tmp_path / "a", 6)
    paths += write_series(tmp_path / "b", 6, "rle")
    paths += [write(tmp_path / f"{number}", plain(number), syntax=ImplicitVRLittleEndian) for number in range(6)]
    text = tmp_path / "text"
    text.write_text("no DICOM at all" * 40)
    random.shuffle(paths)
    assert check(paths) == len(paths)
    assert quick_headers([*paths, text])[-1] is None


def test_what_is_gone_is_nobody(tmp_path):
    paths = [write(tmp_path / f"{number}", plain(number)) for number in range(FEWEST)]
    paths[0].unlink()
    assert [header is None for header in quick_headers(paths)] == [True, False, False, False]
    assert quick_headers(paths[:2]) == [None, None]
    assert quick_headers([]) == []


def test_headers_longer_than_those_before_are_read_too(tmp_path):
    short = [write(tmp_path / f"s{number}", plain(number)) for number in range(FEWEST)]
    # Noted elements up to the end of what the short headers would make a row, and one that reaches beyond it.
    more = {"AdditionalPatientHistory": b"h" * 2200, "ProtocolName": b"protocol", "ImageComments": b"c" * 4000}
    long = [write(tmp_path / f"l{number}", plain(number) | more) for number in range(FEWEST)]
    known = Known()
    assert None not in quick_headers(short, known)
    assert known.row_bytes is not None
    assert known.row_bytes < ROW_BYTES
    assert check(long, known) == FEWEST
    assert known.row_bytes == ROW_BYTES
