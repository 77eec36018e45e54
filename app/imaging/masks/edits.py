"""The edits of one mask: what was done, undone, and by whom each voxel came to be marked."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import numpy as np
import numpy.typing as npt

from ai.inference.results import Labelled
from app.imaging.masks.change import Change, merged
from app.imaging.masks.origin import origins_between


@dataclass(frozen=True)
class Extent:
    """How much a person changed.

    Parameters
    ----------
    dice
        Between before and after, 0 to 1; 1 where both are empty.
    added_ml, removed_ml
        What only one of them marks.
    """

    dice: float
    added_ml: float
    removed_ml: float


class Way(Enum):
    """Along the edits."""

    BACK = "back"
    FORTH = "forth"


class Edits:
    """A mask in work, with everything that was done to it.

    Not a value: the mask is changed in place by small edits, and by large ones becomes another one that was made
    meanwhile. Whoever draws it sees it through `labelled`.

    Parameters
    ----------
    labelled
        (slices, rows, columns) bool of one structure, or the uint8 map that several share, as the model left it.
        Copied.
    """

    def __init__(self, labelled: Labelled) -> None:
        self._first = labelled
        self._labelled: Labelled = labelled.copy()
        self._done: list[Change] = []
        self._undone: list[Change] = []

    @property
    def labelled(self) -> Labelled:
        """As it is now; a view that cannot be written."""
        view = self._labelled.view()
        view.flags.writeable = False
        return view

    @property
    def can_undo(self) -> bool:
        """Whether there is an edit to take back."""
        return bool(self._done)

    @property
    def can_redo(self) -> bool:
        """Whether there is one to do again."""
        return bool(self._undone)

    @property
    def count(self) -> int:
        """Edits that stand."""
        return len(self._done)

    @property
    def standing(self) -> tuple[Change, ...]:
        """Edits that stand, in their order."""
        return tuple(self._done)

    def do(self, change: Change) -> None:
        """Do an edit; what was undone before cannot be done again any more."""
        change.apply(self._labelled)
        self._done.append(change)
        self._undone.clear()

    def take(self, change: Change, labelled: Labelled) -> None:
        """Do an edit that was done already on a copy, which becomes the mask; see `do`.

        Parameters
        ----------
        change
            The edit.
        labelled
            (slices, rows, columns), the mask with it, which nobody else writes into.
        """
        self._labelled = labelled
        self._done.append(change)
        self._undone.clear()

    def merge(self, count: int) -> Change | None:
        """Make one edit of the last ones, so that they are undone together.

        Parameters
        ----------
        count
            How many, at least one.

        Returns
        -------
        Change | None
            The one; None where they undid each other, and nothing is left of them.
        """
        some = self._done[-count:]
        del self._done[-count:]
        one = merged(some)
        if one is not None:
            self._done.append(one)
        return one

    def net(self) -> Change | None:
        """Give all edits that stand as one; None where they come to nothing."""
        return merged(self._done)

    def next_move(self, way: Way) -> Change | None:
        """Tell what `move` would do or undo; None for nothing."""
        source, _ = self._way(way)
        return source[-1] if source else None

    def moved(self, way: Way) -> Labelled:
        """Return a copy of the mask as `move` would make it; in any thread, while nobody changes the mask."""
        labelled, change = self._labelled.copy(), self.next_move(way)
        if change is not None:
            change.apply(labelled)
        return labelled

    def move(self, way: Way, labelled: Labelled | None = None) -> Change | None:
        """Take the last edit back, or do again what was taken back last.

        Parameters
        ----------
        way
            Which of both.
        labelled
            As `moved` made it: it becomes the mask. None to change the mask in place.

        Returns
        -------
        Change | None
            None where there is nothing.
        """
        source, target = self._way(way)
        if not source:
            return None
        change = source.pop()
        if labelled is None:
            change.apply(self._labelled)
        else:
            self._labelled = labelled
        target.append(change)
        return change

    def undo(self) -> Change | None:
        """Take the last edit back; None where there is none."""
        return self.move(Way.BACK)

    def redo(self) -> Change | None:
        """Do again what was taken back last; None where there is nothing."""
        return self.move(Way.FORTH)

    def _way(self, way: Way) -> tuple[list[Change], list[Change]]:
        """From where to where an edit goes."""
        return (self._done, self._undone) if way is Way.BACK else (self._undone, self._done)

    def origins(self, value: int = 1) -> npt.NDArray[np.uint8]:
        """Say who marked each voxel of a structure.

        Parameters
        ----------
        value
            Of the structure in a shared map.

        Returns
        -------
        npt.NDArray[np.uint8]
            (slices, rows, columns), `app.imaging.masks.origin.Origin`.
        """
        return origins_between(self._first == value, self._labelled == value, self._done)
