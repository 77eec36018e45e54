"""Mark or clear voxels of one structure, beside the others."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import Enum

import numpy as np

from ai.inference.results import Labelled
from ai.volume import Voxels
from app.imaging.masks.change import Change, change_between
from app.imaging.masks.region import Region


class Deed(Enum):
    """What is done to the voxels that a tool touches."""

    MARK = "mark"
    CLEAR = "clear"


@dataclass(frozen=True)
class Rules:
    """What a tool must leave alone.

    Parameters
    ----------
    locked
        Values of a shared map that belong to locked structures.
    intensity
        (lowest, highest) value of the scan, both included, beyond which nothing is touched; None for any.
    """

    locked: Collection[int] = ()
    intensity: tuple[float, float] | None = None


NO_RULES = Rules()
"""Everything may be touched."""


def painted(
    labelled: Labelled,
    region: Region,
    *,
    value: int = 1,
    deed: Deed = Deed.MARK,
    rules: Rules = NO_RULES,
    voxels: Voxels | None = None,
) -> Change | None:
    """Say what marking or clearing a region changes; nothing is changed yet.

    Parameters
    ----------
    labelled
        (slices, rows, columns) bool of one structure, or the uint8 map that several share.
    region
        What the tool touches.
    value
        Of the structure in a shared map; marking takes voxels from structures that are not locked, clearing clears
        only its own.
    deed
        Mark or clear.
    rules
        What is left alone.
    voxels
        (slices, rows, columns) of the scan on the same grid; needed where the rules name an intensity.

    Returns
    -------
    Change | None
        None where nothing differs.
    """
    before = labelled[region.box]
    wanted = region.inside
    if rules.intensity is not None:
        if voxels is None:
            raise ValueError("an intensity needs the voxels of the scan")
        lowest, highest = rules.intensity
        seen = voxels[region.box]
        wanted = wanted & (seen >= lowest) & (seen <= highest)
    after = before.copy()
    if labelled.dtype == np.bool_:
        after[wanted] = deed is Deed.MARK
    elif deed is Deed.MARK:
        locked = np.isin(np.arange(256), list(rules.locked))
        after[wanted & ~locked[before]] = value
    else:
        after[wanted & (before == value)] = 0
    return change_between(before, after, region.low)
