"""A scan as the network's input, as the contract's `ai.library.grid_spec.GridSpec` says, with the exact way back."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import torch

from ai.errors import InputMismatch
from ai.library.grid_spec import ORIENTATION_PAIRS, GridSpec
from ai.prepare.intensity import scale_values
from ai.prepare.resample import Sampling, resample, same_first_voxel, same_space
from ai.prepare.way import Padding, Region, Resampling, Step, Triple, Way
from ai.progress import Progress, part, silent
from ai.volume import SpacingKind, Volume, Voxels
from ai.words import say

THICK_RATIO = 3.0
"""An axis over this many times as coarse as the finest is thick, as nnU-Net counts."""

_TOWARDS = "LPS"
"""Letters of the directions in which x, y and z of the patient grow."""


@dataclass(frozen=True, eq=False)
class Prepared:
    """What the network sees.

    Parameters
    ----------
    tensor
        (channels, slices, rows, columns) float32; copies of a grey picture share their memory, so never write into it.
    way
        How its grid lies on the source grid.
    dimensions
        2 or 3, of the network.
    """

    tensor: torch.Tensor
    way: Way
    dimensions: int

    @property
    def batch(self) -> torch.Tensor:
        """View as the network takes it: (1, channels, slices, rows, columns), or (slices, channels, rows, columns)."""
        return self.tensor.movedim(1, 0) if self.dimensions == 2 else self.tensor[None]


def plan(volume: Volume, spec: GridSpec, *, region: Region | None = None) -> Way:
    """Decide how a scan comes to the network's grid; nothing is computed yet.

    Parameters
    ----------
    volume
        Grey, on a regular grid.
    spec
        The contract.
    region
        The part of the source grid that is read; None for all.

    Raises
    ------
    InputMismatch
        When the scan lacks what the contract needs: grey values, known axes, a known spacing.
    ai.errors.GeometryError
        When the slices form no regular grid.
    """
    raise NotImplementedError


def prepare(
    volume: Volume,
    spec: GridSpec,
    *,
    device: torch.device,
    way: Way | None = None,
    progress: Progress = silent,
) -> Prepared:
    """Make the network's input of a scan.

    Parameters
    ----------
    volume
        Grey, on a regular grid.
    spec
        The contract.
    device
        Where the tensor is made.
    way
        From `plan`, where it was asked before; None plans the whole volume.
    progress
        Called once per piece.

    Raises
    ------
    InputMismatch
        As `plan`; or when the values of the scan cannot be scaled.
    ai.errors.GeometryError
        As `plan`.
    """
    raise NotImplementedError


def to_network(
    voxels: Voxels, way: Way, *, device: torch.device, fill: float = 0.0, progress: Progress = silent
) -> torch.Tensor:
    """Carry any array on the source grid to the network's grid; only the geometry of `prepare`.

    Parameters
    ----------
    voxels
        (slices, rows, columns) on the source grid, any real dtype.
    way
        From `plan`.
    device
        Where the tensor is made.
    fill
        What stands outside the picture.
    progress
        Called once per piece.

    Returns
    -------
    torch.Tensor
        ``way.shape``, float32.
    """
    raise NotImplementedError


def letters_of(affine_lps: npt.NDArray[np.float64]) -> str:
    """Direction in the patient in which each index of a grid grows: three letters, as ``GridSpec.orientation``."""
    raise NotImplementedError
