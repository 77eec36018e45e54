"""The end of sequences of undefined length, of many files at once; PS3.5 7.5."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from pydicom.datadict import dictionary_VR

from app.dicom.headers.quick_element import (
    HEAD_BYTES,
    ITEM,
    ITEM_END,
    SEQUENCE_END,
    SQ,
    UNDEFINED,
    Mask,
    like,
    tag_of,
    value_spans,
    vr_of,
)
from app.dicom.headers.quick_rows import Longs, Rows

CUT_OFF, UNSOUND = -1, -2
"""In place of an end: the row does not reach that far; this is no sound sequence."""

STEPS_OF_BATCH, STEPS_OF_FILE = 2000, 50
"""Steps that a batch may take: files of many scanners have some thousand different elements, hostile ones millions."""

DEPTH_LIMIT = 32
"""Levels of sequences and items; real files have some ten."""


class StepCount:
    """Steps of a batch of files that are left."""

    def __init__(self, files: int) -> None:
        self._left = STEPS_OF_BATCH + STEPS_OF_FILE * files

    def take(self) -> bool:
        """Whether there may be one more."""
        self._left -= 1
        return self._left >= 0


@dataclass(frozen=True)
class _Level:
    """A sequence or an item around the cursors; ``ends`` where its length is defined."""

    is_item: bool
    ends: Longs | None = None

    def of(self, chosen: Mask) -> _Level:
        return self if self.ends is None else _Level(self.is_item, self.ends[chosen])


@dataclass(frozen=True)
class _Group:
    """Files whose cursors stand at the same kind of thing inside the same levels."""

    numbers: Longs
    at: Longs
    levels: tuple[_Level, ...]

    def of(self, chosen: Mask) -> _Group:
        if chosen.all():
            return self
        return _Group(self.numbers[chosen], self.at[chosen], tuple(level.of(chosen) for level in self.levels))

    def up(self, forward: int) -> _Group:
        return _Group(self.numbers, self.at + forward, self.levels[:-1])

    def down(self, at: Longs, level: _Level) -> _Group:
        return _Group(self.numbers, at, (*self.levels, level))


def sequence_ends(rows: Rows, ours: Longs, at: Longs, steps: StepCount, *, implicit: bool) -> Longs:
    """Find where sequences of undefined length end.

    Parameters
    ----------
    rows, ours
        The batch, and (k,) numbers of its rows.
    at
        (k,) places of their first items.
    steps
        What is left for the batch.
    implicit
        Whether the elements are in implicit VR.

    Returns
    -------
    numpy.ndarray
        (k,) places behind the delimiters; `CUT_OFF` or `UNSOUND` where there is none.
    """
    ends = np.full(at.size, UNSOUND, dtype=np.int64)
    limits = rows.ends[ours] - HEAD_BYTES
    work = [_Group(np.arange(at.size), at, (_Level(is_item=False),))] if at.size else []
    while work and steps.take():
        group = work.pop()
        cut = group.at > limits[group.numbers]
        stop = group.levels[-1].ends
        if stop is not None and (over := group.at >= stop).any():
            # Cursors that overshoot the end of their item are dropped.
            work += [part for part in (group.of(group.at == stop).up(0), group.of(~over)) if part.numbers.size]
            continue
        if cut.any():
            ends[group.numbers[cut]] = CUT_OFF
            group = group.of(~cut)
            if not group.numbers.size:
                continue
        in_item = group.levels[-1].is_item
        heads = rows.words[group.at]
        head = int(heads[0])
        same = like(heads, head, implicit=implicit or not in_item)
        if not same.all():
            work.append(group.of(~same))
            group, heads = group.of(same), heads[same]
        found = _in_item(rows, group, head, implicit=implicit) if in_item else _in_sequence(rows, group, head)
        for part in found:
            if not part.levels:
                ends[part.numbers] = part.at
            elif part.numbers.size and len(part.levels) <= DEPTH_LIMIT:
                work.append(part)
    return ends


def _in_sequence(rows: Rows, group: _Group, head: int) -> list[_Group]:
    tag = tag_of(head)
    if tag == SEQUENCE_END:
        return [group.up(8)]
    if tag != ITEM:
        return []
    lengths = rows.halves[group.at + 4].astype(np.int64)
    undefined = lengths == UNDEFINED
    endless, ended = group.of(undefined), group.of(~undefined)
    if not undefined.any():
        return [group.down(group.at + 8, _Level(True, group.at + 8 + lengths))]
    if undefined.all():
        return [group.down(group.at + 8, _Level(is_item=True))]
    return [
        endless.down(endless.at + 8, _Level(is_item=True)),
        ended.down(ended.at + 8, _Level(True, ended.at + 8 + lengths[~undefined])),
    ]


def _in_item(rows: Rows, group: _Group, head: int, *, implicit: bool) -> list[_Group]:
    tag = tag_of(head)
    if tag == ITEM_END:
        # Where the item has a length it must not have a delimiter too.
        return [group.up(8)] if group.levels[-1].ends is None else []
    if tag >> 16 == ITEM >> 16:
        return []
    spans = value_spans(rows, head, rows.words[group.at], group.at, implicit=implicit)
    if spans is None:
        return []
    before, lengths = spans
    undefined = lengths == UNDEFINED
    ended = ~undefined
    result = []
    if ended.any():
        part = group.of(ended)
        result.append(_Group(part.numbers, part.at + before + lengths[ended], part.levels))
    if undefined.any():
        part = group.of(undefined)
        part = part.of(is_sequence(rows, head, part.at, implicit=implicit))
        result.append(part.down(part.at + before, _Level(is_item=False)))
    return result


def is_sequence(rows: Rows, head: int, at: Longs, *, implicit: bool) -> Mask:
    """Which elements of undefined length are sequences, by the same rules as pydicom tells it.

    Parameters
    ----------
    rows, at
        Where the elements stand.
    head
        The first 8 bytes of one of them.
    implicit
        Whether they are in implicit VR.
    """
    if not implicit:
        return np.full(at.size, vr_of(head) == SQ)
    try:
        return np.full(at.size, dictionary_VR(tag_of(head)) == "SQ")
    except KeyError:
        # A private element: a sequence if it begins with an item.
        return np.asarray(rows.halves[at + 8] == ((ITEM & 0xFFFF) << 16 | ITEM >> 16))
