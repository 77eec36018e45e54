"""Rows of the tag table, by value."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from pydicom import dcmread
from pydicom.data import get_testdata_file
from pydicom.dataelem import DataElement
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.sequence import Sequence
from pydicom.uid import CTImageStorage, ExplicitVRBigEndian, ExplicitVRLittleEndian, ImplicitVRLittleEndian

from app.dicom import tags
from app.dicom.files import dicom_file, header_bytes
from app.dicom.files.dicom_file import NotDicomError
from app.dicom.files.value_text import LONGEST_TEXT, value_text
from app.dicom.tags import ITEM, MOST_ITEMS, TagList, TagRow, read_tags
from app.errors import DicomReadError


def write(path: Path, dataset: Dataset, syntax: str = ExplicitVRLittleEndian, *, pixels: bytes = b"\0\0") -> Path:
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID, meta.MediaStorageSOPInstanceUID = CTImageStorage, "1.2.3"
    meta.TransferSyntaxUID = syntax
    file = Dataset(dataset)
    file.file_meta = meta
    file.SOPClassUID, file.SOPInstanceUID = CTImageStorage, "1.2.3"
    if pixels:
        file.add_new(0x7FE00010, "OW", pixels)
    file.save_as(path, enforce_file_format=True)
    return path


def rows_of(found: TagList) -> dict[str, TagRow]:
    """Rows of the last section by their tags."""
    return {row.tag_text: row for row in found.sections[-1].rows if row.tag != ITEM}


def one(tmp_path: Path, dataset: Dataset, tag: str, syntax: str = ExplicitVRLittleEndian) -> TagRow:
    return rows_of(read_tags(write(tmp_path / "x.dcm", dataset, syntax)))[tag]


def test_a_row_says_tag_name_vr_and_value(tmp_path: Path) -> None:
    dataset = Dataset()
    dataset.PatientName = "Müller^Anna"
    dataset.SpecificCharacterSet = "ISO_IR 192"
    assert one(tmp_path, dataset, "(0010,0010)") == TagRow(
        0x00100010, "Patient's Name", "PatientName", "PN", "Müller^Anna"
    )


def test_rows_stand_in_the_order_of_their_tags_from_the_meta_information_to_the_pixels(tmp_path: Path) -> None:
    dataset = Dataset()
    dataset.PatientID, dataset.Modality = "7", "CT"
    (section,) = read_tags(write(tmp_path / "x.dcm", dataset)).sections
    assert section.title == ""
    numbers = [row.tag for row in section.rows]
    assert numbers == sorted(numbers)
    assert (numbers[0] >> 16, section.rows[-1]) == (
        2,
        TagRow(0x7FE00010, "Pixel Data", "PixelData", "OW", "2 bytes"),
    )


@pytest.mark.parametrize("syntax", [ExplicitVRLittleEndian, ImplicitVRLittleEndian, ExplicitVRBigEndian])
@pytest.mark.parametrize(
    ("keyword", "value", "shown"),
    [
        ("Rows", 512, "512"),
        ("ImagePositionPatient", ["-1.5", "2", "3"], "-1.5\\2\\3"),
        ("ImageType", ["ORIGINAL", "PRIMARY"], "ORIGINAL\\PRIMARY"),
        ("DiffusionBValue", 800.5, "800.5"),
        ("RecommendedDisplayFrameRateInFloat", 12.5, "12.5"),
        ("FrameIncrementPointer", 0x00181063, "(0018,1063)"),
        ("ReferencedSOPClassUID", CTImageStorage, "1.2.840.10008.5.1.4.1.1.2 (CT Image Storage)"),
        ("StudyDate", "", ""),
        ("SeriesNumber", None, ""),
        ("InstanceNumber", 7, "7"),
    ],
)
def test_values_in_every_encoding(tmp_path: Path, syntax: str, keyword: str, value: object, shown: str) -> None:
    dataset = Dataset()
    setattr(dataset, keyword, value)
    found = {row.keyword: row for row in read_tags(write(tmp_path / "x.dcm", dataset, syntax)).sections[-1].rows}
    assert found[keyword].value == shown


@pytest.mark.parametrize(("signed", "shown"), [(0, "65535"), (1, "-1")])
def test_what_may_be_signed_is_as_the_pixels_are(tmp_path: Path, signed: int, shown: str) -> None:
    dataset = Dataset()
    dataset.PixelRepresentation = signed
    dataset.SmallestImagePixelValue = -1 if signed else 65535
    assert one(tmp_path, dataset, "(0028,0106)", ImplicitVRLittleEndian).value == shown


def test_binary_is_counted_not_shown(tmp_path: Path) -> None:
    dataset = Dataset()
    dataset.add_new(0x00420011, "OB", b"%PDF" * 100)
    assert one(tmp_path, dataset, "(0042,0011)").value == "400 bytes"


def test_long_values_are_cut(tmp_path: Path) -> None:
    dataset = Dataset()
    dataset.ImageComments = "long " * 1000
    dataset.add_new(0x00283006, "US", list(range(4096)))
    shown = one(tmp_path, dataset, "(0020,4000)").value
    assert shown.startswith("long long")
    assert LONGEST_TEXT <= len(shown) <= LONGEST_TEXT + 1
    assert shown.endswith("…")
    assert one(tmp_path, dataset, "(0028,3006)").value.endswith("\\30\\31 … (4\u00a0096 values)")


def test_hostile_text_is_harmless(tmp_path: Path) -> None:
    dataset = Dataset()
    dataset.SpecificCharacterSet = "ISO_IR 192"
    dataset.StudyDescription = "<b>a</b>\u202eevil\u2066 x\r\nnext\x07line"
    assert one(tmp_path, dataset, "(0008,1030)").value == "<b>a</b>evil x next line"


def test_sequences_are_nested(tmp_path: Path) -> None:
    inner, outer = Dataset(), Dataset()
    inner.CodeMeaning = "Inside"
    outer.PurposeOfReferenceCodeSequence = Sequence([inner])
    dataset = Dataset()
    dataset.SourceImageSequence = Sequence([outer, Dataset()])
    rows = read_tags(write(tmp_path / "x.dcm", dataset)).sections[-1].rows
    start = next(number for number, row in enumerate(rows) if row.keyword == "SourceImageSequence")
    assert [(row.level, row.tag_text, row.name, row.value) for row in rows[start : start + 6]] == [
        (0, "(0008,2112)", "Source Image Sequence", "2 items"),
        (1, "", "Item 1", ""),
        (2, "(0040,A170)", "Purpose of Reference Code Sequence", "1 item"),
        (3, "", "Item 1", ""),
        (4, "(0008,0104)", "Code Meaning", "Inside"),
        (1, "", "Item 2", ""),
    ]


def test_very_many_items_and_levels_end(tmp_path: Path) -> None:
    dataset = Dataset()
    dataset.SourceImageSequence = Sequence([Dataset() for _ in range(MOST_ITEMS + 5)])
    deep = Dataset()
    for _ in range(40):
        outer = Dataset()
        outer.PurposeOfReferenceCodeSequence = Sequence([deep])
        deep = outer
    dataset.PurposeOfReferenceCodeSequence = Sequence([deep])
    names = [row.name for row in read_tags(write(tmp_path / "x.dcm", dataset)).sections[-1].rows]
    assert "5 more items are not shown." in names
    assert "Deeper levels are not shown." in names


def test_a_table_has_an_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tags, "MOST_ROWS", 5)
    rows = read_tags(write(tmp_path / "x.dcm", Dataset())).sections[-1].rows
    assert len(rows) == 6
    assert rows[-1].name == "More elements are not shown."


@pytest.mark.parametrize("syntax", [ExplicitVRLittleEndian, ImplicitVRLittleEndian])
def test_private_elements_name_their_maker(tmp_path: Path, syntax: str) -> None:
    dataset = Dataset()
    dataset.add_new(0x00090010, "LO", "GEMS_IDEN_01")
    dataset.add_new(0x00091027, "SL", 862399669)
    dataset.add_new(0x000910EE, "LO", "words")
    dataset.add_new(0x00190010, "LO", "NOBODY KNOWS")
    dataset.add_new(0x00191001, "OB", b"\1\2\3\4")
    found = rows_of(read_tags(write(tmp_path / "x.dcm", dataset, syntax)))
    assert found["(0009,0010)"].name == "Private Creator"
    known = found["(0009,1027)"]
    assert (known.name, known.creator, known.value) == ("Image actual date", "GEMS_IDEN_01", "862399669")
    # Implicit VR does not tell what it is; words are words all the same.
    assert (found["(0009,10EE)"].name, found["(0009,10EE)"].value) == ("Private", "words")
    assert (found["(0019,1001)"].creator, found["(0019,1001)"].value) == ("NOBODY KNOWS", "4 bytes")


@pytest.mark.parametrize("syntax", [ExplicitVRLittleEndian, ImplicitVRLittleEndian])
def test_unknown_and_repeated_groups(tmp_path: Path, syntax: str) -> None:
    dataset = Dataset()
    dataset.add_new(0x00283010, "SQ", [Dataset()])
    dataset.VOILUTSequence[0].add_new(0x00283006, "OW", bytes(8192))
    dataset.add_new(0x60020010, "US", 7)
    dataset.add_new(0x00080FFE, "LO", "?")
    dataset.add_new(0x00100000, "UL", 12)
    found = rows_of(read_tags(write(tmp_path / "x.dcm", dataset, syntax)))
    assert found["(0028,3006)"].value == "8\u00a0192 bytes"
    assert (found["(6002,0010)"].name, found["(6002,0010)"].value) == ("Overlay Rows", "7")
    assert found["(0008,0FFE)"].name == "Unknown"


def enhanced(path: Path, frames: int = 3) -> Path:
    dataset = Dataset()
    dataset.NumberOfFrames, dataset.PatientID = frames, "7"
    shared, measures = Dataset(), Dataset()
    measures.SliceThickness = "5"
    shared.PixelMeasuresSequence = Sequence([measures])
    dataset.SharedFunctionalGroupsSequence = Sequence([shared])
    own = []
    for number in range(frames):
        item, plane = Dataset(), Dataset()
        plane.ImagePositionPatient = ["0", "0", str(number)]
        item.PlanePositionSequence = Sequence([plane])
        own.append(item)
    dataset.PerFrameFunctionalGroupsSequence = Sequence(own)
    return write(path, dataset)


def test_the_groups_of_the_frame_come_first(tmp_path: Path) -> None:
    found = read_tags(enhanced(tmp_path / "x.dcm"), 1)
    assert [section.title for section in found.sections] == ["Frame 2 of 3", "All frames", "Whole file"]
    assert [row.value for row in found.sections[0].rows if row.keyword == "ImagePositionPatient"] == ["0\\0\\1"]
    assert [row.value for row in found.sections[1].rows if row.keyword == "SliceThickness"] == ["5"]
    whole = rows_of(found)
    assert (whole["(5200,9229)"].value, whole["(5200,9230)"].value) == ("1 item, see above", "3 items, see above")
    assert "(0020,0032)" not in whole
    assert [section.title for section in read_tags(enhanced(tmp_path / "x.dcm"), 9).sections] == [
        "All frames",
        "Whole file",
    ]


def test_another_frame_of_the_same_file_is_not_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = enhanced(tmp_path / "x.dcm")
    first = read_tags(path, 0)
    again = read_tags(path, 1, known=first.file)
    assert again.file is first.file
    assert [row.value for row in again.sections[0].rows if row.keyword == "ImagePositionPatient"] == ["0\\0\\1"]
    enhanced(path, frames=30)
    changed = read_tags(path, 1, known=first.file)
    assert changed.file is not first.file
    assert changed.sections[0].title == "Frame 2 of 30"
    assert read_tags(path, 0, known=read_tags(enhanced(tmp_path / "y.dcm")).file).file.path == path
    path.unlink()
    with pytest.raises(DicomReadError):
        read_tags(path, 1, known=changed.file)


def test_what_is_read_twice_says_the_same(tmp_path: Path) -> None:
    path = Path(get_testdata_file("CT_small.dcm"))
    first = read_tags(path)
    assert read_tags(path, known=first.file).sections == first.sections


def test_elements_that_are_passed_over_are_listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dicom_file, "LARGEST_VALUE", 1000)
    monkeypatch.setattr(header_bytes, "LARGEST_VALUE", 1000)
    dataset = Dataset()
    dataset.add_new(0x00290010, "LO", "ME")
    dataset.add_new(0x00291010, "OB", bytes(5000))
    dataset.PatientComments = "after"
    dataset.WindowCenter = 40
    rows = read_tags(write(tmp_path / "x.dcm", dataset)).sections[-1].rows
    assert [row.value for row in rows if row.tag == 0x00291010] == ["5\u00a0000 bytes"]
    assert [row.tag for row in rows] == sorted(row.tag for row in rows)


def test_compressed_pixels_are_called_so() -> None:
    rows = read_tags(Path(get_testdata_file("JPEG2000.dcm"))).sections[-1].rows
    assert rows[-1].keyword == "PixelData"
    assert rows[-1].value.startswith("compressed, ")


def test_agrees_with_pydicom_on_the_names() -> None:
    path = Path(get_testdata_file("MR_small.dcm"))
    rows = rows_of(read_tags(path))
    dataset = dcmread(path)
    del dataset[0xFFFCFFFC]  # Padding behind the pixels.
    for element in dataset:
        row = rows[f"({element.tag.group:04X},{element.tag.element:04X})"]
        assert (row.name, row.keyword, row.vr) == (element.name, element.keyword, element.VR)


def test_a_value_that_breaks_its_representation_does_not_break_the_table(tmp_path: Path) -> None:
    path = write(tmp_path / "x.dcm", Dataset())
    content = path.read_bytes()
    # (0028,0010) Rows with three bytes, (0020,0032) with words.
    broken = (
        struct.pack("<HH2sH", 0x0020, 0x0032, b"DS", 6)
        + b"nonsen"
        + struct.pack("<HH2sH", 0x28, 0x10, b"US", 3)
        + b"abc"
    )
    at = content.index(struct.pack("<HH2s", 0x7FE0, 0x0010, b"OW"))
    path.write_bytes(content[:at] + broken + content[at:])
    found = rows_of(read_tags(path))
    assert found["(0020,0032)"].value == "nonsen"
    assert found["(0028,0010)"].value == "25185"


def test_a_sequence_that_is_none_does_not_break_the_table(tmp_path: Path) -> None:
    path = write(tmp_path / "x.dcm", Dataset())
    content = path.read_bytes()
    broken = struct.pack("<HH2sHL", 0x0008, 0x2112, b"SQ", 0, 10) + b"0123456789"
    at = content.index(struct.pack("<HH2s", 0x7FE0, 0x0010, b"OW"))
    path.write_bytes(content[:at] + broken + content[at:])
    assert rows_of(read_tags(path))["(0008,2112)"].value.endswith(("item", "items"))


@pytest.mark.parametrize("fault", ["get_item", "__getitem__"])
def test_elements_that_pydicom_cannot_read_are_left_out(monkeypatch: pytest.MonkeyPatch, fault: str) -> None:
    def refuse(self: Dataset, *arguments: object) -> None:
        raise ValueError("damaged")

    dataset = Dataset()
    dataset.SourceImageSequence = Sequence([Dataset()])
    monkeypatch.setattr(Dataset, fault, refuse)
    rows = list(tags._Walk(dataset).rows())
    assert [row.value for row in rows] == ([] if fault == "get_item" else ["0 items"])


def test_a_value_that_cannot_be_written_as_text_is_called_damaged() -> None:
    class Broken(list[str]):
        def __str__(self) -> str:
            raise ValueError("damaged")

    element = DataElement(0x00280030, "DS", ["1"])
    element._value = [Broken()]
    assert value_text(Dataset(), element, "DS") == "The value is damaged."


def test_what_is_no_dicom_says_so(tmp_path: Path) -> None:
    path = tmp_path / "x.png"
    path.write_bytes(b"\x89PNG" * 100)
    with pytest.raises(NotDicomError):
        read_tags(path)


def test_a_value_in_memory_is_shown_like_one_from_a_file() -> None:
    dataset = Dataset()
    dataset.add(DataElement(0x00291010, "OB", b"abc"))
    dataset.add(DataElement(0x00280030, "DS", ["1", "2"]))
    rows = list(tags._Walk(dataset).rows())
    assert [row.value for row in rows] == ["1\\2", "3 bytes"]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 60), st.binary(min_size=1, max_size=12))
@example(place=3, damage=b"\0\6\0")
def test_broken_files_give_a_table_or_a_sentence(tmp_path: Path, place: int, damage: bytes) -> None:
    content = bytearray(Path(get_testdata_file("CT_small.dcm")).read_bytes())
    at = 132 + place * 50
    content[at : at + len(damage)] = damage
    path = tmp_path / "x.dcm"
    path.write_bytes(content)
    try:
        found = read_tags(path)
    except DicomReadError:
        return
    assert all(len(row.value) < 2 * LONGEST_TEXT for section in found.sections for row in section.rows)
