"""A structure while a person edits it: its working map, its steps, and how much differs from what the model left."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from ai.inference.provenance import Making
from ai.inference.results import Labelled, Structure
from ai.progress import Progress, silent
from ai.volume import BoolMask, Voxels
from app.imaging.masks.change import Change
from app.imaging.masks.counts import Counts, Planned, counted, differences, planned
from app.imaging.masks.edits import Edits, Extent, Way
from app.imaging.masks.origin import origins_of
from app.imaging.masks.paint import Deed, Rules, painted
from app.imaging.masks.region import Box, Index, Region

_VALUES = range(1, 256)
"""That a shared map can have."""

LONG_VOXELS = 1 << 21
"""In the block of a step, beyond which it is made ready in a job. Measured on one core: marking so many takes 16 ms."""


class MaskWork:
    """The one mask that is edited.

    Not a value: strokes change the working map in place, and a change of the whole puts another map there. Other
    structures of a shared map are locked: they stay as they are to the voxel, until one is unlocked; what is marked of
    it then is taken from it. Structures with a map of their own may lie over each other; one that is kept out of is not
    marked. Nobody writes into the map any more once the work is over; going on is a new work on a copy, so that an
    export which reads the former one is not disturbed.

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
        self._beside: tuple[Structure, ...] = ()
        self.seconds = 0.0
        """That the reader spent on it since the work began."""
        self._seconds_told = 0.0
        self._making = structure.making
        self._in_press = 0
        self._steps: list[Counts] = []
        self._undone: list[Counts] = []
        self._counts = Counts()
        self._at_begin: npt.NDArray[np.intp] = np.zeros(256, np.intp)
        self._first = at_first = lost = 0
        self._fullest = most = 0
        planes = len(structure.labelled)
        for index in range(planes):
            progress(index / planes, "")
            was, now = original.plane(index), structure.plane(index)
            self._first += int(np.count_nonzero(was))
            if structure.labelled.dtype == np.uint8:
                self._at_begin += np.bincount(structure.labelled[index].ravel(), minlength=256)
            added, removed = differences(was, now)
            at_first += added
            lost += removed
            if (marked := int(np.count_nonzero(now))) > most:
                self._fullest, most = index, marked
        self._counts = Counts(at_first, lost)
        self.voxels_at_begin = self.voxels

    @property
    def labelled(self) -> Labelled:
        """(slices, rows, columns), the working map; a view that cannot be written."""
        return self._edits.labelled

    @property
    def voxels(self) -> int:
        """How many the structure has now."""
        return self._first + self._counts.added - self._counts.removed

    @property
    def is_as_model_left(self) -> bool:
        """Whether no voxel differs from what the model marked."""
        return not self._counts.added and not self._counts.removed

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

        What the model's members and probabilities say of the voxels is left out: it is said of another mask. Edited is
        said of masks of models alone.
        """
        return replace(
            self.began_with,
            labelled=self.labelled,
            probability=None,
            votes=None,
            agreement=None,
            mean_agreement=None,
            edited=self._making is Making.MODEL and not self.is_as_model_left,
            making=self._making,
        )

    def extent(self, voxel_ml: float) -> Extent:
        """Say how much differs from what the model left; ``voxel_ml`` is the volume of a voxel."""
        added, removed = self._counts.added, self._counts.removed
        both = self._first - removed
        marked = 2 * both + added + removed
        return Extent(2 * both / marked if marked else 1.0, added * voxel_ml, removed * voxel_ml)

    @property
    def taken(self) -> Mapping[int, int]:
        """How many voxels each neighbour in the shared map gave up since the work began, by its value."""
        return dict(self._counts.taken)

    @property
    def locked(self) -> frozenset[int]:
        """Values of the shared map that stay as they are."""
        return frozenset(self._rules.locked)

    def lock(self, values: Collection[int]) -> None:
        """Leave other structures of a shared map alone: those with these values, and no others."""
        self._rules = replace(self._rules, locked=frozenset(values) - {self._value})

    def keep_out_of(self, structures: Sequence[Structure]) -> None:
        """Mark nothing of structures with maps of their own: of these, and of no others."""
        self._beside = tuple(structures)

    def beside(self, structure: Structure) -> Structure:
        """Give a neighbour in the shared map as it is now.

        Parameters
        ----------
        structure
            As it was when the work began.

        Returns
        -------
        Structure
            The same one where it gave nothing up; else without what the model said of its voxels.
        """
        if not self.taken.get(structure.value):
            return structure
        silent = replace(structure, probability=None, votes=None, agreement=None, mean_agreement=None)
        return replace(silent, labelled=self.labelled, edited=True)

    def voxels_at_begin_beside(self, value: int) -> int:
        """Count the voxels that a neighbour in the shared map had when the work began."""
        return int(self._at_begin[value])

    def voxels_beside(self, value: int) -> int:
        """Count the voxels that a neighbour in the shared map has now."""
        return int(self._at_begin[value]) - self.taken.get(value, 0)

    def origins(self, earlier: Sequence[Change] = ()) -> npt.NDArray[np.uint8]:
        """Say who marked each voxel.

        Parameters
        ----------
        earlier
            Changes that stood when the work began.

        Returns
        -------
        npt.NDArray[np.uint8]
            (slices, rows, columns), `app.imaging.masks.origin.Origin`.
        """
        return origins_of(self.original, self.structure(), (*earlier, *self._edits.standing))

    def untold_seconds(self) -> float:
        """Tell how much of `seconds` came since this was asked last."""
        untold, self._seconds_told = self.seconds - self._seconds_told, self.seconds
        return untold

    @property
    def standing(self) -> tuple[Change, ...]:
        """Steps that stand, in their order."""
        return self._edits.standing

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
        free = np.ones(labelled.shape, np.bool_)
        if labelled.dtype != np.bool_:
            free = ~self._is_locked()[labelled]
        for each in self._beside:
            free &= each.labelled[box] != each.value
        return free

    def paint(
        self,
        region: Region,
        deed: Deed,
        *,
        intensity: tuple[float, float] | None = None,
        voxels: Voxels | None = None,
        reckoned: bool = False,
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
        reckoned
            Whether the program or a model found the region: what a person draws is by hand alone no more.

        Returns
        -------
        bool
            Whether anything differs.
        """
        rules = replace(self._rules, intensity=intensity)
        if deed is Deed.MARK:
            region = self._kept_out(region)
        change = painted(self.labelled, region, value=self._value, deed=deed, rules=rules, voxels=voxels)
        if change is None:
            return False
        self._do(change)
        self._in_press += 1
        if reckoned and self._making is Making.HAND:
            self._making = Making.AIDED
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
            self._steps.append(sum(some, Counts()))
        return one

    def plan(self, mask: BoolMask) -> Planned | None:
        """Find what makes another mask of it, but for voxels that locked structures have.

        Changes nothing, in any thread.

        Parameters
        ----------
        mask
            (slices, rows, columns) of the structure.

        Returns
        -------
        Planned | None
            For `do`; None where nothing differs.
        """
        before = self.labelled
        after: Labelled
        if before.dtype == np.bool_:
            after = mask.copy()
            for index, plane in enumerate(after):
                for each in self._beside:
                    # What both have already stays with both.
                    plane &= ~each.plane(index) | before[index].view(np.bool_)
        else:
            after = before.copy()
            after[before == self._value] = 0
            after[mask & ~self._is_locked()[after]] = self._value
        return self._planned(after)

    def plan_back(self) -> Planned | None:
        """Find what brings the mask of the model back; what it took from neighbours goes back to them."""
        before, was = self.labelled, self.original.labelled
        if before.dtype == np.bool_:
            return self.plan(self.original.mask)
        after, began = before.copy(), self.began_with.labelled
        own = before == self._value
        # What was the structure's own already when the work began was taken from whom the model gave it to.
        after[own] = np.where(began == self._value, was, began)[own]
        after[(was == self.original.value) & ~self._is_locked()[before]] = self._value
        return self._planned(after)

    def do(self, planned: Planned) -> None:
        """Take a change of `plan` or `plan_back` in one step; nothing was painted meanwhile.

        The program reckoned it: a mask that a person draws is by hand alone no more, be the step undone or not.
        """
        self.end_press()
        if self._making is Making.HAND:
            self._making = Making.AIDED
        self._edits.take(planned.change, planned.labelled)
        self._note(planned.counts)

    def net(self) -> Change | None:
        """Give all steps that stand as one: done once more it takes them back."""
        return self._edits.net()

    def is_long(self, way: Way) -> bool:
        """Whether the next step along a way concerns so much of the map that `moved` should do it in a job."""
        change = self._edits.next_move(way)
        return change is not None and math.prod(change.shape) > LONG_VOXELS

    def moved(self, way: Way) -> Labelled:
        """Return a copy of the map as `move` would make it; in any thread, while nothing is painted."""
        return self._edits.moved(way)

    def move(self, way: Way, labelled: Labelled | None = None) -> Change | None:
        """Take the last step back, or do again what was taken back last; None where there is nothing.

        ``labelled`` where `moved` did it already.
        """
        self.end_press()
        change = self._edits.move(way, labelled)
        if change is not None:
            source, target = (self._steps, self._undone) if way is Way.BACK else (self._undone, self._steps)
            step = source.pop()
            target.append(step)
            self._counts += -step if way is Way.BACK else step
        return change

    def undo(self) -> Change | None:
        """Take the last step back; None where there is none."""
        return self.move(Way.BACK)

    def redo(self) -> Change | None:
        """Do again what was taken back last; None where there is nothing."""
        return self.move(Way.FORTH)

    def _do(self, change: Change) -> None:
        before = self.labelled[change.box].copy()
        self._edits.do(change)
        self._note(counted(before, self.labelled[change.box], change.box, value=self._value, original=self.original))

    def _note(self, step: Counts) -> None:
        self._steps.append(step)
        self._undone.clear()
        self._counts += step

    def _planned(self, after: Labelled) -> Planned | None:
        return planned(self.labelled, after, value=self._value, original=self.original)

    def _is_locked(self) -> npt.NDArray[np.bool_]:
        """(256,): whether a value of the map stays as it is."""
        return np.isin(np.arange(256), list(self._rules.locked))

    def _kept_out(self, region: Region) -> Region:
        """Leave out what other structures have that are not to be marked."""
        if not self._beside:
            return region
        inside = region.inside.copy()
        for each in self._beside:
            inside &= each.labelled[region.box] != each.value
        return Region(region.low, inside)
