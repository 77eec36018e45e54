"""Which voxels lie inside a line that was drawn on a plane of the patient."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from ai.volume import Affine
from app.imaging.contours import Polyline
from app.imaging.masks.centres import ROUNDING, Centres, half_thickness_mm
from app.imaging.masks.region import Region
from app.imaging.plane_frame import PlaneFrame
from app.imaging.polygon_fill import filled

_FINE = 8
"""Points of the raster per voxel's shortest side: where a centre lies is known to a sixteenth of it."""

_VOXELS_AT_ONCE = 1 << 20
"""That are computed together: an outline on an oblique plane may reach through all slices."""

_LARGEST_RASTER = 1 << 24
"""Points of the raster; a larger area is rasterised less finely."""


def drawn(
    line_lps_mm: npt.NDArray[np.float64],
    *,
    plane: PlaneFrame,
    affine_lps: Affine,
    shape: tuple[int, int, int],
) -> Region | None:
    """Fill a closed line.

    A voxel is inside where the plane cuts it, and its centre, seen at right angles to the plane, lies inside the line
    by the even-odd rule.

    Parameters
    ----------
    line_lps_mm
        (points, 3), on the plane; the last point joins the first.
    plane
        That was drawn on.
    affine_lps
        (4, 4), (slice, row, column, 1) -> LPS mm.
    shape
        (slices, rows, columns) of the grid.

    Returns
    -------
    Region | None
        None for a line without an inside, or beside the grid.
    """
    if len(line_lps_mm) < 3:
        return None
    steps, origin = affine_lps[:3, :3], affine_lps[:3, 3]
    back = np.linalg.inv(steps)
    normal = plane.normal_lps
    half_mm = half_thickness_mm(normal, steps)
    ends = (line_lps_mm - origin) @ back.T
    reach = np.abs(back @ normal) * half_mm
    low = np.maximum(np.ceil(ends.min(axis=0) - reach - ROUNDING).astype(np.intp), 0)
    high = np.minimum(np.floor(ends.max(axis=0) + reach + ROUNDING).astype(np.intp), np.array(shape) - 1)
    if (low > high).any():
        return None
    centres = Centres(low, high, affine_lps, np.array(plane.origin_lps_mm))
    # The line is turned into a fine raster once.
    on_plane = plane.to_pixel(line_lps_mm) * np.array(plane.pixel_mm)
    start = on_plane.min(axis=0)
    extent = on_plane.max(axis=0) - start
    if not (extent > 0).all():
        return None
    step_mm = max(float(np.linalg.norm(steps, axis=0).min()) / _FINE, float(np.sqrt(extent.prod() / _LARGEST_RASTER)))
    rows, columns = (int(side) for side in np.ceil(extent / step_mm).astype(int) + 1)
    raster = filled((on_plane - start) / step_mm, (rows, columns))
    inside = np.zeros(centres.shape, np.bool_)
    planes = max(1, _VOXELS_AT_ONCE // (inside.shape[1] * inside.shape[2]))
    for first in range(0, inside.shape[0], planes):
        some = slice(first, first + planes)
        cut = centres.cut_by(normal, some)
        # Where the centres lie on the plane, in mm along its sides.
        down, right = (centres.along(np.array(side), some)[cut] for side in (plane.down_lps, plane.right_lps))
        row = np.rint((down - start[0]) / step_mm).astype(np.intp)
        column = np.rint((right - start[1]) / step_mm).astype(np.intp)
        seen = (row >= 0) & (row < rows) & (column >= 0) & (column < columns)
        marked = np.zeros(row.shape, np.bool_)
        marked[seen] = raster[row[seen], column[seen]]
        inside[some][cut] = marked
    if not inside.any():
        return None
    return Region(centres.low, inside)


def drawn_on_slice(line: Polyline, *, index: int, shape: tuple[int, int, int]) -> Region | None:
    """Fill a closed line on a slice as it was taken, whatever is known of where in the patient that is.

    Parameters
    ----------
    line
        (points, 2) row and column of the slice, fractional; the last point joins the first.
    index
        Which slice.
    shape
        (slices, rows, columns) of the grid.

    Returns
    -------
    Region | None
        The pixels whose centres are inside by the even-odd rule; None for a line without an inside, or beside the grid.
    """
    if len(line) < 3 or not 0 <= index < shape[0]:
        return None
    low = np.maximum(np.ceil(line.min(axis=0)), 0).astype(np.intp)
    high = np.minimum(np.floor(line.max(axis=0)), np.array(shape[1:]) - 1).astype(np.intp)
    if (low > high).any():
        return None
    rows, columns = (high - low + 1).tolist()
    inside = filled(line - low, (rows, columns))
    if not inside.any():
        return None
    return Region((index, int(low[0]), int(low[1])), inside[np.newaxis])
