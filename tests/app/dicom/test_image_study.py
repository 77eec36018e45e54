"""Image files that are no DICOM as studies: what is listed, what is left out, what opens."""

from __future__ import annotations

import zipfile
from pathlib import Path

import numpy as np
import pytest
import SimpleITK
from PIL import Image

from ai.itk_image import itk_affine
from ai.phantom.ct import CtGrid
from ai.volume import SpacingKind, Volume
from app.dicom.export.case_write import find_dicom_images
from app.dicom.export.source_images import source_images
from app.dicom.image_study import image_study, sized
from app.dicom.series import Series
from app.dicom.series_load import fill, load_series, open_series
from app.dicom.study_scan import scan, series_of
from app.errors import DicomReadError, ExportError
from app.imaging.image_source import ImageKind, PixelSize
from app.imaging.volume_file import write_volume

GRID = CtGrid((4, 5, 6), (2.5, 0.8, 0.7), (-170.5, 33.25, -902.125))
VALUES = np.random.default_rng(5).integers(-1000, 2000, GRID.shape).astype(np.int16)
GREY = np.random.default_rng(6).integers(0, 256, (20, 30), dtype=np.uint8)


def volume_file(path: Path) -> Path:
    write_volume(Volume(VALUES, GRID.affine_lps), path)
    return path


def picture(path: Path) -> Path:
    Image.fromarray(GREY).save(path, format="PNG")
    return path


def four_dimensions(path: Path, volumes: int = 3) -> Path:
    many = np.stack([VALUES + number for number in range(volumes)])
    SimpleITK.WriteImage(SimpleITK.GetImageFromArray(many, isVector=False), str(path))
    return path


def test_a_volume_file_is_a_study_without_patient(tmp_path: Path) -> None:
    path = volume_file(tmp_path / "brain.nii.gz")
    found = scan([path])
    (study,) = found.studies
    assert (study.description, study.not_dicom) == ("brain.nii.gz", "NIfTI file")
    assert (study.patient_name, study.patient_id, study.date) == ("", "", "")
    (series,) = study.series
    assert (series.title, series.modality, series.slice_count, series.warnings) == ("NIfTI volume", "", 4, ())
    assert series.instances[0].pixel_spacing_mm == pytest.approx((0.8, 0.7))
    assert series.slices[1].location_mm == pytest.approx(-902.125 + 2.5)
    opened = load_series(series)
    np.testing.assert_array_equal(opened.volume.voxels, VALUES)
    np.testing.assert_allclose(opened.volume.affine_lps, GRID.affine_lps, atol=1e-3)
    assert opened.filled.all()
    assert fill(opened).volume.source_id == opened.volume.source_id
    assert opened.presentation.vois == ((),) * 4


def test_the_content_decides_and_not_the_ending(tmp_path: Path) -> None:
    path = picture(tmp_path / "IM0001")
    assert scan([path]).studies[0].not_dicom == "PNG file"
    disguised = tmp_path / "letter.png"
    disguised.write_text("a letter")
    with pytest.raises(DicomReadError, match="This is not a DICOM file"):
        scan([disguised])


def test_a_dicom_file_behind_the_head_of_a_tiff_is_dicom(tmp_path: Path, make) -> None:
    folder = make.scan(tmp_path / "ct", slices=1)
    (path,) = folder.iterdir()
    path.write_bytes(b"II*\0" + path.read_bytes()[4:])
    assert scan([path]).studies[0].not_dicom == ""


def test_a_study_keeps_its_name_until_the_file_changes(tmp_path: Path) -> None:
    path = picture(tmp_path / "a.png")
    first, again = (image_study(path, ImageKind.PNG) for _ in range(2))
    assert first.uid == again.uid
    assert len(first.uid) <= 64
    other = picture(tmp_path / "b.png")
    assert image_study(other, ImageKind.PNG).uid != first.uid
    Image.fromarray(GREY[::-1]).save(path)
    assert image_study(path, ImageKind.PNG).uid != first.uid


def test_volumes_of_a_file_are_one_axis(tmp_path: Path) -> None:
    path = four_dimensions(tmp_path / "time.nii.gz")
    listed = series_of(scan([path]))
    assert [series.axis.index for series in listed if series.axis is not None] == [0, 1, 2]
    assert [series.title for series in listed] == [f"NIfTI volume (volume {number})" for number in (1, 2, 3)]
    assert len({series.instances[0].sop_instance_uid for series in listed}) == 3
    shown = load_series(listed[1]).volume
    assert sorted(shown.voxels.ravel()) == sorted((VALUES + 1).ravel())


def test_pictures_beside_dicom_are_left_out_unless_named(tmp_path: Path, make) -> None:
    folder = make.scan(tmp_path / "ct", slices=2)
    logo = picture(folder / "logo.png")
    found = scan([folder])
    assert [study.not_dicom for study in found.studies] == [""]
    assert [(each.path, each.reason) for each in found.unreadable] == [
        (logo, "It is a PNG file among DICOM images; open it by itself to see it.")
    ]
    found = scan([folder, logo])
    assert [study.not_dicom for study in found.studies] == ["", "PNG file"]


def test_a_folder_of_pictures_alone_is_one_study(tmp_path: Path) -> None:
    folder = tmp_path / "films"
    (folder / "more").mkdir(parents=True)
    for name in ("a.png", "b.png"):
        picture(folder / name)
    volume_file(folder / "more" / "c.nrrd")
    (folder / "notes.txt").write_text("notes")
    found = scan([folder])
    assert [(study.description, study.not_dicom) for study in found.studies] == [
        ("films", "2 image files"),
        ("c.nrrd", "NRRD file"),
    ]
    assert [series.title for series in found.studies[0].series] == ["a.png", "b.png"]
    assert [each.reason for each in found.unreadable] == ["This is not a DICOM file."]


