"""Outputs of labels that exclude each other as one label map on the source grid, in blocks."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import torch

from ai.prepare.way import Way
from ai.progress import Progress, silent

LabelMap: TypeAlias = npt.NDArray[np.uint8]
"""(slices, rows, columns) uint8."""


def labels_to_source(
    outputs: torch.Tensor,
    way: Way,
    *,
    first_value: int = 0,
    keep: bool = False,
    progress: Progress = silent,
) -> tuple[LabelMap, LabelMap | None]:
    """Label every voxel of the source grid with the channel that is highest there, outputs interpolated linearly.

    Parameters
    ----------
    outputs
        (channels, slices, rows, columns) on the network's grid, any float: probabilities or, where ``keep`` is False,
        anything that grows with them.
    way
        From `ai.prepare.grid.plan`.
    first_value
        Label of channel 0: 0 where it is background, else 1.
    keep
        Whether the value of the winning channel is wanted, too.
    progress
        Called once per block.

    Returns
    -------
    labels
        uint8 on the source grid; 0 where the network did not look.
    probability
        uint8 on the source grid, value of the winning channel x 255; None unless ``keep``.
    """
    raise NotImplementedError
