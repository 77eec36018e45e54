"""Pictures as secondary captures: pixel by pixel in three readers, with what they were made from."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest
import SimpleITK as sitk  # noqa: N813 - the name that SimpleITK's own documents use
from pydicom import dcmread
from pydicom.dataset import Dataset

from ai.inference.results import ModelResult
from app.dicom.export.authorship import Standing
from app.dicom.export.sc_write import write_sc
from app.dicom.series_load import OpenSeries
from app.errors import DicomReadError

PICTURE = np.random.default_rng(9).integers(0, 256, (23, 19, 3), dtype=np.uint8)
"""An odd count of bytes."""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "sc.dcm"


def test_readers_find_the_same_pixels(ct: OpenSeries, path: Path) -> None:
    write_sc(PICTURE, ct, path, slices=[2])
    np.testing.assert_array_equal(dcmread(path).pixel_array, PICTURE)
    np.testing.assert_array_equal(sitk.GetArrayFromImage(sitk.ReadImage(str(path)))[0], PICTURE)


@pytest.mark.skipif(shutil.which("dcm2pnm") is None, reason="dcmtk is not installed")
def test_dcmtk_finds_the_same_pixels(ct: OpenSeries, path: Path, tmp_path: Path) -> None:
    write_sc(PICTURE, ct, path, slices=[2])
    subprocess.run(["dcm2pnm", "+op", str(path), str(tmp_path / "a.ppm")], check=True, capture_output=True)
    read = cv2.imread(str(tmp_path / "a.ppm"))
    assert read is not None
    np.testing.assert_array_equal(read[..., ::-1], PICTURE)


def test_it_says_what_it_is_and_what_it_was_made_from(
    stack: OpenSeries, path: Path, make_result: Callable[[OpenSeries], ModelResult]
) -> None:
    last = stack.volume.shape[0] - 1
    write_sc(PICTURE, stack, path, slices=[last], results=[make_result(stack)], standing=Standing.ACCEPTED)
    written = dcmread(path)
    assert list(written.ImageType) == ["DERIVED", "SECONDARY"]
    assert written.BurnedInAnnotation == "YES"
    assert "Research use only, not for diagnosis" in written.DerivationDescription
    assert written.SeriesDescription == "Picture, AI accepted, not for diagnosis"
    facts = stack.series.slices[last]
    (source,) = written.SourceImageSequence
    assert source.ReferencedSOPInstanceUID == stack.series.instances[facts.instance].sop_instance_uid
    assert source.get("ReferencedFrameNumber", 1) == facts.frame + 1
    models = [item.ManufacturerModelName for item in written.ContributingEquipmentSequence]
    assert models == ["Lightbox", "cxr-anatomy"]


def test_without_a_model_it_claims_none(ct: OpenSeries, path: Path) -> None:
    write_sc(PICTURE, ct, path, slices=range(ct.volume.shape[0]))
    written = dcmread(path)
    assert written.SeriesDescription == "Picture, not for diagnosis"
    assert len(written.SourceImageSequence) == ct.volume.shape[0]


def test_what_was_lossy_stays_lossy(
    make_radiograph: Callable[[Callable[[Dataset], None]], OpenSeries], path: Path
) -> None:
    def change(header: Dataset) -> None:
        header.LossyImageCompression = "01"

    write_sc(PICTURE, make_radiograph(change), path, slices=[0])
    assert dcmread(path).LossyImageCompression == "01"


def test_other_arrays_are_no_pictures(ct: OpenSeries, path: Path) -> None:
    with pytest.raises(ValueError, match="pixels must be"):
        write_sc(PICTURE[..., 0], ct, path, slices=[0])


def test_a_source_that_is_gone_gives_a_sentence(radiograph: OpenSeries, path: Path) -> None:
    radiograph.series.instances[0].path.unlink()
    with pytest.raises(DicomReadError):
        write_sc(PICTURE, radiograph, path, slices=[0])
    assert not path.exists()
