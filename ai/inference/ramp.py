"""The geometry proves itself before anything is drawn: what goes to the network must come back to its place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

import torch

from ai.inference.results import Structure
from ai.library.grid_spec import GridSpec
from ai.prepare.way import Way
from ai.volume import Volume

Through: TypeAlias = Callable[[torch.Tensor], torch.Tensor]
"""Cut (1, slices, rows, columns) float32 on the network's grid as for the network and stitch it again, nothing done."""


def require_true_way(
    volume: Volume, spec: GridSpec, way: Way, *, device: torch.device, contract: str, through: Through | None = None
) -> None:
    """Refuse a way on which things move; what was proved once for a contract and a grid is not proved again.

    Parameters
    ----------
    volume
        The scan; only its grid is read.
    spec, way
        The contract and how it is carried out on this scan.
    device
        Where it is carried out.
    contract
        Hash of the contract, for remembering.
    through
        The cutting into windows and the stitching with a network that does nothing; None where there is none.

    Raises
    ------
    ai.errors.GeometryError
        When anything returns over half a voxel from its place.
    """
    raise NotImplementedError


def sides_note(structures: Sequence[Structure], volume: Volume) -> str:
    """Say that paired structures do not lie on their sides of the patient; empty where they do or nobody knows."""
    raise NotImplementedError
