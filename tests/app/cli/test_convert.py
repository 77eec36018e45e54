"""``lightbox convert``: a volume in real units at its place in the patient."""

from __future__ import annotations

import errno
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import SimpleITK

Lightbox = Callable[..., Any]


def test_every_voxel_is_at_its_place(lightbox: Lightbox, ct: Callable[..., Path], tmp_path: Path) -> None:
    done = lightbox("convert", ct(), "-o", tmp_path / "v.nii.gz")
    assert done.code == 0
    assert done.out == ""
    assert done.err == "Wrote v.nii.gz: 8 × 6 × 5 voxels, HU.\n"
    image = SimpleITK.ReadImage(str(tmp_path / "v.nii.gz"))
    for index in ((0, 0, 0), (7, 0, 0), (0, 5, 0), (0, 0, 4), (3, 2, 1)):
        point = np.array(image.TransformIndexToPhysicalPoint(index))
        assert image[index] == pytest.approx(point @ np.array([1.0, 10.0, 40.0]), abs=0.01)


def test_a_missing_slice_is_refused_with_its_sentence(
    lightbox: Lightbox, ct: Callable[..., Path], tmp_path: Path
) -> None:
    done = lightbox("convert", ct(missing=[2]), "-o", tmp_path / "v.nii.gz")
    assert done.code == 1
    assert done.err.startswith("Conversion needs evenly spaced slices: ")
    assert "missing" in done.err
    assert len(done.err.strip().splitlines()) == 1
    assert not (tmp_path / "v.nii.gz").exists()


def test_the_largest_series_is_taken_unless_one_is_told(
    lightbox: Lightbox, ct: Callable[..., Path], tmp_path: Path
) -> None:
    ct("both/small", uid="1.2.3", slices=3)
    ct("both/large", uid="1.2.4")
    done = lightbox("convert", tmp_path / "both", "-o", tmp_path / "v.nii.gz")
    assert 'Took series 3 "Thorax native" (CT, 5 slices) of 2 series' in done.err
    assert SimpleITK.ReadImage(str(tmp_path / "v.nii.gz")).GetSize() == (8, 6, 5)
    done = lightbox("convert", tmp_path / "both", "-o", tmp_path / "v.nii.gz", "--series", "1.2.3")
    assert "Took" not in done.err
    assert SimpleITK.ReadImage(str(tmp_path / "v.nii.gz")).GetSize() == (8, 6, 3)


def test_a_series_in_parts_tells_which_was_taken(
    lightbox: Lightbox, dicom: Callable[..., Path], ct: Callable[..., Path], tmp_path: Path
) -> None:
    folder = ct()
    dicom(
        folder / "localizer.dcm",
        np.zeros((20, 30), np.int16),
        ImagePositionPatient=[0, 0, 0],
        ImageOrientationPatient=[1, 0, 0, 0, 0, -1],
        PixelSpacing=[1, 1],
    )
    done = lightbox("convert", folder, "-o", tmp_path / "v.nii.gz", "--series", "1.2.826.0.1.3680043.8.498.2")
    assert done.code == 0
    assert "The series has 2 parts; took series 3" in done.err
    assert SimpleITK.ReadImage(str(tmp_path / "v.nii.gz")).GetSize() == (8, 6, 5)


def test_a_full_disk_keeps_what_was_there(
    lightbox: Lightbox, ct: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    folder = ct()
    (tmp_path / "v.nii.gz").write_bytes(b"old")
    monkeypatch.setattr("app.imaging.atomic.os.fsync", full)
    done = lightbox("convert", folder, "-o", tmp_path / "v.nii.gz")
    assert done.code == 1
    assert done.err.startswith("There is no space left on the disk for v.nii.gz; nothing was written. ")
    assert (tmp_path / "v.nii.gz").read_bytes() == b"old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["ct", "v.nii.gz"]


def test_colour_is_refused(lightbox: Lightbox, dicom: Callable[..., Path], tmp_path: Path) -> None:
    path = dicom(tmp_path / "a.dcm", np.zeros((6, 8, 3), np.uint8), SamplesPerPixel=3, Modality="OT")
    done = lightbox("convert", path, "-o", tmp_path / "v.nii.gz")
    assert done.code == 1
    assert "in colour" in done.err


def test_another_ending_is_refused_before_reading(lightbox: Lightbox, tmp_path: Path) -> None:
    done = lightbox("convert", tmp_path / "nothing", "-o", tmp_path / "v.mhd")
    assert done.code == 1
    assert "v.mhd does not end in .nii.gz, .nii or .nrrd." in done.err


def test_the_output_must_be_told(lightbox: Lightbox, tmp_path: Path) -> None:
    assert lightbox("convert", tmp_path).code == 2


@pytest.mark.realdata
def test_a_real_chest(lightbox: Lightbox, shared_data: Path, tmp_path: Path) -> None:
    done = lightbox("convert", shared_data / "dicom" / "ct_chest", "-o", tmp_path / "v.nii")
    assert done.code == 0
    image = SimpleITK.ReadImage(str(tmp_path / "v.nii"))
    assert image.GetSize() == (512, 512, 139)
    reader = SimpleITK.ImageSeriesReader()
    reader.SetFileNames(reader.GetGDCMSeriesFileNames(str(shared_data / "dicom" / "ct_chest")))
    peer = reader.Execute()
    np.testing.assert_allclose(image.GetOrigin(), peer.GetOrigin(), atol=1e-3)
    np.testing.assert_array_equal(SimpleITK.GetArrayFromImage(image), SimpleITK.GetArrayFromImage(peer))
