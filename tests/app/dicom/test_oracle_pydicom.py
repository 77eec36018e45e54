"""Our stored values against those of pydicom, file by file; grey equal, colour within 2 levels."""

from __future__ import annotations

import warnings
from pathlib import Path

import numpy as np
import pydicom
import pydicom.data
import pytest
from pydicom.pixels import apply_color_lut

from app.dicom.files.dicom_file import open_dicom
from app.dicom.pixels.decode import FrameDecoder
from app.errors import DicomReadError

BUNDLED = Path(pydicom.data.__file__).parent / "test_files"
CONFORMANCE = Path(__file__).resolve().parents[4] / "shared" / "data" / "conformance"

COLOUR_LEVELS = 2
"""Codecs round the way from YBR to RGB differently."""

REFUSED_BY_BOTH = frozenset({"MR_truncated.dcm", "JPEG2000-embedded-sequence-delimiter.dcm"})
"""Broken on purpose."""


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
    """Frames of pydicom, (frames, rows, columns[, 3]), colour in 8 bits; None where it refuses."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            dataset = pydicom.dcmread(path, force=True)
            frames = dataset.pixel_array
            if dataset.PhotometricInterpretation == "PALETTE COLOR":
                frames = apply_color_lut(frames, dataset)
        except (AttributeError, NotImplementedError, RuntimeError, ValueError):
            return None
    if dataset.get("SamplesPerPixel") == 3 or dataset.PhotometricInterpretation == "PALETTE COLOR":
        if frames.dtype.itemsize > 1:
            frames = (frames >> (8 * frames.dtype.itemsize - 8)).astype(np.uint8)
        return frames if frames.ndim == 4 else frames[np.newaxis]
    return frames if frames.ndim == 3 else frames[np.newaxis]


def compare(path: Path) -> None:
    expected = theirs(path)
    if path.name in REFUSED_BY_BOTH:
        assert expected is None
        with pytest.raises(DicomReadError):
            FrameDecoder(open_dicom(path)).frame(0)
        return
    if expected is None:
        pytest.skip("pydicom cannot decode it here")
    decoder = FrameDecoder(open_dicom(path))
    for number in {0, len(expected) // 2, len(expected) - 1}:
        found = decoder.frame(number)
        assert found.shape == expected[number].shape
        if found.ndim == 2:
            np.testing.assert_array_equal(found, expected[number])
        else:
            assert np.abs(found.astype(int) - expected[number]).max() <= COLOUR_LEVELS


@pytest.mark.parametrize("path", pictures(BUNDLED), ids=named)
def test_stored_values_of_its_own_files(path: Path) -> None:
    compare(path)


@pytest.mark.realdata
@pytest.mark.parametrize("path", pictures(CONFORMANCE) if CONFORMANCE.is_dir() else [], ids=named)
def test_stored_values_of_the_conformance_set(path: Path) -> None:
    compare(path)


def test_a_big_endian_file_has_the_values_of_its_little_endian_twin() -> None:
    for big, little in (("rtdose_expb_1frame", "rtdose_1frame"), ("MR_small_bigendian", "MR_small")):
        values = [FrameDecoder(open_dicom(BUNDLED / f"{name}.dcm")).frame(0) for name in (big, little)]
        np.testing.assert_array_equal(*values)
