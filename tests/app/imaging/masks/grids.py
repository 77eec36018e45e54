"""Small grids, straight, reversed, oblique and sheared, and where their voxels lie."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from app.imaging.masks.region import Region

SHAPE = (9, 14, 12)

TURN = np.linalg.qr(np.array([[0.9, 0.2, -0.3], [0.1, 0.8, 0.4], [0.3, -0.5, 0.7]]))[0]

GRIDS = {
    "axial": np.array([[0.0, 0, 1], [0, 1, 0], [2.5, 0, 0]]),
    "reversed": np.array([[0.0, 0, -0.7], [0, 0.9, 0], [-4, 0, 0]]),
    "sagittal": np.array([[1.3, 0, 0], [0, 0, 0.8], [0, -0.8, 0]]),
    "oblique": TURN * [3.0, 0.8, 1.1],
    "tilted": np.array([[0.0, 0, 1], [0.4, 1, 0], [2.5, 0, 0]]),
}


def affine_of(steps: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    affine = np.eye(4)
    affine[:3, :3] = steps
    affine[:3, 3] = (-20.0, 11.0, 7.5)
    return affine


def whole(region: Region | None, shape: tuple[int, int, int] = SHAPE) -> npt.NDArray[np.bool_]:
    mask = np.zeros(shape, np.bool_)
    if region is not None:
        mask[region.box] = region.inside
    return mask


def centres(affine: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    index = np.stack(np.meshgrid(*map(np.arange, SHAPE), indexing="ij"), axis=-1)
    return np.asarray(index @ affine[:3, :3].T + affine[:3, 3])
