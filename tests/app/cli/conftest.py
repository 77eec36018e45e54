"""Small DICOM files of known content, and the command line called in this process."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import ExplicitVRLittleEndian, generate_uid

from app.cli.entry import main

CT, CR = "1.2.840.10008.5.1.4.1.1.2", "1.2.840.10008.5.1.4.1.1.1"
SERIES = "1.2.826.0.1.3680043.8.498.2"


@dataclass(frozen=True)
class Done:
    """What a command left: exit code, stdout, stderr."""

    code: int
    out: str
    err: str


@pytest.fixture(autouse=True)
def log_folder(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of its own for the log of each test."""
    folder = tmp_path_factory.mktemp("log")

    def user_log_dir(*names: object, **options: object) -> str:
        return str(folder)

    monkeypatch.setattr("app.log.platformdirs.user_log_dir", user_log_dir)
    return folder


@pytest.fixture
def lightbox(capfd: pytest.CaptureFixture[str]) -> Callable[..., Done]:
    """Call the command line."""

    def call(*words: object) -> Done:
        code = main([str(word) for word in words])
        return Done(code, *capfd.readouterr())

    return call


def write_dicom(path: Path, pixels: np.ndarray, **attributes: Any) -> Path:
    """Write (rows, columns), (frames, rows, columns) or, with three samples, (rows, columns, 3)."""
    samples = attributes.pop("SamplesPerPixel", 1)
    dataset = Dataset()
    dataset.file_meta = FileMetaDataset()
    dataset.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    dataset.SOPClassUID = CT
    dataset.SOPInstanceUID = generate_uid()
    dataset.StudyInstanceUID = "1.2.826.0.1.3680043.8.498.1"
    dataset.SeriesInstanceUID = SERIES
    dataset.PatientName, dataset.PatientID, dataset.PatientBirthDate = "Phantom^Thorax", "P-4711", "19600102"
    dataset.StudyDate, dataset.StudyTime, dataset.StudyDescription = "20260102", "101112", "Thorax"
    dataset.Modality, dataset.SeriesNumber, dataset.InstanceNumber = "CT", 3, 1
    dataset.SamplesPerPixel = samples
    dataset.PhotometricInterpretation = "RGB" if samples == 3 else "MONOCHROME2"
    shape = pixels.shape[:-1] if samples == 3 else pixels.shape
    dataset.Rows, dataset.Columns = shape[-2:]
    if samples == 3:
        dataset.PlanarConfiguration = 0
    if len(shape) == 3:
        dataset.NumberOfFrames = shape[0]
    dataset.BitsAllocated = dataset.BitsStored = 8 * pixels.itemsize
    dataset.HighBit = dataset.BitsStored - 1
    dataset.PixelRepresentation = int(pixels.dtype.kind == "i")
    dataset.PixelData = pixels.tobytes()
    dataset["PixelData"].VR = "OW" if pixels.itemsize > 1 else "OB"
    for keyword, value in attributes.items():
        setattr(dataset, keyword, value)
    path.parent.mkdir(parents=True, exist_ok=True)
    dataset.save_as(path, enforce_file_format=True)
    return path


@pytest.fixture
def dicom() -> Callable[..., Path]:
    """`write_dicom`."""
    return write_dicom


def hu_at(points_lps_mm: np.ndarray) -> np.ndarray:
    """(..., 3) LPS mm -> HU; another value at every voxel of the phantom."""
    return points_lps_mm @ np.array([1.0, 10.0, 40.0])


@pytest.fixture
def ct(tmp_path: Path) -> Callable[..., Path]:
    """Write an axial CT of 5 slices x 6 rows x 8 columns, 3 x 2 x 1 mm, whose value is `hu_at` of its point."""

    def write(name: str = "ct", *, missing: Sequence[int] = (), uid: str = SERIES, slices: int = 5) -> Path:
        folder = tmp_path / name
        for number in range(slices):
            if number in missing:
                continue
            down, along = np.mgrid[:6, :8]
            places = np.stack([along * 1.0 - 4, down * 2.0 - 6, np.full((6, 8), 3.0 * number)], axis=-1)
            write_dicom(
                folder / f"{number}.dcm",
                (hu_at(places) + 1024).astype(np.int16),
                SeriesInstanceUID=uid,
                SeriesDescription="Thorax native",
                ImagePositionPatient=[-4, -6, 3 * number],
                ImageOrientationPatient=[1, 0, 0, 0, 1, 0],
                PixelSpacing=[2, 1],
                RescaleSlope=1,
                RescaleIntercept=-1024,
                InstanceNumber=number + 1,
            )
        return folder

    return write
