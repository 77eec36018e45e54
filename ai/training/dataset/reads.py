"""What readers say about a case: each reader's state, answer, boxes and masks in a folder of its own, without a name.

``CASE/reads/READER/read.json`` tells the state, the answer, the boxes and which masks belong to it; the masks lie in a
folder beside it whose name is new each time, so that a read is replaced as a whole, and two readers never write one
file. A read that is complete is sealed: nothing here writes it any more. It can be opened again only as long as the
reader was not shown what others said of the case, since what is said after that is no opinion of one's own.
"""

from __future__ import annotations

import math
import os
import re
import secrets
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ai.errors import TrainingDataError
from ai.training.dataset.boxes import MOST_BOXES, Box
from ai.training.dataset.case import file_sha256, require_names
from ai.training.dataset.dataset_lock import writes_case
from ai.training.dataset.faults import BadBox
from ai.training.dataset.image_file import read_mask, write_mask
from ai.training.dataset.read_record import OLDER_READS, READ_FORMAT, ReadRecord
from ai.training.dataset.read_record import CaseState as CaseState
from ai.training.dataset.read_record import MaskFile as MaskFile
from ai.training.dataset.read_record import OthersSeen as OthersSeen
from ai.training.dataset.salt import Salt
from ai.training.dataset.whole_file import read_json, write_json
from ai.volume import BoolMask, Volume
from ai.words import say

READS_FOLDER, READ_FILE = "reads", "read.json"

_MASKS = "labels-"
"""Start of the names of the folders with the masks of a read."""

_KEY = re.compile(r"[0-9a-f]{16}")
"""Of a reader: what `ai.training.dataset.salt.Salt.key` makes."""


@dataclass(frozen=True)
class Read:
    """What one reader said about one case.

    Parameters
    ----------
    case_folder
        Of the case.
    ending
        Of mask files: ``.png`` or ``.nii.gz``.
    record
        What ``read.json`` says.
    """

    case_folder: Path
    ending: str
    record: ReadRecord

    @property
    def reader(self) -> str:
        """Whose it is."""
        return self.record.reader

    @property
    def state(self) -> CaseState:
        """How far the reader is."""
        return self.record.state

    @property
    def is_complete(self) -> bool:
        """Whether the reader is done: only then it counts, and it is sealed."""
        return self.record.state is CaseState.COMPLETE

    @property
    def is_blind(self) -> bool:
        """Whether it was made without the reads of others in sight."""
        return self.record.seen is not OthersSeen.BEFORE

    @property
    def has_answer(self) -> bool:
        """Whether a class was given, or that the reader is not sure."""
        return bool(self.record.answer) or self.record.is_not_sure

    @property
    def names(self) -> tuple[str, ...]:
        """Structures that it has masks of."""
        return tuple(each.name for each in self.record.masks)

    def mask_path(self, name: str) -> Path:
        """File of the mask of a structure."""
        return _folder(self.case_folder, self.reader) / self.record.folder / f"{name}{self.ending}"

    def mask(self, name: str) -> BoolMask:
        """Read the mask of a structure: (slices, rows, columns) bool on the grid of the case.

        Raises
        ------
        TrainingDataError
            Where there is none, or its file is another one than was written.
        """
        path = self.mask_path(name)
        wanted = next((each.sha256 for each in self.record.masks if each.name == name), "")
        if not wanted or file_sha256(path) != wanted:
            raise TrainingDataError(
                say("A mask of a reader of case {key} was changed or is missing.", key=self.case_folder.name),
                say("Have the reader save the case again."),
            )
        return read_mask(path)


def reader_key(salt: Salt, name: str) -> str:
    """16 hexadecimal digits that stand for a reader here; the name itself is written nowhere in a dataset.

    Raises
    ------
    TrainingDataError
        Where the name is empty.
    """
    words = " ".join(name.split()).casefold()
    if not words:
        raise TrainingDataError(say("A reader needs a name."), say("Give your name or initials; they stay here."))
    return salt.key("reader", words)


