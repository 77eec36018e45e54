"""What a walk noted → columns of values, one value per file; a value that all files share is worked out once."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any, Generic, TypeVar, cast

import numpy as np
from pydicom.datadict import dictionary_VR, tag_for_keyword
from pydicom.dataset import Dataset
from pydicom.filereader import read_dataset

from app.dicom.files.attribute import PYDICOM_FAULTS, TEXT_VRS, quiet_pydicom
from app.dicom.headers.fact import CHARACTER_SET, Fact
from app.dicom.headers.quick_element import vr_number
from app.dicom.headers.quick_rows import GAP_BYTES, Bytes, Longs, memory_of
from app.dicom.headers.quick_walk import Piece, Walk

T = TypeVar("T")
U = TypeVar("U")

VALUE = 8
"""Bytes of the header of an element with a short text, PS3.5 7.1.2."""

READ_AT_ONCE = (TEXT_VRS | {"US"}) - {"UC", "UR", "UT"}
"""Value representations that the quick readers of facts are made for; their headers have 8 bytes."""

KNOWN_LIMIT = 20_000
"""Different contents of one fact that are remembered; a scan of more starts again."""


@dataclass(frozen=True)
class Column(Generic[T]):
    """Values of the files.

    Parameters
    ----------
    values
        One per file, or a single one that holds for all.
    count
        Files.
    """

    values: Sequence[T]
    count: int

    @property
    def is_same(self) -> bool:
        """Whether one value holds for all."""
        return len(self.values) == 1

    def each(self) -> Sequence[T]:
        """One value per file."""
        return self.values if len(self.values) == self.count else [self.values[0]] * self.count

    def map(self, function: Callable[[T], U]) -> Column[U]:
        """Another value made of every value."""
        return Column([function(value) for value in self.values], self.count)


class Known:
    """What different contents of elements mean, as far as it was worked out; threads may share it.

    Attributes
    ----------
    readable
        Character set → whether a reader survives it.
    row_bytes
        Bytes of a file that hold the whole header of most files, or None before the first batch.
    """

    def __init__(self) -> None:
        self._values: dict[Fact[Any], dict[tuple[bytes, ...], Any]] = {}
        self._memories: list[Bytes] = []
        self.readable: dict[bytes, bool] = {}
        self.row_bytes: int | None = None

    def of(self, fact: Fact[T]) -> dict[tuple[bytes, ...], T]:
        """Content of the elements → value of a fact."""
        known = self._values.get(fact)
        if known is None or len(known) > KNOWN_LIMIT:
            known = self._values[fact] = {}
        return known

    @contextmanager
    def memory(self, count: int, width: int) -> Iterator[Bytes]:
        """Memory for the starts of so many files, that of an earlier batch where there is one."""
        try:
            memory = self._memories.pop()
        except IndexError:
            memory = memory_of(count, width)
        if memory.size < count * (width + GAP_BYTES):
            memory = memory_of(count, width)
        try:
            yield memory
        finally:
            self._memories.append(memory)


@dataclass(frozen=True)
class _Spans:
    """Where an element stands in the memory of the rows; -1 in files without it.

    Parameters
    ----------
    starts, ends
        (k,) first byte and end.
    length
        Bytes where these are as many in all files, else 0.
    is_same
        Whether the elements are equal.
    """

    starts: Longs
    ends: Longs
    length: int
    is_same: bool


class Columns:
    """Facts of files that were walked through together and share an encoding.

    Parameters
    ----------
    found
        The walk.
    rows
        (k,) numbers of the files, at least one.
    implicit
        Whether they are in implicit VR.
    known
        What was worked out before.

    Attributes
    ----------
    readable
        Whether the character set is one that a reader survives.
    """

    def __init__(self, found: Walk, rows: Longs, known: Known, *, implicit: bool) -> None:
        self._found = found
        self._rows = rows
        self._known = known
        self._implicit = implicit
        self._spans: dict[int, _Spans | None] = {}
        self._parts: dict[tuple[int, int], Column[bytes]] = {}
        character_set = self._part(tag_of_keyword(CHARACTER_SET), 0)
        self.readable = character_set.map(self._is_readable)
        self._character_set = character_set.map(self._if_readable)

    def of(self, fact: Fact[T]) -> Column[T]:
        """Values of a fact."""
        elements = _elements(fact.keywords)
        tags = [element.tag for element in elements]
        private = self._private_tags(fact) if fact.private else []
        known = self._known.of(fact)
        if not private and not any(tag in self._found.found for tag in tags):
            return Column([_of_nothing(fact)], self._rows.size)
        spans = [self._span(tag) for tag in (*tags, *private)]
        if self._character_set.is_same and all(span is None or span.is_same for span in spans):
            return Column([self._of_same(fact, elements, (*tags, *private))], self._rows.size)
        values = None if private else self._at_once(fact, elements)
        if values is not None and None not in values:
            return Column(cast(list[T], values), self._rows.size)
        contents = self._contents((*tags, *private))
        if values is None or len(contents) != len(values):
            return Column([self._worked_out(fact, known, content) for content in contents], self._rows.size)
        sure = zip(values, contents, strict=True)
        return Column(
            [self._worked_out(fact, known, content) if value is None else value for value, content in sure],
            self._rows.size,
        )

    def _of_same(self, fact: Fact[T], elements: Sequence[_Element], tags: Sequence[int]) -> T:
        """Value of a fact whose elements are the same in all files."""
        (content,) = self._contents(tags)
        known = self._known.of(fact)
        value = known.get(content)
        if value is None:
            values = self._at_once(fact, elements) if len(tags) == len(elements) else None
            value = values[0] if values else None
            if value is None:
                return self._worked_out(fact, known, content)
            known[content] = value
        return value

    def _contents(self, tags: Sequence[int]) -> list[tuple[bytes, ...]]:
        """Character set and elements of each file side by side; a single tuple where they are the same in all."""
        columns = [self._character_set, *(self._part(tag, 0) for tag in tags)]
        if all(column.is_same for column in columns):
            return [tuple(column.values[0] for column in columns)]
        return list(zip(*(column.each() for column in columns), strict=True))

    def each(self, fact: Fact[T]) -> Sequence[T]:
        """Value of a fact of every file."""
        return self.of(fact).each()

    def _at_once(self, fact: Fact[T], elements: Sequence[_Element]) -> list[T | None] | None:
        """Values of a fact the quick way, None for each that is not plain; None where there is no quick way."""
        parse = fact.at_once
        if parse is None or not all(self._is_written(element) for element in elements):
            return None
        columns = [self._part(element.tag, VALUE) for element in elements]
        is_same = all(column.is_same for column in columns)
        raws = [column.values if is_same else column.each() for column in columns]
        values = parse(*raws)
        if values is not None:
            return list(values)
        # Some are not plain; which?
        singly = (parse(*([raw] for raw in content)) for content in zip(*raws, strict=True))
        return [None if found is None else found[0] for found in singly]

    def _is_written(self, element: _Element) -> bool:
        """Whether the values of an element are what the dictionary says, and that is read at once."""
        told = (piece.vr for piece in self._found.found.get(element.tag, ()))
        return element.at_once and all(vr in (0, element.vr) for vr in told)

    def _part(self, tag: int, start: int) -> Column[bytes]:
        """Elements as they stand in the files, from their first byte or that of their value on; ``b""`` if absent."""
        column = self._parts.get((tag, start))
        if column is None:
            column = self._parts[tag, start] = self._read(self._span(tag), start)
        return column

    def _read(self, spans: _Spans | None, start: int) -> Column[bytes]:
        if spans is None:
            return Column([b""], self._rows.size)
        memory, starts, ends = self._found.rows.memory, spans.starts, spans.ends
        if spans.is_same:
            return Column([bytes(memory[starts[0] + start : ends[0]])], self._rows.size)
        if spans.length > start:
            # The same number of bytes from every row: one array of such pieces gives them all.
            flat = self._found.rows.flat
            pieces = np.ndarray((flat.size - spans.length,), f"V{spans.length - start}", flat, 0, (1,))
            return Column(pieces[starts + start].tolist(), self._rows.size)
        places = zip((starts + start).tolist(), ends.tolist(), strict=True)
        return Column([memory[first:end].tobytes() if end > 0 else b"" for first, end in places], self._rows.size)

    def _span(self, tag: int) -> _Spans | None:
        """Where an element stands, None where no file has it."""
        if tag in self._spans:
            return self._spans[tag]
        self._spans[tag] = spans = self._found_spans(self._found.found.get(tag, []))
        return spans

    def _found_spans(self, pieces: Sequence[Piece]) -> _Spans | None:
        if len(pieces) == 1 and pieces[0].rows is self._rows:
            (piece,) = pieces
            if piece.length:
                is_same = self._are_same(piece.starts, piece.length)
                return _Spans(piece.starts, piece.ends, piece.length, is_same)
            starts, ends = piece.starts, piece.ends
        elif pieces:
            starts = np.full(self._found.rows.starts.size, -1, dtype=np.int64)
            ends = starts.copy()
            for piece in pieces:
                starts[piece.rows], ends[piece.rows] = piece.starts, piece.ends
            starts, ends = starts[self._rows], ends[self._rows]
            if int(starts.max()) < 0:
                return None
        else:
            return None
        lengths = ends - starts
        length = int(lengths[0])
        if int(starts.min()) < 0 or not (lengths == length).all():
            return _Spans(starts, ends, 0, is_same=False)
        return _Spans(starts, ends, length, self._are_same(starts, length))

    def _are_same(self, starts: Longs, length: int) -> bool:
        """Whether elements are equal, compared eight bytes at a time; none is shorter than its header of eight."""
        words = self._found.rows.words
        # Numbers differ at their ends. The header need not be looked at again, but in implicit VR it may be all.
        for place in (length - 8, *range(8, length - 8, 8)):
            part = words[starts + place]
            if not (part == part[0]).all():
                return False
        return True

    def _private_tags(self, fact: Fact[T]) -> list[int]:
        """Private elements of a fact that some file has, after the creators of their groups."""
        found: list[int] = []
        for group in dict.fromkeys(group for group, _ in fact.private):
            digits = {digit for other, digit in fact.private if other == group}
            here = [tag for tag in self._found.found if tag >> 16 == group]
            own = [tag for tag in here if tag & 0xFFFF > 0xFF and tag & 0xFF in digits]
            if own:
                found += [tag for tag in here if tag & 0xFFFF <= 0xFF] + own
        return found

    def _is_readable(self, character_set: bytes) -> bool:
        known = self._known.readable
        if character_set not in known:
            try:
                with quiet_pydicom():
                    read_dataset(io.BytesIO(character_set), self._implicit, True)
                known[character_set] = True
            except PYDICOM_FAULTS:
                known[character_set] = False
        return known[character_set]

    def _if_readable(self, character_set: bytes) -> bytes:
        return character_set if self._is_readable(character_set) else b""

    def _worked_out(self, fact: Fact[T], known: dict[tuple[bytes, ...], T], content: tuple[bytes, ...]) -> T:
        """Value of a fact by way of a data set of its elements alone, unless it was asked before."""
        if not any(content[1:]):
            # The character set alone says nothing.
            return _of_nothing(fact)
        value = known.get(content)
        if value is None:
            elements = sorted({element for element in content if element}, key=_tag_of_element)
            with quiet_pydicom():
                # The same reader as for whole files, so that the same is understood.
                header = read_dataset(io.BytesIO(b"".join(elements)), self._implicit, True)
                value = known[content] = fact.of(header)
        return value


def _of_nothing(fact: Fact[T]) -> T:
    """Value of a fact none of whose elements is there."""
    if fact not in _NOTHING:
        _NOTHING[fact] = fact.of(Dataset())
    return cast(T, _NOTHING[fact])


_NOTHING: dict[Fact[Any], object] = {}
"""Values of facts none of whose elements is there."""


@dataclass(frozen=True)
class _Element:
    """An element that a fact depends on, its VR, and whether values of that VR are read at once."""

    tag: int
    vr: int
    at_once: bool


@cache
def _elements(keywords: tuple[str, ...]) -> tuple[_Element, ...]:
    vrs = [dictionary_VR(keyword) for keyword in keywords]
    return tuple(
        _Element(tag_of_keyword(keyword), vr_number(vr), vr in READ_AT_ONCE)
        for keyword, vr in zip(keywords, vrs, strict=True)
    )


@cache
def tag_of_keyword(keyword: str) -> int:
    """Tag of a keyword that is known to exist."""
    tag = tag_for_keyword(keyword)
    assert tag is not None
    return int(tag)


def _tag_of_element(element: bytes) -> tuple[int, int]:
    return int.from_bytes(element[:2], "little"), int.from_bytes(element[2:4], "little")
