"""Which voxels a brush touches on its way, on any plane of the patient."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ai.volume import Affine
from app.imaging.masks.centres import ROUNDING, Centres, half_thickness_mm
from app.imaging.masks.region import Region

_VOXELS_AT_ONCE = 1 << 18
"""That are computed together: they stay in a processor's caches."""


@dataclass(frozen=True)
class Brush:
    """A round brush.

    Parameters
    ----------
    radius_mm
        Of the disc or ball, above 0.
    is_ball
        Touches all around, not only what the plane cuts.
    """

    radius_mm: float
    is_ball: bool = False

    def __post_init__(self) -> None:
        if not (np.isfinite(self.radius_mm) and self.radius_mm > 0):
            raise ValueError(f"a brush needs a radius above 0 mm, got {self.radius_mm}")


def stroke(
    brush: Brush,
    start_lps_mm: Sequence[float] | npt.NDArray[np.float64],
    end_lps_mm: Sequence[float] | npt.NDArray[np.float64],
    *,
    normal_lps: Sequence[float] | npt.NDArray[np.float64],
    affine_lps: Affine,
    shape: tuple[int, int, int],
) -> Region | None:
    """Move a brush along a straight line.

    A voxel is touched where its centre lies within the radius of the line. A disc touches the voxels that its plane
    cuts, so that a plane along the slices marks one slice, and an oblique one has no holes where it is looked at. The
    voxel under either end is always touched, however small the brush.

    Parameters
    ----------
    brush
        What is moved.
    start_lps_mm, end_lps_mm
        (x, y, z) of its middle, both on the plane.
    normal_lps
        Unit vector of the plane that is drawn on.
    affine_lps
        (4, 4), (slice, row, column, 1) -> LPS mm.
    shape
        (slices, rows, columns) of the grid.

    Returns
    -------
    Region | None
        None where the brush moved beside the grid.
    """
    start, end = np.asarray(start_lps_mm, np.float64), np.asarray(end_lps_mm, np.float64)
    normal = np.asarray(normal_lps, np.float64)
    steps, origin = affine_lps[:3, :3], affine_lps[:3, 3]
    back = np.linalg.inv(steps)
    half_mm = half_thickness_mm(normal, steps)
    reach_mm = brush.radius_mm if brush.is_ball else float(np.hypot(brush.radius_mm, half_mm))
    ends = np.stack([back @ (start - origin), back @ (end - origin)])
    reach = reach_mm * np.linalg.norm(back, axis=1)
    # Half-way between two slices both rules take the same one.
    nearest = np.floor(ends - back @ normal * half_mm * 2 * ROUNDING + 0.5).astype(np.intp)
    low = np.maximum(np.minimum(np.ceil((ends - reach).min(axis=0)).astype(np.intp), nearest.min(axis=0)), 0)
    high = np.minimum(
        np.maximum(np.floor((ends + reach).max(axis=0)).astype(np.intp), nearest.max(axis=0)), np.array(shape) - 1
    )
    if (low > high).any():
        return None
    centres = Centres(low, high, affine_lps, start)
    inside = np.empty(centres.shape, np.bool_)
    along = end - start
    length = float(np.linalg.norm(along))
    unit = along / length if length > 0 else np.zeros(3)
    planes = max(1, _VOXELS_AT_ONCE // (inside.shape[1] * inside.shape[2]))
    for first in range(0, inside.shape[0], planes):
        some = slice(first, first + planes)
        onward = centres.along(unit, some)
        walked = np.clip(onward, 0.0, length)
        # |p - s|^2 where s is the nearest point of the line: |p|^2 - 2 t p.u + t^2.
        square = walked * (walked - 2 * onward)
        for axis in np.eye(3):
            square += centres.along(axis, some) ** 2
        if brush.is_ball:
            inside[some] = square <= brush.radius_mm**2
        else:
            off = centres.along(normal, some)
            inside[some] = (square - off**2 <= brush.radius_mm**2) & centres.cut_by(normal, some)
    for point in nearest:
        at = point - low
        if (at >= 0).all() and (at < inside.shape).all():
            inside[tuple(at)] = True
    if not inside.any():
        return None
    return Region(centres.low, inside)
