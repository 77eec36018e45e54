"""A volume on another grid, with SimpleITK as oracle."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import SimpleITK

from ai.errors import GeometryError, MemoryShort
from ai.itk_image import to_itk
from ai.phantom.ct import CtGrid
from ai.volume import Volume
from app.imaging.plane_sampler import Interpolation
from app.imaging.resample import isotropic, resampled

GRADIENT = np.array([3.0, -5.0, 7.0])
SOURCE = CtGrid((8, 14, 16), (3.0, 0.8, 1.1), (-8.0, -6.0, -10.0))
TARGETS = [
    CtGrid((10, 12, 9), (2.0, 1.0, 1.5), (-9.0, -7.0, -12.0)),
    CtGrid((10, 12, 9), (2.0, 1.0, 1.5), (-9.0, -7.0, -12.0)).turned((20, -15, 30)),
    CtGrid((10, 12, 9), (2.0, 1.0, 1.5), (-9.0, -7.0, -12.0)).reversed(),
    CtGrid((10, 12, 9), (2.0, 1.0, 1.5), (-9.0, -7.0, -12.0)).tilted(18.5),
]


def scan(grid: CtGrid, dtype: type = np.float64) -> Volume:
    values = np.random.default_rng(2).integers(0, 200, grid.shape).astype(dtype)
    return Volume(values, grid.affine_lps, unit="HU", modality="CT")


def itk(volume: Volume, target: Volume, how: int) -> np.ndarray:
    like = to_itk(np.zeros(target.shape, np.uint8), target.affine_lps)
    image = to_itk(volume.voxels.astype(np.float64), volume.affine_lps)
    return SimpleITK.GetArrayFromImage(SimpleITK.Resample(image, like, SimpleITK.Transform(), how, -1.0))


@pytest.mark.parametrize("target", TARGETS, ids=["coarser", "oblique", "reversed", "tilted"])
@pytest.mark.parametrize("source", [SOURCE, SOURCE.turned((5, 50, -20)), SOURCE.tilted(-15)])
def test_equal_to_itk(source: CtGrid, target: CtGrid) -> None:
    volume, grid = scan(source), scan(target)
    ours = resampled(volume, grid, fill=-1)
    peer = itk(volume, grid, SimpleITK.sitkLinear)
    assert 0.02 < (peer == -1).mean() < 0.95
    np.testing.assert_allclose(ours.voxels, peer, atol=1e-2)
    np.testing.assert_array_equal(ours.affine_lps, grid.affine_lps)
    assert (ours.unit, ours.modality, ours.source_id) == ("HU", "CT", volume.source_id)
    labels = resampled(volume, grid, interpolation=Interpolation.NEAREST, fill=-1)
    assert (labels.voxels != itk(volume, grid, SimpleITK.sitkNearestNeighbor)).mean() < 0.003


def test_the_same_grid_changes_nothing() -> None:
    volume = scan(SOURCE.turned((5, 50, -20)), np.int16)
    same = resampled(volume, volume)
    np.testing.assert_array_equal(same.voxels, volume.voxels)
    assert same.voxels.dtype == np.int16


def test_uneven_volumes_on_both_sides() -> None:
    along = (0.0, 2.0, 3.0, 6.0, 9.0, 13.0, 15.0, 18.0)
    facts = {"slice_positions_mm": along, "geometry_fault": "Uneven.", "places_known": True}
    volume = replace(scan(SOURCE), **facts)
    same = resampled(volume, volume)
    np.testing.assert_allclose(same.voxels, volume.voxels, atol=1e-2)
    assert (same.geometry_fault, same.slice_positions_mm) == ("Uneven.", along)
    even = resampled(volume, scan(CtGrid((7, 14, 16), (3.0, 0.8, 1.1), SOURCE.origin_lps_mm)))
    np.testing.assert_allclose(even.voxels[[0, 2, 3, 5, 6]], volume.voxels[[0, 3, 4, 6, 7]], atol=1e-2)
    assert (even.geometry_fault, even.slice_positions_mm) == ("", None)
    with pytest.raises(GeometryError, match="Uneven"):
        resampled(replace(volume, places_known=False), volume)


def test_outside_is_the_smallest_value_unless_told() -> None:
    volume = scan(SOURCE, np.int16)
    far = scan(CtGrid((2, 3, 4), (1.0, 1.0, 1.0), (500.0, 0.0, 0.0)))
    assert (resampled(volume, far).voxels == volume.voxels.min()).all()
    assert (resampled(volume, far, fill=-99).voxels == -99).all()


def test_memory_is_asked_first() -> None:
    huge = Volume(np.broadcast_to(np.zeros(1, np.uint8), (4000, 4000, 4000)), np.eye(4))
    with pytest.raises(MemoryShort, match="Resampling"):
        resampled(scan(SOURCE), huge, may_use_bytes=10**9)


@pytest.mark.parametrize("grid", [SOURCE, SOURCE.tilted(15), SOURCE.turned((5, 50, -20)).reversed()])
def test_isotropic(grid: CtGrid) -> None:
    volume = Volume(np.zeros(grid.shape), grid.affine_lps)
    index = np.stack(np.meshgrid(*(range(length) for length in volume.shape), indexing="ij"), axis=-1)
    volume = replace(volume, voxels=volume.to_lps_mm(index) @ GRADIENT)
    cubes = isotropic(volume, fill=-9999)
    np.testing.assert_allclose(cubes.spacing_mm, 0.8)
    steps = cubes.affine_lps[:3, :3] / 0.8
    np.testing.assert_allclose(steps.T @ steps, np.eye(3), atol=1e-9)
    index = np.stack(np.meshgrid(*(range(length) for length in cubes.shape), indexing="ij"), axis=-1)
    points = cubes.to_lps_mm(index)
    back = volume.to_index(points)
    inside = ((back >= -1e-9) & (back <= np.array(volume.shape) - 1 + 1e-9)).all(axis=-1)
    assert inside.sum() > 0.5 * inside.size
    np.testing.assert_allclose(cubes.voxels[inside], (points @ GRADIENT)[inside], atol=1e-3)
    # The far end is at most a step away.
    assert cubes.shape[0] == 27
    assert isotropic(volume, 1.6).shape[0] == 14
    with pytest.raises(ValueError, match="spacing"):
        isotropic(volume, 0.0)
