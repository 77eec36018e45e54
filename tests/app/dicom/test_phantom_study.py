from __future__ import annotations

import numpy as np
import pydicom
import pytest

from ai.phantom.anatomy import draw_anatomy
from ai.phantom.ct import CtGrid, ct_phantom
from ai.progress import Cancelled
from app.dicom.phantom_study import write_ct, write_phantom_study
from app.errors import ExportError

GRID = CtGrid.axial((6, 24, 30), (40.0, 14.0, 12.0))
ANATOMY = draw_anatomy(2, cardiothoracic_ratio=0.5)

TYPE_1 = (
    "PresentationIntentType",
    "ImageLaterality",
    "AnatomicRegionSequence",
    "ImageType",
    "PixelIntensityRelationship",
    "PixelIntensityRelationshipSign",
    "RescaleIntercept",
    "RescaleSlope",
    "RescaleType",
    "PresentationLUTShape",
    "LossyImageCompression",
    "BurnedInAnnotation",
    "ImagerPixelSpacing",
    "ViewCodeSequence",
    "PatientOrientation",
    "WindowCenter",
    "SOPInstanceUID",
    "StudyInstanceUID",
    "SeriesInstanceUID",
    "InstanceNumber",
    "SeriesNumber",
    "DetectorType",
)


def small_study(folder, **options):
    return write_phantom_study(folder, seed=2, size_px=128, ct_grid=GRID, **options)


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    return small_study(tmp_path_factory.mktemp("study"), cardiothoracic_ratio=0.5)


def affine_of(files):
    """Index -> LPS from the tags of a series alone, first file to last."""
    first, last = pydicom.dcmread(files[0]), pydicom.dcmread(files[-1])
    row, column = np.array(first.ImageOrientationPatient[:3]), np.array(first.ImageOrientationPatient[3:])
    start, end = (np.array(one.ImagePositionPatient, dtype=float) for one in (first, last))
    affine = np.eye(4)
    affine[:3, 0] = (end - start) / (last.InstanceNumber - first.InstanceNumber)
    affine[:3, 1] = column * float(first.PixelSpacing[0])
    affine[:3, 2] = row * float(first.PixelSpacing[1])
    affine[:3, 3] = start
    return affine


def test_the_film_reads_back_voxel_for_voxel(study):
    dataset = pydicom.dcmread(study.radiograph_path)
    np.testing.assert_array_equal(dataset.pixel_array, study.radiograph.volume.voxels[0])
    assert dataset.SOPClassUID == "1.2.840.10008.5.1.4.1.1.1.1"  # for presentation; one more .1 is for processing
    assert list(dataset.PatientOrientation) == ["L", "F"]
    assert (dataset.Modality, dataset.ViewPosition, dataset.BodyPartExamined) == ("DX", "PA", "CHEST")
    assert dataset.PhotometricInterpretation == "MONOCHROME2"
    assert (dataset.BitsAllocated, dataset.BitsStored, dataset.HighBit) == (16, 12, 11)
    assert [float(value) for value in dataset.ImagerPixelSpacing] == pytest.approx([2.8, 2.8])
    low = dataset.WindowCenter - dataset.WindowWidth / 2
    assert 0 < low < np.median(dataset.pixel_array) < dataset.WindowCenter + dataset.WindowWidth / 2


def test_type_1_attributes_of_a_digital_x_ray_have_values(study):
    dataset = pydicom.dcmread(study.radiograph_path)
    for keyword in TYPE_1:
        assert dataset[keyword].value not in ("", None, []), keyword


def test_it_says_that_it_is_nobody(study):
    for path in (study.radiograph_path, *study.ct_paths):
        dataset = pydicom.dcmread(path, stop_before_pixels=True)
        assert str(dataset.PatientName) == "PHANTOM^THORAX"
        assert dataset.PatientID == "PHANTOM-2"
        assert dataset.StudyDescription == "Procedural phantom, not a patient"
        assert dataset.BurnedInAnnotation == "NO"


def test_the_ct_reads_back_in_hu_and_in_place(study):
    assert len(study.ct_paths) == 6
    for index, path in enumerate(study.ct_paths):
        dataset = pydicom.dcmread(path)
        hu = dataset.pixel_array.astype(int) * int(dataset.RescaleSlope) + int(dataset.RescaleIntercept)
        np.testing.assert_array_equal(hu, study.ct.volume.voxels[index])
    np.testing.assert_allclose(affine_of(study.ct_paths), study.ct.volume.affine_lps, atol=1e-9)


