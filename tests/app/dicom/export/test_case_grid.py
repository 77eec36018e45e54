"""A file that was imported and is added from the viewer is one case, whatever its grid and its values."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
import SimpleITK

from ai.itk_image import to_itk
from ai.training.dataset.boxes import Box
from ai.training.dataset.case import Case, Grouping, Task
from ai.training.dataset.dataset import Part, open_dataset
from ai.training.dataset.foreign_picture import read_grey
from ai.training.dataset.intake import pixels_sha256
from ai.training.dataset.label_origin import Origin
from ai.training.dataset.new_case import Answer, NewBox, PlainMask
from ai.training.dataset.points import MarkedPoint
from ai.training.dataset.sources.nifti_pairs import offer_nifti
from ai.training.dataset.sources.offered import import_offered
from ai.training.dataset.split import split
from ai.training.dataset.wanted import Intake
from app.cli.entry import main
from app.dicom.export.case_add import Added, CaseWish, PickedMask, add_series
from app.dicom.export.case_grid import case_grid
from app.dicom.series_load import OpenSeries, load_series
from app.dicom.study_scan import scan
from tests.directions import GRIDS

SHAPE = (3, 5, 7)

PERMUTED = {
    "slices to the left": np.array([[1.0, 0, 0], [0, 1, 0], [0, 0, 1]]),
    "columns to the back": np.array([[0.0, -1, 0], [0, 0, 1], [1, 0, 0]]),
    "rows upwards": np.array([[0.0, 0, -1], [1, 0, 0], [0, -1, 0]]),
}
DIRECTIONS = {**GRIDS, **PERMUTED}


def _affine(directions: np.ndarray) -> np.ndarray:
    affine = np.eye(4)
    affine[:3, :3] = directions * (3.0, 0.7, 1.1)
    affine[:3, 3] = 10.125, -20.5, 33.333
    return affine


def _values(dtype: str | type = np.int16, seed: int = 3) -> np.ndarray:
    """Every voxel has a value of its own."""
    return np.random.default_rng(seed).permutation(105).reshape(SHAPE).astype(dtype)


MASK = np.random.default_rng(8).random(SHAPE) > 0.6


def _source(folder: Path, values: np.ndarray, affine: np.ndarray, ending: str = ".nii.gz", name: str = "p1_a") -> Path:
    """Write an image with its mask; returns the image."""
    for kind, voxels in (("images", values), ("labels", MASK.astype(np.uint8))):
        (folder / kind).mkdir(parents=True, exist_ok=True)
        SimpleITK.WriteImage(to_itk(voxels, affine), str(folder / kind / f"{name}{ending}"))
    return folder / "images" / f"{name}{ending}"


def _imported(folder: Path, target: Path, person: str | None = "^(p[0-9]+)") -> None:
    import_offered(target, offer_nifti(folder, intake=Intake(person)))


def _opened(path: Path) -> OpenSeries:
    return load_series(scan([path]).studies[0].series[0])


def _added(path: Path, target: Path, name: str) -> Added:
    """Add it as the viewer does, with the mask that was imported, found by the values under it."""
    study = scan([path]).studies[0]
    opened = load_series(study.series[0])
    picked = PickedMask(name, PlainMask(_shown_mask(path, opened)), Origin.HUMAN)
    return add_series(opened, study, [picked], CaseWish(target, Task.SEGMENTATION))


def _shown_mask(path: Path, opened: OpenSeries) -> np.ndarray:
    """Find the voxels that are shown by where they are in the patient: nothing of the turn is asked."""
    image = SimpleITK.ReadImage(str(path))
    shown = np.zeros(opened.volume.shape, bool)
    for at in np.ndindex(shown.shape):
        point = opened.volume.affine_lps @ (*at, 1)
        column, row, slice_ = image.TransformPhysicalPointToIndex(point[:3].tolist())
        shown[at] = MASK[slice_, row, column]
    return shown


def _only(target: Path) -> Case:
    dataset = open_dataset(target)
    assert not dataset.broken
    (case,) = dataset.cases
    return case


@pytest.mark.parametrize("ending", [".nii.gz", ".nrrd"])
@pytest.mark.parametrize("grid", DIRECTIONS)
def test_it_is_the_same_case_on_every_grid(tmp_path: Path, grid: str, ending: str) -> None:
    path = _source(tmp_path / "source", _values(), _affine(DIRECTIONS[grid]), ending)
    target = tmp_path / "set"
    _imported(tmp_path / "source", target)
    before = _only(target)
    (name,) = before.masks
    added = _added(path, target, name)
    after = _only(target)
    assert (added.was_known, added.key, added.cases) == (True, before.key, 1)
    assert (after.group, after.record.grouping) == (before.group, Grouping.NAME)
    assert after.record.pixels_sha256 == before.record.pixels_sha256
    np.testing.assert_array_equal(after.mask(name), MASK)
    np.testing.assert_array_equal(after.volume().affine_lps, before.volume().affine_lps)
    # Other programs look at the file of the mask itself.
    image, mask = (
        SimpleITK.ReadImage(str(each)) for each in (after.folder / after.record.image, after.mask_path(name))
    )
    assert image.GetSize() == mask.GetSize()
    np.testing.assert_allclose(mask.GetDirection(), image.GetDirection(), atol=1e-6)
    np.testing.assert_allclose(mask.GetOrigin(), image.GetOrigin(), atol=1e-4)


@pytest.mark.parametrize(
    "dtype", [np.int8, np.uint8, np.int16, np.uint16, np.int32, np.uint32, np.int64, np.float32, float]
)
@pytest.mark.parametrize("ending", [".nii.gz", ".nrrd"])
def test_it_is_the_same_case_whatever_the_type(tmp_path: Path, dtype: str, ending: str) -> None:
    path = _source(tmp_path / "source", _values(dtype), _affine(GRIDS["reversed"]), ending)
    _imported(tmp_path / "source", tmp_path / "set")
    before = _only(tmp_path / "set")
    added = _added(path, tmp_path / "set", before.masks[0])
    assert (added.was_known, added.cases) == (True, 1)
    np.testing.assert_array_equal(_only(tmp_path / "set").volume().voxels, _values(dtype))


@pytest.mark.parametrize("dtype", [np.uint8, np.int16, np.int32, np.float32])
@pytest.mark.parametrize(("slope", "intercept"), [(2.0, -1024.0), (0.37, 0.0), (0.01234, -7.7), (1.0, 3.0)])
def test_it_is_the_same_case_where_the_file_scales(tmp_path: Path, dtype: type, slope: float, intercept: float) -> None:
    path = _source(tmp_path / "source", _values(dtype), _affine(GRIDS["oblique"]), ".nii")
    _scale(path, slope, intercept)
    _imported(tmp_path / "source", tmp_path / "set")
    before = _only(tmp_path / "set")
    np.testing.assert_allclose(before.volume().voxels, _values(np.float64) * slope + intercept, atol=1e-3)
    added = _added(path, tmp_path / "set", before.masks[0])
    assert (added.was_known, added.key) == (True, before.key)


def _scale(path: Path, slope: float, intercept: float) -> None:
    """Write scl_slope and scl_inter into the head of a NIfTI-1 file, nifti1.h."""
    data = bytearray(path.read_bytes())
    data[112:120] = np.array([slope, intercept], "<f4").tobytes()
    path.write_bytes(bytes(data))


@pytest.mark.parametrize("ending", [".nii.gz", ".nrrd"])
def test_what_is_no_number_does_not_make_another_case(tmp_path: Path, ending: str) -> None:
    values = _values(np.float32)
    values[1, 2, 3], values[0, 0, 0], values[2, 4, 6] = np.nan, np.inf, -np.inf
    path = _source(tmp_path / "source", values, _affine(GRIDS["sagittal"]), ending)
    _imported(tmp_path / "source", tmp_path / "set")
    assert _added(path, tmp_path / "set", _only(tmp_path / "set").masks[0]).was_known


def test_a_file_that_tells_no_directions_is_the_same_case(tmp_path: Path) -> None:
    path = _source(tmp_path / "source", _values(), _affine(GRIDS["axial"]), ".nii")
    data = bytearray(path.read_bytes())
    data[252:256] = bytes(4)  # qform_code and sform_code
    path.write_bytes(bytes(data))
    mask = tmp_path / "source" / "labels" / path.name
    mask.write_bytes(mask.read_bytes()[:252] + bytes(4) + mask.read_bytes()[256:])
    _imported(tmp_path / "source", tmp_path / "set")
    before = _only(tmp_path / "set")
    study = scan([path]).studies[0]
    opened = load_series(study.series[0])
    assert not opened.volume.axes_known
    picked = PickedMask(before.masks[0], PlainMask(MASK), Origin.HUMAN)
    added = add_series(opened, study, [picked], CaseWish(tmp_path / "set", Task.SEGMENTATION, pixels_seen=True))
    after = _only(tmp_path / "set")
    assert (added.was_known, added.cases) == (True, 1)
    np.testing.assert_array_equal(after.mask(before.masks[0]), MASK)
    np.testing.assert_array_equal(after.volume().affine_lps, before.volume().affine_lps)


def test_a_person_of_the_test_part_stays_there(tmp_path: Path) -> None:
    target = tmp_path / "set"
    paths = {
        number: _source(tmp_path / "source", _values(seed=number), _affine(GRIDS["reversed"]), name=f"p{number}_a")
        for number in range(10)
    }
    _imported(tmp_path / "source", target)
    dataset = split(open_dataset(target))
    before = dataset.part(Part.TEST)
    by_pixels = {case.record.pixels_sha256: case for case in before}
    frozen = next(path for path in paths.values() if _hash(path) in by_pixels)
    added = _added(frozen, target, dataset.names[0])
    after = open_dataset(target)
    assert (added.was_known, added.part, added.cases) == (True, Part.TEST, 10)
    again = split(after)
    assert [case.key for case in again.part(Part.TEST)] == [case.key for case in before]
    assert {case.group for case in again.cases} == {case.group for case in dataset.cases}


def _hash(path: Path) -> str:
    return pixels_sha256(SimpleITK.GetArrayFromImage(SimpleITK.ReadImage(str(path))))


@pytest.mark.parametrize("grid", DIRECTIONS)
def test_a_box_stays_where_it_was_in_the_patient(tmp_path: Path, grid: str) -> None:
    path = _source(tmp_path / "source", _values(), _affine(DIRECTIONS[grid]))
    study = scan([path]).studies[0]
    opened = load_series(study.series[0])
    shown = Box("node", (0.5, -0.5, 1.5), (1.5, 2.5, 3.0))
    wish = CaseWish(tmp_path / "set", Task.DETECTION, boxes=(NewBox(shown, Origin.HUMAN),))
    add_series(opened, study, (), wish)
    (box,) = _only(tmp_path / "set").boxes
    corners = [opened.volume.affine_lps @ (*corner, 1) for corner in (shown.low, shown.high)]
    lowest, highest = np.min(corners, axis=0)[:3], np.max(corners, axis=0)[:3]
    told = np.array([box.low_lps_mm, box.high_lps_mm])
    if grid != "oblique":
        np.testing.assert_allclose((told.min(axis=0), told.max(axis=0)), (lowest, highest), atol=1e-4)
    np.testing.assert_allclose(told.mean(axis=0), np.mean(corners, axis=0)[:3], atol=1e-4)
    sides = np.linalg.norm(told[1] - told[0]), np.linalg.norm(corners[1] - corners[0])
    assert sides[0] == pytest.approx(sides[1], abs=1e-4)
    assert np.less(box.low_index, box.high_index).all()


@pytest.mark.parametrize("grid", DIRECTIONS)
def test_a_point_stays_where_it_was_in_the_patient(tmp_path: Path, grid: str) -> None:
    path = _source(tmp_path / "source", _values(), _affine(DIRECTIONS[grid]))
    study = scan([path]).studies[0]
    opened = load_series(study.series[0])
    shown = MarkedPoint("node", (0.5, 1.25, 3.0))
    wish = CaseWish(tmp_path / "set", Task.DETECTION, boxes=(NewBox(shown, Origin.HUMAN),))
    add_series(opened, study, (), wish)
    (point,) = _only(tmp_path / "set").points
    there = opened.volume.affine_lps @ (*shown.at, 1)
    np.testing.assert_allclose(point.at_lps_mm, there[:3], atol=1e-4)


def test_the_command_line_adds_it_alike(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = _source(tmp_path / "source", _values(), _affine(DIRECTIONS["rows upwards"]))
    target = tmp_path / "set"
    _imported(tmp_path / "source", target)
    before = _only(target)
    (name,) = before.masks
    words = [
        "dataset",
        "add",
        str(path),
        "-o",
        str(target),
        "--mask",
        f"{name}={tmp_path / 'source/labels/p1_a.nii.gz'}",
    ]
    assert main(words) == 0, capsys.readouterr().err
    after = _only(target)
    assert (after.key, after.group) == (before.key, before.group)
    np.testing.assert_array_equal(after.mask(name), MASK)


@pytest.mark.parametrize("ending", [".png", ".jpg"])
@pytest.mark.parametrize("colour", [False, True])
def test_a_picture_has_the_grey_of_an_import(tmp_path: Path, ending: str, colour: bool) -> None:
    coarse = np.random.default_rng(1).integers(0, 255, (6, 7, 3) if colour else (6, 7)).astype(np.uint8)
    pixels = cv2.resize(coarse, (56, 48), interpolation=cv2.INTER_CUBIC)
    (tmp_path / f"film{ending}").write_bytes(cv2.imencode(ending, pixels)[1].tobytes())
    study = scan([tmp_path / f"film{ending}"]).studies[0]
    wish = CaseWish(tmp_path / "set", Task.CLASSIFICATION, Answer("ill"), pixels_seen=True)
    add_series(load_series(study.series[0]), study, (), wish)
    np.testing.assert_array_equal(_only(tmp_path / "set").volume().voxels[0], read_grey(tmp_path / f"film{ending}"))


def test_a_file_that_was_changed_gives_what_was_shown(tmp_path: Path) -> None:
    path = _source(tmp_path / "source", _values(), _affine(GRIDS["reversed"]))
    opened = _opened(path)
    _source(tmp_path / "source", _values(seed=9), _affine(GRIDS["reversed"]))
    np.testing.assert_array_equal(case_grid(opened).volume.voxels, _values())
