"""Edits on disk, one after the other as they are made: a program that dies loses the last stroke at most.

A file begins with what it belongs to and goes on with one record for every change as it was applied, undone ones too:
since a change undoes itself, playing all of them gives the mask as it was. Each record carries its length and a
checksum; reading ends at the first that is not whole.
"""

from __future__ import annotations

import json
import math
import os
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from ai.plain import PlainError, from_plain, to_plain
from ai.words import say
from app.errors import EditJournalError
from app.imaging.atomic import make_folder
from app.imaging.masks.change import Change
from app.imaging.masks.region import Index

MAGIC = b"LBEDIT1\n"

LARGEST_RECORD = 1 << 28
"""Bytes; a longer one is damage."""

_HEAD = struct.Struct("<II")
"""Length of a record and its CRC-32."""


@dataclass(frozen=True)
class Subject:
    """What the edits belong to; no name, date or UID of the patient.

    Parameters
    ----------
    source_id
        Of the `ai.volume.Volume`.
    model_id
        Whose result is edited.
    shape
        (slices, rows, columns) of the masks.
    """

    source_id: str
    model_id: str
    shape: Index


@dataclass(frozen=True)
class Kept:
    """One change as it was applied.

    Parameters
    ----------
    structure
        Name of the structure whose array was changed.
    change
        What differed.
    seconds
        That the reader spent on the structure since the change before.
    """

    structure: str
    change: Change
    seconds: float = 0.0


class Journal:
    """A file that grows by a record for every edit; opened by `begin` or `go_on`, ended by `close`."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def add(self, kept: Kept) -> None:
        """Write a change down; it is on the disk when this returns."""
        change = kept.change
        head = {"structure": kept.structure, "low": change.low, "shape": change.shape, "n": change.voxels}
        if kept.seconds:
            head["s"] = round(kept.seconds, 1)
        _write(self._file, json.dumps(head).encode() + b"\n" + change.packed)

    def close(self) -> None:
        """End it; the file stays."""
        self._file.close()


def begin(path: Path, subject: Subject) -> Journal:
    """Begin a file.

    Raises
    ------
    OSError
        When the disk refuses.
    """
    make_folder(path.parent)
    file = path.open("wb")
    file.write(MAGIC)
    _write(file, json.dumps(to_plain(subject)).encode())
    return Journal(file)


def go_on(path: Path) -> Journal:
    """Go on with a file behind its last whole record; what follows that is cut off."""
    _, _, end = _read(path)
    file = path.open("r+b")
    file.truncate(end)
    file.seek(end)
    return Journal(file)


def read(path: Path) -> tuple[Subject, tuple[Kept, ...]]:
    """Read what a file holds.

    Returns
    -------
    tuple[Subject, tuple[Kept, ...]]
        What it belongs to, and the whole records in their order.

    Raises
    ------
    EditJournalError
        When it is no such file, or its beginning is damaged.
    """
    subject, kept, _ = _read(path)
    return subject, kept


def subject_of(path: Path) -> Subject:
    """Read what the edits in a file belong to, and no more.

    Raises
    ------
    EditJournalError
        As `read`.
    """
    with path.open("rb") as file:
        return _begin(file)[0]


def _begin(file: BinaryIO) -> tuple[Subject, int, Iterator[tuple[bytes, int]]]:
    """Read the beginning; returns the place behind it, and the records that follow."""
    if file.read(len(MAGIC)) != MAGIC:
        raise EditJournalError(say("These are no edits of Lightbox."))
    records = _records(file)
    try:
        first, end = next(records)
        return from_plain(Subject, json.loads(first)), end, records
    except (StopIteration, ValueError, PlainError) as error:
        raise EditJournalError(say("The edits that were kept are damaged from their beginning on.")) from error


def _read(path: Path) -> tuple[Subject, tuple[Kept, ...], int]:
    with path.open("rb") as file:
        subject, end, records = _begin(file)
        kept = []
        for record, behind in records:
            found = _kept(record, subject.shape)
            if found is None:
                break
            kept.append(found)
            end = behind
    return subject, tuple(kept), end


def _records(file: BinaryIO) -> Iterator[tuple[bytes, int]]:
    """Yield whole records, each with the place behind it."""
    while len(head := file.read(_HEAD.size)) == _HEAD.size:
        length, checksum = _HEAD.unpack(head)
        if length > LARGEST_RECORD:
            return
        record = file.read(length)
        if len(record) != length or zlib.crc32(record) != checksum:
            return
        yield record, file.tell()


def _kept(record: bytes, shape: Index) -> Kept | None:
    """Make a change of a record; None where it does not lie in the masks: a checksum keeps no liar away."""
    head, _, packed = record.partition(b"\n")
    try:
        words = json.loads(head)
        low, side = (tuple(int(each) for each in words[name]) for name in ("low", "shape"))
        structure, voxels = str(words["structure"]), int(words["n"])
        seconds = float(words.get("s", 0.0))
    except (ValueError, TypeError, KeyError):
        return None
    if len(low) != 3 or len(side) != 3 or min(side) < 1 or min(low) < 0:
        return None
    if not (math.isfinite(seconds) and seconds >= 0):
        return None
    if any(first + count > whole for first, count, whole in zip(low, side, shape, strict=True)):
        return None
    unpacker = zlib.decompressobj()
    wanted = math.prod(side)
    try:
        unpacked = unpacker.decompress(packed, wanted + 1)
    except zlib.error:
        return None
    if len(unpacked) != wanted or not unpacker.eof:
        return None
    return Kept(structure, Change((low[0], low[1], low[2]), (side[0], side[1], side[2]), packed, voxels), seconds)


def _write(file: BinaryIO, record: bytes) -> None:
    file.write(_HEAD.pack(len(record), zlib.crc32(record)) + record)
    file.flush()
    os.fsync(file.fileno())
