"""Images that a source offers become case folders: each whole or not at all, none of them twice."""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol

import numpy as np

from ai.errors import ReportableError, TrainingDataError
from ai.progress import Progress, silent
from ai.training.dataset.boxes import Box, boxes_record
from ai.training.dataset.case import (
    CASE_FILE,
    CASE_FORMAT,
    CLASS_FILE,
    DATASET_FILE,
    MASK_FOLDER,
    CaseRecord,
    ClassRecord,
    Grouping,
    Task,
    file_sha256,
    mask_ending,
)
from ai.training.dataset.case_folder import UNFINISHED, clear_unfinished, flush, unfinished_folder
from ai.training.dataset.coded_facts import coded
from ai.training.dataset.dataset import (
    DATASET_FORMAT,
    Dataset,
    DatasetRecord,
    LeftOut,
    open_dataset,
    read_record,
)
from ai.training.dataset.dataset_lock import LOCK_FILES, Lock, held
from ai.training.dataset.duplicates import fingerprint
from ai.training.dataset.exact_grid import affine_rows
from ai.training.dataset.face import face_of
from ai.training.dataset.file_order import Place
from ai.training.dataset.image_file import PICTURE, file_affine, write_image, write_mask
from ai.training.dataset.salt import SALT_FILE, Salt, load_salt
from ai.training.dataset.structures import STRUCTURES_FILE, Meaning, take_in
from ai.training.dataset.whole_file import write_error, write_json
from ai.volume import BoolMask, Volume, Voxels
from ai.words import say

_OWN_FILES = LOCK_FILES | {SALT_FILE, STRUCTURES_FILE}
"""Files of a dataset that is about to be made."""

_BT601 = np.array([0.299, 0.587, 0.114])
"""Weights of red, green and blue in the grey that a screen shows, ITU-R BT.601."""


@dataclass(frozen=True)
class Person:
    """Who an image is of, before it is salted.

    Parameters
    ----------
    grouping
        How this is known.
    identity
        Words that together mean one person; they leave this process only as a salted hash.
    """

    grouping: Grouping
    identity: tuple[str, ...] = field(repr=False)


@dataclass(frozen=True, eq=False)
class Content:
    """An image that was read.

    Parameters
    ----------
    volume
        The image.
    masks
        On its grid, by structure.
    boxes
        Around its findings.
    burned_in
        (0028,0301) Burned In Annotation, or None where the file does not say.
    captured
        Whether it is a secondary capture: a picture of a screen.
    """

    volume: Volume
    masks: Mapping[str, BoolMask] = field(default_factory=dict)
    boxes: tuple[Box, ...] = ()
    burned_in: bool | None = None
    captured: bool = False


class Readable(Protocol):
    """Something that reads an image when it is its turn."""

    def read(self) -> Content:
        """Read it; raises a `ReportableError` with the reason where that fails."""


@dataclass(frozen=True, eq=False)
class Offer:
    """An image that a source offers.

    Parameters
    ----------
    name
        Path inside its folder, without the ending; shown where it is left out, never kept.
    label
        Its class, or ``""``.
    content
        Reads it.
    person
        Who it is of, or None.
    place
        Where it stands among its neighbours.
    file
        Path below the source, by which a person finds it; never kept. ``""`` where the name says it.
    study
        Words that together mean one study, or ``()``; never kept.
    """

    name: str
    label: str
    content: Readable
    person: Person | None
    place: Place
    file: str = ""
    study: tuple[str, ...] = field(default=(), repr=False)

    @property
    def shown(self) -> str:
        """How it is named to the person who looks for it."""
        return self.file or self.name


@dataclass(frozen=True)
class Imported:
    """What an import did.

    Parameters
    ----------
    dataset
        As it is now.
    added
        New cases.
    known
        Images that were in the dataset before.
    left_out
        Files that could not be taken, with the reason.
    """

    dataset: Dataset
    added: int
    known: int
    left_out: tuple[LeftOut, ...]


