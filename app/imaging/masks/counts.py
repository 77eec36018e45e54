"""How many voxels a change of a mask concerns, and a change that was found with them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np

from ai.inference.results import Labelled, Structure
from ai.volume import BoolMask
from app.imaging.masks.change import Change, change_between
from app.imaging.masks.region import Box


@dataclass(frozen=True)
class Counts:
    """How many voxels a step concerns.

    Parameters
    ----------
    added, removed
        More than before of what only the structure has, and of what only that of the model has.
    taken
        (value, voxels) that neighbours in the shared map gave up.
    """

    added: int = 0
    removed: int = 0
    taken: tuple[tuple[int, int], ...] = ()

    def __add__(self, other: Counts) -> Counts:
        """Both after each other."""
        taken = Counter(dict(self.taken))
        taken.update(dict(other.taken))
        left = tuple(sorted((value, count) for value, count in taken.items() if count))
        return Counts(self.added + other.added, self.removed + other.removed, left)

    def __neg__(self) -> Counts:
        """Taken back."""
        return Counts(-self.added, -self.removed, tuple((value, -count) for value, count in self.taken))


@dataclass(frozen=True)
class Planned:
    """A change of the whole mask that was found, but not done yet.

    Parameters
    ----------
    change, counts
        What differs, and how many voxels that concerns.
    labelled
        (slices, rows, columns), the map as it becomes; nobody else writes into it.
    """

    change: Change
    counts: Counts
    labelled: Labelled


def counted(before: Labelled, after: Labelled, box: Box, *, value: int, original: Structure) -> Counts:
    """Count what a change of a block means for a structure and its neighbours.

    Parameters
    ----------
    before, after
        The block, of one shape.
    box
        Where it lies on the grid.
    value
        Of the structure in them.
    original
        As the model left it.
    """
    was = original.labelled[box] == original.value
    first, second = differences(was, before == value), differences(was, after == value)
    taken: tuple[tuple[int, int], ...] = ()
    if before.dtype == np.uint8:
        lost = np.zeros(256, np.intp)
        for one, other in zip(before, after, strict=True):
            differs = one != other
            lost += np.bincount(one[differs], minlength=256) - np.bincount(other[differs], minlength=256)
        lost[[0, value]] = 0
        taken = tuple((int(each), int(lost[each])) for each in np.flatnonzero(lost))
    return Counts(second[0] - first[0], second[1] - first[1], taken)


def planned(before: Labelled, after: Labelled, *, value: int, original: Structure) -> Planned | None:
    """Compare a map with what becomes of it; see `counted`. None where nothing differs."""
    change = change_between(before, after)
    if change is None:
        return None
    box = change.box
    return Planned(change, counted(before[box], after[box], box, value=value, original=original), after)


def differences(was: BoolMask, now: BoolMask) -> tuple[int, int]:
    """Count what only the second marks, and what only the first does."""
    both = int(np.count_nonzero(was & now))
    return int(np.count_nonzero(now)) - both, int(np.count_nonzero(was)) - both
