"""By whom each voxel of a mask came to be marked: the model, a person, or both."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum

import numpy as np
import numpy.typing as npt

from ai.inference.results import Structure
from ai.volume import BoolMask
from app.imaging.masks.change import Change


class Origin(IntEnum):
    """Who marked a voxel."""

    NOBODY = 0
    MODEL = 1
    HUMAN = 2
    BOTH = 3
    """The model marked it, and a person cleared it and marked it again."""


def origins_of(original: Structure, now: Structure, changes: Sequence[Change]) -> npt.NDArray[np.uint8]:
    """Say who marked each voxel of a structure.

    Parameters
    ----------
    original, now
        As the model left it, and as it is.
    changes
        Edits of its map that stand, of this structure or of one that shares the map.

    Returns
    -------
    npt.NDArray[np.uint8]
        (slices, rows, columns), `Origin`.
    """
    return origins_between(original.mask, now.mask, changes)


def origins_between(before: BoolMask, after: BoolMask, changes: Sequence[Change]) -> npt.NDArray[np.uint8]:
    """Say who marked each voxel of a mask; parameters as of `origins_of`, (slices, rows, columns)."""
    origins = np.zeros(after.shape, np.uint8)
    origins[after & before] = Origin.MODEL
    origins[after & ~before] = Origin.HUMAN
    for change in changes:
        block = origins[change.box]
        block[change.touched() & (block == Origin.MODEL)] = Origin.BOTH
    return origins
