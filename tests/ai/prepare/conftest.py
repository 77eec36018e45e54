"""Scans on grids of every kind, with values of their own."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from ai.volume import Affine, Volume

GRIDS = ("axial", "from above", "coronal", "sagittal", "oblique", "mirrored", "anisotropic", "sheared")

MakeScan = Callable[..., Volume]


def rotation(angles_deg: tuple[float, float, float]) -> np.ndarray:
    """(3, 3) turning about x, then y, then z."""
    result = np.eye(3)
    for axis, angle in enumerate(np.deg2rad(angles_deg)):
        first, second = [each for each in range(3) if each != axis]
        turn = np.eye(3)
        turn[first, first] = turn[second, second] = np.cos(angle)
        turn[first, second], turn[second, first] = -np.sin(angle), np.sin(angle)
        result = turn @ result
    return result


def affine_of(grid: str) -> Affine:
    """Affine of one of `GRIDS`: columns are the steps of slice, row and column."""
    x, y, z = np.eye(3)
    steps = {
        "axial": (2.0 * z, 0.8 * y, 0.7 * x),
        "from above": (-2.0 * z, 0.8 * y, 0.7 * x),
        "coronal": (1.5 * y, -0.9 * z, 0.9 * x),
        "sagittal": (-1.5 * x, -0.9 * z, 0.8 * y),
        "oblique": tuple(rotation((20, -15, 25)) @ step for step in (2.0 * z, 0.8 * y, 0.7 * x)),
        "mirrored": (2.0 * z, -0.8 * y, -0.7 * x),
        "anisotropic": (6.0 * z, 0.5 * y, 0.5 * x),
        "sheared": (2.0 * z + 0.5 * y, 0.8 * y, 0.7 * x),
    }[grid]
    affine = np.eye(4)
    affine[:3, :3] = np.stack(steps, 1)
    affine[:3, 3] = (-40, 25, 110)
    return affine


@pytest.fixture(scope="session")
def scan() -> MakeScan:
    """Make a scan of noise on one of `GRIDS`."""

    def make(grid: str = "axial", shape: tuple[int, int, int] = (13, 22, 19), **fields: object) -> Volume:
        voxels = np.random.default_rng(7).integers(-1000, 1500, shape).astype(np.int16)
        return Volume(voxels, affine_of(grid), **({"modality": "CT", "unit": "HU"} | fields))

    return make