def read_of(case_folder: Path, reader: str, ending: str = ".nii.gz") -> Read | None:
    """Return what a reader said about a case; None where there is nothing yet.

    Raises
    ------
    TrainingDataError
        Where its file is damaged, or of another reader.
    """
    path = _folder(case_folder, reader) / READ_FILE
    if not path.is_file():
        return None
    record = read_json(ReadRecord, path, format=READ_FORMAT, older=OLDER_READS)
    names = [each.name for each in record.masks]
    # Names become paths.
    require_names(names)
    is_folder = not record.folder if not names else re.fullmatch(rf"{_MASKS}[0-9a-f]{{8}}", record.folder)
    are_boxes = len(record.boxes or ()) <= MOST_BOXES and all(map(_has_size, record.boxes or ()))
    if record.reader != reader or not is_folder or len(set(names)) != len(names) or not are_boxes:
        raise TrainingDataError(
            say("The file {file} of a reader of case {key} is damaged.", file=READ_FILE, key=case_folder.name),
            say("Put it back from a copy."),
        )
    return Read(case_folder, ending, record)


def reads_of(case_folder: Path, ending: str = ".nii.gz") -> tuple[Read, ...]:
    """Return what all readers said about a case, by the key of the reader; raises as `read_of`."""
    folder = case_folder / READS_FOLDER
    try:
        keys = sorted(entry.name for entry in folder.iterdir() if _KEY.fullmatch(entry.name))
    except OSError:
        return ()
    found = (read_of(case_folder, key, ending) for key in keys)
    return tuple(each for each in found if each is not None)


def visible_reads(reads: Sequence[Read], own: str, *, blinded: bool = True) -> tuple[Read, ...]:
    """Return the reads of others that a reader may see: none before the own one is complete, unless told otherwise."""
    is_done = any(each.reader == own and each.is_complete for each in reads)
    return tuple(each for each in reads if each.reader != own) if is_done or not blinded else ()


@writes_case
def set_state(case_folder: Path, reader: str, state: CaseState, ending: str = ".nii.gz") -> Read:
    """Write how far a reader is.

    Raises
    ------
    TrainingDataError
        Where it cannot be written, or a complete read would be opened again by a reader who was shown those of others.
    """
    before = _before(case_folder, reader)
    reopens = before.state is CaseState.COMPLETE and state is not CaseState.COMPLETE
    if reopens and before.seen is not OthersSeen.NO:
        raise TrainingDataError(
            say("You were shown what others said of this case, so your read of it stays as it is."),
            say("Where you disagree, settle the case: its label becomes another one, your read does not."),
        )
    return _write(replace(before, state=state), case_folder, ending)


@writes_case
def note_seen(case_folder: Path, reader: str, ending: str = ".nii.gz") -> Read:
    """Write that the reads of others are shown to a reader now; raises `TrainingDataError` where it cannot be."""
    before = _before(case_folder, reader)
    seen = before.seen
    if seen is OthersSeen.NO:
        seen = OthersSeen.AFTER if before.state is CaseState.COMPLETE else OthersSeen.BEFORE
    return _write(replace(before, seen=seen), case_folder, ending)


@writes_case
def set_answer(
    case_folder: Path, reader: str, answer: str, *, is_not_sure: bool = False, ending: str = ".nii.gz"
) -> Read:
    """Write the class that a reader gave, or that the reader is not sure; what was begun is in progress then.

    Raises
    ------
    TrainingDataError
        Where it cannot be written, or the read is complete.
    """
    if bool(answer) is is_not_sure:
        raise ValueError("a read has a class, or none because the reader is not sure")
    before = _open(case_folder, reader)
    return _write(replace(_begun(before), answer=answer, is_not_sure=is_not_sure), case_folder, ending)


@writes_case
def set_boxes(case_folder: Path, reader: str, boxes: Sequence[Box], ending: str = ".nii.gz") -> Read:
    """Write all boxes of a reader in place of those written before; none says that there is nothing to mark.

    Raises
    ------
    TrainingDataError
        Where it cannot be written, the read is complete, or a box has no size.
    """
    for box in boxes:
        if not _has_size(box):  # what is written can be read again
            raise BadBox(say("A box of {label!r} has a side without length.", label=box.label))
    return _write(replace(_begun(_open(case_folder, reader)), boxes=tuple(boxes)), case_folder, ending)


