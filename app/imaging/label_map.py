"""Structures that exclude each other as one map of numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from ai.inference.results import Labelled, Structure

LabelMap: TypeAlias = npt.NDArray[np.uint8]
"""(slices, rows, columns), uint8: 0 for background, else the number of a structure."""

LARGEST_NUMBER = 255
"""Structures that uint8 can tell apart."""


def label_map(structures: Sequence[Structure]) -> LabelMap | None:
    """Give every voxel the number of its structure.

    Parameters
    ----------
    structures
        On one grid; number k + 1 is the k-th of them.

    Returns
    -------
    LabelMap or None
        None where two structures share a voxel, or there are too many of them for uint8.
    """
    if not structures or len(structures) > LARGEST_NUMBER:
        return None
    first = structures[0].labelled
    if first.dtype == np.uint8 and all(is_same_memory(first, each.labelled) for each in structures):
        numbers = numbers_of_values(structures)
        return None if numbers is None else numbers[first]
    found = np.zeros(first.shape, dtype=np.uint8)
    for index, plane in enumerate(found):
        for number, structure in enumerate(structures, start=1):
            inside = structure.plane(index)
            if plane[inside].any():
                return None
            plane[inside] = number
    return found


def numbers_of_values(structures: Sequence[Structure]) -> npt.NDArray[np.uint8] | None:
    """Tell which structure a value of the map that they share stands for.

    Returns
    -------
    npt.NDArray[np.uint8] or None
        (256,): number of the structure from 1, 0 for none. None where two structures have one value.
    """
    numbers = np.zeros(LARGEST_NUMBER + 1, dtype=np.uint8)
    for number, structure in enumerate(structures, start=1):
        if numbers[structure.value]:
            return None
        numbers[structure.value] = number
    return numbers


def is_same_memory(one: Labelled, other: Labelled) -> bool:
    """Whether two arrays are views of the same voxels: every structure has a view of its own on a shared map."""
    return one is other or one.__array_interface__ == other.__array_interface__


def marked_planes(structures: Sequence[Structure]) -> npt.NDArray[np.intp]:
    """Count the voxels of every structure on every slice, looking at a shared map once.

    Returns
    -------
    npt.NDArray[np.intp]
        (structures, slices).
    """
    counts = np.zeros((len(structures), structures[0].labelled.shape[0] if structures else 0), dtype=np.intp)
    known: list[tuple[Labelled, npt.NDArray[np.intp]]] = []
    for number, structure in enumerate(structures):
        labelled = structure.labelled
        of_values = next((table for other, table in known if is_same_memory(other, labelled)), None)
        if of_values is None:
            of_values = np.stack([np.bincount(plane.ravel(), minlength=256) for plane in labelled.view(np.uint8)])
            known.append((labelled, of_values))
        counts[number] = of_values[:, structure.value]
    return counts
