"""The agreed label of a case: what readers settled on becomes the label of the dataset, made by a person."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from ai.errors import TrainingDataError
from ai.training.dataset.boxes import Box
from ai.training.dataset.case import (
    CASE_FILE,
    CASE_FORMAT,
    CLASS_FILE,
    MASK_FOLDER,
    OLDER_FORMATS,
    Case,
    CaseRecord,
    ClassRecord,
    file_sha256,
    mask_ending,
    require_names,
)
from ai.training.dataset.dataset_lock import writes_case
from ai.training.dataset.image_file import write_mask
from ai.training.dataset.label_origin import Origin
from ai.training.dataset.points import Mark, MarkedPoint, marks_record
from ai.training.dataset.reads import READS_FOLDER, MaskFile, not_kept
from ai.training.dataset.whole_file import read_json, write_json
from ai.volume import BoolMask
from ai.words import say

AGREED_FORMAT = 2
"""Version of ``agreed.json``; a number that is not known is refused, not guessed. 2 added boxes."""

OLDER_AGREED = (1,)
"""That are read too."""

AGREED_FILE = "agreed.json"


@dataclass(frozen=True)
class AgreedRecord:
    """The content of ``reads/agreed.json``.

    Parameters
    ----------
    format
        `AGREED_FORMAT`.
    by
        Key of who settled it.
    readers
        Keys of those whose complete reads were before that person.
    answer
        The class; ``""`` in a dataset of masks.
    masks
        The structures as they were written into the case; those that are not there have an empty hash.
    boxes_sha256
        Of the file with the boxes as it was written into the case; ``""`` where boxes are not what it is about.
    """

    format: int
    by: str
    readers: tuple[str, ...]
    answer: str = ""
    masks: tuple[MaskFile, ...] = ()
    boxes_sha256: str = ""


def agreed_of(case: Case) -> AgreedRecord | None:
    """Return what was settled on; None where nothing was, or the label of the case is another one by now.

    Raises
    ------
    TrainingDataError
        Where its file is damaged.
    """
    record = agreed_record(case.folder)
    if record is None:
        return None
    if record.answer:
        return record if record.answer == case.label else None
    if record.boxes_sha256:
        return record if file_sha256(case.folder / CLASS_FILE) == record.boxes_sha256 else None
    for each in record.masks:
        path = case.mask_path(each.name)
        if (file_sha256(path) if path.is_file() else "") != each.sha256:
            return None
    return record


def agreed_record(case_folder: Path) -> AgreedRecord | None:
    """Read ``reads/agreed.json``; None where there is none."""
    path = case_folder / READS_FOLDER / AGREED_FILE
    if not path.is_file():
        return None
    record = read_json(AgreedRecord, path, format=AGREED_FORMAT, older=OLDER_AGREED)
    require_names(each.name for each in record.masks)
    return record


@writes_case
def agree_on_class(case: Case, answer: str, names: Sequence[str], *, by: str, readers: Sequence[str]) -> AgreedRecord:
    """Make a class the label of a case.

    Parameters
    ----------
    case
        As it is.
    answer
        One of ``names``; "not sure" is no label.
    names
        Classes of the dataset.
    by, readers
        Keys of who settled it, and of those who read the case.

    Raises
    ------
    TrainingDataError
        Where it is no class of the dataset, or cannot be written.
    """
    if answer not in names:
        raise TrainingDataError(
            say("A case needs one of the classes of its dataset as its label."),
            say("Flag the case instead, or take it out of the dataset."),
        )
    record = AgreedRecord(AGREED_FORMAT, by, tuple(sorted(readers)), answer)
    try:
        write_json(ClassRecord(CASE_FORMAT, answer), case.folder / CLASS_FILE)
        _settle(case, record)
    except OSError as error:
        raise not_kept(error) from error
    return record


@writes_case
def agree_on_masks(
    case: Case, masks: Mapping[str, BoolMask | Path], *, by: str, readers: Sequence[str]
) -> AgreedRecord:
    """Make masks the labels of a case; an empty one says that there is none, others than these stay as they are.

    Parameters
    ----------
    case
        As it is.
    masks
        By structure, each (slices, rows, columns) bool on the grid of the case. A path is a mask file of this case,
        that of a reader, which is taken as it is; that of the label itself stays.
    by, readers
        Keys of who settled it, and of those who read the case.

    Raises
    ------
    TrainingDataError
        Where something cannot be written; each file is the old or the new one.
    """
    require_names(masks)
    volume, ending = case.volume(), mask_ending(case.record.image)
    written: list[MaskFile] = []
    try:
        (case.folder / MASK_FOLDER).mkdir(exist_ok=True)
        for name, mask in masks.items():
            path = case.mask_path(name)
            # Also an empty one: that there is none is what was agreed on, and what is taught.
            temporary = path.with_name(f".{secrets.token_hex(4)}-{name}{ending}")
            try:
                if not isinstance(mask, Path):
                    write_mask(mask, volume, temporary)
                    os.replace(temporary, path)
                elif mask != path:
                    shutil.copyfile(mask, temporary)
                    os.replace(temporary, path)
            finally:
                with suppress(OSError):
                    temporary.unlink(missing_ok=True)
            written.append(MaskFile(name, file_sha256(path)))
        record = AgreedRecord(AGREED_FORMAT, by, tuple(sorted(readers)), masks=tuple(written))
        _settle(case, record)
    except OSError as error:
        raise not_kept(error) from error
    return record


@writes_case
def agree_on_boxes(
    case: Case, boxes: Sequence[Box], names: Sequence[str], *, by: str, readers: Sequence[str]
) -> AgreedRecord:
    """Make boxes the labels of a case: all that there are; none says that there is nothing to find.

    Parameters
    ----------
    case
        As it is.
    boxes
        On the grid of its image.
    names
        Classes of the dataset.
    by, readers
        Keys of who settled it, and of those who read the case.

    Raises
    ------
    TrainingDataError
        Where a box lies outside, has a class that the dataset does not have, or cannot be written.
    """
    for box in boxes:
        if box.label not in names:
            raise TrainingDataError(
                say("The class {label!r} of a box is none of this dataset.", label=box.label),
                say("Give the box one of its classes."),
            )
    volume, path = case.volume(), case.folder / CLASS_FILE
    marks: tuple[Mark, ...] = (
        *boxes,
        *(MarkedPoint(each.label, each.at_index) for each in case.points),
    )  # readers mark no points
    found = marks_record(marks, affine_lps=volume.affine_lps, shape=volume.shape, format=CASE_FORMAT)
    try:
        write_json(found, path)
        record = AgreedRecord(AGREED_FORMAT, by, tuple(sorted(readers)), boxes_sha256=file_sha256(path))
        _settle(case, record)
    except OSError as error:
        raise not_kept(error) from error
    return record


def _settle(case: Case, record: AgreedRecord) -> None:
    """Say in the case that a person made its label, then that readers settled on it."""
    path = case.folder / CASE_FILE
    now = read_json(CaseRecord, path, format=CASE_FORMAT, older=OLDER_FORMATS)  # it may have been added to since
    write_json(replace(now, format=CASE_FORMAT, origin=Origin.HUMAN, labels=()), path)
    folder = case.folder / READS_FOLDER
    folder.mkdir(exist_ok=True)
    write_json(record, folder / AGREED_FILE)
