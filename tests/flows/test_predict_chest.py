"""``lightbox predict cxr-anatomy`` as a person runs it: on a film as a CR file, and on phantoms of known ratio."""

from __future__ import annotations

import json
from pathlib import Path

import cv2
import numpy as np
import pydicom
import pytest
import SimpleITK
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import ComputedRadiographyImageStorage, ExplicitVRLittleEndian, generate_uid

from ai.training.jsrt import Film
from ai.training.metrics import jaccard
from app.cli.entry import main
from app.dicom.phantom_study import write_phantom_study

RATIO_TOLERANCE = 0.02


def _write_cr(film: Film, path: Path, *, orientation: tuple[str, str], monochrome1: bool) -> None:
    """The film as a plate reader would store it; ``orientation`` R\\F stores it mirrored and says so."""
    picture = film.volume().voxels[0]
    if orientation[0] == "R":
        picture = picture[:, ::-1]
    if monochrome1:
        picture = 255 - picture
    dataset = Dataset()
    dataset.file_meta = FileMetaDataset()
    dataset.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    dataset.SOPClassUID = dataset.file_meta.MediaStorageSOPClassUID = ComputedRadiographyImageStorage
    dataset.SOPInstanceUID = dataset.file_meta.MediaStorageSOPInstanceUID = generate_uid()
    dataset.StudyInstanceUID, dataset.SeriesInstanceUID = generate_uid(), generate_uid()
    dataset.PatientName, dataset.PatientID = "TEST^FILM", "1"
    dataset.StudyDate, dataset.StudyTime, dataset.StudyID = "20260101", "120000", "1"
    dataset.AccessionNumber = dataset.ReferringPhysicianName = ""
    dataset.PatientBirthDate = dataset.PatientSex = ""
    dataset.Modality, dataset.BodyPartExamined, dataset.ViewPosition = "CR", "CHEST", "PA"
    dataset.SeriesNumber = dataset.InstanceNumber = 1
    dataset.PatientOrientation = list(orientation)
    dataset.ImagerPixelSpacing = [0.35, 0.35]
    dataset.Rows, dataset.Columns = picture.shape
    dataset.SamplesPerPixel, dataset.PixelRepresentation = 1, 0
    dataset.PhotometricInterpretation = "MONOCHROME1" if monochrome1 else "MONOCHROME2"
    dataset.BitsAllocated = dataset.BitsStored = 8
    dataset.HighBit = 7
    dataset.PixelData = np.ascontiguousarray(picture).tobytes()
    dataset.save_as(path, enforce_file_format=True)


def _predict(path: Path, output: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, object]:
    capsys.readouterr()
    assert main(["predict", "cxr-anatomy", str(path), "-o", str(output), "--device", "cpu", "--json"]) == 0
    document: dict[str, object] = json.loads(capsys.readouterr().out)
    return document


@pytest.mark.realdata
@pytest.mark.parametrize(("orientation", "monochrome1"), [(("L", "F"), False), (("R", "F"), False), (("L", "F"), True)])
def test_a_film_as_cr_keeps_right_and_left(
    shared_data: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    orientation: tuple[str, str],
    monochrome1: bool,
) -> None:
    case = "JPCNN001"
    film = Film(case, shared_data / "jsrt/images" / f"{case}.jpg", shared_data / "jsrt/masks" / f"{case}.png")
    _write_cr(film, tmp_path / "film.dcm", orientation=orientation, monochrome1=monochrome1)
    output = tmp_path / "out"
    document = _predict(tmp_path / "film.dcm", output, capsys)
    names = ["right_lung", "left_lung", "heart"]
    for name, truth in zip(names, film.masks(names), strict=True):
        stored = truth[:, ::-1] if orientation[0] == "R" else truth
        found = SimpleITK.GetArrayFromImage(SimpleITK.ReadImage(str(output / f"{name}.nii.gz")))[0] > 0
        assert jaccard(found, stored) > 0.85, name
    # In patient space the right lung lies at smaller L than the left one, however the film is stored.
    centres = [_centre_lps(output / f"{name}.nii.gz") for name in names[:2]]
    assert centres[0][0] < centres[1][0]
    (ratio,) = document["measurements"]  # type: ignore[misc]
    assert 0.3 < ratio["value"] < 0.65  # type: ignore[index]
    segmentation = pydicom.dcmread(output / "seg.dcm")
    assert [segment.SegmentLabel for segment in segmentation.SegmentSequence][:2] == ["Right lung", "Left lung"]
    assert pydicom.dcmread(output / "sr.dcm").Modality == "SR"


def _centre_lps(path: Path) -> tuple[float, ...]:
    image = SimpleITK.ReadImage(str(path))
    index = np.argwhere(SimpleITK.GetArrayFromImage(image) > 0).mean(axis=0)[::-1]
    point: tuple[float, ...] = image.TransformContinuousIndexToPhysicalPoint(index.tolist())
    return point


SEEDS = np.random.default_rng(20261121).integers(0, 2**31, 10)
"""Drawn by the test, never looked at by whoever made the phantom or the model."""


@pytest.mark.parametrize(
    ("seed", "wanted"), list(zip(SEEDS.tolist(), np.linspace(0.40, 0.60, 10).tolist(), strict=True))
)
def test_the_ratio_of_phantoms_is_found(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], seed: int, wanted: float
) -> None:
    truth = write_phantom_study(tmp_path / "study", seed=seed, cardiothoracic_ratio=wanted, with_ct=False)
    document = _predict(truth.radiograph_path, tmp_path / "out", capsys)
    assert truth.radiograph.cardiothoracic_ratio == pytest.approx(wanted, abs=0.003)
    (ratio,) = document["measurements"]  # type: ignore[misc]
    assert ratio["value"] == pytest.approx(truth.radiograph.cardiothoracic_ratio, abs=RATIO_TOLERANCE)  # type: ignore[index]
    found = SimpleITK.GetArrayFromImage(SimpleITK.ReadImage(str(tmp_path / "out" / "right_lung.nii.gz"))) > 0
    assert jaccard(found, truth.radiograph.masks["right_lung"]) > 0.9
    assert cv2.connectedComponents(found[0].astype(np.uint8), connectivity=4)[0] == 2
