"""Our modality values against those of SimpleITK, file by file."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pydicom.data
import pytest
import SimpleITK
from pydicom.dataset import Dataset

from app.dicom.files.attribute import integer, number, text
from app.dicom.files.dicom_file import open_dicom
from app.dicom.series_load import load_series
from app.dicom.study_scan import scan, series_of
from app.errors import DicomReadError

BUNDLED = Path(pydicom.data.__file__).parent / "test_files"
CONFORMANCE = Path(__file__).resolve().parents[4] / "shared" / "data" / "conformance"

COLOUR_LEVELS = 2
"""Codecs round the way from YBR to RGB differently."""

WORDS = "32 bits in big endian words: GDCM takes the lower word first; the little endian twin says that we are right"
DEEP_RLE = "GDCM mixes up the byte planes of deep colour in RLE; pydicom agrees with us"
DISAGREEMENTS = {
    "rtdose_expb.dcm": WORDS,
    "SC_rgb_rle_16bit.dcm": DEEP_RLE,
    "SC_rgb_rle_16bit_2frame.dcm": DEEP_RLE,
    "SC_rgb_rle_32bit.dcm": DEEP_RLE,
    "SC_rgb_rle_32bit_2frame.dcm": DEEP_RLE,
    "56_SC_rgb_rle_32bit.dcm": DEEP_RLE,
    "42_mlut_18.dcm": "SimpleITK does not apply the Modality LUT; PS3.3 C.11.1 says that it stands before all else",
}
"""Files on which we differ, with who is right and why."""


def pictures(folder: Path) -> list[Path]:
    """Files with pixels, of a series only the first."""
    found = []
    for path in sorted(folder.rglob("*")):
        if not path.is_file() or path.suffix in (".npz", ".md", ".txt"):
            continue
        if path.parent.parent.name == "series" and path.stem != "0000":
            continue
        try:
            if open_dicom(path).pixels is not None:
                found.append(path)
        except DicomReadError:
            continue
    return found


def named(path: Path) -> str:
    return path.name


def theirs(path: Path) -> np.ndarray | None:
    """(frames, rows, columns[, 3]) modality values of GDCM in ITK, or None where it refuses."""
    reader = SimpleITK.ImageFileReader()
    reader.SetFileName(str(path))
    reader.SetImageIO("GDCMImageIO")
    try:
        image = reader.Execute()
    except RuntimeError:
        return None
    values = SimpleITK.GetArrayFromImage(image)
    return in_our_terms(values if image.GetDimension() == 3 else values[np.newaxis], open_dicom(path).header)


def in_our_terms(values: np.ndarray, header: Dataset) -> np.ndarray:
    """Take back what SimpleITK does to values that are the file's own."""
    bits = integer(header, "BitsStored") or 1
    if bits == 1:
        # It shows single bits as 0 and 255.
        return values // 255
    if values.ndim == 4:
        return (values >> (bits - 8)).astype(np.uint8)
    if text(header, "PhotometricInterpretation") == "MONOCHROME1":
        # It turns these over, which is a matter of showing them, PS3.3 C.7.6.3.1.2.
        slope, intercept = (number(header, f"Rescale{name}") for name in ("Slope", "Intercept"))
        return 2 * (intercept or 0) + (slope or 1) * ((1 << bits) - 1) - values
    # It leaves doses of several frames in steps of the grid, PS3.3 C.8.8.3.
    return values * (number(header, "DoseGridScaling") or 1) if values.dtype.kind == "u" else values


def compare(path: Path) -> None:
    if path.name in DISAGREEMENTS:
        pytest.skip(DISAGREEMENTS[path.name])
    expected = theirs(path)
    if expected is None:
        pytest.skip("SimpleITK cannot read it")
    if text(open_dicom(path).header, "PhotometricInterpretation") == "PALETTE COLOR" and expected.ndim == 3:
        pytest.skip("SimpleITK leaves the palette to the caller")
    for series in series_of(scan([path])):
        opened = load_series(series)
        for index, facts in enumerate(series.slices):
            found = opened.volume.voxels[index]
            if found.ndim == 3:
                assert np.abs(found.astype(int) - expected[facts.frame]).max() <= COLOUR_LEVELS
            else:
                np.testing.assert_allclose(found, expected[facts.frame], rtol=1e-6)


@pytest.mark.parametrize("path", pictures(BUNDLED), ids=named)
def test_modality_values_of_the_files_of_pydicom(path: Path) -> None:
    compare(path)


@pytest.mark.realdata
@pytest.mark.parametrize("path", pictures(CONFORMANCE) if CONFORMANCE.is_dir() else [], ids=named)
def test_modality_values_of_the_conformance_set(path: Path) -> None:
    compare(path)
