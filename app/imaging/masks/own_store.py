"""Masks of a person on the disk: a table of what they are called, beside the journal of what was drawn.

The journal (`app.imaging.masks.journal`) takes each mask to be empty before its first record, so that what it was begun
with is a change as all others are. Beside what the reader wrote as names nothing in the two files names a patient, a
date or a UID.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ai.inference.provenance import PERSON, Making
from ai.library.card import Label
from ai.plain import PlainError, from_plain, to_plain
from ai.volume import BoolMask, Volume
from ai.words import say
from app.errors import EditJournalError
from app.imaging.atomic import atomic_path, make_folder
from app.imaging.labels import Colour
from app.imaging.masks.change import Change, change_between
from app.imaging.masks.journal import Journal, Kept, Subject, begin, go_on, read
from app.imaging.own_masks import nothing

FORMAT = 1
"""Version of the table; another one is refused, not guessed."""

_DIGITS = 4
"""Decimals in mm up to which two grids are the same: those of the files that they were read from."""


@dataclass(frozen=True)
class KeptMask:
    """What a mask is called.

    Parameters
    ----------
    label, colour, making
        As in `ai.inference.results.Structure`.
    is_deleted
        Whether it was thrown away.
    """

    label: Label
    colour: Colour
    making: Making
    is_deleted: bool = False


@dataclass(frozen=True)
class Table:
    """All masks of a series, by their numbers.

    Parameters
    ----------
    format
        `FORMAT`.
    journal
        Which journal tells what was drawn: a part of its name.
    masks
        What they are called.
    """

    format: int
    journal: str
    masks: tuple[KeptMask, ...]


@dataclass(frozen=True, eq=False)
class FoundMask:
    """A mask as it was left.

    Parameters
    ----------
    kept
        What it is called.
    mask
        (slices, rows, columns) bool.
    voxels
        That are marked.
    """

    kept: KeptMask
    mask: BoolMask
    voxels: int


def subject_of(volume: Volume) -> Subject:
    """Say what masks belong to: a grid, told by a digest of where its voxels lie."""
    places = np.round(volume.affine_lps, _DIGITS) + 0.0
    words = json.dumps([volume.shape, places.tolist()])
    return Subject(hashlib.sha256(words.encode()).hexdigest()[:32], PERSON, volume.shape)


def first_change(mask: BoolMask) -> Change | None:
    """Give what a mask was begun with as a change of an empty one; None where it is empty."""
    return change_between(nothing((mask.shape[0], mask.shape[1], mask.shape[2])), mask)


def journal_path(path: Path, journal: str) -> Path:
    """Name the journal beside a table."""
    return path.with_name(f"{path.stem}-{journal}.masks")


def write_masks(path: Path, subject: Subject, table: Table, changes: list[Kept]) -> None:
    """Write the table anew, and changes behind those that its journal holds.

    A journal that is not there yet is whole before the table names it; those that no table names are removed then. So
    whatever happens meanwhile, the table that is found and the journal that it names belong together.

    Parameters
    ----------
    path
        Of the table.
    subject
        What the masks belong to.
    table
        All masks.
    changes
        In the order in which they were done; taken out as they are written, so that none is written twice: done twice
        it would be undone.

    Raises
    ------
    OSError, app.errors.ExportError, app.errors.EditJournalError
        When the disk refuses, or the journal is damaged.
    """
    make_folder(path.parent)
    journal = journal_path(path, table.journal)
    if not journal.is_file():
        _put_aside(path, subject)
        _add(_begun(journal, subject), changes)
        _write_table(path, table)
        for other in path.parent.glob(f"{path.stem}-*.masks"):
            if other != journal:
                other.unlink(missing_ok=True)
        return
    # First the table: of a mask without a name nothing is read back.
    _write_table(path, table)
    if changes:
        _add(go_on(journal), changes)


def read_masks(path: Path, volume: Volume) -> tuple[FoundMask, ...]:
    """Read the masks of a series that were not thrown away.

    Parameters
    ----------
    path
        Of the table.
    volume
        With the grid that they have to be on.

    Returns
    -------
    tuple of FoundMask
        Empty where there are none, or they belong to another grid.

    Raises
    ------
    OSError, app.errors.EditJournalError
        Where the files are damaged.
    """
    if not path.is_file():
        return ()
    table = _read_table(path)
    subject, changes = read(journal_path(path, table.journal))
    if subject != subject_of(volume):
        return ()
    masks: dict[str, BoolMask] = {
        str(number): np.zeros(volume.shape, np.bool_) for number, each in enumerate(table.masks) if not each.is_deleted
    }
    for one in changes:
        if one.structure in masks:
            one.change.apply(masks[one.structure])
    return tuple(
        FoundMask(each, masks[str(number)], int(np.count_nonzero(masks[str(number)])))
        for number, each in enumerate(table.masks)
        if not each.is_deleted
    )


def _put_aside(path: Path, subject: Subject) -> None:
    """Keep masks that do not belong to this grid, or cannot be read, under another name: nobody threw them away."""
    if not path.is_file():
        return
    try:
        journal = journal_path(path, _read_table(path).journal)
        if read(journal)[0] == subject:
            return
    except (OSError, EditJournalError):
        pass
    for each in (path, *path.parent.glob(f"{path.stem}-*.masks")):
        each.replace(each.with_name(f"{each.name}.before"))


def _begun(path: Path, subject: Subject) -> Journal:
    try:
        return begin(path, subject)
    except OSError:
        # Half a beginning could not be gone on with.
        path.unlink(missing_ok=True)
        raise


def _add(journal: Journal, changes: list[Kept]) -> None:
    try:
        while changes:
            journal.add(changes[0])
            del changes[0]
    finally:
        journal.close()


def _write_table(path: Path, table: Table) -> None:
    with atomic_path(path) as temporary:
        temporary.write_text(json.dumps(to_plain(table), ensure_ascii=False), encoding="utf-8")


def _read_table(path: Path) -> Table:
    try:
        table = from_plain(Table, json.loads(path.read_text(encoding="utf-8")))
    except (ValueError, PlainError) as error:
        raise EditJournalError(say("The list of the masks that were drawn here is damaged.")) from error
    if table.format != FORMAT:
        raise EditJournalError(say("The masks that were drawn here are of another version of the program."))
    return table
