"""The edits of one mask: what was done, undone, and by whom each voxel came to be marked."""

from __future__ import annotations

from dataclasses import dataclass

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


class Edits:
    """A mask in work, with everything that was done to it.

    Not a value: the mask is changed in place, and whoever draws it sees it through `labelled`.

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

    def undo(self) -> Change | None:
        """Take the last edit back; None where there is none."""
        return self._move(self._done, self._undone)

    def redo(self) -> Change | None:
        """Do again what was taken back last; None where there is nothing."""
        return self._move(self._undone, self._done)

    def _move(self, source: list[Change], target: list[Change]) -> Change | None:
        if not source:
            return None
        change = source.pop()
        change.apply(self._labelled)
        target.append(change)
        return change

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
