"""A DICOMDIR → the files it names, inside its own folder only; PS3.10 8, PS3.3 annex F."""

from __future__ import annotations

import os
import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ai.progress import Progress, silent
from ai.words import say
from app.dicom.files.dicom_file import PREAMBLE_BYTES, UNDEFINED_LENGTH
from app.dicom.files.sop_class import INDEX_CLASS
from app.errors import DicomReadError

LARGEST_INDEX = 256 << 20
"""Bytes of a DICOMDIR that is read; one of 20,000 images has some 10 MB."""

_MEDIA_CLASS, _REFERENCED_FILE = 0x00020002, 0x00041500
_RECORDS = (0x0004, 0x1220)
"""Directory Record Sequence; implicit VR does not tell that it is one."""

_LONG_VRS = frozenset((b"OB", b"OD", b"OF", b"OL", b"OV", b"OW", b"SQ", b"SV", b"UC", b"UN", b"UR", b"UT", b"UV"))
"""Value representations whose length has 32 bits after two reserved bytes, PS3.5 7.1.2."""

_SEQUENCES = frozenset((b"SQ", b"UN", b""))
"""Value representations that hold items where the length is undefined; ``b""`` in implicit VR."""

_VERSION = re.compile(r"\.?(;\d*)?$")
"""What ISO 9660 writes behind a file name, and most systems hide."""

_NEWS_ELEMENTS = 5000


@dataclass(frozen=True)
class Index:
    """What a DICOMDIR names.

    Parameters
    ----------
    files
        Those that are there, in the order of the records, each once.
    missing
        How many are not there.
    refused
        How many names are no place inside the folder of the DICOMDIR.
    is_whole
        False where the DICOMDIR ends in the middle of a record.
    """

    files: tuple[Path, ...]
    missing: int = 0
    refused: int = 0
    is_whole: bool = True

    @property
    def warnings(self) -> tuple[str, ...]:
        """Sentences for the reader."""
        said = []
        if self.missing:
            said.append(_missing(self.missing))
        if self.refused:
            said.append(_refused(self.refused))
        if not self.is_whole:
            said.append(say("The DICOMDIR is damaged; it may name more files than were found."))
        return tuple(said)


def _missing(count: int) -> str:
    if count == 1:
        return say("{count} file that the DICOMDIR names is not there.", count=count)
    return say("{count} files that the DICOMDIR names are not there.", count=count)


def _refused(count: int) -> str:
    if count == 1:
        return say("{count} name in the DICOMDIR leads out of its folder, which is not followed.", count=count)
    return say("{count} names in the DICOMDIR lead out of its folder, which is not followed.", count=count)


def starts_as_index(start: bytes) -> bool:
    """Whether the first bytes of a file (1 KB will do) are those of a DICOMDIR."""
    for tag, begin, end in _Walk(start, _body(start), "<", is_explicit=True):
        if tag == _MEDIA_CLASS:
            return _words(start[begin:end]) == INDEX_CLASS
        if tag >> 16 == 0x0004:
            return True
        if tag >> 16 != 0x0002:
            break
    return False


def index_of(path: Path, *, progress: Progress = silent) -> Index:
    """Find the files that a DICOMDIR names.

    Every record is read once, one after the other: the offsets by which records point to each other are not followed,
    so no circle of them matters.

    Parameters
    ----------
    path
        The DICOMDIR. Its own folder is the only place that is looked at.
    progress
        Called from time to time.

    Raises
    ------
    app.errors.DicomReadError
        When it cannot be read.
    """
    try:
        if path.stat().st_size > LARGEST_INDEX:
            raise DicomReadError(
                say("The DICOMDIR is too large to be one."), say("Open the folder of the disc instead.")
            )
        data = path.read_bytes()
        top = (path.resolve() if path.is_symlink() else path).parent
    except OSError as error:
        raise DicomReadError(say("The DICOMDIR cannot be read: {reason}.", reason=error.strerror)) from error
    walk = _data_set(data)
    tree = _Tree(top)
    files: dict[Path, None] = {}
    missing = refused = 0
    for number, (tag, begin, end) in enumerate(walk):
        if number % _NEWS_ELEMENTS == 0:
            progress(0.0, say("Reading the DICOMDIR, {count} files so far", count=len(files)))
        if tag != _REFERENCED_FILE or not (name := _words(data[begin:end])):
            continue
        try:
            found = tree.find(name.split("\\"))
        except _LeadsOutside:
            refused += 1
            continue
        if found is None:
            missing += 1
        else:
            files[found] = None
    return Index(tuple(files), missing, refused, walk.is_whole)


class _LeadsOutside(Exception):  # noqa: N818 - not an error: the name is counted and passed by
    """A name that is no place inside the folder."""


