"""How far apart some of the values of a scan are taken, so that they come from all over it. No torch here."""

from __future__ import annotations

import math
from collections.abc import Sequence


def sample_step(shape: Sequence[int], most: int) -> int:
    """Step through the flattened values of a scan that meets every column, row and slice alike.

    A step that divides the length of a row would take the same column of every row: of scans of 200 x 200 x 100 the
    air at their edge, and nothing of the patient.

    Parameters
    ----------
    shape
        (..., slices, rows, columns), each 1 or more.
    most
        About how many values are wanted.

    Returns
    -------
    int
        1 or more, without a factor in common with the sides.
    """
    size = math.prod(shape)
    step = max(1, size // most)
    while math.gcd(step, size) > 1:
        step += 1
    return step