def add_cases(
    target: Path,
    task: Task,
    names: Sequence[str],
    offers: Sequence[Offer],
    *,
    codes: Mapping[str, str] | None = None,
    progress: Progress = silent,
) -> Imported:
    """Write the images of a source as cases into a new or known dataset.

    Parameters
    ----------
    target
        Folder of the dataset: new, empty, or with a dataset of the same task, which is extended.
    task
        What the dataset teaches.
    names
        Classes or structures of the source; those of a known dataset come first. Structures get names of files, each
        its own unless it is the same; see `ai.training.dataset.structures`.
    offers
        The images.
    codes
        Of structures by their names, as in `ai.training.dataset.structures.Meaning`.
    progress
        Called once per image; cancelling keeps the cases that are complete.

    Raises
    ------
    TrainingDataError
        Where the folder holds something else, nothing could be taken, or the disk is full; complete cases are kept.
    """
    prepare(target, task)
    meanings = [Meaning(name, (codes or {}).get(name, "")) for name in dict.fromkeys(names)]
    added = known = 0
    left_out: list[LeftOut] = []
    writer: _Writer | None = None
    try:
        with ExitStack() as until_done:
            for number, offer in enumerate(offers):
                progress(number / len(offers), say("Image {number} of {count}", number=number + 1, count=len(offers)))
                try:
                    content = offer.content.read()
                except ReportableError as error:
                    left_out.append(LeftOut(offer.name, error.message))
                    continue
                if writer is None:
                    # Only now, so that a source without a readable image leaves nothing behind.
                    target.mkdir(parents=True, exist_ok=True)
                    until_done.enter_context(held(target, Lock.WRITER, progress=progress))
                    writer = _Writer.open(target, task, meanings)
                try:
                    is_new = writer.write(offer, content)
                except ReportableError as error:
                    left_out.append(LeftOut(offer.name, error.message))
                    continue
                added, known = added + is_new, known + (not is_new)
    except OSError as error:
        raise write_error(error) from error
    if writer is None:
        raise nothing_taken(left_out)
    progress(1.0, say("{added} cases added", added=added))
    return Imported(open_dataset(target), added, known, tuple(left_out))


def prepare(target: Path, task: Task) -> tuple[str, ...]:
    """Check that a folder can take cases of a task; returns the names of the dataset that is there, or none.

    Raises
    ------
    TrainingDataError
        Where it holds something else.
    """
    if (target / DATASET_FILE).exists():
        record = read_record(target)
        if record.task is not task:
            raise TrainingDataError(
                say(
                    "The folder holds a {found} dataset; this source is for {wanted}.",
                    found=record.task.value,
                    wanted=task.value,
                ),
                say("Choose another folder."),
            )
        return record.names
    if target.exists() and (not target.is_dir() or any(_is_foreign(entry) for entry in target.iterdir())):
        raise TrainingDataError(
            say("The folder for the dataset holds other files."),
            say("Choose a new or empty folder, or one with a dataset."),
        )
    return ()


def _is_foreign(entry: Path) -> bool:
    """Whether an entry of a folder without a dataset is none of a dataset that is just being made, or was begun."""
    return entry.name not in _OWN_FILES and not entry.name.startswith(UNFINISHED)


def write_names(target: Path, wanted: DatasetRecord) -> None:
    """Make the dataset, or give it names that it does not have yet; its split stays, and what others added.

    `Lock.CASES` is held, for it reads the file and then writes it.
    """
    old = read_record(target) if (target / DATASET_FILE).exists() else None
    record = wanted if old is None else replace(old, names=tuple(dict.fromkeys((*old.names, *wanted.names))))
    if record != old:
        write_json(record, target / DATASET_FILE)


def nothing_taken(left_out: Sequence[LeftOut]) -> TrainingDataError:
    """Say that a source gave no case, with the first reason."""
    hint = say("Give PNG, JPEG or DICOM images.")
    if not left_out:
        return TrainingDataError(say("The folder holds no images."), hint)
    return TrainingDataError(
        say(
            "None of {count} files could be taken; the first is {name}: {reason}",
            count=len(left_out),
            name=Path(left_out[0].name).name,
            reason=left_out[0].reason,
        ),
        hint,
    )