def test_one_study_two_series_and_no_uid_twice(study):
    datasets = [pydicom.dcmread(path, stop_before_pixels=True) for path in (study.radiograph_path, *study.ct_paths)]
    assert len({dataset.StudyInstanceUID for dataset in datasets}) == 1
    assert len({dataset.SeriesInstanceUID for dataset in datasets}) == 2
    assert len({dataset.SOPInstanceUID for dataset in datasets}) == 7
    assert all(dataset.file_meta.MediaStorageSOPInstanceUID == dataset.SOPInstanceUID for dataset in datasets)


def test_the_same_seed_gives_the_same_bytes_and_another_ratio_other_uids(study, tmp_path):
    again = small_study(tmp_path / "again", cardiothoracic_ratio=0.5)
    assert again.radiograph_path.read_bytes() == study.radiograph_path.read_bytes()
    assert [a.read_bytes() for a in again.ct_paths] == [b.read_bytes() for b in study.ct_paths]
    other = small_study(tmp_path / "other", cardiothoracic_ratio=0.55, with_ct=False)
    uids = [pydicom.dcmread(one.radiograph_path).StudyInstanceUID for one in (study, other)]
    assert uids[0] != uids[1]
    assert other.ct is None
    assert other.ct_paths == ()
    assert [path.name for path in (tmp_path / "other").iterdir()] == ["radiograph.dcm"]


def test_truth_comes_with_it(study):
    assert study.radiograph.cardiothoracic_ratio == pytest.approx(0.5, abs=1e-4)
    assert study.anatomy == ANATOMY
    assert study.ct.nodules == study.anatomy.nodules


@pytest.mark.parametrize(
    "grid",
    [GRID.reversed(), GRID.turned((20.0, -15.0, 30.0)), GRID.turned((90.0, 0.0, 0.0)), GRID.tilted(12.0)],
    ids=["reversed", "oblique", "coronal", "tilted"],
)
def test_any_grid_survives_the_tags(tmp_path, grid):
    volume = ct_phantom(ANATOMY, grid=grid).volume
    files = write_ct(volume, tmp_path, seed=2)
    np.testing.assert_allclose(affine_of(files), volume.affine_lps, atol=1e-6)
    for index, path in enumerate(files):
        np.testing.assert_array_equal(pydicom.dcmread(path).pixel_array.astype(int) - 1024, volume.voxels[index])


def test_lost_slices_leave_a_gap(tmp_path):
    volume = ct_phantom(ANATOMY, grid=GRID).volume
    files = write_ct(volume, tmp_path, seed=2, drop_slices=(2, 3))
    heights = [float(pydicom.dcmread(path).ImagePositionPatient[2]) for path in files]
    np.testing.assert_allclose(np.diff(heights), [40.0, 120.0, 40.0])


def test_a_tilt_slides_the_slices_along_their_columns(tmp_path):
    volume = ct_phantom(ANATOMY, grid=GRID).volume
    files = write_ct(volume, tmp_path, seed=2, tilt_deg=20.0)
    step = affine_of(files)[:3, 0]
    np.testing.assert_allclose(step, [0.0, 40.0 * np.tan(np.deg2rad(20.0)), 40.0], atol=1e-6)
    assert pydicom.dcmread(files[0]).GantryDetectorTilt == pytest.approx(20.0)


def test_a_folder_in_use_is_refused_and_left_alone(tmp_path):
    (tmp_path / "keep.txt").write_text("mine")
    with pytest.raises(ExportError, match="not empty"):
        small_study(tmp_path, with_ct=False)
    assert [path.name for path in tmp_path.iterdir()] == ["keep.txt"]


def test_a_path_that_cannot_be_a_folder_gives_a_sentence(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(ExportError, match="could not be written"):
        small_study(tmp_path / "file", with_ct=False)


def test_cancelling_leaves_nothing_behind(tmp_path):
    def cancel_at_the_ct(fraction: float, message: str) -> None:
        if fraction > 0.7:
            raise Cancelled

    with pytest.raises(Cancelled):
        small_study(tmp_path / "study", progress=cancel_at_the_ct)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
