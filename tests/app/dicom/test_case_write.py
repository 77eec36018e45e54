from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from ai.training.dataset.case import Case, Grouping
from ai.training.dataset.class_folders import import_classes
from ai.training.dataset.dataset import Dataset
from ai.training.dataset.wanted import Intake
from app.dicom.export.case_write import find_dicom_images

SECRETS = {
    "PatientName": "Example^Anna",
    "PatientID": "ID-4711",
    "IssuerOfPatientID": "Site-Alpha",
    "PatientBirthDate": "19610203",
    "StudyDate": "20250417",
    "SeriesDate": "20250418",
    "AcquisitionDate": "20250419",
    "AccessionNumber": "ACC-99",
    "InstitutionName": "Saint Nowhere",
    "ReferringPhysicianName": "Doctor^Who",
    "StationName": "STATION-7",
    "StudyDescription": "Follow-up of Anna",
    "SeriesDescription": "For Doctor Who",
    "StudyInstanceUID": "1.2.3.4.5.6.7.77",
    "SeriesInstanceUID": "1.2.3.4.5.6.7.78",
    "PatientComments": "lives at the lake",
}


def taken(source: Path, target: Path, intake: Intake | None = None) -> Dataset:
    return import_classes(source, target, intake=intake, foreign=find_dicom_images).dataset


def of_class(dataset: Dataset, label: str) -> list[Case]:
    return [case for case in dataset.cases if case.label == label]


def test_a_series_is_one_case_with_every_voxel_at_its_place(
    write_ct_series: Callable[..., list[Path]], truth: Callable[[np.ndarray], np.ndarray], tmp_path: Path
) -> None:
    oblique = (0.8, 0.6, 0.0, -0.36, 0.48, 0.8)
    write_ct_series(tmp_path / "s" / "ill", orientation=oblique, PatientID="P1", SeriesInstanceUID="1.2.1")
    write_ct_series(tmp_path / "s" / "well", PatientID="P2", SeriesInstanceUID="1.2.2", StudyInstanceUID="1.2")
    dataset = taken(tmp_path / "s", tmp_path / "set")
    (case,) = of_class(dataset, "ill")
    volume = case.volume()
    assert case.image.name == "image.nii.gz"
    assert (volume.shape, volume.modality, volume.unit, volume.axes_known) == ((6, 8, 10), "CT", "HU", True)
    points = volume.to_lps_mm(np.stack(np.meshgrid(*map(np.arange, volume.shape), indexing="ij"), axis=-1))
    np.testing.assert_allclose(volume.voxels, truth(points), atol=0.51)
    assert case.record.grouping is Grouping.PATIENT_ID


def test_films_of_one_series_are_one_case_each(radiograph: Callable[..., Path], tmp_path: Path) -> None:
    for number in range(3):
        pixels = {"InstanceNumber": number + 1, "PatientID": "P1"}
        radiograph(f"s/ill/{number}.dcm", **pixels)
    radiograph("s/well/0.dcm", PatientID="P2", StudyInstanceUID="1.9")
    dataset = taken(tmp_path / "s", tmp_path / "set")
    assert len(of_class(dataset, "ill")) == 3
    assert len({case.group for case in of_class(dataset, "ill")}) == 1
    assert all(case.volume().shape == (1, 6, 4) for case in dataset.cases)


def test_persons_are_told_apart_by_issuer_and_id(radiograph: Callable[..., Path], tmp_path: Path) -> None:
    def film(name: str, study: str, **attributes: Any) -> None:
        radiograph(name, StudyInstanceUID=study, SeriesInstanceUID=f"{study}.1", **attributes)

    film("s/a/1", "1.1", PatientID="P1")
    film("s/a/2", "1.2", PatientID="p1")
    film("s/b/3", "1.3", PatientID="P1", IssuerOfPatientID="Elsewhere")
    film("s/b/4", "1.4", PatientID="")
    film("s/b/5", "1.5", PatientID="")
    dataset = taken(tmp_path / "s", tmp_path / "set")
    assert len({case.group for case in of_class(dataset, "a")}) == 1
    assert len({case.group for case in dataset.cases}) == 4
    assert sorted(case.record.grouping.value for case in dataset.cases) == ["patient_id"] * 3 + ["study"] * 2
    assert "2 cases split by study, because" in dataset.grouping
    named = taken(tmp_path / "s", tmp_path / "named", Intake(person=r"^(\d)$"))
    assert len({case.group for case in named.cases}) == 5


