"""Fill the slices between drawn ones: the outline changes its place and form evenly from one to the next.

Shape-based interpolation (Raya and Udupa 1990): the signed distances to the outlines of two slices are mixed, and what
is inside the mixture is marked. The two outlines are first laid over each other by their centres, so that a vessel that
runs obliquely does not vanish half-way.
"""

from __future__ import annotations

import itertools
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import SimpleITK

from ai.progress import Progress, silent
from ai.volume import BoolMask

Plane: TypeAlias = npt.NDArray[np.bool_]
"""(rows, columns)."""


def filled_between(
    mask: BoolMask, spacing_mm: tuple[float, float, float], *, axis: int = 0, progress: Progress = silent
) -> BoolMask:
    """Fill the empty planes between marked ones.

    Parameters
    ----------
    mask
        (slices, rows, columns).
    spacing_mm
        Of the grid along its axes.
    axis
        Across which the planes lie that were drawn on.
    progress
        Called for every plane that is filled.

    Returns
    -------
    BoolMask
        (slices, rows, columns): planes that were marked stay as they are.
    """
    result = mask.copy()
    planes = np.moveaxis(result, axis, 0)
    pixel_mm = tuple(step for each, step in enumerate(spacing_mm) if each != axis)
    drawn = np.flatnonzero(planes.any(axis=(1, 2)))
    for first, last in itertools.pairwise(drawn.tolist()):
        for at in range(first + 1, last):
            progress((at - drawn[0]) / (drawn[-1] - drawn[0]), "")
            planes[at] = between(planes[first], planes[last], (at - first) / (last - first), (pixel_mm[0], pixel_mm[1]))
    return result


def between(first: Plane, last: Plane, share: float, pixel_mm: tuple[float, float]) -> Plane:
    """Mix two outlines.

    Parameters
    ----------
    first, last
        (rows, columns), neither empty.
    share
        Of the last one, 0 to 1.
    pixel_mm
        (row spacing, column spacing).

    Returns
    -------
    Plane
        (rows, columns).
    """
    middles = [np.argwhere(plane).mean(axis=0) for plane in (first, last)]
    way = middles[1] - middles[0]
    # Each is moved onto the place that the mixture has.
    ours = _moved(_depth_mm(first, pixel_mm), way * share)
    theirs = _moved(_depth_mm(last, pixel_mm), -way * (1 - share))
    inside: Plane = ours * (1 - share) + theirs * share > 0
    return inside


def _depth_mm(plane: Plane, pixel_mm: tuple[float, float]) -> npt.NDArray[np.float32]:
    """Distance to the outline, which runs half a pixel from the centres on both of its sides: above 0 inside."""
    padded = np.pad(plane, 1)
    inside, outside = _distance_mm(~padded, pixel_mm), _distance_mm(padded, pixel_mm)
    half_mm = np.float32(min(pixel_mm) / 2)
    return np.where(padded, inside - half_mm, half_mm - outside)[1:-1, 1:-1]


def _distance_mm(marked: Plane, pixel_mm: tuple[float, float]) -> npt.NDArray[np.float32]:
    """Measure from every centre to the nearest marked one."""
    image = SimpleITK.GetImageFromArray(marked.view(np.uint8))
    image.SetSpacing(pixel_mm[::-1])
    found = SimpleITK.SignedMaurerDistanceMap(
        image, insideIsPositive=False, squaredDistance=False, useImageSpacing=True
    )
    distance: npt.NDArray[np.float32] = SimpleITK.GetArrayFromImage(found)
    return distance


def _moved(values: npt.NDArray[np.float32], by: npt.NDArray[np.float64]) -> npt.NDArray[np.float32]:
    """Move a picture by (rows, columns), fractional; its edge goes on beyond."""
    rows, columns = values.shape
    row = np.clip(np.arange(rows) - by[0], 0, rows - 1)
    column = np.clip(np.arange(columns) - by[1], 0, columns - 1)
    above, left = np.floor(row).astype(np.intp), np.floor(column).astype(np.intp)
    below, right = np.minimum(above + 1, rows - 1), np.minimum(left + 1, columns - 1)
    down = (row - above).astype(np.float32)[:, np.newaxis]
    across = (column - left).astype(np.float32)
    upper = values[above][:, left] * (1 - across) + values[above][:, right] * across
    lower = values[below][:, left] * (1 - across) + values[below][:, right] * across
    return np.asarray(upper * (1 - down) + lower * down)