class _Writer:
    """Writes cases into one dataset."""

    def __init__(self, target: Path, salt: Salt, task: Task, names: Mapping[str, str]) -> None:
        self._target = target
        self._salt = salt
        self._task = task
        self._names = names

    @classmethod
    def open(cls, target: Path, task: Task, meanings: Sequence[Meaning]) -> _Writer:
        """Make or extend the dataset in a folder; `Lock.WRITER` is held."""
        prepare(target, task)
        salt = load_salt(target, has_cases=(target / DATASET_FILE).exists())
        with held(target, Lock.CASES):
            before = prepare(target, task)
            names = {each.title: each.title for each in meanings}
            if task is Task.SEGMENTATION:
                names = take_in(target, before, meanings, salt)
            write_names(target, DatasetRecord(DATASET_FORMAT, task, tuple(dict.fromkeys(names.values()))))
        clear_unfinished(target)
        return cls(target, salt, task, names)

    def write(self, offer: Offer, content: Content) -> bool:
        """Write a case; returns False where it is there already."""
        if content.burned_in:
            raise TrainingDataError(say("Its file says that text is burned into the picture; it may name the patient."))
        volume = coded(grey(content.volume))
        pixels = pixels_sha256(volume.voxels)
        key = self._salt.key("case", offer.label, offer.name, pixels)
        folder = self._target / key
        if folder.exists():
            return False
        with unfinished_folder(self._target) as unfinished:
            image = write_image(volume, unfinished)
            record = self._record(offer, key, volume)
            record = replace(record, image=image.name, image_sha256=file_sha256(image), pixels_sha256=pixels)
            if offer.label:
                write_json(ClassRecord(CASE_FORMAT, offer.label), unfinished / CLASS_FILE)
            if self._task is Task.DETECTION:
                found = boxes_record(
                    content.boxes, affine_lps=file_affine(volume), shape=volume.shape, format=CASE_FORMAT
                )
                write_json(found, unfinished / CLASS_FILE)
            for title, mask in content.masks.items():
                path = unfinished / MASK_FOLDER / f"{self._names.get(title, title)}{mask_ending(image.name)}"
                if path.exists():
                    raise TrainingDataError(
                        say("The image has two masks of {name!r}.", name=title),
                        say("Give each of its masks another name."),
                    )
                path.parent.mkdir(exist_ok=True)
                write_mask(mask, volume, path)
            write_json(record, unfinished / CASE_FILE)
            flush(unfinished)
            os.rename(unfinished, folder)
        return True

    def _record(self, offer: Offer, key: str, volume: Volume) -> CaseRecord:
        place, person = offer.place, offer.person
        if person is None:
            group = f"block-{self._salt.key('block', offer.label, place.block)}"
        else:
            group = f"person-{self._salt.key('person', *person.identity)}"
        _, rows_mm, columns_mm = volume.spacing_mm
        return CaseRecord(
            format=CASE_FORMAT,
            key=key,
            group=group,
            grouping=Grouping.BLOCK if person is None else person.grouping,
            sequence=self._salt.key("row", offer.label, place.row),
            position=place.number + self._salt.start(offer.label, place.row),
            image=PICTURE,
            image_sha256="",
            pixels_sha256="",
            fingerprint=f"{fingerprint(volume.voxels):016x}",
            source_id=secrets.token_hex(8),
            unit=volume.unit,
            modality=volume.modality,
            body_part=volume.body_part,
            view=volume.view,
            patient_position=volume.patient_position,
            bones_bright=volume.bones_bright,
            derived=volume.derived,
            axes_known=volume.axes_known,
            spacing_kind=volume.spacing_kind,
            pixel_mm=(rows_mm, columns_mm),
            affine_lps=affine_rows(volume.affine_lps),
            face=face_of(volume),
        )


def grey(volume: Volume) -> Volume:
    """Turn a colour volume into grey as a screen shows it; a grey one is returned as it is."""
    if not volume.is_colour:
        return volume
    return replace(volume, voxels=np.rint(volume.voxels @ _BT601).astype(volume.voxels.dtype))


def pixels_sha256(voxels: Voxels) -> str:
    """Hash of shape, type and values of an array of any shape."""
    digest = hashlib.sha256(f"{voxels.shape} {voxels.dtype.newbyteorder('<').str}".encode())
    digest.update(np.ascontiguousarray(voxels.astype(voxels.dtype.newbyteorder("<"), copy=False)).data)
    return digest.hexdigest()
