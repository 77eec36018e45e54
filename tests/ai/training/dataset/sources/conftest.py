"""Small sources of known content."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest
import SimpleITK

from ai.itk_image import to_itk

OBLIQUE = np.array([[0, 0.6, 0.8, 5.0], [0, -0.8, 0.6, -7.0], [2.0, 0, 0, 11.0], [0, 0, 0, 1]], dtype=np.float64)
"""(4, 4) index -> LPS mm: rows and columns turned in their plane, slices 2 mm apart."""


def draw(seed: int, size: tuple[int, int] = (48, 40)) -> np.ndarray:
    """(rows, columns) uint8: a blurred random texture, unlike that of every other seed."""
    coarse = np.random.default_rng(seed).integers(20, 236, size=(9, 9)).astype(np.uint8)
    return np.asarray(cv2.resize(coarse, size[::-1], interpolation=cv2.INTER_CUBIC))


def save(pixels: np.ndarray, path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(cv2.imencode(path.suffix, pixels)[1].tobytes())
    return path


def save_volume(voxels: np.ndarray, path: Path, affine: np.ndarray = OBLIQUE) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    SimpleITK.WriteImage(to_itk(voxels, affine), str(path))
    return path


def stack(seed: int) -> np.ndarray:
    """(slices, rows, columns) int16."""
    return np.stack([draw(10 * seed + k, (20, 24)) for k in range(5)]).astype(np.int16)


def label_map(seed: int) -> np.ndarray:
    """(5, 20, 24) uint8: 1 in one box, 2 in another."""
    values = np.zeros((5, 20, 24), np.uint8)
    values[1:3, 2 : 5 + seed % 3, 3:9] = 1
    values[2:5, 10:14, 12:20] = 2
    return values


@pytest.fixture
def films(tmp_path: Path) -> Path:
    """Eight pictures ``films/images/filmNN.png``."""
    for index in range(8):
        save(draw(index), tmp_path / "films" / "images" / f"film{index:02d}.png")
    return tmp_path / "films"


@pytest.fixture
def write_table(films: Path) -> Callable[..., Path]:
    """Write ``films/cases.csv``."""

    def write(*lines: str, encoding: str = "utf-8", name: str = "cases.csv") -> Path:
        path = films / name
        path.write_bytes("\n".join(lines).encode(encoding))
        return path

    return write


@pytest.fixture
def volumes(tmp_path: Path) -> Path:
    """Seven oblique volumes with label maps, ``scans/imagesTr`` and ``scans/labelsTr``."""
    for index in range(7):
        save_volume(stack(index), tmp_path / "scans" / "imagesTr" / f"scan_{index:03d}.nii.gz")
        save_volume(label_map(index), tmp_path / "scans" / "labelsTr" / f"scan_{index:03d}.nii.gz")
    return tmp_path / "scans"
