"""Who goes to which side of a split: a pure function of labels, groups and neighbours."""

from __future__ import annotations

import hashlib
from bisect import bisect_left, insort
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ai.training.dataset.dataset import SIDES, Part

GAP_FILES = 5
"""File numbers left out on one side of a cut between blocks: neighbours beyond are rarely the same person's."""

_GAP_SHARE = 20
"""A row of files gives up no more than one twentieth of its length at a cut."""

_LAID_OUT_FROM = 3
"""Blocks of a row from which it is cut into parts of its own."""

_LAID_OUT_SHARE = 0.1
"""Share of a label's cases from which a row is cut; shorter rows go to one side whole."""

_STRENGTH = {Part.TEST: 0, Part.VALIDATION: 1, Part.TRAIN: 2}
"""Who stays where two cases are too close: training gives way, as it has most."""


@dataclass(frozen=True)
class Item:
    """A case as the split sees it.

    Parameters
    ----------
    key, group, label
        Of the case; ``label`` is ``""`` in a dataset of masks.
    is_block
        Whether ``group`` is a block of neighbouring files, not a person.
    row, position
        Where the file stands among its neighbours.
    """

    key: str
    group: str
    label: str
    is_block: bool
    row: str
    position: int


def partition(
    items: Sequence[Item],
    *,
    fractions: tuple[float, float, float],
    seed: int,
    kept: Mapping[str, Part],
    twins: Iterable[tuple[int, int]] = (),
    groups: Mapping[str, Part] | None = None,
    sides: Sequence[Part] = SIDES,
) -> dict[str, Part]:
    """Give every case a part.

    Parameters
    ----------
    items
        All cases.
    fractions
        Wished shares of train, validation and test; they sum to 1.
    seed
        Another seed gives another split.
    kept
        Parts by key that an earlier split gave: they stay, and so do their groups.
    twins
        Pairs of equal or nearly equal pictures, as places in ``items``. Persons with twins stay together; where that
        is no longer possible, and between blocks, the weaker of the two is left out.
    groups
        Parts of persons and blocks in an earlier split, some of whose cases may be gone or others now.
    sides
        Parts that a person without one may come into.

    Returns
    -------
    dict
        Part by key. Groups never lie on two sides, near copies neither, and blocks on two sides are `GAP_FILES` apart.
    """
    twins = tuple(twins)
    known = dict(groups or {})
    known |= {item.group: kept[item.key] for item in items if kept.get(item.key, Part.LEFT_OUT) is not Part.LEFT_OUT}
    parts, units = _place_rows([item for item in items if item.is_block], known, fractions=fractions, seed=seed)
    known |= parts
    by_unit = _person_units(items, twins, known)
    units += by_unit.fresh
    known |= by_unit.bound
    known |= _deal(units, items, known, fractions=fractions, seed=seed, sides=sides)
    return _settled(items, known, kept, twins)


def _place_rows(
    items: Sequence[Item], known: Mapping[str, Part], *, fractions: tuple[float, float, float], seed: int
) -> tuple[dict[str, Part], list[list[Item]]]:
    """Cut rows of neighbouring files into as few pieces as possible; short rows become units that are dealt out."""
    totals = Counter(item.label for item in items)
    rows: dict[str, dict[str, list[Item]]] = defaultdict(lambda: defaultdict(list))
    for item in sorted(items, key=lambda item: (item.row, item.position, item.key)):
        rows[item.row][item.group].append(item)
    parts: dict[str, Part] = {}
    units: list[list[Item]] = []
    for row, blocks in rows.items():
        for run in _fresh_runs(blocks, known):
            members = [item for block in run for item in blocks[block]]
            is_long = len(members) > _LAID_OUT_SHARE * totals[members[0].label]
            if len(run) >= _LAID_OUT_FROM and is_long:
                backwards = _digest(seed, row) % 2 == 1
                parts |= _laid_out(run, [len(blocks[block]) for block in run], fractions, backwards=backwards)
            elif any(block in known for block in blocks):
                parts |= {block: _nearest_known(blocks, block, known) for block in run}
            else:
                units.append(members)
    return parts, units


def _fresh_runs(blocks: Mapping[str, Sequence[Item]], known: Mapping[str, Part]) -> list[list[str]]:
    """Neighbouring blocks without a part, in their order."""
    runs: list[list[str]] = [[]]
    for block in blocks:
        if block in known:
            runs.append([])
        else:
            runs[-1].append(block)
    return [run for run in runs if run]


def _laid_out(
    run: Sequence[str], sizes: Sequence[int], fractions: tuple[float, float, float], *, backwards: bool
) -> dict[str, Part]:
    """Cut a run twice, training in the middle: so it gives up the files beside both cuts, the held-out parts none."""
    train, validation, test = fractions
    order = [(Part.VALIDATION, validation), (Part.TRAIN, train), (Part.TEST, test)]
    if backwards:
        order.reverse()
    done = [sum(sizes[: index + 1]) for index in range(len(sizes))]
    first = _nearest_cut(done, order[0][1] * done[-1], low=1, high=len(run) - 2)
    second = _nearest_cut(done, (order[0][1] + order[1][1]) * done[-1], low=first + 1, high=len(run) - 1)
    pieces = (run[:first], run[first:second], run[second:])
    return {block: part for piece, (part, _) in zip(pieces, order, strict=True) for block in piece}


