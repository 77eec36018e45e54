"""Our pictures against those of DCMTK's dcm2pnm, file by file; grey within 1 level, colour within 2.

Where peers are known to disagree, and the test that holds the one who is right:

| what | who is right | test |
|---|---|---|
| JPEG that is YCbCr under a header that says RGB | the stream | test_pitfalls_decoding test_08 |
| signed near-lossless JPEG-LS | sign after decoding | test_pitfalls_decoding test_05 |
| palette words and 8 bit words of big endian files | DCMTK | test_pitfalls_decoding test_06 |
| 8 bits stored below high bit 15 | DCMTK: shift | test_pitfalls_decoding test_05 |
| slopes of fractions | unrounded, DCMTK truncates | test_pitfalls_rescale test_16 |
| window narrower than 1 | LINEAR_EXACT | test_pitfalls_window test_12 |
| Modality LUT of XA and RF | not for display | test_pitfalls_rescale test_16 |
| windows of single frames | the frame's, DCMTK reads the first | test_pitfalls_window test_15 |
| more frames than announced | one frame and a sentence | test_pitfalls_decoding test_52 |
| 12 bit JPEG | GDCM and DCMTK, pydicom refuses | here and test_oracle_itk |
| 32 bits in big endian words | pydicom | test_oracle_pydicom, by the little endian twin |
| 16 and 32 bit colour in RLE | pydicom | test_oracle_pydicom |
"""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import numpy as np
import pydicom.data
import pytest
from PIL import Image

from app.dicom.series_load import OpenSeries, open_series
from app.dicom.slice_render import render
from app.dicom.study_scan import scan, series_of
from app.errors import DicomReadError
from app.imaging.levels import percentile_window
from app.imaging.window import VoiLut

pytestmark = pytest.mark.skipif(shutil.which("dcm2pnm") is None, reason="dcm2pnm (DCMTK) is not installed")

BUNDLED = Path(pydicom.data.__file__).parent / "test_files"
CONFORMANCE = Path(__file__).resolve().parents[4] / "shared" / "data" / "conformance"

GREY_LEVELS, COLOUR_LEVELS = 1, 2
"""dcm2pnm truncates where we round, and rounds each step of YBR to RGB on its own."""


def files(folder: Path) -> list[Path]:
    """Files of a folder, of a series only its first."""
    found = sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix not in (".npz", ".md", ".txt"))
    return [path for path in found if path.parent.parent.name != "series" or path.stem == "0000"]


def named(path: Path) -> str:
    return path.name


def first_frame(path: Path) -> OpenSeries:
    """Open the first frame of a file; skip files that are no picture."""
    try:
        found = series_of(scan([path]))
    except DicomReadError as error:
        pytest.skip(str(error))
    if not found:
        pytest.skip("no picture")
    series = found[0]
    return open_series(series, first=[facts.frame for facts in series.slices].index(0))


def dcmtk(path: Path, folder: Path, *options: str, overlays: bool = False) -> np.ndarray | None:
    """Picture, or None where each of the three tools refuses: they read different codecs."""
    output = folder / "o.pnm"
    for tool in filter(shutil.which, ("dcm2pnm", "dcmj2pnm", "dcml2pnm")):
        command = [tool, *([] if overlays else ["-O"]), "--write-raw-pnm", *options, str(path), str(output)]
        done = subprocess.run(command, capture_output=True, timeout=60, check=False)
        if not done.returncode and output.exists():
            with Image.open(output) as picture:
                return np.asarray(picture)
    return None


def compare(path: Path, folder: Path) -> None:
    if path.name in DISAGREEMENTS:
        pytest.skip(DISAGREEMENTS[path.name])
    opened = first_frame(path)
    index = int(opened.filled.argmax())
    if opened.volume.is_colour:
        ours, theirs, levels = render(opened, index), dcmtk(path, folder), COLOUR_LEVELS
    else:
        voi = next(iter(opened.presentation.vois[index]), None)
        if voi is None:
            if opened.presentation.padding is not None:
                pytest.skip("dcm2pnm counts padding into its range")
            voi = percentile_window(opened.volume, opened.presentation, (0.0, 100.0), filled=opened.filled)
            theirs = dcmtk(path, folder, "+Wm")
        else:
            theirs = dcmtk(path, folder, "+Wl" if isinstance(voi, VoiLut) else "+Wi", "1")
        ours, levels = render(opened, index, voi=voi), GREY_LEVELS
    if theirs is None:
        pytest.skip("dcm2pnm cannot read it")
    assert ours.shape == theirs.shape
    apart = np.abs(ours.astype(int) - theirs)
    assert apart.max() <= levels, f"{apart.max()} levels apart, {(apart > levels).mean():.2%} of the pixels"


WORDS = "32 bits in big endian words: DCMTK takes the lower word first; the little endian twin says that we are right"
DISAGREEMENTS = {
    "rtdose_expb.dcm": WORDS,
    "rtdose_expb_1frame.dcm": WORDS,
    "03_rtdose_expb_1frame.dcm": WORDS,
    "JPEG2000-embedded-sequence-delimiter.dcm": "its stream is no picture, on purpose: nobody decodes it",
}
"""Files on which we differ, with who is right and why."""


@pytest.mark.parametrize("path", files(BUNDLED), ids=named)
def test_pictures_of_pydicom(path: Path, tmp_path: Path) -> None:
    compare(path, tmp_path)


@pytest.mark.realdata
@pytest.mark.parametrize("path", files(CONFORMANCE) if CONFORMANCE.is_dir() else [], ids=named)
def test_pictures_of_the_conformance_set(path: Path, tmp_path: Path) -> None:
    compare(path, tmp_path)


@pytest.mark.realdata
@pytest.mark.parametrize("name", ["44_examples_overlay", "31_OutOfBoundsOverlay"])
def test_overlays(shared_data: Path, tmp_path: Path, name: str) -> None:
    path = shared_data / "conformance" / "files" / f"{name}.dcm"
    theirs = dcmtk(path, tmp_path, "+Wi", "1", overlays=True)
    assert theirs is not None
    opened = first_frame(path)
    assert np.abs(render(opened, 0, overlays=True).astype(int) - theirs).max() <= GREY_LEVELS
    assert not np.array_equal(render(opened, 0), render(opened, 0, overlays=True))
