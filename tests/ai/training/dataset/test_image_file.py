from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from ai.errors import GeometryError, TrainingDataError
from ai.training.dataset.image_file import (
    image_name,
    read_mask,
    read_pixels,
    read_shape,
    spacing_kind_of,
    write_image,
    write_mask,
)
from ai.volume import SpacingKind, Volume

OBLIQUE = np.array(
    [[0.0, -0.36 * 2, 0.8 * 0.5, -7], [0.6 * 3, 0.48 * 2, 0.6 * 0.5, 9], [0, 0.8 * 2, 0, 5], [0, 0, 0, 1.0]]
)
OBLIQUE[:3, 0] = 3 * np.cross(OBLIQUE[:3, 2] / 0.5, OBLIQUE[:3, 1] / 2)


@pytest.mark.parametrize("dtype", [np.uint8, np.int16, np.uint16, np.float32, np.float16])
def test_an_oblique_volume_comes_back_voxel_by_voxel(dtype: type, tmp_path: Path) -> None:
    voxels = np.arange(3 * 4 * 5).reshape(3, 4, 5).astype(dtype)
    volume = Volume(voxels, OBLIQUE)
    path = write_image(volume, tmp_path)
    back, affine = read_pixels(path)
    np.testing.assert_array_equal(back, voxels)
    np.testing.assert_allclose(affine, volume.affine_lps, atol=1e-4)
    mask = voxels % 3 == 0
    write_mask(mask, volume, tmp_path / "mask.nii.gz")
    np.testing.assert_array_equal(read_mask(tmp_path / "mask.nii.gz"), mask)


def test_what_is_no_number_does_not_stop_a_volume(tmp_path: Path) -> None:
    voxels = np.ones((2, 3, 4), np.float32)
    voxels[0, 0, 0] = np.nan
    back, _ = read_pixels(write_image(Volume(voxels, OBLIQUE), tmp_path))
    np.testing.assert_array_equal(back[1], voxels[1])


def test_only_a_picture_without_known_axes_is_a_png() -> None:
    grey = np.zeros((1, 4, 5), np.uint8)
    assert image_name(Volume(grey, np.eye(4), axes_known=False)) == "image.png"
    assert image_name(Volume(grey, np.eye(4))) == "image.nii.gz"
    assert image_name(Volume(np.zeros((2, 4, 5), np.uint8), np.eye(4), axes_known=False)) == "image.nii.gz"
    assert image_name(Volume(grey.astype(np.uint16), np.eye(4), axes_known=False)) == "image.nii.gz"


def test_the_shape_is_told_without_the_pixels(tmp_path: Path) -> None:
    for shape, known in (((1, 4, 5), False), ((1, 4, 5), True), ((3, 4, 5), True)):
        path = write_image(Volume(np.ones(shape, np.uint8), np.eye(4), axes_known=known), tmp_path)
        assert read_shape(path) == shape
        path.write_bytes(path.read_bytes()[:20])
        with pytest.raises(TrainingDataError, match="cannot be read"):
            read_shape(path)
        path.unlink()
        with pytest.raises(TrainingDataError, match="cannot be read"):
            read_shape(path)


def test_grids_without_a_place_in_the_file(tmp_path: Path) -> None:
    tilted = np.eye(4)
    tilted[1, 0] = 0.4
    with pytest.raises(TrainingDataError, match="tilted"):
        write_image(Volume(np.zeros((2, 3, 4)), tilted), tmp_path)
    with pytest.raises(GeometryError, match="Slice 2 is missing"):
        write_image(Volume(np.zeros((2, 3, 4)), np.eye(4), geometry_fault="Slice 2 is missing."), tmp_path)
    with pytest.raises(ValueError, match="not on the grid"):
        write_mask(np.zeros((1, 3, 4), bool), Volume(np.zeros((2, 3, 4)), np.eye(4)), tmp_path / "m.nii.gz")
    assert not list(tmp_path.iterdir())


def test_a_volume_that_is_not_complete_on_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    volume = Volume(np.ones((2, 3, 4), np.int16), OBLIQUE)

    def other(image: object) -> np.ndarray:
        return np.zeros((2, 3, 4), np.int16)

    with monkeypatch.context() as patch:
        patch.setattr("ai.training.dataset.image_file.SimpleITK.GetArrayFromImage", other)
        with pytest.raises(OSError, match="could not be written completely"):
            write_image(volume, tmp_path)
    with pytest.raises(OSError, match="could not be written completely"):
        write_image(volume, tmp_path / "nowhere")


@pytest.mark.parametrize("name", ["image.png", "image.nii.gz"])
def test_files_that_cannot_be_read(name: str, tmp_path: Path) -> None:
    with pytest.raises(TrainingDataError, match="cannot be read"):
        read_pixels(tmp_path / name)
    (tmp_path / name).write_bytes(b"nonsense")
    with pytest.raises(TrainingDataError, match="cannot be read"):
        read_pixels(tmp_path / name)


def test_a_picture_that_is_none_of_ours(tmp_path: Path) -> None:
    (tmp_path / "image.png").write_bytes(cv2.imencode(".png", np.zeros((4, 5, 3), np.uint8))[1].tobytes())
    with pytest.raises(TrainingDataError, match="cannot be read"):
        read_pixels(tmp_path / "image.png")
    cv2.imwrite(str(tmp_path / "image.png"), np.zeros((4, 5), np.uint16))
    with pytest.raises(TrainingDataError, match="cannot be read"):
        read_pixels(tmp_path / "image.png")


def test_what_millimetres_mean() -> None:
    assert spacing_kind_of("CR", has_spacing=True) is SpacingKind.DETECTOR
    assert spacing_kind_of("MR", has_spacing=True) is SpacingKind.PATIENT
    assert spacing_kind_of("CR", has_spacing=False) is SpacingKind.UNKNOWN
