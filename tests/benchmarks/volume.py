"""A CT of 600 x 512 x 512: slices and slabs in every direction, oblique planes, the second layout, the tilt."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import SimpleITK
from scipy.ndimage import map_coordinates

from ai.volume import Volume
from app.imaging.layout import ColumnLayout, column_layout
from app.imaging.plane_frame import PlaneFrame
from app.imaging.reslice import reslice
from app.imaging.slab import Projection, oblique_slab, project
from app.imaging.untilt import untilted
from tests.benchmarks.table import Row, medians_ms

SHAPE = (600, 512, 512)
SLAB = 17
"""Columns of a slab of 10 mm at 0.6 mm."""

TILTED_SLICES = 60
"""The tilt is timed on a part of the volume, or memory would hold three of it."""


def run() -> list[Row]:
    """Measure on one volume of 315 MB."""
    voxels = _voxels()
    rows = [*_slices(voxels), *_layout(voxels)]
    rows += _oblique(Volume(voxels, _affine()))
    rows += _tilt(voxels[:TILTED_SLICES])
    return rows


def _voxels() -> np.ndarray:
    """(600, 512, 512) int16: smooth shapes with noise, another shift in every slice."""
    y, x = np.mgrid[:512, :512].astype(np.float32)
    noise = np.random.default_rng(0).normal(0, 20, (512, 512))
    plane = (200 * np.sin(x / 40) * np.cos(y / 30) + noise).astype(np.int16)
    voxels = np.empty(SHAPE, np.int16)
    for index in range(SHAPE[0]):
        voxels[index] = np.roll(plane, (index * 3) % 512, axis=1)
    return voxels


def _affine(tilt: float = 0.0) -> np.ndarray:
    affine = np.zeros((4, 4))
    affine[2, 0], affine[1, 1], affine[0, 2], affine[3, 3] = 0.6, 0.6, 0.6, 1
    affine[1, 0] = tilt
    return affine


def _slices(voxels: np.ndarray) -> list[Row]:
    """Slices of the volume as it is, each as a copy that a window can work on."""
    small = np.ascontiguousarray(voxels[:, 0])
    works: list[tuple[str, Callable[[], object], str]] = [
        ("axial slice, 512 x 512", lambda: voxels[300].copy(), ""),
        ("coronal slice, 600 x 512", lambda: np.ascontiguousarray(voxels[:, 256]), ""),
    ]
    rows = []
    for name, work, goal in works:
        ours_ms, peer_ms = medians_ms(work, small.copy, runs=31)
        rows.append(Row(name, ours_ms, "memcpy of 600 x 512", peer_ms, goal))
    return rows


def _layout(voxels: np.ndarray) -> list[Row]:
    """The second layout: its price, and what it gives."""
    rows = []
    ours_ms, copy_ms = medians_ms(lambda: column_layout(voxels), voxels.copy, runs=3)
    rows.append(Row("second layout, 315 MB", ours_ms, "memcpy of the volume", copy_ms, ">= 1/6"))
    ours_ms, peer_ms = medians_ms(
        lambda: column_layout(voxels), lambda: np.ascontiguousarray(voxels.transpose(2, 0, 1)), runs=1
    )
    rows.append(Row("second layout, 315 MB", ours_ms, "numpy ascontiguousarray", peer_ms, ">= 5"))
    layout: ColumnLayout = column_layout(voxels)
    # Every time another column, as a reader scrolls: what was shown is not shown again from the cache.
    columns = iter(np.resize(np.arange(SLAB, 480, 7), 100_000).tolist())
    small = np.ascontiguousarray(voxels[:, 0])
    ours_ms, copy_ms = medians_ms(lambda: layout.sagittal(next(columns)).copy(), small.copy, runs=31)
    rows.append(Row("sagittal slice, 600 x 512", ours_ms, "memcpy of 600 x 512", copy_ms, ">= 1/3"))
    ours_ms, peer_ms = medians_ms(
        lambda: layout.sagittal(next(columns)).copy(),
        lambda: np.ascontiguousarray(voxels[:, :, next(columns)]),
        runs=15,
    )
    rows.append(Row("sagittal slice, 600 x 512", ours_ms, "numpy, strided", peer_ms, ""))

    def slab() -> object:
        column = next(columns)
        return project(layout.columns(column, column + SLAB), Projection.MAXIMUM)

    def strided() -> object:
        column = next(columns)
        return voxels[:, :, column : column + SLAB].max(axis=2)

    ours_ms, peer_ms = medians_ms(slab, strided, runs=9)
    rows.append(Row(f"sagittal slab MIP, {SLAB} columns", ours_ms, "numpy max(axis=2)", peer_ms, ">= 12"))
    return rows


def _oblique(volume: Volume) -> list[Row]:
    """A plane of 512 x 512 at an angle to all axes."""
    frame = _oblique_frame()
    image = SimpleITK.GetImageFromArray(volume.voxels)
    image.SetSpacing((0.6, 0.6, 0.6))
    direction = np.stack([frame.right_lps, frame.down_lps, frame.normal_lps], axis=1).ravel().tolist()
    spacing = [frame.pixel_mm[1], frame.pixel_mm[0], 1.0]

    def itk() -> object:
        return SimpleITK.Resample(
            image,
            [512, 512, 1],
            SimpleITK.Transform(),
            SimpleITK.sitkLinear,
            list(frame.origin_lps_mm),
            spacing,
            direction,
            -1024.0,
        )

    index = np.indices(frame.shape_px).reshape(2, -1)
    points = np.array(frame.origin_lps_mm)[:, np.newaxis] + frame.steps_lps_mm @ index
    places = volume.to_index(points.T).T

    def scipy() -> object:
        return map_coordinates(volume.voxels, places, order=1, cval=-1024)

    ours_ms, itk_ms, scipy_ms = medians_ms(lambda: reslice(volume, frame, fill=-1024), itk, scipy, runs=15)
    name = "oblique plane, 512 x 512, linear"
    rows = [
        Row(name, ours_ms, "SimpleITK Resample, all cores, its image made before", itk_ms, ">= 1 per core"),
        Row(name, ours_ms, "scipy map_coordinates, places made before", scipy_ms, ">= 1.5"),
    ]
    slab_ms, plane_ms = medians_ms(
        lambda: oblique_slab(volume, frame, 10.0, Projection.MAXIMUM, fill=-1024),
        lambda: reslice(volume, frame, fill=-1024),
        runs=3,
    )
    rows.append(Row("oblique slab MIP, 10 mm (18 planes)", slab_ms, "one plane", plane_ms, ""))
    return rows


def _oblique_frame() -> PlaneFrame:
    first, second = np.radians([35, 20])
    right = np.array([np.cos(second), np.sin(first) * np.sin(second), -np.cos(first) * np.sin(second)])
    down = np.array([0.0, np.cos(first), np.sin(first)])
    pixel_mm = 0.5
    origin = np.array([256, 256, 300]) * 0.6 - (right + down) * pixel_mm * 255.5
    x, y, z = origin.tolist()
    return PlaneFrame((x, y, z), tuple(right.tolist()), tuple(down.tolist()), (pixel_mm, pixel_mm), (512, 512))


def _tilt(voxels: np.ndarray) -> list[Row]:
    """18.5 degrees corrected, against the same by SimpleITK."""
    volume = Volume(voxels, _affine(tilt=0.6 * np.tan(np.radians(18.5))))
    upright = untilted(volume)
    steps = volume.affine_lps[:3, 2::-1]

    def itk() -> object:
        image = SimpleITK.GetImageFromArray(voxels)
        image.SetSpacing(np.linalg.norm(steps, axis=0).tolist())
        image.SetDirection((steps / np.linalg.norm(steps, axis=0)).ravel().tolist())
        return SimpleITK.Resample(
            image,
            [int(length) for length in upright.shape[::-1]],
            SimpleITK.Transform(),
            SimpleITK.sitkLinear,
            upright.affine_lps[:3, 3].tolist(),
            [0.6, 0.6, 0.6],
            [1, 0, 0, 0, 1, 0, 0, 0, 1],
            float(voxels.min()),
        )

    ours_ms, peer_ms = medians_ms(lambda: untilted(volume), itk, runs=3)
    return [Row(f"tilt of {TILTED_SLICES} slices", ours_ms, "SimpleITK Resample, all cores", peer_ms, ">= 1")]
