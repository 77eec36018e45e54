"""A case that is to go into a dataset, with its labels: what `ai.training.dataset.collect` writes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from ai.errors import TrainingDataError
from ai.training.dataset.case import Task, require_names
from ai.training.dataset.face import Face
from ai.training.dataset.intake import Person
from ai.training.dataset.label_origin import Effort, Origin
from ai.training.dataset.particulars import Told, Wanted
from ai.training.dataset.points import Mark, require_marks_inside
from ai.training.dataset.structures import Meaning, Named, Structures
from ai.volume import BoolMask, Volume
from ai.words import say

LONGEST_CLASS = 100
"""Characters of the name of a class."""


class Masked(Protocol):
    """Something with a mask, such as `ai.inference.results.Structure`; asked once, so that few are in memory."""

    @property
    def mask(self) -> BoolMask:
        """(slices, rows, columns) bool on the grid of the volume."""


@dataclass(frozen=True, eq=False)
class PlainMask:
    """A mask that is at hand: (slices, rows, columns) bool."""

    mask: BoolMask


@dataclass(frozen=True, eq=False)
class NewMask:
    """A mask that goes into a case.

    Parameters
    ----------
    name
        Of the structure in the dataset.
    source
        Gives the mask.
    origin, model, effort
        As in `ai.training.dataset.label_origin.LabelRecord`.
    meaning
        What it is; None where only its name tells.
    is_chosen
        Whether a person chose the name: it is the structure of this name then, whatever that was before. Else it gets
        another name where the dataset has one of this name that is something else.
    """

    name: str
    source: Masked
    origin: Origin
    model: str = ""
    effort: Effort | None = None
    meaning: Meaning | None = None
    is_chosen: bool = True


@dataclass(frozen=True)
class Answer:
    """The class that goes into a case.

    Parameters
    ----------
    label
        Its name; ``""`` where the person is not sure, which is an answer too.
    origin, model, effort
        As in `ai.training.dataset.label_origin.LabelRecord`.
    """

    label: str
    origin: Origin = Origin.HUMAN
    model: str = ""
    effort: Effort | None = None


@dataclass(frozen=True)
class NewBox:
    """A box or point that goes into a case, and where it comes from as in `LabelRecord`; its class is its name.

    ``first_name`` is the class that it had before a person typed another.
    """

    box: Mark
    origin: Origin
    model: str = ""
    first_name: str = ""


@dataclass(frozen=True, eq=False)
class NewCase:
    """A case to be added.

    Parameters
    ----------
    volume
        With all slices decoded.
    person
        Who it is of; None where nothing tells.
    neighbours
        Words that are equal for files which may be of one person, where nothing tells who: they stay on one side of a
        split. Salted before they are written.
    masks
        For a dataset of masks; in a known case those of other names stay.
    answer
        For a dataset of classes.
    boxes
        For a dataset of boxes, points among them: all that there are; none is an answer, too, where a person says so.
    told, wanted
        What the files tell besides, and what of it the site keeps.
    face
        What the files themselves say of a face; None where they say nothing.
    """

    volume: Volume
    person: Person | None
    neighbours: str = field(default="", repr=False)
    masks: Sequence[NewMask] = ()
    answer: Answer | None = None
    boxes: Sequence[NewBox] | None = None
    told: Told = field(default_factory=Told, repr=False)
    wanted: Wanted = field(default_factory=Wanted)
    face: Face | None = None


def require_labels(task: Task, case: NewCase) -> tuple[str, ...]:
    """Refuse labels that do not suit a task.

    Returns
    -------
    tuple of str
        Names that the dataset must have.

    Raises
    ------
    TrainingDataError
        With what is wrong with them.
    """
    if task is Task.SEGMENTATION:
        if not case.masks:
            raise TrainingDataError(
                say("There is no mask to add to the dataset."), say("Accept a structure, or edit its mask, first.")
            )
        names = tuple(mask.name for mask in case.masks)
        require_names(names)
        if len({name.casefold() for name in names}) < len(names):
            # Some file systems do not tell capitals apart.
            raise TrainingDataError(say("Two masks have the same name in the dataset."), say("Give each its own."))
        return names
    if task is Task.CLASSIFICATION and case.answer is not None:
        label = case.answer.label
        _require_classes((label,))
        return (label,) if label else ()
    if task is Task.DETECTION and case.boxes is not None:
        require_marks_inside([each.box for each in case.boxes], case.volume.shape)
        names = tuple(dict.fromkeys(each.box.label for each in case.boxes))
        _require_classes(names)
        return names
    raise TrainingDataError(
        say("A dataset of the kind “{task}” cannot take what is marked here.", task=task.value),
        say("Choose another dataset."),
    )


def with_names(case: NewCase, structures: Structures) -> tuple[NewCase, Structures]:
    """Give the masks of a case their names in a dataset, each its own.

    Parameters
    ----------
    case
        Whose masks have different names, capitals aside.
    structures
        Of the dataset.

    Returns
    -------
    case
        With these names.
    structures
        With what these are.
    """
    names = {number: structures.spelling(mask.name) for number, mask in enumerate(case.masks) if mask.is_chosen}
    left = [number for number in range(len(case.masks)) if number not in names]
    meanings = [mask.meaning or Meaning(mask.name) for mask in case.masks]
    wanted = [Named(case.masks[number].name, meanings[number]) for number in left]
    names |= dict(zip(left, structures.names_for(wanted, taken=tuple(names.values()), apart=True), strict=True))
    for number, mask in enumerate(case.masks):
        if mask.meaning is not None:
            structures = structures.with_meaning(Named(names[number], meanings[number]))
    masks = tuple(replace(mask, name=names[number]) for number, mask in enumerate(case.masks))
    return replace(case, masks=masks), structures


def _require_classes(names: Sequence[str]) -> None:
    for name in names:
        if len(name) > LONGEST_CLASS or name != name.strip() or not all(letter.isprintable() for letter in name):
            raise TrainingDataError(
                say("The name of the class is too long, or has characters that cannot be printed."), say("Rename it.")
            )
