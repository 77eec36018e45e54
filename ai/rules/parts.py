"""Parts of coarse pictures: connected pieces, growing and shrinking in millimetres, holes. (up, back, left) arrays."""

from __future__ import annotations

from typing import TypeAlias

import cv2
import numpy as np
import numpy.typing as npt
import SimpleITK

from ai.rules.oriented import Block
from ai.volume import BoolMask

Steps: TypeAlias = tuple[float, float, float]
"""Distance between neighbours along the axes of an array, mm."""

SHEET_MM = 3.0
"""Of what lies on the skin and is as dense; no part of a body is that thin where its picture can tell."""

Pieces: TypeAlias = npt.NDArray[np.uint32]
"""0 for nothing, 1, 2, 3 … for the pieces, the largest first."""


def pieces(mask: BoolMask) -> tuple[Pieces, npt.NDArray[np.int64]]:
    """Give numbers to the parts whose voxels touch by their faces.

    Returns
    -------
    Pieces
        As ``mask``.
    sizes
        (pieces + 1,) voxels of each; that of nothing is 0.
    """
    found = SimpleITK.GetArrayFromImage(SimpleITK.ConnectedComponent(_image(mask)))
    counts = np.bincount(found.ravel())
    counts[0] = 0
    order = np.argsort(-counts, kind="stable")[:-1]
    renamed = np.zeros(len(counts), dtype=np.uint32)
    renamed[order] = np.arange(1, len(counts))
    return renamed[found], np.concatenate(([0], counts[order])).astype(np.int64)


def largest(mask: BoolMask) -> BoolMask:
    """Keep the largest part; an empty mask stays empty."""
    result: BoolMask = pieces(mask)[0] == 1
    return result


def reached(mask: BoolMask, seeds: BoolMask) -> BoolMask:
    """Keep the parts that hold a seed."""
    numbered, sizes = pieces(mask)
    keep = np.zeros(len(sizes), dtype=np.bool_)
    keep[np.unique(numbered[seeds])] = True
    keep[0] = False
    return keep[numbered]


def grown(mask: BoolMask, by_mm: float, steps: Steps) -> BoolMask:
    """Grow by a distance; what is not nearer than that stays out."""
    if not mask.any():
        return mask.copy()
    box = box_around(mask, int(by_mm / min(steps)) + 1)
    return placed(distance(mask[box], steps) <= by_mm, box, mask.shape)


def shrunk(mask: BoolMask, by_mm: float, steps: Steps) -> BoolMask:
    """Shrink by a distance; the border of the picture does not count as outside."""
    if not mask.any():
        return mask.copy()
    box = box_around(mask, 1)
    return placed(depth(mask[box], steps) > by_mm, box, mask.shape)


def depth(mask: BoolMask, steps: Steps) -> npt.NDArray[np.float32]:
    """Millimetres from each voxel of a mask to the nearest one outside; 0 outside, without end where all is inside."""
    return np.full(mask.shape, np.inf, dtype=np.float32) if mask.all() else distance(~mask, steps)


def distance(mask: BoolMask, steps: Steps) -> npt.NDArray[np.float32]:
    """Millimetres from each voxel to the nearest one of a mask that is not empty; 0 inside."""
    image = _image(mask)
    image.SetSpacing(steps[::-1])
    away = SimpleITK.SignedMaurerDistanceMap(image, insideIsPositive=False, squaredDistance=False, useImageSpacing=True)
    result: npt.NDArray[np.float32] = np.maximum(SimpleITK.GetArrayFromImage(away), 0)
    result[mask] = 0
    return result


def touching(mask: BoolMask) -> BoolMask:
    """Grow by one voxel along every axis and diagonal."""
    return _array(SimpleITK.BinaryDilate(_image(mask), [1, 1, 1], SimpleITK.sitkBox))


def opened_by_plane(mask: BoolMask) -> BoolMask:
    """Take out what is thinner than three voxels in the planes across the body."""
    cross = cv2.getStructuringElement(cv2.MORPH_CROSS, (3, 3))
    planes = [cv2.morphologyEx(plane.astype(np.uint8), cv2.MORPH_OPEN, cross) for plane in mask]
    return np.stack(planes).astype(np.bool_)


def without_sheets(plane: npt.NDArray[np.bool_], spacing_mm: tuple[float, float]) -> npt.NDArray[np.bool_]:
    """Take what is thinner than `SHEET_MM` out of one plane of (rows, columns): clothes and sheets on the skin."""
    rows, columns = (2 * int(SHEET_MM / 2 / step + 0.5) + 1 for step in spacing_mm)
    block = np.ones((rows, columns), dtype=np.uint8)
    return cv2.morphologyEx(plane.astype(np.uint8), cv2.MORPH_OPEN, block).astype(np.bool_)


def flooded(depth_mm: npt.NDArray[np.float32], first: BoolMask, second: BoolMask) -> BoolMask:
    """Part a mask between two cores inside it: both rise from its depths, and meet where it is thinnest.

    Parameters
    ----------
    depth_mm
        From `depth`; more than 0 in the mask.

    Returns
    -------
    BoolMask
        What belongs to the first core.
    """
    mask = depth_mm > 0
    markers = np.where(mask, 0, 3).astype(np.uint8)
    markers[first], markers[second] = 1, 2
    height = SimpleITK.GetImageFromArray((1000 - np.minimum(depth_mm * 10, 1000)).astype(np.uint16))
    basins = SimpleITK.MorphologicalWatershedFromMarkers(
        height, SimpleITK.GetImageFromArray(markers), markWatershedLine=False
    )
    result: BoolMask = mask & (SimpleITK.GetArrayFromImage(basins) == 1)
    return result


def filled(mask: BoolMask) -> BoolMask:
    """Fill what is enclosed on all sides."""
    return _array(SimpleITK.BinaryFillhole(_image(mask)))


def _image(mask: npt.NDArray[np.bool_]) -> SimpleITK.Image:
    return SimpleITK.GetImageFromArray(np.ascontiguousarray(mask).view(np.uint8))


def _array(image: SimpleITK.Image) -> BoolMask:
    return SimpleITK.GetArrayFromImage(image).astype(np.bool_)


def box_around(mask: BoolMask, margin: int) -> Block:
    """Give the smallest block that holds a mask that is not empty, wider by some voxels on each side."""
    sides = []
    for axis in range(3):
        places = np.flatnonzero(mask.any(axis=tuple(each for each in range(3) if each != axis)))
        sides.append(slice(max(0, int(places[0]) - margin), int(places[-1]) + 1 + margin))
    return sides[0], sides[1], sides[2]


def placed(part: BoolMask, box: Block, shape: tuple[int, ...]) -> BoolMask:
    """Put a block back into its picture."""
    result = np.zeros(shape, dtype=np.bool_)
    result[box] = part
    return result