@writes_case
def set_masks(
    case_folder: Path, reader: str, masks: Mapping[str, BoolMask | Path], volume: Volume, ending: str = ".nii.gz"
) -> Read:
    """Write the masks of a reader in place of those written before; what was begun is in progress then.

    Parameters
    ----------
    case_folder, reader
        Which read.
    masks
        By structure, each (slices, rows, columns) bool on the grid of the volume; an empty one says that there is none.
        A path is a mask file of this case that is taken as it is.
    volume
        Image of the case.
    ending
        ``.png`` beside a picture, ``.nii.gz`` beside a volume.

    Raises
    ------
    TrainingDataError
        Where a name cannot be one of a file, the read is complete, or the disk refuses; what was written before stays.
    """
    require_names(masks)
    before = _open(case_folder, reader)
    folder = _folder(case_folder, reader) / f"{_MASKS}{secrets.token_hex(4)}"
    files: list[MaskFile] = []
    written_as: dict[int, Path] = {}
    try:
        folder.mkdir(parents=True)
        for name, mask in masks.items():
            path = folder / f"{name}{ending}"
            if isinstance(mask, Path):
                shutil.copyfile(mask, path)
            elif id(mask) in written_as:
                # A hundred structures of which there is none are one array.
                shutil.copyfile(written_as[id(mask)], path)
            else:
                write_mask(mask, volume, path)
                written_as[id(mask)] = path
            files.append(MaskFile(name, file_sha256(path)))
        wanted = replace(_begun(before), masks=tuple(files), folder=folder.name if files else "")
        written = _write(wanted, case_folder, ending)
    except OSError as error:
        shutil.rmtree(folder, ignore_errors=True)
        raise not_kept(error) from error
    except TrainingDataError:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    # Only what this read named before: another window of the same reader may be writing beside.
    if before.folder:
        shutil.rmtree(folder.with_name(before.folder), ignore_errors=True)
    if not files:
        shutil.rmtree(folder, ignore_errors=True)
    return written


def not_kept(error: OSError) -> TrainingDataError:
    """Say that what a reader did cannot be written."""
    reason = os.strerror(error.errno) if error.errno is not None else say("the disk may be full")
    return TrainingDataError(
        say("What you did with this case cannot be kept: {reason}.", reason=reason),
        say("Look whether the folder of the dataset can be written to and has space left."),
    )


def _folder(case_folder: Path, reader: str) -> Path:
    if not _KEY.fullmatch(reader):
        raise ValueError("a reader is named by a key")
    return case_folder / READS_FOLDER / reader


def _has_size(box: Box) -> bool:
    sides = zip(box.low, box.high, strict=True)
    return all(math.isfinite(low) and math.isfinite(high) and low < high for low, high in sides)


def _before(case_folder: Path, reader: str) -> ReadRecord:
    known = read_of(case_folder, reader)
    return ReadRecord(READ_FORMAT, reader) if known is None else known.record


def _open(case_folder: Path, reader: str) -> ReadRecord:
    """Return a read that may be written; refuse a sealed one."""
    before = _before(case_folder, reader)
    if before.state is CaseState.COMPLETE:
        raise TrainingDataError(
            say("Your read of this case is complete, so it is not changed."), say("Reopen it first.")
        )
    return before


def _begun(record: ReadRecord) -> ReadRecord:
    is_new = record.state is CaseState.NOT_STARTED
    return replace(record, state=CaseState.IN_PROGRESS) if is_new else record


def _write(record: ReadRecord, case_folder: Path, ending: str) -> Read:
    folder = _folder(case_folder, record.reader)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        record = replace(record, format=READ_FORMAT)
        write_json(record, folder / READ_FILE)
    except OSError as error:
        raise not_kept(error) from error
    return Read(case_folder, ending, record)
