"""Which files of a folder are neighbours, from their names: all there is where no name tells a person."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

BLOCK_FILES = 5
"""File numbers of one block, the smallest thing that a split moves; the cuts lie between blocks."""

LONGEST_NUMBER = 9
"""Digits of a file number; longer runs are identifiers, not counts."""

_NUMBERED_FROM = 3
"""Files that share a name but for the number, from which the number is a count."""

_SEPARATE_FROM = 10
"""Rows of files with a number of their own (``patient003_slice12``) from which each row is taken for one person."""


@dataclass(frozen=True)
class Place:
    """Where a file stands among its neighbours.

    Parameters
    ----------
    row
        The name without its last number, or ``""`` for the order of names.
    number
        The last number of the name, or its rank in the order of names.
    block
        Neighbours that stay together: part of the row, or all of it.
    """

    row: str
    number: int
    block: str


def places(names: Sequence[str]) -> tuple[Place, ...]:
    """Place the files of one folder.

    Parameters
    ----------
    names
        Paths inside the folder without their endings, each once.

    Returns
    -------
    tuple of Place
        In the order of ``names``. Where at least half of the names are counted (``glioma_0012``) they are ordered by
        that number, else by name with numbers in their natural order.
    """
    parsed = [_split_number(name) for name in names]
    sizes = Counter(row for row, _ in (one for one in parsed if one is not None))
    counted = sum(size for size in sizes.values() if size >= _NUMBERED_FROM)
    if 2 * counted < len(names):
        parsed = [None] * len(names)
    ranks = {name: rank for rank, name in enumerate(sorted(names, key=natural_key))}
    with_number = {row for row in sizes if any(character.isdigit() for character in row)}
    separate = with_number if len(with_number) >= _SEPARATE_FROM else set()
    result = []
    for name, one in zip(names, parsed, strict=True):
        row, number = ("", ranks[name]) if one is None else one
        block = row if row in separate else f"{row} {number // BLOCK_FILES}"
        result.append(Place(row, number, block))
    return tuple(result)


def natural_key(name: str) -> tuple[tuple[int, int, str], ...]:
    """Sort key that puts ``slice2`` before ``slice10``."""
    parts = re.split(r"(\d+)", name)
    return tuple((0, int(part), part) if part.isdecimal() else (1, 0, part) for part in parts)


def _split_number(name: str) -> tuple[str, int] | None:
    """Row and last number of a name, or None."""
    found = re.fullmatch(r"(.*?)(\d+)(\D*)", name, flags=re.DOTALL)
    if found is None or len(found[2]) > LONGEST_NUMBER or not found[2].isdecimal():
        return None
    return f"{found[1]}#{found[3]}", int(found[2])