def test_pictures_out_of_an_archive_have_their_names(tmp_path: Path) -> None:
    picture(tmp_path / "a.png")
    volume_file(tmp_path / "b.nii.gz")
    with zipfile.ZipFile(tmp_path / "both.zip", "w") as archive:
        archive.write(tmp_path / "a.png", "films/a.png")
        archive.write(tmp_path / "b.nii.gz", "b.nii.gz")
    (tmp_path / "into").mkdir()
    (study,) = scan([tmp_path / "both.zip"], unpack_into=tmp_path / "into").studies
    assert study.description == "both.zip"
    assert [series.title for series in study.series] == ["films/a.png", "b.nii.gz"]


def test_damage_is_a_sentence(tmp_path: Path) -> None:
    whole = picture(tmp_path / "a.png").read_bytes()
    (tmp_path / "a.png").write_bytes(whole[:20])
    with pytest.raises(DicomReadError, match=r"a\.png is a PNG file that is damaged"):
        scan([tmp_path / "a.png"])
    volume_file(tmp_path / "v.nii")
    found = scan([tmp_path / "a.png", tmp_path / "v.nii"])
    assert [study.description for study in found.studies] == ["v.nii"]
    assert found.unreadable[0].reason.startswith("a.png is a PNG file that is damaged")


def test_a_header_is_opened_with_the_file_beside_it(tmp_path: Path) -> None:
    (tmp_path / "v.nhdr").write_text(
        "NRRD0004\ntype: short\ndimension: 3\nsizes: 6 5 4\nendian: little\nencoding: raw\ndata file: v.raw\n"
    )
    (tmp_path / "v.raw").write_bytes(VALUES.astype("<i2").tobytes())
    for paths in ([tmp_path / "v.nhdr", tmp_path / "v.raw"], [tmp_path]):
        found = scan(paths)
        assert (len(found.studies), found.unreadable) == (1, ())
    np.testing.assert_array_equal(load_series(series_of(found)[0]).volume.voxels, VALUES)


def test_a_file_that_changed_meanwhile_is_a_sentence(tmp_path: Path) -> None:
    path = picture(tmp_path / "a.png")
    (series,) = series_of(scan([path]))
    Image.fromarray(GREY[:10]).save(path)
    with pytest.raises(DicomReadError, match="has changed since it was listed"):
        open_series(series)
    path.unlink()
    with pytest.raises(DicomReadError, match="cannot be read"):
        open_series(series)


def pages(path: Path, count: int = 3) -> Series:
    Image.fromarray(GREY).save(path, save_all=True, append_images=[Image.fromarray(GREY)] * (count - 1))
    (series,) = series_of(scan([path]))
    return series


def test_the_size_that_a_person_told(tmp_path: Path) -> None:
    series = pages(tmp_path / "a.tif")
    assert series.image is not None
    assert series.image.lacks_size
    assert series.warnings == (series.geometry_fault,) != ("",)
    opened = load_series(sized(series, PixelSize(0.2, 0.1, 3.0)))
    assert (opened.volume.spacing_mm, opened.volume.geometry_fault) == ((3.0, 0.2, 0.1), "")
    assert (opened.series.warnings, opened.series.instances[0].pixel_spacing_mm) == ((), (0.2, 0.1))
    assert opened.series.title == "TIFF picture (pixels 0.2 × 0.1 mm, 3 mm apart)"
    flat = sized(series, PixelSize(0.2, 0.1))
    assert (flat.geometry_fault, flat.warnings) == (series.geometry_fault, series.warnings)
    back = sized(opened.series, None)
    assert (back.geometry_fault, back.warnings) == (series.geometry_fault, series.warnings)
    assert load_series(back).volume.spacing_kind is SpacingKind.UNKNOWN


def test_dicom_has_its_own_size(make) -> None:
    with pytest.raises(ValueError, match="DICOM"):
        sized(make.series(), PixelSize(1.0, 1.0))


def test_no_dicom_object_refers_to_it(tmp_path: Path) -> None:
    opened = load_series(series_of(scan([picture(tmp_path / "a.png")]))[0])
    with pytest.raises(ExportError, match="the open series is a PNG file"):
        source_images(opened)


def test_it_is_no_image_for_teaching_from_dicom(tmp_path: Path) -> None:
    volume_file(tmp_path / "a.nii.gz")
    images, left_out = find_dicom_images([tmp_path / "a.nii.gz"], tmp_path)
    assert images == ()
    assert [each.reason for each in left_out] == ["This is no PNG, JPEG or DICOM image."]


@pytest.mark.realdata
def test_a_real_volume_stands_where_itk_says(shared_data: Path) -> None:
    path = sorted((shared_data / "hippocampus" / "images").glob("*.nii.gz"))[0]
    (series,) = series_of(scan([path]))
    volume = load_series(series).volume
    peer = SimpleITK.DICOMOrient(SimpleITK.ReadImage(str(path)), "LPS")
    np.testing.assert_array_equal(volume.voxels, SimpleITK.GetArrayFromImage(peer))
    np.testing.assert_allclose(volume.affine_lps, itk_affine(peer), atol=1e-4)


@pytest.mark.realdata
def test_a_real_film_is_one_grey_picture(shared_data: Path) -> None:
    path = sorted((shared_data / "jsrt" / "images").glob("*.jpg"))[0]
    volume = load_series(series_of(scan([path]))[0]).volume
    assert (volume.shape, volume.voxels.dtype) == ((1, 1024, 1024), np.uint8)
