"""Masks of a case that is open: read for the eye, and kept as what the reader said of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from ai.errors import ReportableError
from ai.inference.provenance import PERSON
from ai.inference.results import ModelResult, Structure
from ai.progress import Progress, part, silent
from ai.training.dataset.adjudicate import agree_on_masks
from ai.training.dataset.case import Case, mask_ending
from ai.training.dataset.reads import CaseState, Read, read_of, set_masks, set_state
from ai.volume import BoolMask, Volume
from ai.words import say
from app.dicom.case_study import case_kind
from app.imaging.case_labels import as_result, masks_of, shown_masks
from app.imaging.image_file import turn_of_file
from app.imaging.label_map import is_same_memory
from app.imaging.labels import PALETTE, Colour
from app.imaging.upright import Turn
from app.state.reading import Reading
from app.state.review import FindingId, FindingKind, Review


@dataclass(frozen=True, eq=False)
class ShownCase:
    """A case whose masks are shown.

    Parameters
    ----------
    case
        Of the dataset.
    turn
        How its file was turned for the eye.
    result
        Its masks as they were read.
    files
        Where each came from; None where nothing was marked.
    """

    case: Case
    turn: Turn
    result: ModelResult
    files: Mapping[str, Path | None]


@dataclass(frozen=True, eq=False)
class Saving:
    """What is to be kept of a case.

    Parameters
    ----------
    shown
        The case as it was read.
    reader
        Key of the reader.
    result
        Its masks as they are now; nobody may change them meanwhile.
    rejected
        Structures that the reader rejected: there is none of them.
    state
        How far the reader is; None leaves it.
    """

    shown: ShownCase
    reader: str
    result: ModelResult
    rejected: frozenset[str]
    state: CaseState | None = None

    def masks(self) -> dict[str, BoolMask | Path]:
        """Return every structure of the dataset: its mask on the grid of the file, or the file that holds it.

        What is as it was read is not written anew; of a map that many structures share only those that differ.
        """
        before = {each.label.name: each for each in self.shown.result.structures}
        after = {each.label.name: each for each in self.result.structures}
        nothing = np.zeros(_file_shape(self.shown), np.bool_)
        changed = _Changed()
        found: dict[str, BoolMask | Path] = {}
        for name, path in self.shown.files.items():
            structure = after.get(name)
            if name in self.rejected:
                found[name] = nothing
            elif structure is None:
                # Not among the masks by this name: nobody said that there is none.
                found[name] = nothing if path is None else path
            elif not changed.between(before[name], structure) and (path is None or path.is_file()):
                found[name] = nothing if path is None else path
            else:
                found[name] = masks_of(self.result, (name,), self.shown.turn)[name]
        return found


class _Changed:
    """Tells which structures differ; looks at two maps that many of them share once."""

    def __init__(self) -> None:
        self._values: dict[tuple[int, int], frozenset[int]] = {}

    def between(self, before: Structure, after: Structure) -> bool:
        """Whether a structure has other voxels than before."""
        one, other = before.labelled, after.labelled
        if is_same_memory(one, other):
            return before.value != after.value
        if one.dtype != np.uint8 or other.dtype != np.uint8 or before.value != after.value:
            return not np.array_equal(before.mask, after.mask)
        key = id(one), id(other)
        if key not in self._values:
            differ = one != other
            values = np.unique(np.concatenate((np.unique(one[differ]), np.unique(other[differ]))))
            self._values[key] = frozenset(values.tolist())
        return before.value in self._values[key]


def masks_to_show(
    case: Case,
    names: tuple[str, ...],
    reader: str,
    volume: Volume,
    *,
    shows_label: bool = True,
    progress: Progress = silent,
) -> ShownCase:
    """Read the masks of a case: those that the reader kept, else those of the dataset.

    Parameters
    ----------
    case, names
        The case, and the structures of its dataset; each is shown, so that it can be marked.
    reader
        Key of the reader; ``""`` for none.
    volume
        As it is shown.
    shows_label
        Whether masks of the dataset may be seen.

    Raises
    ------
    TrainingDataError
        Where a mask cannot be read.
    """
    turn = turn_of_file(case.image, case_kind(case))
    own = read_of(case.folder, reader, mask_ending(case.record.image)) if reader else None
    files: dict[str, Path | None] = {}
    for name in names:
        if own is not None and own.names:
            files[name] = own.mask_path(name) if name in own.names else None
        else:
            files[name] = case.mask_path(name) if shows_label and name in case.masks else None
    structures = shown_masks(files, volume, turn, progress=progress)
    return ShownCase(case, turn, as_result(structures, volume), files)


def others_to_show(
    shown: ShownCase, names: tuple[str, ...], others: Sequence[Read], volume: Volume, *, progress: Progress = silent
) -> tuple[ModelResult, ...]:
    """Read the masks of other readers, one result for each; raises `TrainingDataError` where one cannot be read."""
    found = []
    for number, read in enumerate(others):
        own = part(progress, number / len(others), (number + 1) / len(others))
        files = {name: read.mask_path(name) for name in names if name in read.names}
        if files:
            structures = shown_masks(files, volume, shown.turn, progress=own)
            coloured = (replace(each, colour=_other_colour(place)) for place, each in enumerate(structures, number))
            found.append(as_result(tuple(coloured), volume, reader=read.reader))
    return tuple(found)


def _other_colour(place: int) -> Colour:
    """Choose a colour that the reader's own structure of the same place does not have."""
    return PALETTE[-1 - place % len(PALETTE)]


