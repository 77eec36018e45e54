"""A slice as shown: its plane, the letters at its sides, its size with square pixels."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ai.volume import Affine, Volume, Voxels
from app.imaging.plane_frame import PlaneFrame

OBLIQUE_FROM_DEGREES = 10.0
"""Angle to the patient's axes from which a plane is called oblique: it gets two letters and is resampled for MPR."""

_LETTERS = (("L", "R"), ("P", "A"), ("H", "F"))
"""Letters of increasing and decreasing LPS x, y, z, PS3.3 C.7.6.1.1.1."""


@dataclass(frozen=True)
class SideLetters:
    """What stands at the four sides of a picture: ``"A"``, ``"AR"`` where oblique, ``""`` where unknown."""

    left: str = ""
    right: str = ""
    top: str = ""
    bottom: str = ""


def take(volume: Volume, slice_index: int) -> Voxels:
    """Take a slice of the source grid as shown.

    Parameters
    ----------
    volume
        Any volume.
    slice_index
        From 0.

    Returns
    -------
    Voxels
        (rows, columns) or (rows, columns, 3), a read-only view; row 0 is the top, column 0 the left of the picture.
    """
    if not 0 <= slice_index < volume.shape[0]:
        raise IndexError(f"slice index {slice_index} is outside 0 to {volume.shape[0] - 1}")
    plane: Voxels = volume.voxels[slice_index]
    return plane


def direction_letters(direction_lps: npt.ArrayLike) -> str:
    """Name a direction in the patient.

    Parameters
    ----------
    direction_lps
        (3,) vector in LPS, any length but 0.

    Returns
    -------
    str
        One letter of R, L, A, P, F, H; two, the larger part first, where the direction is 10 degrees or more off.
    """
    direction = np.asarray(direction_lps, dtype=np.float64)
    direction = direction / np.linalg.norm(direction)
    order = np.argsort(-np.abs(direction), kind="stable")
    smallest = math.sin(math.radians(OBLIQUE_FROM_DEGREES))
    named = [axis for rank, axis in enumerate(order[:2]) if rank == 0 or abs(direction[axis]) >= smallest]
    return "".join(_LETTERS[axis][0 if direction[axis] > 0 else 1] for axis in named)


def side_letters(affine_lps: Affine, *, axes_known: bool) -> SideLetters:
    """Name the four sides of a slice.

    Parameters
    ----------
    affine_lps
        (4, 4), (slice, row, column, 1) -> LPS mm, of the grid whose slice is shown.
    axes_known
        `ai.volume.Volume.axes_known`; without it there are no letters.
    """
    if not axes_known:
        return SideLetters()
    down, right = affine_lps[:3, 1], affine_lps[:3, 2]
    return SideLetters(
        left=direction_letters(-right),
        right=direction_letters(right),
        top=direction_letters(-down),
        bottom=direction_letters(down),
    )


def frame_letters(frame: PlaneFrame, *, axes_known: bool) -> SideLetters:
    """Name the four sides of a picture by where it lies in the patient; nothing without known axes."""
    if not axes_known:
        return SideLetters()
    down, right = np.array(frame.down_lps), np.array(frame.right_lps)
    return SideLetters(
        left=direction_letters(-right),
        right=direction_letters(right),
        top=direction_letters(-down),
        bottom=direction_letters(down),
    )


def plane_name(affine_lps: Affine) -> str:
    """Name the plane of the slices: ``"axial"``, ``"coronal"``, ``"sagittal"``, with "oblique " before where it is."""
    normal = np.cross(affine_lps[:3, 1], affine_lps[:3, 2])
    normal = np.abs(normal / np.linalg.norm(normal))
    axis = int(np.argmax(normal))
    name = ("sagittal", "coronal", "axial")[axis]
    return name if normal[axis] >= math.cos(math.radians(OBLIQUE_FROM_DEGREES)) else f"oblique {name}"


def square_size_px(shape_px: tuple[int, int], pixel_mm: tuple[float, float]) -> tuple[int, int]:
    """Compute the size of a picture whose pixels are made square, PS3.3 C.7.6.3.1.7 and 10.7.1.3.

    Parameters
    ----------
    shape_px
        (rows, columns).
    pixel_mm
        (row spacing, column spacing): the first one is vertical.

    Returns
    -------
    tuple[int, int]
        (rows, columns) >= the given ones: the coarser direction is enlarged, none is thinned out.
    """
    rows, columns = shape_px
    row_mm, column_mm = pixel_mm
    unit_mm = min(row_mm, column_mm)
    return max(round(rows * row_mm / unit_mm), rows), max(round(columns * column_mm / unit_mm), columns)


def fitted_size_px(
    shape_px: tuple[int, int], pixel_mm: tuple[float, float], box_px: tuple[int, int]
) -> tuple[int, int]:
    """Compute the largest size of a picture with its true aspect inside a box.

    Parameters
    ----------
    shape_px, box_px
        (rows, columns) of the picture and of the box.
    pixel_mm
        (row spacing, column spacing).

    Returns
    -------
    tuple[int, int]
        (rows, columns), at least 1 and at most the box.
    """
    height_mm, width_mm = shape_px[0] * pixel_mm[0], shape_px[1] * pixel_mm[1]
    scale = min(box_px[0] / height_mm, box_px[1] / width_mm)
    rows = min(max(round(height_mm * scale), 1), box_px[0])
    columns = min(max(round(width_mm * scale), 1), box_px[1])
    return rows, columns