def _nearest_cut(done: Sequence[int], wanted: float, *, low: int, high: int) -> int:
    """Blocks before the cut whose cases come nearest to the wanted number."""
    return min(range(low, high + 1), key=lambda cut: abs(done[cut - 1] - wanted))


def _nearest_known(blocks: Mapping[str, Sequence[Item]], block: str, known: Mapping[str, Part]) -> Part:
    """Part of the nearest block that has one: a short run of new files makes no new cut."""
    here = blocks[block][0].position
    nearest = min((each for each in blocks if each in known), key=lambda each: abs(blocks[each][0].position - here))
    return known[nearest]


@dataclass(frozen=True)
class _PersonUnits:
    """Persons that near copies tie together: new ones to be dealt out, and new ones that follow a known person."""

    fresh: list[list[Item]]
    bound: dict[str, Part]


def _person_units(items: Sequence[Item], twins: Iterable[tuple[int, int]], known: Mapping[str, Part]) -> _PersonUnits:
    members: dict[str, list[Item]] = defaultdict(list)
    for item in items:
        if not item.is_block:
            members[item.group].append(item)
    root = {group: group for group in members}

    def find(group: str) -> str:
        while root[group] != group:
            root[group] = root[root[group]]
            group = root[group]
        return group

    for first, second in twins:
        if not items[first].is_block and not items[second].is_block:
            root[find(items[first].group)] = find(items[second].group)
    tied: dict[str, list[str]] = defaultdict(list)
    for group in sorted(members):
        tied[find(group)].append(group)
    fresh: list[list[Item]] = []
    bound: dict[str, Part] = {}
    for groups in tied.values():
        new = [group for group in groups if group not in known]
        sides = {known[group] for group in groups if group in known}
        if len(sides) == 1:
            bound |= dict.fromkeys(new, sides.pop())
        elif sides:
            # Frozen parts contradict each other: each new person stands alone, its near copies are left out.
            fresh += [members[group] for group in new]
        elif new:
            fresh.append([item for group in new for item in members[group]])
    return _PersonUnits(fresh, bound)


def _deal(
    units: Sequence[Sequence[Item]],
    items: Sequence[Item],
    known: Mapping[str, Part],
    *,
    fractions: tuple[float, float, float],
    seed: int,
    sides: Sequence[Part],
) -> dict[str, Part]:
    """Deal units out, large ones first, each to the side that lacks most of its labels."""
    counts: dict[Part, Counter[str]] = {side: Counter() for side in SIDES}
    totals: Counter[str] = Counter(item.label for unit in units for item in unit)
    for item in items:
        # Rows that were cut have their shares already.
        if item.group in known and not item.is_block:
            counts[known[item.group]][item.label] += 1
            totals[item.label] += 1
    shares = dict(zip(SIDES, fractions, strict=True))
    remaining = Counter(label for unit in units for label in {item.label for item in unit})
    dealt: dict[str, Part] = {}
    for unit in sorted(units, key=lambda unit: (-len(unit), _digest(seed, unit[0].group))):
        labels = Counter(item.label for item in unit)
        open_sides = list(sides)
        for label in sorted(labels):
            empty = [side for side in sides if not counts[side][label]]
            # As many units left as sides without this label: no side may stay without it.
            if empty and remaining[label] <= len(empty):
                open_sides = empty
            remaining[label] -= 1

        def lack(side: Part, labels: Counter[str] = labels) -> float:
            return sum(
                size * (shares[side] * totals[label] - counts[side][label]) / totals[label]
                for label, size in labels.items()
            )

        side = max(open_sides, key=lack)
        counts[side] += labels
        dealt |= {item.group: side for item in unit}
    return dealt


def _settled(
    items: Sequence[Item], known: Mapping[str, Part], kept: Mapping[str, Part], twins: Iterable[tuple[int, int]]
) -> dict[str, Part]:
    """Give each case the part of its group, or leave it out beside a cut or as a near copy of one on another side."""
    copies: dict[str, list[str]] = defaultdict(list)
    for first, second in twins:
        copies[items[first].key].append(items[second].key)
        copies[items[second].key].append(items[first].key)
    lengths = Counter(item.row for item in items if item.is_block)
    settled: dict[str, Part] = {}
    positions: dict[tuple[str, Part], list[int]] = defaultdict(list)

    def order(item: Item) -> tuple[bool, int, str]:
        return item.key not in kept, _STRENGTH[known.get(item.group, Part.TRAIN)], item.key

    for item in sorted(items, key=order):
        part = kept.get(item.key) or known.get(item.group, Part.LEFT_OUT)
        others = [side for side in SIDES if side is not part]
        if item.key not in kept and part is not Part.LEFT_OUT:
            gap = min(max(lengths[item.row] // _GAP_SHARE, 1), GAP_FILES)
            beside = item.is_block and any(_is_near(positions[item.row, side], item.position, gap) for side in others)
            if beside or any(settled.get(copy) in others for copy in copies[item.key]):
                part = Part.LEFT_OUT
        settled[item.key] = part
        if item.is_block and part is not Part.LEFT_OUT:
            insort(positions[item.row, part], item.position)
    return settled


def _is_near(positions: Sequence[int], position: int, gap: int) -> bool:
    """Whether a sorted list has a number no further away than the gap."""
    at = bisect_left(positions, position - gap)
    return at < len(positions) and positions[at] <= position + gap


def _digest(seed: int, name: str) -> int:
    """Return a number that looks random and is the same everywhere."""
    return int.from_bytes(hashlib.sha256(f"{seed} {name}".encode()).digest()[:8], "big")
