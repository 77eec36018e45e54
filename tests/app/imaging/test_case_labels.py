"""Masks of a case on the grid that is shown, and back."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import numpy as np
import pytest

import app.imaging.case_labels as case_labels
from ai.errors import TrainingDataError
from ai.training.dataset.image_file import write_image, write_mask
from ai.volume import Volume
from app.imaging.case_labels import PERSON, as_result, masks_of, shown_masks
from app.imaging.image_file import read_image, turn_of_file
from app.imaging.image_source import ImageFile, ImageKind, KnownFacts

SHAPE = (3, 5, 7)


def _affine(order: tuple[int, int, int], signs: tuple[int, int, int]) -> np.ndarray:
    """Grid whose axes run along those of the patient in another order and direction; 3 x 1 x 2 mm."""
    affine = np.eye(4)
    affine[:3, :3] = 0
    for axis, (patient, sign, step) in enumerate(zip(order, signs, (3.0, 1.0, 2.0), strict=True)):
        affine[patient, axis] = sign * step
    affine[:3, 3] = 10, -20, 30
    return affine


@pytest.mark.parametrize("order", [(2, 1, 0), (2, 0, 1), (1, 2, 0), (0, 1, 2)])
@pytest.mark.parametrize("signs", list(product((1, -1), repeat=3)))
def test_there_and_back_on_every_grid(tmp_path: Path, order: tuple[int, int, int], signs: tuple[int, int, int]) -> None:
    mask = np.random.default_rng(4).random(SHAPE) > 0.6
    voxels = np.where(mask, 100, 0).astype(np.int16)
    source = Volume(voxels, _affine(order, signs))
    path = write_image(source, tmp_path)
    write_mask(mask, source, tmp_path / "lesion.nii.gz")
    shown = read_image(ImageFile(path, ImageKind.NIFTI)).volume
    turn = turn_of_file(path, ImageKind.NIFTI)
    structures = shown_masks({"lesion": tmp_path / "lesion.nii.gz", "none": None}, shown, turn)
    # The mask lies where the picture is bright, however both were turned.
    np.testing.assert_array_equal(structures[0].mask, shown.voxels == 100)
    assert not structures[1].mask.any()
    back = masks_of(as_result(structures, shown), ("lesion", "none", "other"), turn)
    assert set(back) == {"lesion", "none"}
    np.testing.assert_array_equal(back["lesion"], mask)


def _masks(folder: Path, volume: Volume, *, overlap: bool) -> dict[str, Path | None]:
    files: dict[str, Path | None] = {"empty": None}
    for number in range(3):
        mask = np.zeros(volume.shape, bool)
        mask[:, :, 2 * number : 2 * number + (3 if overlap else 2)] = True
        files[f"part{number}"] = folder / f"part{number}.nii.gz"
        write_mask(mask, volume, folder / f"part{number}.nii.gz")
    return files


@pytest.mark.parametrize("overlap", [False, True])
def test_many_masks_share_a_map_where_they_do_not_overlap(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, overlap: bool
) -> None:
    volume = Volume(np.zeros(SHAPE, np.int16), _affine((2, 1, 0), (1, 1, 1)))
    path = write_image(volume, tmp_path)
    turn = turn_of_file(path, ImageKind.NIFTI)
    files = _masks(tmp_path, volume, overlap=overlap)
    apart = shown_masks(files, volume, turn)
    monkeypatch.setattr(case_labels, "_SHARED_FROM_BYTES", 0)
    together = shown_masks(files, volume, turn)
    assert {each.labelled.dtype for each in apart} == {np.dtype(bool)}
    assert {each.labelled.dtype for each in together} == {np.dtype(bool if overlap else np.uint8)}
    for one, other in zip(apart, together, strict=True):
        np.testing.assert_array_equal(one.mask, other.mask)
        assert (one.label, one.colour) == (other.label, other.colour)


def test_nothing_marked_takes_no_memory(tmp_path: Path) -> None:
    volume = Volume(np.zeros(SHAPE, np.int16), _affine((2, 1, 0), (1, 1, 1)))
    path = write_image(volume, tmp_path)
    (empty,) = shown_masks({"lesion": None}, volume, turn_of_file(path, ImageKind.NIFTI))
    assert empty.labelled.strides == (0, 0, 0)
    assert (empty.label.title, as_result((empty,), volume).provenance.model_id) == ("Lesion", PERSON)


def test_a_mask_off_the_grid_is_refused(tmp_path: Path) -> None:
    volume = Volume(np.zeros(SHAPE, np.int16), _affine((2, 1, 0), (1, 1, 1)))
    path = write_image(volume, tmp_path)
    other = Volume(np.zeros((3, 5, 8), np.int16), volume.affine_lps)
    write_mask(np.ones(other.shape, bool), other, tmp_path / "lesion.nii.gz")
    with pytest.raises(TrainingDataError, match="does not lie on the grid"):
        shown_masks({"lesion": tmp_path / "lesion.nii.gz"}, volume, turn_of_file(path, ImageKind.NIFTI))


def test_what_is_known_besides_the_file_comes_with_the_volume(tmp_path: Path) -> None:
    path = write_image(Volume(np.zeros(SHAPE, np.int16), _affine((2, 1, 0), (1, 1, 1))), tmp_path)
    plain = read_image(ImageFile(path, ImageKind.NIFTI)).volume
    known = KnownFacts("CT", "CHEST", "", "HFS", "HU", True, False)
    told = read_image(ImageFile(path, ImageKind.NIFTI, known=known)).volume
    assert (plain.modality, plain.unit, plain.bones_bright) == ("", "", None)
    assert (told.modality, told.body_part, told.unit, told.patient_position) == ("CT", "CHEST", "HU", "HFS")
    assert (told.bones_bright, told.derived, told.view) == (True, False, plain.view)
    np.testing.assert_array_equal(told.voxels, plain.voxels)
