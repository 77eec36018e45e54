"""What a pane scrolls through: the slices as they were taken, planes of the patient, oblique planes; turned, as a slab.

A `Cut` is the choice; `app.imaging.cut_stack.cut_stack` makes a stack of planes of it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from ai.words import say
from app.imaging.cut_turn import Turn, vector
from app.imaging.plane_frame import Vector
from app.imaging.slab import Projection

THICKNESS_LIMITS_MM = (1.0, 200.0)
"""A slab thinner than a millimetre shows nothing that the plane does not."""

Rotation: TypeAlias = tuple[Vector, Vector, Vector]
"""Rows of a rotation of the patient's space."""

_NO_ROTATION: Rotation = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))
_NO_TURN = Turn()


class Direction(Enum):
    """Along what the planes lie."""

    SOURCE = "source"
    """The slices as they were taken."""
    AXIAL = "axial"
    CORONAL = "coronal"
    SAGITTAL = "sagittal"


MPR_DIRECTIONS = (Direction.AXIAL, Direction.CORONAL, Direction.SAGITTAL)
"""Planes of the patient."""


_NAMES = {
    Direction.AXIAL: say("Axial"),
    Direction.CORONAL: say("Coronal"),
    Direction.SAGITTAL: say("Sagittal"),
}

_OBLIQUE_NAMES = {
    Direction.AXIAL: say("Oblique axial"),
    Direction.CORONAL: say("Oblique coronal"),
    Direction.SAGITTAL: say("Oblique sagittal"),
}


@dataclass(frozen=True)
class MprAxes:
    """How far the three planes of the patient are turned, all together, and about which point.

    Parameters
    ----------
    rotation
        What turns the planes as they lie without it.
    pivot_lps_mm
        A point that one plane of every turned direction runs through exactly.
    """

    rotation: Rotation = _NO_ROTATION
    pivot_lps_mm: Vector = (0.0, 0.0, 0.0)

    @property
    def is_turned(self) -> bool:
        """Whether the planes lie otherwise than without it."""
        return not np.allclose(self.rotation, _NO_ROTATION, atol=1e-9)

    @property
    def matrix(self) -> npt.NDArray[np.float64]:
        """(3, 3) rotation in LPS."""
        return np.array(self.rotation, dtype=np.float64)

    def turned(self, axis_lps: npt.ArrayLike, degrees: float, pivot_lps_mm: Vector) -> MprAxes:
        """Turn all planes further.

        Parameters
        ----------
        axis_lps
            (3,) unit vector; the normal of the plane in which a line of the crosshair is turned.
        degrees
            Right-handed about that axis.
        pivot_lps_mm
            Point that stays where it is.
        """
        matrix = rotation_about(axis_lps, math.radians(degrees)) @ self.matrix
        # Many small turns of a drag must not add up to a matrix that stretches.
        left, _, right = np.linalg.svd(matrix)
        first, second, third = (vector(row) for row in left @ right)
        return MprAxes((first, second, third), pivot_lps_mm)


_STRAIGHT = MprAxes()


@dataclass(frozen=True)
class Slab:
    """A projection of what lies around a plane.

    Parameters
    ----------
    projection
        Largest, smallest or mean value.
    thickness_mm
        Across the plane, half to either side.
    """

    projection: Projection
    thickness_mm: float

    def __post_init__(self) -> None:
        low, high = THICKNESS_LIMITS_MM
        if not low <= self.thickness_mm <= high:
            raise ValueError(f"a slab is {low:.0f} to {high:.0f} mm thick, got {self.thickness_mm}")

    @property
    def words(self) -> str:
        """For the badge: "10 mm MIP"."""
        return f"{self.thickness_mm:g} mm {self.projection.value}"


@dataclass(frozen=True)
class Cut:
    """What a pane scrolls through, and how it lies there.

    Parameters
    ----------
    direction
        Along what the planes lie.
    axes
        How the planes of the patient are turned; without meaning for the slices as they were taken.
    turn
        How every plane lies on the screen.
    slab
        What is projected onto every plane; None for the plane itself.
    """

    direction: Direction = Direction.SOURCE
    axes: MprAxes = _STRAIGHT
    turn: Turn = _NO_TURN
    slab: Slab | None = None

    @property
    def is_mpr(self) -> bool:
        """Whether it shows planes of the patient, not the slices as they were taken."""
        return self.direction is not Direction.SOURCE

    @property
    def is_oblique(self) -> bool:
        """Whether the reader turned the planes of the patient; see `app.imaging.cut_stack.CutStack.is_oblique`, too."""
        return self.is_mpr and self.axes.is_turned

    @property
    def name(self) -> str:
        """In a word: "Coronal", "Oblique sagittal"; ``""`` for the slices as they were taken."""
        if not self.is_mpr:
            return ""
        return _OBLIQUE_NAMES[self.direction] if self.is_oblique else _NAMES[self.direction]


def rotation_about(axis_lps: npt.ArrayLike, radians: float) -> npt.NDArray[np.float64]:
    """Give the (3, 3) right-handed rotation about a unit vector, after Rodrigues."""
    x, y, z = np.asarray(axis_lps, dtype=np.float64).tolist()
    cross = np.array([[0.0, -z, y], [z, 0.0, -x], [-y, x, 0.0]])
    turned = np.eye(3) + math.sin(radians) * cross + (1 - math.cos(radians)) * cross @ cross
    return np.asarray(turned, dtype=np.float64)
