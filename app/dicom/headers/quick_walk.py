"""Top-level elements of many files at once: one cursor per file, all moved in lock-step by numpy; PS3.5 7.

The files of a series have nearly the same elements, so a step that finds one element in all of them costs little more
than a step through one file. Where files differ, those with the smallest tag go first, and the others wait for them.
Whatever is not plainly sound ends the walk of its file: another reader will have to look at it.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from app.dicom.headers.quick_element import (
    HEAD_BYTES,
    LONG_VRS,
    SHORT_VRS,
    UNDEFINED,
    Heads,
    Mask,
    foremost,
    like,
    tag_of,
    value_spans,
    vr_number,
    vr_of,
)
from app.dicom.headers.quick_front import Front
from app.dicom.headers.quick_rows import Longs, Rows
from app.dicom.headers.quick_sequence import CUT_OFF, UNSOUND, StepCount, is_sequence, sequence_ends

PREFIX_BYTES = 132
"""PS3.10 7.1: 128 bytes of anything, then "DICM"."""

META, TRANSFER_SYNTAX, DATA_SET, PIXEL_DATA = 0x00020000, 0x00020010, 0x00030000, 0x7FE00010
"""Start of the meta information; (0002,0010); its end; (7FE0,0010)."""

FIRST_PIXEL_TAG = 0x7FE00008
"""(7FE0,0008) Float Pixel Data: from here on an element may be pixels."""

PIXEL_VRS = frozenset((vr_number("OB"), vr_number("OW")))

RUN_ELEMENTS = 24
"""Elements that one look may tell of."""

_HEAD = struct.Struct("<QL")
"""First 8 bytes of an element, and the length of those with a long header."""

_DICM = int.from_bytes(b"DICM", "little")


class Piece(NamedTuple):
    """Where an element stands in some of the files.

    Parameters
    ----------
    rows
        Of these files.
    starts, ends
        First byte and end in the memory of the rows, the header of the element included.
    vr
        Its VR; 0 if implicit.
    length
        From start to end where that is known to be the same in all of them, else 0.
    """

    rows: Longs
    starts: Longs
    ends: Longs
    vr: int
    length: int = 0


@dataclass(frozen=True)
class Wanted:
    """Which elements are worth to be noted.

    Parameters
    ----------
    tags
        By their whole number.
    private
        Odd group → last two digits of its elements; their creators (gggg,0010) to (gggg,00FF) come with them.
    foreign
        Elements that a file must not have to be understood.
    """

    tags: Set[int]
    private: Mapping[int, Set[int]]
    foreign: Set[int]

    def __contains__(self, tag: int) -> bool:
        if tag in self.tags:
            return True
        digits = self.private.get(tag >> 16)
        return digits is not None and (0x10 <= tag & 0xFFFF <= 0xFF or tag & 0xFF in digits)


@dataclass
class Walk:
    """What was found in the files that reached their pixel data.

    Parameters
    ----------
    rows
        The files as they were read.
    arrived
        (implicit VR, transfer syntax, rows) of those.
    pixel_offset, pixel_length
        (n,) first byte of (7FE0,0010) in the file and its length as announced, by row.
    found
        Tag → pieces.
    """

    rows: Rows
    arrived: list[tuple[bool, str, Longs]] = field(default_factory=list)
    pixel_offset: Longs = field(init=False)
    pixel_length: Longs = field(init=False)
    found: dict[int, list[Piece]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.pixel_offset = np.zeros_like(self.rows.starts)
        self.pixel_length = np.zeros_like(self.rows.starts)


def walk(rows: Rows, wanted: Wanted, syntaxes: Mapping[str, bool]) -> Walk:
    """Walk through the files of a batch up to their pixel data.

    Parameters
    ----------
    rows
        The files.
    wanted
        What to note on the way.
    syntaxes
        Transfer syntax UID → whether it is implicit VR. Little endian only; files of others are left.
    """
    result = Walk(rows)
    walker = _Walker(result, wanted)
    long_enough = rows.ends - rows.starts > PREFIX_BYTES
    (numbers,) = np.nonzero(long_enough & (rows.halves[rows.starts + PREFIX_BYTES - 4] == _DICM))
    numbers, at = walker.advance(
        numbers, rows.starts[numbers] + PREFIX_BYTES, implicit=False, after=META - 1, until=DATA_SET
    )
    syntax_of = _syntaxes(result)
    told = np.array([syntax_of.get(number, "") for number in numbers.tolist()])
    for syntax in dict.fromkeys(told.tolist()):
        if syntax not in syntaxes:
            continue
        chosen, implicit = np.flatnonzero(told == syntax), syntaxes[syntax]
        ours, places = walker.advance(
            numbers[chosen], at[chosen], implicit=implicit, after=DATA_SET - 1, until=FIRST_PIXEL_TAG
        )
        ours = walker.note_pixels(ours, places, implicit=implicit)
        if ours.size:
            result.arrived.append((implicit, syntax, ours))
    return result


def _syntaxes(result: Walk) -> dict[int, str]:
    """(0002,0010) Transfer Syntax UID by row."""
    told = {}
    memory = result.rows.memory
    for piece in result.found.get(TRANSFER_SYNTAX, []):
        for row, start, end in zip(piece.rows.tolist(), piece.starts.tolist(), piece.ends.tolist(), strict=True):
            told[row] = bytes(memory[start + 8 : end]).rstrip(b"\0 ").decode("ascii", errors="replace")
    return told


class _Element(NamedTuple):
    """An element as it follows in the first of the files; places count from its cursor."""

    tag: int
    vr: int
    places: tuple[int, ...]
    end: int


class _Walker:
    def __init__(self, result: Walk, wanted: Wanted) -> None:
        self._rows = result.rows
        self._result = result
        self._wanted = wanted
        self._steps = StepCount(result.rows.starts.size)
        # Place behind the last noted element of every row: what follows may be overwritten by reading on.
        self._kept = result.rows.starts + PREFIX_BYTES
        self._fresh: list[Piece] = []

    def advance(self, rows: Longs, at: Longs, *, implicit: bool, after: int, until: int) -> tuple[Longs, Longs]:
        """Move cursors up to the first element with a tag of at least ``until``.

        Parameters
        ----------
        rows
            (k,) row numbers.
        at
            (k,) places of their next elements.
        implicit
            Whether the elements are in implicit VR.
        after, until
            Tags: every element that is passed stands between them.

        Returns
        -------
        tuple
            Rows that got there, and their places.
        """
        front = Front(rows, at, after)
        while front.rows.size and self._steps.take():
            if front.spare < 0:
                self._make_room(front)
                continue
            if front.in_line and self._run(front, until, implicit=implicit):
                continue
            heads = self._rows.words[front.at]
            head = int(heads[0])
            here: Mask | None = None
            if not (heads == head).all():
                head = foremost(heads, implicit=implicit)
                here = like(heads, head, implicit=implicit)
            tag = tag_of(head)
            if tag >= until:
                # The smallest tag of all is there, so all are.
                return front.rows, front.at
            if here is not None and here.all():
                here = None
            self._step(front, head, heads, here, implicit=implicit)
        return front.rows[:0], front.at[:0]

    def note_pixels(self, rows: Longs, at: Longs, *, implicit: bool) -> Longs:
        """Note where (7FE0,0010) stands; the rows that have it, in an encoding that is understood."""
        heads = self._rows.words[at]
        wanted = (heads & 0xFFFFFFFF) == (PIXEL_DATA & 0xFFFF) << 16 | PIXEL_DATA >> 16
        if not implicit:
            vrs = heads >> 32 & 0xFFFF
            wanted &= np.logical_or.reduce([vrs == vr for vr in PIXEL_VRS])
        if not wanted.all():
            rows, at = rows[wanted], at[wanted]
        before = 8 if implicit else 12
        self._result.pixel_offset[rows] = at + before + self._rows.shift[rows]
        self._result.pixel_length[rows] = self._rows.halves[at + before - 4]
        return rows

    def _run(self, front: Front, until: int, *, implicit: bool) -> bool:
        """Move all files behind the elements that follow, as far as these are as long in all of them.

        The elements of the first file tell where to look in the others, and one look tells for many elements.
        """
        front.in_line = False
        if not isinstance(front.passed, int) or front.rows.size < 2:
            return False
        run = self._lead(int(front.at[0]), front.passed, until, front.spare, implicit=implicit)
        if not run:
            return False
        places = np.array([place for element in run for place in element.places], dtype=np.int64)
        heads = self._rows.words[front.at[:, None] + places]
        agree = (heads == heads[0]).all(axis=0).tolist()
        taken = 0
        at, end = front.at, 0
        for element in run:
            if not all(agree[taken : taken + len(element.places)]):
                break
            taken += len(element.places)
            start, end = element.places[0], element.end
            if element.tag in self._wanted:
                vr = 0 if implicit else element.vr
                piece = Piece(front.rows, at + start, at + end, vr, end - start)
                self._result.found.setdefault(element.tag, []).append(piece)
                self._fresh.append(piece)
            front.passed = element.tag
        front.at = at + end
        front.spare -= end
        return end > 0

    def _lead(self, at: int, passed: int, until: int, room: int, *, implicit: bool) -> list[_Element]:
        """Elements from a place on in one row, up to one that takes more than a look."""
        memory = self._rows.memory
        found: list[_Element] = []
        place = 0
        while len(found) < RUN_ELEMENTS:
            head, long = _HEAD.unpack_from(memory, at + place)
            tag, vr = tag_of(head), vr_of(head)
            places: tuple[int, ...] = (place,)
            if implicit:
                end = place + 8 + (head >> 32)
            elif vr in SHORT_VRS:
                end = place + 8 + (head >> 48)
            elif vr in LONG_VRS:
                # The second look sees the length.
                end, places = place + 12 + long, (place, place + 4)
            else:
                break
            if not passed < tag < until or tag in self._wanted.foreign or end > room:
                break
            found.append(_Element(tag, vr, places, end))
            passed, place = tag, end
        return found

    def _step(self, front: Front, head: int, heads: Heads, here: Mask | None, *, implicit: bool) -> None:
        """Move the files that stand at one kind of element behind it; ``here`` is None where all do."""
        tag = tag_of(head)
        if here is None:
            rows, at, passed = front.rows, front.at, front.passed
        else:
            rows, at, heads = front.rows[here], front.at[here], heads[here]
            passed = front.passed if isinstance(front.passed, int) else front.passed[here]
        ends = self._ends(rows, at, head, heads, implicit=implicit)
        # Elements stand in ascending order, PS3.5 7.1, so none comes twice.
        if isinstance(passed, int):
            if passed >= tag:
                ends = np.full(rows.size, UNSOUND)
        else:
            ends[passed >= tag] = UNSOUND
        if is_wanted := tag in self._wanted:
            ends[ends > self._rows.ends[rows]] = CUT_OFF
        if int(ends.min()) < 0:
            codes = np.zeros(front.rows.size, dtype=np.int64)
            codes[slice(None) if here is None else here] = np.minimum(ends, 0)
            self._recover(front, codes)
            return
        if is_wanted:
            piece = Piece(rows, at, ends, 0 if implicit else vr_of(head))
            self._result.found.setdefault(tag, []).append(piece)
            self._fresh.append(piece)
        front.in_line = here is None
        if here is None:
            front.spare -= int((ends - at).max())
            front.at, front.passed = ends, tag
        else:
            front.move(here, ends, tag)

    def _ends(self, rows: Longs, at: Longs, head: int, heads: Heads, *, implicit: bool) -> Longs:
        """Where elements of one kind end; `UNSOUND` or `CUT_OFF` where that cannot be said."""
        spans = value_spans(self._rows, head, heads, at, implicit=implicit)
        if spans is None or tag_of(head) in self._wanted.foreign:
            return np.full(rows.size, UNSOUND)
        before, lengths = spans
        ends: Longs = at + (lengths + before)
        if int(lengths.max()) < UNDEFINED:
            return ends
        undefined = lengths == UNDEFINED
        ends[undefined] = UNSOUND
        undefined[undefined] = is_sequence(self._rows, head, at[undefined], implicit=implicit)
        ends[undefined] = sequence_ends(
            self._rows, rows[undefined], at[undefined] + before, self._steps, implicit=implicit
        )
        return ends

    def _make_room(self, front: Front) -> None:
        """Read on where a cursor has come to the end of its row."""
        limits = self._rows.ends[front.rows] - HEAD_BYTES
        if (over := front.at > limits).any():
            self._recover(front, np.where(over, CUT_OFF, 0))
        else:
            front.spare = int((limits - front.at).min())

    def _recover(self, front: Front, codes: Longs) -> None:
        """Read on where an element was `CUT_OFF`, and leave the files that are `UNSOUND` or have no more."""
        sound = np.full(front.rows.size, True)
        at = front.at.copy()
        for number in np.nonzero(codes)[0].tolist():
            place = self._read_on(int(front.rows[number]), int(at[number])) if codes[number] == CUT_OFF else None
            if place is None:
                sound[number] = False
            else:
                at[number] = place
        front.at = at
        front.keep(sound)

    def _read_on(self, row: int, at: int) -> int | None:
        """Bring what the file holds from a place on into its row; the new place, or None where that does not help."""
        for piece in self._fresh:
            self._kept[piece.rows] = piece.ends
        self._fresh.clear()
        kept = int(self._kept[row])
        if at <= kept or not self._rows.read_on(row, kept, at + int(self._rows.shift[row])):
            return None
        return kept if kept + HEAD_BYTES <= int(self._rows.ends[row]) else None
