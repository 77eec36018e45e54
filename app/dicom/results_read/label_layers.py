"""Masks of many structures in as few maps as they need: those that overlap go to different maps, all others share."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from ai.words import say
from app.dicom.files.memory import require_memory
from app.imaging.label_map import LARGEST_NUMBER, LabelMap

Mask = npt.NDArray[np.bool_]
"""(rows, columns) bool."""


class LabelLayers:
    """Takes masks plane by plane; a hundred structures that exclude each other take the memory of one.

    Parameters
    ----------
    shape
        (planes, rows, columns).
    """

    def __init__(self, shape: tuple[int, int, int]) -> None:
        self._shape = shape
        self._maps: list[LabelMap] = []
        self._held: list[int] = []
        self._of: dict[int, tuple[int, int]] = {}
        self._planes: dict[int, set[int]] = {}

    @property
    def maps(self) -> tuple[LabelMap, ...]:
        """(planes, rows, columns) uint8 each."""
        return tuple(self._maps)

    def layer_of(self, number: int) -> tuple[int, int]:
        """Return which map holds a structure, and its value there."""
        if number not in self._of:
            self._put(number, 0)
        return self._of[number]

    def add(self, number: int, plane: int, mask: Mask) -> None:
        """Mark pixels of a structure.

        Parameters
        ----------
        number
            Of the structure.
        plane
            Which plane, from 0.
        mask
            (rows, columns) of that plane; added to what is marked there.
        """
        layer, value = self.layer_of(number)
        if not mask.any():
            return
        held = self._maps[layer][plane][mask]
        if ((held != 0) & (held != value)).any():
            layer, value = self._move(number, layer + 1, plane, mask)
        self._maps[layer][plane][mask] = value
        self._planes.setdefault(number, set()).add(plane)

    def replaced(self, make: Callable[[LabelMap], LabelMap]) -> LabelLayers:
        """Put other maps into the place of these, such as the same on another grid; one after the other."""
        other = LabelLayers(self._shape)
        other._of, other._held = self._of, self._held
        while self._maps:
            other._maps.append(make(self._maps.pop(0)))
        return other

    def _put(self, number: int, first: int) -> tuple[int, int]:
        """Give a structure a value in the first map from ``first`` that has one to give."""
        layer = first
        while layer < len(self._maps) and self._held[layer] == LARGEST_NUMBER:
            layer += 1
        if layer == len(self._maps):
            size = self._shape[0] * self._shape[1] * self._shape[2]
            require_memory(size, say("This segmentation"))
            self._maps.append(np.zeros(self._shape, dtype=np.uint8))
            self._held.append(0)
        self._held[layer] += 1
        self._of[number] = layer, self._held[layer]
        return self._of[number]

    def _move(self, number: int, first: int, plane: int, mask: Mask) -> tuple[int, int]:
        """Bring a structure to a map where nothing is in its way."""
        old, old_value = self._of[number]
        marked = {each: self._maps[old][each] == old_value for each in self._planes.get(number, ())}
        wanted = {**marked, plane: mask | marked[plane] if plane in marked else mask}
        layer = first
        while layer < len(self._maps) and (
            self._held[layer] == LARGEST_NUMBER
            or any(self._maps[layer][each][own].any() for each, own in wanted.items())
        ):
            layer += 1
        layer, value = self._put(number, layer)
        for each, own in marked.items():
            self._maps[old][each][own] = 0
            self._maps[layer][each][own] = value
        return layer, value
