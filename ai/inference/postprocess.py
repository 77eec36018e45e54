"""Cleaning of masks: the one part that a structure has, without holes."""

from __future__ import annotations

from typing import TypeAlias

import cv2
import numpy as np
import numpy.typing as npt

from ai.prepare.radiograph import FloatPlane

MaskPlane: TypeAlias = npt.NDArray[np.bool_]
"""(rows, columns), bool."""


def largest_part(mask: MaskPlane) -> MaskPlane:
    """Keep the largest 4-connected part; an empty mask stays empty."""
    count, parts, statistics, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8), connectivity=4)
    if count < 2:
        return mask.copy()
    result: MaskPlane = np.asarray(parts) == 1 + int(np.argmax(statistics[1:, cv2.CC_STAT_AREA]))
    return result


def fill_holes(mask: MaskPlane) -> MaskPlane:
    """Fill background that the structure encloses (background is 8-connected, as the structure is 4-connected)."""
    outside = np.pad(~mask, 1, constant_values=True).astype(np.uint8)
    cv2.floodFill(outside, None, (0, 0), 2, flags=8)
    result: MaskPlane = outside[1:-1, 1:-1] != 2
    return result


def clean(probability: FloatPlane, threshold: float) -> MaskPlane:
    """(rows, columns) probability -> the largest part at or above the threshold, without holes."""
    mask: MaskPlane = probability >= threshold
    rows, columns = (np.flatnonzero(mask.any(axis)) for axis in (1, 0))
    if rows.size:
        box = (slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1))  # a clavicle is a fiftieth of a film
        kept = fill_holes(largest_part(mask[box]))
        mask = np.zeros_like(mask)
        mask[box] = kept
    return mask
