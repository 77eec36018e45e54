"""Loading a series: against reading its bytes, SimpleITK's series reader and pydicom loops; raw and compressed.

Every reader gets the files in order: the scan has a benchmark of its own, and stands here only in the time to the first
image.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pydicom
import SimpleITK
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import DigitalMammographyXRayImageStorageForPresentation, ExplicitVRLittleEndian

from app.dicom import series_load
from app.dicom.series import Series
from app.dicom.series_load import load_series, open_series
from app.dicom.study_scan import scan, series_of
from tests.benchmarks.ct_series import SIDE, write_series
from tests.benchmarks.table import Row, medians_ms

SLICES, COMPRESSED_SLICES = 600, 120

MAMMOGRAM = (4096, 3328)

COMPRESSED_GOALS = {"rle": ">= 2.5", "jpeg-lossless": ">= 2.5", "jpeg-ls": ">= 2", "jpeg-2000": ">= 1"}
"""Against the best peer, on two processors."""

MEMORY_PROGRAM = """
import sys
from pathlib import Path
from app.dicom.series_load import load_series, open_series
from app.dicom.study_scan import scan, series_of

def told(field):
    lines = Path("/proc/self/status").read_text("ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(field))

(series,) = series_of(scan([Path(sys.argv[1])]))
open_series(series)
Path("/proc/self/clear_refs").write_text("5")
before = told("VmRSS")
voxels = load_series(series).volume.voxels
print((told("VmHWM") - before) * 1024, voxels.nbytes)
"""
"""Prints the peak of a load beyond what was taken before it, and the size of the volume, in bytes."""


def run() -> list[Row]:
    """Measure a raw series, a mammogram and series of every codec."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_series(folder / "raw", SLICES)
        rows = _raw_rows(folder / "raw", folder / "contiguous")
        rows += _mammogram_rows(folder)
        for codec, goal in COMPRESSED_GOALS.items():
            write_series(folder / codec, COMPRESSED_SLICES, codec)
            rows += _compressed_rows(folder / codec, codec, goal)
    return rows


def _raw_rows(folder: Path, contiguous: Path) -> list[Row]:
    (series,) = series_of(scan([folder]))
    files = [str(instance.path) for instance in series.instances]
    size = 2 * SIDE * SIDE
    with contiguous.open("wb") as file:
        for instance in series.instances:
            assert instance.plain is not None
            file.write(instance.path.read_bytes()[instance.plain.offset :][:size])

    def ours() -> object:
        return load_series(series).volume.voxels

    def first() -> object:
        return open_series(series_of(scan([folder]))[0])

    def itk_first() -> object:
        names = SimpleITK.ImageSeriesReader.GetGDCMSeriesFileNames(str(folder))
        return SimpleITK.ReadImage(names[len(names) // 2])

    def pydicom_first() -> object:
        headers = [(pydicom.dcmread(file, stop_before_pixels=True), file) for file in files]
        headers.sort(key=lambda pair: pair[0].ImagePositionPatient[2])
        return pydicom.dcmread(headers[len(headers) // 2][1]).pixel_array

    ours_ms, limit_ms = medians_ms(ours, lambda: _read(contiguous), runs=15)
    load_ms, itk_ms, loop_ms, naive_ms = medians_ms(
        ours, lambda: _itk(files), lambda: _pydicom(files), lambda: _naive(files), runs=3
    )
    first_ms, itk_first_ms, pydicom_first_ms = medians_ms(first, itk_first, pydicom_first, runs=5)
    what = f"load {SLICES} x {SIDE} x {SIDE} raw CT"
    rows = [
        Row(what, ours_ms, "reading one file of its bytes (limit)", limit_ms, "<= 1.3 x limit (>= 0.77)"),
        Row(what, load_ms, "SimpleITK ImageSeriesReader", itk_ms, ">= 10"),
        Row(what, load_ms, "pydicom loop into int16", loop_ms, ">= 5"),
        Row(what, load_ms, "pydicom loop, float32 and stack", naive_ms, ">= 5"),
        Row(
            f"scan of {SLICES} files and first image", first_ms, "SimpleITK, names and one slice", itk_first_ms, ">= 15"
        ),
        Row(
            f"scan of {SLICES} files and first image",
            first_ms,
            "pydicom, headers and one slice",
            pydicom_first_ms,
            ">= 25",
        ),
    ]
    if sys.platform == "linux":
        answer = subprocess.run(
            (sys.executable, "-c", MEMORY_PROGRAM, str(folder)), capture_output=True, check=True, text=True
        )
        peak, volume = (int(word) / 1e6 for word in answer.stdout.split())
        rows.append(Row("peak memory of that load, MB", peak, "its volume, MB", volume, "<= 1.1 x (>= 0.91)"))
    return rows


def _mammogram_rows(folder: Path) -> list[Row]:
    path, contiguous = folder / "mammogram" / "MG1", folder / "mammogram.bin"
    pixels = _write_mammogram(path)
    contiguous.write_bytes(pixels.tobytes())
    (series,) = series_of(scan([path.parent]))
    ours_ms, limit_ms, pydicom_ms, itk_ms = medians_ms(
        lambda: load_series(series),
        lambda: _read(contiguous),
        lambda: pydicom.dcmread(path).pixel_array,
        lambda: SimpleITK.GetArrayViewFromImage(SimpleITK.ReadImage(str(path))),
        runs=15,
    )
    what = f"load a mammogram, {MAMMOGRAM[0]} x {MAMMOGRAM[1]}"
    return [
        Row(what, ours_ms, "reading its bytes (limit)", limit_ms, "<= 1.2 x limit (>= 0.83)"),
        Row(what, ours_ms, "pydicom", pydicom_ms, ">= 1.7"),
        Row(what, ours_ms, "SimpleITK", itk_ms, ">= 15"),
    ]


def _compressed_rows(folder: Path, codec: str, goal: str) -> list[Row]:
    (series,) = series_of(scan([folder]))
    files = [str(instance.path) for instance in series.instances]
    peers: dict[str, Callable[[], object]] = {"SimpleITK ImageSeriesReader": lambda: _itk(files)}
    try:
        pydicom.dcmread(files[0]).pixel_array  # noqa: B018 - whether it can
        peers["pydicom loop into int16"] = lambda: _pydicom(files)
    except RuntimeError:
        # No plug-in for this codec here.
        pass
    ours_ms, one_ms, *peer_ms = medians_ms(
        lambda: load_series(series), lambda: _with_one_thread(series), *peers.values(), runs=3
    )
    best_ms, best = min(zip(peer_ms, peers, strict=True))
    what = f"load {COMPRESSED_SLICES} x {SIDE} x {SIDE}, {codec}"
    return [
        Row(what, ours_ms, f"best peer: {best}", best_ms, goal),
        Row(what, ours_ms, "ours in one thread", one_ms, ">= 1.7 on two processors" if codec != "rle" else ""),
    ]


def _read(path: Path) -> object:
    """All bytes of a file into new memory."""
    memory = np.empty(path.stat().st_size, np.uint8)
    rest = memory.data
    with path.open("rb", buffering=0) as file:
        while rest:
            rest = rest[file.readinto(rest) or 0 :]
    return memory


def _itk(files: list[str]) -> object:
    reader = SimpleITK.ImageSeriesReader()
    reader.SetFileNames(files)
    return SimpleITK.GetArrayViewFromImage(reader.Execute())


def _pydicom(files: list[str]) -> object:
    voxels = np.empty((len(files), SIDE, SIDE), np.int16)
    for slot, file in zip(voxels, files, strict=True):
        dataset = pydicom.dcmread(file)
        slot[...] = dataset.pixel_array
        slot += np.int16(dataset.RescaleIntercept)
    return voxels


def _naive(files: list[str]) -> object:
    datasets = [pydicom.dcmread(file) for file in files]
    slope, intercept = float(datasets[0].RescaleSlope), float(datasets[0].RescaleIntercept)
    return np.stack([dataset.pixel_array.astype(np.float32) * slope + intercept for dataset in datasets])


def _with_one_thread(series: Series) -> object:
    with _threads(1):
        return load_series(series)


@contextmanager
def _threads(count: int) -> Iterator[None]:
    before = series_load.FILL_THREADS
    series_load.FILL_THREADS = count
    try:
        yield
    finally:
        series_load.FILL_THREADS = before


def _write_mammogram(path: Path) -> np.ndarray:
    """A digital mammogram of 14 bits; its (rows, columns) uint16 pixels."""
    rows, columns = MAMMOGRAM
    y, x = np.mgrid[:rows, :columns].astype(np.float32)
    tissue = 6000 + 4000 * np.sin(x / 300) * np.cos(y / 410)
    noise = np.random.default_rng(0).normal(0, 60, MAMMOGRAM).astype(np.float32)
    pixels = np.clip(tissue + noise, 0, 16383).astype(np.uint16)
    dataset = Dataset()
    dataset.file_meta = FileMetaDataset()
    dataset.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    dataset.SOPClassUID = DigitalMammographyXRayImageStorageForPresentation
    dataset.SOPInstanceUID, dataset.StudyInstanceUID, dataset.SeriesInstanceUID = "1.2.3.1", "1.2.3.2", "1.2.3.3"
    dataset.Modality, dataset.PatientName, dataset.PatientID = "MG", "Benchmark^Mamma", "B2"
    dataset.ImagerPixelSpacing = [0.07, 0.07]
    dataset.SamplesPerPixel, dataset.PhotometricInterpretation = 1, "MONOCHROME2"
    dataset.Rows, dataset.Columns = MAMMOGRAM
    dataset.BitsAllocated, dataset.BitsStored, dataset.HighBit, dataset.PixelRepresentation = 16, 14, 13, 0
    dataset.WindowCenter, dataset.WindowWidth = 8192, 16384
    dataset.PixelData = pixels.tobytes()
    path.parent.mkdir(parents=True, exist_ok=True)
    dataset.save_as(path, enforce_file_format=True)
    return pixels