class _Tree:
    """The folder of a DICOMDIR as it is on the disk: names from the file are looked up in it and never become paths."""

    def __init__(self, top: Path) -> None:
        self._top = str(top)
        self._inside = os.path.join(os.path.realpath(top), "")
        self._folders: dict[str, dict[str, os.DirEntry[str]]] = {}

    def find(self, components: list[str]) -> Path | None:
        """Return the regular file of that name, or None where there is none."""
        if not all(map(_is_plain, components)):
            raise _LeadsOutside
        place = self._top
        for component in components[:-1]:
            entry = self._entry(place, component)
            if entry is None or not entry.is_dir():
                return None
            self._require_inside(entry)
            place = entry.path
        entry = self._entry(place, components[-1])
        if entry is None:
            return None
        self._require_inside(entry)
        try:
            return Path(entry.path) if entry.is_file() else None
        except OSError:
            return None

    def _entry(self, folder: str, component: str) -> os.DirEntry[str] | None:
        names = self._folders.get(folder)
        if names is None:
            names = self._folders[folder] = _listed(folder)
        return names.get(component) or names.get(_folded(component))

    def _require_inside(self, entry: os.DirEntry[str]) -> None:
        if entry.is_symlink() and not os.path.realpath(entry.path).startswith(self._inside):
            raise _LeadsOutside


def _listed(folder: str) -> dict[str, os.DirEntry[str]]:
    """Entries by their name, and by what it is without case and version where no other has that very name."""
    try:
        with os.scandir(folder) as found:
            entries = sorted(found, key=_name)
    except OSError:
        return {}
    names = {entry.name: entry for entry in entries}
    for entry in entries:
        names.setdefault(_folded(entry.name), entry)
    return names


def _name(entry: os.DirEntry[str]) -> str:
    return entry.name


def _folded(name: str) -> str:
    return _VERSION.sub("", name).casefold()


def _is_plain(component: str) -> bool:
    """Whether a part of a name can only be the name of something in a folder."""
    return component not in ("", ".", "..") and not any(character in "/:\0" for character in component)


def _words(raw: bytes) -> str:
    return os.fsdecode(raw.rstrip(b"\0 "))


class _Walk:
    """Every element of a data set in the order of the bytes, also those in items: (tag, first byte, byte after).

    Without recursion: the beginnings and ends of sequences and items are stepped over like any other element.

    Parameters
    ----------
    data
        The whole file.
    start
        Where to begin.
    order
        ``<`` or ``>``.
    is_explicit
        Whether elements tell their value representation.
    """

    def __init__(self, data: bytes, start: int, order: str, *, is_explicit: bool) -> None:
        self._data = data
        self._start = start
        self._is_explicit = is_explicit
        self._tag_and_length = struct.Struct(f"{order}HHL")
        self._short_length = struct.Struct(f"{order}H")
        self._long_length = struct.Struct(f"{order}L")
        self.is_whole = True

    def __iter__(self) -> Iterator[tuple[int, int, int]]:
        data, size, at = self._data, len(self._data), self._start
        unpack, short_length, long_length = (
            self._tag_and_length.unpack_from,
            self._short_length.unpack_from,
            self._long_length.unpack_from,
        )
        while at + 8 <= size:
            group, element, length = unpack(data, at)
            vr = b""
            head = 8
            if group == 0xFFFE:
                # Into the item, or out of it.
                at += 8
                continue
            if self._is_explicit:
                vr = data[at + 4 : at + 6]
                if vr in _LONG_VRS:
                    head = 12
                    if at + head > size:
                        break
                    (length,) = long_length(data, at + 8)
                else:
                    (length,) = short_length(data, at + 6)
            begin = at + head
            if vr == b"SQ" or (group, element) == _RECORDS or (length == UNDEFINED_LENGTH and vr in _SEQUENCES):
                at = begin
                continue
            if length == UNDEFINED_LENGTH:
                at = self._behind_fragments(begin)
                continue
            if begin + length > size:
                self.is_whole = False
                return
            yield group << 16 | element, begin, begin + length
            at = begin + length
        self.is_whole = at == size

    def _behind_fragments(self, at: int) -> int:
        """Byte behind the fragments of an encapsulated icon, PS3.5 A.4."""
        while at + 8 <= len(self._data):
            group, element, length = self._tag_and_length.unpack_from(self._data, at)
            at += 8
            if (group, element) != (0xFFFE, 0xE000):
                break
            at += length
        return at


def _body(data: bytes) -> int:
    """First byte behind preamble and prefix, PS3.10 7.1."""
    return PREAMBLE_BYTES + 4 if data[PREAMBLE_BYTES : PREAMBLE_BYTES + 4] == b"DICM" else 0


def _data_set(data: bytes) -> _Walk:
    """Walk behind the meta information, in the encoding that this tells or, where it lies, that is found."""
    start = _body(data)
    for tag, _begin, end in _Walk(data, start, "<", is_explicit=True):
        if tag >> 16 != 0x0002:
            break
        start = end
    # Whatever the transfer syntax says: the first element of group 0004 shows it.
    order = ">" if data[start : start + 2] == b"\0\x04" else "<"
    return _Walk(data, start, order, is_explicit=data[start + 4 : start + 6].isalpha())