def saving_of(
    shown: ShownCase, reader: str, reading: Reading, result: ModelResult, state: CaseState | None = None
) -> Saving:
    """Tell what is to be kept.

    Parameters
    ----------
    shown
        The case as it was read.
    reader
        Key of the reader.
    reading, result
        What is filed under it, and its masks as they are now; nobody may change them meanwhile.
    state
        How far the reader is; None leaves it.
    """
    rejected = frozenset(
        each.label.name
        for number, each in enumerate(result.structures)
        if reading.review_of(FindingId(PERSON, FindingKind.STRUCTURE, number)) is Review.REJECTED
    )
    return Saving(shown, reader, result, rejected, state)


def save(saving: Saving, *, progress: Progress = silent) -> Read:
    """Keep masks and state of a case; raises `TrainingDataError` where that cannot be written."""
    progress(0.1, say("Keeping the case"))
    case, ending = saving.shown.case, mask_ending(saving.shown.case.record.image)
    masks = saving.masks()
    read = read_of(case.folder, saving.reader, ending)
    if read is None or not _is_kept(masks, read):
        read = set_masks(case.folder, saving.reader, masks, case.volume(), ending)
    if saving.state is not None:
        read = set_state(case.folder, saving.reader, saving.state, ending)
    return read


def _is_kept(masks: Mapping[str, BoolMask | Path], read: Read) -> bool:
    """Whether these masks are those that the reader has kept already, file by file."""
    return set(masks) == set(read.names) and all(
        isinstance(mask, Path) and mask == read.mask_path(name) for name, mask in masks.items()
    )


def after_saving(saving: Saving, read: Read) -> ShownCase:
    """Return the case as it is shown now, with the files that hold its masks since they were kept."""
    files = {name: read.mask_path(name) if name in read.names else None for name in saving.shown.files}
    return replace(saving.shown, result=saving.result, files=files)


def settle(saving: Saving, readers: tuple[str, ...], *, progress: Progress = silent) -> None:
    """Make masks the label of a case; raises `TrainingDataError` where that cannot be written."""
    progress(0.1, say("Writing the agreed label"))
    masks = {name: _mask(saving.shown, name, mask) for name, mask in saving.masks().items()}
    agree_on_masks(saving.shown.case, masks, by=saving.reader, readers=readers)


def _mask(shown: ShownCase, name: str, mask: BoolMask | Path) -> BoolMask:
    if not isinstance(mask, Path):
        return mask
    found = masks_of(shown.result, (name,), shown.turn).get(name)
    if found is None:
        raise ReportableError(say("The masks of the case are not there any more."), say("Open the case again."))
    return found


def _file_shape(shown: ShownCase) -> tuple[int, int, int]:
    """(slices, rows, columns) of the file of the image."""
    slices, rows, columns = shown.result.structures[0].labelled.shape
    return (slices, columns, rows) if shown.turn.swaps else (slices, rows, columns)
