"""Bones of the phantom: ribs as bands of a shell around the lungs, spine, clavicles, scapulae, sternum."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from ai.phantom.curve import Curve, Field
from ai.phantom.thorax import Slab, Thorax, bulge
from ai.phantom.tissue import SOFT_HU

RIB_GAP_MM = 0.5
"""From the lung to the inner surface of a rib."""
RIB_THICKNESS_MM = 7.0
RIB_CORTEX_MM = 0.9
RIB_CORTEX_HU = 900.0
CLAVICLE_CORTEX_HU = 1150.0
RIB_COUNT = 11
FALL_SHARE = (0.55, 0.72, 0.88, 1.0)
"""The upper ribs fall less than the fourth and all below it."""
RIB_TIP = 0.07
"""Length over which the front end thins out, in the same share of a rib as `FRONT_END`."""
FRONT_END = (0.0, 0.70, 0.76, 0.80, 0.83, 0.85, 0.86, 0.86, 0.83, 0.79, 0.72, 0.62)
"""Where each rib turns into cartilage, 0 at the spine, 0.5 at the side, 1 at the sternum; the first entry is unused."""


@dataclass(frozen=True, eq=False)
class Bone:
    """One bone, or a layer of it.

    Parameters
    ----------
    name
        What it is: "rib", "spine", "clavicle_right", ...
    slab
        Where it lies.
    hu
        Its CT number.
    base_hu
        CT number of what it replaces.
    """

    name: str
    slab: Slab
    hu: float
    base_hu: float = SOFT_HU


class Skeleton:
    """Bones around one thorax.

    Parameters
    ----------
    thorax
        What they lie on.
    """

    def __init__(self, thorax: Thorax) -> None:
        self.thorax = thorax
        self._rib_fall = Curve.through(
            (0.0, 0.0), (0.10, -0.02), (0.20, 0.06), (0.32, 0.24), (0.5, 0.52), (0.65, 0.74), (0.8, 0.92), (1.0, 1.05)
        )

    def bones(self, x_mm: Field, z_mm: Field) -> Iterator[Bone]:
        """Every bone at positions that broadcast; a later one replaces an earlier one where they overlap."""
        yield from self.spine(x_mm, z_mm)
        yield from self.ribs(x_mm, z_mm)
        yield from self.sternum(x_mm, z_mm)
        for side in (-1.0, 1.0):
            yield from self.scapula(x_mm, z_mm, side=side)
            yield from self.clavicle(x_mm, z_mm, side=side)

    # -- ribs -------------------------------------------------------------------------------------------------------

    def rib_course(self, number: int) -> tuple[float, float]:
        """T at which a rib leaves the spine, and how far it falls to its front end."""
        a = self.thorax.anatomy
        return a.rib_shift - 0.005 + (number - 1) * a.rib_spacing, a.rib_drop * FALL_SHARE[min(number, 4) - 1]

    def ribs(self, x_mm: Field, z_mm: Field) -> Iterator[Bone]:
        """Bands of the shell: back arcs, then front arcs."""
        thorax = self.thorax
        height = thorax.anatomy.lung_height_mm
        t = thorax.relative_height(z_mm)
        inner = thorax.cage(x_mm, z_mm, beyond_mm=RIB_GAP_MM)
        outer = thorax.cage(x_mm, z_mm, beyond_mm=RIB_GAP_MM + RIB_THICKNESS_MM)
        reach = thorax.cage_half_width_mm(z_mm) + RIB_GAP_MM + RIB_THICKNESS_MM
        across = np.abs(x_mm) / reach
        around = np.arcsin(np.minimum(across, 1.0)) / np.pi
        side = np.where(x_mm < 0.0, -1.0, 1.0)
        shells = (
            (Slab(inner.back_mm, outer.back_mm), around, 6.0, 0.02),
            (Slab(outer.front_mm, inner.front_mm), 1.0 - around, 7.2, 0.5),
        )
        for shell, along, half_mm, start in shells:
            middle = 0.5 * (shell.front_mm + shell.back_mm)
            half_depth = 0.5 * shell.length_mm
            shape = np.zeros(np.broadcast_shapes(x_mm.shape, z_mm.shape))
            rim = np.zeros_like(shape)
            fall = self._rib_fall(along)
            level = t - 0.004 * side
            for number in range(1, RIB_COUNT + 1):
                begin, drop = self.rib_course(number)
                offset = (level - begin - drop * fall) * (height / half_mm)
                past = np.maximum(along - FRONT_END[number] + RIB_TIP, 0.0) / RIB_TIP
                band = (np.abs(offset) < 1.0) & (past < 1.0) & (along > start) & (across < 1.0)
                shape = np.where(band, bulge(offset, 6.0) * (1.0 - past), shape)
                rim = np.where(band, np.abs(offset), rim)
            half = np.where(shape > 0.0, half_depth * shape, -1.0)
            yield Bone("rib", Slab.around(middle, half), RIB_CORTEX_HU)
            marrow = np.where(rim < 0.80, half - RIB_CORTEX_MM, -1.0)
            yield Bone("rib", Slab.around(middle, marrow), 200.0, RIB_CORTEX_HU)

    # -- spine, sternum ---------------------------------------------------------------------------------------------

    def spine(self, x_mm: Field, z_mm: Field) -> Iterator[Bone]:
        """Bodies with end plates, pedicles, spinous processes; the discs between are soft."""
        thorax = self.thorax
        a = thorax.anatomy
        t = thorax.relative_height(z_mm)
        period = a.rib_spacing * (0.86 + 0.14 * np.clip(t, 0.0, 1.0))
        phase = np.mod((t - a.rib_shift) / period + 0.5, 1.0)
        disc = (phase < 0.09) | (phase > 0.91)
        plate = ~disc & ((phase < 0.15) | (phase > 0.85))
        across = x_mm - thorax.spine_x_mm(z_mm)
        half_width = 15.0 + 5.0 * np.clip(t, 0.0, 1.0) + 6.0 * (phase - 0.5) ** 2
        cage = thorax.cage(np.zeros_like(x_mm), z_mm)
        middle = cage.back_mm - 14.0
        half = np.where(disc, -1.0, (10.0 + 6.0 * np.clip(t, 0.0, 1.0)) * bulge(across / half_width, 3.0))
        yield Bone("spine", Slab.around(middle, np.where(half > 0.0, half, -1.0)), 230.0)
        yield Bone("spine", Slab.around(middle, np.where(plate & (half > 0.0), half, -1.0)), 420.0, 230.0)
        for place, wide, high, deep, value in (
            (0.66 * half_width, 3.2, 4.6, 5.0, 480.0),
            (0.0 * half_width, 2.2, 6.0, 7.0, 420.0),
        ):
            out = (np.abs(across) - place) / wide
            up = (phase - (0.40 if value > 500.0 else 0.70)) * a.lung_height_mm * period / high
            knob = deep * bulge(np.hypot(out, up), 2.0)
            yield Bone("spine", Slab.around(middle + 22.0 + deep * 0.5, np.where(knob > 0.0, knob, -1.0)), value)
        wing = 5.0 * bulge((phase - 0.42) * a.lung_height_mm * period / 5.0, 2.0) * bulge(across / 33.0, 6.0)
        yield Bone("spine", Slab.around(middle + 22.0, np.where(wing > 0.0, wing, -1.0)), 240.0)

    def sternum(self, x_mm: Field, z_mm: Field) -> Iterator[Bone]:
        """Give a thin plate in front; hardly seen from behind."""
        a = self.thorax.anatomy
        t = self.thorax.relative_height(z_mm)
        half_width = np.where(t < 0.33, 26.0 - 30.0 * (t - 0.15), 15.0)
        across = (x_mm - a.turn_mm) / half_width
        cage = self.thorax.cage(np.zeros_like(x_mm), z_mm)
        half = np.where((t > 0.15) & (t < 0.78), 5.0 * bulge(across, 6.0), -1.0)
        yield Bone("sternum", Slab.around(cage.front_mm - 8.0, np.where(half > 0.0, half, -1.0)), 120.0)

    # -- shoulder girdle --------------------------------------------------------------------------------------------

    def clavicle_line(self, side: float) -> tuple[Curve, Curve]:
        """Height z and half-thickness over the distance from the midline, both in mm."""
        a = self.thorax.anatomy
        inner = 18.0
        rise = np.tan(np.deg2rad(a.clavicle_slope_deg + 1.5 * side))
        away = np.array([0.0, 10.0, 28.0, 55.0, 85.0, 115.0, 140.0, 165.0])
        sway = np.array([-1.0, -0.6, 1.2, 3.6, 3.0, -0.5, -1.5, 2.0])
        z = a.clavicle_z_mm + rise * away + sway
        calibre = np.array([9.0, 8.8, 7.2, 6.0, 5.6, 5.8, 6.6, 7.0])
        return Curve(away + inner, z), Curve(away + inner, calibre)

    def clavicle_offset(self, x_mm: Field, z_mm: Field, *, side: float) -> Field:
        """Distance from the bone's axis over its half-thickness; below 1 inside."""
        height, calibre = self.clavicle_line(side)
        out = (x_mm - self.thorax.anatomy.turn_mm) * side
        slope = np.cos(np.deg2rad(self.thorax.anatomy.clavicle_slope_deg))
        past = np.maximum(np.maximum(18.0 + 6.0 - out, out - 179.0), 0.0) / 7.0
        result: Field = np.hypot((z_mm - height(out)) * slope / calibre(out), past)
        return result

    def clavicle(self, x_mm: Field, z_mm: Field, *, side: float) -> Iterator[Bone]:
        """Tube with a dense wall, in front of the apex."""
        _, calibre = self.clavicle_line(side)
        out = (x_mm - self.thorax.anatomy.turn_mm) * side
        offset = self.clavicle_offset(x_mm, z_mm, side=side)
        name = "clavicle_right" if side < 0.0 else "clavicle_left"
        depth = -38.0 + 0.18 * np.clip(out, 0.0, 180.0)
        half = np.where(offset < 1.0, calibre(out) * bulge(offset, 2.0), -1.0)
        yield Bone(name, Slab.around(depth, half), CLAVICLE_CORTEX_HU)
        hollow = np.where(offset < 0.72, 0.74 * calibre(out) * bulge(offset / 0.72, 2.0), -1.0)
        yield Bone(name, Slab.around(depth, hollow), 200.0, CLAVICLE_CORTEX_HU)

    def scapula(self, x_mm: Field, z_mm: Field, *, side: float) -> Iterator[Bone]:
        """Thin triangular blade beside the chest with a thick outer rim, its spine, and the head of the humerus."""
        a = self.thorax.anatomy
        w = 0.5 * a.thorax_width_mm
        out = x_mm * side
        inner_angle = (w - 4.0, a.height(0.10))
        tip = (w + 6.0, a.height(0.60))
        socket = (w + 40.0, a.height(0.09))
        distance = _triangle_distance(out, z_mm, inner_angle, tip, socket)
        depth = 62.0
        blade = np.where(distance < 0.0, 1.6 + 2.6 * np.exp(distance / 2.5), -1.0)
        yield Bone("scapula", Slab.around(depth, blade), 430.0)
        ridge = _segment_distance(out, z_mm, (w - 2.0, a.height(0.06)), (w + 44.0, a.height(0.0)))
        spine = np.where(ridge < 4.5, 4.0 * bulge(ridge / 4.5, 4.0), -1.0)
        yield Bone("scapula", Slab.around(depth + 8.0, spine), 380.0)
        head = np.hypot(out - (w + 60.0), z_mm - a.height(0.07)) / 23.0
        ball = np.where(head < 1.0, 23.0 * bulge(head, 2.0), -1.0)
        yield Bone("humerus", Slab.around(30.0, ball), 200.0)


