"""The grid of a case to the last digit: NIfTI keeps it in single precision."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np

from ai.errors import TrainingDataError
from ai.volume import Affine
from ai.words import say

Row: TypeAlias = tuple[float, float, float, float]
AffineRows: TypeAlias = tuple[Row, Row, Row, Row]
"""(4, 4), (slice, row, column, 1) -> LPS mm, row by row, as JSON has it."""

TOLERANCE_STEPS = 0.01
"""Share of the smallest spacing by which the far corner of the grid may differ from that of the file: rounding to
single precision moves it by a thousandth of that, another grid by more."""


def affine_rows(affine_lps: Affine) -> AffineRows:
    """Write a (4, 4) affine as plain numbers; each comes back exactly."""
    first, second, third, last = (
        (float(row[0]), float(row[1]), float(row[2]), float(row[3])) for row in np.asarray(affine_lps, dtype=np.float64)
    )
    return first, second, third, last


def exact_affine(rows: AffineRows, of_file: Affine, shape: tuple[int, ...], *, axes_known: bool, case: str) -> Affine:
    """Return the exact grid, once it is seen to be that of the file.

    Parameters
    ----------
    rows
        From ``case.json``.
    of_file
        (4, 4), as the image file rounds it.
    shape
        (slices, rows, columns).
    axes_known
        Whether the axes are those of the patient; else the file says nothing but the spacing.
    case
        Key, for the sentence.

    Raises
    ------
    TrainingDataError
        Where they are not the same grid.
    """
    exact = np.array(rows, dtype=np.float64)
    if not is_same_grid(exact, of_file, shape, axes_known=axes_known):
        raise TrainingDataError(
            say("The grid of case {case} in case.json is not that of its image.", case=case),
            say("Put both back from a copy, or add the case again."),
        )
    return exact


def is_same_grid(one: Affine, other: Affine, shape: tuple[int, ...], *, axes_known: bool) -> bool:
    """Whether two (4, 4) affines are one grid but for rounding; without axes of the patient, the same pixels."""
    steps_mm, other_mm = (np.linalg.norm(affine[:3, :3], axis=0) for affine in (one, other))
    if not axes_known:
        # A picture has no distance of slices.
        return bool(np.allclose(steps_mm[1:], other_mm[1:], rtol=TOLERANCE_STEPS))
    corners = (np.array([0, 0, 0, 1.0]), np.array([*(max(count - 1, 1) for count in shape[:3]), 1.0]))
    moved_mm = max(float(np.linalg.norm((one - other)[:3] @ corner)) for corner in corners)
    return moved_mm <= TOLERANCE_STEPS * float(steps_mm.min())
