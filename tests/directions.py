"""Directions that a grid may have: along the patient, reversed, sagittal, oblique."""

from __future__ import annotations

import math

import numpy as np


def _oblique(degrees: float) -> np.ndarray:
    c, s = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    about_x = np.array([[1, 0, 0], [0, c, -s], [0, s, c]])
    about_z = np.array([[c, -s, 0], [s, c, 0], [0, 0, 1]])
    return about_z @ about_x @ np.array([[0.0, 0, 1], [0, 1, 0], [1, 0, 0]])


GRIDS = {
    "axial": np.array([[0.0, 0, 1], [0, 1, 0], [1, 0, 0]]),
    "reversed": np.array([[0.0, 0, -1], [0, -1, 0], [-1, 0, 0]]),
    "sagittal": np.array([[1.0, 0, 0], [0, 0, 1], [0, -1, 0]]),
    "oblique": _oblique(21.0),
}
"""(3, 3) unit steps of slices, rows and columns, LPS, by name."""
