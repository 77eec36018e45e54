"""Masks and boxes of an open case are read for the eye: those of the reader, of the dataset, of other readers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from ai.inference.results import ModelResult
from ai.progress import Progress, part, silent
from ai.training.dataset.adjudicate import agreed_of
from ai.training.dataset.boxes import Box
from ai.training.dataset.case import Case, Task, mask_ending
from ai.training.dataset.reads import Read, read_of
from ai.volume import Volume
from app.actions.shown_case import ShownCase
from app.dicom.case_study import case_kind
from app.imaging.case_boxes import boxes_in, boxes_of, shown_boxes
from app.imaging.case_labels import as_result, sealed, shown_masks
from app.imaging.image_file import turn_of_file
from app.imaging.labels import PALETTE, Colour


def labels_to_show(
    case: Case, task: Task, names: tuple[str, ...], reader: str, volume: Volume, *, progress: Progress = silent
) -> ShownCase:
    """Read masks or boxes of a case: those that the reader kept, else those of the dataset.

    What others agreed on is where no read begins: it would not be an opinion of one's own.

    Parameters
    ----------
    case, task, names
        The case, and what its dataset has; each structure is shown, so that it can be marked.
    reader
        Key of the reader; ``""`` for none.
    volume
        As it is shown.

    Raises
    ------
    TrainingDataError
        Where a mask cannot be read.
    """
    own = read_of(case.folder, reader, mask_ending(case.record.image)) if reader else None
    shows_label = agreed_of(case) is None
    if task is Task.DETECTION:
        given = case.boxes if shows_label else ()
        boxes = boxes_in(given) if own is None or own.record.boxes is None else own.record.boxes
        shown = show_boxes(case, names, boxes, volume)
    else:
        files: dict[str, Path | None] = {}
        for name in names:
            if own is not None and own.names:
                files[name] = own.mask_path(name) if name in own.names else None
            else:
                files[name] = case.mask_path(name) if shows_label and name in case.masks else None
        shown = show_masks(case, names, files, volume, progress=progress)
    return replace(shown, result=sealed(shown.result)) if own is not None and own.is_complete else shown


def show_masks(
    case: Case, names: tuple[str, ...], files: Mapping[str, Path | None], volume: Volume, *, progress: Progress
) -> ShownCase:
    """Read masks of a case from their files."""
    turn = turn_of_file(case.image, case_kind(case))
    structures = shown_masks(files, volume, turn, progress=progress)
    return ShownCase(case, names, turn, as_result(structures, volume), files, shape=volume.shape)


def show_boxes(case: Case, names: tuple[str, ...], boxes: Sequence[Box], volume: Volume) -> ShownCase:
    """Put boxes of a case where they are seen."""
    turn = turn_of_file(case.image, case_kind(case))
    found = shown_boxes(boxes, volume.shape, turn)
    result = replace(as_result((), volume), detections=found)
    # Turned there and back: they are compared with what the hand leaves.
    back = boxes_of(found, volume.shape, turn)
    return ShownCase(case, names, turn, result, {}, boxes=back, shape=volume.shape)


def others_to_show(
    shown: ShownCase, names: tuple[str, ...], others: Sequence[Read], volume: Volume, *, progress: Progress = silent
) -> tuple[ModelResult, ...]:
    """Read what other readers marked, one result for each; raises `TrainingDataError` where one cannot be read."""
    found = []
    for number, read in enumerate(others):
        if read.record.boxes:
            boxes = shown_boxes(read.record.boxes, volume.shape, shown.turn)
            found.append(replace(as_result((), volume, reader=read.reader), detections=boxes))
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