def test_another_site_gets_another_hash(radiograph: Callable[..., Path], tmp_path: Path) -> None:
    radiograph("s/a/1")
    radiograph("s/b/2", StudyInstanceUID="1.2", PatientID="P2")
    one, other = (taken(tmp_path / "s", tmp_path / name) for name in ("one", "other"))
    assert not {case.group for case in one.cases} & {case.group for case in other.cases}
    assert not {case.key for case in one.cases} & {case.key for case in other.cases}


def test_nothing_that_identifies_crosses(
    write_ct_series: Callable[..., list[Path]], radiograph: Callable[..., Path], tmp_path: Path
) -> None:
    write_ct_series(tmp_path / "s" / "ill", **SECRETS)
    radiograph("s/well/Example_Anna.dcm", **(SECRETS | {"StudyInstanceUID": "1.2.9", "SeriesInstanceUID": "1.2.8"}))
    target = tmp_path / "set"
    assert len(taken(tmp_path / "s", target).cases) == 2
    seen = "".join(str(path.relative_to(target)) for path in target.rglob("*")).encode()
    for path in target.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            seen += gzip.decompress(data) if path.suffix == ".gz" else data
    for value in (*SECRETS.values(), "Anna", "Example", "1.2.826", "63Y", "1000"):
        assert value.encode() not in seen.replace(b"0000", b""), value


def test_what_is_no_image_is_left_out(radiograph: Callable[..., Path], tmp_path: Path) -> None:
    radiograph("s/a/1", PatientID="P1")
    radiograph("s/b/2", PatientID="P2", StudyInstanceUID="1.2")
    (tmp_path / "s" / "a" / "letter.txt").write_text("Anna")
    (tmp_path / "s" / "c").mkdir()
    (tmp_path / "s" / "c" / "letter.txt").write_text("Anna")
    broken = (tmp_path / "s" / "a" / "1").read_bytes()[:-20]
    (tmp_path / "s" / "b" / "broken").write_bytes(broken)
    imported = import_classes(tmp_path / "s", tmp_path / "set", foreign=find_dicom_images)
    assert imported.added == 2
    reasons = {one.name: one.reason for one in imported.left_out}
    assert reasons["c/letter.txt"] == "This is no PNG, JPEG or DICOM image."
    assert "not a DICOM file" in reasons["a/letter.txt"]
    assert len(reasons) == 3


def test_a_gap_is_left_out_with_its_sentence(
    write_ct_series: Callable[..., list[Path]], radiograph: Callable[..., Path], tmp_path: Path
) -> None:
    write_ct_series(tmp_path / "s" / "ill", drop=[2])
    radiograph("s/well/1", PatientID="P2", StudyInstanceUID="1.2")
    imported = import_classes(tmp_path / "s", tmp_path / "set", foreign=find_dicom_images)
    assert imported.added == 1
    assert "missing" in imported.left_out[0].reason


def test_captures_of_one_series_are_one_case_each(write_image: Callable[..., Path], tmp_path: Path) -> None:
    for number in range(3):
        pixels = np.full((5, 6), number, np.uint8)
        plain = {"Modality": "OT", "InstanceNumber": number + 1, "SOPClassUID": "1.2.840.10008.5.1.4.1.1.7"}
        write_image(tmp_path / "s" / "a" / f"1.2.{number}", pixels, **plain)
        write_image(tmp_path / "s" / "b" / f"{number}.dcm", pixels + 9, **plain, PatientID="P2", StudyInstanceUID="1.2")
        write_image(
            tmp_path / "s" / "b" / f"{number}.ima", pixels + 19, **plain, PatientID="P3", StudyInstanceUID="1.3"
        )
    dataset = taken(tmp_path / "s", tmp_path / "set")
    assert [len(of_class(dataset, label)) for label in "ab"] == [3, 6]
    values = sorted(int(case.volume().voxels.max()) for case in dataset.cases)
    assert values == [0, 1, 2, 9, 10, 11, 19, 20, 21]
    assert len({case.record.position for case in of_class(dataset, "a")}) == 3
