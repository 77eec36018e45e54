"""Smooth curves through a few points: what the outlines of the phantom are drawn with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Field: TypeAlias = npt.NDArray[np.float64]
"""Any shape, float64: one value per position asked for."""


@dataclass(frozen=True, eq=False)
class Curve:
    """A function through knots without overshoot: piecewise cubic, monotone between neighbours.

    Parameters
    ----------
    knots
        Increasing positions.
    values
        As many values; held constant beyond the ends.

    References
    ----------
    F. N. Fritsch, J. Butland: A method for constructing local monotone piecewise cubic interpolants. SIAM J. Sci. Stat.
    Comput. 5 (1984) 300-304.
    """

    knots: Field
    values: Field

    def __post_init__(self) -> None:
        object.__setattr__(self, "knots", np.asarray(self.knots, dtype=np.float64))
        object.__setattr__(self, "values", np.asarray(self.values, dtype=np.float64))
        if self.knots.ndim != 1 or self.knots.shape != self.values.shape or len(self.knots) < 2:
            raise ValueError("a curve needs at least two knots and one value for each")
        if not (np.diff(self.knots) > 0).all():
            raise ValueError("the knots of a curve must increase")

    @classmethod
    def through(cls, *points: tuple[float, float]) -> Curve:
        """Make a curve through (position, value) pairs."""
        knots, values = zip(*points, strict=True)
        return cls(np.array(knots), np.array(values))

    def __call__(self, position: npt.ArrayLike) -> Field:
        """Value at each position, of the same shape."""
        where = np.clip(np.asarray(position, dtype=np.float64), self.knots[0], self.knots[-1])
        piece = np.clip(np.searchsorted(self.knots, where, side="right") - 1, 0, len(self.knots) - 2)
        widths = np.diff(self.knots)
        slopes = self._slopes(widths)
        width = widths[piece]
        share = (where - self.knots[piece]) / width
        rest = 1.0 - share
        result: Field = (
            self.values[piece] * (1.0 + 2.0 * share) * rest * rest
            + self.values[piece + 1] * (3.0 - 2.0 * share) * share * share
            + width * share * rest * (slopes[piece] * rest - slopes[piece + 1] * share)
        )
        return result

    def _slopes(self, widths: Field) -> Field:
        """Slope at each knot: the harmonic mean of its two pieces, 0 at an extreme."""
        secants = np.diff(self.values) / widths
        slopes = np.empty_like(self.values)
        slopes[0], slopes[-1] = secants[0], secants[-1]
        before, after = secants[:-1], secants[1:]
        product = before * after
        total = before + after
        safe = np.where(product > 0.0, total, 1.0)
        slopes[1:-1] = np.where(product > 0.0, 2.0 * product / safe, 0.0)
        return slopes


@dataclass(frozen=True, eq=False)
class ClosedOutline:
    """A closed, star-shaped outline in the frontal plane.

    Parameters
    ----------
    centre_xz_mm
        A point from which every point of the outline is seen.
    radii_mm
        Distance of the outline from the centre at equal steps of the angle from -pi to pi, both ends included.
    """

    centre_xz_mm: tuple[float, float]
    radii_mm: Field

    @classmethod
    def through(
        cls, centre_xz_mm: tuple[float, float], points_xz_mm: npt.ArrayLike, *, steps: int = 2048
    ) -> ClosedOutline:
        """Draw the outline smoothly through (n, 2) points given in any order."""
        offset = np.asarray(points_xz_mm, dtype=np.float64) - np.asarray(centre_xz_mm, dtype=np.float64)
        angle = np.arctan2(offset[:, 1], offset[:, 0])
        order = np.argsort(angle)
        angle, radius = angle[order], np.hypot(offset[:, 0], offset[:, 1])[order]
        around = np.concatenate([angle - 2 * np.pi, angle, angle + 2 * np.pi])
        table = _finite_difference_cubic(np.linspace(-np.pi, np.pi, steps + 1), around, np.tile(radius, 3))
        return cls(centre_xz_mm, table)

    def relative_radius(self, x_mm: Field, z_mm: Field) -> Field:
        """0 in the centre, 1 on the outline, more outside; shape of the broadcast positions."""
        away, radius = self._polar(x_mm, z_mm)
        result: Field = away / radius
        return result

    def depth_mm(self, x_mm: Field, z_mm: Field) -> Field:
        """How far inside the outline, measured towards the centre; negative outside."""
        away, radius = self._polar(x_mm, z_mm)
        result: Field = radius - away
        return result

    def _polar(self, x_mm: Field, z_mm: Field) -> tuple[Field, Field]:
        """Distance from the centre, and that of the outline in the same direction."""
        dx, dz = x_mm - self.centre_xz_mm[0], z_mm - self.centre_xz_mm[1]
        steps = len(self.radii_mm) - 1
        place = (np.arctan2(dz, dx) + np.pi) * (steps / (2 * np.pi))
        below = np.clip(place.astype(np.int64), 0, steps - 1)
        share = place - below
        radius: Field = self.radii_mm[below] * (1.0 - share) + self.radii_mm[below + 1] * share
        away: Field = np.hypot(dx, dz)
        return away, radius

    @property
    def points_xz_mm(self) -> Field:
        """(steps, 2) points on the outline."""
        angle = np.linspace(-np.pi, np.pi, len(self.radii_mm))[:-1]
        radius = self.radii_mm[:-1]
        return np.stack(
            [self.centre_xz_mm[0] + radius * np.cos(angle), self.centre_xz_mm[1] + radius * np.sin(angle)], axis=1
        )


def _finite_difference_cubic(where: Field, knots: Field, values: Field) -> Field:
    """Cubic Hermite curve with slopes from the neighbours (Catmull-Rom on uneven knots)."""
    slopes = np.gradient(values, knots)
    piece = np.clip(np.searchsorted(knots, where, side="right") - 1, 0, len(knots) - 2)
    width = knots[piece + 1] - knots[piece]
    share = (where - knots[piece]) / width
    rest = 1.0 - share
    result: Field = (
        values[piece] * (1.0 + 2.0 * share) * rest * rest
        + values[piece + 1] * (3.0 - 2.0 * share) * share * share
        + width * share * rest * (slopes[piece] * rest - slopes[piece + 1] * share)
    )
    return result
