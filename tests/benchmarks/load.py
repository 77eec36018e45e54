"""Loading a series: against SimpleITK's series reader, a plain pydicom loop, and reading the bytes."""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
import pydicom
import SimpleITK

from ai.phantom.anatomy import draw_anatomy
from ai.phantom.ct import CtGrid, ct_phantom
from app.dicom.load import load_series, open_series
from app.dicom.phantom_study import write_ct
from app.dicom.scan import scan
from tests.benchmarks.table import Row, medians_ms

SLICES = 120


def run() -> list[Row]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        grid = CtGrid.axial((SLICES, 512, 512), (2.5, 0.7, 0.7))
        write_ct(ct_phantom(draw_anatomy(1), grid=grid).volume, folder, seed=1)
        files = sorted(str(path) for path in folder.rglob("*.dcm"))
        series = scan([folder]).studies[0].series[0]

        def ours() -> object:
            return load_series(series).volume.voxels

        def first() -> object:
            return open_series(scan([folder]).studies[0].series[0])

        def simple_itk() -> object:
            names = SimpleITK.ImageSeriesReader.GetGDCMSeriesFileNames(str(folder))
            return SimpleITK.GetArrayViewFromImage(SimpleITK.ReadImage(names))

        def plain_pydicom() -> object:
            slices = [pydicom.dcmread(file) for file in files]
            slices.sort(key=lambda dataset: dataset.ImagePositionPatient[2])
            return np.stack([d.pixel_array * d.RescaleSlope + d.RescaleIntercept for d in slices])

        def bytes_only() -> object:
            return sum(len(Path(file).read_bytes()) for file in files)

        def headers() -> object:
            return scan([folder])

        def pydicom_headers() -> object:
            return [pydicom.dcmread(file, stop_before_pixels=True) for file in files]

        load_ms, itk_ms, pydicom_ms, bytes_ms = medians_ms(ours, simple_itk, plain_pydicom, bytes_only, runs=5)
        scan_ms, peer_scan_ms = medians_ms(headers, pydicom_headers, runs=5)
        first_ms, whole_itk_ms = medians_ms(first, simple_itk, runs=5)
    what = f"load {SLICES} x 512 x 512 raw CT"
    return [
        Row(what, load_ms, "SimpleITK series reader (with its scan)", itk_ms),
        Row(what, load_ms, "pydicom loop and stack", pydicom_ms),
        Row(what, load_ms, "reading the bytes (limit)", bytes_ms),
        Row(f"header scan of {SLICES} files", scan_ms, "pydicom stop_before_pixels", peer_scan_ms),
        Row("scan and first image", first_ms, "SimpleITK, whole series first", whole_itk_ms),
    ]
