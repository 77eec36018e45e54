"""Values of a scan as the network was trained on them: the steps of `ai.library.grid_spec.INTENSITY_STEPS`."""

from __future__ import annotations

from collections.abc import Sequence

import torch

from ai.library.grid_spec import IntensityStep
from ai.progress import Progress, silent
from ai.volume import Volume


def scale_values(
    values: torch.Tensor, steps: Sequence[IntensityStep], volume: Volume, *, progress: Progress = silent
) -> torch.Tensor:
    """Carry out the steps in order, in place.

    Parameters
    ----------
    values
        (slices, rows, columns), float32; written into.
    steps
        Of the contract.
    volume
        Where the values are from; asked for what its file says of them.
    progress
        Called once per step.
    """
    raise NotImplementedError
