"""Structures of label maps and of flags: what their values mean, made into masks when they are asked for."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from ai.volume import BoolMask

LARGEST_VALUE = 0xFFFF
"""Of a label map."""

Values: TypeAlias = npt.NDArray[np.uint8] | npt.NDArray[np.uint16]
"""(slices, rows, columns): 0 is background."""


@dataclass(frozen=True)
class MaskPart:
    """A structure in a mask file.

    Parameters
    ----------
    name
        Of the structure.
    value
        Of its voxels; None for all that are not 0.
    is_flag
        Whether ``value`` is one bit of many, so that structures may overlap.
    """

    name: str
    value: int | None = None
    is_flag: bool = False


class CountedMasks(Mapping[str, BoolMask]):
    """Masks that are made when they are asked for, and can be counted without that."""

    @abstractmethod
    def voxels(self) -> dict[str, int]:
        """Voxels of each structure."""


class LabelMasks(CountedMasks):
    """Structures of label maps, made when they are asked for: a hundred of them take no more memory than one map.

    Parameters
    ----------
    found
        Map and part by the name of the structure.
    """

    def __init__(self, found: Mapping[str, tuple[Values, MaskPart]]) -> None:
        self._found = found

    def __getitem__(self, name: str) -> BoolMask:
        """Return (slices, rows, columns) bool."""
        values, one = self._found[name]
        if one.value is None:
            return np.asarray(values != 0)
        return np.asarray((values & values.dtype.type(one.value)) != 0 if one.is_flag else values == one.value)

    def voxels(self) -> dict[str, int]:
        """Voxels of each structure; every map is gone through once."""
        counted: dict[int, npt.NDArray[np.int64]] = {}
        result = {}
        for name, (values, one) in self._found.items():
            if id(values) not in counted:
                counted[id(values)] = value_counts(values)
            counts = counted[id(values)]
            numbers = np.arange(len(counts))
            chosen = numbers > 0 if one.value is None else numbers & one.value if one.is_flag else numbers == one.value
            result[name] = int(counts[chosen.astype(bool)].sum())
        return result

    def __iter__(self) -> Iterator[str]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)


def value_counts(values: Values) -> npt.NDArray[np.int64]:
    """(slices, rows, columns) -> (65536,) or (256,) int64: voxels of each value."""
    size = int(np.iinfo(values.dtype).max) + 1
    counts = np.zeros(size, dtype=np.int64)
    for plane in values:  # one by one: the counting takes eight bytes for each voxel
        counts += np.bincount(plane.ravel(), minlength=size)
    return counts
