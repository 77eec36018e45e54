"""Points of the patient and indices of voxels, there and back."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from app.imaging.true_place import to_index, to_lps_mm
from tests.app.imaging.linear_scan import GRID, VOLUMES, ramp


@pytest.mark.parametrize("name", VOLUMES)
def test_points_and_voxels_are_each_other(name: str) -> None:
    volume = VOLUMES[name]
    index = np.random.default_rng(0).uniform(0, np.array(volume.shape) - 1, (50, 3))
    if name == "wide gap":
        index[:, 0] = np.round(index[:, 0])
    np.testing.assert_allclose(to_index(volume, to_lps_mm(volume, index)), index, atol=1e-9)


def test_an_uneven_single_slice_has_a_place() -> None:
    grid = replace(GRID, shape=(1, 14, 16))
    film = ramp(grid, slice_positions_mm=(7.0,), geometry_fault="Slices are missing.", places_known=True)
    np.testing.assert_allclose(to_lps_mm(film, (1.0, 0.0, 0.0)), film.affine_lps[:3, 3] + (0.0, 0.0, 3.0))
