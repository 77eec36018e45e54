"""Which faulty stacks may be corrected: those whose slices lie at known places on one straight line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from pydicom.uid import CTImageStorage

from ai.errors import GeometryError
from ai.phantom.ct import CtGrid
from ai.volume import Volume
from app.dicom.phantom_study import write_ct
from app.dicom.series_load import load_series
from app.dicom.study_scan import scan, series_of
from app.imaging.untilt import untilted

GRID = CtGrid((6, 8, 9), (3.0, 0.8, 1.1), (10.0, -20.0, 30.0))


def loaded(folder: Path) -> Volume:
    (series,) = series_of(scan([folder]))
    return load_series(series).volume


@pytest.mark.parametrize("turn", [(0.0, 0.0, 0.0), (20.0, -15.0, 30.0)])
@pytest.mark.parametrize(("tilt", "missing"), [(0.0, (2,)), (15.0, ()), (-15.0, (3,))])
def test_tilt_and_gaps_leave_the_places_known(
    tmp_path: Path, turn: tuple[float, float, float], tilt: float, missing: tuple[int, ...]
) -> None:
    grid = GRID.turned(turn)
    values = np.random.default_rng(0).integers(-900, 900, grid.shape).astype(np.int16)
    write_ct(Volume(values, grid.affine_lps), tmp_path, seed=1, drop_slices=missing, tilt_deg=tilt)
    volume = loaded(tmp_path)
    assert volume.geometry_fault
    assert volume.places_known
    assert (volume.slice_positions_mm is not None) == bool(missing)
    if tilt:
        assert bool(untilted(volume).geometry_fault) == bool(missing)


def test_a_regular_series_needs_no_such_word(tmp_path: Path) -> None:
    write_ct(Volume(np.zeros(GRID.shape, np.int16), GRID.affine_lps), tmp_path, seed=1)
    volume = loaded(tmp_path)
    assert (volume.geometry_fault, volume.places_known) == ("", False)


@pytest.mark.parametrize("heights", [(0, 3, 6, 9, 12), (0, 3, 6, 12, 15)])
def test_slices_shifted_sideways_are_beyond_help(
    tmp_path: Path, heights: tuple[int, ...], dicom_file: Callable[..., Path]
) -> None:
    for number, height in enumerate(heights):
        dicom_file(tmp_path / f"{number}.dcm", position=(-4.0, 9.0 if number == 2 else 0.0, float(height)))
    volume = loaded(tmp_path)
    assert volume.geometry_fault
    assert not volume.places_known
    with pytest.raises(GeometryError):
        volume.require_uniform("A test")


@pytest.fixture
def dicom_file() -> Callable[..., Path]:
    """Write an axial slice of 6 x 8 pixels at a position."""
    from pydicom.dataset import Dataset, FileMetaDataset
    from pydicom.uid import ExplicitVRLittleEndian, generate_uid

    def write(path: Path, position: tuple[float, float, float]) -> Path:
        dataset = Dataset()
        dataset.file_meta = FileMetaDataset()
        dataset.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
        dataset.SOPClassUID, dataset.SOPInstanceUID = CTImageStorage, generate_uid()
        dataset.StudyInstanceUID, dataset.SeriesInstanceUID = "1.2.3", "1.2.3.4"
        dataset.PatientID, dataset.Modality = "P", "CT"
        dataset.Rows, dataset.Columns = 6, 8
        dataset.SamplesPerPixel, dataset.PhotometricInterpretation = 1, "MONOCHROME2"
        dataset.BitsAllocated = dataset.BitsStored = 16
        dataset.HighBit, dataset.PixelRepresentation = 15, 1
        dataset.PixelSpacing = [1, 1]
        dataset.ImageOrientationPatient = [1, 0, 0, 0, 1, 0]
        dataset.ImagePositionPatient = list(position)
        dataset.PixelData = bytes(96)
        dataset["PixelData"].VR = "OW"
        dataset.save_as(path, enforce_file_format=True)
        return path

    return write
