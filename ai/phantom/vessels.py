"""Vessels of the lungs: trees of tapering tubes from the hila to the periphery."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from ai.phantom.curve import Field
from ai.phantom.thorax import Thorax

SMALLEST_MM = 0.28
"""Radius at which a vessel is no longer drawn."""

# Main branches: angle from straight down towards the outside in degrees, radius in mm, length of the first piece in mm.
ARTERIES = (
    (6.0, 8.0, 32.0), (26.0, 5.6, 24.0), (40.0, 5.0, 22.0), (56.0, 4.6, 20.0), (74.0, 4.4, 17.0), (96.0, 4.2, 15.0),
    (118.0, 4.6, 16.0), (138.0, 5.2, 18.0), (156.0, 5.6, 19.0),
)  # fmt: skip
VEINS = (
    (14.0, 5.6, 26.0), (32.0, 5.0, 24.0), (48.0, 4.4, 20.0), (66.0, 4.4, 18.0), (84.0, 4.0, 16.0), (108.0, 4.2, 15.0),
    (128.0, 4.8, 17.0), (148.0, 5.0, 19.0),
)  # fmt: skip

_Point: TypeAlias = tuple[float, float, float]


@dataclass(frozen=True)
class Tube:
    """A straight piece of a vessel.

    Parameters
    ----------
    start_mm, end_mm
        (x, y, z) in LPS mm.
    radius_mm
        Mean radius.
    tree
        0 for the arteries, 1 for the veins: they cross each other, branches of one tree join.
    """

    start_mm: tuple[float, float, float]
    end_mm: tuple[float, float, float]
    radius_mm: float
    tree: int


def grow_vessels(thorax: Thorax) -> tuple[Tube, ...]:
    """Grow the trees of both lungs; same anatomy, same trees (and, but for what the heart covers, for every ratio)."""
    a = thorax.anatomy
    tubes: list[Tube] = []
    for side in (-1.0, 1.0):
        rng = np.random.default_rng((a.seed, 1 if side < 0.0 else 2))
        root_t = 0.43 if side < 0.0 else 0.395
        root_u = 0.085 if side < 0.0 else 0.110
        root = (side * root_u * a.thorax_width_mm, 0.06 * a.chest_depth_mm, a.height(root_t))
        tubes.extend(_grow(thorax, rng, root, side))
    return tuple(tubes)


def _grow(thorax: Thorax, rng: np.random.Generator, root: tuple[float, float, float], side: float) -> Iterator[Tube]:
    """One lung: main branches fan out from the hilum and fork until they are too thin or leave the lung."""
    room = _Room(thorax)
    calibre = thorax.anatomy.vessel_calibre
    queue: list[tuple[_Point, _Point, float, float, int]] = []
    for tree, mains in enumerate((ARTERIES, VEINS)):
        for degrees, radius, length in mains:
            angle = np.deg2rad(degrees + rng.uniform(-7.0, 7.0))
            direction = _unit((side * float(np.sin(angle)), rng.uniform(-0.7, 0.7), -float(np.cos(angle))))
            queue.append((root, direction, radius * calibre * rng.uniform(0.85, 1.1), length, tree))
    while queue:
        start, direction, radius, length, tree = queue.pop()
        for _ in range(2):
            bend = rng.normal(0.0, 0.10, 3)
            direction = _unit((direction[0] + bend[0], direction[1] + bend[1], direction[2] + bend[2]))
            end = _step(start, direction, 0.5 * length)
            yield Tube(start, end, radius, tree)
            radius *= 0.95
            start = end
        if not room.holds(start):
            continue
        turn = _unit((rng.normal(), rng.normal(), rng.normal()))
        spread = rng.uniform(0.30, 0.60)
        big = rng.uniform(0.78, 0.92)
        small = float(np.sqrt(max(1.0 - big * big, 0.14))) * rng.uniform(0.85, 1.0)
        for bent, share in ((0.45 * spread, big), (-spread, small)):
            if radius * share > SMALLEST_MM:
                forked = _unit(_step(direction, turn, bent))
                queue.append((start, forked, radius * share, max(length * rng.uniform(0.72, 0.95), 6.0), tree))


class _Room:
    """Whether points lie in the cage, outside of the mediastinum and not far below the diaphragm; tabled every 2 mm."""

    _STEP_MM = 2.0
    _REACH_MM = 200.0

    def __init__(self, thorax: Thorax) -> None:
        axis = np.arange(-self._REACH_MM, self._REACH_MM + 1.0, self._STEP_MM)
        x, z = axis[np.newaxis, :], axis[:, np.newaxis]
        cage = thorax.cage(x, z)
        open_ = (z > thorax.dome_z_mm(x) - thorax.DOME_FADE_MM) & (thorax.mediastinum_offset(x, z) > 0.8)
        self._front = np.where(open_, cage.front_mm, np.inf)
        self._back = cage.back_mm

    def holds(self, point: _Point) -> bool:
        column = round((point[0] + self._REACH_MM) / self._STEP_MM)
        row = round((point[2] + self._REACH_MM) / self._STEP_MM)
        rows, columns = self._front.shape
        if not (0 <= row < rows and 0 <= column < columns):
            return False
        return bool(self._front[row, column] < point[1] < self._back[row, column])


def _step(start: _Point, direction: _Point, length: float) -> _Point:
    return start[0] + direction[0] * length, start[1] + direction[1] * length, start[2] + direction[2] * length


def _unit(vector: _Point) -> _Point:
    length = float(np.sqrt(vector[0] ** 2 + vector[1] ** 2 + vector[2] ** 2))
    return vector[0] / length, vector[1] / length, vector[2] / length


def tube_chord(tube: Tube, x_mm: Field, z_mm: Field) -> tuple[Field, Field]:
    """Way of a ray through a tube, and the depth y of the tube's axis there; positions broadcast.

    The ends are round in the frontal plane.
    """
    (x0, y0, z0), (x1, y1, z1) = tube.start_mm, tube.end_mm
    dx, dz = x1 - x0, z1 - z0
    flat = max(dx * dx + dz * dz, 1e-9)
    share = np.clip(((x_mm - x0) * dx + (z_mm - z0) * dz) / flat, 0.0, 1.0)
    off = (x_mm - x0 - share * dx) ** 2 + (z_mm - z0 - share * dz) ** 2
    # A tube that runs towards the reader is longer on the ray, at most three times.
    slant = min(float(np.sqrt(1.0 + (y1 - y0) ** 2 / flat)), 3.0)
    chord = 2.0 * slant * np.sqrt(np.maximum(tube.radius_mm**2 - off, 0.0))
    return chord, y0 + share * (y1 - y0)