def _segment_distance(x: Field, z: Field, start: tuple[float, float], end: tuple[float, float]) -> Field:
    """Distance of points from a straight line between two points, in the frontal plane."""
    dx, dz = end[0] - start[0], end[1] - start[1]
    share = np.clip(((x - start[0]) * dx + (z - start[1]) * dz) / (dx * dx + dz * dz), 0.0, 1.0)
    result: Field = np.hypot(x - start[0] - share * dx, z - start[1] - share * dz)
    return result


def _triangle_distance(x: Field, z: Field, *corners: tuple[float, float]) -> Field:
    """Signed distance from a triangle with its corners in any order: negative inside."""
    inside_left = np.ones(np.broadcast_shapes(x.shape, z.shape), dtype=np.bool_)
    inside_right = np.ones_like(inside_left)
    distance: Field | None = None
    for start, end in zip(corners, corners[1:] + corners[:1], strict=True):
        turn = (end[0] - start[0]) * (z - start[1]) - (end[1] - start[1]) * (x - start[0])
        inside_left &= turn >= 0.0
        inside_right &= turn <= 0.0
        edge = _segment_distance(x, z, start, end)
        distance = edge if distance is None else np.minimum(distance, edge)
    assert distance is not None
    result: Field = np.where(inside_left | inside_right, -distance, distance)
    return result
