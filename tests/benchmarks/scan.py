"""Headers of 600 files of a scanner: against pydicom, SimpleITK, and reading 16 kB of every file.

The first rows read headers and nothing else; the others are the whole scan: folders, headers, grouping, warnings.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pydicom
import SimpleITK

from app.dicom.files.folder import listing
from app.dicom.headers.quick_columns import Known
from app.dicom.headers.quick_header import quick_headers
from app.dicom.headers.quick_rows import ROW_BYTES
from app.dicom.study_scan import BATCH_FILES, scan
from tests.benchmarks.ct_series import write_series
from tests.benchmarks.table import Row, medians_ms

SLICES = 600
RUNS = 7

TAGS = (
    *("PatientName", "PatientID", "StudyInstanceUID", "SeriesInstanceUID", "SOPInstanceUID", "InstanceNumber"),
    *("ImagePositionPatient", "ImageOrientationPatient", "PixelSpacing", "Rows", "Columns", "RescaleIntercept"),
)
"""What a peer has to read to group and sort; we read some sixty elements."""


def run() -> list[Row]:
    """Measure, all in turn."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_series(folder, SLICES)
        files = listing(folder).files

        def headers() -> object:
            known = Known()
            batches = [files[start : start + BATCH_FILES] for start in range(0, len(files), BATCH_FILES)]
            return [quick_headers(batch, known) for batch in batches]

        def whole_scan() -> object:
            return scan([folder])

        def by_pydicom() -> object:
            return [pydicom.dcmread(file, stop_before_pixels=True, specific_tags=list(TAGS)) for file in files]

        def by_simple_itk() -> object:
            return SimpleITK.ImageSeriesReader.GetGDCMSeriesFileNames(str(folder))

        def starts() -> object:
            return sum(len(_start(file)) for file in files)

        works = (headers, whole_scan, by_pydicom, by_simple_itk, starts)
        headers_ms, scan_ms, pydicom_ms, itk_ms, starts_ms = medians_ms(*works, runs=RUNS)
    peers = (
        ("pydicom, 12 tags", pydicom_ms, ">= 30"),
        ("SimpleITK GetGDCMSeriesFileNames", itk_ms, ">= 15"),
        (f"reading {ROW_BYTES // 1024} kB of every file (limit)", starts_ms, ">= 0.33"),
    )
    return [
        Row(what, ours_ms, peer, peer_ms, goal)
        for what, ours_ms in ((f"headers of {SLICES} files", headers_ms), (f"scan of {SLICES} files", scan_ms))
        for peer, peer_ms, goal in peers
    ]


def _start(path: Path) -> bytes:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        return os.read(descriptor, ROW_BYTES)
    finally:
        os.close(descriptor)
