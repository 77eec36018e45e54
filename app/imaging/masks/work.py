"""A structure while a person edits it: its working map, its steps, and how much differs from what the model left."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ai.inference.results import Labelled, Structure
from ai.progress import Progress, silent
from ai.volume import BoolMask, Voxels
from app.imaging.masks.change import Change, change_between
from app.imaging.masks.edits import Edits, Extent
from app.imaging.masks.paint import Deed, Rules, painted
from app.imaging.masks.region import Box, Index, Region

_VALUES = range(1, 256)
"""That a shared map can have."""


class MaskWork:
    """The one mask that is edited.

    Not a value: strokes change the working map in place. Other structures of a shared map are locked: they stay as they
    are to the voxel. Nobody writes into the map any more once the work is over; going on is a new work on a copy, so
    that an export which reads the former one is not disturbed.

    Parameters
    ----------
    structure
        As it is when the work begins. Its map is copied.
    original
        As the model left it, on the same grid.
    """

    def __init__(self, structure: Structure, original: Structure, *, progress: Progress = silent) -> None:
        self.began_with = structure
        self.original = original
        self._value = structure.value
        self._edits = Edits(structure.labelled)
        self._rules = Rules() if structure.labelled.dtype == np.bool_ else Rules(locked=set(_VALUES) - {self._value})
        self._in_press = 0
        self._steps: list[tuple[int, int]] = []
        self._undone: list[tuple[int, int]] = []
        self._first = self._added = self._removed = 0
        self._fullest = most = 0
        planes = len(structure.labelled)
        for index in range(planes):
            progress(index / planes, "")
            was, now = original.plane(index), structure.plane(index)
            self._first += int(np.count_nonzero(was))
            added, removed = _differences(was, now)
            self._added += added
            self._removed += removed
            if (marked := int(np.count_nonzero(now))) > most:
                self._fullest, most = index, marked
        self.voxels_at_begin = self.voxels

    @property
    def labelled(self) -> Labelled:
        """(slices, rows, columns), the working map; a view that cannot be written."""
        return self._edits.labelled

    @property
    def voxels(self) -> int:
        """How many the structure has now."""
        return self._first + self._added - self._removed

    @property
    def is_as_model_left(self) -> bool:
        """Whether no voxel differs from what the model marked."""
        return not self._added and not self._removed

    @property
    def can_undo(self) -> bool:
        """Whether there is a step to take back."""
        return self._edits.can_undo

    @property
    def can_redo(self) -> bool:
        """Whether there is one to do again."""
        return self._edits.can_redo

    @property
    def count(self) -> int:
        """Steps that stand."""
        return self._edits.count

    def structure(self) -> Structure:
        """Give the structure as it is now, over the working map: a new value, so that what shows it follows.

        What the model's members and probabilities say of the voxels is left out: it is said of another mask.
        """
        return replace(
            self.began_with,
            labelled=self.labelled,
            probability=None,
            votes=None,
            agreement=None,
            edited=not self.is_as_model_left,
        )

    def extent(self, voxel_ml: float) -> Extent:
        """Say how much differs from what the model left; ``voxel_ml`` is the volume of a voxel."""
        both = self._first - self._removed
        marked = 2 * both + self._added + self._removed
        return Extent(2 * both / marked if marked else 1.0, self._added * voxel_ml, self._removed * voxel_ml)

    def usual_values(self, voxels: Voxels) -> tuple[float, float]:
        """Suggest which values of the scan belong to it: the middle nine tenths of those on its fullest slice.

        Parameters
        ----------
        voxels
            (slices, rows, columns) of the scan.
        """
        index = self._fullest
        inside = voxels[index][self.labelled[index] == self._value]
        low, high = np.percentile(inside, (5, 95)) if inside.size else (0.0, 0.0)
        return float(np.floor(low)), float(np.ceil(high))

    def marks(self, index: Index) -> bool:
        """Whether a voxel belongs to it."""
        return bool(self.labelled[index] == self._value)

    def free(self, box: Box) -> BoolMask:
        """Tell which voxels of a part of the grid marking may take: those that no locked structure has."""
        labelled = self.labelled[box]
        if labelled.dtype == np.bool_:
            return np.ones(labelled.shape, np.bool_)
        return ~np.isin(np.arange(256), list(self._rules.locked))[labelled]

    def paint(
        self,
        region: Region,
        deed: Deed,
        *,
        intensity: tuple[float, float] | None = None,
        voxels: Voxels | None = None,
    ) -> bool:
        """Mark or clear a region; part of one step until `end_press`.

        Parameters
        ----------
        region
            What the tool touches.
        deed
            Mark or clear.
        intensity, voxels
            (lowest, highest) value beyond which nothing is touched, and the scan; None for any.

        Returns
        -------
        bool
            Whether anything differs.
        """
        rules = replace(self._rules, intensity=intensity)
        change = painted(self.labelled, region, value=self._value, deed=deed, rules=rules, voxels=voxels)
        if change is None:
            return False
        self._do(change)
        self._in_press += 1
        return True

    def end_press(self) -> Change | None:
        """Make one step of all that was painted since the last one; None where that is nothing."""
        count, self._in_press = self._in_press, 0
        if not count:
            return None
        one = self._edits.merge(count)
        some = self._steps[-count:]
        del self._steps[-count:]
        if one is not None:
            self._steps.append((sum(each[0] for each in some), sum(each[1] for each in some)))
        return one

    def change_to(self, mask: BoolMask) -> Change | None:
        """Compare with another mask, but for voxels that other structures have; changes nothing, in any thread.

        Parameters
        ----------
        mask
            (slices, rows, columns) of the structure.

        Returns
        -------
        Change | None
            For `apply`; None where nothing differs.
        """
        before = self.labelled
        if before.dtype == np.bool_:
            return change_between(before, mask)
        after = before.copy()
        after[before == self._value] = 0
        after[mask & (after == 0)] = self._value
        return change_between(before, after)

    def apply(self, change: Change) -> None:
        """Take a change of `change_to` in one step; nothing was painted meanwhile."""
        self.end_press()
        self._do(change)

    def net(self) -> Change | None:
        """Give all steps that stand as one: done once more it takes them back."""
        return self._edits.net()

    def undo(self) -> Change | None:
        """Take the last step back; None where there is none."""
        self.end_press()
        change = self._edits.undo()
        if change is not None:
            added, removed = self._steps.pop()
            self._undone.append((added, removed))
            self._count(-added, -removed)
        return change

    def redo(self) -> Change | None:
        """Do again what was taken back last; None where there is nothing."""
        self.end_press()
        change = self._edits.redo()
        if change is not None:
            added, removed = self._undone.pop()
            self._steps.append((added, removed))
            self._count(added, removed)
        return change

    def _do(self, change: Change) -> None:
        added, removed = self._in_box(change.box)
        self._edits.do(change)
        now_added, now_removed = self._in_box(change.box)
        step = now_added - added, now_removed - removed
        self._steps.append(step)
        self._undone.clear()
        self._count(*step)

    def _count(self, added: int, removed: int) -> None:
        self._added += added
        self._removed += removed

    def _in_box(self, box: Box) -> tuple[int, int]:
        was, now = self.original.labelled[box] == self.original.value, self.labelled[box] == self._value
        return _differences(was, now)


def _differences(was: BoolMask, now: BoolMask) -> tuple[int, int]:
    """Count what only the second marks, and what only the first does."""
    both = int(np.count_nonzero(was & now))
    return int(np.count_nonzero(now)) - both, int(np.count_nonzero(was)) - both
