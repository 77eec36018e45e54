"""Grow from a voxel over neighbours of like values, no further than a ball round it."""

from __future__ import annotations

import numpy as np
import SimpleITK

from ai.volume import Affine, Voxels
from app.imaging.masks.brush import Brush, stroke
from app.imaging.masks.region import Index, Region

_SIDE = 5
"""Voxels along each side of the block that says what is alike around a voxel."""


def like_here(voxels: Voxels, seed: Index, *, tolerance: float = 2.5) -> tuple[float, float]:
    """Suggest which values are alike: the mean around a voxel, so many standard deviations to either side.

    Parameters
    ----------
    voxels
        (slices, rows, columns) in real units.
    seed
        The voxel; its own value is always within.
    tolerance
        Standard deviations.

    Returns
    -------
    tuple[float, float]
        Lowest and highest value, both included.
    """
    around = voxels[tuple(slice(max(0, at - _SIDE // 2), at + _SIDE // 2 + 1) for at in seed)].astype(np.float64)
    middle, spread, own = float(around.mean()), float(around.std()), float(voxels[seed])
    return min(own, middle - tolerance * spread), max(own, middle + tolerance * spread)


def grown(
    voxels: Voxels,
    seed: Index,
    *,
    lowest: float,
    highest: float,
    radius_mm: float,
    affine_lps: Affine,
) -> Region | None:
    """Collect what hangs together with a voxel by faces and has values of a range.

    Parameters
    ----------
    voxels
        (slices, rows, columns) in real units.
    seed
        Where it begins.
    lowest, highest
        Of the range, both included.
    radius_mm
        The ball round the seed that holds a leak in check.
    affine_lps
        (4, 4), (slice, row, column, 1) -> LPS mm.

    Returns
    -------
    Region | None
        None where the seed's own value lies beyond the range.
    """
    if not lowest <= voxels[seed] <= highest:
        return None
    at = affine_lps[:3, :3] @ np.array(seed, np.float64) + affine_lps[:3, 3]
    slices, rows, columns = voxels.shape[:3]
    ball = stroke(
        Brush(radius_mm, is_ball=True),
        at,
        at,
        normal_lps=(0.0, 0.0, 1.0),
        affine_lps=affine_lps,
        shape=(slices, rows, columns),
    )
    if ball is None:
        return None
    block = voxels[ball.box]
    alike = ball.inside & (block >= lowest) & (block <= highest)
    labelled = SimpleITK.GetArrayFromImage(
        SimpleITK.ConnectedComponent(SimpleITK.GetImageFromArray(alike.view(np.uint8)))
    )
    first, second, third = (place - low for place, low in zip(seed, ball.low, strict=True))
    return Region(ball.low, labelled == labelled[first, second, third])
