"""PNG files keep every pixel."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import SimpleITK

from app.errors import ExportError
from app.imaging.png import write_png


@pytest.mark.parametrize("shape", [(5, 7), (5, 7, 3)])
def test_every_pixel_is_kept(tmp_path: Path, shape: tuple[int, ...]) -> None:
    pixels = np.random.default_rng(0).integers(0, 256, shape, dtype=np.uint8)
    write_png(pixels, tmp_path / "p.png")
    back = SimpleITK.GetArrayFromImage(SimpleITK.ReadImage(str(tmp_path / "p.png")))
    np.testing.assert_array_equal(back, pixels)


def test_strided_pixels_are_kept(tmp_path: Path) -> None:
    pixels = np.arange(48, dtype=np.uint8).reshape(6, 8).T[::-1]
    write_png(pixels, tmp_path / "p.PNG")
    back = SimpleITK.GetArrayFromImage(SimpleITK.ReadImage(str(tmp_path / "p.PNG")))
    np.testing.assert_array_equal(back, pixels)


def test_another_ending_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match=r"p.jpg does not end in .png"):
        write_png(np.zeros((2, 2), np.uint8), tmp_path / "p.jpg")


@pytest.mark.parametrize("pixels", [np.zeros((2, 2)), np.zeros((2, 2, 4), np.uint8), np.zeros(2, np.uint8)])
def test_what_is_no_picture_is_refused(tmp_path: Path, pixels: np.ndarray) -> None:
    with pytest.raises(ValueError, match="pixels must be"):
        write_png(pixels, tmp_path / "p.png")
