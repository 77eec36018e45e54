"""How far values may differ and still count as alike: what fits a place, and the steps of a slider."""

from __future__ import annotations

import math

import numpy as np

from ai.volume import Voxels
from app.imaging.masks.form import Spacing
from app.imaging.masks.region import Index

_REACH_PX = 2.0
"""Around a voxel, in the smallest spacing: so far away lies what its tissue is told by."""

_SPREADS = 2.5
"""Standard deviations that are suggested: of tissue with noise 99 of 100 voxels lie within."""

_PER_SIGMA = 1.4826
"""Standard deviation of noise over its median absolute deviation, which an edge close by does not move."""

_STEPS = (1.0, 1.2, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0)
"""Of a decade."""

_DECADES = 4
"""Of steps below the whole range of values."""


def tissue_at(voxels: Voxels, index: Index, spacing_mm: Spacing) -> tuple[float, float]:
    """Tell what values are like around a voxel.

    Parameters
    ----------
    voxels
        (slices, rows, columns) in real units.
    index
        The voxel.
    spacing_mm
        Of the grid: slices far apart tell of other tissue.

    Returns
    -------
    tuple[float, float]
        The middle value, and how far from it values go by noise.
    """
    reach_mm = _REACH_PX * min(spacing_mm)
    reach = [int(reach_mm / each) for each in spacing_mm]
    block = voxels[tuple(slice(max(0, at - by), at + by + 1) for at, by in zip(index, reach, strict=True))]
    values = block[np.isfinite(block)].astype(np.float64)
    if not values.size:
        return 0.0, 0.0
    middle = float(np.median(values))
    return middle, _SPREADS * _PER_SIGMA * float(np.median(np.abs(values - middle)))


def tolerance_steps(voxels: Voxels) -> tuple[float, ...]:
    """List the tolerances to choose from, ascending, the first 0.

    Parameters
    ----------
    voxels
        Some of the scan, e.g. a slice: the largest tolerance is about their range. Whole numbers have whole ones.
    """
    is_whole = np.issubdtype(voxels.dtype, np.integer)
    values = voxels[np.isfinite(voxels)]
    span = float(np.ptp(values.astype(np.float64))) if values.size else 0.0
    top = math.ceil(math.log10(span)) if span > 0 else 0
    decades = range(top - _DECADES, top)
    steps = [float(f"{step}e{decade}") for decade in decades for step in _STEPS]
    if is_whole:
        steps = sorted({float(round(each)) for each in steps if each >= 1}) or [1.0]
    return (0.0, *steps)


def nearest_step(steps: tuple[float, ...], tolerance: float) -> int:
    """Find the first step that is not below a tolerance; the last where all are."""
    return next((number for number, each in enumerate(steps) if each >= tolerance * (1 - 1e-9)), len(steps) - 1)
