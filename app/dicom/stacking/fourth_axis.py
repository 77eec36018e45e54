"""Volumes of parallel pictures: split by kind, echo, b-value, moment, phase; place them on the fourth axis."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from ai.words import joined, say
from app.dicom.frames.marks import IMAGE_TYPE, KERNEL, MARKS, Mark
from app.dicom.frames.plane import normal_of
from app.dicom.series import AxisPlace
from app.dicom.stacking.mark_tree import Fork, Indices, Leaf, Node, Path, ends_of, is_product, leaves_of
from app.dicom.stacking.moments import order_of, ranks
from app.dicom.stacking.picture import Picture, is_same
from app.dicom.stacking.regularity import SAME_PLACE_MM, is_even

SAME_FIELD_MM = 1.0
"""Pictures of one height whose corners are farther apart than this show different fields (left and right hip)."""

LEAST_EVEN = 3
"""Pictures of which one can say that they are evenly spaced."""

REPEATED = say("repeated positions")

OF_A_RANGE = (IMAGE_TYPE, KERNEL)
"""A head is scanned by CT in ranges of their own thickness, type and kernel, which follow each other in one volume."""

FIELD = Mark(say("field"), axis=False)
"""Pictures side by side in one plane."""

FILE = Mark(say("file"), is_number=False)
"""Multi-frame files are volumes of their own, unless they are parts of one concatenation."""

IMAGE = Mark(say("image"))
"""Pictures of one plane that nothing but their number tells apart."""


@dataclass(frozen=True)
class FoundVolume:
    """Pictures of one volume; the fields of `app.dicom.stacking.stacks.Stack`."""

    pictures: tuple[Picture, ...]
    part: str = ""
    warnings: tuple[str, ...] = ()
    fault: str = ""
    axis: AxisPlace | None = None


@dataclass(frozen=True, eq=False)
class _Column:
    """Values of one mark for all pictures, as numbers."""

    mark: Mark
    texts: tuple[str, ...]
    codes: Indices


class Volumes:
    """Splits pictures of one matrix and direction, all with a position.

    Parameters
    ----------
    pictures
        At least one.
    key
        Starts the `AxisPlace.stack` of what is found; equal for no other pictures.
    """

    def __init__(self, pictures: Sequence[Picture], *, key: str) -> None:
        self._pictures = pictures
        self._key = key

    def found(self) -> list[FoundVolume]:
        """Every picture in exactly one volume."""
        tree = self._grow(np.arange(len(self._pictures)))
        return list(self._name(tree, ""))

    @cached_property
    def _positions(self) -> npt.NDArray[np.float64]:
        """(n, 3) LPS mm."""
        return np.array([picture.position for picture in self._pictures], dtype=np.float64)

    @cached_property
    def _heights(self) -> npt.NDArray[np.float64]:
        """(n,) positions along the normal, mm."""
        heights: npt.NDArray[np.float64] = self._positions @ normal_of(self._pictures[0].directions)
        return heights

    @cached_property
    def _places(self) -> Indices:
        """(n,) number of the place along the normal of each picture, from 0."""
        return clusters(self._heights, SAME_PLACE_MM)

    @cached_property
    def _columns(self) -> tuple[_Column, ...]:
        """Marks in which the pictures differ."""
        columns = zip(*(picture.marks for picture in self._pictures), strict=True)
        named = (*zip(MARKS, columns, strict=True), (FILE, self._containers))
        return tuple(_column(mark, values) for mark, values in named if not is_same(values))

    @cached_property
    def _containers(self) -> tuple[str, ...]:
        """The multi-frame file of each picture as its number in the series, ``""`` for plain files."""
        if all(picture.header.instance.frames == 1 for picture in self._pictures):
            return ("",) * len(self._pictures)
        names: dict[str, tuple[bool, int, str, int]] = {}
        keys = []
        for picture in self._pictures:
            header = picture.header
            key = "" if header.instance.frames == 1 else header.concatenation or str(header.instance.path)
            keys.append(key)
            names[key] = min(picture.rank, names.get(key, picture.rank))
        in_order = sorted((key for key in names if key), key=lambda key: names[key])
        numbers = {key: str(number + 1) for number, key in enumerate(in_order)}
        return tuple(numbers.get(key, "") for key in keys)

    def _grow(self, members: Indices) -> Node:
        if len(members) == 1:
            return Leaf(members)
        counts = np.unique(self._places[members], return_counts=True)[1]
        most = int(counts.max())
        for column in self._columns:
            if column.mark.apart and (fork := self._fork_apart(members, column, repeated=most > 1)):
                return fork
        if most == 1:
            return self._by_file(members) or self._by_evenness(members, must=False) or Leaf(members)
        return (
            self._by_value(members, most)
            or self._by_rank_of_moment(members, counts)
            or self._by_evenness(members, must=True)
            or self._by_order(members, counts)
        )

    def _fork_apart(self, members: Indices, column: _Column, *, repeated: bool) -> Fork | None:
        """Split by a mark whose values never share a volume, unless most slices have their own."""
        codes = column.codes[members]
        present = set(np.unique(codes).tolist())
        if not repeated and "" in column.texts:
            # Where nothing repeats, a picture without the value may belong to the others.
            present.discard(column.texts.index(""))
        if not 1 < len(present) <= max(len(members) // 2, 2):
            return None
        if self._pictures[0].header.modality == "CT" and column.mark in OF_A_RANGE and not repeated:
            order = np.argsort(self._heights[members], kind="stable")
            if _runs(codes[order]) == len(present):
                return None
        return self._fork(column, members, codes)

    def _by_value(self, members: Indices, most: int) -> Fork | None:
        """Split by the first mark whose values fill all positions, else by the first that at least tells apart."""
        places = np.unique(self._places[members], return_inverse=True)[1]
        possible: tuple[_Column, Indices] | None = None
        for column in (*self._field_column(members, most), *self._columns):
            codes = np.unique(column.codes[members], return_inverse=True)[1]
            groups = int(codes.max()) + 1
            if not 1 < groups <= most:
                # A mark of a volume has as many values as positions have images, or fewer; more would tear slices.
                continue
            table = np.bincount(codes * (places.max() + 1) + places, minlength=groups * (places.max() + 1))
            table = table.reshape(groups, -1)
            if table.max() == most:
                continue
            if (table == table[:, :1]).all():
                return self._fork(column, members, column.codes[members])
            if possible is None:
                possible = column, column.codes[members]
        return self._fork(possible[0], members, possible[1]) if possible else None

    def _field_column(self, members: Indices, most: int) -> tuple[_Column, ...]:
        """Pictures side by side in one plane, as a mark."""
        directions = np.array(self._pictures[0].directions)
        along = self._positions[members] @ directions[:3]
        down = self._positions[members] @ directions[3:]
        fields = clusters(along, SAME_FIELD_MM) * len(members) + clusters(down, SAME_FIELD_MM)
        numbers, codes = np.unique(fields, return_inverse=True)
        if not 1 < len(numbers) <= most:
            return ()
        everyone = np.zeros(len(self._pictures), dtype=np.intp)
        everyone[members] = codes
        return (_Column(FIELD, tuple(str(number + 1) for number in range(len(numbers))), everyone),)

    def _by_rank_of_moment(self, members: Indices, counts: Indices) -> Fork | None:
        """Split by the rank of a time at each position: its values differ from slice to slice."""
        for column in self._columns:
            if not column.mark.ranked:
                continue
            texts = [column.texts[code] for code in column.codes[members]]
            found = ranks(texts, self._places[members], mark=column.mark)
            if found is None:
                continue
            earliest: dict[int, str] = {}
            for text, rank in zip(texts, found.tolist(), strict=True):
                earliest[rank] = min(text, earliest.get(rank, text), key=order_of)
            in_order = tuple(earliest[rank] for rank in range(len(earliest)))
            return self._fork(_Column(column.mark, in_order, found), members, found)
        return None

    def _by_file(self, members: Indices) -> Fork | None:
        """Multi-frame files that do not repeat positions are volumes of their own all the same."""
        for column in self._columns:
            if column.mark is FILE and len(np.unique(column.codes[members])) > 1:
                return self._fork(column, members, column.codes[members])
        return None

    def _by_evenness(self, members: Indices, *, must: bool) -> Fork | None:
        """Split interleaved sets of slices, each evenly spaced, by the first mark that makes them even."""
        heights = self._heights[members]
        if not must and is_even(np.sort(heights)):
            return None
        order = np.argsort(heights, kind="stable")
        for column in self._columns:
            codes = np.unique(column.codes[members], return_inverse=True)[1]
            groups = int(codes.max()) + 1
            # Sets that follow each other are one volume with a gap or a change of step.
            if groups < 2 or groups * LEAST_EVEN > len(members) or _runs(codes[order]) <= groups:
                continue
            if all(_is_even_set(heights[codes == group]) for group in range(groups)):
                return self._fork(column, members, column.codes[members])
        return None

    def _by_order(self, members: Indices, counts: Indices) -> Node:
        """Nothing tells pictures at one place apart: the first ones together, the others beside them."""
        by_place = sorted(members.tolist(), key=lambda one: (self._places[one], self._pictures[one].rank))
        starts = np.concatenate([[0], np.cumsum(counts)])
        places = [by_place[start:end] for start, end in pairwise(starts.tolist())]
        if len(places) == 1:
            # Single pictures of one plane need no order, so nothing can be mixed.
            leaves = tuple(Leaf(np.array([one])) for one in places[0])
            return Fork(IMAGE, tuple(str(number + 1) for number in range(len(leaves))), leaves)
        if (counts == counts[0]).all():
            fault = say(
                "Each position holds {count} images and nothing in the headers tells them apart.", count=int(counts[0])
            )
            sets = tuple(
                Leaf(np.array([place[rank] for place in places]), warning=fault, fault=fault)
                for rank in range(counts[0])
            )
            return Fork(Mark(say("set"), axis=False), tuple(str(number + 1) for number in range(len(sets))), sets)
        others = [one for place in places for one in place[1:]]
        sentence = _repeated(len(others))
        fault = say("These images repeat positions of the series beside them.")
        return Fork(
            Mark("", axis=False),
            ("first", REPEATED),
            (
                Leaf(np.array([place[0] for place in places]), warning=sentence),
                Leaf(np.array(others), words=REPEATED, warning=fault, fault=fault),
            ),
        )

    def _fork(self, column: _Column, members: Indices, codes: Indices) -> Fork:
        present = np.unique(codes)
        if column.mark.axis and not column.mark.is_number:
            # Directions have no order of their own: the first picture decides.
            first = {code: min(self._pictures[one].rank for one in members[codes == code]) for code in present.tolist()}
            in_order = sorted(present.tolist(), key=lambda code: first[code])
        else:
            in_order = sorted(present.tolist(), key=lambda code: order_of(column.texts[code]))
        return Fork(
            column.mark,
            tuple(column.texts[code] for code in in_order),
            tuple(self._grow(members[codes == code]) for code in in_order),
        )

    def _name(self, node: Node, part: str) -> Iterator[FoundVolume]:
        if isinstance(node, Leaf):
            yield self._volume(node, part)
        elif node.mark.axis:
            yield from self._name_axes(node, part)
        elif node.mark.name == "" and node.values[-1:] == (REPEATED,):
            for child in node.children:
                yield from self._name(child, part)
        else:
            for value, child in zip(node.values, node.children, strict=True):
                yield from self._name(child, _joined(part, node.mark.words(value)))

    def _name_axes(self, fork: Fork, part: str) -> Iterator[FoundVolume]:
        """Name volumes that one or more axes tell apart.

        Marks that all go with each other (each echo at each time) are axes within each other; others (b-values with
        directions of their own) make one axis together.
        """
        ends = list(ends_of(fork, ()))
        nested = is_product(fork)
        whole = self._share_places([leaf for _, node in ends for leaf in leaves_of(node)])
        axes: dict[str, list[tuple[Path, Node]]] = {}
        for path, node in ends:
            outer = _words(path[:-1]) if nested else ""
            axes.setdefault(outer, []).append((path, node))
        for outer, volumes in axes.items():
            mark = volumes[0][0][-1 if nested else 0][0]
            stack = f"{self._key}/{_joined(part, outer)}/{mark.name}"
            # What is more than one volume itself has no place on the axis.
            count = sum(isinstance(node, Leaf) for _, node in volumes) if whole else 0
            most = max(len(leaf.members) for _, node in volumes for leaf in leaves_of(node))
            index = 0
            for path, node in volumes:
                found = self._name(node, _joined(part, _words(path)))
                if isinstance(node, Leaf) and count > 1:
                    place = AxisPlace(mark.name, _value(path[-1:] if nested else path), index, count, stack)
                    found = (_completed(replace(volume, axis=place), most) for volume in found)
                    index += 1
                yield from found

    def _share_places(self, leaves: Sequence[Leaf]) -> bool:
        """Whether volumes cover the same positions, so that they can lie on one axis; some may be incomplete."""
        covered = [frozenset(self._places[leaf.members].tolist()) for leaf in leaves]
        largest = max(covered, key=len)
        return all(one <= largest for one in covered)

    def _volume(self, leaf: Leaf, part: str) -> FoundVolume:
        return FoundVolume(
            pictures=tuple(self._pictures[one] for one in leaf.members.tolist()),
            part=_joined(part, leaf.words),
            warnings=(leaf.warning,) if leaf.warning else (),
            fault=leaf.fault,
        )


def clusters(values: npt.NDArray[np.float64], tolerance: float) -> Indices:
    """(n,) number of the cluster of each value, from 0; values within the tolerance of its first one are together."""
    order = np.argsort(values, kind="stable")
    result = np.empty(len(values), dtype=np.intp)
    number, start = -1, -float("inf")
    for at, value in zip(order.tolist(), values[order].tolist(), strict=True):
        if value - start > tolerance:
            number, start = number + 1, value
        result[at] = number
    return result


def _column(mark: Mark, values: Sequence[str]) -> _Column:
    numbers: dict[str, int] = {}
    codes = np.fromiter((numbers.setdefault(value, len(numbers)) for value in values), np.intp, len(values))
    return _Column(mark, tuple(numbers), codes)


def _runs(codes: Indices) -> int:
    """How often the value changes from one picture to the next, plus one."""
    return 1 + int(np.count_nonzero(np.diff(codes)))


def _is_even_set(heights: npt.NDArray[np.float64]) -> bool:
    if len(heights) < LEAST_EVEN:
        return False
    in_order = np.sort(heights)
    return float(np.diff(in_order).min()) > SAME_PLACE_MM and is_even(in_order)


def _words(path: Path) -> str:
    return joined((mark.words(value) for mark, value in path), ", ")


def _value(path: Path) -> str:
    first, *others = path
    return joined((first[0].shown(first[1]), *(mark.words(value) for mark, value in others)), ", ")


def _joined(first: str, second: str) -> str:
    return joined((first, second), ", ")


def _repeated(count: int) -> str:
    if count == 1:
        return say(
            "{count} image repeats the position of another one and stands beside this series under “{part}”.",
            count=count,
            part=REPEATED,
        )
    return say(
        "{count} images repeat the position of another one and stand beside this series under “{part}”.",
        count=count,
        part=REPEATED,
    )


def _completed(volume: FoundVolume, most: int) -> FoundVolume:
    """Say where a volume has fewer slices than the others of its axis."""
    count = len(volume.pictures)
    if count == most:
        return volume
    if count == 1:
        sentence = say("This volume has {count} slice; the longest of its axis has {most}.", count=count, most=most)
    else:
        sentence = say("This volume has {count} slices; the longest of its axis has {most}.", count=count, most=most)
    return replace(volume, warnings=(*volume.warnings, sentence))
