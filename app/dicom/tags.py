"""What the file of one picture says, element by element: rows for the tag table. Nothing here decodes pixels.

References
----------
PS3.5 7.1 (data elements), 7.5 (sequences), 7.8 (private elements);
PS3.3 C.7.6.16 (functional groups).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from operator import attrgetter
from pathlib import Path

from pydicom.datadict import (
    dictionary_description,
    dictionary_has_tag,
    dictionary_keyword,
    dictionary_VR,
    private_dictionary_description,
    private_dictionary_VR,
    repeater_has_tag,
)
from pydicom.dataelem import DataElement, RawDataElement
from pydicom.dataset import Dataset, FileDataset
from pydicom.sequence import Sequence
from pydicom.tag import BaseTag

from ai.progress import Progress, silent
from ai.words import joined as joined_words
from ai.words import say
from app.dicom.files.attribute import PYDICOM_FAULTS, integer, plain, quiet_pydicom
from app.dicom.files.dicom_file import DicomFile, open_dicom
from app.dicom.files.value_text import byte_count, grouped, value_text
from app.dicom.frames.multiframe import FunctionalGroups

MOST_ROWS = 20_000
"""Rows of a table; more of them nobody reads."""

MOST_ITEMS = 100
"""Items of one sequence that are listed."""

DEEPEST = 12
"""Levels of sequences in sequences."""

SHARED, PER_FRAME, ITEM = 0x52009229, 0x52009230, 0xFFFEE000
"""Shared and Per-Frame Functional Groups Sequence; Item."""

PIXEL_TAGS = {"PixelData": 0x7FE00010, "FloatPixelData": 0x7FE00008, "DoubleFloatPixelData": 0x7FE00009}


@dataclass(frozen=True, slots=True)
class TagRow:
    """One element.

    Parameters
    ----------
    tag
        Group and element, 0x00100010; of an item `ITEM`.
    name, keyword
        "Patient's Name", "PatientName"; of a private element what its maker's dictionary says, else "Private".
    vr
        Value representation; ``""`` of an item.
    value
        On one line, cut where it is long; of what is no text or number how much it is.
    level
        0 for elements of the data set, 1 for what is in its sequences.
    creator
        Who made a private element: the name that reserves its block.
    """

    tag: int
    name: str
    keyword: str
    vr: str
    value: str
    level: int = 0
    creator: str = ""

    @property
    def tag_text(self) -> str:
        """Group and element as the standard writes them; ``""`` of an item."""
        return "" if self.tag == ITEM else f"({self.tag >> 16:04X},{self.tag & 0xFFFF:04X})"


@dataclass(frozen=True)
class TagSection:
    """Rows that belong together: the groups of the shown frame, those of all frames, the data set."""

    title: str
    rows: tuple[TagRow, ...]


@dataclass(frozen=True, eq=False)
class TagList:
    """All that the table shows of one picture.

    Parameters
    ----------
    file
        The header, for the next frame of the same file.
    sections
        In the order in which they are shown; one with an empty title where the file holds a single frame.
    """

    file: DicomFile
    sections: tuple[TagSection, ...]


def read_tags(path: Path, frame: int = 0, *, known: DicomFile | None = None, progress: Progress = silent) -> TagList:
    """Read the elements of a file up to its pixel data.

    Parameters
    ----------
    path
        The file of the shown slice.
    frame
        Frame of it, from 0.
    known
        A header that was read before; it is used where it is of this file, unchanged.

    Raises
    ------
    app.dicom.files.dicom_file.NotDicomError
        When the file is no DICOM file.
    app.errors.DicomReadError
        When it cannot be read.
    """
    progress(0.0, say("Reading tags"))
    file = known if known is not None and _is_same(known, path) else open_dicom(path, for_pixels=False)
    progress(0.5, say("Reading tags"))
    groups = FunctionalGroups(file.header)
    sections: list[TagSection] = []
    own = groups.own(frame)
    if own is not None:
        count = integer(file.header, "NumberOfFrames")
        number = frame + 1
        title = (
            say("Frame {number} of {count}", number=number, count=count)
            if count
            else say("Frame {number}", number=number)
        )
        sections.append(_section(title, _Walk(own).rows()))
    if groups.shared is not None:
        sections.append(_section(say("All frames"), _Walk(groups.shared).rows()))
    sections.append(_section(say("Whole file") if sections else "", _file_rows(file)))
    progress(1.0, say("Reading tags"))
    return TagList(file, tuple(sections))


def _is_same(known: DicomFile, path: Path) -> bool:
    """Whether a header that was read before is still that of the file."""
    if known.path != path:
        return False
    try:
        status = path.stat()
    except OSError:
        return False
    return (status.st_size, status.st_mtime_ns) == (known.size, known.modified_ns)


def _section(title: str, rows: Iterator[TagRow]) -> TagSection:
    kept = tuple(islice(rows, MOST_ROWS))
    if len(kept) == MOST_ROWS:
        kept = (*kept, TagRow(ITEM, say("More elements are not shown."), "", "", ""))
    return TagSection(title, kept)


def _file_rows(file: DicomFile) -> Iterator[TagRow]:
    """Rows of the meta information, of the data set, and of what was not read, in the order of the tags."""
    yield from _Walk(file.header.file_meta if isinstance(file.header, FileDataset) else Dataset()).rows()
    left = [TagRow(tag, *_names(tag, ""), vr, byte_count(length)) for tag, vr, length in file.passed_over]
    if file.pixels is not None:
        found = file.pixels
        told = say("compressed") if found.length is None else ""
        size = found.available if found.length is None else found.length
        left.append(
            TagRow(
                PIXEL_TAGS[found.keyword],
                *_names(PIXEL_TAGS[found.keyword], ""),
                found.vr,
                joined_words((told, byte_count(size)), ", "),
            )
        )
    left.sort(key=attrgetter("tag"))
    for row in _Walk(file.header).rows(without_groups=True):
        while left and row.level == 0 and left[0].tag < row.tag:
            yield left.pop(0)
        yield row
    yield from left


class _Walk:
    """Goes through a data set and its sequences.

    Parameters
    ----------
    dataset
        Where it begins.
    level
        How deep that is.
    """

    def __init__(self, dataset: Dataset, level: int = 0) -> None:
        self._dataset = dataset
        self._level = level

    def rows(self, *, without_groups: bool = False) -> Iterator[TagRow]:
        """Yield a row for every element, and below a sequence those of its items.

        Parameters
        ----------
        without_groups
            Functional groups stand in sections of their own: here only how many there are.
        """
        for tag in sorted(map(int, self._dataset.keys())):
            element = self._element(tag)
            if element is None:
                continue
            creator = self._creator(tag)
            vr = _vr_of(element, tag, creator)
            name, keyword = _names(tag, creator)
            if vr == "SQ":
                items = self._items(tag)
                is_apart = without_groups and tag in (SHARED, PER_FRAME)
                value = joined_words((_count(len(items)), say("see above") if is_apart else ""), ", ")
                yield TagRow(tag, name, keyword, vr, value, self._level, creator)
                if not is_apart:
                    yield from self._item_rows(items)
            else:
                yield TagRow(tag, name, keyword, vr, value_text(self._dataset, element, vr), self._level, creator)

    def _item_rows(self, items: tuple[Dataset, ...]) -> Iterator[TagRow]:
        if self._level >= 2 * DEEPEST:
            yield TagRow(ITEM, say("Deeper levels are not shown."), "", "", "", self._level + 1)
            return
        for number, item in enumerate(items[:MOST_ITEMS], start=1):
            yield TagRow(ITEM, say("Item {number}", number=number), "", "", "", self._level + 1)
            yield from _Walk(item, self._level + 2).rows()
        if len(items) > MOST_ITEMS:
            more = len(items) - MOST_ITEMS
            yield TagRow(ITEM, say("{count} more items are not shown.", count=more), "", "", "", self._level + 1)

    def _element(self, tag: int) -> DataElement | RawDataElement | None:
        try:
            element: DataElement | RawDataElement | None = self._dataset.get_item(BaseTag(tag))
        except PYDICOM_FAULTS:
            return None
        return element

    def _items(self, tag: int) -> tuple[Dataset, ...]:
        try:
            with quiet_pydicom():
                value = self._dataset[tag].value
        except PYDICOM_FAULTS:
            return ()
        return tuple(item for item in value if isinstance(item, Dataset)) if isinstance(value, Sequence) else ()

    def _creator(self, tag: int) -> str:
        """Name that reserves the block of a private element, PS3.5 7.8.1."""
        group, number = tag >> 16, tag & 0xFFFF
        if group % 2 == 0 or number < 0x1000:
            return ""
        element = self._element((group << 16) | (number >> 8))
        return "" if element is None else value_text(self._dataset, element, "LO")


def _names(tag: int, creator: str) -> tuple[str, str]:
    """Name and keyword of an element."""
    group, number = tag >> 16, tag & 0xFFFF
    if group % 2:
        if number < 0x100:
            return say("Private Creator"), ""
        try:
            return plain(private_dictionary_description(tag, creator)), ""
        except KeyError:
            return say("Private"), ""
    if number == 0:
        return say("Group Length"), ""
    if dictionary_has_tag(tag) or repeater_has_tag(tag):
        return dictionary_description(tag), dictionary_keyword(tag)
    return say("Unknown"), ""


def _vr_of(element: DataElement | RawDataElement, tag: int, creator: str) -> str:
    """Value representation as the file tells it; where it does not, as the dictionary."""
    told = element.VR
    if told not in (None, "UN"):
        return str(told)
    group, number = tag >> 16, tag & 0xFFFF
    if number == 0:
        return "UL"
    if group % 2:
        if number < 0x100:
            return "LO"
        try:
            return private_dictionary_VR(tag, creator)
        except KeyError:
            return "UN"
    return dictionary_VR(tag) if dictionary_has_tag(tag) or repeater_has_tag(tag) else "UN"


def _count(items: int) -> str:
    return say("1 item") if items == 1 else say("{count} items", count=grouped(items))
