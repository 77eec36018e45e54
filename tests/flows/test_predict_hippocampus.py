"""The shipped model of the hippocampus through the command line: a crop as an MR series, a box on it, masks back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pydicom
import pytest
import SimpleITK
from pydicom.dataset import FileMetaDataset
from pydicom.uid import ExplicitVRLittleEndian, MRImageStorage, generate_uid

from ai.training.hippocampus_data import Crop, read_crops
from ai.training.metrics import dice
from ai.volume import Volume
from tests.flows.any_model import lightbox, seg_points

CASES = (0, 100, 200)
NAMES = ("anterior_hippocampus", "posterior_hippocampus")


def write_mr(volume: Volume, folder: Path) -> Path:
    """Write a volume as a T1 MR series, its largest value at 4000; indices of the files are those of the volume."""
    folder.mkdir(parents=True)
    stored = np.rint(volume.voxels.astype(np.float64) * (4000 / float(volume.voxels.max()))).astype(np.uint16)
    affine = volume.affine_lps
    steps = affine[:3, :3] / np.array(volume.spacing_mm)
    study, series, frame = generate_uid(), generate_uid(), generate_uid()
    for index, plane in enumerate(stored):
        meta = FileMetaDataset()
        meta.TransferSyntaxUID, meta.MediaStorageSOPClassUID = ExplicitVRLittleEndian, MRImageStorage
        meta.MediaStorageSOPInstanceUID = generate_uid()
        file = pydicom.FileDataset("", {}, file_meta=meta, preamble=b"\0" * 128)
        file.SOPClassUID, file.SOPInstanceUID = MRImageStorage, meta.MediaStorageSOPInstanceUID
        file.StudyInstanceUID, file.SeriesInstanceUID, file.FrameOfReferenceUID = study, series, frame
        file.PatientID, file.PatientName, file.Modality, file.BodyPartExamined = "P", "P", "MR", "HEAD"
        file.ImageType = ["ORIGINAL", "PRIMARY", "M", "NORM"]
        file.InstanceNumber, file.SeriesNumber = index + 1, 1
        file.ImagePositionPatient = [float(each) for each in affine[:3, :3] @ (index, 0, 0) + affine[:3, 3]]
        file.ImageOrientationPatient = [float(each) for each in (*steps[:, 2], *steps[:, 1])]
        file.PixelSpacing, file.SliceThickness = list(volume.spacing_mm[1:]), volume.spacing_mm[0]
        file.Rows, file.Columns = plane.shape
        file.SamplesPerPixel, file.PhotometricInterpretation, file.PixelRepresentation = 1, "MONOCHROME2", 0
        file.BitsAllocated, file.BitsStored, file.HighBit = 16, 12, 11
        file.PixelData = plane.tobytes()
        file.save_as(folder / f"{index:03}.dcm", enforce_file_format=True)
    return folder


def in_a_larger_head(crop: Crop, margin: int = 24) -> Volume:
    """Put a crop into the middle of a larger scan, which repeats its borders."""
    volume = crop.volume()
    affine = volume.affine_lps.copy()
    affine[:3, 3] -= affine[:3, :3] @ np.full(3, margin)
    return Volume(np.pad(volume.voxels, margin, mode="edge"), affine, modality="MR")


def box_of(volume: Volume) -> str:
    """Words of the command line for the box of a crop."""
    ends = volume.to_lps_mm([np.full(3, -0.5), np.array(volume.shape) - 0.5])
    low, high = ends.min(0) + 0.01, ends.max(0) - 0.01
    return "--box=" + ",".join(f"{each:.3f}" for each in (*low, *(high - low)))


@pytest.mark.realdata
@pytest.mark.parametrize("number", CASES)
def test_a_box_on_a_larger_scan(
    number: int, shared_data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    crop = read_crops(shared_data / "hippocampus")[number]
    scan = write_mr(in_a_larger_head(crop), tmp_path / "scan")
    code, out, err = lightbox(capsys, "predict", "hippocampus", scan, "-o", tmp_path / "none")
    assert (code, out) == (1, "")
    assert "reads a box of at most 72 mm" in err
    words = ("predict", "hippocampus", scan, "-o", tmp_path / "out", "--device", "cpu", "--json")
    code, out, err = lightbox(capsys, *words, box_of(crop.volume()))
    assert code == 0, err
    document: dict[str, Any] = json.loads(out)
    measured = {each["name"]: each for each in document["measurements"]}
    assert set(measured) == {*(f"{name}_volume" for name in NAMES), "whole_volume"}
    labelled = crop.map()
    for value, name in enumerate(NAMES, start=1):
        image = SimpleITK.ReadImage(str(tmp_path / "out" / f"{name}.nii.gz"))
        mask = SimpleITK.GetArrayFromImage(image) > 0
        # The series lies as the reader stacks it; places in the patient tell whether they are the same voxels.
        steps = np.array(image.GetDirection()).reshape(3, 3) * np.array(image.GetSpacing())
        places = np.argwhere(mask)[:, ::-1] @ steps.T + np.array(image.GetOrigin())
        np.testing.assert_allclose(places.mean(0), seg_points(tmp_path / "out" / "seg.dcm", value).mean(0), atol=0.01)
        own = np.zeros(labelled.shape, bool)
        own[tuple(np.rint(crop.volume().to_index(places)).astype(int).T)] = True
        assert own.sum() == mask.sum()
        assert dice(own, labelled == value) > 0.75
        low, high = measured[f"{name}_volume"]["interval"]
        assert low < measured[f"{name}_volume"]["value"] < high
        assert measured[f"{name}_volume"]["value"] == pytest.approx(mask.sum() / 1000, rel=1e-4)
