"""How many slices on either side a size or a width in pixels of the picture reaches."""

from __future__ import annotations

import math

MOST = 15
"""Neighbours on either side, at most: beyond, the whole numbers of `app.imaging.filters.mean` would not hold the sum,
and no reader waits for it."""

BELL_SIGMAS = 3
"""A bell is cut off after so many sigma across the slices; what is left out is 0.3 %."""

BELL_MOST = 30
"""Neighbours on either side that a bell takes in, at most; only wide bells in very thin slices are cut off earlier."""


def odd_reach(size_px: float, slice_px: float) -> int:
    """Neighbours on either side for a cube that is as thick as it is wide.

    Parameters
    ----------
    size_px
        Side of the cube in pixels.
    slice_px
        Distance of the slices in pixels, > 0.

    Returns
    -------
    int
        The thickness is the odd number of slices that comes nearest; the smaller one of two. 0 where the slices are too
        thick for a neighbour to take part.
    """
    return min(max(math.ceil(size_px / slice_px / 2 - 1 - 1e-9), 0), MOST)


def bell_reach(sigma_px: float, slice_px: float) -> int:
    """Neighbours on either side for a bell that is as wide across the slices, in mm, as within them.

    See `odd_reach`.
    """
    return min(round(BELL_SIGMAS * sigma_px / slice_px), BELL_MOST)
