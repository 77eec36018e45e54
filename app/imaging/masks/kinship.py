"""How the grid of one series lies to that of another: whether a mask of one can be taken for the other."""

from __future__ import annotations

from enum import Enum
from itertools import product

import numpy as np

from ai.volume import Volume
from ai.words import say
from app.errors import MaskSourceError
from app.imaging.masks.grid_facts import is_even

TOLERANCE_VX = 0.05
"""Part of a voxel by which two grids may differ anywhere: the rounding of their files, never a neighbour."""


class Kinship(Enum):
    """From the closest on."""

    SAME_GRID = "same grid"
    """Voxel for voxel."""
    SAME_LATTICE = "same lattice"
    """Voxels lie on each other, in another order or for another part of the patient."""
    SAME_SPACE = "same space"
    """Both tell their places in one frame of reference (0020,0052)."""


def kinship(target: Volume, other: Volume, *, target_frame: str, other_frame: str) -> Kinship:
    """Tell how a mask on the grid of ``other`` gets onto that of ``target``.

    Parameters
    ----------
    target, other
        Of the same patient.
    target_frame, other_frame
        (0020,0052) Frame of Reference UID; ``""`` where the file names none.

    Raises
    ------
    MaskSourceError
        Where nothing relates them.

    References
    ----------
    PS3.3 C.7.4.1 Frame of Reference Module.
    """
    if not (_has_places(target) and _has_places(other)):
        raise MaskSourceError(
            say("One of the two series does not say where its slices lie in the patient, so no mask is taken over."),
            say("Choose a series that was made from the open one."),
        )
    if is_same_grid(target, other):
        return Kinship.SAME_GRID
    if is_even(target) and is_even(other) and _is_same_lattice(target, other) and _overlap(target, other):
        return Kinship.SAME_LATTICE
    if not target_frame or target_frame != other_frame:
        raise MaskSourceError(
            say(
                "The two series lie in different spaces (Frame of Reference) and their grids differ, so no mask is "
                "taken over."
            ),
            say("Choose a series that was made from the open one."),
        )
    if not _overlap(target, other):
        raise MaskSourceError(
            say("The two series show different parts of the patient, so there is nothing to take over."),
            say("Choose a series that was made from the open one."),
        )
    return Kinship.SAME_SPACE


def is_same_grid(one: Volume, other: Volume) -> bool:
    """Whether two volumes have their voxels at the same places, in the same order."""
    if one.shape != other.shape:
        return False
    positions = [each.slice_positions_mm for each in (one, other)]
    if (positions[0] is None) is not (positions[1] is None):
        return False
    if positions[0] is not None and positions[1] is not None:
        apart = np.subtract(*(np.subtract(each, each[0]) for each in positions if each is not None))
        if np.abs(apart).max() > TOLERANCE_VX * one.spacing_mm[0]:
            return False
    return bool(np.abs(_seen_from(one, other) - _corners(other)).max() <= TOLERANCE_VX)


def _has_places(volume: Volume) -> bool:
    return volume.axes_known and (not volume.geometry_fault or volume.places_known)


def _corners(volume: Volume) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    """(8, 3) float64, (slice, row, column) of the outermost voxels."""
    return np.array(list(product(*((0, count - 1) for count in volume.shape))), np.float64)


def _seen_from(target: Volume, other: Volume) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    """(8, 3) float64: where the outermost voxels of ``other`` lie, as index of ``target``."""
    return np.asarray(target.to_index(other.to_lps_mm(_corners(other))), np.float64)


def _is_same_lattice(target: Volume, other: Volume) -> bool:
    """Whether every voxel of one lies on a voxel of the other, as far as both go."""
    way = np.linalg.inv(target.affine_lps) @ other.affine_lps
    whole = np.rint(way)
    turns = whole[:3, :3]
    # Each axis goes along one of the other's, in one direction or the other.
    if not (np.abs(turns).sum(axis=0) == 1).all() or not (np.abs(turns).sum(axis=1) == 1).all():
        return False
    corners = np.c_[_corners(other), np.ones(8)]
    return bool(np.abs(corners @ (way - whole).T).max() <= TOLERANCE_VX)


def _overlap(target: Volume, other: Volume) -> bool:
    """Whether the boxes around both reach into each other, along the axes of the target and of the other."""
    for one, two in ((target, other), (other, target)):
        places = _seen_from(one, two)
        if (places.max(axis=0) < -0.5).any() or (places.min(axis=0) > np.array(one.shape) - 0.5).any():
            return False
    return True
