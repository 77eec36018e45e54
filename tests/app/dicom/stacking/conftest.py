"""Makers of files with many volumes: the value of a voxel tells its place in the patient and the volume it is of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import ExplicitVRLittleEndian, generate_uid

from app.dicom.series import Series
from app.dicom.series_load import load_series
from app.dicom.study_scan import scan, series_of

MR = "1.2.840.10008.5.1.4.1.1.4"
ENHANCED_MR = "1.2.840.10008.5.1.4.1.1.4.1"

OBLIQUE = (0.8, 0.6, 0.0, -0.36, 0.48, 0.8)
SPACING = (2.5, 0.75, 0.5)
"""(slice, row, column) mm."""

SHAPE = (6, 5)
"""(rows, columns)."""

ORIGIN = np.array([-20.0, 12.5, 8.0])


def normal_of(orientation: Sequence[float]) -> np.ndarray:
    return np.cross(orientation[:3], orientation[3:])


def truth(points_lps_mm: np.ndarray, volume: int) -> np.ndarray:
    """(..., 3) LPS mm of a volume by its number -> value."""
    return np.rint(points_lps_mm @ np.array([3.0, 5.0, 7.0]) + 2000 + 1000 * volume)


def plane(position: np.ndarray, orientation: Sequence[float], shape: tuple[int, int] = SHAPE) -> np.ndarray:
    """(rows, columns, 3) LPS mm of the pixels of a slice."""
    row, column = np.array(orientation[:3]), np.array(orientation[3:])
    down, along = np.mgrid[: shape[0], : shape[1]]
    return position + down[..., None] * column * SPACING[1] + along[..., None] * row * SPACING[2]


def position_of(index: float, orientation: Sequence[float] = OBLIQUE, origin: np.ndarray = ORIGIN) -> np.ndarray:
    return origin + normal_of(orientation) * SPACING[0] * index


def dataset(pixels: np.ndarray, *, sop_class: str = MR, modality: str = "MR", **attributes: Any) -> Dataset:
    """Build a file of (rows, columns) or (frames, rows, columns) pixels."""
    made = Dataset()
    made.file_meta = FileMetaDataset()
    made.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    made.SOPClassUID, made.SOPInstanceUID = sop_class, generate_uid()
    made.StudyInstanceUID, made.SeriesInstanceUID = "1.2.3.1", "1.2.3.2"
    made.Modality, made.SeriesNumber, made.InstanceNumber = modality, 1, 1
    made.Rows, made.Columns = pixels.shape[-2:]
    if pixels.ndim == 3:
        made.NumberOfFrames = len(pixels)
    made.SamplesPerPixel, made.PhotometricInterpretation = 1, "MONOCHROME2"
    made.BitsAllocated = made.BitsStored = 8 * pixels.itemsize
    made.HighBit, made.PixelRepresentation = made.BitsStored - 1, 0
    for keyword, value in attributes.items():
        setattr(made, keyword, value)
    made.PixelData = pixels.tobytes()
    made["PixelData"].VR = "OW"
    return made


def slice_of(index: float, volume: int = 0, *, orientation: Sequence[float] = OBLIQUE, **attributes: Any) -> Dataset:
    """Build a classic slice."""
    position = attributes.pop("position", position_of(index, orientation))
    pixels = truth(plane(position, orientation), volume).astype(np.uint16)
    values: dict[str, Any] = {
        "ImagePositionPatient": position.round(6).tolist(),
        "ImageOrientationPatient": list(orientation),
        "PixelSpacing": list(SPACING[1:]),
        "SliceThickness": 99,
        "ImageType": ["ORIGINAL", "PRIMARY"],
    }
    return dataset(pixels, **{**values, **attributes})


def item(**attributes: Any) -> Dataset:
    made = Dataset()
    for keyword, value in attributes.items():
        setattr(made, keyword, value)
    return made


def enhanced(frames: Iterable[tuple[float, int, Dataset]], **attributes: Any) -> Dataset:
    """Build an enhanced file of (slice, volume, what else its frame says)."""
    pixels, groups = [], []
    for index, volume, group in frames:
        position = position_of(index)
        pixels.append(truth(plane(position, OBLIQUE), volume).astype(np.uint16))
        group.PlanePositionSequence = [item(ImagePositionPatient=position.round(6).tolist())]
        groups.append(group)
    shared = item(
        PlaneOrientationSequence=[item(ImageOrientationPatient=list(OBLIQUE))],
        PixelMeasuresSequence=[item(PixelSpacing=list(SPACING[1:]), SliceThickness=99)],
    )
    return dataset(
        np.stack(pixels),
        sop_class=ENHANCED_MR,
        SharedFunctionalGroupsSequence=[shared],
        PerFrameFunctionalGroupsSequence=groups,
        **attributes,
    )


def write(folder: Path, datasets: Iterable[Dataset], seed: int = 3) -> Path:
    """Write files under shuffled names, so that neither name nor order tells anything."""
    made = list(datasets)
    names = np.random.default_rng(seed).permutation(len(made))
    folder.mkdir(parents=True, exist_ok=True)
    for name, one in zip(names, made, strict=True):
        one.save_as(folder / f"{name:05d}.dcm", enforce_file_format=True)
    return folder


def found_in(folder: Path) -> tuple[Series, ...]:
    return series_of(scan([folder]))


def check_voxels(series: Series, volume: int, within: float = 0.51) -> None:
    """Every voxel of a loaded volume must tell the place that its affine gives it, and the volume it is of."""
    loaded = load_series(series).volume
    index = np.moveaxis(np.indices(loaded.shape), 0, -1)
    np.testing.assert_allclose(loaded.voxels, truth(loaded.to_lps_mm(index), volume), atol=within)


@pytest.fixture
def phantom() -> SimpleNamespace:
    """Give the makers of this file."""
    return SimpleNamespace(
        OBLIQUE=OBLIQUE,
        SPACING=SPACING,
        SHAPE=SHAPE,
        truth=truth,
        plane=plane,
        position_of=position_of,
        normal_of=normal_of,
        dataset=dataset,
        slice_of=slice_of,
        item=item,
        enhanced=enhanced,
        write=write,
        found_in=found_in,
        check_voxels=check_voxels,
    )
