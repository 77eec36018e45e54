"""``lightbox convert`` of grids that need a hand, of a fourth axis, and between volume files."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import SimpleITK

from app.imaging.nifti_read import read_nifti_grid

Lightbox = Callable[..., Any]
GRADIENT = np.array([1.0, 10.0, 40.0])
UID = "1.2.826.0.1.3680043.8.498.2"


@pytest.fixture
def stack(tmp_path: Path, dicom: Callable[..., Path]) -> Callable[..., Path]:
    """Write a CT of 6 rows x 8 columns whose slices lie at given heights and slide by ``slope`` mm per mm."""

    def write(heights: Sequence[float], slope: float = 0.0, name: str = "", **attributes: Any) -> Path:
        for number, height in enumerate(heights):
            down, along = np.mgrid[:6, :8]
            shift = slope * height
            points = np.stack([along * 1.0 - 4, down * 2.0 - 6 + shift, np.full((6, 8), height)], axis=-1)
            dicom(
                tmp_path / "ct" / f"{name}{number}.dcm",
                np.round(points @ GRADIENT + 1024).astype(np.int16),
                ImagePositionPatient=[-4, -6 + shift, height],
                ImageOrientationPatient=[1, 0, 0, 0, 1, 0],
                PixelSpacing=[2, 1],
                RescaleSlope=1,
                RescaleIntercept=-1024,
                InstanceNumber=number + 1,
                **attributes,
            )
        return tmp_path / "ct"

    return write


def values_at_their_places(path: Path, tolerance: float = 0.6) -> int:
    """Compare every voxel that is not padding with the linear phantom; how many these are."""
    image = read_nifti_grid(path)
    index = np.stack(np.meshgrid(*(range(length) for length in image.voxels.shape), indexing="ij"), axis=-1)
    truth = (index @ image.affine_lps[:3, :3].T + image.affine_lps[:3, 3]) @ GRADIENT
    near = np.abs(image.voxels - truth) <= tolerance
    return int(near.sum())


def test_a_tilt_is_refused_by_the_name_of_the_option_and_corrected_with_it(
    lightbox: Lightbox, stack: Callable[..., Path], tmp_path: Path
) -> None:
    folder = stack([0, 3, 6, 9, 12], slope=np.tan(np.radians(20)))
    out = tmp_path / "v.nii.gz"
    done = lightbox("convert", folder, "-o", out)
    assert done.code == 1
    assert done.err == (
        "Conversion needs evenly spaced slices: The gantry was tilted by 20.0°, so the slices are sheared against each "
        "other. Add --correct-tilt to have that corrected.\n"
    )
    done = lightbox("convert", folder, "-o", out, "--correct-tilt")
    assert done.code == 0
    assert "The tilt of 20.0° was corrected by shear.\n" in done.err
    assert "Wrote v.nii.gz: 8 × 9 × 5 voxels, HU." in done.err
    assert values_at_their_places(out) >= 5 * 5 * 8
    assert read_nifti_grid(out).note == "Lightbox, not for diagnosis; HU; tilt corrected"
    np.testing.assert_allclose(SimpleITK.ReadImage(str(out)).GetSpacing(), (1, 2, 3), atol=1e-5)


def test_a_missing_slice_is_filled_in_on_demand_and_told(
    lightbox: Lightbox, stack: Callable[..., Path], tmp_path: Path
) -> None:
    folder = stack([0, 3, 6, 12, 15, 18])
    out = tmp_path / "v.nrrd"
    done = lightbox("convert", folder, "-o", out)
    assert done.code == 1
    assert "missing" in done.err
    assert done.err.endswith("Add --even to have that corrected.\n")
    assert lightbox("convert", folder, "-o", out, "--correct-tilt").code == 1
    done = lightbox("convert", folder, "-o", out, "--even")
    assert done.code == 0
    assert "no image was taken there" in done.err
    assert lightbox("convert", out, "-o", tmp_path / "v.nii").code == 0
    assert values_at_their_places(tmp_path / "v.nii") == 7 * 6 * 8


def test_tilted_and_uneven_needs_both(lightbox: Lightbox, stack: Callable[..., Path], tmp_path: Path) -> None:
    folder = stack([0, 3, 5, 8, 11, 14], slope=-0.3)
    out = tmp_path / "v.nii"
    done = lightbox("convert", folder, "-o", out)
    assert done.err.endswith("Add --correct-tilt --even to have that corrected.\n")
    assert "tilted" in lightbox("convert", folder, "-o", out, "--even").err
    assert lightbox("convert", folder, "-o", out, "--correct-tilt", "--even").code == 0
    assert values_at_their_places(out) >= 6 * 5 * 8
    assert read_nifti_grid(out).note == "Lightbox, not for diagnosis; HU; tilt corrected, slices evened"


def test_a_wide_gap_is_refused_even_then(lightbox: Lightbox, stack: Callable[..., Path], tmp_path: Path) -> None:
    folder = stack([0, 3, 6, 9, 12, 15, 18, 30, 33, 36])
    done = lightbox("convert", folder, "-o", tmp_path / "v.nii", "--even")
    assert done.code == 1
    assert "would make slices up: 12.0 mm after slice 7" in done.err
    assert not (tmp_path / "v.nii").exists()


def test_a_regular_series_needs_no_help(lightbox: Lightbox, stack: Callable[..., Path], tmp_path: Path) -> None:
    done = lightbox("convert", stack([0, 3, 6]), "-o", tmp_path / "v.nii", "--correct-tilt", "--even")
    assert done.err == "Wrote v.nii: 8 × 6 × 3 voxels, HU.\n"


def test_a_volume_of_the_fourth_axis_is_chosen(lightbox: Lightbox, stack: Callable[..., Path], tmp_path: Path) -> None:
    for echo in (5, 10, 15):
        folder = stack([0, 3, 6, 9], name=f"echo{echo}", EchoTime=echo, EchoNumbers=echo // 5, Modality="MR")
    out = tmp_path / "v.nii"
    done = lightbox("convert", folder, "-o", out)
    assert done.code == 0, done.err
    assert "1 of 3; choose another with --axis N." in done.err
    done = lightbox("convert", folder, "-o", out, "--series", UID, "--axis", 3)
    assert "15 ms, 3 of 3" in done.err
    assert lightbox("convert", folder, "-o", out, "--axis", 4).code == 1


def test_between_volume_files(lightbox: Lightbox, tmp_path: Path) -> None:
    values = np.random.default_rng(0).normal(size=(3, 4, 5)).astype(np.float32)
    image = SimpleITK.GetImageFromArray(values)
    image.SetSpacing((0.7, 0.8, 2.5))
    image.SetDirection((0, -1, 0, 1, 0, 0, 0, 0, 1))
    SimpleITK.WriteImage(image, str(tmp_path / "a.nrrd"), useCompression=True)
    assert lightbox("convert", tmp_path / "a.nrrd", "-o", tmp_path / "b.nii.gz").code == 0
    done = lightbox("convert", tmp_path / "b.nii.gz", "-o", tmp_path / "c.nrrd")
    assert done.err == "Wrote c.nrrd: 5 × 4 × 3 voxels.\n"
    back = SimpleITK.ReadImage(str(tmp_path / "c.nrrd"))
    np.testing.assert_array_equal(SimpleITK.GetArrayFromImage(back), values)
    np.testing.assert_allclose(back.GetDirection(), image.GetDirection(), atol=1e-6)
    assert lightbox("convert", tmp_path / "c.nrrd", "-o", tmp_path / "d.nii", "--series", "1.2").code == 1
    assert lightbox("convert", tmp_path / "c.nrrd", "-o", tmp_path / "d.nii", "--axis", 0).code == 1
    assert lightbox("convert", tmp_path / "c.nrrd", "-o", tmp_path / "d.nii", "--axis", 2).code == 1
    (tmp_path / "e.nii.gz").write_bytes(gzip.compress(b"nothing"))
    done = lightbox("convert", tmp_path / "e.nii.gz", "-o", tmp_path / "d.nii")
    assert done.code == 1
    assert done.err == "e.nii.gz is no NIfTI file. Choose a .nii, .nii.gz or .nrrd file.\n"


@pytest.mark.realdata
def test_a_real_tilted_and_uneven_head(lightbox: Lightbox, shared_data: Path, tmp_path: Path) -> None:
    folder, out = shared_data / "dicom" / "ct_head_ge", tmp_path / "v.nii.gz"
    done = lightbox("convert", folder, "-o", out)
    assert done.code == 1
    assert "Add --correct-tilt --even to have that corrected." in done.err
    done = lightbox("convert", folder, "-o", out, "--correct-tilt", "--even")
    assert done.code == 0
    assert "The tilt of 18.5° was corrected by shear." in done.err
    image = SimpleITK.ReadImage(str(out))
    assert image.GetSize()[0] == 512
    assert image.GetSize()[2] == 38
    # Air outside, bone inside; what the slices slid away from holds the padding of the file.
    values = SimpleITK.GetArrayFromImage(image)
    assert values.min() == -1500
    assert values.max() > 1000
