"""How much a person changed in a mask, how long that took, and by whom each voxel came to be marked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ai.inference.results import Structure
from ai.progress import Progress, silent
from app.imaging.masks.change import Change
from app.imaging.masks.journal import Kept
from app.imaging.masks.origin import Origin, origins_between


@dataclass(frozen=True)
class EditLog:
    """What was done to a structure since its model left it.

    Parameters
    ----------
    changes
        That stand, in their order.
    seconds
        That the reader spent on it.
    """

    changes: tuple[Change, ...] = ()
    seconds: float = 0.0

    def __add__(self, other: EditLog) -> EditLog:
        """Both after each other."""
        return EditLog((*self.changes, *other.changes), self.seconds + other.seconds)


NOTHING_DONE = EditLog()
"""A mask as the model left it."""


@dataclass(frozen=True)
class EditFigures:
    """How much a person changed in a mask of a model.

    Parameters
    ----------
    dice
        Between the mask of the model and the mask now, 0 to 1; 1 where both are empty.
    added_ml, removed_ml
        What only the mask now has, and what only that of the model has.
    seconds
        That the reader spent on it, with the mouse in the window.
    steps
        That stand.
    model_voxels, human_voxels, both_voxels
        Of the mask now, by `app.imaging.masks.origin.Origin`.
    """

    dice: float
    added_ml: float
    removed_ml: float
    seconds: float
    steps: int
    model_voxels: int
    human_voxels: int
    both_voxels: int

    @property
    def voxels(self) -> int:
        """Of the mask now."""
        return self.model_voxels + self.human_voxels + self.both_voxels


def edit_figures(
    original: Structure,
    now: Structure,
    own: EditLog,
    *,
    beside: Sequence[Change] = (),
    voxel_ml: float,
    progress: Progress = silent,
) -> EditFigures:
    """Compare a structure with what its model left.

    Parameters
    ----------
    original, now
        As the model left it, and as it is, on one grid.
    own
        What was done to it.
    beside
        Changes that stand of structures that share its map.
    voxel_ml
        Volume of a voxel.
    progress
        Called now and then.
    """
    progress(0.0, "")
    before, after = original.mask, now.mask
    origins = origins_between(before, after, (*own.changes, *beside))
    progress(0.7, "")
    counts = np.bincount(origins.ravel(), minlength=len(Origin))
    model, human, both = (int(counts[each]) for each in (Origin.MODEL, Origin.HUMAN, Origin.BOTH))
    was = int(np.count_nonzero(before))
    common = model + both
    marked = was + common + human
    return EditFigures(
        dice=2 * common / marked if marked else 1.0,
        added_ml=human * voxel_ml,
        removed_ml=(was - common) * voxel_ml,
        seconds=own.seconds,
        steps=len(own.changes),
        model_voxels=model,
        human_voxels=human,
        both_voxels=both,
    )


def logs_of(kept: Sequence[Kept]) -> dict[int, EditLog]:
    """Find what stands of edits that were written down as they were applied, those that were taken back included.

    Parameters
    ----------
    kept
        In their order; an edit that follows itself took it back.

    Returns
    -------
    dict of int and EditLog
        By the number of the structure.
    """
    standing: list[Kept] = []
    seconds: dict[int, float] = {}
    for each in kept:
        if not (each.structure.isascii() and each.structure.isdigit()):
            continue
        number = int(each.structure)
        seconds[number] = seconds.get(number, 0.0) + each.seconds
        if standing and (standing[-1].structure, standing[-1].change) == (each.structure, each.change):
            standing.pop()
        else:
            standing.append(each)
    return {
        number: EditLog(tuple(each.change for each in standing if each.structure == str(number)), spent)
        for number, spent in seconds.items()
    }
