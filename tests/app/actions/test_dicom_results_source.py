from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from pydicom import dcmread
from pydicom.uid import generate_uid

from ai.errors import TrainingDataError
from ai.inference.provenance import PASSED, Provenance
from ai.inference.results import ModelResult, Structure
from ai.library.card import Code, Label
from ai.training.dataset.case import Grouping, Task
from ai.training.dataset.dataset import load_dataset
from ai.training.dataset.sources.recognise import FileLook, SourceKind
from app.actions.dataset_source import DatasetSource, check_source, import_source, look
from app.actions.dicom_results_source import StructureMasks, look_at_dicom, offer_drawn, structure_labels
from app.dicom.export.rtstruct_write import write_rtstruct
from app.dicom.export.seg_write import write_seg
from app.dicom.export.sr_write import write_sr
from app.dicom.series_load import OpenSeries, load_series
from app.dicom.study_scan import scan, series_of


def opened(folder: Path) -> OpenSeries:
    (series,) = series_of(scan([folder]))
    return load_series(series)


def result(series: OpenSeries, *titles: str) -> ModelResult:
    """A box per title, each at its own place."""
    structures = []
    for number, title in enumerate(titles):
        mask = np.zeros(series.volume.shape, bool)
        mask[1:4, 10 : 20 + number, 5 + 10 * number : 12 + 10 * number] = True
        structures.append(Structure(Label(f"s{number}", title, Code("39607008", "SCT", "Lung")), mask))
    own = Provenance("m", "1", "ab" * 32, "cd" * 32, PASSED, (), "cpu", 1.0, "0.1", series.volume.source_id)
    return ModelResult(tuple(structures), (), (), own)


@pytest.fixture
def studies(make, tmp_path: Path) -> Path:
    """Three persons: one with a segmentation, one with contours, one with neither."""
    folder = tmp_path / "archive"
    for name in ("one", "two", "three"):
        make.scan(folder / name / "ct", patient=name)
        for path in (folder / name / "ct").iterdir():
            header = dcmread(path)
            header.FrameOfReferenceUID = f"1.2.3.{len(name)}.{ord(name[0])}"
            header.save_as(path)
    first, second = opened(folder / "one"), opened(folder / "two")
    (folder / "one" / "results").mkdir()
    (folder / "two" / "results").mkdir()
    write_seg(result(first, "Left lung", "Heart"), first, folder / "one" / "results" / "seg.dcm")
    write_rtstruct(result(second, "Left lung"), second, folder / "two" / "results" / "rt.dcm")
    return folder


def titles(path: Path) -> list[str]:
    return [label.title for label in structure_labels(path)]


def test_segmentations_and_contours_become_masks(studies: Path, tmp_path: Path) -> None:
    found, source = look(studies)
    assert (found.kind, source.kind) == (SourceKind.DICOM, SourceKind.DICOM)
    survey = check_source(source)
    assert [(one.name, one.images) for one in survey.counts] == [("Left lung", 2), ("Heart", 1)]
    assert survey.can_import
    imported = import_source(source, tmp_path / "set")
    assert (imported.added, imported.left_out) == (2, ())
    dataset = load_dataset(tmp_path / "set")
    assert (dataset.task, dataset.names) == (Task.SEGMENTATION, ("Left_lung", "Heart"))
    assert {case.record.grouping for case in dataset.cases} == {Grouping.PATIENT_ID}
    for case in dataset.cases:
        name = "one" if "Heart" in case.masks else "two"
        expected = opened(studies / name / "ct")
        volume = case.volume()
        np.testing.assert_array_equal(volume.voxels, expected.volume.voxels)
        np.testing.assert_allclose(volume.affine_lps, expected.volume.affine_lps, atol=1e-4)
        for structure in result(expected, "Left lung", "Heart").structures[: len(case.masks)]:
            np.testing.assert_array_equal(case.mask(structure.label.title.replace(" ", "_")), structure.mask)


def test_nothing_of_the_person_is_kept(studies: Path, tmp_path: Path) -> None:
    import_source(DatasetSource(studies, SourceKind.DICOM), tmp_path / "set")
    texts = [path.read_text() for path in (tmp_path / "set").rglob("*.json")]
    words = ("one", "two", "archive", "1958", "2026", "A77", "1.2.3", "seg.dcm", "ct/")
    assert not [word for word in words for text in texts if f'"{word}' in text or f'{word}"' in text]


