"""What can be measured on the grid of a mask."""

from __future__ import annotations

import numpy as np

from ai.volume import SpacingKind, Volume

_MM3_PER_ML = 1000.0


def is_even(volume: Volume) -> bool:
    """Whether the affine of a volume tells where all of its slices are."""
    return volume.slice_positions_mm is None and not volume.geometry_fault


def has_millilitres(volume: Volume) -> bool:
    """Whether voxels have a volume in the patient."""
    return volume.spacing_kind is SpacingKind.PATIENT and not volume.geometry_fault and volume.shape[0] > 1


def voxel_ml(volume: Volume) -> float:
    """Volume of a voxel."""
    return abs(float(np.linalg.det(volume.affine_lps[:3, :3]))) / _MM3_PER_ML
