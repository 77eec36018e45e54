"""Models whose answer is known beforehand, as files of their publishers, and scans to run them on; the command line.

A convolution of 1 x 1 x 1 looks at one voxel: its softmax is a threshold, so the label map that a model must give is
the plain threshold of the scan, computed here with numpy alone.
"""

from __future__ import annotations

import json
import tempfile
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pydicom
import torch
from torch import nn

from ai.volume import Affine
from app.cli.entry import main

HU = (-500.5, 200.5)
"""Air lies below the first, dense is above the second. Half numbers: no voxel of a CT lies on them."""

STEEP = 40_000.0
"""A HU beside a threshold is a probability of 1 or 0."""

MANIFEST = """
title = "{title}"
task = "{task}"
labels = {labels}
modalities = {modalities}
licence = "CC0-1.0"
{more}

[grid]
{grid}

[[grid.intensity]]
name = "scale-range"
arguments = {{from_low = 0, from_high = 1000}}
"""


def air_and_dense(dimensions: int = 3, steep: float = STEEP, limits: tuple[float, float] = HU) -> nn.Module:
    """(n, 1, ...) thousandths of a HU -> (n, 3, ...) logits of nothing, air and dense."""
    below, above = limits
    network = (nn.Conv3d if dimensions == 3 else nn.Conv2d)(1, 3, 1)
    with torch.no_grad():
        network.weight.copy_(torch.tensor([0.0, -steep, steep]).reshape(network.weight.shape))
        network.bias.copy_(torch.tensor([0.0, steep * below / 1000, -steep * above / 1000]))
    return network.eval()


def thresholds(hu: npt.NDArray[Any], limits: tuple[float, float] = HU) -> dict[str, npt.NDArray[np.bool_]]:
    """The truth: what `air_and_dense` marks."""
    return {"air": hu < limits[0], "dense": hu > limits[1]}


def save_torchscript(network: nn.Module, path: Path, *, size: Sequence[int]) -> Path:
    """As a publisher writes it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # torch warns that the format is old
        torch.jit.save(torch.jit.trace(network, torch.zeros(1, 1, *size)), str(path))
    return path


def manifest(path: Path, **facts: Any) -> Path:
    """A manifest of `air_and_dense` with what a test wants to be different."""
    said = {
        "title": "Air and bone",
        "task": "segmentation",
        "labels": ["Air", "Dense"],
        "modalities": ["CT"],
        "more": "",
        "grid": "dimensions = 3\npatch = [32, 64, 64]\noverlap = 0.25",
        **facts,
    }
    lists = {name: json.dumps(value) if isinstance(value, list) else value for name, value in said.items()}
    path.write_text(MANIFEST.format(**lists), encoding="utf-8")
    return path


def read_slices(folder: Path) -> tuple[npt.NDArray[np.float64], Affine, list[pydicom.Dataset]]:
    """Read a series with pydicom alone.

    Returns
    -------
    tuple
        (slices, rows, columns) HU, or values of a MR, by their positions along the normal; index to LPS mm; the files.
    """
    files = [pydicom.dcmread(path) for path in sorted(folder.iterdir()) if path.is_file()]
    row, column = np.array(files[0].ImageOrientationPatient, float).reshape(2, 3)
    normal = np.cross(row, column)
    files.sort(key=lambda each: float(np.array(each.ImagePositionPatient, float) @ normal))
    places = np.array([each.ImagePositionPatient for each in files], float)
    rows_mm, columns_mm = (float(each) for each in files[0].PixelSpacing)
    affine = np.eye(4)
    affine[:3, 0] = (places[-1] - places[0]) / (len(files) - 1)
    affine[:3, 1], affine[:3, 2], affine[:3, 3] = column * rows_mm, row * columns_mm, places[0]
    return np.stack([_values(each) for each in files]), affine, files


def _values(file: pydicom.Dataset) -> npt.NDArray[np.float64]:
    slope, intercept = (float(file.get(name, value)) for name, value in (("RescaleSlope", 1), ("RescaleIntercept", 0)))
    values: npt.NDArray[np.float64] = file.pixel_array * slope + intercept
    return values


def seg_points(path: Path, number: int) -> npt.NDArray[np.float64]:
    """LPS mm of every voxel that a DICOM SEG marks as a segment, (voxels, 3), read with pydicom alone and sorted."""
    seg = pydicom.dcmread(path)
    shared = seg.SharedFunctionalGroupsSequence[0]
    frames = np.unpackbits(np.frombuffer(seg.PixelData, np.uint8), bitorder="little")
    frames = frames[: int(seg.NumberOfFrames) * seg.Rows * seg.Columns].reshape(-1, seg.Rows, seg.Columns)
    points = []
    for frame, own in zip(frames, seg.PerFrameFunctionalGroupsSequence, strict=True):
        if own.SegmentIdentificationSequence[0].ReferencedSegmentNumber != number:
            continue
        groups = {**{each.keyword: each.value for each in shared}, **{each.keyword: each.value for each in own}}
        row, column = np.array(groups["PlaneOrientationSequence"][0].ImageOrientationPatient, float).reshape(2, 3)
        rows_mm, columns_mm = (float(each) for each in groups["PixelMeasuresSequence"][0].PixelSpacing)
        place = np.array(groups["PlanePositionSequence"][0].ImagePositionPatient, float)
        down, along = np.nonzero(frame)
        points.append(place + np.outer(down * rows_mm, column) + np.outer(along * columns_mm, row))
    return in_order(np.concatenate(points) if points else np.zeros((0, 3)))


def points_of(mask: npt.NDArray[np.bool_], affine: Affine) -> npt.NDArray[np.float64]:
    """LPS mm of every voxel of a mask, (voxels, 3), sorted."""
    return in_order(np.argwhere(mask) @ affine[:3, :3].T + affine[:3, 3])


def in_order(points: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Points sorted, however they were listed: first to thousandths, in which two ways to compute them agree."""
    rounded = np.rint(points * 200)
    return points[np.lexsort(rounded.T)]


def lightbox(capsys: Any, *words: object) -> tuple[int, str, str]:
    """Call the command line: exit code, stdout, stderr."""
    capsys.readouterr()
    code = main([str(word) for word in words])
    said = capsys.readouterr()
    return code, said.out, said.err


def take(home: Path, network: nn.Module | None = None, *, size: Sequence[int] = (32, 64, 64), **facts: Any) -> str:
    """Import a program as a person does, by words; the ID of the model."""
    folder = Path(tempfile.mkdtemp(dir=home))
    program = save_torchscript(air_and_dense() if network is None else network, folder / "publisher.pt", size=size)
    words = ["models", "import", program, "--manifest", manifest(folder / "m.toml", **facts), "--licence-accepted"]
    assert main([str(word) for word in words]) == 0
    title: str = facts.get("title", "Air and bone")
    return title.lower().replace(" ", "-")
