"""Makers of small DICOM files whose truth is known: a voxel's value is a function of its place in the patient."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pydicom
import pytest
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.encaps import encapsulate
from pydicom.uid import ExplicitVRLittleEndian, generate_uid

CT = "1.2.840.10008.5.1.4.1.1.2"
CR = "1.2.840.10008.5.1.4.1.1.1"

AXIAL = (1.0, 0.0, 0.0, 0.0, 1.0, 0.0)
OBLIQUE = (0.8, 0.6, 0.0, -0.36, 0.48, 0.8)


def value_at(points_lps_mm: np.ndarray) -> np.ndarray:
    """(..., 3) LPS mm -> value; different in every direction, so a wrong place is a wrong value."""
    return points_lps_mm @ np.array([3.0, 5.0, 7.0])


def base(sop_class: str = CT, **attributes: Any) -> Dataset:
    dataset = Dataset()
    dataset.file_meta = FileMetaDataset()
    dataset.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    dataset.SOPClassUID = sop_class
    dataset.SOPInstanceUID = generate_uid()
    dataset.StudyInstanceUID = "1.2.826.0.1.3680043.8.498.1"
    dataset.SeriesInstanceUID = "1.2.826.0.1.3680043.8.498.2"
    dataset.PatientName, dataset.PatientID = "Phantom^Thorax", "P1"
    dataset.StudyDate, dataset.StudyTime = "20260102", "101112"
    dataset.Modality = "CT"
    dataset.SeriesNumber, dataset.InstanceNumber = 3, 1
    dataset.ImageType = ["ORIGINAL", "PRIMARY", "AXIAL"]
    set_all(dataset, attributes)
    return dataset


def set_all(dataset: Dataset, attributes: dict[str, Any]) -> None:
    for keyword, value in attributes.items():
        if value is None:
            if keyword in dataset:
                del dataset[keyword]
        else:
            setattr(dataset, keyword, value)


def put_pixels(dataset: Dataset, pixels: np.ndarray, photometric: str = "MONOCHROME2") -> None:
    """Pixels as (rows, columns) or (frames, rows, columns); the dtype decides bits and sign."""
    dataset.Rows, dataset.Columns = pixels.shape[-2:]
    if pixels.ndim == 3:
        dataset.NumberOfFrames = len(pixels)
    dataset.SamplesPerPixel, dataset.PhotometricInterpretation = 1, photometric
    dataset.BitsAllocated = dataset.BitsStored = 8 * pixels.itemsize
    dataset.HighBit = dataset.BitsStored - 1
    dataset.PixelRepresentation = int(pixels.dtype.kind == "i")
    dataset.PixelData = pixels.tobytes()
    dataset["PixelData"].VR = "OW" if pixels.itemsize > 1 else "OB"


def _write_image(path: Path, pixels: np.ndarray, *, photometric: str = "MONOCHROME2", **attributes: Any) -> Path:
    sop_class = attributes.pop("SOPClassUID", CT)
    dataset = base(sop_class)
    put_pixels(dataset, pixels, photometric)
    set_all(dataset, attributes)
    path.parent.mkdir(parents=True, exist_ok=True)
    dataset.save_as(path, enforce_file_format=True)
    return path


def _write_ct_series(
    folder: Path,
    *,
    slices: int = 6,
    rows: int = 8,
    columns: int = 10,
    spacing: tuple[float, float, float] = (2.5, 0.8, 0.6),
    orientation: Sequence[float] = AXIAL,
    origin: Sequence[float] = (-20.0, -30.0, 40.0),
    drop: Sequence[int] = (),
    reverse: bool = False,
    shear_mm: float = 0.0,
    jitter_mm: float = 0.0,
    slope: float = 1.0,
    intercept: float = -1024.0,
    offset: float = 0.0,
    **attributes: Any,
) -> list[Path]:
    """Write a CT series; spacing is (slice, row, column), shear is sideways per slice, drop counts from 0."""
    row, column = np.array(orientation[:3]), np.array(orientation[3:])
    normal = np.cross(row, column)
    random = np.random.default_rng(7)
    names = random.permutation(slices)
    paths = []
    for index in range(slices):
        if index in drop:
            continue
        first = np.array(origin) + normal * spacing[0] * index + column * shear_mm * index
        first = first + normal * jitter_mm * (-1) ** index
        down, along = np.mgrid[:rows, :columns]
        places = first + down[..., None] * column * spacing[1] + along[..., None] * row * spacing[2]
        stored = np.rint((value_at(places) + offset - intercept) / slope).astype(np.int16)
        values: dict[str, Any] = {
            "ImagePositionPatient": first.round(6).tolist(),
            "ImageOrientationPatient": list(orientation),
            "PixelSpacing": [spacing[1], spacing[2]],
            "SliceThickness": spacing[0],
            "InstanceNumber": slices - index if reverse else index + 1,
            "RescaleSlope": slope,
            "RescaleIntercept": intercept,
            "AcquisitionTime": f"1000{index:02d}",
            "KVP": 120,
            "PatientPosition": "HFS",
            "PatientAge": "063Y",
        }
        paths.append(_write_image(folder / f"{names[index]:03d}.dcm", stored, **{**values, **attributes}))
    return paths


def _compress(path: Path, syntax: str, encoded: Sequence[bytes], **attributes: Any) -> Path:
    """Replace the pixels of a file by encoded frames."""
    dataset = pydicom.dcmread(path)
    dataset.file_meta.TransferSyntaxUID = syntax
    dataset.PixelData = encapsulate(list(encoded))
    dataset["PixelData"].VR = "OB"
    set_all(dataset, attributes)
    dataset.save_as(path)
    return path


@pytest.fixture
def compress() -> Callable[..., Path]:
    return _compress


@pytest.fixture
def write_ct_series() -> Callable[..., list[Path]]:
    return _write_ct_series


@pytest.fixture
def write_image() -> Callable[..., Path]:
    return _write_image


@pytest.fixture
def truth() -> Callable[[np.ndarray], np.ndarray]:
    return value_at


@pytest.fixture
def radiograph(tmp_path: Path) -> Callable[..., Path]:
    """Write a CR of 6 × 4 pixels whose values count up along a row, then down."""

    def write(name: str = "cr.dcm", **attributes: Any) -> Path:
        pixels = np.arange(24, dtype=np.uint16).reshape(6, 4)
        values: dict[str, Any] = {"Modality": "CR", "SOPClassUID": CR, "ImageType": ["ORIGINAL", "PRIMARY"]}
        return _write_image(tmp_path / name, pixels, **{**values, **attributes})

    return write
