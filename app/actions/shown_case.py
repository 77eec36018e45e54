"""A case of a worklist whose masks or boxes are shown, and what is to be kept of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from ai.inference.provenance import PERSON
from ai.inference.results import ModelResult, Structure
from ai.training.dataset.boxes import Box
from ai.training.dataset.case import Case
from ai.training.dataset.reads import CaseState, Read
from ai.volume import BoolMask
from app.imaging.case_boxes import boxes_of
from app.imaging.case_labels import masks_of
from app.imaging.label_map import is_same_memory
from app.imaging.upright import Turn
from app.state.reading import Reading
from app.state.review import FindingId, FindingKind, Review


@dataclass(frozen=True, eq=False)
class ShownCase:
    """A case whose masks or boxes are shown.

    Parameters
    ----------
    case
        Of the dataset.
    names
        Structures or classes of the dataset.
    turn
        How its file was turned for the eye.
    result
        Its masks or boxes as they were read.
    files
        Where each mask came from; None where nothing was marked.
    boxes
        As they were read, on the grid of the file; None in a dataset of masks.
    shape
        (slices, rows, columns) that are shown.
    settles
        Keys of those whose complete reads are settled: what is changed goes into the agreed label, and no read. Empty
        while the case is read.
    """

    case: Case
    names: tuple[str, ...]
    turn: Turn
    result: ModelResult
    files: Mapping[str, Path | None]
    boxes: tuple[Box, ...] | None = None
    shape: tuple[int, int, int] = (0, 0, 0)
    settles: tuple[str, ...] = ()

    @property
    def is_sealed(self) -> bool:
        """Whether it is a read that is complete: seen, and not changed."""
        return bool(self.result.provenance.maker)


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
    boxes
        All boxes as they are now; None in a dataset of masks.
    """

    shown: ShownCase
    reader: str
    result: ModelResult
    rejected: frozenset[str]
    state: CaseState | None = None
    boxes: tuple[Box, ...] | None = None

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
    return Saving(shown, reader, result, rejected, state, None if shown.boxes is None else boxes_now(shown, reading))


def boxes_now(shown: ShownCase, reading: Reading) -> tuple[Box, ...]:
    """Return the boxes of a case as the reader left them, on the grid of the file; rejected ones are not there."""
    own = reading.result_of(PERSON)
    found = () if own is None else own.detections
    left = [
        each
        for number, each in enumerate(found)
        if reading.review_of(FindingId(PERSON, FindingKind.DETECTION, number)) is not Review.REJECTED
    ]
    return boxes_of(left, shown.shape, shown.turn)


def after_saving(saving: Saving, kept: Read | Case) -> ShownCase:
    """Return the case as it is shown now, with the files that hold its masks since they were kept."""
    names = kept.masks if isinstance(kept, Case) else kept.names
    files = {name: kept.mask_path(name) if name in names else None for name in saving.shown.files}
    return replace(saving.shown, result=saving.result, files=files, boxes=saving.boxes)


def _file_shape(shown: ShownCase) -> tuple[int, int, int]:
    """(slices, rows, columns) of the file of the image."""
    slices, rows, columns = shown.result.structures[0].labelled.shape
    return (slices, columns, rows) if shown.turn.swaps else (slices, rows, columns)
