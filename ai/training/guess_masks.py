"""What anyone could draw without looking: the places that structures had in most training cases. Stands for a base.

The guess of a classifier without a base is the frequency of the classes; this is the same for masks.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from ai.training.dataset.case import Case
from ai.volume import BoolMask

PLACES = 48
"""Cells along each side of the scan in which frequencies are counted."""


def frequencies(cases: Sequence[Case], names: Sequence[str]) -> Mapping[str, Tensor]:
    """Count how often each place belongs to each structure.

    Returns
    -------
    Mapping[str, Tensor]
        By structure that a case has a mask of: (cells, cells, cells) float32, 0 to 1, along (slices, rows, columns).
    """
    result = {}
    for name in names:
        shares = [_sized(case.mask(name), (PLACES,) * 3) for case in cases if name in case.masks]
        if shares:
            result[name] = torch.stack(shares).mean(0)
    return result


def guessed(frequency: Tensor, shape: tuple[int, int, int]) -> BoolMask:
    """(slices, rows, columns) bool: where the structure lay in at least half of the cases."""
    cells = functional.interpolate(frequency[None, None], size=shape, mode="trilinear", align_corners=False)
    return np.asarray((cells[0, 0] >= 0.5).numpy(), np.bool_)


def _sized(mask: BoolMask, shape: tuple[int, ...]) -> Tensor:
    values = torch.from_numpy(np.asarray(mask, np.float32))[None, None]
    return functional.interpolate(values, size=shape, mode="trilinear", align_corners=False)[0, 0]
