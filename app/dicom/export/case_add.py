"""An open series with its labels goes into a dataset: what the window and the command line do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from ai.errors import TrainingDataError
from ai.inference.results import Structure
from ai.progress import Progress, part, silent
from ai.training.dataset.case import DATASET_FILE, Grouping, Task
from ai.training.dataset.collect import Added, add_case
from ai.training.dataset.dataset import read_record
from ai.training.dataset.intake import Person
from ai.training.dataset.label_origin import Origin
from ai.training.dataset.new_case import Answer, Masked, NewBox, NewCase, NewMask
from ai.training.dataset.particulars import Wanted
from ai.training.dataset.structures import Meaning
from ai.words import say
from app.dicom.export.case_grid import case_grid
from app.dicom.export.case_source import BurnedIn, CaseSource, case_source
from app.dicom.export.label_names import class_of_model, name_of_model, telling_name
from app.dicom.series import Study
from app.dicom.series_load import OpenSeries
from app.imaging.label_effort import effort_of
from app.imaging.masks.grid_facts import voxel_ml

_LOOKING_SHARE, _COMPARING_SHARE = 0.2, 0.4


@dataclass(frozen=True, eq=False)
class PickedMask:
    """A mask that goes in.

    Parameters
    ----------
    name
        In the dataset.
    source
        As it stands.
    origin
        Who made it.
    model
        ``ID-VERSION`` of the model that proposed it, or ``""``.
    original
        As its model left it, where there was one; then it is told how much a person changed.
    first_name
        That it had before a person typed another.
    seconds
        That the reader spent on it; None where nobody counted.
    meaning, is_chosen
        As in `ai.training.dataset.new_case.NewMask`.
    """

    name: str
    source: Masked
    origin: Origin
    model: str = ""
    original: Structure | None = None
    first_name: str = ""
    seconds: float | None = None
    meaning: Meaning | None = None
    is_chosen: bool = True


@dataclass(frozen=True)
class CaseWish:
    """Where a case goes, and what of it besides its masks.

    Parameters
    ----------
    folder, task
        The dataset.
    answer
        The class, in a dataset of classes.
    wanted
        Optional fields.
    person
        Who it is of, in words of the person at the screen, where the files do not tell; ``""`` for unknown. Salted
        before it is written.
    pixels_seen
        Whether somebody looked at all images for names in the pixels.
    boxes
        All boxes that there are, in a dataset of boxes; none where there is nothing to find.
    """

    folder: Path
    task: Task
    answer: Answer | None = None
    wanted: Wanted = field(default_factory=Wanted)
    person: str = field(default="", repr=False)
    pixels_seen: bool = False
    boxes: tuple[NewBox, ...] | None = None


def add_series(
    opened: OpenSeries,
    study: Study | None,
    picked: Sequence[PickedMask],
    wish: CaseWish,
    *,
    progress: Progress = silent,
) -> Added:
    """Write a series with its labels into a dataset; see `ai.training.dataset.collect.add_case`.

    Parameters
    ----------
    opened
        With all slices decoded.
    study
        Whose; None where it is not known.
    picked
        Masks that go in.
    wish
        Where, and what besides.
    progress
        Called once per file and label.

    Raises
    ------
    TrainingDataError
        Where text stands in the pixels, a name of a label names the patient, or the case cannot be written.
    ai.errors.GeometryError
        Where the slices are not even.
    app.errors.DicomReadError, app.errors.VolumeFileError
        Where a file cannot be read any more.
    """
    source = case_source(opened, study, progress=part(progress, 0, _LOOKING_SHARE))
    require_no_text(source.burned_in, pixels_seen=wish.pixels_seen)
    _require_nameless(wish, picked, source)
    # Whatever a person drew on an upright picture goes onto the grid of its file, as an import has it.
    grid = case_grid(opened)
    masks = []
    for number, each in enumerate(picked):
        share = (_COMPARING_SHARE - _LOOKING_SHARE) / len(picked)
        start = _LOOKING_SHARE + number * share
        effort = None
        if each.original is not None and isinstance(each.source, Structure):
            steps = part(progress, start, start + share)
            effort = effort_of(each.original, each.source, voxel_ml(opened.volume), progress=steps)
            effort = replace(effort, seconds=each.seconds)
        mask = grid.mask(each.source)
        masks.append(NewMask(each.name, mask, each.origin, each.model, effort, each.meaning, each.is_chosen))
    person = source.person or (Person(Grouping.NAME, (wish.person,)) if wish.person else None)
    case = NewCase(
        grid.volume,
        person,
        source.neighbours,
        masks,
        wish.answer,
        None if wish.boxes is None else [grid.box(each) for each in wish.boxes],
        told=source.told,
        wanted=wish.wanted,
        face=source.face,
    )
    return add_case(wish.folder, wish.task, case, progress=part(progress, _COMPARING_SHARE, 1))


def require_no_text(burned_in: BurnedIn, *, pixels_seen: bool) -> None:
    """Refuse pictures with names in their pixels.

    Raises
    ------
    TrainingDataError
        Where the files say so, or may have some and nobody has looked.
    """
    if burned_in is BurnedIn.SAID:
        raise TrainingDataError(
            say("The files say that text is burned into the picture; it may name the patient."),
            say("Take the original images, or a copy without the text."),
        )
    if burned_in is BurnedIn.SUSPECTED and not pixels_seen:
        raise TrainingDataError(
            say("Pictures of this kind often carry text, and the files do not say that there is none."),
            say("Look at every image, then say that no name is in the pixels."),
        )


def _require_nameless(wish: CaseWish, picked: Sequence[PickedMask], source: CaseSource) -> None:
    """Refuse names that a person typed and that tell of the patient; those of models and of the dataset stay."""
    # What a person named once is no less a name that a person typed.
    known = {name_of_model(each.first_name, each.origin, each.model) for each in picked}
    known |= {class_of_model(each.first_name, each.origin, each.model) for each in wish.boxes or ()}
    if (wish.folder / DATASET_FILE).is_file():
        known |= set(read_record(wish.folder).names)
    names = [each.name for each in picked] + ([] if wish.answer is None else [wish.answer.label])
    names += [each.box.label for each in wish.boxes or ()]
    name = telling_name(names, known, source.identity)
    if name is not None:
        raise TrainingDataError(
            say("The name {name!r} of a label is a part of the patient's name or number.", name=name),
            say("Choose another name."),
        )
