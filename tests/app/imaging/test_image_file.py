"""NIfTI and NRRD as they are shown: upright, one slice or all, values unchanged."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from ai.phantom.ct import CtGrid
from ai.volume import SpacingKind, Volume
from app.errors import VolumeFileError
from app.imaging.image_file import image_facts, read_image
from app.imaging.image_source import ImageFile, ImageKind
from app.imaging.nrrd import data_file
from app.imaging.slices import side_letters
from app.imaging.volume_file import is_volume_file, read_volume, require_volume_name, write_volume

GRID = CtGrid((4, 5, 6), (2.5, 0.8, 0.7), (-170.5, 33.25, -902.125))
VALUES = np.random.default_rng(5).integers(-1000, 2000, GRID.shape).astype(np.int16)
KINDS = {".nii.gz": ImageKind.NIFTI, ".nii": ImageKind.NIFTI, ".nrrd": ImageKind.NRRD}


def flipped(volume: Volume) -> Volume:
    """The same points of the patient, counted as a NIfTI file in RAS counts them."""
    affine = np.array(volume.affine_lps)
    for axis in (1, 2):
        affine[:, 3] += affine[:, axis] * (volume.shape[axis] - 1)
        affine[:, axis] *= -1
    return Volume(np.ascontiguousarray(volume.voxels[:, ::-1, ::-1]), affine, unit=volume.unit)


@pytest.mark.parametrize("suffix", sorted(KINDS))
@pytest.mark.parametrize("angles", [(0, 0, 0), (10, -8, 15)])
def test_a_volume_is_shown_upright_and_keeps_its_place(
    tmp_path: Path, suffix: str, angles: tuple[float, float, float]
) -> None:
    whole = Volume(VALUES, GRID.turned(angles).affine_lps, unit="HU")
    path = tmp_path / f"v{suffix}"
    write_volume(flipped(whole), path)
    head = image_facts(path, KINDS[suffix])
    assert (head.shape, head.volumes, head.axes_known) == (whole.shape, 1, True)
    np.testing.assert_allclose(head.affine_lps, whole.affine_lps, atol=1e-3)
    image = read_image(ImageFile(path, KINDS[suffix]))
    np.testing.assert_array_equal(image.volume.voxels, VALUES)
    np.testing.assert_allclose(image.volume.affine_lps, whole.affine_lps, atol=1e-3)
    assert (image.volume.unit, image.volume.modality) == ("HU", "")
    assert not image.volume.derived
    letters = side_letters(image.volume.affine_lps, axes_known=True)
    assert (letters.right[0], letters.bottom[0]) == ("L", "P")
    one = read_image(ImageFile(path, KINDS[suffix]), only=3).volume
    np.testing.assert_array_equal(one.voxels[0], VALUES[3])
    np.testing.assert_allclose(one.to_lps_mm((0, 2, 1)), whole.to_lps_mm((3, 2, 1)), atol=1e-3)


def test_what_the_file_does_not_tell_is_left_as_it_is(tmp_path: Path) -> None:
    volume = Volume(VALUES, GRID.affine_lps, axes_known=False, spacing_kind=SpacingKind.UNKNOWN)
    write_volume(volume, tmp_path / "v.nii")
    image = read_image(ImageFile(tmp_path / "v.nii", ImageKind.NIFTI))
    assert not image.volume.axes_known
    assert image.volume.spacing_kind is SpacingKind.UNKNOWN
    assert image_facts(tmp_path / "v.nii", ImageKind.NIFTI).spacing_kind is SpacingKind.UNKNOWN


@pytest.mark.parametrize(
    ("dtype", "shown"), [("u1", "u1"), ("i2", "i2"), ("f8", "f8"), ("u4", "i4"), ("i8", "i4"), ("u8", "i4")]
)
def test_values_come_in_a_kind_that_panes_take(tmp_path: Path, dtype: str, shown: str) -> None:
    values = np.abs(VALUES).astype(dtype)
    write_volume(Volume(values, GRID.affine_lps), tmp_path / "v.nii")
    voxels = read_image(ImageFile(tmp_path / "v.nii", ImageKind.NIFTI)).volume.voxels
    assert voxels.dtype == np.dtype(shown)
    np.testing.assert_array_equal(voxels, values)


def test_whole_numbers_beyond_32_bits_stay_what_they_are(tmp_path: Path) -> None:
    values = VALUES.astype(np.int64) << 33
    write_volume(Volume(values, GRID.affine_lps), tmp_path / "v.nrrd")
    voxels = read_image(ImageFile(tmp_path / "v.nrrd", ImageKind.NRRD)).volume.voxels
    assert voxels.dtype == np.float64
    np.testing.assert_array_equal(voxels, values)


def detached(path: Path, name: str = "v.raw", *, more: str = "", end: str = "\n\n") -> None:
    """Write a header of its own."""
    lines = [
        "NRRD0004", "type: short", "dimension: 3", "space: left-posterior-superior", "sizes: 6 5 4",
        "space directions: (0.7,0,0) (0,0.8,0) (0,0,2.5)", "endian: little", "encoding: raw",
        "space origin: (1,2,3)", *([more] if more else []), f"data file: {name}",
    ]  # fmt: skip
    path.write_text("\n".join(lines) + end)


@pytest.mark.parametrize("end", ["\n\n", "\n", "\r\n"])
def test_a_header_beside_its_voxels(tmp_path: Path, end: str) -> None:
    header = tmp_path / "v.nhdr"
    detached(header, end=end)
    (tmp_path / "v.raw").write_bytes(VALUES.astype("<i2").tobytes())
    assert data_file(header) == tmp_path / "v.raw"
    assert is_volume_file(header)
    np.testing.assert_array_equal(read_volume(header).voxels, VALUES)
    np.testing.assert_array_equal(read_image(ImageFile(header, ImageKind.NRRD), only=2).volume.voxels[0], VALUES[2])
    detached(header, "./v.raw", more="byte skip: -1")
    (tmp_path / "v.raw").write_bytes(b"junk" + VALUES.astype("<i2").tobytes())
    np.testing.assert_array_equal(read_volume(header).voxels, VALUES)
    with pytest.raises(Exception, match="does not end in"):
        require_volume_name(header)


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("gone.raw", "which is not beside it"),
        ("../v.raw", "which is not beside it"),
        ("/etc/passwd", "which is not beside it"),
        ("sub/v.raw", "which is not beside it"),
        ("v.nhdr", "which is not beside it"),
        ("link.raw", "which is not beside it"),
        ("LIST", "several files"),
        ("v%03d.raw 1 3 1", "several files"),
        ("short.raw", "incomplete"),
    ],
)
def test_a_header_never_leads_elsewhere(tmp_path: Path, name: str, sentence: str) -> None:
    folder = tmp_path / "inner"
    (folder / "sub").mkdir(parents=True)
    for place in (tmp_path, folder / "sub"):
        (place / "v.raw").write_bytes(bytes(240))
    (folder / "link.raw").symlink_to(tmp_path / "v.raw")
    (folder / "short.raw").write_bytes(bytes(100))
    detached(folder / "v.nhdr", name)
    with pytest.raises(VolumeFileError, match=sentence):
        read_volume(folder / "v.nhdr")
