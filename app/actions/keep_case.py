"""What a reader did with a case of a worklist is kept: as that reader's read, or as the label that is agreed on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from ai.progress import Progress, part, silent
from ai.training.dataset.adjudicate import agree_on_boxes, agree_on_masks
from ai.training.dataset.case import Case, Task, mask_ending, read_case
from ai.training.dataset.reads import Read, read_of, set_boxes, set_masks, set_state
from ai.volume import BoolMask, Volume
from ai.words import say
from app.actions.case_masks import show_boxes, show_masks
from app.actions.shown_case import Saving, ShownCase
from app.imaging.case_boxes import boxes_in


def save(saving: Saving, *, progress: Progress = silent) -> Read | Case:
    """Keep masks or boxes, and the state of a case; of one that is settled, they become its agreed label.

    Returns
    -------
    Read or Case
        The read as it is now; the case where it is settled.

    Raises
    ------
    TrainingDataError
        Where that cannot be written.
    """
    if saving.shown.settles:
        return settle(saving, progress=progress)
    progress(0.1, say("Keeping the case"))
    case, ending = saving.shown.case, mask_ending(saving.shown.case.record.image)
    read = read_of(case.folder, saving.reader, ending)
    if saving.boxes is not None:
        if read is None or read.record.boxes != saving.boxes:
            read = set_boxes(case.folder, saving.reader, saving.boxes, ending)
    else:
        masks = saving.masks()
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


def begin_settling(
    shown: ShownCase,
    read: Read | None,
    volume: Volume,
    *,
    by: str,
    readers: tuple[str, ...],
    progress: Progress = silent,
) -> tuple[Case, ShownCase]:
    """Make what a reader said the label of a case, to be corrected from there.

    Parameters
    ----------
    shown
        The case.
    read
        Whose masks or boxes; None begins with the label as it is.
    volume
        As it is shown.
    by, readers
        Keys of who settles it, and of those who completed it.

    Raises
    ------
    TrainingDataError
        Where that cannot be read or written. No read is touched.
    """
    case, names = shown.case, shown.names
    task = Task.SEGMENTATION if shown.boxes is None else Task.DETECTION
    progress(0.1, say("Writing the agreed label"))
    if read is not None and shown.boxes is not None:
        agree_on_boxes(case, read.record.boxes or (), names, by=by, readers=readers)
    elif read is not None:
        masks = {name: read.mask_path(name) for name in names if name in read.names}
        agree_on_masks(case, masks, by=by, readers=readers)
    case = read_case(case.folder, task, names)
    steps = part(progress, 0.4, 1)
    if shown.boxes is not None:
        found = show_boxes(case, names, boxes_in(case.boxes), volume)
    else:
        files = {name: case.mask_path(name) if name in case.masks else None for name in names}
        found = show_masks(case, names, files, volume, progress=steps)
    return case, replace(found, settles=readers)


def settle(saving: Saving, *, progress: Progress = silent) -> Case:
    """Make masks or boxes the label of a case; raises `TrainingDataError` where that cannot be written."""
    progress(0.1, say("Writing the agreed label"))
    shown, readers = saving.shown, saving.shown.settles
    if saving.boxes is not None:
        agree_on_boxes(shown.case, saving.boxes, shown.names, by=saving.reader, readers=readers)
    else:
        agree_on_masks(shown.case, saving.masks(), by=saving.reader, readers=readers)
    task = Task.SEGMENTATION if saving.boxes is None else Task.DETECTION
    return read_case(shown.case.folder, task, shown.names)
