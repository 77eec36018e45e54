"""What files say of person, text in the pixels, faces and what may be kept besides."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pydicom
import pytest

from ai.training.dataset.case import Grouping
from ai.training.dataset.face import Face
from ai.training.dataset.particulars import Told
from ai.volume import Volume
from app.dicom.export.case_source import BurnedIn, CaseSource, case_source, identity_words, named_in
from app.dicom.series_load import load_series
from app.dicom.study_scan import scan
from app.imaging.nifti import write_nifti

SC = "1.2.840.10008.5.1.4.1.1.7"

Make = Callable[..., Path]


@pytest.fixture
def source(write_image: Make, tmp_path: Path) -> Callable[..., CaseSource]:
    """What one file with these attributes says."""

    def make(**attributes: Any) -> CaseSource:
        write_image(tmp_path / "s" / "1.dcm", np.arange(30, dtype=np.uint8).reshape(5, 6), **attributes)
        (study,) = scan([tmp_path / "s"]).studies
        return case_source(load_series(study.series[0]), study)

    return make


@pytest.mark.parametrize(
    ("attributes", "expected"),
    [
        ({}, BurnedIn.NO),
        ({"BurnedInAnnotation": "YES"}, BurnedIn.SAID),
        ({"BurnedInAnnotation": "NO"}, BurnedIn.NO),
        ({"Modality": "US"}, BurnedIn.SUSPECTED),
        ({"Modality": "US", "BurnedInAnnotation": "NO"}, BurnedIn.NO),
        ({"SOPClassUID": SC, "Modality": "OT"}, BurnedIn.SUSPECTED),
        ({"SOPClassUID": SC, "BurnedInAnnotation": "YES"}, BurnedIn.SAID),
    ],
)
def test_text_in_the_pixels(source: Callable[..., CaseSource], attributes: dict, expected: BurnedIn) -> None:
    assert source(**attributes).burned_in is expected


def test_one_file_of_a_series_is_enough(write_ct_series: Callable[..., list[Path]], tmp_path: Path) -> None:
    paths = write_ct_series(tmp_path / "s")
    file = pydicom.dcmread(paths[3])
    file.BurnedInAnnotation, file.RecognizableVisualFeatures = "YES", "YES"
    file.save_as(paths[3])
    (study,) = scan([tmp_path / "s"]).studies
    told: list[float] = []
    found = case_source(load_series(study.series[0]), study, progress=lambda fraction, _: told.append(fraction))
    assert (found.burned_in, found.face) == (BurnedIn.SAID, Face.POSSIBLE)
    assert len(told) == 6


@pytest.mark.parametrize(("said", "face"), [(None, None), ("NO", Face.NO), ("YES", Face.POSSIBLE)])
def test_what_the_file_says_of_faces(source: Callable[..., CaseSource], said: str | None, face: Face | None) -> None:
    assert source(RecognizableVisualFeatures=said).face is face


def test_who_it_is_and_what_may_be_kept(source: Callable[..., CaseSource]) -> None:
    patient = {"PatientName": "Muster^Eva", "PatientID": "4711", "PatientSex": "F", "PatientBirthDate": "19580412"}
    scanner = {"Manufacturer": "Maker", "ManufacturerModelName": "Model", "DeviceSerialNumber": "SN1"}
    found = source(**patient, **scanner, StationName="CT1", AccessionNumber="A-77")
    assert found.person is not None
    assert (found.person.grouping, found.person.identity) == (Grouping.PATIENT_ID, ("patient", "", "4711"))
    assert found.told == Told(("Maker", "Model", "SN1", "CT1"), date(2026, 1, 2), "F", "60-69")
    assert found.identity == {"muster", "eva", "4711", "a77"}
    assert "Muster" not in repr(found)
    assert "4711" not in repr(found)


@pytest.mark.parametrize(
    ("attributes", "band"),
    [
        ({"PatientAge": "034Y", "PatientBirthDate": "19580412"}, "30-39"),
        ({"PatientBirthDate": "20270412"}, ""),
        ({"PatientBirthDate": "1958"}, ""),
        ({"PatientBirthDate": "19960102"}, "30-39"),
        ({"PatientBirthDate": "19960103"}, "20-29"),
    ],
)
def test_age_bands(source: Callable[..., CaseSource], attributes: dict, band: str) -> None:
    assert source(**attributes).told.age_band == band


def test_names_of_labels(write_image: Make, tmp_path: Path) -> None:
    pixels = np.zeros((5, 6), np.uint8)
    write_image(tmp_path / "s" / "1.dcm", pixels, PatientName="Phantom^Thorax", PatientID="P1-7701")
    (study,) = scan([tmp_path / "s"]).studies
    identity = identity_words(study)
    assert named_in("tumour_thorax", identity)
    assert named_in("Phantom", identity)
    assert named_in("case 7701", identity)
    assert not named_in("tumour", identity)
    assert named_in("PhantomTumour", identity)
    assert named_in("P17701", identity)
    assert not named_in("thoracic", identity)


@pytest.mark.parametrize(
    "label", ["Müller tumour", "muller_tumour", "Mueller", "MUELLERS cyst", "m_123456", "12-34-56"]
)
def test_a_name_is_found_however_it_is_written(write_image: Make, tmp_path: Path, label: str) -> None:
    pixels = np.zeros((4, 4), np.uint8)
    write_image(
        tmp_path / "s" / "1.dcm",
        pixels,
        PatientName="Müller^Jo",
        PatientID="12-34-56",
        SpecificCharacterSet="ISO_IR 192",
    )
    (study,) = scan([tmp_path / "s"]).studies
    assert named_in(label, identity_words(study))
    assert not named_in("tumour", identity_words(study))


def test_a_file_that_is_no_dicom(tmp_path: Path) -> None:
    (tmp_path / "s").mkdir()
    volume = Volume(np.zeros((4, 5, 6), np.int16), np.eye(4))
    write_nifti(volume, tmp_path / "s" / "Anna.nii.gz")
    (study,) = scan([tmp_path / "s"]).studies
    found = case_source(load_series(study.series[0]), study)
    assert (found.person, found.burned_in, found.identity) == (None, BurnedIn.NO, frozenset())
    assert found.neighbours == str(tmp_path / "s")
