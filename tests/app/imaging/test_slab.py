"""Slab projections, orthogonal and oblique."""

from __future__ import annotations

import numpy as np
import pytest

from ai.errors import GeometryError
from ai.phantom.ct import CtGrid
from ai.volume import Volume
from app.imaging.layout import column_layout
from app.imaging.plane_frame import PlaneFrame
from app.imaging.slab import Projection, layers_within, oblique_slab, project, slice_slab

GRID = CtGrid((9, 12, 14), (2.0, 1.0, 1.0), (0.0, 0.0, 0.0))


def noise(dtype: type = np.int16) -> np.ndarray:
    return np.random.default_rng(4).integers(-500, 500, GRID.shape).astype(dtype)


PEERS = {Projection.MAXIMUM: np.max, Projection.MINIMUM: np.min, Projection.MEAN: np.mean}


@pytest.mark.parametrize("projection", list(Projection))
@pytest.mark.parametrize("dtype", [np.int16, np.float32])
def test_along_each_axis(projection: Projection, dtype: type) -> None:
    values = noise(dtype)
    peer = PEERS[projection]
    np.testing.assert_allclose(project(values[2:6], projection), peer(values[2:6], axis=0), rtol=1e-5)
    np.testing.assert_allclose(
        project(values.transpose(1, 0, 2)[2:6], projection), peer(values[:, 2:6], axis=1), rtol=1e-5
    )
    sagittal = project(column_layout(values).columns(3, 9), projection)
    np.testing.assert_allclose(sagittal, peer(values[:, :, 3:9], axis=2), rtol=1e-5)
    assert sagittal.dtype == (np.float32 if projection is Projection.MEAN else dtype)


def test_what_is_no_number_hides_nothing() -> None:
    values = noise(np.float32)
    values[3, 4, 5] = np.nan
    expected = values[[2, 4], 4, 5]
    assert project(values[2:5], Projection.MAXIMUM)[4, 5] == expected.max()
    assert project(values[2:5], Projection.MINIMUM)[4, 5] == expected.min()


@pytest.mark.parametrize(
    ("thickness_mm", "expected"), [(0, range(4, 5)), (3.9, range(4, 5)), (4, range(3, 6)), (100, range(9))]
)
def test_layers_are_chosen_by_their_centres(thickness_mm: float, expected: range) -> None:
    assert layers_within(4, thickness_mm, np.arange(9) * 2.0) == expected
    with pytest.raises(ValueError, match="thickness"):
        layers_within(4, -1, np.arange(9) * 2.0)


def test_uneven_slices_count_by_their_places() -> None:
    values = noise()
    along = (0.0, 1.0, 2.0, 10.0, 12.0, 13.0, 30.0, 32.0, 34.0)
    volume = Volume(values, GRID.affine_lps, slice_positions_mm=along, geometry_fault="Uneven.", places_known=True)
    np.testing.assert_array_equal(slice_slab(volume, 4, 4, Projection.MAXIMUM), values[3:6].max(axis=0))
    with pytest.raises(GeometryError, match="Uneven"):
        slice_slab(Volume(values, GRID.affine_lps, geometry_fault="Uneven."), 4, 4, Projection.MAXIMUM)


def axial(height: float, shape: tuple[int, int] = (12, 14)) -> PlaneFrame:
    return PlaneFrame((0.0, 0.0, height), (1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (1.0, 1.0), shape)


@pytest.mark.parametrize("projection", list(Projection))
def test_an_oblique_slab_along_the_grid_is_the_orthogonal_one(projection: Projection) -> None:
    volume = Volume(noise(), GRID.affine_lps)
    shown = oblique_slab(volume, axial(8), 8, projection, fill=0)
    # Planes every mm, slices every 2 mm: those between are means of neighbours.
    dense = np.repeat(volume.voxels[2:7].astype(float), 2, axis=0)[:-1]
    dense[1::2] = (volume.voxels[2:6].astype(float) + volume.voxels[3:7]) / 2
    np.testing.assert_allclose(shown, PEERS[projection](dense, axis=0), atol=0.51)
    assert shown.dtype == (np.float32 if projection is Projection.MEAN else np.int16)


def test_a_tilted_plane_sees_the_vessel_over_its_length() -> None:
    values = np.full(GRID.shape, -100, np.int16)
    values[:, 6, 7] = 300
    volume = Volume(values, GRID.affine_lps)
    s = np.sqrt(0.5)
    frame = PlaneFrame((0.0, 6 - 8 * s, 8 - 8 * s), (1.0, 0.0, 0.0), (0.0, s, s), (1.0, 1.0), (17, 14))
    thin = oblique_slab(volume, frame, 0, Projection.MAXIMUM, fill=-100)
    thick = oblique_slab(volume, frame, 6, Projection.MAXIMUM, fill=-100)
    assert (thick[:, 7] > 100).sum() > (thin[:, 7] > 100).sum() + 2


def test_what_lies_outside_counts_nowhere() -> None:
    volume = Volume(np.full(GRID.shape, 50, np.int16), GRID.affine_lps)
    wide = axial(0.0, (30, 30))
    for projection in Projection:
        shown = oblique_slab(volume, wide, 1000, projection, fill=-7)
        assert (shown[:12, :14] == 50).all()
        assert (shown[14:] == -7).all()
        assert (shown[:, 16:] == -7).all()
    np.testing.assert_array_equal(oblique_slab(volume, axial(99.0), 4, Projection.MEAN, fill=-7), np.full((12, 14), -7))
    with pytest.raises(ValueError, match="thickness"):
        oblique_slab(volume, wide, -1, Projection.MEAN, fill=0)


def test_progress_is_told_for_every_plane() -> None:
    told: list[str] = []

    def progress(fraction: float, message: str) -> None:
        told.append(message)

    oblique_slab(Volume(noise(), GRID.affine_lps), axial(8), 3, Projection.MEAN, fill=0, progress=progress)
    assert told == [f"Plane {number} of 4" for number in (1, 2, 3, 4)]


def test_an_oblique_slab_through_uneven_slices() -> None:
    values = np.zeros(GRID.shape, np.int16)
    values[6] = 100
    along = (0.0, 1.0, 2.0, 4.0, 6.0, 8.0, 11.0, 12.0, 14.0)
    volume = Volume(values, GRID.affine_lps, slice_positions_mm=along, geometry_fault="Uneven.", places_known=True)
    assert (oblique_slab(volume, axial(10), 2, Projection.MAXIMUM, fill=0) == 100).all()
    assert (oblique_slab(volume, axial(6), 2, Projection.MAXIMUM, fill=0) == 0).all()
    # However thick: it reaches the far end of the uneven stack.
    assert (oblique_slab(volume, axial(0), 500, Projection.MAXIMUM, fill=0) >= 95).all()
