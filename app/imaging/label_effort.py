"""How much a person changed in a mask, as a training case keeps it."""

from __future__ import annotations

import numpy as np

from ai.inference.results import Structure
from ai.progress import Progress, silent
from ai.training.dataset.label_origin import Effort


def effort_of(original: Structure, now: Structure, voxel_ml: float, *, progress: Progress = silent) -> Effort:
    """Compare a mask with what its model left, slice by slice; how long it took is not known here.

    Parameters
    ----------
    original
        As the model left it, on the same grid.
    now
        As it is.
    voxel_ml
        Volume of a voxel.
    progress
        Called once per slice.
    """
    both = added = removed = 0
    planes = len(now.labelled)
    for index in range(planes):
        progress(index / planes, "")
        before, after = original.plane(index), now.plane(index)
        both += int(np.count_nonzero(before & after))
        added += int(np.count_nonzero(after & ~before))
        removed += int(np.count_nonzero(before & ~after))
    marked = 2 * both + added + removed
    return Effort(2 * both / marked if marked else 1.0, added * voxel_ml, removed * voxel_ml)
