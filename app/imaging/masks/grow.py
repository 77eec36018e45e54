"""Grow from a voxel over neighbours of like values, no further than a ball or a disc round it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import SimpleITK

from ai.progress import Progress, silent
from ai.volume import Affine, BoolMask, Voxels
from app.imaging.masks.brush import Brush, stroke
from app.imaging.masks.region import Box, Index, Region

_SIDE = 5
"""Voxels along each side of the block that says what is alike around a voxel."""


@dataclass(frozen=True, eq=False)
class OnPlane:
    """A plane of the patient that growth stays on: it takes what the plane cuts.

    Parameters
    ----------
    point_lps_mm
        (3,) on it, in the voxel that growth begins with.
    normal_lps
        (3,) unit vector.
    """

    point_lps_mm: npt.NDArray[np.float64]
    normal_lps: npt.NDArray[np.float64]


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
    plane: OnPlane | None = None,
    free: Callable[[Box], BoolMask] | None = None,
    progress: Progress = silent,
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
        The ball round the seed, or the disc on the plane, that holds a leak in check.
    affine_lps
        (4, 4), (slice, row, column, 1) -> LPS mm.
    plane
        On which it stays; None for all around.
    free
        Tells which voxels of a block may be taken; None for all.
    progress
        Called between the steps.

    Returns
    -------
    Region | None
        None where the seed may not be taken, or its own value lies beyond the range.
    """
    if not lowest <= voxels[seed] <= highest:
        return None
    at = affine_lps[:3, :3] @ np.array(seed, np.float64) + affine_lps[:3, 3] if plane is None else plane.point_lps_mm
    slices, rows, columns = voxels.shape[:3]
    within = stroke(
        Brush(radius_mm, is_ball=plane is None),
        at,
        at,
        normal_lps=(0.0, 0.0, 1.0) if plane is None else plane.normal_lps,
        affine_lps=affine_lps,
        shape=(slices, rows, columns),
    )
    if within is None:
        return None
    progress(0.3, "")
    block = voxels[within.box]
    alike = within.inside & (block >= lowest) & (block <= highest)
    if free is not None:
        alike &= free(within.box)
    progress(0.5, "")
    first, second, third = (place - low for place, low in zip(seed, within.low, strict=True))
    if not alike[first, second, third]:
        return None
    image = SimpleITK.GetImageFromArray(alike.view(np.uint8))
    numbered = SimpleITK.ConnectedComponent(image)
    # A view: it must not outlive the image.
    labelled = SimpleITK.GetArrayViewFromImage(numbered)
    progress(0.9, "")
    return Region(within.low, labelled == labelled[first, second, third])
