"""Objects without pictures are recognised by what they are, and are no failure."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pydicom
import pytest
from pydicom.dataset import Dataset
from pydicom.uid import DeflatedExplicitVRLittleEndian, ImplicitVRLittleEndian

from app.dicom.files.sop_class import kind_of
from app.dicom.headers.objects import IMAGE_WITHOUT_PIXELS, nothing_to_see
from app.dicom.series import StudyObject
from app.dicom.study_scan import scan, series_of
from app.errors import DicomReadError

CLASSES = "1.2.840.10008.5.1.4.1.1."


@pytest.fixture
def write_object(tmp_path, write_image):
    def write(name: str, sop_class: str, **attributes) -> Path:
        bare = dict.fromkeys(("PixelData", "Rows", "Columns", "BitsAllocated", "SamplesPerPixel"))
        return write_image(tmp_path / name, np.zeros((2, 2), np.uint8), SOPClassUID=sop_class, **{**bare, **attributes})

    return write


def objects_of(*paths: Path) -> tuple[StudyObject, ...]:
    return tuple(each for study in scan(paths).studies for each in study.objects)


@pytest.mark.parametrize(
    ("sop_class", "kind"),
    [
        ("88.11", "Structured Report"),
        ("88.59", "Key Object Selection"),
        ("88.67", "Radiation Dose Report"),
        ("11.1", "Presentation State"),
        ("11.12", "Presentation State"),
        ("481.3", "RT Structure Set"),
        ("481.5", "RT Plan"),
        ("481.8", "RT Plan"),
        ("104.1", "PDF document"),
        ("104.2", "Clinical document"),
        ("9.1.1", "Electrocardiogram"),
        ("9.7.1", "Waveform"),
        ("66", "Raw Data"),
        ("66.1", "Registration"),
        ("66.5", "Surface Segmentation"),
        ("67", "Real World Values"),
        ("4.2", "MR Spectroscopy"),
        ("131", "Basic Structured Display"),
    ],
)
def test_kinds_have_words(write_object, sop_class, kind):
    (found,) = objects_of(write_object("x.dcm", CLASSES + sop_class))
    assert found.kind == kind
    assert found.sop_class_uid == CLASSES + sop_class
    assert (found.series_number, found.modality) == (3, "CT")


@pytest.mark.parametrize("sop_class", ["66.4", "66.7", "30", "481.2", "2", "77.1.4.1", "6.1", "88x"])
def test_pictures_are_no_objects(sop_class):
    """SEG, parametric maps and dose grids have pixels to look at."""
    assert kind_of(CLASSES + sop_class) == ""


def test_a_segmentation_opens_as_a_series(tmp_path, write_image):
    path = write_image(tmp_path / "x.dcm", np.eye(4, dtype=np.uint8), SOPClassUID=f"{CLASSES}66.4", Modality="SEG")
    (series,) = series_of(scan([path]))
    assert series.modality == "SEG"


@pytest.mark.parametrize(
    ("attributes", "description"),
    [
        ({"SeriesDescription": "Series", "ContentLabel": "LABEL"}, "Series"),
        ({"ContentLabel": "LABEL", "ContentDescription": "words"}, "LABEL"),
        ({"StructureSetLabel": "Contours"}, "Contours"),
        ({"RTPlanLabel": "Plan A"}, "Plan A"),
        ({"DocumentTitle": "Letter"}, "Letter"),
        ({"ContentDescription": "words"}, "words"),
        ({}, ""),
    ],
)
def test_the_description_is_what_the_object_calls_itself(write_object, attributes, description):
    (found,) = objects_of(write_object("x.dcm", f"{CLASSES}11.1", **attributes))
    assert found.description == description


def test_a_report_is_called_by_its_title(write_object):
    title = Dataset()
    title.CodeValue, title.CodingSchemeDesignator, title.CodeMeaning = "1", "99X", "Thorax report"
    (found,) = objects_of(write_object("x.dcm", f"{CLASSES}88.33", ConceptNameCodeSequence=[title]))
    assert found.description == "Thorax report"


def test_an_image_without_pixels_is_an_object(write_object):
    (found,) = objects_of(write_object("x.dcm", f"{CLASSES}1", Rows=4, Columns=4))
    assert found.kind == IMAGE_WITHOUT_PIXELS
    (found,) = objects_of(write_object("y.dcm", f"{CLASSES}2"))
    assert found.kind == IMAGE_WITHOUT_PIXELS
    (found,) = objects_of(write_object("z.dcm", "1.2.3.4"))
    assert found.kind == "Object of a private kind"


def test_a_last_element_of_an_unknown_tag_is_looked_at_in_silence(tmp_path, write_object):
    path, implicit = write_object("x.dcm", f"{CLASSES}1", Rows=4, Columns=4), tmp_path / "implicit.dcm"
    dataset = pydicom.dcmread(path)
    dataset.file_meta.TransferSyntaxUID = ImplicitVRLittleEndian
    dataset.save_as(implicit, enforce_file_format=True, implicit_vr=True)
    # An even group that no dictionary has, without a value representation and without a value.
    path.write_bytes(implicit.read_bytes() + bytes.fromhex("00 87 46 d0 00 00 00 00"))
    implicit.unlink()
    (found,) = objects_of(path)
    assert found.kind == IMAGE_WITHOUT_PIXELS


def test_one_that_is_cut_off_is_unreadable(write_object):
    path = write_object("x.dcm", f"{CLASSES}1", Rows=4, Columns=4)
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(DicomReadError, match="has no pixel data, or ends before them"):
        scan([path])


def test_a_deflated_object(tmp_path, write_object):
    dataset = pydicom.dcmread(write_object("x.dcm", f"{CLASSES}1", Rows=4, Columns=4))
    dataset.file_meta.TransferSyntaxUID = DeflatedExplicitVRLittleEndian
    dataset.save_as(tmp_path / "y.dcm", enforce_file_format=True)
    (found,) = objects_of(tmp_path / "y.dcm")
    assert found.kind == IMAGE_WITHOUT_PIXELS


def test_objects_stand_in_their_study_beside_the_series_by_number(tmp_path, write_object, write_ct_series):
    write_ct_series(tmp_path / "ct", slices=3)
    write_object("b.dcm", f"{CLASSES}88.11", SeriesNumber=9)
    write_object("a.dcm", f"{CLASSES}481.3", SeriesNumber=4)
    write_object("c.dcm", f"{CLASSES}104.1", SeriesNumber=None)
    write_object("d.dcm", f"{CLASSES}104.1", PatientID="P2")
    result = scan([tmp_path])
    assert [len(study.series) for study in result.studies] == [1, 0]
    assert [each.kind for each in result.studies[0].objects] == [
        "RT Structure Set",
        "Structured Report",
        "PDF document",
    ]
    assert result.unreadable == ()


def test_what_there_is_instead_of_a_picture_is_one_sentence(write_object):
    paths = [write_object(f"{number}.dcm", f"{CLASSES}88.11") for number in range(2)]
    message = nothing_to_see(scan(paths[:1]).studies).message
    assert message == "There is no picture to show: the file is of the kind “Structured Report”."
    paths.append(write_object("plan.dcm", f"{CLASSES}481.5"))
    message = nothing_to_see(scan(paths).studies).message
    assert message == "There is no picture to show: the 3 files are of these kinds: Structured Report (2), RT Plan (1)."


def test_real_files_without_pixels():
    folder = Path(pydicom.__file__).parent / "data"
    kinds = {
        "test_files/rtstruct.dcm": "RT Structure Set",
        "test_files/rtplan.dcm": "RT Plan",
        "test_files/reportsi.dcm": "Structured Report",
        "test_files/ExplVR_BigEndNoMeta.dcm": "RT Plan",
        "charset_files/chrKoreanMulti.dcm": IMAGE_WITHOUT_PIXELS,
    }
    for name, kind in kinds.items():
        (found,) = objects_of(folder / name)
        assert found.kind == kind


@pytest.mark.realdata
def test_shared_files_without_pixels(shared_data):
    kinds = {
        "26_IM00000K": IMAGE_WITHOUT_PIXELS,
        "36_rtstruct": "RT Structure Set",
        "38_ExplVR_LitEndNoMeta": "RT Plan",
        "39_reportsi_with_empty_number_tags": "Structured Report",
        "48_ExplVR_BigEndNoMeta": "RT Plan",
    }
    for name, kind in kinds.items():
        (found,) = objects_of(shared_data / "conformance" / "files" / f"{name}.dcm")
        assert found.kind == kind
    for name in ("16_liver_j2k", "35_liver_deflate", "53_parametric_map_float", "00_rtdose_1frame"):
        result = scan([shared_data / "conformance" / "files" / f"{name}.dcm"])
        assert series_of(result)
