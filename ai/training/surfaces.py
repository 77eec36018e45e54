"""Distances between the surfaces of two masks: HD95 and the share of the surfaces that lie close to each other."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import SimpleITK

Distances = npt.NDArray[np.float64]
"""(surface voxels of one mask,) float64, to the surface of the other."""


def surface_distances(
    found: npt.NDArray[np.bool_], truth: npt.NDArray[np.bool_], spacing_mm: Sequence[float]
) -> tuple[Distances, Distances]:
    """Distance of every surface voxel to the nearest surface voxel of the other mask, both ways.

    The surface of a mask are its voxels with a face towards a voxel outside; what lies outside of the array is outside.

    Parameters
    ----------
    found, truth
        (slices, rows, columns), neither empty. A single slice is a picture: its outline counts, not its two sides.
    spacing_mm
        Of (slices, rows, columns).

    Returns
    -------
    tuple[Distances, Distances]
        From the surface of ``found``, and from that of ``truth``, in mm.

    Raises
    ------
    ValueError
        When a mask is empty.
    """
    if not (found.any() and truth.any()):
        raise ValueError("an empty mask has no surface")
    first = 1 if found.shape[0] == 1 else 0
    block = _around(found | truth)
    surfaces, distances = [], []
    for mask in (found[block], truth[block]):
        image = SimpleITK.GetImageFromArray(np.pad(mask[0] if first else mask, 1).astype(np.uint8))
        inside = SimpleITK.BinaryErode(image, [1] * image.GetDimension(), SimpleITK.sitkCross)
        surface = SimpleITK.GetArrayFromImage(image) > SimpleITK.GetArrayFromImage(inside)
        of_surface = SimpleITK.GetImageFromArray(surface.astype(np.uint8))
        of_surface.SetSpacing([float(each) for each in spacing_mm[first:]][::-1])
        distance = SimpleITK.SignedMaurerDistanceMap(of_surface, squaredDistance=False, useImageSpacing=True)
        surfaces.append(surface)
        distances.append(np.maximum(SimpleITK.GetArrayFromImage(distance), 0).astype(np.float64))
    return distances[1][surfaces[0]], distances[0][surfaces[1]]


def hausdorff_95(
    found: npt.NDArray[np.bool_], truth: npt.NDArray[np.bool_], spacing_mm: tuple[float, float, float]
) -> float:
    """95th percentile of the distances between two surfaces, the larger of both ways; NaN for an empty mask.

    Parameters as for `surface_distances`.
    """
    if not (found.any() and truth.any()):
        return math.nan
    return percentile_95(surface_distances(found, truth, spacing_mm))


def percentile_95(ways: tuple[Distances, Distances]) -> float:
    """HD95 of distances that are known."""
    return float(max(np.percentile(way, 95) for way in ways))


def close_share(ways: tuple[Distances, Distances], tolerance_mm: float) -> float:
    """Normalised surface Dice: share of both surfaces together that lies within a tolerance of the other.

    References
    ----------
    Nikolov et al., J Med Internet Res 2021;23:e26151; each surface voxel counts once, as in MONAI's
    ``compute_surface_dice`` without subvoxels.
    """
    close = sum(int((way <= tolerance_mm).sum()) for way in ways)
    return close / sum(len(way) for way in ways)


def _around(mask: npt.NDArray[np.bool_]) -> tuple[slice, slice, slice]:
    """Smallest block that holds a mask: nothing outside of it is near a surface."""
    spans = []
    for axis in range(3):
        there = np.flatnonzero(mask.any(axis=tuple(other for other in range(3) if other != axis)))
        spans.append(slice(int(there[0]), int(there[-1]) + 1))
    return spans[0], spans[1], spans[2]