def test_results_whose_images_are_not_there(studies: Path) -> None:
    for path in (studies / "one" / "ct").iterdir():
        path.unlink()
    offered = offer_drawn(studies)
    assert len(offered.offers) == 1
    assert [(one.name, one.reason) for one in offered.left_out] == [
        ("seg.dcm", "The images that it was made from are not here.")
    ]


def test_two_results_with_one_name(studies: Path) -> None:
    series = opened(studies / "one" / "ct")
    write_seg(result(series, "Heart"), series, studies / "one" / "results" / "again.dcm")
    offers = {offer.shown.split("/")[0]: offer for offer in offer_drawn(studies).offers}
    with pytest.raises(TrainingDataError, match="two masks of 'Heart'"):
        offers["one"].content.read()
    assert set(offers["two"].content.read().masks) == {"Left lung"}


def test_titles_are_read_from_the_header(studies: Path) -> None:
    assert titles(studies / "one" / "results" / "seg.dcm") == ["Left lung", "Heart"]
    assert titles(studies / "two" / "results" / "rt.dcm") == ["Left lung"]


def test_folders_without_results(make: object, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(TrainingDataError):
        offer_drawn(tmp_path / "empty")


def test_one_study_in_two_classes_and_what_files_say_of_words(make, tmp_path: Path) -> None:
    folder = tmp_path / "classes"
    for number, (label, patient) in enumerate((("ill", "A"), ("well", "A"), ("ill", "B"), ("well", "C"))):
        place = make.scan(folder / label / f"{patient}{number}", modality="CR", slices=1, patient=patient)
        for path in place.iterdir():
            header = dcmread(path)
            header.SOPInstanceUID = generate_uid()
            if patient == "A":
                header.StudyInstanceUID = "1.2.3.77"
            header.BurnedInAnnotation = "YES" if patient == "B" else "NO"
            header.PhotometricInterpretation = "MONOCHROME1" if patient == "C" else "MONOCHROME2"
            pixels = np.random.default_rng(number).integers(0, 4000, (64, 48))
            header.PixelData = pixels.astype("<u2").tobytes()
            header.save_as(path)
    survey = check_source(DatasetSource(folder, SourceKind.CLASSES))
    found = {one.kind: one.cases for one in survey.findings}
    assert found["same_study"] == ("ill/A0/CR0.dcm", "well/A1/CR0.dcm")
    assert found["persons_in_classes"] == ("ill/A0/CR0.dcm", "well/A1/CR0.dcm")
    assert found["burned_in"] == ("ill/B2/CR0.dcm",)
    assert found["mixed_polarity"] == ("well/C3/CR0.dcm",)


def test_files_that_are_damaged_or_something_else(studies: Path) -> None:
    (studies / "words.txt").write_text("no DICOM")
    assert look_at_dicom(studies / "words.txt") is FileLook.OTHER
    path = studies / "one" / "results" / "seg.dcm"
    assert look_at_dicom(path) is FileLook.RESULT
    assert look_at_dicom(next((studies / "one" / "ct").iterdir())) is FileLook.IMAGE
    series = opened(studies / "three" / "ct")
    noted = replace(result(series, "Heart"), notes=("A note.",))
    write_sr(noted, series, studies / "three" / "report.dcm")
    offered = offer_drawn(studies)
    assert len(offered.offers) == 2
    masks = offered.offers[0].content.read().masks
    assert isinstance(masks, StructureMasks)
    assert len(masks) == len(masks.voxels()) > 0


def test_a_structure_that_is_called_like_the_patient_stays_out(studies: Path, tmp_path: Path) -> None:
    named = opened(studies / "three" / "ct")
    patient = str(dcmread(next((studies / "three" / "ct").iterdir())).PatientName).replace("^", " ").split()[0]
    write_rtstruct(result(named, f"Tumour {patient}"), named, studies / "three" / "rt.dcm")
    offered = offer_drawn(studies)
    assert len(offered.offers) == 2
    assert not any(patient.casefold() in name.casefold() for name in offered.names)
    assert [each.reason.split(":")[0].split(";")[0] for each in offered.left_out] == [
        "The name of a structure has a part of the patient's name or number in it"
    ]
