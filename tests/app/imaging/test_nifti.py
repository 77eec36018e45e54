"""NIfTI files, read back by SimpleITK alone: equal values at equal points of the patient."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from pathlib import Path

import numpy as np
import pytest
import SimpleITK
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ai.errors import GeometryError
from ai.inference.results import Structure
from ai.library.card import Code, Label
from ai.volume import SpacingKind, Volume
from app.errors import ExportError, VolumeFileError
from app.imaging import grid_write
from app.imaging.nifti import write_label_nifti, write_mask_nifti, write_nifti
from app.imaging.nifti_read import read_nifti_grid


def rotation(axis: tuple[float, float, float], degrees: float) -> np.ndarray:
    x, y, z = np.array(axis) / np.linalg.norm(axis)
    cross = np.array([[0, -z, y], [z, 0, -x], [-y, x, 0]])
    angle = np.radians(degrees)
    return np.eye(3) + np.sin(angle) * cross + (1 - np.cos(angle)) * cross @ cross


def grid(*, axis: tuple[float, float, float] = (1, 2, 3), degrees: float = 20, flip: int = 1) -> np.ndarray:
    affine = np.eye(4)
    affine[:3, :3] = rotation(axis, degrees) @ np.diag([1, flip, 1])[:, ::-1] * np.array([2.5, 0.8, 0.7])
    affine[:3, 3] = [-170.5, 33.25, -902.125]
    return affine


def scan(dtype: type = np.int16, **more: object) -> Volume:
    values = np.random.default_rng(3).integers(-1000, 3000, (4, 5, 6)).astype(dtype)
    return Volume(values, **{"affine_lps": grid(), "unit": "HU", "modality": "CT", **more})


axes = st.tuples(*[st.floats(-1, 1)] * 3).filter(lambda axis: np.linalg.norm(axis) > 0.1)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(axis=axes, degrees=st.floats(-180, 180), flip=st.sampled_from([1, -1]))
def test_every_voxel_is_at_its_point(
    tmp_path: Path, axis: tuple[float, float, float], degrees: float, flip: int
) -> None:
    volume = scan(affine_lps=grid(axis=axis, degrees=degrees, flip=flip))
    write_nifti(volume, tmp_path / "v.nii.gz")
    image = SimpleITK.ReadImage(str(tmp_path / "v.nii.gz"))
    np.testing.assert_array_equal(SimpleITK.GetArrayFromImage(image), volume.voxels)
    for index in ((0, 0, 0), (3, 0, 0), (0, 4, 0), (0, 0, 5), (3, 4, 5)):
        point = image.TransformIndexToPhysicalPoint(index[::-1])
        np.testing.assert_allclose(point, volume.to_lps_mm(index), atol=1e-3)


@pytest.mark.parametrize("dtype", [np.uint8, np.int16, np.uint16, np.int32, np.float32, np.float64, np.float16])
def test_values_stay_as_they_are(tmp_path: Path, dtype: type) -> None:
    volume = scan(dtype)
    write_nifti(volume, tmp_path / "v.nii")
    back = read_nifti_grid(tmp_path / "v.nii")
    np.testing.assert_array_equal(back.voxels, volume.voxels)
    np.testing.assert_allclose(back.affine_lps, volume.affine_lps, atol=1e-3)
    assert back.note == "Lightbox, not for diagnosis; HU"


def test_what_is_no_number_stands_in_the_file(tmp_path: Path) -> None:
    values = np.array([[[np.nan, -1.5], [2.0, np.inf]]], np.float32)
    write_nifti(Volume(values, np.eye(4)), tmp_path / "v.nii")
    assert read_nifti_grid(tmp_path / "v.nii").voxels.tobytes() == values.tobytes()


def test_bool_voxels_become_numbers(tmp_path: Path) -> None:
    write_nifti(Volume(np.eye(4, dtype=bool)[None], np.eye(4)), tmp_path / "v.nii.gz")
    assert read_nifti_grid(tmp_path / "v.nii.gz").voxels.tolist() == np.eye(4)[None].tolist()


def test_a_mask_lies_on_its_volume(tmp_path: Path) -> None:
    volume = scan()
    mask = volume.voxels > 1000
    write_mask_nifti(mask, volume, tmp_path / "m.nii.gz")
    back = read_nifti_grid(tmp_path / "m.nii.gz")
    assert back.voxels.dtype == np.uint8
    np.testing.assert_array_equal(back.voxels, mask)
    np.testing.assert_allclose(back.affine_lps, volume.affine_lps, atol=1e-3)
    with pytest.raises(ValueError, match="grid"):
        write_mask_nifti(mask[1:], volume, tmp_path / "n.nii.gz")


def test_a_radiograph_without_known_axes_gets_the_identity_and_a_note(tmp_path: Path) -> None:
    volume = Volume(
        np.arange(12, dtype=np.uint16).reshape(1, 3, 4),
        grid(),
        axes_known=False,
        spacing_kind=SpacingKind.DETECTOR,
    )
    write_nifti(volume, tmp_path / "v.nii.gz")
    image = SimpleITK.ReadImage(str(tmp_path / "v.nii.gz"))
    assert image.GetDirection() == (1, 0, 0, 0, 1, 0, 0, 0, 1)
    np.testing.assert_allclose(image.GetSpacing(), (0.7, 0.8, 2.5), rtol=1e-6)
    np.testing.assert_array_equal(SimpleITK.GetArrayFromImage(image), volume.voxels)
    assert (
        read_nifti_grid(tmp_path / "v.nii.gz").note == "Lightbox, not for diagnosis; patient axes unknown; detector mm"
    )


def test_unknown_spacing_is_noted(tmp_path: Path) -> None:
    write_nifti(Volume(np.zeros((1, 2, 2)), np.eye(4), spacing_kind=SpacingKind.UNKNOWN), tmp_path / "v.nii.gz")
    assert read_nifti_grid(tmp_path / "v.nii.gz").note == "Lightbox, not for diagnosis; spacing unknown"


def test_an_irregular_stack_is_refused_with_its_fault(tmp_path: Path) -> None:
    fault = "Slice 3 of 5 is missing (5.0 mm gap at 12.5 mm)."
    with pytest.raises(GeometryError) as caught:
        write_nifti(scan(geometry_fault=fault), tmp_path / "v.nii.gz")
    assert caught.value.message == f"Conversion needs evenly spaced slices: {fault}"
    assert not list(tmp_path.iterdir())


def test_a_sheared_stack_is_refused(tmp_path: Path) -> None:
    affine = np.eye(4)
    affine[1, 0] = 0.3
    with pytest.raises(GeometryError, match="tilted"):
        write_nifti(scan(affine_lps=affine), tmp_path / "v.nii.gz")


def test_a_colour_picture_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="in colour"):
        write_nifti(Volume(np.zeros((1, 2, 2, 3), np.uint8), np.eye(4)), tmp_path / "v.nii.gz")


def test_another_ending_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match=r"v.mha does not end in .nii.gz"):
        write_nifti(scan(), tmp_path / "v.mha")


def test_a_missing_folder_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match=r"v.nii.gz c"):
        write_nifti(scan(), tmp_path / "no" / "v.nii.gz")


def test_a_file_that_reads_back_otherwise_is_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def cut(image: SimpleITK.Image, name: str, **options: object) -> None:
        Path(name).write_bytes(b"\x1f\x8b half a file")

    def other(image: SimpleITK.Image, name: str, **options: object) -> None:
        write(image + 1, name)

    def moved(image: SimpleITK.Image, name: str, **options: object) -> None:
        image.SetOrigin([0, 0, 0])
        write(image, name)

    write = SimpleITK.WriteImage
    (tmp_path / "v.nii.gz").write_bytes(b"old")
    for writer in (cut, other, moved):
        monkeypatch.setattr(grid_write.SimpleITK, "WriteImage", writer)
        with pytest.raises(ExportError, match="could not be written completely"):
            write_nifti(scan(), tmp_path / "v.nii.gz")
        assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"old"]


def test_a_cut_file_on_a_full_disk_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(image: SimpleITK.Image, name: str, **options: object) -> None:
        raise RuntimeError("no")

    class Usage:
        free = 0

    monkeypatch.setattr(grid_write.SimpleITK, "WriteImage", fails)
    monkeypatch.setattr(grid_write.shutil, "disk_usage", lambda folder: Usage)
    with pytest.raises(ExportError) as caught:
        write_nifti(scan(), tmp_path / "v.nii.gz")
    assert caught.value.message == "There is no space left on the disk for v.nii.gz; nothing was written."


@pytest.mark.skipif(sys.platform == "win32", reason="limits of a process are POSIX")
@pytest.mark.parametrize("name", ["v.nii", "v.nii.gz"])
def test_a_disk_that_really_ends_leaves_nothing_behind(tmp_path: Path, name: str) -> None:
    code = textwrap.dedent(
        f"""
        import resource, signal
        from pathlib import Path
        import numpy as np
        from ai.volume import Volume
        from app.errors import ExportError, VolumeFileError
        from app.imaging.nifti import write_nifti
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
        noise = np.random.default_rng(0).integers(0, 4000, (4, 200, 200), dtype=np.int16)
        try:
            write_nifti(Volume(noise, np.eye(4)), Path({str(tmp_path / name)!r}))
        except ExportError as error:
            raise SystemExit(0)
        raise SystemExit(7)
        """
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert not list(tmp_path.iterdir())


def test_a_broken_file_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "v.nii.gz").write_bytes(b"nothing")
    with pytest.raises(VolumeFileError, match=r"v.nii.gz is no NIfTI file"):
        read_nifti_grid(tmp_path / "v.nii.gz")


def test_a_foreign_file_has_no_note_of_ours(tmp_path: Path) -> None:
    SimpleITK.WriteImage(SimpleITK.GetImageFromArray(np.zeros((2, 2, 2), np.uint8)), str(tmp_path / "v.nii"))
    assert read_nifti_grid(tmp_path / "v.nii").note == ""


def _structures(*masks: np.ndarray) -> tuple[Structure, ...]:
    names = ("right_lung", "heart")
    return tuple(
        Structure(Label(name, name.replace("_", " ").capitalize(), Code("1", "SCT", name)), mask)
        for name, mask in zip(names, masks, strict=False)
    )


def test_a_label_map_has_a_number_per_structure_and_a_table(tmp_path: Path) -> None:
    volume = Volume(np.zeros((3, 5, 4), np.int16), np.diag([2.0, -0.5, 0.25, 1.0]))
    first, second = np.zeros(volume.shape, dtype=bool), np.zeros(volume.shape, dtype=bool)
    first[0, 1:3], second[2, 4] = True, True
    write_label_nifti(_structures(first, second), volume, tmp_path / "labels.nii.gz")
    image = SimpleITK.ReadImage(str(tmp_path / "labels.nii.gz"))
    labelled = SimpleITK.GetArrayFromImage(image)
    for number, mask in enumerate((first, second), start=1):
        places = {
            tuple(np.round(image.TransformIndexToPhysicalPoint([int(i) for i in index[::-1]]), 4))
            for index in np.argwhere(labelled == number)
        }
        assert places == {tuple(np.round(volume.to_lps_mm(index), 4)) for index in np.argwhere(mask)}
    table = (tmp_path / "labels-labels.txt").read_text(encoding="utf-8").splitlines()
    assert table[2].split()[0] == "1"
    assert '"Right lung"' in table[2]
    assert '"Heart"' in table[3]


def test_a_label_map_of_structures_that_overlap_is_refused(tmp_path: Path) -> None:
    volume = Volume(np.zeros((3, 5, 4), np.int16), np.eye(4))
    mask = np.ones(volume.shape, dtype=bool)
    with pytest.raises(ExportError, match="share voxels"):
        write_label_nifti(_structures(mask, mask.copy()), volume, tmp_path / "a.nii")
    with pytest.raises(ExportError, match="marks no structure"):
        write_label_nifti((), volume, tmp_path / "a.nii")
    with pytest.raises(ValueError, match="not on the grid"):
        write_label_nifti(_structures(mask[:2]), volume, tmp_path / "a.nii")
    assert list(tmp_path.iterdir()) == []
