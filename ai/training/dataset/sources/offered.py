"""What a source has for a dataset, before anything of it is read or copied."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from ai.errors import TrainingDataError
from ai.progress import Progress, silent
from ai.training.dataset.case import Task
from ai.training.dataset.dataset import LeftOut
from ai.training.dataset.intake import Content, Imported, Offer, Readable, add_cases, nothing_taken
from ai.training.dataset.sources.label_masks import CountedMasks
from ai.volume import BoolMask
from ai.words import say


@dataclass(frozen=True, eq=False)
class Offered:
    """The images of a source.

    Parameters
    ----------
    task
        What they can teach.
    names
        Classes or structures as the site writes them.
    offers
        The images, each once.
    left_out
        Files that were looked at and are no part of it, with the reason.
    codes
        Of structures by name, where the source has some; see `ai.training.dataset.structures.Meaning`.
    """

    task: Task
    names: tuple[str, ...]
    offers: tuple[Offer, ...]
    left_out: tuple[LeftOut, ...] = ()
    codes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class _Renamed:
    """An image whose structures or classes get other names."""

    content: Readable
    names: Mapping[str, str]

    def read(self) -> Content:
        """Read it; raises a `ReportableError`, also where two of its masks get one name."""
        content = self.content.read()
        masks: dict[str, str] = {}
        for name in content.masks:
            new = self.names.get(name, name)
            if new in masks:
                raise TrainingDataError(
                    say("The image has two masks of {name!r}.", name=new), say("Give each of its masks another name.")
                )
            masks[new] = name
        boxes = tuple(replace(box, label=self.names.get(box.label, box.label)) for box in content.boxes)
        return replace(content, masks=RenamedMasks(content.masks, masks), boxes=boxes)


class RenamedMasks(CountedMasks):
    """Masks under other names, made when they are asked for.

    Parameters
    ----------
    masks
        As they were read.
    old_names
        Old name by new one.
    """

    def __init__(self, masks: Mapping[str, BoolMask], old_names: Mapping[str, str]) -> None:
        self._masks = masks
        self._old_names = old_names

    def __getitem__(self, name: str) -> BoolMask:
        """Return (slices, rows, columns) bool."""
        return self._masks[self._old_names[name]]

    def voxels(self) -> dict[str, int]:
        """Voxels of each structure."""
        if isinstance(self._masks, CountedMasks):
            counts = self._masks.voxels()
            return {name: counts[old] for name, old in self._old_names.items()}
        return {name: int(np.count_nonzero(self[name])) for name in self}

    def __iter__(self) -> Iterator[str]:
        return iter(self._old_names)

    def __len__(self) -> int:
        return len(self._old_names)


def without(offered: Offered, files: Collection[str]) -> Offered:
    """Leave out images by the name that they are shown with; one left out has its reason in ``left_out``."""
    kept = tuple(offer for offer in offered.offers if offer.shown not in files)
    gone = [offer.shown for offer in offered.offers if offer.shown in files]
    reasons = tuple(LeftOut(name, say("You left it out.")) for name in dict.fromkeys(gone))
    return replace(offered, offers=kept, left_out=(*offered.left_out, *reasons))


def renamed(offered: Offered, names: Mapping[str, str]) -> Offered:
    """Give classes or structures other names; two with one new name become one.

    Parameters
    ----------
    offered
        Of a source.
    names
        New name by old one; others stay.
    """
    changed = {old: new for old, new in names.items() if old != new and old in offered.names}
    if not changed:
        return offered
    offers = tuple(
        replace(offer, label=changed.get(offer.label, offer.label), content=_Renamed(offer.content, changed))
        for offer in offered.offers
    )
    return replace(
        offered, names=tuple(dict.fromkeys(changed.get(name, name) for name in offered.names)), offers=offers
    )


def import_offered(target: Path, offered: Offered, *, progress: Progress = silent) -> Imported:
    """Copy the images of a source into a dataset.

    Parameters
    ----------
    target
        Folder of the dataset, new or extended.
    offered
        Structures whose names are not safe as file names get such names, each its own.
    progress
        Called once per image; cancelling keeps the cases that are complete.

    Raises
    ------
    TrainingDataError
        Where nothing could be taken, or the dataset cannot be written.
    """
    if not offered.offers:
        raise nothing_taken(offered.left_out)
    imported = add_cases(target, offered.task, offered.names, offered.offers, codes=offered.codes, progress=progress)
    return replace(imported, left_out=(*offered.left_out, *imported.left_out))
