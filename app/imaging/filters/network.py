"""Networks that merge sorted values by minimum and maximum alone: the same steps for every pixel, many at a time.

Batcher, Sorting networks and their applications, AFIPS 32 (1968) 307-314.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

Line = npt.NDArray[Any]
"""(values,), real, contiguous: one value of each of many pixels."""


@dataclass(frozen=True)
class Network:
    """Which minima and maxima are taken, in which order, and where each is kept.

    Parameters
    ----------
    steps
        (`numpy.minimum` or `numpy.maximum`, first, second, place of the result). Places count the inputs, then the
        outputs, then the room for what is between.
    same
        (place of an input, number of the output) for inputs that come out untouched.
    room
        Number of lines for what is between.
    """

    steps: tuple[tuple[np.ufunc, int, int, int], ...]
    same: tuple[tuple[int, int], ...]
    room: int

    def run(self, inputs: Sequence[Line], outputs: Sequence[Line], room: Sequence[Line]) -> None:
        """Take the steps, for all pixels at once.

        Parameters
        ----------
        inputs
            Never written.
        outputs, room
            Overwritten; all lines are of the same length, and none shares memory with another.
        """
        lines = [*inputs, *outputs, *room]
        for extreme, first, second, place in self.steps:
            extreme(lines[first], lines[second], out=lines[place])
        for place, number in self.same:
            outputs[number][...] = lines[place]


@cache
def merging(counts: tuple[int, ...], first: int, last: int) -> Network:
    """Make the network that merges sorted lists and gives the values of the ranks ``first`` to ``last``.

    Parameters
    ----------
    counts
        Length of every list. The inputs are the lists one after the other, each from its smallest value.
    first, last
        From 0, the last one not included. Steps that only other ranks need are left out.
    """
    steps = _Steps(sum(counts))
    ends = np.cumsum(counts)
    lists = [list(range(end - count, end)) for count, end in zip(counts, ends, strict=True)]
    while len(lists) > 1:
        pairs = [lists[at : at + 2] for at in range(0, len(lists), 2)]
        lists = [steps.merged(*pair) if len(pair) == 2 else pair[0] for pair in pairs]
    return steps.network(lists[0][first:last])


class _Steps:
    """Steps as they are found: each has a number, after those of the inputs."""

    def __init__(self, inputs: int) -> None:
        self._inputs = inputs
        self._found: list[tuple[np.ufunc, int, int]] = []

    def merged(self, one: list[int], other: list[int]) -> list[int]:
        """Merge two sorted lists: those at even places, those at odd places, then neighbours of the two."""
        if not one or not other:
            return one + other
        if len(one) == len(other) == 1:
            return self._ordered(one[0], other[0])
        even = self.merged(one[::2], other[::2])
        odd = self.merged(one[1::2], other[1::2])
        both = [each for pair in zip(even[1:], odd, strict=False) for each in self._ordered(*pair)]
        count = min(len(even) - 1, len(odd))
        return [even[0], *both, *even[count + 1 :], *odd[count:]]

    def network(self, wanted: list[int]) -> Network:
        """Keep the steps that the wanted values need; a place is used anew when its value is not needed any more."""
        needed = self._needed(wanted)
        last_use = {each: number for number in needed for each in self._found[number - self._inputs][1:]}
        place = {number: number for number in range(self._inputs)}
        place |= {number: self._inputs + at for at, number in enumerate(wanted) if number >= self._inputs}
        kept = set(place)
        start = self._inputs + len(wanted)
        room, free = 0, list[int]()
        steps = []
        for number in needed:
            extreme, one, other = self._found[number - self._inputs]
            places = place[one], place[other]
            free += [place[each] for each in {one, other} - kept if last_use[each] == number]
            if number not in place:
                if not free:
                    free.append(start + room)
                    room += 1
                place[number] = free.pop()
            steps.append((extreme, *places, place[number]))
        same = tuple((number, at) for at, number in enumerate(wanted) if number < self._inputs)
        return Network(tuple(steps), same, room)

    def _ordered(self, one: int, other: int) -> list[int]:
        """Order two values; gives the numbers of the smaller and of the larger one."""
        number = self._inputs + len(self._found)
        self._found += [(np.minimum, one, other), (np.maximum, one, other)]
        return [number, number + 1]

    def _needed(self, wanted: list[int]) -> list[int]:
        needed, open_ = set[int](), [each for each in wanted if each >= self._inputs]
        while open_:
            number = open_.pop()
            if number not in needed:
                needed.add(number)
                open_ += [each for each in self._found[number - self._inputs][1:] if each >= self._inputs]
        return sorted(needed)
