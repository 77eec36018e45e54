"""Edits that were kept on the disk, done again on the masks that they belong to."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from ai.inference.results import Labelled, Structure
from app.imaging.label_map import is_same_memory
from app.imaging.masks.journal import Kept


@dataclass(frozen=True, eq=False)
class TakenUp:
    """A structure with the edits of an earlier session.

    Parameters
    ----------
    number
        Which one of the result.
    structure
        Over a map of its own; others of a shared map are in the list too, with the same voxels as before.
    voxels, added, removed
        How many it has, and how many only it or only the mask of the model has.
    steps
        Edits of it.
    """

    number: int
    structure: Structure
    voxels: int
    added: int
    removed: int
    steps: int

    @property
    def extent(self) -> tuple[float, int, int]:
        """Dice with the mask of the model, voxels added, voxels removed."""
        both = self.voxels - self.added
        marked = 2 * both + self.added + self.removed
        return (2 * both / marked if marked else 1.0), self.added, self.removed


def fingerprint(structures: Sequence[Structure]) -> str:
    """Tell masks from other masks: edits are differences, and mean nothing on any other."""
    sums, known = [], list[Labelled]()
    for each in structures:
        if not any(is_same_memory(each.labelled, other) for other in known):
            known.append(each.labelled)
            total = 0
            for plane in each.labelled:
                total = zlib.crc32(plane.tobytes(), total)
            sums.append(f"{total:08x}")
        sums.append(f"{each.label.name}={each.value}")
    return " ".join(sums)


def take_up(structures: Sequence[Structure], kept: Sequence[Kept]) -> tuple[TakenUp, ...]:
    """Do edits again.

    Parameters
    ----------
    structures
        Of the result as its model left it.
    kept
        What was done, in its order, to structures by their numbers; of one that is not there nothing is done.

    Returns
    -------
    tuple of TakenUp
        Those over a new map; empty where nothing differs in the end.
    """
    copies: list[tuple[Labelled, Labelled]] = []
    steps = [0] * len(structures)
    for one in kept:
        number = _number(one.structure, len(structures))
        if number is None:
            continue
        source = structures[number].labelled
        copy = _copy_of(source, copies)
        if copy is None:
            copy = source.copy()
            copies.append((source, copy))
        one.change.apply(copy)
        steps[number] += 1
    if all(np.array_equal(source, copy) for source, copy in copies):
        return ()
    found = []
    for number, each in enumerate(structures):
        copy = _copy_of(each.labelled, copies)
        if copy is not None:
            found.append(_taken_up(number, each, copy, steps[number]))
    return tuple(found)


def _taken_up(number: int, structure: Structure, copy: Labelled, steps: int) -> TakenUp:
    was = both = now = 0
    for before, after in zip(structure.labelled, copy, strict=True):
        first, second = before == structure.value, after == structure.value
        was += int(np.count_nonzero(first))
        now += int(np.count_nonzero(second))
        both += int(np.count_nonzero(first & second))
    over = replace(structure, labelled=copy)
    if was != both or now != both:
        over = replace(over, probability=None, votes=None, agreement=None, mean_agreement=None, edited=True)
    return TakenUp(number, over, now, now - both, was - both, steps)


def _copy_of(labelled: Labelled, copies: Sequence[tuple[Labelled, Labelled]]) -> Labelled | None:
    return next((copy for source, copy in copies if is_same_memory(source, labelled)), None)


def _number(name: str, count: int) -> int | None:
    """Read which structure an edit names; None for one that is not there."""
    return int(name) if name.isascii() and name.isdigit() and int(name) < count else None
