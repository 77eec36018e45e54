"""Change the form of a mask: margins in millimetres, smooth edges, filled holes, islands kept or removed.

SimpleITK does the work, on the part of the grid that the mask takes. Distances are along the axes of the grid: on a
grid that is sheared by a tilted gantry they are those of the grid, not of the patient. What reaches no further than
some millimetres is done some slices at a time, with those around that reach into them: a whole scan then takes little
memory, and can be cancelled.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import SimpleITK

from ai.progress import Progress, silent
from ai.volume import BoolMask
from app.imaging.masks.region import Box, Index, box_of, widened
from app.imaging.masks.stoppable import executed

Spacing: TypeAlias = tuple[float, float, float]
"""mm between (slices, rows, columns)."""

_ROUNDING_MM = 1e-4
"""Of distances, which come in float32."""

_ERROR = 0.001
"""Share of a Gaussian that is cut off."""

_VOXELS_AT_ONCE = 1 << 23
"""That are worked on together, those around them not counted."""

_Distances: TypeAlias = npt.NDArray[np.float32]


def with_margin(mask: BoolMask, spacing_mm: Spacing, margin_mm: float, *, progress: Progress = silent) -> BoolMask:
    """Grow a mask by a margin, or shrink it.

    Parameters
    ----------
    mask
        (slices, rows, columns).
    spacing_mm
        Of the grid.
    margin_mm
        Above 0: every voxel whose centre is no further from the centre of a marked one. Below 0: what stays is further
        than that from every voxel that is not marked; the edge of the grid is no border of the structure.
    progress
        Called for every few slices.

    Returns
    -------
    BoolMask
        (slices, rows, columns).
    """
    box = box_of(mask)
    if box is None or margin_mm == 0:
        return mask.copy()
    reach = _voxels(abs(margin_mm), spacing_mm)
    if margin_mm > 0:

        def grown(part: BoolMask) -> BoolMask:
            if not part.any():
                return part
            return np.asarray(_distance_to(part, spacing_mm) <= margin_mm + _ROUNDING_MM)

        return _in_slabs(mask, widened(box, reach, mask.shape), reach[0], grown, progress)

    def shrunk(part: BoolMask) -> BoolMask:
        if part.all() or not part.any():
            return part
        return np.asarray(part & (_distance_to(~part, spacing_mm) > -margin_mm + _ROUNDING_MM))

    return _in_slabs(mask, widened(box, (1, 1, 1), mask.shape), reach[0], shrunk, progress)


def smoothed(mask: BoolMask, spacing_mm: Spacing, sigma_mm: float, *, progress: Progress = silent) -> BoolMask:
    """Smooth the edges of a mask: blurred by a Gaussian, and marked where more than half is left.

    Parameters
    ----------
    mask
        (slices, rows, columns).
    spacing_mm
        Of the grid.
    sigma_mm
        Of the Gaussian, above 0; details smaller than it go. At the edges of the grid the mask is thought to go on.
    progress
        Called for every few slices.
    """
    box = box_of(mask)
    if box is None:
        return mask.copy()
    reach = _voxels(4 * sigma_mm, spacing_mm)
    longest = 2 * max(reach) + 1

    def blurred(part: BoolMask) -> BoolMask:
        if part.all() or not part.any():
            return part
        image = SimpleITK.GetImageFromArray(part.astype(np.float32))
        image.SetSpacing(spacing_mm[::-1])
        found = SimpleITK.DiscreteGaussian(
            image, [sigma_mm**2] * 3, maximumKernelWidth=longest, maximumError=_ERROR, useImageSpacing=True
        )
        return np.asarray(SimpleITK.GetArrayViewFromImage(found) > 0.5)

    return _in_slabs(mask, widened(box, reach, mask.shape), reach[0], blurred, progress)


def without_holes(mask: BoolMask, *, axis: int | None = None, progress: Progress = silent) -> BoolMask:
    """Mark what is wholly enclosed.

    Parameters
    ----------
    mask
        (slices, rows, columns).
    axis
        None: enclosed in three dimensions. Else on every plane across this axis by itself, whatever lies beside it.
    progress
        Called now and then.
    """

    def filled(part: BoolMask) -> BoolMask:
        return _filled(part, progress)

    if axis is None:
        return _in_its_box(mask, filled)
    turned = np.moveaxis(mask, axis, 0)
    planes = np.stack([_in_its_box(plane[np.newaxis], filled)[0] for plane in turned])
    return np.ascontiguousarray(np.moveaxis(planes, 0, axis))


def largest_island(mask: BoolMask, *, progress: Progress = silent) -> BoolMask:
    """Keep the largest of the parts that hang together by faces; the first one where two are alike."""

    def largest(part: BoolMask) -> BoolMask:
        labelled, sizes = _islands(part, progress)
        return np.asarray(labelled == int(np.argmax(sizes)) + 1)

    return _in_its_box(mask, largest)


def islands_from(mask: BoolMask, spacing_mm: Spacing, least_ml: float, *, progress: Progress = silent) -> BoolMask:
    """Keep the parts of at least a volume in millilitres."""
    least = math.ceil(least_ml * 1000 / math.prod(spacing_mm) - _ROUNDING_MM)

    def kept(part: BoolMask) -> BoolMask:
        labelled, sizes = _islands(part, progress)
        return np.asarray(np.concatenate([[False], sizes >= least])[labelled])

    return _in_its_box(mask, kept)


def island_at(mask: BoolMask, at: Index) -> BoolMask:
    """Give the part that a voxel belongs to; nothing where it is not marked."""
    box = box_of(mask)
    result = np.zeros_like(mask)
    if box is None or not mask[at]:
        return result
    labelled, _ = _islands(mask[box])
    first, second, third = (place - part.start for place, part in zip(at, box, strict=True))
    result[box] = labelled == labelled[first, second, third]
    return result


def _in_slabs(
    mask: BoolMask, box: Box, reach: int, change: Callable[[BoolMask], BoolMask], progress: Progress
) -> BoolMask:
    """Change a part of a mask, some slices at a time, each time with as many around as reach into them."""
    result = mask.copy()
    slices, rows, columns = box
    in_plane = (rows.stop - rows.start) * (columns.stop - columns.start)
    # Thinner slabs than what reaches into them would do most of the work twice.
    step = max(_VOXELS_AT_ONCE // in_plane, 2 * reach, 1)
    for first in range(slices.start, slices.stop, step):
        progress((first - slices.start) / (slices.stop - slices.start), "")
        last = min(first + step, slices.stop)
        low, high = max(first - reach, slices.start), min(last + reach, slices.stop)
        changed = change(np.ascontiguousarray(mask[low:high, rows, columns]))
        result[first:last, rows, columns] = changed[first - low : last - low]
    return result


def _in_its_box(mask: BoolMask, change: Callable[[BoolMask], BoolMask]) -> BoolMask:
    result = mask.copy()
    box: Box | None = box_of(mask)
    if box is not None:
        result[box] = change(mask[box])
    return result


def _voxels(reach_mm: float, spacing_mm: Spacing) -> Index:
    slices, rows, columns = (math.ceil(reach_mm / step) + 1 for step in spacing_mm)
    return slices, rows, columns


def _distance_to(mask: BoolMask, spacing_mm: Spacing) -> _Distances:
    """Measure from every centre to the nearest marked one, in mm; 0 on it (Maurer et al. 2003)."""
    image = SimpleITK.GetImageFromArray(mask.view(np.uint8))
    image.SetSpacing(spacing_mm[::-1])
    # Of the marked voxels alone: the library's signed distance is measured from the outermost of them.
    found = SimpleITK.SignedMaurerDistanceMap(
        image, insideIsPositive=False, squaredDistance=False, useImageSpacing=True
    )
    distances = SimpleITK.GetArrayFromImage(found)
    return np.where(mask, np.float32(0), distances)


def _filled(mask: BoolMask, progress: Progress) -> BoolMask:
    is_plane = mask.shape[0] == 1
    padded = np.pad(mask, [(0, 0) if is_plane and axis == 0 else (1, 1) for axis in range(3)])
    image = SimpleITK.GetImageFromArray((padded[0] if is_plane else padded).view(np.uint8))
    # By a name of its own: a view does not keep its image alive.
    done = executed(SimpleITK.BinaryFillholeImageFilter(), image, progress)
    found = SimpleITK.GetArrayViewFromImage(done) > 0
    whole = found[np.newaxis] if is_plane else found[1:-1]
    return np.asarray(whole[:, 1:-1, 1:-1])


def _islands(mask: BoolMask, progress: Progress = silent) -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.intp]]:
    """Give the number of each voxel's part, from 1, and how many voxels each part has."""
    image = SimpleITK.GetImageFromArray(mask.view(np.uint8))
    labelled = SimpleITK.GetArrayFromImage(executed(SimpleITK.ConnectedComponentImageFilter(), image, progress))
    return labelled, np.bincount(labelled.ravel())[1:]
