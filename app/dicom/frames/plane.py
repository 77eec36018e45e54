"""Planes of slices in the patient, LPS mm; PS3.3 C.7.6.2.1.1."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from ai.words import say

Position: TypeAlias = tuple[float, float, float]
"""(x, y, z) in LPS mm: centre of the first pixel."""

Orientation: TypeAlias = tuple[float, float, float, float, float, float]
"""Unit vector along a row (to growing column index), unit vector down a column."""

COSINE_TOLERANCE = 0.01
"""How far direction cosines may be from unit length and from a right angle; files with three digits stay well below."""

SAME_DIRECTION_TOLERANCE = 2e-3
"""Difference of direction cosines (0.1 degree) up to which two slices count as parallel; rounding stays below."""


def unit_orientation(values: tuple[float, ...] | None) -> Orientation | None:
    """(0020,0037) Image Orientation (Patient) as exact unit vectors, or None where they are no right angle."""
    if values is None:
        return None
    row, column = np.array(values[:3]), np.array(values[3:])
    lengths = np.linalg.norm(row), np.linalg.norm(column)
    if max(abs(length - 1) for length in lengths) > COSINE_TOLERANCE or abs(row @ column) > COSINE_TOLERANCE:
        return None
    a, b, c = (row / lengths[0]).tolist()
    d, e, f = (column / lengths[1]).tolist()
    return a, b, c, d, e, f


def normal_of(orientation: Orientation) -> npt.NDArray[np.float64]:
    """(3,) float64 unit normal of a slice: row direction × column direction."""
    cross: npt.NDArray[np.float64] = np.cross(orientation[:3], orientation[3:])
    return cross / np.linalg.norm(cross)


_ALONG_AXES = say("sagittal"), say("coronal"), say("axial")
"""Planes by the axis of LPS that is their normal."""


def plane_name(orientation: Orientation) -> str:
    """Axial, coronal, sagittal or oblique, for the reader."""
    normal = np.abs(normal_of(orientation))
    # Within 15 degrees of an axis radiologists use its plain name.
    if normal.max() < np.cos(np.deg2rad(15)):
        return say("oblique")
    return _ALONG_AXES[int(normal.argmax())]
