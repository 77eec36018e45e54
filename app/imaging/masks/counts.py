"""How many voxels a change of a mask concerns, and a change that was found with them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from app.imaging.masks.change import Change


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
    """

    change: Change
    counts: Counts
